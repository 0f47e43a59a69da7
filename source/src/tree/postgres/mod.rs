//! From PostgreSQL's tree.
//!
//! The nodes of the grammar say what a name is: of a table, of a column that is defined, of one that is referred to.
//! Only in expressions the names of columns, functions and rows look the same, and `expression` tells them apart.
//! Functions here give `None` for what was not understood; the whole statement, or the action, is opaque then. But where
//! the first word says that no definition changes, nothing is lost by it, and the statement is `Other`.

mod alter;
mod alter_table;
mod change;
mod expression;
mod from;
mod name;
mod object;
mod query;
mod session;
mod table;
#[cfg(test)]
mod tests;

use squawk_parser::SyntaxKind as K;

use super::cst::{Node, Tree};
use super::{Object, Statement};

/// What the statement says.
pub(crate) fn statement(tree: &Tree<'_>) -> Statement {
    let Some(root) = tree.root() else {
        return Statement::Opaque;
    };
    let mut nodes = root.nodes().filter(|node| node.kind() != K::EMPTY_STMT);
    let Some(first) = nodes.next() else {
        return Statement::Other;
    };
    let more = nodes.map(|node| read(node).unwrap_or(Statement::Opaque)).collect::<Vec<_>>();
    let statement = match first.kind() {
        // What a schema is created with is a statement to the grammar.
        K::CREATE_SCHEMA => {
            object::create_schema(first, more).map(|create| Statement::Create(Box::new(create)))
        }
        _ if more.is_empty() => read(first),
        _ => None,
    };
    statement.unwrap_or(Statement::Opaque)
}

fn read(node: Node<'_>) -> Option<Statement> {
    let create = |create| Statement::Create(Box::new(create));
    let routine = |kind, name| {
        let routine = object::create_routine(node, kind, name)?;
        Some(Statement::CreateRoutine(Box::new(routine)))
    };
    match node.kind() {
        K::SELECT | K::SELECT_INTO | K::COMPOUND_SELECT | K::PAREN_SELECT | K::VALUES | K::TABLE => {
            query::query(node).map(|query| Statement::Select(Box::new(query)))
        }
        K::INSERT | K::UPDATE | K::DELETE => change::statement(node).or(Some(Statement::Other)),
        K::CREATE_TABLE | K::CREATE_TABLE_AS | K::CREATE_FOREIGN_TABLE => {
            table::create_table(node).map(|table| Statement::CreateTable(Box::new(table)))
        }
        K::ALTER_TABLE | K::ALTER_FOREIGN_TABLE => alter_table::alter_table(node),
        K::CREATE_INDEX => object::create_index(node).map(|index| Statement::CreateIndex(Box::new(index))),
        K::CREATE_VIEW | K::CREATE_MATERIALIZED_VIEW => {
            object::create_view(node).map(|view| Statement::CreateView(Box::new(view)))
        }
        K::CREATE_TRIGGER => {
            object::create_trigger(node).map(|trigger| Statement::CreateTrigger(Box::new(trigger)))
        }
        K::CREATE_FUNCTION => routine(Object::Function, K::FUNCTION_NAME),
        K::CREATE_PROCEDURE => routine(Object::Procedure, K::PROCEDURE_NAME),
        K::CREATE_AGGREGATE => routine(Object::Aggregate, K::AGGREGATE_NAME),
        K::CREATE_TYPE => object::create_type(node).map(|created| Statement::CreateType(Box::new(created))),
        K::CREATE_DOMAIN => {
            object::create_domain(node).map(|created| Statement::CreateType(Box::new(created)))
        }
        K::CREATE_SCHEMA => object::create_schema(node, Vec::new()).map(create),
        K::CREATE_SEQUENCE => object::create_sequence(node).map(create),
        K::CREATE_EXTENSION => object::create(node, Object::Extension, K::EXTENSION).map(create),
        K::CREATE_POLICY => object::create_policy(node).map(create),
        K::CREATE_RULE => object::create_rule(node).map(create),
        K::CREATE_STATISTICS => object::create_statistics(node).map(create),
        K::CREATE_COLLATION => object::create(node, Object::Collation, K::COLLATION).map(create),
        K::CREATE_PUBLICATION => object::create(node, Object::Publication, K::PUBLICATION).map(create),
        K::CREATE_ROLE | K::CREATE_USER | K::CREATE_GROUP => {
            object::create(node, Object::Role, K::ROLE).map(create)
        }
        K::CREATE_DATABASE => object::create(node, Object::Database, K::DATABASE).map(create),
        K::CREATE_EVENT_TRIGGER => object::create(node, Object::EventTrigger, K::EVENT_TRIGGER).map(create),
        K::CREATE_ACCESS_METHOD
        | K::CREATE_CAST
        | K::CREATE_CONVERSION
        | K::CREATE_FOREIGN_DATA_WRAPPER
        | K::CREATE_LANGUAGE
        | K::CREATE_OPERATOR
        | K::CREATE_OPERATOR_CLASS
        | K::CREATE_OPERATOR_FAMILY
        | K::CREATE_SERVER
        | K::CREATE_SUBSCRIPTION
        | K::CREATE_TABLESPACE
        | K::CREATE_TEXT_SEARCH_CONFIGURATION
        | K::CREATE_TEXT_SEARCH_DICTIONARY
        | K::CREATE_TEXT_SEARCH_PARSER
        | K::CREATE_TEXT_SEARCH_TEMPLATE
        | K::CREATE_TRANSFORM
        | K::CREATE_USER_MAPPING => Some(create(object::create_other(node))),
        K::ALTER_AGGREGATE
        | K::ALTER_COLLATION
        | K::ALTER_DATABASE
        | K::ALTER_DOMAIN
        | K::ALTER_EVENT_TRIGGER
        | K::ALTER_EXTENSION
        | K::ALTER_FUNCTION
        | K::ALTER_INDEX
        | K::ALTER_MATERIALIZED_VIEW
        | K::ALTER_POLICY
        | K::ALTER_PROCEDURE
        | K::ALTER_PUBLICATION
        | K::ALTER_ROUTINE
        | K::ALTER_RULE
        | K::ALTER_SCHEMA
        | K::ALTER_SEQUENCE
        | K::ALTER_STATISTICS
        | K::ALTER_TRIGGER
        | K::ALTER_TYPE
        | K::ALTER_VIEW => alter::alter(node),
        K::ALTER_ROLE => alter::alter(node).or(Some(Statement::Other)),
        K::DROP_ACCESS_METHOD
        | K::DROP_AGGREGATE
        | K::DROP_CAST
        | K::DROP_COLLATION
        | K::DROP_CONVERSION
        | K::DROP_DATABASE
        | K::DROP_DOMAIN
        | K::DROP_EVENT_TRIGGER
        | K::DROP_EXTENSION
        | K::DROP_FOREIGN_DATA_WRAPPER
        | K::DROP_FOREIGN_TABLE
        | K::DROP_FUNCTION
        | K::DROP_GROUP
        | K::DROP_INDEX
        | K::DROP_LANGUAGE
        | K::DROP_MATERIALIZED_VIEW
        | K::DROP_OPERATOR
        | K::DROP_OPERATOR_CLASS
        | K::DROP_OPERATOR_FAMILY
        | K::DROP_POLICY
        | K::DROP_PROCEDURE
        | K::DROP_PUBLICATION
        | K::DROP_ROLE
        | K::DROP_ROUTINE
        | K::DROP_RULE
        | K::DROP_SCHEMA
        | K::DROP_SEQUENCE
        | K::DROP_SERVER
        | K::DROP_STATISTICS
        | K::DROP_SUBSCRIPTION
        | K::DROP_TABLE
        | K::DROP_TABLESPACE
        | K::DROP_TEXT_SEARCH_CONFIG
        | K::DROP_TEXT_SEARCH_DICT
        | K::DROP_TEXT_SEARCH_PARSER
        | K::DROP_TEXT_SEARCH_TEMPLATE
        | K::DROP_TRANSFORM
        | K::DROP_TRIGGER
        | K::DROP_TYPE
        | K::DROP_USER
        | K::DROP_USER_MAPPING
        | K::DROP_VIEW => alter::drop(node),
        K::COMMENT_ON => alter::comment(node).or(Some(Statement::Other)),
        K::GRANT | K::REVOKE => alter::grant(node).or(Some(Statement::Other)),
        K::TRUNCATE => session::truncate(node).or(Some(Statement::Other)),
        K::LOCK => session::lock(node).or(Some(Statement::Other)),
        K::ANALYZE => session::analyze(node).or(Some(Statement::Other)),
        K::VACUUM => session::vacuum(node).or(Some(Statement::Other)),
        K::REINDEX => session::reindex(node).or(Some(Statement::Other)),
        K::CLUSTER => session::cluster(node).or(Some(Statement::Other)),
        K::REFRESH => session::refresh(node).or(Some(Statement::Other)),
        K::COPY => session::copy(node).or(Some(Statement::Other)),
        K::SET => session::set(node),
        K::RESET => session::reset(node),
        K::BEGIN
        | K::COMMIT_TRANSACTION
        | K::ROLLBACK_TRANSACTION
        | K::SAVEPOINT_CREATE
        | K::RELEASE_SAVEPOINT
        | K::ROLLBACK_TO_SAVEPOINT
        | K::PREPARE_TRANSACTION
        | K::COMMIT_PREPARED
        | K::ROLLBACK_PREPARED => Some(Statement::Transaction),
        K::EXPLAIN if session::is_run(node) => node.nodes().last().and_then(read),
        K::DISCARD if node.has(K::DISCARD_PLANS) || node.has(K::DISCARD_SEQUENCES) => Some(Statement::Other),
        // Rows are all that `MERGE` can change.
        K::MERGE
        | K::EXPLAIN
        | K::ALTER_CONVERSION
        | K::ALTER_DEFAULT_PRIVILEGES
        | K::ALTER_FOREIGN_DATA_WRAPPER
        | K::ALTER_GROUP
        | K::ALTER_LANGUAGE
        | K::ALTER_LARGE_OBJECT
        | K::ALTER_OPERATOR
        | K::ALTER_OPERATOR_CLASS
        | K::ALTER_OPERATOR_FAMILY
        | K::ALTER_SERVER
        | K::ALTER_SUBSCRIPTION
        | K::ALTER_SYSTEM
        | K::ALTER_TABLESPACE
        | K::ALTER_TEXT_SEARCH_CONFIGURATION
        | K::ALTER_TEXT_SEARCH_DICTIONARY
        | K::ALTER_TEXT_SEARCH_PARSER
        | K::ALTER_TEXT_SEARCH_TEMPLATE
        | K::ALTER_USER
        | K::ALTER_USER_MAPPING
        | K::CHECKPOINT
        | K::CLOSE
        | K::DEALLOCATE
        | K::DECLARE
        | K::FETCH
        | K::LISTEN
        | K::LOAD
        | K::MOVE
        | K::NOTIFY
        | K::REASSIGN
        | K::RESET_ROLE
        | K::RESET_SESSION_AUTH
        | K::SECURITY_LABEL
        | K::SET_CONSTRAINTS
        | K::SET_ROLE
        | K::SET_SESSION_AUTH
        | K::SET_TRANSACTION
        | K::SHOW
        | K::UNLISTEN => Some(Statement::Other),
        _ => None,
    }
}
