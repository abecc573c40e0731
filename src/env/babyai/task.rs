//! A mission as a whole: its descriptions, its instruction, and how far it is done.
//!
//! Source: Minigrid, `envs/babyai/core/verifier.py` (`ObjDesc`, `surface`).

use std::sync::Arc;

use super::instruction::{Desc, DescId, Instr, Loc};
use super::verifier::{Memory, Verdict, first_open, verify};
use crate::env::minigrid::rooms::Shape;
use crate::env::minigrid::{Action, Cell, Color, GridState, Kind, Pos};

/// What an episode asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The descriptions that the instruction refers to.
    pub descs: Vec<Desc>,
    /// What to do.
    pub root: Instr,
    shape: Shape,
    /// What each node of the instruction remembers, the node before its parts.
    memory: Vec<Memory>,
    /// The words of each action, as they were at the start of the episode.
    texts: Arc<[String]>,
}

/// One action of a task, for a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The action in the mission's words.
    pub text: String,
    /// It was done.
    pub done: bool,
    /// It went wrong for good.
    pub failed: bool,
    /// Parts of one stage may be done in any order; each stage comes after those before it.
    pub stage: u8,
    /// It can be done now: the stages before it are done, and it is not.
    pub open: bool,
}

impl Task {
    /// An instruction and the descriptions it refers to, in a world of rooms.
    pub fn new(shape: Shape, descs: Vec<Desc>, root: Instr) -> Self {
        let mut memory = Vec::new();
        Memory::lay_out(&root, &mut memory);
        Self { descs, root, shape, memory, texts: Arc::new([]) }
    }

    /// Searches the whole grid for what a description means, and remembers objects and places.
    ///
    /// With `use_location` unset the objects stay, and only the places of those that still lie on the
    /// grid and match are collected anew.
    pub fn find_matching(&mut self, id: DescId, state: &GridState, use_location: bool) {
        find_matching(&mut self.descs[usize::from(id.0)], state, self.shape, use_location);
    }

    /// The mission in words, after searching anew for all descriptions and forgetting what was done.
    pub fn surface(&mut self, state: &GridState) -> String {
        for desc in &mut self.descs {
            find_matching(desc, state, self.shape, true);
        }
        self.memory.fill(Memory::default());
        let (mut mission, mut texts) = (String::with_capacity(64), Vec::new());
        self.phrase(&self.root, &mut mission, &mut texts);
        self.texts = texts.into();
        mission
    }

    /// Appends the words of an instruction, and those of each of its actions by themselves.
    fn phrase(&self, instr: &Instr, words: &mut String, texts: &mut Vec<String>) {
        let of = |id: DescId| &self.descs[usize::from(id.0)];
        let start = words.len();
        match instr {
            Instr::GoTo(desc) => of(*desc).phrase("go to ", words),
            Instr::Open { door, .. } => of(*door).phrase("open ", words),
            Instr::Pickup { object, .. } => of(*object).phrase("pick up ", words),
            Instr::PutNext { moved, fixed, .. } => {
                of(*moved).phrase("put ", words);
                of(*fixed).phrase(" next to ", words);
            }
            Instr::Before(one, other) | Instr::After(one, other) | Instr::And(one, other) => {
                self.phrase(one, words, texts);
                words.push_str(match instr {
                    Instr::Before(..) => ", then ",
                    Instr::After(..) => " after you ",
                    _ => " and ",
                });
                return self.phrase(other, words, texts);
            }
        }
        texts.push(words[start..].to_owned());
    }

    /// Judges one action after the shared rules were applied.
    pub fn verify(&mut self, state: &GridState, action: Action) -> Verdict {
        if action == Action::Drop {
            self.refresh_places(state);
        }
        verify(&self.root, &mut self.memory, &self.descs, state, action)
    }

    /// Collects the places of the described objects anew; upstream does this after each drop action.
    pub fn refresh_places(&mut self, state: &GridState) {
        for desc in &mut self.descs {
            find_matching(desc, state, self.shape, false);
        }
    }

    /// The next action to do, with the number of its node in the instruction; none when all is done.
    pub fn next_open(&self) -> Option<(usize, &Instr)> {
        first_open(&self.root, &self.memory, 0)
    }

    /// The actions of the task in the order in which they are to be done.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.collect(&self.root, 0, &mut (0, 0), &mut parts);
        parts.sort_by_key(|part| part.stage);
        let stage = parts.iter().filter(|part| !part.done).map(|part| part.stage).min();
        for part in &mut parts {
            part.open = !part.done && !part.failed && Some(part.stage) == stage;
        }
        parts
    }

    /// Adds the actions of a node; returns the first stage after it. `at` counts nodes and actions.
    fn collect(
        &self,
        instr: &Instr,
        stage: u8,
        at: &mut (usize, usize),
        parts: &mut Vec<Part>,
    ) -> u8 {
        let node = at.0;
        at.0 += 1;
        match instr {
            Instr::Before(first, second) => {
                let stage = self.collect(first, stage, at, parts);
                self.collect(second, stage, at, parts)
            }
            Instr::After(last, first) => {
                // The one said last is done first; the words are counted as they are said.
                let next = stage + first.stages();
                let end = self.collect(last, next, at, parts);
                self.collect(first, stage, at, parts);
                end
            }
            Instr::And(one, other) => {
                let end = self.collect(one, stage, at, parts);
                self.collect(other, stage, at, parts).max(end)
            }
            Instr::GoTo(_) | Instr::Open { .. } | Instr::Pickup { .. } | Instr::PutNext { .. } => {
                let text = self.texts.get(at.1).cloned().unwrap_or_default();
                at.1 += 1;
                let verdict = self.memory[node].verdict;
                parts.push(Part {
                    text,
                    done: verdict == Verdict::Success,
                    failed: verdict == Verdict::Failure,
                    stage,
                    open: false,
                });
                stage + 1
            }
        }
    }
}

impl Desc {
    /// A description that has not been looked up yet.
    pub const fn new(kind: Option<Kind>, color: Option<Color>, loc: Option<Loc>) -> Self {
        Self { kind, color, loc, objects: Vec::new(), places: Vec::new() }
    }

    /// Appends what is done to it and the description; one match is "the", more are "a".
    fn phrase(&self, done: &str, words: &mut String) {
        words.push_str(done);
        words.push_str(if self.objects.len() > 1 { "a " } else { "the " });
        if let Some(color) = self.color {
            words.push_str(color.as_str());
            words.push(' ');
        }
        words.push_str(self.kind.map_or("object", Kind::as_str));
        words.push_str(match self.loc {
            None => "",
            Some(Loc::Front) => " in front of you",
            Some(Loc::Behind) => " behind you",
            Some(Loc::Left) => " on your left",
            Some(Loc::Right) => " on your right",
        });
    }
}

/// Collects what a description means. Column by column: the order is part of the expert bot's rules.
pub(super) fn find_matching(desc: &mut Desc, state: &GridState, shape: Shape, use_location: bool) {
    if use_location {
        desc.objects.clear();
    }
    desc.places.clear();
    let room = shape.area(shape.room_of(state.agent));
    let (kind, color, loc) = (desc.kind, desc.color, desc.loc);
    let mut collect = |at: Pos, cell: Cell| {
        if use_location {
            if loc.is_some_and(|loc| !room.contains(at) || !lies(loc, at, state)) {
                return;
            }
            desc.objects.push(cell.id);
        } else if !desc.objects.contains(&cell.id) {
            return;
        }
        desc.places.push(at);
    };
    if kind.is_some() {
        return state.grid.for_each_like(kind, color, collect);
    }
    // Upstream quirk: without a kind, walls of the colour match too.
    for at in state.grid.positions_by_column() {
        let cell = state.grid.get(at);
        if !cell.is_empty() && color.is_none_or(|color| color == cell.color) {
            collect(at, cell);
        }
    }
}

/// Whether a place lies on that side of the agent.
fn lies(loc: Loc, at: Pos, state: &GridState) -> bool {
    let away = at - state.agent;
    let (right, ahead) = (away.dot(state.dir.right_vector()), away.dot(state.dir.vector()));
    match loc {
        Loc::Left => right < 0,
        Loc::Right => right > 0,
        Loc::Front => ahead > 0,
        Loc::Behind => ahead < 0,
    }
}
