//! The first word of a statement: a misspelt one is certain to fail, whatever follows.

use ambix_graph::script::Dialect;

use crate::finding::{Finding, Source};
use crate::lexer::{Kind, Token};
use crate::suggest::suggest;

/// What is wrong with the first token of a statement, if anything.
pub(super) fn check(source: &Source, token: Token, dialect: Dialect) -> Option<Finding> {
    let text = source.text().get(token.range())?;
    let known = words(dialect);
    match token.kind {
        Kind::Word if is_known(known, text) => None,
        // PostgreSQL and MySQL begin queries with a parenthesis; whatever else does is for the syntax check.
        Kind::Open => None,
        // The parenthesis is reported already.
        Kind::Close => None,
        Kind::Word => {
            let near = suggest(text, known.iter().copied());
            let finding = Finding::error("unknown-statement", format!("no statement begins with `{text}`"))
                .at(source, token.range(), "expected a statement");
            Some(match (near, other_dialect(text, dialect)) {
                (None, Some(other)) => {
                    finding.help(format!("{} has such a statement, {} has not", title(other), title(dialect)))
                }
                (near, _) => {
                    finding.help_if(near.map(|near| format!("did you mean `{}`?", near.to_uppercase())))
                }
            })
        }
        _ => {
            let shown: String = text.chars().take(20).collect();
            let shown = shown.split('\n').next().unwrap_or_default();
            let rest = source.text().get(token.start..).unwrap_or_default();
            let help = if dialect == Dialect::Mysql && rest.starts_with("--") {
                Some("in MySQL a comment begins with `-- `: a blank stands behind the dashes")
            } else if text.starts_with(['{', '<', '$', '%', ':', '@']) {
                Some("if this is a placeholder: ambix sends SQL as it is written")
            } else {
                None
            };
            Some(
                Finding::error("unknown-statement", format!("no statement begins with `{shown}`"))
                    .at(source, token.range(), "expected a statement")
                    .help_if(help.map(str::to_owned)),
            )
        }
    }
}

fn is_known(words: &[&str], word: &str) -> bool {
    words.iter().any(|known| known.len() == word.len() && known.eq_ignore_ascii_case(word))
}

fn other_dialect(word: &str, dialect: Dialect) -> Option<Dialect> {
    Dialect::ALL.into_iter().find(|&other| other != dialect && is_known(words(other), word))
}

/// The name of a dialect in a sentence.
pub(crate) fn title(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "SQLite",
        Dialect::Postgres => "PostgreSQL",
        Dialect::Mysql => "MySQL",
    }
}

/// The most frequent first: most look-ups end at once.
fn words(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
        Dialect::Mysql => MYSQL,
    }
}

static SQLITE: &[&str] = &[
    "create",
    "alter",
    "drop",
    "insert",
    "update",
    "delete",
    "select",
    "pragma",
    "replace",
    "with",
    "values",
    "begin",
    "commit",
    "end",
    "rollback",
    "savepoint",
    "release",
    "vacuum",
    "analyze",
    "reindex",
    "attach",
    "detach",
    "explain",
];

static POSTGRES: &[&str] = &[
    "create",
    "alter",
    "drop",
    "insert",
    "update",
    "delete",
    "select",
    "comment",
    "grant",
    "do",
    "set",
    "with",
    "revoke",
    "truncate",
    "begin",
    "commit",
    "rollback",
    "end",
    "start",
    "abort",
    "savepoint",
    "release",
    "prepare",
    "execute",
    "deallocate",
    "call",
    "analyze",
    "analyse",
    "vacuum",
    "reindex",
    "cluster",
    "refresh",
    "copy",
    "lock",
    "reset",
    "show",
    "explain",
    "import",
    "reassign",
    "security",
    "notify",
    "listen",
    "unlisten",
    "values",
    "table",
    "declare",
    "fetch",
    "move",
    "close",
    "checkpoint",
    "discard",
    "load",
    "merge",
    "repack",
    "wait",
    // PostgreSQL's relatives: CockroachDB, YugabyteDB, Greenplum, Materialize, Redshift, EDB.
    "upsert",
    "backup",
    "restore",
    "pause",
    "resume",
    "cancel",
    "split",
    "export",
    "use",
    "unload",
];

static MYSQL: &[&str] = &[
    "create",
    "alter",
    "drop",
    "insert",
    "update",
    "delete",
    "select",
    "set",
    "replace",
    "rename",
    "truncate",
    "grant",
    "revoke",
    "use",
    "call",
    "with",
    "values",
    "begin",
    "start",
    "commit",
    "rollback",
    "savepoint",
    "release",
    "lock",
    "unlock",
    "load",
    "import",
    "analyze",
    "optimize",
    "check",
    "checksum",
    "repair",
    "flush",
    "reset",
    "purge",
    "kill",
    "show",
    "describe",
    "desc",
    "explain",
    "help",
    "handler",
    "do",
    "prepare",
    "execute",
    "deallocate",
    "signal",
    "resignal",
    "get",
    "install",
    "uninstall",
    "cache",
    "change",
    "stop",
    "shutdown",
    "restart",
    "clone",
    "binlog",
    "xa",
    "table",
    "backup",
    // MariaDB has these outside of stored programs as well.
    "if",
    "case",
    "while",
    "loop",
    "repeat",
    "for",
];
