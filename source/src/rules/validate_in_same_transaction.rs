//! `NOT VALID` and `VALIDATE` together.

use super::{Context, POSTGRES, Report, Rule};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "validate-in-same-transaction",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
A constraint is added as `NOT VALID` and validated in the same transaction, which gains nothing.

The lock that `ADD CONSTRAINT` takes is held until the transaction ends, so the rows are read under it all the same.
(PostgreSQL: ALTER TABLE, Notes.)

Put `VALIDATE CONSTRAINT` into a revision of its own.
```sql,setup
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER);
```
```sql,bad
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_user;
```
```sql,good
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::AlterTable(alter) = context.tree() else { return };
    for action in &alter.actions {
        let ActionKind::ValidateConstraint(name) = &action.kind else { continue };
        let key = context.key(name);
        let adds = |statement: &Statement| match statement {
            Statement::AlterTable(other) if context.same(&other.name, &alter.name) => {
                other.actions.iter().any(|action| match &action.kind {
                    ActionKind::AddConstraint { constraint, .. } => {
                        constraint.not_valid
                            && constraint.name.as_ref().is_some_and(|name| context.key(name) == key)
                    }
                    _ => false,
                })
            }
            _ => false,
        };
        let is_added = adds(context.tree()) || context.earlier().iter().any(|read| adds(&read.tree));
        if is_added && context.busy(&alter.name).is_some() && context.is_transactional() {
            report.find(
                action.range.clone(),
                format!("`{}` was added in this transaction, so its lock is held while all rows are read", name.text),
                "no better than without `NOT VALID`",
                "move this statement to a revision of its own",
            );
        }
    }
}
