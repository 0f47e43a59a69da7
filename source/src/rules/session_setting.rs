//! Settings that outlive the revision.

use super::{Context, POSTGRES, Report, Rule};
use crate::configuration::RuleLevel;
use crate::tree::Statement;

pub(super) static RULE: Rule = Rule {
    name: "session-setting",
    level: RuleLevel::Allow,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
`SET` without `LOCAL` changes the session, not the transaction.

ambix puts back what a revision changes and warns when it runs. `SET LOCAL` says what is meant and ends with the
transaction. (PostgreSQL: SET.)
```sql,bad
SET search_path TO billing;
```
```sql,good
SET LOCAL search_path TO billing;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Set { name, local: false, .. } = context.tree() else { return };
    if !context.script.foreign && context.is_transactional() {
        report.find(
            0..context.text().len(),
            format!("`{name}` stays changed when the revision is over"),
            "",
            "write `SET LOCAL`",
        );
    }
}
