//! Whether `cargo package` takes the script directory along.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::configuration::{self, Configuration, member};
use crate::finding::Finding;
use crate::load::Loaded;

/// The finding of a script directory that `cargo package` would leave out: whoever then builds the published crate
/// has no revisions.
///
/// None for a crate that says `publish = false`, and wherever it is not certain. The macro does not ask: it is a
/// warning, and the crate at hand does build.
pub fn not_packaged(configuration: &Configuration, loaded: &Loaded) -> Option<Finding> {
    if configuration.directory.is_some() {
        // Whoever moves the directory for a build does not package with it.
        return None;
    }
    // What is wrong with `Cargo.toml` itself is for Cargo to say.
    let source = configuration::source(configuration, "Cargo.toml", &mut Vec::new())?;
    let document = configuration::parse(&source, &mut Vec::new())?;
    let package = member(document.get_ref(), "package")?.get_ref().as_table()?;
    if !may_be_published(package) {
        return None;
    }
    let location = &configuration.script_location;
    let finding = if is_outside(location) {
        let shown = configuration.shown_directory();
        let message =
            format!("the script directory `{shown}` is not in the package, so `cargo package` leaves it out");
        Finding::warning("not-packaged", message).help("move it into the folder of Cargo.toml")
    } else {
        let (key, value, left_out) = left_out(package, location, loaded)?;
        let path = configuration.shown(&left_out);
        Finding::warning("not-packaged", format!("`cargo package` leaves out `{path}`"))
            .at(&source, value.span(), if key == "include" { "not included" } else { "excluded" })
            .help(match key {
                "include" => format!("add \"/{location}\""),
                _ => format!("take out what matches `{left_out}`"),
            })
    };
    Some(finding.help("a crate that is never published says `publish = false`"))
}

/// A crate is published unless it says otherwise; one that leaves it to its workspace is given the benefit of the doubt.
fn may_be_published(package: &DeTable<'_>) -> bool {
    match member(package, "publish").map(Spanned::get_ref) {
        None => true,
        Some(DeValue::Boolean(publish)) => *publish,
        Some(DeValue::Array(registries)) => !registries.is_empty(),
        Some(_) => false,
    }
}

/// Whether a path leads out of where it starts.
fn is_outside(path: &str) -> bool {
    let mut depth = 0_i32;
    path.split('/').any(|part| {
        depth += match part {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        depth < 0
    })
}

/// The first revision that `include`, or else `exclude`, leaves out, and which of the two it is.
fn left_out<'t, 's>(
    package: &'t DeTable<'s>,
    location: &str,
    loaded: &Loaded,
) -> Option<(&'static str, &'t Spanned<DeValue<'s>>, String)> {
    let (key, value) = ["include", "exclude"].iter().find_map(|key| Some((*key, member(package, key)?)))?;
    let items = value.get_ref().as_array()?.iter();
    let patterns = items.map(|item| item.get_ref().as_str().and_then(Pattern::parse));
    // Of a list that is not understood in full nothing is certain.
    let patterns: Vec<Pattern<'_>> = patterns.collect::<Option<_>>()?;
    let scripts = loaded.scripts.iter();
    let files = scripts.flat_map(|script| {
        let offline = script.offline.iter().map(|offline| &offline.relative);
        std::iter::once(&script.relative).chain(offline)
    });
    let mut paths = files.map(|file| format!("{location}/{file}"));
    let path = paths.find(|path| {
        let named = patterns.iter().any(|pattern| pattern.matches(path));
        named == (key == "exclude")
    })?;
    Some((key, value, path))
}

/// A pattern as in a `.gitignore`, of the kind that can be told without a doubt.
struct Pattern<'p> {
    parts: Vec<&'p str>,
    /// It matches folders alone, and so all that is in them.
    folder: bool,
}

impl<'p> Pattern<'p> {
    fn parse(text: &'p str) -> Option<Self> {
        if text.starts_with('#') || text.contains(['!', '[', ']', '{', '}', '\\', '?']) || text.trim() != text
        {
            return None;
        }
        let folder = text.ends_with('/');
        let pattern = text.trim_end_matches('/');
        let mut parts: Vec<&str> = pattern.trim_start_matches('/').split('/').collect();
        if parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
            return None;
        }
        if !pattern.contains('/') {
            // A name alone is meant wherever it stands.
            parts.insert(0, "**");
        }
        Some(Pattern { parts, folder })
    }

    /// Whether it matches a file, or a folder that the file is in.
    fn matches(&self, path: &str) -> bool {
        let path: Vec<&str> = path.split('/').collect();
        let longest = if self.folder { path.len() - 1 } else { path.len() };
        (1..=longest).any(|length| path.get(..length).is_some_and(|path| parts_match(&self.parts, path)))
    }
}

fn parts_match(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        // At the end: everything inside, not the folder itself.
        (["**"], _) => !path.is_empty(),
        (["**", rest @ ..], _) => {
            (0..=path.len()).any(|skip| parts_match(rest, path.get(skip..).unwrap_or(&[])))
        }
        ([part, pattern @ ..], [name, path @ ..]) => name_matches(part, name) && parts_match(pattern, path),
        _ => false,
    }
}

/// `*` stands for any part of a name.
fn name_matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, rest)) => name.strip_prefix(before).is_some_and(|name| {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| name_matches(rest, name.get(at..).unwrap_or_default()))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each as `cargo package --list` decides.
    #[test]
    fn patterns() {
        for (pattern, matching, other) in [
            ("migrations", &["migrations/a.sql", "src/migrations/a.sql"][..], &["migration/a.sql"][..]),
            ("/migrations", &["migrations/a.sql"], &["src/migrations/a.sql"]),
            ("migrations/", &["migrations/a.sql", "src/migrations/a.sql"], &["src/migrations"]),
            ("migrations/*", &["migrations/a.sql", "migrations/x/a.sql"], &["src/migrations/a.sql"]),
            ("migrations/**", &["migrations/a.sql", "migrations/x/a.sql"], &["migrations", "src/a.sql"]),
            ("migrations/**/*.sql", &["migrations/a.sql", "migrations/x/y/a.sql"], &["migrations/a.rs"]),
            ("migrations/*.sql", &["migrations/a.sql"], &["migrations/x/a.sql", "migrations/a.rs"]),
            ("*.sql", &["a.sql", "migrations/x/a.sql"], &["a.sql.txt"]),
            ("**/*.sql", &["a.sql", "migrations/x/a.sql"], &["a.rs"]),
            ("*r*t*", &["migrations/a.sql", "art"], &["tar"]),
            ("*", &["a", "b/c"], &[]),
        ] {
            let pattern = Pattern::parse(pattern).unwrap_or_else(|| panic!("{pattern}"));
            assert!(matching.iter().all(|path| pattern.matches(path)), "{:?}", pattern.parts);
            assert!(!other.iter().any(|path| pattern.matches(path)), "{:?}", pattern.parts);
        }
        for doubtful in ["!a", "[ab].sql", "a?", "", "/", "../a", "#a"] {
            assert!(Pattern::parse(doubtful).is_none(), "{doubtful}");
        }
    }

    #[test]
    fn outside() {
        for (path, expected) in
            [("migrations", false), ("a/../b", false), ("../migrations", true), ("a/../../b", true)]
        {
            assert_eq!(is_outside(path), expected, "{path}");
        }
    }
}
