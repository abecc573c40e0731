//! `diorama replay` and `diorama share`, as a person runs them.

use std::fs;
use std::io::Write;
use std::process::{Command, Output};

use diorama::episode::EpisodeRecord;
use diorama::episode::share::{Level, Link, decode, encode};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::talk::told;

fn diorama(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diorama")).args(arguments).output().expect("it runs")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn a_link_is_replayed_with_its_words() {
    let (session, spec) = told(7);
    let link = encode(&Link::with_words(&session, spec)).expect("short enough");
    let output = diorama(&["replay", &format!("see https://example.org/#{link}&s=3, it is odd")]);
    assert!(output.status.success());
    let text = printed(&output);
    assert!(text.starts_with("   0  start  naive gpt-4o-mini\n      Ready.\n"), "{text}");
    assert!(
        text.contains("   3  turn right  cot claude-haiku-4-5\n      ~ The door is closed"),
        "{text}"
    );
    // What a terminal would obey is not printed.
    assert!(text.contains("      \u{fffd}\u{fffd}\n      act({\"action\": \"toggle\"})"), "{text}");
    assert!(text.ends_with("verified\n"), "{text}");
    let quiet = diorama(&["replay", &link, "--show", "nothing"]);
    assert_eq!(printed(&quiet), "verified\n");
    let words = printed(&diorama(&["replay", &link, "--show", "words"]));
    assert!(!words.contains('~') && words.contains("Ready."), "{words}");
}

#[test]
fn a_file_becomes_a_link_of_every_level_and_a_file_again() {
    let (session, spec) = told(7);
    let record = EpisodeRecord::new(&session, spec, 1_700_000_000_000);
    let json = record.to_json().expect("short enough");
    let folder = std::env::temp_dir().join(format!("diorama-share-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder of our own");
    let (plain, packed) = (folder.join("episode.json"), folder.join("episode.json.gz"));
    fs::write(&plain, &json).expect("a file of our own");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(json.as_bytes()).expect("memory");
    fs::write(&packed, encoder.finish().expect("memory")).expect("a file of our own");
    for file in [&plain, &packed] {
        let file = file.to_str().expect("a plain name");
        let replayed = diorama(&["replay", file, "--show", "nothing"]);
        assert_eq!(printed(&replayed), "verified\n");
        let link = printed(&diorama(&["share", file, "--address", "https://example.org/"]));
        let fragment = link.trim().strip_prefix("https://example.org/#").expect("an address");
        assert_eq!(decode(fragment), Ok(Link::with_words(&session, spec)));
        let short = diorama(&["share", file, "--level", "1"]);
        let advice = String::from_utf8(short.stderr.clone()).expect("UTF-8");
        assert!(advice.starts_with("the moves, without the words: "), "{advice}");
        assert!(advice.ends_with("a QR code shows it\n"), "{advice}");
        assert_eq!(decode(printed(&short).trim()).map(|link| link.level()), Ok(Level::Moves));
        let bare = printed(&diorama(&["share", file, "--without-reasoning"]));
        let want = Link::with_words(&session, spec).without_reasoning();
        assert_eq!(decode(bare.trim()), Ok(want));
        assert_eq!(printed(&diorama(&["share", file, "--level", "3"])).trim(), json);
    }
    // A link becomes a file, too; it does not say when it was played.
    let link = encode(&Link::with_words(&session, spec)).expect("short enough");
    let text = printed(&diorama(&["share", &link, "--level", "3"]));
    let read = EpisodeRecord::from_json(&text).expect("a file");
    let opened = read.open().expect("an episode");
    assert_eq!(opened.transcript(), session.transcript());
    fs::remove_dir_all(&folder).expect("our own folder");
}

#[test]
fn what_cannot_be_opened_is_said() {
    let cases = [
        ("nonsense", "this is not a link to an episode"),
        ("{\"format\":9}", "the episode has format 9, this build reads formats 1 to 2"),
        ("1.QAMBKgABAgMEhZWRnWmgMH7lc0OfdT5ARvVSlQhe", "check characters do not fit"),
    ];
    for (text, want) in cases {
        let output = diorama(&["replay", text]);
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(said.contains(want), "{text}: {said}");
    }
}

#[test]
fn a_built_in_agent_s_episode_becomes_a_file() {
    let file = std::env::temp_dir().join(format!("diorama-played-{}.json", std::process::id()));
    let name = file.to_str().expect("a plain name");
    let played = ["play", "--env", "crafter/synth-hard", "--agent", "random", "--max-steps", "9"];
    let output = diorama(&[&played[..], &["--out", name]].concat());
    assert!(output.status.success(), "{output:?}");
    assert_eq!(printed(&diorama(&["replay", name, "--show", "nothing"])), "verified\n");
    fs::remove_file(file).expect("our own");
    let nowhere = diorama(&[&played[..], &["--out", "/nowhere/at/all.json"]].concat());
    assert!(!nowhere.status.success(), "{nowhere:?}");
}
