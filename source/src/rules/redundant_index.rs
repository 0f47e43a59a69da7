//! An index that a key has already made.

use super::{ALL, Context, Report, Rule, look};
use crate::catalog::Kind;
use crate::configuration::RuleLevel;
use crate::tree::{IndexColumn, Name, Statement};

pub(super) static RULE: Rule = Rule {
    name: "redundant-index",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
An index has the same columns, in the same order, as a primary key or a unique constraint of its table.

Those are indexes already. A second one makes every write slower and no query faster.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, placed_at INTEGER, CONSTRAINT numbered UNIQUE (number));
```
```sql,bad,sqlite
CREATE INDEX orders_by_number ON orders (number);
```
```sql,good,sqlite
CREATE INDEX orders_by_time ON orders (placed_at);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateIndex(index) = context.tree() else { return };
    let is_plain = index.predicate.is_none()
        && index.include.is_empty()
        && index.options.is_empty()
        && !index.only
        && index.method.as_deref().is_none_or(|method| method == "btree");
    // A direction, a length, an operator class or a collation makes another index.
    let text = context.text();
    let is_alone = |name: &Name| {
        text.get(name.range.end..).unwrap_or_default().trim_start().starts_with([',', ')'])
    };
    let mut columns = Vec::new();
    for column in &index.columns {
        match column {
            IndexColumn::Column(name) if is_alone(name) => columns.push(context.key(name)),
            _ => return,
        }
    }
    if !is_plain || columns.is_empty() || !context.is_upgrade() {
        return;
    }
    let Some(table) = context.before.table(&index.table) else { return };
    let key = table.constraints.iter().find(|constraint| {
        matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique) && constraint.columns == columns
    });
    let Some(key) = key else { return };
    // It takes the place of a key that goes.
    let is_replaced = context.later().iter().any(|read| match &read.tree {
        Statement::AlterTable(alter) => context.same(&alter.name, &index.table),
        Statement::Drop(_) | Statement::Opaque => true,
        _ => false,
    });
    if !is_replaced {
        let what = if key.kind == Kind::PrimaryKey { "its primary key" } else { "a unique constraint" };
        report.find(
            index.name.as_ref().map_or(index.table.range(), |name| name.range()),
            format!("`{}` has an index over these columns already: {what}", look::shown(&index.table)),
            "the second of the kind",
            "leave it out",
        );
    }
}
