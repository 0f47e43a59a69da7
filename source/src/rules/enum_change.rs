//! Values of a MySQL enum are numbers.

use super::{Context, MYSQL, Report, Rule, look};
use crate::configuration::RuleLevel;

pub(super) static RULE: Rule = Rule {
    name: "enum-change",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: MYSQL,
    check,
    docs: "\
An enum loses a value, or gets one that is not the last.

A row stores the number of its value. New values at the end cost nothing; anything else copies the table, and rows with a
value that is gone make the statement fail or, outside of strict mode, lose it. (MySQL: Online DDL Operations.)
```sql,setup
CREATE TABLE orders (id INT PRIMARY KEY, status ENUM('new', 'paid'));
```
```sql,bad
ALTER TABLE orders MODIFY status ENUM('new', 'shipped', 'paid');
```
```sql,good
ALTER TABLE orders MODIFY status ENUM('new', 'paid', 'shipped');
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let (Some(from), Some(to)) = (defined.changes, &defined.column.data_type) else { continue };
        if context.busy(defined.table).is_none() {
            continue;
        }
        let Some(old) = context.column(defined.table, from).and_then(|column| column.data_type.as_ref()) else {
            continue;
        };
        let (old, new) = match (old.name.as_str(), to.name.as_str()) {
            ("enum", "enum") => (&old.arguments, &to.arguments),
            _ => continue,
        };
        let lost: Vec<&str> = old.iter().filter(|value| !new.contains(value)).map(String::as_str).collect();
        let message = match (lost.as_slice(), new.starts_with(old)) {
            ([], true) => continue,
            ([], false) => format!("the values of `{}` change their numbers, so all rows are copied", from.text),
            (lost, _) => format!("`{}` loses the values `{}`", from.text, lost.join("`, `")),
        };
        report.find(
            to.range.clone(),
            message,
            "copies the table",
            match lost.is_empty() {
                true => "write new values behind the old ones",
                false => "make sure that no row has them, by an `UPDATE` before this",
            },
        );
    }
}
