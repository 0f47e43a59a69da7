//! Expressions.

use sqlite3_parser::ast::{Expr, Literal, Operator, QualifiedName, SortedColumn, UnaryOperator};

use super::from::is_built_in;
use super::name::unquote;
use super::reader::Reader;
use crate::tree::{Body, ColumnReference, Constant, Expression, FunctionCall, Name, Query};

impl Reader<'_> {
    pub(super) fn expression(&mut self, expression: &Expr<'_>) -> Option<Expression> {
        let start = self.start();
        let mut read = Expression::default();
        self.walk(expression, &mut read)?;
        read.range = self.since(start);
        read.constant = constant(expression);
        Some(read)
    }

    /// `a, b`, each on its own.
    pub(super) fn expressions(&mut self, list: &[Expr<'_>]) -> Option<Vec<Expression>> {
        let mut read = Vec::with_capacity(list.len());
        for expression in list {
            if !read.is_empty() {
                self.expect(",")?;
            }
            read.push(self.expression(expression)?);
        }
        Some(read)
    }

    /// `(a)`, as one that is written without the parentheses.
    pub(super) fn in_parentheses(&mut self, expression: &Expr<'_>) -> Option<Expression> {
        self.expect("(")?;
        let read = self.expression(expression)?;
        self.expect(")")?;
        Some(read)
    }

    /// `a DESC NULLS LAST, b`
    pub(super) fn sorted(&mut self, list: &[SortedColumn<'_>]) -> Option<Vec<Expression>> {
        let mut read = Vec::with_capacity(list.len());
        for column in list {
            if !read.is_empty() {
                self.expect(",")?;
            }
            read.push(self.expression(&column.expr)?);
            self.direction(column)?;
        }
        Some(read)
    }

    /// `DESC NULLS LAST`
    pub(super) fn direction(&mut self, column: &SortedColumn<'_>) -> Option<()> {
        if column.order.is_some() {
            self.advance()?;
        }
        if column.nulls.is_some() {
            self.expect("NULLS")?;
            self.advance()?;
        }
        Some(())
    }

    /// Adds what an expression refers to. Operators lean to the left, a long chain of them is no recursion.
    pub(super) fn walk(&mut self, expression: &Expr<'_>, into: &mut Expression) -> Option<()> {
        let Some(mut first) = left(expression) else { return self.leaf(expression, into) };
        let mut chain = vec![expression];
        while let Some(next) = left(first) {
            chain.push(first);
            first = next;
        }
        self.leaf(first, into)?;
        while let Some(expression) = chain.pop() {
            self.rest(expression, into)?;
        }
        Some(())
    }

    pub(super) fn walk_list(&mut self, list: &[Expr<'_>], into: &mut Expression) -> Option<()> {
        for (index, expression) in list.iter().enumerate() {
            if index > 0 {
                self.expect(",")?;
            }
            self.walk(expression, into)?;
        }
        Some(())
    }

    pub(super) fn walk_sorted(&mut self, list: &[SortedColumn<'_>], into: &mut Expression) -> Option<()> {
        for (index, column) in list.iter().enumerate() {
            if index > 0 {
                self.expect(",")?;
            }
            self.walk(&column.expr, into)?;
            self.direction(column)?;
        }
        Some(())
    }

    /// What does not begin with another expression.
    fn leaf(&mut self, expression: &Expr<'_>, into: &mut Expression) -> Option<()> {
        match expression {
            Expr::Literal(literal) => self.literal(literal),
            Expr::Variable(name) => self.variable(name),
            Expr::Id(id) => {
                let column = self.name(id.0)?;
                if !is_boolean(&column) {
                    into.columns.push(ColumnReference { column, ..ColumnReference::default() });
                }
                Some(())
            }
            Expr::Qualified(table, column) => {
                let table = self.name(table.0)?;
                self.expect(".")?;
                let column = self.name(column.0)?;
                into.columns.push(ColumnReference { schema: None, table: Some(table), column });
                Some(())
            }
            Expr::DoublyQualified(schema, table, column) => {
                let schema = self.name(schema.0)?;
                self.expect(".")?;
                let table = self.name(table.0)?;
                self.expect(".")?;
                let column = self.name(column.0)?;
                into.columns.push(ColumnReference { schema: Some(schema), table: Some(table), column });
                Some(())
            }
            _ => {
                self.descend()?;
                self.branch(expression, into)?;
                self.ascend();
                Some(())
            }
        }
    }

    /// What has others inside.
    fn branch(&mut self, expression: &Expr<'_>, into: &mut Expression) -> Option<()> {
        match expression {
            Expr::Parenthesized(list) => {
                self.expect("(")?;
                self.walk_list(list, into)?;
                self.expect(")")
            }
            Expr::Unary(operator, operand) => {
                self.expect(match operator {
                    UnaryOperator::BitwiseNot => "~",
                    UnaryOperator::Negative => "-",
                    UnaryOperator::Not => "NOT",
                    UnaryOperator::Positive => "+",
                })?;
                self.walk(operand, into)
            }
            Expr::FunctionCall { .. } | Expr::FunctionCallStar { .. } => self.call(expression, into),
            Expr::Case { base, when_then_pairs, else_expr } => {
                self.expect("CASE")?;
                if let Some(base) = base {
                    self.walk(base, into)?;
                }
                for (when, then) in when_then_pairs.iter() {
                    self.expect("WHEN")?;
                    self.walk(when, into)?;
                    self.expect("THEN")?;
                    self.walk(then, into)?;
                }
                if let Some(otherwise) = else_expr {
                    self.expect("ELSE")?;
                    self.walk(otherwise, into)?;
                }
                self.expect("END")
            }
            Expr::Cast { expr, type_name } => {
                self.expect_all(&["CAST", "("])?;
                self.walk(expr, into)?;
                self.expect("AS")?;
                if let Some(written) = type_name {
                    into.types.push(self.type_name(written)?);
                }
                self.expect(")")
            }
            Expr::Exists(select) => {
                self.expect("EXISTS")?;
                into.queries.push(self.subquery(select)?);
                Some(())
            }
            Expr::Subquery(select) => {
                into.queries.push(self.subquery(select)?);
                Some(())
            }
            Expr::Raise(_, message) => {
                self.expect_all(&["RAISE", "("])?;
                self.advance()?;
                if let Some(message) = message {
                    self.expect(",")?;
                    self.walk(message, into)?;
                }
                self.expect(")")
            }
            _ => None,
        }
    }

    /// What follows the first operand.
    fn rest(&mut self, expression: &Expr<'_>, into: &mut Expression) -> Option<()> {
        match expression {
            Expr::Binary(_, operator, right) => {
                self.operator(*operator)?;
                self.walk(right, into)
            }
            Expr::IsNull(_) => self.expect("ISNULL"),
            Expr::NotNull(_) => {
                if self.skip("NOTNULL") {
                    return Some(());
                }
                self.expect_all(&["NOT", "NULL"])
            }
            Expr::Collate(_, collation) => {
                self.expect("COLLATE")?;
                self.expect_exactly(collation)?;
                Some(())
            }
            Expr::Like { not, rhs, escape, .. } => {
                self.negation(*not)?;
                self.advance()?;
                self.walk(rhs, into)?;
                if let Some(escape) = escape {
                    self.expect("ESCAPE")?;
                    self.walk(escape, into)?;
                }
                Some(())
            }
            Expr::Between { not, start, end, .. } => {
                self.negation(*not)?;
                self.expect("BETWEEN")?;
                self.walk(start, into)?;
                self.expect("AND")?;
                self.walk(end, into)
            }
            Expr::InList { not, rhs, .. } => {
                self.negation(*not)?;
                self.expect_all(&["IN", "("])?;
                self.walk_list(rhs.unwrap_or_default(), into)?;
                self.expect(")")
            }
            Expr::InSelect { not, rhs, .. } => {
                self.negation(*not)?;
                self.expect("IN")?;
                into.queries.push(self.subquery(rhs)?);
                Some(())
            }
            Expr::InTable { not, rhs, args, .. } => {
                self.negation(*not)?;
                self.expect("IN")?;
                self.in_table(rhs, args.unwrap_or_default(), into)
            }
            _ => None,
        }
    }

    /// `x IN t`, `x IN f(a)`
    fn in_table(
        &mut self,
        name: &QualifiedName<'_>,
        arguments: &[Expr<'_>],
        into: &mut Expression,
    ) -> Option<()> {
        let name = self.object_name(name)?;
        if self.skip("(") {
            into.functions.push(FunctionCall { name, arguments: arguments.len(), first_text: None });
            self.walk_list(arguments, into)?;
            return self.expect(")");
        }
        if !is_built_in(&name) {
            into.queries.push(Query { body: Body::Table(name), ..Query::default() });
        }
        Some(())
    }

    fn negation(&mut self, not: bool) -> Option<()> {
        if not { self.expect("NOT") } else { Some(()) }
    }

    fn operator(&mut self, operator: Operator) -> Option<()> {
        match operator {
            Operator::And => self.expect("AND"),
            Operator::Or => self.expect("OR"),
            Operator::Is => {
                self.expect("IS")?;
                if self.skip("NOT") { self.expect_all(&["DISTINCT", "FROM"]) } else { Some(()) }
            }
            Operator::IsNot => {
                self.expect("IS")?;
                if self.skip("NOT") { Some(()) } else { self.expect_all(&["DISTINCT", "FROM"]) }
            }
            _ => self.advance().map(|_| ()),
        }
    }

    fn literal(&mut self, literal: &Literal<'_>) -> Option<()> {
        match literal {
            Literal::Numeric(text) | Literal::String(text) | Literal::Keyword(text) => {
                self.expect_exactly(text).map(|_| ())
            }
            Literal::Null => self.expect("NULL"),
            Literal::CurrentDate => self.expect("CURRENT_DATE"),
            Literal::CurrentTime => self.expect("CURRENT_TIME"),
            Literal::CurrentTimestamp => self.expect("CURRENT_TIMESTAMP"),
            // The tree has its digits alone.
            Literal::Blob(_) => self.advance().map(|_| ()),
        }
    }

    /// `?`, `?1`, `:a`, `@a`, `$a`, `#a`: a sign and what touches it. The tree leaves the question mark out.
    fn variable(&mut self, name: &str) -> Option<()> {
        let rest = if self.skip("?") {
            name
        } else {
            let sign = self.next();
            let rest = name.strip_prefix(sign)?;
            self.advance()?;
            rest
        };
        if !rest.is_empty() {
            self.expect_exactly(rest)?;
        }
        Some(())
    }
}

/// The operand that an expression begins with.
fn left<'e, 'b>(expression: &'e Expr<'b>) -> Option<&'e Expr<'b>> {
    match expression {
        Expr::Binary(left, ..) | Expr::Collate(left, _) | Expr::IsNull(left) | Expr::NotNull(left) => {
            Some(left)
        }
        Expr::Between { lhs, .. }
        | Expr::Like { lhs, .. }
        | Expr::InList { lhs, .. }
        | Expr::InSelect { lhs, .. }
        | Expr::InTable { lhs, .. } => Some(lhs),
        _ => None,
    }
}

/// `true`, `false`
fn is_boolean(name: &Name) -> bool {
    !name.quoted && boolean(&name.text).is_some()
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// What the expression is without parentheses and collations around it: they do not make it another.
pub(super) fn bare<'e, 'b>(mut expression: &'e Expr<'b>) -> &'e Expr<'b> {
    loop {
        expression = match expression {
            Expr::Parenthesized(list) if list.len() == 1 => match list.first() {
                Some(only) => only,
                None => return expression,
            },
            Expr::Collate(inner, _) => inner,
            _ => return expression,
        };
    }
}

fn constant(expression: &Expr<'_>) -> Option<Constant> {
    match bare(expression) {
        Expr::Literal(literal) => match literal {
            Literal::Numeric(text) => Some(Constant::Number((*text).to_owned())),
            Literal::String(text) => Some(Constant::Text(unquote(text).0)),
            Literal::Null => Some(Constant::Null),
            Literal::CurrentDate => Some(Constant::Current("current_date".to_owned())),
            Literal::CurrentTime => Some(Constant::Current("current_time".to_owned())),
            Literal::CurrentTimestamp => Some(Constant::Current("current_timestamp".to_owned())),
            Literal::Blob(_) | Literal::Keyword(_) => None,
        },
        Expr::Id(id) => boolean(id.0).map(Constant::Boolean),
        Expr::Unary(sign, operand) => match (sign, operand) {
            (UnaryOperator::Negative, Expr::Literal(Literal::Numeric(text))) => {
                Some(Constant::Number(format!("-{text}")))
            }
            (UnaryOperator::Positive, Expr::Literal(Literal::Numeric(text))) => {
                Some(Constant::Number(format!("+{text}")))
            }
            _ => None,
        },
        _ => None,
    }
}
