//! Indexes, views, triggers and routines; `DROP`, `RENAME TABLE` and `TRUNCATE`.

use super::cursor::Cursor;
use super::misfit::Result;
use super::{alter, definition, grammar, key, option, query, session};
use crate::lexer::Kind;
use crate::tree::{
    Action, ActionKind, AlterTable, CreateIndex, CreateRoutine, CreateTrigger, CreateView, Drop, Object,
    Statement,
};

/// `[UNIQUE | FULLTEXT | SPATIAL] INDEX i ON t (…)`
pub(super) fn create_index(cursor: &mut Cursor<'_>) -> Result<Statement> {
    let mut index = CreateIndex::default();
    cursor.eat_any(&["online", "offline"]);
    match cursor.peek() {
        "unique" => {
            index.unique = true;
            cursor.next();
        }
        kind @ ("fulltext" | "spatial" | "vector") => {
            index.options.push((kind.to_owned(), String::new()));
            cursor.next();
        }
        _ => {}
    }
    cursor.expect("index", "`INDEX`")?;
    index.if_not_exists = cursor.if_not_exists();
    index.name = Some(cursor.name()?.into());
    index.method = key::method(cursor)?;
    cursor.expect("on", "`ON`")?;
    index.table = cursor.object_name()?;
    index.columns = key::key_parts(cursor)?;
    loop {
        option::index_options(cursor)?;
        if !cursor.is_any(&["algorithm", "lock", "wait", "nowait"]) {
            break;
        }
        match cursor.peek() {
            "wait" => {
                cursor.next();
                option::number(cursor)?;
            }
            "nowait" => cursor.next(),
            _ => index.options.push(alter::online(cursor)?),
        }
    }
    end(cursor)?;
    Ok(Statement::CreateIndex(Box::new(index)))
}

fn end(cursor: &Cursor<'_>) -> Result<()> {
    if cursor.is_end() { Ok(()) } else { Err(cursor.misfit("the end of the statement")) }
}

/// `VIEW v (a, b) AS SELECT …`
pub(super) fn create_view(cursor: &mut Cursor<'_>, or_replace: bool) -> Result<Statement> {
    cursor.next();
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.object_name()?;
    let columns = if cursor.is("(") { cursor.names()? } else { Vec::new() };
    cursor.expect("as", "`AS`")?;
    let start = cursor.start();
    let mut ahead = *cursor;
    let judged = grammar::query(&mut ahead);
    // Which is no part of the query.
    let mut end = cursor.text().len();
    match judged {
        Ok(()) => {
            if ahead.is("with") {
                end = ahead.start();
                ahead.next();
                ahead.eat_any(&["cascaded", "local"]);
                ahead.expect("check", "`CHECK OPTION`")?;
                ahead.expect("option", "`OPTION`")?;
            }
            ahead.end_of_all()?;
        }
        judged => cursor.certain(judged)?,
    }
    let query = query::of_slice(cursor, start..end);
    Ok(Statement::CreateView(Box::new(CreateView {
        name,
        columns,
        query,
        or_replace,
        if_not_exists,
        temporary: false,
        materialized: false,
    })))
}

/// `ALTER VIEW` says anew what a view is.
pub(super) fn alter_view(cursor: &mut Cursor<'_>) -> Result<Statement> {
    loop {
        match cursor.peek() {
            "algorithm" if cursor.ahead(1) == "=" => cursor.index += 3,
            "definer" if cursor.ahead(1) == "=" => session::definer(cursor)?,
            "sql" if cursor.ahead(1) == "security" => cursor.index += 3,
            "view" => return create_view(cursor, true),
            _ => return Err(cursor.unknown()),
        }
    }
}

/// `TRIGGER t BEFORE INSERT ON t …`: the body is not read.
pub(super) fn create_trigger(cursor: &mut Cursor<'_>, or_replace: bool) -> Result<Statement> {
    cursor.next();
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.object_name()?;
    if !cursor.eat_any(&["before", "after"]) {
        return Err(cursor.misfit("`BEFORE` or `AFTER`"));
    }
    if !cursor.eat_any(&["insert", "update", "delete"]) {
        return Err(cursor.misfit("`INSERT`, `UPDATE` or `DELETE`"));
    }
    if !cursor.is("on") {
        return Err(cursor.unknown());
    }
    cursor.next();
    let table = cursor.object_name()?;
    let trigger = CreateTrigger { name, table, if_not_exists, or_replace, ..CreateTrigger::default() };
    Ok(Statement::CreateTrigger(Box::new(trigger)))
}

/// `PROCEDURE p (…) …`: the rest is not read.
pub(super) fn create_routine(cursor: &mut Cursor<'_>, kind: Object, or_replace: bool) -> Result<Statement> {
    cursor.next();
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.object_name()?;
    let routine = CreateRoutine { kind, name, or_replace, if_not_exists, types: Vec::new(), language: None };
    Ok(Statement::CreateRoutine(Box::new(routine)))
}

/// `DROP …`
pub(super) fn drop(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    cursor.next();
    cursor.eat_any(&["online", "offline"]);
    let temporary = cursor.eat("temporary");
    let word = cursor.peek();
    let kind = match word {
        "table" | "tables" => Object::Table,
        "view" => Object::View,
        "index" | "key" => Object::Index,
        "database" | "schema" => Object::Database,
        "trigger" => Object::Trigger,
        "procedure" => Object::Procedure,
        "function" => Object::Function,
        "sequence" => Object::Sequence,
        "event" | "user" | "role" | "server" | "tablespace" | "logfile" | "undo" | "package" | "resource"
        | "spatial" => return Ok(Some(Statement::Other)),
        _ if !definition::is_object(cursor) => return Err(cursor.misfit("what to drop, such as `TABLE`")),
        _ => return Ok(None),
    };
    cursor.next();
    let if_exists = cursor.if_exists();
    let mut names = vec![cursor.object_name()?];
    let may_be_several = matches!(kind, Object::Table | Object::View | Object::Sequence);
    while may_be_several && cursor.eat(",") {
        names.push(cursor.object_name()?);
    }
    let mut dropped =
        Drop { kind, names, table: None, if_exists, cascade: false, concurrently: false, temporary };
    if kind == Object::Index {
        cursor.expect("on", "`ON`")?;
        dropped.table = Some(cursor.object_name()?);
        while cursor.is_any(&["algorithm", "lock"]) {
            alter::online(cursor)?;
        }
    }
    if cursor.eat("wait") {
        option::number(cursor)?;
    } else {
        cursor.eat("nowait");
    }
    if may_be_several {
        dropped.cascade = cursor.eat("cascade");
        if !dropped.cascade {
            cursor.eat("restrict");
        }
    }
    end(cursor)?;
    Ok(Some(primary_key(&dropped).unwrap_or_else(|| Statement::Drop(Box::new(dropped)))))
}

/// The index of a primary key has a name that nobody gave it.
fn primary_key(dropped: &Drop) -> Option<Statement> {
    let (Some(table), [index]) = (&dropped.table, dropped.names.as_slice()) else { return None };
    if !index.name.text.eq_ignore_ascii_case("primary") {
        return None;
    }
    let action = Action { kind: ActionKind::DropPrimaryKey, range: index.range() };
    Some(Statement::AlterTable(Box::new(AlterTable {
        name: table.clone(),
        if_exists: dropped.if_exists,
        actions: vec![action],
    })))
}

/// `RENAME TABLE a TO b, …`
pub(super) fn rename_tables(cursor: &mut Cursor<'_>) -> Result<Statement> {
    cursor.index += 2;
    let if_exists = cursor.if_exists();
    let mut pairs = Vec::new();
    loop {
        let from = cursor.object_name()?;
        if cursor.eat("wait") {
            option::number(cursor)?;
        } else {
            cursor.eat("nowait");
        }
        cursor.expect("to", "`TO`")?;
        pairs.push((from, cursor.object_name()?));
        if !cursor.eat(",") {
            break;
        }
    }
    end(cursor)?;
    // Which of them are renamed depends on what there is.
    Ok(if if_exists { Statement::Opaque } else { Statement::RenameTables(pairs) })
}

/// `TRUNCATE [TABLE] t`
pub(super) fn truncate(cursor: &mut Cursor<'_>) -> Result<Statement> {
    cursor.next();
    if cursor.is_any(&["table", "tables"]) && cursor.kind_ahead(1).is_some_and(|kind| kind != Kind::Symbol) {
        cursor.next();
    }
    let table = cursor.object_name()?;
    if cursor.eat("wait") {
        option::number(cursor)?;
    } else {
        cursor.eat("nowait");
    }
    // MariaDB's mode for Oracle: `DROP STORAGE`.
    if cursor.is_any(&["drop", "reuse"]) {
        return Err(cursor.unknown());
    }
    end(cursor)?;
    Ok(Statement::Truncate { tables: vec![table], cascade: false })
}
