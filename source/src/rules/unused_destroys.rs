//! The header names what the revision leaves alone.

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Change, Object, Statement};

pub(super) static RULE: Rule = Rule {
    name: "unused-destroys",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
The header says that something is destroyed, and no statement does.

A line that was copied from another revision, or left behind when a statement went, hides the next one that matters.
Remove it, or correct the name.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
CREATE TABLE users_old (id INTEGER PRIMARY KEY);
```
```sql,bad
-- destroys: table users_old, column orders.note
DROP TABLE users_old;
```
```sql,good
-- destroys: table users_old
DROP TABLE users_old;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    if context.at != 0 || !context.is_upgrade() || context.script.header.destroys.is_empty() {
        return;
    }
    // What another section destroys, or a statement that was not understood, is not seen here.
    let others = context.script.sections.iter().flat_map(|section| {
        section.variants.iter().flat_map(|variant| {
            variant.statements.iter().map(|statement| (section.direction, statement.range.clone()))
        })
    });
    let unseen: Vec<&str> = others
        .filter(|(direction, range)| {
            let seen = context.body.statements.iter().find(|read| read.statement.range == *range);
            *direction == context.body.direction
                && seen.is_none_or(|read| matches!(read.tree, Statement::Opaque | Statement::Other))
        })
        .filter_map(|(_, range)| context.body.source.text().get(range))
        .collect();
    let destroyed: Vec<String> =
        context.body.statements.iter().flat_map(|read| names(&read.tree)).map(|name| name.to_lowercase()).collect();
    let dropped: Vec<String> = context
        .body
        .statements
        .iter()
        .filter(|read| matches!(&read.tree, Statement::Drop(drop) if drop.kind == Object::Table))
        .flat_map(|read| names(&read.tree))
        .map(|name| name.to_lowercase())
        .collect();
    for item in &context.script.header.destroys {
        let named = item.text.rsplit([' ', '.']).next().unwrap_or_default().replace(['"', '`', '[', ']'], "");
        let lower = named.to_lowercase();
        let is_rebuilt = table_of(&item.text).is_some_and(|table| dropped.contains(&table));
        if !is_rebuilt && !destroyed.contains(&lower) && !unseen.iter().any(|text| look::mentions(text, &named)) {
            report.find_in_header(
                item.range.clone(),
                format!("the header says that `{}` is destroyed, and nothing here does that", item.text),
                "stays as it is",
                "remove it, or correct the name",
            );
        }
    }
}

/// The table of `column orders.note`: the column goes with it when it is rebuilt without the column.
fn table_of(item: &str) -> Option<String> {
    let (table, _) = item.strip_prefix("column ")?.rsplit_once('.')?;
    let name = table.rsplit('.').next().unwrap_or(table).trim();
    Some(name.replace(['"', '`', '[', ']'], "").to_lowercase())
}

/// The names of what a statement may destroy.
fn names(statement: &Statement) -> Vec<&str> {
    match statement {
        Statement::Drop(drop) => {
            let names = drop.names.iter().map(|name| name.name.text.as_str());
            match drop.kind {
                // With what it contains.
                Object::Table | Object::Schema | Object::Database => names.collect(),
                _ if drop.cascade => names.collect(),
                Object::MaterializedView | Object::View | Object::Sequence | Object::Type => names.collect(),
                _ => Vec::new(),
            }
        }
        Statement::AlterTable(alter) => {
            let parts = alter.actions.iter().filter_map(|action| match &action.kind {
                ActionKind::DropColumn { name, .. }
                | ActionKind::ChangeColumn { from: name, .. }
                | ActionKind::AlterColumn { name, change: Change::SetType { .. } | Change::Expression(_), .. } => {
                    Some(name.text.as_str())
                }
                ActionKind::DetachPartition { name, .. } => Some(name.name.text.as_str()),
                _ => None,
            });
            parts.chain([alter.name.name.text.as_str()]).collect()
        }
        Statement::Truncate { tables, .. } => tables.iter().map(|table| table.name.text.as_str()).collect(),
        Statement::Delete(delete) => delete.tables.iter().map(|table| table.name.text.as_str()).collect(),
        Statement::Update(update) => {
            let columns = update.assignments.iter().flat_map(|assignment| &assignment.columns);
            columns.map(|column| column.text.as_str()).chain([update.table.name.text.as_str()]).collect()
        }
        Statement::CreateTable(create) => {
            // A table that is rebuilt without a column.
            vec![create.name.name.text.as_str()]
        }
        _ => Vec::new(),
    }
}
