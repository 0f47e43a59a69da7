static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/two_heads");

fn main() {
    println!("{MIGRATIONS:?}");
}
