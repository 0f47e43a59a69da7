//! `ALTER TABLE`.

use squawk_parser::SyntaxKind as K;

use super::expression::{inner, unknown};
use super::name::{child_name, child_object, child_type};
use super::table::{column, constraint};
use crate::tree::cst::Node;
use crate::tree::{Action, ActionKind, AlterTable, Change, Dropped, Statement};

pub(super) fn alter_table(node: Node<'_>) -> Option<Statement> {
    if node.has(K::ALL_IN_TABLESPACE) {
        return Some(Statement::Other);
    }
    let name = child_object(node.child(K::TABLE_RELATION_NAME)?, K::TABLE_NAME_REF)?;
    let actions = node.nodes().filter(|child| !matches!(child.kind(), K::TABLE_RELATION_NAME | K::IF_EXISTS));
    let actions = actions
        .map(|child| Action { kind: action(child).unwrap_or(ActionKind::Opaque), range: child.range() });
    let actions = actions.collect();
    Some(Statement::AlterTable(Box::new(AlterTable { name, if_exists: node.has(K::IF_EXISTS), actions })))
}

fn action(node: Node<'_>) -> Option<ActionKind> {
    let if_exists = node.has(K::IF_EXISTS);
    let cascade = node.has(K::CASCADE);
    Some(match node.kind() {
        K::ADD_COLUMN => ActionKind::AddColumn {
            column: Box::new(column(node)?),
            if_not_exists: node.has(K::IF_NOT_EXISTS),
            after: None,
        },
        K::DROP_COLUMN => {
            ActionKind::DropColumn { name: child_name(node, K::COLUMN_NAME_REF)?, if_exists, cascade }
        }
        K::RENAME_COLUMN => ActionKind::RenameColumn {
            from: child_name(node, K::COLUMN_NAME_REF)?,
            to: child_name(node, K::COLUMN_NAME)?,
            if_exists: false,
        },
        K::ALTER_COLUMN => ActionKind::AlterColumn {
            name: child_name(node, K::COLUMN_NAME_REF)?,
            change: change(node)?,
            if_exists: false,
        },
        K::TABLE_RENAME_TO => ActionKind::RenameTo(child_object(node, K::TABLE_NAME)?),
        K::SET_SCHEMA => ActionKind::SetSchema(child_name(node, K::SCHEMA_REF)?),
        K::ADD_CONSTRAINT => ActionKind::AddConstraint {
            constraint: Box::new(constraint(node.nodes().next()?, None)?),
            if_not_exists: false,
        },
        K::DROP_CONSTRAINT => ActionKind::DropConstraint {
            name: child_object(node, K::CONSTRAINT_NAME_REF)?.name,
            what: Dropped::Constraint,
            if_exists,
            cascade,
        },
        K::RENAME_CONSTRAINT => ActionKind::RenameConstraint {
            from: child_object(node, K::CONSTRAINT_NAME_REF)?.name,
            to: child_name(node, K::CONSTRAINT_NAME)?,
        },
        K::VALIDATE_CONSTRAINT => {
            ActionKind::ValidateConstraint(child_object(node, K::CONSTRAINT_NAME_REF)?.name)
        }
        K::ATTACH_PARTITION => ActionKind::AttachPartition(child_object(node, K::TABLE_NAME_REF)?),
        K::DETACH_PARTITION => ActionKind::DetachPartition {
            name: child_object(node, K::TABLE_NAME_REF)?,
            concurrently: node.has(K::DETACH_CONCURRENTLY),
        },
        K::INHERIT_TABLE | K::NO_INHERIT_TABLE => ActionKind::Inherit(child_object(node, K::TABLE_NAME_REF)?),
        K::ENABLE_TRIGGER | K::ENABLE_ALWAYS_TRIGGER | K::ENABLE_REPLICA_TRIGGER | K::DISABLE_TRIGGER => {
            match node.has(K::TRIGGER_REF) {
                true => ActionKind::Trigger(child_name(node, K::TRIGGER_REF)?),
                false => ActionKind::Option,
            }
        }
        K::CLUSTER_ON => ActionKind::UsesIndex(child_object(node, K::INDEX_REF)?.name),
        K::REPLICA_IDENTITY => match node.child(K::USING_INDEX_NAME) {
            Some(index) => ActionKind::UsesIndex(child_object(index, K::INDEX_REF)?.name),
            None => ActionKind::Option,
        },
        K::ALTER_CONSTRAINT
        | K::OWNER_TO
        | K::ENABLE_RLS
        | K::DISABLE_RLS
        | K::FORCE_RLS
        | K::NO_FORCE_RLS
        | K::ENABLE_RULE
        | K::ENABLE_ALWAYS_RULE
        | K::ENABLE_REPLICA_RULE
        | K::DISABLE_RULE
        | K::SET_WITHOUT_CLUSTER
        | K::SET_WITHOUT_OIDS
        | K::SET_LOGGED
        | K::SET_UNLOGGED
        | K::SET_OPTIONS
        | K::RESET_OPTIONS
        | K::SET_TABLESPACE
        | K::SET_ACCESS_METHOD
        | K::ALTER_OPTION_LIST
        | K::NOT_OF => ActionKind::Option,
        _ => return None,
    })
}

fn change(node: Node<'_>) -> Option<Change> {
    let part = node.nodes().find(|child| child.kind() != K::COLUMN_NAME_REF)?;
    Some(match part.kind() {
        K::SET_DEFAULT => Change::SetDefault(Box::new(inner(part).unwrap_or_else(|| unknown(part)))),
        K::DROP_DEFAULT => Change::DropDefault,
        K::SET_NOT_NULL => Change::SetNotNull,
        K::DROP_NOT_NULL => Change::DropNotNull,
        K::SET_TYPE => Change::SetType {
            data_type: child_type(part)?,
            using: part
                .child(K::USING_EXPR)
                .map(|using| Box::new(inner(using).unwrap_or_else(|| unknown(using)))),
        },
        K::ADD_GENERATED => Change::AddIdentity,
        K::DROP_IDENTITY => Change::DropIdentity { if_exists: part.has(K::IF_EXISTS) },
        K::DROP_EXPRESSION => Change::Expression(None),
        K::SET_EXPRESSION => Change::Expression(Some(Box::new(inner(part).unwrap_or_else(|| unknown(part))))),
        K::SET_GENERATED_OPTIONS
        | K::RESTART
        | K::SET_SEQUENCE_OPTION
        | K::SET_STATISTICS
        | K::SET_STORAGE
        | K::SET_COMPRESSION
        | K::SET_OPTIONS
        | K::RESET_OPTIONS
        | K::SET_OPTIONS_LIST => Change::Option,
        _ => return None,
    })
}
