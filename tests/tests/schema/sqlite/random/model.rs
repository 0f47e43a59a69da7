//! A structure before it is written as SQL.

use super::draw::Draw;

#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    pub(super) tables: Vec<Table>,
    pub(super) views: Vec<View>,
    pub(super) triggers: Vec<Trigger>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) key: Vec<String>,
    pub(super) descending: bool,
    pub(super) counts: bool,
    pub(super) uniques: Vec<(Option<String>, Vec<String>)>,
    pub(super) checks: Vec<(Option<String>, Check)>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) indexes: Vec<Index>,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) not_null: bool,
    pub(super) default: Option<&'static str>,
    pub(super) nocase: bool,
    /// Computed from this column; stored or not.
    pub(super) generated: Option<(String, bool)>,
}

#[derive(Clone, Debug)]
pub(super) enum Check {
    NotBad(String),
    Differ(String, String),
}

impl Check {
    pub(super) fn columns(&self) -> Vec<&String> {
        match self {
            Check::NotBad(column) => vec![column],
            Check::Differ(left, right) => vec![left, right],
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct ForeignKey {
    pub(super) columns: Vec<String>,
    pub(super) table: String,
    /// Nothing for the primary key.
    pub(super) to: Vec<String>,
    pub(super) action: &'static str,
}

#[derive(Clone, Debug)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) unique: bool,
    pub(super) columns: Vec<String>,
    pub(super) shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Plain,
    Descending,
    Collated,
    Expression,
    Partial,
}

#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) name: String,
    pub(super) over: String,
    pub(super) columns: Vec<String>,
    pub(super) filter: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub(super) struct Trigger {
    pub(super) name: String,
    pub(super) on: String,
    pub(super) event: Event,
    /// The table that it changes, and a column of it.
    pub(super) other: String,
    pub(super) column: String,
}

#[derive(Clone, Debug)]
pub(super) enum Event {
    Delete,
    Insert,
    Update(String),
}

pub(super) const NAMES: &[&str] = &[
    "users",
    "Orders",
    "order",
    "größe",
    "a b",
    "select",
    "t1",
    "new_users",
    "x\"y",
    "group",
    "tag",
    "items",
];
const COLUMNS: &[&str] =
    &["id", "name", "Email", "value", "größe", "group", "a b", "createdAt", "key", "n", "order", "it's"];
const INDEXES: &[&str] = &["ix", "by name", "index", "Ix2", "users_ix", "über"];
const TRIGGERS: &[&str] = &["log", "trigger", "On insert", "größe", "users"];
pub(super) const KINDS: &[&str] = &[
    "TEXT",
    "INTEGER",
    "INT",
    "REAL",
    "BLOB",
    "NUMERIC",
    "",
    "VARCHAR(20)",
    "DECIMAL(10, 2)",
    "BOOLEAN",
    "DOUBLE PRECISION",
];
const STRICT_KINDS: &[&str] = &["TEXT", "INTEGER", "INT", "REAL", "BLOB", "ANY"];
const DEFAULTS: &[&str] = &[
    "0",
    "'x'",
    "-1",
    "'it''s'",
    "CURRENT_TIMESTAMP",
    "(1 + 2)",
    "TRUE",
    "X'AB'",
    "1.5",
    "(lower('X') || 'y')",
];
const ACTIONS: &[&str] = &[
    "",
    " ON DELETE CASCADE",
    " ON UPDATE SET NULL",
    " ON DELETE SET DEFAULT",
    " DEFERRABLE INITIALLY DEFERRED",
];

pub(super) fn same(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

impl Schema {
    pub(super) fn draw(draw: &mut Draw<'_>) -> Schema {
        let mut schema = Schema::default();
        for _ in 0..1 + draw.below(4) {
            schema.add_table(draw);
        }
        for _ in 0..draw.below(6) {
            schema.add_part(draw);
        }
        for _ in 0..draw.below(3) {
            schema.add_view(draw);
        }
        for _ in 0..draw.below(3) {
            schema.add_trigger(draw);
        }
        schema.repair();
        schema
    }

    pub(super) fn add_table(&mut self, draw: &mut Draw<'_>) {
        let mut table = Table { name: (*draw.one(NAMES)).to_owned(), ..Table::default() };
        for _ in 0..1 + draw.below(5) {
            table.columns.push(Column::draw(draw, &table.columns));
        }
        if !draw.once_in(4) {
            table.key = draw.some(&table.names(), 2);
            if draw.once_in(2) {
                table.key.truncate(1);
                let key = table.key[0].clone();
                table
                    .columns
                    .iter_mut()
                    .filter(|column| column.name == key)
                    .for_each(|column| column.kind = "INTEGER");
            }
        }
        table.descending = draw.once_in(8);
        table.counts = draw.once_in(4);
        table.strict = draw.once_in(6);
        table.without_rowid = draw.once_in(6);
        self.tables.push(table);
    }

    /// A constraint or an index for some table.
    pub(super) fn add_part(&mut self, draw: &mut Draw<'_>) {
        if self.tables.is_empty() {
            return;
        }
        let parent = self.tables[draw.below(self.tables.len())].clone();
        let at = draw.below(self.tables.len());
        let table = &mut self.tables[at];
        let name = draw.once_in(3).then(|| format!("{}_{}", table.name, draw.below(3)));
        let columns = draw.some(&table.names(), 2);
        match draw.below(5) {
            0 => table.indexes.push(Index {
                name: (*draw.one(INDEXES)).to_owned(),
                unique: draw.once_in(4),
                columns,
                shape: *draw.one(&[
                    Shape::Plain,
                    Shape::Descending,
                    Shape::Collated,
                    Shape::Expression,
                    Shape::Partial,
                ]),
            }),
            1 => table.uniques.push((name, columns)),
            2 => {
                let check = match columns.as_slice() {
                    [left, right] => Check::Differ(left.clone(), right.clone()),
                    _ => Check::NotBad(columns[0].clone()),
                };
                table.checks.push((name, check));
            }
            _ => {
                let to = match draw.once_in(2) && columns.len() == parent.key.len() {
                    true => Vec::new(),
                    false => draw.some(&parent.names(), columns.len()),
                };
                let action = draw.one(ACTIONS);
                table.foreign_keys.push(ForeignKey { columns, table: parent.name, to, action });
            }
        }
    }

    pub(super) fn add_view(&mut self, draw: &mut Draw<'_>) {
        let over = self.relations();
        if over.is_empty() {
            return;
        }
        let (over, columns) = draw.one(&over).clone();
        self.views.push(View {
            name: (*draw.one(NAMES)).to_owned(),
            over,
            columns: draw.some(&columns, 3),
            filter: *draw.one(&[None, Some("IS NOT NULL"), Some("IN (1, 'a', NULL)")]),
        });
    }

    pub(super) fn add_trigger(&mut self, draw: &mut Draw<'_>) {
        if self.tables.is_empty() {
            return;
        }
        let (on, columns) = draw.one(&self.relations()).clone();
        let other = draw.one(&self.tables);
        let event = match draw.below(3) {
            0 => Event::Insert,
            1 => Event::Delete,
            _ => Event::Update(draw.one(&columns).clone()),
        };
        let column = draw.one(&other.names()).clone();
        let name = (*draw.one(TRIGGERS)).to_owned();
        self.triggers.push(Trigger { name, on, event, other: other.name.clone(), column });
    }

    /// Tables and views with their columns.
    pub(super) fn relations(&self) -> Vec<(String, Vec<String>)> {
        let tables = self.tables.iter().map(|table| (table.name.clone(), table.names()));
        tables.chain(self.views.iter().map(|view| (view.name.clone(), view.columns.clone()))).collect()
    }

    /// Takes out what SQLite would refuse.
    pub(super) fn repair(&mut self) {
        let mut taken: Vec<String> = Vec::new();
        let mut free = |name: &str| {
            let is_free = !taken.iter().any(|other| same(other, name));
            if is_free {
                taken.push(name.to_owned());
            }
            is_free
        };
        self.tables.retain_mut(|table| {
            table.repair();
            !table.columns.is_empty() && free(&table.name)
        });
        let mut known: Vec<(String, Vec<String>)> =
            self.tables.iter().map(|table| (table.name.clone(), table.names())).collect();
        self.views.retain_mut(|view| {
            let Some((over, columns)) = known.iter().find(|(name, _)| same(name, &view.over)) else {
                return false;
            };
            view.over = over.clone();
            view.columns.retain(|column| columns.contains(column));
            let keep = !view.columns.is_empty() && free(&view.name);
            if keep {
                known.push((view.name.clone(), view.columns.clone()));
            }
            keep
        });
        for table in &mut self.tables {
            table.indexes.retain(|index| free(&index.name));
        }
        let parents: Vec<(String, Vec<String>)> =
            self.tables.iter().map(|table| (table.name.clone(), table.names())).collect();
        for table in &mut self.tables {
            table.foreign_keys.retain_mut(|key| {
                // What it names need not be there.
                let Some((name, columns)) = parents.iter().find(|(name, _)| same(name, &key.table)) else {
                    return true;
                };
                key.table = name.clone();
                key.to.iter().all(|column| columns.contains(column))
                    && (key.to.is_empty() || key.to.len() == key.columns.len())
            });
        }
        let mut named: Vec<String> = Vec::new();
        self.triggers.retain(|trigger| {
            let columns =
                |name: &str| known.iter().find(|(known, _)| *known == name).map(|(_, columns)| columns);
            let fits = match &trigger.event {
                Event::Update(column) => columns(&trigger.on).is_some_and(|columns| columns.contains(column)),
                _ => columns(&trigger.on).is_some(),
            };
            let other = parents.iter().find(|(name, _)| *name == trigger.other);
            let is_free = !named.iter().any(|name| same(name, &trigger.name));
            let keep = fits && is_free && other.is_some_and(|(_, columns)| columns.contains(&trigger.column));
            if keep {
                named.push(trigger.name.clone());
            }
            keep
        });
    }
}

impl Table {
    pub(super) fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    fn repair(&mut self) {
        let mut taken: Vec<String> = Vec::new();
        self.columns.retain(|column| {
            let is_free = !taken.iter().any(|name| same(name, &column.name));
            taken.push(column.name.clone());
            is_free
        });
        let ordinary: Vec<String> = self
            .columns
            .iter()
            .filter(|column| column.generated.is_none())
            .map(|column| column.name.clone())
            .collect();
        self.columns
            .retain(|column| column.generated.as_ref().is_none_or(|(source, _)| ordinary.contains(source)));
        if ordinary.is_empty() {
            self.columns.clear();
        }
        let names = self.names();
        self.key.retain(|name| ordinary.contains(name));
        let mut lists: Vec<&mut Vec<String>> = vec![&mut self.key];
        lists.extend(self.uniques.iter_mut().map(|(_, columns)| columns));
        lists.extend(self.indexes.iter_mut().map(|index| &mut index.columns));
        for list in lists {
            let all = std::mem::take(list);
            for name in all {
                if !list.contains(&name) {
                    list.push(name);
                }
            }
        }
        self.without_rowid &= !self.key.is_empty();
        for column in &mut self.columns {
            if column.generated.is_some() {
                column.default = None;
            }
            if self.strict && !STRICT_KINDS.contains(&column.kind) {
                column.kind = "ANY";
            }
            if !self.strict && column.kind == "ANY" {
                column.kind = "TEXT";
            }
        }
        let is_number = |name: &String| {
            self.columns.iter().any(|column| column.name == *name && column.kind == "INTEGER")
        };
        self.counts &=
            self.key.len() == 1 && self.key.iter().all(is_number) && !self.without_rowid && !self.descending;
        self.uniques.retain(|(_, columns)| columns.iter().all(|name| names.contains(name)));
        self.checks.retain(|(_, check)| check.columns().into_iter().all(|name| names.contains(name)));
        self.foreign_keys.retain(|key| key.columns.iter().all(|name| names.contains(name)));
        self.indexes.retain(|index| index.columns.iter().all(|name| names.contains(name)));
    }
}

impl Column {
    pub(super) fn draw(draw: &mut Draw<'_>, others: &[Column]) -> Column {
        let name = (*draw.one(COLUMNS)).to_owned();
        let kind = draw.one(KINDS);
        let not_null = draw.once_in(3);
        let default = draw.once_in(3).then(|| *draw.one(DEFAULTS));
        let nocase = draw.once_in(8);
        let sources: Vec<&Column> = others.iter().filter(|column| column.generated.is_none()).collect();
        let generated = (!sources.is_empty() && draw.once_in(6))
            .then(|| (draw.one(&sources).name.clone(), draw.once_in(2)));
        Column { name, kind, not_null: not_null && generated.is_none(), default, nocase, generated }
    }
}
