//! One episode on the Stage: what the page knows of it and does with it.

use leptos::prelude::*;

use super::actions::follow_probes;
use super::curve::{StepsLeft, follow_steps_left};
use super::model::ModelPlay;
use crate::agent::probe::Probe;
use crate::agent::rollout::PlayedFile;
use crate::agent::{Agent, Expert, built_in};
use crate::env::Seed;
use crate::env::catalog::{self, Entry, WorldSpec};
use crate::env::world::{Action, World};
use crate::episode::{BranchId, EpisodeRecord, Player, Session};
use crate::ui::parts::{self, PartMissing};
use crate::ui::playback::{Playback, Staged};
use crate::ui::rail::{CUT_FROM, SPEEDS};
use crate::ui::route::StageQuery;
use crate::ui::words;
use crate::web::{page, task};

/// One episode on the Stage. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Stage {
    /// The world and its arguments.
    pub spec: WorldSpec,
    /// The episode, its branches and the cursor.
    pub session: RwSignal<Session<World>>,
    /// How it is played.
    pub playback: Playback,
    /// Who plays on at the end of the line.
    pub player: RwSignal<Player>,
    /// What each action would lead to at the cursor.
    pub probes: RwSignal<Vec<Probe>>,
    /// How many steps the expert would need, at each step of the line.
    pub steps_left: RwSignal<StepsLeft>,
    /// The model that may play, and what it said.
    pub model: ModelPlay,
    driver: StoredValue<Option<Driver>>,
}

/// A built-in agent and where it stands: it plays on only from there.
struct Driver {
    agent: Box<dyn Agent<World> + Send + Sync>,
    player: Player,
    branch: BranchId,
    at: usize,
}

impl Stage {
    /// Puts an episode on the Stage.
    pub fn new(
        spec: WorldSpec,
        session: Session<World>,
        player: Player,
        playback: Playback,
        model: ModelPlay,
    ) -> Self {
        let stage = Self {
            spec,
            session: RwSignal::new(session),
            playback,
            player: RwSignal::new(player),
            probes: RwSignal::new(Vec::new()),
            steps_left: RwSignal::new(StepsLeft::default()),
            model,
            driver: StoredValue::new(None),
        };
        follow_probes(stage);
        follow_steps_left(stage);
        stage
    }

    /// The catalog's word on the world.
    pub fn entry(self) -> &'static Entry {
        self.spec.world.entry()
    }

    /// What its expert is called.
    pub fn expert(self) -> &'static str {
        Expert::name_in(self.entry())
    }

    /// The episode's seed.
    pub fn seed(self) -> Seed {
        self.session.with_untracked(Session::seed)
    }

    /// Whether steps should be cut and not tweened.
    pub fn cuts(self) -> bool {
        self.playback.playing.get() && SPEEDS[self.playback.speed.get()] >= CUT_FROM
    }

    /// Takes one step by hand. In the middle of a record this begins a fork.
    pub fn act(self, action: impl Into<Action>) {
        self.playback.stop();
        self.player.set(Player::Person);
        self.take(action.into(), Player::Person);
    }

    /// Lets the built-in player take one step at the end of the line.
    fn drive(self) -> bool {
        let player = self.player.get_untracked();
        let chosen = self.session.with_untracked(|session| {
            self.driver.try_update_value(|driver| {
                let (branch, at) = (session.branch(), session.at());
                let fits = driver.as_ref().is_some_and(|driver| {
                    driver.player == player && driver.branch == branch && driver.at == at
                });
                if !fits {
                    *driver = built_in(
                        player,
                        session.env(),
                        session.seed(),
                        self.entry().allowed_actions(),
                    )
                    .map(|agent| Driver { agent, player, branch, at });
                }
                let driver = driver.as_mut()?;
                let previous = session.step(at).map(|record| record.action);
                driver.at += 1;
                Some(driver.agent.act(session.env(), previous))
            })
        });
        match chosen.flatten() {
            Some(Ok(action)) => self.take(action, player),
            Some(Err(gave_up)) => {
                self.playback
                    .refuse(&format!("The {player} gives up: {gave_up}. Take over, or reset."));
                false
            }
            None => false,
        }
    }

    /// Lets the model take one step at the end of the line.
    async fn ask_model(self) -> bool {
        self.playback.model_turn(parts::model_step(self)).await
    }

    /// Lets the model take one step at the cursor; inside a record a fork begins.
    pub fn let_step(self) {
        self.playback.stop();
        self.hand_to(Player::Model);
        self.playback.run(async move {
            self.ask_model().await;
        });
    }

    /// Gives the controls to someone, from the end of the line or, for a person, from here.
    pub fn hand_to(self, player: Player) {
        self.player.set(player);
        self.playback.keeper.remember_address(self);
    }

    /// Lets someone play the episode on from here to its end.
    pub fn let_play(self, player: Player) {
        self.playback.stop();
        self.fork_if_inside();
        self.hand_to(player);
        self.play();
    }

    /// The episode's file where a model played: with every call.
    ///
    /// # Errors
    ///
    /// In words.
    pub fn played_file(self) -> Result<String, String> {
        let now = page::now_ms() as u64;
        self.session.with_untracked(|session| {
            self.model.rollout.with_untracked(|rollout| {
                let file = PlayedFile::new(session, rollout, self.spec, now);
                file.to_json().map_err(|error| error.to_string())
            })
        })
    }
}

impl Staged for Stage {
    type Env = World;

    const PACE: f64 = 0.5;

    fn session(self) -> RwSignal<Session<World>> {
        self.session
    }

    fn playback(self) -> Playback {
        self.playback
    }

    fn spoken(self) -> String {
        self.session.with_untracked(words::announcement)
    }

    fn plays_on(self) -> bool {
        plays_itself(self.player.get())
    }

    async fn further(self) -> bool {
        if self.player.get_untracked() == Player::Model {
            self.ask_model().await
        } else {
            self.drive()
        }
    }

    fn start_over(self) {
        let env = catalog::make(&self.spec);
        self.session.set(Session::new(env, self.seed()));
        self.model.start_anew();
        if self.player.get_untracked() == Player::Replay {
            self.player.set(Player::Person);
        }
    }

    fn take_over(self) {
        self.playback.stop();
        self.fork_if_inside();
        self.hand_to(Player::Person);
    }

    fn let_expert(self) {
        self.let_play(Player::Expert);
    }

    fn address(self) -> String {
        StageQuery::new(self.spec, self.seed(), self.player.get_untracked()).to_hash()
    }

    fn file(self) -> Option<Result<String, String>> {
        let has_calls = self.model.rollout.try_with_untracked(|all| !all.calls().is_empty())?;
        if has_calls {
            // Whatever made or read the calls has brought the part for this, too.
            let text = task::at_once(parts::played(self));
            return Some(text.unwrap_or(Err(PartMissing)).unwrap_or_else(|e| Err(e.to_string())));
        }
        let now = page::now_ms() as u64;
        self.session.try_with_untracked(|session| {
            let record = EpisodeRecord::new(session, self.spec, now);
            record.to_json().map_err(|error| error.to_string())
        })
    }
}

/// Whether a player needs nobody to choose its actions.
pub const fn is_built_in(player: Player) -> bool {
    matches!(player, Player::Expert | Player::Random)
}

/// Whether a player plays on by itself.
const fn plays_itself(player: Player) -> bool {
    is_built_in(player) || matches!(player, Player::Model)
}

/// What one may call a player.
pub const fn player_name(player: Player) -> &'static str {
    match player {
        Player::Person => "me",
        Player::Random => "random",
        Player::Expert => "expert",
        Player::Model => "a model",
        Player::Replay => "replay",
    }
}

/// Leaves for another episode.
pub fn go_to(query: &StageQuery) {
    page::go(&query.to_hash());
}
