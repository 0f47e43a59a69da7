//! Renames that a running program does not follow.

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "renamed-in-use",
    level: RuleLevel::Allow,
    lasts: false,
    dialects: ALL,
    check,
    docs: "\
A table or a column gets another name while programs that know the old one may be running.

In a rolling deployment the old version goes on for a while, and all of its statements fail. Add the new column, write both,
move the readers, and drop the old one; of a table, leave a view under the old name. Off unless asked for: who stops the
program first may rename.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
```
```sql,bad
ALTER TABLE orders RENAME COLUMN total TO amount;
```
```sql,good
ALTER TABLE orders ADD COLUMN amount INTEGER;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::AlterTable(alter) = context.tree() else { return };
    if context.kept(&alter.name).is_none() {
        return;
    }
    for action in &alter.actions {
        let name = match &action.kind {
            ActionKind::RenameTo(_) => look::shown(&alter.name),
            ActionKind::RenameColumn { from, .. } => format!("{}.{}", look::shown(&alter.name), from.text),
            ActionKind::ChangeColumn { from, column, .. } if context.key(from) != context.key(&column.name) => {
                format!("{}.{}", look::shown(&alter.name), from.text)
            }
            _ => continue,
        };
        // A table that is rebuilt is renamed too.
        let comes_back = context.later().iter().any(|read| match &read.tree {
            Statement::CreateTable(create) => context.same(&create.name, &alter.name),
            Statement::CreateView(view) => context.same(&view.name, &alter.name),
            _ => false,
        });
        if !comes_back {
            report.find(
                action.range.clone(),
                format!("a program that still runs knows `{name}` by its old name"),
                "",
                "add the new one beside it, and drop the old one when nobody uses it",
            );
        }
    }
}
