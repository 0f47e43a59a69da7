//! Statements that change no definition: settings of the session, and care for tables.

use squawk_parser::SyntaxKind as K;

use super::change;
use super::expression::is_query;
use super::name::{child_object, names, object_name, path};
use super::query::query;
use super::table::objects;
use crate::tree::cst::Node;
use crate::tree::{Name, ObjectName, Statement, Use};

pub(super) fn set(node: Node<'_>) -> Option<Statement> {
    let local = node.has(K::LOCAL_SCOPE);
    for part in node.nodes() {
        let (name, value) = match part.kind() {
            K::LOCAL_SCOPE | K::SESSION_SCOPE => continue,
            K::SET_CONFIG => {
                let value = part.child(K::TO_CONFIG_VALUE)?;
                let from = value.children().nth(1)?.range().start;
                let value = value.source().get(from..value.range().end)?;
                (parameter(part)?, value.to_owned())
            }
            K::SET_SCHEMA_VALUE => ("search_path".to_owned(), after(part, 1)?),
            K::SET_TIME_ZONE => ("timezone".to_owned(), after(part, 2)?),
            _ => return Some(Statement::Other),
        };
        return Some(Statement::Set { name, value, local });
    }
    None
}

/// `RESET x` is `SET x TO DEFAULT`; of all settings, the name is `all`.
pub(super) fn reset(node: Node<'_>) -> Option<Statement> {
    let name = if node.has(K::ALL) {
        "all".to_owned()
    } else if node.has(K::CONFIG_PARAMETER_REF) {
        parameter(node)?
    } else {
        return Some(Statement::Other);
    };
    Some(Statement::Set { name, value: "DEFAULT".to_owned(), local: false })
}

/// The text of a node after so many of its children.
fn after(node: Node<'_>, children: usize) -> Option<String> {
    let from = node.children().nth(children)?.range().start;
    Some(node.source().get(from..node.range().end)?.to_owned())
}

fn parameter(node: Node<'_>) -> Option<String> {
    let parts = path(node.child(K::CONFIG_PARAMETER_REF)?)?;
    let parts = parts.into_iter().map(|part| part.text).collect::<Vec<_>>();
    Some(parts.join(".").to_lowercase())
}

fn use_of(relations: Vec<ObjectName>, columns: Vec<Name>, what: Use) -> Statement {
    Statement::Use { relations, columns, what }
}

pub(super) fn truncate(node: Node<'_>) -> Option<Statement> {
    let tables = node.child(K::TABLE_LIST)?.all(K::TABLE_RELATION_NAME);
    let tables = tables.map(|table| child_object(table, K::TABLE_NAME_REF)).collect::<Option<_>>()?;
    Some(Statement::Truncate { tables, cascade: node.has(K::CASCADE) })
}

pub(super) fn lock(node: Node<'_>) -> Option<Statement> {
    let relations = node.child(K::RELATION_LIST)?.all(K::RELATION_NAME);
    let relations =
        relations.map(|relation| child_object(relation, K::RELATION_NAME_REF)).collect::<Option<_>>()?;
    Some(use_of(relations, Vec::new(), Use::Lock))
}

/// `ANALYZE`, `VACUUM`: tables, each with columns.
fn tables(node: Node<'_>) -> Option<(Vec<ObjectName>, Vec<Name>)> {
    let (mut relations, mut columns) = (Vec::new(), Vec::new());
    if let Some(list) = node.child(K::TABLE_AND_COLUMNS_LIST) {
        for table in list.all(K::TABLE_AND_COLUMNS) {
            relations.push(child_object(table.child(K::TABLE_RELATION_NAME)?, K::TABLE_NAME_REF)?);
            if let Some(list) = table.child(K::COLUMN_REF_LIST) {
                columns.append(&mut names(list, K::COLUMN_NAME_REF)?);
            }
        }
    }
    if relations.len() > 1 {
        columns.clear();
    }
    Some((relations, columns))
}

pub(super) fn analyze(node: Node<'_>) -> Option<Statement> {
    let (relations, columns) = tables(node)?;
    Some(use_of(relations, columns, Use::Analyze))
}

pub(super) fn vacuum(node: Node<'_>) -> Option<Statement> {
    let (relations, columns) = tables(node)?;
    let full = node.has(K::FULL_KW)
        || node
            .child(K::VACUUM_OPTION_LIST)
            .is_some_and(|list| list.all(K::VACUUM_OPTION).any(|it| is_on(it, "full")));
    Some(use_of(relations, columns, Use::Vacuum { full }))
}

/// Whether an option is the one of the name, and not set to what means no.
fn is_on(option: Node<'_>, name: &str) -> bool {
    let mut tokens = option.tokens();
    tokens.next().is_some_and(|token| token.text().eq_ignore_ascii_case(name))
        && tokens.next().is_none_or(|value| {
            let value = value.text().trim_matches('\'');
            !["false", "off", "0", "no"].iter().any(|no| value.eq_ignore_ascii_case(no))
        })
}

/// Whether `EXPLAIN` runs the statement in it.
pub(super) fn is_run(node: Node<'_>) -> bool {
    node.has(K::EXPLAIN_ANALYZE)
        || node.child(K::EXPLAIN_OPTION_LIST).is_some_and(|list| list.nodes().any(|it| is_on(it, "analyze")))
}

pub(super) fn reindex(node: Node<'_>) -> Option<Statement> {
    let target = node.nodes().find(|child| child.kind() != K::REINDEX_OPTION_LIST)?;
    let relations = match target.kind() {
        K::REINDEX_TARGET_TABLE => objects(target, K::TABLE_NAME_REF)?,
        K::REINDEX_TARGET_INDEX => objects(target, K::INDEX_REF)?,
        _ => Vec::new(),
    };
    let concurrently = target.has(K::CONCURRENTLY_KW)
        || node
            .child(K::REINDEX_OPTION_LIST)
            .is_some_and(|list| list.nodes().any(|it| is_on(it, "concurrently")));
    Some(use_of(relations, Vec::new(), Use::Reindex { concurrently }))
}

pub(super) fn cluster(node: Node<'_>) -> Option<Statement> {
    let mut relations = objects(node, K::TABLE_NAME_REF)?;
    if let Some(index) = node.child(K::CLUSTER_USING_INDEX) {
        relations.push(child_object(index, K::INDEX_REF)?);
    }
    if let Some(legacy) = node.child(K::CLUSTER_LEGACY) {
        relations.push(child_object(legacy.child(K::ON_PATH)?, K::TABLE_NAME_REF)?);
        relations.push(child_object(legacy, K::INDEX_REF)?);
    }
    Some(use_of(relations, Vec::new(), Use::Cluster))
}

pub(super) fn refresh(node: Node<'_>) -> Option<Statement> {
    let view = object_name(node.child(K::VIEW_REF)?)?;
    Some(use_of(vec![view], Vec::new(), Use::Refresh { concurrently: node.has(K::CONCURRENTLY_KW) }))
}

pub(super) fn copy(node: Node<'_>) -> Option<Statement> {
    if let Some(source) = node.child(K::COPY_QUERY).and_then(|copied| copied.nodes().next()) {
        return match is_query(source.kind()) {
            true => Some(Statement::Select(Box::new(query(source)?))),
            false => change::statement(source),
        };
    }
    let table = node.child(K::COPY_TABLE)?;
    let columns = table
        .child(K::COLUMN_REF_LIST)
        .map_or_else(|| Some(Vec::new()), |list| names(list, K::COLUMN_NAME_REF));
    Some(use_of(vec![child_object(table, K::TABLE_NAME_REF)?], columns?, Use::Copy))
}
