//! A table is filled while a change of its definition keeps everybody out.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Change, ConstraintKind, ObjectName, Statement};

pub(super) static RULE: Rule = Rule {
    name: "backfill-with-ddl",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
A table is altered and all of its rows are updated in one transaction, so it stays locked until the last row is written.

`ALTER TABLE` takes a lock that stops reads and writes and holds it until the transaction ends. In a revision of its own
the update blocks nobody but other writers of the same rows.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
CREATE TABLE counts (id INTEGER PRIMARY KEY, orders INTEGER);
CREATE UNIQUE INDEX counts_has_one_row ON counts ((true));
```
```sql,bad
ALTER TABLE orders ADD COLUMN gross INTEGER;
UPDATE orders SET gross = total * 2;
```
```sql,good
ALTER TABLE orders ADD COLUMN gross INTEGER NOT NULL DEFAULT 0;
```
```sql,good
ALTER TABLE counts ADD COLUMN users INTEGER;
UPDATE counts SET users = 0;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Update(update) = context.tree() else { return };
    if update.has_where || context.busy(&update.table).is_none() {
        return;
    }
    let alters = context.earlier().iter().any(|read| locks(context, &read.tree, &update.table));
    if alters && context.is_transactional() {
        let table = look::shown(&update.table);
        report.find(
            update.table.range(),
            format!("`{table}` was altered in this transaction, and stays locked while all its rows are written"),
            "nobody reads or writes it meanwhile",
            "move the update to a revision of its own; a constant is better given as `DEFAULT` when the column is added",
        );
    }
}

/// Whether a statement holds off readers of the table.
fn locks(context: &Context<'_>, statement: &Statement, table: &ObjectName) -> bool {
    let Statement::AlterTable(alter) = statement else { return false };
    context.same(&alter.name, table) && alter.actions.iter().any(|action| takes_all(&action.kind))
}

/// Whether an action takes the lock that is in the way of everybody. Triggers, foreign keys, partitions that are attached
/// and options are content with less, or may be. (PostgreSQL: ALTER TABLE, Description.)
fn takes_all(action: &ActionKind) -> bool {
    match action {
        ActionKind::AddConstraint { constraint, .. } => {
            !matches!(constraint.kind, ConstraintKind::ForeignKey { .. })
        }
        ActionKind::AlterColumn { change, .. } => !matches!(change, Change::Option),
        ActionKind::DetachPartition { concurrently, .. } => !concurrently,
        ActionKind::AddColumn { .. }
        | ActionKind::DropColumn { .. }
        | ActionKind::RenameColumn { .. }
        | ActionKind::RenameTo(_)
        | ActionKind::SetSchema(_)
        | ActionKind::DropConstraint { .. }
        | ActionKind::RenameConstraint { .. }
        | ActionKind::Inherit(_) => true,
        _ => false,
    }
}
