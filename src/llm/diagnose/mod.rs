//! What is wrong with a connection, in words, and what mends it.
//!
//! A page that may not read a reply learns nothing but "it failed": a wrong key, a server that is not running, a browser's rule and
//! a missing permission look alike. So what can be known is put together here: who asks from where, where the server stands, what
//! the list of models said and what a tiny question did. Nothing here asks anything; [`Client::probe`](crate::llm::Client::probe) does.

mod nearest;
mod place;
mod refused;
mod silent;
mod steps;

use std::fmt;

pub use place::{Asker, Browser, Page, Permission, Place, Reach};
pub use steps::curl_line;

use crate::llm::{ChatError, ChatReply, Client, Endpoint, ErrorKind, Outcome, Probe, Provider};

/// What is known.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The provider.
    pub provider: &'a Provider,
    /// The server.
    pub endpoint: &'a Endpoint,
    /// The model that was asked; empty if none was.
    pub model: &'a str,
    /// Whether a key was sent.
    pub has_key: bool,
    /// Who asked.
    pub asker: &'a Asker,
    /// What the list of models brought.
    pub models: Result<&'a [String], &'a ChatError>,
    /// What the tiny question brought; none if it was not asked.
    pub answer: Option<Result<&'a ChatReply, &'a ChatError>>,
}

impl Evidence<'_> {
    /// The page's origin, if a page asks.
    fn origin(&self) -> Option<&str> {
        match self.asker {
            Asker::Terminal => None,
            Asker::Page(page) => Some(&page.origin),
        }
    }
}

/// What it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// In one word.
    pub verdict: Verdict,
    /// In one line.
    pub headline: String,
    /// Why, in a few sentences.
    pub explanation: String,
    /// What to do, the likeliest first.
    pub fix: Vec<Step>,
}

impl fmt::Display for Diagnosis {
    /// As a terminal shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.headline)?;
        if !self.explanation.is_empty() {
            write!(f, "\n{}", self.explanation)?;
        }
        for step in &self.fix {
            match step {
                Step::Say(text) => write!(f, "\n- {text}")?,
                Step::Run { say, command } => {
                    write!(f, "\n- {say}\n    {}", command.replace('\n', "\n    "))?;
                }
            }
        }
        Ok(())
    }
}

/// Whether it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The model answers.
    Works,
    /// Address and key are right; a model is yet to be named.
    ChooseModel,
    /// It does not work.
    Fails(Cause),
}

/// Why it does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There is no address, or none that can be asked.
    NoAddress,
    /// A key is needed.
    NoKey,
    /// The key is wrong.
    WrongKey,
    /// The key may not do this.
    Forbidden,
    /// No money, or the day's share is used up.
    Quota,
    /// Too many questions, or too much to do.
    Busy,
    /// The server took too long.
    Slow,
    /// The server failed.
    ServerFailed,
    /// There is no such model.
    NoSuchModel,
    /// At this address is something else.
    WrongAddress,
    /// The server does not like the request.
    BadRequest,
    /// The browser lets no secure page ask an insecure server.
    MixedContent,
    /// The browser does not let the page speak to this machine or this house.
    LocalNetwork,
    /// The server does not let this page ask.
    OriginRefused,
    /// Nothing is running at this address.
    NotRunning,
    /// Nothing came, and nothing says why.
    NoReply,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// In words.
    Say(String),
    /// A command for a terminal, or lines for a file.
    Run {
        /// What it is for.
        say: String,
        /// The lines.
        command: String,
    },
}

impl Step {
    fn say(text: impl Into<String>) -> Self {
        Self::Say(text.into())
    }

    fn run(say: impl Into<String>, command: impl Into<String>) -> Self {
        Self::Run { say: say.into(), command: command.into() }
    }
}

/// Says what is wrong, if anything is.
pub fn diagnose(evidence: &Evidence<'_>) -> Diagnosis {
    let name = evidence.provider.name;
    if let Some((address, _)) = evidence.endpoint.base.split_once(['?', '#']) {
        return fails(
            Cause::NoAddress,
            "The address is too long.".to_owned(),
            "What begins with ? or # is no part of it: paths are added at its end. A key goes elsewhere.".to_owned(),
            vec![Step::say(format!("Try the address {}.", address.trim_end_matches('/')))],
        );
    }
    let Some(place) = Place::of(&evidence.endpoint.base) else {
        return fails(
            Cause::NoAddress,
            "There is no address to ask.".to_owned(),
            format!("{:?} is no address of a server.", evidence.endpoint.base),
            vec![Step::say("Enter an address that begins with http:// or https://.")],
        );
    };
    match (evidence.answer, evidence.models) {
        (Some(Ok(reply)), _) => works(name, evidence.model, reply),
        (None, Ok(models)) => choose_model(name, models),
        (None, Err(error))
            if evidence.provider.id == "tensorzero" && error.kind == ErrorKind::NoSuchModel =>
        {
            unlisted(name)
        }
        (Some(Err(error)), _) | (None, Err(error)) => match error.kind {
            ErrorKind::Unreachable => silent::diagnose(evidence, &place, error),
            _ => refused::diagnose(evidence, &place, error),
        },
    }
}

fn works(name: &str, model: &str, reply: &ChatReply) -> Diagnosis {
    let exact = reply.model.as_deref().filter(|exact| *exact != model);
    let explanation = exact.map_or_else(String::new, |exact| format!("It is {exact}."));
    let headline = format!("{name} answers as {model}.");
    Diagnosis { verdict: Verdict::Works, headline, explanation, fix: Vec::new() }
}

fn choose_model(name: &str, models: &[String]) -> Diagnosis {
    let some: Vec<&str> = models.iter().take(8).map(String::as_str).collect();
    let more = if models.len() > some.len() { ", …" } else { "" };
    let explanation = match models.len() {
        0 => "It has no models yet.".to_owned(),
        count => format!("It has {count}: {}{more}", some.join(", ")),
    };
    Diagnosis {
        verdict: Verdict::ChooseModel,
        headline: format!("{name} can be reached; choose a model."),
        explanation,
        fix: Vec::new(),
    }
}

/// The TensorZero gateway has no list of models.
fn unlisted(name: &str) -> Diagnosis {
    Diagnosis {
        verdict: Verdict::ChooseModel,
        headline: format!("{name} can be reached; choose a model."),
        explanation: "It has no list. Names are tensorzero::function_name::NAME for a function of yours, or tensorzero::model_name::PROVIDER::MODEL.".to_owned(),
        fix: Vec::new(),
    }
}

const fn fails(cause: Cause, headline: String, explanation: String, fix: Vec<Step>) -> Diagnosis {
    Diagnosis { verdict: Verdict::Fails(cause), headline, explanation, fix }
}

impl<T> Client<T> {
    /// Says what a [`Probe`] of this client found.
    pub fn diagnose(&self, probe: &Probe, asker: &Asker) -> Diagnosis {
        let settings = self.settings();
        let answer = probe.answer.as_ref().map(|answer| match &answer.outcome {
            Outcome::Reply(reply) => Ok(reply),
            Outcome::Error(error) => Err(error),
        });
        diagnose(&Evidence {
            provider: Provider::find_or_other(&settings.provider),
            endpoint: &settings.endpoint,
            model: &settings.model,
            has_key: self.has_key(),
            asker,
            models: probe.models.as_deref(),
            answer,
        })
    }
}
