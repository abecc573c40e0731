//! The calculator: Python's `eval` of an expression of digits, operators and parentheses.
//!
//! Numbers are integers of any size and floats; a negative base with a fractional exponent gives a complex number, and
//! `()` and `...` are values too. What goes wrong says so in `CPython` 3.11's words, syntax errors included.

mod eval;
mod syntax;
mod token;

use crate::python::float_repr;
use crate::python::round2;
use crate::python::shared::ops::Exception;

/// `str(round(float(eval(text)), 2))` for a text of nothing but digits, operators, parentheses, points and spaces.
///
/// # Errors
///
/// The text of Python's exception.
pub(super) fn evaluate(text: &str) -> Result<String, Exception> {
    if text.bytes().all(|byte| byte == b' ') {
        return Err("invalid syntax (<string>, line 0)".into());
    }
    let tokens = token::tokens(text);
    syntax::check(&tokens).map_err(|what| match what {
        syntax::Wrong::Syntax(what) => format!("{what} (<string>, line 1)").into(),
        syntax::Wrong::Other(what) => Exception::from(what),
    })?;
    let value = eval::Evaluator::new(&tokens).expression()?;
    Ok(float_repr(round2(value.to_float()?)))
}

#[cfg(test)]
mod tests {
    use super::evaluate;

    #[test]
    fn expressions_are_computed_as_python_does() {
        let cases = [
            ("4", "4.0"),
            ("100 / 3", "33.33"),
            ("10**20", "1e+20"),
            ("-2**2", "-4.0"),
            ("2**-1", "0.5"),
            ("2**3**2", "512.0"),
            ("1.0//0.1", "9.0"),
            ("-7//2", "-4.0"),
            ("10**400/10**399", "10.0"),
            ("1.2 + .3", "1.5"),
            ("00 + 01.5", "1.5"),
        ];
        for (text, value) in cases {
            assert_eq!(evaluate(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_goes_wrong_is_said_as_python_does() {
        let cases = [
            ("  ", "invalid syntax (<string>, line 0)"),
            ("1.2.3", "invalid syntax (<string>, line 1)"),
            ("(1.2.3)", "invalid syntax. Perhaps you forgot a comma? (<string>, line 1)"),
            ("(1 * * 2", "invalid syntax (<string>, line 1)"),
            ("(1", "'(' was never closed (<string>, line 1)"),
            ("(5 5", "'(' was never closed (<string>, line 1)"),
            ("5 5", "invalid syntax (<string>, line 1)"),
            ("1 + )", "unmatched ')' (<string>, line 1)"),
            ("(*1)", "cannot use starred expression here (<string>, line 1)"),
            ("(**1)", "cannot use double starred expression here (<string>, line 1)"),
            ("1/0", "division by zero"),
            ("1.0/0", "float division by zero"),
            ("1//0", "integer division or modulo by zero"),
            ("0**-1", "0.0 cannot be raised to a negative power"),
            ("10**309", "int too large to convert to float"),
            ("9.0**400", "(34, 'Numerical result out of range')"),
            ("()", "float() argument must be a string or a real number, not 'tuple'"),
            ("5(*1)", "5 argument after * must be an iterable, not int"),
            ("() + 1", "can only concatenate tuple (not \"int\") to tuple"),
            ("... ** 2", "unsupported operand type(s) for ** or pow(): 'ellipsis' and 'int'"),
        ];
        for (text, wrong) in cases {
            let found = evaluate(text).map_err(|wrong| wrong.to_string());
            assert_eq!(found, Err(wrong.to_owned()), "{text}");
        }
    }

    #[test]
    fn no_expression_takes_for_ever() {
        for text in
            ["(".repeat(100_000), "-".repeat(100_000), "1**".repeat(50_000), "9**9**9".into()]
        {
            let _ = evaluate(&text);
            let _ = evaluate(&format!("{text}1"));
        }
        let nested = format!("{}1{}", "(*".repeat(150), ")".repeat(150));
        assert!(evaluate(&nested).is_err());
    }
}
