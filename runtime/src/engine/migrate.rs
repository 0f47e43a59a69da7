//! The main path: read, plan, lock, apply.

use ambix_graph::script::{Body, Dialect, Direction, TransactionMode, Transactions};
use ambix_graph::{Index, Plan, Step};

use super::Io;
use super::file::DatabaseFile;
use super::journal::{Action, Entry, Journal, Outcome};
use super::session::{Parts, Session};
use super::settings::Settings;
use super::state::{State, newer_database};
use super::{check, limits, lock, rebuild, rows, stepwise, transaction};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::report::{Applied, Report};
use crate::text;

/// What a run is to reach.
#[derive(Clone, Debug)]
pub(crate) enum Goal {
    Upgrade(Vec<String>),
    Downgrade(String),
    /// One revision alone, whose prerequisites are applied, or that nothing applied needs.
    #[cfg(feature = "schema")]
    Step(Index, Direction),
}

impl Goal {
    pub(crate) fn direction(&self) -> Direction {
        match self {
            Goal::Upgrade(_) => Direction::Upgrade,
            Goal::Downgrade(_) => Direction::Downgrade,
            #[cfg(feature = "schema")]
            Goal::Step(_, direction) => *direction,
        }
    }

    pub(super) fn plan(&self, session: &Session<'_>, rows: &[Index]) -> Result<Plan> {
        let graph = session.graph;
        Ok(match self {
            Goal::Upgrade(targets) => {
                // The usual start: nothing is resolved, nothing walked.
                let usual = match &targets[..] {
                    [target] if target == "heads" => true,
                    [target] if target == "head" => graph.heads().len() == 1,
                    _ => false,
                };
                if usual && graph.is_at_heads(rows) {
                    return Ok(Plan::default());
                }
                let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
                graph.upgrade_plan(rows, &targets)?
            }
            Goal::Downgrade(target) => graph.downgrade_plan(rows, target)?,
            #[cfg(feature = "schema")]
            Goal::Step(revision, direction) => Plan { steps: vec![graph.step(rows, *revision, *direction)] },
        })
    }

    /// The same goal in absolute terms, for planning again when another process has moved the rows: `+1` must
    /// not become a second step.
    fn absolute(&self, session: &Session<'_>, steps: &[Step]) -> Goal {
        match self {
            Goal::Upgrade(_) => {
                Goal::Upgrade(steps.iter().map(|step| session.id(step.revision).to_owned()).collect())
            }
            Goal::Downgrade(target) => Goal::Downgrade(target.clone()),
            #[cfg(feature = "schema")]
            Goal::Step(..) => self.clone(),
        }
    }
}

/// Upgrades or downgrades.
pub(crate) async fn migrate(io: Io, parts: Parts<'_>, goal: Goal) -> Result<Report> {
    let session = Session::new(io, parts);
    let state = State::read(&session).await?;
    let mut report = Report { newer: state.newer(&session).await?, ..Report::default() };
    if !report.newer.is_empty() && goal.direction() == Direction::Downgrade {
        return Err(newer_database(&report.newer));
    }
    if !report.newer.is_empty() {
        session.event(&Event::Newer { revisions: report.newer.clone() });
        report.heads = rows::ids(&session, &state.rows);
        report.heads.extend(report.newer.iter().cloned());
        return Ok(report);
    }
    let plan = goal.plan(&session, &state.rows)?;
    check::interrupted(&session, &state, &goal, &plan)?;
    if plan.steps.is_empty() {
        report.history_changed = check::changed_revisions(&session, &state).await?;
        if !report.history_changed.is_empty() {
            session.event(&Event::HistoryChanged { revisions: report.history_changed.clone() });
        }
        report.heads = rows::ids(&session, &state.rows);
        return Ok(report);
    }
    // What the usual start does not come to is boxed, here and on the way: its future stays small.
    Box::pin(work(session, goal, plan, state, report)).await
}

/// Applies what is pending.
async fn work(
    mut session: Session<'_>,
    goal: Goal,
    plan: Plan,
    state: State,
    report: Report,
) -> Result<Report> {
    let shared = session.io.in_transaction().await?;
    session.resolve_names().await?;
    check::history(&session, &state).await?;
    check::runnable(&session, &plan, shared).await?;
    if shared {
        transaction::tables_inside(&session).await?;
    }
    let file = DatabaseFile::of(&session).await?;
    let mut run = Run { shared, file, ..Run::new(goal, plan, state, report) };
    let result = if shared {
        run.all(&session).await
    } else {
        lock::around(&session, Box::pin(run.all(&session))).await
    };
    match result {
        Ok(()) => {
            run.report.heads = rows::ids(&session, &run.state.rows);
            Ok(run.report)
        }
        Err(error) if shared => Err(error.with_help("the transaction is yours: roll it back")),
        Err(error) => {
            if run.unflushed {
                lock::flush(&session).await;
            }
            Err(error.with_report(run.report))
        }
    }
}

/// A run under way.
pub(crate) struct Run {
    pub(super) goal: Goal,
    pub(super) plan: Plan,
    /// How many of its steps are done.
    pub(super) done: usize,
    /// The rows as the last committed transaction left them.
    pub(crate) state: State,
    /// The transaction is the caller's.
    pub(crate) shared: bool,
    pub(crate) report: Report,
    pub(crate) journal: Journal,
    /// Version table and journal are there, as a committed transaction has seen.
    pub(crate) tables_ready: bool,
    /// The file that must still be there when a transaction commits.
    pub(crate) file: Option<DatabaseFile>,
    /// The last commit did not wait for the disk.
    pub(crate) unflushed: bool,
}

/// How the next steps run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// In one transaction.
    Transaction,
    /// In a transaction of its own, with foreign keys off around it (SQLite).
    Rebuild,
    /// Statement by statement.
    Stepwise,
}

impl Run {
    pub(super) fn new(goal: Goal, plan: Plan, state: State, report: Report) -> Self {
        Run {
            goal,
            plan,
            done: 0,
            state,
            shared: false,
            report,
            journal: Journal::default(),
            tables_ready: false,
            file: None,
            unflushed: false,
        }
    }

    pub(super) async fn all(&mut self, session: &Session<'_>) -> Result<()> {
        while let Some((kind, count)) = self.next_group(session) {
            let steps: Vec<Step> = self.rest()[..count].to_vec();
            let stepwise = kind == Kind::Stepwise;
            // Boxed, as these nest deeply: without it the engine would need megabytes of stack to be moved about.
            let group = Box::pin(self.group(session, kind, &steps));
            let moved = limits::within(session, &steps[0], stepwise, group).await?;
            match moved {
                None => self.done += count,
                // Another process has been at work between our look and our lock.
                Some(state) => self.plan_again(session, state).await?,
            }
        }
        Ok(())
    }

    /// Runs steps that belong together, and leaves the session as it was. `Some` if the version table was not as
    /// expected under the lock.
    async fn group(&mut self, session: &Session<'_>, kind: Kind, steps: &[Step]) -> Result<Option<State>> {
        let settings = Settings::before(session, steps).await?;
        let result = match kind {
            Kind::Transaction => Box::pin(transaction::run(self, session, steps, &settings)).await,
            Kind::Rebuild => Box::pin(rebuild::run(self, session, steps, &settings)).await,
            Kind::Stepwise => Box::pin(stepwise::run(self, session, &steps[0], &settings)).await,
        };
        let put_back = settings.put_back(session, steps, self.shared).await;
        let moved = result?;
        put_back?;
        Ok(moved)
    }

    /// The steps that are still to be done.
    pub(super) fn rest(&self) -> &[Step] {
        &self.plan.steps[self.done..]
    }

    /// The kind and number of the steps that come next.
    fn next_group(&self, session: &Session<'_>) -> Option<(Kind, usize)> {
        let kind = |step: &Step| match session.body(step.revision, step.direction) {
            Some(body) if body.is_stepwise() || self.commits_unseen(session, step, body) => Kind::Stepwise,
            Some(body) if body.is_rebuild() && session.dialect == Dialect::Sqlite && !self.shared => {
                Kind::Rebuild
            }
            _ => Kind::Transaction,
        };
        let first = kind(self.rest().first()?);
        let together = match session.options.transactions {
            Transactions::Run => true,
            Transactions::Revision => false,
            Transactions::Auto => session.dialect == Dialect::Sqlite,
        };
        if first != Kind::Transaction || !(together || self.shared) {
            return Some((first, 1));
        }
        let boundary =
            |step: &Step| session.body(step.revision, step.direction).is_some_and(|body| body.has_boundary());
        let steps = self.rest();
        let own = |step: &Step| limits::has_own(session, step);
        let ends = |at: usize| {
            let (before, next) = (&steps[at - 1], &steps[at]);
            kind(next) != first || boundary(before) || own(before) || own(next)
        };
        let end = (1..steps.len()).find(|&at| ends(at));
        Some((first, end.unwrap_or(steps.len())))
    }

    /// A revision in Rust may send DDL, which commits by itself on MySQL; its header can promise that it does not.
    fn commits_unseen(&self, session: &Session<'_>, step: &Step, body: Body<'_>) -> bool {
        let promised = session.graph.revision(step.revision).script().transaction() == TransactionMode::On;
        body.is_code() && session.dialect == Dialect::Mysql && !promised
    }

    async fn plan_again(&mut self, session: &Session<'_>, state: State) -> Result<()> {
        if self.goal.direction() == Direction::Downgrade || !state.unknown.is_empty() {
            let message =
                "another process has changed the version table while this one was waiting or working";
            return Err(Error::new("concurrent-change", message)
                .with_help("look at `ambix current`, then run the command again if it is still wanted"));
        }
        let goal = self.goal.absolute(session, self.rest());
        self.plan = remaining(session, &goal, &state)?;
        self.done = 0;
        self.state = state;
        check::interrupted(session, &self.state, &goal, &self.plan)?;
        check::history(session, &self.state).await
    }

    /// The journal entry of a step that is done.
    pub(crate) fn entry(&self, step: &Step, started: String, statements: usize) -> Entry {
        Entry {
            revision: step.revision,
            action: Action::from(step.direction),
            statement: None,
            done: statements,
            outcome: Outcome::Done,
            started,
        }
    }
}

/// The steps of an absolute goal that the rows still lack.
fn remaining(session: &Session<'_>, goal: &Goal, state: &State) -> Result<Plan> {
    let Goal::Upgrade(targets) = goal else { return goal.plan(session, &state.rows) };
    // Only tips may be asked for together; a revision below another would overlap.
    let indices: Vec<Index> = targets.iter().filter_map(|id| session.graph.find(id)).collect();
    let tips = session.graph.maximal(&indices);
    let tips: Vec<&str> = tips.iter().map(|&index| session.id(index)).collect();
    Ok(session.graph.upgrade_plan(&state.rows, &tips)?)
}

/// Tells that a step begins, and when.
pub(crate) async fn announce(session: &Session<'_>, step: &Step) -> Result<(Applied, String)> {
    let applied = Applied::new(session.graph, step.revision, step.direction);
    session.event(&Event::Running(applied.clone()));
    if session.offline {
        session.io.execute(format!("-- Running {}", applied.edge())).await?;
    }
    Ok((applied, text::now()))
}
