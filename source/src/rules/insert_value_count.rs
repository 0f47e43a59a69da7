//! `INSERT` with another number of values than columns.

use ambix_graph::script::Dialect;

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{Body, Expression, Insert, InsertSource, Item, Query, Statement};

pub(super) static RULE: Rule = Rule {
    name: "insert-value-count",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
An `INSERT` has another number of values than columns.

Every database refuses it.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
```
```sql,bad
INSERT INTO orders (id, total) VALUES (1, 10), (2);
```
```sql,bad
INSERT INTO orders (id, total) SELECT id FROM orders;
```
```sql,good
INSERT INTO orders (id, total) VALUES (1, 10), (2, 20);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Insert(insert) = context.tree() else { return };
    let InsertSource::Query(query) = &insert.source else { return };
    let Some(expected) = expected(context, insert) else { return };
    let allowed = |found: usize| match expected {
        Expected::Exactly(count) => found == count,
        Expected::AtMost(count) => found <= count,
    };
    let told = expected.count();
    if let Body::Values(rows) = &query.body {
        for (nth, row) in rows.iter().enumerate() {
            // `VALUES ()` on MySQL: all defaults.
            if allowed(row.len()) || row.is_empty() || row.iter().any(|value| is_several(context, value)) {
                continue;
            }
            let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
            let range = first.range.start..last.range.end;
            if range.is_empty() {
                continue;
            }
            let which = match (rows.len(), row.len()) {
                (1, 1) => "there is ".to_owned(),
                (1, _) => "there are ".to_owned(),
                _ => format!("row {} has ", nth + 1),
            };
            report.find(
                range,
                format!("{which}{} for {}", counted(row.len(), "value"), counted(told, "column")),
                "not one value for each column",
                help(context, insert),
            );
            return;
        }
    } else if let Some(found) = selected(context, query)
        && !allowed(found)
    {
        report.find(
            insert.table.range(),
            format!("the query gives {} for {}", counted(found, "column"), counted(told, "column")),
            "not one value for each column",
            help(context, insert),
        );
    }
}

enum Expected {
    Exactly(usize),
    /// Without a list of columns: on PostgreSQL the last ones may be missing, on MySQL invisible ones are.
    AtMost(usize),
}

impl Expected {
    fn count(&self) -> usize {
        match self {
            Expected::Exactly(count) | Expected::AtMost(count) => *count,
        }
    }
}

fn expected(context: &Context<'_>, insert: &Insert) -> Option<Expected> {
    if !insert.columns.is_empty() {
        return Some(Expected::Exactly(insert.columns.len()));
    }
    let table = context.before.table(&insert.table).filter(|table| !table.is_open && !table.columns.is_empty())?;
    // On SQLite generated columns take no values.
    let count = match context.dialect {
        Dialect::Sqlite => table.columns.iter().filter(|column| !column.generated).count(),
        _ => table.columns.len(),
    };
    Some(match context.dialect {
        Dialect::Sqlite => Expected::Exactly(count),
        _ => Expected::AtMost(count),
    })
}

/// How many columns a query gives, if that can be told from its text.
fn selected(context: &Context<'_>, query: &Query) -> Option<usize> {
    let Body::Select(select) = &query.body else { return None };
    let is_plain = |item: &Item| match item {
        Item::Expression { expression, .. } => !is_several(context, expression),
        Item::All | Item::AllOf(_) => false,
    };
    (!select.is_opaque && query.into.is_none() && select.items.iter().all(is_plain)).then_some(select.items.len())
}

/// Whether an expression may be several values: `(a).*` is as many as the composite value has fields.
fn is_several(context: &Context<'_>, expression: &Expression) -> bool {
    expression.is_opaque || context.slice(&expression.range).trim_end().ends_with('*')
}

fn counted(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    }
}

fn help(context: &Context<'_>, insert: &Insert) -> String {
    if !insert.columns.is_empty() {
        return "give each column of the list one value".to_owned();
    }
    let table = context.before.table(&insert.table);
    let names: Vec<&str> =
        table.map(|table| table.columns.iter().map(|column| column.name.as_str()).collect()).unwrap_or_default();
    format!("write the columns: `INSERT INTO {} ({}) …`", look::shown(&insert.table), names.join(", "))
}
