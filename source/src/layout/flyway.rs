//! Names as Flyway and refinery have them: `V1.2__name`, `U1.2__name`, `R__name`.

use std::cmp::Ordering;

use super::folder::File;
use super::order;
use super::sequence::Step;
use crate::script_directory::join;

/// The part of a name before `__`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version<'n> {
    pub(super) letter: char,
    /// Numbers with `.` or `_` between them; none for what is run again whenever it changes.
    pub(super) number: Option<&'n str>,
}

impl<'n> Version<'n> {
    pub(super) fn read(stem: &'n str) -> Option<Version<'n>> {
        let (version, _) = stem.split_once("__")?;
        let letter = version.chars().next().filter(|letter| matches!(letter, 'V' | 'U' | 'B' | 'R'))?;
        let number = version.get(1..).filter(|number| !number.is_empty());
        let is_number = |number: &str| {
            number.starts_with(|c: char| c.is_ascii_digit())
                && number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'_'))
        };
        (number.is_some_and(is_number) || number.is_none() && letter == 'R')
            .then_some(Version { letter, number })
    }

    /// By number; what has none comes last.
    pub(super) fn compare(&self, other: &Version<'_>) -> Ordering {
        match (self.number, other.number) {
            (Some(a), Some(b)) => order::versions(a, b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

/// The migrations in order. A `U` belongs to the `V` of its number, as Flyway has it; without one it is refinery's, a
/// migration that need not come in order.
pub(super) fn steps<'s, 'f>(files: impl Iterator<Item = (&'s str, &'f File)>, folder: &str) -> Vec<Step<'f>> {
    let read = |stem: &'s str| Version::read(stem).unwrap_or(Version { letter: 'V', number: None });
    let mut files: Vec<(Version<'s>, &str, &'f File)> =
        files.map(|(stem, file)| (read(stem), stem, file)).collect();
    files.sort_by(|(a, a_stem, _), (b, b_stem, _)| {
        // The way up before the way down of the same number.
        a.compare(b)
            .then_with(|| (a.letter == 'U').cmp(&(b.letter == 'U')))
            .then_with(|| order::compare(a_stem, b_stem))
    });
    let mut steps: Vec<(Version<'s>, Step<'f>)> = Vec::new();
    for (version, stem, file) in files {
        match steps.last_mut() {
            Some((last, step))
                if version.letter == 'U'
                    && last.letter == 'V'
                    && step.down.is_none()
                    && version.compare(last) == Ordering::Equal =>
            {
                step.down = Some(file);
            }
            _ => steps.push((version, Step { key: join(folder, stem), up: Some(file), ..Step::default() })),
        }
    }
    steps.into_iter().map(|(_, step)| step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_names() {
        let read = |stem| Version::read(stem).map(|version| (version.letter, version.number));
        assert_eq!(read("V1__a"), Some(('V', Some("1"))));
        assert_eq!(read("V1_10__a"), Some(('V', Some("1_10"))));
        assert_eq!(read("U20.1__a"), Some(('U', Some("20.1"))));
        assert_eq!(read("R__views"), Some(('R', None)));
        assert_eq!(read("V__a"), None);
        assert_eq!(read("V0001.Initial"), None);
        assert_eq!(read("Views__a"), None);
        assert_eq!(read("00__a"), None);
    }
}
