//! `ON DELETE SET NULL` for a column that may not be NULL.

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Change, ConstraintKind, Name, Statement};

pub(super) static RULE: Rule = Rule {
    name: "set-null-on-not-null",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
A foreign key sets a column to NULL that is declared `NOT NULL`.

PostgreSQL and SQLite accept the definition and then refuse to delete the row that is referred to; MySQL refuses the
definition. Drop the `NOT NULL`, or choose `CASCADE` or `RESTRICT`.
```sql,setup
CREATE TABLE users (id INTEGER PRIMARY KEY);
```
```sql,bad
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
);
```
```sql,good
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  user_id INTEGER,
  CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    // A downgrade brings back what was there, mistakes too; they are found where they were made.
    if !context.is_upgrade() {
        return;
    }
    for defines in look::constraints(context.tree()) {
        let ConstraintKind::ForeignKey { references, .. } = &defines.constraint.kind else { continue };
        if references.on_delete.as_deref() != Some("set null") {
            continue;
        }
        let set = match references.on_delete_columns.as_slice() {
            [] => defines.columns(),
            only => only.iter().collect(),
        };
        let strict = set.into_iter().find(|name| {
            let mut rest = [context.read()].into_iter().chain(context.later());
            is_not_null(context, &defines, name)
                && !rest.any(|read| drops_not_null(context, &read.tree, &defines, name))
        });
        if let Some(name) = strict {
            report.find(
                defines.constraint.range.clone(),
                format!("`{}` is `NOT NULL`, so `ON DELETE SET NULL` can only fail", name.text),
                "refuses to delete the row referred to",
                "drop the `NOT NULL`, or write `ON DELETE CASCADE` or `ON DELETE RESTRICT`",
            );
        }
    }
}

fn is_not_null(context: &Context<'_>, defines: &look::Defines<'_>, name: &Name) -> bool {
    if let Some(column) = defines.column {
        return column.not_null;
    }
    let key = context.key(name);
    let here = look::columns(context.tree()).into_iter().find(|defined| context.key(&defined.column.name) == key);
    match here {
        Some(defined) => defined.column.not_null,
        None => context.column(defines.table, name).is_some_and(|column| column.not_null),
    }
}

fn drops_not_null(
    context: &Context<'_>,
    statement: &Statement,
    defines: &look::Defines<'_>,
    name: &Name,
) -> bool {
    let Statement::AlterTable(alter) = statement else { return false };
    context.same(&alter.name, defines.table)
        && alter.actions.iter().any(|action| match &action.kind {
            ActionKind::AlterColumn { name: altered, change: Change::DropNotNull, .. } => {
                context.same_name(altered, name)
            }
            ActionKind::ChangeColumn { from, column, .. } => {
                context.same_name(from, name) && !column.not_null
            }
            _ => false,
        })
}
