//! What is MySQL's and MariaDB's own.
//!
//! | | |
//! | --- | --- |
//! | `read` | the catalogs of the server |
//! | `tidy`, `lexer` | its spelling, as a person would write it |
//! | `quote`, `words` | names and texts |
//! | `plan` | from one structure to another |

mod lexer;
mod plan;
mod quote;
mod read;
mod tidy;
mod words;

pub(crate) use plan::plan;
pub(crate) use read::read;
