//! A foreign key with more, or fewer, columns than it refers to.

use ambix_graph::script::Dialect;

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::ConstraintKind;

pub(super) static RULE: Rule = Rule {
    name: "foreign-key-column-count",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
A foreign key has another number of columns than it refers to.

Every database refuses that. Where no columns are named, the primary key of the other table is meant, all of it;
SQLite finds that out only when rows are written, so nothing is said there.
```sql,setup
CREATE TABLE members (team INTEGER, person INTEGER, PRIMARY KEY (team, person));
```
```sql,bad
CREATE TABLE visits (person INTEGER, FOREIGN KEY (person) REFERENCES members (team, person));
```
```sql,bad,postgres
CREATE TABLE visits (person INTEGER REFERENCES members);
```
```sql,good
CREATE TABLE visits (team INTEGER, person INTEGER, FOREIGN KEY (team, person) REFERENCES members (team, person));
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defines in look::constraints(context.tree()) {
        let ConstraintKind::ForeignKey { references, .. } = &defines.constraint.kind else { continue };
        // MySQL reads a reference at a column and forgets it.
        if context.dialect == Dialect::Mysql && defines.column.is_some() {
            continue;
        }
        let own = defines.columns().len();
        let is_self = context.same(&references.table, defines.table);
        let theirs = match references.columns.len() {
            0 if context.dialect == Dialect::Postgres && !is_self => context
                .before
                .table(&references.table)
                .filter(|table| !table.has_unknown_constraints && !table.is_open)
                .and_then(|table| table.primary_key())
                .map_or(own, <[String]>::len),
            0 => own,
            count => count,
        };
        if own == theirs || own == 0 {
            continue;
        }
        report.find(
            defines.constraint.range.clone(),
            format!(
                "the key has {own} column{}, and `{}` is referred to by {theirs}",
                if own == 1 { "" } else { "s" },
                look::shown(&references.table)
            ),
            "not as many on both sides",
            "name a column of the other table for each column of the key",
        );
    }
}
