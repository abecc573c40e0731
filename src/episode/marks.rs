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
    /// Its action led to nothing.
    Invalid,
    /// Another branch leaves the line after it.
    Fork,
}

impl MarkKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Reward, Self::End, Self::Subgoal, Self::Invalid, Self::Fork];

    /// Its name on the page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reward => "reward",
            Self::End => "end",
            Self::Subgoal => "subgoal",
            Self::Invalid => "no effect",
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
    for (at, record) in session.line().enumerate() {
        let step = at + 1;
        marks.extend(kinds(record).into_iter().flatten().map(|kind| Mark { step, kind }));
    }
    marks.extend(session.forks().map(|(step, _)| Mark { step, kind: MarkKind::Fork }));
    marks.sort_unstable();
    marks.dedup();
    marks
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
