//! Parts of a statement that the parser reads by themselves.

use std::ops::Range;

use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

use super::cursor::Cursor;
use super::place::Places;

/// What `read` makes of these bytes, if it takes them all.
pub(super) fn slice<'w, T>(
    cursor: &Cursor<'w>,
    range: Range<usize>,
    read: impl FnOnce(&mut Parser<'_>) -> Result<T, ParserError>,
) -> Option<(T, Places<'w>)> {
    let dialect = MySqlDialect {};
    let base = range.start;
    cursor.text().get(range).and_then(|text| {
        let mut parser = Parser::new(&dialect).try_with_sql(text).ok()?;
        let tree = read(&mut parser).ok()?;
        while parser.consume_token(&Token::SemiColon) {}
        (parser.peek_token_ref().token == Token::EOF).then(|| (tree, Places::new(text, base)))
    })
}

/// The bytes up to where `ends` says, outside of parentheses, which is where the cursor stops.
pub(super) fn until(cursor: &mut Cursor<'_>, ends: impl Fn(&Cursor<'_>) -> bool) -> Range<usize> {
    let start = cursor.start();
    while !cursor.is_end() && (!ends(cursor) || cursor.is_behind_dot()) {
        if !(cursor.is("(") && cursor.parenthesis().is_ok()) {
            cursor.next();
        }
    }
    start..cursor.end().max(start)
}
