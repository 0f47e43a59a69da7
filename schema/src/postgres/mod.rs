//! What is PostgreSQL's own, of versions 12 to 18.
//!
//! | | |
//! | --- | --- |
//! | `read` | the catalogs, asked and understood |
//! | `plan` | what is dropped, changed and created, in which order |
//! | `quote`, `sequence` | how names and sequences are written |

mod plan;
mod quote;
mod read;
mod sequence;

pub(crate) use plan::plan;
pub(crate) use read::read;
