//! A model on the Stage: which one plays and how, and what it is saying now.

mod dialog;
mod scores;
mod wording;

use leptos::prelude::*;

pub use self::dialog::{ModelPlayDialog, PlayForm};
pub use self::scores::ModelScores;
use super::playing::Stage;
use crate::agent::rollout::{
    Came, Limits, Next, Over, Pause, Question, Rollout, Settings, Strategy,
};
use crate::env::World;
use crate::episode::Player;
use crate::llm::diagnose::curl_line;
use crate::llm::{ChatRequest, ModelSetup};
use crate::ui::messages::ask;
use crate::ui::models::Models;
use crate::ui::playback::Staged;
use crate::ui::words;
use crate::web::storage;

/// The preference under which the chosen model's name is stored.
const CHOSEN: &str = "model";

/// The preference under which the chosen strategy's name is stored.
const STRATEGY: &str = "strategy";

/// What a model may spend unless a person says otherwise: enough for an episode, too little to hurt.
const LIMITS: Limits = Limits { cost_usd: Some(1.0), tokens: None, steps: None, calls: Some(500) };

/// The model's part in an episode. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct ModelPlay {
    /// How it plays, its limits, and every call so far.
    pub rollout: RwSignal<Rollout<World>>,
    /// Why it does not go on by itself.
    pub halt: RwSignal<Option<Pause>>,
    /// Whether the dialog about how it plays is open.
    pub dialog_open: RwSignal<bool>,
    /// The chosen set-up's name.
    chosen: RwSignal<String>,
    models: Models,
}

impl ModelPlay {
    /// A model that has said nothing yet, or the one of a kept episode.
    pub fn new(models: Models, kept: Option<Rollout<World>>) -> Self {
        let chosen = storage::preference(CHOSEN).unwrap_or_else(|| ModelSetup::scripted().name);
        let strategy = storage::preference(STRATEGY).and_then(|name| name.parse().ok());
        let settings = Settings::new(strategy.unwrap_or_else(Strategy::tools));
        let play = Self {
            rollout: RwSignal::new(kept.unwrap_or_else(|| Rollout::new(settings, LIMITS))),
            halt: RwSignal::new(None),
            dialog_open: RwSignal::new(false),
            chosen: RwSignal::new(chosen),
            models,
        };
        play.sample();
        play
    }

    /// The set-up of the model that plays; the scripted one where the chosen one is gone. Tracked.
    pub fn setup(self) -> ModelSetup {
        let name = self.chosen.get();
        self.models.find(&name).unwrap_or_else(ModelSetup::scripted)
    }

    /// Whether anything was asked in this episode.
    pub fn was_asked(self) -> Memo<bool> {
        Memo::new(move |_| self.rollout.with(|rollout| !rollout.calls().is_empty()))
    }

    /// Every model that can be chosen. Tracked.
    pub fn list(self) -> Vec<ModelSetup> {
        self.models.list()
    }

    /// Opens the dialog in which a further model is connected.
    pub fn connect(self) {
        self.dialog_open.set(false);
        self.models.editing.set(Some(crate::ui::models::Editing::New("openai")));
    }

    /// Lets another model answer from now on.
    pub fn choose(self, name: &str) {
        self.chosen.set(name.to_owned());
        storage::set_preference(CHOSEN, name);
        self.sample();
        self.halt.set(None);
    }

    /// Plays by another strategy from now on.
    pub fn play_by(self, strategy: Strategy) {
        storage::set_preference(STRATEGY, strategy.as_str());
        self.change(|settings| settings.strategy = strategy);
    }

    /// Changes how it plays from now on.
    pub fn change(self, change: impl FnOnce(&mut Settings)) {
        self.rollout.update(|rollout| {
            let mut settings = rollout.settings().clone();
            change(&mut settings);
            rollout.set(settings);
        });
        self.halt.set(None);
    }

    /// Changes how far it may go.
    pub fn limit(self, change: impl FnOnce(&mut Limits)) {
        self.rollout.update(|rollout| {
            let mut limits = rollout.limits();
            change(&mut limits);
            rollout.set_limits(limits);
        });
        self.halt.set(None);
    }

    /// Writes the chosen model's settings into the rollout's.
    fn sample(self) {
        let setup = untrack(|| self.setup());
        self.change(|settings| {
            let sampling = &mut settings.sampling;
            sampling.model = if setup.model.is_empty() { setup.name } else { setup.model };
            sampling.temperature = setup.temperature;
            sampling.max_tokens_out = setup.max_tokens_out;
            sampling.thinking = setup.thinking;
            sampling.stream = setup.stream;
        });
    }

    /// Forgets every call, for an episode that starts again.
    pub fn start_anew(self) {
        self.rollout.update(|rollout| {
            *rollout = Rollout::new(rollout.settings().clone(), rollout.limits());
        });
        self.halt.set(None);
    }

    /// Lets the model take one step at the cursor; returns whether it did. Only its part knows how.
    pub async fn step(self, stage: Stage) -> bool {
        let next = stage.session.try_with_untracked(|session| {
            self.rollout.try_update_untracked(|rollout| rollout.next(session))
        });
        match next.flatten() {
            None | Some(Next::Over(Over::Episode)) => false,
            Some(Next::Over(Over::Full(why))) => {
                stage.playback.refuse(&why.to_string());
                false
            }
            Some(Next::Over(Over::Agent)) => {
                stage.playback.refuse("The model ended the episode.");
                false
            }
            Some(Next::Paused(why)) => {
                self.halt.set(Some(why));
                false
            }
            Some(Next::Act(_)) => {
                let acted = stage
                    .session
                    .try_update(|session| self.rollout.try_update(|rollout| rollout.act(session)));
                match acted.flatten() {
                    Some(Ok(_)) => stage.stepped(),
                    Some(Err(why)) => stage.playback.refuse(&why.to_string()),
                    None => return false,
                }
                true
            }
            Some(Next::Ask(question)) => self.ask(stage, question).await,
        }
    }

    async fn ask(self, stage: Stage, question: Question) -> bool {
        self.halt.set(None);
        let setup = untrack(|| self.setup());
        let asked = ask(stage.playback, self.models, &setup, question.step, &question.request);
        let Some(answer) = asked.await else { return false };
        let came = stage.session.try_update(|session| {
            self.rollout.try_update(|rollout| rollout.answer(session, answer))
        });
        match came.flatten() {
            Some(Came::Acted { .. }) => {
                stage.stepped();
                true
            }
            Some(Came::Failed { .. }) => {
                let next = stage.session.try_with_untracked(|session| {
                    self.rollout.try_update_untracked(|rollout| rollout.next(session))
                });
                if let Some(Next::Paused(why)) = next.flatten() {
                    self.halt.set(Some(why));
                }
                stage.playback.keeper.keep(stage);
                false
            }
            Some(Came::Full { why, .. }) => {
                stage.playback.refuse(&why.to_string());
                false
            }
            Some(Came::Elsewhere { .. }) | None => false,
        }
    }

    /// A request for a terminal, its key left out; nothing where no server is asked.
    pub fn as_curl(self, request: &ChatRequest) -> Option<String> {
        let request = untrack(|| self.setup()).endpoint()?.chat(request);
        Some(curl_line(&request, true))
    }

    /// Asks again where the model failed.
    pub fn try_again(self, stage: Stage) {
        self.rollout.update(Rollout::try_again);
        self.halt.set(None);
        stage.let_play(Player::Model);
    }

    /// Why it does not go on, as a sentence with the next thing to do. Tracked.
    pub fn halted(self) -> Option<String> {
        let advice = |why: &Pause| match why {
            Pause::Failed(error) if error.is_retryable() => {
                "Nothing is lost: try again, now or later."
            }
            Pause::Failed(_) => "Nothing is lost: mend it in Settings, or let another model go on.",
            Pause::Limit(_) => "Raise the limit to let it go on.",
            Pause::Unplayable(_) => "Choose another way to play, or other words.",
        };
        self.halt.with(|halt| {
            halt.as_ref()
                .map(|why| format!("{} {}", words::sentence(&why.to_string()), advice(why)))
        })
    }
}
