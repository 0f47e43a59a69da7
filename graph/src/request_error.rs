//! Why a request about a graph has no answer.

use std::fmt;

/// Why a symbol means nothing, or a command cannot be planned.
///
/// `Display` says what was found, [`help`](Self::help) what to do. A [`code`](Self::code) keeps its meaning for ever:
/// match on it, not on the text. Revisions are named by their full ids.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// No revision or label has this name or, unless the name is of the branch, begins with it.
    UnknownRevision {
        /// What was asked for, without its branch.
        symbol: String,
        /// The branch it was looked for on.
        branch: Option<String>,
        /// A name that looks like it.
        suggestion: Option<String>,
    },
    /// What stands before `@` is no label and no revision.
    UnknownBranch {
        /// What stands there.
        label: String,
        /// A name that looks like it.
        suggestion: Option<String>,
    },
    /// A revision stands for its branch where one label is needed, and it carries none or several.
    NoSingleLabel {
        /// The revision.
        revision: String,
        /// The labels that it carries.
        labels: Vec<String>,
    },
    /// Several names begin with the symbol.
    AmbiguousRevision {
        /// The beginning.
        symbol: String,
        /// The names, sorted.
        candidates: Vec<String>,
    },
    /// The revision exists but is not on the branch.
    BranchMismatch {
        /// The revision.
        revision: String,
        /// The branch, as written.
        branch: String,
    },
    /// One head is asked for, and there are several.
    MultipleHeads {
        /// What was asked for.
        symbol: String,
        /// The heads, in load order.
        heads: Vec<String>,
    },
    /// A relative symbol leaves the graph, or goes in the wrong direction.
    RelativeNotReachable {
        /// The symbol.
        symbol: String,
        /// What is wrong with it.
        reason: Unreachable,
    },
    /// A relative symbol has to choose between several revisions.
    AmbiguousWalk {
        /// The symbol.
        symbol: String,
        /// Where the choice is; `None` before the first revision.
        at: Option<String>,
        /// The revisions to choose from, in load order on the way up and in the order of the file on the way down.
        choices: Vec<String>,
    },
    /// `+N`, but several current revisions could be the start.
    AmbiguousStart {
        /// The symbol.
        symbol: String,
        /// The possible starts.
        choices: Vec<String>,
    },
    /// `-N`, but several current revisions could be the start.
    ///
    /// Alembic takes the row that the database returns first, with a warning.
    AmbiguousDowngrade {
        /// The symbol.
        symbol: String,
        /// Symbols that say which one.
        choices: Vec<String>,
    },
    /// The two ends of a range are not above one another.
    RangeNotAncestor {
        /// The lower end.
        start: String,
        /// The upper end.
        end: String,
    },
    /// The target of a downgrade is neither current nor below what is current.
    NotBelowCurrent {
        /// The target.
        target: String,
    },
    /// Nothing that would have to go belongs to the branch that the downgrade is restricted to.
    InvalidDowngradeTarget {
        /// The target.
        target: String,
        /// The branch.
        branch: String,
    },
    /// A revision contains another one that is asked for, or recorded, beside it.
    OverlappingRevisions {
        /// The upper revision.
        revision: String,
        /// What it contains.
        overlaps: Vec<String>,
        /// They are rows of the version table, not targets.
        recorded: bool,
    },
    /// `start:end` where only one revision can be meant.
    RangeNotAllowed {
        /// What was asked for.
        symbol: String,
    },
    /// A range without a colon or with several.
    InvalidRange {
        /// The range.
        range: String,
    },
    /// A symbol that cannot be read.
    InvalidSymbol {
        /// The symbol.
        symbol: String,
        /// What is wrong with it.
        reason: InvalidSymbol,
    },
}

/// Why a relative symbol leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreachable {
    /// There are not so many revisions.
    TooFar,
    /// An upgrade needs `+N`, or a revision to count from.
    NotUpwards,
    /// A downgrade needs `-N`, or a revision to count from.
    NotDownwards,
    /// Nothing of the branch is applied.
    BranchNotApplied,
    /// Nothing is applied.
    NothingApplied,
}

/// Why a symbol cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSymbol {
    /// It is empty, or nothing follows its `@`.
    Empty,
    /// This follows the number of a relative symbol.
    Trailing(String),
    /// A revision is needed, and it means none.
    NoRevision,
}

impl RequestError {
    /// The stable name of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            RequestError::UnknownRevision { .. } => "unknown-revision",
            RequestError::UnknownBranch { .. } | RequestError::NoSingleLabel { .. } => "unknown-branch",
            RequestError::AmbiguousRevision { .. } => "ambiguous-revision",
            RequestError::BranchMismatch { .. } => "branch-mismatch",
            RequestError::MultipleHeads { .. } => "multiple-heads",
            RequestError::RelativeNotReachable { .. } => "relative-not-reachable",
            RequestError::AmbiguousWalk { .. } => "ambiguous-walk",
            RequestError::AmbiguousStart { .. } => "ambiguous-start",
            RequestError::AmbiguousDowngrade { .. } => "ambiguous-downgrade",
            RequestError::RangeNotAncestor { .. } | RequestError::NotBelowCurrent { .. } => {
                "range-not-ancestor"
            }
            RequestError::InvalidDowngradeTarget { .. } => "invalid-downgrade-target",
            RequestError::OverlappingRevisions { .. } => "overlapping-revisions",
            RequestError::RangeNotAllowed { .. } => "range-not-allowed",
            RequestError::InvalidRange { .. } => "invalid-range",
            RequestError::InvalidSymbol { .. } => "invalid-symbol",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            RequestError::UnknownRevision { suggestion: Some(suggestion), .. }
            | RequestError::UnknownBranch { suggestion: Some(suggestion), .. } => {
                format!("did you mean `{suggestion}`?")
            }
            RequestError::UnknownRevision { symbol, .. } if looks_relative(symbol) => {
                "symbols with `+N` or `-N` are not understood here; name the revision".to_owned()
            }
            RequestError::UnknownRevision { .. } => "`history` lists the revisions".to_owned(),
            RequestError::UnknownBranch { .. } => "`heads` lists the branches with their labels".to_owned(),
            RequestError::NoSingleLabel { labels, .. } if labels.is_empty() => {
                "name the branch by its label; `heads` lists the branches with their labels".to_owned()
            }
            RequestError::NoSingleLabel { labels, .. } => format!("name the branch: {}", some(labels)),
            RequestError::AmbiguousRevision { candidates, .. } => {
                format!("give more of the id: {}", some(candidates))
            }
            RequestError::BranchMismatch { revision, .. } => {
                format!("`history -r :{revision}` shows the line that `{revision}` is on")
            }
            RequestError::MultipleHeads { heads, .. } => {
                format!("name one of {}, `<branch>@head`, or `heads` for all", some(heads))
            }
            RequestError::RelativeNotReachable { reason, .. } => reason.help().to_owned(),
            RequestError::AmbiguousWalk { choices, .. } => {
                format!("name the revision to go to: {}", some(choices))
            }
            RequestError::AmbiguousStart { symbol, choices } => {
                let symbols: Vec<_> = choices.iter().map(|choice| format!("{choice}{symbol}")).collect();
                format!("say where to start: {}", some(&symbols))
            }
            RequestError::AmbiguousDowngrade { choices, .. } => format!("say which one: {}", some(choices)),
            RequestError::RangeNotAncestor { .. } => "the start must be an ancestor of the end".to_owned(),
            RequestError::NotBelowCurrent { .. } => {
                "`current` shows what is applied; a downgrade goes to something below it".to_owned()
            }
            RequestError::InvalidDowngradeTarget { target, branch } => {
                format!("name the first revision of `{branch}` above `{target}`, or leave the branch out")
            }
            RequestError::OverlappingRevisions { recorded: true, revision, .. } => {
                format!("`stamp {revision}` leaves only the row that is needed")
            }
            RequestError::OverlappingRevisions { revision, .. } => {
                format!("`{revision}` alone brings all of them")
            }
            RequestError::RangeNotAllowed { .. } => {
                "a range is for offline mode (`--sql`); name the revision to go to".to_owned()
            }
            RequestError::InvalidRange { .. } => "write `start:end`, `start:` or `:end`".to_owned(),
            RequestError::InvalidSymbol { reason, .. } => match reason {
                InvalidSymbol::Empty => "name a revision, a label, `head`, `heads` or `base`".to_owned(),
                InvalidSymbol::Trailing(text) => format!("remove `{text}`"),
                InvalidSymbol::NoRevision => "name a revision or a label".to_owned(),
            },
        }
    }
}

impl Unreachable {
    fn help(self) -> &'static str {
        match self {
            Unreachable::TooFar => "use a smaller number; `history` lists the revisions",
            Unreachable::NotUpwards => "use `+N`, or name the revision to count from",
            Unreachable::NotDownwards => "use `-N`, or name the revision to count from",
            Unreachable::BranchNotApplied => "`current` shows what is applied",
            Unreachable::NothingApplied => "there is nothing to take back",
        }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RequestError::UnknownRevision { symbol, branch: None, .. } => {
                write!(formatter, "no such revision or branch: `{symbol}`")
            }
            RequestError::UnknownRevision { symbol, branch: Some(branch), .. } => {
                write!(formatter, "no revision `{symbol}` on branch `{branch}`")
            }
            RequestError::UnknownBranch { label, .. } => write!(formatter, "no such branch: `{label}`"),
            RequestError::NoSingleLabel { revision, labels } if labels.is_empty() => {
                write!(formatter, "revision `{revision}` carries no branch label")
            }
            RequestError::NoSingleLabel { revision, labels } => {
                write!(formatter, "revision `{revision}` carries several branch labels: {}", some(labels))
            }
            RequestError::AmbiguousRevision { symbol, candidates } => {
                write!(formatter, "several revisions begin with `{symbol}`: {}", some(candidates))
            }
            RequestError::BranchMismatch { revision, branch } => {
                write!(formatter, "revision `{revision}` is not on branch `{branch}`")
            }
            RequestError::MultipleHeads { symbol, heads } => {
                write!(formatter, "there are several heads for `{symbol}`: {}", some(heads))
            }
            RequestError::RelativeNotReachable { symbol, reason } => match reason {
                Unreachable::TooFar => write!(formatter, "`{symbol}` leads out of the graph"),
                Unreachable::NotUpwards => write!(formatter, "`{symbol}` does not lead upwards"),
                Unreachable::NotDownwards => write!(formatter, "`{symbol}` does not lead downwards"),
                Unreachable::BranchNotApplied => {
                    write!(formatter, "nothing on the branch of `{symbol}` is applied")
                }
                Unreachable::NothingApplied => {
                    write!(formatter, "`{symbol}` counts from what is applied: nothing")
                }
            },
            RequestError::AmbiguousWalk { symbol, at, choices } => {
                write!(formatter, "`{symbol}` is ambiguous: ")?;
                match at {
                    Some(at) => write!(formatter, "from `{at}` it could go to {}", some(choices)),
                    None => write!(formatter, "it could start with {}", some(choices)),
                }
            }
            RequestError::AmbiguousStart { symbol, choices }
            | RequestError::AmbiguousDowngrade { symbol, choices } => {
                write!(formatter, "`{symbol}` is ambiguous: it could mean {}", some(choices))
            }
            RequestError::RangeNotAncestor { start, end } => {
                write!(formatter, "`{start}` and `{end}` are not on the same line of history")
            }
            RequestError::NotBelowCurrent { target } => {
                write!(formatter, "`{target}` is not below what is applied")
            }
            RequestError::InvalidDowngradeTarget { target, branch } => {
                write!(formatter, "nothing that follows `{target}` belongs to branch `{branch}`")
            }
            RequestError::OverlappingRevisions { revision, overlaps, recorded } => {
                let what = if *recorded { "recorded" } else { "requested" };
                write!(formatter, "{what} revision `{revision}` contains {}, {what} as well", some(overlaps))
            }
            RequestError::RangeNotAllowed { symbol } => write!(formatter, "`{symbol}` is a range"),
            RequestError::InvalidRange { range } => write!(formatter, "`{range}` is not a range"),
            RequestError::InvalidSymbol { symbol, reason } => match reason {
                InvalidSymbol::Empty if symbol.is_empty() => {
                    write!(formatter, "the name of the revision is empty")
                }
                InvalidSymbol::Empty => write!(formatter, "`{symbol}` names no revision after the branch"),
                InvalidSymbol::Trailing(text) => {
                    write!(formatter, "`{symbol}` has `{text}` after its number")
                }
                InvalidSymbol::NoRevision => write!(formatter, "`{symbol}` means no revision"),
            },
        }
    }
}

impl std::error::Error for RequestError {}

/// The first few of a list, in backticks.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text += &format!(" and {} more", names.len() - SHOWN);
    }
    text
}

fn looks_relative(symbol: &str) -> bool {
    let number = symbol.rsplit(['+', '-']).next().unwrap_or_default();
    number.len() < symbol.len() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}
