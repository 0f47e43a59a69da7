//! What a schema consists of.

use std::ops::Range;
use std::sync::Arc;

use super::Key;
use crate::tree::TypeName;

/// Where something was defined: the script, and the bytes of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) script: usize,
    /// It is in the downgrade, which may be a file of its own.
    pub(crate) in_downgrade: bool,
    pub(crate) range: Range<usize>,
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    Table(Table),
    View(View),
    Index(Index),
    Sequence(Sequence),
    Type(Type),
    /// A trigger, with its table.
    Trigger(Key, Place),
    /// A schema, an extension, a function, a policy: that it is there is all that is known.
    Thing(Place),
    /// It may be there or not, and may be anything.
    Unknown,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// As it was written when it got its name.
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) constraints: Vec<Constraint>,
    /// It may have columns that are not in `columns`.
    pub(crate) is_open: bool,
    /// It may have constraints that are not in `constraints`, or with other names.
    pub(crate) has_unknown_constraints: bool,
    pub(crate) temporary: bool,
    /// It goes with the transaction.
    pub(crate) until_commit: bool,
    /// What it inherits from, or is a partition of.
    pub(crate) parents: Vec<Key>,
    /// MySQL: its foreign keys hold nothing, as its engine has none.
    pub(crate) keeps_no_keys: bool,
    pub(crate) partitioned: bool,
    /// SQLite.
    pub(crate) strict: bool,
    /// SQLite.
    pub(crate) without_rowid: bool,
    pub(crate) place: Place,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Column {
    /// Folded, as names are compared.
    pub(crate) key: String,
    /// As written.
    pub(crate) name: String,
    pub(crate) data_type: Option<TypeName>,
    /// The type that was created, if it is one of those.
    pub(crate) own_type: Option<Key>,
    pub(crate) not_null: bool,
    pub(crate) has_default: bool,
    pub(crate) generated: bool,
    pub(crate) identity: bool,
    pub(crate) place: Place,
}

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Constraint {
    /// Folded; none where the name is not known.
    pub(crate) key: Option<String>,
    pub(crate) kind: Kind,
    /// Folded.
    pub(crate) columns: Vec<String>,
    pub(crate) place: Place,
}

/// What a constraint asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    PrimaryKey,
    Unique,
    /// The table, and its columns, folded; empty for its primary key.
    ForeignKey {
        table: Key,
        columns: Vec<String>,
        cascades: bool,
    },
    Check,
    Exclude,
    NotNull,
    /// MySQL: an index that is written as a part of the table.
    Index,
}

/// A view.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    pub(crate) name: String,
    /// Its columns, folded; none where they are not known.
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) materialized: bool,
    /// The relations that it reads.
    pub(crate) reads: Vec<Key>,
    pub(crate) place: Place,
}

/// An index that has a name of its own, or that a constraint made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) table: Key,
    /// Folded; none for an expression.
    pub(crate) columns: Vec<Option<String>>,
    /// The columns that its expressions and its condition name, and those that it includes; folded.
    pub(crate) uses: Vec<String>,
    pub(crate) unique: bool,
    pub(crate) partial: bool,
    /// It belongs to the constraint of this name.
    pub(crate) constraint: bool,
    pub(crate) place: Place,
}

/// A sequence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sequence {
    /// The table and the column, folded, that it goes with.
    pub(crate) owner: Option<(Key, String)>,
    pub(crate) place: Place,
}

/// A type that was created.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Type {
    pub(crate) name: String,
    /// The values of an enum.
    pub(crate) values: Option<Vec<String>>,
    pub(crate) place: Place,
}

impl Entry {
    /// Where it was defined.
    pub(crate) fn place(&self) -> Option<&Place> {
        Some(match self {
            Entry::Table(table) => &table.place,
            Entry::View(view) => &view.place,
            Entry::Index(index) => &index.place,
            Entry::Sequence(sequence) => &sequence.place,
            Entry::Type(created) => &created.place,
            Entry::Trigger(_, place) | Entry::Thing(place) => place,
            Entry::Unknown => return None,
        })
    }

    /// The keys of all that it refers to.
    pub(crate) fn keys_mut(&mut self) -> Vec<&mut Key> {
        match self {
            Entry::Table(table) => {
                let types = table.columns.iter_mut().filter_map(|column| column.own_type.as_mut());
                let tables =
                    table.constraints.iter_mut().filter_map(|constraint| match &mut constraint.kind {
                        Kind::ForeignKey { table, .. } => Some(table),
                        _ => None,
                    });
                table.parents.iter_mut().chain(types).chain(tables).collect()
            }
            Entry::View(view) => view.reads.iter_mut().collect(),
            Entry::Index(index) => vec![&mut index.table],
            Entry::Sequence(sequence) => sequence.owner.iter_mut().map(|(table, _)| table).collect(),
            Entry::Trigger(table, _) => vec![table],
            Entry::Type(_) | Entry::Thing(_) | Entry::Unknown => Vec::new(),
        }
    }
}

impl Index {
    /// Whether the column is in it, in any way.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().flatten().chain(&self.uses).any(|known| known == column)
    }
}

impl Table {
    /// The column of this name, folded.
    pub(crate) fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }

    /// The foreign keys that refer to a relation.
    pub(crate) fn foreign_keys_to<'t>(&'t self, relation: &'t Key) -> impl Iterator<Item = &'t Constraint> {
        let refers = move |kind: &Kind| matches!(kind, Kind::ForeignKey { table, .. } if table == relation);
        self.constraints.iter().filter(move |constraint| refers(&constraint.kind))
    }

    /// The columns of its primary key, folded.
    pub(crate) fn primary_key(&self) -> Option<&[String]> {
        let key = self.constraints.iter().find(|constraint| constraint.kind == Kind::PrimaryKey)?;
        Some(&key.columns)
    }
}

/// Entries are shared between the states of a schema until one of them changes.
pub(crate) type Shared = Arc<Entry>;
