//! The simulated user: what it asks, what it says, how it ends.

use diorama::judge::{
    ChatTurn, JudgeReply, Persona, ProxyMessage, ProxyNext, ProxyWording, STOP_SEQUENCE, UserProxy,
};
use diorama::llm::{ChatRequest, PromptPack, Turn};

fn user() -> UserProxy {
    UserProxy::new("Return the blue kettle", &["The kettle is returned."]).expect("a task")
}

fn history() -> Vec<ChatTurn> {
    let turn = |user: &str, agent: &[&str]| ChatTurn {
        user_message: user.to_owned(),
        agent_responses: agent.iter().map(|text| (*text).to_owned()).collect(),
    };
    vec![turn(" Hello\n", &["Hi, who are you?"]), turn("Mei", &["One moment.", "", " Done. "])]
}

fn asked(next: ProxyNext) -> (String, String) {
    let ProxyNext::Ask(request) = next else { panic!("a question, not {next:?}") };
    match request.turns.as_slice() {
        [Turn::System { text: system }, Turn::User { text: user }] => {
            (system.clone(), user.clone())
        }
        other => panic!("two turns, not {other:?}"),
    }
}

#[test]
fn a_message_takes_a_reflection_and_a_reply() {
    let (user, base) = (user(), ChatRequest::default());
    let (system, prompt) = asked(user.next(&history(), &[], &base).expect("a question"));
    assert!(system.contains("Return the blue kettle. The kettle is returned."), "{system}");
    let chat = "[LLM-simulated user start]:\nHello\n[LLM-simulated user end]\n\
                [AI assistant start]:\nHi, who are you?\n[AI assistant end]\n\
                [LLM-simulated user start]:\nMei\n[LLM-simulated user end]\n\
                [AI assistant start]:\nOne moment.\n[AI assistant end]\n\
                [AI assistant start]:\nDone.\n[AI assistant end]\n";
    assert!(prompt.contains(chat) && prompt.contains(STOP_SEQUENCE), "{prompt}");
    let mut heard = vec![JudgeReply::said("  {All} is done. ")];
    let (again, prompt) = asked(user.next(&history(), &heard, &base).expect("a question"));
    assert_eq!(again, system);
    assert!(prompt.contains(chat) && prompt.contains("\n{All} is done.\n"), "{prompt}");
    let say = |reply: &str| {
        let heard = [heard[0].clone(), JudgeReply::said(reply)];
        user.next(&history(), &heard, &base).expect("a message")
    };
    let message = |text: &str, check: Option<&str>| {
        let (message_str, check) = (text.to_owned(), check.map(str::to_owned));
        ProxyNext::Say(ProxyMessage { message_str, check })
    };
    assert_eq!(say(" Thanks! \n"), message("Thanks!", None));
    assert_eq!(say(""), message("", None));
    let end = "Bye. END_CONVERSATION.";
    assert_eq!(say(end), message(end, Some("The kettle is returned.")));
    assert_eq!(say("End_Conversation"), message("End_Conversation", None));
    // A failure is told by its step.
    let failed = JudgeReply { status: 503, ..JudgeReply::default() };
    heard.push(failed.clone());
    let error = user.next(&history(), &heard, &base).expect_err("a failure");
    assert_eq!(
        error.message(),
        "Internal Code: 060011, Error Message: Unable to generate user proxy message due to status: 503 from LLM client."
    );
    let error = user.next(&[], &[failed], &base).expect_err("a failure");
    assert!(error.message().starts_with("Internal Code: 060010, Error Message: Unable to get "));
}

#[test]
fn the_first_message_may_be_fixed() {
    let mut user = user();
    user.initial_message = "Hello.".to_owned();
    let base = ChatRequest::default();
    let first = ProxyMessage { message_str: "Hello.".to_owned(), check: None };
    assert_eq!(user.next(&[], &[], &base), Ok(ProxyNext::Say(first)));
    assert!(matches!(user.next(&history(), &[], &base), Ok(ProxyNext::Ask(_))));
    let stored = serde_json::to_string(&user).expect("plain");
    assert_eq!(serde_json::from_str::<UserProxy>(&stored).expect("the same"), user);
}

#[test]
fn what_makes_no_user_is_refused() {
    let cases: [(&str, &[&str], &str); 4] = [
        (" ", &["x"], "Task summary cannot be empty to create User Proxy."),
        ("x", &[], "At least one terminating condition must be provided to create User Proxy."),
        ("x", &["\n"], "Terminating check cannot be an empty string."),
        ("x", &["y", ""], "Terminating check cannot be an empty string."),
    ];
    for (task, checks, text) in cases {
        let error = UserProxy::new(task, checks).expect_err(text);
        assert_eq!(error.message(), format!("Internal Code: 060008, Error Message: {text}"));
    }
}

#[test]
fn both_personas_have_their_own_words_and_the_original_s_can_be_taken() {
    let expert = user();
    let mut other = expert.clone();
    other.persona = Persona::NonExpert;
    assert_ne!(expert.system_prompt(), other.system_prompt());
    let Some(folder) = super::upstream_packs() else { return };
    let json = std::fs::read_to_string(folder.join("agent-inspect.json")).expect("a readable file");
    let pack = PromptPack::parse(&json).expect("a prompt pack");
    for persona in Persona::ALL {
        let mut user = user();
        user.wording = ProxyWording::new(&pack).expect("all texts");
        user.persona = persona;
        user.agent_description = "A shop.".to_owned();
        let system = user.system_prompt().expect("every place is known");
        assert!(system.contains("\nReturn the blue kettle. The kettle is returned.\n"), "{system}");
        assert!(system.contains("[AI Assistant Description] :\nA shop.\n"), "{system}");
    }
}
