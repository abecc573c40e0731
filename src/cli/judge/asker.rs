//! Who answers the judge's prompts: a model, or the script that stands in for one.

use std::cell::RefCell;
use std::io;

use crate::cli::http::{Http, block_on};
use crate::cli::model::ModelArguments;
use crate::judge::{JudgeReply, SCRIPTED_JUDGE, Wave, scripted_judge};
use crate::llm::{Answer, ChatModel, Client, all};

/// A judge that can be asked.
pub enum Asker {
    /// The script.
    Scripted,
    /// A model.
    Model(Box<Client<Http>>),
}

impl Asker {
    /// The model that the flags name; the script if they name none.
    pub fn new(arguments: &ModelArguments) -> Result<Self, String> {
        if !arguments.is_given() {
            return Ok(Self::Scripted);
        }
        let client = arguments.client().map_err(|error| error.to_string())?;
        Ok(Self::Model(Box::new(client)))
    }

    /// What it is called.
    pub fn name(&self) -> String {
        match self {
            Self::Scripted => SCRIPTED_JUDGE.to_owned(),
            Self::Model(client) => client.settings().model.clone(),
        }
    }

    /// Asks a whole wave at once; `heard` replies to its question came before. `note` is told of each reply as it comes.
    ///
    /// # Errors
    ///
    /// The first of `note`.
    pub fn ask(
        &self,
        wave: &Wave,
        heard: usize,
        note: &mut dyn FnMut(&JudgeReply) -> io::Result<()>,
    ) -> io::Result<Vec<JudgeReply>> {
        let Self::Model(client) = self else {
            let replies = vec![scripted_judge(wave.prompt()); wave.count];
            replies.iter().try_for_each(note)?;
            return Ok(replies);
        };
        // Each vote is a question of its own to the cache.
        let clients: Vec<Client<Http>> = (0..wave.count)
            .map(|at| client.as_ref().clone().with_salt(format!("vote {}", heard + at)))
            .collect();
        let note = RefCell::new(note);
        let ask = |client| {
            let note = &note;
            async move {
                let mut watch = |_| {};
                let answer = Client::ask(client, &wave.request, &mut watch).await;
                let failure = failure(&answer);
                let reply = JudgeReply::from(answer);
                let noted = (note.borrow_mut())(&reply);
                noted.map(|()| (reply, failure))
            }
        };
        let answers = block_on(all(clients.iter().map(ask)));
        let answers: Vec<_> = answers.into_iter().collect::<io::Result<_>>()?;
        if let Some(reason) = answers.iter().find_map(|(_, failure)| failure.as_ref()) {
            eprintln!("{reason}");
        }
        Ok(answers.into_iter().map(|(reply, _)| reply).collect())
    }
}

fn failure(answer: &Answer) -> Option<String> {
    match &answer.outcome {
        crate::llm::Outcome::Error(error) => Some(error.to_string()),
        crate::llm::Outcome::Reply(_) => None,
    }
}
