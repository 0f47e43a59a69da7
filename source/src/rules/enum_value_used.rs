//! A new value of an enum, used before it is committed.

use super::{Context, POSTGRES, Report, Rule};
use crate::catalog::{Entry, Space};
use crate::configuration::RuleLevel;
use crate::lexer::Kind;
use crate::tree::{Alteration, Statement};

pub(super) static RULE: Rule = Rule {
    name: "enum-value-used",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
A value is added to an enum and used in the same transaction.

PostgreSQL refuses that: `unsafe use of new value`. Only the values of a type that the same transaction has created may be
used at once. (PostgreSQL: ALTER TYPE, Notes.)

Use the value in the next revision; ambix commits in between.
```sql,setup
CREATE TYPE order_status AS ENUM ('new', 'paid');
CREATE TABLE orders (id INTEGER PRIMARY KEY, status order_status);
```
```sql,bad
ALTER TYPE order_status ADD VALUE 'shipped';
UPDATE orders SET status = 'shipped' WHERE id = 1;
```
```sql,good
ALTER TYPE order_status ADD VALUE 'shipped';
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::Alter(alter) = context.tree() else { return };
    let key = context.before.key(Space::Type, &alter.name);
    let is_old = match context.before.get(&key) {
        Some(Entry::Type(created)) => created.place.script != context.body.script,
        _ => false,
    };
    if !is_old || !context.is_transactional() {
        return;
    }
    for change in &alter.changes {
        let Alteration::AddValue { value, .. } = change else { continue };
        let literal = format!("'{}'", value.text.replace('\'', "''"));
        let user = context.later().iter().find(|read| {
            let uses = matches!(
                read.tree,
                Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) | Statement::AlterTable(_)
                    | Statement::CreateTable(_) | Statement::CreateIndex(_) | Statement::Select(_)
            );
            let text = context.text_of(read);
            uses && super::look::tokens(text, 0..text.len(), context.dialect)
                .iter()
                .any(|token| token.kind == Kind::String && token.text == literal)
        });
        if let Some(user) = user {
            report.find(
                value.range.clone(),
                format!(
                    "{literal} is used in line {}, in the transaction that adds it to `{}`",
                    user.statement.line, alter.name.name.text
                ),
                "not yet committed there",
                format!("move the statement in line {} to the next revision", user.statement.line),
            );
        }
    }
}
