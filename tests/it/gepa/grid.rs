//! Prompts for the grid worlds: whole runs by the scripted pupil and reflector, without a key.

use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};
use std::{env, fs, process};

use diorama::agent::rollout::Settings;
use diorama::gepa::scripted::{Lesson, Pupil, Reflector};
use diorama::gepa::worlds::{Ask, WorldAdapter, WorldError, WorldTask, WorldTasks};
use diorama::gepa::{
    Adapter, Candidate, Evaluation, Next, Optimizer, Options, Split, StopRule, Templates, tree,
};
use diorama::llm::{Answer, ChatError, ChatModel, ChatRequest, ErrorKind, Message, Progress};

/// Runs a future that waits for nothing.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a script waits for nothing"),
    }
}

fn tasks(worlds: &[&str], strategy: &str) -> WorldTasks {
    let list = |seeds: [u64; 2]| -> Vec<WorldTask> {
        let of = |seed| {
            let task = move |world: &&str| WorldTask { world: (*world).to_owned(), seed };
            worlds.iter().map(task).collect::<Vec<_>>()
        };
        seeds.into_iter().flat_map(of).collect()
    };
    let settings = Settings::new(strategy.parse().expect("a known strategy"));
    WorldTasks::new(settings, Vec::new(), [list([0, 1]), list([100, 101])], Some(40))
        .expect("known worlds")
}

fn evaluation(candidate: Candidate, ids: &[usize]) -> Evaluation {
    Evaluation { candidate, split: Split::Train, ids: ids.to_vec(), capture_traces: true }
}

/// The seed's texts with lessons after the first.
fn taught(tasks: &WorldTasks, lessons: &[Lesson]) -> Candidate {
    let mut candidate = tasks.problem().seed_candidate;
    for lesson in lessons {
        candidate[0].push_str(&format!("\n{}", lesson.sentence()));
    }
    candidate
}

#[test]
fn a_score_rises_because_the_new_prompt_is_read() {
    for strategy in ["robust_naive", "tensorzero:history", "tools"] {
        let tasks = tasks(&["babyai/goto", "babyai/pickup", "babyai/open"], strategy);
        let options = Options {
            stop: vec![StopRule::ScoreThreshold(1.0), StopRule::Proposals(12)],
            ..Options::default()
        };
        let mut run = Optimizer::new(tasks.problem(), options, Templates::default())
            .expect("a run that can begin");
        let mut adapter = WorldAdapter { tasks: &tasks, player: &Pupil };
        let reflector = (&Reflector, Reflector::NAME);
        while at_once(run.step(&mut adapter, reflector, 0.0)) {}
        assert_eq!(run.next(0.0), Next::Done);
        let result = run.result().expect("a result");
        let (first, best) =
            (result.val_aggregate_scores[0], result.val_aggregate_scores[result.best_idx]);
        assert!(first < 0.5 && best > first + 0.3, "{strategy}: {first} to {best}");
        let text = &result.best().expect("a best candidate")[0];
        assert!(Lesson::Turn.is_in(text), "{strategy}: {text}");
        assert!(text.starts_with(tasks.problem().seed_candidate[0].trim_end()), "{strategy}");
        let tree = tree(run.pool().expect("a pool"));
        assert_eq!(tree.lines().count(), result.candidates.len(), "{tree}");
        assert!(tree.starts_with("0: 0."), "{tree}");
    }
}

#[test]
fn what_the_pupil_was_not_taught_it_does_not_do() {
    let tasks = tasks(&["babyai/pickup"], "naive");
    let play = |lessons: &[Lesson]| {
        let mut adapter = WorldAdapter { tasks: &tasks, player: &Pupil };
        let batch = at_once(adapter.evaluate(&evaluation(taught(&tasks, lessons), &[0, 1])));
        let batch = batch.expect("episodes that were played");
        let text = serde_json::to_string(&batch.trajectories).expect("JSON");
        (batch.scores, text)
    };
    let (scores, text) = play(&[]);
    assert_eq!(scores, [0.0, 0.0]);
    assert!(!text.contains("Did: turn") && !text.contains("Did: pick up"), "{text}");
    assert!(text.contains("Never used: turn left, turn right, pick up, drop, toggle."), "{text}");
    let (scores, text) = play(&[Lesson::Turn]);
    assert_eq!(scores, [0.0, 0.0]);
    assert!(text.contains("Did: turn") && !text.contains("Did: pick up"), "{text}");
    let (scores, _) = play(&[Lesson::Turn, Lesson::PickUp]);
    assert_eq!(scores, [1.0, 1.0]);
}

#[test]
fn the_reflector_adds_what_was_missing() {
    let question = |mission: &str, feedback: &str| {
        format!(
            "Words before.\n```\nOld text.\n```\nWords between.\n```\n# Example 1\n## Inputs\n### Mission\n{mission}\n\n\
             ## Feedback\n{feedback}\n\n\n```\nWords after."
        )
    };
    let unused = "The mission was not done in 9 steps. Never used: turn left, turn right, toggle.";
    let cases = [
        (question("go to a ball", unused), vec![Lesson::Turn]),
        (question("open the red door", unused), vec![Lesson::Turn, Lesson::Toggle]),
        (question("open the red door", "The mission was done after 9 steps."), vec![]),
        (question("pick up a key", "The mission was not done in 9 steps."), vec![]),
    ];
    for (question, lessons) in cases {
        let added = lessons.iter().map(|lesson| ["\n- ", lesson.sentence()].concat());
        let added = added.collect::<String>();
        assert_eq!(
            Reflector::reply(&question),
            format!("```\nOld text.{added}\n```"),
            "{question}"
        );
    }
    // Whatever it is asked, it answers.
    for odd in ["", "```", "\n```\n", "\n```\n\n```\n# Example "] {
        assert!(Reflector::reply(odd).starts_with("```\n"), "{odd:?}");
    }
}

#[test]
fn a_text_that_cannot_be_used_scores_nothing_and_says_why() {
    let tasks = tasks(&["babyai/goto"], "naive");
    let broken = Candidate::from([("babyai.instruction".to_owned(), "Just play!".to_owned())]);
    let mut adapter = WorldAdapter { tasks: &tasks, player: &Pupil };
    let batch = at_once(adapter.evaluate(&evaluation(broken, &[1]))).expect("a batch");
    assert_eq!(batch.scores, [0.0]);
    let feedback = batch.trajectories.expect("trajectories")[0]["feedback"].to_string();
    assert!(feedback.contains("cannot be used") && feedback.contains("mission"), "{feedback}");
}

/// A model that is not there.
struct Absent;

impl ChatModel for Absent {
    async fn ask(&self, _: &ChatRequest, _: &mut dyn FnMut(Progress)) -> Answer {
        Answer::at_once(Err(ChatError::new(ErrorKind::Unreachable, "no way there")))
    }
}

#[test]
fn a_model_that_fails_says_nothing_about_the_prompt() {
    let tasks = tasks(&["babyai/goto"], "naive");
    let mut adapter = WorldAdapter { tasks: &tasks, player: &Absent };
    let evaluation = evaluation(tasks.problem().seed_candidate, &[0]);
    let failure = at_once(adapter.evaluate(&evaluation)).expect_err("no score");
    assert_eq!(failure.class, "ChatError");
    assert!(failure.text.contains("no way there"), "{failure}");
}

#[test]
fn episodes_of_a_trial_can_be_played_in_any_order() {
    let tasks = tasks(&["babyai/goto", "babyai/open"], "robust_naive");
    let evaluation = evaluation(taught(&tasks, &[Lesson::Turn, Lesson::Toggle]), &[0, 1, 2, 2]);
    let mut trial = tasks.trial(&evaluation).expect("examples that there are");
    // One reply for each episode in turn.
    let mut asked = true;
    while asked {
        asked = false;
        for at in 0..trial.len() {
            if let Ask::Model(request) = trial.next(at) {
                assert_eq!(trial.next(at), Ask::Model(request.clone()));
                trial.answer(at, Answer::at_once(Ok(Pupil::reply(&request))));
                asked = true;
            }
        }
    }
    let mut adapter = WorldAdapter { tasks: &tasks, player: &Pupil };
    let expected = at_once(adapter.evaluate(&evaluation));
    assert_eq!(trial.into_batch(), expected);
    assert_eq!(expected.expect("a batch").scores.len(), 4);
    let beyond = Evaluation { ids: vec![4], ..evaluation };
    assert!(tasks.trial(&beyond).is_err());
}

#[test]
fn wrong_worlds_and_texts_are_named() {
    let settings = Settings::new("naive".parse().expect("a known strategy"));
    let make = |world: &str, component: &str| {
        let task = vec![WorldTask { world: world.to_owned(), seed: 0 }];
        WorldTasks::new(settings.clone(), vec![component.to_owned()], [task, Vec::new()], None)
            .map(|tasks| tasks.problem().val_examples())
    };
    assert_eq!(make("babyai/goto", "babyai.instruction"), Ok(1));
    let nowhere = make("babyai/nowhere", "babyai.instruction");
    assert_eq!(nowhere, Err(WorldError::World("babyai/nowhere".to_owned())));
    let mixed = ["babyai/goto", "crafter/balrog"];
    let mixed = mixed.map(|world| WorldTask { world: world.to_owned(), seed: 0 });
    let mixed = WorldTasks::new(settings.clone(), Vec::new(), [mixed.to_vec(), Vec::new()], None);
    assert_eq!(mixed.map(|_| ()), Err(WorldError::Kind("crafter/balrog".to_owned())));
    let said = make("babyai/goto", "system").map_err(|error| error.to_string());
    let said = said.expect_err("no such text");
    assert!(
        said.starts_with("the strategy naive has no text \"system\"; it has babyai.in"),
        "{said}"
    );
}

#[test]
fn the_scripted_models_are_labelled() {
    let request =
        ChatRequest { turns: vec![Message::user("hello").into()], ..ChatRequest::default() };
    assert_eq!(Pupil::reply(&request).model.as_deref(), Some(Pupil::NAME));
    let answer = at_once(Reflector.ask(&request, &mut |_| ()));
    let reply = answer.reply().expect("a reply");
    assert_eq!(reply.model.as_deref(), Some(Reflector::NAME));
    assert!([Pupil::NAME, Reflector::NAME].iter().all(|name| name.starts_with("scripted")));
}

const CONFIG: &str = r#"
max_metric_calls = CALLS

[tasks]
worlds = ["babyai/goto", "babyai/pickup"]
train_seeds = [0, 1]
val_seeds = [100]

[player]
strategy = "naive"
max_steps = 20

[options]
reflection_minibatch_size = 2
seed = 3
skip_perfect_score = false
"#;

/// Runs the command line; what it printed.
fn optimize(folder: &Path, out: &str, calls: u64, more: &[&str]) -> Result<String, String> {
    let config = folder.join("config.toml");
    fs::write(&config, CONFIG.replace("CALLS", &calls.to_string())).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_diorama"))
        .arg("optimize")
        .arg(&config)
        .arg("--out")
        .arg(folder.join(out))
        .args(more)
        .output()
        .expect("the command line");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[test]
fn a_run_in_a_terminal_is_stored_and_goes_on() {
    let folder = env::temp_dir().join(format!("diorama-optimize-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let whole = optimize(&folder, "whole", 40, &[]).expect("a whole run");
    assert!(whole.contains("scripted pupil plays, scripted reflector reflects"), "{whole}");
    assert!(whole.contains("\n0: ") && whole.contains("babyai.instruction:\n"), "{whole}");
    // The same in two pieces; what was left of a killed iteration is played again.
    optimize(&folder, "halves", 16, &[]).expect("the first half");
    let events = folder.join("halves/events.jsonl");
    let mut text = fs::read_to_string(&events).expect("events");
    text.push_str("{\"event\":\"iteration\",\"number\":99}\n{\"event\":\"bat");
    fs::write(&events, text).expect("a file");
    optimize(&folder, "halves", 40, &["--resume"]).expect("the second half");
    for file in ["result.json", "events.jsonl", "run_log.json", "candidates.json", "state.json"] {
        let read = |run: &str| fs::read_to_string(folder.join(run).join(file)).expect("a file");
        let [halves, whole] = ["halves", "whole"].map(read);
        // The budget that was left was another one in the first half.
        let lines = |text: &str| -> Vec<String> {
            let events = text.lines().filter(|line| !line.starts_with("{\"event\":\"budget\""));
            events.map(str::to_owned).collect()
        };
        let differs = lines(&halves).into_iter().zip(lines(&whole)).position(|(a, b)| a != b);
        assert_eq!((differs, lines(&halves).len()), (None, lines(&whole).len()), "{file}");
    }
    let again = optimize(&folder, "whole", 40, &[]).expect_err("no run is overwritten");
    assert!(again.contains("there is a run already"), "{again}");
    let none = optimize(&folder, "nowhere", 40, &["--resume"]).expect_err("there is no run");
    assert!(none.contains("state.json"), "{none}");
    fs::remove_dir_all(&folder).expect("the folder goes");
}
