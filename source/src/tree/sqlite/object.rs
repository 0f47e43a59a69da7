//! Indexes, views, triggers; `DROP`.

use sqlite3_parser::ast::{Expr, Literal, QualifiedName, SortedColumn, Stmt, TriggerEvent, TriggerTime};

use super::expression::bare;
use super::reader::Reader;
use crate::tree::{
    CreateIndex, CreateTrigger, CreateView, Drop, IndexColumn, Object, ObjectName, Query, Statement,
};

/// What is in the schema of temporary objects.
pub(super) fn is_temporary(name: &ObjectName) -> bool {
    name.schema.as_ref().is_some_and(|schema| schema.text.eq_ignore_ascii_case("temp"))
}

impl Reader<'_> {
    /// `CREATE TEMPORARY VIEW IF NOT EXISTS`
    pub(super) fn create(&mut self, temporary: bool, words: &[&str], if_not_exists: bool) -> Option<()> {
        self.expect("CREATE")?;
        if temporary {
            self.advance()?;
        }
        self.expect_all(words)?;
        if if_not_exists { self.expect_all(&["IF", "NOT", "EXISTS"]) } else { Some(()) }
    }

    pub(super) fn create_index(&mut self, statement: &Stmt<'_>) -> Option<Statement> {
        let Stmt::CreateIndex { unique, if_not_exists, idx_name, tbl_name, columns, where_clause } =
            statement
        else {
            return None;
        };
        let words: &[&str] = if *unique { &["UNIQUE", "INDEX"] } else { &["INDEX"] };
        self.create(false, words, *if_not_exists)?;
        let name = self.object_name(idx_name)?;
        self.expect("ON")?;
        // The table is in the schema that the index is to be in.
        let table = ObjectName { schema: None, name: self.name(tbl_name.0)? };
        let columns = self.key_columns(columns)?;
        let predicate = self.condition(where_clause)?;
        Some(Statement::CreateIndex(Box::new(CreateIndex {
            name: Some(name),
            table,
            unique: *unique,
            if_not_exists: *if_not_exists,
            columns,
            predicate,
            ..CreateIndex::default()
        })))
    }

    /// `(a, lower(b) DESC)`, parentheses included. A string is a column's name here.
    pub(super) fn key_columns(&mut self, list: &[SortedColumn<'_>]) -> Option<Vec<IndexColumn>> {
        self.expect("(")?;
        let read = self.key_column_list(list)?;
        self.expect(")")?;
        Some(read)
    }

    pub(super) fn key_column_list(&mut self, list: &[SortedColumn<'_>]) -> Option<Vec<IndexColumn>> {
        let mut read = Vec::with_capacity(list.len());
        for column in list {
            if !read.is_empty() {
                self.expect(",")?;
            }
            let name = match collated(&column.expr) {
                Expr::Literal(Literal::String(_)) => self.peek_name(),
                _ => None,
            };
            let mut expression = self.expression(&column.expr)?;
            self.direction(column)?;
            let name = match (name, bare(&column.expr)) {
                (None, Expr::Id(_)) => expression.columns.pop().map(|reference| reference.column),
                (name, _) => name,
            };
            read.push(match name {
                Some(name) => IndexColumn::Column(name),
                None => IndexColumn::Expression(expression),
            });
        }
        Some(read)
    }

    pub(super) fn create_view(&mut self, statement: &Stmt<'_>) -> Option<Statement> {
        let Stmt::CreateView { temporary, if_not_exists, view_name, columns, select } = statement else {
            return None;
        };
        self.create(*temporary, &["VIEW"], *if_not_exists)?;
        let name = self.object_name(view_name)?;
        let columns = self.column_list(*columns)?;
        self.expect("AS")?;
        let query: Query = self.query(select)?;
        Some(Statement::CreateView(Box::new(CreateView {
            temporary: *temporary || is_temporary(&name),
            name,
            columns,
            query,
            if_not_exists: *if_not_exists,
            ..CreateView::default()
        })))
    }

    pub(super) fn create_trigger(&mut self, statement: &Stmt<'_>) -> Option<Statement> {
        let Stmt::CreateTrigger {
            temporary,
            if_not_exists,
            trigger_name,
            time,
            event,
            tbl_name,
            for_each_row,
            when_clause,
            commands,
        } = statement
        else {
            return None;
        };
        self.create(*temporary, &["TRIGGER"], *if_not_exists)?;
        let name = self.object_name(trigger_name)?;
        match time {
            None => {}
            Some(TriggerTime::Before) => self.expect("BEFORE")?,
            Some(TriggerTime::After) => self.expect("AFTER")?,
            Some(TriggerTime::InsteadOf) => self.expect_all(&["INSTEAD", "OF"])?,
        }
        let columns = match event {
            TriggerEvent::Delete => self.expect("DELETE").map(|()| Vec::new())?,
            TriggerEvent::Insert => self.expect("INSERT").map(|()| Vec::new())?,
            TriggerEvent::Update => self.expect("UPDATE").map(|()| Vec::new())?,
            TriggerEvent::UpdateOf(columns) => {
                self.expect_all(&["UPDATE", "OF"])?;
                self.names(columns)?
            }
        };
        self.expect("ON")?;
        let table = self.object_name(tbl_name)?;
        if *for_each_row {
            self.expect_all(&["FOR", "EACH", "ROW"])?;
        }
        let when = match when_clause {
            Some(condition) => {
                self.expect("WHEN")?;
                Some(self.expression(condition)?)
            }
            None => None,
        };
        self.expect("BEGIN")?;
        let mut body = Vec::with_capacity(commands.len());
        for command in commands.iter() {
            body.push(self.trigger_command(command)?);
            self.expect(";")?;
        }
        self.expect("END")?;
        Some(Statement::CreateTrigger(Box::new(CreateTrigger {
            temporary: *temporary || is_temporary(&name),
            name,
            table,
            columns,
            when,
            body,
            if_not_exists: *if_not_exists,
            ..CreateTrigger::default()
        })))
    }

    pub(super) fn drop(
        &mut self,
        kind: Object,
        if_exists: bool,
        name: &QualifiedName<'_>,
    ) -> Option<Statement> {
        self.expect("DROP")?;
        self.advance()?;
        if if_exists {
            self.expect_all(&["IF", "EXISTS"])?;
        }
        let names = vec![self.object_name(name)?];
        Some(Statement::Drop(Box::new(Drop {
            kind,
            names,
            table: None,
            if_exists,
            cascade: false,
            concurrently: false,
            temporary: false,
        })))
    }
}

/// What the expression is without its collations.
fn collated<'e, 'b>(mut expression: &'e Expr<'b>) -> &'e Expr<'b> {
    while let Expr::Collate(inner, _) = expression {
        expression = inner;
    }
    expression
}
