//! What MySQL 8 answers in other words than MariaDB.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ambix_graph::script::Dialect;

use crate::catalog::Catalog;
use crate::plan::plan;
use crate::read::{Ask, Row, read};

/// Answers as MySQL 8.0 does.
struct Mysql8;

fn rows(rows: &[&[&str]]) -> Vec<Row> {
    let cell = |text: &&str| (*text != "NULL").then(|| (*text).to_owned());
    rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

impl Ask for Mysql8 {
    type Error = String;

    async fn ask(&mut self, sql: &str) -> Result<Vec<Row>, String> {
        let from = sql.split("FROM information_schema.").nth(1).unwrap_or_default();
        let of_itself = sql.contains("table_schema = 'information_schema'");
        Ok(match from.split_whitespace().next().unwrap_or_default() {
            "" if sql.contains("VERSION()") => rows(&[&["8.0.36", "shop"]]),
            "" => rows(&[&[
                "v",
                "CREATE ALGORITHM=MERGE DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `v` (`x`,`Y`) AS select 1",
            ]]),
            "columns" if of_itself => rows(&[
                &["columns", "generation_expression"],
                &["columns", "srs_id"],
                &["statistics", "expression"],
                &["statistics", "is_visible"],
                &["check_constraints", "check_clause"],
            ]),
            "tables" => {
                rows(&[&["t", "BASE TABLE", "InnoDB", "utf8mb4_0900_ai_ci", "row_format=COMPACT", ""]])
            }
            "columns" => {
                let text = "utf8mb4_0900_ai_ci";
                rows(&[
                    &["t", "id", "bigint unsigned", "NO", "NULL", "auto_increment", "NULL", "", "", "NULL"],
                    &["t", "name", "varchar(20)", "NO", "it's", "", text, "", "", "NULL"],
                    &["t", "n", "int", "YES", "0", "", "NULL", "", "", "NULL"],
                    &["t", "uid", "char(36)", "YES", "uuid()", "DEFAULT_GENERATED", text, "", "", "NULL"],
                    &[
                        "t",
                        "at",
                        "datetime(3)",
                        "YES",
                        "CURRENT_TIMESTAMP(3)",
                        "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)",
                        "NULL",
                        "",
                        "",
                        "NULL",
                    ],
                    &[
                        "t",
                        "both",
                        "varchar(30)",
                        "NO",
                        "NULL",
                        "STORED GENERATED",
                        text,
                        "",
                        "concat(`name`,_utf8mb4\\'-\\')",
                        "NULL",
                    ],
                    &["t", "place", "point", "NO", "NULL", "INVISIBLE", "NULL", "", "", "4326"],
                ])
            }
            "check_constraints" => rows(&[&["t_chk_1", "(`name` <> _utf8mb4\\'x\\')"]]),
            "table_constraints" => rows(&[&["t_chk_1", "t", "NO"]]),
            "statistics" => rows(&[
                &["t", "PRIMARY", "0", "BTREE", "id", "NULL", "A", "NULL", "", "NULL"],
                &["t", "lower", "1", "BTREE", "NULL", "NULL", "D", "lower(`name`)", "", "YES"],
                &["t", "place", "1", "SPATIAL", "place", "32", "A", "NULL", "", "NULL"],
            ]),
            "views" => {
                rows(&[&["v", "select `shop`.`t`.`id` AS `id` from `shop`.`t`", "NONE", "DEFINER", "NULL"]])
            }
            _ => Vec::new(),
        })
    }
}

#[test]
fn the_catalogs_of_mysql_are_understood() {
    let mut server = Mysql8;
    let mut reading = pin!(read(Dialect::Mysql, &mut server));
    // Nothing is waited for.
    let Poll::Ready(catalog) = reading.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("an answer at once");
    };
    let steps = plan(&Catalog::new(Dialect::Mysql), &catalog.unwrap()).steps;
    let sql: Vec<&str> = steps.iter().map(|step| step.sql.as_str()).collect();
    assert_eq!(
        sql,
        [
            "CREATE TABLE t (
    id bigint unsigned NOT NULL AUTO_INCREMENT,
    name varchar(20) NOT NULL DEFAULT 'it''s',
    n int DEFAULT 0,
    uid char(36) DEFAULT (uuid()),
    at datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    `both` varchar(30) GENERATED ALWAYS AS (concat(name, _utf8mb4'-')) STORED NOT NULL,
    place point NOT NULL SRID 4326 INVISIBLE,
    PRIMARY KEY (id),
    INDEX lower ((lower(name)) DESC) INVISIBLE,
    SPATIAL INDEX place (place),
    CONSTRAINT t_chk_1 CHECK (name <> _utf8mb4'x') NOT ENFORCED
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPACT",
            "CREATE ALGORITHM = MERGE VIEW v (x, `Y`) AS\nSELECT t.id AS id\nFROM t",
        ]
    );
}
