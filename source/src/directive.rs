//! `-- ambix:` comments.

use std::ops::Range;

use ambix_graph::script::{Dialect, Dialects, Direction};

use crate::finding::{Finding, Source};
use crate::header::Word;
use crate::rules;
use crate::suggest::suggest;

/// What a directive asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// A body begins; `None` means every dialect of the set.
    Section { direction: Direction, dialects: Option<Dialects> },
    /// There is no way back.
    Irreversible { reason: String },
    /// Rules that are not to be applied to the next statement, or to the file.
    Allow { rules: Vec<Word> },
    /// The next statement, or the file, goes to the server as it is.
    Unchecked,
    /// What exists outside the set.
    Expects { what: String },
    /// Everything up to `end` is one statement.
    Statement,
    /// Ends `statement`.
    End,
}

const WORDS: [&str; 8] =
    ["upgrade", "downgrade", "irreversible", "allow", "unchecked", "expects", "statement", "end"];

/// The offset of what follows `ambix:`, if `comment` is a directive. `mark` is what comments begin with.
pub(crate) fn argument_offset(comment: &str, mark: &str) -> Option<usize> {
    let rest = comment.strip_prefix(mark)?;
    let rest = rest.trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix("ambix:")?;
    Some(comment.len() - rest.len())
}

/// Reads the directive at `range`, which begins after `ambix:`.
pub(crate) fn parse(source: &Source, range: Range<usize>) -> Result<Directive, Finding> {
    let text = source.text().get(range.clone()).unwrap_or_default();
    let word_at = range.start + (text.len() - text.trim_start().len());
    let text = text.trim();
    let word_length =
        text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(word_length).unwrap_or((text, ""));
    let argument_at = word_at + word_length;
    let argument = Argument { source, text: rest, at: argument_at };
    match word {
        "upgrade" => argument.dialects().map(|dialects| section(Direction::Upgrade, dialects)),
        "downgrade" => argument.dialects().map(|dialects| section(Direction::Downgrade, dialects)),
        "irreversible" => argument.reason(word_at..argument_at),
        "allow" => argument.rules(word_at..argument_at),
        "unchecked" => argument.nothing("unchecked", Directive::Unchecked),
        "expects" => argument.expects(word_at..argument_at),
        "statement" => argument.nothing("statement", Directive::Statement),
        "end" => argument.nothing("end", Directive::End),
        _ => Err(unknown(source, word, word_at)),
    }
}

fn section(direction: Direction, dialects: Option<Dialects>) -> Directive {
    Directive::Section { direction, dialects }
}

fn unknown(source: &Source, word: &str, at: usize) -> Finding {
    let finding = match word {
        "" => Finding::error("unknown-directive", "`ambix:` without a directive"),
        _ => Finding::error("unknown-directive", format!("there is no directive `{word}`")),
    };
    let finding = finding.at(source, at..at + word.len(), "not a directive");
    match suggest(word, WORDS) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("the directives are `{}`", WORDS.join("`, `"))),
    }
}

/// What stands behind the word of a directive.
struct Argument<'s> {
    source: &'s Source,
    text: &'s str,
    at: usize,
}

impl<'s> Argument<'s> {
    fn dialects(self) -> Result<Option<Dialects>, Finding> {
        let mut dialects = Dialects::default();
        for (name, range) in words(self.text, self.at) {
            let Some(dialect) = Dialect::from_name(name) else {
                return Err(unknown_dialect(self.source, name, range));
            };
            dialects = dialects.with(dialect);
        }
        Ok(Some(dialects).filter(|dialects| !dialects.is_empty()))
    }

    fn nothing(self, word: &str, directive: Directive) -> Result<Directive, Finding> {
        let text = self.text.trim();
        if text.is_empty() {
            return Ok(directive);
        }
        let at = self.at + (self.text.len() - self.text.trim_start().len());
        Err(Finding::error("bad-directive", format!("`{word}` stands alone, found `{text}` behind it")).at(
            self.source,
            at..at + text.len(),
            "not expected here",
        ))
    }

    fn reason(self, word: Range<usize>) -> Result<Directive, Finding> {
        let reason = self.text.trim_start_matches([':', ' ', '\t']).trim_end();
        if reason.is_empty() {
            return Err(Finding::error("bad-directive", "`irreversible` without a reason")
                .at(self.source, word, "why can it not be taken back?")
                .help("write `-- ambix:irreversible: <reason>`; whoever tries to downgrade will read it"));
        }
        Ok(Directive::Irreversible { reason: reason.to_owned() })
    }

    fn rules(self, word: Range<usize>) -> Result<Directive, Finding> {
        let rules: Vec<Word> =
            words(self.text, self.at).map(|(rule, range)| Word { text: rule.to_owned(), range }).collect();
        if rules.is_empty() {
            return Err(Finding::error("bad-directive", "`allow` without a rule")
                .at(self.source, word, "which rule?")
                .help("write `-- ambix:allow <rule>`, the rule as a finding names it in brackets"));
        }
        match rules.iter().find(|rule| !rules::is_known(&rule.text)) {
            Some(rule) => {
                Err(rules::unknown(&rule.text).at(self.source, rule.range.clone(), "switches off nothing"))
            }
            None => Ok(Directive::Allow { rules }),
        }
    }

    fn expects(self, word: Range<usize>) -> Result<Directive, Finding> {
        let what = self.text.trim();
        if what.is_empty() {
            return Err(Finding::error("bad-directive", "`expects` without an object")
                .at(self.source, word, "what is expected to exist?")
                .help("write `-- ambix:expects table users(id, email)`"));
        }
        Ok(Directive::Expects { what: what.to_owned() })
    }
}

pub(crate) fn unknown_dialect(source: &Source, name: &str, range: Range<usize>) -> Finding {
    let names = Dialect::ALL.map(Dialect::name);
    let near = match name.to_ascii_lowercase().as_str() {
        "postgresql" | "pg" => Some("postgres"),
        "mariadb" => Some("mysql"),
        "sqlite3" => Some("sqlite"),
        other => suggest(other, names),
    };
    let finding = Finding::error("unknown-dialect", format!("there is no dialect `{name}`")).at(
        source,
        range,
        "not a dialect",
    );
    match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("the dialects are `{}`", names.join("`, `"))),
    }
}

/// Words separated by commas, white space or both, each with its place.
pub(crate) fn words(text: &str, at: usize) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut offset = 0;
    text.split([',', ' ', '\t']).filter_map(move |word| {
        let start = at + offset;
        offset += word.len() + 1;
        let word = word.trim_end_matches('\r');
        (!word.is_empty()).then_some((word, start..start + word.len()))
    })
}
