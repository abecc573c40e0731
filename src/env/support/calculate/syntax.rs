//! Whether an expression is one, and if not, why: `CPython`'s parser on the tokens that can occur here.
//!
//! Which of several messages comes out depends on how far the parser looked, in which order, and what it remembered. So it goes
//! through the grammar as the original does: first plainly; if that fails, once more with the rules that look for mistakes.
//!
//! Source: CPython 3.11, `Grammar/python.gram`, `Parser/pegen.c`, `Parser/pegen_errors.c`.

use crate::env::support::calculate::token::{Kind, Token};

/// Longer integers are not read.
const MAX_DIGITS: usize = 4300;

/// More signs before a number exhaust the parser, which then says nothing.
const MAX_SIGNS: usize = 5990;

/// Deeper nesting is refused; the original gives up later, by its stack.
const MAX_DEPTH: usize = 1000;

/// Why an expression is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A syntax error; its place follows.
    Syntax(String),
    /// Anything else.
    Other(&'static str),
}

/// Where a rule that matched ends; none where it does not match.
type Match = Option<usize>;

/// Whether the tokens are an expression.
///
/// # Errors
///
/// Why not.
pub(super) fn check(tokens: &[Token]) -> Result<(), Wrong> {
    let mut wrong = Wrong::Syntax("invalid syntax".to_owned());
    for looks_for_mistakes in [false, true] {
        let mut parser = Parser::new(tokens, looks_for_mistakes);
        match parser.whole() {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(Stop::AtOnce(wrong)) => return Err(wrong),
            Err(Stop::Mistake(text)) => {
                wrong = Wrong::Syntax(text.to_owned());
                break;
            }
        }
    }
    // A token that is none counts before any other mistake, wherever it stands.
    match tokens.last().map(|token| token.kind) {
        Some(Kind::Wrong(text)) => Err(Wrong::Syntax(text.to_owned())),
        _ => Err(wrong),
    }
}

/// What ends the parser.
enum Stop {
    /// A token that is none was looked at, or the parser is exhausted.
    AtOnce(Wrong),
    /// A rule that looks for mistakes found one.
    Mistake(&'static str),
}

/// A rule whose results are remembered by place.
#[derive(Clone, Copy)]
enum Rule {
    Expression,
    Disjunction,
    Sum,
    Factor,
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    looks_for_mistakes: bool,
    /// For each rule and place what it came to.
    known: [Vec<Option<Match>>; 4],
    depth: usize,
}

impl<'a> Parser<'a> {
    fn new(tokens: &'a [Token<'a>], looks_for_mistakes: bool) -> Self {
        let known = [(); 4].map(|()| vec![None; tokens.len() + 1]);
        Self { tokens, looks_for_mistakes, known, depth: 0 }
    }

    fn whole(&mut self) -> Result<bool, Stop> {
        match self.expression(0)? {
            Some(end) => Ok(self.look(end)? == Kind::End),
            None => Ok(false),
        }
    }

    /// The token at a place.
    fn look(&self, at: usize) -> Result<Kind<'a>, Stop> {
        let stop = |text: &str| Err(Stop::AtOnce(Wrong::Syntax(text.to_owned())));
        match self.tokens.get(at).map_or(Kind::End, |token| token.kind) {
            Kind::Wrong(text) => stop(text),
            Kind::Unclosed => stop("'(' was never closed"),
            kind => Ok(kind),
        }
    }

    fn remembered(
        &mut self,
        rule: Rule,
        at: usize,
        parse: fn(&mut Self, usize) -> Result<Match, Stop>,
    ) -> Result<Match, Stop> {
        if let Some(Some(known)) = self.known[rule as usize].get(at) {
            return Ok(*known);
        }
        if self.depth == MAX_DEPTH {
            let text = "maximum recursion depth exceeded during compilation";
            return Err(Stop::AtOnce(Wrong::Other(text)));
        }
        self.depth += 1;
        let found = parse(self, at)?;
        self.depth -= 1;
        if let Some(place) = self.known[rule as usize].get_mut(at) {
            *place = Some(found);
        }
        Ok(found)
    }

    fn expression(&mut self, at: usize) -> Result<Match, Stop> {
        self.remembered(Rule::Expression, at, |parser, at| {
            if parser.looks_for_mistakes {
                parser.look_for_comma(at)?;
            }
            parser.disjunction(at)
        })
    }

    /// Two expressions one behind the other, inside parentheses.
    fn look_for_comma(&mut self, at: usize) -> Result<(), Stop> {
        let Some(first) = self.disjunction(at)? else { return Ok(()) };
        self.looks_for_mistakes = false;
        let second = self.disjunction(first);
        self.looks_for_mistakes = true;
        match second? {
            Some(end) if self.tokens[end - 1].depth > 0 => {
                Err(Stop::Mistake("invalid syntax. Perhaps you forgot a comma?"))
            }
            _ => Ok(()),
        }
    }

    fn disjunction(&mut self, at: usize) -> Result<Match, Stop> {
        self.remembered(Rule::Disjunction, at, Self::sum)
    }

    fn sum(&mut self, at: usize) -> Result<Match, Stop> {
        self.remembered(Rule::Sum, at, |parser, at| {
            parser.chain(at, Self::term, |kind| matches!(kind, Kind::Plus | Kind::Minus))
        })
    }

    fn term(&mut self, at: usize) -> Result<Match, Stop> {
        self.chain(at, Self::factor, |kind| matches!(kind, Kind::Star | Kind::Slash | Kind::Floor))
    }

    /// Operands with signs between them; a sign without an operand behind it is given back.
    fn chain(
        &mut self,
        at: usize,
        operand: fn(&mut Self, usize) -> Result<Match, Stop>,
        is_sign: impl Fn(Kind) -> bool,
    ) -> Result<Match, Stop> {
        let Some(mut end) = operand(self, at)? else { return Ok(None) };
        while is_sign(self.look(end)?) {
            match operand(self, end + 1)? {
                Some(next) => end = next,
                None => break,
            }
        }
        Ok(Some(end))
    }

    fn factor(&mut self, at: usize) -> Result<Match, Stop> {
        self.remembered(Rule::Factor, at, |parser, at| {
            let mut first = at;
            while matches!(parser.look(first)?, Kind::Plus | Kind::Minus) {
                first += 1;
            }
            if first - at > MAX_SIGNS {
                return Err(Stop::AtOnce(Wrong::Other("")));
            }
            parser.power(first)
        })
    }

    fn power(&mut self, at: usize) -> Result<Match, Stop> {
        let Some(base) = self.primary(at)? else { return Ok(None) };
        if self.look(base)? == Kind::Power
            && let Some(end) = self.factor(base + 1)?
        {
            return Ok(Some(end));
        }
        Ok(Some(base))
    }

    /// An atom and the calls behind it.
    fn primary(&mut self, at: usize) -> Result<Match, Stop> {
        let Some(mut end) = self.atom(at)? else { return Ok(None) };
        loop {
            match self.look(end)? {
                Kind::Dot => {
                    // A name is looked for behind it.
                    self.look(end + 1)?;
                    return Ok(Some(end));
                }
                Kind::Open => match self.call(end)? {
                    Some(next) => end = next,
                    None => return Ok(Some(end)),
                },
                _ => return Ok(Some(end)),
            }
        }
    }

    fn call(&mut self, open: usize) -> Result<Match, Stop> {
        let first = open + 1;
        if self.look(first)? == Kind::Close {
            return Ok(Some(first + 1));
        }
        let argument = match self.look(first)? {
            Kind::Star | Kind::Power => first + 1,
            _ => first,
        };
        let Some(end) = self.expression(argument)? else { return Ok(None) };
        Ok((self.look(end)? == Kind::Close).then_some(end + 1))
    }

    fn atom(&mut self, at: usize) -> Result<Match, Stop> {
        match self.look(at)? {
            Kind::Int(digits) if digits.len() > MAX_DIGITS => {
                let count = digits.len();
                let text = format!(
                    "Exceeds the limit ({MAX_DIGITS} digits) for integer string conversion: value has {count} digits; \
                     use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer \
                     literals to avoid decimal conversion limits."
                );
                Err(Stop::AtOnce(Wrong::Syntax(text)))
            }
            Kind::Int(_) | Kind::Float(_) | Kind::Ellipsis => Ok(Some(at + 1)),
            Kind::Open => self.group(at),
            _ => Ok(None),
        }
    }

    /// `()` or a group.
    fn group(&mut self, open: usize) -> Result<Match, Stop> {
        let first = open + 1;
        match self.look(first)? {
            Kind::Close => return Ok(Some(first + 1)),
            Kind::Star => {
                // The element of a tuple, which would need a comma.
                if let Some(end) = self.sum(first + 1)? {
                    self.look(end)?;
                }
                self.starred(first, "cannot use starred expression here")?;
                return Ok(None);
            }
            Kind::Power => {
                self.starred(first, "cannot use double starred expression here")?;
                return Ok(None);
            }
            _ => {}
        }
        let Some(end) = self.expression(first)? else { return Ok(None) };
        Ok((self.look(end)? == Kind::Close).then_some(end + 1))
    }

    /// A star where none may be; only looked for in the second run.
    fn starred(&mut self, star: usize, text: &'static str) -> Result<(), Stop> {
        if self.looks_for_mistakes
            && let Some(end) = self.expression(star + 1)?
            && self.look(end)? == Kind::Close
        {
            return Err(Stop::Mistake(text));
        }
        Ok(())
    }
}
