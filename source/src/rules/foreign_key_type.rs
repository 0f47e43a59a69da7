//! A foreign key between types that cannot be compared.

use ambix_graph::script::Dialect;

use super::types::{self, Family};
use super::{Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Change, ConstraintKind, Name, Statement, TypeName};

pub(super) static RULE: Rule = Rule {
    name: "foreign-key-type",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: &[Dialect::Mysql, Dialect::Postgres],
    check,
    docs: "\
A foreign key has another type than the column it refers to.

MySQL wants integers of the same size and the same sign on both sides. PostgreSQL wants types that can be compared:
`integer` may refer to `bigint`, and neither to `text` or `uuid`. Both refuse the statement.
```sql,setup
CREATE TABLE users (id BIGINT PRIMARY KEY);
```
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, FOREIGN KEY (user_id) REFERENCES users (id));
```
```sql,bad,postgres
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id UUID REFERENCES users (id));
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id BIGINT, FOREIGN KEY (user_id) REFERENCES users (id));
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defines in look::constraints(context.tree()) {
        let ConstraintKind::ForeignKey { references, .. } = &defines.constraint.kind else { continue };
        if context.dialect == Dialect::Mysql && (defines.column.is_some() || !is_innodb(context.tree()))
            || context.same(&references.table, defines.table)
        {
            continue;
        }
        for (own, theirs) in defines.columns().into_iter().zip(&references.columns) {
            let Some(other) = context.column(&references.table, theirs).and_then(|column| column.data_type.as_ref())
            else {
                continue;
            };
            let Some(mine) = own_type(context, &defines, own) else { continue };
            if fits(&mine, other, context.dialect) != Some(false) {
                continue;
            }
            report.find(
                own.range.clone(),
                format!(
                    "`{}` is `{}`, and `{}.{}` is `{}`",
                    own.text,
                    types::shown(&mine),
                    look::shown(&references.table),
                    theirs.text,
                    types::shown(other)
                ),
                "cannot refer to a column of another type",
                format!("give `{}` the type `{}`", own.text, types::shown(other)),
            );
        }
    }
}

/// Other engines forget foreign keys; which one a table has that is altered is not known.
fn is_innodb(statement: &Statement) -> bool {
    match statement {
        Statement::CreateTable(create) => {
            create.engine.as_ref().is_none_or(|engine| engine.eq_ignore_ascii_case("innodb"))
        }
        _ => false,
    }
}

fn own_type(context: &Context<'_>, defines: &look::Defines<'_>, name: &Name) -> Option<TypeName> {
    if let Some(column) = defines.column {
        return column.data_type.clone();
    }
    let key = context.key(name);
    let defined = look::columns(context.tree());
    if let Some(defined) = defined.into_iter().find(|defined| context.key(&defined.column.name) == key) {
        return defined.column.data_type.clone();
    }
    let Statement::AlterTable(alter) = context.tree() else { return None };
    // The server changes types before it adds constraints.
    let changed = alter.actions.iter().find_map(|action| match &action.kind {
        ActionKind::AlterColumn { name, change: Change::SetType { data_type, .. }, .. } => {
            (context.key(name) == key).then_some(data_type)
        }
        _ => None,
    });
    changed.or(context.column(&alter.name, name)?.data_type.as_ref()).cloned()
}

/// Whether one may refer to the other; `None` where that is not certain.
fn fits(own: &TypeName, other: &TypeName, dialect: Dialect) -> Option<bool> {
    let (mine, theirs) = (types::family(own, dialect)?, types::family(other, dialect)?);
    if dialect == Dialect::Mysql {
        let (Family::Integer(mine), Family::Integer(theirs)) = (mine, theirs) else { return None };
        let unsigned = |name: &TypeName| name.name.contains("unsigned") || name.name == "serial" || name.name.contains("zerofill");
        return Some(mine == theirs && unsigned(own) == unsigned(other));
    }
    let rank = |family| match family {
        Family::Integer(_) => Some(1),
        Family::Text => Some(2),
        Family::Uuid => Some(3),
        Family::Boolean => Some(4),
        Family::Bytes => Some(5),
        _ => None,
    };
    Some(rank(mine)? == rank(theirs)?)
}
