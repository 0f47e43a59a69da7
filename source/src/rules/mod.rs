//! Rules: what a statement that the database accepts may still do wrong, and what it will refuse for certain.
//!
//! A rule is a file here with everything about it: name, level, dialects, documentation with examples that are tested,
//! and the check. To add one, write its file and add it to [`RULES`]; `BLESS=1 cargo test -p ambix-source
//! --all-features rules` writes the page of reference.
//!
//! What keeps false alarms away is shared: [`Context::busy`] says which tables may be large, [`Context::kept`] which
//! hold rows that somebody may miss, and [`Run::finish`] puts what one rule has to say about one file into one finding.

mod codes;
mod context;
mod look;
mod run;
mod types;

macro_rules! rules {
    ($($module:ident)*) => {
        $(mod $module;)*

        /// All rules, by name.
        static RULES: &[&Rule] = &[$(&$module::RULE),*];
    };
}

rules! {
    add_not_null_column
    auto_increment_key
    backfill_with_ddl
    check_with_subquery
    constraint_without_not_valid
    default_type
    double_quoted_string
    drop_index_not_concurrent
    duplicate_target_column
    enum_change
    enum_value_used
    equals_null
    foreign_key_column_count
    foreign_key_type
    foreign_key_without_index
    generated_default
    index_not_concurrent
    index_not_immutable
    ineffective_pragma
    insert_value_count
    lock_table
    mixed_case_name
    mixed_transaction
    modify_loses_auto_increment
    name_too_long
    narrow_charset
    nontransactional_engine
    partition_key_missing
    questionable_type
    redundant_index
    rename_moves_references
    renamed_in_use
    select_star_view
    session_setting
    set_local_without_transaction
    set_not_null_scan
    set_null_on_not_null
    small_integer_key
    sqlite_add_computed_column
    sqlite_add_key_column
    sqlite_affinity
    sqlite_autoincrement
    sqlite_nullable_key
    sqlite_strict_type
    table_rewrite
    table_without_primary_key
    text_default
    text_key_without_length
    truncate_cascade
    type_change_rewrite
    undeclared_destruction
    unique_without_index
    unused_destroys
    validate_in_same_transaction
    volatile_default
    zero_date
}

pub use codes::{Code, codes};
pub(crate) use context::{Context, Report};
pub(crate) use run::Run;

use ambix_graph::script::Dialect;

use crate::catalog::CODES;
use crate::configuration::RuleLevel;
use crate::finding::Finding;
use crate::suggest::suggest;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its kebab-case name: the code of its findings, and what `-- ambix:allow` and `rules` in ambix.toml name.
    pub name: &'static str,
    /// What comes of it where nothing else is said.
    pub level: RuleLevel,
    /// What it finds is still there when the revision has run, as a redundant index is, and a lock is not. Of what is
    /// over, only the newest revision is worth a finding; the older ones are counted in it.
    pub lasts: bool,
    /// The dialects that it is about.
    pub dialects: &'static [Dialect],
    /// What it finds, why that is a problem and what to do, in Markdown. The first paragraph says it in one sentence.
    ///
    /// Examples are in blocks marked `sql,bad` and `sql,good`, with the dialect where it is not the first of
    /// `dialects`: `sql,bad,mysql`. What a block `sql,setup` holds was created in an earlier revision.
    pub docs: &'static str,
    pub(crate) check: fn(&Context<'_>, &mut Report<'_>),
}

const ALL: &[Dialect] = &Dialect::ALL;
const MYSQL: &[Dialect] = &[Dialect::Mysql];
const POSTGRES: &[Dialect] = &[Dialect::Postgres];
const SQLITE: &[Dialect] = &[Dialect::Sqlite];

/// `-- ambix:allow` for a rule that finds nothing there.
const UNUSED_ALLOW: &str = "unused-allow";

/// Names that are no rules of this list, and that a comment can allow all the same.
fn others() -> impl Iterator<Item = &'static str> {
    [UNUSED_ALLOW].into_iter().chain(CODES.iter().map(|code| code.name))
}

/// Why the level of something cannot be set, if it cannot.
pub fn no_level(name: &str) -> Option<Finding> {
    let code = codes().iter().find(|code| code.name == name);
    if RULES.iter().any(|rule| rule.name == name) || code.is_some_and(|code| code.level().is_some()) {
        return None;
    }
    let has_none = code.map(|code| {
        Finding::error("unknown-rule", format!("`{}` has no level: it is always an error", code.name))
    });
    Some(has_none.unwrap_or_else(|| unknown(name)))
}

/// All rules, by name.
pub fn rules() -> &'static [&'static Rule] {
    RULES
}

/// Whether something of this name can be allowed, warned of or denied.
pub(crate) fn is_known(name: &str) -> bool {
    others().any(|other| other == name) || RULES.binary_search_by(|rule| rule.name.cmp(name)).is_ok()
}

/// The finding about a name that nothing has.
pub(crate) fn unknown(name: &str) -> Finding {
    let finding = Finding::error("unknown-rule", format!("there is no rule `{name}`"));
    let with_level = codes().iter().filter(|code| code.level().is_some());
    let names = RULES.iter().map(|rule| rule.name).chain(with_level.map(|code| code.name));
    match suggest(name, names) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => {
            finding.help("`ambix lint --list-rules` lists all; a finding begins with the name of its rule")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULES;

    /// [`super::is_known`] relies on it.
    #[test]
    fn rules_are_sorted_by_name() {
        assert!(RULES.is_sorted_by(|a, b| a.name < b.name));
    }
}
