//! One operation, carried out by its command on a database.

use ambix::command::{self, CurrentOptions, Stamp};
use ambix::{Config, Migrations, Result, RevisionInfo};

use crate::replay::Ours;
use crate::replay::case::{Answer, Operation};
use crate::rows;
use crate::store::Store;

pub(crate) struct Database<'m, C> {
    migrations: &'m Migrations,
    connection: &'m mut C,
}

impl<'m, C: Store> Database<'m, C> {
    /// Makes the tables anew.
    pub(crate) fn new(migrations: &'m Migrations, connection: &'m mut C) -> Self {
        for table in ["trace", "ambix_version", "ambix_journal"] {
            connection.run(&format!("DROP TABLE IF EXISTS {table}"));
        }
        connection.run(C::TRACE);
        let mut config = Config::new(migrations).connection(&mut *connection);
        C::answered(command::ensure_version(&mut config)).unwrap();
        Database { migrations, connection }
    }

    pub(crate) fn carry_out(&mut self, operation: &Operation, rows: &[String]) -> Ours {
        rows::put(self.connection, rows);
        let mut answer = Answer::default();
        let result = self.command(operation, &mut answer);
        let (code, text) = match result {
            Ok(text) => (None, text),
            Err(error) => {
                assert!(!error.to_string().is_empty());
                assert!(!error.help().is_empty(), "{error:?} has no help");
                (Some(error.code()), None)
            }
        };
        Ours {
            code,
            steps: rows::steps(self.connection),
            rows: rows::now(self.connection, rows),
            answer,
            text,
        }
    }

    fn command(&mut self, operation: &Operation, answer: &mut Answer) -> Result<Option<String>> {
        let arguments = &operation.args;
        let mut config = Config::new(self.migrations).connection(&mut *self.connection);
        let targets: Vec<String> = arguments.targets.clone();
        match operation.op.as_str() {
            "upgrade" => C::answered(command::upgrade(&mut config, &arguments.target)).map(|_| None),
            "downgrade" => C::answered(command::downgrade(&mut config, &arguments.target)).map(|_| None),
            "stamp" if arguments.purge => {
                C::answered(command::stamp(&mut config, Stamp::purge(targets))).map(|_| None)
            }
            "stamp" => C::answered(command::stamp(&mut config, targets)).map(|_| None),
            "heads" => {
                let heads = command::heads(&config, arguments.resolve_dependencies);
                let shown = Shown { labels: true, ..Shown::default() };
                shown.answer(&heads.revisions, answer);
                Ok(Some(heads.to_string()))
            }
            "branches" => {
                let branches = command::branches(&config);
                for branch in &branches.branches {
                    let mut children: Vec<_> =
                        branch.children.iter().map(|child| child.revision.clone()).collect();
                    children.sort();
                    answer.branches.push((branch.revision.revision.clone(), children));
                }
                Ok(Some(branches.to_string()))
            }
            "current" => {
                let options = CurrentOptions::default().check_heads(arguments.check_heads);
                let current = C::answered(command::current(&mut config, options))?;
                Shown { points: true, ..Shown::default() }.answer(&current.revisions, answer);
                Ok(Some(current.to_string()))
            }
            "history" => {
                let range = arguments.range.as_deref();
                let current = range.is_some_and(|range| range.split(':').any(|end| end == "current"));
                let history = if current || arguments.indicate_current {
                    C::answered(command::history_current(&mut config, range, arguments.indicate_current))?
                } else {
                    command::history(&config, range)?
                };
                Shown { labels: true, points: true, current: true, ..Shown::default() }
                    .answer(&history.revisions, answer);
                Ok(Some(history.to_string()))
            }
            "show" => {
                let show = match arguments.rev.as_str() {
                    "current" => C::answered(command::show_current(&mut config))?,
                    symbol => command::show(&config, symbol)?,
                };
                Shown { labels: true, points: true, plain_heads: true, ..Shown::default() }
                    .answer(&show.revisions, answer);
                Ok(Some(show.to_string()))
            }
            other => panic!("unknown operation {other}"),
        }
    }
}

/// What a command shows of each revision.
#[derive(Clone, Copy, Default)]
struct Shown {
    labels: bool,
    points: bool,
    /// `(current)`, which `current` itself does not show.
    current: bool,
    /// `(head)` also for a head that something depends on.
    plain_heads: bool,
}

impl Shown {
    fn answer(self, revisions: &[RevisionInfo], answer: &mut Answer) {
        for info in revisions {
            let flags = [
                (info.is_head && (self.plain_heads || !info.is_effective_head), "head"),
                (info.is_effective_head && !self.plain_heads, "effective-head"),
                (self.current && info.is_current, "current"),
                (self.points && info.is_branch_point, "branchpoint"),
                (self.points && info.is_merge_point, "mergepoint"),
            ];
            let flags: Vec<String> =
                flags.iter().filter(|(on, _)| *on).map(|(_, name)| (*name).to_owned()).collect();
            if !flags.is_empty() {
                answer.flags.insert(info.revision.clone(), flags);
            }
            if self.labels && !info.branch_labels.is_empty() {
                answer.labels.insert(info.revision.clone(), info.branch_labels.clone());
            }
            answer.revs.push(info.revision.clone());
        }
    }
}
