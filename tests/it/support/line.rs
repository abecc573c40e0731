//! Models in sessions of customer support: the questions are those of an episode that is played straight on.

use std::collections::BTreeMap;
use std::sync::Arc;

use diorama::agent::support::line::{
    AgentModel, AgentSeat, Came, CustomerModel, CustomerSeat, Next, Pause, Question, Seats,
    SupportCall, SupportLine,
};
use diorama::agent::support::{
    AgentKind, BuiltIn, Customer, CustomerKind, Next as Due, Party, SupportEpisode, Wording,
    sample_displays, scripted,
};
use diorama::env::Seed;
use diorama::env::support::books::Shop;
use diorama::env::support::{Action, Domain, Sight, Split, SupportEnv, Told, Turn, World};
use diorama::episode::share::Level;
use diorama::episode::support::share::{SupportLink, decode, encode};
use diorama::episode::support::{Case, SupportRecord};
use diorama::episode::{Player, Session, Verdict};
use diorama::llm::{
    Answer, ChatError, ChatReply, ChatRequest, ErrorKind, Part, Said, ToolCall, Turn as Spoken,
};
use diorama::rng::Mt19937;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Harbor Books with some dialogues to be shown.
fn world(shop: &Shop) -> Arc<World> {
    let displays = (0..7).map(|at| format!("user: {at}?\nassistant: {at}!").into()).collect();
    let told = Told { displays, ..shop.world.told().clone() };
    let tasks = shop.world.tasks(Split::Test).to_vec();
    let tasks = [(Split::Test, tasks)].into();
    Arc::new(World::new(Domain::Books, shop.world.base().clone(), tasks, told))
}

/// A number that follows from a question alone.
fn chance(request: &ChatRequest) -> u8 {
    let text = serde_json::to_string(&request.turns).expect("JSON");
    Sha256::digest(text.as_bytes())[0]
}

/// What a model says to a question.
fn agent_says(kind: AgentKind, request: &ChatRequest) -> ChatReply {
    let chance = chance(request);
    let (name, arguments) = match chance % 5 {
        0 => ("find_customer_by_email", json!({"email": format!("{chance}@example.org")})),
        1 => ("get_order", json!({"order_id": "HB-10001"})),
        2 => ("no_such_tool", json!({"x": [chance, 2.5, null]})),
        _ => ("respond", json!({"content": format!("What is number {chance}?")})),
    };
    if kind.is_text() {
        let action = json!({"name": name, "arguments": arguments});
        return scripted(
            "m",
            Said::Text { text: format!("Thought:\n{chance}\nAction:\n{action}") },
        );
    }
    if name == "respond" {
        return scripted(
            "m",
            Said::Text { text: arguments["content"].as_str().expect("a text").into() },
        );
    }
    let (id, name, arguments) = (format!("id{chance}"), name.to_owned(), arguments.to_string());
    let mut reply = scripted("m", Said::Call(ToolCall { id, name, arguments }));
    if chance.is_multiple_of(2) {
        reply.parts.insert(0, Part::new(Said::Text { text: "Let me see.".into() }));
        reply.parts.insert(0, Part::new(Said::Reasoning { text: "Hm.".into() }));
    }
    reply
}

fn customer_says(kind: CustomerKind, request: &ChatRequest) -> ChatReply {
    let chance = chance(request);
    let last = match request.turns.last() {
        Some(Spoken::User { text }) if request.turns.len() == 1 => text.as_str(),
        _ => "",
    };
    let text = if last.contains("Classification") {
        format!("Classification: {}", chance.is_multiple_of(3))
    } else if last.contains("Reflection") {
        format!("Reflection:\nNo.\nResponse:\nBetter {chance}")
    } else {
        let stop = if chance.is_multiple_of(8) { " ###STOP###" } else { "" };
        let thought =
            if kind == CustomerKind::React { "Thought:\nso\n\nUser Response:\n" } else { "" };
        format!("{thought}I want {chance}.{stop}")
    };
    scripted("m", Said::Text { text })
}

fn seats(agent: AgentKind, customer: CustomerKind) -> Seats {
    Seats {
        agent: AgentSeat::Model(AgentModel::new(agent, "")),
        customer: CustomerSeat::Model(CustomerModel::new(customer, "")),
    }
}

fn question(line: &SupportLine, session: &Session<SupportEnv>) -> Question {
    match line.next(session) {
        Next::Ask(question) => question,
        other => panic!("a question, not {other:?}"),
    }
}

/// Plays both engines side by side; the session, and the first question of each step.
fn side_by_side(
    world: &Arc<World>,
    case: Case,
    agent: AgentKind,
    customer: CustomerKind,
) -> (Session<SupportEnv>, BTreeMap<usize, ChatRequest>) {
    let wording = Arc::new(Wording::own());
    let task = world.task(Split::Test, case.task as usize).expect("a task");
    let draw = |displays: &[_]| sample_displays(displays, &mut Mt19937::from_words(&[0]));
    let model = diorama::agent::support::ModelAgent::new(agent, world, &wording, draw);
    let model = model.expect("enough to be shown");
    let mut episode =
        SupportEpisode::new(world, task, model, Customer::new(customer, wording.clone()));
    let mut session = case.session(world).expect("a task");
    let mut line = SupportLine::new(seats(agent, customer), wording).with_limit(Some(30));
    let mut asked = BTreeMap::new();
    loop {
        let Due::Ask { party, request } = episode.next() else { break };
        let question = question(&line, &session);
        assert_eq!((question.party, &*question.request), (party, &*request), "{agent} {customer}");
        asked.entry(session.at()).or_insert_with(|| (*request).clone());
        let reply = match party {
            Party::Agent => agent_says(agent, &request),
            Party::Customer => customer_says(customer, &request),
        };
        let answer = Answer { cost_usd: Some(0.5), ..Answer::at_once(Ok(reply)) };
        episode.answer(&answer);
        let came = line.answer(&mut session, &question, &answer);
        assert!(matches!(came, Came::More | Came::Acted { lapse: None, .. }), "{came:?}");
    }
    let result = episode.result().expect("not broken off");
    let earned = session.return_so_far(session.line_len());
    assert!((result.reward - earned).abs() < 1e-9);
    assert!(matches!(line.next(&session), Next::Over | Next::Paused(Pause::Limit(30))));
    (session, asked)
}

/// A question without the names of calls, which links do not carry.
fn nameless(request: &ChatRequest) -> Value {
    let mut turns = serde_json::to_value(&request.turns).expect("JSON");
    for turn in turns.as_array_mut().expect("turns") {
        for part in turn["parts"].as_array_mut().into_iter().flatten() {
            part["id"] = Value::Null;
        }
        turn["call_id"] = Value::Null;
    }
    turns
}

#[test]
fn every_question_is_the_episode_s_and_comes_again() {
    let shop = Shop::new(3);
    let world = world(&shop);
    let (mut steps, mut checks) = (0, 0);
    for (at, agent) in AgentKind::ALL.into_iter().enumerate() {
        for (number, customer) in CustomerKind::ALL.into_iter().skip(1).enumerate() {
            let case = Case::books((at * 4 + number) as u32, 3);
            let (session, asked) = side_by_side(&world, case, agent, customer);
            steps += session.line_len();
            let record = SupportRecord::new(&session, case, 0).to_json().expect("short");
            let mut opened = SupportRecord::from_json(&record)
                .map(|record| record.open(&world).expect("an episode"))
                .expect("a record");
            let line = SupportLine::new(seats(agent, customer), Arc::new(Wording::own()));
            for (step, request) in &asked {
                opened.jump(*step);
                if !opened.is_over() {
                    assert_eq!(*question(&line, &opened).request, *request, "step {step}");
                }
            }
            let link = SupportLink::new(&session, case, Level::Words);
            let link = decode(&encode(&link, &world).expect("short"), &world).expect("a link");
            let mut replay = link.replay(&world).expect("its world");
            replay.advance(usize::MAX);
            assert!(matches!(replay.verdict(), Some(Verdict::Verified { .. })));
            let mut shared = replay.into_session();
            for (step, request) in &asked {
                shared.jump(*step);
                if !shared.is_over() {
                    let now = question(&line, &shared);
                    assert_eq!(nameless(&now.request), nameless(request), "step {step}");
                    checks += 1;
                }
            }
        }
    }
    assert!(steps > 200 && checks > 200, "{steps} {checks}");
}

#[test]
fn a_person_s_turns_are_told_as_if_they_were_the_model_s() {
    let shop = Shop::new(3);
    let world = world(&shop);
    for kind in [AgentKind::ToolCalling, AgentKind::React] {
        let case = Case::books(0, 3);
        let (mut session, asked) = side_by_side(&world, case, kind, CustomerKind::Verify);
        let first = (1..session.line_len()).find(|step| {
            matches!(session.step(*step).map(|step| &step.action), Some(Turn::Agent(_)))
        });
        let before = first.expect("a turn of the agent") - 1;
        session.jump(before);
        let kwargs = super::json(r#"{"order_id": "HB-10002"}"#);
        let call = Action::new("get_order", kwargs.as_map().expect("a map").clone());
        session.act(Turn::Agent(call), Player::Person).expect("the agent's turn");
        let Sight::Text { text: shown, .. } = session.observation() else { panic!("a result") };
        let line = SupportLine::new(seats(kind, CustomerKind::Verify), Arc::new(Wording::own()));
        let now = question(&line, &session);
        assert_eq!(now.party, Party::Agent);
        let known = asked[&before].turns.len();
        assert_eq!(now.request.turns[..known], asked[&before].turns, "the past stays");
        match (&now.request.turns[known..], kind) {
            ([Spoken::Assistant { parts }, Spoken::Tool(result)], AgentKind::ToolCalling) => {
                let Said::Call(call) = &parts[0].said else { panic!("a call") };
                assert_eq!(
                    (&*call.name, &*call.arguments),
                    ("get_order", r#"{"order_id": "HB-10002"}"#)
                );
                assert_eq!((&call.id, &*result.content), (&result.call_id, &*shown));
            }
            ([Spoken::Assistant { parts }, Spoken::User { text }], AgentKind::React) => {
                let Said::Text { text: said } = &parts[0].said else { panic!("a text") };
                assert!(said.starts_with("Action:\n{\"name\": \"get_order\""), "{said}");
                assert_eq!(*text, format!("API output: {shown}"));
            }
            (other, _) => panic!("{other:?}"),
        }
        session.act(Turn::Agent(Action::respond("Hello.")), Player::Person).expect("its turn");
        let now = question(&line, &session);
        assert_eq!(now.party, Party::Customer);
        assert_eq!(now.request.turns.last(), Some(&Spoken::User { text: "Hello.".into() }));
        session.act(Turn::Customer("Good day.".into()), Player::Person).expect("its turn");
        session.act(Turn::Agent(Action::respond("Well?")), Player::Person).expect("its turn");
        let now = question(&line, &session);
        let said =
            Spoken::Assistant { parts: vec![Part::new(Said::Text { text: "Good day.".into() })] };
        assert!(now.request.turns.contains(&said), "the customer remembers what a person said");
        // Undone, the question before is asked again.
        session.undo().expect("its own step");
        session.undo().expect("its own step");
        let again = question(&line, &session);
        assert_eq!(again.request.turns.last(), Some(&Spoken::User { text: "Hello.".into() }));
    }
}

#[test]
fn replies_that_cannot_be_used_are_steps() {
    let shop = Shop::new(3);
    let case = Case::books(0, 3);
    let call = |name: &str, arguments: &str| {
        let (id, name, arguments) = ("i".to_owned(), name.to_owned(), arguments.to_owned());
        Said::Call(ToolCall { id, name, arguments })
    };
    let text = |text: &str| Said::Text { text: text.to_owned() };
    let cases = [
        (
            AgentKind::ToolCalling,
            call("get_order", "{\"order_id\": "),
            "get_order",
            "{}",
            "no JSON",
        ),
        (AgentKind::ToolCalling, call("get_order", "[1]"), "get_order", "{}", "no object"),
        (
            AgentKind::ToolCalling,
            call("respond", "[1]"),
            "respond",
            "{\"content\": \"\"}",
            "no object",
        ),
        (
            AgentKind::Act,
            text("Action: {\"x\": 1}"),
            "respond",
            "{\"content\": \"Action: {\\\"x\\\": 1}\"}",
            "no name",
        ),
        (AgentKind::React, call("get_order", "{}"), "respond", "{\"content\": \"\"}", "no words"),
    ];
    for (kind, said, name, kwargs, wrong) in cases {
        let mut session = case.session(&shop.world).expect("a task");
        session.act(Turn::Customer("Hi".into()), Player::Person).expect("its turn");
        let wording = Arc::new(Wording::own());
        let mut line = SupportLine::new(seats(kind, CustomerKind::React), wording);
        let asked = question(&line, &session);
        let came = line.answer(&mut session, &asked, &Answer::at_once(Ok(scripted("m", said))));
        let Came::Acted { step: 2, lapse: Some(lapse) } = came else { panic!("{came:?}") };
        assert!(lapse.contains(wrong), "{lapse}");
        let record = session.step(2).expect("a step");
        let want = Action::new(name, super::json(kwargs).as_map().expect("a map").clone());
        assert_eq!(record.action, Turn::Agent(want));
        assert!(record.note.as_deref().is_some_and(|note| note.contains(wrong)));
        let now = question(&line, &session);
        if now.party == Party::Agent {
            assert!(
                matches!(now.request.turns.last(), Some(Spoken::Tool(result)) if result.call_id == "i" && result.content.starts_with("Error: "))
            );
        } else {
            // A customer that thinks and says nothing of it.
            let came =
                line.answer(&mut session, &now, &Answer::at_once(Ok(scripted("m", text("Eh")))));
            let Came::Acted { step: 3, lapse: Some(lapse) } = came else { panic!("{came:?}") };
            assert!(lapse.starts_with("Invalid response format"), "{lapse}");
            assert_eq!(
                session.step(3).map(|step| &step.action),
                Some(&Turn::Customer("Eh".into()))
            );
        }
    }
}

#[test]
fn failures_wait_and_late_answers_are_dropped() {
    let shop = Shop::new(3);
    let mut session = Case::books(0, 3).session(&shop.world).expect("a task");
    let wording = Arc::new(Wording::own());
    let mut line = SupportLine::new(seats(AgentKind::ToolCalling, CustomerKind::Llm), wording);
    let first = question(&line, &session);
    let error = ChatError::new(ErrorKind::Unreachable, "no network");
    let came = line.answer(&mut session, &first, &Answer::at_once(Err(error)));
    assert_eq!(came, Came::Failed);
    assert!(matches!(line.next(&session), Next::Paused(Pause::Failed(_))));
    line.try_again();
    assert_eq!(question(&line, &session), first);
    session.act(Turn::Customer("I speak.".into()), Player::Person).expect("its turn");
    let late = Answer::at_once(Ok(scripted("m", Said::Text { text: "Late".into() })));
    assert_eq!(line.answer(&mut session, &first, &late), Came::Elsewhere);
    assert_eq!(session.line_len(), 1);
    // What it cost is kept at the step.
    let asked = question(&line, &session);
    let answer = Answer { cost_usd: Some(0.25), raw: Some("body".into()), ..late };
    line.answer(&mut session, &asked, &answer);
    let calls = SupportCall::all(session.said(2).expect("words"));
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].answer.cost_usd, &calls[0].answer.raw), (Some(0.25), &None));
    let card = &session.cards()[0];
    assert_eq!((card.kind.as_str(), AgentModel::of_card(card).is_some()), ("tool-calling", true));
    // Nothing to be shown.
    let few = seats(AgentKind::FewShot, CustomerKind::Llm);
    line.set(few);
    let bare = SupportEnv::new(&super::shop(), Split::Test).expect("tasks");
    let mut session = Session::new(bare, Seed(0));
    session.act(Turn::Customer("So?".into()), Player::Person).expect("its turn");
    assert!(
        matches!(line.next(&session), Next::Paused(Pause::Unplayable(why)) if why.contains("dialogues"))
    );
}

#[test]
fn scripts_play_both_sides_and_persons_take_turns() {
    let shop = Shop::new(3);
    let wording = Arc::new(Wording::own());
    let agents = [
        (AgentSeat::Clerk, [1.0, 1.0]),
        (AgentSeat::BuiltIn(BuiltIn::Gold), [1.0, 1.0]),
        (AgentSeat::BuiltIn(BuiltIn::Nothing), [0.0, 1.0]),
    ];
    for (agent, want) in agents {
        for (task, want) in [0, 22].into_iter().zip(want) {
            let case = Case::books(task, 3);
            let script = shop.scripts[task as usize].clone();
            let script = (agent == AgentSeat::Clerk).then_some(script);
            let seats = Seats { agent: agent.clone(), customer: CustomerSeat::Scripted(script) };
            let mut line = SupportLine::new(seats, wording.clone());
            let mut session = case.session(&shop.world).expect("a task");
            while let Next::Script(_) = line.next(&session) {
                line.act(&mut session).expect("room");
            }
            assert_eq!(line.next(&session), Next::Over, "{agent:?} {task}");
            let earned = session.return_so_far(session.line_len());
            assert!((earned - want).abs() < 1e-9, "{agent:?} {task}: {earned}");
            assert!(session.cards().is_empty());
            // From any step on a script goes on as it did.
            let line = SupportLine::new(line.seats().clone(), wording.clone());
            for step in 0..session.line_len() {
                session.jump(step);
                let then = session.step(step + 1).map(|step| step.action.clone());
                assert_eq!(Some(line.next(&session)), then.map(Next::Script), "step {step}");
            }
        }
    }
    let seats = Seats { agent: AgentSeat::Person, customer: CustomerSeat::Person };
    let line = SupportLine::new(seats, wording);
    let mut session = Case::books(0, 3).session(&shop.world).expect("a task");
    assert_eq!(line.next(&session), Next::Person(Party::Customer));
    session.act(Turn::Customer("Hi".into()), Player::Person).expect("its turn");
    assert_eq!(line.next(&session), Next::Person(Party::Agent));
}
