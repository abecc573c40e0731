//! Our own wording, as a model reads it.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use diorama::agent::prompt::{
    AgentKind, BalrogAgent, BalrogWording, Choices, Demonstration, TensorZeroAgent,
    TensorZeroWording, Variant,
};
use diorama::env::minigrid::Action;
use diorama::llm::Message;
use diorama::rng::Pcg64;
use expect_test::expect;

use super::{CHOICES, usual};

/// A conversation as a person reads it.
fn transcript(messages: &[Message]) -> String {
    let turn = |message: &Message| format!("[{}]\n{}\n", message.role, message.content);
    messages.iter().map(turn).collect()
}

/// An agent's second conversation, without the instruction.
fn second(mut agent: BalrogAgent<Action>, reply: &str) -> String {
    agent.messages("a red ball 2 steps forward");
    agent.read(reply);
    transcript(&agent.messages("a red ball 1 step forward")[1..])
}

#[test]
fn the_instruction() {
    let instruction = BalrogWording::default().babyai_instruction("go to the red ball", &CHOICES);
    expect![[r#"
        You steer an agent through a world of square cells, one action at a time. Your task: go to the red ball.

        Each action is written below before the colon; what it does stands after it.

        turn left: turn a quarter to the left on the spot,
        turn right: turn a quarter to the right on the spot,
        go forward: walk to the cell ahead if nothing stands in it,
        pick up: take the thing from the cell directly ahead if your hands are empty,
        drop: put what you carry down in the cell directly ahead if that is empty,
        toggle: open or close the door directly ahead; a box breaks and shows what was in it.

        After each action you are told what you see: the things in the seven by seven cells that lie ahead of you and to both sides, as far as walls and closed doors let you look. Distances are counted in steps from where you stand, and directions from where you look. If nothing is told, nothing but bare floor is in sight.

        Good to know:
        - What you want to pick up, open or stand in front of has to be in the cell directly ahead: 1 step forward.
        - You carry one thing at a time, and it needs an empty cell ahead to be put down.
        - To open a locked door, carry the key of its colour and toggle the door.
        - To go to a thing means to stand beside it and look at it.
        - If you are told the same as before, the action most likely changed nothing: try another.

        Begin now!"#]].assert_eq(&instruction);
    // Other worlds offer other actions.
    let three = Choices::grid(Action::ALL.split_at(3).0);
    let instruction = BalrogWording::default().babyai_instruction("get to the goal", &three);
    assert_eq!(
        instruction.lines().filter(|line| line.contains(": ") && line.ends_with(',')).count(),
        2
    );
}

#[test]
fn the_naive_agent_says() {
    let found = second(usual(AgentKind::Naive), "jump");
    expect![[r#"
        [user]
        You were told:
        a red ball 2 steps forward
        [assistant]
        jump
        [user]
        Now you are told:
        Your last answer did not name an action from the list, so this was done in its place: go forward

        After it you see:
        a red ball 1 step forward

        Answer with the name of one action from the list and with nothing else, each time anew until the episode is over.
    "#]].assert_eq(&found);
}

#[test]
fn the_robust_naive_agent_says() {
    let found = second(usual(AgentKind::RobustNaive), "<|ACTION|>go forward<|END|>");
    expect![[r#"
        [user]
        You were told:
        a red ball 2 steps forward
        [assistant]
        go forward
        [user]
        Now you are told:
        a red ball 1 step forward

        Choose one action from the list and answer in exactly this form:

        <|ACTION|>name of the action<|END|>

        Write nothing before it, after it or between its parts.
    "#]]
    .assert_eq(&found);
}

#[test]
fn the_cot_agent_says() {
    let found = second(usual(AgentKind::Cot), "The ball is ahead.\nACTION: go forward");
    expect![[r#"
        [user]
        You were told:
        a red ball 2 steps forward
        [assistant]
        My thoughts:
        The ball is ahead.
        ACTION: go forward
        [user]
        Now you are told:
        a red ball 1 step forward

        Think it through first, step by step, and say what speaks for which action.
        Then end with a line that names the one you choose, in this form: ACTION: <name of the action>
    "#]].assert_eq(&found);
}

#[test]
fn the_robust_cot_agent_says() {
    let found =
        second(usual(AgentKind::RobustCot), "The ball is ahead. <|ACTION|>go forward<|END|>");
    expect![[r#"
        [user]
        You were told:
        a red ball 2 steps forward
        [assistant]
        go forward
        [user]
        Now you are told:
        a red ball 1 step forward

        Think first about which action serves the task best.
        Then choose one action from the list and write it in exactly this form, once:

        <|ACTION|>name of the action<|END|>

        The name is spelled as in the list.
    "#]]
    .assert_eq(&found);
}

#[test]
fn the_planner_says() {
    let found = second(usual(AgentKind::Custom), "PLAN: walk to the ball\nACTION: go forward");
    expect![[r#"
        [user]
        You were told:
        a red ball 2 steps forward
        [assistant]
        go forward
        [user]
        Now you are told:
        a red ball 1 step forward

        Your plan so far:
        walk to the ball

        If you have a plan, see whether it still holds after what you see now; if you have none, make one.
        Then choose the next action. Each answer must name one.
        Answer in this form:
        PLAN: <the whole new plan, or "No changes to the plan." to keep the one above>
        ACTION: <name of the action>
    "#]].assert_eq(&found);
}

#[test]
fn the_few_shot_agent_says() {
    let steps = vec![("go forward".to_owned(), "a red ball 1 step forward".to_owned())];
    let demonstration = Demonstration { first: "a red ball 2 steps forward".to_owned(), steps };
    let agent = usual(AgentKind::FewShot).with_demonstrations(vec![demonstration]);
    let mut told = agent.clone();
    let instruction = &told.messages("")[0].content;
    assert!(!instruction.contains("Begin now!"), "{instruction}");
    expect!["Before you begin, read how others played: each example shows what was seen and the action that was taken."].assert_eq(instruction.lines().next_back().unwrap_or_default());
    expect![[r#"
        [user]
        === Example 1 begins ===
        [user]
        Seen:
        a red ball 2 steps forward
        [assistant]
        go forward
        [user]
        Seen:
        a red ball 1 step forward
        [user]
        === Example 1 ends ===
        [user]
        === From here on you play ===
        [user]
        You were told:
        a red ball 2 steps forward
        [assistant]
        turn left
        [user]
        Now you are told:
        a red ball 1 step forward

        Answer with the name of one action from the list and with nothing else, each time anew until the episode is over.
    "#]].assert_eq(&second(agent, "turn left"));
}

/// A variant's second conversation.
fn variant(variant: Variant) -> String {
    let wording = TensorZeroWording::own(variant);
    let mut agent = TensorZeroAgent::new(wording, 8, "go to the red ball".to_owned(), CHOICES);
    agent.messages("a red ball 2 steps forward");
    agent.read(Some(r#"{"action": "go forward"}"#), &mut Pcg64::new(0));
    transcript(&agent.messages("a red ball 1 step forward"))
}

#[test]
fn the_baseline_says() {
    expect![[r#"
        [system]
        You steer an agent through a world of square cells, one action at a time.
        Your task: go to the red ball.
        These are the actions; each is written before the colon, and what it does stands after it:

        turn left: turn a quarter to the left on the spot
        turn right: turn a quarter to the right on the spot
        go forward: walk to the cell ahead if nothing stands in it
        pick up: take the thing from the cell directly ahead if your hands are empty
        drop: put what you carry down in the cell directly ahead if that is empty
        toggle: open or close the door directly ahead; a box breaks and shows what was in it

        With each message you are told what you see. Distances are counted in steps from where you stand, and directions from where you look.

        Good to know:

        - What you want to pick up, open or stand in front of has to be in the cell directly ahead: 1 step forward.
        - To open a locked door, carry the key of its colour and toggle the door.
        - To go to a thing means to stand beside it and look at it.
        - If you are told the same as before, the action most likely changed nothing: try another.

        Begin now!
        [user]
        You see now:
        a red ball 1 step forward

        Answer with one JSON object of this form and nothing else:

        {
          "thinking": "...",
          "action": "..."
        }

        The "action" is required: the name of one action, spelled as in the list.

        An example of what you might see:
        a wall 3 steps forward
        a green ball 1 step right and 1 step forward

        And of an answer to it:
        {"thinking": "The ball is one step ahead and one to the right. After one step it is beside me.", "action": "go forward"}
    "#]].assert_eq(&variant(Variant::Baseline));
}

#[test]
fn history_and_reasoning_say() {
    expect![[r#"
        [system]
        You steer an agent through a world of square cells, one action at a time.
        Your task: go to the red ball.
        These are the actions; each is written before the colon, and what it does stands after it:

        turn left: turn a quarter to the left on the spot
        turn right: turn a quarter to the right on the spot
        go forward: walk to the cell ahead if nothing stands in it
        pick up: take the thing from the cell directly ahead if your hands are empty
        drop: put what you carry down in the cell directly ahead if that is empty
        toggle: open or close the door directly ahead; a box breaks and shows what was in it

        With each message you are told what you see now, and before it the last steps: what you saw and what you did. Distances are counted in steps from where you stand, and directions from where you look.

        Good to know:

        - What you want to pick up, open or stand in front of has to be in the cell directly ahead: 1 step forward.
        - To open a locked door, carry the key of its colour and toggle the door.
        - To go to a thing means to stand beside it and look at it.
        - If you are told the same as before, the action most likely changed nothing: try another.

        Begin now!
        [user]
        The last steps:
        You saw:
        a red ball 2 steps forward

        You did: go forward


        You see now:
        a red ball 1 step forward

        Answer with one JSON object of this form and nothing else:

        {
          "thinking": "...",
          "action": "..."
        }

        Use "thinking" to weigh the actions, step by step, before you choose.
        The "action" is required: the name of one action, spelled as in the list.

        An example of what you might see:
        a wall 3 steps forward
        a green ball 1 step right and 1 step forward

        And of an answer to it:
        {"thinking": "The ball is one step ahead and one to the right. After one step it is beside me.", "action": "go forward"}
    "#]].assert_eq(&variant(Variant::HistoryAndReasoning));
}

#[test]
fn the_variants_differ_where_they_should() {
    let [baseline, history, reasoning, both] = Variant::ALL.map(variant);
    let shown = "The last steps:\nYou saw:\na red ball 2 steps forward\n\nYou did: go forward\n";
    let asked = "Use \"thinking\" to weigh";
    for (text, is_shown, is_asked) in [
        (baseline, false, false),
        (history, true, false),
        (reasoning, false, true),
        (both, true, true),
    ] {
        assert_eq!(text.contains(shown), is_shown, "{text}");
        assert_eq!(text.contains(asked), is_asked, "{text}");
    }
}
