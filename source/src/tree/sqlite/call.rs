//! Calls of functions, and windows.

use sqlite3_parser::ast::{
    Expr, FrameBound, FrameExclude, FunctionCallOrder, FunctionTail, Literal, Over, Window, WindowDef,
};

use super::name::unquote;
use super::reader::Reader;
use crate::tree::{Constant, Expression, FunctionCall, ObjectName};

impl Reader<'_> {
    /// `f(DISTINCT a, b ORDER BY c) FILTER (WHERE d) OVER w`
    pub(super) fn call(&mut self, call: &Expr<'_>, into: &mut Expression) -> Option<()> {
        match call {
            Expr::FunctionCall { name, distinctness, args, order_by, filter_over } => {
                let arguments = args.unwrap_or_default();
                let name = ObjectName::from(self.name(name.0)?);
                let first_text = match arguments.first() {
                    Some(Expr::Literal(Literal::String(text))) => Some(Constant::Text(unquote(text).0)),
                    _ => None,
                };
                into.functions.push(FunctionCall { name, arguments: arguments.len(), first_text });
                self.expect("(")?;
                if distinctness.is_some() {
                    self.advance()?;
                }
                self.walk_list(arguments, into)?;
                match order_by {
                    None => {}
                    Some(FunctionCallOrder::SortList(list)) => {
                        self.expect_all(&["ORDER", "BY"])?;
                        self.walk_sorted(list, into)?;
                    }
                    // `WITHIN GROUP`, if another crate turns it on.
                    #[allow(unreachable_patterns)]
                    Some(_) => return None,
                }
                self.expect(")")?;
                self.call_tail(filter_over, into)
            }
            Expr::FunctionCallStar { name, filter_over } => {
                let name = ObjectName::from(self.name(name.0)?);
                into.functions.push(FunctionCall { name, arguments: 0, first_text: None });
                self.expect_all(&["(", "*", ")"])?;
                self.call_tail(filter_over, into)
            }
            _ => None,
        }
    }

    fn call_tail(&mut self, tail: &Option<FunctionTail<'_>>, into: &mut Expression) -> Option<()> {
        let Some(tail) = tail else { return Some(()) };
        if let Some(filter) = tail.filter_clause {
            self.expect_all(&["FILTER", "(", "WHERE"])?;
            self.walk(filter, into)?;
            self.expect(")")?;
        }
        match tail.over_clause {
            Some(over) => self.over(over, into),
            None => Some(()),
        }
    }

    /// `OVER name`, `OVER (…)`
    fn over(&mut self, over: &Over<'_>, into: &mut Expression) -> Option<()> {
        self.expect("OVER")?;
        match over {
            Over::Name(name) => self.name(name.0).map(|_| ()),
            Over::Window(window) => self.window(window, into),
        }
    }

    /// `WINDOW a AS (…), b AS (…)`
    pub(super) fn windows(&mut self, windows: &[WindowDef<'_>]) -> Option<Expression> {
        let start = self.start();
        let mut read = Expression::default();
        self.expect("WINDOW")?;
        for (index, definition) in windows.iter().enumerate() {
            if index > 0 {
                self.expect(",")?;
            }
            self.name(definition.name.0)?;
            self.expect("AS")?;
            self.window(&definition.window, &mut read)?;
        }
        read.range = self.since(start);
        Some(read)
    }

    fn window(&mut self, window: &Window<'_>, into: &mut Expression) -> Option<()> {
        self.expect("(")?;
        if let Some(base) = &window.base {
            self.name(base.0)?;
        }
        if let Some(list) = window.partition_by {
            self.expect_all(&["PARTITION", "BY"])?;
            self.walk_list(list, into)?;
        }
        if let Some(list) = window.order_by {
            self.expect_all(&["ORDER", "BY"])?;
            self.walk_sorted(list, into)?;
        }
        if let Some(frame) = &window.frame_clause {
            // `ROWS`, `RANGE`, `GROUPS`
            self.advance()?;
            if let Some(end) = &frame.end {
                self.expect("BETWEEN")?;
                self.bound(&frame.start, into)?;
                self.expect("AND")?;
                self.bound(end, into)?;
            } else {
                self.bound(&frame.start, into)?;
            }
            match &frame.exclude {
                None => {}
                Some(FrameExclude::NoOthers) => self.expect_all(&["EXCLUDE", "NO", "OTHERS"])?,
                Some(FrameExclude::CurrentRow) => self.expect_all(&["EXCLUDE", "CURRENT", "ROW"])?,
                Some(FrameExclude::Group) => self.expect_all(&["EXCLUDE", "GROUP"])?,
                Some(FrameExclude::Ties) => self.expect_all(&["EXCLUDE", "TIES"])?,
            }
        }
        self.expect(")")
    }

    fn bound(&mut self, bound: &FrameBound<'_>, into: &mut Expression) -> Option<()> {
        match bound {
            FrameBound::CurrentRow => self.expect_all(&["CURRENT", "ROW"]),
            FrameBound::UnboundedFollowing => self.expect_all(&["UNBOUNDED", "FOLLOWING"]),
            FrameBound::UnboundedPreceding => self.expect_all(&["UNBOUNDED", "PRECEDING"]),
            FrameBound::Following(distance) => {
                self.walk(distance, into)?;
                self.expect("FOLLOWING")
            }
            FrameBound::Preceding(distance) => {
                self.walk(distance, into)?;
                self.expect("PRECEDING")
            }
        }
    }
}
