//! Types that turn texts into numbers.

use super::{Context, Report, Rule, SQLITE, look};
use crate::configuration::RuleLevel;

pub(super) static RULE: Rule = Rule {
    name: "sqlite-affinity",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: SQLITE,
    check,
    docs: "\
A column has a type that SQLite takes for a number, against its name.

SQLite looks for a few letters in a type: with `CHAR`, `CLOB` or `TEXT` it is text, and `STRING` has none of them. What
looks like a number is then stored as one: `007` comes back as `7`. (SQLite: Datatypes, Determination Of Column Affinity.)
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, number STRING);
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let Some(data_type) = &defined.column.data_type else { continue };
        let (means, help) = match data_type.name.to_lowercase().as_str() {
            "string" | "str" => ("a number: `007` is stored as `7`", "write `TEXT`"),
            "floating point" => ("an integer, for the letters `INT` in it", "write `REAL`"),
            _ => continue,
        };
        report.find(
            data_type.range.clone(),
            format!("SQLite reads the type `{}` as {means}", data_type.name),
            "not what it says",
            help,
        );
    }
}
