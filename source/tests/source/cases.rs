//! Cases as files: virtual files, each below a line `---- path`, then `---- expect` and the answer.

use std::fs;
use std::path::{Path, PathBuf};

/// One case, its files written out.
pub(crate) struct Case {
    pub(crate) name: String,
    /// The folder that holds the files of the case.
    pub(crate) root: PathBuf,
}

/// Runs `answer` for each case in `tests/data/<folder>` and compares. `BLESS=1` rewrites the answers; read the diff
/// before you commit it. What is in `frozen` is written once and never changes.
pub(crate) fn for_each_case(folder: &str, answer: impl Fn(&Case) -> String) {
    // The crate of the macro runs the same cases.
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../source/tests/data").join(folder);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no cases in {}", directory.display());
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if needs_other_features(&name) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let (input, expected) = text.split_once("---- expect\n").unwrap_or((&text, ""));
        let root = write_files(&format!("{folder}/{name}"), input);
        let found = answer(&Case { name: name.clone(), root: root.clone() });
        let _ = fs::remove_dir_all(root);
        if found == expected {
            continue;
        }
        let may_change = folder != "frozen" || expected.is_empty();
        if may_change && std::env::var_os("BLESS").is_some() {
            let end = if input.ends_with('\n') { "" } else { "\n" };
            fs::write(&path, format!("{input}{end}---- expect\n{found}")).unwrap();
        } else {
            wrong.push(format!("==== {name}\n---- expected\n{expected}---- found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether the case is about a grammar that is not compiled in: `syntax_<dialect>_…`, `catalog_<dialect>_…`.
fn needs_other_features(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("syntax_").or_else(|| name.strip_prefix("catalog_")) else {
        return false;
    };
    rest.starts_with("sqlite_") && cfg!(not(feature = "sqlite"))
        || rest.starts_with("postgres_") && cfg!(not(feature = "postgres"))
        || rest.starts_with("mysql_") && cfg!(not(feature = "mysql"))
}

/// Writes the files of a case into a fresh folder. Behind the path may stand `(crlf)`, `(bom)` or, for a file whose
/// `\xNN` are bytes, `(bytes)`; a path that ends with `/` is an empty folder.
fn write_files(name: &str, input: &str) -> PathBuf {
    let folder = format!("ambix-cases-{}-{}", env!("CARGO_PKG_NAME"), std::process::id());
    let root = std::env::temp_dir().join(folder).join(name);
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).unwrap();
    for file in format!("\n{input}").split("\n---- ").skip(1) {
        let (head, text) = file.split_once('\n').unwrap_or((file, ""));
        let (path, form) = head.split_once(' ').unwrap_or((head, ""));
        if path.ends_with('/') {
            fs::create_dir_all(root.join(path)).unwrap();
            continue;
        }
        let mut text = text.to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let bytes = match form {
            "" => text.into_bytes(),
            "(crlf)" => text.replace('\n', "\r\n").into_bytes(),
            "(bom)" => format!("\u{feff}{text}").into_bytes(),
            "(bytes)" => unescaped(&text),
            other => panic!("{name}: {other} is no form of a file"),
        };
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    bytes
}
