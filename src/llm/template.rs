//! A text with places to fill in, taken apart once.
//!
//! Two notations are read: `{name}`, where braces around anything else stand for themselves, and
//! minijinja's `{{ name }}`, without its control blocks, comments, filters and expressions.

/// A text with places to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(&'static str),
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Nothing is known to fill in here.
    #[error("it has the placeholder {0:?}, and nothing of that name is filled in here")]
    Unknown(String),
    /// A placeholder that has to be there is not.
    #[error("it lacks the placeholder {0:?}")]
    Missing(&'static str),
    /// More of minijinja than placeholders.
    #[error("it uses {0:?}: of minijinja, only plain placeholders are read")]
    Unsupported(String),
}

impl Template {
    /// Takes a text with `{name}` apart.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Unknown`] for a placeholder that is none of `slots`.
    pub fn braces(text: &str, slots: &[&'static str]) -> Result<Self, TemplateError> {
        let mut template = Self { parts: Vec::new() };
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let inner = &rest[start + 1..];
            let name = inner.find('}').map(|end| &inner[..end]).filter(|name| is_name(name));
            if let Some(name) = name {
                template.push_text(&rest[..start]);
                template.push_slot(name, slots)?;
                rest = &inner[name.len() + 1..];
            } else {
                template.push_text(&rest[..=start]);
                rest = inner;
            }
        }
        template.push_text(rest);
        Ok(template)
    }

    /// Takes a text with `{{ name }}` apart.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Unknown`] for a placeholder that is none of `slots`;
    /// [`TemplateError::Unsupported`] for anything else that minijinja would run.
    pub fn minijinja(text: &str, slots: &[&'static str]) -> Result<Self, TemplateError> {
        // minijinja drops one line break at the very end of a template.
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let mut template = Self { parts: Vec::new() };
        let mut rest = text;
        while let Some((start, sign)) = next_mark(rest) {
            let unsupported = || {
                let line = rest[start..].lines().next().unwrap_or_default();
                TemplateError::Unsupported(line.chars().take(40).collect())
            };
            let inner = &rest[start + 2..];
            let end = inner.find("}}").filter(|_| sign == '{').ok_or_else(unsupported)?;
            let name = inner[..end].trim();
            if !is_name(name) {
                return Err(unsupported());
            }
            template.push_text(&rest[..start]);
            template.push_slot(name, slots)?;
            rest = &inner[end + 2..];
        }
        template.push_text(rest);
        Ok(template)
    }

    /// The same, if it has all of these placeholders.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Missing`] with the first that it lacks.
    pub fn with(self, required: &[&'static str]) -> Result<Self, TemplateError> {
        let has = |name: &&&'static str| self.parts.contains(&Part::Slot(name));
        match required.iter().find(|name| !has(name)) {
            Some(missing) => Err(TemplateError::Missing(missing)),
            None => Ok(self),
        }
    }

    /// Fills in; what is filled in is not looked through for placeholders again.
    pub fn render(&self, values: &[(&str, &str)]) -> String {
        let mut text = String::new();
        for part in &self.parts {
            text.push_str(match part {
                Part::Text(plain) => plain,
                Part::Slot(slot) => {
                    values.iter().find(|(name, _)| name == slot).map_or("", |(_, value)| value)
                }
            });
        }
        text
    }

    fn push_text(&mut self, text: &str) {
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    fn push_slot(&mut self, name: &str, slots: &[&'static str]) -> Result<(), TemplateError> {
        let slot = slots.iter().find(|slot| **slot == name);
        let slot = slot.ok_or_else(|| TemplateError::Unknown(name.to_owned()))?;
        self.parts.push(Part::Slot(slot));
        Ok(())
    }
}

/// The next place where minijinja would do something, and the sign after its brace.
fn next_mark(text: &str) -> Option<(usize, char)> {
    let places = text.match_indices('{');
    places
        .filter_map(|(at, _)| Some((at, text[at + 1..].chars().next()?)))
        .find(|(_, sign)| matches!(sign, '{' | '%' | '#'))
}

fn is_name(text: &str) -> bool {
    let sign = |sign: char| sign.is_ascii_lowercase() || sign == '_';
    !text.is_empty() && text.chars().all(sign)
}
