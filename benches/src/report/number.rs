//! Numbers as people read them: two or three digits and a unit.

/// A time.
pub fn seconds(seconds: f64) -> String {
    let size = seconds.abs();
    match () {
        () if size >= 0.9995 => format!("{} s", digits(seconds)),
        () if size >= 0.000_999_5 => format!("{} ms", digits(seconds * 1e3)),
        () if size >= 0.000_000_999_5 => format!("{} µs", digits(seconds * 1e6)),
        () => format!("{} ns", digits(seconds * 1e9)),
    }
}

/// An amount of memory.
pub fn bytes(bytes: f64) -> String {
    let size = bytes.abs();
    match () {
        () if size >= 999.5 * 1024.0 => format!("{} MiB", digits(bytes / 1024.0 / 1024.0)),
        () if size >= 999.5 => format!("{} KiB", digits(bytes / 1024.0)),
        () => format!("{bytes:.0} B"),
    }
}

/// A multiple.
pub fn ratio(ratio: f64) -> String {
    format!("{} ×", if ratio.abs() < 9.995 { format!("{ratio:.2}") } else { digits(ratio) })
}

/// A number of things, with its thousands apart.
pub fn count(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Three digits before the point, or one after it where it says something.
fn digits(number: f64) -> String {
    let size = number.abs();
    match () {
        () if size >= 999.5 => count_signed(number),
        () if size >= 99.95 => format!("{number:.0}"),
        () if size >= 9.995 => format!("{number:.1}"),
        () => format!("{number:.2}"),
    }
}

fn count_signed(number: f64) -> String {
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{}", count(number.abs().round() as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let times = [3.0, 0.9999, 0.012_345, 0.000_004_12, 0.000_000_052, 1234.4, -0.5];
        assert_eq!(
            times.map(seconds),
            ["3.00 s", "1.00 s", "12.3 ms", "4.12 µs", "52.0 ns", "1,234 s", "-500 ms"]
        );
        assert_eq!([10.0, 2048.0, 262_144.0, 3e8].map(bytes), ["10 B", "2.00 KiB", "256 KiB", "286 MiB"]);
        assert_eq!([0.5, 1.149, 23.4, 5678.9].map(ratio), ["0.50 ×", "1.15 ×", "23.4 ×", "5,679 ×"]);
        assert_eq!([7, 999, 1_000, 1_234_567].map(count), ["7", "999", "1,000", "1,234,567"]);
    }
}
