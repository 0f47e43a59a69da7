//! Statements that change data, in triggers too.

use sqlite3_parser::ast::{
    DistinctNames, Expr, FromClause, InsertBody, QualifiedName, ResolveType, Select, Set, Stmt, TriggerCmd,
    Upsert, UpsertDo,
};

use super::expression::bare;
use super::from::Sources;
use super::reader::Reader;
use crate::tree::{
    Assignment, Conflict, Cte, Delete, Expression, Insert, InsertSource, Name, ObjectName, Statement, Update,
};

/// SQLite's own tables: whoever writes to them changes definitions behind everybody's back.
fn is_schema_table(table: &ObjectName) -> bool {
    ["sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"]
        .iter()
        .any(|name| table.name.text.eq_ignore_ascii_case(name))
}

impl Reader<'_> {
    pub(super) fn insert(&mut self, statement: &Stmt<'_>) -> Option<Statement> {
        let Stmt::Insert { with, or_conflict, tbl_name, columns, body, returning } = statement else {
            return None;
        };
        let ctes = self.with(with)?;
        let mut insert = self.insert_into(ctes, or_conflict, tbl_name, columns)?;
        match body {
            InsertBody::DefaultValues => self.expect_all(&["DEFAULT", "VALUES"])?,
            InsertBody::Select(select, upsert) => self.insert_source(&mut insert, select, *upsert)?,
        }
        insert.returning = self.returning(*returning)?;
        self.changes(&insert.table)?;
        Some(Statement::Insert(Box::new(insert)))
    }

    /// `INSERT OR … INTO t (columns)`
    fn insert_into(
        &mut self,
        ctes: Vec<Cte>,
        or_conflict: &Option<ResolveType>,
        table: &QualifiedName<'_>,
        columns: &Option<DistinctNames<'_>>,
    ) -> Option<Insert> {
        if !self.skip("REPLACE") {
            self.expect("INSERT")?;
            self.or_conflict(or_conflict)?;
        }
        self.expect("INTO")?;
        let recursive = !ctes.is_empty();
        let name = self.object_name(table)?;
        let alias = self.table_alias(table)?;
        let columns = match columns {
            Some(columns) => {
                self.expect("(")?;
                let columns = self.names(columns)?;
                self.expect(")")?;
                columns
            }
            None => Vec::new(),
        };
        Some(Insert { ctes, recursive, table: name, alias, columns, ..Insert::default() })
    }

    /// What is inserted, and what happens to the rows that are there.
    fn insert_source(
        &mut self,
        insert: &mut Insert,
        select: &Select<'_>,
        upsert: Option<&Upsert<'_>>,
    ) -> Option<()> {
        insert.source = InsertSource::Query(Box::new(self.query(select)?));
        let mut next = upsert;
        while let Some(upsert) = next {
            insert.conflicts.push(self.conflict(upsert)?);
            next = upsert.next;
        }
        Some(())
    }

    fn conflict(&mut self, upsert: &Upsert<'_>) -> Option<Conflict> {
        let mut conflict = Conflict::default();
        self.expect_all(&["ON", "CONFLICT"])?;
        if let Some(index) = &upsert.index {
            self.expect("(")?;
            for (position, target) in index.targets.iter().enumerate() {
                if position > 0 {
                    self.expect(",")?;
                }
                let mut read = self.expression(&target.expr)?;
                self.direction(target)?;
                match (bare(&target.expr), read.columns.pop()) {
                    (Expr::Id(_), Some(reference)) => conflict.columns.push(reference.column),
                    (_, reference) => {
                        read.columns.extend(reference);
                        conflict.filters.push(read);
                    }
                }
            }
            self.expect(")")?;
            conflict.filters.extend(self.condition(&index.where_clause)?);
        }
        self.expect("DO")?;
        match &upsert.do_clause {
            UpsertDo::Nothing => self.expect("NOTHING")?,
            UpsertDo::Set { sets, where_clause } => {
                self.expect_all(&["UPDATE", "SET"])?;
                conflict.assignments = self.assignments(sets)?;
                conflict.filters.extend(self.condition(where_clause)?);
            }
        }
        Some(conflict)
    }

    pub(super) fn update(&mut self, statement: &Stmt<'_>) -> Option<Statement> {
        let Stmt::Update {
            with,
            or_conflict,
            tbl_name,
            indexed,
            sets,
            from,
            where_clause,
            returning,
            order_by,
            limit,
        } = statement
        else {
            return None;
        };
        let ctes = self.with(with)?;
        let (table, alias) = self.update_table(or_conflict, tbl_name)?;
        self.indexed(indexed)?;
        let mut update = self.update_rest(sets, from, where_clause)?;
        update.returning = self.returning(*returning)?;
        update.clauses.extend(self.order_by(*order_by)?);
        update.clauses.extend(self.limit(*limit)?);
        self.changes(&table)?;
        let recursive = !ctes.is_empty();
        Some(Statement::Update(Box::new(Update { ctes, recursive, table, alias, ..update })))
    }

    /// `UPDATE OR … t AS a`
    fn update_table(
        &mut self,
        or_conflict: &Option<ResolveType>,
        table: &QualifiedName<'_>,
    ) -> Option<(ObjectName, Option<Name>)> {
        self.expect("UPDATE")?;
        self.or_conflict(or_conflict)?;
        Some((self.object_name(table)?, self.table_alias(table)?))
    }

    /// `SET … FROM … WHERE …`
    fn update_rest(
        &mut self,
        sets: &[Set<'_>],
        from: &Option<FromClause<'_>>,
        condition: &Option<Expr<'_>>,
    ) -> Option<Update> {
        self.expect("SET")?;
        let assignments = self.assignments(sets)?;
        let mut sources = Sources::default();
        if let Some(from) = from {
            self.expect("FROM")?;
            self.from(from, &mut sources)?;
            if sources.is_opaque {
                sources.hide();
            }
        }
        let mut clauses = sources.conditions;
        clauses.extend(self.condition(condition)?);
        Some(Update {
            assignments,
            from: sources.from,
            clauses,
            has_where: condition.is_some(),
            using: sources.using,
            ..Update::default()
        })
    }

    pub(super) fn delete(&mut self, statement: &Stmt<'_>) -> Option<Statement> {
        let Stmt::Delete { with, tbl_name, indexed, where_clause, returning, order_by, limit } = statement
        else {
            return None;
        };
        let ctes = self.with(with)?;
        self.expect_all(&["DELETE", "FROM"])?;
        let table = self.object_name(tbl_name)?;
        let alias = self.table_alias(tbl_name)?;
        self.indexed(indexed)?;
        let mut clauses = Vec::from_iter(self.condition(where_clause)?);
        let returning = self.returning(*returning)?;
        clauses.extend(self.order_by(*order_by)?);
        clauses.extend(self.limit(*limit)?);
        self.changes(&table)?;
        Some(Statement::Delete(Box::new(Delete {
            recursive: !ctes.is_empty(),
            ctes,
            tables: vec![table],
            alias,
            clauses,
            has_where: where_clause.is_some(),
            returning,
            ..Delete::default()
        })))
    }

    /// A statement in the body of a trigger.
    pub(super) fn trigger_command(&mut self, command: &TriggerCmd<'_>) -> Option<Statement> {
        match command {
            TriggerCmd::Select(select) => Some(Statement::Select(Box::new(self.query(select)?))),
            TriggerCmd::Insert { or_conflict, tbl_name, col_names, select, upsert } => {
                let mut insert = self.insert_into(Vec::new(), or_conflict, tbl_name, col_names)?;
                self.insert_source(&mut insert, select, *upsert)?;
                Some(Statement::Insert(Box::new(insert)))
            }
            TriggerCmd::Update { or_conflict, tbl_name, sets, from, where_clause } => {
                let (table, alias) = self.update_table(or_conflict, tbl_name)?;
                let update = self.update_rest(sets, from, where_clause)?;
                Some(Statement::Update(Box::new(Update { table, alias, ..update })))
            }
            TriggerCmd::Delete { tbl_name, where_clause } => {
                self.expect_all(&["DELETE", "FROM"])?;
                let table = self.object_name(tbl_name)?;
                let alias = self.table_alias(tbl_name)?;
                let clauses = Vec::from_iter(self.condition(where_clause)?);
                Some(Statement::Delete(Box::new(Delete {
                    tables: vec![table],
                    alias,
                    clauses,
                    has_where: where_clause.is_some(),
                    ..Delete::default()
                })))
            }
        }
    }

    /// A table whose rows are just data; writing to any other may have changed anything.
    fn changes(&self, table: &ObjectName) -> Option<()> {
        (!is_schema_table(table)).then_some(())
    }

    /// `OR REPLACE`
    fn or_conflict(&mut self, resolution: &Option<ResolveType>) -> Option<()> {
        if resolution.is_some() {
            self.expect("OR")?;
            self.advance()?;
        }
        Some(())
    }

    /// `WHERE …`
    pub(super) fn condition(&mut self, condition: &Option<Expr<'_>>) -> Option<Option<Expression>> {
        let Some(condition) = condition else { return Some(None) };
        self.expect("WHERE")?;
        Some(Some(self.expression(condition)?))
    }

    /// `a = x, (b, c) = (y, z)`
    fn assignments(&mut self, sets: &[Set<'_>]) -> Option<Vec<Assignment>> {
        let mut read = Vec::with_capacity(sets.len());
        for set in sets {
            if !read.is_empty() {
                self.expect(",")?;
            }
            let in_parentheses = self.skip("(");
            let columns = self.names(&set.col_names)?;
            if in_parentheses {
                self.expect(")")?;
            }
            // `=` or `==`
            self.advance()?;
            read.push(Assignment { table: None, columns, value: self.expression(&set.expr)? });
        }
        Some(read)
    }
}
