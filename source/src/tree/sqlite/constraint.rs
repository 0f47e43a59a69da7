//! Constraints of columns and tables.

use sqlite3_parser::ast::{
    ColumnConstraint, DeferSubclause, Expr, ForeignKeyClause, NamedTableConstraint, RefAct, RefArg,
    ResolveType, SortedColumn, TableConstraint,
};

use super::expression::boolean;
use super::reader::Reader;
use crate::tree::{
    Column, Constant, Constraint, ConstraintKind, CreateTable, Expression, IndexColumn, Name, ObjectName,
    References,
};

impl Reader<'_> {
    /// What stands before a constraint: `CONSTRAINT name`, and `DEFERRABLE` that belongs to one before. The parser gives
    /// names to the wrong constraint and forgets `DEFERRABLE` if they are in an unusual order, so the tokens alone are
    /// asked.
    pub(super) fn prelude(&mut self, before: &mut [Constraint]) -> Option<(usize, Option<Name>)> {
        let (mut start, mut name) = (self.start(), None);
        loop {
            if self.is("CONSTRAINT") {
                start = self.start();
                self.advance()?;
                name = Some(self.any_name()?);
            } else if self.deferral_of(before)? {
                (start, name) = (self.start(), None);
            } else {
                return Some((start, name));
            }
        }
    }

    /// `NOT DEFERRABLE INITIALLY IMMEDIATE`, if that is next: it is about the last reference.
    fn deferral_of(&mut self, before: &mut [Constraint]) -> Option<bool> {
        let is_not = self.is("NOT") && self.after(1).eq_ignore_ascii_case("DEFERRABLE");
        if !is_not && !self.is("DEFERRABLE") {
            return Some(false);
        }
        self.skip("NOT");
        self.expect("DEFERRABLE")?;
        if self.skip("INITIALLY") {
            self.advance()?;
        }
        let mut is_last = true;
        for constraint in before.iter_mut().rev() {
            if let ConstraintKind::ForeignKey { .. } = constraint.kind {
                constraint.deferrable = !is_not;
                if is_last {
                    constraint.range = self.since(constraint.range.start);
                }
                break;
            }
            is_last = false;
        }
        Some(true)
    }

    pub(super) fn column_constraint(
        &mut self,
        constraint: &ColumnConstraint<'_>,
        column: &mut Column,
    ) -> Option<()> {
        if let ColumnConstraint::Defer(_) = constraint {
            return self.deferral_of(&mut column.constraints).map(|_| ());
        }
        let (start, name) = self.prelude(&mut column.constraints)?;
        let kind = match constraint {
            ColumnConstraint::Defer(_) => return None,
            ColumnConstraint::NotNull { nullable, conflict_clause } => {
                column.not_null |= !nullable;
                if !nullable {
                    self.expect("NOT")?;
                }
                self.expect("NULL")?;
                return self.on_conflict(conflict_clause);
            }
            ColumnConstraint::Default(value) => {
                self.expect("DEFAULT")?;
                column.default = Some(self.default(value)?);
                return Some(());
            }
            ColumnConstraint::Collate { collation_name } => {
                self.expect("COLLATE")?;
                column.collation = Some(ObjectName::from(self.name(collation_name.0)?));
                return Some(());
            }
            ColumnConstraint::Generated { expr, typ } => {
                if self.skip("GENERATED") {
                    self.expect("ALWAYS")?;
                }
                self.expect("AS")?;
                let expression = self.in_parentheses(expr)?;
                let mut is_stored = false;
                if let Some(word) = typ {
                    self.expect_exactly(word.0)?;
                    is_stored = word.0.eq_ignore_ascii_case("stored");
                }
                column.generated = Some((expression, is_stored));
                return Some(());
            }
            ColumnConstraint::PrimaryKey { order, conflict_clause, auto_increment } => {
                self.expect_all(&["PRIMARY", "KEY"])?;
                if order.is_some() {
                    self.advance()?;
                }
                self.on_conflict(conflict_clause)?;
                if *auto_increment {
                    self.expect("AUTOINCREMENT")?;
                    column.identity = true;
                }
                ConstraintKind::PrimaryKey { columns: vec![column.name.clone()], using_index: None }
            }
            ColumnConstraint::Unique(conflict_clause) => {
                self.expect("UNIQUE")?;
                self.on_conflict(conflict_clause)?;
                let columns = vec![column.name.clone()];
                ConstraintKind::Unique { columns, expressions: Vec::new(), using_index: None }
            }
            ColumnConstraint::Check(condition) => {
                self.expect("CHECK")?;
                ConstraintKind::Check(self.in_parentheses(condition)?)
            }
            ColumnConstraint::ForeignKey { clause, .. } => {
                let references = self.references(clause)?;
                ConstraintKind::ForeignKey { columns: vec![column.name.clone()], references }
            }
        };
        column.constraints.push(Constraint {
            name,
            kind,
            not_valid: false,
            deferrable: false,
            range: self.since(start),
        });
        Some(())
    }

    /// A word without parentheses is a text, `true` and `false` apart.
    fn default(&mut self, value: &Expr<'_>) -> Option<Expression> {
        let Expr::Id(word) = value else { return self.expression(value) };
        let name = self.name(word.0)?;
        let constant = match boolean(&name.text) {
            Some(value) if !name.quoted => Constant::Boolean(value),
            _ => Constant::Text(name.text),
        };
        Some(Expression { range: name.range, constant: Some(constant), ..Expression::default() })
    }

    fn references(&mut self, clause: &ForeignKeyClause<'_>) -> Option<References> {
        self.expect("REFERENCES")?;
        let table = ObjectName::from(self.name(clause.tbl_name.0)?);
        let columns = self.column_list(clause.columns)?;
        let mut references = References { table, columns, ..References::default() };
        for argument in clause.args {
            match argument {
                RefArg::Match(name) => {
                    self.expect("MATCH")?;
                    self.name(name.0)?;
                }
                RefArg::OnInsert(action) => {
                    self.expect_all(&["ON", "INSERT"])?;
                    self.action(*action)?;
                }
                RefArg::OnDelete(action) => {
                    self.expect_all(&["ON", "DELETE"])?;
                    references.on_delete = Some(self.action(*action)?);
                }
                RefArg::OnUpdate(action) => {
                    self.expect_all(&["ON", "UPDATE"])?;
                    references.on_update = Some(self.action(*action)?);
                }
            }
        }
        Some(references)
    }

    /// `SET NULL`, in lower case.
    fn action(&mut self, action: RefAct) -> Option<String> {
        let words: &[&str] = match action {
            RefAct::SetNull => &["set", "null"],
            RefAct::SetDefault => &["set", "default"],
            RefAct::Cascade => &["cascade"],
            RefAct::Restrict => &["restrict"],
            RefAct::NoAction => &["no", "action"],
        };
        self.expect_all(words)?;
        Some(words.join(" "))
    }

    /// `ON CONFLICT IGNORE`
    pub(super) fn on_conflict(&mut self, resolution: &Option<ResolveType>) -> Option<()> {
        if resolution.is_some() {
            self.expect_all(&["ON", "CONFLICT"])?;
            self.advance()?;
        }
        Some(())
    }

    /// The commas between constraints may be missing.
    pub(super) fn table_constraints(
        &mut self,
        constraints: &[NamedTableConstraint<'_>],
        table: &mut CreateTable,
    ) -> Option<()> {
        for constraint in constraints {
            self.skip(",");
            let read = self.table_constraint(&constraint.constraint, table)?;
            table.constraints.push(read);
        }
        // A name without a constraint.
        self.skip(",");
        self.prelude(&mut [])?;
        Some(())
    }

    pub(super) fn table_constraint(
        &mut self,
        constraint: &TableConstraint<'_>,
        table: &mut CreateTable,
    ) -> Option<Constraint> {
        let (start, name) = self.prelude(&mut [])?;
        let mut deferrable = false;
        let kind = match constraint {
            TableConstraint::PrimaryKey { columns, auto_increment, conflict_clause } => {
                self.expect_all(&["PRIMARY", "KEY", "("])?;
                let (columns, _) = self.key(columns)?;
                if *auto_increment {
                    self.expect("AUTOINCREMENT")?;
                    count_up(table, &columns);
                }
                self.expect(")")?;
                self.on_conflict(conflict_clause)?;
                ConstraintKind::PrimaryKey { columns, using_index: None }
            }
            TableConstraint::Unique { columns, conflict_clause } => {
                self.expect_all(&["UNIQUE", "("])?;
                let (columns, expressions) = self.key(columns)?;
                self.expect(")")?;
                self.on_conflict(conflict_clause)?;
                ConstraintKind::Unique { columns, expressions, using_index: None }
            }
            TableConstraint::Check(condition, conflict_clause) => {
                self.expect("CHECK")?;
                let condition = self.in_parentheses(condition)?;
                self.on_conflict(conflict_clause)?;
                ConstraintKind::Check(condition)
            }
            TableConstraint::ForeignKey { columns, clause, defer_clause } => {
                self.expect_all(&["FOREIGN", "KEY"])?;
                let columns = self.column_list(Some(columns))?;
                let references = self.references(clause)?;
                deferrable = self.deferral(defer_clause)?;
                ConstraintKind::ForeignKey { columns, references }
            }
        };
        Some(Constraint { name, kind, not_valid: false, deferrable, range: self.since(start) })
    }

    /// `NOT DEFERRABLE INITIALLY IMMEDIATE`
    fn deferral(&mut self, clause: &Option<DeferSubclause>) -> Option<bool> {
        let Some(clause) = clause else { return Some(false) };
        if !clause.deferrable {
            self.expect("NOT")?;
        }
        self.expect("DEFERRABLE")?;
        if clause.init_deferred.is_some() {
            self.expect("INITIALLY")?;
            self.advance()?;
        }
        Some(clause.deferrable)
    }

    fn key(&mut self, list: &[SortedColumn<'_>]) -> Option<(Vec<Name>, Vec<Expression>)> {
        let (mut columns, mut expressions) = (Vec::new(), Vec::new());
        for column in self.key_column_list(list)? {
            match column {
                IndexColumn::Column(name) => columns.push(name),
                IndexColumn::Expression(expression) => expressions.push(expression),
            }
        }
        Some((columns, expressions))
    }
}

/// `PRIMARY KEY (a AUTOINCREMENT)`
fn count_up(table: &mut CreateTable, key: &[Name]) {
    for column in &mut table.columns {
        column.identity |= key.iter().any(|name| name.text.eq_ignore_ascii_case(&column.name.text));
    }
}
