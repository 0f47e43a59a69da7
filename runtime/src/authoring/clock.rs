//! The time at which a revision is created, in the time zone of the set.

use ambix_source::FileTime;
use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::error::{Error, Result};

/// A point in time, as files tell it.
pub(super) struct Time {
    /// RFC 3339.
    pub(super) created: String,
    pub(super) file: FileTime,
}

/// Now, in the time zone of that name; an empty one means that of the machine.
///
/// # Errors
///
/// `unknown-timezone`.
pub(super) fn now(zone: &str) -> Result<Time> {
    let now = Zoned::now();
    let now = if zone.is_empty() { now } else { now.with_time_zone(time_zone(zone)?) };
    let date = [
        now.year(),
        now.month().into(),
        now.day().into(),
        now.hour().into(),
        now.minute().into(),
        now.second().into(),
    ];
    Ok(Time {
        created: now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        file: FileTime {
            epoch: now.timestamp().as_second(),
            date: date.map(|part| u32::try_from(part).unwrap_or_default()),
        },
    })
}

fn time_zone(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(|error| {
        Error::new("unknown-timezone", format!("there is no time zone `{name}`"))
            .with_help("`timezone` in ambix.toml is a name such as `UTC` or `Europe/Zurich`")
            .with_source(error)
    })
}
