//! Pausing, storing and going on, at any step and in the middle of a question.

use std::cell::Cell;
use std::future::pending;
use std::pin::pin;
use std::task::{Context, Waker};

use diorama::agent::rollout::{Came, Event, PlayedFile, Rollout, Stop, run};
use diorama::agent::{EpisodeMetrics, Scripted};
use diorama::env::World;
use diorama::env::catalog::{self, WorldSpec};
use diorama::episode::{EpisodeRecord, Session};
use diorama::llm::{Answer, ChatModel, ChatRequest, Progress};

use super::{play, request, rollout, session, strategies};

fn spec(world: &str) -> WorldSpec {
    WorldSpec::new(catalog::by_id(world).expect("a known world").world())
}

/// Through a file and back.
fn stored(session: &Session<World>, rollout: &Rollout<World>) -> (Session<World>, Rollout<World>) {
    let record = EpisodeRecord::new(session, spec("babyai/open"), 0);
    let record = EpisodeRecord::from_json(&record.to_json().expect("a record")).expect("a record");
    let json = serde_json::to_string(rollout).expect("JSON");
    let back: Rollout<World> = serde_json::from_str(&json).expect("a rollout");
    assert_eq!(back, *rollout);
    assert_eq!(back.spent(), rollout.spent());
    (record.open().expect("a session"), back)
}

#[test]
fn stored_at_every_step_it_plays_the_same() {
    for strategy in strategies() {
        let (mut whole, mut once) = (session("babyai/open", 3), rollout(strategy));
        let stop = play(&Scripted, &mut whole, &mut once);
        assert!(matches!(stop, Stop::Over(_)), "{strategy}: {stop:?}");
        assert!(whole.line_len() > 5, "{strategy}: {}", whole.line_len());

        let (mut parts, mut often) = (session("babyai/open", 3), rollout(strategy));
        while !parts.is_over() {
            let asked = request(&mut often, &parts);
            // In the middle of the question, too.
            (parts, often) = stored(&parts, &often);
            let reply = Scripted::reply(&asked);
            let answer = Answer { cost_usd: Some(0.0), ..Answer::at_once(Ok(reply)) };
            let came = often.answer(&mut parts, answer);
            assert!(matches!(came, Came::Acted { .. }), "{strategy}: {came:?}");
            (parts, often) = stored(&parts, &often);
        }
        assert_eq!(parts.actions(), whole.actions(), "{strategy}");
        assert_eq!(often.calls(), once.calls(), "{strategy}");
        for at in 0..once.calls().len() {
            assert_eq!(often.again(&parts, at), once.again(&whole, at), "{strategy} call {at}");
        }
    }
}

#[test]
fn every_question_can_be_asked_again() {
    for strategy in strategies() {
        let (mut session, mut rollout) =
            (session("babyai/pick_up_seq_go_to", 4), rollout(strategy));
        let mut asked = Vec::new();
        while !session.is_over() {
            asked.push(request(&mut rollout, &session));
            let reply = Scripted::reply(&asked[asked.len() - 1]);
            rollout.answer(&mut session, Answer::at_once(Ok(reply)));
        }
        for (at, request) in asked.into_iter().enumerate() {
            let again = rollout.again(&session, at).expect("the line is there");
            assert!(again.is_exact, "{strategy} call {at}");
            assert_eq!(again.request, request, "{strategy} call {at}");
        }
        assert_eq!(rollout.again(&session, rollout.calls().len()), None);
    }
}

/// Answers some questions, then never again.
struct Stops(Cell<u32>);

impl ChatModel for Stops {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        if self.0.get() == 0 {
            return pending().await;
        }
        self.0.set(self.0.get() - 1);
        Scripted.ask(request, watch).await
    }
}

#[test]
fn dropped_it_keeps_what_it_has() {
    let (mut whole, mut once) = (session("babyai/putnext", 5), rollout("tools"));
    play(&Scripted, &mut whole, &mut once);
    let (mut session, mut rollout) = (session("babyai/putnext", 5), rollout("tools"));
    let mut steps = 0;
    {
        let model = Stops(Cell::new(3));
        let count = |event: Event<'_, World>| steps += u32::from(matches!(event, Event::Acted(_)));
        let running = pin!(run(&model, &mut session, &mut rollout, count));
        assert!(running.poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert_eq!((steps, session.line_len(), rollout.calls().len()), (3, 3, 3));
    play(&Scripted, &mut session, &mut rollout);
    assert_eq!(session.actions(), whole.actions());
    assert_eq!(rollout.calls(), once.calls());
}

#[test]
fn a_file_holds_the_episode_and_its_calls() {
    let (mut session, mut rollout) = (session("babyai/pickup", 2), rollout("cot"));
    play(&Scripted, &mut session, &mut rollout);
    let file = PlayedFile::new(&session, &rollout, spec("babyai/pickup"), 1);
    let text = file.to_json().expect("a file");
    // Whoever knows nothing of models opens it, too.
    let record = EpisodeRecord::from_json(&text).expect("a record");
    let opened = record.open().expect("a session");
    assert_eq!(opened.actions(), session.actions());
    let back = PlayedFile::from_json(&text).expect("the file");
    assert_eq!(back, file);
    let back = back.rollout.expect("a rollout");
    assert!((0..back.calls().len()).all(|at| back.again(&opened, at).expect("it").is_exact));
    assert_eq!(file.metrics, Some(EpisodeMetrics::new(&opened, &back)));
    let broken = text.replacen("\"revisions\":[", "\"revisions\":[7,", 1);
    assert!(PlayedFile::from_json(&broken).is_err());
}
