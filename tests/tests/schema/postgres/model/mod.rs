//! Random structures: a model that can be changed a little, and the SQL that makes it.

/// Choices, which proptest makes and makes smaller. Without any left, always the first.
pub(super) struct Dice<'d> {
    left: std::slice::Iter<'d, u16>,
}

impl<'d> Dice<'d> {
    pub(super) fn new(choices: &'d [u16]) -> Self {
        Dice { left: choices.iter() }
    }

    /// Less than `sides`.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        usize::from(*self.left.next().unwrap_or(&0)) % sides.max(1)
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == sides - 1
    }
}

const RELATIONS: [&str; 12] = [
    "users",
    "orders",
    "order",
    "user",
    "Mixed Case",
    "größe",
    "a\"b",
    "it's",
    "table",
    "Items",
    "événements",
    "x1",
];
const COLUMNS: [&str; 12] =
    ["id", "name", "select", "Email", "größe", "a b", "\"q\"", "c1", "c2", "from", "createdAt", "完了"];

/// A type, some defaults, a check and whether there can be a key over it.
type Plain = (&'static str, &'static [&'static str], &'static str, bool);

const PLAIN: [Plain; 27] = [
    ("integer", &["0", "42", "(1 + 2)"], "{} > 0", true),
    ("text", &["'x'", "'it''s'", "lower('A')", "'a\\b'"], "{} IN ('a', 'b')", true),
    ("bigint", &["0", "7"], "{} > 0", true),
    ("smallint", &["1"], "{} > 0", true),
    ("varchar(20)", &["'x'", "'yy'"], "{} IN ('a', 'b')", true),
    ("varchar(50)", &["'x'"], "length({}) > 1", true),
    ("varchar", &["'x'"], "{} <> 'a'", true),
    ("char(3)", &["'abc'"], "{} <> 'a'", true),
    ("numeric(10, 2)", &["0", "1.5"], "{} > 0", true),
    ("numeric(12, 4)", &["0"], "{} >= 1.5", true),
    ("numeric", &["0.1"], "{} BETWEEN 1 AND 10", true),
    ("real", &["0"], "{} > 0", true),
    ("double precision", &["0.5"], "{} > 0", true),
    ("boolean", &["true", "false"], "{} IS NOT FALSE", true),
    ("date", &["CURRENT_DATE", "'2020-01-01'"], "{} > '2000-01-01'", true),
    ("timestamp", &["now()"], "{} > '2000-01-01'", true),
    ("timestamptz", &["now()", "CURRENT_TIMESTAMP"], "{} IS NOT NULL", true),
    ("time", &["'10:00'"], "{} IS NOT NULL", true),
    ("interval", &["'1 day'"], "{} IS NOT NULL", true),
    ("uuid", &["gen_random_uuid()"], "{} IS NOT NULL", true),
    ("jsonb", &["'{}'", "'[1]'"], "{} <> 'null'", true),
    ("json", &["'{}'"], "{} IS NOT NULL", false),
    ("bytea", &["'\\x00'"], "length({}) > 1", true),
    ("inet", &["'127.0.0.1'"], "{} IS NOT NULL", true),
    ("integer[]", &["'{}'", "ARRAY[1, 2]"], "cardinality({}) > 0", true),
    ("text[]", &["'{a}'"], "{} && ARRAY['a', 'b']", true),
    ("int4range", &["'[1,2)'"], "NOT isempty({})", true),
];

#[derive(Clone, Debug)]
enum Type {
    Plain(usize),
    Serial(bool),
    Enum(u32),
    Enums(u32),
    Domain(u32),
    Composite(u32),
}

#[derive(Clone, Debug)]
struct Enum {
    id: u32,
    values: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Domain {
    id: u32,
    base: usize,
    check: bool,
    not_null: bool,
    default: bool,
}

#[derive(Clone, Debug)]
struct Composite {
    id: u32,
    attributes: Vec<usize>,
    of_enum: Option<u32>,
}

#[derive(Clone, Debug)]
struct Sequence {
    id: u32,
    options: usize,
}

#[derive(Clone, Debug)]
struct Function {
    id: u32,
    kind: usize,
    body: usize,
    of: Option<u32>,
}

#[derive(Clone, Debug)]
struct Column {
    name: usize,
    data_type: Type,
    not_null: bool,
    default: Option<usize>,
    generated: bool,
    identity: usize,
    function: Option<u32>,
    sequence: Option<u32>,
    collation: bool,
    comment: usize,
}

#[derive(Clone, Debug)]
struct Part {
    id: u32,
    kind: usize,
    columns: Vec<usize>,
    variant: usize,
    other: u32,
    comment: usize,
}

#[derive(Clone, Debug)]
struct Table {
    id: u32,
    name: usize,
    in_app: bool,
    columns: Vec<Column>,
    key: Vec<usize>,
    parts: Vec<Part>,
    unlogged: bool,
    security: usize,
    parameters: usize,
    comment: usize,
    /// Partitions or a child.
    children: usize,
}

#[derive(Clone, Debug)]
struct View {
    id: u32,
    name: usize,
    source: u32,
    columns: Vec<usize>,
    variant: usize,
    materialized: bool,
    comment: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    enums: Vec<Enum>,
    domains: Vec<Domain>,
    composites: Vec<Composite>,
    sequences: Vec<Sequence>,
    functions: Vec<Function>,
    tables: Vec<Table>,
    views: Vec<View>,
    next: u32,
}

impl Model {
    /// A structure from nothing.
    pub(super) fn random(dice: &mut Dice<'_>) -> Self {
        let mut model = Model::default();
        for _ in 0..4 + dice.roll(16) {
            model.add(dice);
        }
        model
    }

    /// The same structure with some changes.
    pub(super) fn changed(&self, dice: &mut Dice<'_>) -> Self {
        let mut model = self.clone();
        for _ in 0..1 + dice.roll(6) {
            match dice.roll(6) {
                0 => model.add(dice),
                1 => model.remove(dice),
                _ => model.change(dice),
            }
        }
        model
    }

    fn id(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn add(&mut self, dice: &mut Dice<'_>) {
        let id = self.id();
        match dice.roll(12) {
            0..=3 => {
                let table = self.table(id, dice);
                self.tables.push(table);
            }
            4 | 5 => {
                let view = self.view(id, dice);
                self.views.push(view);
            }
            6 => self.enums.push(Enum { id, values: (0..1 + dice.roll(4) as u32).collect() }),
            7 => {
                let (base, check) = (dice.roll(PLAIN.len()), dice.one_in(2));
                let (not_null, default) = (dice.one_in(4), dice.one_in(3));
                self.domains.push(Domain { id, base, check, not_null, default });
            }
            8 => {
                let attributes = (0..1 + dice.roll(3)).map(|_| dice.roll(PLAIN.len())).collect();
                let of_enum = self.enums.first().map(|r#enum| r#enum.id).filter(|_| dice.one_in(2));
                self.composites.push(Composite { id, attributes, of_enum });
            }
            9 => self.sequences.push(Sequence { id, options: dice.roll(5) }),
            10 => {
                let of = self.enums.first().map(|r#enum| r#enum.id);
                self.functions.push(Function { id, kind: dice.roll(6), body: dice.roll(4), of });
            }
            _ => {
                if let Some(table) = pick(&mut self.tables, dice) {
                    let part = Part::random(id, table.columns.len(), dice);
                    table.parts.push(part);
                }
            }
        }
    }

    fn remove(&mut self, dice: &mut Dice<'_>) {
        match dice.roll(9) {
            0 => _ = take(&mut self.tables, dice),
            1 => _ = take(&mut self.views, dice),
            2 => _ = take(&mut self.enums, dice),
            3 => _ = take(&mut self.domains, dice),
            4 => _ = take(&mut self.functions, dice),
            5 => _ = take(&mut self.sequences, dice),
            6 | 7 => {
                if let Some(table) = pick(&mut self.tables, dice) {
                    take(&mut table.parts, dice);
                }
            }
            _ => {
                if let Some(table) = pick(&mut self.tables, dice)
                    && table.columns.len() > 1
                {
                    take(&mut table.columns, dice);
                }
            }
        }
    }

    fn change(&mut self, dice: &mut Dice<'_>) {
        let id = self.id();
        match dice.roll(14) {
            0..=3 => {
                let column = self.column(dice);
                if let Some(table) = pick(&mut self.tables, dice) {
                    table.change(id, column, dice);
                }
            }
            4 => {
                let column = self.column(dice);
                if let Some(table) = pick(&mut self.tables, dice) {
                    table.columns.push(column);
                }
            }
            5 => {
                let fresh = self.view(id, dice);
                if let Some(view) = pick(&mut self.views, dice) {
                    match dice.roll(4) {
                        0 => *view = View { id: view.id, name: view.name, ..fresh },
                        1 => view.columns.push(dice.roll(8)),
                        2 => view.comment = dice.roll(3),
                        _ => view.variant = dice.roll(6),
                    }
                }
            }
            6 => {
                if let Some(r#enum) = pick(&mut self.enums, dice) {
                    match dice.roll(4) {
                        0 => r#enum.values.push(10 + dice.roll(5) as u32),
                        1 => {
                            let at = dice.roll(r#enum.values.len() + 1);
                            r#enum.values.insert(at, 20 + dice.roll(5) as u32);
                        }
                        2 if r#enum.values.len() > 1 => _ = take(&mut r#enum.values, dice),
                        _ => r#enum.values.reverse(),
                    }
                    let mut seen = std::collections::BTreeSet::new();
                    r#enum.values.retain(|value| seen.insert(*value));
                }
            }
            7 => {
                if let Some(domain) = pick(&mut self.domains, dice) {
                    match dice.roll(4) {
                        0 => domain.base = dice.roll(PLAIN.len()),
                        1 => domain.check = !domain.check,
                        2 => domain.not_null = !domain.not_null,
                        _ => domain.default = !domain.default,
                    }
                }
            }
            8 => {
                if let Some(function) = pick(&mut self.functions, dice) {
                    match dice.roll(3) {
                        0 => function.kind = dice.roll(6),
                        _ => function.body = dice.roll(4),
                    }
                }
            }
            9 => {
                if let Some(sequence) = pick(&mut self.sequences, dice) {
                    sequence.options = dice.roll(5);
                }
            }
            10 => {
                if let Some(composite) = pick(&mut self.composites, dice) {
                    composite.attributes.push(dice.roll(PLAIN.len()));
                }
            }
            // A table and a view, or two tables, take each other's names.
            11 => {
                let name = dice.roll(RELATIONS.len());
                if let Some(view) = pick(&mut self.views, dice) {
                    let old = std::mem::replace(&mut view.name, name);
                    if let Some(table) = self.tables.iter_mut().find(|table| table.name == name) {
                        table.name = old;
                    }
                }
            }
            12 => {
                if let [first, .., last] = self.tables.as_mut_slice() {
                    std::mem::swap(&mut first.name, &mut last.name);
                }
            }
            _ => {
                if let Some(table) = pick(&mut self.tables, dice) {
                    table.name = dice.roll(RELATIONS.len());
                }
            }
        }
    }

    fn table(&mut self, id: u32, dice: &mut Dice<'_>) -> Table {
        let mut columns: Vec<Column> = (0..1 + dice.roll(6)).map(|_| self.column(dice)).collect();
        columns.push(Column { not_null: true, ..Column::plain(dice.roll(3)) });
        let key = (0..dice.roll(3)).map(|_| dice.roll(columns.len())).collect();
        let count = dice.roll(6);
        let parts = (0..count).map(|_| Part::random(self.id(), columns.len(), dice)).collect();
        Table {
            id,
            name: dice.roll(RELATIONS.len()),
            in_app: dice.one_in(5),
            columns,
            key,
            parts,
            unlogged: dice.one_in(10),
            security: dice.roll(8),
            parameters: dice.roll(6),
            comment: dice.roll(6),
            children: dice.roll(12),
        }
    }

    fn column(&mut self, dice: &mut Dice<'_>) -> Column {
        let data_type = match dice.roll(12) {
            0 => Type::Serial(dice.one_in(2)),
            1 | 2 => self.enums.get(dice.roll(2)).map_or(Type::Plain(0), |r#enum| Type::Enum(r#enum.id)),
            3 => self.enums.first().map_or(Type::Plain(1), |r#enum| Type::Enums(r#enum.id)),
            4 => self.domains.first().map_or(Type::Plain(2), |domain| Type::Domain(domain.id)),
            5 => self.composites.first().map_or(Type::Plain(3), |composite| Type::Composite(composite.id)),
            6 => Type::Plain(0),
            _ => Type::Plain(dice.roll(PLAIN.len())),
        };
        let function = self.functions.first().map(|function| function.id).filter(|_| dice.one_in(3));
        let sequence = self.sequences.first().map(|sequence| sequence.id).filter(|_| dice.one_in(3));
        Column {
            name: dice.roll(COLUMNS.len()),
            data_type,
            not_null: dice.one_in(3),
            default: Some(dice.roll(4)).filter(|_| dice.one_in(2)),
            generated: dice.one_in(8),
            identity: dice.roll(12),
            function,
            sequence,
            collation: dice.one_in(8),
            comment: dice.roll(8),
        }
    }

    fn view(&mut self, id: u32, dice: &mut Dice<'_>) -> View {
        let sources: Vec<u32> =
            self.tables.iter().map(|table| table.id).chain(self.views.iter().map(|view| view.id)).collect();
        View {
            id,
            name: dice.roll(RELATIONS.len()),
            source: sources.get(dice.roll(sources.len())).copied().unwrap_or_default(),
            columns: (0..1 + dice.roll(4)).map(|_| dice.roll(8)).collect(),
            variant: dice.roll(6),
            materialized: dice.one_in(4),
            comment: dice.roll(6),
        }
    }
}

impl Column {
    fn plain(data_type: usize) -> Self {
        Column {
            name: 0,
            data_type: Type::Plain(data_type),
            not_null: false,
            default: None,
            generated: false,
            identity: 0,
            function: None,
            sequence: None,
            collation: false,
            comment: 0,
        }
    }
}

impl Part {
    fn random(id: u32, columns: usize, dice: &mut Dice<'_>) -> Self {
        Part {
            id,
            kind: dice.roll(11),
            columns: (0..1 + dice.roll(2)).map(|_| dice.roll(columns)).collect(),
            variant: dice.roll(8),
            other: dice.roll(6) as u32,
            comment: dice.roll(8),
        }
    }
}

impl Table {
    fn change(&mut self, id: u32, fresh: Column, dice: &mut Dice<'_>) {
        match dice.roll(8) {
            0..=3 => {
                let kind = dice.roll(7);
                if let Some(column) = pick(&mut self.columns, dice) {
                    match kind {
                        0 => column.data_type = fresh.data_type,
                        1 => column.data_type = Type::Plain(dice.roll(13)),
                        2 => column.not_null = !column.not_null,
                        3 => column.default = fresh.default,
                        4 => column.generated = !column.generated,
                        5 => column.identity = fresh.identity,
                        _ => *column = Column { name: column.name, ..fresh },
                    }
                }
            }
            4 => self.key = (0..dice.roll(3)).map(|_| dice.roll(self.columns.len())).collect(),
            5 => {
                self.security = dice.roll(8);
                self.parameters = dice.roll(6);
                self.comment = dice.roll(6);
                self.unlogged = dice.one_in(4);
            }
            6 => {
                let columns = self.columns.len();
                if let Some(part) = pick(&mut self.parts, dice) {
                    match dice.roll(3) {
                        0 => part.id = id,
                        1 => part.variant = dice.roll(8),
                        _ => *part = Part { id: part.id, ..Part::random(id, columns, dice) },
                    }
                }
            }
            _ => {
                let columns = self.columns.len();
                self.parts.push(Part::random(id, columns, dice));
            }
        }
    }
}

fn pick<'v, T>(values: &'v mut [T], dice: &mut Dice<'_>) -> Option<&'v mut T> {
    let at = dice.roll(values.len());
    values.get_mut(at)
}

fn take<T>(values: &mut Vec<T>, dice: &mut Dice<'_>) -> Option<T> {
    let at = dice.roll(values.len());
    (at < values.len()).then(|| values.remove(at))
}

mod sql;
