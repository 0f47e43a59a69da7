//! Which grammar a statement asks for, by its first words.

use super::Definition;
use super::cursor::{Cursor, Words};
use super::misfit::Result;
use super::{alter, object, session, table, update};
use crate::tree::{Create, Object, Statement};

pub(super) fn read(words: &Words<'_>) -> Definition {
    let mut cursor = Cursor::new(words);
    match statement(&mut cursor) {
        Ok(Some(tree)) => Definition::Read { tree, is_whole: !words.has_gap.get() },
        Ok(None) => Definition::Unknown,
        Err(misfit) if misfit.is_certain => Definition::Refused(misfit),
        Err(_) => Definition::Unknown,
    }
}

fn statement(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    let tree = match cursor.peek() {
        "create" => return create(cursor),
        "alter" => return alter(cursor),
        "drop" => return object::drop(cursor),
        "rename" => match cursor.ahead(1) {
            "table" | "tables" => object::rename_tables(cursor)?,
            "user" => Statement::Other,
            _ => return Ok(None),
        },
        "truncate" => object::truncate(cursor)?,
        "update" => return update::update(cursor),
        "delete" => return update::delete(cursor),
        _ => return session::statement(cursor),
    };
    Ok(Some(tree))
}

fn create(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    cursor.next();
    let or_replace = cursor.eat_all(&["or", "replace"]);
    let mut names_definer = false;
    loop {
        match cursor.peek() {
            "algorithm" if cursor.ahead(1) == "=" => cursor.index += 3,
            "definer" if cursor.ahead(1) == "=" => {
                names_definer = true;
                session::definer(cursor)?;
            }
            "sql" if cursor.ahead(1) == "security" => cursor.index += 3,
            "aggregate" => cursor.next(),
            _ => break,
        }
    }
    let tree = match cursor.peek() {
        "temporary" if cursor.ahead(1) == "table" => {
            cursor.index += 2;
            table::create(cursor, or_replace, true)?
        }
        "table" if !names_definer => {
            cursor.next();
            table::create(cursor, or_replace, false)?
        }
        "online" | "offline" | "unique" | "fulltext" | "spatial" | "vector" | "index" => {
            object::create_index(cursor)?
        }
        "view" => object::create_view(cursor, or_replace)?,
        "trigger" => object::create_trigger(cursor, or_replace)?,
        "procedure" => object::create_routine(cursor, Object::Procedure, or_replace)?,
        "function" => object::create_routine(cursor, Object::Function, or_replace)?,
        "database" | "schema" => created(cursor, Object::Database, or_replace)?,
        "sequence" => created(cursor, Object::Sequence, or_replace)?,
        "event" | "user" | "role" | "server" | "tablespace" | "logfile" | "undo" => other(or_replace),
        "resource" => other(or_replace),
        _ => return Ok(None),
    };
    Ok(Some(tree))
}

/// Something that has a name and options that do not matter.
fn created(cursor: &mut Cursor<'_>, kind: Object, or_replace: bool) -> Result<Statement> {
    cursor.next();
    let if_not_exists = cursor.if_not_exists();
    let name = Some(cursor.object_name()?);
    let created = Create {
        kind,
        name,
        table: None,
        expressions: Vec::new(),
        if_not_exists,
        or_replace,
        statements: Vec::new(),
    };
    Ok(Statement::Create(Box::new(created)))
}

fn other(or_replace: bool) -> Statement {
    Statement::Create(Box::new(Create {
        kind: Object::Other,
        name: None,
        table: None,
        expressions: Vec::new(),
        if_not_exists: false,
        or_replace,
        statements: Vec::new(),
    }))
}

fn alter(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    cursor.next();
    cursor.eat_any(&["online", "offline"]);
    cursor.eat("ignore");
    let tree = match cursor.peek() {
        "table" => {
            cursor.next();
            alter::table(cursor)?
        }
        // None of them changes what the catalog keeps account of.
        "database" | "schema" | "user" | "role" | "server" | "event" | "tablespace" | "logfile" | "undo"
        | "instance" | "procedure" | "function" | "sequence" | "resource" => Statement::Other,
        _ => {
            let mut ahead = *cursor;
            object::alter_view(&mut ahead)?
        }
    };
    Ok(Some(tree))
}
