//! What an upgrade destroys stands in its header.

use super::types;
use super::{ALL, Context, Report, Rule, look};
use crate::catalog::{Column, Table};
use crate::check::Read;
use crate::configuration::RuleLevel;
use crate::destroys;
use crate::tree::{
    Action, ActionKind, AlterTable, Assignment, Body, Change, Drop, InsertSource, Item, Name, Object, ObjectName,
    Statement, TypeName,
};

pub(super) static RULE: Rule = Rule {
    name: "undeclared-destruction",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: ALL,
    check,
    docs: "\
An upgrade destroys data, and its header does not say so.

Tables and columns that are dropped, rows that are deleted without a condition or overwritten with a constant, and values
that do not fit into a new type are gone for good: a downgrade brings back the table, not what was in it. Whoever reviews
or runs a revision should learn of it from the first lines of the file.

Say in the header what is meant to go: `-- destroys: table users_old, column orders.total, rows sessions`. Nothing is
asked for what the revision has created itself, for temporary tables, for what it has copied elsewhere before (so a table
may be rebuilt), and for downgrades.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, note TEXT);
CREATE TABLE users_old (id INTEGER PRIMARY KEY, name TEXT);
```
```sql,bad
DROP TABLE users_old;
ALTER TABLE orders DROP COLUMN note;
DELETE FROM orders;
```
```sql,good
-- destroys: table users_old, column orders.note, rows orders
DROP TABLE users_old;
ALTER TABLE orders DROP COLUMN note;
DELETE FROM orders;
```
```sql,good,sqlite
CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER NOT NULL, note TEXT);
INSERT INTO orders_new (id, total, note) SELECT id, coalesce(total, 0), note FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    // The file of another tool has no header to say it in.
    if context.is_first || !context.is_upgrade() || context.script.foreign {
        return;
    }
    let mut found = Destroyed { context, report };
    match context.tree() {
        Statement::Drop(drop) => found.drop(drop),
        Statement::AlterTable(alter) => found.alter(alter),
        Statement::Truncate { tables, .. } => tables.iter().for_each(|table| found.rows(table, "emptied")),
        Statement::Delete(delete) if !delete.has_where && delete.clauses.is_empty() && !delete.is_multiple => {
            delete.tables.iter().for_each(|table| found.rows(table, "every row is deleted"));
        }
        Statement::Update(update) if !update.has_where && update.clauses.is_empty() && update.from.is_empty() => {
            update.assignments.iter().for_each(|assignment| found.overwrite(&update.table, assignment));
        }
        _ => {}
    }
}

/// A statement that writes the rows of a table somewhere else.
struct Copy<'c> {
    text: &'c str,
    /// What it reads, if that is a list of expressions; otherwise whatever it names.
    items: Option<&'c [Item]>,
    /// The columns that it writes, if it says them.
    written: &'c [Name],
}

fn copy<'c>(context: &Context<'c>, read: &'c Read<'c>) -> Option<Copy<'c>> {
    let query = match &read.tree {
        Statement::Insert(insert) => match &insert.source {
            InsertSource::Query(query) => Some(&**query),
            _ => None,
        },
        Statement::Select(query) => Some(&**query),
        Statement::CreateTable(create) => Some(&**create.query.as_ref()?),
        Statement::Opaque => None,
        _ => return None,
    };
    let items = query.and_then(|query| match &query.body {
        Body::Select(select) if query.ctes.is_empty() && !select.is_opaque => Some(select.items.as_slice()),
        _ => None,
    });
    let written = match &read.tree {
        Statement::Insert(insert) => insert.columns.as_slice(),
        _ => &[],
    };
    Some(Copy { text: context.text_of(read), items, written })
}

impl Copy<'_> {
    fn is_of(&self, table: &ObjectName) -> bool {
        look::mentions(self.text, &table.name.text)
    }

    fn has(&self, column: &Column) -> bool {
        let is_named = || look::mentions(self.text, &column.name);
        let Some(items) = self.items else { return self.text.contains('*') || is_named() };
        let is_column = |name: &str| name.eq_ignore_ascii_case(&column.name);
        // It is there again, whatever it is computed from.
        let is_written = self.written.iter().any(|name| is_column(&name.text));
        is_written || items.iter().any(|item| match item {
            Item::All | Item::AllOf(_) => true,
            Item::Expression { expression, .. } => {
                (expression.is_opaque || !expression.queries.is_empty()) && is_named()
                    || expression.columns.iter().any(|reference| is_column(&reference.column.text))
            }
        })
    }
}

struct Destroyed<'d, 'c, 'r> {
    context: &'d Context<'c>,
    report: &'d mut Report<'r>,
}

impl<'c> Destroyed<'_, 'c, '_> {
    fn drop(&mut self, drop: &Drop) {
        match drop.kind {
            Object::Table if !drop.temporary => {
                for name in &drop.names {
                    self.drop_table(name, drop.if_exists);
                }
            }
            Object::Schema | Object::Database if drop.cascade || drop.kind == Object::Database => {
                let kind = if drop.kind == Object::Schema { "schema" } else { "database" };
                for name in &drop.names {
                    self.add(kind, name, None, format!("`{}` and all in it are dropped", look::shown(name)));
                }
            }
            _ => {}
        }
    }

    fn drop_table(&mut self, name: &ObjectName, if_exists: bool) {
        let context = self.context;
        let known = context.before.table(name);
        // A table that nobody has seen being created was created outside of the set; if it has to be there, it is.
        let is_kept = match known {
            Some(_) => context.kept(name).is_some(),
            None => !if_exists && !context.is_created(name),
        };
        if is_kept && !context.is_copied(name, None) {
            self.add("table", name, None, format!("`{}` is dropped with its rows", look::shown(name)));
        } else if let Some(table) = known.filter(|_| is_kept) {
            self.left_behind(name, name, table);
        } else if let Some((table, original)) = known.zip(self.renamed(name))
            && table.place.script != context.body.script
            && !context.is_first
            && context.is_copied(name, None)
        {
            self.left_behind(name, original, table);
        }
    }

    /// What a table was called before an earlier statement gave it this name.
    fn renamed(&self, name: &ObjectName) -> Option<&'c ObjectName> {
        let context = self.context;
        context.earlier().iter().rev().find_map(|read| match &read.tree {
            Statement::AlterTable(alter) => {
                let is_to = |action: &Action| {
                    matches!(&action.kind, ActionKind::RenameTo(to) if context.same_name(&to.name, &name.name))
                };
                alter.actions.iter().any(is_to).then_some(&alter.name)
            }
            Statement::RenameTables(pairs) => {
                let pair = pairs.iter().find(|(_, to)| context.same(to, name));
                pair.map(|(from, _)| from)
            }
            _ => None,
        })
    }

    /// The columns of a table that are not copied when it is replaced. `name` is what it is called now, `original` what it
    /// was called when the revision began.
    fn left_behind(&mut self, name: &ObjectName, original: &ObjectName, table: &Table) {
        if table.is_open {
            return;
        }
        let ids = table.primary_key().unwrap_or_default();
        // A number that the server gives is given anew.
        let is_number = |column: &&Column| {
            let data_type = column.data_type.as_ref();
            let family = data_type.and_then(|data_type| types::family(data_type, self.context.dialect));
            ids == [column.key.as_str()] && matches!(family, Some(types::Family::Integer(_)))
        };
        let columns: Vec<&Column> =
            table.columns.iter().filter(|column| !column.generated && !is_number(column)).collect();
        let copies: Vec<Copy<'_>> = self.context.earlier().iter().filter_map(|read| copy(self.context, read)).collect();
        let copies: Vec<&Copy<'_>> =
            copies.iter().filter(|copy| [name, original].iter().any(|name| copy.is_of(name))).collect();
        for column in columns {
            if !copies.iter().any(|copy| copy.has(column)) {
                let part = Name { text: column.name.clone(), quoted: false, range: 0..0 };
                let what = format!("`{}` is replaced without its column `{}`", look::shown(original), column.name);
                self.add_at("column", original, Some(&part), what, name.range());
            }
        }
    }

    fn alter(&mut self, alter: &AlterTable) {
        let Some(table) = self.context.kept(&alter.name) else { return };
        for Action { kind, range } in &alter.actions {
            match kind {
                ActionKind::DropColumn { name, .. } => self.drop_column(&alter.name, table, name),
                ActionKind::AlterColumn { name, change: Change::SetType { data_type, using: None }, .. } => {
                    self.change(&alter.name, table, name, data_type, range);
                }
                ActionKind::ChangeColumn { from, column, .. } => {
                    if let Some(data_type) = &column.data_type {
                        self.change(&alter.name, table, from, data_type, range);
                    }
                }
                _ => {}
            }
        }
    }

    fn drop_column(&mut self, name: &ObjectName, table: &Table, column: &Name) {
        let context = self.context;
        let Some(known) = table.column(&context.key(column)) else { return };
        let is_new = known.place.script == context.body.script;
        if !known.generated && !is_new && !context.is_copied(name, Some(column)) {
            let what = format!("column `{}` of `{}` is dropped with its values", column.text, look::shown(name));
            self.add("column", name, Some(column), what);
        }
    }

    fn change(
        &mut self,
        name: &ObjectName,
        table: &Table,
        column: &Name,
        to: &TypeName,
        range: &std::ops::Range<usize>,
    ) {
        let known = table.column(&self.context.key(column));
        let Some(from) = known.and_then(|known| known.data_type.as_ref()) else { return };
        if let Some(lost) = types::loses(from, to, self.context.dialect) {
            let what = format!(
                "column `{}` changes from `{}` to `{}` and loses {lost}",
                column.text,
                types::shown(from),
                types::shown(to)
            );
            self.add_at("column", name, Some(column), what, range.clone());
        }
    }

    fn rows(&mut self, table: &ObjectName, how: &str) {
        if self.context.kept(table).is_some() && !self.context.is_copied(table, None) {
            self.add("rows", table, None, format!("`{}`: {how}", look::shown(table)));
        }
    }

    fn overwrite(&mut self, table: &ObjectName, assignment: &Assignment) {
        let context = self.context;
        let ([column], Some(_)) = (assignment.columns.as_slice(), &assignment.value.constant) else { return };
        let Some(known) = context.kept(table).and_then(|table| table.column(&context.key(column))) else { return };
        if known.place.script != context.body.script && !context.is_copied(table, Some(column)) {
            let what =
                format!("column `{}` gets the same value in every row of `{}`", column.text, look::shown(table));
            self.add("column", table, Some(column), what);
        }
    }

    fn add(&mut self, kind: &str, name: &ObjectName, part: Option<&Name>, what: String) {
        let range = part.map_or(name.range(), |part| part.range.clone());
        let range = if range.is_empty() { name.range() } else { range };
        self.add_at(kind, name, part, what, range);
    }

    fn add_at(
        &mut self,
        kind: &str,
        name: &ObjectName,
        part: Option<&Name>,
        what: String,
        range: std::ops::Range<usize>,
    ) {
        let header = &self.context.script.header.destroys;
        let table = name.schema.iter().chain([&name.name]).map(|name| name.text.as_str());
        let table: Vec<&str> = table.collect();
        let part = part.map(|part| part.text.as_str());
        if header.iter().any(|word| names(&destroys::Item::read(&word.text), kind, &table, part)) {
            return;
        }
        let mut items: Vec<String> = header.iter().map(|word| word.text.clone()).collect();
        items.push(destroys::Item::written(kind, table.into_iter().chain(part)));
        self.report.find_items(range, what, "destroyed, and the header does not say so", items);
    }
}

/// Whether an item of `destroys` names this. What is said of a table goes for its columns and rows as well, and the
/// schema need not be written.
fn names(item: &destroys::Item, kind: &str, table: &[&str], part: Option<&str>) -> bool {
    let is_column = || part.is_some_and(|part| item.is(&[table, &[part]].concat()));
    match (item.kind.as_str(), part) {
        ("table", _) => item.is(table),
        ("column", Some(_)) => is_column(),
        ("rows", _) => kind != "table" && item.is(table),
        ("", Some(_)) => is_column() || item.is(table),
        (word, None) => (word.is_empty() || word == kind) && item.is(table),
        _ => false,
    }
}
