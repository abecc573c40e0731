//! One episode on the Stage: what the page knows of it and does with it.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;

use super::actions::follow_probes;
use super::curve::{StepsLeft, follow_steps_left};
use super::keeper::Keeper;
use super::model::ModelPlay;
use crate::agent::probe::Probe;
use crate::agent::{Agent, Expert, built_in};
use crate::env::Seed;
use crate::env::catalog::{self, Entry, WorldSpec};
use crate::env::world::{Action, World};
use crate::episode::{BranchId, Player, Session};
use crate::ui::rail::{CUT_FROM, SPEEDS, Seal, piece_ms};
use crate::ui::{parts, words};
use crate::web::page;
use crate::web::task::Task;

/// One episode on the Stage. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Stage {
    /// The world and its arguments.
    pub spec: WorldSpec,
    /// The episode, its branches and the cursor.
    pub session: RwSignal<Session<World>>,
    /// Who plays on at the end of the line.
    pub player: RwSignal<Player>,
    /// Whether it plays by itself.
    pub playing: RwSignal<bool>,
    /// The speed, an index into [`SPEEDS`].
    pub speed: RwSignal<usize>,
    /// What is known of a shared replay.
    pub seal: RwSignal<Seal>,
    /// Why something was not done; shown until the next thing is done.
    pub refusal: RwSignal<Option<String>>,
    /// What a screen reader says of the last step.
    pub announcement: RwSignal<String>,
    /// Whether the share dialog is open.
    pub share_open: RwSignal<bool>,
    /// Whether the picker of worlds is open.
    pub picker_open: RwSignal<bool>,
    /// Keeps the episode in this browser.
    pub keeper: Keeper,
    /// What each action would lead to at the cursor.
    pub probes: RwSignal<Vec<Probe>>,
    /// How many steps the expert would need, at each step of the line.
    pub steps_left: RwSignal<StepsLeft>,
    /// The model that may play, and what it said.
    pub model: ModelPlay,
    driver: StoredValue<Option<Driver>>,
    /// The play under way; dropped, it stops, and with it a question on its way.
    run: StoredValue<Option<Task>, LocalStorage>,
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
        seal: Seal,
        speed: RwSignal<usize>,
        keeper: Keeper,
        model: ModelPlay,
    ) -> Self {
        let stage = Self {
            spec,
            session: RwSignal::new(session),
            player: RwSignal::new(player),
            playing: RwSignal::new(false),
            speed,
            seal: RwSignal::new(seal),
            refusal: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            share_open: RwSignal::new(false),
            picker_open: RwSignal::new(false),
            keeper,
            probes: RwSignal::new(Vec::new()),
            steps_left: RwSignal::new(StepsLeft::default()),
            model,
            driver: StoredValue::new(None),
            run: StoredValue::new_local(None),
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
        self.playing.get() && SPEEDS[self.speed.get()] >= CUT_FROM
    }

    /// Takes one step by hand. In the middle of a record this begins a fork.
    pub fn act(self, action: impl Into<Action>) {
        self.stop();
        self.player.set(Player::Person);
        self.take(action.into(), Player::Person);
    }

    fn take(self, action: Action, player: Player) -> bool {
        let taken = self.session.try_update(|session| session.act(action, player).map(drop));
        match taken {
            Some(Ok(())) => {
                self.stepped();
                true
            }
            Some(Err(refusal)) => {
                self.refuse(&refusal.to_string());
                false
            }
            None => false,
        }
    }

    /// Says and keeps what a step led to.
    pub fn stepped(self) {
        self.refusal.set(None);
        self.announce();
        self.keeper.keep(self);
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
                self.refuse(&format!("The {player} gives up: {gave_up}. Take over, or reset."));
                false
            }
            None => false,
        }
    }

    /// One step forward: through the record, and past its end if someone plays on there.
    async fn forward(self) -> bool {
        let moved = self.session.try_update(Session::forward).unwrap_or(false);
        if moved {
            self.announce();
            return true;
        }
        match self.session.try_with_untracked(Session::is_over) {
            Some(false) if self.player.get_untracked() == Player::Model => self.ask_model().await,
            Some(false) => self.drive(),
            Some(true) | None => false,
        }
    }

    /// Lets the model take one step, as soon as its part of the program is there.
    async fn ask_model(self) -> bool {
        match parts::model_step(self).await {
            Ok(step) => step.await,
            Err(missing) => {
                self.refuse(&missing.to_string());
                false
            }
        }
    }

    /// One step back.
    pub fn back(self) {
        self.stop();
        if self.session.try_update(Session::back).unwrap_or(false) {
            self.announce();
        }
    }

    /// One step forward by the person's wish.
    pub fn step_on(self) {
        self.stop();
        self.run.set_value(Some(Task::run(async move {
            self.forward().await;
        })));
    }

    /// Lets the model take one step at the cursor; inside a record a fork begins.
    pub fn let_step(self) {
        self.stop();
        self.hand_to(Player::Model);
        self.run.set_value(Some(Task::run(async move {
            self.ask_model().await;
        })));
    }

    /// How long a piece of a reply that needs no network is on its way, in milliseconds.
    pub fn piece_ms(self) -> u32 {
        piece_ms(self.speed.get_untracked())
    }

    /// Looks at a step.
    pub fn jump(self, step: usize) {
        self.session.update(|session| {
            session.jump(step);
        });
        self.refusal.set(None);
        self.announce();
    }

    /// Plays, or stops.
    pub fn toggle_play(self) {
        if self.playing.get_untracked() { self.stop() } else { self.play() }
    }

    /// Stops playing.
    pub fn stop(self) {
        if self.playing.get_untracked() {
            self.playing.set(false);
        }
        self.run.set_value(None);
        if self.model.live.with_untracked(Option::is_some) {
            self.model.live.set(None);
        }
    }

    /// Whether play would do anything.
    pub fn can_play(self) -> bool {
        self.session.with(|session| {
            !session.is_at_end()
                || (!session.is_over() && plays_itself(self.player.get()))
                || (session.is_over() && session.line_len() > 0)
        })
    }

    /// Plays on to the end: the record first, then whoever plays. From the very end it starts over.
    pub fn play(self) {
        let at_the_end = self.session.with_untracked(|s| s.is_at_end() && s.is_over());
        if at_the_end {
            self.jump(0);
        }
        self.playing.set(true);
        self.run.set_value(Some(Task::run(async move {
            loop {
                let Some(speed) = self.speed.try_get_untracked() else { return };
                sleep(Duration::from_secs_f64(0.5 / SPEEDS[speed])).await;
                if !self.forward().await {
                    self.playing.try_set(false);
                    return;
                }
            }
        })));
    }

    /// Gives the controls to someone, from the end of the line or, for a person, from here.
    pub fn hand_to(self, player: Player) {
        self.player.set(player);
        self.keeper.remember_address(self);
    }

    /// Lets someone play the episode on from here to its end.
    pub fn let_play(self, player: Player) {
        self.stop();
        self.fork_if_inside();
        self.hand_to(player);
        self.play();
    }

    /// Gives the person the controls at this very step.
    pub fn take_over(self) {
        self.stop();
        self.fork_if_inside();
        self.hand_to(Player::Person);
    }

    fn fork_if_inside(self) {
        let inside = self.session.with_untracked(|session| !session.is_at_end());
        if inside {
            let forked = self.session.try_update(|session| session.fork().map(drop));
            if let Some(Err(refusal)) = forked {
                self.refuse(&refusal.to_string());
            }
        }
    }

    /// Takes the last step of the line back; in the middle of a record, just goes back.
    pub fn undo(self) {
        self.stop();
        let undone = self.session.try_update(Session::undo);
        match undone {
            Some(Ok(())) => {
                self.announce();
                self.keeper.keep(self);
            }
            _ => self.back(),
        }
    }

    /// Starts the same episode again; what was played stays among one's own episodes.
    pub fn reset(self) {
        self.stop();
        self.keeper.write_now(self);
        let env = catalog::make(&self.spec);
        self.session.set(Session::new(env, self.seed()));
        self.model.start_anew();
        self.seal.set(Seal::None);
        self.refusal.set(None);
        self.announcement.set("The episode starts again.".to_owned());
        if self.player.get_untracked() == Player::Replay {
            self.player.set(Player::Person);
        }
        self.keeper.start_anew(self);
    }

    /// Goes to another branch and stays at the same step as far as it goes.
    pub fn switch(self, branch: BranchId) {
        self.stop();
        self.session.update(|session| {
            session.switch(branch);
        });
        self.announce();
    }

    /// Shows why something was not done.
    pub fn refuse(self, why: &str) {
        self.refusal.set(Some(words::sentence(why)));
    }

    fn announce(self) {
        let text = self.session.with_untracked(words::announcement);
        self.announcement.set(text);
    }
}

/// Whether a player needs nobody to choose its actions.
pub const fn is_built_in(player: Player) -> bool {
    matches!(player, Player::Expert | Player::Random)
}

/// Whether a player plays on by itself.
pub const fn plays_itself(player: Player) -> bool {
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
pub fn go_to(query: &crate::ui::route::StageQuery) {
    page::go(&query.to_hash());
}
