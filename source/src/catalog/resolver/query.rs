//! What queries give.

use ambix_graph::script::Dialect;

use super::super::scope::{Columns, Fields, Relation, Scope, With};
use super::Resolver;
use crate::tree::{Body, ColumnReference, Cte, Expression, Item, Query, Select, Source, Statement};

impl<'c> Resolver<'c> {
    /// The columns that a query gives.
    pub(in crate::catalog) fn query(
        &mut self,
        query: &Query,
        outer: Option<&Scope<'_, 'c>>,
        with: &With<'_>,
    ) -> Columns {
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
    pub(in crate::catalog) fn with<'w>(
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
    pub(super) fn items(&mut self, items: &[Item], scope: &Scope<'_, 'c>, with: &With<'_>) -> Columns {
        let mut columns = Columns { names: Vec::new(), is_open: scope.is_open };
        for item in items {
            match item {
                Item::All => scope.relations.iter().for_each(|relation| columns.add(&relation.fields)),
                Item::AllOf(name) => {
                    let folded = self.fold(&name.name);
                    let mut named = scope
                        .chain()
                        .flat_map(|scope| scope.relations.iter().filter(|relation| relation.name == folded));
                    match named.next() {
                        Some(relation) => {
                            columns.add(&relation.fields);
                            // Of which schema it is, is not looked at.
                            columns.is_open |= name.schema.is_some() && named.next().is_some();
                        }
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
    pub(super) fn sources(&mut self, sources: &[Source], scope: &mut Scope<'_, 'c>, with: &With<'_>) {
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
}
