//! The drivers, with how many cases each has and has passed.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use ambix_tests::subject::{Answer, Driver};

/// A row for each driver.
pub(crate) struct Table(Vec<Row>);

struct Row {
    driver: Driver,
    cases: AtomicUsize,
    passed: AtomicUsize,
}

impl Table {
    pub(crate) fn new(drivers: Vec<Driver>) -> Self {
        let row = |driver| Row { driver, cases: AtomicUsize::new(0), passed: AtomicUsize::new(0) };
        Table(drivers.into_iter().map(row).collect())
    }

    /// There is one more case for a driver.
    pub(crate) fn listed(&self, row: usize) {
        self.0[row].cases.fetch_add(1, Ordering::Relaxed);
    }

    /// A case has passed.
    pub(crate) fn passed(&self, row: usize) {
        self.0[row].passed.fetch_add(1, Ordering::Relaxed);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<28} {:<9} {:<11} {:>5} {:>6}", "driver", "answer", "database", "cases", "passed")?;
        let (mut cases, mut passed) = (0, 0);
        for row in &self.0 {
            let answer = match row.driver.answer {
                Answer::Blocking => "blocking",
                Answer::Async => "async",
            };
            let counts = (row.cases.load(Ordering::Relaxed), row.passed.load(Ordering::Relaxed));
            let (name, database) = (row.driver.name, row.driver.dialect.name());
            writeln!(f, "{name:<28} {answer:<9} {database:<11} {:>5} {:>6}", counts.0, counts.1)?;
            cases += counts.0;
            passed += counts.1;
        }
        let drivers = format!("{} drivers", self.0.len());
        writeln!(f, "{drivers:<28} {:<9} {:<11} {cases:>5} {passed:>6}", "", "")
    }
}
