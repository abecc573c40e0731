//! An episode under way on a Stage: played, stopped, stepped through, taken back, kept. Both Stages have it.
//!
//! By [`Staged`] a Stage says what is its own about its episode: who plays on, how a step is told, what is kept. All else is here.

mod keeper;

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::ev;
use leptos::prelude::*;

pub use self::keeper::Keeper;
use super::app::Playground;
use super::messages::Live;
use super::parts::{Coming, PartMissing};
use super::rail::{Fork, Rail, SPEEDS, Seal, Wish, piece_ms, room_for};
use super::words;
use crate::episode::watched::Watched;
use crate::episode::{BranchId, Mark, Player, Session};
use crate::web::task::Task;

/// What both Stages know of their episode besides its session. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Playback {
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
    /// The question to a model that is under way.
    pub live: RwSignal<Option<Live>>,
    /// Whether the share dialog is open.
    pub share_open: RwSignal<bool>,
    /// Whether the picker of worlds or tasks is open.
    pub picker_open: RwSignal<bool>,
    /// Keeps the episode in this browser.
    pub keeper: Keeper,
    /// The play under way; dropped, it stops, and with it a question on its way.
    run: StoredValue<Option<Task>, LocalStorage>,
}

impl Playback {
    /// An episode that stands still. `kept` is the name under which this browser has it, if it does.
    pub fn new(playground: Playground, seal: Seal, kept: Option<String>) -> Self {
        Self {
            playing: RwSignal::new(false),
            speed: playground.prefs.speed,
            seal: RwSignal::new(seal),
            refusal: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            live: RwSignal::new(None),
            share_open: RwSignal::new(false),
            picker_open: RwSignal::new(false),
            keeper: Keeper::new(playground, kept),
            run: StoredValue::new_local(None),
        }
    }

    /// Stops playing; a question on its way goes with it.
    pub fn stop(self) {
        if self.playing.get_untracked() {
            self.playing.set(false);
        }
        self.run.set_value(None);
        if self.live.with_untracked(Option::is_some) {
            self.live.set(None);
        }
    }

    /// Does work that ends when the play is stopped.
    pub fn run(self, work: impl Future<Output = ()> + 'static) {
        self.run.set_value(Some(Task::run(work)));
    }

    /// Shows why something was not done.
    pub fn refuse(self, why: &str) {
        self.refusal.set(Some(words::sentence(why)));
    }

    /// Lets a model take its turn, as soon as its part of the program is there; whether it did.
    pub async fn model_turn(
        self,
        part: impl Future<Output = Result<Coming<bool>, PartMissing>>,
    ) -> bool {
        match part.await {
            Ok(turn) => turn.await,
            Err(missing) => {
                self.refuse(&missing.to_string());
                false
            }
        }
    }

    /// How long a piece of a reply that needs no network is on its way, in milliseconds.
    pub fn piece_ms(self) -> u32 {
        piece_ms(self.speed.get_untracked())
    }
}

/// An episode on a Stage.
pub trait Staged: Copy + Send + Sync + 'static {
    /// What is played in.
    type Env: Watched<Action: Send + Sync, Observation: Send + Sync> + Send + Sync + 'static;

    /// How long a step stands before the next one at the speed 1, in seconds.
    const PACE: f64;

    /// The episode, its branches and the cursor.
    fn session(self) -> RwSignal<Session<Self::Env>>;

    /// What both Stages know of it.
    fn playback(self) -> Playback;

    /// The step at the cursor, as a screen reader says it.
    fn spoken(self) -> String;

    /// Whether somebody else than the person has the next step. Tracked.
    fn plays_on(self) -> bool;

    /// Lets whoever plays on take a step at the end of the line; whether one was taken.
    fn further(self) -> impl Future<Output = bool>;

    /// Puts the same episode at its start.
    fn start_over(self);

    /// Gives the person the controls at this very step.
    fn take_over(self);

    /// Lets the built-in player play on from here.
    fn let_expert(self);

    /// The address of the episode as a new one, with its `#`.
    fn address(self) -> String;

    /// The episode as it is kept and saved, or why it cannot be; none if it has gone.
    fn file(self) -> Option<Result<String, String>>;

    /// What goes on by itself where nobody waits for the person.
    fn go_on(self) {}

    /// Takes back what undoing takes back; whether anything was.
    fn take_back(self) -> bool {
        matches!(self.session().try_update(Session::undo), Some(Ok(())))
    }

    /// Takes a step at the cursor; in the middle of a record this begins a fork.
    fn take(self, action: <Self::Env as crate::env::Env>::Action, player: Player) -> bool {
        let taken = self.session().try_update(|session| session.act(action, player).map(drop));
        match taken {
            Some(Ok(())) => {
                self.stepped();
                true
            }
            Some(Err(refusal)) => {
                self.playback().refuse(&refusal.to_string());
                false
            }
            None => false,
        }
    }

    /// Says and keeps what a step led to.
    fn stepped(self) {
        self.playback().refusal.set(None);
        self.announce();
        self.playback().keeper.keep(self);
    }

    /// Says what the step at the cursor was.
    fn announce(self) {
        self.playback().announcement.set(self.spoken());
    }

    /// Whether a step on would do anything. Tracked.
    fn can_step(self) -> bool {
        let (at_end, over) =
            self.session().with(|session| (session.is_at_end(), session.is_over()));
        !at_end || (!over && self.plays_on())
    }

    /// Plays on to the end, or until the person has the turn. From the very end it starts over.
    fn play(self) {
        let playback = self.playback();
        if self.session().with_untracked(|session| session.is_at_end() && session.is_over()) {
            self.jump(0);
        }
        playback.playing.set(true);
        playback.run(async move {
            loop {
                let Some(speed) = playback.speed.try_get_untracked() else { return };
                sleep(Duration::from_secs_f64(Self::PACE / SPEEDS[speed])).await;
                let went = forward(self).await;
                let is_here = self.session().try_with_untracked(|_| ()).is_some();
                if !(went && is_here && untrack(|| self.can_step())) {
                    playback.playing.try_set(false);
                    return;
                }
            }
        });
    }

    /// One step on, whoever takes it, and then it waits.
    fn step_on(self) {
        self.playback().stop();
        self.playback().run(async move {
            forward(self).await;
        });
    }

    /// One step back.
    fn back(self) {
        self.playback().stop();
        if self.session().try_update(Session::back).unwrap_or(false) {
            self.announce();
        }
    }

    /// Looks at a step.
    fn jump(self, step: usize) {
        self.playback().stop();
        self.session().update(|session| {
            session.jump(step);
        });
        self.playback().refusal.set(None);
        self.announce();
    }

    /// Looks at another branch, and stays at the same step as far as it goes.
    fn switch(self, branch: BranchId) {
        self.playback().stop();
        self.session().update(|session| {
            session.switch(branch);
        });
        self.announce();
    }

    /// Begins a fork where the cursor is in the middle of a record.
    fn fork_if_inside(self) {
        if self.session().with_untracked(|session| !session.is_at_end()) {
            let forked = self.session().try_update(|session| session.fork().map(drop));
            if let Some(Err(refusal)) = forked {
                self.playback().refuse(&refusal.to_string());
            }
        }
    }

    /// Takes the last step back; in the middle of a record, just goes back.
    fn undo(self) {
        self.playback().stop();
        if self.take_back() {
            self.announce();
            self.playback().keeper.keep(self);
        } else {
            self.back();
        }
    }

    /// Starts the same episode again; what was played stays among one's own episodes.
    fn reset(self) {
        let playback = self.playback();
        playback.stop();
        playback.keeper.write_now(self);
        self.start_over();
        playback.seal.set(Seal::None);
        playback.refusal.set(None);
        playback.announcement.set("The episode starts again.".to_owned());
        playback.keeper.start_anew(self);
        self.go_on();
    }

    /// Does what a person wants.
    fn fulfil(self, wish: Wish) {
        let playback = self.playback();
        match wish {
            Wish::Back => self.back(),
            Wish::On => self.step_on(),
            Wish::Jump(step) => self.jump(step),
            Wish::Play if playback.playing.get_untracked() => playback.stop(),
            Wish::Play => self.play(),
            Wish::Switch(branch) => self.switch(branch),
            Wish::TakeOver => self.take_over(),
            Wish::Expert => self.let_expert(),
            Wish::Undo => self.undo(),
            Wish::Reset => self.reset(),
            Wish::Share => playback.share_open.set(true),
            Wish::Choose => playback.picker_open.set(true),
            // The rail's own.
            Wish::Speed { .. } | Wish::Mark { .. } | Wish::GoTo => {}
        }
    }

    /// What the strip shows of it.
    fn rail(
        self,
        marks: Memo<Vec<Mark>>,
        forks: Memo<Vec<Fork>>,
        can_take_over: Memo<bool>,
    ) -> Rail {
        let (session, playback) = (self.session(), self.playback());
        let has_ended = |session: &Session<_>| session.is_over() && session.line_len() > 0;
        Rail {
            at: Memo::new(move |_| session.with(Session::at)),
            len: Memo::new(move |_| session.with(Session::line_len)),
            room: Memo::new(move |_| {
                session.with(|session| room_for(session.line_len(), session.is_line_over()))
            }),
            marks,
            forks,
            can_step: Memo::new(move |_| self.can_step()),
            can_play: Memo::new(move |_| session.with(has_ended) || self.can_step()),
            can_take_over,
            playing: playback.playing,
            speed: playback.speed,
            seal: playback.seal,
            go_open: RwSignal::new(false),
            fulfil: Callback::new(move |wish| self.fulfil(wish)),
        }
    }

    /// Keeps the episode when its place or the page is left; its play ends there.
    fn watch_leaving(self) {
        let keeper = self.playback().keeper;
        let leaving = window_event_listener(ev::pagehide, move |_| keeper.write_now(self));
        on_cleanup(move || {
            leaving.remove();
            self.playback().stop();
            keeper.write_now(self);
        });
    }
}

/// One step on: through the record, and past its end if somebody plays on there.
async fn forward<S: Staged>(stage: S) -> bool {
    if stage.session().try_update(Session::forward).unwrap_or(false) {
        stage.announce();
        return true;
    }
    match stage.session().try_with_untracked(Session::is_over) {
        Some(false) => stage.further().await,
        Some(true) | None => false,
    }
}
