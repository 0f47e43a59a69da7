//! A generated column with a default.

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;

pub(super) static RULE: Rule = Rule {
    name: "generated-default",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
A column is generated and has a default.

Its value is always computed, so every database refuses the default.
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, gross INTEGER DEFAULT 0 GENERATED ALWAYS AS (total * 2) STORED);
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, gross INTEGER GENERATED ALWAYS AS (total * 2) STORED);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let column = defined.column;
        if let (Some(_), Some(default)) = (&column.generated, &column.default) {
            let range = if default.range.is_empty() { column.range.clone() } else { default.range.clone() };
            report.find(
                range,
                format!("`{}` is generated and has a default", column.name.text),
                "never used",
                "remove the default",
            );
        }
    }
}
