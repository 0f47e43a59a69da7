//! A structure as SQL, spelled in one of many ways.

use super::draw::Draw;
use super::model::{Check, Column, Event, ForeignKey, Schema, Shape, Table};

/// The statements that make a structure. Other numbers spell the same otherwise.
pub(super) fn render(schema: &Schema, draw: &mut Draw<'_>) -> Vec<String> {
    let mut style = Style { draw };
    let mut statements: Vec<String> = schema.tables.iter().map(|table| style.table(table)).collect();
    statements.extend(schema.tables.iter().flat_map(|table| style.indexes(table)));
    for view in &schema.views {
        let columns: Vec<String> = view.columns.iter().map(|name| style.name(name)).collect();
        let (name, over) = (style.name(&view.name), style.name(&view.over));
        let filter = view.filter.map_or(String::new(), |filter| format!(" WHERE {} {filter}", columns[0]));
        let columns = columns.join(", ");
        statements.push(style.cased(&format!("CREATE VIEW {name} AS SELECT {columns} FROM {over}{filter}")));
    }
    for trigger in &schema.triggers {
        let is_view = schema.views.iter().any(|view| view.name == trigger.on);
        let time = if is_view { "INSTEAD OF" } else { "AFTER" };
        let (event, row) = match &trigger.event {
            Event::Delete => ("DELETE".to_owned(), "old"),
            Event::Insert => ("INSERT".to_owned(), "new"),
            Event::Update(column) => (format!("UPDATE OF {}", style.name(column)), "new"),
        };
        let relations = schema.relations();
        let columns = relations.iter().find(|(name, _)| *name == trigger.on).map(|(_, columns)| columns);
        let value = columns.map(|columns| format!("{row}.{}", style.name(&columns[0]))).unwrap_or_default();
        let (name, on) = (style.name(&trigger.name), style.name(&trigger.on));
        let (other, column) = (style.name(&trigger.other), style.name(&trigger.column));
        statements.push(style.cased(&format!(
            "CREATE TRIGGER {name} {time} {event} ON {on} WHEN {value} = 'never' BEGIN DELETE FROM {other} WHERE {column} = {value}; END"
        )));
    }
    statements
}

struct Style<'d, 'n> {
    draw: &'d mut Draw<'n>,
}

impl Style<'_, '_> {
    fn name(&mut self, name: &str) -> String {
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !["order", "select", "group", "index"].contains(&name.to_ascii_lowercase().as_str());
        match self.draw.below(4) {
            0 if is_plain => name.to_owned(),
            1 => format!("[{name}]"),
            2 => format!("`{name}`"),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// Keywords in lower case; texts and names stay.
    fn cased(&mut self, sql: &str) -> String {
        if !self.draw.once_in(3) {
            return sql.to_owned();
        }
        let mut until = None;
        let lower = |char: char| {
            match (until, char) {
                (None, '[') => until = Some(']'),
                (None, '"' | '`' | '\'') => until = Some(char),
                (Some(end), _) if end == char => until = None,
                (Some(_), _) => return char,
                // Names without quotes are spelled as they are.
                (None, _) => return char,
            }
            char
        };
        let marked: String = sql.chars().map(lower).collect();
        let words = [
            "CREATE",
            "TABLE",
            "VIEW",
            "SELECT",
            "FROM",
            "WHERE",
            "NOT NULL",
            "UNIQUE",
            "CHECK",
            "REFERENCES",
        ];
        words
            .iter()
            .fold(marked, |sql, word| sql.replace(&format!("{word} "), &format!("{}  ", word.to_lowercase())))
    }

    fn list(&mut self, names: &[String]) -> String {
        names.iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }

    fn table(&mut self, table: &Table) -> String {
        let mut parts: Vec<String> = Vec::new();
        let beside_key = table.key.len() == 1 && (table.counts || table.descending || self.draw.once_in(2));
        for column in &table.columns {
            let mut text = self.column(column);
            if beside_key && table.key == [column.name.as_str()] {
                text.push_str(" PRIMARY KEY");
                text.push_str(if table.descending { " DESC" } else { "" });
                text.push_str(if table.counts { " AUTOINCREMENT" } else { "" });
            }
            parts.push(text);
        }
        if !table.key.is_empty() && !beside_key {
            parts.push(format!("PRIMARY KEY ({})", self.list(&table.key)));
        }
        for (name, columns) in &table.uniques {
            let named = self.constraint(name.as_deref());
            let at = self.beside(table, columns);
            match at {
                Some(at) => parts[at].push_str(&format!(" {named}UNIQUE")),
                None => parts.push(format!("{named}UNIQUE ({})", self.list(columns))),
            }
        }
        for (name, check) in &table.checks {
            let named = self.constraint(name.as_deref());
            let condition = match check {
                Check::NotBad(column) => format!("{} IS NOT 'bad'", self.name(column)),
                Check::Differ(left, right) => {
                    let (left, right) = (self.name(left), self.name(right));
                    let operator = if self.draw.once_in(2) { "!=" } else { "<>" };
                    format!("{left} {operator} {right} OR {left} IS NULL AND -1 < 0")
                }
            };
            let condition = if self.draw.once_in(3) { format!("({condition})") } else { condition };
            parts.push(format!("{named}CHECK ({condition})"));
        }
        for key in &table.foreign_keys {
            let references = self.references(key);
            match self.beside(table, &key.columns) {
                Some(at) => parts[at].push_str(&format!(" {references}")),
                None => parts.push(format!("FOREIGN KEY ({}) {references}", self.list(&key.columns))),
            }
        }
        let options = match (table.strict, table.without_rowid) {
            (true, true) => " WITHOUT ROWID, STRICT",
            (true, false) => " STRICT",
            (false, true) => " WITHOUT ROWID",
            (false, false) => "",
        };
        let name = self.name(&table.name);
        let separator = *self.draw.one(&[", ", ",\n  ", " , -- and\n"]);
        self.cased(&format!("CREATE TABLE {name} ({}){options}", parts.join(separator)))
    }

    /// The column that something can be written beside, if it is to be.
    fn beside(&mut self, table: &Table, columns: &[String]) -> Option<usize> {
        let [column] = columns else { return None };
        self.draw.once_in(2).then(|| table.columns.iter().position(|other| other.name == *column))?
    }

    fn constraint(&mut self, name: Option<&str>) -> String {
        name.map_or(String::new(), |name| format!("CONSTRAINT {} ", self.name(name)))
    }

    fn references(&mut self, key: &ForeignKey) -> String {
        let to = if key.to.is_empty() { String::new() } else { format!(" ({})", self.list(&key.to)) };
        format!("REFERENCES {}{to}{}", self.name(&key.table), key.action)
    }

    fn column(&mut self, column: &Column) -> String {
        let kind = if self.draw.once_in(3) { column.kind.to_lowercase() } else { column.kind.to_owned() };
        let mut text = format!("{} {kind}", self.name(&column.name));
        if column.not_null {
            text.push_str(" NOT NULL");
        }
        if let Some(default) = column.default {
            let default = if self.draw.once_in(4) { format!("({default})") } else { default.to_owned() };
            text.push_str(&format!(" DEFAULT {default}"));
        }
        if column.nocase {
            text.push_str(" COLLATE NOCASE");
        }
        if let Some((source, stored)) = &column.generated {
            let always = if self.draw.once_in(2) { "GENERATED ALWAYS " } else { "" };
            let how = if *stored { " STORED" } else { *self.draw.one(&["", " VIRTUAL"]) };
            text.push_str(&format!(" {always}AS (length({})){how}", self.name(source)));
        }
        text
    }

    fn indexes(&mut self, table: &Table) -> Vec<String> {
        let mut statements = Vec::new();
        for index in &table.indexes {
            let mut columns: Vec<String> = index.columns.iter().map(|name| self.name(name)).collect();
            let last = columns.len() - 1;
            let mut filter = String::new();
            match index.shape {
                Shape::Plain if self.draw.once_in(2) => columns[last].push_str(" ASC"),
                Shape::Plain => {}
                Shape::Descending => columns[last].push_str(" DESC"),
                Shape::Collated => columns[last].push_str(" COLLATE rtrim"),
                Shape::Expression => columns[last] = format!("LOWER({}) || ''", columns[last]),
                Shape::Partial => filter = format!(" WHERE {} > 0", columns[last]),
            }
            let unique = if index.unique { "UNIQUE " } else { "" };
            let (name, on) = (self.name(&index.name), self.name(&table.name));
            statements.push(
                self.cased(&format!("CREATE {unique}INDEX {name} ON {on} ({}){filter}", columns.join(", "))),
            );
        }
        statements
    }
}
