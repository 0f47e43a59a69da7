//! Storage engines that forget foreign keys.

use super::{Context, MYSQL, Report, Rule};
use crate::configuration::RuleLevel;
use crate::tree::Statement;

pub(super) static RULE: Rule = Rule {
    name: "nontransactional-engine",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: MYSQL,
    check,
    docs: "\
A table is stored by MyISAM, or another engine without transactions.

Its rows are not rolled back when a revision fails, its foreign keys are read and forgotten, and a crash may cost the table.
```sql,bad
CREATE TABLE orders (id INT PRIMARY KEY) ENGINE=MyISAM;
```
```sql,good
CREATE TABLE orders (id INT PRIMARY KEY) ENGINE=InnoDB;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateTable(create) = context.tree() else { return };
    let Some(engine) = create.engine.as_ref().filter(|_| !create.temporary) else { return };
    if ["myisam", "aria", "archive", "csv", "memory", "heap"].contains(&engine.to_lowercase().as_str()) {
        report.find(
            create.name.range(),
            format!("`{}` is stored by {engine}, without transactions and foreign keys", create.name.name.text),
            "not rolled back",
            "write `ENGINE=InnoDB`",
        );
    }
}
