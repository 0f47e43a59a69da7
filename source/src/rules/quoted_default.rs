//! A default that is the name of a column.

use ambix_graph::script::Dialect;

use super::{Context, Report, Rule, look};
use crate::configuration::RuleLevel;

pub(super) static RULE: Rule = Rule {
    name: "quoted-default",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: &[Dialect::Postgres],
    check,
    docs: "\
A default stands in double quotes or in none, which PostgreSQL reads as the name of a column.

`cannot use column reference in DEFAULT expression`: a text stands in single quotes. (SQLite: see
`double-quoted-string`.)
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, currency TEXT DEFAULT \"EUR\");
```
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, currency TEXT DEFAULT EUR);
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, currency TEXT DEFAULT 'EUR');
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let Some(default) = &defined.column.default else { continue };
        for reference in default.columns.iter().filter(|name| name.table.is_none()) {
            let text = &reference.column.text;
            let written = context.slice(&reference.column.range);
            report.find(
                reference.column.range.clone(),
                format!("`{written}` is the name of a column, which a default cannot use"),
                "read as a name",
                format!("a text stands in single quotes: `'{}'`", text.replace('\'', "''")),
            );
        }
    }
}
