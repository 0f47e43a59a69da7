//! A check that asks other rows.

use ambix_graph::script::Dialect;

use super::{Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::ConstraintKind;

pub(super) static RULE: Rule = Rule {
    name: "check-with-subquery",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: &[Dialect::Postgres, Dialect::Sqlite],
    check,
    docs: "\
A check contains a query.

A check sees the row that is written and nothing else, and a query in it is refused (MySQL 5.7 ignores checks
altogether, so nothing is said there). What one is meant to say is
mostly a foreign key; the rest takes a trigger.
```sql,setup
CREATE TABLE currencies (code VARCHAR(3) PRIMARY KEY);
```
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, currency VARCHAR(3) CHECK (currency IN (SELECT code FROM currencies)));
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, currency VARCHAR(3), FOREIGN KEY (currency) REFERENCES currencies (code));
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defines in look::constraints(context.tree()) {
        if let ConstraintKind::Check(check) = &defines.constraint.kind
            && !check.queries.is_empty()
        {
            report.find(
                defines.constraint.range.clone(),
                "a check cannot contain a query",
                "sees one row only",
                "use a foreign key, or a trigger",
            );
        }
    }
}
