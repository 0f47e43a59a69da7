//! A workspace of generated programs.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::cargo::{self, Profile};
use super::cold;
use super::tool::{TOOLS, Tool};
use crate::migrations::{self, Layout};

/// Beyond it a tool is given up.
pub const LIMIT: f64 = 300.0;

pub struct Workspace {
    pub root: PathBuf,
    pub programs: Vec<Program>,
    /// Every edit leaves a text that was not there before.
    edits: u32,
}

/// A tool with a set.
pub struct Program {
    pub tool: &'static Tool,
    pub count: usize,
    pub package: String,
    folder: PathBuf,
}

impl Workspace {
    /// Below the target directory of the running program. Versions are those of this repository's lock file.
    pub fn create(counts: &[usize]) -> Self {
        let benches = env::current_exe().expect("a path");
        let target = benches.ancestors().nth(2).expect("a target directory");
        let root = target.join("benches");
        let tools = TOOLS.iter().flat_map(|tool| {
            counts
                .iter()
                .filter(|count| tool.layout.is_some() || **count == 0)
                .map(move |count| (tool, *count))
        });
        let programs = tools.map(|(tool, count)| {
            let package = format!("{}-{count}", tool.name);
            Program { tool, count, folder: root.join(&package), package }
        });
        let mut programs: Vec<Program> = programs.collect();
        programs.sort_by_key(|program| program.count);
        let workspace = Workspace { root, programs, edits: 0 };
        workspace.write().expect("a workspace");
        workspace
    }

    fn write(&self) -> io::Result<()> {
        fs::create_dir_all(&self.root)?;
        let repository = repository();
        fs::copy(repository.join("Cargo.lock"), self.root.join("Cargo.lock"))?;
        let own = self.programs.iter().map(|program| program.package.clone());
        let members: String = own
            .chain(cold::packages().map(ToOwned::to_owned))
            .map(|package| format!("    '{package}',\n"))
            .collect();
        let manifest = format!(
            "[workspace]\nresolver = '3'\nmembers = [\n{members}]\n\n[profile.release]\nstrip = true\n"
        );
        fs::write(self.root.join("Cargo.toml"), manifest)?;
        for program in &self.programs {
            program.write()?;
        }
        cold::write(&self.root)?;
        // What follows works without the network.
        let fetch = cargo::command().arg("fetch").current_dir(&self.root).status()?;
        assert!(fetch.success(), "cargo fetch");
        Ok(())
    }

    /// Builds every program, small sets first, so that what is measured later is a rebuild. A program that cannot be
    /// built in time is taken away, with those of its tool that are larger.
    pub fn warm(&mut self, profile: Profile, wrapped: bool) -> Vec<(&'static str, usize)> {
        let mut late: Vec<(&'static str, usize)> = Vec::new();
        let mut last: Vec<(&'static str, usize, f64)> = Vec::new();
        let root = self.root.clone();
        self.programs.retain(|program| {
            let name = program.tool.name;
            let before = last.iter().rfind(|(tool, count, _)| *tool == name && *count > 0);
            let expected =
                before.map_or(0.0, |(_, count, seconds)| seconds * program.count as f64 / *count as f64);
            let given_up = late.iter().any(|(tool, _)| *tool == name);
            // The first one brings all dependencies along.
            let limit = if program.count == 0 { f64::INFINITY } else { LIMIT };
            let mut build = cargo::Build::new(&root, &program.package, profile).limit(limit);
            if wrapped {
                build = super::expand::wrapped(build, &root);
            }
            let usage = if given_up || expected > limit { None } else { build.run() };
            let built = usage.is_some();
            match usage {
                Some(usage) => last.push((name, program.count, usage.seconds)),
                None => late.push((name, program.count)),
            }
            built
        });
        late
    }

    /// A number for the next edit.
    pub fn edit(&mut self) -> u32 {
        self.edits += 1;
        self.edits
    }
}

impl Program {
    fn write(&self) -> io::Result<()> {
        let Tool { dependencies, build_script, layout, .. } = self.tool;
        let mut build = String::new();
        fs::create_dir_all(self.folder.join("src"))?;
        if let Some(script) = build_script {
            fs::write(self.folder.join("build.rs"), script.source)?;
            build = format!("\n[build-dependencies]\n{}\n", script.dependency);
        }
        write_manifest(&self.folder, &self.package, &dependencies.join("\n"), &build)?;
        self.edit_main(0)?;
        let Some(layout) = layout else { return Ok(()) };
        migrations::write(&self.migrations(), *layout, &migrations::generate(self.count))?;
        if *layout == Layout::Ambix {
            let settings = "[ambix]\nscript_location = \"migrations\"\n";
            fs::write(self.folder.join("ambix.toml"), settings)?;
        }
        Ok(())
    }

    fn migrations(&self) -> PathBuf {
        self.folder.join("migrations")
    }

    /// A comment of `main.rs` changes.
    pub fn edit_main(&self, edit: u32) -> io::Result<()> {
        fs::write(self.folder.join("src/main.rs"), format!("// Edit {edit:08}\n\n{}", self.tool.source))
    }

    /// The last migration gets one more statement.
    pub fn edit_migration(&self, edit: u32) -> io::Result<()> {
        let (Some(layout), Some(mut last)) = (self.tool.layout, migrations::generate(self.count).pop())
        else {
            return Ok(());
        };
        last.up.push(format!("UPDATE account_1 SET balance = {edit}"));
        migrations::write_one(&self.migrations(), layout, &last)
    }

    pub fn add_migration(&self) -> io::Result<()> {
        let (Some(layout), Some(next)) = (self.tool.layout, migrations::generate(self.count + 1).pop())
        else {
            return Ok(());
        };
        migrations::write_one(&self.migrations(), layout, &next)
    }

    pub fn remove_added(&self) -> io::Result<()> {
        let (Some(layout), Some(next)) = (self.tool.layout, migrations::generate(self.count + 1).pop())
        else {
            return Ok(());
        };
        migrations::remove_one(&self.migrations(), layout, &next)
    }
}

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

pub fn write_manifest(folder: &Path, package: &str, dependencies: &str, rest: &str) -> io::Result<()> {
    let manifest = format!(
        "[package]\nname = '{package}'\nversion = '0.1.0'\nedition = '2024'\n\n[dependencies]\n{dependencies}\n{rest}"
    );
    let root = repository().canonicalize()?;
    fs::write(folder.join("Cargo.toml"), manifest.replace("{root}", &root.to_string_lossy()))
}
