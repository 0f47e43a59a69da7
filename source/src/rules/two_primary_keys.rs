//! A table with two primary keys.

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ConstraintKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "two-primary-keys",
    level: RuleLevel::Deny,
    dialects: ALL,
    check,
    docs: "\
A table gets two primary keys.

Every database refuses that. A key of two columns is one key: `PRIMARY KEY (a, b)`.
```sql,bad
CREATE TABLE members (team INTEGER PRIMARY KEY, person INTEGER PRIMARY KEY);
```
```sql,good
CREATE TABLE members (team INTEGER, person INTEGER, PRIMARY KEY (team, person));
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateTable(create) = context.tree() else { return };
    let keys: Vec<look::Defines<'_>> = look::constraints(context.tree())
        .into_iter()
        .filter(|defines| matches!(defines.constraint.kind, ConstraintKind::PrimaryKey { .. }))
        .collect();
    let [_, second, ..] = keys.as_slice() else { return };
    // MySQL lets a column say `PRIMARY KEY` twice, `KEY` too.
    let columns: Vec<&look::Defines<'_>> = keys.iter().filter(|key| key.column.is_some()).collect();
    let mut names: Vec<String> = columns.iter().flat_map(|key| key.columns()).map(|name| context.key(name)).collect();
    names.dedup();
    if keys.len() == columns.len() && names.len() < 2 {
        return;
    }
    let help = match keys.len() == columns.len() {
        true => {
            let names: Vec<&str> = columns.iter().flat_map(|key| key.columns()).map(|name| name.text.as_str()).collect();
            format!("for one key of several columns write `PRIMARY KEY ({})` behind the columns", names.join(", "))
        }
        false => "keep one of the two".to_owned(),
    };
    report.find(
        second.constraint.range.clone(),
        format!("`{}` has two primary keys", create.name.name.text),
        "the second",
        help,
    );
}
