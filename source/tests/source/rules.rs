//! The examples in the documentation of rules, and the page of reference made of it.
//!
//! An example becomes the upgrade of a revision; lines at its top such as `-- transaction: off` go to the header. What
//! `sql,setup` holds is an earlier revision, with empty ones in between, since what was created just before is left in
//! peace by most rules.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use ambix_graph::script::{Dialect, Dialects};
use ambix_source::{Configuration, Finding, Level, Rule, RuleLevel, codes, load, render, rules};

#[test]
fn bad_examples_are_found_and_good_ones_are_not() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let mut setup = None;
        for block in blocks(rule) {
            match block.kind {
                "setup" => setup = Some(block.text),
                _ if !has_grammar(block.dialect) => {}
                kind => {
                    let (findings, fixed) = find(rule, block.dialect, setup, block.text);
                    let is_found = findings.iter().any(|finding| finding.code == rule.name);
                    let others = findings
                        .iter()
                        .filter(|finding| finding.code != rule.name && finding.is_error())
                        .count();
                    let place = findings
                        .iter()
                        .all(|finding| finding.spot.as_ref().is_none_or(|spot| !spot.range.is_empty()));
                    let levels = findings.iter().all(|finding| {
                        finding.code != rule.name
                            || (finding.level == Level::Error) == (rule.level == RuleLevel::Deny)
                    });
                    if let Some(after) =
                        fixed.filter(|after| after.iter().any(|finding| finding.code == rule.name))
                    {
                        wrong.push(format!("==== {} is not gone\n{}", rule.name, render(&after).join("\n")));
                    }
                    if is_found != (kind == "bad") || others > 0 || !place || !levels {
                        let found = render(&findings).join("\n");
                        wrong.push(format!(
                            "==== {} {} {kind}\n{}{found}",
                            rule.name,
                            block.dialect.name(),
                            block.text
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} examples\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_rule_has_both_kinds_of_examples() {
    for rule in rules() {
        let blocks = blocks(rule);
        for kind in ["bad", "good"] {
            assert!(blocks.iter().any(|block| block.kind == kind), "{}: no {kind} example", rule.name);
        }
        let strange = blocks.iter().find(|block| !["bad", "good", "setup"].contains(&block.kind));
        assert!(strange.is_none(), "{}: {:?}", rule.name, strange.map(|block| block.kind));
        for block in &blocks {
            assert!(
                rule.dialects.contains(&block.dialect),
                "{}: not for {}",
                rule.name,
                block.dialect.name()
            );
        }
        let summary = rule.docs.lines().next().unwrap();
        assert!(summary.ends_with('.'), "{}: the first line is no sentence", rule.name);
    }
}

/// `BLESS=1` writes it.
#[test]
fn the_page_of_reference_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../RULES.md");
    let page = page();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == page,
        "RULES.md is out of date: BLESS=1 cargo test -p ambix-source --all-features rules"
    );
}

/// What `lint --explain` says of a code and what its row says are one.
#[test]
fn codes_mean_what_their_page_says() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../CODES.md")).unwrap();
    let rows: Vec<(Vec<&str>, &str)> = page
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let names = cells.next()?.split(", ").map(|name| name.trim_matches('`')).collect();
            Some((names, cells.next()?.trim_end_matches(" |")))
        })
        .collect();
    for code in codes() {
        let row = rows.iter().find(|(names, _)| names.contains(&code.name));
        let Some((names, meaning)) = row else { panic!("`{}` is not in CODES.md", code.name) };
        assert!(names.len() > 1 || *meaning == code.meaning, "{}: {meaning}", code.name);
        assert!(!rules().iter().any(|rule| rule.name == code.name), "`{}` is a rule, too", code.name);
    }
}

/// A block of code in the documentation of a rule.
struct Block {
    kind: &'static str,
    dialect: Dialect,
    text: &'static str,
}

fn blocks(rule: &'static Rule) -> Vec<Block> {
    rule.docs
        .split("```")
        .skip(1)
        .step_by(2)
        .map(|block| {
            let (head, text) = block.split_once('\n').unwrap();
            let mut words = head.split(',').skip(1);
            let kind = words.next().unwrap_or_default();
            let dialect = words.next().map_or(rule.dialects[0], |name| Dialect::from_name(name).unwrap());
            Block { kind, dialect, text }
        })
        .collect()
}

fn has_grammar(dialect: Dialect) -> bool {
    match dialect {
        Dialect::Sqlite => cfg!(feature = "sqlite"),
        Dialect::Postgres => cfg!(feature = "postgres"),
        Dialect::Mysql => cfg!(feature = "mysql"),
    }
}

/// What is found, and what is found once all fixes are made.
fn find(
    rule: &Rule,
    dialect: Dialect,
    setup: Option<&str>,
    example: &str,
) -> (Vec<Finding>, Option<Vec<Finding>>) {
    let name = format!("ambix-rules-{}-{}", std::process::id(), rule.name);
    let root = std::env::temp_dir().join(name);
    let _ = fs::remove_dir_all(&root);
    let directory = root.join("migrations");
    fs::create_dir_all(&directory).unwrap();
    let texts = ["", setup.unwrap_or_default(), "", "", "", example];
    let mut down = "none".to_owned();
    for (number, text) in texts.iter().enumerate() {
        let id = format!("r{number}");
        let is_key = |line: &&str| line.starts_with("-- ") && line.contains(": ") && !line.contains("ambix:");
        let keys: Vec<&str> = text.lines().take_while(is_key).collect();
        let body: Vec<&str> = text.lines().skip(keys.len()).collect();
        let header = format!("-- revision: {id}\n-- down_revision: {down}\n");
        let keys: String = keys.iter().map(|key| format!("{key}\n")).collect();
        let text = format!("{header}{keys}\n-- ambix:upgrade\n{}\n", body.join("\n"));
        fs::write(directory.join(format!("{id}_example.sql")), text).unwrap();
        down = id;
    }
    let mut configuration = Configuration::new(&root);
    configuration.dialects = Dialects::default().with(dialect);
    configuration.downgrade = ambix_source::Downgrade::Optional;
    if rule.level == RuleLevel::Allow {
        configuration.rules.push((rule.name.to_owned(), RuleLevel::Warn));
    }
    let findings = load(&configuration).findings;
    let mut fixes: Vec<_> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.range.start));
    let fixed = fixes.first().map(|fix| {
        let mut text = fix.source.text().to_owned();
        for fix in &fixes {
            text.replace_range(fix.range.clone(), &fix.replacement);
        }
        fs::write(directory.join(format!("{down}_example.sql")), text).unwrap();
        load(&configuration).findings
    });
    let _ = fs::remove_dir_all(&root);
    (findings, fixed)
}

fn page() -> String {
    let mut page = String::from(HEAD);
    page.push_str("\n| rule | level | dialects | what it finds |\n| --- | --- | --- | --- |\n");
    for rule in rules() {
        let summary = rule.docs.lines().next().unwrap_or_default();
        let _ = writeln!(page, "| {} | {} | {} | {summary} |", link(rule), level(rule), dialects(rule));
    }
    page.push_str("\n## By level\n\n");
    for wanted in [RuleLevel::Deny, RuleLevel::Warn, RuleLevel::Allow] {
        let named: Vec<String> =
            rules().iter().filter(|rule| rule.level == wanted).map(|rule| link(rule)).collect();
        let _ = writeln!(page, "- **{}**: {}", name_of(wanted), named.join(", "));
    }
    page.push_str("\n## By dialect\n\n");
    for dialect in Dialect::ALL {
        let named: Vec<String> =
            rules().iter().filter(|rule| rule.dialects.contains(&dialect)).map(|rule| link(rule)).collect();
        let _ = writeln!(page, "- **{}**: {}", dialect.name(), named.join(", "));
    }
    for rule in rules() {
        let _ =
            writeln!(page, "\n## {}\n\nLevel: {}. Dialects: {}.\n", rule.name, level(rule), dialects(rule));
        page.push_str(&shown(rule));
    }
    page
}

const HEAD: &str = "\
# Rules

What ambix says about statements besides their syntax and the names in them. This page is made from `source/src/rules/`.

A rule that **denies** fires only where the database is certain to refuse the statement; the set then does not compile. One
that **warns** is shown by `ambix lint`. One that **allows** is off until you ask for it.

Levels are set in `ambix.toml`:
```toml
[ambix.rules]
undeclared-destruction = \"deny\"
questionable-type = \"warn\"
```
For one statement, or above the first section for the whole file, a comment switches a rule off:
```sql
-- ambix:allow index-not-concurrent
CREATE INDEX orders_placed_at ON orders (placed_at);
```
`ambix lint --rule <name>=<level>` sets one for one run; `ambix lint --list-rules` lists the rules, `ambix lint --explain <name>`
shows one. What ambix says about names that do not exist has levels, too: [CODES.md](CODES.md) lists those codes.

A name that no rule has is an error (`unknown-rule`). With `unused-allow = \"warn\"` a comment that switches off nothing is
found too.

In the first revision of a set nothing is locked and nothing lost, and the way down is for emergencies: rules about locks
and about loss are silent there. Revisions that `ambix release` has marked get no warnings, and no errors but those of rules
that deny where nobody has set a level. What one rule finds in one file is one finding; and where it is about the moment
in which a revision runs, such as a lock, the newest revision is shown and the ones before it are named.
";

fn link(rule: &Rule) -> String {
    format!("[`{0}`](#{0})", rule.name)
}

fn level(rule: &Rule) -> &'static str {
    name_of(rule.level)
}

fn name_of(level: RuleLevel) -> &'static str {
    match level {
        RuleLevel::Deny => "deny",
        RuleLevel::Warn => "warn",
        RuleLevel::Allow => "allow",
    }
}

fn dialects(rule: &Rule) -> String {
    rule.dialects.iter().map(|dialect| dialect.name()).collect::<Vec<_>>().join(", ")
}

/// The documentation with words in place of the marks of its blocks.
fn shown(rule: &Rule) -> String {
    let mut shown = String::new();
    for (number, part) in rule.docs.split("```").enumerate() {
        if number % 2 == 0 {
            shown.push_str(part);
            continue;
        }
        let (head, text) = part.split_once('\n').unwrap_or((part, ""));
        let mut words = head.split(',').skip(1);
        let title = match words.next() {
            Some("bad") => "Found",
            Some("good") => "Not found",
            _ => "Where there is",
        };
        let dialect = words.next().map_or(String::new(), |name| format!(" ({name})"));
        let _ = write!(shown, "\n{title}{dialect}:\n```sql\n{text}```");
    }
    shown
}

/// Nobody can change what is released.
#[test]
fn released_revisions_get_no_warnings() {
    let root = std::env::temp_dir().join(format!("ambix-rules-released-{}", std::process::id()));
    let directory = root.join("migrations");
    fs::create_dir_all(&directory).unwrap();
    for (id, down, statement) in [
        ("r1", "none", "CREATE TABLE orders (id INTEGER PRIMARY KEY, number INTEGER UNIQUE)"),
        ("r2", "r1", "CREATE INDEX again ON orders (number)"),
    ] {
        let text = format!("-- revision: {id}\n-- down_revision: {down}\n\n-- ambix:upgrade\n{statement};\n");
        fs::write(directory.join(format!("{id}.sql")), text).unwrap();
    }
    let mut configuration = Configuration::new(&root);
    configuration.downgrade = ambix_source::Downgrade::Optional;
    let loaded = load(&configuration);
    let codes: Vec<&str> = loaded.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, if has_grammar(Dialect::Sqlite) { vec!["redundant-index"] } else { vec![] });
    let mut lock = ambix_source::Lock::default();
    lock.update(&loaded);
    lock.release(&[]).unwrap();
    fs::write(configuration.lock_path(), lock.render()).unwrap();
    let findings = load(&configuration).findings;
    assert!(findings.is_empty(), "{findings:?}");
    // Nor errors, where somebody has become stricter.
    configuration.rules.push(("redundant-index".to_owned(), RuleLevel::Deny));
    let findings = load(&configuration).findings;
    assert!(findings.is_empty(), "{findings:?}");
    let _ = fs::remove_dir_all(&root);
}
