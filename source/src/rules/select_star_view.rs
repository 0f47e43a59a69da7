//! `SELECT *` in a view.

use super::{ALL, Context, Report, Rule};
use crate::configuration::RuleLevel;
use crate::tree::{Body, Item, Statement};

pub(super) static RULE: Rule = Rule {
    name: "select-star-view",
    level: RuleLevel::Allow,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
A view selects `*`, which means the columns that its tables have at that moment.

PostgreSQL and MySQL write the list down when the view is created; a column that is added later is not in it, and on
PostgreSQL one that is in it cannot be dropped any more.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
```
```sql,bad
CREATE VIEW all_orders AS SELECT * FROM orders;
```
```sql,good
CREATE VIEW all_orders AS SELECT id, total FROM orders;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateView(view) = context.tree() else { return };
    let Body::Select(select) = &view.query.body else { return };
    if select.items.iter().any(|item| matches!(item, Item::All | Item::AllOf(_))) {
        report.find(
            view.name.range(),
            format!("`{}` selects `*`: which columns it has depends on when it was created", view.name.name.text),
            "",
            "name the columns",
        );
    }
}
