//! Primary keys that may be NULL.

use super::{Context, Report, Rule, SQLITE, look};
use crate::configuration::RuleLevel;
use crate::tree::{ConstraintKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "sqlite-nullable-key",
    level: RuleLevel::Allow,
    lasts: true,
    dialects: SQLITE,
    check,
    docs: "\
A primary key may be NULL, which only SQLite allows.

An old mistake that it keeps for compatibility: unless the key is `INTEGER PRIMARY KEY`, or the table is strict or
`WITHOUT ROWID`, its columns take NULL, several times. (SQLite: CREATE TABLE, The PRIMARY KEY.) Off unless asked for.
```sql,bad
CREATE TABLE orders (number TEXT PRIMARY KEY);
```
```sql,good
CREATE TABLE orders (number TEXT NOT NULL PRIMARY KEY);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateTable(create) = context.tree() else { return };
    if create.strict || create.without_rowid {
        return;
    }
    for defines in look::constraints(context.tree()) {
        let ConstraintKind::PrimaryKey { .. } = &defines.constraint.kind else { continue };
        let keys = defines.columns();
        for name in &keys {
            let key = context.key(name);
            let Some(column) = create.columns.iter().find(|column| context.key(&column.name) == key) else { continue };
            let is_row_id = keys.len() == 1
                && column.data_type.as_ref().is_some_and(|name| name.name.eq_ignore_ascii_case("integer"));
            if !column.not_null && !is_row_id {
                report.find(
                    column.name.range.clone(),
                    format!("`{}` is a primary key that may be NULL", column.name.text),
                    "",
                    "write `NOT NULL`",
                );
                return;
            }
        }
    }
}
