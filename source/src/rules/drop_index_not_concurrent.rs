//! `DROP INDEX` without `CONCURRENTLY`.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::catalog::{Entry, Space};
use crate::configuration::RuleLevel;
use crate::tree::{Object, Statement};

pub(super) static RULE: Rule = Rule {
    name: "drop-index-not-concurrent",
    level: RuleLevel::Allow,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
An index is dropped with a lock on its table that stops reads and writes.

The lock is short once it is granted; while it waits behind a long query, everything else waits behind it. ambix gives up
after `statement_lock_timeout` and tries again, so this is off unless asked for. (PostgreSQL: DROP INDEX.)
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, placed_at TIMESTAMPTZ);
CREATE INDEX orders_placed_at ON orders (placed_at);
```
```sql,bad
DROP INDEX orders_placed_at;
```
```sql,good
DROP INDEX CONCURRENTLY orders_placed_at;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Drop(drop) = context.tree() else { return };
    if drop.kind != Object::Index || drop.concurrently || context.is_first || !context.is_upgrade() {
        return;
    }
    for name in &drop.names {
        let key = context.before.key(Space::Relation, name);
        let Some(Entry::Index(index)) = context.before.get(&key) else { continue };
        if index.place.script != context.body.script && !look::is_small(&index.table.name) {
            report.find(
                name.range(),
                format!("dropping `{}` waits for, and holds up, all that use its table", look::shown(name)),
                "",
                format!("in a revision of its own: `DROP INDEX CONCURRENTLY {}`", context.slice(&name.range())),
            );
        }
    }
}
