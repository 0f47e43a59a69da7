//! Which files a script directory holds, and their texts.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::configuration::Configuration;
use crate::finding::{Finding, Source};
use crate::script::Kind;

/// A file that is, or should be, a revision.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path inside the script directory, with `/` between its parts.
    pub(crate) relative: String,
    /// Its name without folders and extension: what load order goes by.
    stem: String,
}

/// Lists the revisions below the script directory in load order: file stems by code point, directories ignored, as
/// Alembic does. Whatever is no revision is a finding; nothing is skipped in silence but `README*`, dot files and
/// `ambix.lock`.
pub(crate) fn list(configuration: &Configuration, findings: &mut Vec<Finding>) -> Vec<Entry> {
    let directory = configuration.directory();
    let shown = configuration.shown_directory();
    if !directory.is_dir() {
        findings.push(no_directory(configuration, &shown, directory.exists()));
        return Vec::new();
    }
    let mut walk = Walk { shown, entries: Vec::new(), visited: HashSet::new(), findings };
    let mut waiting = vec![(directory, String::new())];
    while let Some((path, relative)) = waiting.pop() {
        walk.directory(&path, &relative, &mut waiting);
    }
    let mut entries = walk.entries;
    entries.sort_by(|a, b| (&a.stem, &a.relative).cmp(&(&b.stem, &b.relative)));
    entries
}

fn no_directory(configuration: &Configuration, shown: &str, exists: bool) -> Finding {
    if exists {
        return Finding::error("no-script-directory", format!("`{shown}` is a file, not a script directory"));
    }
    let finding = Finding::error("no-script-directory", format!("no script directory at `{shown}`"));
    if configuration.shown_root.is_empty() {
        return finding.help(format!(
            "the path starts from the folder of Cargo.toml; `ambix init {shown}` creates one"
        ));
    }
    // Whoever is somewhere else says for which package the directory is.
    let settings = configuration.shown("ambix.toml");
    finding.help(format!("`ambix -c {settings} init {shown}` creates one"))
}

struct Walk<'f> {
    shown: String,
    entries: Vec<Entry>,
    /// Directories by their real paths: a symbolic link may lead back up.
    visited: HashSet<PathBuf>,
    findings: &'f mut Vec<Finding>,
}

impl Walk<'_> {
    fn directory(&mut self, path: &Path, relative: &str, waiting: &mut Vec<(PathBuf, String)>) {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.visited.insert(real) {
            return;
        }
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(relative, &error),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.unreadable(relative, &error),
            };
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let shown = join(relative, &name.to_string_lossy());
                self.findings.push(
                    Finding::error(
                        "unexpected-file",
                        format!("the name of `{}` is not UTF-8", self.show(&shown)),
                    )
                    .in_file(self.show(&shown)),
                );
                continue;
            };
            if name.starts_with('.') || name.starts_with("README") || name == "ambix.lock" {
                continue;
            }
            let relative = join(relative, name);
            let path = entry.path();
            match entry.file_type().and_then(|kind| {
                if kind.is_symlink() { fs::metadata(&path).map(|to| to.file_type()) } else { Ok(kind) }
            }) {
                Ok(kind) if kind.is_dir() => waiting.push((path, relative)),
                Ok(_) => self.file(path, relative, name),
                Err(error) => self.unreadable(&relative, &error),
            }
        }
    }

    fn file(&mut self, path: PathBuf, relative: String, name: &str) {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let kind = match extension {
            "sql" => Kind::Sql,
            "rs" => Kind::Rust,
            _ => {
                let shown = self.show(&relative);
                let finding =
                    Finding::error("unexpected-file", format!("`{shown}` is not a revision")).in_file(shown);
                self.findings.push(match extension.to_ascii_lowercase().as_str() {
                    "sql" | "rs" => finding.help(format!("write the extension `.{}`", extension.to_ascii_lowercase())),
                    _ => finding.help(
                        "a revision is `<id>_<slug>.sql` or `<id>_<slug>.rs`; apart from these only `README*`, \
                         `ambix.lock` and names with a leading dot may stand in a script directory",
                    ),
                });
                return;
            }
        };
        self.entries.push(Entry { kind, path, stem: stem.to_owned(), relative });
    }

    fn show(&self, relative: &str) -> String {
        join(&self.shown, relative)
    }

    fn unreadable(&mut self, relative: &str, error: &std::io::Error) {
        let shown = self.show(relative);
        self.findings.push(unreadable(&shown, error));
    }
}

pub(crate) fn unreadable(shown: &str, error: &std::io::Error) -> Finding {
    Finding::error("unreadable-file", format!("`{shown}` cannot be read: {error}")).in_file(shown)
}

/// Joins two parts of a path with `/`; either may be empty.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match (folder.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

/// Reads a file into a normalised text; true if the text is what is on the disk, byte for byte.
pub(crate) fn read(path: &Path, shown: &str) -> Result<(Source, bool), Finding> {
    let bytes = fs::read(path).map_err(|error| unreadable(shown, &error))?;
    source(bytes, shown)
}

/// Checks and normalises the bytes of a file.
pub(crate) fn source(bytes: Vec<u8>, shown: &str) -> Result<(Source, bool), Finding> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let byte = bytes.get(valid).copied().unwrap_or_default();
            let before =
                normalised(String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default()).into_owned());
            let after =
                normalised(String::from_utf8_lossy(bytes.get(valid..).unwrap_or_default()).into_owned());
            let at = before.len();
            let end = at + after.chars().next().map_or(0, char::len_utf8);
            let source = Source::new(shown, before + &after);
            return Err(Finding::error(
                "not-utf8",
                format!("`{shown}` is not UTF-8: found the byte 0x{byte:02x}"),
            )
            .at(&source, at..end, "here")
            .help("save it as UTF-8"));
        }
    };
    let verbatim = !text.starts_with(BYTE_ORDER_MARK) && !text.contains('\r');
    let length = text.len();
    let text = if verbatim { text } else { normalised(text) };
    let verbatim = verbatim || text.len() == length;
    let source = Source::new(shown, text);
    match source.text().find('\0') {
        None => Ok((source, verbatim)),
        Some(at) => Err(Finding::error("nul-character", "a NUL character, which no database takes")
            .at(&source, at..at + 1, "NUL")
            .help("remove it; if the file has many, it may be UTF-16: save it as UTF-8")),
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

fn normalised(text: String) -> String {
    text.trim_start_matches(BYTE_ORDER_MARK).replace("\r\n", "\n")
}
