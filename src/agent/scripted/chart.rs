//! Where things are, pieced together from what was seen on the way.
//!
//! Cells are counted from where the story begins: x to the right, y forward. Directions are 0 forward,
//! then clockwise.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::prompt::Prompt;
use super::sight::{Look, Sight};

/// A cell.
pub type Cell = (i32, i32);

/// How far one sees to both sides, and forward.
const ASIDE: i32 = 3;
const AHEAD: i32 = 6;

/// No way is looked for farther off than this.
const REACH: i32 = 24;

/// A place and a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pose {
    /// The cell.
    pub cell: Cell,
    /// The direction.
    pub dir: usize,
}

impl Pose {
    /// The cell so far to the right and forward.
    pub const fn offset(self, (aside, ahead): Cell) -> Cell {
        let (forward, right) = (vector(self.dir), vector(self.dir + 1));
        (
            self.cell.0 + aside * right.0 + ahead * forward.0,
            self.cell.1 + aside * right.1 + ahead * forward.1,
        )
    }

    /// The next cell ahead.
    pub const fn front(self) -> Cell {
        self.offset((0, 1))
    }

    /// How far a cell is to the right and forward.
    pub const fn from_here(self, cell: Cell) -> Cell {
        let (forward, right) = (vector(self.dir), vector(self.dir + 1));
        let (x, y) = (cell.0 - self.cell.0, cell.1 - self.cell.1);
        (x * right.0 + y * right.1, x * forward.0 + y * forward.1)
    }

    const fn turned(self, by: usize) -> Self {
        Self { dir: (self.dir + by) % 4, ..self }
    }
}

const fn vector(dir: usize) -> Cell {
    match dir % 4 {
        0 => (0, 1),
        1 => (1, 0),
        2 => (0, -1),
        _ => (-1, 0),
    }
}

/// What is known of the world.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// Things, by their cells.
    pub things: BTreeMap<Cell, Look>,
    /// What one stood before.
    pub faced: BTreeSet<Cell>,
    /// What was ever carried.
    pub carried: Vec<Look>,
    walls: BTreeSet<Cell>,
    seen: BTreeSet<Cell>,
}

impl Chart {
    /// The chart that a prompt's story draws, and where one stands at its end.
    pub fn new(prompt: &Prompt) -> (Self, Pose) {
        let mut chart = Self::default();
        let mut pose = Pose { cell: (0, 0), dir: 0 };
        for (sight, action) in &prompt.past {
            chart.see(pose, sight);
            match action.as_str() {
                "turn left" => pose = pose.turned(3),
                "turn right" => pose = pose.turned(1),
                "go forward" if !sight.is_blocked() => pose.cell = pose.front(),
                _ => {}
            }
        }
        chart.see(pose, &prompt.now);
        (chart, pose)
    }

    fn see(&mut self, pose: Pose, sight: &Sight) {
        let [ahead, left, right] = sight.walls;
        // Behind a thing nothing is taken for seen; a shut door stands in a wall.
        let nearest = |along: &dyn Fn(Cell) -> Option<i32>| {
            sight.things.iter().filter_map(|(_, place)| along(*place)).min()
        };
        let thing = nearest(&|(aside, ahead)| (aside == 0).then_some(ahead));
        let is_door = |at: i32| {
            let is_shut = |look: &Look| look.kind == "door" && !look.is_open();
            sight.things.iter().any(|(look, place)| *place == (0, at) && is_shut(look))
        };
        let door = thing.filter(|at| is_door(*at));
        let ahead = ahead.or(door);
        let far = ahead.map_or(thing.unwrap_or(AHEAD), |wall| wall - 1);
        let aside = |sign: i32| nearest(&|(x, y)| (y == 0 && x * sign > 0).then_some(x * sign));
        let most = |sign, wall: Option<i32>| {
            wall.map_or(aside(sign).unwrap_or(ASIDE).min(ASIDE), |wall| wall - 1)
        };
        // Rooms are rectangles: a wall that is seen goes on to both sides.
        let sides = (-most(-1, left), most(1, right));
        for aside in sides.0..=sides.1 {
            for forward in 0..=far {
                let cell = pose.offset((aside, forward));
                self.things.remove(&cell);
                self.walls.remove(&cell);
                self.seen.insert(cell);
            }
            if ahead.is_some() {
                self.walls.insert(pose.offset((aside, far + 1)));
            }
        }
        for forward in 0..=far {
            self.walls.extend(left.map(|wall| pose.offset((-wall, forward))));
            self.walls.extend(right.map(|wall| pose.offset((wall, forward))));
        }
        for (look, place) in &sight.things {
            let cell = pose.offset(*place);
            self.walls.remove(&cell);
            self.things.insert(cell, look.clone());
        }
        if self.things.contains_key(&pose.front()) {
            self.faced.insert(pose.front());
        }
        self.carried.extend(sight.carries.clone());
    }

    /// Whether nothing is known to stand in a cell.
    pub fn is_free(&self, cell: Cell) -> bool {
        !self.walls.contains(&cell) && !self.things.contains_key(&cell)
    }

    fn is_open(&self, cell: Cell) -> bool {
        !self.walls.contains(&cell) && self.things.get(&cell).is_none_or(Look::is_open)
    }

    /// The first move of a shortest way to a pose, none if one is there already or there is no way;
    /// and the pose.
    pub fn way(
        &self,
        from: Pose,
        is_there: impl Fn(Pose) -> bool,
    ) -> Option<(Option<&'static str>, Pose)> {
        let mut first = BTreeMap::from([(from, None)]);
        let mut queue = VecDeque::from([from]);
        while let Some(pose) = queue.pop_front() {
            let began = first.get(&pose).copied().flatten();
            if is_there(pose) {
                return Some((began, pose));
            }
            let on = Pose { cell: pose.front(), ..pose };
            let is_near =
                (on.cell.0 - from.cell.0).abs().max((on.cell.1 - from.cell.1).abs()) <= REACH;
            let forward = (is_near && self.is_open(on.cell)).then_some((on, "go forward"));
            let turns = [(pose.turned(3), "turn left"), (pose.turned(1), "turn right")];
            for (next, name) in forward.into_iter().chain(turns) {
                if !first.contains_key(&next) {
                    first.insert(next, began.or(Some(name)));
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// The first move of a way to where much would be seen that was not seen yet.
    pub fn explore(&self, from: Pose) -> Option<&'static str> {
        let unseen = self.unseen(from.cell);
        let gain = |pose: Pose| {
            let is_in_view = |cell: &&Cell| {
                let (aside, ahead) = pose.from_here(**cell);
                aside.abs() <= ASIDE && (0..=AHEAD).contains(&ahead)
            };
            unseen.iter().filter(is_in_view).count()
        };
        for enough in [6, 1] {
            if let Some((Some(first), _)) = self.way(from, |pose| gain(pose) >= enough) {
                return Some(first);
            }
        }
        None
    }

    /// The cells that one may get to and has not seen, as far as the eye could reach.
    fn unseen(&self, from: Cell) -> Vec<Cell> {
        let mut known = BTreeSet::from([from]);
        let mut queue = VecDeque::from([from]);
        let mut unseen = Vec::new();
        while let Some(cell) = queue.pop_front() {
            for dir in 0..4 {
                let next = Pose { cell, dir }.front();
                let is_near = (next.0 - from.0).abs().max((next.1 - from.1).abs()) <= AHEAD + 1;
                if is_near && self.is_open(next) && known.insert(next) {
                    if self.seen.contains(&next) {
                        queue.push_back(next);
                    } else {
                        unseen.push(next);
                    }
                }
            }
        }
        unseen
    }
}
