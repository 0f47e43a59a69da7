//! The wording of what the splitter finds.

use std::ops::Range;

use crate::finding::{Finding, Source};
use crate::lexer::{Token, Unterminated};

/// Something is opened and does not end before the text does.
pub(super) fn unterminated(source: &Source, what: Unterminated, token: Token) -> Finding {
    let opening = source.text().get(token.range()).unwrap_or_default();
    let (code, message, length) = match what {
        Unterminated::String | Unterminated::Name => {
            let length = opening.find(['\'', '"', '`', '[']).unwrap_or(0) + 1;
            ("unterminated-quote", "a quote is opened and never closed".to_owned(), length)
        }
        Unterminated::Comment => {
            ("unterminated-comment", "a comment is opened and never closed".to_owned(), 2)
        }
        Unterminated::DollarQuote => {
            let length = opening.get(1..).and_then(|rest| rest.find('$')).map_or(1, |at| at + 2);
            let tag = opening.get(..length).unwrap_or("$$");
            ("unterminated-dollar-quote", format!("`{tag}` is opened and never closed"), length)
        }
    };
    let label = "everything from here to the end of the file is inside of it";
    let finding = Finding::error(code, message).at(source, token.start..token.start + length, label);
    match what {
        Unterminated::String => finding
            .help("the quote that is missing may be in an earlier line; one within a string is written twice: `'it''s'`"),
        _ => finding,
    }
}

/// A parenthesis is alone; `statement` is where its statement begins, `end` where that ends.
pub(super) fn unbalanced(source: &Source, at: Range<usize>, statement: Range<usize>) -> Finding {
    let text = source.text();
    if text.get(at.clone()) == Some("(") {
        let end = statement.end..(statement.end + 1).min(text.len());
        return Finding::error("unbalanced-parentheses", "`(` without `)`")
            .at(source, at, "never closed")
            .also(source, end, "the statement ends here");
    }
    let finding =
        Finding::error("unbalanced-parentheses", "`)` without `(`").at(source, at.clone(), "closes nothing");
    match text.get(statement.start..at.start) {
        Some(between) if between.contains('\n') => {
            finding.also(source, statement.start..at.start, "in this statement")
        }
        _ => finding,
    }
}

pub(super) fn unclosed_block(source: &Source, range: Range<usize>) -> Finding {
    let words = source.text().get(range.clone()).unwrap_or_default().to_owned();
    Finding::error("unterminated-block", format!("`{words}` without `END`"))
        .at(source, range, "never ended, so the statement takes in all that follows")
        .help("if the database does accept it, put it between `-- ambix:statement` and `-- ambix:end`")
}

pub(super) fn statement_without_end(source: &Source, range: Range<usize>) -> Finding {
    Finding::error("bad-directive", "`statement` without `end`")
        .at(source, range, "nothing ends it")
        .help("write `-- ambix:end` where the text for the server is complete")
}

pub(super) fn end_without_statement(source: &Source, range: Range<usize>) -> Finding {
    Finding::error("bad-directive", "`end` without `statement`")
        .at(source, range, "ends nothing")
        .help("`-- ambix:statement` begins text that goes to the server as one piece")
}
