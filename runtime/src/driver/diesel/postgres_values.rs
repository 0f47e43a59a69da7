//! PostgreSQL's binary values as the text that the server itself would write: <https://www.postgresql.org/docs/current/catalog-pg-type.html>

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

const DAY: i64 = 86_400_000_000;

/// The text of a value, by the number of its type; `None` if the type is not known here.
pub(super) fn text(oid: u32, bytes: &[u8]) -> Option<String> {
    match oid {
        // bool
        16 => Some(if bytes == [0] { "f" } else { "t" }.to_owned()),
        // bytea
        17 => Some(format!("\\x{}", crate::text::hex(bytes))),
        // int8, int2, int4
        20 => read(bytes).map(|bytes| i64::from_be_bytes(bytes).to_string()),
        21 => read(bytes).map(|bytes| i16::from_be_bytes(bytes).to_string()),
        23 => read(bytes).map(|bytes| i32::from_be_bytes(bytes).to_string()),
        // oid, xid, cid
        26 | 28 | 29 => read(bytes).map(|bytes| u32::from_be_bytes(bytes).to_string()),
        // "char", name, text, json, xml, unknown, bpchar, varchar, void
        18 | 19 | 25 | 114 | 142 | 705 | 1042 | 1043 | 2278 => String::from_utf8(bytes.to_owned()).ok(),
        // jsonb, with the number of its format before it
        3802 => String::from_utf8(bytes.strip_prefix(&[1])?.to_owned()).ok(),
        // float4, float8
        700 => read(bytes).map(|bytes| float(f32::from_be_bytes(bytes).into(), f32::from_be_bytes(bytes))),
        701 => read(bytes).map(|bytes| float(f64::from_be_bytes(bytes), f64::from_be_bytes(bytes))),
        // date, time, timestamp, timestamptz
        1082 => read(bytes).map(|bytes| date(i32::from_be_bytes(bytes))),
        1083 => read(bytes).map(|bytes| time(i64::from_be_bytes(bytes))),
        1114 => read(bytes).map(|bytes| timestamp(i64::from_be_bytes(bytes), "")),
        1184 => read(bytes).map(|bytes| timestamp(i64::from_be_bytes(bytes), "+00")),
        1700 => numeric(bytes),
        2950 => read(bytes).map(uuid),
        // cidr, inet
        650 | 869 => address(bytes),
        _ => None,
    }
}

fn read<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

fn float(number: f64, shown: impl std::fmt::Display) -> String {
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    shown.to_string()
}

/// Days since 2000.
fn date(days: i32) -> String {
    match days {
        i32::MAX => "infinity".to_owned(),
        i32::MIN => "-infinity".to_owned(),
        _ => {
            let (date, era) = calendar(days.into());
            format!("{date}{era}")
        }
    }
}

/// Microseconds since 2000.
fn timestamp(microseconds: i64, zone: &str) -> String {
    match microseconds {
        i64::MAX => "infinity".to_owned(),
        i64::MIN => "-infinity".to_owned(),
        _ => {
            let (date, era) = calendar(microseconds.div_euclid(DAY));
            format!("{date} {}{zone}{era}", time(microseconds.rem_euclid(DAY)))
        }
    }
}

/// Microseconds since midnight.
fn time(microseconds: i64) -> String {
    let seconds = microseconds / 1_000_000;
    let mut time = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = microseconds % 1_000_000;
    if fraction > 0 {
        let _ = write!(time, ".{}", format!("{fraction:06}").trim_end_matches('0'));
    }
    time
}

/// Year, month and day, and what stands behind dates before our era. Days since 2000-01-01 are counted from the first
/// of March of the year 0, in eras of 400 years: <https://howardhinnant.github.io/date_algorithms.html>.
fn calendar(days: i64) -> (String, &'static str) {
    let days = days + 730_425;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (year, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    (format!("{year:04}-{month:02}-{day:02}"), era)
}

/// A count of groups of four digits, the weight of the first, a sign, the number of decimals, and the groups.
fn numeric(bytes: &[u8]) -> Option<String> {
    let mut words = bytes.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]]));
    let (_count, weight) = (words.next()?, words.next()?.cast_signed());
    let (sign, decimals) = (words.next()?, usize::from(words.next()?));
    match sign {
        0xc000 => return Some("NaN".to_owned()),
        0xd000 => return Some("Infinity".to_owned()),
        0xf000 => return Some("-Infinity".to_owned()),
        _ => {}
    }
    let groups: Vec<u16> = words.collect();
    let group = |at: i32| usize::try_from(at).ok().and_then(|at| groups.get(at)).copied().unwrap_or(0);
    let whole: String = (0..=i32::from(weight)).map(|at| format!("{:04}", group(at))).collect();
    let whole = whole.trim_start_matches('0');
    let mut text = if sign == 0x4000 { "-".to_owned() } else { String::new() };
    text.push_str(if whole.is_empty() { "0" } else { whole });
    if decimals > 0 {
        let first = i32::from(weight) + 1;
        let count = i32::try_from(decimals.div_ceil(4)).ok()?;
        let fraction: String = (first..first + count).map(|at| format!("{:04}", group(at))).collect();
        text.push('.');
        text.push_str(fraction.get(..decimals)?);
    }
    Some(text)
}

fn uuid(bytes: [u8; 16]) -> String {
    let mut text = crate::text::hex(&bytes);
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    text
}

/// A family, the bits of the network, whether it is a network, the length, and the address.
fn address(bytes: &[u8]) -> Option<String> {
    let (&[_, bits, is_network, _], address) = bytes.split_first_chunk::<4>()?;
    let (text, all) = match address.len() {
        4 => (Ipv4Addr::from(read::<4>(address)?).to_string(), 32),
        _ => (Ipv6Addr::from(read::<16>(address)?).to_string(), 128),
    };
    Some(if is_network == 0 && bits == all { text } else { format!("{text}/{bits}") })
}
