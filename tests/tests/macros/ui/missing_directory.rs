static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("migratoins");

fn main() {
    println!("{MIGRATIONS:?}");
}
