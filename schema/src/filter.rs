//! Which objects are looked at.

use std::fmt;

use crate::key::{Key, Kind};

/// Which objects a comparison looks at. Without a rule: all.
///
/// A rule is a pattern for `schema.name` or `name`, where `*` stands for any text, with a kind before it or without:
/// `audit_*`, `legacy.*`, `table audit_*`, `function *`, `schema legacy`. What belongs to a table goes with it. A name
/// without a schema is one of the default schema.
///
/// # Examples
///
/// ```
/// use ambix_schema::{Filter, Key, Kind};
///
/// let filter = Filter::new(&[], &["table audit_*"])?;
/// assert!(filter.keeps(&Key::new(Kind::Table, None, "users")));
/// assert!(!filter.keeps(&Key::of(Kind::Column, None, "audit_log", "id")));
/// # Ok::<(), ambix_schema::InvalidFilter>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Filter {
    include: Vec<Rule>,
    exclude: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    kind: Option<Kind>,
    schema: Option<String>,
    name: String,
}

/// A rule that says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFilter {
    rule: String,
}

impl fmt::Display for InvalidFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not `[kind] [schema.]name`", self.rule)
    }
}

impl std::error::Error for InvalidFilter {}

impl Filter {
    /// Looks at what a rule of `include` names, or at everything if there is none, but not at what `exclude` names.
    ///
    /// # Errors
    ///
    /// A rule without a name, or with a kind that does not exist.
    pub fn new(include: &[&str], exclude: &[&str]) -> Result<Self, InvalidFilter> {
        let rules =
            |texts: &[&str]| texts.iter().map(|text| Rule::parse(text)).collect::<Result<Vec<_>, _>>();
        Ok(Filter { include: rules(include)?, exclude: rules(exclude)? })
    }

    /// Leaves out these objects, whatever else belongs to them included.
    pub fn exclude_table(&mut self, schema: Option<&str>, name: &str) {
        let schema = schema.map(str::to_owned);
        self.exclude.push(Rule { kind: Some(Kind::Table), schema, name: name.to_owned() });
    }

    /// Whether this object is looked at.
    pub fn keeps(&self, key: &Key) -> bool {
        (self.include.is_empty() || self.include.iter().any(|rule| rule.matches(key)))
            && !self.exclude.iter().any(|rule| rule.matches(key))
    }
}

impl Rule {
    fn parse(text: &str) -> Result<Self, InvalidFilter> {
        let invalid = || InvalidFilter { rule: text.to_owned() };
        let trimmed = text.trim();
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| trimmed.strip_prefix(kind.name()).is_some_and(|rest| rest.starts_with(' ')));
        let pattern = trimmed.strip_prefix(kind.map_or("", Kind::name)).unwrap_or(trimmed).trim();
        if pattern.is_empty() || pattern.contains(' ') {
            return Err(invalid());
        }
        let (schema, name) = match pattern.split_once('.') {
            Some((schema, name)) => (Some(schema), name),
            None => (None, pattern),
        };
        if name.is_empty() || schema == Some("") {
            return Err(invalid());
        }
        Ok(Rule { kind, schema: schema.map(str::to_owned), name: name.to_owned() })
    }

    fn matches(&self, key: &Key) -> bool {
        if key.kind == Kind::Schema || self.kind == Some(Kind::Schema) {
            let schema =
                if key.kind == Kind::Schema { Some(key.name.as_str()) } else { key.schema.as_deref() };
            return self.kind.is_none_or(|kind| kind == Kind::Schema)
                && match (&self.kind, &self.schema) {
                    (Some(_), _) => schema.is_some_and(|schema| like(&self.name, schema)),
                    (None, Some(pattern)) => {
                        self.name == "*" && schema.is_some_and(|schema| like(pattern, schema))
                    }
                    (None, None) => false,
                };
        }
        let schema = match (&self.schema, &key.schema) {
            (Some(pattern), Some(schema)) => like(pattern, schema),
            (None, None) => true,
            _ => false,
        };
        let owner = match (&key.table, self.kind) {
            // What belongs to a table goes with it.
            (Some(table), None | Some(Kind::Table)) => like(&self.name, table),
            _ => false,
        };
        let itself = self.kind.is_none_or(|kind| kind == key.kind) && like(&self.name, &key.name);
        schema && (owner || itself)
    }
}

/// Whether `text` is like `pattern`, in which `*` is any text.
fn like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}
