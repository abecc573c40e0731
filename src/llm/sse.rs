//! Streams cut into events: server-sent events, and JSON lines.
//!
//! Bytes come in however the network cuts them; the events are the same for every cut. Lines end with LF, CRLF or CR.
//! Source: the HTML standard, "Server-sent events", read leniently: a last event without its blank line counts too, and a bare
//! JSON object on a line counts as data (some gateways fail so).

/// An event, or a line of JSON, may not be longer than this.
pub const MAX_EVENT_BYTES: usize = 8 << 20;

/// How a stream is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events.
    Events,
    /// A JSON value on every line.
    Lines,
}

/// One event of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its name; mostly empty.
    pub name: String,
    /// Its data, several lines joined.
    pub data: String,
}

/// A stream held an event of more than [`MAX_EVENT_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event of the stream is longer than {MAX_EVENT_BYTES} bytes")]
pub struct TooLong;

/// Cuts a stream into events.
#[derive(Clone, Debug)]
pub struct EventReader {
    framing: Framing,
    /// The line so far: bytes, for a character may be cut in two.
    line: Vec<u8>,
    /// The last byte was CR: an LF now ends no line.
    after_cr: bool,
    /// Nothing was read yet: a byte order mark may come.
    at_start: bool,
    name: String,
    data: Option<String>,
}

impl EventReader {
    /// A reader at the start of a stream.
    pub const fn new(framing: Framing) -> Self {
        Self {
            framing,
            line: Vec::new(),
            after_cr: false,
            at_start: true,
            name: String::new(),
            data: None,
        }
    }

    /// Reads on; hands each event that is whole to `on_event`, which says whether to go on.
    ///
    /// # Errors
    ///
    /// [`TooLong`] for an event beyond the cap; the reader is of no use after it.
    pub fn feed(
        &mut self,
        bytes: &[u8],
        mut on_event: impl FnMut(Event) -> bool,
    ) -> Result<(), TooLong> {
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if self.after_cr && first == b'\n' {
                rest = &rest[1..];
            }
            self.after_cr = false;
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let piece = &rest[..end.unwrap_or(rest.len())];
            let held = self.data.as_ref().map_or(0, String::len) + self.name.len();
            if held + self.line.len() + piece.len() > MAX_EVENT_BYTES {
                return Err(TooLong);
            }
            self.line.extend_from_slice(piece);
            let Some(end) = end else { break };
            self.after_cr = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if let Some(event) = self.end_line()
                && !on_event(event)
            {
                break;
            }
        }
        Ok(())
    }

    /// The stream is over; the event that lacked its end.
    pub fn finish(&mut self) -> Option<Event> {
        let last = if self.line.is_empty() { None } else { self.end_line() };
        last.or_else(|| self.end_event())
    }

    fn end_line(&mut self) -> Option<Event> {
        let bytes = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&bytes);
        let was_start = std::mem::replace(&mut self.at_start, false);
        let line = if was_start { text.trim_start_matches('\u{feff}') } else { &text };
        match self.framing {
            Framing::Lines => {
                let data = line.trim();
                (!data.is_empty()).then(|| Event { name: String::new(), data: data.to_owned() })
            }
            Framing::Events if line.is_empty() => self.end_event(),
            Framing::Events => {
                self.field(line);
                None
            }
        }
    }

    fn field(&mut self, line: &str) {
        if line.starts_with('{') {
            return self.more_data(line);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => self.more_data(value),
            "event" => value.clone_into(&mut self.name),
            // A comment has no name; `id` and `retry` are for those who come back.
            _ => {}
        }
    }

    fn more_data(&mut self, line: &str) {
        match &mut self.data {
            Some(data) => {
                data.push('\n');
                data.push_str(line);
            }
            None => self.data = Some(line.to_owned()),
        }
    }

    fn end_event(&mut self) -> Option<Event> {
        let name = std::mem::take(&mut self.name);
        self.data.take().map(|data| Event { name, data })
    }
}
