//! Looks up what queries and expressions refer to.

use ambix_graph::script::Dialect;

use super::missing::Missing;
use super::scope::{Columns, Fields, Presence, Relation, Scope, With};
use super::{Catalog, Entry, Found, Key, Space, built_in};
use crate::suggest::{Word, suggest};
use crate::tree::{
    Assignment, Body, Column, ColumnReference, Constant, Cte, Delete, Expression, FunctionCall, Insert,
    InsertSource, Item, Name, ObjectName, Query, Select, Source, Statement, TypeName, Update,
};

/// What was found out about a statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Problem {
    /// Whether it is a mistake is decided at the end.
    Missing(Missing),
    Wrong(Box<Wrong>),
}

/// A mistake.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) range: std::ops::Range<usize>,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    /// Where the thing was defined that this is about, with what to say there.
    pub(super) other: Option<(super::Place, String)>,
}

/// Looks up names in a catalog.
pub(super) struct Resolver<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) problems: Vec<Problem>,
    /// The relations that were found.
    pub(super) reads: Vec<Key>,
    /// The schemas that are written, folded.
    pub(super) schemas: Vec<String>,
}

impl<'c> Resolver<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Resolver<'c> {
        Resolver { catalog, problems: Vec::new(), reads: Vec::new(), schemas: Vec::new() }
    }

    fn fold(&self, name: &Name) -> String {
        self.catalog.fold(name)
    }

    fn folded(&self, names: &[Name]) -> Vec<String> {
        names.iter().map(|name| self.fold(name)).collect()
    }

    fn wrong(
        &mut self,
        code: &'static str,
        range: std::ops::Range<usize>,
        message: String,
        label: &str,
        near: Option<&str>,
    ) {
        self.problems.push(Problem::Wrong(Box::new(Wrong {
            code,
            range,
            message,
            label: label.to_owned(),
            help: near.map(|near| format!("did you mean `{near}`?")),
            other: None,
        })));
    }

    /// The columns that a query gives.
    pub(super) fn query(&mut self, query: &Query, outer: Option<&Scope<'_, 'c>>, with: &With<'_>) -> Columns {
        let with = self.with(&query.ctes, query.recursive, outer, with);
        let columns = self.body(&query.body, &query.order_by, outer, &with);
        let scope = Scope { outer, ..Scope::default() };
        for expression in &query.limit {
            self.expression(expression, &scope, &with);
        }
        columns
    }

    fn body(
        &mut self,
        body: &Body,
        order_by: &[Expression],
        outer: Option<&Scope<'_, 'c>>,
        with: &With<'_>,
    ) -> Columns {
        match body {
            Body::Select(select) => self.select(select, order_by, outer, with),
            Body::Values(rows) => {
                let scope = Scope { outer, ..Scope::default() };
                for expression in rows.iter().flatten() {
                    self.expression(expression, &scope, with);
                }
                Columns::open()
            }
            Body::Table(name) => self.relation(name, with).columns(),
            Body::Compound(parts) => {
                let mut columns = None;
                for part in parts {
                    let found = self.body(part, &[], outer, with);
                    columns.get_or_insert(found);
                }
                columns.unwrap_or_else(Columns::open)
            }
            Body::Query(query) => self.query(query, outer, with),
            Body::Opaque => Columns::open(),
        }
    }

    /// The named queries of a `WITH`, on top of those around.
    pub(super) fn with<'w>(
        &mut self,
        ctes: &[Cte],
        recursive: bool,
        outer: Option<&Scope<'_, 'c>>,
        around: &'w With<'w>,
    ) -> With<'w> {
        let mut with = With { named: Vec::new(), outer: Some(around) };
        if recursive {
            // Each may name any, itself included; what columns those have is seen only later.
            for cte in ctes {
                let names = self.folded(&cte.columns);
                let columns =
                    if names.is_empty() { Columns::open() } else { Columns { names, is_open: false } };
                with.named.push((self.fold(&cte.name), columns));
            }
        }
        for cte in ctes {
            let given = match &cte.statement {
                Statement::Select(query) => self.query(query, outer, &with),
                Statement::Insert(insert) => self.insert(insert, &with),
                Statement::Update(update) => self.update(update, &with),
                Statement::Delete(delete) => self.delete(delete, &with),
                _ => Columns::open(),
            };
            let columns = match Fields::Columns(given).renamed(self.folded(&cte.columns)) {
                Fields::Columns(columns) => columns,
                Fields::Table(_) => Columns::open(),
            };
            with.named.push((self.fold(&cte.name), columns));
        }
        with
    }

    fn select(
        &mut self,
        select: &Select,
        order_by: &[Expression],
        outer: Option<&Scope<'_, 'c>>,
        with: &With<'_>,
    ) -> Columns {
        let mut scope = Scope { outer, is_open: select.is_opaque, ..Scope::default() };
        self.sources(&select.from, &mut scope, with);
        if self.catalog.dialect == Dialect::Sqlite {
            scope.aliases = self.aliases(&select.items);
        }
        for expression in &select.clauses {
            self.expression(expression, &scope, with);
        }
        for name in &select.using {
            self.reference(&ColumnReference { column: name.clone(), ..ColumnReference::default() }, &scope);
        }
        scope.aliases.clear();
        let columns = self.items(&select.items, &scope, with);
        scope.aliases = self.aliases(&select.items);
        for expression in select.grouping.iter().chain(order_by) {
            self.expression(expression, &scope, with);
        }
        columns
    }

    fn aliases(&self, items: &[Item]) -> Vec<String> {
        let name = |item: &Item| match item {
            Item::Expression { name: Some(name), .. } => Some(self.fold(name)),
            _ => None,
        };
        items.iter().filter_map(name).collect()
    }

    /// Looks up the items of a select list or a `RETURNING`; gives the columns they make.
    fn items(&mut self, items: &[Item], scope: &Scope<'_, 'c>, with: &With<'_>) -> Columns {
        let mut columns = Columns { names: Vec::new(), is_open: scope.is_open };
        for item in items {
            match item {
                Item::All => scope.relations.iter().for_each(|relation| columns.add(&relation.fields)),
                Item::AllOf(name) => {
                    let folded = self.fold(&name.name);
                    let found = scope
                        .chain()
                        .find_map(|scope| scope.relations.iter().find(|relation| relation.name == folded));
                    match found {
                        Some(relation) => columns.add(&relation.fields),
                        None => {
                            columns.is_open = true;
                            if !scope.chain().any(|scope| scope.is_open) {
                                self.no_such_source(&name.name, scope);
                            }
                        }
                    }
                }
                Item::Expression { expression, name } => {
                    self.expression(expression, scope, with);
                    match name {
                        Some(name) => columns.names.push(self.fold(name)),
                        None => columns.is_open = true,
                    }
                }
            }
        }
        columns
    }

    /// Adds sources to a scope. What is lateral sees those before it.
    fn sources(&mut self, sources: &[Source], scope: &mut Scope<'_, 'c>, with: &With<'_>) {
        for source in sources {
            let relation = match source {
                Source::Table { name, alias, columns } => {
                    let fields = self.relation(name, with).renamed(self.folded(columns));
                    Relation { name: self.fold(alias.as_ref().unwrap_or(&name.name)), fields }
                }
                Source::Query { query, alias, columns, lateral } => {
                    let given = match lateral {
                        true => {
                            let seen = scope.clone();
                            self.query(query, Some(&seen), with)
                        }
                        false => self.query(query, scope.outer, with),
                    };
                    let fields = Fields::Columns(given).renamed(self.folded(columns));
                    Relation {
                        name: alias.as_ref().map(|alias| self.fold(alias)).unwrap_or_default(),
                        fields,
                    }
                }
                Source::Function { call, alias, columns } => {
                    let seen = scope.clone();
                    self.expression(call, &seen, with);
                    let fields = Fields::Columns(Columns { names: self.folded(columns), is_open: true });
                    let called = || call.functions.first().map(|function| self.fold(&function.name.name));
                    let name = alias.as_ref().map(|alias| self.fold(alias)).or_else(called);
                    Relation { name: name.unwrap_or_default(), fields }
                }
            };
            scope.relations.push(relation);
        }
    }

    /// The columns of a table, a view or a named query.
    pub(super) fn relation(&mut self, name: &ObjectName, with: &With<'_>) -> Fields<'c> {
        if name.schema.is_none()
            && let Some(columns) = with.find(&self.fold(&name.name))
        {
            return Fields::Columns(columns.clone());
        }
        self.table(name, "table")
    }

    /// The columns of a table or a view that the catalog has; `what` is what is expected.
    pub(super) fn table(&mut self, name: &ObjectName, what: &'static str) -> Fields<'c> {
        self.schema(name);
        match self.catalog.find(Space::Relation, name) {
            Found::Entry(key, entry) => {
                self.reads.push(key);
                match entry {
                    Entry::Table(table) => Fields::Table(table),
                    Entry::View(view) => Fields::Columns(match &view.columns {
                        Some(names) => Columns { names: names.clone(), is_open: false },
                        None => Columns::open(),
                    }),
                    _ => Fields::Columns(Columns::open()),
                }
            }
            Found::Unknown => Fields::Columns(Columns::open()),
            Found::Missing(key) => {
                self.missing(key, what, name);
                Fields::Columns(Columns::open())
            }
        }
    }

    pub(super) fn missing(&mut self, key: Key, what: &'static str, name: &ObjectName) {
        // Functions are many: what is near is looked for once it matters.
        let near = if key.space == Space::Routine { None } else { near(self.catalog, &key, what) };
        let shown = match &name.schema {
            Some(schema) => format!("{}.{}", schema.text, name.name.text),
            None => name.name.text.clone(),
        };
        let is_uncertain = self.catalog.is_uncertain(&key);
        let range = name.range();
        self.problems.push(Problem::Missing(Missing {
            key,
            what,
            shown,
            range,
            near,
            is_gone: false,
            is_uncertain,
            is_reference: false,
        }));
    }

    /// A schema that is written before a name. Most come from outside; one that is nearly another is a mistake.
    pub(super) fn schema(&mut self, name: &ObjectName) {
        let Some(schema) = &name.schema else { return };
        if self.catalog.dialect != Dialect::Postgres {
            return;
        }
        let key = Key { space: Space::Schema, schema: String::new(), name: self.fold(schema) };
        self.schemas.push(key.name.clone());
        if self.catalog.get(&key).is_none() && !self.catalog.may_exist(&key) {
            let name = ObjectName::from(schema.clone());
            self.missing(key, "schema", &name);
        }
    }

    pub(super) fn expressions(&mut self, expressions: &[Expression], scope: &Scope<'_, 'c>, with: &With<'_>) {
        for expression in expressions {
            self.expression(expression, scope, with);
        }
    }

    pub(super) fn expression(&mut self, expression: &Expression, scope: &Scope<'_, 'c>, with: &With<'_>) {
        for reference in &expression.columns {
            self.reference(reference, scope);
        }
        for data_type in &expression.types {
            if !self.is_column_before_text(data_type, scope) {
                self.data_type(data_type);
            }
        }
        for call in &expression.functions {
            if !self.is_column_before_list(call, scope) {
                self.call(call);
            }
        }
        for query in &expression.queries {
            self.query(query, Some(scope), with);
        }
    }

    fn reference(&mut self, reference: &ColumnReference, scope: &Scope<'_, 'c>) {
        let column = self.fold(&reference.column);
        if let Some(table) = &reference.table {
            let folded = self.fold(table);
            let found = scope
                .chain()
                .find_map(|scope| scope.relations.iter().find(|relation| relation.name == folded));
            match found {
                Some(relation) => {
                    if relation.fields.has(&column, self.catalog) == Presence::No {
                        let relations = std::slice::from_ref(relation);
                        self.no_such_column(&reference.column, &column, relations);
                    }
                }
                None if reference.schema.is_some() || scope.chain().any(|scope| scope.is_open) => {}
                None => self.no_such_source(table, scope),
            }
            return;
        }
        for scope in scope.chain() {
            let mut certain = !scope.is_open;
            for relation in &scope.relations {
                match relation.fields.has(&column, self.catalog) {
                    Presence::Yes => return,
                    Presence::Unknown => certain = false,
                    Presence::No => {}
                }
            }
            let is_row = self.catalog.dialect == Dialect::Postgres
                && scope.relations.iter().any(|relation| relation.name == column);
            if !certain || is_row || scope.aliases.contains(&column) {
                return;
            }
        }
        // SQLite takes a name in double quotes that it does not know for a text.
        if self.catalog.dialect == Dialect::Sqlite && reference.column.quoted {
            return;
        }
        let relations: Vec<Relation<'c>> =
            scope.chain().flat_map(|scope| scope.relations.iter().cloned()).collect();
        self.no_such_column(&reference.column, &column, &relations);
    }

    fn no_such_column(&mut self, name: &Name, folded: &str, relations: &[Relation<'c>]) {
        if self.catalog.facts.unknown.covers_name(folded) {
            return;
        }
        let near = suggest(&name.text, relations.iter().flat_map(|relation| relation.fields.names()));
        let message = match relations {
            [] => format!("there is no column `{}` here", name.text),
            [relation] if !relation.name.is_empty() => {
                format!("`{}` has no column `{}`", relation.name, name.text)
            }
            _ => format!("no table of this statement has a column `{}`", name.text),
        };
        self.wrong("unknown-column", name.range.clone(), message, "no such column", near);
    }

    fn no_such_source(&mut self, name: &Name, scope: &Scope<'_, 'c>) {
        let names =
            scope.chain().flat_map(|scope| scope.relations.iter()).map(|relation| relation.name.as_str());
        let near = suggest(&name.text, names.filter(|name| !name.is_empty()));
        let message = format!("this statement has no table `{}` at this place", name.text);
        self.wrong("unknown-table", name.range.clone(), message, "no such table or alias", near);
    }

    /// A column of a table that is named by itself.
    pub(super) fn column(&mut self, name: &Name, table: &ObjectName, fields: &Fields<'c>) {
        let folded = self.fold(name);
        if fields.has(&folded, self.catalog) == Presence::No {
            let relation = Relation { name: table.name.text.clone(), fields: fields.clone() };
            self.no_such_column(name, &folded, std::slice::from_ref(&relation));
        }
    }

    /// `name (1, 2)`: a column with an operator missing behind it reads as a call of a function.
    fn is_column_before_list(&mut self, call: &FunctionCall, scope: &Scope<'_, 'c>) -> bool {
        let Found::Missing(key) = self.catalog.find(Space::Routine, &call.name) else { return false };
        let is_column = |relation: &Relation<'c>| match &relation.fields {
            Fields::Table(table) => table.column(&key.name).is_some(),
            Fields::Columns(columns) => columns.names.contains(&key.name),
        };
        let is_there = scope.chain().any(|scope| scope.relations.iter().any(is_column));
        if call.name.schema.is_some() || !is_there {
            return false;
        }
        let message = format!("`{}` is a column, not a function", call.name.name.text);
        self.wrong("unknown-function", call.name.range(), message, "an operator is missing behind it", None);
        true
    }

    /// `name 'a'`: a column with an operator missing behind it reads as a text of a type.
    fn is_column_before_text(&mut self, data_type: &TypeName, scope: &Scope<'_, 'c>) -> bool {
        if data_type.is_opaque || data_type.schema.is_some() || built_in::is_type(&data_type.name) {
            return false;
        }
        let is_column =
            |relation: &Relation<'c>| relation.fields.has(&data_type.name, self.catalog) == Presence::Yes;
        let is_there = scope.chain().any(|scope| scope.relations.iter().any(is_column));
        let name =
            Name { text: data_type.name.clone(), quoted: data_type.quoted, range: data_type.range.clone() };
        let name = ObjectName::from(name);
        let is_type = |space| !matches!(self.catalog.find(space, &name), Found::Missing(_));
        if !is_there || is_type(Space::Type) || is_type(Space::Relation) {
            return false;
        }
        let message = format!("`{}` is a column, not a type", data_type.name);
        self.wrong(
            "unknown-type",
            data_type.range.clone(),
            message,
            "an operator is missing behind it",
            None,
        );
        true
    }

    /// A type, on PostgreSQL.
    pub(super) fn data_type(&mut self, data_type: &TypeName) {
        if self.catalog.dialect != Dialect::Postgres || data_type.is_opaque {
            return;
        }
        let text = data_type.name.clone();
        let name = Name { text, quoted: data_type.quoted, range: data_type.range.clone() };
        let name = ObjectName { schema: data_type.schema.clone(), name };
        self.schema(&name);
        // A table is a type as well.
        if let Found::Missing(key) = self.catalog.find(Space::Type, &name)
            && matches!(self.catalog.find(Space::Relation, &name), Found::Missing(_))
        {
            if built_in::is_foreign_type(&data_type.name) && !self.catalog.is_uncertain(&key) {
                let near = built_in::in_place_of(&data_type.name);
                let message = format!("PostgreSQL has no type `{}`", data_type.name);
                return self.wrong("unknown-type", data_type.range.clone(), message, "no such type", near);
            }
            let mut name = name;
            name.schema = None;
            self.missing(key, "type", &name);
        }
    }

    /// A default names no column. Bare words that SQLite takes for texts are not here as columns.
    pub(super) fn constant_default(&mut self, column: &Column, default: &Expression) {
        if self.catalog.dialect == Dialect::Mysql || default.is_opaque {
            return;
        }
        if let Some(reference) = default.columns.first() {
            let message = format!("the default of `{}` names `{}`", column.name.text, reference.column.text);
            let label = "a default is the same for every row";
            let range = reference.column.range.clone();
            self.wrong("default-not-constant", range, message, label, None);
            if let Some(Problem::Wrong(wrong)) = self.problems.last_mut() {
                wrong.help = Some(format!("if a text is meant, write `'{}'`", reference.column.text));
            }
        }
    }

    /// A function. `nextval('orders_id_seq')` and its relatives also name a sequence, which the server looks up at once.
    fn call(&mut self, call: &FunctionCall) {
        self.routine(&call.name);
        let is_sequence = ["nextval", "currval", "setval"].iter().any(|name| call.name.name.text == *name);
        if self.catalog.dialect != Dialect::Postgres || !is_sequence {
            return;
        }
        let Some(Constant::Text(text)) = &call.first_text else { return };
        let Some(mut name) = written_name(text) else { return };
        let range = call.name.range();
        name.name.range = range.clone();
        if let Some(schema) = &mut name.schema {
            schema.range = range;
        }
        if let Found::Missing(key) = self.catalog.find(Space::Relation, &name) {
            self.missing(key, "sequence", &name);
        }
    }

    /// A function that must be there.
    pub(super) fn routine(&mut self, name: &ObjectName) {
        self.schema(name);
        let is_other = |space| !matches!(self.catalog.find(space, name), Found::Missing(_));
        if let Found::Missing(key) = self.catalog.find(Space::Routine, name)
            // A type is a function that makes its values, and so is a table.
            && (self.catalog.dialect != Dialect::Postgres || !is_other(Space::Type) && !is_other(Space::Relation))
        {
            self.missing(key, "function", name);
        }
    }

    fn relation_of(&self, name: &ObjectName, alias: Option<&Name>, fields: &Fields<'c>) -> Relation<'c> {
        Relation { name: self.fold(alias.unwrap_or(&name.name)), fields: fields.clone() }
    }

    fn assignment(&mut self, assignment: &Assignment, table: &ObjectName, fields: &Fields<'c>) {
        for column in &assignment.columns {
            self.column(column, table, fields);
        }
    }

    pub(super) fn insert(&mut self, insert: &Insert, around: &With<'_>) -> Columns {
        let with = self.with(&insert.ctes, insert.recursive, None, around);
        let fields = self.table(&insert.table, "table");
        for column in &insert.columns {
            self.column(column, &insert.table, &fields);
        }
        let target = self.relation_of(&insert.table, insert.alias.as_ref(), &fields);
        // MySQL: values may name columns that were set before them.
        let own = Scope::of(vec![target.clone()]);
        match &insert.source {
            InsertSource::Query(query) if self.catalog.dialect == Dialect::Mysql => {
                self.query(query, Some(&own), &with);
            }
            InsertSource::Query(query) => {
                self.query(query, None, &with);
            }
            InsertSource::Set(assignments) => {
                for assignment in assignments {
                    self.assignment(assignment, &insert.table, &fields);
                    self.expression(&assignment.value, &own, &with);
                }
            }
            InsertSource::Default => {}
        }
        let mut scope = own;
        if self.catalog.dialect == Dialect::Mysql {
            // Of a query, its sources may be named too; of rows, their alias.
            scope.is_open = true;
        } else {
            scope.relations.push(Relation { name: "excluded".to_owned(), fields: fields.clone() });
        }
        for conflict in &insert.conflicts {
            for column in &conflict.columns {
                self.column(column, &insert.table, &fields);
            }
            for assignment in &conflict.assignments {
                self.assignment(assignment, &insert.table, &fields);
                self.expression(&assignment.value, &scope, &with);
            }
            self.expressions(&conflict.filters, &scope, &with);
        }
        let mut scope = Scope::of(vec![target]);
        self.add_rows(&mut scope, &fields);
        self.items(&insert.returning, &scope, &with)
    }

    /// What `RETURNING` sees besides the table: PostgreSQL 18 has the rows before and after.
    fn add_rows(&self, scope: &mut Scope<'_, 'c>, fields: &Fields<'c>) {
        if self.catalog.dialect == Dialect::Postgres {
            let row = |name: &str| Relation { name: name.to_owned(), fields: fields.clone() };
            scope.relations.extend(["old", "new"].map(row));
        }
    }

    pub(super) fn update(&mut self, update: &Update, around: &With<'_>) -> Columns {
        let with = self.with(&update.ctes, update.recursive, None, around);
        let fields = self.relation(&update.table, &with);
        let target = self.relation_of(&update.table, update.alias.as_ref(), &fields);
        let mut scope = Scope::of(vec![target]);
        self.sources(&update.from, &mut scope, &with);
        // MySQL's form with several tables may set columns of any of them.
        let is_multiple = self.catalog.dialect == Dialect::Mysql && !update.from.is_empty();
        for assignment in &update.assignments {
            match is_multiple || assignment.table.is_some() {
                true => {
                    for column in &assignment.columns {
                        let reference = ColumnReference {
                            schema: None,
                            table: assignment.table.clone(),
                            column: column.clone(),
                        };
                        self.reference(&reference, &scope);
                    }
                }
                false => self.assignment(assignment, &update.table, &fields),
            }
            self.expression(&assignment.value, &scope, &with);
        }
        self.expressions(&update.clauses, &scope, &with);
        self.add_rows(&mut scope, &fields);
        self.items(&update.returning, &scope, &with)
    }

    pub(super) fn delete(&mut self, delete: &Delete, around: &With<'_>) -> Columns {
        let with = self.with(&delete.ctes, delete.recursive, None, around);
        let mut scope = Scope::default();
        if delete.is_multiple {
            self.sources(&delete.from, &mut scope, &with);
        } else {
            for table in &delete.tables {
                let fields = self.relation(table, &with);
                let relation = self.relation_of(table, delete.alias.as_ref(), &fields);
                scope.relations.push(relation);
            }
            self.sources(&delete.from, &mut scope, &with);
        }
        self.expressions(&delete.clauses, &scope, &with);
        self.items(&delete.returning, &scope, &with)
    }
}

/// What has a similar name.
pub(super) fn near(catalog: &Catalog, key: &Key, what: &str) -> Option<String> {
    let word = Word::new(key.own_name()).filter(|_| catalog.suggests)?;
    let own = catalog.entries().filter(|(known, entry)| {
        let is_kind = matches!(entry, Entry::Index(_)) == (what == "index");
        known.space == key.space && known.schema == key.schema && is_kind && !matches!(entry, Entry::Unknown)
    });
    let mut names: Vec<&str> = own.map(|(known, _)| known.own_name()).collect();
    match key.space {
        Space::Type => names.extend(built_in::TYPES),
        Space::Relation if catalog.dialect == Dialect::Sqlite && what == "table" => {
            names.extend(["sqlite_master", "sqlite_sequence"]);
        }
        _ => {}
    }
    names.retain(|name| word.may_mean(name));
    names.sort_unstable();
    suggest(key.own_name(), names).map(str::to_owned)
}

/// A name in a text: `'public."Orders_id_seq"'`.
fn written_name(text: &str) -> Option<ObjectName> {
    let part = |text: &str| -> Option<Name> {
        let quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
        let inner = if quoted { text.get(1..text.len() - 1)? } else { text };
        let is_plain = !inner.is_empty() && !inner.contains(['"', '.', ' ']);
        is_plain.then(|| Name { text: inner.to_owned(), quoted, range: 0..0 })
    };
    match text.split_once('.') {
        None => Some(ObjectName { schema: None, name: part(text)? }),
        Some((schema, name)) => Some(ObjectName { schema: Some(part(schema)?), name: part(name)? }),
    }
}
