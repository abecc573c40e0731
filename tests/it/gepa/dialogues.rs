//! GEPA on customer support: dialogues in a small shop of our own, without a key and without the benchmark's data.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{Future, ready};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use diorama::agent::support::{
    BuiltIn, CustomerKind, Rollouts, RunConfig, Scene, Told as Words, Wording, scripted_words,
};
use diorama::env::support::{Split as TaskSplit, Told, World};
use diorama::gepa::scripted::{SupportPupil, SupportReflector};
use diorama::gepa::support::{
    COMPONENT, Cast, Dataset, ExperimentConfig, Play, Role, Seat, SupportAdapter, SupportError,
    SupportTasks, environment_metrics,
};
use diorama::gepa::{
    Adapter, Candidate, Described, Description, Evaluation, Optimizer, Options, SetupError, Split,
    StopRule, Templates,
};
use diorama::llm::{
    Answer, ChatError, ChatReply, ChatRequest, ErrorKind, Part, Said, StopReason, ToolCall,
};
use diorama::python::shared::{PyValue, Text, loads};

use crate::support::shop;

fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a script waits for nothing"),
    }
}

/// The shop with schemas of the tools that its tasks want.
fn world() -> Arc<World> {
    let shop = shop();
    let schema =
        |name: &str| format!(r#"{{"type": "function", "function": {{"name": "{name}"}}}}"#);
    let tools = ["get_order_details", "cancel_pending_order", "transfer_to_human_agents"];
    let tools = format!("[{}]", tools.map(schema).join(", "));
    let told =
        Told { policy: "Be kind.".into(), tools: loads(&tools).expect("JSON"), ..Told::default() };
    let tasks = BTreeMap::from([(TaskSplit::Test, shop.tasks(TaskSplit::Test).to_vec())]);
    Arc::new(World::new(shop.domain(), shop.base().clone(), tasks, told))
}

fn wording() -> Arc<Wording> {
    let words = || Words { with: "You want: {instruction}".to_owned(), without: String::new() };
    Arc::new(Wording {
        greeting: "Hello?".to_owned(),
        customer: words(),
        thinking_customer: words(),
        verify: String::new(),
        reflect: String::new(),
        act: String::new(),
        react: String::new(),
    })
}

fn said(said: Said) -> Answer {
    Answer::at_once(Ok(ChatReply {
        parts: vec![Part::new(said)],
        stop: StopReason::End,
        stop_word: None,
        usage: None,
        model: None,
        id: None,
    }))
}

fn words(text: &str) -> Answer {
    said(Said::Text { text: text.to_owned() })
}

/// A cast by a function; customers are scripts. Remembers pauses and rows.
struct Script<F> {
    reply: F,
    pauses: RefCell<Vec<u64>>,
    rows: Cell<usize>,
    lost: Cell<bool>,
}

fn script<F: Fn(Seat<'_>, &ChatRequest) -> Answer>(reply: F) -> Script<F> {
    Script { reply, pauses: RefCell::default(), rows: Cell::new(0), lost: Cell::new(false) }
}

impl<F: Fn(Seat<'_>, &ChatRequest) -> Answer> Cast for Script<F> {
    fn ask(&self, seat: Seat<'_>, request: ChatRequest) -> impl Future<Output = Answer> {
        ready((self.reply)(seat, &request))
    }

    fn say(
        &self,
        seat: Seat<'_>,
        heard: Option<&Text>,
    ) -> impl Future<Output = Result<Text, String>> {
        ready(Ok(scripted_words(seat.task, heard)))
    }

    fn sleep_ms(&self, pause: u64) -> impl Future<Output = ()> {
        self.pauses.borrow_mut().push(pause);
        ready(())
    }

    fn finished(&self, _: &RunConfig, rollouts: &Rollouts) {
        self.rows.set(rollouts.checkpoint().len());
    }

    fn is_lost(&self) -> Option<String> {
        self.lost.get().then(|| "no key".to_owned())
    }
}

fn config() -> RunConfig {
    RunConfig { user_strategy: CustomerKind::Human, max_concurrency: 2, ..RunConfig::default() }
}

fn play(cast: &impl Cast, is_rated: bool) -> Rollouts {
    let (config, world) = (config(), world());
    let scene = Scene::new(world, wording(), &config);
    at_once(Play { scene: &scene, run: &config, is_rated, cast }.all())
}

fn gold(seat: Seat<'_>, request: &ChatRequest) -> Answer {
    Answer::at_once(Ok(BuiltIn::Gold.reply(&world(), seat.task, request)))
}

#[test]
fn the_gold_agent_is_right_and_a_failing_model_makes_a_row() {
    let rollouts = play(&script(gold), false);
    assert_eq!(rollouts.metrics().map(|metrics| metrics.pass_hat), Some(vec![1.0]));
    let cast = script(|seat, request| match seat.job.task_id {
        0 => Answer::at_once(Err(ChatError::new(ErrorKind::Unreachable, "no way there"))),
        _ => gold(seat, request),
    });
    let rows = play(&cast, false).results();
    assert_eq!(*cast.pauses.borrow(), [10_000, 20_000]);
    assert_eq!(cast.rows.get(), 2);
    assert!(rows[0].error().is_some_and(|error| error.contains("no way there")));
    assert!(rows[1].score().is_success());
    cast.lost.set(true);
    assert!(play(&cast, false).results().is_empty(), "nothing begins when the cast is lost");
}

#[test]
fn odd_replies_and_ratings_are_data() {
    let call = |name: &str, arguments: &str| {
        said(Said::Call(ToolCall {
            id: String::new(),
            name: name.to_owned(),
            arguments: arguments.to_owned(),
        }))
    };
    let odd = [
        words(""),
        call("get_order_details", "{"),
        call("get_order_details", "null"),
        call("respond", "{\"content\": null}"),
        call("", "{}"),
        call("cancel_pending_order", "{\"order_id\": [1e999], \"reason\": NaN}"),
    ];
    for answer in odd {
        for rating in [
            "",
            "Property: Evidence:",
            "Verdict: yes",
            "Property: a Evidence: b Rationale: c Verdict: maybe",
        ] {
            let cast = script(|seat, _| match seat.role {
                Role::Rater => words(rating),
                _ => answer.clone(),
            });
            let rows = play(&cast, true).results();
            assert_eq!(rows.len(), 2, "{answer:?} {rating}");
            assert!(rows.iter().all(|row| !row.score().is_success()), "{answer:?} {rating}");
        }
    }
}

#[test]
fn a_rater_is_asked_about_the_dialogue() {
    let cast = script(|seat, request| match seat.role {
        Role::Rater => {
            let question = format!("{:?}", request.turns);
            assert!(question.contains("USER TURN 1:") && question.contains("get_order_details"));
            words("Property: p\nEvidence: e\nRationale: r\nVerdict: yes")
        }
        _ => Answer::at_once(Ok(BuiltIn::Nothing.reply(&world(), seat.task, request))),
    });
    let rows = play(&cast, true).results();
    assert!(rows.iter().all(|row| row.score().is_success()));
    // The second task wants nothing to be done.
    let rewards = environment_metrics(&rows).expect("rows");
    assert_eq!(rewards.average.to_bits(), 0.5_f64.to_bits());
    assert_eq!(
        rows[0].info.get("feedback").and_then(|map| map.get("rationale")),
        Some(&PyValue::from("r"))
    );
}

fn dataset(max_size: usize) -> Dataset {
    Dataset { split: "test".to_owned(), indexes: None, max_size: Some(max_size) }
}

fn experiment(learn: usize, compare: usize) -> ExperimentConfig {
    ExperimentConfig {
        feedback_dataset: dataset(learn),
        pareto_dataset: dataset(compare),
        eval_dataset: dataset(1),
        ..ExperimentConfig::default()
    }
}

fn tasks(experiment: ExperimentConfig) -> Result<SupportTasks, SupportError> {
    let data = (world(), wording());
    let mut tasks = SupportTasks::new(experiment, data, |_| 2, "Help.".to_owned())?;
    tasks.customer = CustomerKind::Human;
    Ok(tasks)
}

#[test]
fn a_score_rises_because_the_instruction_is_read() {
    let tasks = tasks(experiment(1, 2)).expect("an experiment");
    let world = world();
    let cast = script(|seat, request| {
        let reply = SupportPupil::reply(seat.task, request, |name| world.ends(name));
        Answer::at_once(Ok(reply))
    });
    let options = Options { stop: vec![StopRule::Proposals(4)], ..Options::default() };
    let run = Optimizer::new(tasks.problem(), options, Templates::default());
    let mut run = run.expect("a run that can begin");
    let mut adapter = SupportAdapter { tasks: &tasks, cast: &cast };
    let reflector = (&SupportReflector, SupportReflector::NAME);
    while at_once(run.step(&mut adapter, reflector, 0.0)) {
        // Stored and read back between any two answers, it goes on the same.
        run = Optimizer::from_json(&run.to_json()).expect("a stored run");
    }
    let result = run.result().expect("a result");
    assert_eq!(result.val_aggregate_scores[0].to_bits(), 0.5_f64.to_bits());
    assert_eq!(result.val_aggregate_scores[result.best_idx].to_bits(), 1.0_f64.to_bits());
    let best = &result.best().expect("a best candidate")[COMPONENT];
    assert!(best.starts_with("Help.\n- Use ") && best.contains("cancel_pending_order"), "{best}");
}

#[test]
fn a_dialogue_that_failed_has_its_error_as_feedback() {
    let tasks = tasks(experiment(2, 2)).expect("an experiment");
    let cast = script(|_, _| Answer::at_once(Err(ChatError::new(ErrorKind::Overloaded, "busy"))));
    let mut adapter = SupportAdapter { tasks: &tasks, cast: &cast };
    let candidate = Candidate::from([(COMPONENT.to_owned(), "Help.".to_owned())]);
    let evaluation = Evaluation {
        candidate: candidate.clone(),
        split: Split::Train,
        ids: vec![1, 0, 1],
        capture_traces: true,
    };
    let batch = at_once(adapter.evaluate(&evaluation)).expect("a batch");
    assert_eq!(batch.scores, [0.0; 3]);
    let components = vec![COMPONENT.to_owned()];
    let description = Description { candidate, ids: vec![1, 0, 1], batch, components };
    let Ok(Described::Records(records)) = adapter.describe(&description) else {
        panic!("records");
    };
    let feedback = records[COMPONENT][0]["Feedback"].as_str().expect("text");
    assert!(feedback.contains("busy"), "{feedback}");
    // A cast that is lost says nothing about the instruction.
    cast.lost.set(true);
    let failure = at_once(adapter.evaluate(&evaluation)).expect_err("no scores");
    assert_eq!(failure.to_string(), "ChatError: no key");
    let beyond = Evaluation { ids: vec![2], ..evaluation };
    assert_eq!(at_once(adapter.evaluate(&beyond)).expect_err("no example").class, "IndexError");
}

#[test]
fn experiments_that_cannot_begin_say_why() {
    let start = |tasks: SupportTasks| {
        let options = Options { stop: vec![StopRule::Proposals(1)], ..Options::default() };
        Optimizer::new(tasks.problem(), options, Templates::default()).map(|_| ())
    };
    let empty = tasks(experiment(0, 2)).expect("an experiment");
    assert_eq!(start(empty), Err(SetupError::NoExamples("trainset")));
    let empty = tasks(experiment(2, 0)).expect("an experiment");
    assert_eq!(start(empty), Err(SetupError::NoExamples("valset")));
    let said = |experiment: ExperimentConfig| tasks(experiment).expect_err("refused").to_string();
    let elsewhere = ExperimentConfig { tau_bench_env: "airline".to_owned(), ..experiment(1, 1) };
    assert_eq!(said(elsewhere), "the experiment is about airline, the data about retail");
    let untold = ExperimentConfig { tau_bench_env: "bank".to_owned(), ..experiment(1, 1) };
    assert_eq!(said(untold), "there is no domain \"bank\"");
    let train = Dataset { split: "train".to_owned(), ..dataset(1) };
    let missing = ExperimentConfig { feedback_dataset: train, ..experiment(1, 1) };
    assert_eq!(said(missing), "retail has no tasks in train");
}

#[test]
fn the_reflector_answers_whatever_it_is_asked() {
    for odd in
        ["", "```", "\n```\n", "\n```\nA\n```\n\"name\": \"", "\n```\nA\n```\n\"name\": \"Ä\""]
    {
        assert!(SupportReflector::reply(odd).starts_with("```\n"), "{odd:?}");
    }
}
