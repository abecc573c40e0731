//! The rows that each world's episodes come to, and their checklists.

use std::sync::Arc;

use diorama::agent::support::{Chance, Told, Wording, read_results};
use diorama::env::crafter::{Action, CrafterEnv, Options};
use diorama::env::support::{Action as Deed, Desk, Domain, Split};
use diorama::env::{Env, Seed};
use diorama::experiment::{
    Due, EpisodeRow, Journal, Party, Plan, Runner, Stage, export::rows_jsonl, report::report,
};
use diorama::judge::{Checklist, PartState, Referee};
use diorama::llm::{Answer, ChatReply, Part, Said, ToolCall};
use diorama::python::shared::loads;

use super::runs::{PLAN, play, rows, runner, says, scripted};
use crate::support::shop;

#[test]
fn crafter_s_rows_tell_achievements_and_steps() {
    let text = PLAN.replace("[[agent]]\nstrategy = \"tensorzero:history\"\n", "");
    let text = text.replace("max_steps = 5", "max_steps = 200");
    let plan = Plan::parse(&text).expect("a plan");
    let (text, _) = play(&mut runner(&plan, "", false).expect("a run"), &scripted, usize::MAX);
    let rows = rows(&(Journal::begin(&plan).line() + &text));
    let expert = rows.iter().find(|row| row.world == "crafter" && row.agent == "expert");
    let expert = expert.expect("the expert's row");
    assert!(expert.achievements.len() > 2, "{:?}", expert.achievements);
    assert!(expert.achievements.is_sorted_by_key(|unlock| unlock.step));
    let share = expert.achievements.len() as f64 / 22.0;
    assert!((expert.scores["progress"] - share).abs() < 1e-4, "{:?}", expert.scores);
    let steps = expert.more["step_results"].as_array().expect("steps");
    assert_eq!(steps.len(), 200);
    // The seed's fields, and the achievement of the turn at which it was unlocked.
    let first = &expert.achievements[0];
    let step = &steps[first.step as usize];
    assert_eq!(
        (step["step"].as_u64(), step["achievement"].as_str()),
        (Some(first.step.into()), Some(first.name.as_str()))
    );
    assert!(step["health"].as_u64().is_some_and(|health| health <= 9) && step["hunger"].is_u64());
    let grid = rows.iter().find(|row| row.world == "babyai/goto").expect("a row");
    assert!(grid.more["mission"].as_str().is_some_and(|mission| mission.starts_with("go to")));
    // Journals have what tables need: what was told, and what each action led to.
    let step = text.lines().find(|line| line.contains(r#""event":"step""#)).expect("a step");
    let step: serde_json::Value = serde_json::from_str(step).expect("JSON");
    let trace = &step["data"]["trace"];
    assert!(trace["observation"].is_string() && trace["actions"][0]["name"].is_string(), "{trace}");
    assert_eq!(trace["at_ms"].as_i64(), Some(7));
    let told = report(&rows);
    assert!(told.contains("Early (0-25) Mid (26-50)  Late (51+)"), "{told}");
    assert!(told.contains("Crafter score"), "{told}");
    assert_eq!(rows_jsonl(&rows).lines().count(), rows.len());
}

#[test]
fn achievements_are_crafter_s_checklist() {
    let mut env = CrafterEnv::new(Options::SYNTH);
    env.reset(Seed(3));
    let mut referee = Referee::new(&env.parts());
    assert_eq!(referee.milestones().len(), 22);
    for at in 0..400 {
        if env.step(&Action::ALL[at * 7 % Action::ALL.len()]).is_err() {
            break;
        }
        referee.step(&env.parts());
    }
    let done = referee.milestones().iter().filter(|part| part.done_at.is_some()).count();
    assert_eq!(done, env.game().unlocked().len());
}

fn gold() -> [Deed; 2] {
    [
        ("get_order_details", r##"{"order_id": "#W1"}"##),
        ("cancel_pending_order", r##"{"order_id": "#W1", "reason": "no longer needed"}"##),
    ]
    .map(|(name, kwargs)| {
        let kwargs = loads(kwargs).expect("JSON");
        Deed::new(name, kwargs.as_map().expect("arguments").clone())
    })
}

#[test]
fn a_customer_s_case_is_checked_part_by_part_before_and_after_its_grading() {
    let world = shop();
    let task = world.task(Split::Test, 0).expect("a task").clone();
    let mut desk = Desk::new(&world, &task);
    let done =
        |desk: &Desk| -> Vec<bool> { desk.parts().iter().map(|part| part.is_done).collect() };
    // The data base, two outputs, two gold actions.
    assert_eq!(done(&desk), [false; 5]);
    let [look, cancel] = gold();
    desk.act(&look).expect("an action");
    assert_eq!(done(&desk), [false, false, false, true, false]);
    desk.act(&cancel).expect("an action");
    desk.act(&Deed::respond("Cancelled, ADA: 41.00 back")).expect("words");
    assert_eq!(done(&desk), [true; 5]);
    let before: Vec<PartState> = desk.parts();
    desk.hear(&"###STOP###".into()).expect("a verdict");
    assert_eq!(
        desk.parts(),
        before,
        "grading puts the gold actions into the list; they are not the agent's"
    );
    assert_eq!(desk.own_actions().len(), 3);
    assert!(desk.actions().len() > 3);
    // Another episode is graded without having done anything.
    let mut idle = Desk::new(&world, &task);
    idle.act(&Deed::respond("No.")).expect("words");
    idle.hear(&"###STOP###".into()).expect("a verdict");
    assert_eq!(done(&idle), [false; 5]);
}

fn stage() -> Stage {
    let told = || Told {
        with: "You want: {instruction}".to_owned(),
        without: "You want nothing.".to_owned(),
    };
    let wording = Wording {
        greeting: "Hello?".to_owned(),
        customer: told(),
        thinking_customer: told(),
        verify: "{transcript}{response}".to_owned(),
        reflect: "{transcript}{response}".to_owned(),
        act: "Act.".to_owned(),
        react: "Think, act.".to_owned(),
    };
    Stage {
        support: [(Domain::Retail, shop())].into(),
        wording: Some(Arc::new(wording)),
        ..Stage::default()
    }
}

const SUPPORT: &str = r#"
trials = 2
[[model]]
model = "agent"
[[agent]]
strategy = "tool-calling"
[[agent]]
strategy = "expert"
[[agent]]
strategy = "noop"
[[world]]
id = "tau-bench/retail"
seeds = [0]
user = { strategy = "llm", model = "customer" }
"#;

/// The agent does what is right in the first trial and gives up in the second; the customer says two things.
fn answers(party: Party, trial: u32, told: usize) -> Answer {
    let call = |deed: &Deed| {
        let arguments = diorama::python::shared::dumps_value(&deed.kwargs.clone().into());
        let call = ToolCall { id: "c".to_owned(), name: deed.name.to_string(), arguments };
        let parts = vec![Part::new(Said::Call(call))];
        let reply = says("").reply().cloned().expect("a reply");
        Answer { cost_usd: Some(0.01), ..Answer::at_once(Ok(ChatReply { parts, ..reply })) }
    };
    match (party, trial, told) {
        (Party::Customer, _, 0) => says("Cancel my lamps, please."),
        (Party::Customer, ..) => says("Thanks. ###STOP###"),
        (Party::Agent, 0, turn @ 0..=1) => call(&gold()[turn]),
        (Party::Agent, 0, _) => says("Done, Ada: 41.00 back."),
        (Party::Agent, ..) => says("I cannot."),
    }
}

/// Plays to the end, or until so many answers came.
fn serve(run: &mut Runner, counts: &mut [[usize; 2]], most: usize) -> String {
    let mut text = String::new();
    let mut flying = Vec::new();
    for _ in 0..most {
        loop {
            match run.due() {
                Due::Ask(question) => flying.push(question),
                Due::Write(events) => events.iter().for_each(|event| text += &event.line()),
                Due::Busy => {}
                Due::Nothing => break,
            }
        }
        let Some(question) = flying.pop() else { break };
        let count = &mut counts[question.cell.trial as usize][question.party as usize];
        let answer = answers(question.party, question.cell.trial, *count);
        *count += 1;
        for event in run.answer(question.at, answer, None) {
            text += &event.line();
        }
    }
    text
}

#[test]
fn customer_support_is_played_graded_and_resumed() {
    let plan = Plan::parse(SUPPORT).expect("a plan");
    let begin = Journal::begin(&plan).line();
    let run = |text: &str| {
        let journal = Journal::read(text).expect("a journal");
        Runner::new(plan.clone(), plan.cells(), stage(), journal, false).expect("a run")
    };
    let text = serve(&mut run(""), &mut [[0; 2]; 2], usize::MAX);
    let want = rows(&(begin.clone() + &text));
    assert_eq!(want.len(), 6);
    let row = |agent: &str, trial| -> &EpisodeRow {
        want.iter().find(|row| row.agent == agent && row.trial == trial).expect("a row")
    };
    let solved = row("tool-calling", 0);
    assert!(solved.success && solved.error.is_none(), "{solved:?}");
    assert_eq!((solved.steps, solved.termination.as_deref()), (3, Some("environment_done")));
    let scores =
        ["database", "outputs", "gold_actions", "progress"].map(|name| solved.scores[name]);
    assert!(scores.iter().all(|score| *score >= 1.0), "{scores:?}");
    assert_eq!(solved.cost_usd, Some(0.02));
    let missed = row("tool-calling", 1);
    assert!(!missed.success && missed.scores["gold_actions"] == 0.0, "{missed:?}");
    assert!(row("expert", 0).success && !row("noop", 0).success);
    // The original's own row is kept.
    let results = read_results(&format!("[{}]", solved.more["result"])).expect("a result");
    assert_eq!((results[0].score().is_success(), results[0].traj.len() > 4), (true, true));
    let told = report(&want);
    assert!(told.contains("📈 Pass^k\n  k=1: 0.5\n  k=2: 0.0\n"), "{told}");
    // Cut off anywhere, it goes on.
    for most in 1..8 {
        let mut counts = [[0; 2]; 2];
        let part = serve(&mut run(""), &mut counts, most);
        let rest = serve(&mut run(&(begin.clone() + &part)), &mut counts, usize::MAX);
        assert_eq!(rows(&format!("{begin}{part}{rest}")), want, "after {most} answers");
    }
}

#[test]
fn a_task_that_does_not_exist_is_said() {
    let plan = Plan::parse(&SUPPORT.replace("[0]", "[0, 99]")).expect("a plan");
    let run = Runner::new(plan.clone(), plan.cells(), stage(), Journal::default(), false);
    let error = run.err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("tau-bench/retail has 2 tasks, and none has the number 99"));
}

#[test]
fn chance_serves_customers_by_valid_calls_and_the_same_trial_by_the_same() {
    let support = SUPPORT.replace("strategy = \"noop\"", "strategy = \"random\"");
    let plan = Plan::parse(&support.replace("trials = 2", "trials = 8")).expect("a plan");
    let play = || {
        let journal = Journal::default();
        let run = Runner::new(plan.clone(), plan.cells(), stage(), journal, false);
        let text = serve(&mut run.expect("a run"), &mut vec![[0; 2]; 8], usize::MAX);
        rows(&(Journal::begin(&plan).line() + &text))
    };
    let first = play();
    let drawn: Vec<&EpisodeRow> = first.iter().filter(|row| row.agent == "random").collect();
    assert_eq!(drawn.len(), 8);
    assert!(drawn.iter().all(|row| row.error.is_none() && row.steps > 0), "{drawn:?}");
    let lengths: std::collections::BTreeSet<u32> = drawn.iter().map(|row| row.steps).collect();
    assert!(lengths.len() > 1, "trials differ: {lengths:?}");
    assert_eq!(first, play());
}

#[test]
fn chance_names_records_that_there_are() {
    let world = shop();
    let mut chance = Chance::new(&world, 0, 0);
    let (mut data, mut good) = (world.fresh(), 0);
    for _ in 0..200 {
        let action = chance.draw().expect("a shop has tools");
        let tool = world.domain().tool(&action.name).expect("a tool that there is");
        assert_eq!(action.kwargs.len(), tool.parameters.len(), "{action:?}");
        let seen = world.call(&mut data, &action.name, &action.kwargs);
        good += usize::from(seen.is_some_and(|seen| !seen.starts_with("Error: ")));
    }
    assert!(good > 30, "{good} of 200 calls came to something");
}

#[test]
fn what_a_paid_reply_broke_is_played_again_from_its_start_when_that_is_asked_for() {
    let text = SUPPORT.replace("trials = 2", "trials = 1");
    let plan = Plan::parse(&text).expect("a plan");
    let begin = Journal::begin(&plan).line();
    let run = |text: &str, again: bool| {
        let journal = Journal::read(text).expect("a journal");
        Runner::new(plan.clone(), plan.cells(), stage(), journal, again).expect("a run")
    };
    // The agent's second reply is no call that anyone could read.
    let broken = |party: Party, told: usize| match (party, told) {
        (Party::Agent, 1) => {
            let call = ToolCall {
                id: "c".to_owned(),
                name: "get_order_details".to_owned(),
                arguments: "{\"order_id\": ".to_owned(),
            };
            let reply = says("").reply().cloned().expect("a reply");
            let parts = vec![Part::new(Said::Call(call))];
            Answer { cost_usd: Some(0.01), ..Answer::at_once(Ok(ChatReply { parts, ..reply })) }
        }
        (party, told) => answers(party, 0, told),
    };
    let play = |mut run: Runner, reply: &dyn Fn(Party, usize) -> Answer| {
        let (mut text, mut counts) = (String::new(), [0; 2]);
        loop {
            let events = match run.due() {
                Due::Ask(question) => {
                    let told = counts[question.party as usize];
                    counts[question.party as usize] += 1;
                    run.answer(question.at, reply(question.party, told), None)
                }
                Due::Write(events) => events,
                Due::Busy => Vec::new(),
                Due::Nothing => return (text, counts),
            };
            events.iter().for_each(|event| text += &event.line());
        }
    };
    let (first, _) = play(run("", false), &broken);
    let all = begin.clone() + &first;
    let served = |text: &str| {
        let found = rows(text).into_iter().find(|row| row.agent == "tool-calling");
        found.expect("the row")
    };
    assert!(served(&all).error.is_some(), "{:?}", served(&all));
    // Not asked for, it stays as it is.
    assert_eq!(play(run(&all, false), &broken), (String::new(), [0; 2]));
    let good = |party: Party, told: usize| answers(party, 0, told);
    let (rest, counts) = play(run(&all, true), &good);
    assert_eq!(counts[0], 3, "the whole episode is played again");
    let mended = all + &rest;
    assert!(served(&mended).success && served(&mended).error.is_none(), "{:?}", served(&mended));
    let journal = Journal::read(&mended).expect("a journal");
    // What was paid before counts on.
    assert!(journal.cost_usd() > 0.029, "{}", journal.cost_usd());
    assert_eq!(play(run(&mended, true), &good), (String::new(), [0; 2]));
    // Killed in the second try, it goes on there.
    let cut: String = rest.lines().take(3).map(|line| format!("{line}\n")).collect();
    let part = begin + &first + &cut;
    // One reply of each side is known.
    let (more, counts) = play(run(&part, false), &|party, told| good(party, told + 1));
    assert!(served(&format!("{part}{more}")).success, "{counts:?}");
}

#[test]
fn baselines_are_timed_by_a_clock_and_models_by_their_answers() {
    fn clock() -> f64 {
        use std::sync::atomic::{AtomicU32, Ordering};
        static TICKS: AtomicU32 = AtomicU32::new(0);
        f64::from(TICKS.fetch_add(1, Ordering::Relaxed))
    }
    let plan = super::runs::grid_plan();
    let mut run = runner(&plan, "", false).expect("a run").with_clock(clock);
    let (text, _) = play(&mut run, &scripted, usize::MAX);
    for row in rows(&(Journal::begin(&plan).line() + &text)) {
        let want = if row.model.is_some() { 3.0 * f64::from(row.steps) } else { 1.0 };
        assert!(row.duration_ms >= want && (row.model.is_none() || row.duration_ms <= want));
    }
}
