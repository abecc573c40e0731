//! The agent that calls a tool: its conversation.

use diorama::agent::rollout::{Came, Limits, Next, Rollout, Settings, Strategy};
use diorama::env::World;
use diorama::env::minigrid::Action;
use diorama::episode::{Player, Session};
use diorama::llm::{Answer, ChatRequest, Part, Said, Seal, StopReason, ToolCall, Turn};
use expect_test::expect;

use super::{calls, reply, request, rollout, says, session};

/// A conversation, without the task.
fn story(request: &ChatRequest) -> String {
    let mut lines = String::new();
    for turn in &request.turns[1..] {
        match turn {
            Turn::System { text } => lines += &format!("system: {text}\n"),
            Turn::User { text } => lines += &format!("user: {text}\n"),
            Turn::Tool(result) => {
                let failed = if result.is_error { " failed" } else { "" };
                lines += &format!("result {}{failed}: {}\n", result.call_id, result.content);
            }
            Turn::Assistant { parts } => {
                for part in parts {
                    match &part.said {
                        Said::Text { text } => lines += &format!("says: {text}\n"),
                        Said::Reasoning { text } => lines += &format!("thinks: {text}\n"),
                        Said::Call(call) => {
                            lines +=
                                &format!("calls {} {} {}\n", call.id, call.name, call.arguments);
                        }
                    }
                }
            }
        }
    }
    lines
}

fn answer(session: &mut Session<World>, rollout: &mut Rollout<World>, answer: Answer) {
    request(rollout, session);
    let came = rollout.answer(session, answer);
    assert!(matches!(came, Came::Acted { .. }), "{came:?}");
}

const LEFT: (&str, &str) = ("act", "{\"action\": \"turn left\"}");

#[test]
fn every_call_gets_its_result() {
    let (mut session, mut rollout) = (session("babyai/goto", 6), rollout("tools"));
    answer(&mut session, &mut rollout, calls(&[LEFT]));
    answer(&mut session, &mut rollout, calls(&[LEFT, ("act", "?"), LEFT]));
    answer(&mut session, &mut rollout, calls(&[("act", "{\"action\": \"fly\"}"), LEFT]));
    answer(&mut session, &mut rollout, says("I would rather talk."));
    session.act(Action::Right.into(), Player::Person).expect("a step");
    answer(&mut session, &mut rollout, says(""));
    expect![[r#"
        user: You see now:
        a wall 3 steps forward
        a wall 3 steps left
        a grey box 1 step left and 1 step forward
        calls call_0 act {"action": "turn left"}
        result call_0: You see now:
        a wall 3 steps forward
        a wall 3 steps right
        a grey box 1 step right and 1 step forward
        calls call_0 act {"action": "turn left"}
        calls call_1 act ?
        calls call_2 act {"action": "turn left"}
        result call_0: You see now:
        a wall 4 steps forward
        a wall 3 steps right
        result call_1 failed: Not done: the calls before it come first. Look at what you see now and call again.
        result call_2 failed: Not done: the calls before it come first. Look at what you see now and call again.
        calls call_0 act {"action": "fly"}
        calls call_1 act {"action": "turn left"}
        result call_0 failed: There is no action fly. This was done in its place: go forward.

        You see now:
        a wall 3 steps forward
        a wall 3 steps right
        result call_1 failed: Not done: the calls before it come first. Look at what you see now and call again.
        says: I would rather talk.
        user: You called no tool, so this was done in its place: go forward.

        You see now:
        a wall 2 steps forward
        a wall 3 steps right
        user: Someone else chose this time, and this was done: turn right.

        You see now:
        a wall 3 steps forward
        a wall 2 steps left
        a grey box 3 steps right and 1 step forward
        says: 
        user: You called no tool, so this was done in its place: go forward.

        You see now:
        a wall 2 steps forward
        a wall 2 steps left
        a grey box 3 steps right
    "#]].assert_eq(&story(&request(&mut rollout, &session)));
}

#[test]
fn the_tool_lists_the_actions() {
    let request = request(&mut rollout("tools"), &session("babyai/goto", 6));
    assert_eq!(request.tools.len(), 1);
    let tool = &request.tools[0];
    let names = &tool.parameters["properties"]["action"]["enum"];
    assert_eq!((tool.name.as_str(), names.as_array().map(Vec::len)), ("act", Some(6)));
    let Turn::System { text } = &request.turns[0] else { panic!("no system turn") };
    assert!(text.contains("go to the") && text.contains("- toggle: "), "{text}");
    let seven = super::request(&mut rollout("tools"), &self::session("BabyAI-GoToLocal-v0", 6));
    let names = &seven.tools[0].parameters["properties"]["action"]["enum"];
    assert_eq!(names.as_array().map(Vec::len), Some(7));
}

#[test]
fn thoughts_are_sent_back_with_their_seal() {
    let (mut session, mut rollout) = (session("babyai/goto", 6), rollout("tools"));
    let seal = Seal::AnthropicSignature { text: "c2lnbmVk".into() };
    let thought = Said::Reasoning { text: "Left it is.".into() };
    let call = ToolCall { id: "toolu_1".into(), name: "act".into(), arguments: LEFT.1.into() };
    let parts = vec![Part { said: thought, seal: Some(seal) }, Part::new(Said::Call(call))];
    answer(&mut session, &mut rollout, reply(parts.clone(), StopReason::ToolCalls));
    let turns = request(&mut rollout, &session).turns;
    assert_eq!(turns[2], Turn::Assistant { parts });
    let json = serde_json::to_string(&rollout).expect("JSON");
    let mut back: Rollout<World> = serde_json::from_str(&json).expect("a rollout");
    assert_eq!(request(&mut back, &session).turns, turns);
}

fn with(history_length: u32, calls_per_reply: u32) -> Rollout<World> {
    let strategy = Strategy::Tools { history_length, calls_per_reply, actions_per_call: 1 };
    Rollout::new(Settings::new(strategy), Limits::default())
}

#[test]
fn old_exchanges_are_left_out_whole() {
    let (mut session, mut rollout) = (session("babyai/goto", 6), with(2, 1));
    for _ in 0..5 {
        answer(&mut session, &mut rollout, calls(&[LEFT]));
    }
    let request = request(&mut rollout, &session);
    assert_eq!(request.turns.len(), 1 + 1 + 2 * 2);
    assert!(matches!(&request.turns[1], Turn::User { text } if text.contains("left out")));
    assert!(matches!(&request.turns[2], Turn::Assistant { .. }));
}

#[test]
fn a_reply_may_plan_ahead() {
    let three = || calls(&[LEFT, ("act", "{\"action\": \"toggle\"}"), LEFT, LEFT]);
    let (mut session, mut rollout) = (session("babyai/goto", 6), with(0, 3));
    answer(&mut session, &mut rollout, three());
    assert_eq!(rollout.next(&session), Next::Act(Action::Toggle.into()));
    // Stored in the middle it knows what it wanted.
    let json = serde_json::to_string(&rollout).expect("JSON");
    let mut back: Rollout<World> = serde_json::from_str(&json).expect("a rollout");
    let mut stories = Vec::new();
    for rollout in [&mut rollout, &mut back] {
        let mut session = session.clone();
        assert_eq!(rollout.act(&mut session), Ok(2));
        assert_eq!(rollout.act(&mut session), Ok(3));
        assert_eq!(rollout.act(&mut session), Ok(3), "the fourth is too many");
        stories.push(story(&request(rollout, &session)));
        answer(&mut session, rollout, calls(&[LEFT]));
        assert!(rollout.again(&session, 1).expect("the line").is_exact);
        assert_eq!((rollout.call_at(&session, 2), rollout.call_at(&session, 4)), (None, Some(1)));
    }
    assert_eq!(stories[0], stories[1]);
    expect![[r#"
        user: You see now:
        a wall 3 steps forward
        a wall 3 steps left
        a grey box 1 step left and 1 step forward
        calls call_0 act {"action": "turn left"}
        calls call_1 act {"action": "toggle"}
        calls call_2 act {"action": "turn left"}
        calls call_3 act {"action": "turn left"}
        result call_0: You see now:
        a wall 3 steps forward
        a wall 3 steps right
        a grey box 1 step right and 1 step forward
        result call_1: You see now:
        a wall 3 steps forward
        a wall 3 steps right
        a grey box 1 step right and 1 step forward
        result call_2: You see now:
        a wall 4 steps forward
        a wall 3 steps right
        result call_3 failed: Not done: the calls before it come first. Look at what you see now and call again.
    "#]].assert_eq(&stories[0]);
    // Someone takes over before it comes to that.
    session.act(Action::Right.into(), Player::Person).expect("a step");
    expect![[r#"
        user: You see now:
        a wall 3 steps forward
        a wall 3 steps left
        a grey box 1 step left and 1 step forward
        calls call_0 act {"action": "turn left"}
        calls call_1 act {"action": "toggle"}
        calls call_2 act {"action": "turn left"}
        calls call_3 act {"action": "turn left"}
        result call_0: You see now:
        a wall 3 steps forward
        a wall 3 steps right
        a grey box 1 step right and 1 step forward
        result call_1 failed: Not done: the calls before it come first. Look at what you see now and call again.
        result call_2 failed: Not done: the calls before it come first. Look at what you see now and call again.
        result call_3 failed: Not done: the calls before it come first. Look at what you see now and call again.
        user: Someone else chose this time, and this was done: turn right.

        You see now:
        a wall 3 steps forward
        a wall 3 steps left
        a grey box 1 step left and 1 step forward
    "#]].assert_eq(&story(&request(&mut rollout, &session)));
}
