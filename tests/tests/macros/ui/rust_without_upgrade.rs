static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/rust_without_upgrade");

fn main() {
    println!("{MIGRATIONS:?}");
}
