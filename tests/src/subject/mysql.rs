//! `mysql`: blocking.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use ambix::Dialect;
use mysql::prelude::Queryable;
use mysql::{Conn, Opts, OptsBuilder, Pool, PoolConstraints, PoolOpts, PooledConn, TxOpts};

use super::held::Held;
use super::{Answer, Commands, Database, Driver, Subject};

pub(super) const DIRECT: Driver = Driver {
    name: "mysql",
    dialect: Dialect::Mysql,
    answer: Answer::Blocking,
    connect: |database| {
        let connection = Held::own(database.mysql().connect());
        Box::new(Mysql { driver: DIRECT, connection, database })
    },
};

pub(super) const POOLED: Driver = Driver {
    name: "mysql (pool)",
    dialect: Dialect::Mysql,
    answer: Answer::Blocking,
    connect: |database| {
        let one = PoolOpts::new().with_constraints(PoolConstraints::new_const::<1, 1>());
        let options = Opts::from_url(&database.mysql().url()).expect("a URL of MySQL");
        let pool = Pool::new(OptsBuilder::from_opts(options).pool_opts(one)).expect("a pool");
        let connection = Held::pooled(move || Pooled(pool.get_conn().expect("a connection")));
        Box::new(Mysql { driver: POOLED, connection, database })
    },
};

/// A pooled connection is a wrapper around the connection.
struct Pooled(PooledConn);

impl Deref for Pooled {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.0.as_ref()
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut Conn {
        self.0.as_mut()
    }
}

struct Mysql {
    driver: Driver,
    connection: Held<Conn>,
    database: Arc<Database>,
}

struct Transaction<'c>(mysql::Transaction<'c>);

commands!([] Mysql, self => &mut *self.connection, answer => answer,
    sql => execute(&mut *self.connection, sql));
commands!([<'c>] Transaction<'c>, self => &mut self.0, answer => answer, sql => execute(&mut self.0, sql));

/// `query_drop` would pass over what the second statement says.
fn execute(connection: &mut impl Queryable, sql: &str) {
    let mut results = connection.query_iter(sql).expect("a good statement");
    while let Some(rows) = results.iter() {
        rows.for_each(|row| drop(row.expect("a good statement")));
    }
}

impl Subject for Mysql {
    fn driver(&self) -> Driver {
        self.driver
    }

    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        let transaction = self.connection.start_transaction(TxOpts::default()).expect("a transaction");
        let mut transaction = Transaction(transaction);
        body(&mut transaction);
        let ended = if commit { transaction.0.commit() } else { transaction.0.rollback() };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        let row: Option<mysql::Row> = self.connection.query_first(sql).expect("a good query");
        match row.expect("a row").unwrap().swap_remove(0) {
            mysql::Value::NULL => "NULL".to_owned(),
            mysql::Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            other => panic!("the text protocol knows no {other:?}"),
        }
    }

    fn recycle(&mut self) {
        self.connection.recycle();
    }
}
