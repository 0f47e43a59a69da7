//! `ADD COLUMN … NOT NULL` without a default.

use ambix_graph::script::Dialect;

use super::{Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{Constant, ConstraintKind};

pub(super) static RULE: Rule = Rule {
    name: "add-not-null-column",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: &[Dialect::Postgres, Dialect::Sqlite],
    check,
    docs: "\
A column that may not be NULL is added to a table without a default.

It works on the empty table of a test and fails on the first that has a row: there is no value for the rows that are
there. (PostgreSQL: ALTER TABLE, Notes. SQLite: ALTER TABLE ADD COLUMN, which asks for a default other than NULL.)

Give it a default, or add the column without `NOT NULL`, fill it, and set `NOT NULL` afterwards.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY);
```
```sql,bad
ALTER TABLE orders ADD COLUMN currency TEXT NOT NULL;
```
```sql,good
ALTER TABLE orders ADD COLUMN currency TEXT NOT NULL DEFAULT 'EUR';
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::added(context.tree()) {
        let column = defined.column;
        let is_key =
            column.constraints.iter().any(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }));
        let is_given = column.identity || column.generated.is_some() || is_key;
        let is_null = column.default.as_ref().is_none_or(|default| default.constant == Some(Constant::Null));
        let is_serial = column.data_type.as_ref().is_some_and(|name| name.name.contains("serial"));
        // A domain or a type of its own may have a default.
        let is_plain = context.dialect == Dialect::Sqlite
            || column.data_type.as_ref().is_some_and(|name| super::types::family(name, context.dialect).is_some());
        if !column.not_null || is_given || !is_null || is_serial || !is_plain {
            continue;
        }
        if context.busy(defined.table).is_none() {
            continue;
        }
        report.find(
            column.range.clone(),
            format!("rows of `{}` have no value for `{}`, which may not be NULL", look::shown(defined.table), column.name.text),
            "fails if the table has a row",
            format!("add a default: `{} DEFAULT …`", context.slice(&column.range)),
        );
    }
}
