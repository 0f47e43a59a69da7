//! `TEXT` with a default.

use super::{Context, MYSQL, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::Constant;

pub(super) static RULE: Rule = Rule {
    name: "text-default",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: MYSQL,
    check,
    docs: "\
A `TEXT`, `BLOB` or `JSON` column has a constant as its default.

MySQL refuses it: `BLOB, TEXT, GEOMETRY or JSON column can't have a default value`. Since 8.0.13 it takes an expression,
`DEFAULT ('')`; MariaDB takes both.
```sql,bad
CREATE TABLE orders (id INT PRIMARY KEY, note TEXT DEFAULT '');
```
```sql,good
CREATE TABLE orders (id INT PRIMARY KEY, note TEXT DEFAULT (''));
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let (Some(data_type), Some(default)) = (&defined.column.data_type, &defined.column.default) else { continue };
        let lower = data_type.name.to_lowercase();
        let is_long = matches!(
            lower.split(' ').next().unwrap_or_default(),
            "text" | "tinytext" | "mediumtext" | "longtext" | "blob" | "tinyblob" | "mediumblob" | "longblob" | "json"
        );
        let is_bare = !context.slice(&default.range).starts_with('(')
            && !context.text().get(..default.range.start).is_some_and(|before| before.trim_end().ends_with('('));
        let is_value = matches!(
            default.constant,
            Some(Constant::Text(_) | Constant::Number(_) | Constant::Boolean(_))
        );
        if is_long && is_bare && is_value {
            report.find(
                default.range.clone(),
                format!("MySQL takes no constant as the default of `{lower}`"),
                "refused by MySQL",
                format!("write `DEFAULT ({})`", context.slice(&default.range)),
            );
        }
    }
}
