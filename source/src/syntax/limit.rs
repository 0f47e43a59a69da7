//! What is too deep for a parser that calls itself: a stack that overflows takes the compiler down with it.
//!
//! Brackets nest, and so do words and signs without brackets (`NOT NOT …`, `- - …`, `a JOIN b JOIN …`), until a comma at
//! the latest. An unoptimised parser was seen to need 5 KiB a level; with these limits it stays within 50 MiB.

/// More brackets within brackets than this nobody writes.
const DEEPEST: usize = 100;

/// As many bytes may stand between two commas.
const LONGEST: usize = 16 << 10;

/// Shorter texts than this are neither.
const SHORT: usize = DEEPEST;

/// Whether a statement is small enough for such a parser. Brackets and commas inside of strings count: what is refused
/// here is only not checked.
pub(super) fn is_within(text: &str) -> bool {
    let brackets = || text.matches('(').count() + text.matches('[').count();
    if text.len() <= SHORT || text.len() <= LONGEST && brackets() <= DEEPEST {
        return true;
    }
    let (mut depth, mut deepest, mut comma, mut longest) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' => depth = depth.saturating_sub(1),
            b',' => {
                longest = longest.max(at - comma);
                comma = at;
            }
            _ => {}
        }
    }
    deepest <= DEEPEST && longest.max(text.len() - comma) <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn deep_texts_are_not_parsed() {
        assert!(is_within("SELECT 1"));
        assert!(is_within(&format!("INSERT INTO a VALUES (1){}", ", (1)".repeat(100_000))));
        assert!(!is_within(&format!("SELECT {}1{}", "(".repeat(101), ")".repeat(101))));
        assert!(!is_within(&format!("SELECT {}1", "- ".repeat(10_000))));
    }
}
