//! Statements that exist to write tables anew.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::catalog::{Entry, Space};
use crate::configuration::RuleLevel;
use crate::tree::{Statement, Use};

pub(super) static RULE: Rule = Rule {
    name: "table-rewrite",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
`VACUUM FULL`, `CLUSTER`, `REINDEX` and `REFRESH MATERIALIZED VIEW` keep everybody out while they work.

The first two write the table anew and stop reads and writes; `REINDEX` stops writes, and reads that would use the index;
`REFRESH` stops reads of the view. The latter two have a form with `CONCURRENTLY` (the view needs a unique index for it).
None of them changes the schema: a job for maintenance, at a time of your choice, serves as well.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY);
CREATE MATERIALIZED VIEW order_counts AS SELECT count(*) AS n FROM orders;
```
```sql,bad
REFRESH MATERIALIZED VIEW order_counts;
```
```sql,bad
VACUUM FULL orders;
```
```sql,good
REFRESH MATERIALIZED VIEW CONCURRENTLY order_counts;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Use { relations, what, .. } = context.tree() else { return };
    let (stops, help) = match what {
        Use::Vacuum { full: true } => ("reads and writes", "plain `VACUUM` frees the space for new rows"),
        Use::Cluster => ("reads and writes", "run it at a time of your choice, outside of a migration"),
        Use::Reindex { concurrently: false } => ("writes", "write `REINDEX … CONCURRENTLY`, in a revision of its own"),
        Use::Refresh { concurrently: false } => {
            ("reads", "write `REFRESH MATERIALIZED VIEW CONCURRENTLY …`; the view needs a unique index")
        }
        _ => return,
    };
    if context.is_first || !context.is_upgrade() {
        return;
    }
    let is_old = |name| {
        let entry = context.before.get(&context.before.key(Space::Relation, name));
        let place = entry.and_then(Entry::place);
        place.is_some_and(|place| {
            place.script != context.body.script && !context.recent.contains(&place.script)
        })
    };
    if let Some(name) = relations.iter().find(|name| is_old(name) && !look::is_small(&name.name.text)) {
        report.find(
            0..context.text().len(),
            format!("{stops} of `{}` wait until this is done", look::shown(name)),
            "",
            help,
        );
    }
}
