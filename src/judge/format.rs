//! Python format strings with named places: `{name}`, with `{{` and `}}` for braces.

use crate::judge::error::{ErrorClass, JudgeError};
use crate::python::str_repr;

/// `template.format(**values)`: `{name}`, `{name!r}` and `{name!s}`.
///
/// # Errors
///
/// Python's: a `KeyError` for an unknown name, a `ValueError` for a single brace. What more a format string can say (widths,
/// attributes, places) is refused in words.
pub fn format(template: &str, values: &[(&str, &str)]) -> Result<String, JudgeError> {
    let value_error = |text: &str| JudgeError::python(ErrorClass::ValueError, text);
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return Err(value_error("Single '}' encountered in format string"));
        }
        let end =
            after.find('}').ok_or_else(|| value_error("expected '}' before end of string"))?;
        let (name, conversion) = after[..end].split_once('!').unwrap_or((&after[..end], "s"));
        if name.contains(['{', ':', '.', '[']) {
            let text = format!("the placeholder {{{name}}} is more than a name");
            return Err(value_error(&text));
        }
        let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let value =
            value.ok_or_else(|| JudgeError::python(ErrorClass::KeyError, str_repr(name)))?;
        match conversion {
            "s" => out.push_str(value),
            "r" => out.push_str(&str_repr(value)),
            _ => return Err(value_error("Unknown conversion specifier")),
        }
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_places_are_filled_as_python_does() {
        let values = [("a", "1{b}"), ("userTask", "it's")];
        let good = [
            ("x", "x"),
            ("{a}|{a}", "1{b}|1{b}"),
            ("{{a}} {userTask}", "{a} it's"),
            ("{{{a}}}", "{1{b}}"),
            ("{userTask!r}", "\"it's\""),
        ];
        for (template, text) in good {
            assert_eq!(format(template, &values).as_deref(), Ok(text), "{template}");
        }
        let bad = [
            ("{c}", ErrorClass::KeyError),
            ("{", ErrorClass::ValueError),
            ("}", ErrorClass::ValueError),
            ("{a:>3}", ErrorClass::ValueError),
        ];
        for (template, class) in bad {
            let error = format(template, &values).expect_err(template);
            assert_eq!(error.class, class, "{template}");
        }
    }
}
