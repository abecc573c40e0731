//! Prompts for Crafter.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use diorama::agent::rollout::Settings;
use diorama::gepa::scripted::{Lesson, Pupil, Reflector};
use diorama::gepa::worlds::{WorldAdapter, WorldError, WorldTask, WorldTasks};
use diorama::gepa::{
    Adapter, Candidate, Described, Description, Evaluation, Optimizer, Options, Split, StopRule,
    Templates,
};
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

fn tasks(world: &str, components: &[&str]) -> Result<WorldTasks, WorldError> {
    let settings = Settings::new("naive".parse().expect("a known strategy"));
    let list = |seeds: &[u64]| {
        let task = |seed: &u64| WorldTask { world: world.to_owned(), seed: *seed };
        seeds.iter().map(task).collect::<Vec<_>>()
    };
    let components = components.iter().map(|key| (*key).to_owned()).collect();
    WorldTasks::new(settings, components, [list(&[1, 2]), list(&[3])], Some(60))
}

fn evaluation(candidate: Candidate) -> Evaluation {
    Evaluation { candidate, split: Split::Train, ids: vec![0, 1], capture_traces: true }
}

#[test]
fn the_score_is_the_share_of_achievements() {
    let tasks = tasks("crafter/balrog", &[]).expect("Crafter");
    let problem = tasks.problem();
    assert_eq!((problem.train, problem.val), (2, Some(1)));
    let mut adapter = WorldAdapter { tasks: &tasks, player: &Gardener };
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
    let mut adapter = WorldAdapter { tasks: &tasks, player: &Gardener };
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
    let nowhere = WorldError::World("crafter/nowhere".to_owned());
    assert_eq!(tasks("crafter/nowhere", &[]).map(|_| ()), Err(nowhere));
    let said = tasks("crafter/classic", &["system"]).map(|_| ()).map_err(|error| error.to_string());
    assert!(said.is_err_and(|said| said.contains("has no text \"system\"; it has ")));
}

/// Episodes for the pupil, played by a strategy.
fn lessons(strategy: &str) -> WorldTasks {
    let settings = Settings::new(strategy.parse().expect("a known strategy"));
    let list = |seeds: &[u64]| {
        let task = |seed: &u64| WorldTask { world: "crafter/balrog".to_owned(), seed: *seed };
        seeds.iter().map(task).collect::<Vec<_>>()
    };
    WorldTasks::new(settings, Vec::new(), [list(&[0, 1, 2]), list(&[4, 5])], Some(100))
        .expect("Crafter")
}

#[test]
fn a_score_rises_because_the_new_prompt_is_read() {
    for strategy in ["robust_naive", "cot", "tools"] {
        let tasks = lessons(strategy);
        let stop = vec![StopRule::Proposals(3)];
        let options = Options { stop, ..Options::default() };
        let mut run = Optimizer::new(tasks.problem(), options, Templates::default())
            .expect("a run that can begin");
        let mut adapter = WorldAdapter { tasks: &tasks, player: &Pupil };
        while at_once(run.step(&mut adapter, (&Reflector, Reflector::NAME), 0.0)) {}
        let result = run.result().expect("a result");
        let (first, best) =
            (result.val_aggregate_scores[0], result.val_aggregate_scores[result.best_idx]);
        assert!(first <= 0.0 && best > 0.15, "{strategy}: {first} to {best}");
        let text = &result.best().expect("a best candidate")[0];
        assert!(Lesson::Gather.is_in(text) && Lesson::Tools.is_in(text), "{strategy}: {text}");
        assert!(text.starts_with(tasks.problem().seed_candidate[0].trim_end()), "{strategy}");
    }
}

#[test]
fn what_the_pupil_was_not_taught_it_does_not_do() {
    let tasks = lessons("naive");
    let play = |lessons: &[Lesson]| {
        let mut candidate = tasks.problem().seed_candidate;
        for lesson in lessons {
            candidate[0].push_str(&format!("\n{}", lesson.sentence()));
        }
        let mut adapter = WorldAdapter { tasks: &tasks, player: &Pupil };
        let batch = at_once(adapter.evaluate(&evaluation(candidate))).expect("a batch");
        format!("{:?}", batch.outputs)
    };
    let untaught = play(&[]);
    assert!(!untaught.contains("collect") && !untaught.contains("place"), "{untaught}");
    let gathers = play(&[Lesson::Gather]);
    assert!(gathers.contains("collect_wood") && !gathers.contains("place_table"), "{gathers}");
    let builds = play(&[Lesson::Gather, Lesson::Table]);
    assert!(builds.contains("place_table") && !builds.contains("pickaxe"), "{builds}");
    assert!(play(&Lesson::CRAFTER).contains("make_wood_pickaxe"));
}

#[test]
fn the_readme_s_example_runs_as_it_stands() {
    let readme = include_str!("../../../README.md");
    let (_, rest) = readme.split_once("In Crafter, as `crafter.toml`:").expect("the example");
    let (_, rest) = rest.split_once("```toml\n").expect("its file");
    let (config, _) = rest.split_once("```").expect("its end");
    let folder = std::env::temp_dir().join(format!("diorama-crafter-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("crafter.toml"), config).expect("a file");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_diorama"))
        .args(["optimize", "crafter.toml", "--out", "run"])
        .current_dir(&folder)
        .output()
        .expect("the command line");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("scripted pupil plays, scripted reflector reflects"), "{text}");
    assert!(text.contains("\n0: 0.0"), "{text}");
    assert!(text.contains(Lesson::Gather.sentence()), "{text}");
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}
