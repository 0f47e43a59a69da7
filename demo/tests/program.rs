//! The program as its users run it.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

mod support;

use std::process::{Command, Output};

use rusqlite::Connection;

use support::{Folder, Snapshot, connect, values};

const HEAD: &str = "9577e92a1ecb";
const IRREVERSIBLE: &str = "ccf55fba5f82";

impl Folder {
    fn command(&self, arguments: &str) -> Command {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_demo"));
        // What the machine's own environment says is not meant for these databases.
        for variable in ["DATABASE_URL", "AMBIX_URL", "AMBIX_JSON", "AMBIX_QUIET", "AMBIX_VERSION_TABLE"] {
            demo.env_remove(variable);
        }
        demo.current_dir(self.path("")).args(arguments.split_whitespace());
        demo
    }

    fn demo(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The standard output of a command that succeeds.
    fn ok(&self, arguments: &str) -> String {
        let output = self.demo(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The standard error of a command that exits with `code`.
    fn fails(&self, code: i32, arguments: &str) -> String {
        let output = self.demo(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments}: {}", stderr(&output));
        stderr(&output)
    }

    fn database(&self) -> Connection {
        Connection::open(self.path("shop.db")).unwrap()
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot::take(&self.database())
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What runs, one line per revision.
fn running(output: &Output) -> Vec<String> {
    stderr(output).lines().filter(|line| line.starts_with("Running ")).map(str::to_owned).collect()
}

#[test]
fn upgrade_head_tells_what_it_applies() {
    let folder = Folder::new("upgrade_head");
    let first = folder.demo("db upgrade head");
    let lines = running(&first);
    assert_eq!(lines.len(), 21, "{}", stderr(&first));
    assert_eq!(lines[0], "Running upgrade  -> 09ed670a5eff, Keep customers and products");
    assert_eq!(lines[20], "Running upgrade 2f86353760d1 -> 9577e92a1ecb, Cancel orders");
    assert_eq!(folder.ok("db current"), "9577e92a1ecb (head)\n");
    assert_eq!(folder.ok("db heads"), "9577e92a1ecb (billing, shop) (head)\n");

    let second = folder.demo("db upgrade head");
    assert_eq!(second.status.code(), Some(0));
    assert_eq!(running(&second), [""; 0]);
    folder.ok("db check");
}

#[test]
fn history_needs_no_database() {
    let folder = Folder::new("history");
    let history = folder.ok("db history");
    let lines: Vec<&str> = history.lines().collect();
    assert_eq!(lines.len(), 21);
    assert_eq!(lines[0], "2f86353760d1 -> 9577e92a1ecb (billing, shop) (head), Cancel orders");
    let written = "<base> (20a9e718935d) -> 2fc74a039ea1 (billing), Write invoices";
    assert!(lines.contains(&written), "{history}");
    assert!(folder.ok("db show billing").starts_with("Rev: 2fc74a039ea1\n"));
    assert!(!folder.path("shop.db").exists());
}

#[test]
fn a_database_that_is_not_there_is_not_made_by_a_question() {
    let folder = Folder::new("question");
    assert!(folder.fails(1, "db current").starts_with("error[cannot-open]: "));
    assert!(!folder.path("shop.db").exists());
}

#[test]
fn nothing_goes_below_the_irreversible_revision() {
    let folder = Folder::new("irreversible");
    folder.ok("db upgrade head");
    folder.ok("order --customer ada --product teapot --quantity 2");
    let there = folder.snapshot();
    for target in ["base", "billing@base", "1192cdb7fc42", "20a9e718935d"] {
        let error = folder.fails(1, &format!("db downgrade {target}"));
        assert!(
            error.starts_with("error[irreversible]: revision `ccf55fba5f82` cannot be taken back"),
            "{error}"
        );
        assert_eq!(folder.snapshot(), there, "{target}");
    }
    assert_eq!(folder.ok("db current"), format!("{HEAD} (head)\n"));
}

#[test]
fn down_to_the_irreversible_revision_and_up_again() {
    let folder = Folder::new("down_and_up");
    folder.ok("db upgrade head");
    folder.ok("order --customer ada --product teapot --quantity 2");
    folder.ok("order --customer bob --product kettle");
    folder.ok("invoice 1");
    let there = folder.snapshot();

    let down = folder.demo(&format!("db downgrade {IRREVERSIBLE}"));
    assert_eq!(
        running(&down),
        [
            "Running downgrade 9577e92a1ecb -> 2f86353760d1, Cancel orders",
            "Running downgrade 2f86353760d1 -> bc918e8073d0, Ship orders",
            "Running downgrade bc918e8073d0 -> 67ef17c01bc4, 760bfc445bce, Merge the shop and billing",
            "Running downgrade 760bfc445bce -> ccf55fba5f82, Overwrite free pages",
        ]
    );
    let heads = folder.ok("db current");
    let mut heads: Vec<&str> = heads.lines().collect();
    heads.sort_unstable();
    assert_eq!(heads, ["67ef17c01bc4", IRREVERSIBLE]);
    assert!(folder.fails(3, "db check").starts_with("error[not-at-head]: "));

    // The other branch may go further, with rows in all that refers to the table that is rebuilt.
    folder.ok("db downgrade bab363ec8cf0");
    let orders = "SELECT product_id, quantity, unit_cents FROM order_lines ORDER BY order_id";
    assert_eq!(values(&folder.database(), orders), ["1|2|2450", "3|1|3900"]);

    folder.ok("db upgrade head");
    assert_eq!(folder.snapshot(), there);
}

#[test]
fn one_branch_at_a_time() {
    let folder = Folder::new("one_branch");
    folder.ok("db upgrade billing@760bfc445bce");
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('orders', 'stock', 'invoices')
         ORDER BY name";
    // Invoices need orders, and not the stock.
    assert_eq!(values(&folder.database(), tables), ["invoices", "orders"]);
    folder.ok("db upgrade shop@bab363ec8cf0");
    assert_eq!(values(&folder.database(), tables), ["invoices", "orders", "stock"]);
}

#[test]
fn the_offline_script_does_the_same() {
    let folder = Folder::new("offline");
    let offline = connect();
    // The line is for the program `sqlite3`; a batch stops at errors by itself.
    let script = |command| folder.ok(command).replacen(".bail on\n", "", 1);
    offline.execute_batch(&script("db upgrade 5c0c902c828a --sql")).unwrap();
    folder.ok("db upgrade 5c0c902c828a");
    let rows = "INSERT INTO customers (handle) VALUES ('ada');
         INSERT INTO orders (customer_id) VALUES (1), (1);
         INSERT INTO invoices (order_id, issued_on, total_cents) VALUES (1, '2025-01-02', 1), (2, '2026-01-02', 2);";
    offline.execute_batch(rows).unwrap();
    folder.database().execute_batch(rows).unwrap();

    offline.execute_batch(&script("db upgrade 5c0c902c828a:head --sql")).unwrap();
    folder.ok("db upgrade head");
    assert_eq!(Snapshot::take(&offline), folder.snapshot());
    let references = "SELECT reference FROM invoices ORDER BY id";
    assert_eq!(values(&offline, references), ["RF65INV20250001", "RF16INV20260001"]);
}

#[test]
fn an_order_from_taking_to_shipping() {
    let folder = Folder::new("orders");
    // The first command brings the database to the head.
    let taken = folder.demo("order --customer ada --product teapot --quantity 2");
    assert_eq!(running(&taken).len(), 21);
    assert_eq!(String::from_utf8_lossy(&taken.stdout), "order 1: 2 x teapot for ada, 49.00\n");
    // The second has nothing to do.
    let taken = folder.demo("order --customer bob --product KETTLE --quantity 20");
    assert_eq!(stderr(&taken), "");

    assert_eq!(
        folder.fails(1, "order --customer eve --product kettle --quantity 5"),
        "error: 4 of `kettle` are left, 5 were ordered\n"
    );
    assert!(folder.fails(1, "order --customer eve --product spoon").contains("no product `spoon`"));
    assert!(folder.fails(2, "order --customer eve --product kettle --quantity 0").contains("--quantity"));
    let state = |order: usize| {
        let orders = folder.ok("orders");
        orders.lines().nth(order).unwrap_or_default().split_whitespace().nth(4).unwrap_or_default().to_owned()
    };
    assert_eq!(state(1), "placed");

    let invoice = folder.ok("invoice 1");
    let reference = invoice.split_whitespace().last().unwrap();
    assert_eq!(state(1), "invoiced");
    assert!(folder.fails(1, "invoice 1").contains("has its invoice already"));
    folder.ok(&format!("pay {reference}"));
    assert_eq!(state(1), "paid");
    assert!(folder.fails(1, &format!("pay {reference}")).contains("is paid already"));
    folder.ok("ship 1 --carrier owl");
    assert_eq!(state(1), "shipped");
    assert!(folder.fails(1, "cancel 1").contains("already shipped"));

    let left = |product: &str| {
        let stock = folder.ok("stock");
        let line = stock.lines().find(|line| line.starts_with(product)).unwrap_or_default().to_owned();
        line.split_whitespace().nth(2).unwrap_or_default().to_owned()
    };
    assert_eq!((left("teapot"), left("kettle")), ("22".to_owned(), "4".to_owned()));
    assert!(folder.ok("stock").contains("Kettle; whistles (reorder)"));
    folder.ok("cancel 2");
    assert_eq!((state(2), left("kettle")), ("cancelled".to_owned(), "24".to_owned()));
    folder.ok("deliver --supplier potter --product teapot --quantity 12");
    assert_eq!(left("teapot"), "34");
    assert!(
        folder
            .fails(1, "deliver --supplier potter --product spoon --quantity 1")
            .contains("no product `spoon`")
    );
    assert_eq!(values(&folder.database(), "SELECT name FROM suppliers"), ["potter"]);
}

#[test]
fn all_commands_use_the_same_database() {
    let folder = Folder::new("url");
    let with = |variables: &[(&str, &str)], arguments: &str| {
        folder.command(arguments).envs(variables.iter().copied()).output().unwrap()
    };
    folder.ok("db upgrade head");
    assert_eq!(running(&folder.demo("orders")), [""; 0]);

    let other = [("DATABASE_URL", "sqlite://other.db")];
    assert_eq!(running(&with(&other, "db upgrade head")).len(), 21);
    assert_eq!(running(&with(&other, "orders")), [""; 0]);
    assert!(folder.path("other.db").exists());

    // Those who look after the database may reach it in another way than the program.
    let another = [other[0], ("AMBIX_URL", "sqlite://another.db")];
    assert_eq!(running(&with(&another, "db upgrade head")).len(), 21);
    assert!(folder.path("another.db").exists());
    folder.fails(1, "db current --url sqlite://none.db");

    let postgres = with(&[("DATABASE_URL", "postgres://localhost/shop")], "orders");
    assert!(stderr(&postgres).starts_with("error: "), "{}", stderr(&postgres));
}

#[test]
fn advice_names_the_command_as_it_was_called() {
    let folder = Folder::new("advice");
    folder.ok("db upgrade 09ed670a5eff");
    let error = folder.fails(3, "db check");
    assert!(error.contains("= help: `demo db upgrade heads` applies them\n"), "{error}");
}
