//! Harbor Books as a world of experiments: no data, no key.

use diorama::agent::support::books::Clerk;
use diorama::experiment::{Journal, Plan, report::report};
use diorama::llm::{Answer, ChatRequest};

use super::runs::{play, rows, runner};

const PLAN: &str = r#"
[[model]]
model = "clerk"
[[agent]]
strategy = "tool-calling"
[[agent]]
strategy = "expert"
[[agent]]
strategy = "noop"
[[agent]]
strategy = "scripted"
[[world]]
id = "books"
seeds = "0..27"
[[world]]
id = "books/7"
seeds = [3]
"#;

const ELSEWHERE: &str = r#"
[[agent]]
strategy = "scripted"
[[world]]
id = "babyai/goto"
"#;

/// A model that is none: the script, by the conversation alone.
fn clerk(request: &ChatRequest) -> Answer {
    Answer { cost_usd: Some(0.001), ..Answer::at_once(Ok(Clerk::reply(request))) }
}

#[test]
fn every_task_is_played_by_baselines_and_models() {
    let plan = Plan::parse(PLAN).expect("a plan");
    let begin = Journal::begin(&plan).line();
    let (text, _) = play(&mut runner(&plan, "", false).expect("a run"), &clerk, usize::MAX);
    let all = rows(&(begin.clone() + &text));
    assert_eq!(all.len(), 4 * 29);
    let solved = |agent: &str| {
        let of_agent = all.iter().filter(|row| row.agent == agent);
        of_agent.filter(|row| row.success && row.error.is_none()).count()
    };
    assert_eq!(["expert", "scripted", "tool-calling"].map(solved), [29; 3]);
    assert_eq!(solved("noop"), 6, "where refusing is right");
    let told = report(&all);
    assert!(told.contains("clerk / tool-calling in books\n🏆 Average reward: 1.0\n"), "{told}");
    // Cut off anywhere, it goes on and comes to the same.
    let (part, _) = play(&mut runner(&plan, "", false).expect("a run"), &clerk, 60);
    let (rest, _) = play(
        &mut runner(&plan, &(begin.clone() + &part), false).expect("a run"),
        &clerk,
        usize::MAX,
    );
    assert_eq!(rows(&(begin + &part + &rest)), all);
}

#[test]
fn what_a_shop_does_not_have_is_said() {
    let cases = [
        (PLAN.replace("\"0..27\"", "[28]"), "books has 28 tasks, and none has the number 28"),
        (PLAN.replace("books/7", "books/x"), "no world is called \"books/x\""),
        (ELSEWHERE.to_owned(), "the script is of Harbor Books"),
    ];
    for (text, want) in cases {
        let plan = Plan::parse(&text).expect("a plan");
        let error = runner(&plan, "", false).err().expect(want).to_string();
        assert!(error.contains(want), "{error}");
    }
}
