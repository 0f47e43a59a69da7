//! The SQL of a model. What fits nowhere is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::{COLUMNS, Column, Function, Model, PLAIN, Part, RELATIONS, Table, Type, View};

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A column as it came to be.
#[derive(Clone)]
struct Made {
    name: String,
    data_type: String,
    /// The place among the plain types, if it is one.
    plain: Option<usize>,
    r#enum: bool,
    generated: bool,
}

impl Made {
    fn is_integer(&self) -> bool {
        self.data_type == "integer"
    }

    fn is_text(&self) -> bool {
        self.data_type == "text" || self.data_type.starts_with("varchar")
    }

    fn can_be_key(&self) -> bool {
        self.plain.is_some_and(|plain| PLAIN[plain].3)
    }
}

/// A relation as it came to be.
struct Relation {
    name: String,
    columns: Vec<Made>,
    key: Vec<Made>,
    is_partitioned: bool,
}

impl Model {
    /// The statements that make it.
    pub(in crate::postgres) fn sql(&self) -> String {
        let mut sql = String::from("CREATE SCHEMA app;\n");
        self.types(&mut sql);
        self.functions(&mut sql);
        let mut made = BTreeMap::new();
        let mut names = BTreeSet::new();
        for table in &self.tables {
            if names.insert(table.name) {
                let relation = self.table_sql(table, &mut sql);
                made.insert(table.id, relation);
            }
        }
        for table in &self.tables {
            for part in &table.parts {
                if made.contains_key(&table.id) {
                    self.part_sql(table, part, &made, &mut sql);
                }
            }
        }
        for view in &self.views {
            if names.insert(view.name) {
                let relation = self.view_sql(view, &made, &mut sql);
                made.insert(view.id, relation);
            }
        }
        sql
    }

    fn types(&self, sql: &mut String) {
        for r#enum in &self.enums {
            let values: Vec<String> = r#enum.values.iter().map(|value| format!("'v{value}'")).collect();
            sql.push_str(&format!("CREATE TYPE {} AS ENUM ({});\n", enum_name(r#enum.id), values.join(", ")));
        }
        for domain in &self.domains {
            let (base, defaults, check, _) = PLAIN[domain.base];
            sql.push_str(&format!("CREATE DOMAIN domain{} AS {base}", domain.id));
            if domain.default {
                sql.push_str(&format!(" DEFAULT {}", defaults[0]));
            }
            if domain.not_null {
                sql.push_str(" NOT NULL");
            }
            if domain.check {
                sql.push_str(&format!(" CHECK ({})", check.replace("{}", "VALUE")));
            }
            sql.push_str(";\n");
        }
        for composite in &self.composites {
            let mut attributes: Vec<String> = composite
                .attributes
                .iter()
                .enumerate()
                .map(|(place, plain)| format!("a{place} {}", PLAIN[*plain].0))
                .collect();
            if let Some(r#enum) =
                composite.of_enum.filter(|id| self.enums.iter().any(|found| found.id == *id))
            {
                attributes.push(format!("e {}", enum_name(r#enum)));
            }
            sql.push_str(&format!("CREATE TYPE composite{} AS ({});\n", composite.id, attributes.join(", ")));
        }
        let options = ["", "INCREMENT BY 5", "AS smallint", "START WITH 10 CYCLE", "INCREMENT BY -1"];
        for sequence in &self.sequences {
            sql.push_str(&format!("CREATE SEQUENCE \"Seq{}\" {};\n", sequence.id, options[sequence.options]));
        }
    }

    fn functions(&self, sql: &mut String) {
        sql.push_str(
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;\n",
        );
        for Function { id, kind, body, of } in &self.functions {
            let of = of.filter(|id| self.enums.iter().any(|r#enum| r#enum.id == *id));
            let statement = match (kind, of) {
                (0 | 1, _) => format!(
                    "CREATE FUNCTION f{id}(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT x + {body} $$"
                ),
                (2, _) => format!(
                    "CREATE FUNCTION f{id}(x integer) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN x::bigint + {body}"
                ),
                (3, Some(of)) => format!(
                    "CREATE FUNCTION g{id}(x {}) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'a{body}' $$",
                    enum_name(of)
                ),
                (4, _) => format!(
                    "CREATE PROCEDURE \"Do{id}\"(x integer, y text DEFAULT 'a;\n') LANGUAGE plpgsql AS $$ BEGIN PERFORM {body}; END $$"
                ),
                (5, _) => format!(
                    "CREATE AGGREGATE agg{id}(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '{body}')"
                ),
                _ => continue,
            };
            sql.push_str(&format!("{statement};\n"));
        }
    }

    fn data_type(&self, data_type: &Type) -> (String, Option<usize>, bool) {
        let has_enum = |id: u32| self.enums.iter().any(|found| found.id == id);
        match *data_type {
            Type::Plain(plain) => (PLAIN[plain].0.to_owned(), Some(plain), false),
            Type::Serial(true) => ("bigserial".to_owned(), None, false),
            Type::Serial(false) => ("serial".to_owned(), None, false),
            Type::Enum(id) if has_enum(id) => (enum_name(id), None, true),
            Type::Enums(id) if has_enum(id) => (format!("{}[]", enum_name(id)), None, false),
            Type::Domain(id) if self.domains.iter().any(|found| found.id == id) => {
                (format!("domain{id}"), None, false)
            }
            Type::Composite(id) if self.composites.iter().any(|found| found.id == id) => {
                (format!("composite{id}"), None, false)
            }
            _ => ("text".to_owned(), Some(1), false),
        }
    }

    fn default(&self, column: &Column, made: &Made) -> Option<String> {
        let function = column
            .function
            .filter(|id| self.functions.iter().any(|function| function.id == *id && function.kind < 3));
        let sequence = column.sequence.filter(|id| self.sequences.iter().any(|sequence| sequence.id == *id));
        match (made.plain, function, sequence) {
            (Some(0 | 2), _, Some(id)) => Some(format!("nextval('\"Seq{id}\"')")),
            (Some(0 | 2), Some(id), _) if column.default.is_some() => Some(format!("f{id}(1)")),
            (Some(plain), ..) => {
                let defaults = PLAIN[plain].1;
                column.default.map(|choice| defaults[choice % defaults.len()].to_owned())
            }
            _ if made.r#enum => {
                let Type::Enum(id) = column.data_type else { return None };
                let r#enum = self.enums.iter().find(|r#enum| r#enum.id == id)?;
                column.default.map(|choice| format!("'v{}'", r#enum.values[choice % r#enum.values.len()]))
            }
            _ => None,
        }
    }

    fn table_sql(&self, table: &Table, sql: &mut String) -> Relation {
        let schema = if table.in_app { "app." } else { "" };
        let is_partitioned = table.children == 11;
        // No statement makes a table a partitioned one, or gives it another parent.
        let name = match table.children {
            10 => quoted(&format!("parent {}", table.id)),
            11 => quoted(&format!("whole {}", table.id)),
            _ => quoted(RELATIONS[table.name]),
        };
        let name = format!("{schema}{name}");
        let mut columns: Vec<Made> = Vec::new();
        let mut lines = Vec::new();
        let mut comments = String::new();
        let mut taken = BTreeSet::new();
        if is_partitioned {
            lines.push("region integer".to_owned());
        }
        for column in &table.columns {
            if !taken.insert(column.name) {
                continue;
            }
            let (data_type, plain, r#enum) = self.data_type(&column.data_type);
            let mut made =
                Made { name: quoted(COLUMNS[column.name]), data_type, plain, r#enum, generated: false };
            let mut line = format!("{} {}", made.name, made.data_type);
            if column.collation && made.is_text() {
                line.push_str(" COLLATE \"C\"");
            }
            let source = columns.iter().find(|other| other.is_integer() && !other.generated).cloned();
            let is_identity = matches!(plain, Some(0 | 2 | 3)) && column.identity > 9;
            match (source, self.default(column, &made)) {
                (Some(source), _) if column.generated && matches!(made.plain, Some(0 | 2)) => {
                    let function = self.functions.iter().find(|function| function.kind < 2);
                    let expression = match function {
                        Some(function) => format!("f{}({})", function.id, source.name),
                        None => format!("{} * 2", source.name),
                    };
                    line.push_str(&format!(" GENERATED ALWAYS AS ({expression}) STORED"));
                    made.generated = true;
                }
                _ if is_identity && !is_partitioned => line.push_str(match column.identity {
                    10 => " GENERATED ALWAYS AS IDENTITY",
                    _ => " GENERATED BY DEFAULT AS IDENTITY (START WITH 5 INCREMENT BY 2)",
                }),
                (_, Some(default)) => line.push_str(&format!(" DEFAULT {default}")),
                _ => {}
            }
            if column.not_null {
                line.push_str(" NOT NULL");
            }
            if column.comment == 7 {
                comments
                    .push_str(&format!("COMMENT ON COLUMN {name}.{} IS 'it''s a \\ column';\n", made.name));
            }
            lines.push(line);
            columns.push(made);
        }
        let key = distinct(&table.key, &columns, |made| made.can_be_key() || made.r#enum);
        if !key.is_empty() && !is_partitioned {
            lines.push(format!("PRIMARY KEY ({})", list(&key)));
        }
        let unlogged = if table.unlogged && !is_partitioned { "UNLOGGED " } else { "" };
        sql.push_str(&format!("CREATE {unlogged}TABLE {name} (\n    {}\n)", lines.join(",\n    ")));
        match is_partitioned {
            true => {
                sql.push_str(" PARTITION BY LIST (region);\n");
                sql.push_str(&format!(
                    "CREATE TABLE part{0}a PARTITION OF {name} FOR VALUES IN (1, {1});\n\
                     CREATE TABLE part{0}b PARTITION OF {name} DEFAULT;\n",
                    table.id,
                    table.parameters + 2
                ));
            }
            false => {
                if table.parameters == 5 {
                    sql.push_str(" WITH (fillfactor = 70)");
                }
                sql.push_str(";\n");
                if table.children == 10 {
                    sql.push_str(&format!(
                        "CREATE TABLE child{} (extra integer) INHERITS ({name});\n",
                        table.id
                    ));
                }
            }
        }
        match table.security {
            6 => sql.push_str(&format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\n")),
            7 => sql.push_str(&format!(
                "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n"
            )),
            5 => sql.push_str(&format!("ALTER TABLE {name} REPLICA IDENTITY FULL;\n")),
            _ => {}
        }
        if table.comment == 5 {
            sql.push_str(&format!("COMMENT ON TABLE {name} IS 'a table';\n"));
        }
        sql.push_str(&comments);
        let key = if is_partitioned { Vec::new() } else { key };
        Relation { name, columns, key, is_partitioned }
    }

    fn part_sql(&self, table: &Table, part: &Part, made: &BTreeMap<u32, Relation>, sql: &mut String) {
        let relation = &made[&table.id];
        let name = &relation.name;
        let columns = distinct(&part.columns, &relation.columns, |_| true);
        let keys = distinct(&part.columns, &relation.columns, Made::can_be_key);
        let Some(first) = columns.first() else { return };
        let odd = if part.id.is_multiple_of(3) { "Odd " } else { "p" };
        let called = quoted(&format!("{odd}{}", part.id));
        let alter = format!("ALTER TABLE {name} ADD CONSTRAINT {called}");
        let check = match (first.plain, first.r#enum) {
            (Some(plain), _) => PLAIN[plain].2.replace("{}", &first.name),
            (None, true) => format!("{} > 'v0'", first.name),
            _ => format!("{} IS NOT NULL", first.name),
        };
        let has_first_value = |column: &Made| {
            !column.r#enum
                || self
                    .enums
                    .iter()
                    .any(|r#enum| enum_name(r#enum.id) == column.data_type && r#enum.values.contains(&0))
        };
        let statement = match part.kind {
            0 if !keys.is_empty() && !relation.is_partitioned && part.variant < 2 => {
                format!("ALTER TABLE {name} ADD UNIQUE ({})", list(&keys))
            }
            0 if !keys.is_empty() && !relation.is_partitioned => {
                let deferrable = if part.variant == 7 { " DEFERRABLE INITIALLY DEFERRED" } else { "" };
                format!("{alter} UNIQUE ({}){deferrable}", list(&keys))
            }
            1 if has_first_value(first) => {
                let not_valid = if part.variant == 7 { " NOT VALID" } else { "" };
                format!("{alter} CHECK ({check}){not_valid}")
            }
            // Foreign keys, also in circles.
            2 | 3 => {
                let targets: Vec<&Relation> = made.values().filter(|target| target.key.len() == 1).collect();
                let Some(target) = targets.get(part.other as usize % targets.len().max(1)) else { return };
                let Some(key) = target.key.first() else { return };
                let column =
                    relation.columns.iter().find(|made| made.data_type == key.data_type && !made.generated);
                let Some(column) = column else { return };
                let actions =
                    ["", " ON DELETE CASCADE", " ON UPDATE CASCADE ON DELETE SET NULL", " DEFERRABLE"];
                if self.tables.iter().any(|table| table.unlogged) {
                    return;
                }
                format!(
                    "{alter} FOREIGN KEY ({}) REFERENCES {} ({}){}",
                    column.name,
                    target.name,
                    key.name,
                    actions[part.variant % 4]
                )
            }
            4..=6 if !keys.is_empty() => {
                let text = columns.iter().find(|made| made.is_text());
                let unique = if part.variant == 1 && !relation.is_partitioned { "UNIQUE " } else { "" };
                let what = match (part.variant, text) {
                    (2, Some(text)) => format!("(lower({}))", text.name),
                    (3, _) => format!("({} DESC NULLS LAST)", keys[0].name),
                    (4, _) => format!("({}) WHERE {} IS NOT NULL", list(&keys), first.name),
                    (5, _) => format!("({}) INCLUDE ({})", keys[0].name, list(&columns)),
                    (6, _) => format!("USING hash ({})", keys[0].name),
                    (7, _) if has_first_value(first) => format!("({}) WHERE {check}", list(&keys)),
                    _ => format!("({})", list(&keys)),
                };
                format!("CREATE {unique}INDEX {called} ON {name} {what}")
            }
            7 if !relation.is_partitioned && !first.generated => format!(
                "CREATE TRIGGER {called} BEFORE UPDATE OF {} ON {name} FOR EACH ROW WHEN (new.{} IS NOT NULL) EXECUTE FUNCTION touch()",
                first.name, first.name
            ),
            8 => format!("CREATE POLICY {called} ON {name} FOR SELECT USING ({} IS NOT NULL)", first.name),
            9 if part.variant < 3 => {
                format!(
                    "CREATE RULE {called} AS ON DELETE TO {name} WHERE old.{} IS NULL DO INSTEAD NOTHING",
                    first.name
                )
            }
            10 if part.variant < 4 && !relation.is_partitioned => {
                let Some(integer) = relation.columns.iter().find(|made| made.data_type == "int4range") else {
                    return;
                };
                format!("{alter} EXCLUDE USING gist ({} WITH &&)", integer.name)
            }
            _ => return,
        };
        sql.push_str(&format!("{statement};\n"));
        if part.comment == 7 && (4..=6).contains(&part.kind) {
            let schema = if table.in_app { "app." } else { "" };
            sql.push_str(&format!("COMMENT ON INDEX {schema}{called} IS 'an index';\n"));
        }
    }

    fn view_sql(&self, view: &View, made: &BTreeMap<u32, Relation>, sql: &mut String) -> Relation {
        let name = quoted(RELATIONS[view.name]);
        let source = made.get(&view.source);
        let columns =
            source.map(|source| distinct(&view.columns, &source.columns, |_| true)).unwrap_or_default();
        let (query, columns) = match (source, view.variant) {
            (Some(source), 4) if !source.key.is_empty() => {
                let columns: Vec<Made> =
                    columns.into_iter().filter(|made| made.data_type != "json").collect();
                let columns = if columns.is_empty() { source.key.clone() } else { columns };
                (
                    format!("SELECT {} FROM {} GROUP BY {}", list(&columns), source.name, list(&source.key)),
                    columns,
                )
            }
            (Some(source), variant) if !columns.is_empty() => {
                let filter = if variant == 5 {
                    format!(" WHERE {} IS NOT NULL", columns[0].name)
                } else {
                    String::new()
                };
                (format!("SELECT {} FROM {}{filter}", list(&columns), source.name), columns)
            }
            _ => {
                let one = Made {
                    name: quoted("one"),
                    data_type: "integer".to_owned(),
                    plain: Some(0),
                    r#enum: false,
                    generated: false,
                };
                (format!("SELECT {} AS one", view.variant), vec![one])
            }
        };
        let (kind, with) = match (view.materialized, view.variant) {
            (true, _) => ("MATERIALIZED VIEW", ""),
            (false, 3) => ("VIEW", " WITH (security_barrier = true)"),
            (false, _) => ("VIEW", ""),
        };
        sql.push_str(&format!("CREATE {kind} {name}{with} AS {query};\n"));
        if view.comment == 1 {
            sql.push_str(&format!("COMMENT ON {kind} {name} IS 'a view';\n"));
        }
        if view.comment == 2 && !view.materialized {
            sql.push_str(&format!(
                "COMMENT ON COLUMN {name}.{} IS 'a column; of a view';\n",
                columns[0].name
            ));
        }
        if view.materialized
            && let Some(column) = columns.iter().find(|made| made.can_be_key())
        {
            sql.push_str(&format!("CREATE INDEX view_index{} ON {name} ({});\n", view.id, column.name));
        }
        Relation { name, columns, key: Vec::new(), is_partitioned: false }
    }
}

fn enum_name(id: u32) -> String {
    if id.is_multiple_of(2) { format!("\"Enum {id}\"") } else { format!("enum{id}") }
}

fn list(columns: &[Made]) -> String {
    columns.iter().map(|made| made.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The columns at these places, each once.
fn distinct(places: &[usize], columns: &[Made], fits: impl Fn(&Made) -> bool) -> Vec<Made> {
    let mut seen = BTreeSet::new();
    let places = places.iter().map(|place| place % columns.len().max(1)).filter(|place| seen.insert(*place));
    places.filter_map(|place| columns.get(place)).filter(|made| fits(made)).cloned().collect()
}
