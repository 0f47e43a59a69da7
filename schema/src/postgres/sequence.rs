//! What a sequence does, as the options of `CREATE SEQUENCE`.

/// The options of a sequence, or of an identity column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) data_type: String,
    pub(super) increment: i64,
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) start: i64,
    pub(super) cache: i64,
    pub(super) cycle: bool,
}

impl Options {
    /// What a sequence of this type is without options.
    pub(super) fn of(data_type: &str) -> Self {
        let max = limits(data_type).1;
        let data_type = data_type.to_owned();
        Options { data_type, increment: 1, min: 1, max, start: 1, cache: 1, cycle: false }
    }

    /// Those that are not what the server takes without them; without the type.
    pub(super) fn words(&self) -> Vec<String> {
        let (min, max) = self.usual();
        let mut words = Vec::new();
        if self.increment != 1 {
            words.push(format!("INCREMENT BY {}", self.increment));
        }
        if self.min != min {
            words.push(format!("MINVALUE {}", self.min));
        }
        if self.max != max {
            words.push(format!("MAXVALUE {}", self.max));
        }
        if self.start != if self.increment > 0 { self.min } else { self.max } {
            words.push(format!("START WITH {}", self.start));
        }
        if self.cache != 1 {
            words.push(format!("CACHE {}", self.cache));
        }
        if self.cycle {
            words.push("CYCLE".to_owned());
        }
        words
    }

    /// The options as [`words`](Self::words) gives them.
    pub(super) fn parse(text: &str, data_type: &str) -> Self {
        let mut options = Options::of(data_type);
        let (mut min, mut max, mut start) = (None, None, None);
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let value = match word {
                "INCREMENT" | "START" => words.nth(1),
                "MINVALUE" | "MAXVALUE" | "CACHE" | "AS" => words.next(),
                _ => None,
            };
            let number = value.and_then(|value| value.parse().ok());
            match (word, number) {
                ("INCREMENT", Some(number)) => options.increment = number,
                ("CACHE", Some(number)) => options.cache = number,
                ("MINVALUE", number) => min = number,
                ("MAXVALUE", number) => max = number,
                ("START", number) => start = number,
                ("CYCLE", _) => options.cycle = true,
                ("AS", _) => options.data_type = value.unwrap_or_default().to_owned(),
                _ => {}
            }
        }
        let (usual_min, usual_max) = options.usual();
        options.min = min.unwrap_or(usual_min);
        options.max = max.unwrap_or(usual_max);
        let first = if options.increment > 0 { options.min } else { options.max };
        options.start = start.unwrap_or(first);
        options
    }

    /// What makes these options of `from`, as words of `ALTER SEQUENCE`; each with `before` before it.
    pub(super) fn change(&self, from: &Options, before: &str) -> Vec<String> {
        let (min, max) = self.usual();
        let mut words = Vec::new();
        if self.data_type != from.data_type {
            words.push(format!("AS {}", self.data_type));
        }
        if self.increment != from.increment {
            words.push(format!("{before}INCREMENT BY {}", self.increment));
        }
        let same_type = self.data_type == from.data_type;
        let same_way = (self.increment > 0) == (from.increment > 0);
        let (from_min, from_max) = from.usual();
        for (word, (new, usual), (old, old_usual)) in [
            ("MINVALUE", (self.min, min), (from.min, from_min)),
            ("MAXVALUE", (self.max, max), (from.max, from_max)),
        ] {
            // Another type brings its own limits, in the place of those of the old one.
            let comes_by_itself = same_way && new == usual && old == old_usual;
            if new != old && !comes_by_itself {
                let is_usual = same_type && new == usual;
                words.push(if is_usual {
                    format!("{before}NO {word}")
                } else {
                    format!("{before}{word} {new}")
                });
            }
        }
        if self.start != from.start {
            words.push(format!("{before}START WITH {}", self.start));
        }
        if self.cache != from.cache {
            words.push(format!("{before}CACHE {}", self.cache));
        }
        if self.cycle != from.cycle {
            words.push(format!("{before}{}", if self.cycle { "CYCLE" } else { "NO CYCLE" }));
        }
        if self.max < from.min || from.max < self.min {
            // It cannot go on from where it is.
            words.push(format!("{before}RESTART").replace("SET RESTART", "RESTART"));
        }
        words
    }

    /// The least and the greatest value that the server takes without options.
    fn usual(&self) -> (i64, i64) {
        let (least, greatest) = limits(&self.data_type);
        if self.increment > 0 { (1, greatest) } else { (least, -1) }
    }
}

fn limits(data_type: &str) -> (i64, i64) {
    match data_type {
        "smallint" => (i16::MIN.into(), i16::MAX.into()),
        "integer" => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    }
}
