//! Texts in double quotes.

use std::ops::Range;

use super::{Context, Report, Rule, SQLITE, look};
use crate::configuration::RuleLevel;
use crate::tree::{Body, Constant, Expression, InsertSource, Statement};

pub(super) static RULE: Rule = Rule {
    name: "double-quoted-string",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: SQLITE,
    check,
    docs: "\
A text stands in double quotes, which are for names.

SQLite takes a name that it does not know for a text, for compatibility with an old mistake. It can be built without that,
and every other database refuses it. (SQLite: Quirks, Double-quoted String Literals Are Accepted.)
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, currency TEXT DEFAULT \"EUR\");
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, currency TEXT DEFAULT 'EUR');
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    // Where no column can be meant.
    let mut expressions: Vec<&Expression> = Vec::new();
    let columns = look::columns(context.tree());
    expressions.extend(columns.iter().filter_map(|defined| defined.column.default.as_ref()));
    if let Statement::Insert(insert) = context.tree()
        && let InsertSource::Query(query) = &insert.source
        && let Body::Values(rows) = &query.body
    {
        expressions.extend(rows.iter().flatten());
    }
    for expression in expressions {
        if let Some(Constant::Text(text)) = &expression.constant
            && context.slice(&expression.range).starts_with('"')
        {
            find(report, expression.range.clone(), text);
            continue;
        }
        for reference in &expression.columns {
            let name = &reference.column;
            if reference.table.is_some() || !context.slice(&name.range).starts_with('"') {
                continue;
            }
            find(report, name.range.clone(), &name.text);
        }
    }
}

fn find(report: &mut Report<'_>, range: Range<usize>, text: &str) {
    let right = format!("'{}'", text.replace('\'', "''"));
    report.find_fix(
        range.clone(),
        format!("`\"{text}\"` is meant as a text and written as a name"),
        "in double quotes",
        (range, right),
    );
}
