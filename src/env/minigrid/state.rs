//! The state of a MiniGrid world and the rules that every level shares.
//!
//! Source: Minigrid, `minigrid_env.py` (`step`), `core/world_object.py` (`toggle`).

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::grid::{Dir, Grid, Pos};
use super::object::{Cell, Kind, Objects};
use super::view::{self, Image, View};
use crate::env::StateDigest;

/// What the agent can do, in the order of the actions' numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Action {
    /// Turn counter-clockwise.
    Left,
    /// Turn clockwise.
    Right,
    /// Walk one cell ahead.
    Forward,
    /// Pick up what lies ahead.
    Pickup,
    /// Put down what is carried, ahead.
    Drop,
    /// Open or close a door, open a box.
    Toggle,
    /// Say that the task is done.
    Done,
}

impl Action {
    /// Every action, by its number.
    pub const ALL: [Self; 7] = [
        Self::Left,
        Self::Right,
        Self::Forward,
        Self::Pickup,
        Self::Drop,
        Self::Toggle,
        Self::Done,
    ];

    /// The words of the text interface (BALROG's); `done` is not among those it offers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "turn left",
            Self::Right => "turn right",
            Self::Forward => "go forward",
            Self::Pickup => "pick up",
            Self::Drop => "drop",
            Self::Toggle => "toggle",
            Self::Done => "done",
        }
    }

    /// The action of a number.
    pub fn from_index(index: u8) -> Option<Self> {
        Self::ALL.get(usize::from(index)).copied()
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No action has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no action is called {0:?}")]
pub struct UnknownAction(pub String);

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, UnknownAction> {
        let found = Self::ALL.into_iter().find(|action| action.as_str() == text);
        found.ok_or_else(|| UnknownAction(text.to_owned()))
    }
}

/// What the shared rules say of one action; levels may overrule it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The reward.
    pub reward: f64,
    /// The task ended.
    pub terminated: bool,
}

/// Everything that a step reads or changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridState {
    /// The cells.
    pub grid: Grid,
    /// The objects' own facts.
    pub objects: Objects,
    /// Where the agent stands.
    pub agent: Pos,
    /// Where it looks.
    pub dir: Dir,
    /// What it carries; [`Cell::EMPTY`] for nothing.
    pub carrying: Cell,
    /// Steps taken.
    pub step_count: u32,
    /// Steps allowed.
    pub max_steps: u32,
    /// Whether walls hide what is behind them.
    pub see_through_walls: bool,
}

impl GridState {
    /// An empty world with the agent not yet placed.
    pub fn new(width: i32, height: i32) -> Self {
        Self {
            grid: Grid::new(width, height),
            objects: Objects::new(),
            agent: Pos::NOWHERE,
            dir: Dir::Right,
            carrying: Cell::EMPTY,
            step_count: 0,
            max_steps: 100,
            see_through_walls: false,
        }
    }

    /// The place ahead of the agent.
    #[inline]
    pub fn front(&self) -> Pos {
        self.agent + self.dir.vector()
    }

    /// What the agent sees.
    pub fn view(&self) -> View {
        View::new(&self.grid, self.agent, self.dir, self.carrying, self.see_through_walls)
    }

    /// What the agent sees, in numbers.
    pub fn image(&self) -> Image {
        view::image(&self.grid, self.agent, self.dir, self.carrying, self.see_through_walls)
    }

    /// The reward of success at this step count: less the later it comes.
    pub fn success_reward(&self) -> f64 {
        1.0 - 0.9 * (f64::from(self.step_count) / f64::from(self.max_steps))
    }

    /// The end of an episode, with the reward of success or without.
    pub fn end(&self, success: bool) -> Outcome {
        Outcome { reward: if success { self.success_reward() } else { 0.0 }, terminated: true }
    }

    /// Whether the step budget is used up.
    pub const fn is_truncated(&self) -> bool {
        self.step_count >= self.max_steps
    }

    /// Applies one action by the shared rules and counts the step.
    #[inline]
    pub fn apply(&mut self, action: Action) -> Outcome {
        self.step_count += 1;
        let front = self.front();
        let ahead = self.grid.get(front);
        let mut outcome = Outcome { reward: 0.0, terminated: false };
        match action {
            Action::Left => self.dir = self.dir.turned_left(),
            Action::Right => self.dir = self.dir.turned_right(),
            Action::Forward => {
                if ahead.can_overlap() {
                    self.agent = front;
                }
                if ahead.kind == Kind::Goal {
                    outcome = self.end(true);
                } else if ahead.kind == Kind::Lava {
                    outcome.terminated = true;
                }
            }
            Action::Pickup => {
                if ahead.kind.is_portable() && self.carrying.is_empty() {
                    self.carrying = ahead;
                    self.objects.moved(ahead.id, Pos::NOWHERE);
                    self.grid.set(front, Cell::EMPTY);
                }
            }
            Action::Drop => {
                if ahead.is_empty() && !self.carrying.is_empty() {
                    self.objects.moved(self.carrying.id, front);
                    self.grid.set(front, self.carrying);
                    self.carrying = Cell::EMPTY;
                }
            }
            Action::Toggle => self.toggle(front, ahead),
            Action::Done => {}
        }
        outcome
    }

    fn toggle(&mut self, front: Pos, ahead: Cell) {
        let after = match ahead.kind {
            Kind::Door if !ahead.is_locked => Cell { is_open: !ahead.is_open, ..ahead },
            Kind::Door if self.has_key_of(ahead) => {
                Cell { is_open: true, is_locked: false, ..ahead }
            }
            Kind::Box => self.objects.info(ahead.id).content,
            _ => return,
        };
        self.grid.set(front, after);
    }

    fn has_key_of(&self, door: Cell) -> bool {
        self.carrying.kind == Kind::Key && self.carrying.color == door.color
    }

    /// The bytes that the state's digest is taken of.
    ///
    /// Width and height (u16), six bytes a cell row by row (the cell, then what it contains), the
    /// agent (x and y as i16, direction), six bytes for what it carries (zeros for nothing), steps
    /// taken and allowed (u32); all little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.grid.cells().len() * 6 + 32);
        bytes.extend((self.grid.width() as u16).to_le_bytes());
        bytes.extend((self.grid.height() as u16).to_le_bytes());
        for &cell in self.grid.cells() {
            self.push_cell(&mut bytes, cell);
        }
        bytes.extend((self.agent.x as i16).to_le_bytes());
        bytes.extend((self.agent.y as i16).to_le_bytes());
        bytes.push(self.dir as u8);
        if self.carrying.is_empty() {
            bytes.extend([0; 6]);
        } else {
            self.push_cell(&mut bytes, self.carrying);
        }
        bytes.extend(self.step_count.to_le_bytes());
        bytes.extend(self.max_steps.to_le_bytes());
        bytes
    }

    fn push_cell(&self, bytes: &mut Vec<u8>, cell: Cell) {
        bytes.extend(cell.encode());
        let content = self.objects.info(cell.id).content;
        bytes.extend(if content.is_empty() { [0; 3] } else { content.encode() });
    }

    /// The first four bytes of the SHA-256 of [`Self::to_bytes`].
    pub fn digest(&self) -> StateDigest {
        let hash = Sha256::digest(self.to_bytes());
        StateDigest([hash[0], hash[1], hash[2], hash[3]])
    }
}
