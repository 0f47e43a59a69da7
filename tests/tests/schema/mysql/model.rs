//! A schema to be written as SQL: anything can be changed in it, and what would make no sense is left out when it is
//! made sane.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::choices::Choices;

#[derive(Clone, Default)]
pub(super) struct Schema {
    pub(super) tables: Vec<Table>,
    pub(super) views: Vec<View>,
    pub(super) triggers: Vec<Trigger>,
    /// Name, whether it is a function, which body.
    pub(super) routines: Vec<(String, bool, usize)>,
    /// Name and step.
    pub(super) sequences: Vec<(String, usize)>,
    /// Name and days.
    pub(super) events: Vec<(String, usize)>,
}

#[derive(Clone, Default)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) primary: Vec<String>,
    pub(super) indexes: Vec<Index>,
    /// Name, column.
    pub(super) checks: Vec<(String, String)>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) options: usize,
    pub(super) partitions: usize,
}

#[derive(Clone, Default)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) r#type: usize,
    pub(super) not_null: bool,
    pub(super) default: bool,
    pub(super) sequence: bool,
    pub(super) comment: usize,
    pub(super) auto: bool,
    /// The column that it is computed from.
    pub(super) base: Option<String>,
    pub(super) stored: bool,
    pub(super) check: bool,
    pub(super) invisible: bool,
    pub(super) collation: bool,
    pub(super) on_update: bool,
}

#[derive(Clone, Default)]
pub(super) struct Index {
    pub(super) name: String,
    /// Plain, unique, full text.
    pub(super) kind: usize,
    /// Column, prefix, descending.
    pub(super) parts: Vec<(String, bool, bool)>,
    pub(super) comment: bool,
}

#[derive(Clone, Default)]
pub(super) struct ForeignKey {
    pub(super) name: String,
    pub(super) column: String,
    pub(super) table: String,
    pub(super) referenced: String,
    pub(super) action: usize,
}

#[derive(Clone, Default)]
pub(super) struct View {
    pub(super) name: String,
    pub(super) from: String,
    pub(super) kind: usize,
}

#[derive(Clone, Default)]
pub(super) struct Trigger {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) moment: usize,
    pub(super) body: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Number,
    Text,
    /// Only a prefix of it can be in an index.
    Long,
    Moment,
    Other,
}

use Family::{Long, Moment, Number, Other, Text};

/// Types, their defaults, their families.
pub(super) const TYPES: &[(&str, &str, Family)] = &[
    ("int", "7", Number),
    ("bigint unsigned", "0", Number),
    ("varchar(20)", "'it''s'", Text),
    ("varchar(40)", "'\\\\'", Text),
    ("text", "", Long),
    ("decimal(8,2)", "1.5", Number),
    ("datetime", "CURRENT_TIMESTAMP", Moment),
    ("timestamp", "CURRENT_TIMESTAMP", Moment),
    ("date", "'2020-01-02'", Other),
    ("json", "", Other),
    ("enum('a','b')", "'a'", Other),
    ("enum('a','b','c,d')", "'b'", Other),
    ("tinyint(1)", "true", Number),
    ("double", "2.5", Number),
    ("char(5) CHARACTER SET latin1", "'q'", Text),
    ("varbinary(16)", "'ab'", Other),
    ("mediumtext", "", Long),
    ("set('x','y')", "'x,y'", Other),
    ("bit(3)", "b'101'", Other),
    ("time(3)", "'10:00:00'", Other),
    ("smallint(4) unsigned zerofill", "3", Number),
    ("blob", "", Long),
    ("year", "2020", Other),
    ("char(36)", "(uuid())", Text),
    ("float unsigned", "(1 + 2)", Number),
    ("longtext", "", Long),
];

pub(super) const TABLES: &[&str] =
    &["users", "orders", "Orders", "select", "tägg", "log_2", "a b", "count", "x`y"];
pub(super) const COLUMNS: &[&str] =
    &["id", "name", "Email", "select", "größe", "position", "key", "n1", "n2", "a`b", "e mail", "end"];

const MOMENTS: &[&str] = &["BEFORE INSERT", "AFTER INSERT", "BEFORE UPDATE", "AFTER DELETE", "BEFORE DELETE"];

pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// As SQL, which is what a failure is understood by.
impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sql().iter().try_for_each(|sql| write!(f, "\n{sql};"))
    }
}

impl Column {
    pub(super) fn family(&self) -> Family {
        TYPES[self.r#type].2
    }

    pub(super) fn random(choices: &mut Choices<'_>) -> Self {
        Column {
            name: choices.one_of(COLUMNS).map(|name| (*name).to_owned()).unwrap_or_default(),
            r#type: choices.below(TYPES.len()),
            not_null: choices.once_in(2),
            default: choices.once_in(3),
            sequence: choices.once_in(8),
            comment: choices.below(8),
            auto: choices.once_in(3),
            base: if choices.once_in(5) {
                choices.one_of(COLUMNS).map(|name| (*name).to_owned())
            } else {
                None
            },
            stored: choices.once_in(2),
            check: choices.once_in(9),
            invisible: choices.once_in(15),
            collation: choices.once_in(8),
            on_update: choices.once_in(4),
        }
    }

    fn expression(&self, base: &Column) -> Option<String> {
        let name = quoted(&base.name);
        match base.family() {
            Number if self.comment.is_multiple_of(2) => Some(format!("{name} + 1")),
            Number => Some(format!("coalesce({name}, 5) * 2")),
            Text => Some(format!("concat({name}, 'it''s', {name})")),
            _ => None,
        }
    }

    fn condition(&self) -> Option<String> {
        let name = quoted(&self.name);
        match self.family() {
            Number => Some(format!("{name} <> 77")),
            Text => Some(format!("{name} <> 'z''z' OR {name} IS NULL")),
            _ => None,
        }
    }

    fn sql(&self, table: &Table, sequence: Option<&str>) -> String {
        let (r#type, default, _) = TYPES[self.r#type];
        let mut sql = format!("{} {type}", quoted(&self.name));
        let mut add = |text: &str| {
            sql.push(' ');
            sql.push_str(text);
        };
        if self.collation && r#type.starts_with("varchar") {
            add("COLLATE utf8mb4_bin");
        }
        let base = self.base.as_ref().and_then(|name| table.columns.iter().find(|other| other.name == *name));
        if let Some(expression) = base.and_then(|base| self.expression(base)) {
            let stored = if self.stored { "STORED" } else { "VIRTUAL" };
            add(&format!("AS ({expression}) {stored}"));
        } else {
            add(if self.not_null { "NOT NULL" } else { "NULL" });
            if self.auto {
                add("AUTO_INCREMENT");
            } else if let Some(sequence) = sequence.filter(|_| self.sequence) {
                add(&format!("DEFAULT nextval({})", quoted(sequence)));
            } else if self.default {
                add(&format!("DEFAULT {default}"));
            }
            if self.on_update {
                add("ON UPDATE CURRENT_TIMESTAMP");
            }
        }
        if self.invisible {
            add("INVISIBLE");
        }
        if self.comment == 7 {
            add("COMMENT 'it''s \\\\ a comment'");
        }
        if self.check
            && let Some(condition) = self.condition()
        {
            add(&format!("CHECK ({condition})"));
        }
        sql
    }
}

impl Index {
    pub(super) fn random(choices: &mut Choices<'_>, table: &Table) -> Self {
        let mut index = Index {
            name: format!("{}{}", ["i", "Idx ", "key"][choices.below(3)], choices.below(4)),
            kind: choices.below(4).saturating_sub(1),
            comment: choices.once_in(6),
            parts: Vec::new(),
        };
        for _ in 0..=choices.below(3) {
            if let Some(column) = choices.one_of(&table.columns) {
                index.parts.push((column.name.clone(), choices.once_in(3), choices.once_in(4)));
            }
        }
        index
    }

    fn sql(&self, table: &Table) -> String {
        let parts: Vec<String> = self
            .parts
            .iter()
            .map(|(name, prefix, descending)| {
                let long = table.columns.iter().any(|column| column.name == *name && column.family() == Long);
                let prefix = if (*prefix || long) && self.kind < 2 { "(4)" } else { "" };
                let descending = if *descending && self.kind < 2 { " DESC" } else { "" };
                format!("{}{prefix}{descending}", quoted(name))
            })
            .collect();
        let kind = ["INDEX", "UNIQUE INDEX", "FULLTEXT INDEX"][self.kind];
        let comment = if self.comment { " COMMENT 'c''c'" } else { "" };
        format!("{kind} {} ({}){comment}", quoted(&self.name), parts.join(", "))
    }
}

impl Table {
    pub(super) fn random(choices: &mut Choices<'_>) -> Self {
        let mut table = Table {
            name: choices.one_of(TABLES).map(|name| (*name).to_owned()).unwrap_or_default(),
            options: choices.below(8),
            partitions: choices.below(12),
            ..Table::default()
        };
        for _ in 0..=choices.below(6) {
            table.columns.push(Column::random(choices));
        }
        if !choices.once_in(4) {
            table.choose_primary(choices);
        }
        for _ in 0..choices.below(4) {
            table.indexes.push(Index::random(choices, &table));
        }
        for _ in 0..choices.below(3) {
            table.add_check(choices);
        }
        table
    }

    pub(super) fn choose_primary(&mut self, choices: &mut Choices<'_>) {
        self.primary = match choices.one_of(&self.columns) {
            Some(column) if choices.once_in(4) => {
                let first = self.columns[0].name.clone();
                vec![column.name.clone(), first]
            }
            Some(_) => vec![self.columns[0].name.clone()],
            None => Vec::new(),
        };
    }

    pub(super) fn add_check(&mut self, choices: &mut Choices<'_>) {
        if let Some(column) = choices.one_of(&self.columns) {
            self.checks.push((format!("check{}", choices.below(3)), column.name.clone()));
        }
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    fn charset(&self) -> &'static str {
        match self.options {
            6 => "latin1",
            7 => "utf8mb4 COLLATE utf8mb4_unicode_ci",
            _ => "utf8mb4",
        }
    }

    fn sql(&self, sequence: Option<&str>) -> String {
        let mut lines: Vec<String> = self.columns.iter().map(|column| column.sql(self, sequence)).collect();
        if !self.primary.is_empty() {
            lines.push(format!("PRIMARY KEY ({})", list(&self.primary)));
        }
        lines.extend(self.indexes.iter().map(|index| index.sql(self)));
        for (name, column) in &self.checks {
            let condition = self.column(column).and_then(Column::condition);
            if let Some(condition) = condition {
                lines.push(format!("CONSTRAINT {} CHECK ({condition})", quoted(name)));
            }
        }
        let mut sql = format!(
            "CREATE TABLE {} (\n  {}\n) ENGINE = InnoDB DEFAULT CHARSET = {}",
            quoted(&self.name),
            lines.join(",\n  "),
            self.charset()
        );
        match self.options {
            4 => sql.push_str(" COMMENT = 'it''s one'"),
            5 => sql.push_str(" ROW_FORMAT = COMPACT STATS_PERSISTENT = 1"),
            _ => {}
        }
        let column = quoted(&self.columns[0].name);
        match self.partitions {
            10 => sql.push_str(&format!(" PARTITION BY HASH ({column}) PARTITIONS 3")),
            11 => sql.push_str(&format!(
                " PARTITION BY RANGE ({column}) (PARTITION p0 VALUES LESS THAN (10), PARTITION `end` VALUES LESS THAN MAXVALUE)"
            )),
            _ => {}
        }
        sql
    }

    fn make_sane(&mut self) {
        let mut seen = BTreeSet::new();
        self.columns.retain(|column| seen.insert(column.name.to_lowercase()));
        let columns: BTreeMap<String, Column> =
            self.columns.iter().map(|column| (column.name.clone(), column.clone())).collect();
        let first = self.columns.first().map(|column| column.name.clone()).unwrap_or_default();
        for column in &mut self.columns {
            column.base = column.base.take().filter(|base| {
                let base = columns.get(base);
                column.name != first
                    && base.is_some_and(|base| {
                        base.base.is_none()
                            && !base.auto
                            && base.r#type < 23
                            && column.expression(base).is_some()
                    })
            });
            if let Some(base) = &column.base {
                column.r#type = if columns[base].family() == Number { 13 } else { 25 };
                (column.auto, column.default, column.sequence, column.on_update) =
                    (false, false, false, false);
                (column.not_null, column.check) = (false, false);
            }
        }
        self.primary.dedup();
        let columns: BTreeMap<String, Column> =
            self.columns.iter().map(|column| (column.name.clone(), column.clone())).collect();
        let plain = |name: &String| columns.get(name).filter(|column| column.base.is_none());
        self.primary.retain(|name| {
            plain(name)
                .is_some_and(|column| column.family() != Long && column.r#type != 9 && column.r#type != 18)
        });
        for column in &mut self.columns {
            let (r#type, default, family) = TYPES[column.r#type];
            column.auto = column.auto
                && column.r#type < 2
                && self.primary.first() == Some(&column.name)
                && column.name == first;
            column.not_null |= self.primary.contains(&column.name) || column.auto;
            column.default &= !default.is_empty() && !column.auto;
            column.sequence &= r#type == "int" && !column.auto && column.base.is_none();
            column.on_update &= family == Moment && column.base.is_none();
            column.check &= matches!(family, Number | Text) && !column.auto;
            column.invisible &= !column.not_null && column.name != first && column.base.is_none();
        }
        let columns: BTreeMap<String, Column> =
            self.columns.iter().map(|column| (column.name.clone(), column.clone())).collect();
        // A base of a computed column can only be something that it was meant for.
        let mut seen = BTreeSet::new();
        self.indexes.retain_mut(|index| {
            let mut parts = BTreeSet::new();
            index.parts.retain_mut(|(name, prefix, _)| {
                let Some(column) = columns.get(name) else { return false };
                *prefix &= matches!(column.family(), Text | Long);
                let wide = index.kind == 2 && !matches!(column.r#type, 2..=4 | 16);
                parts.insert(name.clone())
                    && !wide
                    && column.r#type != 9
                    && (column.base.is_none() || column.family() == Number)
            });
            if index.kind == 2 {
                index.parts.truncate(1);
            }
            !index.parts.is_empty() && seen.insert(index.name.to_lowercase())
        });
        // The server builds one of them at a time.
        let mut full_text = 0;
        self.indexes.retain(|index| {
            full_text += usize::from(index.kind == 2);
            index.kind < 2 || full_text == 1
        });
        let mut seen = BTreeSet::new();
        self.checks.retain(|(name, column)| {
            let column = columns.get(column);
            column.is_some_and(|column| column.condition().is_some() && !column.auto)
                && seen.insert(name.to_lowercase())
        });
    }

    /// Whether it can be cut into partitions.
    fn can_be_partitioned(&self) -> bool {
        let Some(first) = self.columns.first() else { return false };
        first.r#type == 0
            && (self.primary.is_empty() || self.primary.contains(&first.name))
            && self.indexes.iter().all(|index| index.kind == 0)
            && self.foreign_keys.is_empty()
    }
}

impl Schema {
    pub(super) fn random(choices: &mut Choices<'_>) -> Self {
        let mut schema = Schema::default();
        for _ in 0..=choices.below(4) {
            schema.tables.push(Table::random(choices));
        }
        for _ in 0..choices.below(5) {
            schema.add_foreign_key(choices);
        }
        for _ in 0..choices.below(4) {
            schema.add_view(choices);
        }
        for _ in 0..choices.below(4) {
            schema.add_other(choices);
        }
        schema.make_sane();
        schema
    }

    pub(super) fn add_foreign_key(&mut self, choices: &mut Choices<'_>) {
        // What fits together is rare, so it is looked for.
        let mut pairs = Vec::new();
        for (at, child) in self.tables.iter().enumerate() {
            for column in &child.columns {
                for parent in &self.tables {
                    for referenced in &parent.columns {
                        if column.r#type == referenced.r#type
                            && (parent.primary.first() == Some(&referenced.name)
                                || parent.indexes.iter().any(|index| {
                                    index.parts.first().is_some_and(|part| part.0 == referenced.name)
                                }))
                        {
                            pairs.push((
                                at,
                                column.name.clone(),
                                parent.name.clone(),
                                referenced.name.clone(),
                            ));
                        }
                    }
                }
            }
        }
        if let Some((at, column, table, referenced)) = choices.one_of(&pairs).cloned() {
            let name = format!("{}{}", ["fk", "Fk "][choices.below(2)], choices.below(6));
            let action = choices.below(4);
            self.tables[at].foreign_keys.push(ForeignKey { name, column, table, referenced, action });
        }
    }

    pub(super) fn add_view(&mut self, choices: &mut Choices<'_>) {
        let sources: Vec<String> = self
            .tables
            .iter()
            .map(|table| table.name.clone())
            .chain(self.views.iter().map(|view| view.name.clone()))
            .collect();
        let name = match choices.one_of(TABLES) {
            Some(name) if choices.once_in(3) => (*name).to_owned(),
            _ => format!("{}{}", ["v", "View "][choices.below(2)], choices.below(4)),
        };
        let from = choices.one_of(&sources).cloned().unwrap_or_default();
        self.views.push(View { name, from, kind: choices.below(7) });
    }

    pub(super) fn add_other(&mut self, choices: &mut Choices<'_>) {
        let number = choices.below(3);
        match choices.below(5) {
            0 => self.sequences.push((format!("seq {number}"), choices.below(3))),
            1 => self.events.push((format!("event{number}"), choices.below(3))),
            2 => self.routines.push((format!("run{number}"), choices.once_in(2), choices.below(3))),
            _ => {
                let table = choices.one_of(&self.tables).map(|table| table.name.clone()).unwrap_or_default();
                let (moment, body) = (choices.below(MOMENTS.len()), choices.below(3));
                let name = format!("trigger{}", choices.below(5));
                self.triggers.push(Trigger { name, table, moment, body });
            }
        }
    }

    /// Leaves out what no server would take.
    pub(super) fn make_sane(&mut self) {
        let mut names = BTreeSet::new();
        self.tables.iter_mut().for_each(Table::make_sane);
        self.tables.retain(|table| !table.columns.is_empty() && names.insert(table.name.clone()));
        self.sequences.retain(|(name, _)| names.insert(name.clone()));
        self.make_foreign_keys_sane();
        for table in &mut self.tables {
            if table.partitions >= 10 && !table.can_be_partitioned() {
                table.partitions = 0;
            }
        }
        let mut known: BTreeSet<String> = self.tables.iter().map(|table| table.name.clone()).collect();
        self.views.retain(|view| {
            known.contains(&view.from) && names.insert(view.name.clone()) && known.insert(view.name.clone())
        });
        let mut names = BTreeSet::new();
        let tables = &self.tables;
        self.triggers.retain(|trigger| {
            tables.iter().any(|table| table.name == trigger.table) && names.insert(trigger.name.clone())
        });
        let mut names = BTreeSet::new();
        self.routines.retain(|(name, function, _)| names.insert((name.clone(), *function)));
        let mut names = BTreeSet::new();
        self.events.retain(|(name, _)| names.insert(name.clone()));
    }

    fn make_foreign_keys_sane(&mut self) {
        let tables = self.tables.clone();
        let mut names = BTreeSet::new();
        let mut parents = BTreeSet::new();
        for table in &mut self.tables {
            let own = table.clone();
            table.foreign_keys.retain_mut(|key| {
                let Some(column) = own.column(&key.column) else { return false };
                let Some(parent) = tables.iter().find(|table| table.name == key.table) else { return false };
                let Some(referenced) = parent.column(&key.referenced) else { return false };
                let is_base = |table: &Table, name: &str| {
                    table.columns.iter().any(|other| other.base.as_deref() == Some(name))
                };
                let leads = parent.primary.first() == Some(&referenced.name)
                    || parent.indexes.iter().any(|index| {
                        let (name, prefix, _) = &index.parts[0];
                        *name == referenced.name && !prefix && index.kind < 2
                    });
                let alike = column.r#type == referenced.r#type
                    && column.collation == referenced.collation
                    && own.charset() == parent.charset();
                let is_checked = column.check || own.checks.iter().any(|(_, name)| *name == key.column);
                if is_checked || column.not_null && key.action == 2 {
                    key.action = 0;
                }
                alike
                    && leads
                    && matches!(column.r#type, 0..=3 | 5 | 12 | 20)
                    && column.base.is_none()
                    && referenced.base.is_none()
                    && !is_base(&own, &column.name)
                    && !is_base(parent, &referenced.name)
                    && names.insert(key.name.to_lowercase())
                    && {
                        parents.insert(key.table.clone());
                        true
                    }
            });
        }
        for table in &mut self.tables {
            if parents.contains(&table.name) {
                table.partitions = 0;
            }
        }
    }

    /// The statements that make it.
    pub(super) fn sql(&self) -> Vec<String> {
        let mut sql = Vec::new();
        for (name, step) in &self.sequences {
            sql.push(format!("CREATE SEQUENCE {} INCREMENT BY {}", quoted(name), step + 1));
        }
        let sequence = self.sequences.first().map(|(name, _)| name.as_str());
        sql.extend(self.tables.iter().map(|table| table.sql(sequence)));
        for table in &self.tables {
            for key in &table.foreign_keys {
                let action =
                    ["", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON UPDATE CASCADE"][key.action];
                sql.push(format!(
                    "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}){action}",
                    quoted(&table.name),
                    quoted(&key.name),
                    quoted(&key.column),
                    quoted(&key.table),
                    quoted(&key.referenced)
                ));
            }
        }
        for (name, function, body) in &self.routines {
            sql.push(match function {
                true => format!(
                    "CREATE FUNCTION {} (a int) RETURNS int DETERMINISTIC RETURN a + {body}",
                    quoted(name)
                ),
                false => format!(
                    "CREATE PROCEDURE {} (IN a int, OUT b text)\nBEGIN\n  SET b = 'x;{body}';\n  SELECT 1;\nEND",
                    quoted(name)
                ),
            });
        }
        sql.extend(self.view_sql());
        for trigger in &self.triggers {
            let bodies = ["SET @a = 1", "BEGIN SET @b = 'x;y'; SET @c = 2; END", "SET @d = 'it''s'"];
            sql.push(format!(
                "CREATE TRIGGER {} {} ON {} FOR EACH ROW {}",
                quoted(&trigger.name),
                MOMENTS[trigger.moment],
                quoted(&trigger.table),
                bodies[trigger.body]
            ));
        }
        for (name, days) in &self.events {
            sql.push(format!(
                "CREATE EVENT {} ON SCHEDULE EVERY {} DAY STARTS '2037-01-01 00:00:00' DO SELECT {days}",
                quoted(name),
                days + 1
            ));
        }
        sql
    }

    fn view_sql(&self) -> Vec<String> {
        let mut columns: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for table in &self.tables {
            columns.insert(&table.name, table.columns.iter().map(|column| column.name.clone()).collect());
        }
        let function = self.routines.iter().find(|(_, function, _)| *function);
        let mut sql = Vec::new();
        for view in &self.views {
            let from = quoted(&view.from);
            let known = columns.get(view.from.as_str()).cloned().unwrap_or_default();
            let (first, last) = (quoted(&known[0]), quoted(&known[known.len() - 1]));
            let name = quoted(&view.name);
            let (text, names): (String, &[&str]) = match view.kind {
                0 => {
                    (format!("VIEW {name} AS SELECT {first} AS c0, 'it''s' AS c1 FROM {from}"), &["c0", "c1"])
                }
                1 => (
                    format!(
                        "VIEW {name} (c1, `Select`) AS SELECT x.{first}, y.{last} FROM {from} x LEFT JOIN {from} y ON x.{first} = y.{first}"
                    ),
                    &["c1", "Select"],
                ),
                2 => (
                    format!(
                        "VIEW {name} AS SELECT {first} AS c0, count(*) AS n FROM {from} GROUP BY {first} HAVING n > 1 ORDER BY n DESC LIMIT 5"
                    ),
                    &["c0", "n"],
                ),
                3 => (
                    format!(
                        "SQL SECURITY INVOKER VIEW {name} AS SELECT {first} AS c0 FROM {from} WHERE {last} IS NOT NULL UNION SELECT {last} FROM {from}"
                    ),
                    &["c0"],
                ),
                4 => (
                    format!(
                        "ALGORITHM = TEMPTABLE VIEW {name} AS WITH q AS (SELECT {first} AS c0 FROM {from}) SELECT c0, CASE WHEN c0 = 1 THEN 'a,b' END AS `x y` FROM q"
                    ),
                    &["c0", "x y"],
                ),
                5 => match function {
                    Some((function, ..)) => {
                        (format!("VIEW {name} AS SELECT {}(1) AS c0 FROM {from}", quoted(function)), &["c0"])
                    }
                    None => (format!("VIEW {name} AS SELECT EXISTS (SELECT 1 FROM {from}) AS c0"), &["c0"]),
                },
                _ => (
                    format!(
                        "VIEW {name} AS SELECT t.{last} AS c0, (SELECT max({first}) FROM {from}) AS c1 FROM (SELECT * FROM {from}) t WHERE t.{first} BETWEEN 1 AND 3"
                    ),
                    &["c0", "c1"],
                ),
            };
            columns.insert(&view.name, names.iter().map(|name| (*name).to_owned()).collect());
            sql.push(format!("CREATE {text}"));
        }
        sql
    }
}
