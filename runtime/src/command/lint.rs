//! `lint`.

use std::fmt;
use std::path::{Path, PathBuf};

use ambix_source::{
    Configuration, DialectFrom, Finding, Fix, Layout, Linted, Refused, RuleLevel, render, way,
};

use crate::authoring::{absolute, refused, replace};
use crate::driver::Dialect;
use crate::error::Result;

/// What [`lint`](fn@lint) is to look at, and what to do about it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LintOptions {
    /// The directory, from the folder of `Cargo.toml`: by default the script directory of the settings. Another one may
    /// be that of any tool that keeps plain SQL.
    pub directory: Option<PathBuf>,
    /// The name of the set, where there are several.
    pub name: Option<String>,
    /// The dialect to read in, whatever the settings say.
    pub dialect: Option<Dialect>,
    /// Levels of rules by name, in place of what the settings say.
    pub rules: Vec<(String, RuleLevel)>,
    /// Whether to make the changes that are certain.
    pub fix: bool,
}

impl LintOptions {
    /// Sets the directory.
    #[must_use]
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// Sets the name of the set.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the dialect.
    #[must_use]
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Sets the level of a rule.
    #[must_use]
    pub fn rule(mut self, name: impl Into<String>, level: RuleLevel) -> Self {
        self.rules.push((name.into(), level));
        self
    }

    /// Makes the changes that are certain.
    #[must_use]
    pub fn fix(mut self, fix: bool) -> Self {
        self.fix = fix;
        self
    }
}

/// What [`lint`](fn@lint) found. `Display` gives each finding with the lines that it points at, and a line of summary.
#[derive(Debug)]
#[non_exhaustive]
pub struct Lint {
    /// All that is to be said, by file and place; what was fixed is not among it.
    pub findings: Vec<Finding>,
    /// The directory, as people can open it.
    pub directory: String,
    /// How many files there are.
    pub files: usize,
    /// How many statements are in them.
    pub statements: usize,
    /// How most of the files are laid out.
    pub layout: Layout,
    /// How many sequences there are that have nothing to do with one another.
    pub sequences: usize,
    /// The dialects that the files were read in.
    pub dialects: Vec<Dialect>,
    /// How they are known.
    pub dialect_from: DialectFrom,
    /// The changes that were made.
    pub fixed: Vec<Fix>,
    /// The changes that were not made, and why not.
    pub not_fixed: Vec<(Fix, Refused)>,
}

impl Lint {
    /// How many findings are errors.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_error()).count()
    }

    /// How many findings are warnings.
    pub fn warnings(&self) -> usize {
        self.findings.len() - self.errors()
    }

    /// `12 files, 340 statements: 2 errors, 5 warnings`
    pub fn summary(&self) -> String {
        let count = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        format!(
            "{}, {}: {}, {}",
            count(self.files, "file"),
            count(self.statements, "statement"),
            count(self.errors(), "error"),
            count(self.warnings(), "warning"),
        )
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for text in render(&self.findings) {
            writeln!(f, "{text}\n")?;
        }
        writeln!(f, "{}", self.summary())
    }
}

/// Checks a directory of migrations: the script directory that the settings in the folder `root` name, or another one,
/// of ambix or of any tool that keeps plain SQL, which it leaves as it is.
///
/// Nothing stops at the first finding, and findings are no error of the command. With [`LintOptions::fix`] the changes
/// that are certain are made first, each file at once, until there is none left: those after which the grammar of the
/// database takes the statement, and those that a rule is sure of. Released revisions are not touched. In the files of
/// other tools only statements that no database can have run are changed, those that its grammar refuses. Of fixes that
/// are about one place none is made.
///
/// # Errors
///
/// - The findings, if the settings cannot be read.
/// - `no-script-directory`, `unreadable-file` or `no-migrations` if there is nothing to check.
/// - `cannot-write`.
///
/// # Examples
///
/// ```
/// use ambix::command::{self, LintOptions};
///
/// # let root = std::env::temp_dir().join(format!("ambix-command-lint-{}", std::process::id()));
/// # std::fs::create_dir_all(root.join("db"))?;
/// std::fs::write(root.join("db/1_users.sql"), "CREATE TABLE users (id INTEGER PRIMARY KEY,);")?;
/// std::fs::write(root.join("db/2_names.sql"), "ALTER TABLE users ADD COLUMN name TEXT;")?;
///
/// let options = LintOptions::default().directory("db");
/// let lint = command::lint(&root, options.clone())?;
/// assert_eq!(lint.findings[0].code, "syntax");
/// assert_eq!(lint.summary(), "2 files, 2 statements: 1 error, 0 warnings");
/// assert_eq!(command::lint(&root, options.fix(true))?.errors(), 0);
/// # std::fs::remove_dir_all(&root)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lint(root: impl AsRef<Path>, options: LintOptions) -> Result<Lint> {
    let root = root.as_ref();
    let shown_root = std::env::current_dir().map(|here| way(&here, root)).unwrap_or_default();
    let configuration =
        Configuration::load_shown(root, options.name.as_deref(), &shown_root).map_err(refused)?;
    let directory = std::env::var_os(configuration.directory_variable());
    run(configuration.with_directory(directory), &options)
}

/// So often files are changed and looked at again.
const MOST_ROUNDS: usize = 100;

/// As [`lint`](fn@lint), with settings that were read.
pub(crate) fn run(mut configuration: Configuration, options: &LintOptions) -> Result<Lint> {
    let mut asked = ambix_source::LintOptions::default();
    asked.dialect = options.dialect;
    asked.rules = options.rules.clone();
    // A directory without settings may be anybody's.
    asked.any_layout = configuration.files.is_empty();
    if let Some(directory) = &options.directory {
        let own = absolute(&configuration.directory());
        let named = absolute(&configuration.root.join(directory));
        asked.any_layout |= named != own;
        configuration.directory = Some(way(&configuration.root, &named).into());
    }
    let mut linted = ambix_source::lint(&configuration, &asked).map_err(refused)?;
    let (mut fixed, mut not_fixed) = (Vec::new(), Vec::new());
    // Of what is found in one file only the first are told, and the next ones once those are gone.
    for _ in 0..if options.fix { MOST_ROUNDS } else { 0 } {
        let fixes = linted.fixes();
        not_fixed = fixes.refused;
        if fixes.files.is_empty() {
            break;
        }
        for file in fixes.files {
            // A link stays a link.
            replace(&file.path.canonicalize().unwrap_or(file.path), &file.text)?;
            fixed.extend(file.fixes);
        }
        linted = ambix_source::lint(&configuration, &asked).map_err(refused)?;
    }
    Ok(answer(linted, configuration.shown_directory(), fixed, not_fixed))
}

fn answer(linted: Linted, directory: String, fixed: Vec<Fix>, not_fixed: Vec<(Fix, Refused)>) -> Lint {
    Lint {
        files: linted.files.len(),
        statements: linted.statements,
        layout: linted.layout,
        sequences: linted.sequences,
        dialects: linted.dialects.iter().collect(),
        dialect_from: linted.dialect_from,
        findings: linted.findings,
        directory: if directory.is_empty() { ".".to_owned() } else { directory },
        fixed,
        not_fixed,
    }
}
