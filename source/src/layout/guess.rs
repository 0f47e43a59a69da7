//! Which dialect a directory is written in, where nobody says it.

use std::fs;
use std::path::Path;
use std::thread;

use ambix_graph::script::Dialect;

use super::dialect::{self, Named};
use super::folder::Folder;
use super::name::Name;
use super::read::{Chain, read};
use crate::configuration::Configuration;
use crate::lexer::{Kind, Lexer};
use crate::script::Script;
use crate::syntax::{self, Verdict};

/// The dialect that was chosen, and the directory as it reads it.
pub(crate) struct Choice {
    pub(crate) dialect: Dialect,
    /// Names of files or folders told; otherwise the statements did.
    pub(crate) by_name: bool,
    pub(crate) chains: Vec<Chain>,
}

/// Chooses among `candidates`.
pub(crate) fn choose(
    folder: &Folder,
    candidates: &[Dialect],
    configuration: &Configuration,
) -> Option<Choice> {
    let mut candidates = candidates.to_vec();
    let mut named = Names { dialects: Vec::new(), are_all: true };
    named.look_into(folder, false);
    // Where other files lie beside it, `sqlite` may hold the exception.
    if named.are_all && candidates.iter().any(|dialect| named.dialects.contains(dialect)) {
        candidates.retain(|dialect| named.dialects.contains(dialect));
    }
    if candidates.len() > 1
        && let Some(dialect) = named_around(folder, &configuration.directory())
        && candidates.contains(&dialect)
    {
        candidates = vec![dialect];
    }
    if let [dialect] = *candidates {
        return Some(Choice { dialect, by_name: true, chains: read(folder, dialect, configuration) });
    }
    // One without a grammar refuses nothing.
    if candidates.iter().any(|dialect| syntax::has_grammar(*dialect)) {
        candidates.retain(|dialect| syntax::has_grammar(*dialect));
    }
    let readings = candidates.into_iter().map(|dialect| {
        let chains = read(folder, dialect, configuration);
        let bonus = if named.dialects.contains(&dialect) { NAMED } else { 0 };
        (cost(&chains, dialect) - bonus, Choice { dialect, by_name: false, chains })
    });
    readings.min_by_key(|(cost, _)| *cost).map(|(_, choice)| choice)
}

/// What the name of a file or folder counts for a dialect: less than a statement that its grammar refuses against it.
const NAMED: isize = 5;

/// The dialects that names in the directory tell.
struct Names {
    dialects: Vec<Dialect>,
    /// There is no file with SQL but what such names are about.
    are_all: bool,
}

impl Names {
    fn look_into(&mut self, folder: &Folder, is_named: bool) {
        for name in folder.files.iter().filter_map(|file| Name::read(&file.name)) {
            self.are_all &= is_named || name.dialect.is_some();
            self.dialects.extend(name.dialect.and_then(Named::dialect));
        }
        for folder in &folder.folders {
            let named = dialect::named(&folder.name);
            self.dialects.extend(named.and_then(Named::dialect));
            self.look_into(folder, is_named || named.is_some());
        }
    }
}

/// The dialect that the name of the directory tells, or Prisma's lock file, or one of the folders that it is in.
fn named_around(folder: &Folder, directory: &Path) -> Option<Dialect> {
    /// `db/sqlite/migrations`: further up the names are about something else.
    const HIGHEST: usize = 3;
    let lock = folder.file("migration_lock.toml").and_then(|file| fs::read_to_string(&file.path).ok());
    let provider = lock.as_deref().and_then(|text| {
        let line = text.lines().find(|line| line.trim_start().starts_with("provider"))?;
        dialect::named(line.split_once('=')?.1.trim().trim_matches('"'))?.dialect()
    });
    let absolute = fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned());
    let names = absolute.ancestors().filter_map(|path| path.file_name()?.to_str()).take(HIGHEST);
    provider.or_else(|| names.filter_map(dialect::in_words).next())
}

/// How badly the statements go with a dialect: what its grammar refuses counts most, what is typical of it counts for
/// it.
fn cost(chains: &[Chain], dialect: Dialect) -> isize {
    /// Grammars call themselves; see `check/read.rs`.
    const STACK: usize = 64 << 20;
    let scripts = || chains.iter().flat_map(|chain| &chain.scripts);
    let count = || -> isize { scripts().map(|script| cost_of(script, dialect)).sum() };
    let statements = thread::scope(|scope| {
        let counting = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, count);
        counting.ok().and_then(|counting| counting.join().ok()).unwrap_or_default()
    });
    let findings = chains.iter().flat_map(|chain| &chain.findings).filter(|finding| finding.is_error());
    statements + 3 * findings.count() as isize
}

fn cost_of(script: &Script, dialect: Dialect) -> isize {
    let mut cost = 0;
    for section in &script.sections {
        for statement in section.variants.iter().flat_map(|variant| &variant.statements) {
            // A program: the words are those of other files.
            if statement.opaque && script.source.text().is_empty() {
                continue;
            }
            cost += match syntax::read(&section.source, statement, dialect) {
                _ if statement.opaque => 0,
                Verdict::Read(_) => 0,
                Verdict::Opaque => 1,
                Verdict::Refused(_) => 10,
            };
            let text = section.source.text().get(statement.range.clone()).unwrap_or_default();
            let tokens: Vec<(Kind, String)> = Lexer::new(text, 0, text.len(), dialect)
                .map(|token| (token.kind, text.get(token.range()).unwrap_or_default().to_ascii_lowercase()))
                .collect();
            cost += isize::from(is_odd(&tokens, dialect)) - isize::from(is_typical(&tokens, dialect));
        }
    }
    cost
}

/// Words that the other dialects would hardly have.
const fn own_words(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Sqlite => {
            &["autoincrement", "pragma", "randomblob", "rowid", "sqlite_master", "strftime", "unixepoch"]
        }
        Dialect::Postgres => &[
            "bigserial",
            "bytea",
            "citext",
            "concurrently",
            "extension",
            "gen_random_uuid",
            "ilike",
            "jsonb",
            "nextval",
            "plpgsql",
            "regclass",
            "serial",
            "timestamptz",
            "tsvector",
            "uuid_generate_v4",
            "varying",
        ],
        Dialect::Mysql => &[
            "auto_increment",
            "charset",
            "engine",
            "longtext",
            "mediumint",
            "mediumtext",
            "modify",
            "unsigned",
            "utf8mb4",
        ],
    }
}

/// Whether there is something in a statement that the other dialects would hardly have.
fn is_typical(tokens: &[(Kind, String)], dialect: Dialect) -> bool {
    let word = |(kind, text): &(Kind, String)| match kind {
        Kind::Word => own_words(dialect).contains(&text.as_str()),
        Kind::Name => dialect == Dialect::Mysql && text.starts_with('`'),
        Kind::String => dialect == Dialect::Postgres && text.starts_with('$'),
        Kind::Symbol => dialect == Dialect::Postgres && text == "::",
        _ => false,
    };
    // Numbers itself, and does so nowhere else.
    let key = dialect == Dialect::Sqlite
        && (has(tokens, &["integer", "primary", "key"])
            || has(tokens, &["integer", "not", "null", "primary", "key"]));
    key || tokens.iter().any(word)
}

/// Whether there is something in a statement that the dialect has not, though its grammar does not know.
fn is_odd(tokens: &[(Kind, String)], dialect: Dialect) -> bool {
    let is_any = |words: &[&str]| tokens.iter().any(|(_, text)| words.contains(&text.as_str()));
    match dialect {
        Dialect::Sqlite => false,
        // Types.
        Dialect::Postgres => is_any(&["blob", "datetime", "longblob", "tinyint"]),
        // An index of some rows, a key without a length.
        Dialect::Mysql => {
            tokens.first().is_some_and(|(_, text)| text == "create")
                && is_any(&["index"])
                && is_any(&["where"])
                || has(tokens, &["text", "primary", "key"])
                || has(tokens, &["text", "not", "null", "primary", "key"])
        }
    }
}

fn has(tokens: &[(Kind, String)], words: &[&str]) -> bool {
    tokens.windows(words.len()).any(|window| window.iter().zip(words).all(|((_, text), word)| text == word))
}
