static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/several_mistakes");

fn main() {
    println!("{MIGRATIONS:?}");
}
