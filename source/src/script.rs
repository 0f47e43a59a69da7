//! A revision file as it was read: header, sections, statements.

use std::ops::Range;
use std::path::PathBuf;

use ambix_graph::script::{Dialects, Direction};

use crate::finding::Source;
use crate::header::{Header, Word};
use crate::split::Statement;

/// The language of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `.sql`
    Sql,
    /// `.rs`
    Rust,
}

/// A revision file as it was read.
#[derive(Clone, Debug)]
pub struct Script {
    /// The language.
    pub kind: Kind,
    /// Where the file is.
    pub path: PathBuf,
    /// Its path inside the script directory, with `/` between its parts.
    pub relative: String,
    /// Its text, with the path that people are shown.
    pub source: Source,
    /// The bytes on the disk are the text: no byte order mark, no CRLF.
    pub verbatim: bool,
    /// The header.
    pub header: Header,
    /// The sections, in the order of the file. For a revision in Rust they are its offline file's.
    pub sections: Vec<Section>,
    /// What `-- ambix:expects` says, with its place.
    pub expects: Vec<(String, Range<usize>)>,
    /// The rules that `-- ambix:allow` above the first section switches off for the whole file.
    pub allow: Vec<Word>,
    /// The functions of a revision in Rust.
    pub functions: Functions,
    /// The file with the SQL of a revision in Rust, for offline mode.
    pub offline: Option<Offline>,
    /// It belongs to another tool: its header is made up, and transactions are that tool's affair.
    pub foreign: bool,
}

/// The functions that a revision in Rust has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Functions {
    /// `downgrade`
    pub downgrade: bool,
    /// Why there is no way back.
    pub irreversible: Option<String>,
}

/// A file with the SQL of a revision in Rust.
#[derive(Clone, Debug)]
pub struct Offline {
    /// Where the file is.
    pub path: PathBuf,
    /// Its path inside the script directory.
    pub relative: String,
    /// Its text.
    pub source: Source,
    /// The bytes on the disk are the text.
    pub verbatim: bool,
}

/// What stands between one `-- ambix:upgrade` or `-- ambix:downgrade` and the next.
#[derive(Clone, Debug)]
pub struct Section {
    /// The text that its places are in: that of the file, unless the statements stand in another one.
    pub source: Source,
    /// Which way it goes.
    pub direction: Direction,
    /// The dialects of the set that it is for.
    pub dialects: Dialects,
    /// The directive.
    pub range: Range<usize>,
    /// Why there is no way back; the section then has no statements.
    pub irreversible: Option<String>,
    /// Its statements: once, unless dialects read the text differently.
    pub variants: Vec<Variant>,
}

/// The statements of a section as some dialects read them.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Those dialects.
    pub dialects: Dialects,
    /// The statements in order.
    pub statements: Vec<Statement>,
}

impl Script {
    /// The id, unless the header lacks it.
    pub fn id(&self) -> Option<&str> {
        self.header.revision.as_ref().map(|word| word.text.as_str())
    }
}
