//! What is wrong with a connection is said in words, with what mends it.

mod causes;
mod words;

use diorama::llm::diagnose::{
    Asker, Browser, Cause, Diagnosis, Evidence, Page, Permission, Verdict, diagnose,
};
use diorama::llm::{ChatError, ChatReply, ErrorKind, Part, Provider, Said, StopReason};

pub const CHROME: Browser = Browser::Chromium(148);
pub const OLD_CHROME: Browser = Browser::Chromium(141);
pub const SITE: &str = "https://diorama.example";

/// A case, and what is usual in it.
pub struct Case {
    pub provider: &'static str,
    pub base: Option<&'static str>,
    pub model: &'static str,
    pub has_key: bool,
    pub asker: Asker,
    pub models: Result<Vec<String>, ChatError>,
    pub answer: Option<Result<ChatReply, ChatError>>,
}

pub fn from(provider: &'static str, asker: Asker) -> Case {
    let nothing = || ChatError::new(ErrorKind::Unreachable, "failed to fetch");
    Case {
        provider,
        base: None,
        model: "m-1",
        has_key: true,
        asker,
        models: Err(nothing()),
        answer: Some(Err(nothing())),
    }
}

pub fn page(browser: Browser) -> Asker {
    page_at(SITE, browser, Permission::Unknown)
}

pub fn page_at(origin: &str, browser: Browser, local_network: Permission) -> Asker {
    Asker::Page(Page { origin: origin.into(), browser, local_network })
}

pub fn error(kind: ErrorKind, message: &str) -> ChatError {
    ChatError::new(kind, message)
}

pub fn reply() -> ChatReply {
    ChatReply {
        parts: vec![Part::new(Said::Text { text: "ready".into() })],
        stop: StopReason::End,
        stop_word: None,
        usage: None,
        model: Some("m-1-0801".into()),
        id: None,
    }
}

impl Case {
    pub fn at(self, base: &'static str) -> Self {
        Self { base: Some(base), ..self }
    }

    pub fn says(self, kind: ErrorKind, message: &str) -> Self {
        Self { answer: Some(Err(error(kind, message))), ..self }
    }

    pub fn lists(self, list: &[&str]) -> Self {
        Self { models: Ok(list.iter().map(|name| (*name).to_owned()).collect()), ..self }
    }

    pub fn diagnose(&self) -> Diagnosis {
        let provider = Provider::find(self.provider).expect("a provider");
        let endpoint = provider.endpoint_at(self.base.unwrap_or(provider.base));
        diagnose(&Evidence {
            provider,
            endpoint: &endpoint,
            model: self.model,
            has_key: self.has_key,
            asker: &self.asker,
            models: self.models.as_deref(),
            answer: self.answer.as_ref().map(Result::as_ref),
        })
    }
}

pub fn cause(diagnosis: &Diagnosis) -> Option<Cause> {
    match diagnosis.verdict {
        Verdict::Fails(cause) => Some(cause),
        Verdict::Works | Verdict::ChooseModel => None,
    }
}
