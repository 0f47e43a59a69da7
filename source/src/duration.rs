//! Times as settings and headers write them: `500ms`, `10s`, `5min`, `2h`; `0` for no limit.

/// Milliseconds; none if it is no such time, or longer than 40 days.
pub(crate) fn milliseconds(text: &str) -> Option<u32> {
    if text == "0" {
        return Some(0);
    }
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u32 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim_start() {
        "ms" => 1,
        "s" => 1000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(unit).filter(|&milliseconds| milliseconds <= 40 * 24 * 3_600_000)
}

/// What to write instead of something that is no time.
pub(crate) const HELP: &str = "write a number and `ms`, `s`, `min` or `h`, such as `10s`; `0` is no limit";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, expected) in [
            ("0", Some(0)),
            ("500ms", Some(500)),
            ("10s", Some(10_000)),
            ("5 min", Some(300_000)),
            ("2h", Some(7_200_000)),
            ("10", None),
            ("s", None),
            ("", None),
            ("-1s", None),
            ("1d", None),
            ("1.5s", None),
            ("99999999999s", None),
            ("961h", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
