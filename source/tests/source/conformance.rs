//! Every way in which a graph can be wrong, as Alembic sees it, arrives as a finding at the right key.

use std::fs;
use std::path::Path;

use ambix_source::{Configuration, Finding, Heads, load};

/// Files of a graph in which each line is `id < parents ! dependencies # labels`.
fn codes(name: &str, graph: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance").join(name);
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("migrations")).unwrap();
    for (nth, line) in graph.split(';').map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        let part = |mark: char| {
            let rest = line.split_once(mark).map_or("", |(_, rest)| rest);
            rest.split(['<', '!', '#']).next().unwrap_or_default().trim()
        };
        let id = line.split(['<', '!', '#']).next().unwrap_or_default().trim();
        let text = format!(
            "-- revision: {id}\n-- down_revision: {}\n-- depends_on: {}\n-- branch_labels: {}\n-- ambix:upgrade\n-- ambix:downgrade\n",
            part('<'),
            part('!'),
            part('#')
        );
        fs::write(root.join(format!("migrations/{nth:02}.sql")), text).unwrap();
    }
    let mut configuration = Configuration::new(root);
    configuration.heads = Heads::Many;
    let place = |finding: &Finding| finding.place().map(|place| place.line).unwrap_or_default();
    load(&configuration)
        .findings
        .iter()
        .map(|finding| format!("{} line {}", finding.code, place(finding)))
        .collect()
}

#[test]
fn load_errors() {
    for (name, graph, expected) in [
        ("empty", "", vec![]),
        ("valid", "a; b<a; c<a !b #x; m<b,c", vec![]),
        ("self_loop", "b<b", vec!["self-loop line 2"]),
        ("dependency_self_loop", "a; b<a !b", vec!["dependency-self-loop line 3"]),
        ("cycle", "a<c; b<a; c<b", vec!["cycle line 2"]),
        ("cycle_beside", "a<c; b<a; c<b; d; e<d", vec!["cycle line 2"]),
        ("undetected_by_alembic", "a; b<a,c; c<b; d<c", vec!["cycle line 2"]),
        ("dependency_cycle", "a !c; b<a; c<b", vec!["dependency-cycle line 3"]),
        ("duplicate_revision", "a; a; b<a", vec!["duplicate-revision line 1"]),
        ("duplicate_label", "a #x; b<a #x", vec!["duplicate-label line 4"]),
        ("label_twice", "a #x,x", vec!["duplicate-label line 4"]),
        ("label_is_id", "a; b<a #a", vec!["duplicate-label line 4"]),
        ("illegal_id", "a@b", vec!["illegal-revision-id line 1"]),
        ("illegal_label", "a #x@y", vec!["illegal-label line 4"]),
        ("missing_parent", "a; b<zzzz", vec!["missing-parent line 2"]),
        ("missing_dependency", "a !zzzz", vec!["missing-dependency line 3"]),
        ("label_as_parent", "a #x; b<x", vec!["broken-map line 2"]),
        (
            "everything",
            "a<q; b !r; b",
            vec!["missing-parent line 2", "missing-dependency line 3", "duplicate-revision line 1"],
        ),
    ] {
        assert_eq!(codes(name, graph), expected, "{graph}");
    }
}
