//! The timeline's marks: the steps worth jumping to.

use std::collections::BTreeMap;

use super::branch::StepRecord;
use super::session::Session;
use super::watched::Watched;

/// Why a step is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// It earned something.
    Reward,
    /// The episode ended with it, and it earned nothing.
    End,
    /// The episode ended with it, whatever was earned before: where rewards come all along.
    Over,
    /// It did one more part of the task.
    Subgoal,
    /// It achieved something for the first time.
    Achievement,
    /// It cost health.
    Damage,
    /// Its action led to nothing.
    Invalid,
    /// It changed the data base.
    Write,
    /// It changed the data base, and the gold run does not.
    StrayWrite,
    /// The agent spoke.
    Respond,
    /// Another branch leaves the line after it.
    Fork,
}

impl MarkKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Reward,
        Self::End,
        Self::Over,
        Self::Subgoal,
        Self::Achievement,
        Self::Damage,
        Self::Invalid,
        Self::Write,
        Self::StrayWrite,
        Self::Respond,
        Self::Fork,
    ];

    /// Its name on the page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reward => "reward",
            Self::End => "end without reward",
            Self::Over => "end",
            Self::Subgoal => "subgoal",
            Self::Achievement => "achievement",
            Self::Damage => "damage",
            Self::Invalid => "no effect",
            Self::Write => "write",
            Self::StrayWrite => "write the gold run lacks",
            Self::Respond => "the agent speaks",
            Self::Fork => "fork",
        }
    }

    /// Whether it comes again and again in a long episode, so that one tells of those beside it.
    pub const fn repeats(self) -> bool {
        matches!(self, Self::Damage | Self::Invalid)
    }
}

/// A mark on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// The step, counted along the line; 0 is the start.
    pub step: usize,
    /// Why.
    pub kind: MarkKind,
}

/// The marks of the session's current line, by step, then by kind.
///
/// What a step did is found out when it is taken; this only collects, so it may run on every change.
pub fn marks<E: Watched>(session: &Session<E>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let is_survival = session.env().is_survival();
    for (at, record) in session.line().enumerate() {
        let step = at + 1;
        let kinds = if is_survival { survival_kinds(record) } else { kinds(record) };
        marks.extend(kinds.into_iter().flatten().map(|kind| Mark { step, kind }));
    }
    marks.extend(session.forks().map(|(step, _)| Mark { step, kind: MarkKind::Fork }));
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// A line of more steps is drawn with fewer marks.
const LONG: usize = 160;

/// On a long line, marks that repeat stand at least this part of it apart.
const PLACES: usize = 64;

/// Those of a line's marks that are drawn where the track has room for so many steps: on a long one, what repeats is thinned out until one
/// mark does not hide the next.
pub fn drawn(mut marks: Vec<Mark>, room: usize) -> Vec<Mark> {
    let gap = if room > LONG { room.div_ceil(PLACES) } else { 0 };
    let mut last = BTreeMap::new();
    marks.retain(|mark| {
        let is_near = last.get(&mark.kind).is_some_and(|before| mark.step.abs_diff(*before) < gap);
        if is_near && mark.kind.repeats() {
            return false;
        }
        last.insert(mark.kind, mark.step);
        true
    });
    marks
}

fn survival_kinds<A>(record: &StepRecord<A>) -> [Option<MarkKind>; 3] {
    [
        record.subgoal.then_some(MarkKind::Achievement),
        // What was achieved pays more than any blow costs.
        (record.reward < 0.0 || (record.subgoal && record.reward < 1.0))
            .then_some(MarkKind::Damage),
        match (record.is_over(), record.invalid) {
            (true, _) => Some(MarkKind::Over),
            (false, true) => Some(MarkKind::Invalid),
            (false, false) => None,
        },
    ]
}

fn kinds<A>(record: &StepRecord<A>) -> [Option<MarkKind>; 3] {
    let earned = record.reward != 0.0;
    [
        match (earned, record.is_over()) {
            (true, _) => Some(MarkKind::Reward),
            (false, true) => Some(MarkKind::End),
            (false, false) => None,
        },
        record.subgoal.then_some(MarkKind::Subgoal),
        record.invalid.then_some(MarkKind::Invalid),
    ]
}
