//! The program `migrate`, a process that migrates a database and can be killed, and what it says.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use serde::{Deserialize, Serialize};

/// What `migrate` prints at its end, unless it is killed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The code of the error, if there was one.
    pub code: Option<String>,
    /// The error, its help and what of the run is kept, as a program shows them.
    pub text: String,
    /// The statement that the error is about.
    pub statement: Option<Statement>,
    /// The revisions that were run.
    pub applied: Vec<String>,
    /// The rows of the version table afterwards.
    pub heads: Vec<String>,
    /// How many requests the driver got.
    pub requests: usize,
    /// How long the command took.
    pub milliseconds: u64,
}

/// A statement of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The revision.
    pub revision: String,
    /// Its place in the body, from 1.
    pub number: usize,
    /// Its text.
    pub sql: String,
}

/// A run of `migrate`.
pub struct Process {
    child: Child,
    go: Option<ChildStdin>,
}

impl Process {
    /// Starts `binary` on the database `url` with the set in `folder`; it begins at [`Process::go`], or at once.
    pub fn start(binary: &str, url: &str, folder: &Path, command: &[&str]) -> Self {
        let mut child = Command::new(binary)
            .arg(url)
            .arg(folder)
            .args(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program `migrate`");
        let go = child.stdin.take();
        Process { child, go }
    }

    /// Waits until it is connected and only waits for [`Process::go`]; for `wait` as its last argument.
    pub fn until_ready(&mut self) {
        let output = self.child.stdout.as_mut().expect("its output");
        let mut line = String::new();
        BufReader::with_capacity(1, output).read_line(&mut line).expect("a line");
        assert_eq!(line, "ready\n");
    }

    /// Lets it begin.
    pub fn go(&mut self) {
        let mut go = self.go.take().expect("a process that waits");
        go.write_all(b"go\n").expect("a process that waits");
    }

    /// Kills it, as `kill -9` does. What the server is about for it, the server goes on with.
    pub fn kill(&mut self) {
        self.child.kill().expect("a process");
    }

    /// Whether it has come to its end.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a process").is_some()
    }

    /// Waits for its end; `None` if it was killed.
    pub fn end(self) -> Option<Outcome> {
        let output = self.child.wait_with_output().expect("its output");
        let text = String::from_utf8_lossy(&output.stdout);
        match output.status.code() {
            // By a signal.
            None => None,
            Some(0) => Some(serde_json::from_str(text.trim()).expect("an outcome")),
            Some(_) => panic!("migrate: {text}{}", String::from_utf8_lossy(&output.stderr)),
        }
    }
}
