static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/unknown_first_word");

fn main() {
    println!("{MIGRATIONS:?}");
}
