//! One episode of customer support on its Stage: what the page knows of it and does with it.

use std::sync::Arc;
use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;

use super::keeper::Keeper;
use super::model::CounterModels;
use super::names::spoken;
use super::seats::{AgentSeat, CustomerSeat, SCRIPT, Seats};
use crate::agent::support::Party;
use crate::env::support::books::Script;
use crate::env::support::{Action, Database, SupportEnv, Turn, World, replay_gold};
use crate::episode::casebook::{Entry, data_of, do_nothing, entries};
use crate::episode::support::Case;
use crate::episode::{BranchId, Player, Session};
use crate::ui::parts::{self, PartMissing};
use crate::ui::rail::{SPEEDS, Seal, Wish, piece_ms};
use crate::ui::words;
use crate::web::task::Task;

/// How long a sentence or a call stands before the next one, at the lowest common speed, in seconds.
const PACE: f64 = 0.7;

/// What an episode stands on, and what is found out about it once.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The domain with its data.
    pub world: Arc<World>,
    /// What the scripted customer says, where it has a script.
    pub script: Option<Script>,
    /// The data base as the gold run leaves it.
    pub gold: Database,
    /// What doing nothing earns.
    pub baseline: f64,
}

/// What an episode is put on the Stage with.
pub struct Stand {
    /// Which episode it is.
    pub case: Case,
    /// The domain with its data.
    pub world: Arc<World>,
    /// What the scripted customer says, where it has a script.
    pub script: Option<Script>,
    /// The episode.
    pub session: Session<SupportEnv>,
    /// Who plays on.
    pub seats: Seats,
    /// What is known of a shared replay.
    pub seal: Seal,
    /// The speed, an index into [`SPEEDS`].
    pub speed: RwSignal<usize>,
    /// Keeps it in this browser.
    pub keeper: Keeper,
    /// The models that may play.
    pub models: CounterModels,
}

/// One episode on the Stage. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Counter {
    /// Which episode it is.
    pub case: Case,
    /// What it stands on.
    pub ground: StoredValue<Ground>,
    /// The episode, its branches and the cursor.
    pub session: RwSignal<Session<SupportEnv>>,
    /// The line, entry by entry, to its end.
    pub entries: Memo<Vec<Entry>>,
    /// The step that one looks at.
    pub at: Memo<usize>,
    /// Who plays on.
    pub seats: RwSignal<Seats>,
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
    /// The record that the drawer shows: the table's number and the key.
    pub record: RwSignal<Option<(u8, String)>>,
    /// Whether the drawer stands open where there is no room for it.
    pub drawer_open: RwSignal<bool>,
    /// Whether the picker of tasks is open.
    pub picker_open: RwSignal<bool>,
    /// Whether the share dialog is open.
    pub share_open: RwSignal<bool>,
    /// Whether the list of tools is open.
    pub tools_open: RwSignal<bool>,
    /// Whether the person was typing when the last turn was taken: the next field takes the focus then.
    pub typing: StoredValue<bool>,
    /// Keeps the episode in this browser.
    pub keeper: Keeper,
    /// The models that may play, and what they are saying.
    pub models: CounterModels,
    /// The play under way; dropped, it stops, and with it a question on its way.
    run: StoredValue<Option<Task>, LocalStorage>,
}

impl Counter {
    /// Puts an episode on the Stage.
    pub fn new(stand: Stand) -> Self {
        let Stand { case, world, script, session, seats, seal, speed, keeper, models } = stand;
        let task = session.env().desk().task().clone();
        let (gold, _) = replay_gold(&world, &task);
        let baseline = do_nothing(&world, &task);
        let ground = StoredValue::new(Ground { world, script, gold, baseline });
        let session = RwSignal::new(session);
        let line = move |session: &Session<SupportEnv>| {
            ground.with_value(|ground| entries(session, &ground.gold))
        };
        Self {
            case,
            ground,
            session,
            entries: Memo::new(move |_| session.with(line)),
            at: Memo::new(move |_| session.with(Session::at)),
            seats: RwSignal::new(seats),
            playing: RwSignal::new(false),
            speed,
            seal: RwSignal::new(seal),
            refusal: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            record: RwSignal::new(None),
            drawer_open: RwSignal::new(false),
            picker_open: RwSignal::new(false),
            share_open: RwSignal::new(false),
            tools_open: RwSignal::new(false),
            typing: StoredValue::new(false),
            keeper,
            models,
            run: StoredValue::new_local(None),
        }
    }

    /// The data base at the cursor.
    pub fn data(self) -> Database {
        self.session.with(|session| data_of(session.env().desk()).clone())
    }

    /// Whether the customer has the turn at the cursor.
    pub fn customer_speaks(self) -> bool {
        self.session.with(|session| session.env().customer_speaks())
    }

    /// Whether the episode is over at the cursor.
    pub fn is_over(self) -> bool {
        self.session.with(Session::is_over)
    }

    /// Whether the person has the turn at the cursor.
    pub fn is_persons(self) -> bool {
        self.seats.get().is_persons(self.customer_speaks())
    }

    /// What the agent is called. Tracked.
    pub fn agent_name(self) -> String {
        match self.seats.get().agent {
            AgentSeat::Model => self.models.title(Party::Agent),
            seat => seat.title().to_owned(),
        }
    }

    /// What the customer is called. Tracked.
    pub fn customer_name(self) -> String {
        match self.seats.get().customer {
            CustomerSeat::Model => self.models.title(Party::Customer),
            seat => seat.title().to_owned(),
        }
    }

    /// Takes the person's turn, for whichever side has it; then the other side answers.
    pub fn act(self, turn: Turn) {
        self.stop();
        let as_customer = matches!(turn, Turn::Customer(_));
        self.seats.update(|seats| {
            if as_customer {
                seats.customer = CustomerSeat::Person;
            } else {
                seats.agent = AgentSeat::Person;
            }
        });
        if self.take(turn, Player::Person) {
            self.keeper.remember_address(self);
            self.go_on();
        }
    }

    /// Lets the others play until the person has the turn.
    pub fn go_on(self) {
        let waits = self.session.with_untracked(|session| {
            session.is_at_end()
                && !session.is_over()
                && !self.seats.get_untracked().is_persons(session.env().customer_speaks())
        });
        if waits {
            self.play();
        }
    }

    fn take(self, turn: Turn, player: Player) -> bool {
        let taken = self.session.try_update(|session| session.act(turn, player).map(drop));
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

    /// Says and keeps what a turn led to.
    pub fn stepped(self) {
        self.refusal.set(None);
        self.announce();
        self.keeper.keep(self);
    }

    /// How long a piece of a reply that needs no network is on its way, in milliseconds.
    pub fn piece_ms(self) -> u32 {
        piece_ms(self.speed.get_untracked())
    }

    /// One step on: through the record, and past its end if somebody else plays on there. A model is asked for its turn.
    async fn forward(self) -> bool {
        let is_models = self.session.try_with_untracked(|session| {
            let seats = self.seats.get_untracked();
            session.is_at_end()
                && !session.is_over()
                && seats.is_models(session.env().customer_speaks())
        });
        match is_models {
            Some(true) => match parts::counter_step(self).await {
                Ok(step) => step.await,
                Err(missing @ PartMissing) => {
                    self.refuse(&missing.to_string());
                    false
                }
            },
            Some(false) => self.forward_here(),
            None => false,
        }
    }

    fn forward_here(self) -> bool {
        if self.session.try_update(Session::forward).unwrap_or(false) {
            self.announce();
            return true;
        }
        let Some(seats) = self.seats.try_get_untracked() else { return false };
        let next = self.session.with_untracked(|session| {
            if session.is_over() {
                return None;
            }
            self.ground.with_value(|ground| seats.next(session, ground.script.as_ref()))
        });
        next.is_some_and(|turn| self.take(turn, SCRIPT))
    }

    /// One step on, and then it waits.
    pub fn step_on(self) {
        self.stop();
        self.run.set_value(Some(Task::run(async move {
            self.forward().await;
        })));
    }

    /// One step back.
    pub fn back(self) {
        self.stop();
        if self.session.try_update(Session::back).unwrap_or(false) {
            self.announce();
        }
    }

    /// Looks at a step.
    pub fn jump(self, step: usize) {
        self.stop();
        self.session.update(|session| {
            session.jump(step);
        });
        self.refusal.set(None);
        self.announce();
    }

    /// Whether a step on would do anything.
    pub fn can_step(self) -> bool {
        let (at_end, over) = self.session.with(|session| (session.is_at_end(), session.is_over()));
        !at_end || (!over && !self.is_persons())
    }

    /// Stops playing.
    pub fn stop(self) {
        if self.playing.get_untracked() {
            self.playing.set(false);
        }
        self.run.set_value(None);
        if self.models.live.with_untracked(Option::is_some) {
            self.models.live.set(None);
        }
    }

    /// Plays on until the end, or until the person has the turn. From the very end it starts over.
    pub fn play(self) {
        if self.session.with_untracked(|session| session.is_at_end() && session.is_over()) {
            self.jump(0);
        }
        self.playing.set(true);
        self.run.set_value(Some(Task::run(async move {
            loop {
                let Some(speed) = self.speed.try_get_untracked() else { return };
                sleep(Duration::from_secs_f64(PACE / SPEEDS[speed])).await;
                let went = self.playing.try_get_untracked() == Some(true) && self.forward().await;
                let goes_on = went && self.session.try_with_untracked(Session::is_over).is_some();
                if !goes_on || !untrack(|| self.can_step()) {
                    self.playing.try_set(false);
                    return;
                }
            }
        })));
    }

    /// Gives a side to somebody, who plays on from the cursor.
    pub fn seat(self, change: impl FnOnce(&mut Seats)) {
        self.stop();
        self.seats.update(change);
        self.keeper.remember_address(self);
    }

    /// Gives the person the agent's part at this very step.
    pub fn take_over(self) {
        self.stop();
        self.fork_if_inside();
        self.seat(|seats| seats.agent = AgentSeat::Person);
        self.go_on();
    }

    fn fork_if_inside(self) {
        if self.session.with_untracked(|session| !session.is_at_end()) {
            let forked = self.session.try_update(|session| session.fork().map(drop));
            if let Some(Err(refusal)) = forked {
                self.refuse(&refusal.to_string());
            }
        }
    }

    /// Lets the best script there is play the agent on from here.
    fn let_play(self) {
        self.stop();
        self.fork_if_inside();
        let seat = AgentSeat::Scripted;
        let seat = if seat.serves(self.case.domain) { seat } else { AgentSeat::Gold };
        self.seat(|seats| seats.agent = seat);
        self.play();
    }

    /// Takes the person's last turn back, with what was answered to it; in the middle of a record, just goes back.
    pub fn undo(self) {
        self.stop();
        let mut undone = 0;
        loop {
            let last = self.session.with_untracked(|session| {
                session.step(session.line_len()).map(|record| record.player)
            });
            if !matches!(self.session.try_update(Session::undo), Some(Ok(()))) {
                break;
            }
            undone += 1;
            if last == Some(Player::Person) {
                break;
            }
        }
        if undone == 0 {
            self.back();
        } else {
            self.announce();
            self.keeper.keep(self);
        }
    }

    /// Starts the same episode again.
    pub fn reset(self) {
        self.stop();
        self.keeper.write_now(self);
        let fresh = self.ground.with_value(|ground| self.case.session(&ground.world));
        if let Ok(session) = fresh {
            self.session.set(session);
        }
        self.seal.set(Seal::None);
        self.refusal.set(None);
        self.announcement.set("The episode starts again.".to_owned());
        self.keeper.start_anew(self);
        self.go_on();
    }

    fn switch(self, branch: BranchId) {
        self.stop();
        self.session.update(|session| {
            session.switch(branch);
        });
        self.announce();
    }

    /// Does what a person wants.
    pub fn fulfil(self, wish: Wish) {
        match wish {
            Wish::Back => self.back(),
            Wish::On => self.step_on(),
            Wish::Jump(step) => self.jump(step),
            Wish::Play if self.playing.get_untracked() => self.stop(),
            Wish::Play => self.play(),
            Wish::Switch(branch) => self.switch(branch),
            Wish::TakeOver => self.take_over(),
            Wish::Expert => self.let_play(),
            Wish::Undo => self.undo(),
            Wish::Reset => self.reset(),
            Wish::Share => self.share_open.set(true),
            Wish::Choose => self.picker_open.set(true),
            // The rail's own.
            Wish::Speed { .. } | Wish::Mark { .. } | Wish::GoTo => {}
        }
    }

    /// Shows a record in the drawer.
    pub fn show_record(self, table: u8, key: &str) {
        self.record.set(Some((table, key.to_owned())));
        self.drawer_open.set(true);
    }

    /// Shows why something was not done.
    pub fn refuse(self, why: &str) {
        self.refusal.set(Some(words::sentence(why)));
    }

    fn announce(self) {
        let at = self.at.get_untracked();
        let text = self.entries.with_untracked(|entries| match at.checked_sub(1) {
            Some(index) => entries.get(index).map_or_else(String::new, spoken),
            None => "Start.".to_owned(),
        });
        self.announcement.set(text);
    }
}

/// Words to the customer.
pub fn respond(words: &str) -> Turn {
    Turn::Agent(Action::respond(words))
}
