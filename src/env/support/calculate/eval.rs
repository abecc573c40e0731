//! The value of an expression whose syntax is known to be right.
//!
//! Source: CPython 3.11, `Objects/longobject.c`, `floatobject.c`, `complexobject.c`, `tupleobject.c`.

use crate::env::support::calculate::token::{Kind, Token};
use crate::python::float_repr;
use crate::python::shared::Int;
use crate::python::shared::ops::{Exception, Number, Sum, unsupported};

/// Powers of more bits than this are not computed: no float comes of them but by dividing two such.
const MAX_BITS: u64 = 1 << 20;

/// Whole powers of floats up to this are computed exactly.
const MAX_EXACT: f64 = 2048.0;

/// What an expression can be worth.
#[derive(Clone, Debug)]
pub(super) enum Worth {
    Number(Number),
    /// Only that it is one: nothing but its type is ever seen.
    Complex,
    Tuple,
    Ellipsis,
}

impl Worth {
    const fn type_name(&self) -> &'static str {
        match self {
            Self::Number(Number::Int(_)) => "int",
            Self::Number(Number::Float(_)) => "float",
            Self::Complex => "complex",
            Self::Tuple => "tuple",
            Self::Ellipsis => "ellipsis",
        }
    }

    /// How a value that is called is named in a complaint about its arguments.
    fn function_text(&self) -> String {
        match self {
            Self::Number(Number::Int(number)) => number.to_string(),
            Self::Number(Number::Float(number)) => float_repr(*number),
            Self::Tuple => "()".to_owned(),
            Self::Ellipsis => "Ellipsis".to_owned(),
            // Its digits are not known here.
            Self::Complex => "complex".to_owned(),
        }
    }

    /// `float(self)`.
    pub(super) fn to_float(&self) -> Result<f64, Exception> {
        match self {
            Self::Number(number) => number.to_f64(),
            other => {
                let name = other.type_name();
                let text = "float() argument must be a string or a real number, not";
                Err(format!("{text} '{name}'").into())
            }
        }
    }
}

/// Goes through the tokens of an expression.
pub(super) struct Evaluator<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

impl<'a> Evaluator<'a> {
    pub(super) const fn new(tokens: &'a [Token<'a>]) -> Self {
        Self { tokens, at: 0 }
    }

    fn look(&self) -> Kind<'a> {
        self.tokens.get(self.at).map_or(Kind::End, |token| token.kind)
    }

    fn take(&mut self, kind: Kind) -> bool {
        let found = self.look() == kind;
        self.at += usize::from(found);
        found
    }

    /// The value of the expression that begins here.
    pub(super) fn expression(&mut self) -> Result<Worth, Exception> {
        let mut worth = self.term()?;
        loop {
            let sum = match self.look() {
                Kind::Plus => Sum::Plus,
                Kind::Minus => Sum::Minus,
                _ => return Ok(worth),
            };
            self.at += 1;
            worth = combine(sum, &worth, &self.term()?)?;
        }
    }

    fn term(&mut self) -> Result<Worth, Exception> {
        let mut worth = self.factor()?;
        loop {
            let kind = self.look();
            if !matches!(kind, Kind::Star | Kind::Slash | Kind::Floor) {
                return Ok(worth);
            }
            self.at += 1;
            let other = self.factor()?;
            worth = match kind {
                Kind::Star => combine(Sum::Times, &worth, &other)?,
                Kind::Slash => divide(&worth, &other)?,
                _ => floor_divide(&worth, &other)?,
            };
        }
    }

    fn factor(&mut self) -> Result<Worth, Exception> {
        let first = self.at;
        while matches!(self.look(), Kind::Plus | Kind::Minus) {
            self.at += 1;
        }
        let signs = &self.tokens[first..self.at];
        let mut worth = self.power()?;
        for sign in signs.iter().rev() {
            worth = signed(worth, sign.kind == Kind::Minus)?;
        }
        Ok(worth)
    }

    fn power(&mut self) -> Result<Worth, Exception> {
        let base = self.primary()?;
        if self.take(Kind::Power) { power(&base, &self.factor()?) } else { Ok(base) }
    }

    fn primary(&mut self) -> Result<Worth, Exception> {
        let worth = self.atom()?;
        if !self.take(Kind::Open) {
            return Ok(worth);
        }
        let text = worth.function_text();
        if self.take(Kind::Star) {
            let argument = self.expression()?;
            if !matches!(argument, Worth::Tuple) {
                let name = argument.type_name();
                return Err(
                    format!("{text} argument after * must be an iterable, not {name}").into()
                );
            }
        } else if self.take(Kind::Power) {
            let name = self.expression()?.type_name();
            return Err(format!("{text} argument after ** must be a mapping, not {name}").into());
        } else if self.look() != Kind::Close {
            self.expression()?;
        }
        Err(format!("'{}' object is not callable", worth.type_name()).into())
    }

    fn atom(&mut self) -> Result<Worth, Exception> {
        let kind = self.look();
        self.at += 1;
        match kind {
            Kind::Int(digits) => {
                let number = Int::parse(digits).unwrap_or(Int::Small(0));
                Ok(Worth::Number(Number::Int(number)))
            }
            Kind::Float(digits) => {
                Ok(Worth::Number(Number::Float(digits.parse().unwrap_or(f64::NAN))))
            }
            Kind::Open if self.take(Kind::Close) => Ok(Worth::Tuple),
            Kind::Open => {
                let worth = self.expression();
                self.take(Kind::Close);
                worth
            }
            _ => Ok(Worth::Ellipsis),
        }
    }
}

fn signed(worth: Worth, minus: bool) -> Result<Worth, Exception> {
    match worth {
        Worth::Number(number) if minus => Ok(Worth::Number(match number {
            Number::Int(number) => Number::Int(number.negated()),
            Number::Float(number) => Number::Float(-number),
        })),
        Worth::Number(_) | Worth::Complex => Ok(worth),
        other => {
            let sign = if minus { '-' } else { '+' };
            Err(format!("bad operand type for unary {sign}: '{}'", other.type_name()).into())
        }
    }
}

fn refused(sign: &str, one: &Worth, other: &Worth) -> Exception {
    unsupported(sign, one.type_name(), other.type_name())
}

fn combine(sum: Sum, one: &Worth, other: &Worth) -> Result<Worth, Exception> {
    match (one, other) {
        (Worth::Number(one), Worth::Number(other)) => sum.apply(one, other).map(Worth::Number),
        (Worth::Complex, Worth::Number(number)) | (Worth::Number(number), Worth::Complex) => {
            number.to_f64().map(|_| Worth::Complex)
        }
        (Worth::Complex, Worth::Complex) => Ok(Worth::Complex),
        (Worth::Tuple, Worth::Tuple) if sum == Sum::Plus => Ok(Worth::Tuple),
        (Worth::Tuple, other) if sum == Sum::Plus => {
            let name = other.type_name();
            Err(format!("can only concatenate tuple (not \"{name}\") to tuple").into())
        }
        (Worth::Tuple, other) | (other, Worth::Tuple) if sum == Sum::Times => match other {
            Worth::Number(Number::Int(Int::Small(_))) => Ok(Worth::Tuple),
            Worth::Number(Number::Int(Int::Big(_))) => {
                Err("cannot fit 'int' into an index-sized integer".into())
            }
            other => {
                let name = other.type_name();
                Err(format!("can't multiply sequence by non-int of type '{name}'").into())
            }
        },
        _ => Err(refused(sum.as_str(), one, other)),
    }
}

fn divide(one: &Worth, other: &Worth) -> Result<Worth, Exception> {
    let float = match (one, other) {
        (Worth::Number(Number::Int(one)), Worth::Number(Number::Int(other))) => {
            one.true_div(other).map_err(|error| error.to_string())?
        }
        (Worth::Number(one), Worth::Number(other)) => {
            let (one, other) = (one.to_f64()?, other.to_f64()?);
            if other == 0.0 {
                return Err("float division by zero".into());
            }
            one / other
        }
        (Worth::Number(_) | Worth::Complex, Worth::Number(_) | Worth::Complex) => {
            for operand in [one, other] {
                if let Worth::Number(number) = operand {
                    number.to_f64()?;
                }
            }
            return match other {
                Worth::Number(number) if number.is_zero() => Err("complex division by zero".into()),
                _ => Ok(Worth::Complex),
            };
        }
        _ => return Err(refused("/", one, other)),
    };
    Ok(Worth::Number(Number::Float(float)))
}

fn floor_divide(one: &Worth, other: &Worth) -> Result<Worth, Exception> {
    match (one, other) {
        (Worth::Number(Number::Int(one)), Worth::Number(Number::Int(other))) => {
            let quotient = one.floor_div(other).ok_or("integer division or modulo by zero")?;
            Ok(Worth::Number(Number::Int(quotient)))
        }
        (Worth::Number(one), Worth::Number(other)) => {
            let (one, other) = (one.to_f64()?, other.to_f64()?);
            if other == 0.0 {
                return Err("float floor division by zero".into());
            }
            Ok(Worth::Number(Number::Float(floor_quotient(one, other))))
        }
        _ => Err(refused("//", one, other)),
    }
}

/// Source: CPython, `_float_div_mod`.
fn floor_quotient(one: f64, other: f64) -> f64 {
    let rest = libm::fmod(one, other);
    let mut quotient = (one - rest) / other;
    if rest != 0.0 && (other < 0.0) != (rest < 0.0) {
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return libm::copysign(0.0, one / other);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}

fn power(base: &Worth, exponent: &Worth) -> Result<Worth, Exception> {
    match (base, exponent) {
        (Worth::Number(Number::Int(base)), Worth::Number(Number::Int(exponent)))
            if !exponent.is_negative() =>
        {
            whole_power(base, exponent).map(|number| Worth::Number(Number::Int(number)))
        }
        (Worth::Number(base), Worth::Number(exponent)) => {
            float_power(base.to_f64()?, exponent.to_f64()?)
        }
        (Worth::Number(_) | Worth::Complex, Worth::Number(_) | Worth::Complex) => {
            for operand in [base, exponent] {
                if let Worth::Number(number) = operand {
                    number.to_f64()?;
                }
            }
            match base {
                Worth::Number(number) if number.is_zero() => {
                    Err("0.0 to a negative or complex power".into())
                }
                _ => Ok(Worth::Complex),
            }
        }
        _ => Err(refused("** or pow()", base, exponent)),
    }
}

fn whole_power(base: &Int, exponent: &Int) -> Result<Int, Exception> {
    if base.bits() <= 1 {
        // 0, 1 and -1 to any power.
        let odd = exponent.to_big().bit(0);
        let is_one = exponent.is_zero() || (base.is_negative() && !odd);
        return Ok(if is_one { Int::Small(1) } else { base.clone() });
    }
    match exponent {
        Int::Small(exponent @ 0..=0xffff_ffff) if base.bits() * *exponent as u64 <= MAX_BITS => {
            Ok(base.power(*exponent as u32))
        }
        // The original computes on and on, and then says this in the end.
        _ => Err("int too large to convert to float".into()),
    }
}

/// Source: CPython, `float_pow`.
#[expect(clippy::float_cmp, reason = "the very float is meant")]
fn float_power(base: f64, exponent: f64) -> Result<Worth, Exception> {
    let float = |number| Ok(Worth::Number(Number::Float(number)));
    if exponent == 0.0 || base == 1.0 {
        return float(1.0);
    }
    if base.is_nan() || exponent.is_nan() || base.is_infinite() || exponent.is_infinite() {
        return float(libm::pow(base, exponent));
    }
    if base == 0.0 && exponent < 0.0 {
        return Err("0.0 cannot be raised to a negative power".into());
    }
    if base < 0.0 && exponent != exponent.floor() {
        let is_finite = libm::pow(-base, exponent).is_finite();
        return is_finite.then_some(Worth::Complex).ok_or("complex exponentiation".into());
    }
    let result = exact_power(base, exponent).unwrap_or_else(|| libm::pow(base, exponent));
    if result.is_infinite() {
        return Err("(34, 'Numerical result out of range')".into());
    }
    float(result)
}

/// A whole power, rounded once; C's `pow` is nearly always that exact, `libm`'s is not.
#[expect(clippy::float_cmp, reason = "the very float is meant")]
fn exact_power(base: f64, exponent: f64) -> Option<f64> {
    if exponent == 0.5 {
        return Some(libm::sqrt(base));
    }
    if exponent.abs() > MAX_EXACT || exponent != exponent.trunc() || base == 0.0 {
        return None;
    }
    let times = exponent.abs() as u32;
    let (mantissa, scale) = Int::of_float(base.abs());
    let (power, scale) = (mantissa.power(times), scale * i64::from(times));
    let two = |shift: i64| Int::Small(2).power(shift as u32);
    let (above, below) = match scale {
        0.. => (power.times(&two(scale)), Int::Small(1)),
        _ => (power, two(-scale)),
    };
    let (above, below) = if exponent < 0.0 { (below, above) } else { (above, below) };
    let size = above.true_div(&below).unwrap_or(f64::INFINITY);
    Some(if base < 0.0 && times % 2 == 1 { -size } else { size })
}
