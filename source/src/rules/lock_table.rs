//! `LOCK TABLE`

use super::{Context, POSTGRES, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{Statement, Use};

pub(super) static RULE: Rule = Rule {
    name: "lock-table",
    level: RuleLevel::Allow,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
`LOCK TABLE` holds a table until the revision ends.

Without a mode it stops reads as well. Off unless asked for: whoever writes it means it.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY);
```
```sql,bad
LOCK TABLE orders;
```
```sql,good
SELECT count(*) FROM orders;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Use { relations, what: Use::Lock, .. } = context.tree() else { return };
    if let Some(name) = relations.iter().find(|name| context.busy(name).is_some()) {
        report.find(
            0..context.text().len(),
            format!("`{}` is locked until the revision ends", look::shown(name)),
            "",
            "keep what follows it short, or leave it out: statements that change a table lock it themselves",
        );
    }
}
