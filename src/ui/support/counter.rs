//! One episode of customer support on its Stage: what the page knows of it and does with it.

use std::sync::Arc;

use leptos::prelude::*;

use super::model::CounterModels;
use super::names::{address, spoken};
use super::seats::{AgentSeat, CustomerSeat, SCRIPT, Seats};
use crate::agent::support::Party;
use crate::env::support::books::Script;
use crate::env::support::{Action, Database, SupportEnv, Turn, World, replay_gold};
use crate::episode::casebook::{Entry, data_of, do_nothing, entries};
use crate::episode::support::{Case, SupportRecord};
use crate::episode::{Player, Session};
use crate::ui::parts;
use crate::ui::playback::{Playback, Staged};
use crate::web::page;

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
    /// How it is played.
    pub playback: Playback,
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
    /// How it is played.
    pub playback: Playback,
    /// The line, entry by entry, to its end.
    pub entries: Memo<Vec<Entry>>,
    /// The step that one looks at.
    pub at: Memo<usize>,
    /// Who plays on.
    pub seats: RwSignal<Seats>,
    /// The record that the drawer shows: the table's number and the key.
    pub record: RwSignal<Option<(u8, String)>>,
    /// Whether the drawer stands open where there is no room for it.
    pub drawer_open: RwSignal<bool>,
    /// Whether the list of tools is open.
    pub tools_open: RwSignal<bool>,
    /// Whether the person was typing when the last turn was taken: the next field takes the focus then.
    pub typing: StoredValue<bool>,
    /// The models that may play.
    pub models: CounterModels,
}

impl Counter {
    /// Puts an episode on the Stage.
    pub fn new(stand: Stand) -> Self {
        let Stand { case, world, script, session, seats, playback, models } = stand;
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
            playback,
            entries: Memo::new(move |_| session.with(line)),
            at: Memo::new(move |_| session.with(Session::at)),
            seats: RwSignal::new(seats),
            record: RwSignal::new(None),
            drawer_open: RwSignal::new(false),
            tools_open: RwSignal::new(false),
            typing: StoredValue::new(false),
            models,
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
        self.playback.stop();
        let as_customer = matches!(turn, Turn::Customer(_));
        let before = self.seats.get_untracked();
        self.seats.update(|seats| {
            if as_customer {
                seats.customer = CustomerSeat::Person;
            } else {
                seats.agent = AgentSeat::Person;
            }
        });
        if self.take(turn, Player::Person) {
            self.playback.keeper.remember_address(self);
            self.go_on();
        } else {
            self.seats.set(before);
        }
    }

    /// Opens the list of tools, unless it is sure that no call will be taken.
    pub fn open_tools(self) {
        let waits = self.customer_speaks() && !self.playback.playing.get_untracked();
        match untrack(|| self.is_over()) {
            true => self.playback.refuse("the episode is over: go back to call a tool"),
            false if waits => {
                self.playback.refuse("the customer has the turn: an agent calls tools");
            }
            false => self.tools_open.set(true),
        }
    }

    /// Lets a script take its turn at the end of the line.
    fn by_script(self) -> bool {
        let Some(seats) = self.seats.try_get_untracked() else { return false };
        let next = self.session.with_untracked(|session| {
            self.ground.with_value(|ground| seats.next(session, ground.script.as_ref()))
        });
        next.is_some_and(|turn| self.take(turn, SCRIPT))
    }

    /// Gives a side to somebody, who plays on from the cursor.
    pub fn seat(self, change: impl FnOnce(&mut Seats)) {
        self.playback.stop();
        self.seats.update(change);
        self.playback.keeper.remember_address(self);
    }

    /// Shows a record in the drawer.
    pub fn show_record(self, table: u8, key: &str) {
        self.record.set(Some((table, key.to_owned())));
        self.drawer_open.set(true);
    }
}

impl Staged for Counter {
    type Env = SupportEnv;

    const PACE: f64 = 0.7;

    fn session(self) -> RwSignal<Session<SupportEnv>> {
        self.session
    }

    fn playback(self) -> Playback {
        self.playback
    }

    fn spoken(self) -> String {
        let at = self.at.get_untracked();
        self.entries.with_untracked(|entries| match at.checked_sub(1) {
            Some(index) => entries.get(index).map_or_else(String::new, spoken),
            None => "Start.".to_owned(),
        })
    }

    fn plays_on(self) -> bool {
        !self.is_persons()
    }

    async fn further(self) -> bool {
        let is_models = self.session.try_with_untracked(|session| {
            self.seats.get_untracked().is_models(session.env().customer_speaks())
        });
        match is_models {
            Some(true) => self.playback.model_turn(parts::counter_step(self)).await,
            Some(false) => self.by_script(),
            None => false,
        }
    }

    /// Lets the others play until the person has the turn.
    fn go_on(self) {
        let waits = self.session.with_untracked(|session| {
            session.is_at_end()
                && !session.is_over()
                && !self.seats.get_untracked().is_persons(session.env().customer_speaks())
        });
        if waits {
            self.play();
        }
    }

    fn start_over(self) {
        let fresh = self.ground.with_value(|ground| self.case.session(&ground.world));
        if let Ok(session) = fresh {
            self.session.set(session);
        }
    }

    /// Gives the person the agent's part at this very step.
    fn take_over(self) {
        self.playback.stop();
        self.fork_if_inside();
        self.seat(|seats| seats.agent = AgentSeat::Person);
        self.go_on();
    }

    /// Lets the best script there is play the agent on from here.
    fn let_expert(self) {
        self.playback.stop();
        self.fork_if_inside();
        let seat = AgentSeat::Scripted;
        let seat = if seat.serves(self.case.domain) { seat } else { AgentSeat::Gold };
        self.seat(|seats| seats.agent = seat);
        self.play();
    }

    /// Takes the person's last turn back, with what was answered to it.
    fn take_back(self) -> bool {
        let mut any = false;
        loop {
            let last = self.session.with_untracked(|session| {
                session.step(session.line_len()).map(|record| record.player)
            });
            if !matches!(self.session.try_update(Session::undo), Some(Ok(()))) {
                return any;
            }
            any = true;
            if last == Some(Player::Person) {
                return true;
            }
        }
    }

    fn address(self) -> String {
        address(self.case, self.seats.get_untracked())
    }

    fn file(self) -> Option<Result<String, String>> {
        let now = page::now_ms() as u64;
        self.session.try_with_untracked(|session| {
            let record = SupportRecord::new(session, self.case, now);
            record.to_json().map_err(|error| error.to_string())
        })
    }
}

/// Words to the customer.
pub fn respond(words: &str) -> Turn {
    Turn::Agent(Action::respond(words))
}
