//! Texts that nobody would write: no panic.

use std::fs;
use std::path::{Path, PathBuf};

use ambix_graph::script::{Dialect, Dialects};
use ambix_source::{Configuration, Loaded, load, render};

/// Loads a directory with one file.
fn load_text(name: &str, file: &str, text: &[u8], dialects: Dialects) -> Loaded {
    let root: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile").join(name);
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("migrations")).unwrap();
    fs::write(root.join("migrations").join(file), text).unwrap();
    let mut configuration = Configuration::new(root);
    configuration.dialects = dialects;
    let loaded = load(&configuration);
    // Whatever is said must be fit to be shown, and whatever is embedded must be text of the file.
    let _ = render(&loaded.findings);
    for script in &loaded.scripts {
        for statement in
            script.sections.iter().flat_map(|section| &section.variants).flat_map(|v| &v.statements)
        {
            assert!(script.source.text().get(statement.range.clone()).is_some_and(|text| !text.is_empty()));
        }
    }
    loaded
}

/// A small generator, the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

const PIECES: [&str; 76] = [
    "'",
    "\"",
    "`",
    "[",
    "]",
    "$$",
    "$a$",
    "$",
    "--",
    "-- ",
    "#",
    "/*",
    "*/",
    "/*!",
    "/*M!50000",
    "/*+",
    "(",
    ")",
    ";",
    ",",
    ".",
    "\\",
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "e'",
    "E'\\",
    "U&'",
    "x'",
    "N\"",
    "ä",
    "日本",
    "\u{feff}",
    "\u{a0}",
    "1e-",
    "0x",
    ":=",
    "::",
    "@@",
    "->>",
    "+-",
    "<=>",
    "BEGIN",
    "END",
    "CASE",
    "IF",
    "THEN",
    "ELSE",
    "LOOP",
    "DO",
    "ATOMIC",
    "NOT",
    "CREATE",
    "TRIGGER",
    "PROCEDURE",
    "FUNCTION",
    "RULE",
    "EVENT",
    "TABLE",
    "DELIMITER",
    "delimiter //\n",
    "COPY",
    "FROM",
    "stdin",
    "\\.\n",
    "SELECT",
    "PRAGMA",
    "foreign_keys",
    "ALTER",
    "-- ambix:",
    "-- ambix:statement\n",
    "-- ambix:end\n",
    "-- ambix:downgrade mysql\n",
    "-- ambix:upgrade\n",
];

const HEADER: &str = "-- Message\n--\n-- revision: a1\n-- down_revision: none\n\n-- ambix:upgrade\n";

#[test]
fn soup_of_tokens() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..1500 {
        let mut text = if round % 4 == 0 { String::new() } else { HEADER.to_owned() };
        for _ in 0..random.below(60) {
            text.push_str(random.pick(&PIECES));
            if random.below(3) == 0 {
                text.push(' ');
            }
        }
        load_text("soup", "a.sql", text.as_bytes(), Dialects::ALL);
        load_text("soup", "a.rs", text.replace("-- ", "//! ").as_bytes(), Dialects::ALL);
    }
}

#[test]
fn soup_of_bytes() {
    let mut random = Random(42);
    for _ in 0..500 {
        let mut bytes = HEADER.as_bytes().to_vec();
        bytes.extend((0..random.below(80)).map(|_| random.below(256) as u8));
        load_text("bytes", "a.sql", &bytes, Dialects::ALL);
    }
}

/// Sound files, cut at every place and with pieces put in at many.
#[test]
fn damaged_files() {
    let samples = [
        "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 'ä' END; END;\nSELECT [ü], `x`;",
        "DO $ä$ BEGIN; $ä$;\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT E'\\'é'; END;\nCOPY t FROM stdin;\n1\n\\.\n",
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN IF 1 THEN SELECT \"ß\"; END IF; END //\nDELIMITER ;\n/*!40101 SET NAMES utf8 */;",
    ];
    let mut random = Random(7);
    for sample in samples {
        let text = format!(
            "{HEADER}{sample}\n-- ambix:downgrade sqlite, postgres\nSELECT 1;\n-- ambix:irreversible: é\n"
        );
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            load_text("damaged", "a.sql", &text.as_bytes()[..at], Dialects::ALL);
            let damaged = format!("{}{}{}", &text[..at], random.pick(&PIECES), &text[at..]);
            load_text("damaged", "a.sql", damaged.as_bytes(), Dialects::ALL);
        }
    }
}

#[test]
fn delimiters_of_several_bytes() {
    let dialects = Dialects::default().with(Dialect::Mysql);
    for (at, text) in
        ["SELECT (1€", "SELECT (1 €€", "SELEKT (1€\nDELIMITER ;", "CREATE TABLE t (a'x'€"].iter().enumerate()
    {
        let text = format!("{HEADER}DELIMITER €\n{text}");
        load_text(&format!("delimiter{at}"), "a.sql", text.as_bytes(), dialects);
    }
}

#[test]
fn damaged_settings_and_locks() {
    let settings = "[ambix]\nscript_location = \"migrations\"\ndialects = [\"sqlite\"]\nfile_template = \"%(rev)s\"\n[ambix.ä]\nheads = \"many\"\n[ambix.rules]\nx = \"deny\"\n";
    let lock = "# x\nformat 1\n\nbranch ä\nhead b2\nrevision b2 after a1 needs c3 sqlite 1:00/ä released\n<<<<<<< x\n=======\n>>>>>>> y\n";
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile/settings");
    fs::create_dir_all(root.join("migrations")).unwrap();
    let mut random = Random(3);
    for (file, text) in [("ambix.toml", settings), ("migrations/ambix.lock", lock)] {
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            for damaged in
                [text[..at].to_owned(), format!("{}{}{}", &text[..at], random.pick(&PIECES), &text[at..])]
            {
                fs::write(root.join(file), damaged).unwrap();
                match Configuration::load(&root, None) {
                    Ok(configuration) => drop(render(&load(&configuration).findings)),
                    Err(findings) => drop(render(&findings)),
                }
            }
        }
        fs::remove_file(root.join(file)).unwrap();
    }
}

/// Statements that nest without end: whoever calls itself for each level must have been stopped before.
#[test]
fn deep_statements() {
    let units = [
        "NOT ",
        "- ",
        "+ ",
        "~ ",
        "! ",
        "@ ",
        "CASE WHEN ",
        "a AND ",
        "a JOIN ",
        "FROM a JOIN ",
        "SELECT 1 UNION ",
        "a = ",
        "a::",
        "EXPLAIN ",
        "(",
        "[",
        "f(",
        "(SELECT ",
        "a IN (",
        "ARRAY[",
        "CASE a WHEN 1 THEN ",
    ];
    for dialect in Dialect::ALL {
        for start in ["", "SELECT ", "SELECT * FROM ", "CREATE TABLE t (a INT DEFAULT "] {
            for unit in units {
                for size in [4_000, 30_000, SIZE] {
                    let mut text = format!("{start}{}1", unit.repeat(size / unit.len()));
                    let open: Vec<char> = text.chars().filter(|c| matches!(c, '(' | '[')).collect();
                    text.extend(open.iter().rev().map(|c| if *c == '(' { ')' } else { ']' }));
                    let text = format!("{HEADER}{text};\n");
                    load_text("deep", "a.sql", text.as_bytes(), Dialects::default().with(dialect));
                }
            }
        }
    }
}

/// As long as nobody writes.
const SIZE: usize = 200_000;

/// Much of the same. That it takes no more than so much text has to, `tests/linear` counts.
#[test]
fn long_runs() {
    for dialect in Dialect::ALL {
        for unit in include!("../long_runs.in") {
            let text = format!("{HEADER}{}", unit.repeat(SIZE / 10 / unit.len()));
            load_text("long", "a.sql", text.as_bytes(), Dialects::default().with(dialect));
        }
    }
}
