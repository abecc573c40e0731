//! Prompts for Crafter.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use diorama::agent::rollout::Settings;
use diorama::gepa::crafter::{CrafterAdapter, CrafterTasks};
use diorama::gepa::grid::{GridError, GridTask};
use diorama::gepa::{Adapter, Candidate, Described, Description, Evaluation, Split};
use diorama::llm::{
    Answer, ChatError, ChatModel, ChatReply, ChatRequest, ErrorKind, Part, Progress, Said,
    StopReason, Turn,
};

fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a script waits for nothing"),
    }
}

/// Works on what is ahead if its instruction says so, else waits; at another word it fails.
struct Gardener;

impl ChatModel for Gardener {
    async fn ask(&self, request: &ChatRequest, _: &mut dyn FnMut(Progress)) -> Answer {
        let told = request.turns.first().map(|turn| match turn {
            Turn::System { text } | Turn::User { text } => text.clone(),
            _ => String::new(),
        });
        let told = told.unwrap_or_default();
        if told.contains("BREAK") {
            return Answer::at_once(Err(ChatError::new(ErrorKind::Overloaded, "busy")));
        }
        let text = if told.contains("Search the grass") { "Do" } else { "Noop" }.to_owned();
        Answer::at_once(Ok(ChatReply {
            parts: vec![Part::new(Said::Text { text })],
            stop: StopReason::End,
            stop_word: None,
            usage: None,
            model: None,
            id: None,
        }))
    }
}

fn tasks(world: &str, components: &[&str]) -> Result<CrafterTasks, GridError> {
    let settings = Settings::new("naive".parse().expect("a known strategy"));
    let list = |seeds: &[u64]| {
        let task = |seed: &u64| GridTask { world: world.to_owned(), seed: *seed };
        seeds.iter().map(task).collect::<Vec<_>>()
    };
    let components = components.iter().map(|key| (*key).to_owned()).collect();
    CrafterTasks::new(settings, components, [list(&[1, 2]), list(&[3])], Some(60))
}

fn evaluation(candidate: Candidate) -> Evaluation {
    Evaluation { candidate, split: Split::Train, ids: vec![0, 1], capture_traces: true }
}

#[test]
fn the_score_is_the_share_of_achievements() {
    let tasks = tasks("crafter/balrog", &[]).expect("Crafter");
    let problem = tasks.problem();
    assert_eq!((problem.train, problem.val), (2, Some(1)));
    let mut adapter = CrafterAdapter { tasks: &tasks, player: &Gardener };
    let seed = problem.seed_candidate;
    let batch = at_once(adapter.evaluate(&evaluation(seed.clone()))).expect("a batch");
    assert_eq!(batch.scores, [0.0, 0.0]);
    // The player begins on grass, where every tenth look finds a sapling.
    let mut taught = seed;
    taught[0].push_str("\nSearch the grass.");
    let batch = at_once(adapter.evaluate(&evaluation(taught.clone()))).expect("a batch");
    assert_eq!(batch.scores, [2.0 / 22.0, 1.0 / 22.0]);
    let components = taught.keys().cloned().collect();
    let description = Description { candidate: taught, ids: vec![0, 1], batch, components };
    let Ok(Described::Records(records)) = adapter.describe(&description) else {
        panic!("records");
    };
    for (record, count) in records[0].iter().zip([2, 1]) {
        let feedback = record["Feedback"].as_str().expect("words");
        let start = format!("{count} of 22 achievements in 60 steps. Unlocked: ");
        assert!(feedback.starts_with(&start), "{feedback}");
        let (_, missing) = feedback.split_once(" Never unlocked: ").expect("what is missing");
        assert!(missing.contains("collect_diamond"), "{feedback}");
    }
}

#[test]
fn what_says_nothing_about_a_text_is_no_score() {
    let tasks = tasks("crafter/balrog", &[]).expect("Crafter");
    let mut adapter = CrafterAdapter { tasks: &tasks, player: &Gardener };
    let mut candidate = tasks.problem().seed_candidate;
    candidate[0].push_str("BREAK");
    let failure = at_once(adapter.evaluate(&evaluation(candidate))).expect_err("no scores");
    assert!(failure.class == "ChatError" && failure.text.contains("busy"), "{failure}");
    let unknown = Evaluation { ids: vec![2], ..evaluation(tasks.problem().seed_candidate) };
    assert_eq!(at_once(adapter.evaluate(&unknown)).expect_err("no example").class, "IndexError");
    let key = tasks.problem().seed_candidate.keys().next().expect("a text").clone();
    let broken = Candidate::from([(key, "{nothing}".to_owned())]);
    let batch = at_once(adapter.evaluate(&evaluation(broken))).expect("a batch");
    assert_eq!(batch.scores, [0.0, 0.0]);
    let trajectories = format!("{:?}", batch.trajectories);
    assert!(trajectories.contains("cannot be used"), "{trajectories}");
}

#[test]
fn wrong_worlds_and_texts_are_named() {
    let nowhere = GridError::World("crafter/nowhere".to_owned());
    assert_eq!(tasks("crafter/nowhere", &[]).map(|_| ()), Err(nowhere));
    let said = tasks("crafter/classic", &["system"]).map(|_| ()).map_err(|error| error.to_string());
    assert!(said.is_err_and(|said| said.contains("has no text \"system\"; it has ")));
}
