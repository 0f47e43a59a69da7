//! Tables without a primary key.

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ConstraintKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "table-without-primary-key",
    level: RuleLevel::Allow,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
A table has no primary key.

Logical replication needs one for updates and deletes, and so do many tools. Off unless asked for: some tables need none.
```sql,bad
CREATE TABLE visits (page INTEGER, visited_at INTEGER);
```
```sql,good
CREATE TABLE visits (id INTEGER PRIMARY KEY, page INTEGER, visited_at INTEGER);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateTable(create) = context.tree() else { return };
    let inherits = !create.like.is_empty() || !create.inherits.is_empty() || create.partition_of.is_some();
    if create.temporary || create.is_open || create.query.is_some() || inherits || create.columns.is_empty() {
        return;
    }
    let is_key = |statement: &Statement, table| {
        look::constraints(statement).iter().any(|defines| {
            matches!(defines.constraint.kind, ConstraintKind::PrimaryKey { .. }) && context.same(defines.table, table)
        })
    };
    if !is_key(context.tree(), &create.name)
        && !context.later().iter().any(|read| match &read.tree {
            Statement::AlterTable(alter) => context.same(&alter.name, &create.name) && is_key(&read.tree, &create.name),
            Statement::Opaque => true,
            _ => false,
        })
    {
        report.find(
            create.name.range(),
            format!("`{}` has no primary key", look::shown(&create.name)),
            "",
            "give it one, or allow this rule for the table",
        );
    }
}
