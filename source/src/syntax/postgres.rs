//! PostgreSQL's grammar, by way of `squawk-parser`. The bodies of functions are strings to it, and stay that.

use ambix_graph::script::Dialect;
use squawk_parser::{EntryPoint, LexedStr, StrStep, SyntaxKind};

use super::postgres_shape::{self, Misfit};
use super::slip::Slip;
use super::tokens::Tokens;
use super::{Reading, Refusal};
use crate::lexer::Kind;
use crate::tree;
use crate::tree::cst::Builder;

pub(super) fn read(text: &str) -> Reading {
    let lexed = LexedStr::new(text);
    let output = EntryPoint::SourceFile.parse(&lexed.to_input());
    let mut first: Option<(usize, String)> = None;
    let mut is_inside = false;
    let mut tree = Builder::new(text);
    lexed.intersperse_trivia(&output, &mut |step| match step {
        StrStep::Enter { kind } => tree.enter(kind),
        StrStep::Token { kind, text } => tree.token(kind, text.len()),
        StrStep::Exit => tree.exit(),
        StrStep::Error { msg, pos } if first.is_none() => {
            first = Some((pos, msg.to_owned()));
            // Of an operator class between the expression and `WITH` it knows nothing.
            is_inside = tree.is_in(SyntaxKind::CONSTRAINT_EXCLUSION);
        }
        StrStep::Error { .. } => {}
    });
    for (range, message) in lexed.errors() {
        let at = range.start as usize;
        if first.as_ref().is_none_or(|(first, _)| at < *first) {
            first = Some((at, message.to_owned()));
        }
    }
    if let Some((at, message)) = first {
        let tokens = Tokens::new(text, Dialect::Postgres);
        if tokens.are(0, &["set", "names"]) && tokens.is_name(2) && !tokens.is(2, "default") {
            return Reading::Mistaken(bare_encoding(&tokens));
        }
        return match is_inside || is_opaque(&tokens, tokens.at(at)) {
            true => Reading::Opaque,
            false => Reading::Refused(Refusal { at, expected: expected(&message) }),
        };
    }
    let tree = tree.finish();
    match postgres_shape::misfit(text, &tree) {
        // `FROM` begins a statement to the parser.
        Some(Misfit::Unexpected(refusal)) => {
            let tokens = Tokens::new(text, Dialect::Postgres);
            match is_old(&tokens, tokens.at(refusal.at)) {
                true => Reading::Opaque,
                false => Reading::Refused(refusal),
            }
        }
        Some(Misfit::Mistake(slip)) => Reading::Mistaken(*slip),
        None => Reading::Read(tree::postgres::statement(&tree)),
    }
}

/// `SET NAMES utf8mb4`
fn bare_encoding(tokens: &Tokens<'_>) -> Slip {
    Slip {
        range: tokens.range(2),
        message: "the encoding is a text in quotes".to_owned(),
        label: "no text".to_owned(),
        help: Some("write `SET NAMES 'UTF8'`, or nothing: that is what servers mostly have".to_owned()),
        fix: None,
    }
}

/// Forms that PostgreSQL accepts and the parser does not.
fn is_opaque(tokens: &Tokens<'_>, at: usize) -> bool {
    // Its relatives have statements of their own.
    const RELATIVES: [&str; 12] = [
        "upsert", "backup", "restore", "pause", "resume", "cancel", "split", "export", "use", "unload",
        "repack", "wait",
    ];
    // Functions with words between their arguments, where a table stands.
    const FUNCTIONS: [&str; 6] = ["substring", "overlay", "position", "trim", "extract", "normalize"];
    let is_table = |name: usize| {
        tokens.is_any(name, &FUNCTIONS)
            && name
                .checked_sub(1)
                .is_some_and(|before| tokens.is_any(before, &["from", "join", "lateral", ",", "("]))
    };
    let opened = tokens.opened_by(at).and_then(|open| open.checked_sub(1));
    tokens.is_any(0, &RELATIVES)
        || is_name_of_keyword(tokens, at)
        || is_setting(tokens, at)
        || is_old(tokens, at)
        || is_rare(tokens, at)
        || tokens.is(0, "copy") && tokens.is_any(at, &["stdin", "stdout"])
        || tokens.are(0, &["alter", "statistics", "if"])
        || tokens.are(0, &["set", "names"])
        || (0..=at).any(|index| tokens.is(index, "compression"))
        || tokens.is(0, "set") && tokens.is_any(1, &["role", "local", "session"]) && tokens.is(at, "default")
        || tokens.are(1, &["user", "mapping"]) && tokens.is(at, "user")
        || is_table(at)
        || opened.is_some_and(is_table)
}

/// Keywords that are names where they stand.
fn is_name_of_keyword(tokens: &Tokens<'_>, at: usize) -> bool {
    const FUNCTIONS: [&str; 8] = ["left", "right", "full", "inner", "outer", "cross", "like", "binary"];
    const CHANGES: [&str; 5] = ["insert", "update", "delete", "merge", "values"];
    let behind = |back: usize, words: &[&str]| at >= back && tokens.is_any(at - back, words);
    // `exclude boolean`, a column.
    let column = behind(1, &["exclude"]) && behind(2, &["(", ",", "add"]) && tokens.is_word(at);
    // `WITH insert AS (…)`, `WITH recursive AS (…)`
    let named =
        tokens.is_any(at, &CHANGES) && tokens.is(at + 1, "as") && behind(1, &["with", ",", "recursive"]);
    let recursive = at == 3 && tokens.are(0, &["with", "recursive", "as", "("]);
    let values = tokens.is(0, "insert") && behind(1, &["values"]) && tokens.is_any(at, &[",", ")"]);
    // `RETURNS TABLE (left int)`
    let result = tokens.is_any(at, &FUNCTIONS)
        && behind(1, &["(", ","])
        && tokens.opened_by(at).is_some_and(|open| open >= 2 && tokens.are(open - 2, &["returns", "table"]));
    // `EXECUTE FUNCTION f(user)`: every word is a text there.
    let argument = tokens.is_word(at)
        && tokens
            .opened_by(at)
            .is_some_and(|open| [3, 5].iter().any(|back| open >= *back && is_executed(tokens, open - back)));
    // Functions, where a join is looked for.
    let function = tokens.is_any(at, &["left", "right"])
        && tokens.is(at + 1, "(")
        && behind(1, &["from", "join", "lateral", ",", "("]);
    column && !tokens.is(at, "using") || named || recursive || values || result || argument || function
}

fn is_executed(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.is(at, "execute") && tokens.is_any(at + 1, &["function", "procedure"])
}

/// Settings that have words of their own: `ALTER ROLE … SET TIME ZONE …`, `SET role = …`.
fn is_setting(tokens: &Tokens<'_>, at: usize) -> bool {
    const WORDS: [&str; 8] = ["time", "role", "names", "session", "schema", "catalog", "transaction", "xml"];
    const OWNERS: [&str; 6] = ["role", "user", "database", "function", "procedure", "routine"];
    let Some(word) = at.checked_sub(1) else { return false };
    if tokens.is(0, "set") {
        return matches!(at, 2 | 3) && tokens.is(word, "role") && tokens.is_any(at, &["=", "to"]);
    }
    let has_settings = tokens.is(0, "alter") && tokens.is_any(1, &OWNERS)
        || tokens.is(0, "create") && (1..4).any(|index| tokens.is_any(index, &["function", "procedure"]));
    let is_value = tokens.is_name(at) || tokens.kind(at) == Some(Kind::String);
    has_settings && is_value && word > 0 && tokens.is(word - 1, "set") && tokens.is_any(word, &WORDS)
}

/// What only the oldest versions take, which are in use all the same.
fn is_old(tokens: &Tokens<'_>, at: usize) -> bool {
    let behind = |word: &str| at > 0 && tokens.is(at - 1, word);
    // Operators behind their operand, of which there was one.
    let factorial = behind("!");
    let unpackaged = tokens.are(0, &["create", "extension"]) && (tokens.is(at, "from") || behind("from"));
    let delimiters = tokens.is(0, "copy") && (at..at + 3).any(|index| tokens.is(index, "delimiters"));
    factorial || unpackaged || delimiters
}

fn is_rare(tokens: &Tokens<'_>, at: usize) -> bool {
    const MORE: [&str; 6] = ["precision", "varying", "with", "without", "[", "("];
    let behind = |word: &str| at > 0 && tokens.is(at - 1, word);
    let commented = tokens.are(0, &["comment", "on"]) && tokens.is_any(2, &["type", "domain"]);
    let moved = tokens.is_any(0, &["fetch", "move"]) && tokens.is_any(1, &["forward", "backward"]);
    commented && at > 3 && tokens.is_any(at, &MORE)
        || moved && at == 3 && tokens.len() == 3
        || tokens.is(0, "explain") && (1..4).any(|index| tokens.is(index, "refresh"))
        || tokens.is(0, "create") && tokens.are(at, &["no", "validator"])
        || behind("for") && tokens.are(at, &["read", "only"])
}

/// What was expected, in the words of this project.
fn expected(message: &str) -> Option<String> {
    let wanted = message.strip_prefix("expected ").or_else(|| message.strip_prefix("Expected "))?;
    let wanted = wanted.split(", ").next().unwrap_or(wanted);
    let wanted = wanted.split(" got ").next().unwrap_or(wanted).trim_end_matches(',');
    Some(match wanted {
        "expr" | "expression" => "an expression".to_owned(),
        "SEMICOLON" => "the end of the statement".to_owned(),
        "L_PAREN" => "`(`".to_owned(),
        "R_PAREN" => "`)`".to_owned(),
        "COMMA" => "`,`".to_owned(),
        "EQ" => "`=`".to_owned(),
        "command" => "a statement".to_owned(),
        "name" | "path name" => "a name".to_owned(),
        "type name" => "a type".to_owned(),
        "column list" | "table name" | "string literal" | "numeric literal" | "role" => format!("a {wanted}"),
        _ if wanted.ends_with("_KW") => format!("`{}`", wanted.trim_end_matches("_KW")),
        _ => return None,
    })
}
