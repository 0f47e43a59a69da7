//! Pragmas that change nothing.

use super::{Context, Report, Rule, SQLITE};
use crate::configuration::RuleLevel;
use crate::tree::Statement;

pub(super) static RULE: Rule = Rule {
    name: "ineffective-pragma",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: SQLITE,
    check,
    docs: "\
A pragma is set that does nothing where it stands.

`foreign_keys = ON` is a setting of one connection: it ends with the migration, and the application has to set it each time
it connects. (`OFF`, for a table that is rebuilt, is understood: ambix switches it outside of the transaction, where SQLite
heeds it, and back.) `encoding`, `page_size` and `auto_vacuum` are heeded before the first table is created and not
afterwards, unless a `VACUUM` follows. (SQLite: Pragma statements.)
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY);
```
```sql,bad
PRAGMA foreign_keys = ON;
```
```sql,good
PRAGMA foreign_keys = OFF;
CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER);
INSERT INTO orders_new (id) SELECT id FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
PRAGMA foreign_keys = ON;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Some((name, value)) = pragma(context.tree()) else { return };
    let is_on = |value: &str| matches!(value.trim_matches(['\'', '"']).to_lowercase().as_str(), "on" | "1" | "true" | "yes");
    match name {
        "foreign_keys" if is_on(value) => {
            let switches = context
                .earlier()
                .iter()
                .any(|read| pragma(&read.tree).is_some_and(|(name, value)| name == "foreign_keys" && !is_on(value)));
            if !switches {
                report.find(
                    0..context.text().len(),
                    "`foreign_keys` is a setting of this connection, and ends with it",
                    "the application has to set it itself",
                    "remove it, and set it where the application connects",
                );
            }
        }
        "encoding" | "page_size" | "auto_vacuum" if !context.is_first => {
            let vacuums = context.later().iter().any(|read| {
                context.text_of(read).trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("vacuum"))
            });
            if !vacuums {
                report.find(
                    0..context.text().len(),
                    format!("`{name}` is not heeded once the database has a table"),
                    "does nothing",
                    match name {
                        "encoding" => "remove it; the encoding of a database never changes",
                        _ => "let `VACUUM` follow, in a revision of its own, or remove it",
                    },
                );
            }
        }
        _ => {}
    }
}

fn pragma(statement: &Statement) -> Option<(&str, &str)> {
    match statement {
        Statement::Set { name, value, .. } => Some((name.rsplit(['.', ' ']).next().unwrap_or(name), value.trim())),
        _ => None,
    }
}
