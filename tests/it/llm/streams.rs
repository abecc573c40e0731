//! Recorded streams: every one cut at every byte gives the same reply.

use std::fs;
use std::path::{Path, PathBuf};

use diorama::llm::{Delta, Dialect, ErrorKind, Framing, StopReason};
use expect_test::expect_file;
use proptest::prelude::*;

use crate::llm::{outline, read, read_whole};

/// The recordings of a kind: their dialect, file and bytes.
fn recordings(ending: &str) -> Vec<(Dialect, PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/llm");
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == ending));
    files.sort();
    assert!(files.len() >= Dialect::ALL.len(), "the recordings were found");
    let read = |file: PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        let is_of = |dialect: &&Dialect| name.starts_with(&format!("{}.", dialect.as_str()));
        let dialect = *Dialect::ALL.iter().find(is_of).expect("a name that begins with a dialect");
        let bytes = fs::read(&file).expect("a readable file");
        (dialect, file, bytes)
    };
    files.into_iter().map(read).collect()
}

#[test]
fn recorded_streams_read_as_written_down() {
    for (dialect, file, bytes) in recordings("stream") {
        let (deltas, outcome) = read(dialect, [bytes.as_slice()]);
        let found = format!("{}\n{}", watched(&deltas), outline(&outcome));
        expect_file![file.with_extension("stream.txt")].assert_eq(&found);
    }
}

#[test]
fn recorded_replies_read_as_written_down() {
    for (dialect, file, bytes) in recordings("json") {
        expect_file![file.with_extension("json.txt")]
            .assert_eq(&outline(&read_whole(dialect, &bytes)));
    }
}

#[test]
fn a_stream_cut_at_every_byte_reads_the_same() {
    for (dialect, file, bytes) in recordings("stream") {
        let want = read(dialect, [bytes.as_slice()]);
        for at in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(at);
            assert_eq!(read(dialect, [head, tail]), want, "{} at {at}", file.display());
        }
        assert_eq!(read(dialect, bytes.chunks(1)), want, "{} byte by byte", file.display());
    }
}

#[test]
fn line_ends_make_no_difference() {
    for (dialect, file, bytes) in recordings("stream") {
        let want = read(dialect, [bytes.as_slice()]);
        let text = String::from_utf8(bytes).unwrap();
        for end in ["\r\n", "\r"] {
            let text = text.replace('\n', end);
            let bytes = text.as_bytes();
            // Where it broke off is told in bytes, which differ.
            let is_broken = want.1.as_ref().is_err_and(|error| error.kind == ErrorKind::Truncated);
            for found in [read(dialect, [bytes]), read(dialect, bytes.chunks(1))] {
                assert_eq!(found.0, want.0, "{} {end:?}", file.display());
                assert!(is_broken || found.1 == want.1, "{} {end:?}", file.display());
            }
        }
    }
}

#[test]
fn a_stream_that_breaks_off_never_reads_as_another_reply() {
    for (dialect, file, bytes) in recordings("stream") {
        let whole = read(dialect, [bytes.as_slice()]).1;
        for at in 0..bytes.len() {
            let (_, outcome) = read(dialect, [&bytes[..at]]);
            match (&outcome, &whole) {
                (Err(error), _) if error.kind == ErrorKind::Truncated => {}
                (Err(error), Err(want)) => assert_eq!(error, want, "{} {at}", file.display()),
                // A refusal is one from its first word on.
                (Ok(found), Ok(want)) if want.stop == StopReason::Refused => {
                    assert_eq!(found.stop, want.stop, "{} {at}", file.display());
                }
                // The usage may be missing: it comes last.
                (Ok(found), Ok(want)) => {
                    assert_eq!(found.parts, want.parts, "{} {at}", file.display());
                    assert_eq!(found.stop, want.stop, "{} {at}", file.display());
                }
                other => panic!("{} {at}: {other:?}", file.display()),
            }
        }
    }
}

#[test]
fn what_was_watched_is_what_was_said() {
    for (dialect, file, bytes) in recordings("stream") {
        let (deltas, Ok(reply)) = read(dialect, [bytes.as_slice()]) else { continue };
        let (mut text, mut thoughts, mut calls) = (String::new(), String::new(), Vec::new());
        for delta in deltas {
            match delta {
                Delta::Text(more) => text += &more,
                Delta::Reasoning(more) => thoughts += &more,
                Delta::Call { at, name } => {
                    assert_eq!(at, calls.len(), "{}", file.display());
                    calls.push((name, String::new()));
                }
                Delta::Arguments { at, text } => calls[at].1 += &text,
            }
        }
        assert_eq!(text, reply.text(), "{}", file.display());
        assert_eq!(thoughts, reply.reasoning(), "{}", file.display());
        for ((name, arguments), call) in calls.iter().zip(reply.calls()) {
            let arguments = if arguments.is_empty() { "{}" } else { arguments };
            assert_eq!((name, arguments), (&call.name, call.arguments.as_str()));
        }
        assert_eq!(calls.len(), reply.calls().count(), "{}", file.display());
    }
}

#[test]
fn ollama_streams_lines_and_the_others_events() {
    for dialect in Dialect::ALL {
        let is_lines = dialect.framing() == Framing::Lines;
        assert_eq!(is_lines, dialect == Dialect::Ollama, "{dialect}");
    }
}

/// The deltas in a few characters each.
fn watched(deltas: &[Delta]) -> String {
    let one = |delta: &Delta| match delta {
        Delta::Text(text) => format!("+ {text:?}\n"),
        Delta::Reasoning(text) => format!("~ {text:?}\n"),
        Delta::Call { at, name } => format!("{at} {name}\n"),
        Delta::Arguments { at, text } => format!("{at} {text:?}\n"),
    };
    deltas.iter().map(one).collect()
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, cut in 1_usize..9) {
        for dialect in Dialect::ALL {
            let _ = read(dialect, bytes.chunks(cut));
            let _ = read_whole(dialect, &bytes);
        }
    }

    /// A recording with some bytes replaced: whatever it is then, cuts make no difference.
    #[test]
    fn no_spoilt_recording_makes_it_panic(
        which: prop::sample::Index,
        spoils in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in 1_usize..40,
    ) {
        let recordings = recordings("stream");
        let (dialect, _, mut bytes) = which.get(&recordings).clone();
        for (at, byte) in spoils {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        prop_assert_eq!(read(dialect, bytes.chunks(cut)), read(dialect, [bytes.as_slice()]));
        for other in Dialect::ALL {
            let _ = read(other, [bytes.as_slice()]);
        }
    }
}
