//! The search for a plan: A* from deed to deed, a deed being a walk and one action at its end.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::goal::Goal;
use super::layout::{Layout, Moment, On};
use super::relaxed::Relaxed;
use super::walk::{Deed, Walk};
use crate::env::minigrid::Action;

/// How hard to search before giving up, in moments looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// For the shortest plan.
    pub careful: u32,
    /// For any plan, if that did not come to an end.
    pub hasty: u32,
}

/// Why there is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// All ways were tried, none leads there.
    NoWay,
    /// The effort was spent.
    Effort,
}

/// The most moments that are kept, for the sake of a browser's memory.
const MOST_NODES: usize = 150_000;

/// One pass over the moments.
#[derive(Clone, Copy, Debug)]
struct Pass {
    effort: u32,
    /// How much the estimate counts: one for the shortest plan.
    weight: u32,
    /// How many places to put something down are tried.
    drops: usize,
}

/// A moment that was reached.
#[derive(Clone, Debug)]
struct Node {
    moment: Moment,
    from: u32,
    deed: Deed,
    cost: u32,
}

/// An entry of the queue: the least estimate first, then what has come farthest, then the oldest.
type Ranked = Reverse<(u32, Reverse<u32>, u32, bool)>;

/// Searches for the actions that reach a goal.
pub(super) fn search(
    layout: &Layout,
    start: &Moment,
    goal: &Goal,
    effort: Effort,
) -> (Result<Vec<Action>, Failure>, u32) {
    let passes = [
        Pass { effort: effort.careful, weight: 1, drops: 8 },
        Pass { effort: effort.hasty / 2, weight: 2, drops: 8 },
        Pass { effort: effort.hasty / 2, weight: 5, drops: 40 },
    ];
    let mut spent = 0;
    let mut failure = Failure::NoWay;
    for pass in passes.into_iter().filter(|pass| pass.effort > 0) {
        let mut run = Run::new(layout, goal, pass);
        let found = run.run(start);
        spent += run.spent;
        match found {
            Ok(plan) => return (Ok(plan), spent),
            Err(why) => failure = why,
        }
    }
    (Err(failure), spent)
}

struct Run<'a> {
    layout: &'a Layout,
    goal: &'a Goal,
    pass: Pass,
    nodes: Vec<Node>,
    best: HashMap<Moment, u32>,
    queue: BinaryHeap<Ranked>,
    board: Vec<On>,
    walk: Walk,
    relaxed: Relaxed,
    spent: u32,
}

impl<'a> Run<'a> {
    fn new(layout: &'a Layout, goal: &'a Goal, pass: Pass) -> Self {
        Self {
            layout,
            goal,
            pass,
            nodes: Vec::new(),
            best: HashMap::new(),
            queue: BinaryHeap::new(),
            board: Vec::new(),
            walk: Walk::default(),
            relaxed: Relaxed::default(),
            spent: 0,
        }
    }

    fn run(&mut self, start: &Moment) -> Result<Vec<Action>, Failure> {
        let nothing = Deed { stance: start.stance, cost: 0, action: Action::Done, succeeds: false };
        self.add(Node { moment: start.clone(), from: 0, deed: nothing, cost: 0 }, 0);
        let mut deeds = Vec::new();
        while let Some(Reverse((rank, _, at, is_sure))) = self.queue.pop() {
            let node = &self.nodes[at as usize];
            if node.deed.succeeds {
                return Ok(self.plan(at));
            }
            let cost = node.cost;
            if self.best.get(&node.moment).is_some_and(|&best| best < cost) {
                continue;
            }
            self.layout.board(&node.moment, &mut self.board);
            if !is_sure {
                self.spent += 1;
                if self.spent > self.pass.effort || self.nodes.len() > MOST_NODES {
                    return Err(Failure::Effort);
                }
                let Some(left) =
                    self.relaxed.estimate(self.layout, &self.board, self.goal, &node.moment)
                else {
                    continue;
                };
                let sure = cost + left * self.pass.weight;
                if sure > rank {
                    self.queue.push(Reverse((sure, Reverse(cost), at, true)));
                    continue;
                }
            }
            self.walk.spread(self.layout, &self.board, &node.moment);
            let scene = (self.goal, &node.moment);
            self.walk.deeds(self.layout, &self.board, scene, self.pass.drops, &mut deeds);
            for &deed in &deeds {
                let moment = self.nodes[at as usize].moment.after(self.layout, &self.board, deed);
                let node = Node { moment, from: at, deed, cost: cost + deed.cost };
                // Each step of a deed can bring the end one step nearer at most.
                let rank = rank.saturating_sub(deed.cost * self.pass.weight) + deed.cost;
                self.add(node, rank);
            }
        }
        Err(Failure::NoWay)
    }

    fn add(&mut self, node: Node, rank: u32) {
        if !node.deed.succeeds {
            let known = self.best.get(&node.moment).copied().unwrap_or(u32::MAX);
            if known <= node.cost {
                return;
            }
            self.best.insert(node.moment.clone(), node.cost);
        }
        let rank = if node.deed.succeeds { node.cost } else { rank.max(node.cost) };
        self.queue.push(Reverse((rank, Reverse(node.cost), self.nodes.len() as u32, false)));
        self.nodes.push(node);
    }

    /// The actions that led to a node.
    fn plan(&mut self, end: u32) -> Vec<Action> {
        let mut chain = Vec::new();
        let mut at = end;
        while at != 0 {
            chain.push(at);
            at = self.nodes[at as usize].from;
        }
        let mut plan = Vec::new();
        for at in chain.into_iter().rev() {
            let Node { from, deed, .. } = self.nodes[at as usize];
            let moment = &self.nodes[from as usize].moment;
            self.layout.board(moment, &mut self.board);
            self.walk.spread(self.layout, &self.board, moment);
            self.walk.path(deed.stance, &mut plan);
            plan.push(deed.action);
        }
        plan
    }
}
