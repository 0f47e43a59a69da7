//! Tables in Markdown.

/// What stands where nothing was measured.
pub const ABSENT: &str = "—";

/// Rows by columns; the first cell of a row is its name.
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// `corner` is the head of the first column.
    pub fn new(corner: &str, columns: impl IntoIterator<Item = String>) -> Self {
        Table { header: std::iter::once(corner.to_owned()).chain(columns).collect(), rows: Vec::new() }
    }

    /// A row, unless all of it is absent.
    pub fn row(&mut self, name: &str, cells: impl IntoIterator<Item = Option<String>>) {
        let cells: Vec<Option<String>> = cells.into_iter().collect();
        if cells.iter().any(Option::is_some) {
            let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| ABSENT.to_owned()));
            self.rows.push(std::iter::once(name.to_owned()).chain(cells).collect());
        }
    }

    /// With a title above it; nothing if there are no rows.
    pub fn titled(&self, title: &str) -> String {
        if self.rows.is_empty() { String::new() } else { format!("{title}\n\n{self}\n") }
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "| {} |", self.header.join(" | "))?;
        let numbers = self.header.len().saturating_sub(1);
        writeln!(formatter, "| --- |{}", " ---: |".repeat(numbers))?;
        self.rows.iter().try_for_each(|row| writeln!(formatter, "| {} |", row.join(" | ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_a_dash_or_left_out() {
        let mut table = Table::new("tool", ["10".to_owned(), "100".to_owned()]);
        table.row("one", [Some("1 s".to_owned()), None]);
        table.row("nothing", [None, None]);
        let expected = "| tool | 10 | 100 |\n| --- | ---: | ---: |\n| one | 1 s | — |\n";
        assert_eq!(table.to_string(), expected);
        assert_eq!(table.titled("Title"), format!("Title\n\n{expected}\n"));
        assert_eq!(Table::new("tool", []).titled("Title"), "");
    }
}
