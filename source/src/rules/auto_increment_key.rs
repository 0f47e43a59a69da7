//! `AUTO_INCREMENT` without a key.

use super::{Context, MYSQL, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ConstraintKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "auto-increment-key",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: MYSQL,
    check,
    docs: "\
A table has an `AUTO_INCREMENT` column that is no key, or two such columns.

MySQL refuses both: `there can be only one auto column and it must be defined as a key`.
```sql,bad
CREATE TABLE orders (id BIGINT AUTO_INCREMENT, number INT);
```
```sql,bad
CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, number INT AUTO_INCREMENT UNIQUE);
```
```sql,good
CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, number INT);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateTable(create) = context.tree() else { return };
    if create.query.is_some() || !create.like.is_empty() {
        return;
    }
    let mut columns = create.columns.iter().filter(|column| column.identity);
    let Some(first) = columns.next() else { return };
    if let Some(second) = columns.next() {
        report.find(
            second.range.clone(),
            format!("`{}` has two `AUTO_INCREMENT` columns", create.name.name.text),
            "the second",
            "keep one of the two",
        );
        return;
    }
    let key = context.key(&first.name);
    let is_key = look::constraints(context.tree()).iter().any(|defines| {
        let keys = matches!(
            defines.constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Index { .. }
        );
        keys && defines.columns().into_iter().any(|name| context.key(name) == key)
    });
    // `SERIAL`, and whatever a column may say of a key that was not read.
    let text = context.slice(&first.range);
    let says_key = look::mentions(text, "key") || look::mentions(text, "unique") || look::mentions(text, "serial");
    if !is_key && !says_key {
        report.find(
            first.range.clone(),
            format!("`{}` counts by itself and is no key", first.name.text),
            "always refused",
            format!("write `{} PRIMARY KEY`", text.trim_end()),
        );
    }
}
