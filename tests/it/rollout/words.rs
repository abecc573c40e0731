//! What links carry, and the words that a person may change.

use diorama::agent::prompt::{PackError, PromptPack};
use diorama::agent::rollout::{Next, Pause, Rollout, Settings, StepWords, Strategy, Transcript};
use diorama::agent::{EpisodeMetrics, Scripted};
use diorama::env::World;
use diorama::env::catalog::{self, WorldSpec};
use diorama::episode::share::{self, Fit, Link};
use diorama::episode::{CardId, Player, PlayerCard, Replay, Role, Session, Verdict, Words};

use super::{calls, play, request, rollout, says, session, settings, strategies};

/// The session as a link brings it: nobody knows who played.
fn linked(session: &Session<World>) -> Session<World> {
    let fresh = self::session("babyai/pick_up_seq_go_to", session.seed().0);
    let env = fresh.env().clone();
    Session::from_actions(env, session.seed(), session.actions(), Player::Replay).expect("steps")
}

#[test]
fn a_link_brings_every_question_and_reply_back() {
    for strategy in strategies() {
        let (mut session, mut rollout) =
            (session("babyai/pick_up_seq_go_to", 3), rollout(strategy));
        // Of no use, and of use, and of another's.
        request(&mut rollout, &session);
        rollout.answer(&mut session, says("I do not know."));
        request(&mut rollout, &session);
        rollout
            .answer(&mut session, calls(&[("act", "{\"action\": \"turn left\"}"), ("act", "?")]));
        session.act(diorama::env::minigrid::Action::Left.into(), Player::Person).expect("a step");
        play(&Scripted, &mut session, &mut rollout);
        let transcript = rollout.transcript(&session);
        assert_eq!(transcript.steps.len(), session.line_len() - 1, "{strategy}");
        let json = serde_json::to_string(&transcript).expect("JSON");
        let transcript: Transcript = serde_json::from_str(&json).expect("a transcript");

        let opened = linked(&session);
        let back = Rollout::from_transcript(transcript.clone(), &opened);
        assert_eq!(back.transcript(&opened), transcript, "{strategy}");
        assert_eq!(back.calls().len(), rollout.calls().len(), "{strategy}");
        for (at, (call, then)) in back.calls().iter().zip(rollout.calls()).enumerate() {
            assert_eq!((call.step, &call.done), (then.step, &then.done), "{strategy} call {at}");
            let again = back.again(&opened, at).expect("the line");
            assert!(again.is_exact, "{strategy} call {at}");
            // The tool's names for calls are no part of a link.
            if strategy != "tools" {
                assert_eq!(call.check, then.check, "{strategy} call {at}");
            }
        }
        let (one, other) =
            (EpisodeMetrics::new(&opened, &back), EpisodeMetrics::new(&session, &rollout));
        assert_eq!((one.steps, one.invalid_actions), (other.steps, other.invalid_actions));
    }
}

#[test]
fn a_link_of_level_2_is_all_that_is_needed() {
    for strategy in strategies() {
        let (mut session, mut rollout) =
            (session("babyai/pick_up_seq_go_to", 3), rollout(strategy));
        request(&mut rollout, &session);
        rollout.answer(&mut session, says("I do not know."));
        play(&Scripted, &mut session, &mut rollout);
        let told = rollout.told(&session);
        let entry = catalog::by_id("babyai/pick_up_seq_go_to").expect("a known world");
        let spec = WorldSpec::new(entry.world());
        let text = share::encode(&Link::new(&session, spec).telling(told)).expect("short enough");
        let steps = session.line_len();
        println!("{strategy}: {steps} steps, {} characters, {:?}", text.len(), Fit::of(text.len()));

        let link = share::decode(&text).expect("a sound link");
        let mut replay = Replay::open(&link).expect("the world's actions");
        replay.advance(usize::MAX);
        assert_eq!(replay.verdict(), Some(Verdict::Verified { steps }));
        let opened = replay.into_session();
        let back = Rollout::of_told(&opened).expect("words of an agent");
        assert_eq!(back.transcript(&opened).steps, rollout.transcript(&session).steps);
        for step in 0..=steps {
            let texts = |told: Vec<(PlayerCard, Words)>| -> Vec<String> {
                told.into_iter().map(|(_, words)| words.text).collect()
            };
            let (one, other) = (back.told_at(&opened, step), rollout.told_at(&session, step));
            assert_eq!(texts(one), texts(other), "{strategy} step {step}");
        }
        // Both now know the words; they are told once.
        assert_eq!(Some(back.told(&opened)), link.transcript, "{strategy}");
        assert_eq!(back.settings(), rollout.settings(), "{strategy}");
        for (at, (call, then)) in back.calls().iter().zip(rollout.calls()).enumerate() {
            assert_eq!((call.step, &call.done), (then.step, &then.done), "{strategy} call {at}");
        }
    }
}

#[test]
fn words_of_others_are_no_agents() {
    let mut card = settings("naive").card();
    assert_eq!(Settings::of_card(&card), Some(settings("naive")));
    // Our own words, written out in a file, are not in a link; another's are.
    assert_eq!(settings("naive").pinned().card(), card);
    let mut others = settings("naive").pinned();
    others.wording.pack.as_mut().expect("written out").source = "another".into();
    assert_eq!(Settings::of_card(&others.card()), Some(others));
    card.version += 1;
    assert_eq!(Settings::of_card(&card), None);
    let judge = PlayerCard { role: Role::Judge, ..settings("naive").card() };
    let steps = vec![vec![Words::new(CardId(0), "a"), Words::new(CardId(1), "b")]];
    let told = diorama::episode::Transcript { cards: vec![card, judge], opening: vec![], steps };
    assert_eq!(Transcript::of_told(&told), Transcript::default());
}

#[test]
fn a_link_cannot_harm() {
    let (mut session, mut rollout) = (session("babyai/pick_up_seq_go_to", 3), rollout("tools"));
    play(&Scripted, &mut session, &mut rollout);
    let opened = linked(&session);
    let mut transcript = rollout.transcript(&session);
    for (at, step) in transcript.steps.iter_mut().enumerate() {
        match at % 4 {
            0 => step.step = usize::MAX,
            1 => step.revision = 9,
            2 => step.step = 0,
            // Words of another action than the one that was taken.
            _ => step.calls = vec![("act".into(), "{\"action\": \"drop\"}".into())],
        }
    }
    let back = Rollout::from_transcript(transcript, &opened);
    assert!(!back.calls().is_empty());
    for at in 0..back.calls().len() {
        back.again(&opened, at);
    }
    // The settings change to and fro, and nothing that is said is what was done.
    let steps = 1..=opened.line_len();
    let words =
        |step| StepWords { step, revision: step % 2, text: "drop".into(), ..StepWords::default() };
    let transcript = Transcript {
        revisions: vec![settings("naive"), settings("cot")],
        steps: steps.map(words).collect(),
    };
    let back = Rollout::from_transcript(transcript, &opened);
    assert_eq!(back.calls().len(), opened.line_len());
    for (at, call) in back.calls().iter().enumerate() {
        let record = opened.step(call.step).expect("a step");
        let done = call.done.as_ref().expect("something was done");
        assert_eq!(done.action, record.action.as_str());
        assert!(back.again(&opened, at).expect("the line").is_exact, "call {at}");
    }
    let none = Rollout::from_transcript(Transcript::default(), &opened);
    assert_eq!(none.settings().strategy, Strategy::tools());
}

#[test]
fn a_tampered_file_cannot_harm() {
    let (mut session, mut rollout) = (session("babyai/open", 3), rollout("cot"));
    play(&Scripted, &mut session, &mut rollout);
    let json = serde_json::to_string(&rollout).expect("JSON");
    session.jump(4);
    for (from, to) in [
        ("\"step\":1,", "\"step\":0,"),
        ("\"step\":3,", "\"step\":18446744073709551615,"),
        ("\"branch\":0,", "\"branch\":7,"),
        ("\"revision\":0,", "\"revision\":5,"),
        ("\"max_text_history\":16", "\"max_text_history\":4294967295"),
        ("\"max_text_history\":16", "\"max_text_history\":0"),
    ] {
        let tampered = json.replace(from, to);
        assert_ne!(tampered, json, "{from}");
        let mut rollout: Rollout<World> = serde_json::from_str(&tampered).expect("a rollout");
        for at in 0..rollout.calls().len() {
            rollout.again(&session, at);
        }
        EpisodeMetrics::new(&session, &rollout);
        assert!(matches!(rollout.next(&session), Next::Ask(_)), "{to}");
    }
    let empty = "{\"revisions\":[]}";
    let rollout: Rollout<World> = serde_json::from_str(empty).expect("a rollout");
    assert_eq!(rollout.settings().strategy, Strategy::tools());
}

#[test]
fn names_parse_back() {
    for name in Strategy::NAMES {
        let strategy: Strategy = name.parse().expect("a known strategy");
        assert_eq!(strategy.to_string(), name);
        assert_eq!(name.replace('_', "-").parse(), Ok(strategy));
    }
    for name in ["dummy", "Naive", "tensorzero", "tensorzero:naive", ""] {
        assert!(name.parse::<Strategy>().is_err(), "{name:?}");
    }
}

#[test]
fn every_text_can_be_changed_and_taken_back() {
    for strategy in strategies() {
        let mut settings = settings(strategy);
        let texts = settings.texts("babyai");
        assert!(texts.len() >= 2 && texts.iter().all(|text| !text.is_edited), "{strategy}");
        for text in &texts {
            assert!(!text.text.is_empty(), "{strategy}: {}", text.key);
            let other = format!("{} And so on.", text.text);
            settings.reword(&text.key, &other).expect("harmless words");
        }
        let edited = settings.texts("babyai");
        assert!(edited.iter().all(|text| text.is_edited && text.text.ends_with("And so on.")));
        let json = serde_json::to_string(&settings).expect("JSON");
        assert_eq!(serde_json::from_str::<Settings>(&json).expect("settings"), settings);
        for text in &texts {
            settings.reword(&text.key, &text.text).expect("our own words");
        }
        assert_eq!(settings, self::settings(strategy));
        assert_eq!(settings.pinned().texts("babyai"), texts, "{strategy}");
    }
}

#[test]
fn the_changed_words_are_sent() {
    for strategy in strategies() {
        let mut settings = settings(strategy);
        // The first two are in every conversation's first question.
        for text in settings.texts("babyai").into_iter().take(2) {
            settings.reword(&text.key, &format!("{} XYZZY", text.text)).expect("harmless words");
        }
        let mut rollout =
            Rollout::<World>::new(settings, diorama::agent::rollout::Limits::default());
        let request = request(&mut rollout, &session("babyai/open", 3));
        let sent = serde_json::to_string(&request).expect("JSON");
        assert_eq!(sent.matches("XYZZY").count(), 2, "{strategy}");
    }
}

#[test]
fn words_that_cannot_be_filled_in_are_refused() {
    let mut settings = settings("naive");
    let before = settings.clone();
    let missing = settings.reword("babyai.instruction", "Do something.");
    assert!(matches!(missing, Err(PackError::Text { .. })), "{missing:?}");
    let unknown = settings.reword("no.such.key", "Hello.");
    assert!(matches!(unknown, Err(PackError::NoText { .. })), "{unknown:?}");
    assert_eq!(settings, before);
    // Past the editor they pause the rollout.
    settings.wording.pack = Some(PromptPack::tensorzero());
    let mut rollout = Rollout::new(settings, diorama::agent::rollout::Limits::default());
    let next = rollout.next(&session("babyai/open", 3));
    let Next::Paused(Pause::Unplayable(why)) = next else { panic!("{next:?}") };
    assert_eq!(why.to_string(), "this is the prompt pack \"tensorzero\", not \"balrog\"");
    let mut session = session("babyai/open", 3);
    rollout.answer(&mut session, says("turn left"));
    assert_eq!((session.line_len(), rollout.calls().len()), (0, 1));
    rollout.set(self::settings("naive"));
    assert!(matches!(rollout.next(&session), Next::Ask(_)));
}
