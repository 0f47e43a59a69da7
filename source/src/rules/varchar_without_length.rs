//! `VARCHAR` without a length.

use super::{Context, MYSQL, Report, Rule, look};
use crate::configuration::RuleLevel;

pub(super) static RULE: Rule = Rule {
    name: "varchar-without-length",
    level: RuleLevel::Deny,
    dialects: MYSQL,
    check,
    docs: "\
`VARCHAR` or `VARBINARY` stands without a length.

MySQL refuses it as a syntax error. PostgreSQL and SQLite take it for a text of any length, which is `TEXT` here.
```sql,bad
CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR);
```
```sql,good
CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(100));
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let Some(data_type) = &defined.column.data_type else { continue };
        let lower = data_type.name.to_lowercase();
        let is_bare = matches!(lower.as_str(), "varchar" | "varbinary" | "nvarchar") && data_type.arguments.is_empty();
        // The length may stand where the tree does not show it.
        if is_bare && !context.slice(&defined.column.range).contains('(') {
            report.find(
                data_type.range.clone(),
                format!("`{lower}` needs a length on MySQL"),
                "always refused",
                format!("write `{lower}(255)`, or `text`"),
            );
        }
    }
}
