//! Share links: short, exact, and never a panic.

use diorama::env::catalog::{self, WorldSpec};
use diorama::env::{Seed, StateDigest};
use diorama::episode::share::{
    self, Limits, Link, Payload, Samples, ShareError, check, coder, decode, encode, extract,
    looks_like_link, seal, unseal, words,
};
use proptest::prelude::*;

const LIMITS: Limits = Limits { actions: 7, most_distractors: 15, rules: 1 };

fn link(actions: Vec<u8>, seed: u64, noise: u64) -> Link {
    let entry = &catalog::all()[(noise % 5) as usize];
    let mut state = noise;
    let mut digest = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        StateDigest(((state >> 32) as u32).to_le_bytes())
    };
    Link {
        spec: WorldSpec::new(entry.world()),
        rules: 1,
        seed: Seed(seed),
        samples: Samples::take(actions.len(), |_| digest()),
        digest: digest(),
        actions,
        transcript: None,
        open_at: None,
    }
}

/// Actions as agents take them: by chance, in runs, by habit.
fn actions(size: u8, most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(0..size, 0..most),
        prop::collection::vec((0..size, 1..40_usize), 0..most / 20)
            .prop_map(|runs| runs.into_iter().flat_map(|(a, n)| vec![a; n]).collect()),
        (0..most).prop_map(move |count| (0..count).map(|at| (at % 3) as u8 % size).collect()),
    ]
}

fn any_link() -> impl Strategy<Value = Link> {
    (
        actions(7, 700),
        any::<u64>(),
        any::<u64>(),
        0..=LIMITS.most_distractors,
        proptest::option::of(0..900_usize),
    )
        .prop_map(|(actions, seed, noise, distractors, open_at)| {
            let link = link(actions, seed >> (noise % 64), noise);
            Link { spec: WorldSpec { distractors, ..link.spec }, open_at, ..link }
        })
}

proptest! {
    #[test]
    fn every_link_comes_back(link in any_link()) {
        let text = encode(&link).expect("short enough");
        prop_assert!(looks_like_link(&text));
        prop_assert_eq!(decode(&text), Ok(link.clone()));
        prop_assert_eq!(decode(&format!("#{text}")), Ok(link));
    }

    #[test]
    fn every_method_reads_what_it_wrote(size in 1..=40_u8, actions in actions(1, 2_000), seed: u64) {
        let actions: Vec<u8> = actions.iter().enumerate()
            .map(|(at, _)| (seed.rotate_left(at as u32).wrapping_mul(0x9e37_79b9) >> 7) as u8 % size)
            .collect();
        for method in coder::Method::ALL {
            let bytes = coder::write(method, size, &actions);
            let read = coder::read(method, size, actions.len(), &bytes);
            prop_assert_eq!(read, Ok(actions.clone()), "{:?}", method);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text: String) {
        let _ = decode(&text);
        let _ = extract(&text);
        let _ = looks_like_link(&text);
    }

    #[test]
    fn no_almost_link_makes_it_panic(text in "[#%23 ]{0,2}[0-9]{0,4}[.]?[A-Za-z0-9_-]{0,40}[&s=;amp0-9]{0,12}") {
        let _ = decode(&text);
        let _ = extract(&format!("see {text}, please"));
    }

    #[test]
    fn no_bytes_behind_a_sound_check_make_it_panic(mut bytes: Vec<u8>, keep in 0..64_u8) {
        let _ = decode(&seal(&bytes));
        // Further in: a known world, known rules.
        bytes.splice(0..bytes.len().min(3), [keep, 1, 1]);
        let _ = decode(&seal(&bytes));
    }

    #[test]
    fn a_mutated_payload_is_read_or_refused(link in any_link(), at: prop::sample::Index, flip in 1..=255_u8) {
        let mut bytes = unseal(encode(&Link { open_at: None, ..link }).expect("short enough").as_str())
            .expect("a sound link");
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(other) = decode(&seal(&bytes)) {
            // What is read has one spelling per method, and the encoder takes the shortest.
            let again = encode(&other).expect("as short");
            prop_assert!(again.len() <= seal(&bytes).len());
            prop_assert_eq!(decode(&again), Ok(other));
        }
    }

    #[test]
    fn one_changed_character_is_damage(link in any_link(), at: prop::sample::Index, to in "[A-Za-z0-9_-]") {
        let text = encode(&Link { open_at: None, ..link }).expect("short enough");
        let at = 2 + at.index(text.len() - 2);
        let mut changed = text.clone();
        changed.replace_range(at..=at, &to);
        prop_assume!(changed != text);
        prop_assert_eq!(decode(&changed), Err(ShareError::Damaged));
    }

    #[test]
    fn two_swapped_neighbours_are_damage(link in any_link(), at: prop::sample::Index) {
        let text = encode(&Link { open_at: None, ..link }).expect("short enough");
        let at = 2 + at.index(text.len() - 3);
        let mut swapped = text.clone().into_bytes();
        swapped.swap(at, at + 1);
        let swapped = String::from_utf8(swapped).expect("only ASCII");
        prop_assume!(swapped != text);
        prop_assert_eq!(decode(&swapped), Err(ShareError::Damaged));
    }
}

#[test]
fn a_cut_link_is_damaged() {
    let (mut cuts, mut unseen) = (0, 0);
    for noise in 0..100 {
        let actions: Vec<u8> = (0..128_u64).map(|at| ((at * at + noise) % 7) as u8).collect();
        let text = encode(&link(actions, noise, noise)).expect("short enough");
        for end in 3..text.len() {
            cuts += 1;
            unseen += usize::from(decode(&text[..end]) != Err(ShareError::Damaged));
        }
    }
    // One cut in 3,833 fits its check by accident; then the bytes tell, or the replay does.
    assert!(unseen < cuts / 1_000, "{unseen} of {cuts}");
}

#[test]
fn a_link_of_128_random_steps_is_short() {
    let mut state = 7_u64;
    let mut draw = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 32
    };
    for distractors in [0, 8] {
        let mut lengths: Vec<usize> = Vec::new();
        for _ in 0..5_000 {
            let actions = (0..128).map(|_| (draw() % 7) as u8).collect();
            let plain = link(actions, draw() | 1 << 31, draw());
            let link = Link { spec: WorldSpec { distractors, ..plain.spec }, ..plain };
            lengths.push(encode(&link).expect("short enough").len());
        }
        lengths.sort_unstable();
        let (median, max) = (lengths[2_500], lengths[4_999]);
        println!("128 random steps, {distractors} distractors: median {median}, max {max}");
        // The version and its dot are not payload, but count in an address.
        assert!(max - "1.".len() <= 90, "{max} characters");
    }
}

#[test]
fn long_episodes_stay_within_the_budget() {
    // Crafter's seventeen actions: by chance, and in runs as people play.
    let mut state = 3_u64;
    let mut draw = move |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let uniform: Vec<u8> = (0..10_000).map(|_| draw(17) as u8).collect();
    let mut sticky = Vec::new();
    while sticky.len() < 10_000 {
        let action = if draw(3) == 0 { 5 } else { 1 + draw(4) as u8 };
        sticky.extend(vec![action; 1 + draw(6) as usize]);
        if draw(9) == 0 {
            sticky.push(6 + draw(11) as u8);
        }
    }
    sticky.truncate(10_000);
    let chars = |actions: Vec<u8>| {
        let payload = Payload {
            world: 6,
            rules: 1,
            distractors: 0,
            seed: u64::from(u32::MAX),
            samples: Samples::take(actions.len(), |_| StateDigest([1; 4])),
            digest: StateDigest([1; 4]),
            actions,
            transcript: None,
        };
        let bytes = payload.to_bytes(17).expect("few enough");
        let limits = Limits { actions: 17, most_distractors: 0, rules: 1 };
        assert_eq!(Payload::from_bytes(&bytes, |_| Some(limits), words::open), Ok(payload));
        seal(&bytes).len()
    };
    let (uniform, sticky) = (chars(uniform), chars(sticky));
    println!("10,000 actions of 17: uniform {uniform}, sticky {sticky}");
    assert!(uniform <= 6_900, "{uniform}");
    assert!(sticky <= 2_600, "{sticky}");
}

#[test]
fn a_link_stays_readable_for_ever() {
    // Made by the first version. If this fails, old links are lost: raise the version instead.
    let link = Link { open_at: Some(2), ..link(vec![2, 2, 1, 5, 2], 42, 0) };
    let text = "1.AAEBKgUALc9GKQRbcDBSKgGh&s=2";
    assert_eq!(encode(&link).as_deref(), Ok(text));
    assert_eq!(decode(text), Ok(link));
}

#[test]
fn what_is_wrong_with_a_link_is_said() {
    let sound = encode(&link(vec![1, 2, 3], 9, 0)).expect("short enough");
    let bytes = unseal(&sound).expect("a sound link");
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        seal(&bytes)
    };
    let more = |extra: &[u8]| seal(&[&bytes, extra].concat());
    // Flags, world, rules, seed, count.
    let many = [&[0, 1, 1, 9][..], &[251, 1, 0, 0, 0]].concat();
    let cases = [
        (String::new(), ShareError::Empty),
        ("#".into(), ShareError::Empty),
        ("/gallery".into(), ShareError::Foreign),
        ("code/MYewdgZglg".into(), ShareError::Foreign),
        ("0.abc".into(), ShareError::Foreign),
        ("1234.abc".into(), ShareError::Foreign),
        (format!("2{}", &sound[1..]), ShareError::Newer { found: 2, known: 1 }),
        ("17.whatever(comes)".into(), ShareError::Newer { found: 17, known: 1 }),
        ("1.ab$d".into(), ShareError::NotBase64 { found: '$', at: 5 }),
        ("1.".into(), ShareError::Damaged),
        ("1.a".into(), ShareError::Damaged),
        (sound.to_lowercase(), ShareError::Damaged),
        (seal(&[]), ShareError::Truncated),
        (seal(&bytes[..bytes.len() - 1]), ShareError::Truncated),
        (seal(&bytes[..4]), ShareError::Truncated),
        (more(&[0]), ShareError::Trailing),
        (with(0, bytes[0] | 2 << 6), ShareError::Level { found: 3 }),
        (seal(&[0, 249, 0xff, 0xff, 1, 9]), ShareError::UnknownWorld { number: 67_823 }),
        (seal(&[0, 249, 0, 0, 1, 9]), ShareError::UnknownWorld { number: 2_288 }),
        (with(2, 9), ShareError::UnknownRules { found: 9, known: 1 }),
        (with(2, 0), ShareError::UnknownRules { found: 0, known: 1 }),
        (seal(&[4, 1, 1, 19, 9]), ShareError::BadDistractors { found: 19, most: 15 }),
        (seal(&many), ShareError::TooManySteps { found: 1 << 24 }),
        (format!("1.{}", "a".repeat(1 << 20)), ShareError::TooLong { found: (1 << 20) + 2 }),
    ];
    for (text, want) in cases {
        let shown: String = text.chars().take(60).collect();
        let error = decode(&text).expect_err(&shown);
        assert_eq!(error, want, "{shown:?}");
        let message = error.to_string();
        assert!(!message.ends_with('.') && message.starts_with(char::is_lowercase), "{message}");
    }
}

#[test]
fn an_action_that_the_world_does_not_have_is_named() {
    let link = link(vec![1, 7], 9, 0);
    let error = ShareError::BadAction { step: 2, found: 7, actions: 7 };
    assert_eq!(encode(&link), Err(error.clone()));
    let payload = Payload {
        world: 1,
        rules: 1,
        distractors: 0,
        seed: 9,
        actions: link.actions,
        samples: link.samples,
        digest: link.digest,
        transcript: None,
    };
    // A world of eight actions writes it in three bits as well.
    let mut bytes = payload.to_bytes(8).expect("eight actions");
    assert_eq!(Payload::from_bytes(&bytes, |_| Some(LIMITS), words::open), Err(error));
    bytes[0] |= 0b11;
    assert!(Payload::from_bytes(&bytes, |_| Some(LIMITS), words::open).is_err());
}

#[test]
fn a_payload_has_one_spelling() {
    let text = encode(&link(vec![0, 0, 0, 0], 1, 0)).expect("short enough");
    let bytes = unseal(&text).expect("a sound link");
    // The same seed, in two bytes.
    let mut longer = bytes.clone();
    longer[0] |= 1 << 3;
    longer.insert(4, 0);
    assert!(decode(&seal(&longer)).is_err());
    // The same distractors, said aloud.
    let mut longer = bytes;
    longer[0] |= 1 << 2;
    longer.insert(3, 0);
    assert!(decode(&seal(&longer)).is_err());
}

#[test]
fn no_episode_is_too_long_to_say_so() {
    let too_many = link(vec![0; 100_001], 1, 0);
    assert_eq!(encode(&too_many), Err(ShareError::TooManySteps { found: 100_001 }));
    let most = link(vec![3; 100_000], 1, 0);
    let text = encode(&most).expect("a short link to a long walk");
    assert!(text.len() < 60, "{}", text.len());
    assert_eq!(decode(&text), Ok(most));
}

#[test]
fn a_link_is_found_in_what_people_paste() {
    let link = encode(&link(vec![1, 2, 3, 4, 5, 6, 0, 1], 1234, 3)).expect("short enough");
    let at = format!("{link}&s=4");
    let cases = [
        (format!("https://example.org/diorama/#{link}"), Some(&link)),
        (format!("  {link}\n"), Some(&link)),
        (format!("#{link}"), Some(&link)),
        (format!("Look (https://example.org/#{link}), it is odd."), Some(&link)),
        (format!("[my run](https://example.org/a#{link})"), Some(&link)),
        (format!("<https://example.org/#{link}>"), Some(&link)),
        (format!("_https://example.org/#{link}_"), Some(&link)),
        (format!("see #12 and https://example.org/#{link}."), Some(&link)),
        (format!("https://example.org/%23{link}"), Some(&link)),
        (format!("https://example.org/#{at}"), Some(&at)),
        (format!("\"https://example.org/#{at}\","), Some(&at)),
        (format!("https://example.org/#{at}; and more"), Some(&at)),
        (format!("https://example.org/#{at}&"), Some(&at)),
        (format!("version 1.5 of {link}, 2026"), Some(&link)),
        ("version 1.5 of nothing, #1 or 3.14".into(), None),
        ("https://example.org/#/gallery".into(), None),
        (String::new(), None),
    ];
    for (text, want) in cases {
        assert_eq!(extract(&text), want.map(String::as_str), "{text:?}");
    }
    let escaped = format!("https://example.org/#{link}&amp;s=4");
    let found = extract(&escaped).expect("a link");
    assert_eq!(decode(found).map(|link| link.open_at), Ok(Some(4)));
    assert_eq!(decode(&format!("{link}&s=x&t=3")).map(|link| link.open_at), Ok(None));
}

#[test]
fn a_damaged_link_is_still_found() {
    // So that the page can say what is wrong with it.
    assert_eq!(extract("https://example.org/#1.AAEBKgUAo8vJWtd6"), Some("1.AAEBKgUAo8vJWtd6"));
    assert_eq!(extract("https://example.org/#2.future"), Some("2.future"));
}

#[test]
fn a_link_ends_in_a_letter_or_digit() {
    for text in ["1.", "1.AAAA", "1.----", "1.____"] {
        assert!(check::check(text).iter().all(u8::is_ascii_alphanumeric), "{text}");
        let sealed =
            format!("{text}{}", check::check(text).map(char::from).iter().collect::<String>());
        assert_eq!(check::strip(&sealed), Some(text));
    }
    assert_eq!(share::check::strip("1"), None);
}
