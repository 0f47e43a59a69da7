static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/missing_downgrade");

fn main() {
    println!("{MIGRATIONS:?}");
}
