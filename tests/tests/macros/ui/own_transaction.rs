static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/own_transaction");

fn main() {
    println!("{MIGRATIONS:?}");
}
