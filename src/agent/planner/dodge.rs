//! Plans among moving obstacles: A* over the steps of the world itself.
//!
//! Where the balls go is drawn from the world's own generator, which a copy of the world copies too:
//! what is planned is what happens. Each sequence of actions leads to moves of its own, so no two
//! moments are alike and none is looked up.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::layout::{Layout, NOWHERE, On, Stance};
use super::search::{Effort, Failure};
use super::walk::turned;
use crate::env::Env;
use crate::env::minigrid::{Action, GridEnv};

const UNREACHED: u32 = u32::MAX;
/// The actions that such a world has.
const ACTIONS: [Action; 3] = [Action::Forward, Action::Left, Action::Right];

/// A moment that was reached.
struct Node {
    /// The world; taken once its successors are known.
    env: Option<GridEnv>,
    from: u32,
    action: Action,
    cost: u32,
}

/// Searches for the actions that reach the goal square.
pub(super) fn search(
    layout: &Layout,
    env: &GridEnv,
    effort: Effort,
) -> (Result<Vec<Action>, Failure>, u32) {
    let distances = distances(layout);
    let mut spent = 0;
    for (limit, weight) in [(effort.careful, 1), (effort.hasty, 3)] {
        let (found, moments) = run(&distances, env, limit, weight);
        spent += moments;
        match found {
            Err(Failure::Effort) => {}
            _ => return (found, spent),
        }
    }
    (Err(Failure::Effort), spent)
}

fn run(
    distances: &[u32],
    env: &GridEnv,
    limit: u32,
    weight: u32,
) -> (Result<Vec<Action>, Failure>, u32) {
    let left =
        |env: &GridEnv| distances.get(usize::from(stance(env))).copied().unwrap_or(UNREACHED);
    let start = Node { env: Some(env.clone()), from: 0, action: Action::Done, cost: 0 };
    let mut nodes = vec![start];
    let mut queue = BinaryHeap::from([Reverse((0, 0, 0))]);
    let mut spent = 0;
    while let Some(Reverse((_, _, at))) = queue.pop() {
        let cost = nodes[at as usize].cost + 1;
        // A node without a world is the end.
        let Some(env) = nodes[at as usize].env.take() else {
            return (Ok(plan(&nodes, at)), spent);
        };
        spent += 1;
        if spent > limit {
            return (Err(Failure::Effort), spent);
        }
        for action in ACTIONS {
            let mut then = env.clone();
            let Ok(step) = then.step(&action) else { continue };
            let succeeds = step.terminated && step.reward > 0.0;
            if step.is_over() && !succeeds {
                continue;
            }
            let left = if succeeds { 0 } else { left(&then) };
            if left == UNREACHED {
                continue;
            }
            queue.push(Reverse((cost + left * weight, left, nodes.len() as u32)));
            let env = (!succeeds).then_some(then);
            nodes.push(Node { env, from: at, action, cost });
        }
    }
    (Err(Failure::NoWay), spent)
}

fn plan(nodes: &[Node], end: u32) -> Vec<Action> {
    let mut plan = Vec::new();
    let mut at = end;
    while at != 0 {
        let node = &nodes[at as usize];
        plan.push(node.action);
        at = node.from;
    }
    plan.reverse();
    plan
}

fn stance(env: &GridEnv) -> Stance {
    let state = env.state();
    let place = state.agent.y * state.grid.width() + state.agent.x;
    place as Stance * 4 + state.dir as Stance
}

/// Steps from each stance to the goal square, with nothing in the way.
fn distances(layout: &Layout) -> Vec<u32> {
    let mut distances = vec![UNREACHED; layout.ahead.len()];
    let mut queue = VecDeque::new();
    for (stance, &front) in layout.ahead.iter().enumerate() {
        if layout.ground.get(usize::from(front)) == Some(&On::Target) {
            distances[stance] = 1;
            queue.push_back(stance as Stance);
        }
    }
    while let Some(stance) = queue.pop_front() {
        let then = distances[usize::from(stance)] + 1;
        // Whoever stands on the cell behind and looks this way came here by walking.
        let walked = layout.ground.get(usize::from(stance / 4)) == Some(&On::Free);
        let behind = Some(layout.ahead[usize::from(turned(stance, 2))])
            .filter(|&place| walked && place != NOWHERE)
            .map(|place| place * 4 + stance % 4);
        for before in [turned(stance, 1), turned(stance, 3)].into_iter().chain(behind) {
            if distances.get(usize::from(before)) == Some(&UNREACHED) {
                distances[usize::from(before)] = then;
                queue.push_back(before);
            }
        }
    }
    distances
}
