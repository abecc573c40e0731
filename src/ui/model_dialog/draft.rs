//! What stands in the form for a model, before it is saved.

use leptos::prelude::*;

use crate::llm::{Cors, Effort, ModelSetup, Price, Prices, Provider, Source, Thinking};
use crate::ui::models::{Editing, Models, SIGN_IN};
use crate::web::keys::Keep;

/// The form's fields. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Draft {
    /// The name of the set-up that is edited.
    before: StoredValue<Option<String>>,
    /// The provider's id.
    pub provider: RwSignal<String>,
    /// The server's address.
    pub base: RwSignal<String>,
    /// The model.
    pub model: RwSignal<String>,
    /// The name; empty for one made from the model.
    pub name: RwSignal<String>,
    /// A number, or empty: as the provider does.
    pub temperature: RwSignal<String>,
    /// The same.
    pub max_tokens: RwSignal<String>,
    /// One of [`THINKING`].
    pub thinking: RwSignal<String>,
    /// Questions at once.
    pub at_once: RwSignal<String>,
    /// US dollars per million tokens read; empty: as the table says.
    pub price_in: RwSignal<String>,
    /// The same for tokens written.
    pub price_out: RwSignal<String>,
    /// Whether replies come as a stream.
    pub stream: RwSignal<bool>,
    /// Whether answers are kept.
    pub keep_answers: RwSignal<bool>,
    /// How long a key is to be kept.
    pub keep: RwSignal<Keep>,
}

/// How much to think, as the form offers it: value and words.
pub const THINKING: [(&str, &str); 5] = [
    ("", "as the provider does"),
    ("off", "not at all"),
    ("low", "a little"),
    ("medium", "some"),
    ("high", "much"),
];

impl Draft {
    /// The form for a further model, or for one that was set up.
    pub fn new(editing: &Editing, models: Models) -> Self {
        let fresh = |id| {
            let provider = Provider::find(id).unwrap_or(&Provider::ALL[0]);
            ModelSetup::new("", provider, "")
        };
        let (before, setup) = match editing {
            Editing::New(provider) => (None, fresh(provider)),
            Editing::Saved(name) => {
                let saved = models.find(name).filter(|setup| setup.provider().is_some());
                (Some(name.clone()), saved.unwrap_or_else(|| fresh("openai")))
            }
        };
        let number = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
        let thinking = match setup.thinking {
            None => "",
            Some(thinking) => thinking.effort().map_or("off", Effort::as_str),
        };
        let base = setup.endpoint().map(|endpoint| endpoint.base).unwrap_or_default();
        let provider = setup.provider().map_or("", |provider| provider.id);
        Self {
            before: StoredValue::new(before),
            provider: RwSignal::new(provider.to_owned()),
            base: RwSignal::new(base),
            name: RwSignal::new(setup.name),
            model: RwSignal::new(setup.model),
            temperature: RwSignal::new(number(setup.temperature)),
            max_tokens: RwSignal::new(number(setup.max_tokens_out.map(f64::from))),
            thinking: RwSignal::new(thinking.to_owned()),
            at_once: RwSignal::new(setup.at_once.to_string()),
            price_in: RwSignal::new(number(setup.price.map(|price| price.input))),
            price_out: RwSignal::new(number(setup.price.map(|price| price.output))),
            stream: RwSignal::new(setup.stream),
            keep_answers: RwSignal::new(setup.keep_answers),
            keep: RwSignal::new(Keep::Page),
        }
    }

    /// The name of the set-up that is edited.
    pub fn before(self) -> Option<String> {
        self.before.get_value()
    }

    /// The provider. Tracked.
    pub fn provider(self) -> &'static Provider {
        self.provider.with(|id| Provider::find(id)).unwrap_or(&Provider::ALL[0])
    }

    /// Chooses a provider, at its own address.
    pub fn choose(self, id: String) {
        let base = Provider::find(&id).map_or("", |provider| provider.base);
        self.base.set(base.to_owned());
        self.provider.set(id);
    }

    /// Whether the address is the person's matter: another server, or one near. Tracked.
    pub fn asks_address(self) -> bool {
        let provider = self.provider();
        !provider.base.starts_with("https:") || provider.cors == Cors::Unknown
    }

    /// The address that a key is for, without a chat's path. Tracked.
    pub fn key_base(self) -> String {
        self.base.with(|base| self.provider().endpoint_at(base).base)
    }

    /// What the table knows of the model's price, and since when. Tracked.
    pub fn table_price(self) -> Option<String> {
        let provider = self.provider().id;
        let model = self.model.with(|model| model.trim().to_owned());
        if model.is_empty() {
            return None;
        }
        let prices = Prices::built_in();
        Some(match prices.dated(provider, &model) {
            _ if provider == SIGN_IN => "OpenRouter tells with each reply what it cost.".to_owned(),
            Some((Price { input, output, .. }, Some(day))) => {
                format!("The table of {day} has ${input} and ${output}.")
            }
            Some((_, None)) => "A server of one’s own costs nothing.".to_owned(),
            None => "The table has no price for this model: give it, or limits in US dollars cannot hold.".to_owned(),
        })
    }

    /// The name that the set-up gets if none is given: the model's, without its maker. Tracked.
    pub fn made_name(self) -> String {
        self.model.with(|model| model.trim().rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// What a test needs: server and model. Tracked.
    pub fn bare(self) -> ModelSetup {
        let provider = self.provider();
        let base = self.key_base();
        // The provider's own address may change in a later version: it is not stored.
        let base = if base == provider.base { String::new() } else { base };
        ModelSetup {
            source: Source::Server { provider: provider.id.to_owned(), base },
            ..ModelSetup::new("", provider, self.model.get().trim())
        }
    }

    /// The set-up that the form describes; it may still lack something. Tracked.
    ///
    /// # Errors
    ///
    /// In words: which number is none.
    pub fn setup(self) -> Result<ModelSetup, String> {
        let number = |field: RwSignal<String>, what: &str| {
            let text = field.get().trim().replace(',', ".");
            match text.parse::<f64>() {
                Ok(number) => Ok(Some(number)),
                Err(_) if text.is_empty() => Ok(None),
                Err(_) => Err(format!("{what} is no number: “{text}”")),
            }
        };
        let prices = (
            number(self.price_in, "the price of tokens read")?,
            number(self.price_out, "the price of tokens written")?,
        );
        let price = match prices {
            (None, None) => None,
            (Some(input), Some(output)) => Some(Price { input, output, ..Price::FREE }),
            // A price that is left out would count as nothing, and the budget with it.
            _ => return Err("give both prices, or neither; 0 is for what costs nothing".to_owned()),
        };
        let effort = |name: &str| Effort::ALL.into_iter().find(|effort| effort.as_str() == name);
        let thinking = match self.thinking.get().as_str() {
            "" => None,
            name => Some(effort(name).map_or(Thinking::Off, Thinking::Effort)),
        };
        let name = Some(self.name.get().trim().to_owned()).filter(|name| !name.is_empty());
        // A number out of its range is told by the set-up's own check.
        let whole = |number: f64| number as u32;
        Ok(ModelSetup {
            name: name.unwrap_or_else(|| self.made_name()),
            temperature: number(self.temperature, "the temperature")?,
            max_tokens_out: number(self.max_tokens, "the limit of tokens")?.map(whole),
            thinking,
            stream: self.stream.get(),
            at_once: number(self.at_once, "questions at once")?.map_or(4, whole),
            price,
            keep_answers: self.keep_answers.get(),
            ..self.bare()
        })
    }
}
