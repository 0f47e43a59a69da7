//! `SET LOCAL` where there is no transaction.

use super::{Context, POSTGRES, Report, Rule};
use crate::configuration::RuleLevel;
use crate::tree::Statement;

pub(super) static RULE: Rule = Rule {
    name: "set-local-without-transaction",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
`SET LOCAL` stands in a revision that runs without a transaction, where it does nothing.

The server says so with a warning that nobody reads. Such a revision commits statement by statement, and the setting ends
with the statement that made it. (PostgreSQL: SET.)

Write `SET`; ambix puts the old value back after the revision. For time limits there are `statement_lock_timeout` and
`statement_timeout` in the header.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, placed_at TIMESTAMPTZ);
```
```sql,bad
SET LOCAL maintenance_work_mem = '1GB';
CREATE INDEX CONCURRENTLY orders_placed_at ON orders (placed_at);
```
```sql,good
SET maintenance_work_mem = '1GB';
CREATE INDEX CONCURRENTLY orders_placed_at ON orders (placed_at);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Set { name, local: true, .. } = context.tree() else { return };
    if !context.is_transactional() && !is_in_own_transaction(context) {
        let help = match context.script.foreign {
            true => "write `SET`, and `RESET` when it is done with",
            false => "write `SET`; the old value is put back after the revision",
        };
        report.find(
            0..context.text().len(),
            format!("`SET LOCAL {name}` does nothing: this revision runs without a transaction"),
            "ends with this statement",
            help,
        );
    }
}

/// Whether the file itself has begun a transaction, and not yet ended it.
fn is_in_own_transaction(context: &Context<'_>) -> bool {
    let last = context.earlier().iter().rev().find_map(|read| {
        let mut words = context.text_of(read).split(|c: char| !c.is_alphanumeric());
        match words.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "begin" | "start" => Some(true),
            // `ROLLBACK TO a` goes on with it.
            "rollback" if words.any(|word| word.eq_ignore_ascii_case("to")) => None,
            "abort" | "commit" | "end" | "rollback" => Some(false),
            _ => None,
        }
    });
    last == Some(true)
}
