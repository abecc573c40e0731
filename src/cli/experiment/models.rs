//! The models of a plan: who answers which question.

use std::collections::{BTreeMap, BTreeSet};

use crate::agent::Scripted;
use crate::cli::http::Http;
use crate::cli::model::{ModelArguments, ModelError};
use crate::experiment::plan::PlanModel;
use crate::experiment::{Party, Plan, Question};
use crate::llm::{Answer, ChatModel, Client, Price, Provider};

/// The model that needs no key, by the name that plans give it.
const SCRIPTED: &str = "scripted";

/// Who answers.
enum Model {
    Scripted,
    Server(Client<Http>),
}

/// The models that play, and those that are customers by their worlds.
pub(super) struct Models {
    players: Vec<Model>,
    customers: BTreeMap<usize, Model>,
}

impl Models {
    /// The models of a plan; what it leaves open is in the flags.
    pub fn new(plan: &Plan, asked: &ModelArguments) -> Result<Self, String> {
        one_key_one_server(plan, asked)?;
        let players =
            plan.models.iter().map(|model| open(model, asked)).collect::<Result<_, _>>()?;
        let mut customers = BTreeMap::new();
        let at_once = plan.models.iter().map(|model| model.at_once).sum::<usize>().max(1);
        for (at, world) in plan.worlds.iter().enumerate() {
            let Some(user) = &world.user else { continue };
            if let Some(model) = &user.model {
                let provider = user.provider.clone();
                let model =
                    PlanModel { provider, model: model.clone(), at_once, ..PlanModel::default() };
                customers.insert(at, open(&model, asked)?);
            }
        }
        Ok(Self { players, customers })
    }

    /// Asks whom a question is for. A customer without a model of its own is the agent's.
    pub async fn ask(&self, question: &Question) -> Answer {
        let customer = match question.party {
            Party::Customer => self.customers.get(&question.cell.world),
            Party::Agent => None,
        };
        let player = question.cell.model.and_then(|model| self.players.get(model));
        let mut request = question.request.clone();
        if question.party == Party::Customer {
            request.model.clear();
        }
        match customer.or(player) {
            Some(Model::Server(client)) => {
                // Trials of one task are other questions for the cache.
                let client = client.clone().with_salt(format!("trial {}", question.cell.trial));
                client.ask(&request, &mut |_| ()).await
            }
            Some(Model::Scripted) | None => Scripted.ask(&request, &mut |_| ()).await,
        }
    }
}

/// Whether a script answers for a model of the plan.
pub(super) fn is_scripted(model: &PlanModel, asked: &ModelArguments) -> bool {
    let is_named = model.provider.as_deref() == Some(SCRIPTED);
    let is_alone = model.provider.is_none() && model.base_url.is_none();
    let is_open = asked.provider.is_none() && asked.base_url.is_none();
    is_named || (model.model == SCRIPTED && is_alone && is_open)
}

/// Who serves a model of the plan.
pub(super) fn provider_of(
    model: &PlanModel,
    asked: &ModelArguments,
) -> Result<&'static Provider, ModelError> {
    flags(model, asked).provider()
}

/// Who serves models of such names, where a plan says nothing of it, as the seeds' scripts take it.
const BY_NAME: [(&str, &str); 10] = [
    ("gpt-", "openai"),
    ("chatgpt-", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("claude-", "anthropic"),
    ("gemini-", "gemini"),
    ("grok-", "xai"),
    ("mistral-", "mistral"),
    ("llama-", "groq"),
];

/// The flags of one model.
fn flags(model: &PlanModel, asked: &ModelArguments) -> ModelArguments {
    let has_place = model.provider.is_some() || model.base_url.is_some();
    let (provider, base_url) = if has_place {
        (model.provider.clone(), model.base_url.clone())
    } else {
        let by_name = || {
            let found = BY_NAME.iter().find(|(start, _)| model.model.starts_with(start));
            found.filter(|_| asked.base_url.is_none()).map(|(_, provider)| (*provider).to_owned())
        };
        (asked.provider.clone().or_else(by_name), asked.base_url.clone())
    };
    let price = model.price.map(|[input, output]| Price {
        input,
        output,
        cached_input: None,
        cache_write: None,
    });
    ModelArguments {
        provider,
        base_url,
        model: Some(model.model.clone()),
        temperature: model.temperature.or(asked.temperature),
        max_tokens: model.max_tokens.or(asked.max_tokens),
        at_once: model.at_once,
        price: price.or(asked.price),
        ..asked.clone()
    }
}

fn open(model: &PlanModel, asked: &ModelArguments) -> Result<Model, String> {
    if is_scripted(model, asked) {
        return Ok(Model::Scripted);
    }
    let named = |error: ModelError| format!("{}: {error}", model.label());
    flags(model, asked).client().map(Model::Server).map_err(named)
}

/// A key that the flags name goes to one server only.
fn one_key_one_server(plan: &Plan, asked: &ModelArguments) -> Result<(), String> {
    if asked.key_env.is_none() && asked.key_file.is_none() {
        return Ok(());
    }
    let users = plan
        .worlds
        .iter()
        .filter_map(|world| world.user.as_ref())
        .map(|user| PlanModel { provider: user.provider.clone(), ..PlanModel::default() });
    let places: BTreeSet<_> = plan
        .models
        .iter()
        .cloned()
        .chain(users)
        .filter(|model| !is_scripted(model, asked))
        .map(|model| flags(&model, asked))
        .map(|flags| (flags.provider, flags.base_url))
        .collect();
    if places.len() > 1 {
        return Err(
            "the plan's models are on several servers, and --key-env and --key-file name one key: \
             give each provider's key in its own environment variable"
                .to_owned(),
        );
    }
    Ok(())
}
