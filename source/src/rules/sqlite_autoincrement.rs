//! `AUTOINCREMENT` where SQLite has none.

use super::{Context, Report, Rule, SQLITE, look};
use crate::configuration::RuleLevel;
use crate::tree::Statement;

pub(super) static RULE: Rule = Rule {
    name: "sqlite-autoincrement",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: SQLITE,
    check,
    docs: "\
`AUTOINCREMENT` stands at a column that is not exactly `INTEGER PRIMARY KEY`.

SQLite refuses it: only that type, not `INT` or `BIGINT`, makes the column the row id, and a table `WITHOUT ROWID` has none.
(SQLite: Autoincrement.)
```sql,bad
CREATE TABLE orders (id BIGINT PRIMARY KEY AUTOINCREMENT);
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateTable(create) = context.tree() else { return };
    for defined in look::columns(context.tree()) {
        let column = defined.column;
        if !column.identity {
            continue;
        }
        let is_integer = column
            .data_type
            .as_ref()
            .is_some_and(|name| name.name.eq_ignore_ascii_case("integer") && name.arguments.is_empty());
        let range = column.data_type.as_ref().map_or(column.range.clone(), |name| name.range.clone());
        if !is_integer {
            report.find(
                range,
                format!("`AUTOINCREMENT` is for `INTEGER PRIMARY KEY` alone, and `{}` has another type", column.name.text),
                "always refused",
                "write `INTEGER`: it holds 64 bits on SQLite",
            );
        } else if create.without_rowid {
            report.find(
                column.range.clone(),
                "a table `WITHOUT ROWID` has no `AUTOINCREMENT`",
                "always refused",
                "leave one of the two out",
            );
        }
    }
}
