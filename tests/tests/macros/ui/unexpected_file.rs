static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/unexpected_file");

fn main() {
    println!("{MIGRATIONS:?}");
}
