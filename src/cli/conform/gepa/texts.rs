//! Records of questions to a model and of what is taken from its replies.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::cli::conform::record::{Mismatch, same};
use crate::gepa::{ReflectionTemplate, extract};

/// A reply and the new text in it.
#[derive(Deserialize)]
pub struct Extract {
    lm_out: String,
    new_instruction: String,
}

/// A question and what it is made of.
#[derive(Deserialize)]
pub struct Render {
    template: String,
    current: String,
    dataset: Vec<Map<String, Value>>,
    prompt: String,
}

pub fn check_extract(record: &Extract) -> Result<(), Mismatch> {
    same("new_instruction", record.new_instruction.as_str(), extract(&record.lm_out))
}

pub fn check_render(record: &Render) -> Result<(), Mismatch> {
    let template =
        ReflectionTemplate::new(record.template.clone()).map_err(Mismatch::unreadable)?;
    same("prompt", &record.prompt, &template.fill(&record.current, &record.dataset))
}
