//! `list_templates`.

use std::fmt;

use crate::authoring::{TEMPLATES, Template};

/// What [`init`](fn@super::init) can begin with. `Display` gives a line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Templates {
    /// The templates; the first is the default.
    pub templates: &'static [Template],
}

/// Lists what [`init`](fn@super::init) can begin with.
///
/// # Examples
///
/// ```
/// assert_eq!(ambix::command::list_templates().templates[0].name, "sqlite");
/// ```
pub fn list_templates() -> Templates {
    Templates { templates: &TEMPLATES }
}

impl fmt::Display for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Available templates:\n")?;
        for template in self.templates {
            writeln!(f, "{} - {}", template.name, template.synopsis)?;
        }
        writeln!(
            f,
            "\nA template is used by `init`, e.g.:\n\n  ambix init --template {}",
            self.templates[0].name
        )
    }
}
