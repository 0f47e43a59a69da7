//! A tree in a few words: names with their places, references without the syntax around them.

use crate::tree::{
    Action, ActionKind, Assignment, Body, Change, Column, Constant, Constraint, ConstraintKind, Expression,
    IndexColumn, Insert, InsertSource, Item, Name, ObjectName, Query, References, Select, Source, Statement,
    TypeName,
};

pub(super) fn statement(tree: &Statement) -> String {
    match tree {
        Statement::CreateTable(table) => {
            let mut parts = vec![format!("create table {}", object(&table.name))];
            parts.extend(flags(&[
                (table.temporary, "temporary"),
                (table.if_not_exists, "if-not-exists"),
                (table.or_replace, "or-replace"),
            ]));
            parts.extend(table.columns.iter().map(column));
            parts.extend(table.constraints.iter().map(constraint));
            parts.extend(table.like.iter().map(|like| format!("like {}", object(like))));
            parts.extend(table.partition_by.iter().map(|by| format!("partition {}", expression(by))));
            parts.extend(table.query.iter().map(|query| format!("as {}", self::query(query))));
            parts.extend(table.engine.iter().map(|engine| format!("engine={engine}")));
            parts.extend(table.charset.iter().map(|charset| format!("charset={charset}")));
            parts.join("; ")
        }
        Statement::AlterTable(table) => {
            let mut parts = vec![format!("alter table {}", object(&table.name))];
            parts.extend(flags(&[(table.if_exists, "if-exists")]));
            parts.extend(table.actions.iter().map(action));
            parts.join("; ")
        }
        Statement::CreateIndex(index) => {
            let columns: Vec<String> = index
                .columns
                .iter()
                .map(|column| match column {
                    IndexColumn::Column(name) => self::name(name),
                    IndexColumn::Expression(inner) => format!("({})", expression(inner)),
                })
                .collect();
            let mut parts = vec![format!(
                "create index {} on {} ({})",
                index.name.as_ref().map(object).unwrap_or_default(),
                object(&index.table),
                columns.join(", ")
            )];
            parts.extend(flags(&[(index.unique, "unique"), (index.if_not_exists, "if-not-exists")]));
            parts.extend(index.method.clone());
            parts.extend(index.options.iter().map(|(name, value)| format!("{name}={value}")));
            parts.join("; ")
        }
        Statement::CreateView(view) => {
            let mut parts = vec![format!("create view {}", object(&view.name))];
            parts.extend(flags(&[(view.or_replace, "or-replace")]));
            parts.extend(list("columns", &view.columns));
            parts.push(query(&view.query));
            parts.join("; ")
        }
        Statement::CreateTrigger(trigger) => {
            format!("create trigger {} on {}", object(&trigger.name), object(&trigger.table))
        }
        Statement::CreateRoutine(routine) => format!("create {:?} {}", routine.kind, object(&routine.name)),
        Statement::Create(created) => {
            let name = created.name.as_ref().map(object).unwrap_or_default();
            format!("create {:?} {name}", created.kind).trim_end().to_owned()
        }
        Statement::Drop(dropped) => {
            let names: Vec<String> = dropped.names.iter().map(object).collect();
            let mut parts = vec![format!("drop {:?} {}", dropped.kind, names.join(", "))];
            parts.extend(dropped.table.iter().map(|table| format!("on {}", object(table))));
            parts.extend(flags(&[
                (dropped.if_exists, "if-exists"),
                (dropped.cascade, "cascade"),
                (dropped.temporary, "temporary"),
            ]));
            parts.join("; ")
        }
        Statement::RenameTables(pairs) => {
            let pairs: Vec<String> =
                pairs.iter().map(|(from, to)| format!("{} to {}", object(from), object(to))).collect();
            format!("rename {}", pairs.join(", "))
        }
        Statement::Insert(tree) => insert(tree),
        Statement::Update(update) => {
            let mut parts = vec![format!("update {}{}", object(&update.table), alias(update.alias.as_ref()))];
            parts.extend(update.from.iter().map(source));
            parts.extend(update.assignments.iter().map(assignment));
            parts.extend(update.clauses.iter().map(|clause| format!("clause {}", expression(clause))));
            parts.extend(list("using", &update.using));
            parts.extend(flags(&[(update.has_where, "where")]));
            parts.extend(update.returning.iter().map(item));
            parts.join("; ")
        }
        Statement::Delete(delete) => {
            let tables: Vec<String> = delete.tables.iter().map(object).collect();
            let mut parts = vec![format!("delete {}{}", tables.join(", "), alias(delete.alias.as_ref()))];
            parts.extend(delete.from.iter().map(source));
            parts.extend(delete.clauses.iter().map(|clause| format!("clause {}", expression(clause))));
            parts.extend(list("using", &delete.using));
            parts.extend(flags(&[(delete.is_multiple, "multiple"), (delete.has_where, "where")]));
            parts.extend(delete.returning.iter().map(item));
            parts.join("; ")
        }
        Statement::Select(tree) => query(tree),
        Statement::Truncate { tables, .. } => {
            let tables: Vec<String> = tables.iter().map(object).collect();
            format!("truncate {}", tables.join(", "))
        }
        Statement::Use { relations, what, .. } => {
            let relations: Vec<String> = relations.iter().map(object).collect();
            format!("{what:?} {}", relations.join(", "))
        }
        Statement::Set { name, value, .. } => format!("set {name}={value}"),
        other => format!("{other:?}"),
    }
}

fn name(name: &Name) -> String {
    format!("{}@{}", name.text, name.range.start)
}

fn object(object: &ObjectName) -> String {
    match &object.schema {
        Some(schema) => format!("{}.{}", name(schema), name(&object.name)),
        None => name(&object.name),
    }
}

fn alias(alias: Option<&Name>) -> String {
    alias.map(|alias| format!(" as {}", name(alias))).unwrap_or_default()
}

fn list(title: &str, names: &[Name]) -> Option<String> {
    let names: Vec<String> = names.iter().map(name).collect();
    (!names.is_empty()).then(|| format!("{title} {}", names.join(" ")))
}

fn flags(flags: &[(bool, &str)]) -> Vec<String> {
    flags.iter().filter(|(is, _)| *is).map(|(_, name)| (*name).to_owned()).collect()
}

fn data_type(data_type: &TypeName) -> String {
    match data_type.arguments.as_slice() {
        [] => data_type.name.clone(),
        arguments => format!("{}({})", data_type.name, arguments.join(",")),
    }
}

fn column(column: &Column) -> String {
    let mut parts = vec![name(&column.name)];
    parts.extend(column.data_type.iter().map(data_type));
    parts.extend(flags(&[
        (column.not_null, "not-null"),
        (column.identity, "identity"),
        (column.on_update, "on-update"),
    ]));
    parts.extend(column.default.iter().map(|default| format!("default={}", expression(default))));
    parts.extend(column.generated.iter().map(|(generated, stored)| {
        format!("{}={}", if *stored { "stored" } else { "virtual" }, expression(generated))
    }));
    parts.extend(column.collation.iter().map(|collation| format!("collate {}", collation.name.text)));
    parts.extend(column.constraints.iter().map(constraint));
    parts.join(" ")
}

fn constraint(constraint: &Constraint) -> String {
    let names = |columns: &[Name]| columns.iter().map(name).collect::<Vec<_>>().join(" ");
    let more = |expressions: &[Expression]| {
        expressions.iter().map(|inner| format!(" ({})", expression(inner))).collect::<String>()
    };
    let body = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => format!("pk({})", names(columns)),
        ConstraintKind::Unique { columns, expressions, .. } => {
            format!("unique({}{})", names(columns), more(expressions))
        }
        ConstraintKind::Index { columns, expressions } => {
            format!("index({}{})", names(columns), more(expressions))
        }
        ConstraintKind::ForeignKey { columns, references } => {
            format!("fk({}) {}", names(columns), self::references(references))
        }
        ConstraintKind::Check(check) => format!("check({})", expression(check)),
        other => format!("{other:?}"),
    };
    match &constraint.name {
        Some(name) => format!("{body} named {}", self::name(name)),
        None => body,
    }
}

fn references(references: &References) -> String {
    let columns: Vec<String> = references.columns.iter().map(name).collect();
    let mut text = format!("-> {}({})", object(&references.table), columns.join(" "));
    for (word, action) in [("delete", &references.on_delete), ("update", &references.on_update)] {
        text.extend(action.iter().map(|action| format!(" on {word} {action}")));
    }
    text
}

fn action(action: &Action) -> String {
    let if_exists = |is: bool| if is { " if-exists" } else { "" };
    let place = |after: &Option<Name>| {
        after.as_ref().map(|after| format!(" after {}", name(after))).unwrap_or_default()
    };
    let body = match &action.kind {
        ActionKind::AddColumn { column, if_not_exists, after } => {
            format!("add {}{}{}", self::column(column), if_exists(*if_not_exists), place(after))
        }
        ActionKind::DropColumn { name, if_exists: exists, cascade } => {
            format!(
                "drop {}{}{}",
                self::name(name),
                if_exists(*exists),
                if *cascade { " cascade" } else { "" }
            )
        }
        ActionKind::RenameColumn { from, to, .. } => format!("rename {} to {}", name(from), name(to)),
        ActionKind::ChangeColumn { from, column, after, if_exists: exists } => {
            format!("change {} {}{}{}", name(from), self::column(column), if_exists(*exists), place(after))
        }
        ActionKind::AlterColumn { name, change: Change::SetDefault(value), .. } => {
            format!("alter {} default {}", self::name(name), expression(value))
        }
        ActionKind::AlterColumn { name, change, .. } => format!("alter {} {change:?}", self::name(name)),
        ActionKind::RenameTo(to) => format!("rename to {}", object(to)),
        ActionKind::AddConstraint { constraint, if_not_exists } => {
            format!("add {}{}", self::constraint(constraint), if_exists(*if_not_exists))
        }
        ActionKind::DropConstraint { name, what, if_exists: exists, .. } => {
            format!("drop {what:?} {}{}", self::name(name), if_exists(*exists))
        }
        ActionKind::RenameIndex { from, to } => format!("rename index {} to {}", name(from), name(to)),
        ActionKind::Online { name, value } => format!("{name}={value}"),
        other => format!("{other:?}"),
    };
    format!("[{}..{}] {body}", action.range.start, action.range.end)
}

fn expression(expression: &Expression) -> String {
    let mut parts = Vec::new();
    match &expression.constant {
        Some(Constant::Null) => parts.push("null".to_owned()),
        Some(Constant::Boolean(value)) => parts.push(value.to_string()),
        Some(Constant::Number(number)) => parts.push(number.clone()),
        Some(Constant::Text(text)) => parts.push(format!("'{text}'")),
        Some(Constant::Current(word)) => parts.push(format!("!{word}")),
        None => {}
    }
    for reference in &expression.columns {
        let path: Vec<String> = [&reference.schema, &reference.table]
            .into_iter()
            .flatten()
            .chain([&reference.column])
            .map(name)
            .collect();
        parts.push(path.join("."));
    }
    parts.extend(
        expression.functions.iter().map(|call| format!("{}/{}", call.name.name.text, call.arguments)),
    );
    parts.extend(expression.queries.iter().map(|inner| format!("({})", query(inner))));
    parts.extend(flags(&[(expression.is_opaque, "?")]));
    if parts.is_empty() { "-".to_owned() } else { parts.join(" ") }
}

fn query(query: &Query) -> String {
    let mut parts = Vec::new();
    for cte in &query.ctes {
        let columns = list(" columns", &cte.columns).unwrap_or_default();
        parts.push(format!("with {}{columns} ({})", name(&cte.name), statement(&cte.statement)));
    }
    parts.push(body(&query.body));
    parts.extend(query.order_by.iter().map(|order| format!("order {}", expression(order))));
    parts.extend(query.limit.iter().map(|limit| format!("limit {}", expression(limit))));
    parts.join("; ")
}

fn body(tree: &Body) -> String {
    match tree {
        Body::Select(tree) => select(tree),
        Body::Values(rows) => {
            let row = |row: &Vec<Expression>| row.iter().map(expression).collect::<Vec<_>>().join(", ");
            let rows: Vec<String> = rows.iter().map(row).collect();
            format!("values ({})", rows.join("), ("))
        }
        Body::Compound(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| format!("[{}]", body(part))).collect();
            parts.join(" + ")
        }
        Body::Query(tree) => format!("({})", query(tree)),
        Body::Table(table) => format!("table {}", object(table)),
        Body::Opaque => "?".to_owned(),
    }
}

fn select(select: &Select) -> String {
    let items: Vec<String> = select.items.iter().map(item).collect();
    let mut parts = vec![format!("select {}", items.join(", "))];
    parts.extend(select.from.iter().map(source));
    parts.extend(select.clauses.iter().map(|clause| format!("clause {}", expression(clause))));
    parts.extend(select.grouping.iter().map(|clause| format!("group {}", expression(clause))));
    parts.extend(list("using", &select.using));
    parts.extend(flags(&[(select.is_opaque, "opaque")]));
    parts.join("; ")
}

fn item(item: &Item) -> String {
    match item {
        Item::All => "*".to_owned(),
        Item::AllOf(name) => format!("{}.*", object(name)),
        Item::Expression { expression, name } => {
            format!("{}{}", self::expression(expression), alias(name.as_ref()))
        }
    }
}

fn source(source: &Source) -> String {
    let (text, name, columns) = match source {
        Source::Table { name, alias, columns } => (object(name), alias, columns),
        Source::Query { query: inner, alias, columns, lateral } => {
            (format!("{}({})", if *lateral { "lateral " } else { "" }, query(inner)), alias, columns)
        }
        Source::Function { call, alias, columns } => (format!("fn {}", expression(call)), alias, columns),
    };
    format!("from {text}{}{}", alias(name.as_ref()), list(" columns", columns).unwrap_or_default())
}

fn assignment(assignment: &Assignment) -> String {
    let table = assignment.table.as_ref().map(|table| format!("{}.", name(table))).unwrap_or_default();
    let columns: Vec<String> = assignment.columns.iter().map(name).collect();
    format!("set {table}{} = {}", columns.join(" "), expression(&assignment.value))
}

fn insert(insert: &Insert) -> String {
    let mut parts = vec![format!("insert {}{}", object(&insert.table), alias(insert.alias.as_ref()))];
    parts.extend(list("columns", &insert.columns));
    match &insert.source {
        InsertSource::Query(tree) => parts.push(query(tree)),
        InsertSource::Set(list) => parts.extend(list.iter().map(assignment)),
        InsertSource::Default => parts.push("default".to_owned()),
    }
    for conflict in &insert.conflicts {
        parts.extend(conflict.assignments.iter().map(|part| format!("or {}", assignment(part))));
    }
    parts.extend(insert.returning.iter().map(item));
    parts.join("; ")
}
