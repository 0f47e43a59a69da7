//! Types.

use super::cursor::Cursor;
use super::expression::text_of;
use super::misfit::{Misfit, Result};
use super::word::is_reserved;
use crate::lexer::Kind;
use crate::tree::TypeName;

/// What stands in the parentheses of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arguments {
    None,
    /// `(10)`, or nothing.
    One,
    /// `(10)`
    Needed,
    /// `(10, 2)`, `(10)`, or nothing.
    Two,
    /// `('a', 'b')`
    Texts,
}

/// What may stand behind a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Suffix {
    None,
    /// `UNSIGNED`, `SIGNED`, `ZEROFILL`
    Number,
    /// `CHARACTER SET`, `BINARY`, …
    Text,
}

/// A type, and the name of its character set if that is written.
pub(super) fn data_type(cursor: &mut Cursor<'_>) -> Result<TypeName> {
    let start = cursor.start();
    if cursor.kind() != Some(Kind::Word) {
        return Err(match cursor.kind() {
            Some(Kind::Name) if cursor.ahead(1) == "." => cursor.unknown(),
            _ => cursor.misfit("a type"),
        });
    }
    let mut name = cursor.peek().to_owned();
    let (arguments, suffix) = kind(cursor, &mut name)?;
    let mut values = Vec::new();
    if cursor.is("(") {
        if arguments == Arguments::None {
            return Err(cursor.misfit("no `(`"));
        }
        values = self::arguments(cursor, arguments)?;
    } else if matches!(arguments, Arguments::Needed | Arguments::Texts) {
        return Err(cursor.misfit("`(`"));
    }
    match suffix {
        Suffix::None => {}
        Suffix::Number => {
            while cursor.is_any(&["unsigned", "signed", "zerofill"]) {
                name.push(' ');
                name.push_str(cursor.peek());
                cursor.next();
            }
        }
        Suffix::Text => character_set(cursor)?,
    }
    let range = start..cursor.end();
    Ok(TypeName {
        schema: None,
        name,
        quoted: false,
        arguments: values,
        is_array: false,
        is_opaque: false,
        range,
    })
}

/// The words of the type, which are left behind; `name` has the first of them.
fn kind(cursor: &mut Cursor<'_>, name: &mut String) -> Result<(Arguments, Suffix)> {
    use Arguments::{Needed, None, One, Texts, Two};
    let first = cursor.peek();
    let known = match first {
        "bit" => (One, Suffix::None),
        "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" | "middleint" | "int1"
        | "int2" | "int3" | "int4" | "int8" => (One, Suffix::Number),
        "decimal" | "dec" | "numeric" | "fixed" | "float" | "double" | "real" | "float4" | "float8"
        | "number" => (Two, Suffix::Number),
        "bool" | "boolean" => (None, Suffix::None),
        "serial" | "date" | "json" => (None, Suffix::None),
        "uuid" | "inet4" | "inet6" | "xmltype" | "mysql_json" => (Two, Suffix::None),
        "geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring"
        | "multipolygon" | "geometrycollection" | "geomcollection" => (Two, Suffix::None),
        "time" | "datetime" | "timestamp" | "vector" => (One, Suffix::None),
        "year" => (One, Suffix::Number),
        "char" | "character" | "nchar" | "national" => (One, Suffix::Text),
        "varchar" | "varcharacter" | "nvarchar" | "varchar2" => (Needed, Suffix::Text),
        "binary" => (One, Suffix::None),
        "varbinary" | "raw" => (Needed, Suffix::None),
        "tinytext" | "mediumtext" | "longtext" | "clob" => (None, Suffix::Text),
        "text" => (One, Suffix::Text),
        "tinyblob" | "mediumblob" | "longblob" => (None, Suffix::None),
        "blob" => (One, Suffix::None),
        "long" => (None, Suffix::Text),
        "enum" | "set" => (Texts, Suffix::Text),
        _ => return Err(not_a_type(cursor)),
    };
    cursor.next();
    let mut word = |cursor: &mut Cursor<'_>| {
        name.push(' ');
        name.push_str(cursor.peek());
        cursor.next();
    };
    match first {
        "double" if cursor.is("precision") => word(cursor),
        "char" | "character" if cursor.is_any(&["varying", "large"]) => {
            if cursor.is("large") {
                return Err(cursor.unknown());
            }
            word(cursor);
            return Ok((Needed, Suffix::Text));
        }
        "national" => {
            if !cursor.is_any(&["char", "character", "varchar", "varcharacter"]) {
                return Err(cursor.misfit("`CHAR` or `VARCHAR`"));
            }
            let varies = cursor.is_any(&["varchar", "varcharacter"]);
            word(cursor);
            if cursor.is("varying") {
                word(cursor);
                return Ok((Needed, Suffix::Text));
            }
            return Ok((if varies { Needed } else { One }, Suffix::Text));
        }
        "nchar" if cursor.is_any(&["varchar", "varcharacter", "varying"]) => {
            word(cursor);
            return Ok((Needed, Suffix::Text));
        }
        "long" => {
            if cursor.is_any(&["varbinary", "varchar", "varcharacter"]) {
                word(cursor);
            } else if cursor.is_any(&["char", "character"]) && cursor.ahead(1) == "varying" {
                word(cursor);
                word(cursor);
            }
        }
        _ => {}
    }
    Ok(known)
}

/// MariaDB looks for types in plugins too, of which none is known to have others than these.
fn not_a_type(cursor: &Cursor<'_>) -> Misfit {
    if cursor.ahead(1) == "." { cursor.unknown() } else { cursor.misfit("a type") }
}

fn arguments(cursor: &mut Cursor<'_>, wanted: Arguments) -> Result<Vec<String>> {
    cursor.next();
    let mut values = Vec::new();
    loop {
        let kind = if wanted == Arguments::Texts { Kind::String } else { Kind::Number };
        let start = cursor.start();
        if cursor.kind() != Some(kind) {
            return Err(match (wanted, cursor.kind()) {
                (Arguments::Texts, Some(Kind::Word | Kind::Number)) => cursor.unknown(),
                (Arguments::Texts, _) => cursor.misfit("a text"),
                _ => cursor.misfit("a number"),
            });
        }
        cursor.next();
        let written = cursor.text().get(start..cursor.end()).unwrap_or_default();
        values.push(if kind == Kind::String { text_of(written) } else { written.to_owned() });
        if !(cursor.is(",") && (wanted == Arguments::Texts || wanted == Arguments::Two && values.len() == 1))
        {
            break;
        }
        cursor.next();
    }
    cursor.expect(")", "`)`")?;
    Ok(values)
}

/// `CHARACTER SET utf8mb4`, `CHARSET utf8mb4 BINARY`, `ASCII`, …
fn character_set(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        match cursor.peek() {
            "charset" => {
                cursor.next();
                name_of_set(cursor)?;
            }
            "character" | "char" => {
                cursor.next();
                cursor.expect("set", "`SET`")?;
                name_of_set(cursor)?;
            }
            "ascii" | "unicode" | "byte" | "binary" | "compressed" => {
                cursor.next();
                if cursor.eat("=") {
                    cursor.next();
                }
            }
            _ => return Ok(()),
        }
    }
}

/// The name of a character set or a collation, as written.
pub(super) fn name_of_set(cursor: &mut Cursor<'_>) -> Result<String> {
    let start = cursor.start();
    match cursor.kind() {
        Some(Kind::Word) if is_reserved(cursor.peek()) && !cursor.is_any(&["binary", "default"]) => {
            return Err(cursor.misfit("the name of a character set or a collation"));
        }
        Some(Kind::Word | Kind::Name | Kind::String) => cursor.next(),
        _ => return Err(cursor.misfit("the name of a character set or a collation")),
    }
    Ok(text_of(cursor.text().get(start..cursor.end()).unwrap_or_default()))
}
