//! Requests and replies as data, without a key in them.

use serde::{Deserialize, Serialize};

use crate::llm::Secret;

/// A request, ready but for the key. Safe to print, keep and share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The headers.
    pub headers: Vec<Header>,
    /// The body: JSON, or nothing.
    pub body: String,
}

impl HttpRequest {
    /// The headers with the key filled in; a header for a key that is not there is left out.
    pub fn headers_with(&self, key: Option<&Secret>) -> Vec<(&str, String)> {
        let fill = |header: &'_ Header| match (&header.value, key) {
            (HeaderValue::Plain(text), _) => Some(text.clone()),
            (HeaderValue::Key { prefix }, Some(key)) if !key.expose().is_empty() => {
                Some(format!("{prefix}{}", key.expose()))
            }
            (HeaderValue::Key { .. }, _) => None,
        };
        let named = |header| fill(header).map(|value| (header.name.as_str(), value));
        self.headers.iter().filter_map(named).collect()
    }
}

/// How a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// For something that is there.
    Get,
    /// For an answer to the body.
    Post,
}

impl Method {
    /// Its name in HTTP.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One header of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: HeaderValue,
}

impl Header {
    /// A header that anyone may read.
    pub fn plain(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: HeaderValue::Plain(value.to_owned()) }
    }
}

/// The value of a header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeaderValue {
    /// Known.
    Plain(String),
    /// The key goes here, after the prefix.
    Key {
        /// Such as `Bearer `.
        prefix: String,
    },
}

/// The head of a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpHead {
    /// The status.
    pub status: u16,
    /// Those headers that a page may see; names in any case.
    pub headers: Vec<(String, String)>,
}

impl HttpHead {
    /// A head with a status and no headers.
    pub const fn of(status: u16) -> Self {
        Self { status, headers: Vec::new() }
    }

    /// Whether the request was granted.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// Whether the body is a stream; some gateways answer whole though asked for one.
    pub fn is_stream(&self) -> bool {
        let kind = self.header("content-type").unwrap_or_default();
        kind.starts_with("text/event-stream") || kind.starts_with("application/x-ndjson")
    }

    /// Whether the body is one JSON value.
    pub fn is_json(&self) -> bool {
        self.header("content-type").unwrap_or_default().starts_with("application/json")
    }

    /// How long the server wants to be left alone, in milliseconds. Here is no clock: a date counts from the reply's own.
    pub fn retry_after_ms(&self) -> Option<u64> {
        let number = |name, scale: f64| {
            let text = self.header(name)?;
            millis(text.trim().parse::<f64>().ok()? * scale)
        };
        let until = || {
            let (then, now) = (moment(self.header("retry-after")?)?, moment(self.header("date")?)?);
            then.saturating_sub(now).checked_mul(1000)
        };
        number("retry-after-ms", 1.0).or_else(|| number("retry-after", 1000.0)).or_else(until)
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Whole milliseconds, rounded up; nothing for what is no span of time.
pub fn millis(number: f64) -> Option<u64> {
    (number.is_finite() && number >= 0.0).then(|| number.ceil() as u64)
}

/// Seconds since the year 1 of a date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn moment(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let [_, day, month, year, time, "GMT"] = text.split_whitespace().collect::<Vec<_>>()[..] else {
        return None;
    };
    let number = |text: &str| text.parse::<u32>().ok().map(u64::from);
    let (day, year) = (number(day)?, number(year)?);
    let month = MONTHS.iter().position(|name| *name == month)? as u64;
    let [hours, minutes, seconds] = time.split(':').collect::<Vec<_>>()[..] else { return None };
    // Counted from March, so that the leap day is the last of its year.
    let (from_march, year) =
        ((month + 10) % 12, if month < 2 { year.checked_sub(1)? } else { year });
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (from_march * 306 + 5) / 10 + day;
    Some(((days * 24 + number(hours)?) * 60 + number(minutes)?) * 60 + number(seconds)?)
}
