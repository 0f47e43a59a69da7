//! Random pairs of schemas: the plan turns one into the other and back, and rows survive it.

use std::collections::BTreeMap;

use ambix::schema::{Catalog, Kind, plan};
use mysql::prelude::Queryable as _;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::Mysql;
use super::choices::Choices;
use super::model::{Schema, TYPES, quoted};
use super::mutate::mutated;
use crate::harness::{self, Scratch};

fn runner(cases: u32) -> TestRunner {
    let config = harness::cases(cases);
    let max_global_rejects = config.cases / 10 + 10;
    TestRunner::new(Config { max_shrink_time: 20_000, max_global_rejects, ..config })
}

fn pairs() -> impl Strategy<Value = (Schema, Schema)> {
    let numbers = |length| prop::collection::vec(any::<u16>(), 0..length);
    (numbers(300), numbers(60), 0..8u8).prop_map(|(first, second, kind)| {
        let from = Schema::random(&mut Choices::new(&first));
        let to = match kind {
            // Nothing in common but names.
            7 => {
                let turned: Vec<u16> = first.iter().rev().chain(&second).copied().collect();
                Schema::random(&mut Choices::new(&turned))
            }
            _ => mutated(&from, &mut Choices::new(&second)),
        };
        (from, to)
    })
}

type Outcome<T> = Result<T, TestCaseError>;

fn load(scratch: &mut Mysql, schema: &Schema) -> Outcome<Catalog> {
    scratch.clear();
    for sql in schema.sql() {
        // The model does not know every rule of the server.
        if let Err(error) = scratch.run(&sql) {
            eprintln!("{error}\nin {sql}");
            return Err(TestCaseError::reject(error));
        }
    }
    Ok(scratch.catalog())
}

/// Runs the plan; what the server refuses, if it does.
fn run(scratch: &mut Mysql, from: &Catalog, to: &Catalog) -> Result<(), (String, String)> {
    let plan = plan(from, to);
    for step in &plan.steps {
        if let Err(error) = scratch.run(&step.sql) {
            let steps: String = plan.steps.iter().map(|step| format!("{};\n", step.sql)).collect();
            return Err((error.clone(), format!("{error}\nin {}\nof\n{steps}", step.sql)));
        }
    }
    Ok(())
}

fn must_become(scratch: &mut Mysql, from: &Catalog, to: &Catalog) -> Outcome<()> {
    let steps = plan(from, to);
    prop_assert_eq!(&steps.left, &[], "nothing is left to be written by hand");
    run(scratch, from, to).map_err(|(_, text)| TestCaseError::fail(text))?;
    let left: Vec<String> = scratch.catalog().changes(to).iter().map(ToString::to_string).collect();
    let steps: String = steps.steps.iter().map(|step| format!("{};\n", step.sql)).collect();
    prop_assert!(left.is_empty(), "left to say: {left:#?}\nafter\n{steps}");
    Ok(())
}

#[test]
fn the_plan_leads_from_one_schema_to_another_and_back() {
    let scratches = std::cell::RefCell::new((Mysql::new(), Mysql::new()));
    let result = runner(16).run(&pairs(), |(from, to)| {
        let (scratch, wanted) = &mut *scratches.borrow_mut();
        let check = |scratch: &mut Mysql, wanted: &mut Mysql| {
            let before = load(scratch, &from)?;
            let after = load(wanted, &to)?;
            must_become(scratch, &before, &after)?;
            must_become(scratch, &after, &before)
        };
        check(scratch, wanted)
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// The rows of tables that stay, as far as their columns stay what they are: table, column, values.
fn rows(scratch: &mut Mysql, before: &Catalog, after: &Catalog) -> BTreeMap<String, Vec<String>> {
    let mut rows = BTreeMap::new();
    for (key, _) in before.items().filter(|(key, _)| key.kind == Kind::Table && after.has(key)) {
        let wanted: BTreeMap<String, _> =
            after.columns(key).map(|(name, column)| (name.to_lowercase(), column)).collect();
        let mut columns: Vec<String> = Vec::new();
        for (name, column) in before.columns(key) {
            let Some(other) = wanted.get(&name.to_lowercase()) else { continue };
            let wider = matches!(
                (column.r#type.as_str(), other.r#type.as_str()),
                ("varchar(20)", "varchar(40)" | "text" | "mediumtext" | "longtext")
                    | ("text", "mediumtext" | "longtext")
                    | ("tinyint(1)", "int(11)")
                    | ("enum('a','b')", "enum('a','b','c,d')")
            );
            // Computed values are computed again, unless they become ordinary ones.
            let stays = column.generated == other.generated || other.generated.is_none();
            if stays && (column.r#type == other.r#type && column.collation == other.collation || wider) {
                columns.push(format!("QUOTE({})", quoted(name)));
            }
        }
        columns.push("1".to_owned());
        let mut found = scratch.texts(&format!("SELECT {} FROM {}", columns.join(", "), quoted(&key.name)));
        found.sort();
        rows.insert(key.name.clone(), found);
    }
    rows
}

/// A value for a column of this type.
fn value(r#type: usize, choices: &mut Choices<'_>) -> String {
    let sql = TYPES[r#type].0;
    let number = choices.below(6);
    if choices.once_in(6) {
        return "NULL".to_owned();
    }
    match sql.split(['(', ' ']).next().unwrap_or_default() {
        "varchar" | "text" | "mediumtext" | "longtext" => format!("'täg''s {number}'"),
        "char" | "varbinary" | "blob" => format!("'b{number}'"),
        "datetime" | "timestamp" => format!("'2021-02-0{} 03:04:05'", number + 1),
        "date" => format!("'2021-02-0{}'", number + 1),
        "json" => format!("'{{\"a\": {number}}}'"),
        "enum" => "'b'".to_owned(),
        "set" => "'x'".to_owned(),
        "time" => format!("'0{number}:00:00.123'"),
        "year" => format!("202{number}"),
        "bit" | "tinyint" => number.to_string(),
        _ => number.to_string(),
    }
}

fn fill(scratch: &mut Mysql, schema: &Schema, numbers: &[u16]) {
    let choices = &mut Choices::new(numbers);
    // Some rows are refused: by a foreign key, as duplicates.
    for table in schema.tables.iter().chain(&schema.tables) {
        for _ in 0..4 {
            let plain = table.columns.iter().filter(|column| column.base.is_none() && !column.auto);
            let (names, values): (Vec<_>, Vec<_>) =
                plain.map(|column| (quoted(&column.name), value(column.r#type, choices))).unzip();
            let sql = format!(
                "INSERT INTO {} ({}) VALUES ({})",
                quoted(&table.name),
                names.join(", "),
                values.join(", ")
            );
            let _ = scratch.connection.query_drop(sql);
        }
    }
}

#[test]
fn rows_survive_what_can_keep_them() {
    let scratches = std::cell::RefCell::new((Mysql::new(), Mysql::new()));
    let counts = std::cell::Cell::new((0, 0, 0));
    let numbers = prop::collection::vec(any::<u16>(), 200..400);
    let result = runner(12).run(&(pairs(), numbers), |((from, to), numbers)| {
        let (scratch, wanted) = &mut *scratches.borrow_mut();
        let check = |scratch: &mut Mysql, wanted: &mut Mysql| {
            let before = load(scratch, &from)?;
            let after = load(wanted, &to)?;
            fill(scratch, &from, &numbers);
            let expected = rows(scratch, &before, &after);
            let (mut done, mut refused, mut seen) = counts.get();
            match run(scratch, &before, &after) {
                Ok(()) => done += 1,
                // Rows that do not fit stop the plan, and are still there.
                Err((error, text)) => {
                    let codes = [
                        1048, 1062, 1138, 1216, 1217, 1263, 1264, 1265, 1292, 1364, 1366, 1406, 1452, 4025,
                        1526, 1411,
                    ];
                    let of_rows = codes.iter().any(|code| error.contains(&format!("ERROR {code} ")));
                    prop_assert!(of_rows, "{}", text);
                    refused += 1;
                    let now = scratch.catalog();
                    let both = rows(scratch, &before, &now);
                    for (table, rows) in &expected {
                        prop_assert_eq!(rows.len(), both.get(table).map_or(0, Vec::len), "{}", table);
                    }
                    counts.set((done, refused, seen));
                    return Ok(());
                }
            }
            let found = rows(scratch, &before, &after);
            seen += expected.values().map(Vec::len).sum::<usize>();
            counts.set((done, refused, seen));
            prop_assert_eq!(expected, found);
            Ok(())
        };
        check(scratch, wanted)
    });
    let (done, refused, seen) = counts.get();
    eprintln!("{done} plans ran, {refused} were refused because of rows, {seen} rows were compared");
    if let Err(error) = result {
        panic!("{error}");
    }
}
