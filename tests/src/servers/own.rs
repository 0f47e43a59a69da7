//! A server that we run: on a free port, in a temporary folder, not as root, and gone with this process.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What is particular to a server.
pub(super) struct Kind {
    /// For messages.
    pub(super) name: &'static str,
    /// The user that it runs as where we are root, which servers refuse to be.
    pub(super) user: &'static str,
    /// The signal that ends it at once.
    pub(super) signal: &'static str,
}

/// A running server. A shell watches over it: when this process ends, however that comes about, a pipe closes, and
/// the shell stops the server and removes its folder.
pub(super) struct Own {
    pub(super) folder: PathBuf,
    pub(super) port: u16,
    /// That of the server, and of each that ran in the same folder before.
    watches: Mutex<Vec<Child>>,
}

const WATCH: &str = r#"
trap '' INT TERM HUP
folder=$1
signal=$2
shift 2
exec 3<&0
"$@" 3<&- &
server=$!
{
    cat <&3 >/dev/null
    kill -"$signal" $server
    while kill -0 $server; do sleep 0.05; done
    rm -rf "$folder"
    # What prepared the folder may have outlived its shell.
    sleep 1
    rm -rf "$folder"
} 2>/dev/null &
wait $server
"#;

/// A program and its arguments, as a line for a shell.
pub(super) fn line(program: &Path, arguments: &[String]) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let arguments = arguments.iter().map(|argument| quoted(argument));
    std::iter::once(quoted(&program.display().to_string())).chain(arguments).collect::<Vec<_>>().join(" ")
}

impl Kind {
    /// A new folder that belongs to the server.
    fn folder(&self) -> PathBuf {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ambix-{}-{}-{number}", self.name.to_lowercase(), std::process::id());
        let folder = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a temporary folder");
        self.give(&folder);
        folder
    }

    /// Makes a file or folder the server's own.
    pub(super) fn give(&self, path: &Path) {
        if is_root() {
            let owner = format!("{}:", self.user);
            let owned = Command::new("chown").arg(owner).arg(path).status().expect("`chown`");
            assert!(owned.success(), "there is no user `{}`, as whom {} would run", self.user, self.name);
        }
    }

    /// Makes a folder, prepares it with the first command line, starts the server with the second one on a free
    /// port, and waits until `answers` says that it takes connections there.
    pub(super) fn start(
        &self,
        prepare: &dyn Fn(&Path) -> String,
        server: &dyn Fn(&Path, u16) -> String,
        answers: &dyn Fn(u16) -> bool,
    ) -> Own {
        let mut log = String::new();
        // Somebody else may take the port between our look and the server's.
        for _ in 0..3 {
            let socket = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
            let port = socket.expect("a port").port();
            // What is left of an attempt that failed is removed meanwhile.
            let folder = self.folder();
            let script = format!("{} || exit 1\nexec {}", prepare(&folder), server(&folder, port));
            if let Some(watch) = self.run(&folder, &script, &|| answers(port), &mut log) {
                return Own { folder, port, watches: Mutex::new(vec![watch]) };
            }
        }
        panic!("{} does not start:\n{log}", self.name);
    }

    /// Starts a server that has ended again, in its folder and on its port.
    pub(super) fn again(&self, own: &Own, server: &str, answers: &dyn Fn(u16) -> bool) {
        let mut said = String::new();
        let watch = self.run(&own.folder, &format!("exec {server}"), &|| answers(own.port), &mut said);
        let watch = watch.unwrap_or_else(|| panic!("{} does not start again:\n{said}", self.name));
        own.watches.lock().expect("the watches").push(watch);
    }

    /// The server, once it takes connections. `None` if it ends before; `said` is why.
    fn run(
        &self,
        folder: &Path,
        script: &str,
        answers: &dyn Fn() -> bool,
        said: &mut String,
    ) -> Option<Child> {
        let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).expect("a log");
        let mut command = Command::new("sh");
        command.args(["-c", WATCH, "sh"]).arg(folder).arg(self.signal);
        if is_root() {
            let user = format!("--reuid={}", self.user);
            let group = format!("--regid={}", id(&["-g", self.user]));
            command.args(["setpriv", &user, &group, "--clear-groups", "--"]);
        }
        let mut child = command
            .args(["sh", "-c", script])
            .current_dir(folder)
            // That of this process may not be open to the server's user.
            .env("TMPDIR", folder)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("a shell");
        let begun = Instant::now();
        loop {
            if answers() {
                return Some(child);
            }
            if !matches!(child.try_wait(), Ok(None)) {
                said.push_str(&fs::read_to_string(folder.join("log")).unwrap_or_default());
                return None;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{} takes no connections", self.name);
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

/// The folders in which programs are looked for: the path, then `more`.
pub(super) fn folders(more: impl IntoIterator<Item = PathBuf>) -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).chain(more).collect::<Vec<_>>().into_iter()
}

fn is_root() -> bool {
    id(&["-u"]) == "0"
}

fn id(arguments: &[&str]) -> String {
    let output = Command::new("id").args(arguments).output().expect("`id`");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
