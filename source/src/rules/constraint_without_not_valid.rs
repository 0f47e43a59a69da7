//! Checks and foreign keys read the table when they are added.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, ConstraintKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "constraint-without-not-valid",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
A foreign key or a check is added to a table that is in use, and all rows are read under a lock.

A check stops reads and writes meanwhile, a foreign key stops writes to both tables. With `NOT VALID` the lock is short and
new rows are checked at once; `VALIDATE CONSTRAINT`, in a later revision, reads the old ones beside running writes.
(PostgreSQL: ALTER TABLE, Notes.)

Nothing is said of columns that the same revision adds without a default: a reference from those is never looked up.
```sql,setup
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, total INTEGER);
```
```sql,bad
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id);
```
```sql,good
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::AlterTable(alter) = context.tree() else { return };
    for action in &alter.actions {
        let ActionKind::AddConstraint { constraint, .. } = &action.kind else { continue };
        let (what, columns) = match &constraint.kind {
            ConstraintKind::ForeignKey { columns, .. } => ("writes", columns.as_slice()),
            ConstraintKind::Check(_) => ("reads and writes", &[][..]),
            _ => continue,
        };
        let Some(table) = context.busy(&alter.name) else { continue };
        if constraint.not_valid || table.partitioned {
            continue;
        }
        // Of a column that is new all rows are NULL, or filled in this revision, of which another rule speaks.
        let is_new = |name| {
            let key = context.key(name);
            let known = table.column(&key);
            known.is_some_and(|column| column.place.script == context.body.script)
                || look::added(context.tree()).any(|added| context.key(&added.column.name) == key)
        };
        if columns.iter().any(is_new) {
            continue;
        }
        report.find(
            action.range.clone(),
            format!("every row of `{}` is read under a lock that stops {what}", table.name),
            "checks all rows",
            format!(
                "write `{} NOT VALID`, and in a later revision `ALTER TABLE {} VALIDATE CONSTRAINT {}`",
                look::on_one_line(context.slice(&action.range)),
                context.slice(&alter.name.range()),
                constraint.name.as_ref().map_or("…", |name| context.slice(&name.range))
            ),
        );
    }
}
