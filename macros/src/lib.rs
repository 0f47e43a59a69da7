//! The macro of ambix. Use it through the `ambix` crate.

mod args;
mod expand;
mod kept;

use std::path::PathBuf;

use proc_macro::TokenStream;

/// Embeds a script directory: reads, checks and orders its revisions while the program is compiled.
///
/// An expression of type `ambix::Migrations`, for a `static`:
///
/// ```text
/// pub static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!();
/// ```
///
/// | argument | meaning |
/// | --- | --- |
/// | `"path"` | the script directory, from the folder of `Cargo.toml`; without it what `ambix.toml` says, or `migrations` |
/// | `name = "billing"` | the set of that name in `ambix.toml` |
/// | `crate = path` | the path of the `ambix` crate, where it is not `::ambix` |
/// | `watch = false` | do not say that nothing tells Cargo of new files |
///
/// Everything that is wrong is reported at once, each finding with file, line, column and help.
///
/// The macro stands at the top level of a file, not inside `mod name { … }`, if the directory has revisions in
/// Rust: they become modules whose paths start from the file.
#[proc_macro]
pub fn embed_migrations(input: TokenStream) -> TokenStream {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let caller = proc_macro::Span::call_site().local_file();
    let seen = std::env::var(ambix_build::VARIABLE).ok();
    let shelf = kept::Shelf::find();
    expand::embed_migrations(input.into(), &expand::Place { root, caller, seen, shelf }).into()
}
