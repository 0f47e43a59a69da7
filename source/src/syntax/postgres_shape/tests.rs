use super::super::Reading;
use super::super::postgres::read;

/// What PostgreSQL's own parser accepts, and might look like a mistake.
#[test]
fn accepted_statements_are_not_refused() {
    for text in include_str!("accepted.txt").lines() {
        let why = match read(text) {
            Reading::Refused(refusal) => format!("{refusal:?}"),
            Reading::Mistaken(slip) => format!("{slip:?}"),
            Reading::Opaque | Reading::Read(_) => continue,
        };
        panic!("{text}: {why}");
    }
}
