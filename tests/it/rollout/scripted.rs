//! The scripted model: it plays decently, by what it is told, and says what it is.

use std::cell::RefCell;

use diorama::agent::rollout::Stop;
use diorama::agent::{EpisodeMetrics, Scripted};
use diorama::llm::{ChatModel, ChatRequest, Delta, Message, Progress, Said, Turn};

use super::{at_once, play, request, rollout, session, strategies};

const TASKS: [&str; 5] =
    ["babyai/goto", "babyai/pickup", "babyai/open", "babyai/putnext", "babyai/pick_up_seq_go_to"];

/// How many of the first episodes of each task it wins.
fn won(strategy: &str, episodes: u64) -> [u32; 5] {
    TASKS.map(|task| {
        let mut won = 0;
        for seed in 0..episodes {
            let (mut session, mut rollout) = (session(task, seed), rollout(strategy));
            let stop = play(&Scripted, &mut session, &mut rollout);
            assert!(matches!(stop, Stop::Over(_)), "{strategy} {task} {seed}: {stop:?}");
            let metrics = EpisodeMetrics::new(&session, &rollout);
            assert_eq!(metrics.invalid_actions, 0, "{strategy} {task} {seed}");
            won += u32::from(metrics.success);
        }
        won
    })
}

#[test]
fn it_wins_most_episodes() {
    for (strategy, episodes) in [("naive", 50), ("tensorzero:baseline", 50), ("tools", 50)] {
        let won = won(strategy, episodes);
        println!("{strategy}: {won:?} of {episodes}");
        assert!(won.iter().all(|won| u64::from(*won) * 20 >= episodes * 19), "{strategy}: {won:?}");
    }
}

#[test]
fn it_answers_in_the_form_that_is_asked_for() {
    for strategy in strategies() {
        let won = won(strategy, 3);
        assert_eq!(won, [3; 5], "{strategy}");
    }
}

#[test]
fn it_says_what_it_is_and_streams() {
    for strategy in strategies() {
        let request = request(&mut rollout(strategy), &session("babyai/open", 3));
        let streamed = RefCell::new(String::new());
        let mut watch = |progress: Progress| {
            if let Progress::Delta(Delta::Text(text) | Delta::Arguments { text, .. }) = progress {
                *streamed.borrow_mut() += &text;
            }
        };
        let answer = at_once(Scripted.ask(&request, &mut watch));
        let reply = answer.reply().expect("a reply");
        assert_eq!(reply.model.as_deref(), Some(Scripted::NAME));
        assert_eq!((reply.usage, answer.cost_usd), (None, Some(0.0)));
        let arguments: String = reply.calls().map(|call| call.arguments.clone()).collect();
        assert_eq!(*streamed.borrow(), reply.text() + &arguments, "{strategy}");
        assert_eq!(Scripted::reply(&request), *reply, "it has no memory of its own");
    }
}

#[test]
fn it_reads_only_the_text() {
    let ask = |text: &str| {
        let turns = vec![
            Turn::from(Message::user(
                "Your task: go to the red ball.\n\nturn left: turn\ngo forward: walk",
            )),
            Turn::from(Message::user(text)),
        ];
        let reply = Scripted::reply(&ChatRequest { turns, ..ChatRequest::default() });
        let Said::Text { text } = &reply.parts[0].said else { panic!("no words") };
        text.clone()
    };
    assert_eq!(ask("a red ball 2 steps forward"), "go forward");
    assert_eq!(ask("a red ball 2 steps left"), "turn left");
    // It would turn right, and may not.
    assert_eq!(ask("a wall 1 step forward\na red ball 2 steps right"), "go forward");
    // In the way lies something; around it goes the way.
    assert_eq!(
        ask("a blue box 1 step forward\na red ball 1 step left and 1 step forward"),
        "turn left"
    );
    let nothing = Scripted::reply(&ChatRequest::default());
    assert!(!nothing.text().is_empty());
}

#[test]
fn it_plays_other_worlds_as_well_as_it_can() {
    for world in [
        "BabyAI-GoToLocal-v0",
        "MiniGrid-Empty-8x8-v0",
        "MiniGrid-DoorKey-6x6-v0",
        "MiniGrid-Dynamic-Obstacles-5x5-v0",
        "BabyAI-BossLevel-v0",
    ] {
        let (mut session, mut rollout) = (session(world, 1), rollout("cot"));
        rollout
            .set_limits(diorama::agent::rollout::Limits { steps: Some(60), ..Default::default() });
        play(&Scripted, &mut session, &mut rollout);
        let metrics = EpisodeMetrics::new(&session, &rollout);
        assert_eq!(metrics.invalid_actions, 0, "{world}");
        assert!(metrics.steps > 0, "{world}");
    }
}
