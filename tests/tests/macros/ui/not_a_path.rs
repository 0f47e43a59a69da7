static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!(directories);

fn main() {
    println!("{MIGRATIONS:?}");
}
