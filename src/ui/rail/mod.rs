//! The strip under a world: transport, the line with its marks, the other branches. Every Stage has it.
//!
//! A Stage provides a [`Rail`]: what the strip shows, and who is told what the person wants.

mod curve;
mod forks;
mod go_to;
mod keys;
mod track;
mod transport;

use leptos::prelude::*;

pub use self::curve::{curve, path};
use self::forks::Forks;
pub use self::go_to::GoToStepDialog;
pub use self::keys::wish_of;
use self::track::Track;
use self::transport::Transport;
use super::words;
use crate::episode::{Branch, BranchId, Mark, MarkKind, Verdict};

/// The speeds of play, in multiples of two steps a second.
pub const SPEEDS: [f64; 7] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0];

/// From this speed on, steps are cut and not tweened.
pub const CUT_FROM: f64 = 4.0;

/// How long a piece of a reply that needs no network is on its way at a speed, in milliseconds.
pub fn piece_ms(speed: usize) -> u32 {
    let speed = SPEEDS[speed];
    if speed >= CUT_FROM { 0 } else { (48.0 / speed) as u32 }
}

/// What is known of a shared replay.
#[derive(Clone, Debug, PartialEq)]
pub enum Seal {
    /// The episode was made here: nothing to check it against.
    None,
    /// The link's replay was run again.
    Checked(Verdict),
}

/// What a person wants of an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// One step back.
    Back,
    /// One step on, whoever takes it.
    On,
    /// To look at a step; past the end, at the end.
    Jump(usize),
    /// To play, or to stop.
    Play,
    /// To change the speed by one place of [`SPEEDS`].
    Speed {
        /// Up, or else down.
        faster: bool,
    },
    /// To look at the next or the previous mark.
    Mark {
        /// The next one.
        forward: bool,
    },
    /// To give a step's number.
    GoTo,
    /// To look at another branch.
    Switch(BranchId),
    /// The controls, at this very step.
    TakeOver,
    /// That the built-in player plays on.
    Expert,
    /// To take the last step back.
    Undo,
    /// To start the episode again.
    Reset,
    /// To share it.
    Share,
    /// To choose another world.
    Choose,
}

/// A branch that leaves the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Fork {
    /// The branch.
    pub id: BranchId,
    /// The step after which it leaves.
    pub from: usize,
    /// Its last step.
    pub end: usize,
    /// Who played it, and how it ended.
    pub what: String,
    /// The mark at its end.
    pub kind: Option<MarkKind>,
}

impl Fork {
    /// A branch that leaves the line after a step. `who` played it, its steps are called by `unit`, and `over` says how it ended, by its last
    /// step and reward.
    pub fn new<A>(
        branch: &Branch<A>,
        from: usize,
        who: &str,
        unit: &str,
        over: impl FnOnce(usize, f64) -> String,
    ) -> Self {
        let end = branch.end();
        let last = branch.steps.last().filter(|step| step.is_over());
        let how = match last {
            Some(step) => over(end, step.reward),
            None => format!("{}, open", words::count(end - from, unit)),
        };
        let mark = |reward| if reward > 0.0 { MarkKind::Reward } else { MarkKind::End };
        Self {
            id: branch.id,
            from,
            end,
            what: format!("{who} from {unit} {from}: {how}"),
            kind: last.map(|step| mark(step.reward)),
        }
    }
}

/// What the strip knows of an episode. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Rail {
    /// The step that one looks at.
    pub at: Memo<usize>,
    /// Steps of the line.
    pub len: Memo<usize>,
    /// Steps that the track has room for.
    pub room: Memo<usize>,
    /// The marks of the line.
    pub marks: Memo<Vec<Mark>>,
    /// The branches that leave it.
    pub forks: Memo<Vec<Fork>>,
    /// Whether a step on is possible.
    pub can_step: Memo<bool>,
    /// Whether it can be played.
    pub can_play: Memo<bool>,
    /// Whether somebody else has the controls.
    pub can_take_over: Memo<bool>,
    /// Whether it plays by itself.
    pub playing: RwSignal<bool>,
    /// The speed, an index into [`SPEEDS`].
    pub speed: RwSignal<usize>,
    /// What is known of a shared replay.
    pub seal: RwSignal<Seal>,
    /// Whether the question for a step's number is open.
    pub go_open: RwSignal<bool>,
    /// Who fulfils the other wishes.
    pub fulfil: Callback<Wish>,
}

impl Rail {
    /// Fulfils a wish, or passes it on.
    pub fn wish(self, wish: Wish) {
        match wish {
            Wish::Speed { faster } => self.speed.update(|speed| {
                *speed = if faster {
                    (*speed + 1).min(SPEEDS.len() - 1)
                } else {
                    speed.saturating_sub(1)
                };
            }),
            Wish::GoTo => self.go_open.set(true),
            Wish::Mark { forward } => {
                let at = self.at.get_untracked();
                let target = self.marks.with_untracked(|marks| {
                    let mut steps = marks
                        .iter()
                        .filter(|mark| mark.kind != MarkKind::Fork)
                        .map(|mark| mark.step)
                        .filter(|&step| if forward { step > at } else { step < at });
                    if forward { steps.next() } else { steps.next_back() }
                });
                if let Some(step) = target {
                    self.fulfil.run(Wish::Jump(step));
                }
            }
            wish => self.fulfil.run(wish),
        }
    }
}

/// The strip; its [`Rail`] is in the context.
#[component]
pub fn Timeline(
    /// What lies under the line: curves, bands.
    #[prop(optional)]
    under: Option<AnyView>,
    /// What the legend says besides the marks.
    #[prop(optional)]
    legend: Option<AnyView>,
) -> impl IntoView {
    view! {
        <section class="timeline" aria-label="Timeline">
            <Transport legend />
            <Track under />
            <Forks />
        </section>
    }
}

/// Steps that a track has room for: the line as it is when the episode is over, otherwise the next
/// of a few lengths, so that the track does not change with every step.
pub fn room_for(len: usize, is_over: bool) -> usize {
    if is_over {
        return len;
    }
    [16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 576, 768, 1152, 2048]
        .into_iter()
        .find(|&room| len < room)
        .unwrap_or(len.next_multiple_of(1000) + 1000)
}

/// Where a step stands on the track, in per cent.
pub fn percent(step: usize, room: usize) -> String {
    format!("{:.3}%", 100.0 * step as f64 / room.max(1) as f64)
}
