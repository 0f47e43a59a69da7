//! The header names what the revision leaves alone.

use std::collections::HashSet;
use std::ops::Range;

use ambix_graph::script::Direction;

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::destroys::Item;
use crate::header::Word;
use crate::tree::{Object, Query, Statement};

pub(super) static RULE: Rule = Rule {
    name: "unused-destroys",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
The header says that something is destroyed, and no statement names it.

A line that was copied from another revision, or left behind when a statement went, hides the next one that matters.
Remove it, or correct the name.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
CREATE TABLE users_old (id INTEGER PRIMARY KEY);
```
```sql,bad
-- destroys: table users_old, column orders.note
DROP TABLE users_old;
```
```sql,good
-- destroys: table users_old
DROP TABLE users_old;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let declared = &context.script.header.destroys;
    if context.at != 0 || !context.is_upgrade() || declared.is_empty() {
        return;
    }
    let touched = Touched::new(context);
    let unused: Vec<&Word> = declared.iter().filter(|word| !touched.has(&Item::read(&word.text))).collect();
    let Some(first) = unused.first() else { return };
    let shown: Vec<String> = unused.iter().map(|word| format!("`{}`", word.text)).collect();
    let (are, help) = match shown.len() {
        1 => ("is", "remove it, or correct the name"),
        _ => ("are", "remove them, or correct the names"),
    };
    report.find_in_header(
        first.range.clone(),
        format!("the header says that {} {are} destroyed, and nothing here does that", shown.join(", ")),
        "stays as it is",
        help,
    );
}

/// What the statements of the upgrade name, in all dialects; those aside that only read. How something is destroyed is
/// not asked: there are more ways than anybody can list.
struct Touched<'c> {
    texts: Vec<&'c str>,
    /// Their words, in lower case.
    words: HashSet<String>,
    /// The tables that are dropped or created: what is not copied from the one to the other is gone without its name
    /// being written.
    replaced: HashSet<String>,
}

impl<'c> Touched<'c> {
    fn new(context: &Context<'c>) -> Touched<'c> {
        let mut reads = HashSet::new();
        let mut replaced = HashSet::new();
        for read in &context.body.statements {
            let Range { start, end } = read.statement.range;
            match &read.tree {
                Statement::Select(query) if is_plain(query) => drop(reads.insert((start, end))),
                Statement::Drop(dropped) if dropped.kind == Object::Table => {
                    replaced.extend(dropped.names.iter().map(|name| name.name.text.to_lowercase()));
                }
                Statement::CreateTable(create) => drop(replaced.insert(create.name.name.text.to_lowercase())),
                _ => {}
            }
        }
        let sections = context.script.sections.iter();
        let sections = sections.filter(|section| section.direction == Direction::Upgrade);
        let mut texts = Vec::new();
        for section in sections {
            for statement in section.variants.iter().flat_map(|variant| &variant.statements) {
                let Range { start, end } = statement.range;
                if !reads.contains(&(start, end)) {
                    texts.extend(section.source.text().get(start..end));
                }
            }
        }
        let words = texts.iter().flat_map(|text| text.split(|c| !is_of_word(c))).map(str::to_lowercase);
        Touched { words: words.collect(), texts, replaced }
    }

    fn has(&self, item: &Item) -> bool {
        let names = |name: &str| match name.chars().all(is_of_word) {
            true => self.words.contains(name),
            false => self.texts.iter().any(|text| look::mentions(text, name)),
        };
        match item.parts.as_slice() {
            [.., table, name] => names(name) || item.kind != "table" && self.replaced.contains(table),
            [name] => names(name),
            [] => true,
        }
    }
}

fn is_plain(query: &Query) -> bool {
    query.into.is_none() && query.ctes.iter().all(|cte| matches!(cte.statement, Statement::Select(_)))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
