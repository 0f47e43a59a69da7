//! Statements in a line each: every name with the byte where it begins, expressions in braces.

use crate::tree::*;

pub(super) fn statement(statement: &Statement) -> String {
    match statement {
        Statement::CreateTable(table) => create_table(table),
        Statement::AlterTable(table) => {
            let actions = list(&table.actions, |action| {
                format!("{}..{} {}", action.range.start, action.range.end, self::action(&action.kind))
            });
            format!("alter {}: {actions}", object(&table.name))
        }
        Statement::CreateIndex(index) => {
            let columns = list(&index.columns, |column| match column {
                IndexColumn::Column(column) => name(column),
                IndexColumn::Expression(read) => expression(read),
            });
            let flags = flags(&[(index.unique, "unique"), (index.if_not_exists, "if-not-exists")]);
            let predicate = index.predicate.iter().map(|read| format!(" where {}", expression(read)));
            let index_name = index.name.iter().map(object).collect::<String>();
            format!("index{flags} {index_name} on {} ({columns}){}", object(&index.table), text(predicate))
        }
        Statement::CreateView(view) => {
            let flags = flags(&[(view.temporary, "temporary"), (view.if_not_exists, "if-not-exists")]);
            format!("view{flags} {}{} {}", object(&view.name), names(&view.columns), query(&view.query))
        }
        Statement::CreateTrigger(trigger) => {
            let flags = flags(&[(trigger.temporary, "temporary"), (trigger.if_not_exists, "if-not-exists")]);
            let when = text(trigger.when.iter().map(|read| format!(" when {}", expression(read))));
            let body = trigger.body.iter().map(self::statement).collect::<Vec<_>>().join("; ");
            let (trigger_name, table) = (object(&trigger.name), object(&trigger.table));
            format!("trigger{flags} {trigger_name}{} on {table}{when} [{body}]", names(&trigger.columns))
        }
        Statement::Drop(drop) => {
            let flags = flags(&[(drop.if_exists, "if-exists")]);
            format!("drop {:?}{flags} {}", drop.kind, list(&drop.names, object))
        }
        Statement::Insert(insert) => {
            let source = match &insert.source {
                InsertSource::Query(read) => query(read),
                InsertSource::Set(set) => assignments(set),
                InsertSource::Default => "default".to_owned(),
            };
            let conflicts = text(insert.conflicts.iter().map(|conflict| {
                let filters = list(&conflict.filters, expression);
                let set = assignments(&conflict.assignments);
                format!(" conflict{} set {set} filter {filters}", names(&conflict.columns))
            }));
            let target = format!("{}{}", object(&insert.table), alias(&insert.alias));
            let ctes = ctes(&insert.ctes);
            format!(
                "{ctes}insert {target}{} {source}{conflicts}{}",
                names(&insert.columns),
                returning(&insert.returning)
            )
        }
        Statement::Update(update) => {
            let target = format!("{}{}", object(&update.table), alias(&update.alias));
            let from = from(&update.from, &update.using);
            let clauses = list(&update.clauses, expression);
            let flags = flags(&[(!update.has_where, "all")]);
            let (ctes, set) = (ctes(&update.ctes), assignments(&update.assignments));
            format!(
                "{ctes}update{flags} {target} set {set}{from} clauses {clauses}{}",
                returning(&update.returning)
            )
        }
        Statement::Delete(delete) => {
            let target = format!("{}{}", list(&delete.tables, object), alias(&delete.alias));
            let flags = flags(&[(!delete.has_where, "all")]);
            let clauses = list(&delete.clauses, expression);
            let ctes = ctes(&delete.ctes);
            format!("{ctes}delete{flags} {target} clauses {clauses}{}", returning(&delete.returning))
        }
        Statement::Select(read) => query(read),
        Statement::Set { name, value, .. } => format!("set {name} = {value}"),
        Statement::Use { what, .. } => format!("use {what:?}"),
        other => format!("{other:?}"),
    }
}

fn create_table(table: &CreateTable) -> String {
    let flags = flags(&[
        (table.temporary, "temporary"),
        (table.if_not_exists, "if-not-exists"),
        (table.strict, "strict"),
        (table.without_rowid, "without-rowid"),
        (table.is_open, "open"),
    ]);
    let query = text(table.query.iter().map(|read| format!(" {}", query(read))));
    let parts = table.columns.iter().map(column).chain(table.constraints.iter().map(constraint));
    let parts = parts.collect::<Vec<_>>().join(", ");
    format!("table{flags} {} ({parts}){query}", object(&table.name))
}

fn column(column: &Column) -> String {
    let mut parts = vec![name(&column.name)];
    parts.extend(column.data_type.as_ref().map(type_name));
    parts.extend(column.not_null.then(|| "not-null".to_owned()));
    parts.extend(column.identity.then(|| "identity".to_owned()));
    parts.extend(column.default.as_ref().map(|read| format!("default {}", expression(read))));
    parts.extend(column.generated.as_ref().map(|(read, is_stored)| {
        format!("{} {}", if *is_stored { "stored" } else { "virtual" }, expression(read))
    }));
    parts.extend(column.collation.as_ref().map(|collation| format!("collate {}", object(collation))));
    parts.extend(column.constraints.iter().map(constraint));
    parts.join(" ")
}

fn constraint(constraint: &Constraint) -> String {
    let kind = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => format!("primary{}", names(columns)),
        ConstraintKind::Unique { columns, expressions, .. } => {
            format!("unique{}{}", names(columns), list(expressions, expression))
        }
        ConstraintKind::ForeignKey { columns, references } => {
            let actions = text(references.on_delete.iter().map(|action| format!(" on delete {action}")))
                + &text(references.on_update.iter().map(|action| format!(" on update {action}")));
            let target = format!("{}{}", object(&references.table), names(&references.columns));
            format!("foreign{} -> {target}{actions}", names(columns))
        }
        ConstraintKind::Check(read) => format!("check {}", expression(read)),
        other => format!("{other:?}"),
    };
    let own_name = text(constraint.name.iter().map(|own| format!("{}: ", name(own))));
    let flags = flags(&[(constraint.deferrable, "deferrable")]);
    format!("<{}..{} {own_name}{kind}{flags}>", constraint.range.start, constraint.range.end)
}

fn action(action: &ActionKind) -> String {
    match action {
        ActionKind::AddColumn { column, .. } => format!("add {}", self::column(column)),
        ActionKind::DropColumn { name, .. } => format!("drop {}", self::name(name)),
        ActionKind::RenameColumn { from, to, .. } => format!("rename {} to {}", name(from), name(to)),
        ActionKind::AlterColumn { name, change, .. } => format!("alter {} {change:?}", self::name(name)),
        ActionKind::RenameTo(name) => format!("rename to {}", object(name)),
        ActionKind::AddConstraint { constraint, .. } => format!("add {}", self::constraint(constraint)),
        ActionKind::DropConstraint { name, .. } => format!("drop constraint {}", self::name(name)),
        other => format!("{other:?}"),
    }
}

fn query(query: &Query) -> String {
    let order_by = match query.order_by.is_empty() {
        true => String::new(),
        false => format!(" order {}", list(&query.order_by, expression)),
    };
    let limit = match query.limit.is_empty() {
        true => String::new(),
        false => format!(" limit {}", list(&query.limit, expression)),
    };
    format!("{}{}{order_by}{limit}", ctes(&query.ctes), body(&query.body))
}

fn body(body: &Body) -> String {
    match body {
        Body::Select(select) => {
            let items = list(&select.items, item);
            let from = from(&select.from, &select.using);
            let some = |word: &str, read: &[Expression]| match read {
                [] => String::new(),
                read => format!(" {word} {}", list(read, expression)),
            };
            let clauses = some("clauses", &select.clauses) + &some("grouping", &select.grouping);
            format!("select{} {items}{from}{clauses}", flags(&[(select.is_opaque, "?")]))
        }
        Body::Values(rows) => format!("values {}", list(rows, |row| format!("({})", list(row, expression)))),
        Body::Table(table) => format!("table {}", object(table)),
        Body::Compound(parts) => parts.iter().map(self::body).collect::<Vec<_>>().join(" + "),
        other => format!("{other:?}"),
    }
}

fn ctes(ctes: &[Cte]) -> String {
    text(ctes.iter().map(|cte| {
        format!("with {}{} ({}) ", name(&cte.name), names(&cte.columns), statement(&cte.statement))
    }))
}

fn from(from: &[Source], using: &[Name]) -> String {
    if from.is_empty() {
        return String::new();
    }
    let using = if using.is_empty() { String::new() } else { format!(" using{}", names(using)) };
    let sources = list(from, |source| match source {
        Source::Table { name, alias, .. } => format!("{}{}", object(name), self::alias(alias)),
        Source::Query { query, alias, .. } => format!("({}){}", self::query(query), self::alias(alias)),
        Source::Function { call, alias, .. } => format!("{}{}", expression(call), self::alias(alias)),
    });
    format!(" from {sources}{using}")
}

fn item(item: &Item) -> String {
    match item {
        Item::All => "*".to_owned(),
        Item::AllOf(table) => format!("{}.*", object(table)),
        Item::Expression { expression, name } => {
            format!("{}{}", self::expression(expression), alias(name))
        }
    }
}

fn returning(items: &[Item]) -> String {
    if items.is_empty() { String::new() } else { format!(" returning {}", list(items, item)) }
}

fn assignments(assignments: &[Assignment]) -> String {
    list(assignments, |set| format!("{} = {}", list(&set.columns, name), expression(&set.value)))
}

fn expression(expression: &Expression) -> String {
    let mut parts: Vec<String> = expression.columns.iter().map(reference).collect();
    parts.extend(expression.functions.iter().map(|call| {
        let first = text(call.first_text.iter().map(|first| format!(" {first:?}")));
        format!("{}({}{first})", object(&call.name), call.arguments)
    }));
    parts.extend(expression.types.iter().map(|data_type| format!(":{}", type_name(data_type))));
    parts.extend(expression.queries.iter().map(|read| format!("({})", query(read))));
    parts.extend(expression.constant.iter().map(|constant| format!("={constant:?}")));
    parts.extend(expression.is_opaque.then(|| "?".to_owned()));
    format!("{{{}}}", parts.join(" "))
}

fn reference(reference: &ColumnReference) -> String {
    let path = [&reference.schema, &reference.table];
    text(path.into_iter().flatten().map(|part| format!("{}.", name(part)))) + &name(&reference.column)
}

fn type_name(data_type: &TypeName) -> String {
    let arguments = match data_type.arguments.is_empty() {
        true => String::new(),
        false => format!("({})", data_type.arguments.join(",")),
    };
    let quote = if data_type.quoted { "'" } else { "" };
    format!("{quote}{}{quote}{arguments}@{}", data_type.name, data_type.range.start)
}

fn object(object: &ObjectName) -> String {
    text(object.schema.iter().map(|schema| format!("{}.", name(schema)))) + &name(&object.name)
}

fn name(name: &Name) -> String {
    let quote = if name.quoted { "'" } else { "" };
    format!("{quote}{}{quote}@{}", name.text, name.range.start)
}

fn names(names: &[Name]) -> String {
    if names.is_empty() { String::new() } else { format!("({})", list(names, name)) }
}

fn alias(alias: &Option<Name>) -> String {
    text(alias.iter().map(|alias| format!(" as {}", name(alias))))
}

fn flags(flags: &[(bool, &str)]) -> String {
    text(flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| format!(" {flag}")))
}

fn list<T>(list: &[T], one: impl Fn(&T) -> String) -> String {
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn text(parts: impl Iterator<Item = String>) -> String {
    parts.collect()
}
