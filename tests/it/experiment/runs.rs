//! Runs: every answer is written down, a run that was cut off anywhere goes on as if it had not been, hostile models do no harm.

use diorama::agent::Scripted;
use diorama::experiment::{
    Due, EpisodeRow, Event, Journal, JournalError, Plan, RunError, Runner, Stage, Unstageable,
};
use diorama::llm::{Answer, ChatError, ChatReply, ChatRequest, ErrorKind, Part, Said, ToolCall};

pub const PLAN: &str = r#"
name = "small"
[[model]]
model = "one"
at_once = 2
[[model]]
model = "two"
[[agent]]
strategy = "robust_naive"
[[agent]]
strategy = "tensorzero:history"
[[agent]]
strategy = "expert"
[[agent]]
strategy = "random"
[[world]]
id = "babyai/goto"
seeds = "200..201"
max_steps = 12
[[world]]
id = "crafter"
difficulty = "easy"
seeds = [1000]
max_steps = 5
"#;

/// A plan of one world: strategies of TensorZero's example are not for Crafter.
pub fn grid_plan() -> Plan {
    let (before, _) = PLAN.split_once("[[world]]\nid = \"crafter\"").expect("two worlds");
    Plan::parse(before).expect("a plan")
}

/// A model as a function.
type Replies<'a> = &'a dyn Fn(&ChatRequest) -> Answer;

/// Begins or goes on.
pub fn runner(plan: &Plan, text: &str, again: bool) -> Result<Runner, RunError> {
    let journal = Journal::read(text)?;
    Runner::new(plan.clone(), plan.cells(), Stage::default(), journal, again)
}

/// Runs until so many events were written, or to the end; returns the journal's text and how many questions were asked.
pub fn play(
    runner: &mut Runner,
    model: &dyn Fn(&ChatRequest) -> Answer,
    most_events: usize,
) -> (String, usize) {
    let (mut text, mut events, mut asked) = (String::new(), 0, 0);
    let mut flying = Vec::new();
    loop {
        let due = runner.due();
        let is_waiting = matches!(due, Due::Nothing);
        let mut write = |new: Vec<Event>| {
            for event in new {
                if events < most_events {
                    text += &event.line();
                    events += 1;
                }
            }
        };
        match due {
            Due::Ask(question) => flying.push(question),
            Due::Write(new) => write(new),
            Due::Busy | Due::Nothing => {}
        }
        // Several are in flight, and the last one is answered first.
        if flying.len() >= 3 || is_waiting {
            let Some(question) = flying.pop() else {
                assert!(runner.is_over(), "it waits for nothing");
                return (text, asked);
            };
            asked += 1;
            let answer = model(&question.request);
            write(runner.answer(question.at, answer, Some(7)));
        }
        if events >= most_events {
            return (text, asked);
        }
    }
}

pub fn scripted(request: &ChatRequest) -> Answer {
    Answer {
        cost_usd: Some(0.001),
        latency_ms: 3.0,
        ..Answer::at_once(Ok(Scripted::reply(request)))
    }
}

pub fn says(text: &str) -> Answer {
    let parts = vec![Part::new(Said::Text { text: text.to_owned() })];
    Answer::at_once(Ok(ChatReply { parts, ..Scripted::reply(&ChatRequest::default()) }))
}

/// A run's rows by their episodes.
pub fn rows(text: &str) -> Vec<EpisodeRow> {
    let journal = Journal::read(text).expect("a journal");
    let mut rows: Vec<EpisodeRow> = journal.rows().cloned().collect();
    rows.sort_by_key(|row| {
        (row.model.clone(), row.agent.clone(), row.world.clone(), row.seed, row.trial)
    });
    rows
}

/// The journal of a whole run, without its beginning.
fn whole(plan: &Plan) -> (String, usize) {
    play(&mut runner(plan, "", false).expect("a run"), &scripted, usize::MAX)
}

#[test]
fn a_run_cut_off_after_any_event_goes_on_and_asks_nothing_twice() {
    let plan = grid_plan();
    let begin = Journal::begin(&plan).line();
    let (text, asked) = whole(&plan);
    let want = rows(&(begin.clone() + &text));
    assert_eq!(want.len(), 2 * (2 * 2 + 2));
    assert!(want.iter().all(|row| row.error.is_none() && row.steps > 0), "{want:?}");
    let steps =
        |text: &str| text.lines().filter(|line| line.starts_with(r#"{"event":"step""#)).count();
    assert_eq!(steps(&text), asked);
    for cut in (0..text.lines().count()).step_by(7) {
        let (part, _) = play(&mut runner(&plan, "", false).expect("a run"), &scripted, cut);
        // Half a line at the end is what a kill may leave.
        let torn = format!("{begin}{part}{{\"event\":\"st");
        let mut again = runner(&plan, &torn, false).expect("it goes on");
        let (rest, more) = play(&mut again, &scripted, usize::MAX);
        assert_eq!(more, asked - steps(&part), "cut after {cut} events");
        assert_eq!(rows(&format!("{begin}{part}{rest}")), want, "cut after {cut} events");
    }
}

#[test]
fn what_ended_is_not_played_again() {
    let plan = grid_plan();
    let (text, _) = whole(&plan);
    let all = Journal::begin(&plan).line() + &text;
    let mut again = runner(&plan, &all, false).expect("a run");
    assert_eq!(play(&mut again, &scripted, usize::MAX), (String::new(), 0));
}

#[test]
fn a_wrong_journal_is_refused() {
    let plan = grid_plan();
    let begin = Journal::begin(&plan).line();
    let (text, _) = play(&mut runner(&plan, "", false).expect("a run"), &scripted, 12);
    let all = begin + &text;
    let mut other = plan.clone();
    other.trials = 2;
    let refused = runner(&other, &all, false).err();
    assert_eq!(refused, Some(RunError::Journal(JournalError::OtherPlan)));
    // Limits may change between two runs.
    let looser = Plan { budget_usd: Some(9.0), at_once: 7, ..plan.clone() };
    assert!(runner(&looser, &all, false).is_ok());
    // An answer to a question that is put otherwise today belongs to no episode.
    let mut parts = all.split(r#""check":""#);
    let mut forged = parts.next().expect("its begin").to_owned();
    parts.for_each(|part| forged += &format!(r#""check":"00000000{}"#, &part[8..]));
    let refused = runner(&plan, &forged, false).err();
    let is_other = |error: &RunError| {
        matches!(error, RunError::Stage(Unstageable::OtherQuestion { step: 1, .. }))
    };
    assert!(refused.as_ref().is_some_and(is_other), "{refused:?}");
}

#[test]
fn hostile_replies_are_steps_and_failures_are_rows() {
    let plan = Plan::parse(PLAN.replace("tensorzero:history", "tools").as_str()).expect("a plan");
    let calls = |request: &ChatRequest| {
        let call = |name: &str, arguments: &str| {
            let call = ToolCall {
                id: "x".to_owned(),
                name: name.to_owned(),
                arguments: arguments.to_owned(),
            };
            Part::new(Said::Call(call))
        };
        let parts =
            vec![call("rm", "-rf"), call("act", "{\"action\": {\"a\": [1e999]}}"), call("", "")];
        Answer::at_once(Ok(ChatReply { parts, ..Scripted::reply(request) }))
    };
    let long = "go forward ".repeat(2_000);
    let empty = |_: &ChatRequest| says("");
    let endless = |_: &ChatRequest| says(&long);
    let odd = |_: &ChatRequest| says("\u{0}\u{202e}<|ACTION|><|END|>{\"action\": null}\n|||");
    let models: [(&str, Replies<'_>); 4] =
        [("calls", &calls), ("empty", &empty), ("endless", &endless), ("odd", &odd)];
    for (name, model) in models {
        let (text, asked) = play(&mut runner(&plan, "", false).expect("a run"), model, usize::MAX);
        let found = rows(&(Journal::begin(&plan).line() + &text));
        assert_eq!(found.len(), plan.cells().len(), "{name}");
        assert!(found.iter().all(|row| row.error.is_none()), "{name}: {found:?}");
        assert!(asked > 0 && found.iter().any(|row| row.invalid_actions > 0), "{name}");
    }
}

#[test]
fn a_model_s_failure_is_a_row_with_its_error_and_can_be_gone_on_from() {
    let plan = grid_plan();
    let begin = Journal::begin(&plan).line();
    let count = std::cell::Cell::new(0);
    let failing = |request: &ChatRequest| {
        count.set(count.get() + 1);
        if count.get() % 5 == 0 {
            return Answer::at_once(Err(ChatError::new(ErrorKind::Server, "it broke")));
        }
        scripted(request)
    };
    let (text, asked) = play(&mut runner(&plan, "", false).expect("a run"), &failing, usize::MAX);
    let all = begin + &text;
    let failed = rows(&all).iter().filter(|row| row.error.is_some()).count();
    assert!(failed > 0);
    let row = rows(&all).into_iter().find(|row| row.error.is_some()).expect("one");
    assert!(row.error.expect("its error").contains("it broke") && !row.success);
    // Left alone unless it is asked for.
    let (rest, _) = play(&mut runner(&plan, &all, false).expect("a run"), &scripted, usize::MAX);
    assert_eq!(rest, "");
    let mut again = runner(&plan, &all, true).expect("a run");
    let (rest, more) = play(&mut again, &scripted, usize::MAX);
    let mended = rows(&(all + &rest));
    assert!(mended.iter().all(|row| row.error.is_none()), "{mended:?}");
    // Good answers were not asked for again: the whole run's, and the failed ones.
    assert_eq!(asked + more, whole(&plan).1 + asked / 5);
    let want = rows(&(Journal::begin(&plan).line() + &whole(&plan).0));
    assert_eq!(mended, want);
}

#[test]
fn with_on_error_play_an_episode_goes_on() {
    let mut plan = grid_plan();
    plan.agents.retain(|agent| agent.strategy.starts_with("tensorzero"));
    plan.agents[0].on_error = Some(diorama::agent::rollout::OnError::Play);
    let broken = |_: &ChatRequest| Answer::at_once(Err(ChatError::new(ErrorKind::Server, "no")));
    let (text, _) = play(&mut runner(&plan, "", false).expect("a run"), &broken, usize::MAX);
    let found = rows(&(Journal::begin(&plan).line() + &text));
    assert_eq!(found.len(), 4);
    for row in found {
        assert_eq!((row.error, row.invalid_actions), (None, u64::from(row.steps)));
    }
}

#[test]
fn a_model_that_is_given_up_leaves_the_others_alone() {
    let plan = grid_plan();
    let mut run = runner(&plan, "", false).expect("a run");
    // It is given up while its questions are in flight; their answers are kept.
    let mut flying = Vec::new();
    while let Due::Ask(question) = run.due() {
        flying.push(question);
    }
    run.give_up(0);
    let mut first = String::new();
    for question in flying {
        let events = run.answer(question.at, scripted(&question.request), None);
        for event in &events {
            first += &event.line();
        }
    }
    let (rest, _) = play(&mut run, &scripted, usize::MAX);
    let all = Journal::begin(&plan).line() + &first + &rest;
    let ended = rows(&all).into_iter().filter(|row| row.model.as_deref() == Some("two")).count();
    assert_eq!(ended, 4);
    assert!(run.progress().out_of_budget > 0);
    // It goes on in another run.
    let (more, _) = play(&mut runner(&plan, &all, false).expect("a run"), &scripted, usize::MAX);
    assert_eq!(rows(&(all + &more)).len(), plan.cells().len());
}

#[test]
fn what_cannot_be_played_is_said_before_anything_is_asked() {
    let cases = [
        ("babyai/goto", "babyai/nowhere", "no world is called \"babyai/nowhere\""),
        ("robust_naive", "clever", "nobody plays as \"clever\"; there are: naive, "),
        ("\"easy\"", "\"insane\"", "crafter has no difficulty \"insane\"; there are: easy, medium"),
        (
            "robust_naive",
            "tensorzero:history",
            "cannot play in crafter: the strategy tensorzero:history",
        ),
        ("babyai/goto", "tau-bench/retail", "tau-bench/retail needs its data"),
        ("babyai/goto", "tau-bench/moon", "no world is called \"tau-bench/moon\""),
    ];
    let text = PLAN.replace("[[agent]]\nstrategy = \"tensorzero:history\"\n", "");
    for (old, new, want) in cases {
        let plan = Plan::parse(&text.replacen(old, new, 1)).expect("a plan");
        let error = runner(&plan, "", false).err().map(|error| error.to_string());
        assert!(error.as_ref().is_some_and(|error| error.contains(want)), "{new}: {error:?}");
    }
}
