//! What two ways of writing, or of getting there, must not make a difference of.

use ambix::Dialect;
use ambix::schema::{Catalog, Kind, plan};

use super::Mysql;
use crate::harness::{Scratch, apply, with};

fn same(left: &str, right: &str) {
    let (left, right) = (with::<Mysql>(left).catalog(), with::<Mysql>(right).catalog());
    let changes: Vec<String> = left.changes(&right).iter().map(ToString::to_string).collect();
    assert!(changes.is_empty(), "{changes:#?}");
}

#[test]
fn spellings_of_one_type_are_one() {
    same(
        "CREATE TABLE t (a integer, b bool DEFAULT false, c numeric(5, 1) DEFAULT '1', d character varying(3), e dec)",
        "CREATE TABLE t (a int(11), b tinyint(1) DEFAULT 0, c decimal(5,1) DEFAULT 1.0, d varchar(3), e decimal(10,0))",
    );
}

#[test]
fn actions_that_forbid_are_one() {
    let table = |actions: &str| {
        format!(
            "CREATE TABLE p (id int PRIMARY KEY);
             CREATE TABLE c (id int, CONSTRAINT f FOREIGN KEY (id) REFERENCES p (id) {actions})"
        )
    };
    same(&table(""), &table("ON DELETE RESTRICT ON UPDATE NO ACTION"));
}

#[test]
fn the_order_of_columns_is_no_difference() {
    same("CREATE TABLE t (a int, b int)", "CREATE TABLE t (b int, a int)");
}

#[test]
fn the_default_character_set_of_the_database_is_no_difference_to_a_dump() {
    let mut first = with::<Mysql>(
        "ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_bin;
         CREATE TABLE t (a varchar(3), b text COLLATE utf8mb4_bin, c char(2) CHARACTER SET ascii) COMMENT 'x''y'",
    );
    let catalog = first.catalog();
    let mut second = Mysql::new();
    apply(&mut second, &Catalog::new(Dialect::Mysql), &catalog);
}

#[test]
fn the_name_of_the_database_is_no_difference() {
    let view = "CREATE TABLE t (a int); CREATE VIEW v AS SELECT t.a, x.a AS b FROM t, t AS x";
    let catalog = with::<Mysql>(view).catalog();
    let views: Vec<_> = catalog.items().filter(|(key, _)| key.kind == Kind::View).collect();
    let text = &views[0].1.definition().unwrap().text;
    assert_eq!(text, "CREATE VIEW v AS\nSELECT t.a AS a, x.a AS b\nFROM t JOIN t x");
    same(view, view);
}

#[test]
fn a_table_more_is_not_a_question_more() {
    let count = |scratch: &mut Mysql| {
        let questions = |scratch: &mut Mysql| -> u64 {
            let shown = scratch.texts("SHOW SESSION STATUS LIKE 'Questions'");
            shown[0].rsplit(['\'', ' ']).find_map(|word| word.parse().ok()).unwrap()
        };
        let before = questions(scratch);
        scratch.catalog();
        questions(scratch) - before
    };
    let mut one = with::<Mysql>("CREATE TABLE t1 (a int PRIMARY KEY)");
    let mut more = with::<Mysql>(
        "CREATE TABLE t1 (a int PRIMARY KEY); CREATE TABLE t2 (a int REFERENCES t1 (a), CHECK (a > 0));
         CREATE VIEW v AS SELECT a FROM t1; CREATE TRIGGER t BEFORE INSERT ON t1 FOR EACH ROW SET NEW.a = 1",
    );
    assert_eq!(count(&mut one), count(&mut more));
}

#[test]
fn nothing_is_left_of_a_database_that_is_undone() {
    let mut scratch = with::<Mysql>(
        "CREATE TABLE a (id int PRIMARY KEY, b int);
         CREATE TABLE b (id int PRIMARY KEY, a int, FOREIGN KEY (a) REFERENCES a (id));
         ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (id);
         CREATE VIEW v AS SELECT a.id FROM a JOIN b ON a.id = b.a",
    );
    let catalog = scratch.catalog();
    let nothing = Catalog::new(Dialect::Mysql);
    assert!(plan(&catalog, &nothing).steps.iter().any(|step| step.sql.contains("DROP FOREIGN KEY")));
    apply(&mut scratch, &catalog, &nothing);
    assert!(scratch.catalog().is_empty());
}
