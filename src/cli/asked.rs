//! A model that is asked in a long run: behind its client, before its run's answers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::answers::Answers;
use super::http::Http;
use super::model::ModelArguments;
use crate::llm::{Answer, ChatModel, ChatRequest, Client, ErrorKind, Outcome, Progress};

/// A model in a run.
#[derive(Clone)]
pub struct Asked {
    client: Client<Http>,
    who: &'static str,
    answers: Option<Rc<Answers>>,
    has_answered: Rc<Cell<bool>>,
    /// Why it will never answer.
    lost: Rc<RefCell<Option<String>>>,
}

impl Asked {
    /// The model that the flags name, in a role; answers are written down, if there is a place for them.
    ///
    /// # Errors
    ///
    /// What is missing in the flags.
    pub fn new(
        arguments: &ModelArguments,
        who: &'static str,
        answers: Option<&Rc<Answers>>,
    ) -> Result<Self, String> {
        let client = arguments.client().map_err(|error| format!("{who}: {error}"))?;
        Ok(Self {
            client,
            who,
            answers: answers.cloned(),
            has_answered: Rc::default(),
            lost: Rc::default(),
        })
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.client.settings().model
    }

    /// Why it will never answer, if so: the very first question found no key that fits.
    pub fn is_lost(&self) -> Option<String> {
        self.lost.borrow().clone()
    }

    /// Asks; equal questions under other salts are other questions to a cache.
    pub async fn ask_salted(&self, request: &ChatRequest, salt: Option<String>) -> Answer {
        let asks = async {
            let mut watch = |_| {};
            match salt {
                Some(salt) => self.client.clone().with_salt(salt).ask(request, &mut watch).await,
                None => self.client.ask(request, &mut watch).await,
            }
        };
        let answer = match &self.answers {
            Some(answers) => answers.ask(self.who, request, asks).await,
            None => asks.await,
        };
        match &answer.outcome {
            Outcome::Reply(_) => self.has_answered.set(true),
            Outcome::Error(error)
                if error.kind == ErrorKind::BadKey && !self.has_answered.get() =>
            {
                *self.lost.borrow_mut() = Some(format!("{}: {error}", self.who));
            }
            Outcome::Error(_) => {}
        }
        answer
    }
}

impl ChatModel for Asked {
    async fn ask(&self, request: &ChatRequest, _: &mut dyn FnMut(Progress)) -> Answer {
        self.ask_salted(request, None).await
    }
}

/// A model, or the script that stands in for one.
pub enum Player<S> {
    /// The script.
    Scripted(S),
    /// A model.
    Model(Asked),
}

impl<S: ChatModel> ChatModel for Player<S> {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        match self {
            Self::Scripted(script) => script.ask(request, watch).await,
            Self::Model(model) => model.ask(request, watch).await,
        }
    }
}
