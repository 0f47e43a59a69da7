//! What became of the killed runs.

use std::io::Write as _;
use std::sync::Mutex;

/// Killed runs, counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub kills: usize,
    /// The next run did the rest by itself.
    pub converged: usize,
    /// The next run said `in-doubt`, somebody looked and resolved it.
    pub in_doubt: usize,
}

static TOTAL: Mutex<Tally> = Mutex::new(Tally { kills: 0, converged: 0, in_doubt: 0 });

impl Tally {
    /// Shows it, with the sum of all that were shown so far. Not with `println!`, which a test that passes keeps.
    pub fn show(&self, what: &str) {
        let mut total = TOTAL.lock().unwrap();
        total.kills += self.kills;
        total.converged += self.converged;
        total.in_doubt += self.in_doubt;
        assert_eq!(self.kills, self.converged + self.in_doubt);
        let _ = writeln!(std::io::stderr(), "{what}: {}; all until now: {}", self.text(), total.text());
    }

    fn text(&self) -> String {
        let Tally { kills, converged, in_doubt } = self;
        format!("{kills} kills, {converged} converged by themselves, {in_doubt} in doubt and resolved")
    }
}
