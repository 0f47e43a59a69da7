//! What is too deep to be given to a parser that calls itself: its stack is not ours to grow.

/// Deeper than this nobody writes, and a parser in an unoptimised build may need some kilobytes for each level.
const DEEPEST: usize = 100;

/// Shorter texts than this cannot be too deep.
const SHORT: usize = 150;

/// Whether a statement is small enough for a parser. Looks at brackets and at runs of words that open something without
/// one, inside of strings as well: what is refused here is only not checked.
pub(super) fn is_within(text: &str) -> bool {
    if text.len() < SHORT {
        return true;
    }
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest <= DEEPEST
}
