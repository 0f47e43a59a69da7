//! `mysql_async`.

use std::sync::Arc;

use ambix::Dialect;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, Pool, PoolConstraints, PoolOpts, TxOpts};

use super::held::Held;
use super::{Answer, Commands, Database, Driver, Subject, runtime, wait};

pub(super) const DIRECT: Driver = Driver {
    name: "mysql_async",
    dialect: Dialect::Mysql,
    answer: Answer::Async,
    connect: |database| {
        let connection = runtime().block_on(Conn::new(options(&database))).expect("a connection");
        let connection = Held::own(connection);
        Box::new(MysqlAsync { driver: DIRECT, connection, database })
    },
};

pub(super) const POOLED: Driver = Driver {
    name: "mysql_async (pool)",
    dialect: Dialect::Mysql,
    answer: Answer::Async,
    connect: |database| {
        let one = PoolConstraints::new(1, 1).expect("as many at least as at most");
        let one = PoolOpts::default().with_constraints(one);
        let options = OptsBuilder::from_opts(options(&database)).pool_opts(one);
        let _inside = runtime().enter();
        let pool = Pool::new(options);
        let take = move || Box::new(runtime().block_on(pool.get_conn()).expect("a connection"));
        let connection = Held::pooled(take);
        Box::new(MysqlAsync { driver: POOLED, connection, database })
    },
};

fn options(database: &Database) -> Opts {
    Opts::from_url(&database.mysql().url()).expect("a URL of MySQL")
}

struct MysqlAsync {
    driver: Driver,
    connection: Held<Conn>,
    database: Arc<Database>,
}

struct Transaction<'c>(mysql_async::Transaction<'c>);

commands!([] MysqlAsync, self => &mut *self.connection, answer => wait(answer),
    sql => runtime().block_on(self.connection.query_drop(sql)).expect("a good statement"));
commands!([<'c>] Transaction<'c>, self => &mut self.0, answer => wait(answer),
    sql => runtime().block_on(self.0.query_drop(sql)).expect("a good statement"));

impl Subject for MysqlAsync {
    fn driver(&self) -> Driver {
        self.driver
    }

    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        let begun = self.connection.start_transaction(TxOpts::default());
        let mut transaction = Transaction(runtime().block_on(begun).expect("a transaction"));
        body(&mut transaction);
        let ended = match commit {
            true => runtime().block_on(transaction.0.commit()),
            false => runtime().block_on(transaction.0.rollback()),
        };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        let row = runtime().block_on(self.connection.query_first::<mysql_async::Row, _>(sql));
        match row.expect("a good query").expect("a row").unwrap().swap_remove(0) {
            mysql_async::Value::NULL => "NULL".to_owned(),
            mysql_async::Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            other => panic!("the text protocol knows no {other:?}"),
        }
    }

    fn recycle(&mut self) {
        self.connection.recycle();
    }
}
