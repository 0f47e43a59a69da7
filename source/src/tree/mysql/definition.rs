//! Which grammar a statement asks for, by its first words.

use super::cursor::{Cursor, Words};
use super::misfit::Result;
use super::{Definition, changes_data};
use super::{alter, grammar, insert, object, option, session, table, update};
use crate::tree::{Create, Object, Statement};

pub(super) fn read(words: &Words<'_>) -> Definition {
    let mut cursor = Cursor::new(words);
    match statement(&mut cursor) {
        Ok(Some(tree)) => Definition::Read(tree),
        Ok(None) if changes_data(words) && !words.is_doubtful.get() => Definition::Fits,
        Ok(None) => Definition::Unknown,
        Err(misfit) if misfit.is_certain => Definition::Refused(misfit),
        Err(_) => Definition::Unknown,
    }
}

fn statement(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    judge(cursor)?;
    let tree = match cursor.peek() {
        "create" => return create(cursor),
        "alter" => return alter(cursor),
        "drop" => return object::drop(cursor),
        "rename" => match cursor.ahead(1) {
            "table" | "tables" => object::rename_tables(cursor)?,
            "user" => Statement::Other,
            _ => {
                cursor.next();
                return Err(cursor.misfit("`TABLE` or `USER`"));
            }
        },
        "truncate" => object::truncate(cursor)?,
        "insert" | "replace" if !cursor.words.is_doubtful.get() => return insert::insert(cursor),
        "update" => return update::update(cursor),
        "delete" => return update::delete(cursor),
        _ => return session::statement(cursor),
    };
    Ok(Some(tree))
}

/// Refuses what is certainly wrong with a query or a change of data.
fn judge(cursor: &Cursor<'_>) -> Result<()> {
    let mut ahead = *cursor;
    ahead.next();
    let judged = match cursor.peek() {
        "select" | "with" | "(" | "values" | "table" => {
            ahead = *cursor;
            grammar::query(&mut ahead).and_then(|()| ahead.end_of_all())
        }
        "insert" | "replace" => grammar::insert(&mut ahead),
        "update" => grammar::update(&mut ahead),
        "delete" => grammar::delete(&mut ahead),
        _ => Ok(()),
    };
    cursor.certain(judged)
}

/// Whether the next word is one of what can be created, altered or dropped, or belongs before it, in any version of a
/// server.
pub(super) fn is_object(cursor: &Cursor<'_>) -> bool {
    #[rustfmt::skip]
    const OBJECTS: [&str; 45] = [
        "aggregate", "algorithm", "binary", "catalog", "connection", "data", "database", "definer", "event", "external",
        "fulltext", "function", "ignore", "index", "instance", "json", "key", "library", "loadable", "logfile",
        "masking", "materialized", "offline", "online", "package", "prepare", "procedure", "redo", "resource", "role",
        "schema", "sequence", "server", "spatial", "sql", "table", "tables", "tablespace", "temporary", "trigger",
        "undo", "unique", "user", "vector", "view",
    ];
    cursor.is_any(&OBJECTS)
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
        "spatial" if cursor.ahead(1) == "reference" => other(or_replace),
        "online" | "offline" | "unique" | "fulltext" | "spatial" | "vector" | "index" => {
            object::create_index(cursor)?
        }
        "view" => object::create_view(cursor, or_replace)?,
        "trigger" => object::create_trigger(cursor, or_replace)?,
        "procedure" => object::create_routine(cursor, Object::Procedure, or_replace)?,
        "function" => object::create_routine(cursor, Object::Function, or_replace)?,
        "database" | "schema" => database(cursor, or_replace)?,
        "sequence" => created(cursor, Object::Sequence, or_replace)?,
        "event" | "user" | "role" | "server" | "tablespace" | "logfile" | "undo" => other(or_replace),
        "resource" => other(or_replace),
        _ if !is_object(cursor) => return Err(cursor.misfit("what to create, such as `TABLE`")),
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

fn database(cursor: &mut Cursor<'_>, or_replace: bool) -> Result<Statement> {
    let created = created(cursor, Object::Database, or_replace)?;
    while option::database_option(cursor)? {}
    cursor.end_of_all()?;
    Ok(created)
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
        _ if !is_object(cursor) => return Err(cursor.misfit("what to alter, such as `TABLE`")),
        _ => {
            let mut ahead = *cursor;
            object::alter_view(&mut ahead)?
        }
    };
    Ok(Some(tree))
}
