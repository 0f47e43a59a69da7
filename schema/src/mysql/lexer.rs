//! Tokens of what the server writes: enough to tell names from the text around them.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A name in backticks, with them.
    Name(&'t str),
    /// A text with its quotes.
    Text(&'t str),
    /// A keyword, a number, a name without quotes.
    Word(&'t str),
    /// Blanks and comments.
    Blank(&'t str),
    /// Anything else, a character at a time.
    Symbol(&'t str),
}

impl<'t> Token<'t> {
    /// Its text.
    pub(super) fn text(self) -> &'t str {
        match self {
            Token::Name(text)
            | Token::Text(text)
            | Token::Word(text)
            | Token::Blank(text)
            | Token::Symbol(text) => text,
        }
    }

    /// The name, without its quotes, if it is one in quotes.
    pub(super) fn name(self) -> Option<String> {
        let Token::Name(text) = self else { return None };
        Some(text.strip_prefix('`')?.strip_suffix('`')?.replace("``", "`"))
    }

    /// Whether it is this keyword.
    pub(super) fn is_word(self, word: &str) -> bool {
        matches!(self, Token::Word(text) if text.eq_ignore_ascii_case(word))
    }

    /// Whether it is this character.
    pub(super) fn is_symbol(self, symbol: &str) -> bool {
        self == Token::Symbol(symbol)
    }
}

/// The tokens of `text`. Together they are all of it.
pub(super) fn tokens<'t>(text: &'t str) -> Vec<Token<'t>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, token): (usize, fn(&'t str) -> Token<'t>) = match first {
            '`' => (quoted(rest, '`', false), Token::Name),
            '\'' | '"' => (quoted(rest, first, true), Token::Text),
            _ if first.is_whitespace() => (while_(rest, char::is_whitespace), Token::Blank),
            '#' => (rest.find('\n').unwrap_or(rest.len()), Token::Blank),
            '-' if rest.starts_with("-- ") => (rest.find('\n').unwrap_or(rest.len()), Token::Blank),
            // What MySQL hides from versions that do not know it is not hidden here.
            '/' if rest.starts_with("/*!") => {
                let digits = |text: &str| while_(text, |next| next.is_ascii_digit());
                (3 + rest.get(3..).map_or(0, digits), Token::Blank)
            }
            '*' if rest.starts_with("*/") => (2, Token::Blank),
            '/' if rest.starts_with("/*") => {
                (rest.find("*/").map_or(rest.len(), |end| end + 2), Token::Blank)
            }
            _ if is_word(first) => (while_(rest, is_word), Token::Word),
            _ => (first.len_utf8(), Token::Symbol),
        };
        let (token_text, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        tokens.push(token(token_text));
        rest = behind;
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

fn while_(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|character| !holds(character)).unwrap_or(text.len())
}

/// The length of what is in quotes, with them.
fn quoted(text: &str, quote: char, backslash: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if backslash && character == '\\' {
            characters.next();
        } else if character == quote {
            if characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
            } else {
                return at + 1;
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    #[test]
    fn quotes_inside_quotes_belong_to_them() {
        let found = tokens(r"`a``b`='it\'s ''x'-- end");
        assert_eq!(
            found,
            [Token::Name("`a``b`"), Token::Symbol("="), Token::Text(r"'it\'s ''x'"), Token::Blank("-- end"),]
        );
        assert_eq!(found[0].name().as_deref(), Some("a`b"));
    }
}
