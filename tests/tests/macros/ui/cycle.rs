static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/cycle");

fn main() {
    println!("{MIGRATIONS:?}");
}
