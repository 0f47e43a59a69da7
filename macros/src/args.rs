//! The arguments of `embed_migrations!`.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitBool, LitStr, Path, Token};

/// What stands between the parentheses.
pub(crate) struct Args {
    pub(crate) path: Option<LitStr>,
    pub(crate) name: Option<LitStr>,
    pub(crate) krate: Option<Path>,
    pub(crate) watch: Option<bool>,
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut args = Args { path: None, name: None, krate: None, watch: None };
        while !input.is_empty() {
            if input.peek(LitStr) {
                let path: LitStr = input.parse()?;
                set(&mut args.path, path.span(), "the path", path)?;
            } else {
                let key = input.call(Ident::parse_any)?;
                let known = key.to_string();
                if !input.peek(Token![=]) {
                    let message = format!("expected a path in quotes, or `{known} = …`");
                    return Err(syn::Error::new(key.span(), message));
                }
                input.parse::<Token![=]>()?;
                match known.as_str() {
                    "name" => set(&mut args.name, key.span(), "`name`", input.parse()?)?,
                    "crate" => {
                        set(&mut args.krate, key.span(), "`crate`", input.call(Path::parse_mod_style)?)?
                    }
                    "watch" => set(&mut args.watch, key.span(), "`watch`", input.parse::<LitBool>()?.value)?,
                    _ => {
                        let message = format!(
                            "unknown argument `{known}`; known are a path in quotes, `name`, `crate` and `watch`"
                        );
                        return Err(syn::Error::new(key.span(), message));
                    }
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(args)
    }
}

fn set<T>(slot: &mut Option<T>, span: Span, what: &str, value: T) -> syn::Result<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(syn::Error::new(span, format!("{what} is given twice"))),
    }
}
