//! An index over what changes by itself.

use ambix_graph::script::Dialect;

use super::volatile_default::VOLATILE;
use super::{Context, Report, Rule, look};
use crate::catalog::{Found, Space};
use crate::configuration::RuleLevel;
use crate::tree::{Constant, Expression, IndexColumn, Statement};

pub(super) static RULE: Rule = Rule {
    name: "index-not-immutable",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: &[Dialect::Postgres],
    check,
    docs: "\
An index, or a generated column, is computed from the time or from chance.

Its entries would have to change while nobody writes, so PostgreSQL refuses it: `functions in index predicate must be marked
IMMUTABLE`. Index the column, and compare with the time in the query.
```sql,setup
CREATE TABLE sessions (id INTEGER PRIMARY KEY, ends_at TIMESTAMPTZ);
```
```sql,bad
CREATE INDEX CONCURRENTLY open_sessions ON sessions (id) WHERE ends_at > now();
```
```sql,good
CREATE INDEX CONCURRENTLY sessions_ends_at ON sessions (ends_at);
```
",
};

const STABLE: [&str; 8] = [
    "current_database",
    "current_setting",
    "current_user",
    "localtimestamp",
    "now",
    "session_user",
    "statement_timestamp",
    "transaction_timestamp",
];

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let mut found: Vec<(&Expression, &str)> = Vec::new();
    if let Statement::CreateIndex(index) = context.tree() {
        found.extend(index.predicate.iter().map(|predicate| (predicate, "the predicate of an index")));
        for column in &index.columns {
            if let IndexColumn::Expression(expression) = column {
                found.push((expression, "an index"));
            }
        }
    }
    let columns = look::columns(context.tree());
    for defined in &columns {
        if let Some((expression, true)) = &defined.column.generated {
            found.push((expression, "a generated column"));
        }
    }
    for (expression, what) in found {
        let call = expression.functions.iter().find(|call| {
            let name = call.name.name.text.to_lowercase();
            let is_known = VOLATILE.contains(&name.as_str()) || STABLE.contains(&name.as_str());
            // One of that name with other arguments may be of the set.
            let is_own = call.name.schema.as_ref().is_some_and(|schema| schema.text != "pg_catalog")
                || matches!(context.before.find(Space::Routine, &call.name), Found::Entry(..));
            is_known && !is_own && !name.starts_with("uuid_generate") && !name.starts_with("gen_")
        });
        let name = match (call, &expression.constant) {
            (Some(call), _) => call.name.name.text.clone(),
            (None, Some(Constant::Current(name))) => name.clone(),
            _ => continue,
        };
        report.find(
            call.map_or(expression.range.clone(), |call| call.name.range()),
            format!("`{name}` gives another value each time, and {what} must not change by itself"),
            "not immutable",
            "leave it out, and compare in the query",
        );
    }
}
