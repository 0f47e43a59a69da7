//! PostgreSQL's grammar, by way of `squawk-parser`. The bodies of functions are strings to it, and stay that.

use ambix_graph::script::Dialect;
use squawk_parser::{EntryPoint, LexedStr, StrStep, SyntaxKind};

use super::postgres_shape::{self, Misfit};
use super::slip::Slip;
use super::tokens::Tokens;
use super::{Reading, Refusal};
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
        Some(Misfit::Unexpected(refusal)) => Reading::Refused(refusal),
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
        || tokens.is(0, "copy") && tokens.is_any(at, &["stdin", "stdout"])
        || tokens.are(0, &["alter", "statistics", "if"])
        || tokens.are(0, &["set", "names"])
        || (0..=at).any(|index| tokens.is(index, "compression"))
        || tokens.is(0, "set") && tokens.is_any(1, &["role", "local", "session"]) && tokens.is(at, "default")
        || tokens.are(1, &["user", "mapping"]) && tokens.is(at, "user")
        || is_table(at)
        || opened.is_some_and(is_table)
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
