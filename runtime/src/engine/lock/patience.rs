//! Waiting for whoever migrates the same database.

use std::time::{Duration, Instant};

use crate::driver::Request;
use crate::engine::session::Session;
use crate::error::{Error, Result};

/// Polls for a lock, ever more slowly, until the configured time is over.
pub(super) struct Patience<'s, 'a> {
    session: &'s Session<'a>,
    begun: Instant,
    pause: Duration,
}

impl<'s, 'a> Patience<'s, 'a> {
    pub(super) fn new(session: &'s Session<'a>) -> Self {
        Patience { session, begun: Instant::now(), pause: Duration::from_millis(10) }
    }

    /// Waits a little. When the time is over it fails instead, and names the holder.
    pub(super) async fn wait(&mut self) -> Result<()> {
        let timeout = self.session.options.lock_timeout;
        let left = timeout.saturating_sub(self.begun.elapsed());
        if left.is_zero() {
            let holder = super::holder(self.session).await.unwrap_or_else(|| "another connection".to_owned());
            let message =
                format!("{holder} has been migrating this database for {} seconds", timeout.as_secs_f32());
            return Err(Error::new("lock-timeout", message)
                .with_help("wait for it, or raise `Config::lock_timeout`; nothing was changed"));
        }
        self.session.io.call(Request::Wait(self.pause.min(left))).await?;
        self.pause = (self.pause * 2).min(Duration::from_millis(250));
        Ok(())
    }
}

/// `first` with what else is known of it.
pub(super) fn describe(first: String, known: &[(&str, Option<&str>)]) -> String {
    let mut holder = first;
    for (what, text) in known {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            holder.push_str(&format!(", {what} `{text}`"));
        }
    }
    holder
}
