//! What is counted, and the most that each count may be.
//!
//! The most is what was seen. Where another compiler counts differently, with instructions and the sizes of futures, it
//! is a tenth more.

const CEILINGS: &[(&str, u64)] = &[
    // Of `upgrade head`, from the configuration to the report.
    ("allocations, nothing pending", 15),
    ("allocated bytes, nothing pending", 1_800),
    // Of `embed_migrations!`: with the line in `build.rs` that watches the directory, and without it.
    ("tokens, 100 revisions, watched", 142),
    ("tokens for each revision, watched", 0),
    ("tokens, 100 revisions, unwatched", 1_174),
    ("tokens for each revision, unwatched", 10),
    // Beside the revisions' own statements, with all of a first upgrade: the lock, the two tables, the rows, the
    // journal. On MySQL, where DDL commits by itself, each statement is journaled before and after.
    ("requests for 100 revisions, sqlite, run", 16),
    ("requests for 100 revisions, sqlite, revision", 510),
    ("requests for 100 revisions, postgres, run", 14),
    ("requests for 100 revisions, postgres, revision", 607),
    ("requests for 100 revisions, mysql, run", 1_313),
    ("requests for 100 revisions, mysql, revision", 1_313),
    // On x86-64. Twice the revisions take twice the work, and no more.
    ("instructions, heads of 20,000 revisions", 431),
    ("instructions, the last of 10,000 revisions", 108_300),
    ("instructions, all of 10,000 revisions", 15_290_000),
    ("instructions, all of 20,000 revisions in percent of 10,000", 220),
];

/// Fails if more was counted than the ceiling of that name allows.
#[track_caller]
pub(crate) fn check(name: &str, counted: u64) {
    let ceiling = CEILINGS.iter().find(|(known, _)| *known == name);
    let (_, most) = ceiling.unwrap_or_else(|| panic!("`{name}` has no ceiling; {counted} were counted"));
    println!("{name}: {counted}, at most {most}");
    assert!(
        counted <= *most,
        "{name}: {counted} were counted, the ceiling is {most}\n  = help: find what has made it more; only where that \
         is worth its price, raise the ceiling in tests/tests/ceilings/table.rs, and say in the commit why"
    );
}
