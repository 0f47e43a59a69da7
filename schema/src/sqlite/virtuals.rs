//! Virtual tables: what can be kept when one changes.

use super::VIRTUAL;
use super::name::{folded, list, literal, quoted, unquoted};
use crate::catalog::Catalog;
use crate::item::Item;
use crate::key::Key;
use crate::plan::{Destroyed, Step};

/// The module of a virtual table with its arguments.
pub(super) fn module<'c>(catalog: &'c Catalog, key: &Key) -> Option<&'c str> {
    catalog.get(key).and_then(Item::table)?.options.get(VIRTUAL).map(String::as_str)
}

/// The statement that creates it.
pub(super) fn create(name: &str, module: &str) -> Step {
    let mut step = Step::new(format!("CREATE VIRTUAL TABLE {} USING {module}", quoted(name)));
    if Arguments::read(module).has_other_content() {
        step.notes
            .push(format!("it knows nothing of rows that are there already until you run {}", refill(name)));
    }
    step
}

/// The statements that turn one into another: with its rows where it has rows of its own.
pub(super) fn change(old: (&Key, &str), new: (&Key, &str), meanwhile: &str) -> Vec<Step> {
    let (before, after) = (Arguments::read(old.1), Arguments::read(new.1));
    let drop = || {
        let sql = format!("DROP TABLE {}", quoted(&old.0.name));
        Step::destroying(sql, Destroyed::table(old.0))
    };
    if let Some(columns) = before.copied(&after) {
        let (source, target) = (quoted(&old.0.name), quoted(meanwhile));
        return vec![
            create(meanwhile, new.1),
            Step::new(format!("INSERT INTO {target} ({columns})\nSELECT {columns}\nFROM {source}")),
            Step { destroys: Vec::new(), ..drop() },
            Step::new(format!("ALTER TABLE {target} RENAME TO {}", quoted(&new.0.name))),
        ];
    }
    let mut steps = vec![drop(), Step { notes: Vec::new(), ..create(&new.0.name, new.1) }];
    if after.has_other_content() {
        steps.push(Step::new(refill(&new.0.name)));
    }
    steps
}

/// Reads the table again that it searches.
fn refill(name: &str) -> String {
    format!("INSERT INTO {} ({}) VALUES ({})", quoted(name), quoted(name), literal("rebuild"))
}

/// What the arguments of a module say.
struct Arguments {
    module: String,
    columns: Vec<String>,
    /// `content = …`, without quotes.
    content: Option<String>,
}

impl Arguments {
    fn read(text: &str) -> Self {
        let (module, arguments) = text.split_once('(').unwrap_or((text, ""));
        let arguments = arguments.strip_suffix(')').unwrap_or(arguments);
        let (mut columns, mut content) = (Vec::new(), None);
        for argument in arguments.split(',').map(str::trim).filter(|argument| !argument.is_empty()) {
            match argument.split_once('=') {
                Some((option, value)) if option.trim().eq_ignore_ascii_case("content") => {
                    content = Some(unquoted(value.trim()));
                }
                Some(_) => {}
                None => {
                    let name = argument.split_whitespace().next().unwrap_or_default();
                    columns.push(unquoted(name.trim_start_matches('+')));
                }
            }
        }
        Arguments { module: module.trim().to_owned(), columns, content }
    }

    fn has_other_content(&self) -> bool {
        self.is_search() && self.content.as_ref().is_some_and(|table| !table.is_empty())
    }

    fn is_search(&self) -> bool {
        matches!(self.module.as_str(), "fts3" | "fts4" | "fts5")
    }

    /// The columns that can be copied into the other; nothing if it has no rows of its own, or is of another module.
    fn copied(&self, other: &Arguments) -> Option<String> {
        let keeps_rows = |arguments: &Arguments| match arguments.module.as_str() {
            "rtree" | "rtree_i32" => true,
            _ => arguments.is_search() && arguments.content.is_none(),
        };
        if self.module != other.module || !keeps_rows(self) || !keeps_rows(other) {
            return None;
        }
        let has = |name: &String| self.columns.iter().any(|own| folded(own) == folded(name));
        let common: Vec<&str> = other.columns.iter().filter(|name| has(name)).map(String::as_str).collect();
        // A search finds rows by their numbers, a box is not one without all its sides.
        if common.is_empty() || (!self.is_search() && common.len() < other.columns.len()) {
            return None;
        }
        let number = if self.is_search() { "rowid, " } else { "" };
        Some(format!("{number}{}", list(common)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_copied_where_there_are_any() {
        let copied = |from, to| Arguments::read(from).copied(&Arguments::read(to));
        assert_eq!(copied("fts5(a, b)", "fts5(a, tokenize = 'porter')").as_deref(), Some("rowid, a"));
        assert_eq!(copied("rtree(id, x, y)", "rtree(id, x, y, +note TEXT)"), None);
        assert_eq!(copied("rtree(id, x, y, +note TEXT)", "rtree(id, x, y)").as_deref(), Some("id, x, y"));
        assert_eq!(copied("fts5(a, content = 't')", "fts5(a)"), None);
        assert_eq!(copied("fts5(a, content = '')", "fts5(a, b)"), None);
    }
}
