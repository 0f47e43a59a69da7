//! `CREATE INDEX`, `CREATE VIEW`, `CREATE TRIGGER` and `CREATE VIRTUAL TABLE`, read.

use std::collections::{BTreeMap, BTreeSet};

use sqlite3_parser::ast::{Expr, Literal, SortOrder, SortedColumn, Stmt, TriggerEvent, TriggerTime};

use super::mention;
use super::name::{folded, list, quoted, unquoted};
use super::words::{Scope, Word, clauses, collation, columns, line, words};
use super::{parse, table};
use crate::item::Definition;

/// What is known of tables and views while the rest is read.
#[derive(Default)]
pub(super) struct Known {
    /// The names of the columns of each table, by its folded name.
    pub(super) columns: BTreeMap<String, Vec<String>>,
    /// The names that may be columns of views and virtual tables, folded, by the folded name.
    pub(super) others: BTreeMap<String, BTreeSet<String>>,
    /// The collations of the columns that have one, by the folded name of the table and the name of the column.
    pub(super) collations: BTreeMap<(String, String), String>,
}

/// A statement and what it names.
pub(super) struct Read {
    pub(super) definition: Definition,
    /// Every name in it, folded.
    pub(super) names: BTreeSet<String>,
    /// Those that have to be tables or views.
    pub(super) tables: BTreeSet<String>,
}

impl Read {
    fn new(text: String, columns: Vec<String>, words: &[Word]) -> Self {
        let definition = Definition { text, columns, comment: None };
        Read { definition, names: mention::names(words), tables: mention::tables(words) }
    }

    /// As it was written, where the parser does not know what SQLite knows.
    fn loose(sql: &str) -> Self {
        Read {
            definition: Definition::new(sql.trim().trim_end_matches(';')),
            names: mention::loose(sql),
            tables: BTreeSet::new(),
        }
    }
}

/// Reads the statement of an index.
pub(super) fn index(name: &str, on: &str, sql: &str, known: &Known) -> Read {
    let names = known.columns.get(&folded(on)).into_iter().flatten();
    let scope = Scope::table(on, names.map(String::as_str));
    let read = parse::with(sql, |statement| {
        let Stmt::CreateIndex { unique, columns: keys, where_clause, .. } = statement else { return None };
        let mut used: Vec<Word> = keys.iter().flat_map(words).collect();
        let written: Vec<String> = keys.iter().map(|key| index_key(key, on, &scope, known)).collect();
        let unique = if *unique { "UNIQUE " } else { "" };
        let mut text =
            format!("CREATE {unique}INDEX {} ON {} ({})", quoted(name), quoted(on), written.join(", "));
        if let Some(condition) = where_clause {
            let condition = table::bare(condition);
            used.append(&mut words(condition));
            text.push_str(&format!(" WHERE {}", line(&words(condition), &scope)));
        }
        let mut columns = columns(&used, &scope);
        // Those that are written as a text, too.
        columns.extend(keys.iter().filter_map(|key| scope.declared(&text_key(key)?).map(str::to_owned)));
        columns.sort();
        columns.dedup();
        Some(Read::new(text, columns, &used))
    });
    read.unwrap_or_else(|| Read::loose(sql))
}

/// A name that is written as a text is a name here.
fn text_key(key: &SortedColumn<'_>) -> Option<String> {
    let expression = match &key.expr {
        Expr::Collate(expression, _) => expression,
        expression => expression,
    };
    match expression {
        Expr::Literal(Literal::String(text)) => Some(unquoted(text)),
        _ => None,
    }
}

fn index_key(key: &SortedColumn<'_>, on: &str, scope: &Scope, known: &Known) -> String {
    let (expression, collated) = match &key.expr {
        Expr::Collate(expression, name) => (*expression, Some(collation(&unquoted(name)))),
        expression => (expression, None),
    };
    let expression = table::bare(expression);
    let column = match expression {
        Expr::Id(name) => scope.declared(&unquoted(name.0)),
        Expr::Name(name) => scope.declared(&unquoted(name.0)),
        _ => None,
    };
    let text = text_key(key).and_then(|name| scope.declared(&name));
    let mut written = match column.or(text) {
        Some(column) => quoted(column),
        None => line(&words(expression), scope),
    };
    let own = column.or(text).and_then(|column| known.collations.get(&(folded(on), column.to_owned())));
    if let Some(collation) = collated
        && (collation != own.map_or("BINARY", String::as_str) || column.or(text).is_none())
    {
        written.push_str(&format!(" COLLATE {collation}"));
    }
    if key.order == Some(SortOrder::Desc) {
        written.push_str(" DESC");
    }
    written
}

/// The names that a query or a trigger can mean: the columns of what it names, and what it names itself.
fn scope(words: &[Word], known: &Known) -> Scope {
    let mut names: BTreeSet<String> = ["rowid", "new", "old"].into_iter().map(str::to_owned).collect();
    for mentioned in mention::names(words) {
        let columns = known.columns.get(&mentioned);
        let others = known.others.get(&mentioned);
        names.extend(columns.into_iter().flatten().map(|name| folded(name)));
        names.extend(others.into_iter().flatten().cloned());
        if columns.is_some() || others.is_some() {
            names.insert(mentioned);
        }
    }
    names.extend(mention::aliases(words));
    Scope { names: names.into_iter().map(|name| (name.clone(), name)).collect(), ..Scope::default() }
}

/// Reads the statement of a view.
pub(super) fn view(name: &str, sql: &str, known: &Known) -> Read {
    let read = parse::with(sql, |statement| {
        let Stmt::CreateView { columns, select, .. } = statement else { return None };
        let used = words(select);
        let names: Option<Vec<String>> =
            columns.map(|columns| columns.iter().map(|column| unquoted(column.col_name.0)).collect());
        let own: Vec<String> = names.iter().flatten().map(|name| folded(name)).collect();
        let columns =
            names.map_or(String::new(), |names| format!(" ({})", list(names.iter().map(String::as_str))));
        let query = clauses(&used, &scope(&used, known), 0);
        let text = format!("CREATE VIEW {}{columns} AS\n{query}", quoted(name));
        let mut read = Read::new(text, Vec::new(), &used);
        read.names.extend(own);
        Some(read)
    });
    read.unwrap_or_else(|| Read::loose(sql))
}

/// Reads the statement of a trigger.
pub(super) fn trigger(name: &str, on: &str, sql: &str, known: &Known) -> Read {
    let read = parse::with(sql, |statement| {
        let Stmt::CreateTrigger { time, event, when_clause, commands, .. } = statement else { return None };
        let time = match time {
            None | Some(TriggerTime::Before) => "BEFORE",
            Some(TriggerTime::After) => "AFTER",
            Some(TriggerTime::InsteadOf) => "INSTEAD OF",
        };
        let own = known.columns.get(&folded(on)).into_iter().flatten();
        let own = Scope::table(on, own.map(String::as_str));
        let mut columns = Vec::new();
        let event = match event {
            TriggerEvent::Delete => "DELETE".to_owned(),
            TriggerEvent::Insert => "INSERT".to_owned(),
            TriggerEvent::Update => "UPDATE".to_owned(),
            TriggerEvent::UpdateOf(names) => {
                let declared =
                    |raw: &str| own.declared(&unquoted(raw)).map_or_else(|| unquoted(raw), str::to_owned);
                columns = names.iter().map(|name| declared(name.0)).collect();
                format!("UPDATE OF {}", list(columns.iter().map(String::as_str)))
            }
        };
        let mut used: Vec<Word> = commands.iter().flat_map(words).collect();
        let when = when_clause.as_ref().map(|condition| words(table::bare(condition)));
        if let Some(when) = &when {
            used.extend(when.iter().map(|word| Word { token: word.token, text: word.text.clone() }));
        }
        let mut scope = scope(&used, known);
        scope.names.extend(own.names.into_keys().map(|name| (name.clone(), name)));
        let mut text = format!("CREATE TRIGGER {} {time} {event} ON {}", quoted(name), quoted(on));
        if let Some(when) = &when {
            text.push_str(&format!("\nWHEN {}", line(when, &scope)));
        }
        text.push_str("\nBEGIN");
        for command in commands.iter() {
            text.push_str(&format!("\n    {};", clauses(&words(command), &scope, 4)));
        }
        text.push_str("\nEND");
        Some(Read::new(text, columns, &used))
    });
    read.unwrap_or_else(|| Read::loose(sql))
}

/// The module of a virtual table with its arguments: `fts5(title, body)`.
pub(super) fn module(sql: &str) -> Option<String> {
    parse::with(sql, |statement| {
        let Stmt::CreateVirtualTable { module_name, args, .. } = statement else { return None };
        let arguments: Vec<String> = args
            .iter()
            .flat_map(|args| args.iter())
            .map(|argument| argument.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let arguments =
            if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        Some(format!("{}{arguments}", folded(&unquoted(module_name.0))))
    })
}
