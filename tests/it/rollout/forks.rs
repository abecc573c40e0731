//! Stepping back, forking, other hands, other prompts: the history is that of the line.

use diorama::agent::Scripted;
use diorama::agent::rollout::{Came, Limits, Next, Rollout, Settings, Strategy};
use diorama::env::World;
use diorama::env::minigrid::Action;
use diorama::episode::{BranchId, Player, Session};
use diorama::llm::{Answer, ChatRequest, Turn};

use super::{play, request, rollout, says, session, settings, strategies};

/// Lets the scripted model take so many steps.
fn steps(session: &mut Session<World>, rollout: &mut Rollout<World>, count: usize) {
    for _ in 0..count {
        let reply = Scripted::reply(&request(rollout, session));
        let came = rollout.answer(session, Answer::at_once(Ok(reply)));
        assert!(matches!(came, Came::Acted { .. }), "{came:?}");
    }
}

fn texts(request: &ChatRequest) -> Vec<String> {
    let text = |turn: &Turn| match turn {
        Turn::System { text } | Turn::User { text } => text.clone(),
        Turn::Assistant { parts } => format!("{parts:?}"),
        Turn::Tool(result) => result.content.clone(),
    };
    request.turns.iter().map(text).collect()
}

#[test]
fn after_steps_taken_back_it_asks_as_if_they_had_never_been() {
    for strategy in strategies() {
        let (mut one, mut first) = (session("babyai/open", 7), rollout(strategy));
        steps(&mut one, &mut first, 4);
        let (mut other, mut second) = (session("babyai/open", 7), rollout(strategy));
        steps(&mut other, &mut second, 6);
        second.next(&other);
        other.undo().expect("a step");
        other.undo().expect("a step");
        assert_eq!(request(&mut second, &other), request(&mut first, &one), "{strategy}");
        // What was undone can be redone, with its call.
        other.redo().expect("a step");
        assert_eq!(second.call_at(&other, 5), Some(4), "{strategy}");
        assert_eq!(second.calls().len(), 6, "what was asked stays in the record");
    }
}

#[test]
fn going_on_from_the_middle_forks() {
    for strategy in strategies() {
        let (mut session, mut rollout) = (session("babyai/open", 7), rollout(strategy));
        steps(&mut session, &mut rollout, 6);
        let before = session.actions();
        session.jump(3);
        let asked = request(&mut rollout, &session);
        let third = rollout.again(&session, 3).expect("the line is there");
        assert_eq!(asked, third.request, "{strategy}: the same question as then");
        rollout.answer(&mut session, says("nothing of the kind"));
        assert_ne!(session.branch(), BranchId::ROOT);
        assert_eq!(session.line_len(), 4);
        steps(&mut session, &mut rollout, 2);
        assert_eq!(rollout.calls().len(), 9);
        assert_eq!(rollout.call_at(&session, 4), Some(6), "{strategy}");
        assert_eq!(rollout.call_at(&session, 3), Some(2), "{strategy}");
        // All questions of both branches, from either.
        for branch in [session.branch(), BranchId::ROOT] {
            session.switch(branch);
            for at in 0..9 {
                let again = rollout.again(&session, at).expect("a branch");
                assert!(again.is_exact, "{strategy} call {at} from {branch}");
            }
        }
        assert_eq!(session.actions(), before, "{strategy}");
    }
}

#[test]
fn an_action_by_hand_is_part_of_the_history() {
    for strategy in strategies() {
        let (mut session, mut rollout) = (session("babyai/open", 7), rollout(strategy));
        steps(&mut session, &mut rollout, 2);
        // One with a question open, one without.
        rollout.next(&session);
        session.act(Action::Toggle.into(), Player::Person).expect("a step");
        session.act(Action::Drop.into(), Player::Person).expect("a step");
        let asked = texts(&request(&mut rollout, &session)).join("\n");
        let has_memory = !matches!(strategy, "tensorzero:baseline" | "tensorzero:reasoning");
        let of = |name: &str| asked.matches(name).count();
        let fresh = texts(&request(&mut self::rollout(strategy), &self::session("babyai/open", 7)));
        let fresh = fresh.join("\n");
        for name in ["toggle", "drop"] {
            let more = of(name) - fresh.matches(name).count();
            assert_eq!(more >= 1, has_memory, "{strategy}: {name}: {asked}");
        }
        assert_eq!(rollout.call_at(&session, 3), None);
        steps(&mut session, &mut rollout, 1);
        assert!(rollout.again(&session, 2).expect("the line").is_exact, "{strategy}");
    }
}

#[test]
fn an_answer_that_comes_too_late_is_kept_and_not_played() {
    let (mut session, mut rollout) = (session("babyai/open", 7), rollout("naive"));
    steps(&mut session, &mut rollout, 3);
    rollout.next(&session);
    session.act(Action::Left.into(), Player::Person).expect("a step");
    assert_eq!(rollout.answer(&mut session, says("toggle")), Came::Elsewhere { call: 3 });
    assert_eq!((session.line_len(), rollout.calls()[3].step), (4, 4));
    assert_eq!(rollout.calls()[3].done, None);
    assert_eq!(rollout.spent().calls, 4);
    assert!(matches!(rollout.next(&session), Next::Ask(question) if question.step == 5));
    let about: Vec<usize> = rollout.calls_about(&session, 4).map(|(at, _)| at).collect();
    assert_eq!(about, [3]);
}

#[test]
fn other_words_hold_from_here_on() {
    let key = "agent.naive";
    let (mut session, mut rollout) = (session("babyai/open", 7), rollout("naive"));
    steps(&mut session, &mut rollout, 3);
    let mut settings = rollout.settings().clone();
    settings.reword(key, "One word, please.").expect("any words will do");
    rollout.set(settings);
    let last = texts(&request(&mut rollout, &session)).pop().expect("a turn");
    assert!(last.ends_with("One word, please."), "{last}");
    steps(&mut session, &mut rollout, 2);
    assert_eq!(rollout.revisions().len(), 2);
    for at in 0..5 {
        let again = rollout.again(&session, at).expect("the line");
        let last = texts(&again.request).pop().expect("a turn");
        assert!(again.is_exact, "call {at}");
        assert_eq!(last.ends_with("One word, please."), at >= 3, "call {at}: {last}");
    }
    // Nothing was asked since: the words replace each other.
    rollout.set(self::settings("naive"));
    rollout.set(self::settings("cot"));
    assert_eq!(rollout.revisions().len(), 3);
    rollout.set(self::settings("cot"));
    assert_eq!(rollout.revisions().len(), 3);
}

#[test]
fn another_strategy_goes_on_with_what_was_done() {
    // An episode that is long enough for all of them.
    let is_long = |seed: &u64| {
        let (mut session, mut rollout) = (session("babyai/open", *seed), rollout("cot"));
        play(&Scripted, &mut session, &mut rollout);
        session.line_len() > Strategy::NAMES.len() + 3
    };
    let seed = (0..50).find(is_long).expect("a long one");
    let (mut session, mut rollout) = (session("babyai/open", seed), rollout("cot"));
    for strategy in strategies() {
        rollout.set(settings(strategy));
        steps(&mut session, &mut rollout, 1);
    }
    let count = rollout.calls().len();
    assert!((0..count).all(|at| rollout.again(&session, at).expect("the line").is_exact));
    assert!(
        rollout
            .calls()
            .iter()
            .all(|call| call.done.as_ref().is_some_and(|done| done.lapse.is_none()))
    );
}

#[test]
fn it_can_begin_in_the_middle_of_somebody_elses_play() {
    let mut session = session("babyai/open", 7);
    for action in [Action::Left, Action::Forward, Action::Forward].map(Into::into) {
        session.act(action, Player::Expert).expect("a step");
    }
    for strategy in strategies() {
        let mut session = session.clone();
        let mut rollout = rollout(strategy);
        play(&Scripted, &mut session, &mut rollout);
        assert!(session.is_over() && rollout.calls()[0].step == 4, "{strategy}");
    }
}

#[test]
fn demonstrations_are_the_experts() {
    let few_shot = |seeds: &[u64]| {
        let Strategy::Balrog { config, .. } = settings("few_shot").strategy else {
            panic!("one of BALROG's")
        };
        let demonstrations = seeds.iter().copied().map(diorama::env::Seed).collect();
        let settings = Settings::new(Strategy::Balrog { config, demonstrations });
        let mut rollout = Rollout::<World>::new(settings, Limits::default());
        request(&mut rollout, &session("babyai/pickup", 5)).turns
    };
    let (none, one, two) = (few_shot(&[]), few_shot(&[8]), few_shot(&[8, 9]));
    assert!(none.len() + 4 < one.len() && one.len() < two.len());
    let ends = |turns: &[Turn]| format!("{:?}", turns.last());
    assert_eq!(ends(&none), ends(&one));
    let said: Vec<&Turn> =
        one.iter().filter(|turn| matches!(turn, Turn::Assistant { .. })).collect();
    assert_eq!(*said[said.len() - 1], Turn::from(diorama::llm::Message::assistant("pick up")));
    // The episode that is played is no example.
    assert_eq!(few_shot(&[5, 8]), one);
}
