//! A run that is dropped while the server still works for it.

use std::time::Duration;

use ambix::{Config, command};
use ambix_tests::servers::Database;
use ambix_tests::subject::connect;

use super::{LOCKS, folder, revision, stepwise};

#[test]
fn dropped_while_the_server_builds_an_index() {
    let folder = folder();
    let table = |id: &str| format!("CREATE TABLE {id} (id INTEGER);");
    let index = "CREATE INDEX CONCURRENTLY a_id ON a (id);";
    folder
        .write("migrations/a.sql", &revision("a", "", &table("a"), "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", &table("b"), "DROP TABLE b;"))
        .write("migrations/c.sql", &stepwise("c", "b", index, "DROP INDEX CONCURRENTLY a_id;"));
    let migrations = folder.load();
    let database = Database::new();
    command::upgrade(&mut Config::new(&migrations).connection(database.connect()), "b").unwrap();
    let mut writer = database.connect();
    // An index is not built while somebody who wrote has not committed.
    writer.batch_execute("BEGIN; INSERT INTO a VALUES (1)").unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let client = runtime.block_on(async {
        let mut client = connect(database.config()).await;
        let mut config = Config::new(&migrations).connection(&mut client);
        let run = command::upgrade(&mut config, "head");
        assert!(tokio::time::timeout(Duration::from_millis(700), run).await.is_err());
        client
    });
    assert_eq!(database.texts(LOCKS), ["1"], "the server still works on it");
    writer.batch_execute("COMMIT").unwrap();
    let error =
        command::upgrade(&mut Config::new(&migrations).connection(database.connect()), "head").unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().number), ("in-doubt", 1), "{error:?}");
    assert_eq!(database.texts(LOCKS), ["0"], "the dropped run has unlocked");
    drop(client);
}
