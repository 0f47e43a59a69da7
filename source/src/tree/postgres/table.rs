//! `CREATE TABLE`: columns and constraints.

use squawk_parser::SyntaxKind as K;

use super::expression::{expressions, inner, is_query, unknown, visit};
use super::name::{
    child_name, child_object, child_type, is_type, name, names, object_name, type_name, words,
};
use super::query::query;
use crate::tree::cst::Node;
use crate::tree::{
    Column, Constraint, ConstraintKind, CreateTable, Expression, Name, ObjectName, References,
};

pub(super) fn create_table(node: Node<'_>) -> Option<CreateTable> {
    let mut table = CreateTable {
        name: child_object(node, K::TABLE_NAME)?,
        temporary: node.has(K::TEMP),
        if_not_exists: node.has(K::IF_NOT_EXISTS),
        unlogged: node.has(K::UNLOGGED),
        is_open: node.has(K::OF_TYPE) || node.kind() == K::CREATE_FOREIGN_TABLE,
        ..CreateTable::default()
    };
    for clause in node.nodes() {
        match clause.kind() {
            K::TABLE_ARG_LIST => {
                for element in clause.nodes() {
                    match element.kind() {
                        K::COLUMN => table.columns.push(column(element)?),
                        K::LIKE_CLAUSE => table.like.push(child_object(element, K::RELATION_NAME_REF)?),
                        _ => table.constraints.push(constraint(element, None)?),
                    }
                }
            }
            K::PARTITION_OF => table.partition_of = Some(child_object(clause, K::TABLE_NAME_REF)?),
            K::INHERITS => table.inherits = objects(clause, K::TABLE_NAME_REF)?,
            K::PARTITION_BY => {
                table.partition_by =
                    Some(clause.child(K::PARTITION_ITEM_LIST).map_or_else(|| unknown(clause), expressions));
            }
            K::EXECUTE => table.is_open = true,
            kind if is_query(kind) => table.query = Some(Box::new(query(clause)?)),
            _ => {}
        }
    }
    Some(table)
}

/// The names of all children of the kind.
pub(super) fn objects(node: Node<'_>, kind: K) -> Option<Vec<ObjectName>> {
    node.all(kind).map(object_name).collect()
}

/// A column, from a table or from `ADD COLUMN`.
pub(super) fn column(node: Node<'_>) -> Option<Column> {
    let name = child_name(node, K::COLUMN_NAME)?;
    let mut column = Column { range: name.range.start..node.range().end, name, ..Column::default() };
    for part in node.nodes() {
        match part.kind() {
            K::NOT_NULL_CONSTRAINT => column.not_null = true,
            K::DEFAULT_CONSTRAINT => column.default = Some(inner(part).unwrap_or_else(|| unknown(part))),
            K::GENERATED_CONSTRAINT => generated(part, &mut column),
            K::COLLATE => column.collation = child_object(part, K::COLLATION_REF),
            K::PRIMARY_KEY_CONSTRAINT
            | K::UNIQUE_CONSTRAINT
            | K::REFERENCES_CONSTRAINT
            | K::CHECK_CONSTRAINT => {
                let constraint = constraint(part, Some(&column.name))?;
                column.constraints.push(constraint);
            }
            kind if is_type(kind) => column.data_type = Some(type_name(part)),
            K::ERROR => return None,
            _ => {}
        }
    }
    Some(column)
}

fn generated(node: Node<'_>, column: &mut Column) {
    if node.has(K::GENERATED_IDENTITY) {
        column.identity = true;
        return;
    }
    let stored = node.child(K::GENERATED_STORED);
    let value = stored.and_then(inner).unwrap_or_else(|| unknown(node));
    let is_virtual = stored.is_some_and(|stored| stored.has(K::VIRTUAL));
    column.generated = Some((value, !is_virtual));
}

/// A constraint of a table, or of `column`.
pub(super) fn constraint(node: Node<'_>, column: Option<&Name>) -> Option<Constraint> {
    let columns = || match column {
        Some(column) => Some(vec![column.clone()]),
        None => key(node),
    };
    let using_index = match node.child(K::USING_INDEX_NAME) {
        Some(index) => Some(child_object(index, K::INDEX_REF)?.name),
        None => None,
    };
    let kind = match node.kind() {
        K::PRIMARY_KEY_CONSTRAINT if using_index.is_some() => {
            ConstraintKind::PrimaryKey { columns: Vec::new(), using_index }
        }
        K::PRIMARY_KEY_CONSTRAINT => ConstraintKind::PrimaryKey { columns: columns()?, using_index },
        K::UNIQUE_CONSTRAINT if using_index.is_some() => {
            ConstraintKind::Unique { columns: Vec::new(), expressions: Vec::new(), using_index }
        }
        K::UNIQUE_CONSTRAINT => {
            ConstraintKind::Unique { columns: columns()?, expressions: Vec::new(), using_index }
        }
        K::REFERENCES_CONSTRAINT => {
            let columns = columns()?;
            let references = references(node, names(node, K::COLUMN_NAME_REF)?)?;
            ConstraintKind::ForeignKey { columns, references }
        }
        K::FOREIGN_KEY_CONSTRAINT => {
            let mut lists = node.all(K::FOREIGN_KEY_COLUMN_LIST);
            let columns = column_list(lists.next()?)?;
            let referenced = lists.next().map_or_else(|| Some(Vec::new()), column_list)?;
            ConstraintKind::ForeignKey { columns, references: references(node, referenced)? }
        }
        K::CHECK_CONSTRAINT => ConstraintKind::Check(inner(node).unwrap_or_else(|| unknown(node))),
        K::EXCLUDE_CONSTRAINT => ConstraintKind::Exclude(exclude(node)),
        K::NOT_NULL_CONSTRAINT => ConstraintKind::NotNull(child_name(node, K::COLUMN_NAME_REF)?),
        _ => return None,
    };
    let name = match node.child(K::CONSTRAINT_NAME_CLAUSE) {
        Some(clause) => Some(child_name(clause, K::CONSTRAINT_NAME)?),
        None => None,
    };
    Some(Constraint {
        name,
        kind,
        not_valid: node.has(K::NOT_VALID),
        deferrable: node.has(K::DEFERRABLE_CONSTRAINT_OPTION)
            || node.has(K::INITIALLY_DEFERRED_CONSTRAINT_OPTION),
        range: node.range(),
    })
}

/// The columns of a key.
fn key(node: Node<'_>) -> Option<Vec<Name>> {
    column_list(node.child(K::INDEX_PARAMETERS)?.child(K::CONSTRAINT_COLUMN_REF_LIST)?)
}

/// `(a, PERIOD b)`
fn column_list(list: Node<'_>) -> Option<Vec<Name>> {
    let columns = list.nodes().filter_map(|child| match child.kind() {
        K::COLUMN_NAME_REF => Some(name(child)),
        K::PERIOD_COLUMN => Some(child_name(child, K::COLUMN_NAME_REF)),
        _ => None,
    });
    columns.collect()
}

fn exclude(node: Node<'_>) -> Expression {
    let mut all = Expression { range: node.range(), ..Expression::default() };
    for part in node.nodes() {
        if matches!(part.kind(), K::CONSTRAINT_EXCLUSION_LIST | K::WHERE_CONDITION_CLAUSE) {
            visit(part, &mut all);
        }
    }
    all
}

fn references(node: Node<'_>, columns: Vec<Name>) -> Option<References> {
    let action = |kind| {
        let action = node.child(kind)?.nodes().next()?;
        Some(match action.kind() {
            K::SET_NULL_COLUMNS => "set null".to_owned(),
            K::SET_DEFAULT_COLUMNS => "set default".to_owned(),
            _ => words(action),
        })
    };
    Some(References {
        table: child_object(node, K::TABLE_NAME_REF)?,
        columns,
        on_delete: action(K::ON_DELETE_ACTION),
        on_delete_columns: action_columns(node),
        on_update: action(K::ON_UPDATE_ACTION),
    })
}

/// The columns of `ON DELETE SET NULL (a)`.
fn action_columns(node: Node<'_>) -> Vec<Name> {
    let action = node.child(K::ON_DELETE_ACTION).and_then(|action| action.nodes().next());
    let parts =
        action.into_iter().flat_map(|action| action.nodes().flat_map(|list| list.nodes().chain([list])));
    parts.filter(|part| part.kind() == K::COLUMN_NAME_REF).filter_map(name).collect()
}

/// A column of a composite type.
pub(super) fn attribute(node: Node<'_>) -> Option<Column> {
    let name = child_name(node, K::COMPOSITE_FIELD)?;
    Some(Column {
        range: name.range.start..node.range().end,
        name,
        data_type: child_type(node),
        collation: node.child(K::COLLATE).and_then(|collate| child_object(collate, K::COLLATION_REF)),
        ..Column::default()
    })
}
