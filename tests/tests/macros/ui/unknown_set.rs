static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!(name = "billing");

fn main() {
    println!("{MIGRATIONS:?}");
}
