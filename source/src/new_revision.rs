//! The file that `ambix revision` and `ambix merge` write.

use ambix_graph::script::{Dialect, Dialects};

use crate::configuration::Configuration;
use crate::file_name::{self, FileTime};
use crate::finding::Finding;
use crate::header::{Mark, is_key_line};
use crate::script::Kind;

/// A revision that is to be written.
#[derive(Clone, Debug)]
pub struct NewRevision<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its message; may be empty, may have several paragraphs.
    pub message: &'a str,
    /// The revisions it follows; none for a base, several for a merge.
    pub parents: &'a [&'a str],
    /// Ids or labels.
    pub depends_on: &'a [&'a str],
    /// The labels it declares.
    pub branch_labels: &'a [&'a str],
    /// When, as RFC 3339; empty for no such line.
    pub created: &'a str,
    /// When, for the file name.
    pub time: FileTime,
    /// The language.
    pub kind: Kind,
    /// What the sections hold; empty for a dialect that is not here.
    pub bodies: &'a [Sections],
    /// What it destroys, as the header names it.
    pub destroys: &'a [String],
}

/// The text of the sections of a dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sections {
    /// The dialect.
    pub dialect: Dialect,
    /// The upgrade: statements with semicolons, and comments.
    pub upgrade: String,
    /// The downgrade.
    pub downgrade: String,
}

impl NewRevision<'_> {
    /// The path of the file inside the script directory, with `/` between its parts: `file_template` filled in.
    ///
    /// # Errors
    ///
    /// `bad-setting` if the template of a configuration that was not read from a file cannot be filled in.
    pub fn file_name(&self, configuration: &Configuration) -> Result<String, Finding> {
        let first_line = self.message.lines().next().unwrap_or_default();
        let slug = file_name::slug(first_line, configuration.truncate_slug_length);
        let name = file_name::check_template(&configuration.file_template)
            .and_then(|()| file_name::fill(&configuration.file_template, self.id, &slug, &self.time));
        let extension = match self.kind {
            Kind::Sql => "sql",
            Kind::Rust => "rs",
        };
        match name {
            Ok(name) => Ok(format!("{name}.{extension}")),
            Err(error) => Err(Finding::error("bad-setting", error.message).help(error.help)),
        }
    }

    /// The text of the file. A set with several dialects gets a section for each.
    pub fn render(&self, configuration: &Configuration) -> String {
        match self.kind {
            Kind::Sql => self.header(Mark::Sql) + &sections(configuration.dialects, self.bodies),
            Kind::Rust => self.header(Mark::Rust) + RUST,
        }
    }

    fn header(&self, mark: Mark) -> String {
        let mark = mark.text();
        let mut text = String::new();
        let message = self.message.trim();
        for line in message.lines().map(str::trim) {
            let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            // A line of the message must not become a key or a directive.
            let bullet = if is_key_line(&line) || line.starts_with("ambix:") { "* " } else { "" };
            text.push_str(format!("{mark} {bullet}{line}").trim_end());
            text.push('\n');
        }
        if !message.is_empty() {
            text.push_str(&format!("{mark}\n"));
        }
        let parents = if self.parents.is_empty() { "none".to_owned() } else { self.parents.join(", ") };
        text.push_str(&format!("{mark} revision: {}\n{mark} down_revision: {parents}\n", self.id));
        let lists = [("depends_on", self.depends_on), ("branch_labels", self.branch_labels)];
        for (key, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
            text.push_str(&format!("{mark} {key}: {}\n", list.join(", ")));
        }
        if !self.destroys.is_empty() {
            text.push_str(&format!("{mark} destroys: {}\n", self.destroys.join(", ")));
        }
        if !self.created.is_empty() {
            text.push_str(&format!("{mark} created: {}\n", self.created));
        }
        text
    }
}

/// The sections: all upgrades, then all downgrades.
fn sections(dialects: Dialects, bodies: &[Sections]) -> String {
    let mut text = String::new();
    for direction in ["upgrade", "downgrade"] {
        for dialect in dialects.iter() {
            let name = match dialects.iter().count() {
                0 | 1 => String::new(),
                _ => format!(" {}", dialect.name()),
            };
            text.push_str(&format!("\n-- ambix:{direction}{name}\n"));
            if let Some(sections) = bodies.iter().find(|sections| sections.dialect == dialect) {
                text.push_str(if direction == "upgrade" { &sections.upgrade } else { &sections.downgrade });
            }
        }
    }
    text
}

const RUST: &str = "
use ambix::Operations;

pub async fn upgrade(op: &mut Operations<'_>) -> ambix::Result<()> {
    let _ = op;
    Ok(())
}

pub async fn downgrade(op: &mut Operations<'_>) -> ambix::Result<()> {
    let _ = op;
    Ok(())
}
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Source;
    use crate::header;

    fn parse(text: &str, mark: Mark) -> header::Header {
        let mut findings = Vec::new();
        let header = header::parse(&Source::new("a", text), mark, &mut findings);
        assert!(findings.is_empty(), "{text}\n{findings:?}");
        header
    }

    #[test]
    fn what_is_written_reads_back() {
        let messages = [
            "",
            "Add users",
            "Add users\n\nrevision: no\nambix:upgrade\n\nNote: see #1",
            "  a \n\n\n b\u{7}",
        ];
        for message in messages {
            for (kind, mark) in [(Kind::Sql, Mark::Sql), (Kind::Rust, Mark::Rust)] {
                let new = NewRevision {
                    id: "c3",
                    message,
                    parents: &["a1", "b2"],
                    depends_on: &["billing"],
                    branch_labels: &["orders", "x"],
                    created: "2026-01-02T03:04:05+00:00",
                    time: FileTime::default(),
                    kind,
                    bodies: &[],
                    destroys: &[],
                };
                let header = parse(&new.render(&Configuration::new(".")), mark);
                let texts =
                    |words: &[header::Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
                assert_eq!(header.revision.unwrap().text, "c3");
                assert_eq!(texts(&header.down_revision), ["a1", "b2"]);
                assert_eq!(texts(&header.depends_on), ["billing"]);
                assert_eq!(texts(&header.branch_labels), ["orders", "x"]);
                assert_eq!(header.created.unwrap().text, "2026-01-02T03:04:05+00:00");
                assert_eq!(header.message.is_empty(), message.is_empty());
            }
        }
    }

    #[test]
    fn a_base_has_no_parents() {
        let new = NewRevision {
            id: "a1",
            message: "Create the schema",
            parents: &[],
            depends_on: &[],
            branch_labels: &[],
            created: "",
            time: FileTime::default(),
            kind: Kind::Sql,
            bodies: &[],
            destroys: &[],
        };
        assert_eq!(
            new.render(&Configuration::new(".")),
            "-- Create the schema\n--\n-- revision: a1\n-- down_revision: none\n\n-- ambix:upgrade\n\n-- ambix:downgrade\n"
        );
        assert_eq!(new.file_name(&Configuration::new(".")).unwrap(), "a1_create_the_schema.sql");
        let mut configuration = Configuration::new(".");
        configuration.dialects = configuration.dialects.with(ambix_graph::script::Dialect::Postgres);
        let text = new.render(&configuration);
        let sections: Vec<&str> = text.lines().filter(|line| line.starts_with("-- ambix:")).collect();
        assert_eq!(
            sections,
            [
                "-- ambix:upgrade sqlite",
                "-- ambix:upgrade postgres",
                "-- ambix:downgrade sqlite",
                "-- ambix:downgrade postgres",
            ]
        );
    }
}
