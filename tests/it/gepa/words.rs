//! The question to a model: our own words, and the original's where they lie at hand.

use std::path::PathBuf;
use std::{env, fs};

use diorama::agent::prompt::PromptPack;
use diorama::gepa::{MissingPlaceholders, ReflectionTemplate, Templates};
use diorama::llm::Turn;
use serde_json::{Map, Value, json};

use super::{optimizer, problem, rules, scored};

fn records() -> Vec<Map<String, Value>> {
    let record =
        json!({"Inputs": "a red ball", "Generated Outputs": ["go forward"], "Feedback": ""});
    vec![record.as_object().cloned().unwrap_or_default()]
}

const RENDERED: &str = "# Example 1\n## Inputs\na red ball\n\n## Generated Outputs\n### Item 1\ngo forward\n\n## Feedback\n\n\n";

#[test]
fn our_own_question_has_all_that_is_needed() {
    let question = ReflectionTemplate::default().fill("Find the ball.", &records());
    assert!(question.contains("\n```\nFind the ball.\n```\n"), "{question}");
    assert!(question.contains(&format!("\n```\n{RENDERED}\n```\n")), "{question}");
    assert!(!question.contains("<curr_param>") && !question.contains("<side_info>"));
    let pack = PromptPack::gepa();
    let json = serde_json::to_string(&pack).expect("a pack is plain data");
    assert_eq!(PromptPack::parse(&json), Ok(pack));
}

#[test]
fn with_the_original_s_pack_the_question_is_the_original_s() {
    let data = env::var_os("DIORAMA_DATA").filter(|folder| !folder.is_empty());
    let data = data.map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let file = data.join("prompt-packs/gepa.json");
    let Ok(json) = fs::read_to_string(&file) else {
        println!("not compared: there is no {}", file.display());
        return;
    };
    let pack = PromptPack::parse(&json).expect("the original's pack");
    let template = ReflectionTemplate::from_pack(&pack).expect("its template");
    let text = &pack.texts["instruction_proposal.default_prompt_template"];
    let (before, rest) = text.split_once("<curr_param>").expect("a place for the text");
    let (between, after) = rest.split_once("<side_info>").expect("a place for the records");
    let expected = format!("{before}be nice{between}{RENDERED}{after}");
    assert_eq!(template.fill("be nice", &records()), expected);
    // And it is not ours.
    assert_ne!(template, ReflectionTemplate::default());
}

#[test]
fn a_template_without_its_places_is_refused() {
    let cases = [
        ("", "<curr_param>, <side_info>"),
        ("<curr_param>", "<side_info>"),
        ("<side_info>", "<curr_param>"),
    ];
    for (text, missing) in cases {
        let refused: Result<_, MissingPlaceholders> = ReflectionTemplate::new(text);
        let said = refused.map(drop).map_err(|error| error.to_string());
        assert_eq!(said, Err(format!("Missing placeholder(s) in prompt template: {missing}")));
    }
    assert!(serde_json::from_str::<ReflectionTemplate>("\"no places\"").is_err());
    let mut pack = PromptPack::gepa();
    pack.texts.clear();
    assert!(ReflectionTemplate::from_pack(&pack).is_err());
    assert!(ReflectionTemplate::from_pack(&PromptPack::balrog()).is_err());
}

#[test]
fn a_component_may_have_a_question_of_its_own() {
    let own = ReflectionTemplate::new("OWN <curr_param> <side_info>").expect("a template");
    let templates = Templates {
        by_component: [("prompt".to_owned(), own)].into_iter().collect(),
        ..Templates::default()
    };
    let mut run = diorama::gepa::Optimizer::new(problem(3), rules(1), templates).expect("a run");
    let mut other = optimizer(problem(3), rules(1));
    for run in [&mut run, &mut other] {
        for _ in 0..2 {
            let diorama::gepa::Next::Evaluate(evaluation) = run.next(0.0) else { panic!("scores") };
            let answer = scored(evaluation, |_, _, _| 0.5);
            run.answer_evaluation(Ok(answer)).expect("it was asked for");
        }
        let diorama::gepa::Next::Describe(description) = run.next(0.0) else { panic!("records") };
        let answer = super::records(description);
        run.answer_description(Ok(answer)).expect("they were asked for");
    }
    let request = run.open_reflections()[0].request("some-model");
    let Turn::User { text } = &request.turns[0] else { panic!("one message of the user") };
    assert!(text.starts_with("OWN seed # Example 1\n"), "{text}");
    assert_eq!((request.model.as_str(), request.turns.len()), ("some-model", 1));
    assert!(!other.open_reflections()[0].prompt.starts_with("OWN"));
}
