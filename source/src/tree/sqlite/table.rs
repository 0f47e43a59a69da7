//! Tables: `CREATE TABLE` and `ALTER TABLE`.

use sqlite3_parser::ast::{AlterTableBody, ColumnDefinition, CreateTableBody, QualifiedName, TabFlags};

use super::object::is_temporary;
use super::reader::Reader;
use crate::tree::{
    Action, ActionKind, AlterTable, Change, Column, CreateTable, Dropped, ObjectName, Statement,
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
                self.skip_rest()?;
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
        self.skip_rest()?;
        let temporary = is_temporary(&name);
        let table = CreateTable { name, temporary, if_not_exists, is_open: true, ..CreateTable::default() };
        Some(Statement::CreateTable(Box::new(table)))
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
        self.prelude(&mut read.constraints)?;
        read.range = self.since(start);
        Some(read)
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
