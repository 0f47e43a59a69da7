//! Settings, transactions and locks.

use super::cursor::Cursor;
use super::expression::text_of;
use super::grammar;
use super::misfit::Result;
use crate::lexer::Kind;
use crate::tree::{Statement, Use};

/// Statements that neither define nor change anything; nothing for those that do.
pub(super) fn statement(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    let tree = match cursor.peek() {
        "set" => return set(cursor),
        "call" | "prepare" | "execute" | "deallocate" => {
            dynamic(cursor)?;
            Statement::Opaque
        }
        "drop" if cursor.ahead(1) == "prepare" => Statement::Opaque,
        "use" => {
            cursor.next();
            let name = cursor.name()?;
            cursor.end_of_all()?;
            Statement::Set { name: "use".to_owned(), value: name.text, local: false }
        }
        "begin" if matches!(cursor.ahead(1), "" | "work") => Statement::Transaction,
        "start" if cursor.ahead(1) == "transaction" => Statement::Transaction,
        "commit" | "rollback" | "savepoint" | "xa" => Statement::Transaction,
        "release" if cursor.ahead(1) == "savepoint" => Statement::Transaction,
        "lock" if matches!(cursor.ahead(1), "table" | "tables") => lock(cursor)?,
        // Of a table that is missing, `ANALYZE` and the like say so in their result.
        "unlock" | "analyze" | "optimize" | "repair" | "check" | "checksum" | "flush" | "show" | "kill"
        | "do" | "handler" | "desc" | "describe" | "explain" | "help" | "purge" | "reset" | "cache"
        | "load" => Statement::Other,
        "grant" | "revoke" => Statement::Grant { tables: Vec::new() },
        _ => return Ok(None),
    };
    Ok(Some(tree))
}

/// `DEFINER = 'user'@'host'`
pub(super) fn definer(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.index += 2;
    match cursor.kind() {
        Some(Kind::Word | Kind::Name | Kind::String) => cursor.next(),
        _ => return Err(cursor.unknown()),
    }
    if cursor.eat("@") {
        cursor.next();
    } else if cursor.is("(") {
        cursor.parenthesis()?;
    }
    Ok(())
}

/// `LOCK TABLES t AS a WRITE, …`
fn lock(cursor: &mut Cursor<'_>) -> Result<Statement> {
    cursor.index += 2;
    let mut relations = Vec::new();
    loop {
        relations.push(cursor.object_name()?);
        let is_kind =
            |cursor: &Cursor<'_>| cursor.is_any(&["read", "write", "low_priority", "concurrent", "for"]);
        if cursor.eat("as") || !is_kind(cursor) {
            cursor.name()?;
        }
        while !cursor.is_end() && !cursor.is(",") {
            cursor.next();
        }
        if !cursor.eat(",") {
            break;
        }
    }
    Ok(Statement::Use { relations, columns: Vec::new(), what: Use::Lock })
}

/// `SET a = 1, @b = 2`: of several settings, the one that says most of how statements are read and checked.
fn set(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    cursor.next();
    match cursor.peek() {
        "statement" => return Ok(Some(Statement::Opaque)),
        "password" | "role" | "resource" | "transaction" => return Ok(Some(Statement::Other)),
        "default" if cursor.ahead(1) == "role" => return Ok(Some(Statement::Other)),
        "session" | "global" | "local" if cursor.ahead(1) == "transaction" => {
            return Ok(Some(Statement::Other));
        }
        "names" | "charset" => {
            let name = cursor.peek().to_owned();
            cursor.next();
            let start = cursor.start();
            cursor.next();
            let value = text_of(cursor.text().get(start..cursor.end()).unwrap_or_default());
            return Ok(Some(Statement::Set { name, value, local: false }));
        }
        "character" | "char" if cursor.ahead(1) == "set" => {
            return Ok(Some(Statement::Other));
        }
        _ => {}
    }
    judge(cursor)?;
    let mut settings: Vec<(String, String)> = Vec::new();
    loop {
        let Some(setting) = setting(cursor) else { return Ok(Some(Statement::Other)) };
        settings.push(setting);
        if !cursor.eat(",") {
            break;
        }
    }
    let telling = |(name, _): &(String, String)| {
        matches!(name.as_str(), "foreign_key_checks" | "sql_mode" | "check_constraint_checks")
    };
    let chosen = settings.iter().position(telling).unwrap_or_default();
    let Some((name, value)) = settings.into_iter().nth(chosen) else { return Ok(Some(Statement::Other)) };
    Ok(Some(Statement::Set { name, value, local: false }))
}

/// Refuses what is certainly wrong with settings.
fn judge(cursor: &Cursor<'_>) -> Result<()> {
    cursor.certain(settings(&mut cursor.clone()))
}

fn settings(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        if cursor.is_any(&SCOPES) && cursor.kind_ahead(1) != Some(Kind::Symbol) {
            cursor.next();
        }
        // `SET NAMES` and its like may be one of several.
        if cursor.is_any(&["names", "charset", "character", "transaction", "password"]) {
            return Err(cursor.unknown());
        }
        match cursor.peek() {
            "@" | "@@" => grammar::variable(cursor)?,
            _ => {
                cursor.object_name()?;
            }
        }
        if !cursor.eat(":=") {
            cursor.want("=", "`=`")?;
        }
        let ends = matches!(cursor.ahead(1), "" | ",");
        if !(ends && cursor.eat_any(&["on", "all", "binary", "row", "system", "default"])) {
            grammar::expression(cursor)?;
        }
        if !cursor.eat(",") {
            return cursor.end_of_all();
        }
    }
}

/// `CALL p (…)`, `PREPARE s FROM '…'`, `EXECUTE s USING @a`, `DEALLOCATE PREPARE s`
fn dynamic(cursor: &mut Cursor<'_>) -> Result<()> {
    let word = cursor.peek();
    cursor.next();
    match word {
        "call" => {
            cursor.object_name()?;
            if cursor.eat(".") {
                cursor.name()?;
            }
            if cursor.eat("(") && !cursor.eat(")") {
                grammar::expressions(cursor)?;
                cursor.want(")", "`,` or `)`")?;
            }
        }
        "prepare" => {
            cursor.name()?;
            cursor.want("from", "`FROM`")?;
            grammar::expression(cursor)?;
        }
        "execute" => {
            if cursor.is("immediate") && !cursor.ahead(1).is_empty() && cursor.ahead(1) != "using" {
                cursor.next();
                grammar::expression(cursor)?;
            } else {
                cursor.name()?;
            }
            if cursor.eat("using") {
                grammar::expressions(cursor)?;
            }
        }
        _ => {
            cursor.want("prepare", "`PREPARE`")?;
            cursor.name()?;
        }
    }
    cursor.end_of_all()
}

const SCOPES: [&str; 5] = ["session", "global", "local", "persist", "persist_only"];

fn setting(cursor: &mut Cursor<'_>) -> Option<(String, String)> {
    if cursor.is_any(&SCOPES) && cursor.kind_ahead(1) != Some(Kind::Symbol) {
        cursor.next();
    }
    let mut name = String::new();
    if cursor.eat("@@") {
        if cursor.is_any(&SCOPES) && cursor.ahead(1) == "." {
            cursor.index += 2;
        }
    } else if cursor.eat("@") {
        name.push('@');
    }
    while !cursor.is_any(&["=", ":="]) {
        if !(matches!(cursor.kind(), Some(Kind::Word | Kind::Name | Kind::String)) || cursor.is(".")) {
            return None;
        }
        name.push_str(cursor.peek());
        cursor.next();
    }
    cursor.next();
    let start = cursor.start();
    while !cursor.is_end() && !cursor.is(",") {
        match cursor.is("(") {
            true => drop(cursor.parenthesis().ok()?),
            false => cursor.next(),
        }
    }
    let value = cursor.text().get(start..cursor.end())?.to_owned();
    Some((name, value))
}
