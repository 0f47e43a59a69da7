//! `CREATE` of everything but tables.

use squawk_parser::SyntaxKind as K;

use super::change::{self, column};
use super::expression::{expression, expressions, inner, is_query, unknown};
use super::name::{
    child_name, child_object, child_type, is_type, name, names, object_name, path, qualified_column, text,
    text_name, type_name,
};
use super::query::query;
use super::table::attribute;
use crate::tree::cst::Node;
use crate::tree::{
    Body, Create, CreateIndex, CreateRoutine, CreateTrigger, CreateType, CreateView, Cte, Expression,
    IndexColumn, Item, Name, Object, ObjectName, Query, Select, Source, Statement, TypeKind, TypeName,
};

pub(super) fn create_index(node: Node<'_>) -> Option<CreateIndex> {
    let table = node.child(K::TABLE_RELATION_NAME)?;
    let name = match node.child(K::INDEX) {
        Some(index) => Some(object_name(index)?),
        None => None,
    };
    let columns = node.child(K::PARTITION_ITEM_LIST)?.all(K::PARTITION_ITEM).map(index_column);
    let include = match node.child(K::INDEX_INCLUDE_CLAUSE).and_then(|it| it.child(K::PARTITION_ITEM_LIST)) {
        Some(list) => {
            list.all(K::PARTITION_ITEM).map(|item| column(item.nodes().next()?)).collect::<Option<_>>()?
        }
        None => Vec::new(),
    };
    let classes =
        node.child(K::PARTITION_ITEM_LIST)?.all(K::PARTITION_ITEM).filter_map(operator_class).collect();
    let method = node.child(K::USING_METHOD).and_then(|using| child_name(using, K::ACCESS_METHOD_REF));
    Some(CreateIndex {
        name,
        table: child_object(table, K::TABLE_NAME_REF)?,
        unique: node.has(K::UNIQUE_KW),
        concurrently: node.has(K::CONCURRENTLY_KW),
        if_not_exists: node.has(K::IF_NOT_EXISTS),
        only: table.has(K::ONLY_KW),
        method: method.map(|method| method.text.to_lowercase()),
        columns: columns.collect::<Option<_>>()?,
        classes,
        include,
        predicate: node.child(K::WHERE_CLAUSE).map(expressions),
        options: Vec::new(),
    })
}

fn index_column(item: Node<'_>) -> Option<IndexColumn> {
    let first = item.nodes().next()?;
    Some(match column(first) {
        Some(column) => IndexColumn::Column(column),
        None => IndexColumn::Expression(expression(first)),
    })
}

/// The operator class of a part of an index, if it has one without a schema.
fn operator_class(item: Node<'_>) -> Option<Name> {
    let class = item.nodes().find(|part| part.kind() == K::OP_CLASS_REF)?;
    let path = child_object(item, K::OP_CLASS_REF)?;
    (path.schema.is_none() && path.range() == class.range()).then_some(path.name)
}

/// The names in a list that may be missing.
fn column_names(node: Node<'_>) -> Option<Vec<Name>> {
    node.child(K::COLUMN_LIST).map_or_else(|| Some(Vec::new()), |list| names(list, K::COLUMN_NAME))
}

pub(super) fn create_view(node: Node<'_>) -> Option<CreateView> {
    let name = child_object(node, K::VIEW)?;
    let columns = column_names(node)?;
    let mut query = query(node.nodes().find(|child| is_query(child.kind()))?)?;
    if node.has(K::RECURSIVE_KW) {
        query = recursive(&name, &columns, query);
    }
    Some(CreateView {
        name,
        columns,
        query,
        or_replace: node.has(K::OR_REPLACE),
        if_not_exists: node.has(K::IF_NOT_EXISTS),
        temporary: node.has(K::TEMP),
        materialized: node.kind() == K::CREATE_MATERIALIZED_VIEW,
    })
}

/// `CREATE RECURSIVE VIEW v` is short for `WITH RECURSIVE v AS (…) SELECT * FROM v`.
fn recursive(name: &ObjectName, columns: &[Name], query: Query) -> Query {
    let cte = Cte {
        name: name.name.clone(),
        columns: columns.to_vec(),
        statement: Statement::Select(Box::new(query)),
    };
    let itself = Source::Table { name: name.name.clone().into(), alias: None, columns: Vec::new() };
    let select = Select { items: vec![Item::All], from: vec![itself], ..Select::default() };
    Query { ctes: vec![cte], recursive: true, body: Body::Select(Box::new(select)), ..Query::default() }
}

pub(super) fn create_trigger(node: Node<'_>) -> Option<CreateTrigger> {
    let events = node.child(K::TRIGGER_EVENT_LIST)?;
    let mut columns = Vec::new();
    for update in events.all(K::TRIGGER_EVENT_UPDATE) {
        columns.extend(names(update, K::COLUMN_NAME_REF)?);
    }
    let when = node.child(K::WHEN_CONDITION);
    Some(CreateTrigger {
        name: child_name(node, K::TRIGGER)?.into(),
        table: child_object(node.child(K::ON_RELATION)?, K::RELATION_NAME_REF)?,
        columns,
        when: when.map(|when| inner(when).unwrap_or_else(|| unknown(when))),
        function: node.child(K::CALL_EXPR).and_then(|call| object_name(call.nodes().next()?)),
        body: Vec::new(),
        if_not_exists: false,
        or_replace: node.has(K::OR_REPLACE),
        temporary: false,
    })
}

pub(super) fn create_routine(node: Node<'_>, kind: Object, name: K) -> Option<CreateRoutine> {
    let mut types = Vec::<TypeName>::new();
    if let Some(list) = node.child(K::PARAM_LIST) {
        types.extend(list.all(K::PARAM).filter_map(child_type));
    }
    if let Some(result) = node.child(K::RET_TYPE) {
        types.extend(child_type(result));
        if let Some(list) = result.child(K::RETURN_TABLE_ARG_LIST) {
            types.extend(list.nodes().filter_map(child_type));
        }
    }
    let language = node.child(K::FUNC_OPTION_LIST).and_then(|list| list.child(K::LANGUAGE_FUNC_OPTION));
    let language = language.and_then(|option| {
        let written = option.nodes().next()?;
        text(written).or_else(|| Some(self::name(written)?.text))
    });
    Some(CreateRoutine {
        kind,
        name: child_object(node, name)?,
        or_replace: node.has(K::OR_REPLACE),
        if_not_exists: false,
        types,
        language: language.map(|language| language.to_lowercase()),
    })
}

pub(super) fn create_type(node: Node<'_>) -> Option<CreateType> {
    let mut kind = TypeKind::Other;
    if let Some(values) = node.child(K::ENUM_TYPE).and_then(|it| it.child(K::VARIANT_LIST)) {
        kind = TypeKind::Enum(values.all(K::VARIANT).map(text_name).collect::<Option<_>>()?);
    } else if let Some(fields) =
        node.child(K::COMPOSITE_TYPE).and_then(|it| it.child(K::COMPOSITE_FIELD_LIST))
    {
        kind = TypeKind::Composite(fields.all(K::COMPOSITE_FIELD_DEF).map(attribute).collect::<Option<_>>()?);
    } else if node.has(K::ENUM_TYPE) || node.has(K::COMPOSITE_TYPE) {
        return None;
    }
    Some(CreateType { name: child_object(node, K::TYPE_NAME)?, kind })
}

pub(super) fn create_domain(node: Node<'_>) -> Option<CreateType> {
    let base = node.nodes().find(|child| is_type(child.kind()))?;
    let mut all = Expression { range: node.range(), ..Expression::default() };
    for part in node.nodes().filter(|part| matches!(part.kind(), K::CHECK_CONSTRAINT | K::DEFAULT_CONSTRAINT))
    {
        let mut one = inner(part).unwrap_or_else(|| unknown(part));
        all.columns.append(&mut one.columns);
        all.queries.append(&mut one.queries);
        all.functions.append(&mut one.functions);
        all.types.append(&mut one.types);
        all.is_opaque |= one.is_opaque;
    }
    // `VALUE` stands for what is checked.
    all.columns.retain(|reference| {
        reference.table.is_some() || !reference.column.text.eq_ignore_ascii_case("value")
    });
    Some(CreateType {
        name: child_object(node, K::DOMAIN)?,
        kind: TypeKind::Domain(type_name(base), Box::new(all)),
    })
}

fn plain(node: Node<'_>, kind: Object, name: Option<ObjectName>) -> Create {
    Create {
        kind,
        name,
        table: None,
        expressions: Vec::new(),
        if_not_exists: node.has(K::IF_NOT_EXISTS),
        or_replace: node.has(K::OR_REPLACE),
        statements: Vec::new(),
    }
}

/// Something with a name of which no more is kept.
pub(super) fn create(node: Node<'_>, kind: Object, name: K) -> Option<Create> {
    let name = child_object(node, name)?;
    Some(plain(node, kind, Some(name)))
}

/// Something that nobody keeps account of.
pub(super) fn create_other(node: Node<'_>) -> Create {
    plain(node, Object::Other, None)
}

/// The column that a sequence goes with, if it is not `NONE`.
pub(super) fn owner(owned: Node<'_>) -> Option<Option<(ObjectName, Name)>> {
    match owned.child(K::QUALIFIED_COLUMN_NAME_REF) {
        Some(column) => qualified_column(column).map(Some),
        None => owned.has(K::OWNED_BY_NONE).then_some(None),
    }
}

pub(super) fn create_sequence(node: Node<'_>) -> Option<Create> {
    let owner = match node.child(K::OPTION_OWNED_BY) {
        Some(owned) => owner(owned)?,
        None => None,
    };
    let table = owner.map(|(table, _)| table);
    Some(Create { table, ..create(node, Object::Sequence, K::SEQUENCE)? })
}

/// A schema, with the statements after it.
pub(super) fn create_schema(node: Node<'_>, statements: Vec<Statement>) -> Option<Create> {
    let name = if let Some(named) = node.child(K::NAMED_SCHEMA) {
        child_name(named, K::SCHEMA)?
    } else {
        let named = node.child(K::AUTHORIZATION_SCHEMA)?;
        // `CURRENT_USER` is somebody whose name is not known here.
        path(named.nodes().next()?)?.pop()?
    };
    Some(Create { statements, ..plain(node, Object::Schema, Some(name.into())) })
}

pub(super) fn create_policy(node: Node<'_>) -> Option<Create> {
    Some(Create {
        table: Some(child_object(node.child(K::ON_TABLE)?, K::TABLE_NAME_REF)?),
        expressions: conditions(node),
        ..plain(node, Object::Policy, Some(child_name(node, K::POLICY)?.into()))
    })
}

pub(super) fn conditions(node: Node<'_>) -> Vec<Expression> {
    let clauses =
        node.nodes().filter(|it| matches!(it.kind(), K::USING_EXPR_CLAUSE | K::WITH_CHECK_EXPR_CLAUSE));
    clauses.map(|clause| inner(clause).unwrap_or_else(|| unknown(clause))).collect()
}

pub(super) fn create_rule(node: Node<'_>) -> Option<Create> {
    let on = node.child(K::RULE_ON)?;
    let action = node.child(K::RULE_DO)?;
    let action = action.child(K::RULE_STMT_LIST).unwrap_or(action);
    let statements =
        action.nodes().filter(|it| it.kind() != K::NOTHING).map(|statement| match statement.kind() {
            kind if is_query(kind) => Some(Statement::Select(Box::new(query(statement)?))),
            _ => change::statement(statement),
        });
    let statements = statements.map(|statement| statement.unwrap_or(Statement::Opaque)).collect();
    Some(Create {
        table: Some(child_object(on, K::RELATION_NAME_REF)?),
        expressions: on.all(K::WHERE_CLAUSE).map(expressions).collect(),
        statements,
        ..plain(node, Object::Rule, Some(child_name(node, K::RULE)?.into()))
    })
}

/// Statistics may go without a name, and may be of more than a table.
pub(super) fn create_statistics(node: Node<'_>) -> Option<Create> {
    let name = match node.child(K::STATISTICS) {
        Some(name) => Some(object_name(name)?),
        None => None,
    };
    Some(Create {
        table: node.child(K::FROM_TABLE).and_then(|from| child_object(from, K::TABLE_NAME_REF)),
        expressions: node.all(K::STATISTICS_ON_CLAUSE).map(expressions).collect(),
        ..plain(node, Object::Statistics, name)
    })
}
