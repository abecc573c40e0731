//! The models that can play: set-ups with their keys, and how one is opened.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{parts, words};
use crate::agent::Scripted;
use crate::llm::{
    Answer, Cache, ChatModel, ChatRequest, Client, Gate, Message, ModelSettings, ModelSetup,
    Outcome, OwnPrice, Prices, Progress, Provider, SetupError, Source,
};
use crate::web::answers::AnswerStore;
use crate::web::fetch::Fetch;
use crate::web::keys::{self, Held};
use crate::web::openrouter::Return;
use crate::web::prompt_api::{self, Availability, PromptApi};
use crate::web::storage::{self, StorageError};

/// The preference under which the set-ups are stored.
const STORED: &str = "models";

/// The provider that one can sign in with.
pub const SIGN_IN: &str = "openrouter";

/// The models that can play. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Models {
    saved: RwSignal<Vec<ModelSetup>>,
    held: RwSignal<Vec<Held>>,
    /// Whether the browser has a model of its own; none until it has said so.
    pub browser: RwSignal<Option<Availability>>,
    /// What the dialog for models shows, if it is open.
    pub editing: RwSignal<Option<Editing>>,
    /// How the sign-in went from which the person came back.
    pub sign_in: RwSignal<SignIn>,
    servers: StoredValue<BTreeMap<String, Server>, LocalStorage>,
}

/// What the dialog for models is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Editing {
    /// A further model, at this provider to begin with.
    New(&'static str),
    /// The set-up of this name.
    Saved(String),
}

/// How a sign-in went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// There was none.
    No,
    /// The key is being fetched.
    Fetching,
    /// It did not work; why.
    Failed(String),
    /// There is a key now.
    Done,
}

/// What all who ask one server share.
#[derive(Clone, Debug)]
struct Server {
    gate: Gate,
    /// It answered once.
    reached: Rc<Cell<bool>>,
}

/// A model, ready to be asked.
#[derive(Clone, Debug)]
pub enum AnyModel {
    /// Behind a server.
    Server(Client<Fetch>),
    /// The browser's own.
    Browser(PromptApi),
    /// The script that stands in for one, so many milliseconds for each piece of its reply.
    Scripted(u32),
}

impl AnyModel {
    /// The same; where nothing is waited for, a reply still comes piece by piece, to be watched.
    #[must_use]
    pub fn at_pace(self, piece_ms: u32) -> Self {
        match self {
            Self::Scripted(_) => Self::Scripted(piece_ms),
            other => other,
        }
    }
}

impl ChatModel for AnyModel {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        match self {
            Self::Server(client) => client.ask(request, watch).await,
            Self::Browser(model) => {
                let request = ChatRequest { stream: true, ..request.clone() };
                model.ask(&request, watch).await
            }
            Self::Scripted(piece_ms) => {
                let mut pieces = Vec::new();
                let answer = Scripted.ask(request, &mut |piece| pieces.push(piece)).await;
                for piece in pieces {
                    watch(piece);
                    if *piece_ms > 0 {
                        TimeoutFuture::new(*piece_ms).await;
                    }
                }
                answer
            }
        }
    }
}

impl Models {
    /// Reads what is stored. `signed_in`: the sign-in from which the page was opened.
    pub fn load(signed_in: Option<Return>) -> Self {
        let stored = storage::preference(STORED).unwrap_or_default();
        let models = Self {
            saved: RwSignal::new(ModelSetup::read_list(&stored)),
            held: RwSignal::new(Vec::new()),
            browser: RwSignal::new(None),
            editing: RwSignal::new(None),
            sign_in: RwSignal::new(SignIn::No),
            servers: StoredValue::new_local(BTreeMap::new()),
        };
        spawn_local(async move {
            keys::load().await;
            models.look_at_keys();
            if let Some(signed_in) = signed_in {
                parts::sign_in(models, signed_in).await;
            }
        });
        models.look_at_browser();
        models
    }

    /// Every model that can be chosen: the script, those that the person set up, the browser's own if it has one. Tracked.
    pub fn list(self) -> Vec<ModelSetup> {
        let browser = self.browser.get().is_some_and(Availability::is_there);
        let mut list = vec![ModelSetup::scripted()];
        list.extend(self.saved.get());
        list.extend(browser.then(ModelSetup::browser));
        list
    }

    /// Those that the person set up. Tracked.
    pub fn saved(self) -> Vec<ModelSetup> {
        self.saved.get()
    }

    /// The model of this name. Tracked.
    pub fn find(self, name: &str) -> Option<ModelSetup> {
        self.list().into_iter().find(|setup| setup.name == name)
    }

    /// Keeps a set-up; `before` names the one that it replaces.
    ///
    /// # Errors
    ///
    /// What is missing or wrong, or that the name is taken.
    pub fn save(self, before: Option<&str>, setup: ModelSetup) -> Result<(), SetupError> {
        setup.check()?;
        self.look_at_stored();
        let is_other = |known: &ModelSetup| known.name == setup.name && before != Some(&known.name);
        let built_in = [ModelSetup::scripted(), ModelSetup::browser()];
        if built_in.iter().any(is_other)
            || self.saved.with_untracked(|all| all.iter().any(is_other))
        {
            return Err(SetupError::NameTaken(setup.name));
        }
        self.saved.update(|saved| {
            let place = saved.iter().position(|known| before == Some(&known.name));
            match place {
                Some(place) => saved[place] = setup,
                None => saved.push(setup),
            }
        });
        self.store();
        Ok(())
    }

    /// Forgets a set-up. Its key stays: another may use it.
    pub fn remove(self, name: &str) {
        self.look_at_stored();
        self.saved.update(|saved| saved.retain(|setup| setup.name != name));
        self.store();
    }

    /// Another tab may have stored more.
    fn look_at_stored(self) {
        if let Some(stored) = storage::preference(STORED) {
            self.saved.set(ModelSetup::read_list(&stored));
        }
    }

    fn store(self) {
        let list = self.saved.with_untracked(|saved| ModelSetup::write_list(saved));
        storage::set_preference(STORED, &list);
    }

    /// Makes a model ready to be asked. Its key is taken now; who plays long opens it anew for each episode.
    ///
    /// # Errors
    ///
    /// In words: what is missing.
    pub fn open(self, setup: &ModelSetup) -> Result<AnyModel, String> {
        setup.check().map_err(|error| error.to_string())?;
        let Some(provider) = setup.provider() else {
            return Ok(match setup.source {
                Source::Browser => AnyModel::Browser(PromptApi),
                _ => AnyModel::Scripted(0),
            });
        };
        let client = self.client(provider, setup);
        if provider.key.is_required() && !client.has_key() {
            return Err(format!("there is no key for {} now: enter it again", provider.name));
        }
        Ok(AnyModel::Server(client))
    }

    /// The client for a server's model, with the key that is held for its address, if any.
    pub fn client(self, provider: &Provider, setup: &ModelSetup) -> Client<Fetch> {
        let endpoint = setup.endpoint().unwrap_or_else(|| provider.endpoint());
        let key = keys::get(&endpoint.base);
        let Server { gate, reached } = self.server(&endpoint.base, setup.at_once);
        let settings = ModelSettings {
            endpoint,
            temperature: setup.temperature,
            max_tokens_out: setup.max_tokens_out,
            thinking: setup.thinking,
            stream: setup.stream,
            ..ModelSettings::new(provider, &setup.model)
        };
        let own = setup.price.map(|price| OwnPrice {
            provider: provider.id.to_owned(),
            model: setup.model.clone(),
            price,
        });
        let cache = setup.keep_answers.then(|| Rc::new(AnswerStore) as Rc<dyn Cache>);
        Client::new(Fetch, settings)
            .with_key(key)
            .with_gate(gate)
            .with_reached(reached)
            .with_cache(cache)
            .with_prices(Rc::new(Prices::built_in().with_own(own)))
    }

    /// Asks a model for one word; says what came of it.
    pub async fn try_out(self, setup: &ModelSetup) -> String {
        let model = match self.open(setup) {
            Ok(model) => model,
            Err(why) => return words::sentence(&why),
        };
        let question = Message::user("Answer with one word: ready").into();
        let request = ChatRequest { turns: vec![question], ..ChatRequest::default() };
        let answer = model.ask(&request, &mut |_| {}).await;
        let took = words::span(answer.latency_ms / 1000.0);
        match answer.outcome {
            Outcome::Reply(reply) => format!("It says “{}”, after {took}.", reply.text()),
            Outcome::Error(error) => words::sentence(&error.to_string()),
        }
    }

    /// What all who ask one server share; who was opened last says how wide its gate is.
    fn server(self, base: &str, at_once: u32) -> Server {
        let at_once = at_once as usize;
        let fresh = || Server { gate: Gate::new(at_once), reached: Rc::default() };
        let found = self.servers.try_update_value(|servers| {
            let server = servers.entry(base.to_owned()).or_insert_with(fresh);
            server.gate.set_limit(at_once);
            server.clone()
        });
        found.unwrap_or_else(fresh)
    }

    /// What may be known of the key for an address. Tracked.
    pub fn key_for(self, base: &str) -> Option<Held> {
        self.held.with(|held| held.iter().find(|held| held.base == base).cloned())
    }

    /// What may be known of every key. Tracked.
    pub fn held(self) -> Vec<Held> {
        self.held.get()
    }

    /// Looks which keys there are, after a change or when time has passed.
    pub fn look_at_keys(self) {
        let held = keys::held();
        if self.held.try_with_untracked(|known| *known != held).unwrap_or(false) {
            self.held.set(held);
        }
    }

    /// Changes the keys; says what came of it.
    pub async fn change_keys(
        self,
        change: impl Future<Output = Result<(), StorageError>>,
    ) -> Option<String> {
        let outcome = change.await;
        self.look_at_keys();
        outcome.err().map(|error| words::sentence(&error.to_string()))
    }

    /// Asks the browser for its own model.
    pub fn look_at_browser(self) {
        spawn_local(async move {
            let found = prompt_api::availability().await;
            self.browser.try_set(Some(found));
        });
    }

    /// Trades what a sign-in brought for a key.
    pub async fn finish_sign_in(self, signed_in: Return) {
        self.sign_in.set(SignIn::Fetching);
        let keep = signed_in.keep;
        let outcome = match signed_in.key().await {
            Ok(key) => {
                let base = Provider::find(SIGN_IN).map_or("", |provider| provider.base);
                let lost = self.change_keys(keys::set(base, key, keep)).await;
                lost.map_or(SignIn::Done, SignIn::Failed)
            }
            Err(why) => SignIn::Failed(words::sentence(&why)),
        };
        if outcome == SignIn::Done {
            self.editing.set(Some(Editing::New(SIGN_IN)));
        }
        self.sign_in.set(outcome);
    }
}
