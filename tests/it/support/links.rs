//! Links to customer support.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diorama::agent::support::read_results;
use diorama::cli::data::{folders, read};
use diorama::env::support::books::Shop;
use diorama::env::support::{Action, Domain, Split, SupportEnv, Turn, World};
use diorama::episode::share::{self, Level, seal, unseal};
use diorama::episode::support::Case;
use diorama::episode::support::share::{SupportLink, decode, encode, head, is_one};
use diorama::episode::{Player, PlayerCard, Role, Said, Session, ToolUse, Verdict, Words};
use serde_json::json;

use super::kept::scripted;
use super::{WORLDS, has_data};

/// Plays a link again; its verdict and its session.
fn replayed(link: &SupportLink, world: &Arc<World>) -> (Verdict, Session<SupportEnv>) {
    let mut replay = link.replay(world).expect("its world");
    while replay.verdict().is_none() {
        replay.advance(3);
    }
    (replay.verdict().expect("an end"), replay.into_session())
}

/// Makes a link, reads it, plays it; its characters.
fn there_and_back(session: &Session<SupportEnv>, case: Case, level: Level) -> (usize, SupportLink) {
    let world = session.env().world();
    let link = SupportLink::new(session, case, level);
    let text = encode(&link, world).expect("short enough");
    assert!(is_one(&text) && is_one(&format!("#{text}&s=3")), "{text}");
    let head = head(&text).expect("a link");
    assert_eq!((head.case, head.level, head.steps), (case, level, session.line_len()));
    let read = decode(&text, world).expect("a link");
    assert_eq!(read, link, "{case}");
    let (verdict, again) = replayed(&read, world);
    assert_eq!(verdict, Verdict::Verified { steps: session.line_len() }, "{case}");
    let came = |session: &Session<SupportEnv>| {
        let steps = session.line_len();
        (session.return_so_far(steps).to_bits(), session.is_line_over())
    };
    assert_eq!(came(&again), came(session), "{case}");
    if level == Level::Words {
        assert_eq!(again.actions(), session.actions(), "{case}");
        assert_eq!(again.transcript(), session.transcript(), "{case}");
    }
    (text.len(), link)
}

#[test]
fn every_scripted_episode_comes_back_from_a_short_link() {
    let (mut moves, mut words) = (Vec::new(), Vec::new());
    for seed in [0, 3, 1 << 40] {
        let shop = Shop::new(seed);
        for task in 0..28 {
            let case = Case::books(task, seed);
            let session = scripted(&shop, case);
            moves.push(there_and_back(&session, case, Level::Moves).0);
            words.push(there_and_back(&session, case, Level::Words).0);
        }
    }
    moves.sort_unstable();
    words.sort_unstable();
    let longest = (moves[83], words[83]);
    println!("moves {} (median), words {}, longest {longest:?}", moves[42], words[42]);
    assert!(moves[42] <= 110 && words[42] <= 180, "{} {}", moves[42], words[42]);
    assert!(longest.0 <= 130 && longest.1 <= 260, "{longest:?}");
}

#[test]
fn a_link_of_moves_leaves_words_out_and_earns_the_same() {
    let shop = Shop::new(3);
    // The task asks for an output.
    let number = (0..28).find(|number| {
        let task = shop.world.task(Split::Test, *number).expect("a task");
        !task.outputs.is_empty()
    });
    let case = Case::books(number.expect("one with outputs") as u32, 3);
    let session = scripted(&shop, case);
    let (_, link) = there_and_back(&session, case, Level::Moves);
    let said: Vec<&str> = link.turns.iter().filter_map(Turn::words).collect();
    let whole: usize = session.line().filter_map(|step| step.action.words()).map(str::len).sum();
    assert!(said.iter().map(|words| words.len()).sum::<usize>() * 4 < whole, "{said:?}");
    let task = shop.world.task(Split::Test, case.task as usize).expect("a task");
    assert!(said.iter().any(|words| words.contains(&*task.outputs[0])), "{said:?}");
    assert_eq!(said.last(), Some(&"###STOP###"));
}

/// An episode in which a model serves: its words in all the forms that there are.
fn modelled(shop: &Shop) -> (Session<SupportEnv>, Case) {
    let case = Case::books(2, 3);
    let mut session = case.session(&shop.world).expect("a task");
    let card = |role, kind: &str| PlayerCard {
        role,
        kind: kind.to_owned(),
        model: "gpt-4o".to_owned(),
        version: 1,
        settings: json!({"temperature": 0.0}),
    };
    let agent = session.seat(card(Role::Agent, "tool-calling")).expect("room");
    let customer = session.seat(card(Role::Customer, "reflection")).expect("room");
    assert!(session.quote(0, Said::new(vec![Words::new(customer, "Let us begin.")])));
    let tool = |name: &str, arguments: &str| {
        vec![ToolUse { name: name.to_owned(), arguments: arguments.to_owned() }]
    };
    let email = |email: &str| {
        let kwargs = super::json(&format!("{{\"email\": \"{email}\"}}"));
        Turn::Agent(Action::new("find_customer_by_email", kwargs.as_map().expect("one").clone()))
    };
    let none = || Words::none(agent);
    let turns = [
        (Turn::Customer("Hi!".into()), vec![Words::new(customer, "Hi!")]),
        (
            email("a@b"),
            vec![Words {
                tools: tool("find_customer_by_email", r#"{"email":"a@b"}"#),
                ..Words::new(agent, "")
            }],
        ),
        (
            email("é"),
            vec![Words {
                tools: tool("find_customer_by_email", r#"{"email": "\u00e9"}"#),
                reasoning: Some("It is\nan accent.".into()),
                ..Words::new(agent, "")
            }],
        ),
        (
            email("c"),
            vec![
                none(),
                Words {
                    tools: tool("find_customer_by_email", "{\"email\":  \"c\"}"),
                    ..Words::new(agent, "So.")
                },
            ],
        ),
        (
            Turn::Agent(Action::new(
                "no_such_tool",
                super::json(r#"{"x": [1, 2.0, null]}"#).as_map().expect("one").clone(),
            )),
            vec![],
        ),
        (
            Turn::Agent(Action::new(
                "get_order",
                super::json(r#"{"order_id": 5}"#).as_map().expect("one").clone(),
            )),
            vec![],
        ),
        (
            Turn::Agent(Action::new("get_order", super::json("{}").as_map().expect("one").clone())),
            vec![],
        ),
        (Turn::Agent(Action::respond("What?")), vec![Words::new(agent, "What?")]),
        (
            Turn::Customer("Bye ###STOP###".into()),
            vec![
                Words::new(customer, "Bye"),
                Words::new(customer, "false"),
                Words::new(customer, "Bye ###STOP###"),
            ],
        ),
    ];
    for (turn, words) in turns {
        session.act_said(turn, Player::Model, Said::new(words)).expect("its turn");
    }
    (session, case)
}

#[test]
fn what_models_said_comes_along() {
    let shop = Shop::new(3);
    let (session, case) = modelled(&shop);
    let (_, link) = there_and_back(&session, case, Level::Words);
    assert!(link.transcript.has_reasoning());
    let bare = link.without_reasoning();
    assert!(
        !decode(&encode(&bare, &shop.world).expect("short"), &shop.world)
            .expect("a link")
            .transcript
            .has_reasoning()
    );
    let opened = encode(&bare.opened_at(4), &shop.world).expect("short");
    assert_eq!(decode(&opened, &shop.world).expect("a link").open_at, Some(4));
    let (_, short) = there_and_back(&session, case, Level::Moves);
    assert!(short.transcript.is_empty() && short.transcript.cards.is_empty());
}

#[test]
fn links_find_their_readers() {
    let shop = Shop::new(3);
    let (session, case) = modelled(&shop);
    let text = encode(&SupportLink::new(&session, case, Level::Words), &shop.world).expect("short");
    let error = share::decode(&text).expect_err("no grid world");
    assert_eq!(
        error.to_string(),
        "the link is to world number 2048, which this build does not have"
    );
    assert_eq!(
        share::extract(&format!("see https://x.org/#{text}&s=2.")),
        Some(format!("{text}&s=2").as_str())
    );
    let grid = "1.QAMBKgABAgMEhZWRnWmgMH7lc0OfdT5ARvVSlQhe";
    assert!(!is_one(grid) && !is_one("books?task=3"));
    let other = Shop::new(4);
    let error = decode(&text, &other.world).expect_err("another shop");
    assert_eq!(error.to_string(), "the link was made with other data of books than is here");
    let retail = super::shop();
    let error = decode(&text, &retail).expect_err("another domain");
    assert_eq!(error.to_string(), "the episode is of books, the data of retail");
}

/// A link's bytes as a link.
fn sealed(bytes: &[u8]) -> String {
    seal(bytes)
}

#[test]
fn no_changed_byte_and_no_cut_make_it_panic() {
    let shop = Shop::new(3);
    let (session, case) = modelled(&shop);
    for level in [Level::Moves, Level::Words] {
        let text = encode(&SupportLink::new(&session, case, level), &shop.world).expect("short");
        let bytes = unseal(&text).expect("a link");
        for at in 0..bytes.len() {
            assert!(decode(&sealed(&bytes[..at]), &shop.world).is_err(), "cut at {at}");
            for flip in [1, 0x80, 0xff] {
                let mut bad = bytes.clone();
                bad[at] ^= flip;
                let Ok(link) = decode(&sealed(&bad), &shop.world) else { continue };
                let (verdict, _) = replayed(&link, &shop.world);
                assert!(matches!(verdict, Verdict::DivergesAt { .. }), "byte {at}: {verdict}");
            }
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(decode(&sealed(&longer), &shop.world).is_err());
        // In the text itself every accident is seen by its check characters.
        for at in 0..text.len() {
            assert!(decode(&text[..at], &shop.world).is_err(), "cut at {at}");
        }
    }
}

#[test]
fn another_episode_in_a_sound_link_is_located() {
    let shop = Shop::new(3);
    let (session, case) = modelled(&shop);
    let mut link = SupportLink::new(&session, case, Level::Words);
    link.turns[3] = Turn::Agent(Action::new(
        "think",
        super::json(r#"{"thought": ""}"#).as_map().expect("one").clone(),
    ));
    let text = encode(&link, &shop.world).expect("short");
    let (verdict, _) = replayed(&decode(&text, &shop.world).expect("a link"), &shop.world);
    assert!(matches!(verdict, Verdict::DivergesAt { step: 4 | 5, .. }), "{verdict}");
    link.turns[3] = Turn::Customer("I again".into());
    let text = encode(&link, &shop.world).expect("short");
    let error = decode(&text, &shop.world).expect_err("out of turn");
    assert_eq!(error.to_string(), "the link has a turn at step 4 that is not its side's");
    // Turns behind the end.
    let mut link = SupportLink::new(&session, case, Level::Words);
    link.turns.push(Turn::Agent(Action::respond("Wait!")));
    let text = encode(&link, &shop.world).expect("short");
    let (verdict, _) = replayed(&decode(&text, &shop.world).expect("a link"), &shop.world);
    assert!(matches!(verdict, Verdict::DivergesAt { .. }), "{verdict}");
}

#[test]
fn the_published_conversations_fit_a_chat_message() {
    if !has_data() {
        return;
    }
    let file = folders(None).into_iter();
    let mut file = file.map(|data| data.join("tau-bench/airline/trajectories_gpt-4o_even.json.gz"));
    let Some(file) = file.find(|file| file.exists()) else {
        eprintln!("not measured: the published conversations are not in the data");
        return;
    };
    let text = String::from_utf8(read(&file).expect("a file")).expect("UTF-8");
    let rows = read_results(&text).expect("results");
    assert_eq!(rows.len(), 100);
    let Ok(world) = WORLDS.of(Domain::Airline) else { panic!("the data of the airline") };
    let mut lengths = [Vec::new(), Vec::new()];
    let mut took = [Duration::ZERO; 2];
    for row in &rows {
        let task = u32::try_from(row.task_id).expect("a task");
        let case = Case { domain: Domain::Airline, split: Split::Test, task, seed: 0 };
        let mut session = case.session(world).expect("a task");
        for turn in row.turns().expect("actions") {
            session.act(turn, Player::Replay).expect("its turn");
        }
        let earned = session.return_so_far(session.line_len());
        assert!((earned - row.score().reward).abs() < 1e-9, "task {task} trial {}", row.trial);
        lengths[0].push(there_and_back(&session, case, Level::Moves).0);
        let (length, link) = there_and_back(&session, case, Level::Words);
        lengths[1].push(length);
        let start = Instant::now();
        let text = encode(&link, world).expect("short enough");
        took[0] += start.elapsed();
        assert_eq!(decode(&text, world).expect("a link"), link);
        took[1] += start.elapsed();
    }
    let [written, both] = took.map(|took| took.as_millis() / 100);
    println!("{written} ms to write, {} ms to read", both - written);
    for (name, lengths) in ["moves", "words"].into_iter().zip(&mut lengths) {
        lengths.sort_unstable();
        let [half, most, all, last] = [49, 94, 98, 99].map(|at| lengths[at]);
        println!("{name}: {half} median, {most} of 95 %, {all} of 99 %, {last} longest");
    }
    assert!(lengths[1][49] <= 560 && lengths[1][94] <= 1_150 && lengths[1][98] <= 1_450);
    assert!(lengths[0][49] <= 200 && lengths[0][99] <= 800);
}

#[test]
fn bytes_that_are_no_link_are_refused() {
    for bytes in [&[][..], &[0], &[0, 249, 0, 0], &[255; 40], &[0x40, 248, 240, 1, 0, 0, 0, 0]] {
        let text = sealed(bytes);
        assert!(head(&text).is_err(), "{}", URL_SAFE_NO_PAD.encode(bytes));
    }
}

#[test]
fn links_stay_readable_for_ever() {
    // Made by the first build that made such links; never to be changed.
    let links = [
        "1.QPgQAQMHF9gNdQrInW5qAFMrLX32BwFwqCnTvYov7tahxw-g82SDVQ4b7MOK8Sb03X3HcWEu8ELafvfqhQEZC0Ml7oINzWPctGGhURkXUkfwhwb67D83n0clpgUYDu",
        "1.APgQAQMHF9gNdSQvQiChDK33i19yQRtpyvBeZZUf3zj18rroy-o0ZwVsAz-BtLgzbbO42-mGslnjjVG6Qwqe",
    ];
    let case = Case::books(7, 3);
    let shop = Shop::new(3);
    for text in links {
        assert_eq!(head(text).expect("a link").case, case);
        let link = decode(text, &shop.world).expect("a link");
        let (verdict, session) = replayed(&link, &shop.world);
        assert_eq!(verdict, Verdict::Verified { steps: 13 });
        assert!((session.return_so_far(13) - 1.0).abs() < 1e-9);
        assert_eq!(encode(&link, &shop.world).as_deref(), Ok(text));
    }
}
