//! What findings say besides those of rules: the codes of files, statements and names, and what each of them means.
//!
//! CODES.md says the same in its tables; a test compares the two.

use super::UNUSED_ALLOW;
use crate::catalog::CODES;
use crate::configuration::RuleLevel;

/// A code of findings that is no rule's.
#[derive(Debug)]
pub struct Code {
    /// The code.
    pub name: &'static str,
    /// What it means, in lower case and without a full stop.
    pub meaning: &'static str,
    /// What else there is to know, or nothing.
    pub docs: &'static str,
}

impl Code {
    /// What comes of it where nothing else is said, if the settings may say something else.
    pub fn level(&self) -> Option<RuleLevel> {
        match self.name {
            "own-transaction" | "template" => Some(RuleLevel::Warn),
            UNUSED_ALLOW => Some(RuleLevel::Allow),
            name => CODES.iter().find(|known| known.name == name).map(|known| known.level),
        }
    }
}

/// All of them that `lint` can find, by name.
pub fn codes() -> &'static [Code] {
    ALL
}

const EXPECTS: &str = "\
What exists outside of the revisions is told in the header or above the statement, `-- ambix:expects table users(id, name)`,
or in files that the setting `schema` names. In the directory of another tool, which cannot say that, it is a warning.";

const ALL: &[Code] = &[
    code(
        "already-exists",
        "what is created is there already",
        "`IF NOT EXISTS` passes over it, if that is meant.",
    ),
    code("bad-directive", "a comment `-- ambix:` that says nothing that can be done", ""),
    code("bad-value", "a value in the header that its key cannot have", ""),
    code("broken-map", "`down_revision` names a label", ""),
    code(
        "client-command",
        "a command for the client, such as `\\connect`",
        "The client carries such lines out and the server never sees them. Leave it out, or write what the server understands.",
    ),
    code(
        "conflicting-branches",
        "two branches make the same thing",
        "Leave it to one of them, and let the other depend on that with `depends_on`.",
    ),
    code("copy-from-stdin", "`COPY … FROM STDIN`, whose rows only a client sends", "Write them as `INSERT`."),
    code("cycle", "a path that comes back to where it began", ""),
    code(
        "default-not-constant",
        "a default that names a column",
        "A text in double quotes is a name; texts stand in single quotes.",
    ),
    code("dependency-cycle", "a path that comes back to where it began", ""),
    code("dependency-self-loop", "a revision that follows or needs itself", ""),
    code("duplicate-column", "a table gets a column that it has", ""),
    code("duplicate-key", "a key stands in the header twice", ""),
    code("duplicate-label", "a label twice, or equal to an id", ""),
    code("duplicate-revision", "two files with one id", ""),
    code("gate-missing", "with `strict`: the grammar of a dialect is not compiled in", ""),
    code("illegal-label", "a character, word or length that labels may not have", ""),
    code("illegal-revision-id", "a character, word or length that ids may not have", ""),
    code(
        "lock-conflict",
        "the lock file holds both sides of a merge",
        "`ambix merge` joins the heads of both sides and writes the file anew.",
    ),
    code(
        "lock-syntax",
        "the lock file cannot be read",
        "Take it from version control again, or remove it and run `ambix release` anew.",
    ),
    code("missing-body", "a file without anything to do", ""),
    code("missing-dependency", "`depends_on` names nothing", ""),
    code(
        "missing-downgrade",
        "no way back is written",
        "Write a section `-- ambix:downgrade`, or why there is none: `-- ambix:irreversible: <reason>`. The setting `downgrade`\n\
         asks for less.",
    ),
    code("missing-function", "a revision in Rust without the function that runs it", ""),
    code("missing-key", "a key that the header has to have", ""),
    code("missing-offline-file", "the file for offline mode of a revision in Rust is not there", ""),
    code("missing-parent", "`down_revision` names nothing", ""),
    code("multiple-heads", "one head was asked for and there are several; or the set may have only one", ""),
    code("no-migrations", "nothing in the directory is recognised", ""),
    code("no-script-directory", "the directory is not there", ""),
    code(
        "not-checked",
        "a warning: some statements could not be read, so none were checked against the schema",
        "",
    ),
    code(
        "not-restored",
        "after upgrade and downgrade something is left, or missing",
        "Something that the upgrade makes is left behind, or something that it drops or changes does not come back. The next\n\
         upgrade then fails, or goes on with a schema that nobody has written. Add to the downgrade what is missing. If it\n\
         cannot be brought back, `-- ambix:allow not-restored` above the first section says so.",
    ),
    code("not-understood", "with `strict`: no check understands the statement", ""),
    code("not-utf8", "a file that cannot be read as text", ""),
    code("nul-character", "a file that cannot be read as text", ""),
    code("overlapping-sections", "SQL that would run twice for one dialect", ""),
    code(
        "own-transaction",
        "`BEGIN`, `COMMIT` or `ROLLBACK` in a body; a warning in files of other tools",
        "A revision runs in a transaction that ambix begins and ends, together with the row that says that it has run. With a\n\
         `COMMIT` in the middle a revision that fails is applied in part and recorded as not applied. `-- transaction: off` in\n\
         the header is for statements that cannot run in one. In a revision of ambix this is always an error.",
    ),
    code(
        "released-changed",
        "a revision that was released is not what it was",
        "Databases have run it as it was. Restore it, and write what is to change as a new revision.",
    ),
    code("released-missing", "a revision that was released has no file any more", ""),
    code("rust-syntax", "a revision in Rust that cannot be read", ""),
    code("self-loop", "a revision that follows or needs itself", ""),
    code("sql-outside-section", "SQL that would never run", ""),
    code(
        "still-used",
        "something that is dropped is needed by something that stays",
        "Drop that first, or write `CASCADE` where the database has it.",
    ),
    code(
        "syntax",
        "the database would refuse the statement: what stands where it stops to make sense",
        "The statement was given to the grammar of its dialect. If the database takes it all the same, `-- ambix:unchecked` above\n\
         it lets it through; please report it.",
    ),
    code(
        "template",
        "placeholders in a file of another tool, which is not checked",
        "What stands there when the file runs is known only to that tool.",
    ),
    code("too-large", "a file that cannot be read as text", ""),
    code("transaction-contradiction", "`transaction: on` with a statement that commits by itself", ""),
    code("unbalanced-parentheses", "a parenthesis without its other half", ""),
    code("unexpected-file", "neither a revision nor a file that is let be", ""),
    code("unknown-column", "a table has no column of this name at this point of the history", EXPECTS),
    code(
        "unknown-constraint",
        "a table has no constraint of this name at this point of the history",
        EXPECTS,
    ),
    code("unknown-directive", "a comment `-- ambix:` with a word that means nothing", ""),
    code("unknown-function", "there is no function of this name at this point of the history", EXPECTS),
    code("unknown-index", "there is no index of this name at this point of the history", EXPECTS),
    code("unknown-key", "a key that the header does not know", ""),
    code(
        "unknown-object",
        "there is no sequence, trigger or the like of this name at this point of the history",
        EXPECTS,
    ),
    code("unknown-operator", "no operator of this name takes values of these types", ""),
    code(
        "unknown-rule",
        "`-- ambix:allow`, `rules` in `ambix.toml` or `--rule` names what is no rule, or has no level",
        "`ambix lint --list-rules` lists all that have one.",
    ),
    code("unknown-schema", "there is no schema of this name at this point of the history", EXPECTS),
    code("unknown-statement", "the first word begins no statement of the dialect", ""),
    code("unknown-table", "there is no table of this name at this point of the history", EXPECTS),
    code("unknown-type", "there is no type of this name at this point of the history", EXPECTS),
    code("unknown-value", "an enum has no value of this name at this point of the history", ""),
    code("unknown-view", "there is no view of this name at this point of the history", EXPECTS),
    code("unreadable-file", "a file that cannot be read as text", ""),
    code("unterminated-block", "something is never closed", ""),
    code("unterminated-comment", "something is never closed", ""),
    code("unterminated-dollar-quote", "something is never closed", ""),
    code("unterminated-quote", "something is never closed", ""),
    code(
        UNUSED_ALLOW,
        "`-- ambix:allow` switches off nothing",
        "It is off unless the settings say `unused-allow = \"warn\"`.",
    ),
    code("wrong-kind", "a view where a table is meant, and so on", ""),
];

const fn code(name: &'static str, meaning: &'static str, docs: &'static str) -> Code {
    Code { name, meaning, docs }
}

#[cfg(test)]
mod tests {
    use super::{ALL, CODES, EXPECTS};

    #[test]
    fn codes_are_sorted_and_those_of_the_catalog_among_them() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
        for known in CODES {
            let name = known.name;
            let Some(code) = ALL.iter().find(|code| code.name == name) else {
                panic!("{name} has no meaning in codes.rs");
            };
            assert_eq!(code.docs == EXPECTS, known.may_be_elsewhere, "{name}");
        }
    }
}
