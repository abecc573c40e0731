//! The timeline's marks: the steps worth jumping to.

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
    pub const ALL: [Self; 10] = [
        Self::Reward,
        Self::End,
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
            Self::End => "end",
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

fn survival_kinds<A>(record: &StepRecord<A>) -> [Option<MarkKind>; 3] {
    [
        record.subgoal.then_some(MarkKind::Achievement),
        // What was achieved pays more than any blow costs.
        (record.reward < 0.0 || (record.subgoal && record.reward < 1.0))
            .then_some(MarkKind::Damage),
        match (record.is_over(), record.invalid) {
            (true, _) => Some(MarkKind::End),
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
