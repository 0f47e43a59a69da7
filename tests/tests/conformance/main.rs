//! The recorded answers of Alembic (`tests/data/conformance`), given by the commands on real SQLite databases.
//!
//! Files are written, read by the loader, run by the engine; rows, steps, answers and printed text are compared.
//! Where ambix differs on purpose, the choices and their conditions are those of the graph's own replay.

#[path = "../../../graph/tests/replay/counts.rs"]
mod counts;
mod database;
mod files;
#[path = "../../../graph/tests/loading/case.rs"]
mod loading;
#[path = "../../../graph/tests/replay/mod.rs"]
mod replay;
mod rows;
mod servers;
mod store;

use std::collections::{BTreeMap, BTreeSet};

use ambix_source::{Configuration, Level, load, render};
use ambix_tests::set::Folder;
use loading::LoadCase;
use replay::case::{Case, Node};
use replay::lines::lines;

fn write(graph: &[Node], more: &str) -> Folder {
    let folder = Folder::new();
    folder.write("ambix.toml", &format!("[ambix]\nheads = \"many\"\n{more}"));
    std::fs::create_dir_all(folder.path().join("migrations")).unwrap();
    for node in graph {
        let (name, text) = files::file(node);
        folder.write(&name, &text);
    }
    folder
}

fn replay_all(name: &str) -> (usize, usize, usize, BTreeMap<&'static str, usize>) {
    let (mut operations, mut skipped, mut texts) = (0, 0, 0);
    let mut deviations = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in lines(name) {
        let case: Case = serde_json::from_str(&line).unwrap();
        let migrations = write(&case.graph, "").load();
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        let mut database = database::Database::new(&migrations, &mut connection);
        let outcome = replay::run(&case, |_, operation, rows| database.carry_out(operation, rows));
        operations += outcome.operations;
        skipped += outcome.skipped;
        texts += outcome.texts;
        wrong.extend(outcome.wrong);
        for deviation in outcome.deviations {
            *deviations.entry(deviation).or_default() += 1;
        }
    }
    println!(
        "{name}: {operations} operations, {skipped} left out, {texts} texts, deviations {deviations:#?}"
    );
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    (operations, skipped, texts, deviations)
}

#[test]
fn traversal() {
    let (operations, skipped, texts, deviations) = replay_all("traversal.jsonl.gz");
    assert_eq!((operations, skipped), (10842, 31));
    assert_eq!(texts, 2380);
    assert_eq!(deviations, BTreeMap::from(counts::TRAVERSAL));
}

#[test]
fn real_graphs() {
    let (operations, skipped, _, deviations) = replay_all("real_graphs.jsonl.gz");
    assert_eq!((operations, skipped), (179, 0));
    assert_eq!(deviations, BTreeMap::from(counts::REAL_GRAPHS));
}

/// The loader says what Alembic says, and refuses what Alembic only warns of or misses.
#[test]
fn load_errors() {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in lines("load_errors.jsonl.gz") {
        let case: LoadCase = serde_json::from_str(&line).unwrap();
        let folder = write(&case.graph, "");
        let loaded = load(&Configuration::load(folder.path(), None).unwrap());
        let errors: Vec<_> = loaded.findings.iter().filter(|finding| finding.level == Level::Error).collect();
        let codes: BTreeSet<&str> = errors.iter().map(|finding| finding.code).collect();
        let theirs = case.expect.code.as_deref().unwrap_or_default();
        let quirk = case.expect.quirk.as_deref().filter(|_| case.expect.either_ok).unwrap_or_default();
        let outcome = match (case.expect.ok, codes.is_empty()) {
            (true, true) => "loads",
            (false, false) if theirs.starts_with("internal:") => "refused where Alembic crashes",
            (false, false) if codes.contains(theirs) => "same error",
            (true, false) if quirk == "duplicate-revision" && codes.contains(quirk) => {
                "duplicate revision that Alembic warns of"
            }
            (true, false)
                if quirk == "undetected-cycle" && codes.iter().all(|code| code.ends_with("cycle")) =>
            {
                "cycle that Alembic misses"
            }
            _ => {
                wrong.push(format!("{} ({}): {codes:?}, but {:?}", case.id, case.fault, case.expect));
                continue;
            }
        };
        if let Some(set) = &loaded.set {
            let text = set.text();
            let graph = ambix_graph::Graph::new(set.image(&text));
            let ids = |indices: ambix_graph::Indices<'_>| {
                indices.map(|index| graph.revision(index).id().to_owned()).collect::<BTreeSet<_>>()
            };
            assert_eq!(ids(graph.heads()), case.expect.heads, "{}", case.id);
            assert_eq!(ids(graph.real_heads()), case.expect.real_heads, "{}", case.id);
            assert_eq!(ids(graph.bases()), case.expect.bases, "{}", case.id);
        }
        let shown = render(&loaded.findings).join("\n");
        assert!(
            case.expect.revisions.is_empty()
                || case.expect.revisions.iter().any(|id| shown.contains(id.as_str())),
            "{shown}"
        );
        for finding in &errors {
            assert!(!finding.help.is_empty(), "{}: {} has no help", case.id, finding.code);
            assert!(finding.spot.is_some(), "{}: {} has no place", case.id, finding.code);
        }
        *counts.entry(outcome).or_default() += 1;
    }
    println!("load_errors.jsonl.gz: {counts:#?}");
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
    let expected = [
        ("cycle that Alembic misses", 31),
        ("duplicate revision that Alembic warns of", 12),
        ("loads", 36),
        ("refused where Alembic crashes", 3),
        ("same error", 218),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}
