//! Words and calls in files: level 3.

use diorama::episode::share::{Level, Link};
use diorama::episode::{CardId, EpisodeRecord, Player, RecordError, Role, Said, Words};
use serde_json::json;

use super::talk::{other, told};

fn record() -> EpisodeRecord {
    let (mut session, spec) = told(10);
    let judge = session.seat(other(Role::Judge)).expect("room");
    let call = json!({"request": {"model": "m", "messages": []}, "usage": {"in": 3, "out": 1.5}});
    session.jump(5);
    let said = Said { words: vec![Words::new(judge, "Hm.")], calls: vec![call.clone(), call] };
    session.act_said(session.actions()[0], Player::Model, said).expect("not over");
    EpisodeRecord::new(&session, spec, 1_700_000_000_000)
}

#[test]
fn a_file_keeps_words_calls_and_speakers() {
    let record = record();
    assert_eq!(record.format, 2);
    let text = record.to_json().expect("short enough");
    let read = EpisodeRecord::from_json(&text).expect("its own text");
    assert_eq!(read, record);
    let session = read.open().expect("its own episode");
    assert_eq!(session.cards().len(), 3);
    assert_eq!(session.said(0).map(|said| said.words[0].text.as_str()), Some("Ready."));
    assert_eq!(session.said(6).map(|said| said.calls.len()), Some(2));
    assert_eq!(
        EpisodeRecord::new(&session, read.spec().expect("a world"), record.saved_ms),
        record
    );
    let link = Link::with_words(&session, read.spec().expect("a world"));
    assert_eq!(link.level(), Level::Words);
}

#[test]
fn a_file_without_its_calls_keeps_every_word() {
    let (full, bare) = (record(), record().without_calls());
    assert!(bare.to_json().expect("short").len() < full.to_json().expect("short").len());
    assert!(!bare.to_json().expect("short").contains("\"calls\""));
    let transcript = |record: &EpisodeRecord| record.open().expect("an episode").transcript();
    assert_eq!(transcript(&bare), transcript(&full));
}

#[test]
fn files_of_older_builds_are_read_and_silent_ones_are_written_for_them() {
    // Written by the first version, which knew no words.
    let old = r#"{"format":1,"world":"babyai/open","number":3,"distractors":0,"rules":1,"seed":"7","branches":[{"id":0,"name":"main","actions":[0,2],"players":[{"player":"person","steps":2}]}],"branch":0,"at":1,"saved_ms":5,"outcome":{"steps":2,"reward_sum":0.0,"terminated":false,"truncated":false},"digest":[49,0,154,3]}"#;
    let (mut session, spec) = crate::session::grid("babyai/open", 7);
    session.act(diorama::env::minigrid::Action::Left, Player::Person).expect("not over");
    session.act(diorama::env::minigrid::Action::Forward, Player::Person).expect("not over");
    session.back();
    let record = EpisodeRecord::new(&session, spec, 5);
    assert_eq!(record.to_json().as_deref(), Ok(old));
    let read = EpisodeRecord::from_json(old).expect("an old file");
    assert_eq!(read, record);
    assert!(read.agrees_with(&read.open().expect("an old episode")));
}

#[test]
fn what_is_wrong_with_words_in_a_file_is_said() {
    type Change = fn(&mut EpisodeRecord);
    let nobody = RecordError::NoCard { found: CardId(9) };
    let cases: Vec<(Change, RecordError)> = vec![
        (|r| r.opening.words[0].by = CardId(9), nobody.clone()),
        (|r| r.branches[1].said[0].1.words[0].by = CardId(9), nobody),
        (|r| r.cards.clear(), RecordError::NoCard { found: CardId(0) }),
        (|r| r.cards = vec![r.cards[0].clone(); 201], RecordError::TooManyCards { found: 201 }),
        (
            |r| r.branches[0].said.push((10, Said::default())),
            RecordError::BadWords { branch: r0(), step: 10 },
        ),
        (
            |r| r.branches[0].said.push((usize::MAX, Said::default())),
            RecordError::BadWords { branch: r0(), step: usize::MAX },
        ),
        (
            |r| {
                let twice = r.branches[0].said[0].clone();
                r.branches[0].said.push(twice);
            },
            RecordError::BadWords { branch: r0(), step: 0 },
        ),
    ];
    for (index, (change, want)) in cases.into_iter().enumerate() {
        let mut broken = record();
        change(&mut broken);
        assert_eq!(broken.open().map(|_| ()), Err(want), "case {index}");
    }
}

const fn r0() -> diorama::episode::BranchId {
    diorama::episode::BranchId::ROOT
}
