//! Operators that PostgreSQL does not have.

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::lexer::{Kind, Lexer};

/// What operators consist of.
const SIGNS: &[u8] = b"+-*/<>=~!@#%^&|`?";

/// The server's operators (`pg_operator`) of more than one sign, and the signs of its grammar.
const KNOWN: [&str; 72] = [
    "!!", "!=", "!~", "!~*", "!~~", "!~~*", "##", "#-", "#=", "#>", "#>>", "&&", "&<", "&<|", "&>", "*<",
    "*<=", "*<>", "*=", "*>", "*>=", "->", "->>", "-|-", "<->", "<<", "<<=", "<<|", "<=", "<>", "<@", "<^",
    "=>", ">=", ">>", ">>=", ">^", "?#", "?&", "?-", "?-|", "?|", "?||", "@-@", "@>", "@?", "@@", "@@@",
    "^@", "|&>", "|/", "|>>", "||", "||/", "~*", "~<=~", "~<~", "~=", "~>=~", "~>~", "~~", "~~*", "<#>",
    "<=>", "<+>", "<%", "%>", "<<%", "%>>", "<->>", "<<->", "~@",
];

/// Of these, the ones that only extensions have.
const OF_EXTENSIONS: [&str; 10] = ["<#>", "<=>", "<+>", "<%", "%>", "<<%", "%>>", "<->>", "<<->", "~@"];

/// The first operator in a statement that the server certainly does not have.
pub(super) fn unknown(text: &str) -> Option<Range<usize>> {
    // Most statements have none that looks odd, and need not be read again.
    if !has_odd_run(text) {
        return None;
    }
    let mut end = 0;
    let mut run: Option<Range<usize>> = None;
    for token in Lexer::new(text, 0, text.len(), Dialect::Postgres) {
        let is_sign = token.kind == Kind::Symbol
            && text.get(token.range()).is_some_and(|sign| sign.bytes().all(|byte| SIGNS.contains(&byte)));
        match (&mut run, is_sign) {
            (Some(run), true) if token.start == end => run.end = token.end,
            (run, _) => {
                if let Some(found) =
                    run.take().filter(|run| is_odd(text.get(run.clone()).unwrap_or_default()))
                {
                    return Some(found);
                }
                *run = is_sign.then(|| token.range());
            }
        }
        end = token.end;
    }
    run.filter(|run| is_odd(text.get(run.clone()).unwrap_or_default()))
}

/// Whether a run of signs with a `=` in it looks odd; those of other languages have one.
fn has_odd_run(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_sign = |at: usize| bytes.get(at).is_some_and(|byte| SIGNS.contains(byte));
    let mut after = 0;
    text.match_indices('=').any(|(at, _)| {
        // It is in the run that was looked at before.
        if at < after {
            return false;
        }
        let mut run = at..at + 1;
        while run.start > after && is_sign(run.start - 1) {
            run.start -= 1;
        }
        while is_sign(run.end) {
            run.end += 1;
        }
        after = run.end;
        run.len() > 1 && text.get(run).is_some_and(is_odd)
    })
}

/// Whether signs in a row are no operator, nor one with signs before a number behind it.
fn is_odd(run: &str) -> bool {
    const SPECIAL: [char; 10] = ['~', '!', '@', '#', '%', '^', '&', '|', '`', '?'];
    let mut operator = run;
    if !run.contains(SPECIAL) {
        while operator.len() > 1 && operator.ends_with(['+', '-']) {
            operator = operator.get(..operator.len() - 1).unwrap_or_default();
        }
    }
    operator.len() > 1
        && (!KNOWN.contains(&operator) || OF_EXTENSIONS.contains(&operator))
        // A comment.
        && !operator.contains("--")
        && !operator.contains("/*")
}

/// What is meant by an operator of another language.
pub(super) fn in_place_of(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "==" | "===" => "=",
        "=<" => "<=",
        "!==" | "=!" | "<>=" => "<>",
        "<=>" => "IS NOT DISTINCT FROM",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::unknown;

    #[test]
    fn only_operators_that_no_server_has_are_found() {
        for text in [
            "SELECT a=-1, b<-2, c->>'d' FROM t WHERE e ? 'f' AND g @> h AND i <> j",
            "SELECT 'a === b' -- c === d",
            "SELECT /* === */ a||b, a*-1, -(-1), @ -1",
            "SELECT a::text, b := c, f(d => e), t.*, count(*)",
        ] {
            assert_eq!(unknown(text), None, "{text}");
        }
        for (text, found) in [("SELECT a === b", "==="), ("SELECT a =< b", "=<"), ("SELECT a += 1", "+=")] {
            let range = unknown(text).unwrap();
            assert_eq!(&text[range], found);
        }
    }
}
