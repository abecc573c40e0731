//! Streams cut into events.

use diorama::llm::{Event, EventReader, Framing, MAX_EVENT_BYTES};

fn events(framing: Framing, text: &str) -> Vec<(String, String)> {
    let mut reader = EventReader::new(framing);
    let mut found = Vec::new();
    let keep = |Event { name, data }| (name, data);
    for piece in text.as_bytes().chunks(1) {
        reader
            .feed(piece, |event| {
                found.push(keep(event));
                true
            })
            .expect("short events");
    }
    found.extend(reader.finish().map(keep));
    found
}

#[test]
fn server_sent_events() {
    let cases: [(&str, &[(&str, &str)]); 13] = [
        ("", &[]),
        ("\n\n\n", &[]),
        ("data: a\n\n", &[("", "a")]),
        ("data:a\ndata: b\ndata\n\n", &[("", "a\nb\n")]),
        ("data:  a\n\n", &[("", " a")]),
        ("event: x\ndata: a\n\ndata: b\n\n", &[("x", "a"), ("", "b")]),
        ("event: x\n\ndata: b\n\n", &[("", "b")]),
        (": hello\n:\nid: 1\nretry: 2\nwhat: 3\ndata: a\n\n", &[("", "a")]),
        ("\u{feff}data: a\r\n\r\ndata: b\r\rdata: c\n\n", &[("", "a"), ("", "b"), ("", "c")]),
        ("data: a\n\ndata: b\n", &[("", "a"), ("", "b")]),
        ("data: a\n\ndata: b", &[("", "a"), ("", "b")]),
        ("{\"error\": 1}\n\n", &[("", "{\"error\": 1}")]),
        ("data: ü🗝️\u{2028}\n\n", &[("", "ü🗝️\u{2028}")]),
    ];
    for (text, want) in cases {
        let found = events(Framing::Events, text);
        let found: Vec<_> = found.iter().map(|(name, data)| (&name[..], &data[..])).collect();
        assert_eq!(found, want, "{text:?}");
    }
}

#[test]
fn json_lines() {
    let found = events(Framing::Lines, "{\"a\":1}\r\n\n  {\"b\":\"ü\"} \n{\"c\"");
    let found: Vec<_> = found.into_iter().map(|(_, data)| data).collect();
    assert_eq!(found, ["{\"a\":1}", "{\"b\":\"ü\"}", "{\"c\""]);
}

#[test]
fn an_event_without_end_is_given_up() {
    for framing in [Framing::Events, Framing::Lines] {
        let mut reader = EventReader::new(framing);
        let piece = vec![b'x'; 1 << 20];
        let read = (0..20).take_while(|_| reader.feed(&piece, |_| true).is_ok()).count();
        assert_eq!(read, MAX_EVENT_BYTES >> 20, "{framing:?}");
    }
}
