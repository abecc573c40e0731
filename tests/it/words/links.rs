//! Links of level 2.

use diorama::env::minigrid::Action;
use diorama::episode::share::{
    Fit, Level, Link, ShareError, decode, encode, fits_qr, seal, unseal, words,
};
use diorama::episode::words::MAX_CARDS;
use diorama::episode::{
    CardId, Player, PlayerCard, Replay, Role, Said, Transcript, Verdict, Words,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::talk::{any_talk, card, link, other, thoughtful, told};

proptest! {
    // Every case reads the primer a few times over.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_transcript_comes_back((actions, transcript) in any_talk()) {
        let link = link(actions, Some(transcript));
        let text = encode(&link).expect("short enough");
        prop_assert_eq!(decode(&text), Ok(link));
    }

    #[test]
    fn no_bytes_behind_a_sound_head_make_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        steps in 0..200_usize,
    ) {
        let _ = words::unpack(&bytes, steps);
        let _ = words::read(&bytes, steps);
        let whole = unseal(&encode(&talk(steps)).expect("short enough")).expect("a sound link");
        let _ = decode(&seal(&[&whole[..40.min(whole.len())], &bytes].concat()));
    }

    #[test]
    fn no_marks_make_it_panic(
        bytes in prop::collection::vec(prop_oneof![0xf5_u8.., 0..9_u8, 97..100_u8], 0..80),
        steps in 0..9_usize,
    ) {
        if let Ok((transcript, actions)) = words::read(&bytes, steps) {
            prop_assert_eq!(words::stream::write(&transcript, &actions), bytes);
        }
    }

    #[test]
    fn a_changed_byte_is_seen(
        (actions, transcript) in any_talk(),
        at: prop::sample::Index,
        flip in 1..=255_u8,
    ) {
        let link = link(actions, Some(transcript));
        let mut bytes = unseal(&encode(&link).expect("short enough")).expect("a sound link");
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        // The seal is made anew, as an attacker would; the check within is not.
        if let Ok(read) = decode(&seal(&bytes)) {
            // A flag turned a link of words into one of moves, which holds no words to be believed.
            prop_assert!(at == 0 && read.transcript.is_none(), "byte {}", at);
        }
    }
}

/// Steps with a word each.
fn talk(steps: usize) -> Link {
    let by = CardId(0);
    let actions: Vec<u8> = (0..steps).map(|at| [2, 2, 0, 2, 1][at % 5]).collect();
    let names = ["turn left", "turn right", "go forward"];
    let steps = actions.iter().map(|&action| vec![Words::new(by, names[usize::from(action)])]);
    let cards = vec![card("naive", "gpt-4o-mini")];
    let transcript = Transcript { cards, opening: vec![], steps: steps.collect() };
    link(actions, Some(transcript))
}

/// Words with everything in them.
fn rich() -> Link {
    let mut transcript = Transcript {
        cards: vec![card("tools", "o4-mini"), other(Role::Customer), other(Role::Judge)],
        opening: vec![Words::new(CardId(1), "Hi! Who opens this door for me?")],
        steps: vec![vec![thoughtful(0)], vec![], vec![Words::new(CardId(2), "")]],
    };
    transcript.cards.push(card("naive", ""));
    transcript.steps[1] = vec![Words::new(CardId(3), "go forward"), Words::none(CardId(0))];
    link(vec![5, 2, 6], Some(transcript))
}

#[test]
fn links_with_words_stay_readable_for_ever() {
    // Made by the first version that had words. If this fails, old links are lost: the packing of
    // method 0 may not change, nor its primer; take another method's number instead.
    let hash = Sha256::digest(words::primer::TEXT);
    assert_eq!(hash[..8], [0x2d, 0xd3, 0xed, 0x80, 0x52, 0xed, 0x75, 0x49], "the primer changed");
    let cases = [
        (talk(0), "1.QAMBKgABAgMEhZWRnWmgMH7lc0OfdT5ARvVSlQhd"),
        (talk(20), "1.QAMBKhSIxvqIxvqIBgECAwQYJyrRaaAwfuVzQ591PkBG9VKZu2YBzMIOwCQjWSImX"),
        (
            rich(),
            "1.QAMBKgMAAQIBAgMEPIdV7mmgLifKPoEhPX_E5ZXMnd5HSpYJ41ZrJljfgAB8N-yfLnYD-HsZ1bQi9HnM3RCqVHJx-o4xKLEyeFvXEV91HsNh50QM5ZyVRl7V770tf_LuWvlh_Q8aWMtKOfzNjL0JRFqwkgNas8XULfz97QywaY8pmHPwQEESi-ID1bM9eGorA3B_32HAhpvj01bTgMoBVx6qjI_spngfy8",
        ),
    ];
    for (link, text) in cases {
        assert_eq!(encode(&link).as_deref(), Ok(text));
        assert_eq!(decode(text), Ok(link));
    }
}

#[test]
fn a_replay_shows_the_words_at_their_steps() {
    let (session, spec) = told(11);
    let link = Link::with_words(&session, spec);
    assert_eq!(link.level(), Level::Words);
    let link = decode(&encode(&link).expect("short enough")).expect("a sound link");
    let mut replay = Replay::open(&link).expect("the world's actions");
    replay.advance(usize::MAX);
    assert_eq!(replay.verdict(), Some(Verdict::Verified { steps: 11 }));
    let replayed = replay.into_session();
    assert_eq!(replayed.transcript(), session.transcript());
    for step in 0..=11 {
        assert_eq!(replayed.said(step), session.said(step), "step {step}");
    }
    let player = |step| replayed.step(step).map(|record| record.player);
    assert_eq!((player(1), player(4)), (Some(Player::Model), Some(Player::Replay)));
    assert_eq!(replayed.card(CardId(0)), Some(&card("naive", "gpt-4o-mini")));
}

#[test]
fn a_forged_action_among_words_is_located() {
    let (session, spec) = told(30);
    let mut link = Link::with_words(&session, spec);
    link.actions[8] = (link.actions[8] + 1) % 3;
    let link = decode(&encode(&link).expect("short enough")).expect("sound by its checks");
    let mut replay = Replay::open(&link).expect("the world's actions");
    replay.advance(usize::MAX);
    let verdict = replay.verdict();
    assert!(matches!(verdict, Some(Verdict::DivergesAt { step: 9..=12, .. })), "{verdict:?}");
}

#[test]
fn a_link_holds_what_its_level_says() {
    let (session, spec) = told(9);
    let moves = Link::new(&session, spec);
    let full = Link::with_words(&session, spec);
    assert_eq!(full.clone().at_level(Level::Moves), moves);
    assert_eq!(full.clone().at_level(Level::Words), full);
    let bare = full.clone().without_reasoning();
    let said = bare.transcript.as_ref().expect("words");
    assert!(!said.has_reasoning() && full.transcript.as_ref().expect("words").has_reasoning());
    let len = |link: &Link| encode(link).expect("short enough").len();
    assert!(len(&moves) < len(&bare) && len(&bare) < len(&full));
    // Where nobody speaks, there is nothing to hold.
    let (silent, spec) = crate::session::grid("babyai/open", 7);
    assert_eq!(Link::with_words(&silent, spec).level(), Level::Moves);
}

#[test]
fn only_who_speaks_on_the_line_is_introduced() {
    let (mut session, spec) = told(8);
    let third = session.seat(other(Role::Judge)).expect("room");
    assert_eq!(session.seat(other(Role::Judge)), Some(third), "a known card keeps its number");
    session.jump(2);
    let said = Said::new(vec![Words::new(third, "Look left."), Words::new(CardId(99), "nobody")]);
    session.act_said(Action::Left, Player::Model, said).expect("not over");
    let link = Link::with_words(&session, spec);
    let transcript = link.transcript.as_ref().expect("words");
    assert_eq!(transcript.cards, [card("naive", "gpt-4o-mini"), other(Role::Judge)]);
    assert_eq!(transcript.steps[2], [Words::new(CardId(1), "Look left.")]);
    assert_eq!(decode(&encode(&link).expect("short enough")), Ok(link));
}

#[test]
fn who_has_two_cards_alike_is_introduced_once() {
    let cards = vec![card("a", ""), card("b", ""), card("a", "")];
    let say = |by| Words::new(CardId(by), by.to_string());
    let steps = vec![vec![say(2), say(3)], vec![say(1), say(0)]];
    let tidy = Transcript { cards, opening: vec![], steps }.tidy();
    assert_eq!(tidy.cards, [card("a", ""), card("b", "")]);
    let by: Vec<u8> = tidy.words().map(|(_, words)| words.by.0).collect();
    assert_eq!(by, [0, 1, 0]);
}

#[test]
fn an_episode_has_at_most_so_many_speakers() {
    let (mut session, _) = told(0);
    let cards = |count: usize| (0..count).map(|at| card("naive", &at.to_string()));
    for card in cards(MAX_CARDS - 2) {
        assert!(session.seat(card).is_some());
    }
    assert_eq!(session.seat(card("one", "more")), None);
    assert_eq!(session.cards().len(), MAX_CARDS);
    let full = |count| Transcript { cards: cards(count).collect(), ..Transcript::default() };
    let most = link(vec![], Some(full(MAX_CARDS)));
    assert_eq!(decode(&encode(&most).expect("short enough")), Ok(most));
    let found = MAX_CARDS + 1;
    let error = ShareError::TooManyCards { found };
    assert_eq!(encode(&link(vec![], Some(full(found)))), Err(error));
}

#[test]
fn what_is_wrong_with_words_is_said() {
    let sound = talk(12);
    let bytes = unseal(&encode(&sound).expect("short enough")).expect("a sound link");
    let head = 21;
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        seal(&bytes)
    };
    let cases = [
        (with(0, bytes[0] | 1), ShareError::Packing { found: 1 }),
        (with(0, bytes[0] | 2 << 6), ShareError::Level { found: 4 }),
        (with(head - 1, bytes[head - 1] ^ 1), ShareError::Forged),
        (with(5, bytes[5] ^ 1), ShareError::Forged),
        (seal(&bytes[..head - 2]), ShareError::Truncated),
        (seal(&[&bytes[..], &[0]].concat()), ShareError::Irregular),
        (seal(&[&bytes[..], &[7, 7]].concat()), ShareError::Irregular),
    ];
    for (text, want) in cases {
        let error = decode(&text).expect_err("a broken link");
        assert_eq!(error, want);
        let message = error.to_string();
        assert!(!message.ends_with('.') && message.starts_with(char::is_lowercase), "{message}");
    }
    let stray = Transcript { opening: vec![Words::new(CardId(0), "x")], ..Transcript::default() };
    let error = ShareError::NoCard { found: CardId(0) };
    assert_eq!(encode(&link(vec![], Some(stray))), Err(error));
    let mut foreign = sound;
    foreign.actions[3] = 7;
    let error = ShareError::BadAction { step: 4, found: 7, actions: 7 };
    assert_eq!(encode(&foreign), Err(error));
}

#[test]
fn what_is_wrong_with_a_stream_is_said() {
    assert_eq!(words::read(&[0xff, 0xff], 0), Ok((Transcript::default(), vec![])));
    let card = |card: &[u8]| [b"\xfd", card, b"\xff\xff"].concat();
    assert!(words::read(&card(b"anaive\xfe\xfe1\xfe{}"), 0).is_ok());
    let cases: [(Vec<u8>, usize, ShareError); 13] = [
        (vec![], 0, ShareError::Garbled),
        (vec![0xff], 0, ShareError::Garbled),
        (vec![0xff, 0xff], 1, ShareError::Garbled),
        (vec![0xff, 0xff, 0xff], 1, ShareError::Garbled),
        (vec![0xff, 0xff, 0], 0, ShareError::Garbled),
        (vec![0xff, 0xf9, b'x', 0xff], 0, ShareError::NoCard { found: CardId(1) }),
        (vec![0xff, 0xfb, 200, b'x', 0xff], 0, ShareError::NoCard { found: CardId(200) }),
        (card(b"anaive\xfe\xfe01\xfe{}"), 0, ShareError::Irregular),
        (card(b"anaive\xfe\xfe1\xfe{ }"), 0, ShareError::Irregular),
        (card(b"anaive\xfe\xfe70000\xfe{}"), 0, ShareError::Garbled),
        (card(b"anaive\xfe\xfe1\xfe"), 0, ShareError::Garbled),
        (card(b"xnaive\xfe\xfe1\xfe{}"), 0, ShareError::Garbled),
        (card(b"anai\xc3\xfe\xfe1\xfe{}"), 0, ShareError::Garbled),
    ];
    for (stream, steps, want) in cases {
        assert_eq!(words::read(&stream, steps), Err(want), "{stream:?}");
    }
    // Speaker 0 by the long spelling.
    let long = [&card(b"a\xfe\xfe1\xfe{}")[..9], &[0xfb, 0, 0xff]].concat();
    assert_eq!(words::read(&long, 0), Err(ShareError::Irregular));
}

#[test]
fn a_link_cut_anywhere_is_refused() {
    let bytes = unseal(&encode(&rich()).expect("short enough")).expect("a sound link");
    for end in 0..bytes.len() {
        assert!(decode(&seal(&bytes[..end])).is_err(), "{end} of {} bytes", bytes.len());
    }
}

#[test]
fn a_bomb_is_defused() {
    let say = |text: String| {
        let cards: Vec<PlayerCard> = vec![card("naive", "")];
        let opening = vec![Words::new(CardId(0), text)];
        link(vec![], Some(Transcript { cards, opening, steps: vec![] }))
    };
    let most = say("a".repeat(words::MAX_BYTES - 1_000));
    let text = encode(&most).expect("as much as is allowed");
    assert!(text.len() < 20_000, "{}", text.len());
    assert_eq!(decode(&text), Ok(most));
    assert_eq!(encode(&say("a".repeat(words::MAX_BYTES))), Err(ShareError::TooManyWords));
    // The same characters, but the link says that a million steps are to come.
    let bytes = unseal(&text).expect("a sound link");
    let error = words::unpack(&bytes[21 + 4..], 100_000).expect_err("too long");
    assert!(matches!(error, ShareError::TooManyWords | ShareError::Garbled), "{error:?}");
}

#[test]
fn lengths_have_classes() {
    let cases = [
        (0, Fit::Post),
        (280, Fit::Post),
        (281, Fit::Chat),
        (1_900, Fit::Chat),
        (1_901, Fit::Issue),
        (8_000, Fit::Issue),
        (30_000, Fit::Browser),
        (30_001, Fit::File),
        (usize::MAX, Fit::File),
    ];
    for (characters, want) in cases {
        assert_eq!(Fit::of(characters), want, "{characters}");
    }
    assert!(fits_qr(1_800) && !fits_qr(1_801));
}
