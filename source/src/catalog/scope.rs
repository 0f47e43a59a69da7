//! Which columns a name can mean at some place of a statement.

use super::schema::Table;
use super::{Catalog, built_in};

/// The names of columns, folded, and whether there may be more.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) is_open: bool,
}

impl Columns {
    pub(super) fn open() -> Columns {
        Columns { names: Vec::new(), is_open: true }
    }

    pub(super) fn add(&mut self, fields: &Fields<'_>) {
        let more = fields.columns();
        self.names.extend(more.names);
        self.is_open |= more.is_open;
    }
}

/// What a source of rows has.
#[derive(Clone, Debug)]
pub(super) enum Fields<'c> {
    Table(&'c Table),
    Columns(Columns),
}

/// A source of rows with the name under which it is known.
#[derive(Clone, Debug)]
pub(super) struct Relation<'c> {
    /// Folded; empty for one without a name.
    pub(super) name: String,
    pub(super) fields: Fields<'c>,
}

/// The sources that a name can refer to; `outer` are those of the query around.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope<'s, 'c> {
    pub(super) relations: Vec<Relation<'c>>,
    /// Other names that may stand for a column: of the select list.
    pub(super) aliases: Vec<String>,
    /// There may be sources that are not here.
    pub(super) is_open: bool,
    pub(super) outer: Option<&'s Scope<'s, 'c>>,
}

/// The named queries of `WITH`, those of the query around behind them.
#[derive(Clone, Debug, Default)]
pub(super) struct With<'w> {
    pub(super) named: Vec<(String, Columns)>,
    pub(super) outer: Option<&'w With<'w>>,
}

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Yes,
    No,
    Unknown,
}

impl<'c> Fields<'c> {
    pub(super) fn has(&self, column: &str, catalog: &Catalog) -> Presence {
        let (found, is_open, without_rowid) = match self {
            Fields::Table(table) => (table.column(column).is_some(), table.is_open, table.without_rowid),
            Fields::Columns(columns) => {
                (columns.names.iter().any(|name| name == column), columns.is_open, true)
            }
        };
        match found || built_in::is_system_column(column, without_rowid, catalog.dialect) {
            true => Presence::Yes,
            false if is_open => Presence::Unknown,
            false => Presence::No,
        }
    }

    pub(super) fn columns(&self) -> Columns {
        match self {
            Fields::Table(table) => Columns {
                names: table.columns.iter().map(|column| column.key.clone()).collect(),
                is_open: table.is_open,
            },
            Fields::Columns(columns) => columns.clone(),
        }
    }

    /// Names for suggestions, as they were written.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Fields::Table(table) => table.columns.iter().map(|column| column.name.as_str()).collect(),
            Fields::Columns(columns) => columns.names.iter().map(String::as_str).collect(),
        }
    }

    /// The columns under new names, as far as there are any.
    pub(super) fn renamed(self, names: Vec<String>) -> Fields<'c> {
        if names.is_empty() {
            return self;
        }
        let mut columns = self.columns();
        match columns.is_open {
            true => columns.names.extend(names),
            false => columns.names.splice(..names.len().min(columns.names.len()), names).for_each(drop),
        }
        Fields::Columns(columns)
    }
}

impl<'s, 'c> Scope<'s, 'c> {
    pub(super) fn of(relations: Vec<Relation<'c>>) -> Scope<'s, 'c> {
        Scope { relations, ..Scope::default() }
    }

    /// This scope and those around it, the nearest first.
    pub(super) fn chain<'a>(&'a self) -> impl Iterator<Item = &'a Scope<'s, 'c>> + 'a
    where
        's: 'a,
    {
        let mut next: Option<&'a Scope<'s, 'c>> = Some(self);
        std::iter::from_fn(move || {
            let scope = next?;
            next = scope.outer;
            Some(scope)
        })
    }
}

impl With<'_> {
    pub(super) fn find(&self, name: &str) -> Option<&Columns> {
        let own = self.named.iter().rev().find(|(known, _)| known == name);
        match own {
            Some((_, columns)) => Some(columns),
            None => self.outer?.find(name),
        }
    }
}
