//! `CREATE TABLE`, read.

use std::collections::BTreeMap;

use sqlite3_parser::ast::{
    ColumnConstraint, ColumnDefinition, CreateTableBody, DeferSubclause, Expr, ForeignKeyClause,
    IndexedColumn, InitDeferredPred, Literal, NamedTableConstraint, RefAct, RefArg, ResolveType, SortOrder,
    SortedColumn, Stmt, TabFlags, TableConstraint, Type, TypeSize, UnaryOperator,
};

use super::name::{list, quoted, unquoted};
use super::words::{Scope, collation, columns, line, type_name, words};
use super::{NOT_NULL_CONFLICT, STRICT, WITHOUT_ROWID, parse};
use crate::item::{Column, Definition, Generated, Table};
use crate::key::Kind;

/// A table as its statement says, before the others are known.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) table: Table,
    pub(super) columns: Vec<(String, Column)>,
    /// The columns of the primary key.
    pub(super) key: Vec<String>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) foreign_keys: Vec<ForeignKey>,
}

/// A constraint other than a foreign key.
pub(super) struct Constraint {
    pub(super) kind: Kind,
    pub(super) name: Option<String>,
    /// What stands for the name if there is none.
    pub(super) description: String,
    pub(super) definition: Definition,
}

/// A foreign key whose other table has not been looked at.
pub(super) struct ForeignKey {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) table: String,
    /// Nothing if it means the primary key.
    pub(super) to: Option<Vec<String>>,
    /// ` ON DELETE CASCADE` and the like.
    pub(super) clauses: String,
}

/// Reads the statement of a table.
pub(super) fn read(name: &str, sql: &str) -> Option<Draft> {
    parse::with(sql, |statement| match statement {
        Stmt::CreateTable {
            body: CreateTableBody::ColumnsAndConstraints { columns, constraints, flags },
            ..
        } => Reader::new(name, columns, *flags).read(columns, constraints.unwrap_or_default()),
        _ => None,
    })
}

/// A column of a key.
struct Part {
    name: String,
    collation: Option<String>,
    descending: bool,
}

struct Reader {
    draft: Draft,
    scope: Scope,
    without_rowid: bool,
    strict: bool,
}

impl Reader {
    fn new(name: &str, columns: &[ColumnDefinition<'_>], flags: TabFlags) -> Self {
        let names: Vec<String> = columns.iter().map(|column| unquoted(column.col_name.0)).collect();
        let (strict, without_rowid) =
            (flags.contains(TabFlags::Strict), flags.contains(TabFlags::WithoutRowid));
        let mut options = BTreeMap::new();
        for (option, is_set) in [(STRICT, strict), (WITHOUT_ROWID, without_rowid)] {
            if is_set {
                options.insert(option, "yes".to_owned());
            }
        }
        Reader {
            draft: Draft {
                name: name.to_owned(),
                table: Table { options, comment: None },
                ..Draft::default()
            },
            scope: Scope::table(name, names.iter().map(String::as_str)),
            without_rowid,
            strict,
        }
    }

    fn read(
        mut self,
        columns: &[ColumnDefinition<'_>],
        constraints: &[NamedTableConstraint<'_>],
    ) -> Option<Draft> {
        // What a key says of a collation depends on the columns, wherever they stand.
        for column in columns {
            let read = self.column(column);
            self.draft.columns.push((unquoted(column.col_name.0), read));
        }
        for column in columns {
            self.column_constraints(column)?;
        }
        for constraint in constraints {
            let name = constraint.name.as_ref().map(|name| unquoted(name.0));
            self.table_constraint(name, &constraint.constraint)?;
        }
        self.imply_not_null();
        Some(self.draft)
    }

    /// The column without what is a constraint of the table.
    fn column(&self, column: &ColumnDefinition<'_>) -> Column {
        let mut read = Column {
            r#type: column.col_type.as_ref().map(typed).unwrap_or_default(),
            nullable: true,
            ..Column::default()
        };
        for constraint in column.constraints {
            match &constraint.constraint {
                ColumnConstraint::NotNull { nullable: false, conflict_clause } => {
                    read.nullable = false;
                    match conflict(conflict_clause) {
                        Some(how) => read.options.insert(NOT_NULL_CONFLICT, how.to_owned()),
                        None => read.options.remove(NOT_NULL_CONFLICT),
                    };
                }
                ColumnConstraint::Default(value) => read.default = self.default(value),
                ColumnConstraint::Collate { collation_name } => {
                    read.collation =
                        Some(collation(&unquoted(collation_name.0))).filter(|name| name != "BINARY");
                }
                ColumnConstraint::Generated { expr, typ } => {
                    let stored = typ.as_ref().is_some_and(|typ| typ.0.eq_ignore_ascii_case("stored"));
                    read.generated = Some(Generated { expression: self.expression(expr), stored });
                }
                ColumnConstraint::PrimaryKey { auto_increment: true, .. } => {
                    read.identity = Some("AUTOINCREMENT".to_owned());
                }
                _ => {}
            }
        }
        read
    }

    fn column_constraints(&mut self, column: &ColumnDefinition<'_>) -> Option<()> {
        let name = unquoted(column.col_name.0);
        for constraint in column.constraints {
            let called = constraint.name.as_ref().map(|name| unquoted(name.0));
            match &constraint.constraint {
                ColumnConstraint::PrimaryKey { order, conflict_clause, .. } => {
                    let descending = *order == Some(SortOrder::Desc);
                    let part = Part { name: name.clone(), collation: None, descending };
                    self.primary_key(called, vec![part], conflict_clause);
                }
                ColumnConstraint::Unique(conflict_clause) => {
                    let part = Part { name: name.clone(), collation: None, descending: false };
                    self.unique(called, &[part], conflict_clause);
                }
                ColumnConstraint::Check(condition) => self.check(called, condition),
                ColumnConstraint::ForeignKey { clause, defer_clause } => {
                    self.foreign_key(called, vec![name.clone()], clause, defer_clause);
                }
                ColumnConstraint::Defer(clause) => {
                    let last = self.draft.foreign_keys.last_mut()?;
                    last.clauses = last.clauses.replace(DEFERRED, "");
                    last.clauses.push_str(deferred(&Some(clause.clone())));
                }
                _ => {}
            }
        }
        Some(())
    }

    fn table_constraint(&mut self, name: Option<String>, constraint: &TableConstraint<'_>) -> Option<()> {
        match constraint {
            TableConstraint::PrimaryKey { columns, auto_increment, conflict_clause } => {
                let mut parts = self.parts(columns)?;
                // Only here is an integer key the number of the row whatever its direction.
                if let [part] = parts.as_mut_slice()
                    && !self.without_rowid
                    && self.column_named(&part.name).is_some_and(|column| column.r#type == "INTEGER")
                {
                    part.descending = false;
                }
                if *auto_increment && let [part] = parts.as_slice() {
                    let name = part.name.clone();
                    let mut found = self.draft.columns.iter_mut().filter(|(column, _)| *column == name);
                    found.next()?.1.identity = Some("AUTOINCREMENT".to_owned());
                }
                self.primary_key(name, parts, conflict_clause);
            }
            TableConstraint::Unique { columns, conflict_clause } => {
                let parts = self.parts(columns)?;
                self.unique(name, &parts, conflict_clause);
            }
            TableConstraint::Check(condition, _) => self.check(name, condition),
            TableConstraint::ForeignKey { columns, clause, defer_clause } => {
                let columns = columns.iter().map(|column| self.declared(column.col_name.0)).collect();
                self.foreign_key(name, columns, clause, defer_clause);
            }
        }
        Some(())
    }

    fn primary_key(&mut self, name: Option<String>, parts: Vec<Part>, conflict_clause: &Option<ResolveType>) {
        self.draft.key = parts.iter().map(|part| part.name.clone()).collect();
        self.key(Kind::PrimaryKey, "PRIMARY KEY", name, &parts, conflict_clause);
    }

    fn unique(&mut self, name: Option<String>, parts: &[Part], conflict_clause: &Option<ResolveType>) {
        self.key(Kind::Unique, "UNIQUE", name, parts, conflict_clause);
    }

    fn key(
        &mut self,
        kind: Kind,
        words: &str,
        name: Option<String>,
        parts: &[Part],
        conflict_clause: &Option<ResolveType>,
    ) {
        let written: Vec<String> = parts.iter().map(|part| self.written(part)).collect();
        let description = format!("({})", written.join(", "));
        let on_conflict =
            conflict(conflict_clause).map_or(String::new(), |how| format!(" ON CONFLICT {how}"));
        let text = format!("{words} {description}{on_conflict}");
        let columns = parts.iter().map(|part| part.name.clone()).collect();
        let definition = Definition { text, columns, comment: None };
        self.draft.constraints.push(Constraint { kind, name, description, definition });
    }

    fn check(&mut self, name: Option<String>, condition: &Expr<'_>) {
        let description = format!("({})", self.expression(condition));
        let text = format!("CHECK {description}");
        let columns = columns(&words(condition), &self.scope);
        let definition = Definition { text, columns, comment: None };
        self.draft.constraints.push(Constraint { kind: Kind::Check, name, description, definition });
    }

    fn foreign_key(
        &mut self,
        name: Option<String>,
        columns: Vec<String>,
        clause: &ForeignKeyClause<'_>,
        defer_clause: &Option<DeferSubclause>,
    ) {
        let mut clauses = String::new();
        let action =
            |wanted: fn(&RefArg<'_>) -> Option<RefAct>| clause.args.iter().filter_map(wanted).next_back();
        let on_delete = action(|argument| match argument {
            RefArg::OnDelete(action) => Some(*action),
            _ => None,
        });
        let on_update = action(|argument| match argument {
            RefArg::OnUpdate(action) => Some(*action),
            _ => None,
        });
        for (event, action) in [("DELETE", on_delete), ("UPDATE", on_update)] {
            if let Some(action) = action.and_then(what_happens) {
                clauses.push_str(&format!(" ON {event} {action}"));
            }
        }
        clauses.push_str(deferred(defer_clause));
        let to =
            clause.columns.map(|to| to.iter().map(|column: &IndexedColumn<'_>| unquoted(column.col_name.0)));
        let (table, to) = (unquoted(clause.tbl_name.0), to.map(Iterator::collect));
        self.draft.foreign_keys.push(ForeignKey { name, columns, table, to, clauses });
    }

    /// In some tables a primary key says `NOT NULL` by itself.
    fn imply_not_null(&mut self) {
        let alias = self.row_number();
        let implies = self.without_rowid || self.strict;
        for (name, column) in &mut self.draft.columns {
            let is_alias = alias.as_ref() == Some(name);
            if is_alias || (implies && self.draft.key.contains(name) && column.nullable) {
                column.nullable = false;
                column.options.remove(NOT_NULL_CONFLICT);
            }
        }
    }

    /// The column that is another name for the number of the row.
    fn row_number(&self) -> Option<String> {
        let [name] = self.draft.key.as_slice() else { return None };
        let key = self.draft.constraints.iter().find(|constraint| constraint.kind == Kind::PrimaryKey)?;
        let is_integer = self.column_named(name)?.r#type == "INTEGER";
        let is_plain = key.description == format!("({})", quoted(name));
        (is_integer && is_plain && !self.without_rowid).then(|| name.clone())
    }

    fn parts(&self, columns: &[SortedColumn<'_>]) -> Option<Vec<Part>> {
        columns
            .iter()
            .map(|column| {
                let (expression, collated) = match &column.expr {
                    Expr::Collate(expression, name) => (*expression, Some(collation(&unquoted(name)))),
                    expression => (expression, None),
                };
                let raw = match expression {
                    Expr::Id(name) => name.0,
                    Expr::Name(name) => name.0,
                    Expr::Literal(Literal::String(name)) => name,
                    _ => return None,
                };
                let descending = column.order == Some(SortOrder::Desc);
                Some(Part { name: self.declared(raw), collation: collated, descending })
            })
            .collect()
    }

    fn written(&self, part: &Part) -> String {
        let mut text = quoted(&part.name);
        let own = self.column_named(&part.name).and_then(|column| column.collation.as_deref());
        if let Some(collation) = part.collation.as_deref()
            && collation != own.unwrap_or("BINARY")
        {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        if part.descending {
            text.push_str(" DESC");
        }
        text
    }

    /// The name of a column as it was declared.
    fn declared(&self, raw: &str) -> String {
        let name = unquoted(raw);
        self.scope.declared(&name).map_or(name.clone(), str::to_owned)
    }

    fn column_named(&self, name: &str) -> Option<&Column> {
        self.draft.columns.iter().find(|(column, _)| column == name).map(|(_, column)| column)
    }

    fn expression(&self, expression: &Expr<'_>) -> String {
        line(&words(bare(expression)), &self.scope)
    }

    /// A default without parentheses if it is a constant.
    fn default(&self, value: &Expr<'_>) -> Option<String> {
        let value = unsigned(bare(value));
        let nothing = Scope { is_table: true, ..Scope::default() };
        match value {
            Expr::Literal(Literal::Null) => None,
            // A word is a text.
            Expr::Id(name) if !is_boolean(name.0) => Some(super::name::literal(&unquoted(name.0))),
            Expr::Name(name) if !is_boolean(name.0) => Some(super::name::literal(&unquoted(name.0))),
            Expr::Literal(_) | Expr::Id(_) | Expr::Name(_) => Some(line(&words(value), &nothing)),
            Expr::Unary(UnaryOperator::Negative, Expr::Literal(Literal::Numeric(_))) => {
                Some(line(&words(value), &nothing))
            }
            value => Some(format!("({})", line(&words(value), &nothing))),
        }
    }
}

const DEFERRED: &str = " DEFERRABLE INITIALLY DEFERRED";

fn deferred(clause: &Option<DeferSubclause>) -> &'static str {
    match clause {
        Some(DeferSubclause {
            deferrable: true,
            init_deferred: Some(InitDeferredPred::InitiallyDeferred),
        }) => DEFERRED,
        // Every other way to say it means the same.
        _ => "",
    }
}

fn what_happens(action: RefAct) -> Option<&'static str> {
    match action {
        RefAct::SetNull => Some("SET NULL"),
        RefAct::SetDefault => Some("SET DEFAULT"),
        RefAct::Cascade => Some("CASCADE"),
        RefAct::Restrict => Some("RESTRICT"),
        RefAct::NoAction => None,
    }
}

fn conflict(clause: &Option<ResolveType>) -> Option<&'static str> {
    match clause.as_ref()? {
        ResolveType::Rollback => Some("ROLLBACK"),
        ResolveType::Abort => None,
        ResolveType::Fail => Some("FAIL"),
        ResolveType::Ignore => Some("IGNORE"),
        ResolveType::Replace => Some("REPLACE"),
    }
}

/// Without parentheses around the whole.
pub(super) fn bare<'e, 'b>(expression: &'e Expr<'b>) -> &'e Expr<'b> {
    match expression {
        Expr::Parenthesized(inner) => match inner.as_slice() {
            [inner] => bare(inner),
            _ => expression,
        },
        _ => expression,
    }
}

/// Without a `+` before a number.
fn unsigned<'e, 'b>(expression: &'e Expr<'b>) -> &'e Expr<'b> {
    match expression {
        Expr::Unary(UnaryOperator::Positive, inner)
            if matches!(inner, Expr::Literal(Literal::Numeric(_))) =>
        {
            inner
        }
        _ => expression,
    }
}

fn is_boolean(raw: &str) -> bool {
    raw.eq_ignore_ascii_case("true") || raw.eq_ignore_ascii_case("false")
}

/// `DECIMAL(10, 2)`
fn typed(declared: &Type<'_>) -> String {
    let mut text = type_name(declared.name);
    let scope = Scope { is_table: true, ..Scope::default() };
    let number = |expression: &Expr<'_>| line(&words(expression), &scope);
    match &declared.size {
        Some(TypeSize::MaxSize(size)) => text.push_str(&format!("({})", number(size))),
        Some(TypeSize::TypeSize(size, scale)) => {
            text.push_str(&format!("({}, {})", number(size), number(scale)));
        }
        None => {}
    }
    text
}

/// `FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE`
pub(super) fn foreign_key(key: &ForeignKey, table: &str, to: Option<&[String]>) -> String {
    let to = to.map_or(String::new(), |to| format!(" ({})", list(to.iter().map(String::as_str))));
    format!(
        "FOREIGN KEY ({}) REFERENCES {}{to}{}",
        list(key.columns.iter().map(String::as_str)),
        quoted(table),
        key.clauses
    )
}
