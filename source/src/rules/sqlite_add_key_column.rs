//! `ADD COLUMN … PRIMARY KEY` and `UNIQUE` on SQLite.

use super::{Context, Report, Rule, SQLITE, look};
use crate::configuration::RuleLevel;
use crate::tree::ConstraintKind;

pub(super) static RULE: Rule = Rule {
    name: "sqlite-add-key-column",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: SQLITE,
    check,
    docs: "\
SQLite cannot add a column that is a primary key or unique.

The statement is refused, whatever the table holds. (SQLite: ALTER TABLE ADD COLUMN.) Add the column and create a unique
index, or rebuild the table.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY);
```
```sql,bad
ALTER TABLE orders ADD COLUMN number INTEGER UNIQUE;
```
```sql,good
ALTER TABLE orders ADD COLUMN number INTEGER;
CREATE UNIQUE INDEX orders_number ON orders (number);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defines in look::constraints(context.tree()).into_iter().filter(|defines| defines.is_added) {
        let Some(column) = defines.column else { continue };
        let (table, name) = (look::shown(defines.table), &column.name.text);
        let (what, help) = match &defines.constraint.kind {
            ConstraintKind::PrimaryKey { .. } => ("a primary key", "rebuild the table with the key".to_owned()),
            ConstraintKind::Unique { .. } => (
                "unique",
                format!("add the column without it, then `CREATE UNIQUE INDEX {table}_{name} ON {table} ({name})`"),
            ),
            _ => continue,
        };
        report.find(
            defines.constraint.range.clone(),
            format!("SQLite cannot add a column that is {what}"),
            "always refused",
            help,
        );
    }
}
