//! A new value of an enum, used before it is committed.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::catalog::{Entry, Found, Space};
use crate::check::Read;
use crate::configuration::RuleLevel;
use crate::lexer::Kind;
use crate::tree::{Alteration, Body, InsertSource, Name, ObjectName, Statement};

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
            uses && !is_of_other_types(context, read, &alter.name) && look::tokens(text, 0..text.len(), context.dialect)
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

/// Whether it is certain that no column that the statement is about has the type: then the text is one like any other.
fn is_of_other_types(context: &Context<'_>, read: &Read<'_>, own: &ObjectName) -> bool {
    let is_plain = |query: &crate::tree::Query| matches!(query.body, Body::Values(_)) && query.ctes.is_empty();
    let table = match &read.tree {
        Statement::Insert(insert) if insert.ctes.is_empty() => match &insert.source {
            InsertSource::Query(query) if is_plain(query) => &insert.table,
            _ => return false,
        },
        Statement::Update(update) if update.ctes.is_empty() && update.from.is_empty() => &update.table,
        Statement::Delete(delete) if delete.ctes.is_empty() && delete.from.is_empty() => match &*delete.tables {
            [table] => table,
            _ => return false,
        },
        Statement::AlterTable(alter) => &alter.name,
        _ => return false,
    };
    let text = context.text_of(read);
    // A cast, a new column, or a query about another table.
    if look::mentions(text, &own.name.text) || look::mentions(text, "select") {
        return false;
    }
    let Some(table) = context.before.table(table).filter(|table| !table.is_open) else { return false };
    table.columns.iter().all(|column| {
        column.data_type.as_ref().is_some_and(|data_type| {
            let name = Name { text: data_type.name.clone(), quoted: true, range: 0..0 };
            let name = ObjectName { schema: data_type.schema.clone(), name };
            // A domain or a composite type may consist of it.
            let is_made = matches!(
                context.before.find(Space::Type, &name),
                Found::Entry(_, Entry::Type(created)) if created.values.is_none()
            );
            !data_type.is_opaque && !is_made && context.key(&name.name) != context.key(&own.name)
        })
    })
}
