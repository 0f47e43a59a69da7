//! Names of new files: Alembic's slug, and `file_template`.

/// What is wrong with a `file_template`, or with what it makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TemplateError {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// What the tokens of a `file_template` stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTime {
    /// Seconds since 1970.
    pub epoch: i64,
    /// Year, month, day, hour, minute and second, in the time zone of the set.
    pub date: [u32; 6],
}

const TOKENS: [&str; 9] = ["rev", "slug", "epoch", "year", "month", "day", "hour", "minute", "second"];

/// The words of a message in lower case, joined with `_`. Longer than `limit`, it is cut there and at the last `_`
/// before, and ends with `_`, as Alembic's slugs do.
pub fn slug(message: &str, limit: usize) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = message.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    let slug = words.join("_").to_lowercase();
    if slug.chars().count() <= limit {
        return slug;
    }
    let cut: String = slug.chars().take(limit).collect();
    let whole_words = cut.rsplit_once('_').map_or(cut.as_str(), |(words, _)| words);
    format!("{whole_words}_")
}

/// Fills in a `file_template`; the extension is not part of it.
pub(crate) fn fill(template: &str, id: &str, slug: &str, time: &FileTime) -> Result<String, TemplateError> {
    let [year, month, day, hour, minute, second] = time.date;
    each_token(template, |token, form| {
        let number = match token {
            "rev" => return Some(id.to_owned()),
            "slug" => return Some(slug.to_owned()),
            "epoch" => time.epoch,
            "year" => i64::from(year),
            "month" => i64::from(month),
            "day" => i64::from(day),
            "hour" => i64::from(hour),
            "minute" => i64::from(minute),
            "second" => i64::from(second),
            _ => return None,
        };
        Some(form.number(number))
    })
}

/// Whether a template can be filled in.
pub(crate) fn check_template(template: &str) -> Result<(), TemplateError> {
    let time = FileTime { epoch: 0, date: [2000, 1, 1, 0, 0, 0] };
    let name = fill(template, "rev", "slug", &time)?;
    let uses_id = fill(template, "other", "slug", &time)? != name;
    if !uses_id {
        return Err(TemplateError {
            message: "`file_template` does not use `%(rev)s`".to_owned(),
            help: "two revisions would have the same file name".to_owned(),
        });
    }
    let leaves = name.split('/').any(|part| part == ".." || part.is_empty());
    if leaves || name.contains(['\\', '\0', ':']) {
        return Err(TemplateError {
            message: "`file_template` is not a path inside the script directory".to_owned(),
            help: "parts of it are separated by `/`".to_owned(),
        });
    }
    Ok(())
}

/// How a token is written out: `%(month).2d` fills up to two digits.
struct Form {
    digits: usize,
}

impl Form {
    fn number(&self, number: i64) -> String {
        format!("{number:0width$}", width = self.digits)
    }
}

/// Percent formatting: `%(name)s`, `%(name)d`, `%(name).2d`, `%(name)02d`, `%%`.
fn each_token(template: &str, value: impl Fn(&str, Form) -> Option<String>) -> Result<String, TemplateError> {
    let malformed = || TemplateError {
        message: "`file_template` is malformed".to_owned(),
        help: "write tokens as `%(rev)s` or `%(month).2d`, and a percent sign as `%%`".to_owned(),
    };
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('%') {
        filled.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            filled.push('%');
            rest = after;
            continue;
        }
        let (token, after) =
            after.strip_prefix('(').and_then(|after| after.split_once(')')).ok_or_else(malformed)?;
        let (form, kind) =
            after.split_at_checked(after.find(['s', 'd']).ok_or_else(malformed)?).ok_or_else(malformed)?;
        let digits = form.trim_start_matches(['.', '0']);
        let digits = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| malformed())? };
        if digits > 20 {
            return Err(malformed());
        }
        let text = value(token, Form { digits }).ok_or_else(|| TemplateError {
            message: format!("`file_template` has no token `{token}`"),
            help: format!("the tokens are `{}`", TOKENS.join("`, `")),
        })?;
        filled.push_str(&text);
        rest = kind.get(1..).unwrap_or_default();
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_alembics() {
        let sixty = "x".repeat(60);
        let forty = format!("{}_", "x".repeat(40));
        for (message, limit, expected) in [
            ("Add User Table!", 40, "add_user_table"),
            ("it's \"quoted\" %s", 40, "it_s_quoted_s"),
            ("", 40, ""),
            ("abcdefghij abcdefghij abcdefghij abcdefgh", 40, "abcdefghij_abcdefghij_abcdefghij_"),
            (&sixty, 40, &forty),
            ("a b c d e f", 5, "a_b_"),
            ("Größe ändern", 40, "größe_ändern"),
        ] {
            assert_eq!(slug(message, limit), expected, "{message}");
        }
    }

    #[test]
    fn templates() {
        let time = FileTime { epoch: 1_700_000_000, date: [2023, 11, 4, 22, 3, 20] };
        for (template, expected) in [
            ("%(rev)s_%(slug)s", "a1_add"),
            ("%(year)d/%(month).2d/%(day)02d-%(rev)s", "2023/11/04-a1"),
            ("%(epoch)s_%(rev)s%%", "1700000000_a1%"),
        ] {
            assert_eq!(fill(template, "a1", "add", &time).unwrap(), expected);
            assert_eq!(check_template(template), Ok(()));
        }
        for wrong in ["%(slug)s", "%(reev)s", "%rev", "../%(rev)s", "%(rev)s/", "%(rev).999d", "%(rev"] {
            assert!(check_template(wrong).is_err(), "{wrong}");
        }
    }
}
