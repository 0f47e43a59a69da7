static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/missing_parent");

fn main() {
    println!("{MIGRATIONS:?}");
}
