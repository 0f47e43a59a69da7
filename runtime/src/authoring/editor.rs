//! The editor of the user.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};

/// What is tried, in this order, if neither `EDITOR` nor `VISUAL` is of use.
const EDITORS: [&str; 5] = ["sensible-editor", "editor", "nano", "vim", "code"];

/// Opens files in the editor, one after the other.
///
/// # Errors
///
/// `editor-failed`.
pub(crate) fn edit(files: &[PathBuf]) -> Result<()> {
    let Editor { name, program, arguments } = find()?;
    for file in files {
        let failed = |what: String| {
            Error::new("editor-failed", format!("the editor `{name}` {what}"))
                .with_help("set EDITOR to the editor you use")
        };
        match Command::new(&program).args(&arguments).arg(file).status() {
            Ok(status) if status.success() => {}
            Ok(status) => return Err(failed(format!("failed: {status}"))),
            Err(error) => return Err(failed(format!("cannot be run: {error}")).with_source(error)),
        }
    }
    Ok(())
}

struct Editor {
    /// As it is called by whoever chose it.
    name: String,
    program: PathBuf,
    /// What stands before the file.
    arguments: Vec<String>,
}

fn find() -> Result<Editor> {
    for variable in ["EDITOR", "VISUAL"] {
        let Some(name) = env::var(variable).ok().filter(|value| !value.trim().is_empty()) else { continue };
        // A path may hold blanks; otherwise what follows the first word are arguments: `code --wait`.
        if Path::new(&name).is_file() {
            return Ok(Editor { program: PathBuf::from(&name), name, arguments: Vec::new() });
        }
        let mut words = shlex::split(&name).unwrap_or_else(|| vec![name.clone()]).into_iter();
        if let Some(program) = words.next().and_then(|word| program(&word)) {
            return Ok(Editor { name, program, arguments: words.collect() });
        }
    }
    let found = EDITORS.into_iter().find_map(|name| Some((name, program(name)?)));
    match found {
        Some((name, program)) => Ok(Editor { name: name.to_owned(), program, arguments: Vec::new() }),
        None => Err(Error::new("editor-failed", "no editor was found")
            .with_help(format!("set EDITOR; without it these are tried: {}", EDITORS.join(", ")))),
    }
}

/// A path to a file, or a name that is found in `PATH`.
fn program(word: &str) -> Option<PathBuf> {
    let path = Path::new(word);
    if path.components().count() > 1 {
        return Some(path.to_owned()).filter(|path| path.is_file());
    }
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).flat_map(|folder| candidates(&folder, word)).find(|path| is_program(path))
}

fn candidates(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut candidates = vec![folder.join(word)];
    if cfg!(windows) {
        candidates.extend(["exe", "cmd", "bat"].map(|extension| folder.join(word).with_extension(extension)));
    }
    candidates
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path)
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
