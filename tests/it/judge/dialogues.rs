//! Conversations of a simulated user with an agent, step by step.

use diorama::judge::{
    DialogueEnd, DialogueNext, JudgeReply, STOP_SEQUENCE, UserDialogue, UserProxy, scripted_agent,
    scripted_user,
};
use diorama::llm::{
    Answer, ChatError, ChatReply, ChatRequest, ErrorKind, Message, Part, Said, StopReason,
    ToolCall, Turn,
};

const TASK: &str = "Return the blue kettle. Send the receipt by post and change the address";

fn dialogue(most_turns: usize) -> UserDialogue {
    let user = UserProxy::new(TASK, &["All of it is done."]).expect("a task");
    let mut base = ChatRequest::default();
    base.turns.push(Message::system("You serve a shop.").into());
    UserDialogue::new(user, ChatRequest::default(), base, most_turns)
}

/// Leads it to its end; `between` may change it after each reply. Counts the questions to both.
fn finish(
    mut talk: UserDialogue,
    agent: impl Fn(&ChatRequest) -> Answer,
    between: impl Fn(UserDialogue) -> UserDialogue,
) -> (UserDialogue, DialogueEnd, [usize; 2]) {
    let mut asked = [0, 0];
    loop {
        match talk.next() {
            DialogueNext::User(request) => {
                asked[0] += 1;
                talk.user_says(scripted_user(&request));
            }
            DialogueNext::Agent(request) => {
                asked[1] += 1;
                talk.agent_says(agent(&request));
            }
            DialogueNext::Over(end) => return (talk, end, asked),
        }
        talk = between(talk);
    }
}

fn scripted(request: &ChatRequest) -> Answer {
    Answer::at_once(Ok(scripted_agent(request)))
}

#[test]
fn two_scripts_talk_until_the_task_is_done() {
    let (talk, end, asked) = finish(dialogue(15), scripted, |talk| talk);
    assert_eq!(end, DialogueEnd::User { check: "All of it is done.".to_owned() });
    // Two questions for each message of the user, the last of which ends it.
    assert_eq!(asked, [6, 2]);
    let trace = talk.trace();
    let told: Vec<(&str, String)> = trace
        .turns()
        .iter()
        .map(|turn| {
            let said = turn.agent_response.as_ref().expect("a response");
            (turn.agent_input.as_str(), said.response.text())
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "Return the blue kettle.",
                "[scripted agent (no model)] Done: Return the blue kettle.".to_owned()
            ),
            (
                "Send the receipt by post and change the address.",
                "[scripted agent (no model)] Done: Send the receipt by post.".to_owned()
            ),
        ]
    );
    assert_eq!(diorama::judge::total_tokens(trace.turns()), Ok(0));
}

#[test]
fn it_goes_on_from_any_place_it_was_stored_at() {
    let whole = finish(dialogue(15), scripted, |talk| talk);
    let stored = finish(dialogue(15), scripted, |talk| {
        let json = serde_json::to_string(&talk).expect("plain data");
        serde_json::from_str(&json).expect("what was stored")
    });
    assert_eq!(stored, whole);
}

#[test]
fn the_agent_is_asked_with_all_that_was_said_and_never_hears_the_end() {
    let heard = std::cell::RefCell::new(Vec::new());
    let agent = |request: &ChatRequest| {
        heard.borrow_mut().push(request.clone());
        scripted(request)
    };
    finish(dialogue(15), agent, |talk| talk);
    let heard = heard.into_inner();
    let roles = |request: &ChatRequest| -> String {
        let role = |turn: &Turn| match turn {
            Turn::System { .. } => 's',
            Turn::User { .. } => 'u',
            Turn::Assistant { .. } => 'a',
            Turn::Tool(_) => 't',
        };
        request.turns.iter().map(role).collect()
    };
    assert_eq!(heard.iter().map(roles).collect::<Vec<_>>(), ["su", "suau"]);
    let text = format!("{heard:?}");
    assert!(text.contains("You serve a shop.") && !text.contains(STOP_SEQUENCE), "{text}");
}

#[test]
fn limits_silence_and_failures_end_it_in_words() {
    let (talk, end, _) = finish(dialogue(1), scripted, |talk| talk);
    assert_eq!((end, talk.trace().turns().len()), (DialogueEnd::MaxTurns, 1));
    let (_, end, asked) = finish(dialogue(0), scripted, |talk| talk);
    assert_eq!((end, asked), (DialogueEnd::MaxTurns, [0, 0]));
    // The agent's server is gone.
    let gone = |_: &ChatRequest| {
        Answer::at_once(Err(ChatError::new(ErrorKind::Unreachable, "no such host")))
    };
    let (talk, end, _) = finish(dialogue(9), gone, |talk| talk);
    let DialogueEnd::Failed { why } = &end else { panic!("{end:?}") };
    assert!(why.contains("the agent: ") && why.contains("no such host"), "{why}");
    assert!(talk.trace().turns().is_empty() && talk.end() == Some(&end));
    // The user's model fails, or says nothing.
    let user = |reply: JudgeReply| {
        let mut talk = dialogue(9);
        loop {
            match talk.next() {
                DialogueNext::User(_) => talk.user_says(reply.clone()),
                DialogueNext::Agent(request) => talk.agent_says(scripted(&request)),
                DialogueNext::Over(end) => return end,
            }
        }
    };
    let failed = user(JudgeReply { status: 503, ..JudgeReply::default() });
    assert!(matches!(&failed, DialogueEnd::Failed { why } if why.contains("060010")), "{failed:?}");
    assert_eq!(user(JudgeReply::said(" \n")), DialogueEnd::Silence);
}

#[test]
fn tools_that_an_agent_calls_are_steps_and_a_wordless_agent_did_not_respond() {
    let calls = |_: &ChatRequest| {
        let call = |name: &str, arguments: &str| {
            let (name, arguments) = (name.to_owned(), arguments.to_owned());
            Part::new(Said::Call(ToolCall { id: "c".to_owned(), name, arguments }))
        };
        Answer::at_once(Ok(ChatReply {
            parts: vec![
                Part::new(Said::Reasoning { text: "a kettle".to_owned() }),
                call("return_item", "{\"item\": \"kettle\", \"count\": 1}"),
                call("odd", "[}"),
            ],
            stop: StopReason::ToolCalls,
            stop_word: None,
            usage: None,
            model: None,
            id: None,
        }))
    };
    let (talk, ..) = finish(dialogue(1), calls, |talk| talk);
    let trace = talk.trace();
    let turn = &trace.turns()[0];
    let said = turn.agent_response.as_ref().expect("a response");
    assert_eq!(said.response.as_str(), Some("Agent did not respond."));
    let steps = turn.steps.as_ref().expect("steps");
    assert_eq!(steps[0].agent_thought.as_deref(), Some("a kettle"));
    let arguments = |step: usize| {
        let arguments = steps[step].tool_input_args.as_deref().unwrap_or_default();
        let one = |argument: &diorama::judge::ToolInputParameter| {
            format!("{}={}", argument.name, argument.value.text())
        };
        arguments.iter().map(one).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(arguments(1), "item=kettle count=1");
    assert_eq!(arguments(2), "arguments=[}");
    assert_eq!(diorama::judge::tool_call_count(trace.turns()), Ok(2));
}
