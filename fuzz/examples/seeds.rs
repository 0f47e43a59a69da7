//! Writes what the targets begin with into `corpus/<target>/`, from the cases of `source/tests/data`:
//! `cargo run --example seeds`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use ambix_fuzz::SEPARATOR;

fn main() -> io::Result<()> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = fuzz.join("../source/tests/data");
    let mut seeds = Seeds { corpus: fuzz.join("corpus"), count: 0 };
    for folder in ["findings", "layouts", "statements"] {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(data.join(folder))?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            let text = fs::read_to_string(path)?;
            let (input, _) = text.split_once("---- expect\n").unwrap_or((&text, ""));
            seeds.case(input)?;
        }
    }
    println!("{} seeds", seeds.count);
    Ok(())
}

struct Seeds {
    corpus: PathBuf,
    count: usize,
}

impl Seeds {
    fn case(&mut self, input: &str) -> io::Result<()> {
        let input = format!("\n{input}");
        let files: Vec<(&str, &str)> =
            input.split("\n---- ").skip(1).map(|file| file.split_once('\n').unwrap_or((file, ""))).collect();
        let is_revision = |path: &str| path.ends_with(".sql") || path.ends_with(".rs");
        let mut parts = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| is_revision(path)) {
            let kind = if path.ends_with(".rs") { 1 } else { 0 };
            self.write("header", kind, text)?;
            if kind == 1 {
                continue;
            }
            let body = text.split_once("-- ambix:upgrade\n").map_or(*text, |(_, body)| body);
            self.write("splitter", 7, body)?;
            for dialect in 0..3 {
                self.write("gates", dialect, body)?;
            }
            parts.push(format!(" {body}"));
        }
        for dialect in 0..3 {
            self.write("set", dialect, &parts.join(&SEPARATOR.to_string()))?;
        }
        let inside: Vec<String> = files
            .iter()
            .filter_map(|(path, text)| {
                let (_, name) = path.split_once('/')?;
                Some(format!("{name}\n{text}"))
            })
            .collect();
        self.write("layout", 3, &inside.join(&SEPARATOR.to_string()))
    }

    fn write(&mut self, target: &str, choice: u8, text: &str) -> io::Result<()> {
        let folder = self.corpus.join(target);
        fs::create_dir_all(&folder)?;
        let mut bytes = vec![choice];
        bytes.extend_from_slice(text.as_bytes());
        fs::write(folder.join(format!("seed-{:04}", self.count)), bytes)?;
        self.count += 1;
        Ok(())
    }
}
