//! The curve over the timeline: how many steps the expert would still need, at each step.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::playing::Stage;
use crate::agent::probe;
use crate::env::Env;
use crate::env::world::{Action, World};
use crate::episode::Session;
use crate::ui::rail;
use crate::web::page;

/// Time that one slice of counting may take, in milliseconds: well under a frame.
const SLICE_MS: f64 = 6.0;

/// Steps left for the expert, from the start of the line on; counted once per step.
#[derive(Clone, Default)]
pub struct StepsLeft {
    actions: Vec<Action>,
    left: Vec<Option<u32>>,
}

impl StepsLeft {
    /// Steps left at a step, if it is counted and the expert finds a way.
    pub fn at(&self, step: usize) -> Option<u32> {
        self.left.get(step).copied().flatten()
    }

    /// Steps that a step lost: how much longer the expert's way became by it, its own step counted.
    pub fn lost(&self, step: usize) -> Option<u32> {
        let before = self.at(step.checked_sub(1)?)?;
        Some((self.at(step)? + 1).saturating_sub(before))
    }

    /// Counts on for a while; true when the whole line is counted.
    fn count_on(&mut self, session: &Session<World>) -> bool {
        if session.env().grid().is_none() {
            return true;
        }
        let same = session
            .line()
            .zip(&self.actions)
            .take_while(|(record, known)| record.action == **known)
            .count();
        self.actions.truncate(same);
        self.left.truncate(same + 1);
        let mut env = session.env_at(self.actions.len());
        let end = page::now_ms() + SLICE_MS;
        if self.left.is_empty() {
            self.left.push(steps_left(&env));
        }
        for step in self.actions.len() + 1..=session.line_len() {
            if page::now_ms() > end {
                return false;
            }
            let Some(record) = session.step(step) else { return true };
            if env.step(&record.action).is_err() {
                return true;
            }
            self.actions.push(record.action);
            self.left.push(if record.is_over() { Some(0) } else { steps_left(&env) });
        }
        true
    }

    fn most(&self) -> u32 {
        self.left.iter().flatten().copied().max().unwrap_or(0)
    }
}

/// Steps that the expert needs; none in worlds that are never done.
fn steps_left(world: &World) -> Option<u32> {
    probe::steps_left(world.grid()?)
}

/// Keeps the count up to date with the line.
pub fn follow_steps_left(stage: Stage) {
    let counted = stage.steps_left;
    let busy = StoredValue::new(false);
    Effect::new(move |_| {
        stage.session.track();
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            loop {
                let done = counted.try_update(|counted| {
                    stage.session.try_with_untracked(|session| counted.count_on(session))
                });
                if done.flatten() != Some(false) {
                    break;
                }
                sleep(Duration::ZERO).await;
            }
            busy.try_set_value(false);
        });
    });
}

/// The curve itself; nothing where no expert knows the world.
#[component]
pub fn Curve() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let counted = stage.steps_left;
    rail::curve(
        format!("steps left, for the {}", stage.expert()),
        move || counted.with(|counted| counted.most() > 0),
        move |steps, closed| {
            counted.with(|counted| rail::path(&counted.left, counted.most(), steps, closed))
        },
    )
}
