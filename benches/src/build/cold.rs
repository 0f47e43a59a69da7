//! A build with nothing there: what it costs to depend on a tool, without a driver where it can do without.

use std::fs;
use std::io;
use std::path::Path;

use super::cargo::{Build, Profile};
use super::workspace::{Workspace, write_manifest};
use crate::results::{Bench, Results};

struct Cold {
    name: &'static str,
    package: &'static str,
    dependencies: &'static str,
    source: &'static str,
    /// Of `ambix.toml`.
    dialects: &'static str,
}

const AMBIX: &str = "static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!(watch = false);

fn main() {
    println!(\"{:?}\", MIGRATIONS);
}
";

const NOTHING: &str = "fn main() {}\n";

static ALL: &[Cold] = &[
    Cold {
        name: "ambix, sqlite",
        package: "cold-ambix-sqlite",
        dependencies: "ambix = { path = '{root}/runtime', default-features = false, features = ['check-sqlite'] }",
        source: AMBIX,
        dialects: "'sqlite'",
    },
    Cold {
        name: "ambix, postgres",
        package: "cold-ambix-postgres",
        dependencies: "ambix = { path = '{root}/runtime', default-features = false, features = ['check-postgres'] }",
        source: AMBIX,
        dialects: "'postgres'",
    },
    Cold {
        name: "ambix, mysql",
        package: "cold-ambix-mysql",
        dependencies: "ambix = { path = '{root}/runtime', default-features = false, features = ['check-mysql'] }",
        source: AMBIX,
        dialects: "'mysql'",
    },
    Cold {
        name: "ambix, all dialects",
        package: "cold-ambix-all",
        dependencies: "ambix = { path = '{root}/runtime', default-features = false, features = ['check-mysql', \
                       'check-postgres', 'check-sqlite'] }",
        source: AMBIX,
        dialects: "'mysql', 'postgres', 'sqlite'",
    },
    Cold {
        name: "refinery",
        package: "cold-refinery",
        dependencies: "refinery = '=0.10.0'",
        source: "mod embedded {
    refinery::embed_migrations!(\"migrations\");
}

fn main() {
    println!(\"{:?}\", embedded::migrations::runner().get_migrations());
}
",
        dialects: "",
    },
    Cold {
        name: "sqlx",
        package: "cold-sqlx",
        dependencies: "sqlx = { version = '0.9', default-features = false, features = ['macros', 'migrate'] }",
        source: "static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

fn main() {
    println!(\"{:?}\", MIGRATOR);
}
",
        dialects: "",
    },
    Cold {
        name: "diesel_migrations",
        package: "cold-diesel",
        dependencies: "diesel_migrations = '2.3'",
        source:
            "const MIGRATIONS: diesel_migrations::EmbeddedMigrations = diesel_migrations::embed_migrations!();

fn main() {
    let _ = MIGRATIONS;
}
",
        dialects: "",
    },
    Cold {
        name: "rusqlite_migration",
        package: "cold-rusqlite-migration",
        dependencies: "include_dir = '=0.7.4'
rusqlite = { version = '0.39', default-features = false, features = ['bundled'] }
rusqlite_migration = { version = '2.5', features = ['from-directory'] }",
        source: NOTHING,
        dialects: "",
    },
    Cold {
        name: "bare-rusqlite",
        package: "cold-rusqlite",
        dependencies: "rusqlite = { version = '0.39', default-features = false, features = ['bundled'] }",
        source: NOTHING,
        dialects: "",
    },
];

pub fn packages() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|cold| cold.package)
}

pub fn write(root: &Path) -> io::Result<()> {
    for cold in ALL {
        let folder = root.join(cold.package);
        fs::create_dir_all(folder.join("src"))?;
        fs::create_dir_all(folder.join("migrations"))?;
        write_manifest(&folder, cold.package, cold.dependencies, "")?;
        fs::write(folder.join("src/main.rs"), cold.source)?;
        if !cold.dialects.is_empty() {
            fs::write(folder.join("ambix.toml"), format!("[ambix]\ndialects = [{}]\n", cold.dialects))?;
        }
    }
    Ok(())
}

pub fn run(workspace: &Workspace, results: &mut Results) {
    eprintln!("cold");
    let target = workspace.root.join("cold");
    let profile = Profile::Debug;
    let mut all: Vec<[Vec<f64>; 3]> = ALL.iter().map(|_| Default::default()).collect();
    for _ in 0..2 {
        for (cold, [seconds, cpu, crates]) in ALL.iter().zip(&mut all) {
            if target.exists() {
                fs::remove_dir_all(&target).expect("no directory");
            }
            let build = Build::into_target(&workspace.root, cold.package, profile, &target);
            let usage = build.run().expect("there is no limit");
            seconds.push(usage.seconds);
            cpu.push(usage.cpu);
            // The program does not count.
            crates.push(Build::compiled(&workspace.root) as f64 - 1.0);
        }
    }
    for (cold, [seconds, cpu, crates]) in ALL.iter().zip(all) {
        results.add(Bench::Cold, profile.name(), cold.name, 0, seconds);
        results.add(Bench::ColdCpu, profile.name(), cold.name, 0, cpu);
        results.add(Bench::ColdCrates, profile.name(), cold.name, 0, crates);
    }
}
