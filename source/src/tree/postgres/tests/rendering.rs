//! A statement in few words, for tests.

use std::fmt::Write as _;
use std::ops::Range;

use super::read;
use crate::tree::{
    Action, ActionKind, Alteration, Assignment, Body, Change, Column, Constant, Constraint, ConstraintKind,
    CreateTable, Cte, Expression, IndexColumn, InsertSource, Item, Name, ObjectName, Query, References,
    Select, Source, Statement, TypeKind, TypeName,
};

/// A statement in few words, and the places of the names in it.
#[derive(Default)]
pub(super) struct Rendering {
    pub(super) out: String,
    pub(super) names: Vec<(Range<usize>, String)>,
}

impl Rendering {
    pub(super) fn of(text: &str) -> Rendering {
        let mut rendering = Rendering::default();
        rendering.statement(&read(text));
        rendering
    }

    fn word(&mut self, word: &str) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '(', '{', '[']) {
            self.out.push(' ');
        }
        self.out.push_str(word);
    }

    fn flag(&mut self, is_set: bool, word: &str) {
        if is_set {
            self.word(word);
        }
    }

    fn name(&mut self, name: &Name) {
        self.names.push((name.range.clone(), name.text.clone()));
        let text = if name.quoted { format!("{:?}", name.text) } else { name.text.clone() };
        self.word(&text);
    }

    fn names(&mut self, names: &[Name]) {
        self.out.push('(');
        names.iter().for_each(|name| self.name(name));
        self.out.push(')');
    }

    fn object(&mut self, name: &ObjectName) {
        if let Some(schema) = &name.schema {
            self.name(schema);
            self.out.push('.');
            let before = self.out.len();
            self.name(&name.name);
            self.out.replace_range(before..=before, "");
            return;
        }
        self.name(&name.name);
    }

    fn objects(&mut self, label: &str, names: &[ObjectName]) {
        if !names.is_empty() {
            self.word(label);
            names.iter().for_each(|name| self.object(name));
        }
    }

    fn labelled(&mut self, label: &str, name: Option<&Name>) {
        if let Some(name) = name {
            self.word(label);
            self.name(name);
        }
    }

    fn data_type(&mut self, name: &TypeName) {
        let mut text = String::from(":");
        if let Some(schema) = &name.schema {
            self.names.push((schema.range.clone(), schema.text.clone()));
            let _ = write!(text, "{}.", schema.text);
        }
        match name.quoted {
            true => text.push_str(&format!("{:?}", name.name)),
            false => text.push_str(&name.name.replace(' ', "_")),
        }
        if !name.arguments.is_empty() {
            let _ = write!(text, "({})", name.arguments.join(","));
        }
        text.push_str(if name.is_array { "[]" } else { "" });
        text.push_str(if name.is_opaque { "?" } else { "" });
        self.word(&text);
    }

    fn expression(&mut self, expression: &Expression) {
        self.word("{");
        for column in &expression.columns {
            let mut parts = [&column.schema, &column.table].into_iter().flatten().collect::<Vec<_>>();
            parts.push(&column.column);
            self.names.extend(parts.iter().map(|part| (part.range.clone(), part.text.clone())));
            let parts = parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>();
            self.word(&parts.join("."));
        }
        for call in &expression.functions {
            self.object(&call.name);
            let _ = write!(self.out, "/{}", call.arguments);
            if let Some(Constant::Text(text)) = &call.first_text {
                let _ = write!(self.out, "'{text}'");
            }
        }
        expression.types.iter().for_each(|name| self.data_type(name));
        expression.queries.iter().for_each(|query| self.nested(query));
        if let Some(constant) = &expression.constant {
            let text = match constant {
                Constant::Null => "=null".to_owned(),
                Constant::Boolean(value) => format!("={value}"),
                Constant::Number(number) => format!("={number}"),
                Constant::Text(text) => format!("='{text}'"),
                Constant::Current(word) => format!("={word}"),
            };
            self.word(&text);
        }
        self.flag(expression.is_opaque, "?");
        self.out.push('}');
    }

    fn expressions(&mut self, label: &str, expressions: &[Expression]) {
        if !expressions.is_empty() {
            self.word(label);
            expressions.iter().for_each(|expression| self.expression(expression));
        }
    }

    fn labelled_expression(&mut self, label: &str, expression: Option<&Expression>) {
        if let Some(expression) = expression {
            self.word(label);
            self.expression(expression);
        }
    }

    fn nested(&mut self, query: &Query) {
        self.word("(");
        self.query(query);
        self.out.push(')');
    }

    fn ctes(&mut self, ctes: &[Cte], recursive: bool) {
        for cte in ctes {
            self.word(if recursive { "with recursive" } else { "with" });
            self.name(&cte.name);
            self.names(&cte.columns);
            self.word("[");
            self.statement(&cte.statement);
            self.out.push(']');
        }
    }

    fn query(&mut self, query: &Query) {
        self.ctes(&query.ctes, query.recursive);
        self.body(&query.body);
        self.expressions("order", &query.order_by);
        self.expressions("limit", &query.limit);
        if let Some(into) = &query.into {
            self.word("into");
            self.object(into);
        }
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Select(select) => self.select(select),
            Body::Values(rows) => {
                self.word("values");
                for row in rows {
                    self.word("(");
                    row.iter().for_each(|value| self.expression(value));
                    self.out.push(')');
                }
            }
            Body::Table(name) => {
                self.word("table");
                self.object(name);
            }
            Body::Compound(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    self.flag(index > 0, "|");
                    self.body(part);
                }
            }
            Body::Query(query) => self.nested(query),
            Body::Opaque => self.word("?"),
        }
    }

    fn select(&mut self, select: &Select) {
        self.word("select");
        self.items(&select.items);
        if !select.from.is_empty() {
            self.word("from");
            self.sources(&select.from);
        }
        self.using(&select.using);
        self.expressions("where", &select.clauses);
        self.expressions("group", &select.grouping);
        self.flag(select.is_opaque, "?");
    }

    fn using(&mut self, using: &[Name]) {
        if !using.is_empty() {
            self.word("using");
            self.names(using);
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::All => self.word("*"),
                Item::AllOf(name) => {
                    self.object(name);
                    self.out.push_str(".*");
                }
                Item::Expression { expression, name } => {
                    self.expression(expression);
                    self.labelled("as", name.as_ref());
                }
            }
        }
    }

    fn sources(&mut self, sources: &[Source]) {
        for source in sources {
            let (alias, columns) = match source {
                Source::Table { name, alias, columns } => {
                    self.object(name);
                    (alias, columns)
                }
                Source::Query { query, alias, columns, lateral } => {
                    self.flag(*lateral, "lateral");
                    self.nested(query);
                    (alias, columns)
                }
                Source::Function { call, alias, columns } => {
                    self.word("function");
                    self.expression(call);
                    (alias, columns)
                }
            };
            self.labelled("as", alias.as_ref());
            if !columns.is_empty() {
                self.names(columns);
            }
        }
    }

    fn assignments(&mut self, assignments: &[Assignment]) {
        for assignment in assignments {
            self.word("set");
            self.names(&assignment.columns);
            self.expression(&assignment.value);
        }
    }

    fn returning(&mut self, items: &[Item]) {
        if !items.is_empty() {
            self.word("returning");
            self.items(items);
        }
    }

    fn column(&mut self, column: &Column) {
        self.word("[");
        self.name(&column.name);
        column.data_type.iter().for_each(|name| self.data_type(name));
        self.flag(column.not_null, "not-null");
        self.flag(column.identity, "identity");
        self.labelled_expression("default", column.default.as_ref());
        if let Some((value, is_stored)) = &column.generated {
            self.word(if *is_stored { "stored" } else { "virtual" });
            self.expression(value);
        }
        if let Some(collation) = &column.collation {
            self.word("collate");
            self.object(collation);
        }
        column.constraints.iter().for_each(|constraint| self.constraint(constraint));
        self.out.push(']');
    }

    fn constraint(&mut self, constraint: &Constraint) {
        self.word("[");
        self.labelled("constraint", constraint.name.as_ref());
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, using_index } => {
                self.word("primary");
                self.names(columns);
                self.labelled("using", using_index.as_ref());
            }
            ConstraintKind::Unique { columns, using_index, .. } => {
                self.word("unique");
                self.names(columns);
                self.labelled("using", using_index.as_ref());
            }
            ConstraintKind::ForeignKey { columns, references } => {
                self.word("foreign");
                self.names(columns);
                self.references(references);
            }
            ConstraintKind::Check(expression) => self.labelled_expression("check", Some(expression)),
            ConstraintKind::Exclude(expression) => self.labelled_expression("exclude", Some(expression)),
            ConstraintKind::Index { .. } => self.word("index"),
            ConstraintKind::NotNull(name) => self.labelled("not-null", Some(name)),
        }
        self.flag(constraint.not_valid, "not-valid");
        self.flag(constraint.deferrable, "deferrable");
        self.out.push(']');
    }

    fn references(&mut self, references: &References) {
        self.objects("references", std::slice::from_ref(&references.table));
        self.names(&references.columns);
        for (label, action) in [("delete", &references.on_delete), ("update", &references.on_update)] {
            if let Some(action) = action {
                self.word(&format!("{label}={}", action.replace(' ', "-")));
            }
            if label == "delete" && !references.on_delete_columns.is_empty() {
                self.names(&references.on_delete_columns);
            }
        }
    }

    fn create_table(&mut self, table: &CreateTable) {
        self.objects("create-table", std::slice::from_ref(&table.name));
        self.flag(table.temporary, "temporary");
        self.flag(table.if_not_exists, "if-not-exists");
        self.flag(table.unlogged, "unlogged");
        self.flag(table.is_open, "open");
        table.columns.iter().for_each(|column| self.column(column));
        table.constraints.iter().for_each(|constraint| self.constraint(constraint));
        self.objects("like", &table.like);
        self.objects("inherits", &table.inherits);
        self.objects("partition-of", table.partition_of.as_slice());
        self.labelled_expression("partition-by", table.partition_by.as_ref());
        if let Some(query) = &table.query {
            self.nested(query);
        }
    }

    fn action(&mut self, action: &Action) {
        self.word("|");
        match &action.kind {
            ActionKind::AddColumn { column, if_not_exists, .. } => {
                self.word("add");
                self.flag(*if_not_exists, "if-not-exists");
                self.column(column);
            }
            ActionKind::DropColumn { name, if_exists, cascade } => {
                self.labelled("drop", Some(name));
                self.flag(*if_exists, "if-exists");
                self.flag(*cascade, "cascade");
            }
            ActionKind::RenameColumn { from, to, .. } => {
                self.labelled("rename", Some(from));
                self.labelled("to", Some(to));
            }
            ActionKind::AlterColumn { name, change, .. } => {
                self.labelled("alter", Some(name));
                self.change(change);
            }
            ActionKind::RenameTo(name) => self.objects("rename-to", std::slice::from_ref(name)),
            ActionKind::SetSchema(name) => self.labelled("set-schema", Some(name)),
            ActionKind::AddConstraint { constraint, .. } => {
                self.word("add");
                self.constraint(constraint);
            }
            ActionKind::DropConstraint { name, if_exists, cascade, .. } => {
                self.labelled("drop-constraint", Some(name));
                self.flag(*if_exists, "if-exists");
                self.flag(*cascade, "cascade");
            }
            ActionKind::RenameConstraint { from, to } => {
                self.labelled("rename-constraint", Some(from));
                self.labelled("to", Some(to));
            }
            ActionKind::ValidateConstraint(name) => self.labelled("validate", Some(name)),
            ActionKind::AttachPartition(name) => self.objects("attach", std::slice::from_ref(name)),
            ActionKind::DetachPartition { name, concurrently } => {
                self.objects("detach", std::slice::from_ref(name));
                self.flag(*concurrently, "concurrently");
            }
            ActionKind::Inherit(name) => self.objects("inherit", std::slice::from_ref(name)),
            ActionKind::Trigger(name) => self.labelled("trigger", Some(name)),
            ActionKind::UsesIndex(name) => self.labelled("uses", Some(name)),
            ActionKind::Option => self.word("option"),
            ActionKind::Opaque => self.word("?"),
            other => self.word(&format!("{other:?}")),
        }
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::SetDefault(value) => self.labelled_expression("default", Some(value)),
            Change::DropDefault => self.word("drop-default"),
            Change::SetNotNull => self.word("not-null"),
            Change::DropNotNull => self.word("drop-not-null"),
            Change::SetType { data_type, using } => {
                self.data_type(data_type);
                self.labelled_expression("using", using.as_deref());
            }
            Change::AddIdentity => self.word("identity"),
            Change::DropIdentity { if_exists } => {
                self.word("drop-identity");
                self.flag(*if_exists, "if-exists");
            }
            Change::Expression(Some(value)) => self.labelled_expression("expression", Some(value)),
            Change::Expression(None) => self.word("drop-expression"),
            Change::Option => self.word("option"),
        }
    }

    fn alteration(&mut self, alteration: &Alteration) {
        self.word("|");
        match alteration {
            Alteration::RenameTo(name) => self.labelled("rename-to", Some(name)),
            Alteration::SetSchema(name) => self.labelled("set-schema", Some(name)),
            Alteration::AddValue { value, if_not_exists, neighbour } => {
                self.labelled("add-value", Some(value));
                self.flag(*if_not_exists, "if-not-exists");
                self.labelled("beside", neighbour.as_ref());
            }
            Alteration::RenameValue { from, to } => {
                self.labelled("rename-value", Some(from));
                self.labelled("to", Some(to));
            }
            Alteration::AddAttribute(column) => {
                self.word("add");
                self.column(column);
            }
            Alteration::DropAttribute { name, if_exists } => {
                self.labelled("drop", Some(name));
                self.flag(*if_exists, "if-exists");
            }
            Alteration::RenameColumn { from, to } => {
                self.labelled("rename", Some(from));
                self.labelled("to", Some(to));
            }
            Alteration::OwnedBy(None) => self.word("owned-by-none"),
            Alteration::OwnedBy(Some((table, column))) => {
                self.objects("owned-by", std::slice::from_ref(table));
                self.labelled("column", Some(column));
            }
            Alteration::Conditions(conditions) => self.expressions("where", conditions),
            Alteration::Option => self.word("option"),
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::CreateTable(table) => self.create_table(table),
            Statement::AlterTable(alter) => {
                self.objects("alter-table", std::slice::from_ref(&alter.name));
                self.flag(alter.if_exists, "if-exists");
                alter.actions.iter().for_each(|action| self.action(action));
            }
            Statement::CreateIndex(index) => {
                self.word("create-index");
                index.name.iter().for_each(|name| self.object(name));
                self.objects("on", std::slice::from_ref(&index.table));
                self.flag(index.unique, "unique");
                self.flag(index.concurrently, "concurrently");
                self.flag(index.if_not_exists, "if-not-exists");
                self.flag(index.only, "only");
                self.flag(index.method.is_some(), index.method.as_deref().unwrap_or_default());
                for column in &index.columns {
                    match column {
                        IndexColumn::Column(name) => self.name(name),
                        IndexColumn::Expression(expression) => self.expression(expression),
                    }
                }
                if !index.include.is_empty() {
                    self.word("include");
                    self.names(&index.include);
                }
                self.labelled_expression("where", index.predicate.as_ref());
            }
            Statement::CreateView(view) => {
                self.objects("create-view", std::slice::from_ref(&view.name));
                self.flag(view.or_replace, "or-replace");
                self.flag(view.if_not_exists, "if-not-exists");
                self.flag(view.temporary, "temporary");
                self.flag(view.materialized, "materialized");
                self.names(&view.columns);
                self.nested(&view.query);
            }
            Statement::CreateTrigger(trigger) => {
                self.objects("create-trigger", std::slice::from_ref(&trigger.name));
                self.objects("on", std::slice::from_ref(&trigger.table));
                self.flag(trigger.or_replace, "or-replace");
                self.names(&trigger.columns);
                self.labelled_expression("when", trigger.when.as_ref());
                self.objects("calls", trigger.function.as_slice());
            }
            Statement::CreateRoutine(routine) => {
                self.word(&format!("create-{:?}", routine.kind).to_lowercase());
                self.object(&routine.name);
                self.flag(routine.or_replace, "or-replace");
                routine.types.iter().for_each(|name| self.data_type(name));
                self.flag(routine.language.is_some(), routine.language.as_deref().unwrap_or_default());
            }
            Statement::CreateType(created) => {
                self.objects("create-type", std::slice::from_ref(&created.name));
                match &created.kind {
                    TypeKind::Enum(values) => self.names(values),
                    TypeKind::Composite(columns) => columns.iter().for_each(|column| self.column(column)),
                    TypeKind::Domain(base, checks) => {
                        self.data_type(base);
                        self.expression(checks);
                    }
                    TypeKind::Other => self.word("other"),
                }
            }
            Statement::Create(create) => {
                self.word(&format!("create-{:?}", create.kind).to_lowercase());
                create.name.iter().for_each(|name| self.object(name));
                self.objects("on", create.table.as_slice());
                self.flag(create.if_not_exists, "if-not-exists");
                self.flag(create.or_replace, "or-replace");
                self.expressions("where", &create.expressions);
                for statement in &create.statements {
                    self.word("[");
                    self.statement(statement);
                    self.out.push(']');
                }
            }
            Statement::Alter(alter) => {
                self.word(&format!("alter-{:?}", alter.kind).to_lowercase());
                self.object(&alter.name);
                self.objects("on", alter.table.as_slice());
                self.flag(alter.if_exists, "if-exists");
                alter.changes.iter().for_each(|change| self.alteration(change));
            }
            Statement::Drop(drop) => {
                self.word(&format!("drop-{:?}", drop.kind).to_lowercase());
                drop.names.iter().for_each(|name| self.object(name));
                self.objects("on", drop.table.as_slice());
                self.flag(drop.if_exists, "if-exists");
                self.flag(drop.cascade, "cascade");
                self.flag(drop.concurrently, "concurrently");
            }
            Statement::Insert(insert) => {
                self.ctes(&insert.ctes, insert.recursive);
                self.objects("insert", std::slice::from_ref(&insert.table));
                self.labelled("as", insert.alias.as_ref());
                self.names(&insert.columns);
                match &insert.source {
                    InsertSource::Query(query) => self.nested(query),
                    InsertSource::Set(assignments) => self.assignments(assignments),
                    InsertSource::Default => self.word("default"),
                }
                for conflict in &insert.conflicts {
                    self.word("conflict");
                    self.names(&conflict.columns);
                    self.labelled("constraint", conflict.constraint.as_ref());
                    self.assignments(&conflict.assignments);
                    self.expressions("where", &conflict.filters);
                }
                self.returning(&insert.returning);
            }
            Statement::Update(update) => {
                self.ctes(&update.ctes, update.recursive);
                self.objects("update", std::slice::from_ref(&update.table));
                self.labelled("as", update.alias.as_ref());
                self.assignments(&update.assignments);
                self.flag(!update.from.is_empty(), "from");
                self.sources(&update.from);
                self.using(&update.using);
                self.flag(update.has_where, "filtered");
                self.expressions("where", &update.clauses);
                self.returning(&update.returning);
            }
            Statement::Delete(delete) => {
                self.ctes(&delete.ctes, delete.recursive);
                self.objects("delete", &delete.tables);
                self.labelled("as", delete.alias.as_ref());
                self.flag(!delete.from.is_empty(), "from");
                self.sources(&delete.from);
                self.using(&delete.using);
                self.flag(delete.has_where, "filtered");
                self.expressions("where", &delete.clauses);
                self.returning(&delete.returning);
            }
            Statement::Select(query) => self.query(query),
            Statement::Truncate { tables, cascade } => {
                self.objects("truncate", tables);
                self.flag(*cascade, "cascade");
            }
            Statement::Comment(comment) => {
                self.word(&format!("comment-{:?}", comment.kind).to_lowercase());
                self.object(&comment.name);
                self.labelled("part", comment.part.as_ref());
            }
            Statement::Grant { tables } => {
                self.word("grant");
                self.objects("on", tables);
            }
            Statement::Use { relations, columns, what } => {
                self.word(&format!("{what:?}").to_lowercase());
                relations.iter().for_each(|name| self.object(name));
                self.using(columns);
            }
            Statement::Set { name, value, local } => {
                self.word(&format!("set {name}={value}"));
                self.flag(*local, "local");
            }
            Statement::Transaction => self.word("transaction"),
            Statement::Other => self.word("other"),
            Statement::Opaque => self.word("?"),
            Statement::RenameTables(_) => self.word("rename-tables"),
        }
    }
}
