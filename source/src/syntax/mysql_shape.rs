//! What every server of MySQL's family asks of a statement, and the parser does not: known objects, names that are not
//! reserved, columns with types.

use ambix_graph::script::Dialect;

use super::Refusal;
use super::mysql_words::is_word;
use super::tokens::Tokens;
use crate::lexer::Kind;

/// What can be created, altered or dropped, in any version of any server; `TABLE` with words before it included.
const OBJECTS: &str = "aggregate algorithm binary connection data database definer event external fulltext function \
    ignore index instance json key library logfile masking materialized offline online or package prepare procedure \
    redo resource role schema sequence server spatial sql table tables tablespace temporary trigger \
    undo unique user vector view if loadable";

/// Reserved in all of them, and no part of a name before it. Sorted.
#[rustfmt::skip]
const RESERVED: [&str; 62] = [
    "add", "all", "alter", "analyze", "and", "as", "asc", "between", "both", "by", "case", "change", "check",
    "collate", "column", "constraint", "create", "cross", "default", "delete", "desc", "distinct", "drop", "else",
    "exists", "for", "foreign", "from", "fulltext", "grant", "group", "having", "in", "index", "inner", "insert",
    "into", "is", "join", "key", "left", "like", "limit", "not", "null", "on", "or", "order", "primary",
    "references", "rename", "right", "select", "set", "table", "then", "to", "union", "unique", "update", "values",
    "where",
];

/// What a definition in the parentheses of `CREATE TABLE` begins with, other than a name.
const DEFINITIONS: [&str; 16] = [
    "constraint",
    "primary",
    "foreign",
    "unique",
    "check",
    "like",
    "key",
    "index",
    "fulltext",
    "spatial",
    "period",
    "select",
    "with",
    "values",
    "table",
    "vector",
];

/// What follows a type, or ends a definition.
const ATTRIBUTES: [&str; 9] =
    ["not", "null", "default", "primary", "references", "check", "unique", ",", ")"];

pub(super) fn refusal(text: &str) -> Option<Refusal> {
    let tokens = Tokens::new(text, Dialect::Mysql);
    if (0..tokens.len()).any(|index| tokens.kind(index) == Some(Kind::Executable)) {
        return None;
    }
    let (index, expected) = misplaced(&tokens)?;
    Some(Refusal { at: tokens.range(index).start, expected: Some(expected.to_owned()) })
}

fn misplaced(tokens: &Tokens<'_>) -> Option<(usize, &'static str)> {
    if tokens.is_any(0, &["create", "alter", "drop"])
        && (tokens.is_word(1) || tokens.kind(1) == Some(Kind::Name) || tokens.len() == 1)
        && !OBJECTS.split_ascii_whitespace().any(|object| tokens.is(1, object))
    {
        return Some((1, "what to create, alter or drop, such as `TABLE`"));
    }
    if let Some(found) = anywhere(tokens).or_else(|| named(tokens)).or_else(|| lists(tokens)) {
        return Some(found);
    }
    let name = name(tokens)?;
    let is_taken = |index: usize| is_taken(tokens, index);
    if is_taken(name) || tokens.is_any(name, &["(", ",", ")", "="]) {
        return Some((name, "a name"));
    }
    if tokens.is(0, "alter") { actions(tokens, name) } else { columns(tokens, name) }
}

fn is_reserved(tokens: &Tokens<'_>, index: usize) -> bool {
    tokens.is_word(index) && RESERVED.binary_search(&tokens.get(index).to_ascii_lowercase().as_str()).is_ok()
}

fn is_taken(tokens: &Tokens<'_>, index: usize) -> bool {
    is_reserved(tokens, index) && !tokens.is(index + 1, ".") && !(index > 0 && tokens.is(index - 1, "."))
}

/// What no statement of these servers contains.
fn anywhere(tokens: &Tokens<'_>) -> Option<(usize, &'static str)> {
    if tokens.is_any(0, &["create", "alter"]) && !tokens.is_any(1, &["table", "index", "unique"]) {
        return None;
    }
    (0..tokens.len()).find_map(|index| match tokens.get(index) {
        "[" => Some((index, "no bracket")),
        "=" if tokens.is(index + 1, "=") => Some((index, "one `=`")),
        // Behind a type or an attribute.
        word if word.eq_ignore_ascii_case("autoincrement")
            && index > 0
            && tokens.is_any(index - 1, &AUTO) =>
        {
            Some((index, "`AUTO_INCREMENT`"))
        }
        word if word.eq_ignore_ascii_case("conflict") && index > 0 && tokens.is(index - 1, "on") => {
            let does =
                |after: usize| tokens.is(after, "do") && tokens.is_any(after + 1, &["nothing", "update"]);
            (tokens.is(0, "insert") && (index..tokens.len()).any(does)).then_some((index - 1, "no conflict"))
        }
        ":" if tokens.is(index + 1, ":") => Some((index, "no cast by `::`")),
        _ => None,
    })
}

const AUTO: [&str; 6] = ["key", "null", "int", "integer", "bigint", ")"];

/// Names behind words that names follow.
fn named(tokens: &Tokens<'_>) -> Option<(usize, &'static str)> {
    if tokens.is(0, "update") && is_taken(tokens, 1) {
        return Some((1, "a name"));
    }
    if tokens.is(0, "table")
        && tokens.is_name(2)
        && !tokens.is_any(2, &["order", "limit", "union", "except", "intersect", "into", "for"])
    {
        return Some((0, "a statement"));
    }
    let is_index = tokens.are(0, &["create", "index"]) || tokens.are(0, &["create", "unique", "index"]);
    if is_index {
        let name = if tokens.is(1, "index") { 2 } else { 3 };
        let on = name + 1;
        if is_taken(tokens, name) {
            return Some((name, "a name"));
        }
        if tokens.is(on, "on") && is_taken(tokens, on + 1) {
            return Some((on + 1, "a name"));
        }
    }
    let is_alter = tokens.are(0, &["alter", "table"]);
    (2..tokens.len()).find_map(|index| {
        if tokens.is(index, "constraint") && (is_alter || tokens.is(0, "create")) {
            let may_follow = ["foreign", "primary", "unique", "check"];
            let taken = is_taken(tokens, index + 1) && !tokens.is_any(index + 1, &may_follow);
            return taken.then_some((index + 1, "a name"));
        }
        let drops = is_alter && tokens.is(index, "drop") && tokens.is(index + 1, "column");
        (drops && is_taken(tokens, index + 2)).then_some((index + 2, "a name"))
    })
}

/// Columns in the parentheses of keys and of what they refer to: names with a comma between them.
fn lists(tokens: &Tokens<'_>) -> Option<(usize, &'static str)> {
    let is_index = tokens.are(0, &["create", "index"]) || tokens.are(0, &["create", "unique", "index"]);
    let mut open = None;
    for index in 1..tokens.len() {
        if tokens.is(index, "(") {
            let key = tokens.is(index - 1, "key")
                && tokens.is_any(index.saturating_sub(2), &["primary", "foreign"]);
            let on = is_index && index > 2 && tokens.is(index - 2, "on");
            let refers = index > 2 && tokens.is(index - 2, "references");
            open = (key || on || refers).then_some(index);
        } else if tokens.is(index, ")") {
            open = None;
        } else if open.is_some_and(|open| open + 1 < index) {
            let is_plain = |index: usize| match tokens.kind(index) {
                Some(Kind::Word) => !is_word(tokens.get(index)),
                kind => kind == Some(Kind::Name),
            };
            if is_plain(index - 1) && is_plain(index) {
                return Some((index, "`,` or `)`"));
            }
        }
    }
    None
}

/// The columns that `ALTER TABLE` adds and changes.
fn actions(tokens: &Tokens<'_>, name: usize) -> Option<(usize, &'static str)> {
    let mut first = name + 1;
    while tokens.is(first, ".") {
        first += 2;
    }
    let begins = |index: usize| index == first || tokens.is(index - 1, ",") && tokens.depth(index) == 0;
    for index in (first..tokens.len()).filter(|index| begins(*index)) {
        const ACTIONS: [&str; 8] = ["add", "alter", "analyze", "change", "check", "default", "drop", "order"];
        let is_action = tokens.is_word(index)
            && is_word(tokens.get(index))
            && (!is_reserved(tokens, index) || tokens.is_any(index, &ACTIONS) || tokens.is(index, "rename"));
        if !is_action {
            return Some((index, "`ADD`, `DROP`, `MODIFY` or the like"));
        }
        // Lists of partitions and of columns have commas of their own.
        if tokens.is(index, "order") || tokens.is_any(index + 1, &["partition", "subpartition"]) {
            return None;
        }
        let mut at = index + 1;
        let is_column = tokens.is(at, "column");
        at += usize::from(is_column);
        if tokens.is(at, "if") || tokens.is(at, "(") {
            continue;
        }
        let old = tokens.is(index, "change");
        let adds = tokens.is(index, "add") && is_column;
        if !(old || adds || tokens.is(index, "modify")) {
            continue;
        }
        if old {
            if is_reserved(tokens, at) {
                return Some((at, "a name"));
            }
            at += 1;
        }
        if let Some(found) = column(tokens, at).filter(|_| !tokens.is_any(at, &DEFINITIONS)) {
            return Some(found);
        }
    }
    None
}

/// Where the name of the table stands.
fn name(tokens: &Tokens<'_>) -> Option<usize> {
    let mut at = match tokens.get(0).to_ascii_lowercase().as_str() {
        "create" | "alter" | "drop" if tokens.is(1, "table") => 2,
        "create" if tokens.is(1, "temporary") && tokens.is(2, "table") => 3,
        "insert" if tokens.is(1, "into") => 2,
        _ => return None,
    };
    if tokens.is(at, "if") {
        at += 1 + usize::from(tokens.is(at + 1, "not"));
        if !tokens.is(at, "exists") {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// The names in the parentheses behind the name of a table.
fn columns(tokens: &Tokens<'_>, name: usize) -> Option<(usize, &'static str)> {
    let mut open = name + 1;
    while tokens.is(open, ".") {
        open += 2;
    }
    let (create, insert) = (tokens.is(0, "create"), tokens.is(0, "insert"));
    if !tokens.is(open, "(") || !(create || insert) || tokens.is_any(open + 1, &["(", "select", "with"]) {
        return None;
    }
    let mut depth = 0_usize;
    let mut begins = false;
    for index in open..tokens.len() {
        match tokens.get(index) {
            "(" => {
                depth += 1;
                begins = depth == 1;
                continue;
            }
            ")" => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            "," if depth == 1 => {
                begins = true;
                continue;
            }
            _ if begins && create => {
                if let Some(found) = column(tokens, index) {
                    return Some(found);
                }
            }
            _ if begins && is_reserved(tokens, index) && tokens.is_any(index + 1, &[",", ")"]) => {
                return Some((index, "a name"));
            }
            _ => {}
        }
        begins = false;
    }
    None
}

/// A column: a name that is not reserved, and a type behind it.
fn column(tokens: &Tokens<'_>, index: usize) -> Option<(usize, &'static str)> {
    if tokens.is_any(index, &DEFINITIONS) {
        return None;
    }
    if is_reserved(tokens, index) {
        return Some((index, "a name"));
    }
    let is_type = tokens.is_word(index + 1) && is_word(tokens.get(index + 1));
    if tokens.is_name(index)
        && (tokens.is_any(index + 1, &ATTRIBUTES) || !is_type)
        && tokens.kind(index + 1).is_some()
    {
        return Some((index + 1, "a type"));
    }
    None
}
