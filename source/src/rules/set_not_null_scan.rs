//! `SET NOT NULL` reads the table.

use super::types;
use super::{Context, POSTGRES, Report, Rule, look};
use crate::catalog::{Kind, Table};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, AlterTable, Change, ConstraintKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "set-not-null-scan",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
`SET NOT NULL` reads the whole table under a lock that stops reads and writes.

Since PostgreSQL 12 a valid constraint `CHECK (c IS NOT NULL)` makes the scan needless, and such a constraint can be
validated beside running writes. (PostgreSQL: ALTER TABLE, SET NOT NULL.)

In one revision `ADD CONSTRAINT … CHECK (c IS NOT NULL) NOT VALID`, in the next `VALIDATE CONSTRAINT …`, then
`SET NOT NULL` and `DROP CONSTRAINT …`.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
CREATE TABLE invoices (id INTEGER PRIMARY KEY, total INTEGER, CONSTRAINT total_is_there CHECK (total IS NOT NULL));
```
```sql,bad
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
```
```sql,good
ALTER TABLE orders ALTER COLUMN total TYPE NUMERIC, ALTER COLUMN total SET NOT NULL;
```
```sql,good
ALTER TABLE invoices ALTER COLUMN total SET NOT NULL;
ALTER TABLE invoices DROP CONSTRAINT total_is_there;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::AlterTable(alter) = context.tree() else { return };
    for action in &alter.actions {
        let ActionKind::AlterColumn { name, change: Change::SetNotNull, .. } = &action.kind else { continue };
        let Some(table) = context.busy(&alter.name) else { continue };
        let key = context.key(name);
        // `busy` is about the table; a column of a primary key is NOT NULL already.
        if table.column(&key).is_none_or(|column| column.not_null) {
            continue;
        }
        let is_checked = table.constraints.iter().any(|constraint| {
            constraint.kind == Kind::Check && (constraint.columns.is_empty() || constraint.columns.contains(&key))
        });
        let is_keyed = table.primary_key().is_some_and(|columns| columns.contains(&key));
        let fills = context.earlier().iter().any(|read| match &read.tree {
            // The finding about that says more.
            Statement::Update(update) => context.same(&update.table, &alter.name),
            _ => false,
        });
        let validates = context.earlier().iter().any(|read| match &read.tree {
            Statement::AlterTable(other) => {
                context.same(&other.name, &alter.name)
                    && other.actions.iter().any(|action| match &action.kind {
                        ActionKind::ValidateConstraint(_) => true,
                        ActionKind::AddConstraint { constraint, .. } => {
                            matches!(constraint.kind, ConstraintKind::Check(_))
                        }
                        _ => false,
                    })
            }
            _ => false,
        });
        if is_checked || is_keyed || fills || validates || is_rewritten(context, table, alter) {
            continue;
        }
        let shown = look::shown(&alter.name);
        let (table, name) = (context.slice(&alter.name.range()), context.slice(&name.range));
        let check = look::with_suffix(name, "_is_there");
        report.find(
            action.range.clone(),
            format!("every row of `{shown}` is read under a lock that stops reads and writes"),
            "looks for NULL in all rows",
            format!(
                "in one revision `ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID`, \
                 in the next `ALTER TABLE {table} VALIDATE CONSTRAINT {check}` and then `SET NOT NULL`, which \
                 reads nothing any more"
            ),
        );
    }
}

/// Whether the statement writes all rows anyway, so that looking at them costs nothing; a change of type is found by itself.
fn is_rewritten(context: &Context<'_>, table: &Table, alter: &AlterTable) -> bool {
    alter.actions.iter().any(|action| match &action.kind {
        ActionKind::AlterColumn { name, change: Change::SetType { data_type, .. }, .. } => {
            let known = table.column(&context.key(name)).and_then(|column| column.data_type.as_ref());
            known.is_none_or(|from| types::rewrites(from, data_type))
        }
        _ => false,
    })
}
