//! The codes of what the catalog finds.

use crate::configuration::RuleLevel;

/// A code of what the catalog finds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    pub(crate) name: &'static str,
    /// What comes of it where nothing else is said.
    pub(crate) level: RuleLevel,
    /// It is about something that nothing in the set makes. `-- ambix:expects` tells what comes from elsewhere; the
    /// directory of another tool cannot, and there it is a warning.
    pub(crate) may_be_elsewhere: bool,
}

const fn code(name: &'static str, level: RuleLevel) -> Code {
    Code { name, level, may_be_elsewhere: false }
}

const fn missing(name: &'static str) -> Code {
    Code { name, level: RuleLevel::Deny, may_be_elsewhere: true }
}

/// What the catalog finds.
pub(crate) const CODES: [Code; 18] = [
    code("already-exists", RuleLevel::Deny),
    code("conflicting-branches", RuleLevel::Deny),
    code("default-not-constant", RuleLevel::Deny),
    code("duplicate-column", RuleLevel::Deny),
    code("not-restored", RuleLevel::Warn),
    code("still-used", RuleLevel::Deny),
    missing("unknown-column"),
    missing("unknown-constraint"),
    missing("unknown-function"),
    missing("unknown-index"),
    missing("unknown-object"),
    code("unknown-operator", RuleLevel::Deny),
    missing("unknown-schema"),
    missing("unknown-table"),
    missing("unknown-type"),
    code("unknown-value", RuleLevel::Deny),
    missing("unknown-view"),
    code("wrong-kind", RuleLevel::Deny),
];
