//! Models in customer support on the Stage: who they are, how far they may go, why they wait.

mod dialog;
mod messages;
mod step;

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use leptos::prelude::*;

pub use self::dialog::{CastDialog, CastForm};
pub use self::messages::Messages;
use super::counter::Counter;
use super::seats::{AgentSeat, CustomerSeat};
use crate::agent::rollout::Sampling;
use crate::agent::support::line::{
    self, AgentModel, CustomerModel, Pause, SupportCall, SupportLine,
};
use crate::agent::support::{AgentKind, CustomerKind, MAX_STEPS, Party, Wording};
use crate::env::support::{Domain, SupportEnv};
use crate::episode::Session;
use crate::llm::{ModelSetup, Source};
use crate::ui::data::SupportData;
use crate::ui::models::{Editing, Models};
use crate::ui::playback::Staged;
use crate::ui::words;
use crate::web::storage;

/// What models may spend on an episode unless a person says otherwise: enough for one, too little to hurt.
const COST_USD: f64 = 1.0;

/// One side's model. `Copy`.
#[derive(Clone, Copy)]
pub struct Side<K: 'static> {
    /// The set-up's name.
    name: RwSignal<String>,
    /// How it speaks.
    pub kind: RwSignal<K>,
    /// The preferences under which the two are stored.
    stored: [&'static str; 2],
}

impl<K: Copy + Display + FromStr + Send + Sync> Side<K> {
    fn load(stored: [&'static str; 2], kind: K) -> Self {
        let name = storage::preference(stored[0]).unwrap_or_else(|| ModelSetup::scripted().name);
        let kept = storage::preference(stored[1]).and_then(|name| name.parse().ok());
        Self { name: RwSignal::new(name), kind: RwSignal::new(kept.unwrap_or(kind)), stored }
    }

    fn choose(self, name: &str) {
        storage::set_preference(self.stored[0], name);
        self.name.set(name.to_owned());
    }

    fn speak(self, kind: K) {
        storage::set_preference(self.stored[1], &kind.to_string());
        self.kind.set(kind);
    }
}

/// The models' part in an episode. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct CounterModels {
    /// The model that serves.
    pub agent: Side<AgentKind>,
    /// The model that is served.
    pub customer: Side<CustomerKind>,
    /// What the agent is told in place of the policy; an empty text leaves the policy.
    pub instruction: RwSignal<String>,
    /// How many turns the agent may have.
    pub turns: RwSignal<Option<u32>>,
    /// What both may cost, in US dollars.
    pub cost_usd: RwSignal<Option<f64>>,
    /// Why nothing goes on, as a sentence with the next thing to do.
    pub halt: RwSignal<Option<String>>,
    /// Whether the dialog about the models is open.
    pub dialog_open: RwSignal<bool>,
    line: StoredValue<Option<SupportLine>>,
    models: Models,
    data: SupportData,
}

impl CounterModels {
    /// Models that have said nothing yet.
    pub fn new(models: Models, data: SupportData) -> Self {
        Self {
            agent: Side::load(["support-agent", "support-agent-kind"], AgentKind::ToolCalling),
            customer: Side::load(["support-customer", "support-customer-kind"], CustomerKind::Llm),
            instruction: RwSignal::new(String::new()),
            turns: RwSignal::new(Some(MAX_STEPS)),
            cost_usd: RwSignal::new(Some(COST_USD)),
            halt: RwSignal::new(None),
            dialog_open: RwSignal::new(false),
            line: StoredValue::new(None),
            models,
            data,
        }
    }

    /// The set-up of a side's model; the first that can play there where the chosen one is gone. Tracked.
    pub fn setup(self, party: Party) -> ModelSetup {
        let name = match party {
            Party::Agent => self.agent.name.get(),
            Party::Customer => self.customer.name.get(),
        };
        let mut list = self.list(party);
        let at = list.iter().position(|setup| setup.name == name).unwrap_or(0);
        if list.is_empty() { ModelSetup::scripted() } else { list.swap_remove(at) }
    }

    /// Every model that can be chosen for a side: the script that stands in for one serves only. Tracked.
    pub fn list(self, party: Party) -> Vec<ModelSetup> {
        let serves = |setup: &ModelSetup| party == Party::Agent || setup.source != Source::Scripted;
        self.models.list().into_iter().filter(serves).collect()
    }

    /// Opens the dialog in which a further model is connected.
    pub fn connect(self) {
        self.dialog_open.set(false);
        self.models.editing.set(Some(Editing::New("openai")));
    }

    /// What a side is called while a model plays it. Tracked.
    pub fn title(self, party: Party) -> String {
        if self.list(party).is_empty() { "a model".to_owned() } else { self.setup(party).name }
    }

    /// Something about the models was changed: whatever they were held by is over.
    pub fn changed(self) {
        self.halt.set(None);
    }

    /// Forgets that a model failed, so that it is asked again.
    pub fn try_again(self, counter: Counter) {
        self.line.update_value(|line| {
            if let Some(line) = line {
                line.try_again();
            }
        });
        self.halt.set(None);
        counter.play();
    }

    /// What its line is to customers and text agents at a domain: the pack's words, else ours.
    fn wording(self, domain: Domain) -> Arc<Wording> {
        let given = match domain {
            Domain::Books => None,
            Domain::Retail | Domain::Airline => untrack(|| self.data.prompts()),
        };
        let given = given.and_then(|json| Wording::parse(&json).ok());
        Arc::new(given.unwrap_or_else(Wording::own))
    }

    /// Who sits where, as the engine knows it. Whoever is no model is nobody to ask.
    fn seats(self, counter: Counter) -> line::Seats {
        let seats = counter.seats.get_untracked();
        let sampling = |party| sampling(&untrack(|| self.setup(party)));
        let agent = match seats.agent {
            AgentSeat::Model => line::AgentSeat::Model(AgentModel {
                instruction: self.instruction.get_untracked(),
                sampling: sampling(Party::Agent),
                ..AgentModel::new(self.agent.kind.get_untracked(), "")
            }),
            _ => line::AgentSeat::Person,
        };
        let customer = match seats.customer {
            CustomerSeat::Model => line::CustomerSeat::Model(CustomerModel {
                kind: self.customer.kind.get_untracked(),
                sampling: sampling(Party::Customer),
            }),
            _ => line::CustomerSeat::Person,
        };
        line::Seats { agent, customer }
    }

    /// The engine, with who sits where now.
    fn with_line<T>(self, counter: Counter, work: impl FnOnce(&mut SupportLine) -> T) -> Option<T> {
        let (seats, limit) = (self.seats(counter), self.turns.get_untracked());
        self.line.try_update_value(|kept| {
            let line = kept.take().unwrap_or_else(|| {
                SupportLine::new(seats.clone(), self.wording(counter.case.domain))
            });
            let mut line = line.with_limit(limit);
            line.set(seats);
            let came = work(&mut line);
            *kept = Some(line);
            came
        })
    }

    /// What holds the models back, as a sentence with the next thing to do.
    fn hold(self, why: &Pause) {
        let advice = match why {
            Pause::Failed(error) if error.is_retryable() => {
                "Nothing is lost: try again, now or later."
            }
            Pause::Failed(_) => "Nothing is lost: mend it in Settings, or let another model go on.",
            Pause::Limit(_) => "Raise the limit to let it go on.",
            Pause::Unplayable(_) => "Let the model speak in another way.",
        };
        self.halt.set(Some(format!("{} {advice}", words::sentence(&why.to_string()))));
    }
}

/// What all calls of an episode cost, on every branch, in US dollars; calls without a price count as nothing.
pub fn spent_usd(session: &Session<SupportEnv>) -> f64 {
    let steps = session.branches().iter().flat_map(|branch| &branch.steps);
    let calls = steps.filter_map(|step| step.said.as_deref()).flat_map(SupportCall::all);
    calls.filter_map(|call| call.answer.cost_usd).fold(0.0, |sum, cost| sum + cost)
}

fn sampling(setup: &ModelSetup) -> Sampling {
    Sampling {
        model: if setup.model.is_empty() { setup.name.clone() } else { setup.model.clone() },
        temperature: setup.temperature,
        max_tokens_out: setup.max_tokens_out,
        thinking: setup.thinking,
        stream: setup.stream,
        ..Sampling::default()
    }
}
