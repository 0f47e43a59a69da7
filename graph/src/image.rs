//! The format in which a checked script directory travels: little-endian tables beside one text.
//!
//! One byte string costs the compiler a single token, whatever the number of revisions. Tables are sections of
//! `u32` words; a string is an offset and a length in the text. The text holds the files first, so that the
//! macro can write `concat!(include_str!(a), include_str!(b), …, "pool")`, then the pool of short strings.

use std::collections::BTreeMap;

/// Version of the format. Writer and reader are released together, so any other number is a build mix-up.
pub const FORMAT: u32 = 1;

/// The sections of an image, in the order in which they are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Section {
    /// Settings of the set: see [`script::Settings`](crate::script::Settings).
    Settings,
    /// One record per revision, in topological order.
    Revisions,
    /// Lists of indices that records point into.
    Lists,
    /// Offset and length of each string of a string list.
    Strings,
    /// Indices sorted by revision id.
    ById,
    /// Names (ids and labels) sorted, for prefix search.
    Names,
    /// Indices in load order.
    LoadOrder,
    /// Revisions without versioned children, in load order.
    Heads,
    /// Revisions without children of either kind, in load order.
    RealHeads,
    /// Revisions without versioned parents, in load order.
    Bases,
    /// Path and text range of each file.
    Files,
    /// One record per revision, parallel to `Revisions`: what its file says beyond the graph.
    Scripts,
    /// Bodies of revisions: one per direction and group of dialects.
    Bodies,
    /// Statements of bodies.
    Statements,
    /// Lineage hashes, eight words each.
    Lineages,
}

const SECTIONS: usize = Section::Lineages as usize + 1;
const HEADER_WORDS: usize = 1 + SECTIONS * 2;

/// A borrowed image: what [`Writer::finish`] made, wherever it is kept.
#[derive(Clone, Copy)]
pub struct Image<'a> {
    tables: Words<'a>,
    text: &'a str,
}

impl<'a> Image<'a> {
    /// Reads `tables` and `text` as they were written together.
    pub const fn new(tables: &'a [u8], text: &'a str) -> Self {
        Self { tables: Words(tables.as_chunks().0), text }
    }

    /// The words of one section.
    pub fn section(self, section: Section) -> Words<'a> {
        debug_assert_eq!(self.tables.get(0), FORMAT, "an image of another format");
        let at = 1 + section as usize * 2;
        self.tables.slice(self.tables.get(at), self.tables.get(at + 1))
    }

    /// The text between `offset` and `offset + length`, in bytes.
    pub fn text(self, offset: u32, length: u32) -> &'a str {
        &self.text[offset as usize..(offset + length) as usize]
    }

    /// The string whose offset and length are the words `at` and `at + 1` of `record`.
    pub fn string(self, record: Words<'a>, at: usize) -> &'a str {
        self.text(record.get(at), record.get(at + 1))
    }

    /// The string list whose start and length are the words `at` and `at + 1` of `record`.
    pub fn strings(
        self,
        record: Words<'a>,
        at: usize,
    ) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        let strings = self.section(Section::Strings);
        let (start, count) = (record.get(at), record.get(at + 1));
        (start as usize..(start + count) as usize).map(move |index| self.string(strings, index * 2))
    }
}

/// A run of little-endian `u32` words.
#[derive(Clone, Copy)]
pub struct Words<'a>(&'a [[u8; 4]]);

impl<'a> Words<'a> {
    /// The number of words.
    pub const fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there are no words.
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The word at `index`.
    pub fn get(self, index: usize) -> u32 {
        u32::from_le_bytes(self.0[index])
    }

    /// `length` words from `start`.
    pub fn slice(self, start: u32, length: u32) -> Words<'a> {
        Words(&self.0[start as usize..(start + length) as usize])
    }

    /// The record at `index` of a section whose records are `size` words wide.
    pub fn record(self, index: usize, size: usize) -> Words<'a> {
        self.slice((index * size) as u32, size as u32)
    }

    /// The words in order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + Clone + use<'a> {
        (0..self.len()).map(move |index| self.get(index))
    }
}

/// Builds an image.
pub struct Writer {
    text_before: u32,
    pool: String,
    interned: BTreeMap<String, u32>,
    sections: [Vec<u32>; SECTIONS],
}

impl Writer {
    /// `text_before` is the length in bytes of the text that comes before the pool: the files.
    pub fn new(text_before: u32) -> Self {
        Self { text_before, pool: String::new(), interned: BTreeMap::new(), sections: Default::default() }
    }

    /// Appends words to a section.
    pub fn push(&mut self, section: Section, words: &[u32]) {
        self.sections[section as usize].extend_from_slice(words);
    }

    /// The number of words a section has so far.
    pub fn len(&self, section: Section) -> u32 {
        self.sections[section as usize].len() as u32
    }

    /// Puts a string into the pool, once, and gives its offset and length.
    pub fn string(&mut self, string: &str) -> [u32; 2] {
        let at = match self.interned.get(string) {
            Some(&at) => at,
            None => {
                let at = self.text_before + self.pool.len() as u32;
                self.pool.push_str(string);
                self.interned.insert(string.to_owned(), at);
                at
            }
        };
        [at, string.len() as u32]
    }

    /// Appends a list of indices and gives its start and length.
    pub fn list(&mut self, indices: impl IntoIterator<Item = u32>) -> [u32; 2] {
        let lists = &mut self.sections[Section::Lists as usize];
        let start = lists.len() as u32;
        lists.extend(indices);
        [start, lists.len() as u32 - start]
    }

    /// Appends a list of strings and gives its start and length, counted in strings.
    pub fn strings<'s>(&mut self, strings: impl IntoIterator<Item = &'s str>) -> [u32; 2] {
        let start = self.len(Section::Strings) / 2;
        let mut count = 0;
        for string in strings {
            let words = self.string(string);
            self.push(Section::Strings, &words);
            count += 1;
        }
        [start, count]
    }

    /// The tables, and the pool that ends the text.
    pub fn finish(self) -> (Vec<u8>, String) {
        let mut header = vec![FORMAT];
        let mut at = HEADER_WORDS as u32;
        for section in &self.sections {
            header.extend([at, section.len() as u32]);
            at += section.len() as u32;
        }
        let mut tables = Vec::with_capacity(at as usize * 4);
        // Plain loops: this runs unoptimised, inside the macro.
        for words in std::iter::once(&header).chain(&self.sections) {
            for word in words {
                tables.extend_from_slice(&word.to_le_bytes());
            }
        }
        (tables, self.pool)
    }
}
