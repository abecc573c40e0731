//! The experiment on customer support: splits, scores, feedback, records.

use diorama::gepa::EvaluationBatch;
use diorama::gepa::support::{COMPONENT, Dataset, Dialogue, ExperimentConfig, batch, records};
use serde_json::{Map, Value, json};

fn config(feedback: Value, pareto: Value) -> ExperimentConfig {
    let config = json!({
        "tau_bench_env": "retail", "agent_model": "a", "agent_model_provider": "p", "user_model": "u",
        "user_model_provider": "p", "max_concurrency": 8, "num_eval_trials": 4, "rnd_seed": 42,
        "max_metric_calls": 500, "reflection_model": "r", "reflection_minibatch_size": 3, "use_rater": false,
        "feedback_dataset": feedback, "pareto_dataset": pareto,
        "eval_dataset": {"split": "test", "max_size": 5},
    });
    serde_json::from_value(config).expect("an experiment")
}

#[test]
fn tasks_come_in_python_s_order() {
    // CPython 3.11: random.seed(42), then each list is cut and shuffled in turn.
    let config = config(json!({"split": "train", "max_size": 6}), json!({"split": "dev"}));
    assert_eq!(
        config.pareto_dataset,
        Dataset { split: "dev".to_owned(), indexes: None, max_size: None }
    );
    let splits = config.splits(|split| match split {
        "train" => 500,
        "dev" => 8,
        _ => 115,
    });
    assert_eq!(splits.feedback, [3, 1, 2, 4, 0, 5]);
    assert_eq!(splits.pareto, [7, 5, 2, 4, 0, 6, 1, 3]);
    assert_eq!(splits.eval, [1, 2, 3, 4, 0]);
    let named = json!({"split": "train", "indexes": [30, 20, 10], "max_size": 2});
    let mut first = self::config(named, json!({"split": "dev"})).splits(|_| 8).feedback;
    first.sort_unstable();
    assert_eq!(first, [20, 30]);
}

fn dialogue(reward: f64) -> Dialogue {
    let messages = ["policy", "hello", "hi"].map(|text| json!({"role": "x", "content": text}));
    Dialogue {
        task_id: 7,
        reward,
        rating: None,
        error: None,
        messages: messages.to_vec(),
        tools: json!([{"name": "get_order"}]),
    }
}

#[test]
fn a_dialogue_is_shown_with_its_instruction_and_tools() {
    let record = dialogue(1.0).record("Be kind.");
    assert_eq!(
        record["Inputs"],
        "# System Instruction\nBe kind.\n\n# Tool Definitions\n[\n  {\n    \"name\": \"get_order\"\n  }\n]"
    );
    let shown = record["Generated Outputs"].as_str().expect("text");
    assert!(
        !shown.contains("policy") && shown.starts_with("[\n  {\n    \"role\": \"x\",\n"),
        "{shown}"
    );
    assert_eq!(record["Feedback"], "\"The agent successfully resolved all customer issues\"");
    // A dialogue of one message is shown whole.
    let short = Dialogue { messages: vec![json!("alone")], ..dialogue(0.0) };
    assert_eq!(short.record("")["Generated Outputs"], "[\n  \"alone\"\n]");
}

#[test]
fn the_rater_s_word_counts_before_the_world_s() {
    let rating = json!({"verdict": "no", "score": 0.0, "rationale": "late"});
    let rating: Option<Map<String, Value>> = rating.as_object().cloned();
    let rated = Dialogue { rating, ..dialogue(1.0) };
    let failed = Dialogue { error: Some("no connection".to_owned()), ..dialogue(0.0) };
    let cases = [
        (dialogue(1.0), 1.0, json!("The agent successfully resolved all customer issues")),
        (dialogue(0.0), 0.0, json!("The agent failed to resolve all customer issues correctly")),
        (rated, 0.0, json!({"verdict": "no", "rationale": "late"})),
        (failed, 0.0, json!("no connection")),
    ];
    for (dialogue, score, feedback) in cases {
        assert_eq!(dialogue.score().to_bits(), f64::to_bits(score), "{feedback}");
        assert_eq!(dialogue.feedback(), feedback);
    }
}

#[test]
fn records_are_made_of_an_answer() {
    let components = [COMPONENT.to_owned()];
    let answer = batch(&[dialogue(1.0), dialogue(0.0)]);
    assert_eq!(answer.scores, [1.0, 0.0]);
    assert_eq!(answer.outputs[0]["task_id"], 7);
    let dataset = records("Be kind.", &answer, &components).expect("records");
    assert_eq!(dataset[COMPONENT].len(), 2);
    assert_eq!(dataset[COMPONENT][1], dialogue(0.0).record("Be kind."));
    let none = records("Be kind.", &EvaluationBatch::default(), &components);
    assert_eq!(none.expect_err("nothing to learn from").class, "AssertionError");
}
