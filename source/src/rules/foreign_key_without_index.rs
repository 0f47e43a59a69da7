//! Foreign keys that are looked up row by row.

use ambix_graph::script::Dialect;

use super::{Context, Report, Rule, look};
use crate::catalog::{Kind, Space};
use crate::configuration::RuleLevel;
use crate::tree::{ConstraintKind, IndexColumn, Statement};

pub(super) static RULE: Rule = Rule {
    name: "foreign-key-without-index",
    level: RuleLevel::Allow,
    lasts: true,
    dialects: &[Dialect::Postgres, Dialect::Sqlite],
    check,
    docs: "\
The column of a foreign key is not the first of an index.

Deleting a row of the other table, or changing its key, then reads this whole table. Off unless asked for: where that never
happens, the index is wasted. (MySQL creates it by itself.)
```sql,setup
CREATE TABLE users (id INTEGER PRIMARY KEY);
```
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));
CREATE INDEX orders_user ON orders (user_id);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let defined = look::constraints(context.tree());
    for defines in &defined {
        let ConstraintKind::ForeignKey { .. } = &defines.constraint.kind else { continue };
        let Some(first) = defines.columns().into_iter().next() else { continue };
        let key = context.key(first);
        let leads_here = defined.iter().any(|other| {
            matches!(other.constraint.kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. })
                && other.columns().first().is_some_and(|name| context.key(name) == key)
        });
        let table = context.before.key(Space::Relation, defines.table);
        let leads_known = context
            .before
            .indexes(&table)
            .any(|index| index.columns.first().and_then(Option::as_ref) == Some(&key))
            || context.before.table(defines.table).is_some_and(|table| {
                table.constraints.iter().any(|constraint| {
                    matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique) && constraint.columns.first() == Some(&key)
                })
            });
        let leads_later = context.later().iter().any(|read| match &read.tree {
            Statement::CreateIndex(index) => {
                context.same(&index.table, defines.table)
                    && matches!(index.columns.first(), Some(IndexColumn::Column(name)) if context.key(name) == key)
            }
            Statement::Opaque => true,
            _ => false,
        });
        if !leads_here && !leads_known && !leads_later {
            report.find(
                first.range.clone(),
                format!("no index begins with `{}`", first.text),
                "",
                format!("`CREATE INDEX {0}_{1} ON {0} ({1})`", defines.table.name.text, first.text),
            );
        }
    }
}
