//! What the command says and does when the server, the URL or the rights of the user are not as they should be: each
//! time a code, words that help, an exit code, and a database that is as it was.
//!
//! Every text that is captured here, and every journal, is searched for the password.

#![allow(clippy::unwrap_used, clippy::panic)]

mod certificates;
mod disk;
mod library;
mod limits;
mod login;
mod lost;
mod nonsense;
mod privileges;
mod read_only;
mod run;
mod scratch;
mod server;
mod tls;
