//! `init`.

use std::fmt;
use std::path::{Path, PathBuf};

use ambix_source::{Configuration, Lock};

use crate::authoring::{TEMPLATES, Template, absolute, shown, write_new};
use crate::error::{Error, Result};

/// What [`init`](fn@init) is to write.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InitOptions {
    /// The script directory, from the folder of `Cargo.toml`: `migrations` by default.
    pub directory: PathBuf,
    /// What to begin with: a name of [`list_templates`](fn@super::list_templates).
    pub template: String,
    /// The name of the set, where there are several.
    pub name: Option<String>,
}

impl Default for InitOptions {
    fn default() -> Self {
        InitOptions { directory: "migrations".into(), template: TEMPLATES[0].name.to_owned(), name: None }
    }
}

impl InitOptions {
    /// Sets the script directory.
    #[must_use]
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = directory.into();
        self
    }

    /// Sets the template.
    #[must_use]
    pub fn template(mut self, name: impl Into<String>) -> Self {
        self.template = name.into();
        self
    }

    /// Sets the name of the set.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

/// What [`init`](fn@init) did. `Display` says so, and what is left to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Init {
    /// The script directory.
    pub directory: PathBuf,
    /// The files that were written.
    pub written: Vec<PathBuf>,
    /// The files that were there already, and are as they were.
    pub skipped: Vec<PathBuf>,
    /// What is left to do by hand, in paragraphs.
    pub next: Vec<String>,
}

impl fmt::Display for Init {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for path in &self.written {
            writeln!(f, "Created {}", path.display())?;
        }
        for path in &self.skipped {
            writeln!(f, "Kept {}, which was there", path.display())?;
        }
        self.next.iter().try_for_each(|paragraph| writeln!(f, "\n{paragraph}"))
    }
}

/// Sets up migrations in the folder `root`, that of `Cargo.toml`: the script directory with its `ambix.lock`,
/// `ambix.toml`, and a `build.rs` that watches the directory.
///
/// Files that exist are left as they are; the answer says what to add to them.
///
/// # Errors
///
/// - `directory-not-empty` if the script directory holds anything.
/// - `unknown-template`.
/// - `cannot-write`.
///
/// # Examples
///
/// ```
/// use ambix::command::{self, InitOptions};
///
/// # let root = std::env::temp_dir().join(format!("ambix-init-{}", std::process::id()));
/// # std::fs::create_dir_all(&root)?;
/// let init = command::init(&root, InitOptions::default().directory("db/migrations"))?;
/// assert!(init.directory.ends_with("db/migrations"));
/// print!("{init}");
/// # std::fs::remove_dir_all(&root)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn init(root: impl AsRef<Path>, options: InitOptions) -> Result<Init> {
    let root = root.as_ref();
    let template = template(&options.template)?;
    let location = location(root, &options.directory)?;
    let directory = root.join(&location);
    refuse_used(&directory)?;
    let mut init = Init { directory: shown(&directory), ..Init::default() };
    init.write(&directory.join("ambix.lock"), &Lock::default().render())?;
    init.settings(root, &location, template, options.name.as_deref())?;
    if root.join("Cargo.toml").is_file() {
        init.build_script(root, &location)?;
    } else {
        let script: String = BUILD_SCRIPT.lines().map(|line| format!("\n  {line}")).collect();
        init.next.push(format!(
            "There is no Cargo.toml here. Once there is, write this into build.rs beside it:\n{script}"
        ));
    }
    init.next.push(ADD.to_owned());
    init.next.push(program(options.name.as_deref()));
    let name = options.name.map(|name| format!(" -n {name}")).unwrap_or_default();
    init.next.push(format!("The first revision:\n\n  ambix{name} revision -m \"create users\""));
    Ok(init)
}

const ADD: &str = "Add the library, SQLite, and what watches the directory:

  cargo add ambix
  cargo add rusqlite@0.43 --features bundled
  cargo add --build ambix-build";

fn program(name: Option<&str>) -> String {
    let arguments = name.map(|name| format!("name = \"{name}\"")).unwrap_or_default();
    format!(
        "In src/main.rs:

  static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!({arguments});

  fn main() -> Result<(), Box<dyn std::error::Error>> {{
      let mut connection = rusqlite::Connection::open(\"app.db\")?;
      let mut config = ambix::Config::new(&MIGRATIONS).connection(&mut connection);
      ambix::command::upgrade(&mut config, \"head\")?;
      Ok(())
  }}"
    )
}

impl Init {
    fn write(&mut self, path: &Path, text: &str) -> Result<()> {
        write_new(path, text)?;
        self.written.push(shown(path));
        Ok(())
    }

    fn settings(
        &mut self,
        root: &Path,
        location: &str,
        template: &Template,
        name: Option<&str>,
    ) -> Result<()> {
        let table = name.map_or("ambix".to_owned(), |name| format!("ambix.{name}"));
        let settings = |prefix: &str| {
            format!("[{prefix}{table}]\nscript_location = \"{location}\"\n{}", template.settings)
        };
        let own = root.join("ambix.toml");
        let manifest = root.join("Cargo.toml");
        let in_manifest =
            std::fs::read_to_string(&manifest).is_ok_and(|text| text.contains("[package.metadata.ambix"));
        let (path, prefix) = match (own.exists(), in_manifest) {
            (false, false) => {
                let text = format!(
                    "# What `embed_migrations!` and the command `ambix` both read.\n{}",
                    settings("")
                );
                return self.write(&own, &text);
            }
            (true, _) => (own, ""),
            (false, true) => (manifest, "package.metadata."),
        };
        self.skipped.push(shown(&path));
        let says_so = Configuration::load(root, name).is_ok_and(|found| found.script_location == location);
        if !(says_so && template.name == TEMPLATES[0].name) {
            let file = path.file_name().unwrap_or_default().display();
            let lines: String = settings(prefix).lines().map(|line| format!("\n  {line}")).collect();
            self.next.push(format!("In {file}:\n{lines}"));
        }
        Ok(())
    }

    fn build_script(&mut self, root: &Path, location: &str) -> Result<()> {
        let path = root.join("build.rs");
        match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.write(&path, BUILD_SCRIPT),
            Ok(text) if text.contains("ambix_build::watch") => {
                self.skipped.push(shown(&path));
                Ok(())
            }
            _ => {
                self.skipped.push(shown(&path));
                self.next.push(format!(
                    "In build.rs, in `main`:

  ambix_build::watch();

It tells Cargo to look at `{location}`. If build.rs has named nothing to look at so far, Cargo has run it after every
change in the package; from now on it runs only after changes of what is named, so name its other inputs too:
`println!(\"cargo::rerun-if-changed=<path>\");`."
                ));
                Ok(())
            }
        }
    }
}

const BUILD_SCRIPT: &str = "\
fn main() {
    // Builds again when a migration is new or has changed.
    ambix_build::watch();
}
";

fn template(name: &str) -> Result<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name).ok_or_else(|| {
        let names: Vec<_> = TEMPLATES.iter().map(|template| template.name).collect();
        Error::new("unknown-template", format!("there is no template `{name}`")).with_help(format!(
            "the templates are `{}`; `list_templates` says what they are for",
            names.join("`, `")
        ))
    })
}

/// The script directory as settings name it.
fn location(root: &Path, directory: &Path) -> Result<String> {
    let directory = absolute(&root.join(directory));
    let inside = directory.strip_prefix(absolute(root)).ok().filter(|inside| !inside.as_os_str().is_empty());
    let location = inside.and_then(Path::to_str).map(|text| text.replace('\\', "/"));
    location.filter(|location| !location.contains(['"', '\n'])).ok_or_else(|| {
        let message =
            format!("`{}` is not a folder inside `{}`", shown(&directory).display(), shown(root).display());
        Error::new("not-in-package", message).with_help(
            "the migrations of a crate are packaged with it, so they are in the folder of its Cargo.toml",
        )
    })
}

fn refuse_used(directory: &Path) -> Result<()> {
    let shown = shown(directory);
    let used = match std::fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => {
            let message = format!("`{}` cannot be a script directory: {error}", shown.display());
            return Err(Error::new("cannot-write", message));
        }
    };
    if !used {
        return Ok(());
    }
    Err(Error::new("directory-not-empty", format!("`{}` exists and is not empty", shown.display()))
        .with_help("nothing was written; `ambix init <directory>` takes another one"))
}
