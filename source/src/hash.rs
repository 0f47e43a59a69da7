//! Hashes over tokens, and lineages.
//!
//! **A statement** hashes as its tokens, each with its length before it (one byte, or `0xff` and eight bytes,
//! little-endian). Comments are dropped, those that execute and hints excepted; white space between tokens does
//! not count, and neither do line ends, which are normalised before. Words count as they are written: a keyword in
//! another case is a change. A final `;` does not count.
//!
//! **A lineage** hashes a revision and all before it, for one dialect: see [`Lineage`].
//!
//! Both are frozen: `tests/data/hash/` holds vectors that must never change.

use sha2::{Digest, Sha256};

use crate::split::Part;

/// Fills in the hashes of the statements of `part`. Those that read the same in `known` are taken from there:
/// hashing is what costs most.
pub(crate) fn hash(part: &mut Part, known: Option<&Part>) {
    for at in 0..part.statements.len() {
        let Some(statement) = part.statements.get(at) else { continue };
        let canon = part.canon.get(statement.canon.clone()).unwrap_or_default();
        let same = known.and_then(|known| {
            let other = known.statements.get(at)?;
            (known.canon.get(other.canon.clone())? == canon).then_some(other.hash)
        });
        let hash = same.unwrap_or_else(|| Sha256::digest(canon).into());
        if let Some(statement) = part.statements.get_mut(at) {
            statement.hash = hash;
        }
    }
}

/// What a lineage is made of.
pub(crate) struct Lineage<'a> {
    /// The revision.
    pub(crate) id: &'a str,
    /// Parents and resolved dependencies with their lineages.
    pub(crate) prerequisites: Vec<(&'a str, [u8; 32])>,
    /// The hashes of the statements of this dialect's upgrade. None for a revision in Rust.
    pub(crate) statements: &'a [[u8; 32]],
}

impl Lineage<'_> {
    /// SHA-256 over: the byte `1`; the id; the number of prerequisites, then id and lineage of each, sorted by id,
    /// each once; the number of statements, then the hash of each. Texts have their length before them. Numbers
    /// and lengths are four bytes, little-endian. No labels, messages, downgrades or Rust code.
    pub(crate) fn hash(mut self) -> [u8; 32] {
        self.prerequisites.sort_unstable();
        self.prerequisites.dedup();
        let mut bytes = Vec::with_capacity(64 + self.prerequisites.len() * 64 + self.statements.len() * 32);
        bytes.push(b'1');
        push_text(&mut bytes, self.id);
        bytes.extend_from_slice(&(self.prerequisites.len() as u32).to_le_bytes());
        for (id, lineage) in &self.prerequisites {
            push_text(&mut bytes, id);
            bytes.extend_from_slice(lineage);
        }
        bytes.extend_from_slice(&(self.statements.len() as u32).to_le_bytes());
        for statement in self.statements {
            bytes.extend_from_slice(statement);
        }
        Sha256::digest(&bytes).into()
    }
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// The hash of a body, for the lock file: SHA-256 over the hashes of its statements.
pub(crate) fn body(statements: &[[u8; 32]]) -> [u8; 32] {
    Sha256::digest(statements.concat()).into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for digit in [byte >> 4, byte & 0xf] {
            text.push(DIGITS.get(usize::from(digit)).copied().map_or('0', char::from));
        }
    }
    text
}
