static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/unknown_key");

fn main() {
    println!("{MIGRATIONS:?}");
}
