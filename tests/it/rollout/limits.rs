//! Limits and errors pause a rollout; someone looks, and it goes on.

use diorama::agent::rollout::{
    Came, Lapse, Limit, Limits, Next, OnError, Over, Pause, Rollout, Stop,
};
use diorama::agent::{EpisodeMetrics, Scripted};
use diorama::llm::{Answer, ErrorKind, Outcome, Usage};

use super::{Says, fails, play, request, rollout, says, session, settings, strategies};

/// A reply that turns left, with a price and a count.
fn priced(cost_usd: f64, tokens: u64) -> Answer {
    let mut answer = Answer { cost_usd: Some(cost_usd), latency_ms: 10.0, ..says("turn left") };
    if let Outcome::Reply(reply) = &mut answer.outcome {
        reply.usage = Some(Usage { tokens_in: tokens, tokens_out: 1, ..Usage::default() });
    }
    answer
}

#[test]
fn a_limit_pauses_and_can_be_raised() {
    let model = Says::new(vec![priced(0.25, 99)]);
    let cases = [
        (Limits { cost_usd: Some(1.0), ..Limits::default() }, Limit::Cost(1.0), 4),
        (Limits { tokens: Some(250), ..Limits::default() }, Limit::Tokens(250), 3),
        (Limits { calls: Some(7), ..Limits::default() }, Limit::Calls(7), 7),
        (Limits { steps: Some(5), ..Limits::default() }, Limit::Steps(5), 5),
    ];
    for (limits, limit, steps) in cases {
        let mut session = session("babyai/goto", 6);
        let mut rollout = Rollout::new(settings("naive"), limits);
        let stop = play(&model, &mut session, &mut rollout);
        assert_eq!(stop, Stop::Paused(Pause::Limit(limit)));
        assert_eq!((session.line_len(), rollout.calls().len()), (steps, steps), "{limit}");
        assert_eq!(play(&model, &mut session, &mut rollout), stop, "it stays paused");
        rollout.set_limits(Limits::default());
        let stop = play(&model, &mut session, &mut rollout);
        assert_eq!(stop, Stop::Over(Over::Episode), "{limit}");
        assert_eq!(session.line_len(), 64);
    }
}

#[test]
fn limits_say_what_they_are() {
    let words =
        [Limit::Cost(0.5), Limit::Tokens(9), Limit::Steps(3), Limit::Calls(2), Limit::Turns(100)];
    assert_eq!(
        words.map(|limit| limit.to_string()),
        [
            "the budget of 0.5 US$ is spent",
            "the budget of 9 tokens is spent",
            "the limit of 3 steps is reached",
            "the limit of 2 calls is reached",
            "the limit of 100 turns is reached",
        ]
    );
}

#[test]
fn what_is_spent_adds_up() {
    let model = Says::new(vec![priced(0.5, 100), fails(ErrorKind::Server), says("turn left")]);
    let (mut session, mut rollout) = (session("babyai/goto", 6), rollout("naive"));
    play(&model, &mut session, &mut rollout);
    rollout.try_again();
    rollout.set_limits(Limits { calls: Some(3), ..Limits::default() });
    play(&model, &mut session, &mut rollout);
    let spent = rollout.spent();
    assert_eq!((spent.calls, spent.failed, spent.estimated, spent.unpriced), (3, 1, 1, 2));
    assert_eq!((spent.tokens_out, spent.cost_usd, spent.latency_ms), (1 + 3, 0.5, 10.0));
    assert!(spent.tokens_in > 200, "the estimated one counts: {spent:?}");
    let metrics = EpisodeMetrics::new(&session, &rollout);
    assert_eq!((metrics.steps, metrics.spent), (2, spent));
}

#[test]
fn an_error_pauses_until_it_is_tried_again() {
    for strategy in strategies() {
        let (mut session, mut rollout) = (session("babyai/open", 3), rollout(strategy));
        let asked = request(&mut rollout, &session);
        let came = rollout.answer(&mut session, fails(ErrorKind::RateLimited));
        assert_eq!(came, Came::Failed { call: 0 }, "{strategy}");
        assert_eq!(session.line_len(), 0);
        let Next::Paused(Pause::Failed(error)) = rollout.next(&session) else {
            panic!("{strategy}: not paused")
        };
        assert_eq!(error.kind, ErrorKind::RateLimited);
        // Stored and opened it still is.
        let json = serde_json::to_string(&rollout).expect("JSON");
        let mut rollout: Rollout<_> = serde_json::from_str(&json).expect("a rollout");
        assert!(matches!(rollout.next(&session), Next::Paused(Pause::Failed(_))), "{strategy}");
        rollout.try_again();
        assert_eq!(request(&mut rollout, &session), asked, "{strategy}");
        let stop = play(&Scripted, &mut session, &mut rollout);
        assert_eq!(stop, Stop::Over(Over::Episode), "{strategy}");
        let about: Vec<usize> = rollout.calls_about(&session, 1).map(|(at, _)| at).collect();
        assert_eq!(about, [0, 1], "{strategy}");
        assert!(rollout.again(&session, 0).expect("the line").is_exact, "{strategy}");
    }
}

#[test]
fn an_error_holds_only_where_it_was() {
    let (mut session, mut rollout) = (session("babyai/open", 3), rollout("naive"));
    for _ in 0..2 {
        request(&mut rollout, &session);
        rollout.answer(&mut session, says("turn left"));
    }
    request(&mut rollout, &session);
    rollout.answer(&mut session, fails(ErrorKind::Timeout));
    assert!(matches!(rollout.next(&session), Next::Paused(_)));
    session.jump(1);
    assert!(matches!(rollout.next(&session), Next::Ask(_)));
    session.jump(2);
    assert!(matches!(rollout.next(&session), Next::Paused(_)));
}

#[test]
fn an_error_can_be_played_over() {
    for strategy in strategies() {
        let mut settings = settings(strategy);
        settings.on_error = OnError::Play;
        let mut session = session("babyai/goto", 6);
        let mut rollout = Rollout::new(settings, Limits { steps: Some(3), ..Limits::default() });
        let model = Says::new(vec![fails(ErrorKind::Server)]);
        let stop = play(&model, &mut session, &mut rollout);
        assert_eq!(stop, Stop::Paused(Pause::Limit(Limit::Steps(3))), "{strategy}");
        let lapses =
            rollout.calls().iter().map(|call| call.done.as_ref().and_then(|done| done.lapse));
        assert!(lapses.into_iter().all(|lapse| lapse == Some(Lapse::NoAnswer)), "{strategy}");
        assert_eq!(EpisodeMetrics::new(&session, &rollout).invalid_actions, 3);
        assert!((0..3).all(|at| rollout.again(&session, at).expect("the line").is_exact));
    }
}

#[test]
fn an_episode_that_is_over_asks_nothing() {
    let (mut session, mut rollout) = (session("babyai/goto", 1), rollout("naive"));
    play(&Scripted, &mut session, &mut rollout);
    assert_eq!(rollout.next(&session), Next::Over(Over::Episode));
    let count = rollout.calls().len();
    assert_eq!(rollout.answer(&mut session, says("toggle")), Came::Elsewhere { call: count });
}
