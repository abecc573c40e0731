//! The model that some browsers have built in: Chrome's Prompt API, the global `LanguageModel`.
//!
//! Each question opens a session with the conversation so far and closes it. Chrome decides on sampling and limits; tools are
//! not offered. Source: <https://developer.chrome.com/docs/ai/prompt-api>.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStream, ReadableStreamDefaultReader};

use super::{fetch, page};
use crate::llm::{
    Answer, ChatError, ChatModel, ChatReply, ChatRequest, Delta, ErrorKind, Part, Progress, Said,
    StopReason, Try, Turn,
};

/// Whether this browser has a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// The browser does not know of such a thing.
    Absent,
    /// It does, but not on this machine.
    Unavailable,
    /// After a download.
    Downloadable,
    /// A download is under way.
    Downloading,
    /// It is there.
    Available,
}

impl Availability {
    /// What a person reads.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "This browser has none; Chrome on a desktop has one from version 148.",
            Self::Unavailable => {
                "Chrome says that this computer cannot run it: it needs 22 GB of free disk, and 4 GB of graphics memory or 16 GB of memory."
            }
            Self::Downloadable => "Chrome has to download it first, once, some gigabytes.",
            Self::Downloading => "Chrome is downloading it.",
            Self::Available => "It is ready.",
        }
    }

    /// Whether it can be played with, at once or after a download.
    pub const fn is_there(self) -> bool {
        matches!(self, Self::Downloadable | Self::Downloading | Self::Available)
    }
}

/// Asks the browser.
pub async fn availability() -> Availability {
    let Some(api) = api() else { return Availability::Absent };
    let said = await_call(&api, "availability", &[options().into()]).await;
    match said.ok().and_then(|word| word.as_string()).as_deref() {
        Some("available") => Availability::Available,
        Some("downloading") => Availability::Downloading,
        Some("downloadable") => Availability::Downloadable,
        _ => Availability::Unavailable,
    }
}

/// Has the browser download its model; `progress` gets the part that is there, 0 to 1. Wants a click of the person.
///
/// # Errors
///
/// The browser's words.
pub async fn download(mut progress: impl FnMut(f64) + 'static) -> Result<(), String> {
    let api = api().ok_or_else(|| Availability::Absent.as_str().to_owned())?;
    let heard = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        progress(field(&event, "loaded").as_f64().unwrap_or(0.0));
    });
    let listener = heard.as_ref().clone();
    let monitor = Closure::<dyn FnMut(JsValue)>::new(move |monitor: JsValue| {
        // Without news of its progress the download goes on all the same.
        let _ = call(&monitor, "addEventListener", &["downloadprogress".into(), listener.clone()]);
    });
    let options = options();
    set(&options, "monitor", monitor.as_ref());
    let session = await_call(&api, "create", &[options.into()]).await;
    let session = session.map_err(|error| fetch::message(&error))?;
    let _ = call(&session, "destroy", &[]);
    Ok(())
}

/// The browser's own model.
#[derive(Clone, Copy, Debug, Default)]
pub struct PromptApi;

impl ChatModel for PromptApi {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        let start = page::clock_ms();
        let mut first_words_ms = None;
        watch(Progress::Sent { number: 1 });
        let said = say(request, |text| {
            first_words_ms.get_or_insert_with(|| page::clock_ms() - start);
            watch(Progress::Delta(Delta::Text(text)));
        });
        let outcome = said.await.map(|text| ChatReply {
            parts: vec![Part::new(Said::Text { text })],
            stop: StopReason::End,
            stop_word: None,
            usage: None,
            model: None,
            id: None,
        });
        let took_ms = page::clock_ms() - start;
        let error = outcome.as_ref().err().cloned();
        Answer {
            tries: vec![Try { error, took_ms, pause_ms: None }],
            latency_ms: took_ms,
            first_words_ms,
            cost_usd: Some(0.0),
            ..Answer::at_once(outcome)
        }
    }
}

/// A session; dropped, it is withdrawn and its memory given back.
struct Session {
    abort: AbortController,
    session: JsValue,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.abort.abort();
        if self.session.is_object() {
            // A session that is gone already does not mind.
            let _ = call(&self.session, "destroy", &[]);
        }
    }
}

async fn say(request: &ChatRequest, mut heard: impl FnMut(String)) -> Result<String, ChatError> {
    let refused = |words: &str| ChatError::new(ErrorKind::BadRequest, words);
    if !request.tools.is_empty() {
        return Err(refused("the browser’s own model calls no tools: choose another strategy"));
    }
    let api = api().ok_or_else(|| {
        ChatError::new(ErrorKind::Unreachable, Availability::Absent.as_str().to_owned())
    })?;
    let (last, before) = request.turns.split_last().ok_or_else(|| refused("nothing was asked"))?;
    let abort = AbortController::new().map_err(|error| failure(&error))?;
    let mut held = Session { abort, session: JsValue::UNDEFINED };
    let signal: JsValue = held.abort.signal().into();

    let start = options();
    let prompts: Array =
        before.iter().enumerate().map(|(at, turn)| prompt(turn, at == 0)).collect();
    set(&start, "initialPrompts", &prompts);
    set(&start, "signal", &signal);
    held.session = await_call(&api, "create", &[start.into()]).await.map_err(|e| failure(&e))?;

    let how = Object::new();
    set(&how, "signal", &signal);
    if let Some(shape) = &request.answer
        && let Ok(schema) = JSON::parse(&shape.schema.to_string())
    {
        set(&how, "responseConstraint", &schema);
    }
    let asked: JsValue = Array::of1(&prompt(last, false)).into();
    if !request.stream {
        let text = await_call(&held.session, "prompt", &[asked, how.into()]).await;
        return Ok(text.map_err(|error| failure(&error))?.as_string().unwrap_or_default());
    }
    let stream = call(&held.session, "promptStreaming", &[asked, how.into()]);
    let stream: ReadableStream = stream.map_err(|error| failure(&error))?.unchecked_into();
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut whole = String::new();
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|error| failure(&error))?;
        if field(&read, "done").is_truthy() {
            return Ok(whole);
        }
        if let Some(text) = field(&read, "value").as_string() {
            whole.push_str(&text);
            heard(text);
        }
    }
}

/// A turn in the API's words. Only the very first may be the system's.
fn prompt(turn: &Turn, is_first: bool) -> JsValue {
    let (role, text) = match turn {
        Turn::System { text } if is_first => ("system", text.clone()),
        Turn::System { text } | Turn::User { text } => ("user", text.clone()),
        Turn::Assistant { parts } => {
            let words = parts.iter().filter_map(|part| match &part.said {
                Said::Text { text } => Some(text.as_str()),
                Said::Reasoning { .. } | Said::Call(_) => None,
            });
            ("assistant", words.collect())
        }
        Turn::Tool(result) => ("user", result.content.clone()),
    };
    let prompt = Object::new();
    set(&prompt, "role", &role.into());
    set(&prompt, "content", &text.into());
    prompt.into()
}

fn failure(error: &JsValue) -> ChatError {
    let name = field(error, "name").as_string().unwrap_or_default();
    let kind = match name.as_str() {
        "QuotaExceededError" => ErrorKind::ContextTooLong,
        "NotAllowedError" | "SecurityError" => ErrorKind::Forbidden,
        "NotSupportedError" | "TypeError" | "SyntaxError" => ErrorKind::BadRequest,
        "InvalidStateError" | "NetworkError" => ErrorKind::Unreachable,
        _ => ErrorKind::Server,
    };
    ChatError::new(kind, fetch::message(error))
}

/// Our worlds speak English; Chrome wants to know.
fn options() -> Object {
    let text = Object::new();
    set(&text, "type", &"text".into());
    set(&text, "languages", &Array::of1(&"en".into()));
    let options = Object::new();
    set(&options, "expectedInputs", &Array::of1(&text));
    set(&options, "expectedOutputs", &Array::of1(&text));
    options
}

fn api() -> Option<JsValue> {
    let api = field(&page::window(), "LanguageModel");
    (!api.is_undefined() && !api.is_null()).then_some(api)
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object takes any field.
    let _ = Reflect::set(object, &name.into(), value);
}

fn call(of: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(of, &method.into())?.dyn_into()?;
    method.apply(of, &arguments.iter().collect())
}

async fn await_call(of: &JsValue, method: &str, with: &[JsValue]) -> Result<JsValue, JsValue> {
    let promise: Promise = call(of, method, with)?.unchecked_into();
    JsFuture::from(promise).await
}
