//! Judges that compute: the mission's parts, and the scripted judge that stands in for a model.

use diorama::agent::built_in;
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::{Env, Seed};
use diorama::episode::{Player, Session};
use diorama::judge::{
    Checklist, GradeParser, Job, JudgeOptions, JudgeReply, JudgeRun, JudgeWording, Metric, Next,
    PartState, Referee, Scores, scripted_judge,
};
use diorama::llm::ChatRequest;

#[test]
fn each_part_of_a_mission_is_a_sub_goal() {
    let entry = catalog::by_id("BabyAI-SynthSeq-v0").expect("a level");
    for seed in 0..10 {
        let mut session = Session::new(catalog::make(&WorldSpec::new(entry.world())), Seed(seed));
        let player = Player::Expert;
        let agent = built_in(player, session.env(), session.seed(), entry.allowed_actions());
        let mut agent = agent.expect("the expert");
        let mut referee = Referee::new(&session.env().parts());
        while !session.is_over() {
            let previous = session.step(session.at()).map(|record| record.action);
            let Ok(action) = agent.act(session.env(), previous) else { break };
            session.act(action, player).expect("an allowed action");
            referee.step(&session.env().parts());
        }
        let parts = session.env().grid().expect("a grid world").task().expect("a task").parts();
        assert_eq!(referee.milestones().len(), parts.len(), "seed {seed}");
        let done = parts.iter().filter(|part| part.done).count() as f64 / parts.len() as f64;
        let progress = referee.progress();
        assert_eq!(progress.last(), Some(&done), "seed {seed}");
        assert!(progress.is_sorted(), "seed {seed}: {progress:?}");
        assert_eq!(done >= 1.0, session.return_so_far(session.line_len()) > 0.0, "seed {seed}");
    }
}

#[test]
fn a_world_without_parts_has_no_checklist() {
    let entry = catalog::by_id("MiniGrid-Empty-5x5-v0").expect("a level");
    let mut env = catalog::make(&WorldSpec::new(entry.world()));
    env.reset(Seed(0));
    let parts = env.parts();
    assert_eq!(parts, Vec::<PartState>::new());
    assert_eq!(Referee::new(&parts).score(), None);
}

#[test]
fn the_scripted_judge_votes_by_what_was_done_and_says_who_it_is() {
    let sample = r#"{"sub_goals": [{"details": "The agent calls refund_order for order 7", "turn": 0},
        {"details": "The agent books a hotel in Paris", "turn": 0}]}"#;
    let trace = r#"{"turns": [{"id": "t0", "agent_input": "Book a hotel in Paris, refund order 7", "agent_response": {"response": "done"},
        "steps": [{"id": "s", "tool": "refund_order", "tool_input_args": [{"name": "order", "value": 7}], "tool_output": "ok"}]}]}"#;
    let job = Job {
        sample: serde_json::from_str(sample).expect("a sample"),
        trace: serde_json::from_str(trace).expect("a trace"),
        options: JudgeOptions { include_judge_explanation: true, ..JudgeOptions::default() },
    };
    let base = ChatRequest::default();
    let mut run = JudgeRun::new(job, &[Metric::ProgressScore], JudgeWording::default(), base);
    let scored = loop {
        match run.next_wave() {
            Next::Done(scored) => break scored,
            Next::Ask(wave) => {
                let replies: Vec<JudgeReply> =
                    wave.requests().map(|_| scripted_judge(wave.prompt())).collect();
                run.answer(&wave, replies);
            }
        }
    };
    let Ok(Scores::One(score)) = &scored[0].1 else { panic!("a score: {scored:?}") };
    assert_eq!(score.score.to_bits(), 0.5_f64.to_bits());
    let results = score.validation_results.as_ref().expect("results");
    assert!(results[0].is_completed && !results[1].is_completed);
    assert!(results[0].explanations[1].contains("no model"));
    assert_eq!(
        GradeParser::Robust.read(&results[0].explanations[1]),
        GradeParser::Upstream.read(&results[0].explanations[1])
    );
}
