//! A table is renamed out of the way, and its references go with it.

use super::{Context, Report, Rule, SQLITE, look};
use crate::catalog::{Entry, Kind, Space};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "rename-moves-references",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: SQLITE,
    check,
    docs: "\
A table is renamed out of the way and created anew, and the foreign keys of other tables still point at the old one.

SQLite changes the references to a table along with its name. When the old table is dropped, they point at nothing, and the
next write to those tables fails with `no such table`. (SQLite: ALTER TABLE, Making Other Kinds Of Table Schema Changes,
which warns of this order.)

Create the new table under another name, copy, drop the old one, and rename the new one.
```sql,setup
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));
```
```sql,bad
ALTER TABLE users RENAME TO users_old;
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO users SELECT id, name FROM users_old;
DROP TABLE users_old;
```
```sql,good
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO users_new SELECT id, name FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::AlterTable(alter) = context.tree() else { return };
    let Some(to) = alter.actions.iter().find_map(|action| match &action.kind {
        ActionKind::RenameTo(to) => Some(to),
        _ => None,
    }) else {
        return;
    };
    let is_legacy = context.earlier().iter().any(|read| look::mentions(context.text_of(read), "legacy_alter_table"));
    let comes_back = context.later().iter().any(|read| match &read.tree {
        Statement::CreateTable(create) => context.same(&create.name, &alter.name),
        _ => false,
    });
    let is_dropped = context.later().iter().any(|read| match &read.tree {
        Statement::Drop(drop) => drop.names.iter().any(|name| context.same_name(&name.name, &to.name)),
        _ => false,
    });
    if is_legacy || !comes_back || !is_dropped {
        return;
    }
    let own = context.before.key(Space::Relation, &alter.name);
    let refers = |kind: &Kind| matches!(kind, Kind::ForeignKey { table, .. } if *table == own);
    let tables = context.before.users(&own).filter_map(|(key, entry)| match entry {
        Entry::Table(table) => Some((key, table)),
        _ => None,
    });
    let others = tables.filter(|(key, table)| {
        **key != own
            && table.constraints.iter().any(|constraint| refers(&constraint.kind))
            // It is rebuilt as well.
            && !context.later().iter().any(|read| match &read.tree {
                Statement::CreateTable(create) => context.before.key(Space::Relation, &create.name) == **key,
                Statement::Drop(drop) => {
                    drop.names.iter().any(|name| context.before.key(Space::Relation, name) == **key)
                }
                Statement::AlterTable(other) => context.before.key(Space::Relation, &other.name) == **key,
                _ => false,
            })
    });
    if let Some((_, other)) = others.min_by_key(|(key, _)| *key) {
        report.find(
            0..context.text().len(),
            format!("`{}` refers to `{}`, and will refer to `{}`, which is dropped below", other.name, look::shown(&alter.name), to.name.text),
            "renames the references too",
            format!("create the new table as `{0}_new`, copy, drop `{0}`, and rename `{0}_new` to `{0}`", look::shown(&alter.name)),
        );
    }
}
