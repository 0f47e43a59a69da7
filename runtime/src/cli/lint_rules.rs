//! What the rules are: `lint --list-rules`, `lint --explain`, and the rules of SARIF.

use std::fmt::Write;

use ambix_source::{Code, Rule, RuleLevel, codes, rules, suggest};
use serde_json::{Value, json};

use super::answer::Answer;
use super::failure::Failure;
use crate::driver::Dialect;

/// Something that stands in brackets before a finding.
#[derive(Clone, Copy)]
pub(super) enum Known {
    Rule(&'static Rule),
    Code(&'static Code),
}

impl Known {
    fn all() -> impl Iterator<Item = Known> {
        rules().iter().copied().map(Known::Rule).chain(codes().iter().map(Known::Code))
    }

    pub(super) fn find(name: &str) -> Option<Known> {
        Known::all().find(|known| known.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Known::Rule(rule) => rule.name,
            Known::Code(code) => code.name,
        }
    }

    /// The default, if there is a choice.
    fn level(self) -> Option<RuleLevel> {
        match self {
            Known::Rule(rule) => Some(rule.level),
            Known::Code(code) => code.level(),
        }
    }

    fn dialects(self) -> Vec<&'static str> {
        let all: &[Dialect] = match self {
            Known::Rule(rule) => rule.dialects,
            Known::Code(_) => &Dialect::ALL,
        };
        all.iter().copied().map(Dialect::name).collect()
    }

    /// One sentence.
    pub(super) fn summary(self) -> String {
        match self {
            Known::Rule(rule) => rule.docs.lines().next().unwrap_or_default().to_owned(),
            Known::Code(code) => {
                let mut letters = code.meaning.chars();
                let first = letters.next().map(|letter| letter.to_ascii_uppercase());
                format!("{}{}.", first.map(String::from).unwrap_or_default(), letters.as_str())
            }
        }
    }

    /// Everything, in Markdown.
    fn docs(self) -> String {
        match self {
            Known::Rule(rule) => rule.docs.to_owned(),
            Known::Code(code) if code.docs.is_empty() => format!("{}\n", self.summary()),
            Known::Code(code) => format!("{}\n\n{}\n", self.summary(), code.docs),
        }
    }

    /// Everything as it is read on a terminal: examples are indented and have a title.
    pub(super) fn text(self) -> String {
        let mut text = String::new();
        for (number, part) in self.docs().split("```").enumerate() {
            if number % 2 == 0 {
                text.push_str(part.trim());
                text.push_str("\n\n");
                continue;
            }
            let (head, example) = part.split_once('\n').unwrap_or((part, ""));
            let mut words = head.split(',').skip(1);
            let title = match words.next() {
                Some("bad") => "Found",
                Some("good") => "Not found",
                _ => "Where there is",
            };
            let dialect = words.next().map_or(String::new(), |dialect| format!(" ({dialect})"));
            let lines: String = example.lines().map(|line| format!("    {line}\n")).collect();
            let _ = writeln!(text, "{title}{dialect}:\n\n{lines}");
        }
        while text.contains("\n\n\n") {
            text = text.replace("\n\n\n", "\n\n");
        }
        format!("{}\n", text.trim_end())
    }

    fn json(self) -> Value {
        json!({
            "name": self.name(),
            "level": self.level().map(level),
            "dialects": self.dialects(),
            "summary": self.summary(),
        })
    }

    /// A `reportingDescriptor` of SARIF.
    pub(super) fn sarif(self) -> Value {
        let configuration = match self.level() {
            Some(RuleLevel::Allow) => json!({ "enabled": false, "level": "warning" }),
            Some(RuleLevel::Warn) => json!({ "level": "warning" }),
            Some(RuleLevel::Deny) | None => json!({ "level": "error" }),
        };
        json!({
            "id": self.name(),
            "shortDescription": { "text": self.summary() },
            "fullDescription": { "text": self.text() },
            "help": { "text": self.text(), "markdown": self.docs() },
            "defaultConfiguration": configuration,
        })
    }
}

fn level(level: RuleLevel) -> &'static str {
    match level {
        RuleLevel::Allow => "allow",
        RuleLevel::Warn => "warn",
        RuleLevel::Deny => "deny",
    }
}

/// What has a level, by name; what is about `dialect`, if one is asked for.
pub(super) fn list(dialect: Option<&str>) -> Answer {
    let mut listed: Vec<Known> = Known::all()
        .filter(|known| known.level().is_some())
        .filter(|known| dialect.is_none_or(|dialect| known.dialects().contains(&dialect)))
        .collect();
    listed.sort_by_key(|known| known.name());
    let name_width = listed.iter().map(|known| known.name().len()).max().unwrap_or_default();
    let mut text = String::new();
    for known in &listed {
        let (name, dialects) = (known.name(), known.dialects().join(", "));
        let level = known.level().map_or("", level);
        let summary = known.summary();
        let _ = writeln!(text, "{name:name_width$}  {level:5}  {dialects:23}  {summary}");
    }
    let rules: Vec<Value> = listed.iter().map(|known| known.json()).collect();
    Answer { loud: true, ..Answer::new(text, json!({ "rules": rules })) }
}

/// The documentation of one of them.
pub(super) fn explain(name: &str) -> Result<Answer, Failure> {
    let Some(known) = Known::find(name) else {
        let near = suggest(name, Known::all().map(Known::name));
        let near = match near {
            Some(near) => format!("there is no rule `{name}`; did you mean `{near}`?"),
            None => format!(
                "`lint` finds nothing that is called `{name}`; `--list-rules` lists its rules, and CODES.md says what \
                 the codes of other commands mean"
            ),
        };
        return Err(Failure::usage(near));
    };
    let head = match known.level() {
        Some(default) => format!("level {}; {}", level(default), known.dialects().join(", ")),
        None => "always an error".to_owned(),
    };
    let mut text = format!("{name}: {head}\n\n{}", known.text());
    if known.level().is_some() {
        let _ = writeln!(
            text,
            "\nIts level: `{name} = \"allow\"`, `\"warn\"` or `\"deny\"` in [ambix.rules] of ambix.toml, or `--rule {name}=allow`."
        );
    }
    if !matches!(known, Known::Code(code) if matches!(code.name, "own-transaction" | "template" | "unused-allow"))
        && known.level().is_some()
    {
        let _ = writeln!(text, "Not for one statement: `-- ambix:allow {name}` above it.");
    }
    let mut json = known.json();
    json["docs"] = known.docs().into();
    Ok(Answer { loud: true, ..Answer::new(text, json) })
}
