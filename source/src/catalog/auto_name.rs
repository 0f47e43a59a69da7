//! The names that PostgreSQL gives to what has none.

use super::key::{LONGEST, cut};

/// `orders` + `total` + `key` -> `orders_total_key`; the longer of the first two is cut until the whole fits.
pub(crate) fn auto_name(table: &str, part: &str, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(!part.is_empty());
    let available = LONGEST.saturating_sub(overhead);
    let (mut table_length, mut part_length) = (table.len(), part.len());
    while table_length + part_length > available {
        if table_length > part_length {
            table_length -= 1;
        } else {
            part_length -= 1;
        }
    }
    let (mut name, mut part) = (table.to_owned(), part.to_owned());
    cut(&mut name, table_length);
    cut(&mut part, part_length);
    if !part.is_empty() {
        name.push('_');
        name.push_str(&part);
    }
    name.push('_');
    name + label
}

/// The first of `name`, `name1`, `name2`, … that is not taken.
pub(super) fn free_name(table: &str, part: &str, label: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = auto_name(table, part, label);
    let mut number = 0;
    while is_taken(&name) {
        number += 1;
        name = auto_name(table, part, &format!("{label}{number}"));
    }
    name
}

/// The columns of an index as a part of its name, or of a foreign key's.
pub(crate) fn joined<'n>(columns: impl IntoIterator<Item = &'n str>) -> String {
    let mut joined = columns.into_iter().collect::<Vec<_>>().join("_");
    // The server stops adding there.
    cut(&mut joined, 2 * LONGEST);
    joined
}

#[cfg(test)]
mod tests {
    use super::auto_name;

    #[test]
    fn names_are_cut_as_the_server_cuts_them() {
        assert_eq!(auto_name("orders", "total", "key"), "orders_total_key");
        assert_eq!(auto_name("orders", "", "pkey"), "orders_pkey");
        let long = "a".repeat(63);
        assert_eq!(auto_name(&long, "b", "key"), format!("{}_b_key", "a".repeat(57)));
        assert_eq!(auto_name(&long, &long, "key").len(), 63);
    }
}
