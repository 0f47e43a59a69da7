//! Values on their way to the server and back, whatever the session is set to.

use ambix::Value;

use super::{Op, Revision, on_every_driver, plain, with_code};

const TEXTS: [&str; 8] = [
    "plain",
    "",
    "it's \"quoted\" `so`",
    r"back\slash\",
    "größe 😀 \u{0}\n\r\t",
    "?",
    "-- # /* ?",
    " spaces ",
];

/// Writes every text and reads it back, alone and beside literals with backslashes and question marks.
fn round_trip<'a>(op: Op<'a, '_>) -> Revision<'a> {
    Box::pin(async move {
        op.execute("DELETE FROM t").await?;
        for (index, text) in (0_i64..).zip(TEXTS) {
            op.execute_with(
                "INSERT INTO t (id, text, nothing) VALUES (?, ?, ?)",
                [index.into(), text.into(), Value::Null],
            )
            .await?;
            let found = op.query("SELECT id, text, nothing FROM t WHERE text = ?", [text.into()]).await?;
            assert_eq!(found.len(), 1, "{text:?}");
            assert_eq!((found[0].integer(0), found[0].text(1)), (Some(index), Some(text)));
            assert!(found[0].is_null(2));
        }
        let bytes: Vec<u8> = (0..=255).collect();
        op.execute_with("UPDATE t SET bytes = ? WHERE id = ?", [bytes.clone().into(), 0_i64.into()]).await?;
        let row = &op.query("SELECT bytes FROM t WHERE id = ?", [0_i64.into()]).await?[0];
        assert_eq!(row.blob(0), Some(&bytes[..]));

        let numbers = [Value::from(i64::MIN), Value::from(i64::MAX), Value::from(-0.1), Value::from(1e300)];
        let row =
            &op.query("SELECT ?, ?, ?, ?, 3-?", [&numbers[..], &[Value::from(-4_i64)]].concat()).await?[0];
        assert_eq!((row.integer(0), row.integer(1)), (Some(i64::MIN), Some(i64::MAX)));
        assert_eq!((row.real(2), row.real(3)), (Some(-0.1), Some(1e300)));
        assert_eq!(row.integer(4), Some(7));

        // Where the text ends depends on the mode of the session.
        let mode = op.query("SELECT @@sql_mode", []).await?[0].text(0).unwrap_or_default().to_owned();
        let (sql, expected) = match mode.contains("NO_BACKSLASH_ESCAPES") {
            true => (r"SELECT 'a\', ?, '?'", [r"a\", "x", "?"]),
            false => (r"SELECT 'a\', ?', ?, '?'", ["a', ?", "x", "?"]),
        };
        let row = &op.query(sql, ["x".into()]).await?[0];
        assert_eq!([0, 1, 2].map(|index| row.text(index).unwrap()), expected, "{mode}");
        if mode.contains("ANSI_QUOTES") {
            let row = &op.query(r#"SELECT 1 AS "a\", ?, '?'"#, ["x".into()]).await?[0];
            assert_eq!((row.text(1), row.text(2)), (Some("x"), Some("?")), "{mode}");
        }

        let refused = op.query("SELECT ?, ?", ["one".into()]).await.unwrap_err();
        assert!(refused.to_string().contains("2 placeholders for 1 values"), "{refused}");
        Ok(())
    })
}

#[test]
fn round_trips_under_every_mode() {
    let migrations = with_code(round_trip);
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "b", &plain).unwrap();
        subject.execute(
            "CREATE TABLE t (id INTEGER, text VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, \
             nothing INTEGER, bytes BLOB DEFAULT NULL)",
        );
        for settings in [
            "sql_mode = ''",
            "sql_mode = 'STRICT_ALL_TABLES'",
            "sql_mode = 'NO_BACKSLASH_ESCAPES'",
            "sql_mode = 'ANSI_QUOTES'",
            "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
            "sql_mode = 'EMPTY_STRING_IS_NULL'",
            "sql_mode = 'PIPES_AS_CONCAT,IGNORE_SPACE'",
            "character_set_connection = latin1",
        ] {
            subject.execute(&format!("SET SESSION {settings}"));
            let report = subject.upgrade(&migrations, "head", &plain);
            assert_eq!(report.unwrap_or_else(|error| panic!("{settings}: {error:?}")).applied().len(), 1);
            subject.stamp(&migrations, "b".into(), &plain).unwrap();
        }
    });
}
