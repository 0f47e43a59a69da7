//! `DROP COLUMN` on SQLite of a column that something uses.

use super::{Context, Report, Rule, SQLITE, look};
use crate::catalog::{Kind, Space};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "sqlite-drop-used-column",
    level: RuleLevel::Deny,
    dialects: SQLITE,
    check,
    docs: "\
SQLite cannot drop a column that is a key, unique, or in an index.

The statement is refused. (SQLite: ALTER TABLE DROP COLUMN.) Drop the index first; a table whose key is concerned has to be
rebuilt.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, number INTEGER, note TEXT);
CREATE INDEX orders_number ON orders (number);
```
```sql,bad
-- destroys: column orders.number
ALTER TABLE orders DROP COLUMN number;
```
```sql,good
-- destroys: column orders.number
DROP INDEX orders_number;
ALTER TABLE orders DROP COLUMN number;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::AlterTable(alter) = context.tree() else { return };
    for action in &alter.actions {
        let ActionKind::DropColumn { name, .. } = &action.kind else { continue };
        let Some(table) = context.before.table(&alter.name) else { continue };
        let key = context.key(name);
        if table.column(&key).is_none() {
            continue;
        }
        let constraint = table.constraints.iter().find(|constraint| {
            constraint.columns.contains(&key) && matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique)
        });
        let own = context.before.key(Space::Relation, &alter.name);
        let index = context
            .before
            .indexes(&own)
            .filter(|index| !index.constraint && index.columns.iter().flatten().any(|column| *column == key))
            .min_by_key(|index| &index.name);
        let (what, help) = match (constraint, index) {
            (Some(constraint), _) if constraint.kind == Kind::PrimaryKey => {
                ("it is part of the primary key".to_owned(), "rebuild the table without it".to_owned())
            }
            (Some(_), _) => ("it is declared `UNIQUE`".to_owned(), "rebuild the table without it".to_owned()),
            (None, Some(index)) => (
                format!("the index `{}` uses it", index.name),
                format!("`DROP INDEX {}` first", index.name),
            ),
            (None, None) => continue,
        };
        report.find(
            name.range.clone(),
            format!("SQLite cannot drop `{}.{}`: {what}", look::shown(&alter.name), name.text),
            "always refused",
            help,
        );
    }
}
