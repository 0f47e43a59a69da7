//! Dates that are none.

use ambix_graph::script::Dialect;

use super::types::{self, Family};
use super::{Context, MYSQL, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::Constant;

pub(super) static RULE: Rule = Rule {
    name: "zero-date",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: MYSQL,
    check,
    docs: "\
A default is the date `0000-00-00`, which is none.

MySQL refuses it with the `sql_mode` that it has had since 5.7 (`NO_ZERO_DATE` and strict); MariaDB takes it. Use NULL for
what is not known.
```sql,bad
CREATE TABLE orders (id INT PRIMARY KEY, paid_at DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00');
```
```sql,good
CREATE TABLE orders (id INT PRIMARY KEY, paid_at DATETIME);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let (Some(data_type), Some(default)) = (&defined.column.data_type, &defined.column.default) else { continue };
        let is_time = matches!(
            types::family(data_type, Dialect::Mysql),
            Some(Family::Date | Family::Timestamp | Family::TimestampZone)
        );
        let is_zero = match &default.constant {
            Some(Constant::Text(text)) => text.starts_with("0000-00-00"),
            Some(Constant::Number(number)) => number == "0",
            _ => false,
        };
        if is_time && is_zero {
            report.find(
                default.range.clone(),
                format!("`{}` is no date for MySQL", context.slice(&default.range)),
                "refused by MySQL in strict mode",
                "leave the default out, and the column nullable",
            );
        }
    }
}
