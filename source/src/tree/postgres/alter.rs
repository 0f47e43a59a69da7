//! `ALTER`, `DROP` and `COMMENT ON` of everything but `ALTER TABLE`.

use squawk_parser::SyntaxKind as K;

use super::name::{child_name, child_object, name, object_name, qualified_column, text_name};
use super::object::{conditions, owner};
use super::table::{attribute, objects};
use crate::tree::cst::Node;
use crate::tree::{Alter, Alteration, Comment, Drop, Name, Object, ObjectName, Statement};

/// What kind of object a reference is to.
fn referenced(kind: K) -> Option<Object> {
    Some(match kind {
        K::TABLE_NAME_REF => Object::Table,
        K::VIEW_REF => Object::View,
        K::INDEX_REF => Object::Index,
        K::SEQUENCE_REF => Object::Sequence,
        K::TYPE_NAME_REF | K::DOMAIN_REF => Object::Type,
        K::FUNCTION_SIG | K::FUNCTION_SIG_LIST => Object::Function,
        K::PROCEDURE_SIG | K::PROCEDURE_SIG_LIST => Object::Procedure,
        K::ROUTINE_SIG | K::ROUTINE_SIG_LIST => Object::Routine,
        K::AGGREGATE => Object::Aggregate,
        K::TRIGGER_REF => Object::Trigger,
        K::EVENT_TRIGGER_REF => Object::EventTrigger,
        K::POLICY_REF => Object::Policy,
        K::RULE_REF => Object::Rule,
        K::SCHEMA_REF => Object::Schema,
        K::EXTENSION_REF => Object::Extension,
        K::COLLATION_REF => Object::Collation,
        K::STATISTICS_REF => Object::Statistics,
        K::PUBLICATION_REF => Object::Publication,
        K::ROLE_REF => Object::Role,
        K::DATABASE_REF => Object::Database,
        _ => return None,
    })
}

/// The objects that a reference, or a list of signatures, names.
fn references(node: Node<'_>) -> Option<Vec<ObjectName>> {
    match node.kind() {
        K::FUNCTION_SIG_LIST | K::PROCEDURE_SIG_LIST | K::ROUTINE_SIG_LIST => {
            node.nodes().map(|signature| object_name(signature.nodes().next()?)).collect()
        }
        K::FUNCTION_SIG | K::PROCEDURE_SIG | K::ROUTINE_SIG | K::AGGREGATE => {
            Some(vec![object_name(node.nodes().next()?)?])
        }
        _ => Some(vec![object_name(node)?]),
    }
}

/// The first reference to an object, and what kind the object is of.
fn subject(node: Node<'_>) -> Option<(Object, Node<'_>)> {
    node.nodes().find_map(|child| Some((referenced(child.kind())?, child)))
}

/// A view among those that are told from materialized ones by their words alone.
fn exactly(kind: Object, node: Node<'_>) -> Object {
    match kind {
        Object::View if node.has(K::MATERIALIZED_KW) => Object::MaterializedView,
        kind => kind,
    }
}

/// The table of a trigger, a policy or a rule.
fn table(node: Node<'_>) -> Option<Option<ObjectName>> {
    if let Some(on) = node.child(K::ON_TABLE) {
        return child_object(on, K::TABLE_NAME_REF).map(Some);
    }
    match node.child(K::ON_RELATION) {
        Some(on) => child_object(on, K::RELATION_NAME_REF).map(Some),
        None => Some(None),
    }
}

pub(super) fn alter(node: Node<'_>) -> Option<Statement> {
    if node.has(K::ALL_IN_TABLESPACE) {
        return Some(Statement::Other);
    }
    let (kind, reference) = subject(node)?;
    let mut changes = Vec::new();
    for change in node.nodes() {
        match change.kind() {
            K::IF_EXISTS | K::ON_TABLE | K::ON_RELATION => {}
            K::ALTER_TYPE_ATTRIBUTE_ACTION_LIST => {
                for part in change.nodes() {
                    changes.push(alteration(part)?);
                }
            }
            _ if change.range() == reference.range() => {}
            _ => changes.push(alteration(change)?),
        }
    }
    Some(Statement::Alter(Box::new(Alter {
        kind: exactly(kind, node),
        name: references(reference)?.pop()?,
        table: table(node)?,
        if_exists: node.has(K::IF_EXISTS),
        changes,
    })))
}

fn alteration(node: Node<'_>) -> Option<Alteration> {
    Some(match node.kind() {
        K::INDEX_RENAME_TO
        | K::VIEW_RENAME_TO
        | K::SEQUENCE_RENAME_TO
        | K::TYPE_RENAME_TO
        | K::DOMAIN_RENAME_TO
        | K::FUNCTION_RENAME_TO
        | K::PROCEDURE_RENAME_TO
        | K::ROUTINE_RENAME_TO
        | K::AGGREGATE_RENAME_TO
        | K::TRIGGER_RENAME_TO
        | K::EVENT_TRIGGER_RENAME_TO
        | K::POLICY_RENAME_TO
        | K::RULE_RENAME_TO
        | K::SCHEMA_RENAME_TO
        | K::COLLATION_RENAME_TO
        | K::STATISTICS_RENAME_TO
        | K::PUBLICATION_RENAME_TO
        | K::ROLE_RENAME_TO
        | K::DATABASE_RENAME_TO => Alteration::RenameTo(object_name(node.nodes().next()?)?.name),
        K::SET_SCHEMA => Alteration::SetSchema(child_name(node, K::SCHEMA_REF)?),
        K::ADD_VALUE => Alteration::AddValue {
            value: text_name(node.child(K::LITERAL)?)?,
            if_not_exists: node.has(K::IF_NOT_EXISTS),
            neighbour: neighbour(node)?,
        },
        K::RENAME_VALUE => {
            let mut values = node.all(K::LITERAL).map(text_name);
            Alteration::RenameValue { from: values.next()??, to: values.next()?? }
        }
        K::ADD_ATTRIBUTE => Alteration::AddAttribute(Box::new(attribute(node)?)),
        K::DROP_ATTRIBUTE => Alteration::DropAttribute {
            name: child_name(node, K::COMPOSITE_FIELD_REF)?,
            if_exists: node.has(K::IF_EXISTS),
        },
        K::RENAME_ATTRIBUTE => Alteration::RenameColumn {
            from: child_name(node, K::COMPOSITE_FIELD_REF)?,
            to: child_name(node, K::COMPOSITE_FIELD)?,
        },
        K::RENAME_COLUMN => Alteration::RenameColumn {
            from: child_name(node, K::COLUMN_NAME_REF)?,
            to: child_name(node, K::COLUMN_NAME)?,
        },
        K::OPTION_OWNED_BY => Alteration::OwnedBy(owner(node)?),
        K::ALTER_POLICY_TO => Alteration::Conditions(conditions(node)),
        K::ERROR => return None,
        _ => Alteration::Option,
    })
}

/// The value that a new one is put beside.
fn neighbour(node: Node<'_>) -> Option<Option<Name>> {
    match node.child(K::BEFORE_VALUE).or_else(|| node.child(K::AFTER_VALUE)) {
        Some(place) => text_name(place.child(K::LITERAL)?).map(Some),
        None => Some(None),
    }
}

pub(super) fn drop(node: Node<'_>) -> Option<Statement> {
    let kind = subject(node).map_or(Object::Other, |(kind, _)| kind);
    let mut names = Vec::new();
    for child in node.nodes().filter(|child| referenced(child.kind()).is_some()) {
        names.append(&mut references(child)?);
    }
    Some(Statement::Drop(Box::new(Drop {
        kind: exactly(kind, node),
        names,
        table: table(node)?,
        if_exists: node.has(K::IF_EXISTS),
        cascade: node.has(K::CASCADE),
        concurrently: node.has(K::CONCURRENTLY_KW),
        temporary: false,
    })))
}

pub(super) fn comment(node: Node<'_>) -> Option<Statement> {
    let on = node.nodes().find(|child| !matches!(child.kind(), K::LITERAL | K::IF_EXISTS))?;
    let range = node.range();
    let (kind, name, part) = match on.kind() {
        K::OBJECT_COLUMN => {
            let (table, column) = qualified_column(on.child(K::QUALIFIED_COLUMN_NAME_REF)?)?;
            (Object::Column, table, Some(column))
        }
        K::OBJECT_CONSTRAINT => {
            // The constraint of a domain is not one of a table.
            let Some(table) = on.child(K::TABLE_NAME_REF) else {
                return Some(Statement::Other);
            };
            let constraint = child_object(on, K::CONSTRAINT_NAME_REF)?.name;
            (Object::Constraint, object_name(table)?, Some(constraint))
        }
        K::OBJECT_TRIGGER | K::OBJECT_RULE | K::OBJECT_POLICY => {
            let (kind, reference) = subject(on)?;
            let table = on.child(K::RELATION_NAME_REF).or_else(|| on.child(K::TABLE_NAME_REF))?;
            (kind, object_name(table)?, Some(name(reference)?))
        }
        K::OBJECT_TABLE
        | K::OBJECT_FOREIGN_TABLE
        | K::OBJECT_VIEW
        | K::OBJECT_MATERIALIZED_VIEW
        | K::OBJECT_INDEX
        | K::OBJECT_SEQUENCE
        | K::OBJECT_TYPE
        | K::OBJECT_DOMAIN
        | K::OBJECT_FUNCTION
        | K::OBJECT_PROCEDURE
        | K::OBJECT_ROUTINE
        | K::OBJECT_AGGREGATE
        | K::OBJECT_SCHEMA
        | K::OBJECT_EXTENSION
        | K::OBJECT_COLLATION
        | K::OBJECT_STATISTICS
        | K::OBJECT_PUBLICATION
        | K::OBJECT_EVENT_TRIGGER
        | K::OBJECT_ROLE
        | K::OBJECT_DATABASE => {
            let (kind, reference) = subject(on)?;
            (exactly(kind, on), references(reference)?.pop()?, None)
        }
        _ => return Some(Statement::Other),
    };
    Some(Statement::Comment(Box::new(Comment { kind, name, part, range })))
}

pub(super) fn grant(node: Node<'_>) -> Option<Statement> {
    let mut tables = Vec::new();
    if let Some(on) = node.child(K::ON_PRIVILEGE_OBJECTS_CLAUSE) {
        for list in on.nodes().filter(|it| matches!(it.kind(), K::PRIVILEGE_TABLE | K::PRIVILEGE_DEFAULT)) {
            tables.append(&mut objects(list, K::RELATION_NAME_REF)?);
        }
    }
    Some(Statement::Grant { tables })
}
