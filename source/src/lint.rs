//! Everything that is to be said about a directory of migrations, ambix's own or another tool's.

use std::path::PathBuf;

use ambix_graph::script::{Dialect, Dialects};

use crate::catalog::CODES;
use crate::configuration::{Configuration, Downgrade, RuleLevel};
use crate::finding::{self, Finding, Level, Source};
use crate::layout::{self, Chain, Folder, Layout};
use crate::load;
use crate::lock::Lock;
use crate::rules;
use crate::script::Script;
use crate::script_directory;

/// What to look for.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LintOptions {
    /// The dialect to read in, whatever the settings say.
    pub dialect: Option<Dialect>,
    /// The directory may be another tool's: its layout is to be recognised.
    pub any_layout: bool,
    /// Levels of rules by name, in place of what the settings say.
    pub rules: Vec<(String, RuleLevel)>,
}

/// How it is known in which dialect a directory is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DialectFrom {
    /// Whoever asked says so.
    Option,
    /// The settings say so, or leave the default.
    Settings,
    /// Guessed: names of files or folders tell.
    Names,
    /// Guessed: it understands the statements best.
    Statements,
}

impl DialectFrom {
    /// A word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            DialectFrom::Option => "option",
            DialectFrom::Settings => "settings",
            DialectFrom::Names => "names",
            DialectFrom::Statements => "statements",
        }
    }

    /// Whether it is a guess.
    pub fn is_guess(self) -> bool {
        matches!(self, DialectFrom::Names | DialectFrom::Statements)
    }
}

/// What [`lint`] found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Linted {
    /// All that is to be said, by file and place.
    pub findings: Vec<Finding>,
    /// The scripts, in the order in which they run.
    pub scripts: Vec<Script>,
    /// The files that were read.
    pub files: Vec<LintedFile>,
    /// How many statements there are, of all directions; of templates nobody knows.
    pub statements: usize,
    /// How most of the files are laid out.
    pub layout: Layout,
    /// How many sequences there are that have nothing to do with one another, each in a folder of its own.
    pub sequences: usize,
    /// The dialects that the files were read in.
    pub dialects: Dialects,
    /// How they are known.
    pub dialect_from: DialectFrom,
}

/// A file that was read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LintedFile {
    /// Where it is.
    pub path: PathBuf,
    /// What is in it, with the path that people are shown.
    pub source: Source,
    /// It belongs to a revision that was released, and must not change.
    pub released: bool,
    /// It is another tool's: who has run it is not known here.
    pub foreign: bool,
}

/// Checks a directory of migrations: that of the configuration, as [`load`](crate::load()) does, and besides, if the
/// options allow it, the directory of any other tool that keeps plain SQL. Such files are read as a line of revisions:
/// questions about heads, headers and missing downgrades do not arise, and a transaction of their own is a warning.
///
/// Nothing stops at the first finding, and findings are no error.
///
/// # Errors
///
/// The findings, if there is nothing to check: `no-script-directory`, `unreadable-file`, or `no-migrations` if nothing in
/// the directory is recognised. `unknown-rule` if the options set the level of something that has none.
///
/// # Examples
///
/// ```
/// use ambix_source::{Configuration, Layout, LintOptions, lint};
///
/// # let root = std::env::temp_dir().join(format!("ambix-lint-example-{}", std::process::id()));
/// # std::fs::create_dir_all(root.join("migrations"))?;
/// std::fs::write(root.join("migrations/1_users.up.sql"), "CREATE TABLE users (id INTEGER PRIMARY KEY);")?;
/// std::fs::write(root.join("migrations/1_users.down.sql"), "DROP TABLE users;")?;
///
/// let mut options = LintOptions::default();
/// options.any_layout = true;
/// let linted = lint(&Configuration::new(&root), &options).map_err(|findings| format!("{findings:?}"))?;
/// assert_eq!((linted.layout, linted.files.len(), linted.statements), (Layout::UpDown, 2, 2));
/// assert!(linted.findings.is_empty());
/// # std::fs::remove_dir_all(&root)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lint(configuration: &Configuration, options: &LintOptions) -> Result<Linted, Vec<Finding>> {
    let unknown: Vec<Finding> = options.rules.iter().filter_map(|(name, _)| rules::no_level(name)).collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let mut configuration = configuration.clone();
    for (name, level) in &options.rules {
        configuration.rules.retain(|(known, _)| known != name);
        configuration.rules.push((name.clone(), *level));
    }
    let mut linted = match foreign_folder(&configuration, options)? {
        Some(folder) => foreign(&folder, configuration.clone(), options)?,
        None => own(configuration.clone(), options)?,
    };
    apply_levels(&mut linted.findings, &configuration);
    finding::sort(&mut linted.findings);
    Ok(linted)
}

/// The directory, if it is another tool's.
fn foreign_folder(
    configuration: &Configuration,
    options: &LintOptions,
) -> Result<Option<Folder>, Vec<Finding>> {
    let directory = configuration.directory();
    if !options.any_layout {
        return Ok(None);
    }
    if !directory.is_dir() {
        let shown = configuration.shown_directory();
        let message = match directory.exists() {
            true => format!("`{shown}` is a file, not a directory"),
            false => format!("there is no directory `{shown}`"),
        };
        return Err(vec![Finding::error("no-script-directory", message)]);
    }
    let unreadable = |(path, error): (PathBuf, std::io::Error)| {
        let inside = path.strip_prefix(&directory).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let shown = script_directory::join(&configuration.shown_directory(), &inside);
        vec![script_directory::unreadable(&shown, &error)]
    };
    let folder = Folder::read(&directory).map_err(unreadable)?;
    Ok(Some(folder).filter(|folder| !layout::is_own(folder)))
}

fn own(mut configuration: Configuration, options: &LintOptions) -> Result<Linted, Vec<Finding>> {
    if let Some(dialect) = options.dialect {
        configuration.dialects = Dialects::default().with(dialect);
    }
    let (scripts, findings) = load::list(&configuration);
    if findings.iter().any(|finding| finding.code == "no-script-directory") {
        return Err(findings);
    }
    let (loaded, _) = load::check(scripts, findings, &configuration);
    let is_released = released(&configuration);
    let mut files = Vec::new();
    for script in &loaded.scripts {
        let released = script.id().is_none_or(&is_released);
        files.push(LintedFile {
            path: script.path.clone(),
            source: script.source.clone(),
            released,
            foreign: false,
        });
        let offline = script.offline.iter();
        files.extend(offline.map(|offline| LintedFile {
            path: offline.path.clone(),
            source: offline.source.clone(),
            released,
            foreign: false,
        }));
    }
    Ok(Linted {
        findings: loaded.findings,
        statements: statements(&loaded.scripts),
        scripts: loaded.scripts,
        files,
        layout: Layout::Ambix,
        sequences: 1,
        dialects: configuration.dialects,
        dialect_from: if options.dialect.is_some() { DialectFrom::Option } else { DialectFrom::Settings },
    })
}

/// Which revisions are released. Of a lock file that cannot be read every one may be.
fn released(configuration: &Configuration) -> impl Fn(&str) -> bool + use<> {
    let path = configuration.lock_path();
    let lock = path.is_file().then(|| {
        let (source, _) = script_directory::read(&path, "ambix.lock").ok()?;
        Lock::parse(&source).ok()
    });
    move |id: &str| match &lock {
        None => false,
        Some(None) => true,
        Some(Some(lock)) => lock.is_released(id),
    }
}

fn foreign(
    folder: &Folder,
    mut configuration: Configuration,
    options: &LintOptions,
) -> Result<Linted, Vec<Finding>> {
    let (candidates, known): (Vec<Dialect>, _) = match options.dialect {
        Some(dialect) => (vec![dialect], Some(DialectFrom::Option)),
        // The default says nothing about another tool's files.
        None if !configuration.dialects_are_set => (Dialect::ALL.to_vec(), None),
        None => {
            let dialects: Vec<Dialect> = configuration.dialects.iter().collect();
            let known = (dialects.len() == 1).then_some(DialectFrom::Settings);
            (dialects, known)
        }
    };
    let choice = layout::choose(folder, &candidates, &configuration);
    let Some(choice) = choice.filter(|choice| !choice.chains.is_empty()) else {
        return Err(vec![nothing(&configuration)]);
    };
    let guess = if choice.by_name { DialectFrom::Names } else { DialectFrom::Statements };
    configuration.dialects = Dialects::default().with(choice.dialect);
    configuration.downgrade = Downgrade::Optional;
    // They are about revisions and tables of the set that the settings are for.
    configuration.since = None;
    configuration.schema.clear();
    let mut linted = Linted {
        findings: Vec::new(),
        scripts: Vec::new(),
        files: Vec::new(),
        statements: 0,
        layout: most(&choice.chains),
        sequences: choice.chains.len(),
        dialects: configuration.dialects,
        dialect_from: known.unwrap_or(guess),
    };
    for chain in choice.chains {
        let files = chain.files.into_iter();
        linted.files.extend(files.map(|(path, source)| LintedFile {
            path,
            source,
            released: false,
            foreign: true,
        }));
        let (mut loaded, _) = load::check(chain.scripts, chain.findings, &configuration);
        soften(&mut loaded.findings, &configuration);
        linted.findings.append(&mut loaded.findings);
        linted.statements += statements(&loaded.scripts);
        linted.scripts.append(&mut loaded.scripts);
    }
    Ok(linted)
}

/// What no file makes may have been there before the first one: unlike ours, other directories cannot say what they
/// expect. So it is only worth a look.
fn soften(findings: &mut [Finding], configuration: &Configuration) {
    let may_be_elsewhere =
        |code: &str| CODES.iter().any(|known| known.may_be_elsewhere && known.name == code);
    let is_set = |code: &str| configuration.rules.iter().any(|(name, _)| name == code);
    for finding in findings.iter_mut().filter(|finding| finding.is_error()) {
        if may_be_elsewhere(finding.code) && !is_set(finding.code) {
            finding.level = Level::Warning;
            finding
                .help
                .push("something else than these files may have made it, so this is no error".to_owned());
        }
    }
}

/// The layout that most files have.
fn most(chains: &[Chain]) -> Layout {
    let count = |layout: Layout| -> usize {
        chains.iter().filter(|chain| chain.layout == layout).map(|chain| chain.scripts.len()).sum()
    };
    let layouts = chains.iter().map(|chain| chain.layout);
    layouts.max_by_key(|layout| (count(*layout), std::cmp::Reverse(*layout))).unwrap_or(Layout::Plain)
}

fn nothing(configuration: &Configuration) -> Finding {
    let shown = configuration.shown_directory();
    Finding::error("no-migrations", format!("no migration is recognised in `{shown}`")).help(format!(
        "looked for {}, for {}, and in its folders for the same",
        Layout::Ambix.form(),
        Layout::forms()
    ))
}

/// Statements as one dialect counts them.
fn statements(scripts: &[Script]) -> usize {
    let sections = scripts.iter().flat_map(|script| &script.sections);
    let variants = sections.filter_map(|section| section.variants.first());
    variants.flat_map(|variant| &variant.statements).filter(|statement| !statement.opaque).count()
}

/// What is only a warning may be silenced or become an error, by the name in its brackets.
fn apply_levels(findings: &mut Vec<Finding>, configuration: &Configuration) {
    let level = |finding: &Finding| {
        configuration.rules.iter().rev().find(|(name, _)| name == finding.code).map(|(_, level)| *level)
    };
    findings.retain_mut(|finding| {
        if finding.level == Level::Error {
            return true;
        }
        match level(finding) {
            Some(RuleLevel::Allow) => return false,
            Some(RuleLevel::Deny) => finding.level = Level::Error,
            Some(RuleLevel::Warn) | None => {}
        }
        true
    });
}
