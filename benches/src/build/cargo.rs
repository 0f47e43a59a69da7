//! Runs Cargo and says what that took.

use std::env;
use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;
use wait4::Wait4 as _;

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    Debug,
    Release,
}

impl Profile {
    pub fn name(self) -> &'static str {
        match self {
            Profile::Debug => "debug",
            Profile::Release => "release",
        }
    }
}

pub struct Build {
    command: Command,
    messages: PathBuf,
    limit: f64,
}

/// What a process and all that it started took.
pub struct Usage {
    pub seconds: f64,
    /// User and system time.
    pub cpu: f64,
    /// Of the largest of them, in bytes. It is never less than what this program takes itself: a child begins as its
    /// copy.
    pub memory: f64,
}

/// A line of what Cargo says.
#[derive(Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    fresh: Option<bool>,
}

pub fn command() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

impl Build {
    pub fn new(workspace: &Path, package: &str, profile: Profile) -> Self {
        Build::into_target(workspace, package, profile, &workspace.join("target"))
    }

    pub fn into_target(workspace: &Path, package: &str, profile: Profile, target: &Path) -> Self {
        let messages = workspace.join("messages.json");
        let mut command = command();
        command.current_dir(workspace).args(["build", "--frozen", "--quiet", "--message-format", "json"]);
        command.args(["--package", package]).arg("--target-dir").arg(target);
        if profile == Profile::Release {
            command.arg("--release");
        }
        Build { command, messages, limit: f64::INFINITY }
    }

    pub fn env(mut self, name: &str, value: &Path) -> Self {
        self.command.env(name, value);
        self
    }

    /// In seconds.
    pub fn limit(mut self, limit: f64) -> Self {
        self.limit = limit;
        self
    }

    /// None if it takes longer than the limit.
    pub fn run(mut self) -> Option<Usage> {
        self.command.stdout(File::create(&self.messages).expect("a file"));
        usage(&mut self.command, self.limit)
    }

    /// How many packages that was, the program included: none if Cargo saw nothing to do.
    pub fn compiled(workspace: &Path) -> usize {
        let text = fs::read_to_string(workspace.join("messages.json")).expect("a file");
        let messages = text.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
        let compiled = messages
            .filter(|message| message.reason == "compiler-artifact" && message.fresh == Some(false))
            .filter_map(|message| message.package_id);
        compiled.collect::<std::collections::BTreeSet<_>>().len()
    }
}

/// Runs a command, which must succeed or take too long.
fn usage(command: &mut Command, limit: f64) -> Option<Usage> {
    let begin = Instant::now();
    let child = command.stdin(Stdio::null()).process_group(0).spawn().expect("a process");
    let pid = Pid::from_child(&child);
    let (done, wait) = mpsc::channel::<()>();
    let watchdog = limit.is_finite().then(|| {
        thread::spawn(move || {
            let late = wait.recv_timeout(Duration::from_secs_f64(limit)) == Err(RecvTimeoutError::Timeout);
            // Cargo would leave its compilers behind.
            late && kill_process_group(pid, Signal::KILL).is_ok()
        })
    });
    let result = child.wait4().expect("its end");
    let seconds = begin.elapsed().as_secs_f64();
    drop(done);
    if watchdog.is_some_and(|watchdog| watchdog.join().expect("no panic")) {
        return None;
    }
    assert!(result.status.success(), "{command:?}");
    let cpu = (result.rusage.utime + result.rusage.stime).as_secs_f64();
    Some(Usage { seconds, cpu, memory: result.rusage.maxrss as f64 })
}
