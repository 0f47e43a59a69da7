//! A change of type that writes every row.

use super::types;
use super::{Context, POSTGRES, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Change, Statement};

pub(super) static RULE: Rule = Rule {
    name: "type-change-rewrite",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
A change of type writes the whole table anew, under a lock that stops reads and writes.

Its indexes are built again too. No row is touched where the old values are valid as they are: `varchar` made longer, or
without a limit, or `text`; `numeric` with more digits before the point, or without a limit; `timestamp`, `time` and
`interval` with a higher precision; `timestamp` to `timestamptz` in a session whose time zone is UTC. Everything else is
written. (PostgreSQL: ALTER TABLE, Notes.)

For a large table add a new column, keep it filled by a trigger, copy in batches, and swap the names.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, note VARCHAR(100));
```
```sql,bad
ALTER TABLE orders ALTER COLUMN total TYPE BIGINT;
```
```sql,good
ALTER TABLE orders ALTER COLUMN note TYPE VARCHAR(200);
ALTER TABLE orders ALTER COLUMN note TYPE TEXT;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::AlterTable(alter) = context.tree() else { return };
    for action in &alter.actions {
        let ActionKind::AlterColumn { name, change: Change::SetType { data_type, .. }, .. } = &action.kind else {
            continue;
        };
        let Some(table) = context.busy(&alter.name) else { continue };
        let known = table.column(&context.key(name)).and_then(|column| column.data_type.as_ref());
        let Some(from) = known.filter(|from| types::rewrites(from, data_type)) else { continue };
        let (from, to) = (types::shown(from), types::shown(data_type));
        report.find(
            action.range.clone(),
            format!("from `{from}` to `{to}` every row of `{}` is written anew, while reads and writes wait", table.name),
            format!("was `{from}`"),
            format!(
                "for a large table: `ALTER TABLE {} ADD COLUMN {} {to}`, fill it in batches, swap the names in a later \
                 revision",
                context.slice(&alter.name.range()),
                look::with_suffix(context.slice(&name.range), "_new")
            ),
        );
    }
}
