//! Tables: `CREATE TABLE` and `ALTER TABLE`.

use sqlite3_parser::ast::{
    AlterTableBody, ColumnConstraint, ColumnDefinition, CreateTableBody, DeferSubclause, Expr,
    ForeignKeyClause, NamedTableConstraint, QualifiedName, RefAct, RefArg, ResolveType, SortedColumn,
    TabFlags, TableConstraint,
};

use super::expression::boolean;
use super::object::is_temporary;
use super::reader::Reader;
use crate::tree::{
    Action, ActionKind, AlterTable, Change, Column, Constant, Constraint, ConstraintKind, CreateTable,
    Dropped, Expression, IndexColumn, Name, ObjectName, References, Statement,
};

impl Reader<'_> {
    pub(super) fn create_table(
        &mut self,
        temporary: bool,
        if_not_exists: bool,
        name: &QualifiedName<'_>,
        body: &CreateTableBody<'_>,
    ) -> Option<Statement> {
        self.create(temporary, &["TABLE"], if_not_exists)?;
        let name = self.object_name(name)?;
        let temporary = temporary || is_temporary(&name);
        let mut table = CreateTable { name, temporary, if_not_exists, ..CreateTable::default() };
        match body {
            CreateTableBody::AsSelect(select) => {
                self.expect("AS")?;
                table.query = Some(Box::new(self.query(select)?));
            }
            CreateTableBody::ColumnsAndConstraints { columns, constraints, flags } => {
                self.expect("(")?;
                for column in columns {
                    if !table.columns.is_empty() {
                        self.expect(",")?;
                    }
                    table.columns.push(self.column(column)?);
                }
                self.table_constraints(constraints.unwrap_or_default(), &mut table)?;
                self.expect(")")?;
                self.table_options()?;
                table.strict = flags.contains(TabFlags::Strict);
                table.without_rowid = flags.contains(TabFlags::WithoutRowid);
            }
        }
        Some(Statement::CreateTable(Box::new(table)))
    }

    /// `CREATE VIRTUAL TABLE t USING module (…)`: what its arguments mean, the module knows.
    pub(super) fn create_virtual_table(
        &mut self,
        if_not_exists: bool,
        name: &QualifiedName<'_>,
    ) -> Option<Statement> {
        self.create(false, &["VIRTUAL", "TABLE"], if_not_exists)?;
        let name = self.object_name(name)?;
        self.expect("USING")?;
        while !self.is_at_end() {
            self.advance()?;
        }
        let temporary = is_temporary(&name);
        let table = CreateTable { name, temporary, if_not_exists, is_open: true, ..CreateTable::default() };
        Some(Statement::CreateTable(Box::new(table)))
    }

    /// `WITHOUT ROWID, STRICT`
    fn table_options(&mut self) -> Option<()> {
        while !self.is_at_end() {
            self.advance()?;
        }
        Some(())
    }

    fn column(&mut self, column: &ColumnDefinition<'_>) -> Option<Column> {
        let start = self.start();
        let mut read = Column { name: self.name(column.col_name.0)?, ..Column::default() };
        if let Some(data_type) = &column.col_type {
            read.data_type = Some(self.type_name(data_type)?);
        }
        for constraint in column.constraints {
            self.column_constraint(&constraint.constraint, &mut read)?;
        }
        let (_, deferrable) = self.prelude()?;
        defer(&mut read, deferrable);
        read.range = self.since(start);
        Some(read)
    }

    /// `CONSTRAINT name` before a constraint, and `DEFERRABLE` behind the one before. The parser gives names to the wrong
    /// constraint and forgets `DEFERRABLE` if they are in an unusual order, so the tokens alone are asked.
    fn prelude(&mut self) -> Option<(Option<Name>, Option<bool>)> {
        let (mut name, mut deferrable) = (None, None);
        loop {
            if self.skip("CONSTRAINT") {
                name = Some(self.any_name()?);
            } else if self.is("DEFERRABLE")
                || (self.is("NOT") && self.after(1).eq_ignore_ascii_case("DEFERRABLE"))
            {
                let not = self.skip("NOT");
                self.expect("DEFERRABLE")?;
                if self.skip("INITIALLY") {
                    self.advance()?;
                }
                deferrable = Some(!not);
            } else {
                return Some((name, deferrable));
            }
        }
    }

    fn column_constraint(&mut self, constraint: &ColumnConstraint<'_>, column: &mut Column) -> Option<()> {
        let start = self.start();
        let (name, deferrable) = self.prelude()?;
        defer(column, deferrable);
        let kind = match constraint {
            ColumnConstraint::Defer(_) => return Some(()),
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
    fn on_conflict(&mut self, resolution: &Option<ResolveType>) -> Option<()> {
        if resolution.is_some() {
            self.expect_all(&["ON", "CONFLICT"])?;
            self.advance()?;
        }
        Some(())
    }

    /// The commas between constraints may be missing.
    fn table_constraints(
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
        self.prelude()?;
        Some(())
    }

    fn table_constraint(
        &mut self,
        constraint: &TableConstraint<'_>,
        table: &mut CreateTable,
    ) -> Option<Constraint> {
        let start = self.start();
        let (name, _) = self.prelude()?;
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

    pub(super) fn alter_table(
        &mut self,
        name: &QualifiedName<'_>,
        body: &AlterTableBody<'_>,
    ) -> Option<Statement> {
        self.expect_all(&["ALTER", "TABLE"])?;
        let name = self.object_name(name)?;
        let start = self.start();
        let kind = self.alteration(body)?;
        let actions = vec![Action { kind, range: self.since(start) }];
        Some(Statement::AlterTable(Box::new(AlterTable { name, if_exists: false, actions })))
    }

    fn alteration(&mut self, body: &AlterTableBody<'_>) -> Option<ActionKind> {
        Some(match body {
            AlterTableBody::RenameTo(name) => {
                self.expect_all(&["RENAME", "TO"])?;
                ActionKind::RenameTo(ObjectName::from(self.name(name.0)?))
            }
            AlterTableBody::AddColumn(column) => {
                self.expect("ADD")?;
                self.skip("COLUMN");
                let column = Box::new(self.column(column)?);
                ActionKind::AddColumn { column, if_not_exists: false, after: None }
            }
            AlterTableBody::DropColumn(name) => {
                self.expect("DROP")?;
                self.skip("COLUMN");
                ActionKind::DropColumn { name: self.name(name.0)?, if_exists: false, cascade: false }
            }
            AlterTableBody::RenameColumn { old, new } => {
                self.expect("RENAME")?;
                self.skip("COLUMN");
                let from = self.name(old.0)?;
                self.expect("TO")?;
                ActionKind::RenameColumn { from, to: self.name(new.0)?, if_exists: false }
            }
            AlterTableBody::DropColumnNotNull(name) => {
                self.expect("ALTER")?;
                self.skip("COLUMN");
                let name = self.name(name.0)?;
                self.expect_all(&["DROP", "NOT", "NULL"])?;
                ActionKind::AlterColumn { name, change: Change::DropNotNull, if_exists: false }
            }
            AlterTableBody::SetColumnNotNull(name, conflict_clause) => {
                self.expect("ALTER")?;
                self.skip("COLUMN");
                let name = self.name(name.0)?;
                self.expect_all(&["SET", "NOT", "NULL"])?;
                self.on_conflict(conflict_clause)?;
                ActionKind::AlterColumn { name, change: Change::SetNotNull, if_exists: false }
            }
            AlterTableBody::AddConstraint(constraint) => {
                self.expect("ADD")?;
                let mut nothing = CreateTable::default();
                let constraint = Box::new(self.table_constraint(&constraint.constraint, &mut nothing)?);
                ActionKind::AddConstraint { constraint, if_not_exists: false }
            }
            AlterTableBody::DropConstraint(name) => {
                self.expect_all(&["DROP", "CONSTRAINT"])?;
                let name = self.name(name.0)?;
                let what = Dropped::Constraint;
                ActionKind::DropConstraint { name, what, if_exists: false, cascade: false }
            }
        })
    }
}

/// `DEFERRABLE` is about the reference before it.
fn defer(column: &mut Column, deferrable: Option<bool>) {
    if let (Some(deferrable), Some(last)) = (deferrable, column.constraints.last_mut()) {
        last.deferrable = deferrable;
    }
}

/// `PRIMARY KEY (a AUTOINCREMENT)`
fn count_up(table: &mut CreateTable, key: &[Name]) {
    for column in &mut table.columns {
        column.identity |= key.iter().any(|name| name.text.eq_ignore_ascii_case(&column.name.text));
    }
}
