//! `TRUNCATE … CASCADE`

use super::{Context, POSTGRES, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::Statement;

pub(super) static RULE: Rule = Rule {
    name: "truncate-cascade",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
`TRUNCATE … CASCADE` empties every table that refers to the one that is named.

Which ones those are stands nowhere in the statement, and grows with every foreign key. (PostgreSQL: TRUNCATE.)

Name all tables that are to be emptied, without `CASCADE`: the server then refuses to empty one that was forgotten.
```sql,setup
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));
```
```sql,bad
-- destroys: rows users, rows orders
TRUNCATE users CASCADE;
```
```sql,good
-- destroys: rows users, rows orders
TRUNCATE users, orders;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Truncate { tables, cascade: true } = context.tree() else { return };
    if let Some(name) = tables.iter().find(|name| context.kept(name).is_some()) {
        report.find(
            0..context.text().len(),
            format!("every table that refers to `{}` is emptied as well", look::shown(name)),
            "",
            "name all tables that are to be emptied, without `CASCADE`",
        );
    }
}
