//! The BabyAI expert: plays any mission of the BabyAI language, action for action as upstream's bot.
//!
//! It plans with what it has seen so far, a stack of subgoals at a time, and draws no random numbers.
//! One bot plays one episode. Upstream's assertions, and its endless loops, end in [`GaveUp`].
//!
//! Source: Minigrid, `utils/baby_ai_bot.py` (`BabyAIBot`).

mod drop;
mod resume;
mod search;
mod subgoal;
mod walk;

pub use search::SearchCount;
pub use subgoal::{Aim, Key, Subgoal, Target};

use resume::Resumed;
use search::{Search, Seen};
use subgoal::Keys;

use super::{Agent, GaveUp, Reason};
use crate::env::babyai::{Desc, DescId, Instr};
use crate::env::minigrid::{Action, Cell, GridEnv, GridState, Kind, ObjectId, Pos};

/// How often the bot may change its plan before it must act. Upstream has no limit and hangs on the
/// few missions that it cannot solve.
const MAX_PLANS: u32 = 10_000;

/// The same where nothing is compared with upstream. Plans that come to something take about ten.
const PATIENCE: u32 = 100;

/// The expert, in the middle of an episode.
#[derive(Clone, Debug)]
pub struct Bot {
    /// What to do, the next thing last.
    stack: Vec<Subgoal>,
    /// The searches for keys that subgoals refer to.
    keys: Vec<Keys>,
    seen: Seen,
    search: Search,
    last: Last,
    /// How often the plan may change before an action must come out of it.
    patience: u32,
    /// A buffer for places to choose from.
    candidates: Vec<(ObjectId, Pos)>,
    /// Set when it plays on from the middle of an episode, which upstream's bot cannot.
    resumed: Option<Resumed>,
}

/// What the world was like at the end of the call before.
#[derive(Clone, Copy, Debug)]
struct Last {
    agent: Pos,
    carrying: ObjectId,
    front: Cell,
    /// Whether the door that was ahead last stood open.
    door_was_open: bool,
}

/// What a subgoal looks at.
#[derive(Clone, Copy, Debug)]
struct Scene<'a> {
    state: &'a GridState,
    descs: &'a [Desc],
}

impl<'a> Scene<'a> {
    fn desc(self, id: DescId) -> &'a Desc {
        &self.descs[usize::from(id.0)]
    }

    fn ahead(self) -> Cell {
        self.state.grid.get(self.state.front())
    }

    fn has_key_of(self, door: Cell) -> bool {
        let carried = self.state.carrying;
        carried.kind == Kind::Key && carried.color == door.color
    }
}

impl Bot {
    /// A bot for an episode that begins, with a plan for the whole mission.
    ///
    /// In a world without a mission it gives up at once.
    pub fn new(env: &GridEnv) -> Self {
        let mut bot = Self::idle(env.state(), false);
        if let Some(task) = env.task() {
            bot.plan(&task.root);
        }
        bot
    }

    /// The same bot, but quick to see that it plans in circles.
    #[must_use]
    pub fn hasty(mut self) -> Self {
        self.patience = PATIENCE;
        self
    }

    /// A bot without a plan, which knows the whole world or nothing of it.
    fn idle(state: &GridState, known: bool) -> Self {
        Self {
            stack: Vec::with_capacity(16),
            keys: Vec::new(),
            seen: Seen::new(state, known),
            search: Search::new(state),
            last: Last {
                agent: state.agent,
                carrying: state.carrying.id,
                front: Cell::EMPTY,
                door_was_open: false,
            },
            patience: MAX_PLANS,
            candidates: Vec::new(),
            resumed: None,
        }
    }

    /// Puts what an instruction takes on the stack; what is pushed last is done first.
    fn plan(&mut self, instr: &Instr) {
        match *instr {
            Instr::GoTo(desc) => self.stack.push(described(desc, Aim::Face)),
            Instr::Open { door, .. } => {
                self.stack.extend([Subgoal::Open(Key::Undecided), described(door, Aim::Open)]);
            }
            // Upstream quirk: what was picked up is put down again, if the episode goes on.
            Instr::Pickup { object, .. } => {
                let go = described(object, Aim::Face);
                self.stack.extend([Subgoal::Drop, Subgoal::Pickup, go]);
            }
            Instr::PutNext { moved, fixed, .. } => self.stack.extend([
                Subgoal::Drop,
                described(fixed, Aim::Beside),
                Subgoal::Pickup,
                described(moved, Aim::Face),
            ]),
            Instr::Before(ref first, ref then)
            | Instr::And(ref first, ref then)
            | Instr::After(ref then, ref first) => {
                self.plan(then);
                self.plan(first);
            }
        }
    }

    /// What the bot is about to do, the next thing last.
    pub fn stack(&self) -> &[Subgoal] {
        &self.stack
    }

    /// How much it has searched.
    pub const fn search_count(&self) -> SearchCount {
        self.search.count
    }

    /// Chooses an action for a state of the world and a task.
    fn replan(&mut self, scene: Scene, previous: Option<Action>) -> Result<Action, GaveUp> {
        self.seen.look(scene.state);
        if previous == Some(Action::Toggle) && self.last.front.kind == Kind::Box {
            return Err(GaveUp { reason: Reason::BoxOpened });
        }
        if let Some(&top) = self.stack.last() {
            self.after(scene, top, previous)?;
        }
        self.forget_exploring();
        self.decide(scene)
    }

    /// What there is to see has changed: exploring is planned anew.
    fn forget_exploring(&mut self) {
        while self.stack.last().is_some_and(|top| top.is_exploratory()) {
            self.stack.pop();
        }
    }

    /// Works on the stack until an action comes out; remembers the world for the next call.
    fn decide(&mut self, scene: Scene) -> Result<Action, GaveUp> {
        let mut plans = 0;
        let action = loop {
            let Some(&top) = self.stack.last() else { break Action::Done };
            if let Some(action) = self.before(scene, top)? {
                break action;
            }
            plans += 1;
            if plans == self.patience {
                return Err(GaveUp { reason: Reason::Circles });
            }
        };
        let state = scene.state;
        let front = scene.ahead();
        let door_was_open =
            if front.kind == Kind::Door { front.is_open } else { self.last.door_was_open };
        self.last = Last { agent: state.agent, carrying: state.carrying.id, front, door_was_open };
        Ok(action)
    }
}

impl Agent for Bot {
    fn act(&mut self, env: &GridEnv, previous: Option<Action>) -> Result<Action, GaveUp> {
        let task = env.task().ok_or(GaveUp { reason: Reason::NoMission })?;
        let scene = Scene { state: env.state(), descs: &task.descs };
        if self.resumed.is_some() {
            self.play_on(scene, task, previous)
        } else {
            self.replan(scene, previous)
        }
    }
}

const fn described(desc: DescId, aim: Aim) -> Subgoal {
    Subgoal::GoNextTo(Target::Described(desc), aim)
}
