//! Options of tables and of indexes.

use super::cursor::Cursor;
use super::misfit::Result;
use super::word::is_reserved;
use super::{key, types};
use crate::lexer::Kind;

/// What the options of a table say that somebody asks for.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// As written.
    pub(super) engine: Option<String>,
    /// In lower case.
    pub(super) charset: Option<String>,
}

pub(super) fn text(cursor: &mut Cursor<'_>) -> Result<()> {
    if cursor.kind() != Some(Kind::String) {
        return Err(cursor.misfit("a text"));
    }
    cursor.next();
    Ok(())
}

/// Whether an option of the engine stands here: `name = …`.
pub(super) fn is_of_engine(cursor: &Cursor<'_>) -> bool {
    let is_name = match cursor.kind() {
        Some(Kind::Word) => !is_reserved(cursor.peek()),
        kind => kind == Some(Kind::Name),
    };
    is_name && cursor.ahead(1) == "="
}

pub(super) fn number(cursor: &mut Cursor<'_>) -> Result<()> {
    if cursor.kind() != Some(Kind::Number) {
        return Err(cursor.misfit("a number"));
    }
    cursor.next();
    Ok(())
}

/// A word, a name, a text or a number.
pub(super) fn value(cursor: &mut Cursor<'_>) -> Result<()> {
    match cursor.kind() {
        Some(Kind::Word | Kind::Name | Kind::String | Kind::Number) => cursor.next(),
        _ => return Err(cursor.misfit("a value")),
    }
    Ok(())
}

/// Up to the end of an index.
pub(super) fn index_options(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        match cursor.peek() {
            "using" | "type" => {
                key::method(cursor)?;
            }
            "key_block_size" => {
                cursor.next();
                cursor.eat("=");
                number(cursor)?;
            }
            "comment" => {
                cursor.next();
                text(cursor)?;
            }
            "with" if cursor.ahead(1) == "parser" => {
                cursor.index += 2;
                cursor.name()?;
            }
            "visible" | "invisible" | "ignored" => cursor.next(),
            "not" => {
                cursor.next();
                cursor.expect("ignored", "`IGNORED`")?;
            }
            "engine_attribute" | "secondary_engine_attribute" => {
                cursor.next();
                cursor.eat("=");
                text(cursor)?;
            }
            "algorithm" | "lock" => return Ok(()),
            _ if is_of_engine(cursor) => {
                cursor.index += 2;
                value(cursor)?;
            }
            _ => return Ok(()),
        }
    }
}

/// Reads one option of a database; nothing where there is none.
pub(super) fn database_option(cursor: &mut Cursor<'_>) -> Result<bool> {
    cursor.eat("default");
    match cursor.peek() {
        "character" | "char" => {
            cursor.next();
            cursor.expect("set", "`SET`")?;
        }
        "charset" | "collate" | "encryption" | "comment" => cursor.next(),
        _ => return Ok(false),
    }
    cursor.eat("=");
    types::name_of_set(cursor)?;
    Ok(true)
}

/// Reads one option of a table; nothing where there is none.
pub(super) fn table_option(cursor: &mut Cursor<'_>, options: &mut Options) -> Result<bool> {
    let word = cursor.peek();
    match word {
        "engine" | "type" => {
            cursor.next();
            cursor.eat("=");
            let start = cursor.start();
            if cursor.kind() == Some(Kind::Word) && is_reserved(cursor.peek()) {
                return Err(cursor.misfit("the name of an engine"));
            }
            value(cursor)?;
            let written = cursor.text().get(start..cursor.end()).unwrap_or_default();
            options.engine = Some(super::expression::text_of(written));
        }
        "default" | "character" | "charset" | "char" | "collate" => {
            cursor.eat("default");
            match cursor.peek() {
                "collate" => {
                    cursor.next();
                    cursor.eat("=");
                    types::name_of_set(cursor)?;
                    return Ok(true);
                }
                "character" | "char" => {
                    cursor.next();
                    cursor.expect("set", "`SET`")?;
                }
                "charset" => cursor.next(),
                _ => return Err(cursor.misfit("`CHARACTER SET` or `COLLATE`")),
            }
            cursor.eat("=");
            options.charset = Some(types::name_of_set(cursor)?.to_ascii_lowercase());
        }
        "auto_increment" | "avg_row_length" | "max_rows" | "min_rows" | "key_block_size" => {
            cursor.next();
            cursor.eat("=");
            number(cursor)?;
        }
        "checksum" | "table_checksum" | "delay_key_write" | "pack_keys" | "row_format"
        | "stats_auto_recalc" | "stats_persistent" | "stats_sample_pages" | "page_checksum"
        | "transactional" | "insert_method" | "autoextend_size" | "secondary_engine" | "tablespace"
        | "storage" | "sequence" => {
            cursor.next();
            cursor.eat("=");
            value(cursor)?;
        }
        "comment"
        | "connection"
        | "compression"
        | "encryption"
        | "password"
        | "engine_attribute"
        | "secondary_engine_attribute" => {
            cursor.next();
            // MariaDB has options of engines with these names and other values.
            if cursor.eat("=") && cursor.kind() != Some(Kind::String) && word != "comment" {
                value(cursor)?;
            } else {
                text(cursor)?;
            }
        }
        "data" | "index" if cursor.ahead(1) == "directory" => {
            cursor.index += 2;
            cursor.eat("=");
            text(cursor)?;
        }
        "union" if cursor.ahead(1) == "=" || cursor.ahead(1) == "(" => {
            cursor.next();
            cursor.eat("=");
            cursor.parenthesis()?;
        }
        "start" if cursor.ahead(1) == "transaction" => cursor.index += 2,
        "with" if cursor.ahead(1) == "system" && cursor.ahead(2) == "versioning" => cursor.index += 3,
        _ if is_of_engine(cursor) => {
            cursor.index += 2;
            value(cursor)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}
