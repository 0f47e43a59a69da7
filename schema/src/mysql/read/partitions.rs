//! What only `SHOW CREATE TABLE` says of a table: how it is partitioned, and its period.

use crate::mysql::lexer::{Token, tokens};
use crate::mysql::tidy::Tidy;

/// The clauses `PARTITION BY …` and `PERIOD FOR …`, or nothing.
pub(super) fn parts(tidy: &Tidy, created: &str) -> (String, String) {
    let tokens: Vec<Token<'_>> = tokens(created).into_iter().filter(|token| !is_marker(*token)).collect();
    let mut depth = 0;
    let mut period = String::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Symbol("(") => depth += 1,
            Token::Symbol(")") => depth -= 1,
            _ => {}
        }
        let rest = tokens.get(at..).unwrap_or_default();
        if depth == 1 && words(rest, &["PERIOD", "FOR"]) {
            period = text(rest.iter().take_while(|token| !token.is_symbol(")"))) + ")";
        }
        if depth == 0 && words(rest, &["PARTITION", "BY"]) {
            return (clause(tidy, &text(rest.iter())), tidy.expression(&period));
        }
    }
    (String::new(), tidy.expression(&period))
}

fn text<'t>(tokens: impl Iterator<Item = &'t Token<'t>>) -> String {
    tokens.map(|token| token.text()).collect()
}

/// MySQL hides the clause from versions that do not know it.
fn is_marker(token: Token<'_>) -> bool {
    matches!(token, Token::Blank(text) if text.starts_with("/*") || text == "*/")
}

fn words(tokens: &[Token<'_>], words: &[&str]) -> bool {
    let mut next = tokens.iter().filter(|token| !matches!(token, Token::Blank(_)));
    words.iter().all(|word| next.next().is_some_and(|token| token.is_word(word)))
}

/// The clause without the engine, which is that of the table.
fn clause(tidy: &Tidy, text: &str) -> String {
    let mut clause = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(" ENGINE = ") {
        let (before, behind) = rest.split_at(at);
        clause.push_str(before);
        let behind = behind.trim_start_matches(" ENGINE = ");
        rest = behind.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    }
    clause.push_str(rest);
    tidy.expression(clause.trim()).replacen("  COLUMNS", " COLUMNS", 1)
}

#[cfg(test)]
mod tests {
    use super::parts;
    use crate::mysql::tidy::Tidy;

    #[test]
    fn what_mysql_hides_from_old_versions_is_found() {
        let tidy = Tidy { database: "shop".to_owned(), objects: Default::default() };
        let created = "CREATE TABLE `t` (\n  `a` int DEFAULT NULL\n) ENGINE=InnoDB\n\
            /*!50100 PARTITION BY RANGE (`a`)\n(PARTITION p0 VALUES LESS THAN (9) ENGINE = InnoDB) */";
        let expected = "PARTITION BY RANGE (a)\n(PARTITION p0 VALUES LESS THAN (9))";
        assert_eq!(parts(&tidy, created), (expected.to_owned(), String::new()));
    }
}
