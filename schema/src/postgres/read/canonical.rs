//! The one spelling of what the server spells in two ways.

/// Writes a cast of an array of values as an array of casts: `(ARRAY['a'::character varying])::text[]` as
/// `ARRAY[('a'::character varying)::text]`. The server writes the first for what it was given as `IN ('a')`, and the
/// second for what it was given as the first.
pub(super) fn canonical(text: &str) -> String {
    let mut written = String::new();
    let mut rest = text;
    while let Some(at) = next_array(rest) {
        let (before, array) = rest.split_at(at);
        written.push_str(before);
        match cast_array(array) {
            Some((elements, data_type, behind)) => {
                let casts: Vec<String> =
                    elements.iter().map(|element| format!("({})::{data_type}", canonical(element))).collect();
                written.push_str(&format!("ARRAY[{}]", casts.join(", ")));
                rest = behind;
            }
            None => {
                written.push_str(BEGIN);
                rest = array.get(BEGIN.len()..).unwrap_or_default();
            }
        }
    }
    written.push_str(rest);
    written
}

/// A check with one pair of parentheses around its expression; the server may write two.
pub(super) fn check(clause: &str) -> String {
    let clause = canonical(clause);
    let parts = clause.strip_prefix("CHECK (").and_then(|rest| rest.rsplit_once("))"));
    match parts {
        Some((inner, behind)) if !behind.contains(')') => {
            let expression = format!("{inner})");
            format!("CHECK ({}){behind}", super::columns::bare(&expression))
        }
        _ => clause,
    }
}

const BEGIN: &str = "(ARRAY[";

/// Where the next array in parentheses begins, outside of quotes.
fn next_array(text: &str) -> Option<usize> {
    let mut quotes = Quotes::default();
    text.bytes().enumerate().find_map(|(at, letter)| {
        (quotes.outside(letter) && text.get(at..).is_some_and(|rest| rest.starts_with(BEGIN))).then_some(at)
    })
}

/// The elements, the type that they are cast to, and what follows.
fn cast_array(text: &str) -> Option<(Vec<&str>, &str, &str)> {
    let inner = text.strip_prefix(BEGIN)?;
    let mut quotes = Quotes::default();
    let (mut depth, mut start) = (0_usize, 0);
    let mut elements = Vec::new();
    for (at, letter) in inner.bytes().enumerate() {
        if !quotes.outside(letter) {
            continue;
        }
        match letter {
            b'(' | b'[' => depth += 1,
            b']' if depth == 0 => {
                elements.push(inner.get(start..at)?);
                let cast = inner.get(at..)?.strip_prefix("])::")?;
                let (data_type, behind) = cast.split_once("[]")?;
                let is_type = |letter: char| letter.is_alphanumeric() || "_ .\"(),".contains(letter);
                return data_type.chars().all(is_type).then_some((elements, data_type, behind));
            }
            b')' | b']' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => {
                elements.push(inner.get(start..at)?);
                start = at + 2;
            }
            _ => {}
        }
    }
    None
}

/// Whether a letter stands in a constant or a name in quotes.
#[derive(Default)]
struct Quotes(Option<u8>);

impl Quotes {
    fn outside(&mut self, letter: u8) -> bool {
        match self.0 {
            Some(open) => {
                if letter == open {
                    self.0 = None;
                }
                false
            }
            None if letter == b'\'' || letter == b'"' => {
                self.0 = Some(letter);
                false
            }
            None => true,
        }
    }
}
