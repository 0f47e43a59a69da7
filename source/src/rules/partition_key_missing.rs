//! A key of a partitioned table without its partition key.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ConstraintKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "partition-key-missing",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: POSTGRES,
    check,
    docs: "\
A primary key or a unique constraint of a partitioned table leaves out a column by which it is partitioned.

Each partition has an index of its own, so only a key that contains those columns can be checked; PostgreSQL refuses others.
(PostgreSQL: Table Partitioning, Limitations.)
```sql,bad
CREATE TABLE events (id BIGINT PRIMARY KEY, day DATE) PARTITION BY RANGE (day);
```
```sql,good
CREATE TABLE events (id BIGINT, day DATE, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateTable(create) = context.tree() else { return };
    let Some(partition) = create.partition_by.as_ref().filter(|partition| !partition.is_opaque) else { return };
    for defines in look::constraints(context.tree()) {
        let (ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }) = &defines.constraint.kind else {
            continue;
        };
        let keys: Vec<String> = defines.columns().into_iter().map(|name| context.key(name)).collect();
        let missing =
            partition.columns.iter().find(|reference| !keys.contains(&context.key(&reference.column)));
        if let Some(missing) = missing {
            report.find(
                defines.constraint.range.clone(),
                format!("the key lacks `{}`, by which the table is partitioned", missing.column.text),
                "cannot be checked across partitions",
                format!("add `{}` to the key", missing.column.text),
            );
        }
    }
}
