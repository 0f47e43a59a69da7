//! A crate of a user, outside the workspace.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use ambix_tests::set::Folder;

pub(crate) struct Project {
    pub(crate) folder: Folder,
    /// Its own, since Cargo takes two packages of one name in one target directory for the same.
    pub(crate) name: String,
}

impl Project {
    /// A program that embeds `migrations` and upgrades `app.db`.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("app{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = Folder::new();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let path = |member: &str| workspace.join(member).display().to_string();
        folder
            .write(
                "Cargo.toml",
                &format!(
                    "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                     ambix = {{ path = {:?} }}\nrusqlite = {{ version = \"*\", features = [\"bundled\"] }}\n\n\
                     [build-dependencies]\nambix-build = {{ path = {:?} }}\n\n[workspace]\n",
                    path("runtime"),
                    path("build"),
                ),
            )
            .write("src/main.rs", MAIN);
        // The versions that the workspace has: nothing is looked up.
        std::fs::copy(workspace.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
        Project { folder, name }
    }

    /// With the line in `build.rs` that watches the directory.
    pub(crate) fn watched(self) -> Self {
        self.folder.write("build.rs", "fn main() {\n    ambix_build::watch();\n}\n");
        self
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        self.folder.write(name, text);
        self
    }

    /// Runs Cargo, offline, in a target directory that the tests share.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        // One after the other: they share the target directory.
        static ONE: Mutex<()> = Mutex::new(());
        let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects");
        Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--offline")
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", target)
            .env_remove("AMBIX_WATCH")
            .output()
            .unwrap()
    }

    /// Runs the `ambix` command in the project.
    pub(crate) fn ambix(&self, arguments: &[&str]) {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("Cargo.toml");
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline", "--locked", "--package", "ambix-cli", "--manifest-path"])
            .arg(manifest)
            .arg("--")
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The program that was built.
    pub(crate) fn binary(&self, profile: &str) -> Vec<u8> {
        let name = format!("{}{}", self.name, std::env::consts::EXE_SUFFIX);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(profile).join(name);
        std::fs::read(path).unwrap()
    }

    /// Builds and runs the program; what it prints, and what Cargo says.
    pub(crate) fn run(&self) -> (String, String) {
        let output = self.cargo(&["run"]);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{stderr}");
        (stdout, stderr)
    }
}

const MAIN: &str = r#"static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!();

fn main() {
    let mut connection = rusqlite::Connection::open("app.db").unwrap();
    let mut config = ambix::Config::new(&MIGRATIONS).connection(&mut connection);
    match ambix::command::upgrade(&mut config, "head") {
        Ok(report) => print!("{report}"),
        Err(error) => println!("[{}] {error}", error.code()),
    }
}
"#;
