//! The keys of a table of settings.

use std::borrow::Cow;
use std::ops::Range;

use ambix_graph::script::{Dialect, Dialects, Transactions, VersionTableFormat};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Check, Configuration, Downgrade, Heads, Hook, RuleLevel};
use crate::directive::unknown_dialect;
use crate::duration;
use crate::file_name;
use crate::finding::{Finding, Source};
use crate::rules;
use crate::suggest::suggest;

const SETTINGS: [&str; 24] = [
    "script_location",
    "dialects",
    "version_table",
    "version_table_schema",
    "version_table_format",
    "transactions",
    "lock_timeout",
    "statement_lock_timeout",
    "statement_timeout",
    "pooler",
    "file_template",
    "truncate_slug_length",
    "timezone",
    "heads",
    "downgrade",
    "schema",
    "schema_include",
    "schema_exclude",
    "rules",
    "check",
    "since",
    "strict",
    "hooks",
    "watch",
];

pub(super) fn is_setting(name: &str) -> bool {
    SETTINGS.contains(&name)
}

/// The members of a table in the order of the file.
pub(super) fn in_order<'t, 's>(
    table: &'t DeTable<'s>,
) -> Vec<(&'t Spanned<Cow<'s, str>>, &'t Spanned<DeValue<'s>>)> {
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _)| key.span().start);
    members
}

/// Reads one table.
pub(super) struct Table<'a> {
    pub(super) source: &'a Source,
    pub(super) findings: &'a mut Vec<Finding>,
    /// It is the table of a named set, which has no sets in it.
    pub(super) inherits: bool,
}

type Key<'t, 's> = &'t Spanned<Cow<'s, str>>;
type Value<'t, 's> = &'t Spanned<DeValue<'s>>;

impl Table<'_> {
    pub(super) fn read(&mut self, table: &DeTable<'_>, configuration: &mut Configuration) {
        for (key, value) in in_order(table) {
            self.setting(key, value, configuration);
        }
    }

    pub(super) fn setting(
        &mut self,
        key: Key<'_, '_>,
        value: Value<'_, '_>,
        configuration: &mut Configuration,
    ) {
        match key.get_ref().as_ref() {
            "script_location" => {
                if let Some(location) =
                    self.text(key, value).and_then(|text| self.location(&text, value.span()))
                {
                    configuration.script_location = location;
                }
            }
            "dialects" => {
                if let Some(dialects) = self.dialects(key, value) {
                    configuration.dialects = dialects;
                    configuration.dialects_are_set = true;
                }
            }
            "version_table" => {
                if let Some(name) = self.text(key, value) {
                    configuration.version_table = name;
                }
            }
            "version_table_schema" => {
                if let Some(name) = self.text(key, value) {
                    configuration.version_table_schema = name;
                }
            }
            "version_table_format" => {
                let choices =
                    [("ambix", VersionTableFormat::Ambix), ("alembic", VersionTableFormat::Alembic)];
                self.choose(key, value, &choices, &mut configuration.version_table_format);
            }
            "transactions" => {
                let choices = [
                    ("auto", Transactions::Auto),
                    ("revision", Transactions::Revision),
                    ("run", Transactions::Run),
                ];
                self.choose(key, value, &choices, &mut configuration.transactions);
            }
            "file_template" => {
                if let Some(template) = self.text(key, value) {
                    match file_name::check_template(&template) {
                        Ok(()) => configuration.file_template = template,
                        Err(problem) => self.bad_with_help(value.span(), problem.message, problem.help),
                    }
                }
            }
            "truncate_slug_length" => self.length(key, value, configuration),
            "timezone" => {
                if let Some(zone) = self.text(key, value) {
                    configuration.timezone = zone;
                }
            }
            "heads" => {
                let choices = [("single", Heads::Single), ("many", Heads::Many)];
                self.choose(key, value, &choices, &mut configuration.heads);
            }
            "downgrade" => {
                let choices = [("required", Downgrade::Required), ("optional", Downgrade::Optional)];
                self.choose(key, value, &choices, &mut configuration.downgrade);
            }
            "check" => {
                let choices = [("all", Check::All), ("up", Check::Up), ("off", Check::Off)];
                self.choose(key, value, &choices, &mut configuration.check);
            }
            "since" => {
                if let Some(revision) = self.text(key, value) {
                    configuration.since = Some(revision);
                }
            }
            "strict" => self.flag(key, value, &mut configuration.strict),
            "watch" => self.flag(key, value, &mut configuration.watch),
            "pooler" => self.flag(key, value, &mut configuration.pooler),
            "lock_timeout" => self.time(key, value, &mut configuration.lock_timeout),
            "statement_lock_timeout" => self.time(key, value, &mut configuration.timeouts.statement_lock),
            "statement_timeout" => self.time(key, value, &mut configuration.timeouts.statement),
            "schema" => self.schema(key, value, configuration),
            "schema_include" => self.patterns(key, value, &mut configuration.schema_include),
            "schema_exclude" => self.patterns(key, value, &mut configuration.schema_exclude),
            "rules" => self.rules(key, value, configuration),
            "hooks" => self.hooks(key, value, configuration),
            name => self.unknown(name, key.span(), value),
        }
    }

    fn unknown(&mut self, name: &str, range: Range<usize>, value: Value<'_, '_>) {
        let finding = Finding::error("unknown-setting", format!("there is no setting `{name}`")).at(
            self.source,
            range,
            "not a setting",
        );
        self.findings.push(match suggest(name, SETTINGS) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if self.inherits && value.get_ref().is_table() => {
                finding.help("the table of a named set has no further sets in it")
            }
            None => finding.help(format!("the settings are `{}`", SETTINGS.join("`, `"))),
        });
    }

    fn bad(&mut self, range: Range<usize>, message: String) {
        self.findings.push(Finding::error("bad-setting", message).at(self.source, range, ""));
    }

    fn bad_with_help(&mut self, range: Range<usize>, message: String, help: String) {
        self.findings.push(Finding::error("bad-setting", message).at(self.source, range, "").help(help));
    }

    fn wrong_type(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, expected: &str) {
        let found = value.get_ref().type_str();
        let article = if found.starts_with(['a', 'i', 'o']) { "an" } else { "a" };
        self.bad(value.span(), format!("`{}` is {expected}, not {article} {found}", key.get_ref()));
    }

    fn text(&mut self, key: Key<'_, '_>, value: Value<'_, '_>) -> Option<String> {
        match value.get_ref().as_str() {
            Some("") => {
                self.bad(value.span(), format!("`{}` is empty", key.get_ref()));
                None
            }
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong_type(key, value, "a string");
                None
            }
        }
    }

    /// A string or a list of strings, each with its place.
    fn texts(&mut self, key: Key<'_, '_>, value: Value<'_, '_>) -> Option<Vec<(String, Range<usize>)>> {
        if let Some(text) = value.get_ref().as_str() {
            return Some(vec![(text.to_owned(), value.span())]);
        }
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of strings");
            return None;
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), item.span())),
                None => self.wrong_type(key, item, "a list of strings"),
            }
        }
        (texts.len() == items.len()).then_some(texts)
    }

    fn patterns(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, to: &mut Vec<String>) {
        if let Some(patterns) = self.texts(key, value) {
            *to = patterns.into_iter().map(|(pattern, _)| pattern).collect();
        }
    }

    /// A file, or a table of dialects and files.
    fn schema(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, configuration: &mut Configuration) {
        let Some(files) = value.get_ref().as_table() else {
            if let Some(file) = self.text(key, value) {
                configuration.schema = vec![(None, file)];
            }
            return;
        };
        configuration.schema.clear();
        for (name, file) in in_order(files) {
            let Some(dialect) = Dialect::from_name(name.get_ref()) else {
                self.findings.push(unknown_dialect(self.source, name.get_ref(), name.span()));
                continue;
            };
            if let Some(file) = self.text(name, file) {
                configuration.schema.push((Some(dialect), file));
            }
        }
    }

    fn flag(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, to: &mut bool) {
        match value.get_ref().as_bool() {
            Some(flag) => *to = flag,
            None => self.wrong_type(key, value, "`true` or `false`"),
        }
    }

    fn time(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, to: &mut Option<u32>) {
        let Some(text) = self.text(key, value) else { return };
        match duration::milliseconds(&text) {
            Some(time) => *to = Some(time),
            None => self.bad_with_help(
                value.span(),
                format!("`{}` is no time: `{text}`", key.get_ref()),
                duration::HELP.to_owned(),
            ),
        }
    }

    fn choose<T: Copy>(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, choices: &[(&str, T)], to: &mut T) {
        let Some(text) = self.text(key, value) else { return };
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == text) {
            *to = *choice;
            return;
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        self.bad_with_help(
            value.span(),
            format!("`{}` cannot be `{text}`", key.get_ref()),
            format!("it is one of `{}`", names.join("`, `")),
        );
    }

    fn location(&mut self, text: &str, range: Range<usize>) -> Option<String> {
        let path = text.replace('\\', "/");
        let path = path.trim_start_matches("./").trim_end_matches('/');
        if path.starts_with('/') || path.get(1..).is_some_and(|rest| rest.starts_with(":/")) {
            self.bad_with_help(
                range,
                "`script_location` starts from the folder of Cargo.toml".to_owned(),
                "write a relative path; what is built must not depend on where it is built. `AMBIX_DIR` may hold an \
                 absolute one"
                    .to_owned(),
            );
            return None;
        }
        Some(path.to_owned())
    }

    fn dialects(&mut self, key: Key<'_, '_>, value: Value<'_, '_>) -> Option<Dialects> {
        let names = self.texts(key, value)?;
        let mut dialects = Dialects::default();
        for (name, range) in &names {
            match Dialect::from_name(name) {
                Some(dialect) => dialects = dialects.with(dialect),
                None => self.findings.push(unknown_dialect(self.source, name, range.clone())),
            }
        }
        if names.is_empty() {
            self.bad_with_help(
                value.span(),
                "`dialects` is empty".to_owned(),
                "name the databases that the migrations are for: `sqlite`, `postgres`, `mysql`".to_owned(),
            );
        }
        Some(dialects).filter(|dialects| !dialects.is_empty())
    }

    fn length(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, configuration: &mut Configuration) {
        let number =
            value.get_ref().as_integer().map(|number| usize::from_str_radix(number.as_str(), number.radix()));
        match number {
            Some(Ok(length)) if (1..=200).contains(&length) => configuration.truncate_slug_length = length,
            Some(_) => self.bad(value.span(), "`truncate_slug_length` is a number from 1 to 200".to_owned()),
            None => self.wrong_type(key, value, "a number"),
        }
    }

    fn rules(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, configuration: &mut Configuration) {
        let Some(rules) = value.get_ref().as_table() else {
            return self.wrong_type(key, value, "a table of rules and their levels");
        };
        let choices = [("allow", RuleLevel::Allow), ("warn", RuleLevel::Warn), ("deny", RuleLevel::Deny)];
        for (rule, level) in in_order(rules) {
            let mut chosen = RuleLevel::Warn;
            let before = self.findings.len();
            if let Some(finding) = rules::no_level(rule.get_ref()) {
                let finding = finding.at(self.source, rule.span(), "not a rule");
                self.findings.push(finding);
            }
            self.choose(rule, level, &choices, &mut chosen);
            if self.findings.len() == before {
                let name = rule.get_ref().as_ref();
                configuration.rules.retain(|(known, _)| known != name);
                configuration.rules.push((name.to_owned(), chosen));
            }
        }
    }

    fn hooks(&mut self, key: Key<'_, '_>, value: Value<'_, '_>, configuration: &mut Configuration) {
        let Some(hooks) = value.get_ref().as_table() else {
            return self.wrong_type(key, value, "a table of names and command lines");
        };
        configuration.hooks.clear();
        for (name, command) in in_order(hooks) {
            if let Some(command) = self.text(name, command) {
                configuration.hooks.push(Hook { name: name.get_ref().to_string(), command });
            }
        }
    }
}
