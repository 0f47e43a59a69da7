//! `INSERT`, `UPDATE`, `DELETE`.

use squawk_parser::SyntaxKind as K;

use super::expression::{expression, expressions, is_query, unknown, visit, visit_children};
use super::from;
use super::name::{child_name, child_object, name};
use super::query::{ctes, query, relation, returning};
use crate::tree::cst::Node;
use crate::tree::{
    Assignment, Conflict, Cte, Delete, Expression, Insert, InsertSource, Name, Select, Statement, Update,
};

/// A statement that changes rows; `None` if it is another, or not understood.
pub(super) fn statement(node: Node<'_>) -> Option<Statement> {
    match node.kind() {
        K::INSERT => Some(Statement::Insert(Box::new(insert(node)?))),
        K::UPDATE => Some(Statement::Update(Box::new(update(node)?))),
        K::DELETE => Some(Statement::Delete(Box::new(delete(node)?))),
        _ => None,
    }
}

fn with(node: Node<'_>) -> Option<(Vec<Cte>, bool)> {
    match node.child(K::WITH_CLAUSE) {
        Some(with) => Some((ctes(with)?, with.has(K::RECURSIVE_KW))),
        None => Some((Vec::new(), false)),
    }
}

/// The alias of the table that is changed.
fn alias(node: Node<'_>) -> Option<Option<Name>> {
    let alias = node.child(K::REQUIRED_AS_ALIAS).or_else(|| node.child(K::OPTIONAL_AS_ALIAS));
    match alias {
        Some(alias) => child_name(alias, K::TABLE_ALIAS).map(Some),
        None => Some(None),
    }
}

fn insert(node: Node<'_>) -> Option<Insert> {
    let (ctes, recursive) = with(node)?;
    let source = match node.nodes().find(|child| is_query(child.kind())) {
        Some(source) => InsertSource::Query(Box::new(query(source)?)),
        None if node.has(K::DEFAULT_VALUES) => InsertSource::Default,
        None => return None,
    };
    let columns = match node.child(K::COLUMN_TARGET_LIST) {
        Some(list) => inserted(list)?,
        None => Vec::new(),
    };
    let conflicts = node.all(K::ON_CONFLICT_CLAUSE).map(conflict).collect::<Option<_>>()?;
    Some(Insert {
        ctes,
        recursive,
        table: child_object(node, K::RELATION_NAME_REF)?,
        alias: alias(node)?,
        columns,
        source,
        conflicts,
        returning: returning(node),
    })
}

/// The columns of the list. Parts of a column may be in it several times, and a name here is a column of its own.
fn inserted(list: Node<'_>) -> Option<Vec<Name>> {
    let mut columns = Vec::<Name>::new();
    for target in list.all(K::COLUMN_TARGET) {
        let mut nodes = target.nodes();
        let column = name(nodes.next()?)?;
        if nodes.next().is_some() && columns.iter().any(|earlier| earlier.text == column.text) {
            return None;
        }
        columns.push(column);
    }
    Some(columns)
}

fn conflict(node: Node<'_>) -> Option<Conflict> {
    let mut conflict = Conflict::default();
    for clause in node.nodes() {
        match clause.kind() {
            K::CONFLICT_ON_CONSTRAINT => {
                conflict.constraint = Some(child_object(clause, K::CONSTRAINT_NAME_REF)?.name);
            }
            K::CONFLICT_ON_INDEX => {
                for item in clause.child(K::CONFLICT_INDEX_ITEM_LIST)?.all(K::CONFLICT_INDEX_ITEM) {
                    index_item(item, &mut conflict)?;
                }
                conflict.filters.extend(clause.all(K::WHERE_CLAUSE).map(expressions));
            }
            K::CONFLICT_DO_NOTHING => {}
            K::CONFLICT_DO_UPDATE_SET => {
                conflict.assignments = assignments(clause)?;
                conflict.filters.extend(clause.all(K::WHERE_CLAUSE).map(expressions));
            }
            _ => conflict.filters.push(unknown(clause)),
        }
    }
    Some(conflict)
}

/// A column or an expression, maybe with a collation and an operator class.
fn index_item(item: Node<'_>, conflict: &mut Conflict) -> Option<()> {
    let first = item.nodes().next()?;
    match column(first) {
        Some(column) => conflict.columns.push(column),
        None => {
            let mut expression = Expression { range: first.range(), ..Expression::default() };
            visit(first, &mut expression);
            conflict.filters.push(expression);
        }
    }
    Some(())
}

/// The column that an entry of an index is, whatever is written around it.
pub(super) fn column(node: Node<'_>) -> Option<Name> {
    match node.kind() {
        K::NAME_REF => {
            let mut expression = Expression::default();
            visit(node, &mut expression);
            expression.columns.pop().map(|reference| reference.column)
        }
        K::PAREN_EXPR | K::COLLATE => column(node.nodes().next()?),
        _ => None,
    }
}

fn assignments(node: Node<'_>) -> Option<Vec<Assignment>> {
    let list = node.child(K::SET_CLAUSE)?.child(K::SET_COLUMN_LIST)?;
    let mut assignments = Vec::<Assignment>::new();
    for item in list.nodes() {
        let mut assignment = Assignment::default();
        let mut is_part = false;
        assignment.value.range = item.range();
        for part in item.nodes() {
            match part.kind() {
                K::COLUMN_TARGET => is_part |= target(part, &mut assignment)?,
                K::COLUMN_TARGET_LIST => {
                    for column in part.all(K::COLUMN_TARGET) {
                        is_part |= target(column, &mut assignment)?;
                    }
                }
                _ => {
                    assignment.value.range = part.range();
                    let constant = part.nodes().next().filter(|_| part.kind() == K::SET_EXPR);
                    assignment.value.constant = constant.and_then(|node| expression(node).constant);
                    visit(part, &mut assignment.value);
                }
            }
        }
        // Several parts of a column are one assignment to it.
        let earlier = assignments.iter_mut().find(|earlier| {
            is_part
                && earlier.columns.first().map(|name| &name.text)
                    == assignment.columns.first().map(|name| &name.text)
        });
        match earlier {
            Some(earlier) => absorb(&mut earlier.value, assignment.value),
            None => assignments.push(assignment),
        }
    }
    Some(assignments)
}

/// Whether only a part of the column is assigned to.
fn target(node: Node<'_>, assignment: &mut Assignment) -> Option<bool> {
    let mut nodes = node.nodes();
    assignment.columns.push(name(nodes.next()?)?);
    let mut is_part = false;
    for accessor in nodes {
        is_part = true;
        if accessor.kind() != K::FIELD_ACCESSOR {
            visit_children(accessor, &mut assignment.value);
        }
    }
    Some(is_part)
}

fn absorb(into: &mut Expression, other: Expression) {
    into.range.end = into.range.end.max(other.range.end);
    into.columns.extend(other.columns);
    into.queries.extend(other.queries);
    into.functions.extend(other.functions);
    into.types.extend(other.types);
    into.constant = None;
    into.is_opaque |= other.is_opaque;
}

/// Its `WHERE`, and whether there is one.
fn filter(node: Node<'_>) -> (Vec<Expression>, bool) {
    let mut clauses = node.all(K::WHERE_CLAUSE).map(expressions).collect::<Vec<_>>();
    let has_where = !clauses.is_empty() || node.has(K::WHERE_CURRENT_OF);
    clauses.extend(node.all(K::FOR_PORTION_OF).map(unknown));
    (clauses, has_where)
}

fn update(node: Node<'_>) -> Option<Update> {
    let (ctes, recursive) = with(node)?;
    let (mut clauses, has_where) = filter(node);
    let mut sources = Select::default();
    if let Some(clause) = node.child(K::FROM_CLAUSE) {
        from::read(clause, &mut sources);
    }
    if sources.is_opaque {
        return None;
    }
    clauses.append(&mut sources.clauses);
    Some(Update {
        ctes,
        recursive,
        table: relation(node)?,
        alias: alias(node)?,
        assignments: assignments(node)?,
        from: sources.from,
        clauses,
        has_where,
        using: sources.using,
        returning: returning(node),
    })
}

fn delete(node: Node<'_>) -> Option<Delete> {
    let (ctes, recursive) = with(node)?;
    let (mut clauses, has_where) = filter(node);
    let mut sources = Select::default();
    if let Some(clause) = node.child(K::USING_CLAUSE) {
        from::read(clause, &mut sources);
    }
    if sources.is_opaque {
        return None;
    }
    clauses.append(&mut sources.clauses);
    Some(Delete {
        ctes,
        recursive,
        tables: vec![relation(node)?],
        is_multiple: false,
        alias: alias(node)?,
        from: sources.from,
        clauses,
        has_where,
        using: sources.using,
        returning: returning(node),
    })
}
