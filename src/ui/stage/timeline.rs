//! The strip under a grid or Crafter world: what is its own about it.

use leptos::prelude::*;

use super::curve::Curve;
use super::playing::{Stage, player_name, plays_itself};
use crate::env::World;
use crate::env::catalog::Family;
use crate::episode::{MarkKind, Player, Session, marks};
use crate::ui::parts::{self, CrafterPart};
use crate::ui::rail::{self, Fork, Rail, Wish, percent, room_for};
use crate::ui::words;

/// What the strip shows of an episode on the Stage, and who fulfils its wishes.
pub fn rail(stage: Stage) -> Rail {
    let session = stage.session;
    let can_step = move |session: &Session<World>| {
        !session.is_at_end() || (!session.is_over() && plays_itself(stage.player.get()))
    };
    Rail {
        at: Memo::new(move |_| session.with(Session::at)),
        len: Memo::new(move |_| session.with(Session::line_len)),
        room: Memo::new(move |_| {
            session.with(|session| room_for(session.line_len(), session.is_line_over()))
        }),
        marks: Memo::new(move |_| session.with(marks)),
        forks: Memo::new(move |_| session.with(forks)),
        can_step: Memo::new(move |_| session.with(can_step)),
        can_play: Memo::new(move |_| stage.can_play()),
        can_take_over: Memo::new(move |_| stage.player.get() != Player::Person),
        playing: stage.playing,
        speed: stage.speed,
        seal: stage.seal,
        go_open: RwSignal::new(false),
        fulfil: Callback::new(move |wish| stage.fulfil(wish)),
    }
}

impl Stage {
    fn fulfil(self, wish: Wish) {
        match wish {
            Wish::Back => self.back(),
            Wish::On => self.step_on(),
            Wish::Jump(step) => {
                self.stop();
                self.jump(step);
            }
            Wish::Play => self.toggle_play(),
            Wish::Switch(branch) => self.switch(branch),
            Wish::TakeOver => self.take_over(),
            Wish::Expert => self.let_play(Player::Expert),
            Wish::Undo => self.undo(),
            Wish::Reset => self.reset(),
            Wish::Share => self.share_open.set(true),
            Wish::Choose => self.picker_open.set(true),
            // The rail's own.
            Wish::Speed { .. } | Wish::Mark { .. } | Wish::GoTo => {}
        }
    }
}

fn forks(session: &Session<World>) -> Vec<Fork> {
    let fork = |(from, id)| {
        let branch = session.branch_by_id(id)?;
        let (end, last) = (branch.end(), branch.steps.last());
        let who = last.map_or("empty", |step| player_name(step.player));
        let how = match last {
            Some(step) if step.is_over() && step.reward > 0.0 => {
                format!("done at {end}, reward {}", words::reward(step.reward))
            }
            Some(step) if step.is_over() => format!("over at {end}, no reward"),
            _ => format!("{}, open", words::count(end - from, "step")),
        };
        let what = format!("{who} from step {from}: {how}");
        let kind = last
            .filter(|step| step.is_over())
            .map(|step| if step.reward > 0.0 { MarkKind::Reward } else { MarkKind::End });
        Some(Fork { id, from, end, what, kind })
    };
    session.forks().filter_map(fork).collect()
}

/// The strip under the world.
#[component]
pub fn Timeline() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let Rail { room, len, .. } = expect_context::<Rail>();
    let is_crafter = stage.entry().family == Family::Crafter;
    let any_lost = move || {
        stage
            .steps_left
            .with(|left| (1..=len.get()).any(|step| left.lost(step).is_some_and(|lost| lost > 0)))
    };
    let lost = move || {
        let room = room.get();
        stage.steps_left.with(|left| {
            let lost = |step: usize| left.lost(step).filter(|&lost| lost > 0).map(|lost| (step, lost));
            (1..=len.get())
                .filter_map(lost)
                .map(|(step, lost)| {
                    let height = format!("{}px", (2 + 2 * lost).min(12));
                    view! { <i class="lost" style:left=percent(step - 1, room) style:width=percent(1, room) style:height=height></i> }
                })
                .collect_view()
        })
    };
    let under = view! {
        {is_crafter.then(|| parts::crafter(CrafterPart::Nights(room)))}
        <Curve room />
        {lost}
    }
    .into_any();
    let legend = view! {
        <Show when=any_lost>
            <span><i class="lost-sign"></i>"steps lost"</span>
        </Show>
    }
    .into_any();
    view! { <rail::Timeline under legend /> }
}
