//! Character sets that lack characters.

use super::{Context, MYSQL, Report, Rule};
use crate::configuration::RuleLevel;
use crate::tree::Statement;

pub(super) static RULE: Rule = Rule {
    name: "narrow-charset",
    level: RuleLevel::Allow,
    lasts: true,
    dialects: MYSQL,
    check,
    docs: "\
A table is created with `utf8`, which is not UTF-8.

On MySQL it means `utf8mb3`, at most three bytes a character: an emoji is refused, or turned into `?`. Write `utf8mb4`. Off
unless asked for: a table that joins old ones may need their character set.
```sql,bad
CREATE TABLE orders (id INT PRIMARY KEY) DEFAULT CHARSET=utf8;
```
```sql,good
CREATE TABLE orders (id INT PRIMARY KEY) DEFAULT CHARSET=utf8mb4;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateTable(create) = context.tree() else { return };
    if matches!(create.charset.as_deref(), Some("utf8" | "utf8mb3")) {
        report.find(
            create.name.range(),
            format!("`{}` cannot store every character", create.name.name.text),
            "",
            "write `utf8mb4`",
        );
    }
}
