//! Windows: `OVER` and `WINDOW`.

use sqlite3_parser::ast::{FrameBound, FrameExclude, Over, Window, WindowDef};

use super::reader::Reader;
use crate::tree::Expression;

impl Reader<'_> {
    /// `OVER name`, `OVER (…)`
    pub(super) fn over(&mut self, over: &Over<'_>, into: &mut Expression) -> Option<()> {
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
