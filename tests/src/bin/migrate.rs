//! Migrates a database and says what happened; kills itself where it is told to.
//!
//! `migrate URL FOLDER upgrade|downgrade TARGET [before|after N | wait]`
//! `migrate URL FOLDER resolve REVISION N [before|after N]`: the statements before `N` have taken effect
//!
//! `before 3` kills the process with SIGKILL when the driver is about to get its third request, `after 3` when it has
//! replied to it. With `wait` it connects, says so, and waits for a line.
//!
//! A revision in Rust with the id `code` is the one below.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use ambix::command::{self, Resolution};
use ambix::driver::{Connection, Dialect, Engine, Observed};
use ambix::{BoxFuture, Config, Migrations, Operations, Report, Result};
use ambix_tests::process::{Outcome, Statement};
use ambix_tests::set::{load_from, with_function};

/// When the process is to die.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kill {
    Before(usize),
    After(usize),
}

/// A connection whose requests are counted.
struct Counted<C> {
    connection: C,
    requests: usize,
    kill: Option<Kill>,
}

impl<C: Connection> Connection for Counted<C> {
    type Answer<'a, T: Send + 'a>
        = C::Answer<'a, T>
    where
        Self: 'a;

    fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> C::Answer<'a, T> {
        let (requests, kill) = (&mut self.requests, self.kill);
        let engine = engine.observed(move |observed| {
            let moment = match observed {
                Observed::Request(_) => {
                    *requests += 1;
                    Kill::Before(*requests)
                }
                _ => Kill::After(*requests),
            };
            if kill == Some(moment) {
                die();
            }
        });
        self.connection.drive(engine)
    }
}

/// Nothing of this process runs after this: no destructor, no farewell to the server.
fn die() {
    let shell = Command::new("sh").args(["-c", "kill -KILL $PPID"]).status();
    unreachable!("killed by a shell: {shell:?}");
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [url, folder, command @ ..] = &arguments[..] else { panic!("migrate URL FOLDER COMMAND") };
    let mut migrations = load_from(Path::new(folder));
    if migrations.graph().find("code").is_some() {
        migrations = with_function(migrations, "code", code_up, Some(code_down));
    }
    let outcome = match url.split_once(':').expect("a URL") {
        ("sqlite", path) => run(rusqlite::Connection::open(path).expect("a database"), &migrations, command),
        ("postgres" | "postgresql", _) => {
            run(postgres::Client::connect(url, postgres::NoTls).expect("a connection"), &migrations, command)
        }
        ("mysql", _) => {
            let options = mysql::Opts::from_url(url).expect("a URL");
            run(mysql::Conn::new(options).expect("a connection"), &migrations, command)
        }
        (scheme, _) => panic!("no database of the kind `{scheme}`"),
    };
    println!("{}", serde_json::to_string(&outcome).expect("an outcome"));
}

fn run<C>(connection: C, migrations: &Migrations, command: &[&str]) -> Outcome
where
    C: Connection + 'static,
    for<'a> C: Connection<Answer<'a, Result<Report>> = Result<Report>>,
{
    let (verb, rest) = command.split_first().expect("a command");
    let (words, rest) = rest.split_at(if *verb == "resolve" { 2 } else { 1 });
    let kill = match rest {
        [] => None,
        ["wait"] => {
            println!("ready");
            std::io::stdin().read_line(&mut String::new()).expect("a line");
            None
        }
        ["before", number] => Some(Kill::Before(number.parse().expect("a number"))),
        ["after", number] => Some(Kill::After(number.parse().expect("a number"))),
        other => panic!("not understood: {other:?}"),
    };
    let mut config = Config::new(migrations).connection(Counted { connection, requests: 0, kill });
    let begun = Instant::now();
    let result = match *verb {
        "upgrade" => command::upgrade(&mut config, words[0]),
        "downgrade" => command::downgrade(&mut config, words[0]),
        "resolve" => {
            let next = words[1].parse().expect("the number of a statement");
            command::resolve(&mut config, words[0], Resolution::RedoFrom(next))
        }
        other => panic!("no command `{other}`"),
    };
    let milliseconds = begun.elapsed().as_millis() as u64;
    let requests = config.into_connection().requests;
    let outcome = Outcome { requests, milliseconds, ..Outcome::default() };
    let ids = |report: &Report| report.applied().iter().map(|step| step.revision.clone()).collect();
    match result {
        Ok(report) => Outcome { applied: ids(&report), heads: report.heads, ..outcome },
        Err(error) => Outcome {
            code: Some(error.code().to_owned()),
            text: format!("{error:?}"),
            statement: error.place().map(|place| Statement {
                revision: place.revision.clone(),
                number: place.number,
                sql: place.statement.clone(),
            }),
            applied: error.report().map(ids).unwrap_or_default(),
            ..outcome
        },
    }
}

fn code_up<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        op.execute("INSERT INTO log VALUES ('code begins')").await?;
        op.execute("CREATE TABLE coded (id INTEGER)").await?;
        op.execute("INSERT INTO log VALUES ('code ends')").await
    })
}

fn code_down<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        op.execute("DROP TABLE coded").await?;
        op.execute("INSERT INTO log VALUES ('code down')").await
    })
}
