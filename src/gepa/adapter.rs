//! What ties a search to a task.

use std::future::Future;

use super::optimizer::{Next, Optimizer};
use super::problem::{Described, Description, Evaluation, EvaluationBatch, Failure};
use crate::llm::{ChatModel, Outcome};

/// A task whose prompts can be optimised.
pub trait Adapter {
    /// Scores a candidate on examples.
    fn evaluate(
        &mut self,
        evaluation: &Evaluation,
    ) -> impl Future<Output = Result<EvaluationBatch, Failure>>;

    /// Says what can be learnt from a minibatch: records for a model to reflect on, or the new texts themselves.
    ///
    /// # Errors
    ///
    /// A [`Failure`] ends the proposal; the run goes on.
    fn describe(&mut self, description: &Description) -> Result<Described, Failure>;
}

impl Optimizer {
    /// Answers the run's next question by an adapter and a model; says whether there was one. The model is asked under the name
    /// `model_name`.
    ///
    /// # Panics
    ///
    /// Never: each question gets an answer of its kind.
    pub async fn step<A: Adapter, M: ChatModel>(
        &mut self,
        adapter: &mut A,
        (model, model_name): (&M, &str),
        seconds: f64,
    ) -> bool {
        let was_asked = match self.next(seconds) {
            Next::Evaluate(evaluation) => {
                let answer = adapter.evaluate(evaluation).await;
                self.answer_evaluation(answer)
            }
            Next::Describe(description) => {
                let answer = adapter.describe(description);
                self.answer_description(answer)
            }
            Next::Reflect(reflection) => {
                let request = reflection.request(model_name);
                let answer = model.ask(&request, &mut |_| ()).await;
                let cost = answer.cost_usd.unwrap_or(0.0);
                let reply = match answer.outcome {
                    Outcome::Reply(reply) => Ok(reply.text()),
                    Outcome::Error(error) => {
                        Err(Failure { class: "ChatError".to_owned(), text: error.to_string() })
                    }
                };
                self.answer_reflection(reply, cost)
            }
            Next::Done | Next::Failed(_) => return false,
        };
        was_asked.expect("the answer is of the question's kind");
        true
    }
}
