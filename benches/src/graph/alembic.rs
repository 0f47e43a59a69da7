//! Alembic on the same graph, in the interpreter that has it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use ambix_tests::set::Folder;
use serde_json::json;

use super::operation::{History, Operation};

/// An operation that takes longer is given up.
pub const LIMIT: Duration = Duration::from_secs(120);

/// What its name with a version begins with.
pub const NAME: &str = "Alembic";

const ROUNDS: usize = 3;
const SCRIPT: &str = include_str!("alembic.py");

pub struct Alembic<'p> {
    python: &'p Path,
    folder: Folder,
}

impl<'p> Alembic<'p> {
    pub fn new(python: &'p Path, history: &History) -> Self {
        let folder = Folder::new();
        let revisions: Vec<_> = history
            .declarations
            .iter()
            .map(|declaration| {
                json!([
                    declaration.id,
                    declaration.down_revision,
                    declaration.depends_on,
                    declaration.branch_labels
                ])
            })
            .collect();
        let graph = json!({ "revisions": revisions, "rows": history.row_ids() });
        folder.write("graph.json", &graph.to_string());
        folder.write("alembic.py", SCRIPT);
        Alembic { python, folder }
    }

    /// Its name and its version.
    pub fn version(&self) -> String {
        let print = "import alembic; print(alembic.__version__)";
        let output = Command::new(self.python).args(["-c", print]).output().expect("a Python interpreter");
        assert!(output.status.success(), "{NAME} is not installed for {}", self.python.display());
        format!("{NAME} {}", String::from_utf8_lossy(&output.stdout).trim())
    }

    /// The seconds of each round; none if it cannot be asked, no rounds if it takes longer than the limit.
    pub fn seconds(&self, operation: Operation) -> Option<Vec<f64>> {
        if operation == Operation::Open {
            return None;
        }
        let mut child = Command::new(self.python)
            // Without its own folder, where a module is called as the package is.
            .arg("-P")
            .arg(self.folder.path().join("alembic.py"))
            .arg(self.folder.path().join("graph.json"))
            .args([operation.name(), &ROUNDS.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("a Python interpreter");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (send, receive) = mpsc::channel();
        let reader = thread::spawn(move || lines.map_while(Result::ok).all(|line| send.send(line).is_ok()));
        let ready = receive.recv_timeout(LIMIT);
        let mut seconds: Vec<f64> = Vec::new();
        let mut late = ready == Err(RecvTimeoutError::Timeout);
        while !late && seconds.last().is_none_or(|&last| last < 10.0) {
            match receive.recv_timeout(LIMIT) {
                Ok(line) => seconds.push(line.parse().expect("seconds")),
                Err(error) => {
                    late = error == RecvTimeoutError::Timeout;
                    break;
                }
            }
        }
        if late || seconds.len() < ROUNDS {
            let _ = child.kill();
        }
        let ended = child.wait().expect("an end");
        let _ = reader.join();
        assert!(ended.success() || late || !seconds.is_empty(), "the script of {NAME} failed");
        ready.is_ok().then_some(seconds)
    }
}
