//! Values that travel between a revision and the database.

/// A value bound to a statement or read from a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL `NULL`.
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text. PostgreSQL and MySQL send every value in this form.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

macro_rules! from {
    ($($source:ty => |$value:ident| $make:expr;)*) => {
        $(impl From<$source> for Value {
            fn from($value: $source) -> Self {
                $make
            }
        })*
    };
}

from! {
    i64 => |value| Value::Integer(value);
    i32 => |value| Value::Integer(value.into());
    u32 => |value| Value::Integer(value.into());
    bool => |value| Value::Integer(value.into());
    f64 => |value| Value::Real(value);
    &str => |value| Value::Text(value.to_owned());
    String => |value| Value::Text(value);
    Vec<u8> => |value| Value::Blob(value);
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer.
///
/// Databases differ in what they send: SQLite keeps types, PostgreSQL and MySQL send text. The accessors read
/// both, so a revision need not care.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(Vec<Value>);

impl Row {
    /// A row of these values; for drivers.
    pub fn new(values: Vec<Value>) -> Self {
        Row(values)
    }

    /// The values in order.
    pub fn values(&self) -> &[Value] {
        &self.0
    }

    /// The text of each column, as [`Row::text`] tells it.
    pub(crate) fn into_texts(self) -> impl Iterator<Item = Option<String>> {
        self.0.into_iter().map(|value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        })
    }

    /// The text of column `index`, counted from 0; `None` if it is `NULL`, no text, or not there.
    pub fn text(&self, index: usize) -> Option<&str> {
        match self.0.get(index)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number in column `index`, counted from 0; `None` if it is `NULL`, no whole number, or not there.
    pub fn integer(&self, index: usize) -> Option<i64> {
        match self.0.get(index)? {
            Value::Integer(number) => Some(*number),
            Value::Text(text) => match text.as_str() {
                "t" => Some(1),
                "f" => Some(0),
                text => text.parse().ok(),
            },
            _ => None,
        }
    }

    /// The number in column `index`, counted from 0; `None` if it is `NULL`, no number, or not there.
    pub fn real(&self, index: usize) -> Option<f64> {
        match self.0.get(index)? {
            Value::Real(number) => Some(*number),
            Value::Integer(number) => Some(*number as f64),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The bytes of column `index`, counted from 0; `None` if it is `NULL`, no bytes, or not there.
    pub fn blob(&self, index: usize) -> Option<&[u8]> {
        match self.0.get(index)? {
            Value::Blob(bytes) => Some(bytes),
            Value::Text(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    /// Whether column `index`, counted from 0, is `NULL`.
    pub fn is_null(&self, index: usize) -> bool {
        matches!(self.0.get(index), Some(Value::Null))
    }
}
