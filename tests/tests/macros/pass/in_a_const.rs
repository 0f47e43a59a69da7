// Const-evaluable, in a function, beside names of the user's own, with the crate under another name.
#![deny(warnings)]

mod renamed {
    pub use ambix as migrations;
}

struct Option;
struct Migrations;

const fn set() -> ::ambix::Migrations {
    ambix::embed_migrations!("directories/sound", watch = false)
}

static MIGRATIONS: ::ambix::Migrations = set();

fn main() {
    let (_, _) = (Option, Migrations);
    let other = ambix::embed_migrations!("directories/sound", watch = false, crate = renamed::migrations);
    assert_eq!(MIGRATIONS.graph().len(), 1);
    assert_eq!(other.graph().len(), 1);
}
