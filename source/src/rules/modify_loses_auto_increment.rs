//! `MODIFY` and `CHANGE` replace the whole definition.

use super::{Context, MYSQL, Report, Rule, look};
use crate::configuration::RuleLevel;

pub(super) static RULE: Rule = Rule {
    name: "modify-loses-auto-increment",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: MYSQL,
    check,
    docs: "\
`MODIFY` or `CHANGE` gives a column a definition without `AUTO_INCREMENT`, which it has had.

They replace the definition; what is not repeated is gone. The next `INSERT` without an id then fails or writes 0.
```sql,setup
CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY);
```
```sql,bad
ALTER TABLE orders MODIFY id BIGINT NOT NULL;
```
```sql,good
ALTER TABLE orders MODIFY id BIGINT NOT NULL AUTO_INCREMENT;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let Some(from) = defined.changes else { continue };
        let had = context.column(defined.table, from).is_some_and(|column| column.identity);
        // It is given back, or dropped, below.
        let goes_on = context.later().iter().any(|read| {
            let text = context.text_of(read);
            look::mentions(text, &defined.column.name.text) && look::mentions(text, &defined.table.name.text)
        });
        if had && !defined.column.identity && !goes_on {
            report.find(
                defined.column.range.clone(),
                format!("`{}` loses its `AUTO_INCREMENT`", from.text),
                "what is not repeated is gone",
                format!("write `{} AUTO_INCREMENT`", context.slice(&defined.column.range).trim_end()),
            );
        }
    }
}
