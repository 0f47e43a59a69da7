//! The last expansion, kept in the folder of the build script.
//!
//! Most builds change no revision, and the checks run unoptimised in whatever profile: at 1,000 revisions they take
//! longer than all else that a build does after a change elsewhere. So the tokens are kept, with all that they came of:
//! the digest of the directory that the build script has seen too, the settings, the arguments and the compiler's
//! dependencies, this macro among them. If one of them is another, everything is read and checked again.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process;
use std::time::UNIX_EPOCH;

use ambix_source::Configuration;
use proc_macro2::TokenStream;

/// Where an expansion is kept, and what it came of.
pub(crate) struct Kept {
    path: PathBuf,
    origin: String,
}

/// What a place keeps its expansions by.
#[derive(Clone)]
pub(crate) struct Shelf {
    /// `OUT_DIR`: it is there where a build script is.
    pub(crate) folder: PathBuf,
    /// The dependencies of what is compiled, with their lengths and times: another version of the checks is a change
    /// of one of them.
    pub(crate) dependencies: String,
}

impl Shelf {
    /// None if there is no folder, or if it is unknown what this macro was built of: outside of Cargo.
    pub(crate) fn find() -> Option<Shelf> {
        let folder = env::var_os("OUT_DIR").map(PathBuf::from)?;
        let dependencies = dependencies(env::args_os())?;
        Some(Shelf { folder, dependencies })
    }

    /// `input` is what stands between the parentheses.
    pub(crate) fn expansion(
        &self,
        input: &str,
        caller: Option<&Path>,
        configuration: &Configuration,
        digest: &str,
    ) -> Option<Kept> {
        // `$crate` means what it means in one macro alone; text does not say in which.
        if input.contains('$') {
            return None;
        }
        let mut name = DefaultHasher::new();
        (input, caller, crate_kind(&self.dependencies)).hash(&mut name);
        let path = self.folder.join(format!("ambix-{:016x}.tokens", name.finish()));
        let origin = format!("{digest} {configuration:?} {}", self.dependencies).replace(['\r', '\n'], " ");
        Some(Kept { path, origin })
    }
}

/// Those of a check and those of a build have other names; neither is to push the other out.
fn crate_kind(dependencies: &str) -> bool {
    dependencies.contains(".rlib")
}

/// The files that `--extern` names.
fn dependencies(arguments: impl Iterator<Item = impl AsRef<OsStr>>) -> Option<String> {
    let mut dependencies = String::new();
    let mut is_extern = false;
    for argument in arguments {
        let argument = argument.as_ref().to_string_lossy();
        if is_extern && let Some((_, path)) = argument.split_once('=') {
            let metadata = fs::metadata(path).ok()?;
            let time = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            dependencies += &format!("{path} {} {} ", metadata.len(), time.as_nanos());
        }
        is_extern = argument == "--extern";
    }
    Some(dependencies).filter(|dependencies| !dependencies.is_empty())
}

impl Kept {
    /// The tokens, if they would be the same today.
    pub(crate) fn read(&self) -> Option<TokenStream> {
        let text = fs::read_to_string(&self.path).ok()?;
        let tokens = text.strip_prefix(&self.origin)?.strip_prefix('\n')?;
        tokens.parse().ok()
    }

    /// Keeps them. Where that does not succeed, the next build does all the work again.
    pub(crate) fn write(&self, tokens: &TokenStream) {
        // Two compilers may be at it.
        let new = self.path.with_extension(process::id().to_string());
        let written = fs::write(&new, format!("{}\n{tokens}", self.origin));
        if written.and_then(|()| fs::rename(&new, &self.path)).is_err() {
            let _ = fs::remove_file(&new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_are_those_of_the_compiler() {
        let own = env::current_exe().unwrap();
        let named = format!("ambix={}", own.display());
        let found = dependencies(["rustc", "--extern", &named, "--extern", "proc_macro", "-O"].iter());
        let found = found.unwrap();
        assert!(found.starts_with(own.to_str().unwrap()) && found.split_whitespace().count() >= 3, "{found}");
        assert_eq!(dependencies(["rustc", "--extern", "ambix=not/there"].iter()), None);
        assert_eq!(dependencies(["rust-analyzer"].iter()), None);
    }
}
