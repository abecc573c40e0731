//! Who may ask next: the plan's limits, fair shares, budgets. A state machine without a clock.
//!
//! A *lane* is a model's own queue; baselines share one. While a lane has many episodes left, as many are open as may ask at once, so
//! that rows come early. Towards its end all of them are open and the one with the most steps left asks first: then the slots stay full
//! to the last step, and the lane ends after `steps / slots` answers.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::experiment::journal::{Episode, Journal};
use crate::experiment::plan::{Cell, Plan};

/// Steps of an episode whose world has no limit in the plan; only shares depend on it.
const USUAL_STEPS: u32 = 100;

/// Questions of the baselines in flight: they cost nothing but time.
const BASELINES_AT_ONCE: usize = 64;

/// How an episode stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It has not begun, or waits to go on.
    Waiting,
    /// It is played.
    Open,
    /// It ended.
    Done,
    /// Its budget ended before it.
    OutOfBudget,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Answered {
    /// What it cost in US dollars, where that is known.
    pub cost_usd: Option<f64>,
    /// The episode is over: it ended, or failed.
    pub is_over: bool,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Episodes in all.
    pub episodes: usize,
    /// Of these, ended.
    pub done: usize,
    /// Of these, begun and not ended.
    pub open: usize,
    /// Of these, given up for want of money.
    pub out_of_budget: usize,
    /// Questions answered in this run.
    pub answered: u64,
    /// Questions in flight.
    pub in_flight: usize,
    /// Steps left at most.
    pub steps_left: u64,
    /// US dollars, those of earlier runs too.
    pub spent_usd: f64,
}

impl Progress {
    /// How long the rest takes at this pace, in milliseconds, an upper bound; none before the first answer.
    pub fn eta_ms(&self, elapsed_ms: f64) -> Option<f64> {
        (self.answered > 0).then(|| elapsed_ms / self.answered as f64 * self.steps_left as f64)
    }
}

/// The run of a plan's episodes.
#[derive(Clone, Debug)]
pub struct Scheduler {
    entries: Vec<Entry>,
    lanes: Vec<Lane>,
    at_once: usize,
    lanes_at_once: usize,
    budget_usd: f64,
    in_flight: usize,
    answered: u64,
}

#[derive(Clone, Debug)]
struct Entry {
    cell: Cell,
    lane: usize,
    standing: Standing,
    is_asking: bool,
    steps: u32,
    max_steps: u32,
}

impl Entry {
    /// Steps left at most; an open episode has at least one.
    const fn left(&self) -> u64 {
        let left = self.max_steps.saturating_sub(self.steps);
        if left == 0 { 1 } else { left as u64 }
    }
}

#[derive(Clone, Debug, Default)]
struct Lane {
    waiting: VecDeque<usize>,
    open: Vec<usize>,
    at_once: usize,
    in_flight: usize,
    steps_left: u64,
    budget_usd: f64,
    spent_usd: f64,
    paid_calls: u64,
}

impl Lane {
    /// What the next question may cost: as much as the others on average.
    fn usual_cost(&self) -> f64 {
        if self.paid_calls == 0 { 0.0 } else { self.spent_usd / self.paid_calls as f64 }
    }

    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.open.is_empty()
    }
}

impl Scheduler {
    /// The run of some of a plan's episodes; what a journal has is not played again.
    pub fn new(plan: &Plan, cells: Vec<Cell>, journal: &Journal) -> Self {
        let endless = |budget: Option<f64>| budget.unwrap_or(f64::INFINITY);
        let mut lanes: Vec<Lane> = plan
            .models
            .iter()
            .map(|model| Lane {
                at_once: model.at_once.max(1),
                budget_usd: endless(model.budget_usd),
                ..Lane::default()
            })
            .collect();
        lanes.push(Lane {
            at_once: BASELINES_AT_ONCE,
            budget_usd: f64::INFINITY,
            ..Lane::default()
        });
        let baselines = lanes.len() - 1;
        let mut scheduler = Self {
            entries: Vec::with_capacity(cells.len()),
            lanes,
            at_once: if plan.at_once == 0 { usize::MAX } else { plan.at_once },
            lanes_at_once: if plan.models_at_once == 0 { usize::MAX } else { plan.models_at_once },
            budget_usd: endless(plan.budget_usd),
            in_flight: 0,
            answered: 0,
        };
        for cell in cells {
            let known = journal.episodes.get(&cell.key(plan));
            let limit = plan.worlds.get(cell.world).and_then(|world| world.max_steps);
            let entry = Entry {
                lane: cell.model.filter(|model| *model < baselines).unwrap_or(baselines),
                standing: match known {
                    Some(known) if known.row.is_some() => Standing::Done,
                    _ => Standing::Waiting,
                },
                is_asking: false,
                steps: known.map_or(0, |known| known.steps.len() as u32),
                max_steps: limit.unwrap_or(USUAL_STEPS).max(1),
                cell,
            };
            scheduler.enter(entry, known.into_iter().flat_map(Episode::costs));
        }
        scheduler
    }

    fn enter(&mut self, entry: Entry, costs: impl Iterator<Item = f64>) {
        let (at, lane) = (self.entries.len(), &mut self.lanes[entry.lane]);
        for cost in costs {
            lane.spent_usd += cost;
            lane.paid_calls += 1;
        }
        if entry.standing == Standing::Waiting {
            lane.steps_left += entry.left();
            // What was begun is ended first.
            if entry.steps > 0 { lane.waiting.push_front(at) } else { lane.waiting.push_back(at) }
        }
        self.entries.push(entry);
    }

    /// The episode that may ask its next question now, by its place among the episodes; none until an answer comes, or ever.
    pub fn grant(&mut self) -> Option<usize> {
        if self.in_flight >= self.at_once {
            return None;
        }
        let active = self.lanes.iter().enumerate().filter(|(_, lane)| !lane.is_empty());
        let active: Vec<usize> = active.map(|(at, _)| at).take(self.lanes_at_once).collect();
        let mut lanes: Vec<usize> = active
            .into_iter()
            .filter(|at| self.lanes[*at].in_flight < self.lanes[*at].at_once)
            .collect();
        // The lane that would end last goes first.
        let rounds = |lane: &Lane| lane.steps_left as f64 / lane.at_once as f64;
        lanes.sort_by(|one, other| {
            rounds(&self.lanes[*other]).total_cmp(&rounds(&self.lanes[*one]))
        });
        lanes.into_iter().find_map(|lane| self.grant_in(lane))
    }

    /// Takes what came of a granted question; an episode that has none in flight is left alone.
    pub fn answered(&mut self, at: usize, answer: Answered) {
        let Some(entry) = self.entries.get_mut(at).filter(|entry| entry.is_asking) else { return };
        let lane = &mut self.lanes[entry.lane];
        let before = entry.left();
        entry.is_asking = false;
        entry.steps += 1;
        lane.in_flight -= 1;
        self.in_flight -= 1;
        self.answered += 1;
        if let Some(cost) = answer.cost_usd {
            lane.spent_usd += cost;
            lane.paid_calls += 1;
        }
        let is_closed = entry.standing != Standing::Open;
        if answer.is_over {
            entry.standing = Standing::Done;
            lane.open.retain(|open| *open != at);
        }
        if is_closed {
            // Its lane was closed while it was asked.
        } else if answer.is_over {
            lane.steps_left -= before;
        } else {
            lane.steps_left = lane.steps_left - before + entry.left();
        }
    }

    /// Asks a model nothing more: its episodes that are not over are given up, once those in flight are answered.
    pub fn close(&mut self, model: usize) {
        let baselines = self.lanes.len() - 1;
        if model >= baselines {
            return;
        }
        let lane = &mut self.lanes[model];
        for closed in lane.open.drain(..).chain(lane.waiting.drain(..)) {
            self.entries[closed].standing = Standing::OutOfBudget;
        }
        lane.steps_left = 0;
    }

    /// The episode at a place.
    pub fn cell(&self, at: usize) -> Option<&Cell> {
        self.entries.get(at).map(|entry| &entry.cell)
    }

    /// How the episode at a place stands.
    pub fn standing(&self, at: usize) -> Option<Standing> {
        self.entries.get(at).map(|entry| entry.standing)
    }

    /// Whether nothing is in flight and nothing will be.
    pub fn is_over(&self) -> bool {
        self.in_flight == 0 && self.lanes.iter().all(Lane::is_empty)
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        let all = 0..self.lanes.len();
        Progress { answered: self.answered, ..self.progress_on(&all) }
    }

    /// How far a model is; none for the baselines together. What was answered is told of the whole run only.
    pub fn progress_of(&self, model: Option<usize>) -> Progress {
        let baselines = self.lanes.len() - 1;
        let lane = model.map_or(baselines, |model| model.min(baselines));
        self.progress_on(&(lane..lane + 1))
    }

    fn progress_on(&self, lanes: &std::ops::Range<usize>) -> Progress {
        let mut progress = Progress::default();
        for entry in self.entries.iter().filter(|entry| lanes.contains(&entry.lane)) {
            progress.episodes += 1;
            match entry.standing {
                Standing::Done => progress.done += 1,
                Standing::Open => progress.open += 1,
                Standing::OutOfBudget => progress.out_of_budget += 1,
                Standing::Waiting => {}
            }
        }
        for lane in &self.lanes[lanes.clone()] {
            progress.in_flight += lane.in_flight;
            progress.steps_left += lane.steps_left;
            progress.spent_usd += lane.spent_usd;
        }
        progress
    }

    fn grant_in(&mut self, at: usize) -> Option<usize> {
        if self.is_too_dear(at) {
            return None;
        }
        let lane = &mut self.lanes[at];
        let unfinished = lane.open.len() + lane.waiting.len();
        let is_end = unfinished < 2 * lane.at_once;
        let most_open = if is_end { unfinished } else { lane.at_once };
        while lane.open.len() < most_open
            && let Some(next) = lane.waiting.pop_front()
        {
            self.entries[next].standing = Standing::Open;
            lane.open.push(next);
        }
        let entries = &self.entries;
        let ready = lane.open.iter().copied().filter(|open| !entries[*open].is_asking);
        let next = if is_end {
            // Of those with as many steps left, the one opened first.
            ready.rev().max_by_key(|open| entries[*open].left())
        } else {
            ready.min()
        };
        let next = next?;
        self.entries[next].is_asking = true;
        self.lanes[at].in_flight += 1;
        self.in_flight += 1;
        Some(next)
    }

    /// Whether a further question could pass a budget. If nothing is in flight that could turn out cheaper, the lane is closed.
    fn is_too_dear(&mut self, at: usize) -> bool {
        let flying: f64 =
            self.lanes.iter().map(|lane| lane.in_flight as f64 * lane.usual_cost()).sum();
        let spent: f64 = self.lanes.iter().map(|lane| lane.spent_usd).sum();
        let lane = &self.lanes[at];
        let next = lane.usual_cost();
        let own = lane.spent_usd + (lane.in_flight as f64 + 1.0) * next;
        let is_own = own > lane.budget_usd || lane.spent_usd >= lane.budget_usd;
        // What costs nothing may go on.
        let is_free =
            lane.paid_calls == 0 && lane.budget_usd.is_infinite() && at + 1 == self.lanes.len();
        let is_all =
            !is_free && (spent + flying + next > self.budget_usd || spent >= self.budget_usd);
        let is_too_dear = is_own || is_all;
        if is_too_dear && (is_own && lane.in_flight == 0 || is_all && self.in_flight == 0) {
            let lane = &mut self.lanes[at];
            for closed in lane.open.drain(..).chain(lane.waiting.drain(..)) {
                self.entries[closed].standing = Standing::OutOfBudget;
            }
            lane.steps_left = 0;
        }
        is_too_dear
    }
}
