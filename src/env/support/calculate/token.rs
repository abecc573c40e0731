//! The calculator's tokens.
//!
//! Source: CPython 3.11, `Parser/tokenizer.c`.

/// A token and how deep in parentheses the text is behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) depth: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind<'a> {
    Int(&'a str),
    Float(&'a str),
    Ellipsis,
    Plus,
    Minus,
    Star,
    Power,
    Slash,
    Floor,
    Open,
    Close,
    Dot,
    End,
    /// The end of the text inside parentheses.
    Unclosed,
    /// A token that is none, and why.
    Wrong(&'static str),
}

/// More parentheses than these inside each other are refused.
const MAX_DEPTH: usize = 200;

/// The tokens of a text, up to its end or the first that is none.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut depth = 0;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(' ');
        let (kind, length) = next(rest);
        let kind = match kind {
            Kind::Open if depth >= MAX_DEPTH => Kind::Wrong("too many nested parentheses"),
            Kind::Close if depth == 0 => Kind::Wrong("unmatched ')'"),
            Kind::End if depth > 0 => Kind::Unclosed,
            kind => kind,
        };
        match kind {
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        found.push(Token { kind, depth });
        if matches!(kind, Kind::End | Kind::Unclosed | Kind::Wrong(_)) {
            return found;
        }
        rest = &rest[length..];
    }
}

/// The token at the start of a text, and its length in bytes.
fn next(text: &str) -> (Kind<'_>, usize) {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b'\n');
    match (at(0), at(1), at(2)) {
        (b'0'..=b'9', ..) | (b'.', b'0'..=b'9', _) => number(text),
        (b'.', b'.', b'.') => (Kind::Ellipsis, 3),
        (b'.', ..) => (Kind::Dot, 1),
        (b'+', ..) => (Kind::Plus, 1),
        (b'-', ..) => (Kind::Minus, 1),
        (b'*', b'*', _) => (Kind::Power, 2),
        (b'*', ..) => (Kind::Star, 1),
        (b'/', b'/', _) => (Kind::Floor, 2),
        (b'/', ..) => (Kind::Slash, 1),
        (b'(', ..) => (Kind::Open, 1),
        (b')', ..) => (Kind::Close, 1),
        _ => (Kind::End, 0),
    }
}

fn number(text: &str) -> (Kind<'_>, usize) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    if text[whole..].starts_with('.') {
        let length = whole + 1 + digits(&text[whole + 1..]);
        return (Kind::Float(&text[..length]), length);
    }
    let text = &text[..whole];
    if text.starts_with('0') && text.bytes().any(|digit| digit != b'0') {
        let what = "leading zeros in decimal integer literals are not permitted; \
                    use an 0o prefix for octal integers";
        return (Kind::Wrong(what), whole);
    }
    (Kind::Int(text), whole)
}
