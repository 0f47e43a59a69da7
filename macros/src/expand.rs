//! From a checked set to the tokens that embed it, or from its findings to compile errors.

use std::env;
use std::path::{Path, PathBuf};

use ambix_source::{Configuration, Finding, Level, Set, load, render, way};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote};
use syn::LitStr;

use crate::args::Args;
use crate::kept::{Kept, Shelf};

/// Where the macro is called.
pub(crate) struct Place {
    /// The folder of `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// The file, where that is known.
    pub(crate) caller: Option<PathBuf>,
    /// What the build script has seen: the value of [`ambix_build::VARIABLE`].
    pub(crate) seen: Option<String>,
    /// Where expansions are kept.
    pub(crate) shelf: Option<Shelf>,
}

/// The macro.
pub(crate) fn embed_migrations(input: TokenStream, place: &Place) -> TokenStream {
    let text = input.to_string();
    syn::parse2::<Args>(input).and_then(|args| expand(&args, &text, place)).unwrap_or_else(in_expression)
}

/// Errors in the place of an expression. One macro call per error; a block takes them all.
fn in_expression(error: syn::Error) -> TokenStream {
    let errors = error.into_compile_error();
    quote!({ #errors ::core::unreachable!() })
}

#[cfg(test)]
mod tests;

/// `input` is the text of `args`.
fn expand(args: &Args, input: &str, place: &Place) -> syn::Result<TokenStream> {
    let Place { root, caller, seen, shelf } = place;
    let configuration = configure(args, root).map_err(|findings| errors(&findings))?;
    let digest = watched(root, seen.as_deref(), &configuration);
    let kept = shelf
        .as_ref()
        .zip(digest)
        .and_then(|(shelf, digest)| shelf.expansion(input, caller.as_deref(), &configuration, digest));
    if let Some(tokens) = kept.as_ref().and_then(Kept::read) {
        return Ok(tokens);
    }
    let tokens = embed(args, place, &configuration, digest.is_some())?;
    if let Some(kept) = kept {
        kept.write(&tokens);
    }
    Ok(tokens)
}

/// Reads and checks everything.
fn embed(
    args: &Args,
    place: &Place,
    configuration: &Configuration,
    watched: bool,
) -> syn::Result<TokenStream> {
    let loaded = load(configuration);
    let Some(set) = loaded.set else { return Err(errors(&loaded.findings)) };
    let krate = match &args.krate {
        Some(path) => quote!(#path),
        None => quote!(::ambix),
    };
    let tables = Literal::byte_string(&set.tables);
    let text = text(&set, watched);
    let tracked = tracked(&set, configuration);
    let modules = modules(&set, place.caller.as_deref())?;
    let functions = functions(&set, &krate);
    let lint = lint(args, configuration, watched);
    let directory = LitStr::new(&configuration.directory().to_string_lossy(), Span::call_site());
    Ok(quote!({
        #tracked
        #modules
        #lint
        #krate::private::migrations(
            #tables,
            #text,
            #functions,
            if ::core::cfg!(debug_assertions) {
                ::core::option::Option::Some(#directory)
            } else {
                ::core::option::Option::None
            },
            ::core::concat!(::core::env!("CARGO_PKG_NAME"), " ", ::core::env!("CARGO_PKG_VERSION")),
        )
    }))
}

fn configure(args: &Args, root: &Path) -> Result<Configuration, Vec<Finding>> {
    let name = args.name.as_ref().map(LitStr::value);
    // The compiler shows paths as they are from where it runs: in a workspace, its root.
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let shown_root = env::current_dir().ok().zip(package).map(|(here, package)| way(&here, &package));
    let shown_root = shown_root.unwrap_or_default();
    let mut configuration = Configuration::load_shown(root, name.as_deref(), &shown_root)?;
    if let Some(path) = &args.path {
        configuration.script_location = path.value();
    }
    let directory = env::var_os(configuration.directory_variable());
    Ok(configuration.with_directory(directory))
}

/// Every finding that is an error, as it is shown everywhere.
fn errors(findings: &[Finding]) -> syn::Error {
    let errors: Vec<Finding> =
        findings.iter().filter(|finding| finding.level == Level::Error).cloned().collect();
    let mut texts =
        render(&errors).into_iter().map(|text| syn::Error::new(Span::call_site(), text.trim_end()));
    let none = || syn::Error::new(Span::call_site(), "the script directory cannot be used");
    let first = texts.next().unwrap_or_else(none);
    texts.fold(first, |mut all, next| {
        all.combine(next);
        all
    })
}

/// The digest of what is embedded, if the build script has seen it: then Cargo will notice every change, and the texts
/// need no tracking of their own. A variable that comes from the shell, or from another directory, does not match.
fn watched<'a>(root: &Path, seen: Option<&'a str>, configuration: &Configuration) -> Option<&'a str> {
    let directory = configuration.directory();
    let entries = seen?.split(';').filter_map(|entry| entry.rsplit_once('='));
    let (_, digest) = entries.into_iter().find(|(path, digest)| {
        root.join(path) == directory && ambix_build::digest(&directory).is_ok_and(|now| now == *digest)
    })?;
    Some(digest)
}

/// The whole text. `include_str!` makes Cargo watch each file; where the build script does, a literal is cheaper.
fn text(set: &Set, watched: bool) -> TokenStream {
    if watched {
        let text = Literal::string(&set.text());
        return quote!(#text);
    }
    let mut parts = TokenStream::new();
    for file in &set.files {
        if file.verbatim {
            let path = Literal::string(&file.path.to_string_lossy());
            parts.extend(quote!(::core::include_str!(#path),));
        } else {
            let text = Literal::string(&file.text);
            parts.extend(quote!(#text,));
        }
    }
    let pool = Literal::string(&set.pool);
    quote!(::core::concat!(#parts #pool))
}

/// What is read without being embedded as it is.
fn tracked(set: &Set, configuration: &Configuration) -> TokenStream {
    let variable = ambix_build::VARIABLE;
    let directory = configuration.directory_variable();
    let paths = set.tracked.iter().map(|path| Literal::string(&path.to_string_lossy()));
    quote! {
        const _: ::core::option::Option<&str> = ::core::option_env!(#variable);
        const _: ::core::option::Option<&str> = ::core::option_env!(#directory);
        #(const _: &[u8] = ::core::include_bytes!(#paths);)*
    }
}

/// A module for each revision in Rust.
fn modules(set: &Set, caller: Option<&Path>) -> syn::Result<TokenStream> {
    let Some(first) = set.rust_revisions.first() else { return Ok(TokenStream::new()) };
    let folder = caller
        .and_then(|file| std::path::absolute(file).ok())
        .and_then(|file| file.parent().map(Path::to_owned));
    let Some(folder) = folder else {
        let message = format!(
            "[unknown-caller] `{}` is a revision in Rust, and the compiler does not tell from which file the macro \
             is called\n  = help: call `embed_migrations!` directly, not through another macro",
            first.relative
        );
        return Err(syn::Error::new(Span::call_site(), message));
    };
    let mut modules = TokenStream::new();
    for revision in &set.rust_revisions {
        let module = format_ident!("revision_{}", revision.index);
        let path = std::path::absolute(&revision.path).unwrap_or_else(|_| revision.path.clone());
        let path = Literal::string(&relative(&folder, &path).to_string_lossy().replace('\\', "/"));
        // The functions must be `pub` for this module alone, which a lint of the user's may call unreachable.
        modules.extend(quote!(#[allow(unreachable_pub)] #[path = #path] mod #module;));
    }
    Ok(modules)
}

/// The way from a folder to a file; both absolute.
fn relative(folder: &Path, file: &Path) -> PathBuf {
    let common = folder.components().zip(file.components()).take_while(|(here, there)| here == there).count();
    let up = folder.components().skip(common).map(|_| "..");
    up.map(PathBuf::from)
        .chain(file.components().skip(common).map(|part| PathBuf::from(part.as_os_str())))
        .collect()
}

/// The table of functions, sorted by index as the set lists them.
fn functions(set: &Set, krate: &TokenStream) -> TokenStream {
    let entries = set.rust_revisions.iter().map(|revision| {
        let module = format_ident!("revision_{}", revision.index);
        let index = revision.index;
        let boxed = |name: &str| {
            let name = format_ident!("{name}");
            quote!({
                fn call<'a, 'm>(
                    op: &'a mut #krate::Operations<'m>,
                ) -> #krate::BoxFuture<'a, #krate::Result<()>> {
                    ::std::boxed::Box::pin(#module::#name(op))
                }
                call
            })
        };
        let upgrade = boxed("upgrade");
        let downgrade = if revision.has_downgrade {
            let downgrade = boxed("downgrade");
            quote!(::core::option::Option::Some(#downgrade))
        } else {
            quote!(::core::option::Option::None)
        };
        quote!(#krate::private::RevisionFunction { index: #index, upgrade: #upgrade, downgrade: #downgrade })
    });
    quote!(&[#(#entries),*])
}

/// The one lint: nothing will tell Cargo of a new file. A use of something deprecated is the only warning that a
/// macro can give on stable Rust.
fn lint(args: &Args, configuration: &Configuration, watched: bool) -> TokenStream {
    if watched || !args.watch.unwrap_or(configuration.watch) {
        return TokenStream::new();
    }
    let note = format!(
        "nothing tells Cargo of new files in `{}`: put `ambix_build::watch();` into the `main` of build.rs, or \
         `watch = false` into ambix.toml",
        configuration.shown_directory()
    );
    quote! {
        #[allow(non_upper_case_globals)]
        #[deprecated(note = #note)]
        const ambix_unwatched: () = ();
        let () = ambix_unwatched;
    }
}
