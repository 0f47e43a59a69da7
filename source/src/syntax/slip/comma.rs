//! Punctuation: commas too many, quotes of a word processor, placeholders.

use ambix_graph::script::Dialect;

use super::{Help as _, Slip};
use crate::lexer::Kind;
use crate::syntax::tokens::Tokens;

/// `‘x’`, `“x”`
pub(super) fn quote_of_a_text_program(tokens: &Tokens<'_>, _: usize) -> Option<Slip> {
    const QUOTES: [char; 6] = ['‘', '’', '“', '”', '„', '«'];
    let index = (0..tokens.len())
        .find(|&index| tokens.kind(index) == Some(Kind::Word) && tokens.get(index).contains(QUOTES))?;
    let text = tokens.get(index);
    let at = text.find(QUOTES)?;
    let quote = text.get(at..)?.chars().next()?;
    let start = tokens.range(index).start + at;
    let mut slip = Slip::new(tokens, index, format!("`{quote}` is no quote in SQL"), "typographic")?;
    slip.range = start..start + quote.len_utf8();
    let slip = Some(slip).help(match quote {
        '‘' | '’' => "write `'`",
        _ => "write `'` around texts and `\"` around names",
    });
    let is_text = quote == '‘' || text_in_such_quotes(tokens) == Some(index);
    match quoted(tokens, start).filter(|_| at == 0 && is_text) {
        Some(range) => {
            let inner = tokens.text.get(range.clone()).unwrap_or_default();
            let inner = inner.trim_matches(['‘', '’', '“', '”']);
            slip.fix(range.clone(), format!("'{inner}'"), "write `'` around the text")
        }
        None => slip,
    }
}

/// The text in typographic quotes at `start`, with them, if it is plain where it ends.
fn quoted(tokens: &Tokens<'_>, start: usize) -> Option<std::ops::Range<usize>> {
    const OTHERS: [char; 8] = ['‘', '’', '“', '”', '„', '«', '\'', '\n'];
    let rest = tokens.text.get(start..)?;
    let close = if rest.starts_with('‘') { '’' } else { '”' };
    let opened = rest.chars().next()?.len_utf8();
    let inner = rest.get(opened..)?;
    let length = inner.find(OTHERS)?;
    let is_plain = inner.get(length..)?.starts_with(close) && length > 0;
    is_plain.then_some(start..start + opened + length + close.len_utf8())
}

/// A text in typographic quotes, where only a text can stand: to a database it is the name of a column.
pub(in crate::syntax) fn text_in_such_quotes(tokens: &Tokens<'_>) -> Option<usize> {
    let is_quoted =
        |index: usize| tokens.kind(index) == Some(Kind::Word) && tokens.get(index).starts_with(['‘', '“']);
    let values = (0..tokens.len()).find(|&index| tokens.is(index, "values"));
    (1..tokens.len()).find(|&index| {
        let default = tokens.is(index - 1, "default") && tokens.dialect == Dialect::Postgres;
        let value = tokens.is(0, "insert")
            && values.is_some_and(|values| values < index)
            && tokens.is_any(index - 1, &["(", ","])
            && tokens.depth(index) == 1;
        is_quoted(index) && (default || value)
    })
}

/// `{{name}}`, `${name}`, `<%= name %>`
pub(super) fn placeholder(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let around = at.saturating_sub(3)..(at + 3).min(tokens.len());
    let mark = |index: usize| -> Option<&str> {
        let rest = tokens.text.get(tokens.range(index).start..)?;
        ["{{", "${", "{%", "<%", "%("].into_iter().find(|mark| rest.starts_with(mark))
    };
    let (index, mark) = around.filter_map(|index| Some((index, mark(index)?))).next()?;
    let start = tokens.range(index).start;
    let mut slip = Slip::new(
        tokens,
        index,
        format!("`{mark}` begins a placeholder, which SQL has not"),
        "sent as it is",
    )?;
    slip.range = start..start + mark.len();
    Some(slip).help("ambix sends SQL as it is written; write what the placeholder stands for")
}

/// What cannot follow a comma in any dialect.
const CLAUSES: [&str; 10] =
    ["where", "from", "values", "order", "group", "having", "limit", "returning", "union", "on"];

/// One comma too many: before `)`, at the end, before a clause, behind `(`, or twice.
pub(super) fn comma(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let is_text = |index: usize| tokens.kind(index) == Some(Kind::String);
    if tokens.dialect != Dialect::Mysql && at > 0 && is_text(at) && is_text(at - 1) {
        return Slip::new(tokens, at, "two texts in a row", "the second")
            .help("write a comma between them, or `||` to join them");
    }
    let from = at.saturating_sub(2);
    let index = (from..(at + 2).min(tokens.len())).find(|&index| tokens.is(index, ","))?;
    let (before, after) = (index.checked_sub(1), index + 1);
    if tokens.is(after, ",") {
        return Slip::new(tokens, after, "two commas in a row", "the second").help("remove one of them").fix(
            tokens.range(after),
            "",
            "remove the second comma",
        );
    }
    if tokens.is(after, ")") {
        return Slip::new(tokens, index, "`,` before `)`", "nothing follows it")
            .help("remove the comma")
            .fix(tokens.range(index), "", "remove the comma");
    }
    if after >= tokens.len() {
        return Slip::new(tokens, index, "the statement ends with `,`", "nothing follows it")
            .help("remove the comma, or write what should follow");
    }
    if before.is_some_and(|before| tokens.is(before, "(")) {
        return Slip::new(tokens, index, "`,` behind `(`", "nothing stands before it")
            .help("remove the comma");
    }
    // A column with a reserved name is none.
    let in_columns = tokens.is(0, "create")
        && tokens.is_any(1, &["table", "temporary", "temp"])
        && tokens.depth(index) > 0;
    let is_clause = !in_columns && tokens.is_word(after) && tokens.is_any(after, &CLAUSES);
    if is_clause && at >= index && (at == after || at == index || at == after + 1) {
        let clause = tokens.get(after).to_ascii_uppercase();
        return Slip::new(tokens, index, format!("`,` before `{clause}`"), "nothing follows it in its list")
            .help("remove the comma")
            .fix(tokens.range(index), "", "remove the comma");
    }
    None
}
