//! `ADD COLUMN` on SQLite with a value that is not a constant.

use super::{Context, Report, Rule, SQLITE, look};
use crate::configuration::RuleLevel;
use crate::tree::Constant;

pub(super) static RULE: Rule = Rule {
    name: "sqlite-add-computed-column",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: SQLITE,
    check,
    docs: "\
SQLite cannot add a column with a default that is computed, or a stored generated column, to a table with rows.

It keeps one constant for all rows that are there. `CURRENT_TIMESTAMP` and anything in parentheses is refused as soon as the
table has a row, and so is a stored generated column. (SQLite: ALTER TABLE ADD COLUMN.)

Add the column with a constant default and update it, use a `VIRTUAL` column, or rebuild the table.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY);
```
```sql,bad
ALTER TABLE orders ADD COLUMN placed_at TEXT DEFAULT CURRENT_TIMESTAMP;
```
```sql,good
ALTER TABLE orders ADD COLUMN placed_at TEXT;
UPDATE orders SET placed_at = CURRENT_TIMESTAMP;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::added(context.tree()) {
        let column = defined.column;
        let is_computed = column.default.as_ref().is_some_and(|default| match &default.constant {
            Some(Constant::Current(_)) => true,
            Some(_) => false,
            None => context.slice(&default.range).trim_start().starts_with('('),
        });
        let is_stored = column.generated.as_ref().is_some_and(|(_, stored)| *stored);
        if !is_computed && !is_stored || context.busy(defined.table).is_none() {
            continue;
        }
        let (what, help) = match is_stored {
            true => ("a stored generated column", "write `VIRTUAL`, or rebuild the table"),
            false => ("a default that is computed", "add the column without it and `UPDATE` it, or rebuild the table"),
        };
        report.find(
            column.range.clone(),
            format!("SQLite refuses to add {what} once `{}` has a row", look::shown(defined.table)),
            "works on an empty table only",
            help,
        );
    }
}
