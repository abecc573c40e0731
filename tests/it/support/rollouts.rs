//! Many episodes: the plan, retries, checkpoints, results files.

use diorama::agent::support::{
    Job, ResultRow, Retries, Rollouts, RunConfig, SupportResult, Then, file_name, read_results,
    write_results,
};
use diorama::python::shared::PyValue;

use super::json;

fn result(reward: f64) -> SupportResult {
    let messages = vec![json(r#"{"role": "user", "content": "é"}"#)];
    SupportResult { reward, messages, info: json(r#"{"source": "user"}"#), total_cost: None }
}

#[test]
fn a_failed_episode_is_tried_again_and_then_becomes_a_row() {
    let config = RunConfig { num_trials: 2, end_index: Some(2), ..RunConfig::default() };
    let mut run = Rollouts::new(&config, 5);
    assert_eq!(run.len(), 4);
    let first = run.next_job().expect("a job");
    let second = run.next_job().expect("a job");
    assert_eq!(second, Job { at: 1, task_id: 1, trial: 0, attempt: 1 });
    assert_eq!(run.next_job(), None, "the second trial waits for the first");
    let mut job = first;
    for pause in [10_000, 20_000] {
        match run.finish(job, Err("the model is away".to_owned())) {
            Then::Retry { pause_ms, job: again } => {
                assert_eq!((pause_ms, again.attempt), (pause, job.attempt + 1));
                job = again;
            }
            Then::Row => panic!("given up after {}", job.attempt),
        }
    }
    assert_eq!(run.finish(second, Ok(result(1.0))), Then::Row);
    assert_eq!(run.finish(job, Err("the model is away".to_owned())), Then::Row);
    let order = |rows: Vec<ResultRow>| rows.iter().map(|row| row.task_id).collect::<Vec<_>>();
    assert_eq!(order(run.checkpoint()), [1, 0], "as they were finished");
    assert_eq!(order(run.results()), [0, 1], "as they were planned");
    assert_eq!(run.results()[0].error(), Some("the model is away"));
    while let Some(job) = run.next_job() {
        run.finish(job, Ok(result(1.0)));
    }
    assert!(run.is_over());
    let metrics = run.metrics().expect("rows");
    assert_eq!(metrics.display(), "🏆 Average reward: 0.75\n📈 Pass^k\n  k=1: 0.75\n  k=2: 0.5\n");
}

#[test]
fn without_retries_a_run_is_the_original_s() {
    let config = RunConfig { retries: Retries::NONE, task_ids: vec![3], ..RunConfig::default() };
    let mut run = Rollouts::new(&config, 5);
    let job = run.next_job().expect("a job");
    assert_eq!(job.task_id, 3);
    assert_eq!(run.finish(job, Err("away".to_owned())), Then::Row);
    let text = write_results(&run.results());
    let expected = "[\n  {\n    \"task_id\": 3,\n    \"reward\": 0.0,\n    \"info\": {\n      \"error\": \"away\",\n      \"traceback\": \"away\"\n    },\n    \"traj\": [],\n    \"trial\": 0\n  }\n]";
    assert_eq!(text, expected);
}

#[test]
fn results_come_back() {
    let mut run = Rollouts::new(&RunConfig { end_index: Some(1), ..RunConfig::default() }, 1);
    let job = run.next_job().expect("a job");
    run.finish(job, Ok(result(0.5)));
    let text = write_results(&run.results());
    assert!(text.contains("\\u00e9"), "{text}");
    assert_eq!(read_results(&text), Ok(run.results()));
    assert!(read_results("{}").is_err() && read_results("[{}]").is_err());
}

#[test]
fn the_steps_of_a_conversation_are_read() {
    let rows = r####"[{"task_id": 1, "reward": 1, "trial": 0, "info": {}, "traj": [
        {"role": "system", "content": "policy"},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": null, "tool_calls": [{"id": "a", "type": "function", "function": {"name": "think", "arguments": "{\"thought\": \"?\"}"}}]},
        {"role": "tool", "tool_call_id": "a", "name": "think", "content": ""},
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "###STOP###"}]}]"####;
    let row = read_results(rows).expect("rows").remove(0);
    assert_eq!(row.first_words(), Some("Hi"));
    let steps = row.steps().expect("steps");
    assert_eq!(steps.len(), 2);
    assert_eq!(&*steps[0].action.name, "think");
    assert_eq!(steps[1].action.kwargs.get("content"), Some(&PyValue::from("Hello")));
    assert_eq!(&*steps[1].observation, "###STOP###");
}

#[test]
fn a_results_file_is_named_as_the_original_names_it() {
    let config = RunConfig { model: "openai/gpt-4o".to_owned(), ..RunConfig::default() };
    let name = "tool-calling-gpt-4o-0.0_range_0--1_user-gpt-4o-llm_0102030405.json";
    assert_eq!(file_name(&config, "0102030405"), name);
}
