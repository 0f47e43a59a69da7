//! What a statement that commits by itself would leave behind, and whether it is there: evidence for whoever has to
//! say whether it took effect.
//!
//! Only the usual shapes of DDL are read; of any other statement nothing is said.

use ambix_graph::script::Dialect;

use super::session::Session;
use super::sql;
use crate::driver::DriverError;
use crate::value::Value;

/// Something in the schema that a statement makes, drops or renames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Table(Name),
    Column(Name, String),
    /// An index, with its table if the statement names it.
    Index(Name, Option<Name>),
}

/// A name as the server keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) schema: Option<String>,
    pub(super) name: String,
}

/// Whether an object is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    There,
    Missing,
    /// PostgreSQL: an index that a failed `CONCURRENTLY` has left, by its full name in quotes.
    Invalid(String),
}

/// The objects that `statement` is about, and the index if it builds one without a lock.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) objects: Vec<Object>,
    pub(super) builds_concurrently: bool,
}

impl Effect {
    pub(super) fn of(dialect: Dialect, statement: &str) -> Self {
        let mut words = Words { dialect, tokens: tokens(statement), at: 0 };
        words.effect().unwrap_or_default()
    }
}

/// One line about each object of `statement`.
pub(super) async fn evidence(session: &Session<'_>, statement: &str) -> Result<Vec<String>, DriverError> {
    let mut lines = Vec::new();
    for object in Effect::of(session.dialect, statement).objects {
        let is = match find(session, &object).await? {
            Found::There => "is there",
            Found::Missing => "is not there",
            Found::Invalid(_) => "is there, but invalid: its build did not end",
        };
        lines.push(match &object {
            Object::Table(table) => format!("table `{}` {is}", table.name),
            Object::Column(table, column) => format!("column `{column}` of table `{}` {is}", table.name),
            Object::Index(index, _) => format!("index `{}` {is}", index.name),
        });
    }
    Ok(lines)
}

/// Looks an object up in the server's catalog.
pub(super) async fn find(session: &Session<'_>, object: &Object) -> Result<Found, DriverError> {
    let (query, values) = match session.dialect {
        Dialect::Sqlite => sqlite(object),
        Dialect::Postgres => postgres(object),
        Dialect::Mysql => mysql(object),
    };
    let rows = session.io.query(query, values.into_iter().map(Value::from).collect()).await?;
    Ok(match rows.first() {
        None => Found::Missing,
        Some(row) if row.integer(0) == Some(0) => Found::Invalid(row.text(1).unwrap_or_default().to_owned()),
        Some(_) => Found::There,
    })
}

fn sqlite(object: &Object) -> (String, Vec<String>) {
    match object {
        Object::Table(Name { name, .. }) | Object::Index(Name { name, .. }, _) => {
            ("SELECT 1 FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE".to_owned(), vec![name.clone()])
        }
        Object::Column(table, column) => (
            "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2 COLLATE NOCASE".to_owned(),
            vec![table.name.clone(), column.clone()],
        ),
    }
}

fn postgres(object: &Object) -> (String, Vec<String>) {
    let path = |name: &Name| {
        let quoted = |part: &str| sql::quote(Dialect::Postgres, part);
        match &name.schema {
            Some(schema) => format!("{}.{}", quoted(schema), quoted(&name.name)),
            None => quoted(&name.name),
        }
    };
    match object {
        Object::Table(table) => (
            "SELECT 1 FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1)".to_owned(),
            vec![path(table)],
        ),
        Object::Column(table, column) => (
            "SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass($1) \
             AND attname = $2 AND NOT attisdropped"
                .to_owned(),
            vec![path(table), column.clone()],
        ),
        // An index is in the schema of its table, wherever the search path leads.
        Object::Index(index, Some(table)) => (
            "SELECT CASE WHEN indisvalid THEN 1 ELSE 0 END, indexrelid::pg_catalog.regclass FROM pg_catalog.pg_index \
             JOIN pg_catalog.pg_class ON pg_class.oid = indexrelid \
             WHERE indrelid = pg_catalog.to_regclass($1) AND relname = $2"
                .to_owned(),
            vec![path(table), index.name.clone()],
        ),
        Object::Index(index, None) => (
            "SELECT CASE WHEN indisvalid THEN 1 ELSE 0 END, indexrelid::pg_catalog.regclass FROM pg_catalog.pg_index \
             WHERE indexrelid = pg_catalog.to_regclass($1)"
                .to_owned(),
            vec![path(index)],
        ),
    }
}

fn mysql(object: &Object) -> (String, Vec<String>) {
    let (view, about, mut values, table) = match object {
        Object::Table(table) => ("tables", "", Vec::new(), Some(table)),
        Object::Column(table, column) => {
            ("columns", " AND column_name = ?", vec![column.clone()], Some(table))
        }
        Object::Index(index, table) => {
            ("statistics", " AND index_name = ?", vec![index.name.clone()], table.as_ref())
        }
    };
    let mut query = format!("SELECT 1 FROM information_schema.{view} WHERE table_schema = ");
    let schema = table.and_then(|table| table.schema.clone());
    query.push_str(if schema.is_some() { "?" } else { "DATABASE()" });
    let mut all: Vec<String> = schema.into_iter().collect();
    if let Some(table) = table {
        query.push_str(" AND table_name = ?");
        all.push(table.name.clone());
    }
    query.push_str(about);
    all.append(&mut values);
    query.push_str(" LIMIT 1");
    (query, all)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Symbol(char),
}

/// Words, names in quotes and single signs, as far as names can stand.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") || first == '#' {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(close) = closing(first) {
            let end = rest[1..].find(close).map_or(rest.len(), |end| end + 2);
            let name = rest[1..end].strip_suffix(close).unwrap_or(&rest[1..end]);
            tokens.push(Token::Quoted(name.to_owned()));
            end
        } else if first.is_alphanumeric() || first == '_' {
            let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            end
        } else {
            tokens.push(Token::Symbol(first));
            first.len_utf8()
        };
        rest = rest[length..].trim_start();
    }
    tokens
}

fn closing(open: char) -> Option<char> {
    match open {
        '"' | '`' => Some(open),
        '[' => Some(']'),
        _ => None,
    }
}

struct Words {
    dialect: Dialect,
    tokens: Vec<Token>,
    at: usize,
}

impl Words {
    /// Takes the next word if it is `expected`.
    fn take(&mut self, expected: &str) -> bool {
        let is = matches!(self.tokens.get(self.at), Some(Token::Word(word)) if word.eq_ignore_ascii_case(expected));
        self.at += usize::from(is);
        is
    }

    fn take_all(&mut self, expected: &[&str]) {
        while expected.iter().any(|word| self.take(word)) {}
    }

    fn part(&mut self) -> Option<String> {
        let part = match self.tokens.get(self.at)? {
            Token::Word(word) if self.dialect == Dialect::Postgres => word.to_lowercase(),
            Token::Word(word) | Token::Quoted(word) => word.clone(),
            Token::Symbol(_) => return None,
        };
        self.at += 1;
        Some(part)
    }

    fn name(&mut self) -> Option<Name> {
        let first = self.part()?;
        if self.tokens.get(self.at) != Some(&Token::Symbol('.')) {
            return Some(Name { schema: None, name: first });
        }
        self.at += 1;
        Some(Name { schema: Some(first), name: self.part()? })
    }

    fn effect(&mut self) -> Option<Effect> {
        let create = self.take("CREATE");
        if create || self.take("DROP") {
            self.take_all(&[
                "OR",
                "REPLACE",
                "TEMPORARY",
                "TEMP",
                "UNLOGGED",
                "UNIQUE",
                "FULLTEXT",
                "SPATIAL",
            ]);
            if self.take("INDEX") {
                return self.index(create);
            }
            self.take_all(&["MATERIALIZED"]);
            if !(self.take("TABLE") || self.take("VIEW")) {
                return None;
            }
            self.take_all(&["IF", "NOT", "EXISTS"]);
            let table = Object::Table(self.name()?);
            return Some(Effect { objects: vec![table], builds_concurrently: false });
        }
        if self.take("ALTER") && self.take("TABLE") {
            self.take_all(&["IF", "EXISTS", "ONLY"]);
            let table = self.name()?;
            return Some(Effect { objects: self.alter(table)?, builds_concurrently: false });
        }
        None
    }

    fn index(&mut self, create: bool) -> Option<Effect> {
        let concurrently = self.take("CONCURRENTLY");
        self.take_all(&["IF", "NOT", "EXISTS"]);
        if self.take("ON") {
            return None;
        }
        let index = self.name()?;
        let table = if self.take("ON") {
            self.take("ONLY");
            self.name()
        } else {
            None
        };
        Some(Effect {
            builds_concurrently: create && concurrently && table.is_some(),
            objects: vec![Object::Index(index, table)],
        })
    }

    fn alter(&mut self, table: Name) -> Option<Vec<Object>> {
        if self.take("RENAME") {
            if self.take("TO") {
                return Some(vec![Object::Table(table), Object::Table(self.name()?)]);
            }
            self.take("COLUMN");
            let from = self.part()?;
            return self.take("TO").then_some(()).and_then(|()| {
                Some(vec![Object::Column(table.clone(), from), Object::Column(table, self.part()?)])
            });
        }
        if !(self.take("ADD") || self.take("DROP")) {
            return None;
        }
        let unique = self.take("UNIQUE") || self.take("FULLTEXT") || self.take("SPATIAL");
        if self.take("INDEX") || self.take("KEY") || unique {
            self.take_all(&["IF", "NOT", "EXISTS"]);
            return Some(vec![Object::Index(self.name()?, Some(table))]);
        }
        if ["CONSTRAINT", "PRIMARY", "FOREIGN", "CHECK", "PARTITION"].iter().any(|word| self.take(word)) {
            return None;
        }
        self.take("COLUMN");
        self.take_all(&["IF", "NOT", "EXISTS"]);
        Some(vec![Object::Column(table, self.part()?)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(dialect: Dialect, statement: &str) -> String {
        let effect = Effect::of(dialect, statement);
        let name = |name: &Name| match &name.schema {
            Some(schema) => format!("{schema}.{}", name.name),
            None => name.name.clone(),
        };
        let object = |object: &Object| match object {
            Object::Table(table) => format!("table {}", name(table)),
            Object::Column(table, column) => format!("column {}/{column}", name(table)),
            Object::Index(index, Some(table)) => format!("index {} on {}", name(index), name(table)),
            Object::Index(index, None) => format!("index {}", name(index)),
        };
        let objects: Vec<String> = effect.objects.iter().map(object).collect();
        let how = if effect.builds_concurrently { " concurrently" } else { "" };
        format!("{}{how}", objects.join(", "))
    }

    #[test]
    fn what_statements_are_about() {
        use Dialect::{Mysql, Postgres};
        for (dialect, statement, expected) in [
            (
                Postgres,
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS I ON ONLY s.T (a)",
                "index i on s.t concurrently",
            ),
            (
                Postgres,
                "create index concurrently \"My i\" on \"T\" using btree (a)",
                "index My i on T concurrently",
            ),
            (Postgres, "CREATE INDEX CONCURRENTLY ON t (a)", ""),
            (Postgres, "DROP INDEX CONCURRENTLY IF EXISTS s.i", "index s.i"),
            (Postgres, "REINDEX INDEX CONCURRENTLY i", ""),
            (Postgres, "VACUUM t", ""),
            (Mysql, "CREATE TABLE IF NOT EXISTS `a b`.`T` (id INT)", "table a b.T"),
            (Mysql, "-- new\n/* x */ CREATE TABLE t (id INT)", "table t"),
            (Mysql, "DROP INDEX i ON t", "index i on t"),
            (Mysql, "ALTER TABLE t ADD c INT", "column t/c"),
            (Mysql, "ALTER TABLE t ADD COLUMN IF NOT EXISTS `c d` INT, ADD e INT", "column t/c d"),
            (Mysql, "ALTER TABLE t ADD UNIQUE KEY u (c)", "index u on t"),
            (Mysql, "ALTER TABLE t DROP COLUMN c", "column t/c"),
            (Mysql, "ALTER TABLE t DROP FOREIGN KEY f", ""),
            (Mysql, "ALTER TABLE t RENAME TO u", "table t, table u"),
            (Mysql, "ALTER TABLE t RENAME COLUMN a TO b", "column t/a, column t/b"),
            (Mysql, "ALTER TABLE t MODIFY a BIGINT", ""),
            (Mysql, "CREATE", ""),
            (Mysql, "CREATE TABLE `", "table "),
        ] {
            assert_eq!(shown(dialect, statement), expected, "{statement}");
        }
    }
}
