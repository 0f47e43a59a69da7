//! The macro says what the loader says: the same cases, word for word.

#[path = "../../../source/tests/source/cases.rs"]
mod cases;

use syn::parse_quote;

use super::{Args, Place, expand};

#[test]
fn findings_are_the_loaders() {
    cases::for_each_case("findings", |case| {
        let name = case.name.strip_prefix("named_").and_then(|rest| rest.split('_').next());
        let args: Args = match name {
            Some(name) => parse_quote!(name = #name),
            None => parse_quote!(),
        };
        let place = Place { root: case.root.clone(), caller: Some(case.root.join("src/main.rs")) };
        match expand(&args, &place) {
            Ok(_) => "no findings\n".to_owned(),
            Err(error) => error.into_iter().map(|error| format!("{error}\n")).collect::<Vec<_>>().join("\n"),
        }
    });
}
