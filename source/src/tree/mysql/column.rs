//! Columns.

use super::cursor::Cursor;
use super::expression::{self, text_of};
use super::misfit::Result;
use super::word::is_reserved;
use super::{grammar, key, option, types};
use crate::lexer::Kind;
use crate::tree::{
    Column, ColumnReference, Constant, Constraint, ConstraintKind, Expression, Name, ObjectName,
};

/// A name, a type, and everything up to the next definition.
pub(super) fn column(cursor: &mut Cursor<'_>) -> Result<Column> {
    let name = cursor.part_name()?;
    let mut column = Column { range: name.range.clone(), name, ..Column::default() };
    // The type of a generated column can be left out (MariaDB), and so can any with `SELECT`.
    if cursor.is("as") || cursor.is("generated") && cursor.ahead(1) == "always" {
        return Err(cursor.unknown());
    }
    let data_type = types::data_type(cursor)?;
    if data_type.name == "serial" {
        column.identity = true;
        column.not_null = true;
        let columns = vec![column.name.clone()];
        let kind = ConstraintKind::Unique { columns, expressions: Vec::new(), using_index: None };
        column.constraints.push(constraint(None, kind, data_type.range.start, cursor));
    }
    column.data_type = Some(data_type);
    while attribute(cursor, &mut column)? {}
    column.range.end = cursor.end();
    Ok(column)
}

fn constraint(name: Option<Name>, kind: ConstraintKind, start: usize, cursor: &Cursor<'_>) -> Constraint {
    Constraint { name, kind, not_valid: false, deferrable: false, range: start..cursor.end() }
}

/// Reads one attribute; nothing where the column ends.
fn attribute(cursor: &mut Cursor<'_>, column: &mut Column) -> Result<bool> {
    let start = cursor.start();
    let word = cursor.peek();
    match word {
        "" | "," | ")" | "first" | "after" => return Ok(false),
        "partition" | "remove" if matches!(cursor.ahead(1), "by" | "partitioning") => return Ok(false),
        "not" => {
            cursor.next();
            match cursor.peek() {
                "null" => column.not_null = true,
                "secondary" => {}
                _ => return Err(cursor.misfit("`NULL`")),
            }
            cursor.next();
        }
        "null" | "auto_increment" | "invisible" | "visible" | "virtual" | "stored" | "persistent"
        | "compressed" => {
            column.identity |= word == "auto_increment";
            if let Some((_, is_stored)) = &mut column.generated {
                *is_stored |= matches!(word, "stored" | "persistent");
            } else if matches!(word, "virtual" | "stored" | "persistent") {
                return Err(cursor.unknown());
            }
            cursor.next();
            if word == "compressed" && cursor.eat("=") {
                cursor.next();
            }
        }
        "default" => {
            cursor.next();
            column.default = Some(default(cursor)?);
        }
        "on" => {
            cursor.next();
            cursor.expect("update", "`UPDATE`")?;
            if !is_now(cursor.peek()) {
                return Err(cursor.misfit("`CURRENT_TIMESTAMP`"));
            }
            now(cursor)?;
            column.on_update = true;
        }
        "serial" if cursor.ahead(1) == "default" && cursor.ahead(2) == "value" => {
            cursor.index += 3;
            column.identity = true;
            column.not_null = true;
            let columns = vec![column.name.clone()];
            let kind = ConstraintKind::Unique { columns, expressions: Vec::new(), using_index: None };
            column.constraints.push(constraint(None, kind, start, cursor));
        }
        "primary" | "key" => {
            cursor.next();
            if word == "primary" {
                cursor.expect("key", "`KEY`")?;
            }
            let kind = ConstraintKind::PrimaryKey { columns: vec![column.name.clone()], using_index: None };
            column.constraints.push(constraint(None, kind, start, cursor));
        }
        "unique" => {
            cursor.next();
            cursor.eat("key");
            let columns = vec![column.name.clone()];
            let kind = ConstraintKind::Unique { columns, expressions: Vec::new(), using_index: None };
            column.constraints.push(constraint(None, kind, start, cursor));
        }
        "comment" => {
            cursor.next();
            option::text(cursor)?;
        }
        "collate" => {
            cursor.next();
            let start = cursor.start();
            let text = types::name_of_set(cursor)?;
            let quoted = cursor.text().get(start..).is_some_and(|text| text.starts_with(['`', '\'', '"']));
            let name = Name { text, quoted, range: start..cursor.end() };
            column.collation = Some(ObjectName::from(name));
        }
        "column_format" | "storage" => {
            cursor.next();
            if !cursor.eat_any(&["fixed", "dynamic", "default", "disk", "memory"]) {
                return Err(cursor.unknown());
            }
        }
        "srid" => {
            cursor.next();
            option::number(cursor)?;
        }
        "references" => {
            // MySQL reads and ignores it up to version 8.4, so what it names need not exist.
            key::references(cursor)?;
        }
        "constraint" | "check" => check(cursor, column)?,
        "generated" | "as" => generated(cursor, column)?,
        "with" | "without" => {
            cursor.next();
            if !cursor.eat_all(&["system", "versioning"]) {
                return Err(cursor.misfit("`SYSTEM VERSIONING`"));
            }
        }
        "engine_attribute" | "secondary_engine_attribute" => {
            cursor.next();
            cursor.eat("=");
            option::text(cursor)?;
        }
        _ => {
            if !option::is_of_engine(cursor) {
                return Err(cursor.misfit("an attribute, `,` or `)`"));
            }
            cursor.index += 2;
            option::value(cursor)?;
        }
    }
    Ok(true)
}

fn check(cursor: &mut Cursor<'_>, column: &mut Column) -> Result<()> {
    let start = cursor.start();
    let mut name = None;
    if cursor.eat("constraint") && !cursor.is("check") {
        name = Some(cursor.name()?);
        if cursor.is("references") {
            return Ok(());
        }
    }
    cursor.expect("check", "`CHECK`")?;
    let expression = expression::parenthesised(cursor)?;
    key::enforced(cursor);
    column.constraints.push(constraint(name, ConstraintKind::Check(expression), start, cursor));
    Ok(())
}

/// `GENERATED ALWAYS AS (…)`, `AS (…)`; `GENERATED ALWAYS AS ROW START` (MariaDB).
fn generated(cursor: &mut Cursor<'_>, column: &mut Column) -> Result<()> {
    if cursor.eat("generated") && !cursor.eat("always") {
        return Err(cursor.misfit("`ALWAYS`"));
    }
    cursor.expect("as", "`AS`")?;
    if cursor.eat("row") {
        if !cursor.eat_any(&["start", "end"]) {
            return Err(cursor.misfit("`START` or `END`"));
        }
        return Ok(());
    }
    column.generated = Some((expression::parenthesised(cursor)?, false));
    Ok(())
}

/// The words for the current time.
pub(super) fn is_now(word: &str) -> bool {
    matches!(word, "current_timestamp" | "now" | "localtime" | "localtimestamp")
}

/// `CURRENT_TIMESTAMP`, `NOW()`, `CURRENT_TIMESTAMP(6)`
fn now(cursor: &mut Cursor<'_>) -> Result<Expression> {
    let start = cursor.start();
    let word = cursor.peek();
    cursor.next();
    let mut constant = Some(Constant::Current(word.to_owned()));
    if cursor.eat("(") {
        constant = None;
        if cursor.kind() == Some(Kind::Number) {
            cursor.next();
        }
        cursor.expect(")", "`)`")?;
    }
    Ok(Expression { range: start..cursor.end(), constant, ..Expression::default() })
}

/// What stands behind `DEFAULT`.
pub(super) fn default(cursor: &mut Cursor<'_>) -> Result<Expression> {
    let start = cursor.start();
    let word = cursor.peek();
    let constant = match cursor.kind() {
        Some(Kind::Open) => return expression::parenthesised(cursor),
        Some(Kind::Number) => {
            cursor.next();
            Some(Constant::Number(written(cursor, start)))
        }
        Some(Kind::Symbol) if matches!(word, "-" | "+") && cursor.kind_ahead(1) == Some(Kind::Number) => {
            cursor.index += 2;
            Some(Constant::Number(written(cursor, start)))
        }
        Some(Kind::String) => string(cursor),
        Some(Kind::Word) if is_now(word) => return now(cursor),
        Some(Kind::Word) if matches!(word, "null" | "\\n" | "true" | "false") => {
            cursor.next();
            Some(match word {
                "null" | "\\n" => Constant::Null,
                word => Constant::Boolean(word == "true"),
            })
        }
        Some(Kind::Word) if word.starts_with('_') && cursor.kind_ahead(1) == Some(Kind::String) => {
            cursor.next();
            string(cursor)
        }
        Some(Kind::Word) if matches!(word, "date" | "time" | "timestamp") => {
            cursor.next();
            if cursor.kind() != Some(Kind::String) {
                return Err(cursor.unknown());
            }
            string(cursor);
            None
        }
        Some(Kind::Word)
            if matches!(word, "current_date" | "current_time" | "current_user") && cursor.ahead(1) != "(" =>
        {
            cursor.next();
            Some(Constant::Current(word.to_owned()))
        }
        // MariaDB takes columns, variables and calls without parentheses around them.
        Some(Kind::Word | Kind::Name | Kind::Symbol) if !matches!(word, "-" | "+" | "default") => {
            return operand(cursor);
        }
        _ => return Err(cursor.misfit("a value")),
    };
    Ok(Expression { range: start..cursor.end(), constant, ..Expression::default() })
}

fn operand(cursor: &mut Cursor<'_>) -> Result<Expression> {
    let start = cursor.start();
    let is_column = cursor.kind() == Some(Kind::Name) || !is_reserved(cursor.peek());
    if is_column
        && matches!(cursor.kind(), Some(Kind::Word | Kind::Name))
        && !matches!(cursor.ahead(1), "(" | "." | "value")
    {
        let reference = ColumnReference { schema: None, table: None, column: cursor.name()? };
        let range = start..cursor.end();
        return Ok(Expression { range, columns: vec![reference], ..Expression::default() });
    }
    grammar::operand(cursor)?;
    Ok(expression::of_slice(cursor, start..cursor.end()))
}

fn written(cursor: &Cursor<'_>, start: usize) -> String {
    cursor.text().get(start..cursor.end()).unwrap_or_default().to_owned()
}

/// Strings that follow each other are one; of bits and bytes it is none.
fn string(cursor: &mut Cursor<'_>) -> Option<Constant> {
    let mut text = Some(String::new());
    while cursor.kind() == Some(Kind::String) {
        let start = cursor.start();
        cursor.next();
        let written = cursor.text().get(start..cursor.end()).unwrap_or_default();
        match &mut text {
            Some(text) if written.starts_with(['\'', '"']) => text.push_str(&text_of(written)),
            _ => text = None,
        }
    }
    text.map(Constant::Text)
}
