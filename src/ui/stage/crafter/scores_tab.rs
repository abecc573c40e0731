//! The Scores tab: the return, the achievements with their steps, the scores made of them.

use leptos::prelude::*;

use super::outline::Outline;
use super::session_achieved;
use crate::env::crafter::{Achievement, Achievements, shaped_reward};
use crate::episode::Session;
use crate::ui::parts::model_scores;
use crate::ui::stage::playing::Stage;
use crate::ui::words;

/// The step at which each achievement was first achieved, as far as the cursor; by number.
pub fn achieved_at(session: &Session<crate::env::World>) -> Vec<Option<usize>> {
    let unlocked = |step: usize| {
        let env = session.env_at(step);
        env.crafter().map(|env| env.game().unlocked())
    };
    let mut steps = vec![None; Achievement::ALL.len()];
    // What the start brings with it was achieved at step 0.
    let marked = (1..=session.at()).filter(|&step| session.step(step).is_some_and(|it| it.subgoal));
    for step in std::iter::once(0).chain(marked) {
        for achievement in unlocked(step).into_iter().flat_map(Achievements::iter) {
            let known = &mut steps[achievement as usize];
            *known = known.or(Some(step));
        }
    }
    steps
}

/// The tab.
#[component]
pub fn ScoresTab() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let figure =
        move || stage.session.with(|session| words::reward(session.return_so_far(session.at())));
    let shaped = move || {
        stage.session.with(|session| {
            let player = super::game(session).game().player();
            words::reward(shaped_reward(&player.achievements))
        })
    };
    let progression = move || {
        let share = stage.session.with(session_achieved) as f64 / Achievement::ALL.len() as f64;
        format!("{:.1} %", 100.0 * share)
    };
    let was_asked = stage.model.was_asked();
    view! {
        <div class="tab-body" role="tabpanel" id="tab-panel" aria-labelledby="tab-3" tabindex="-1">
            <section>
                <p class="figure-row">
                    <span class="figure">{move || stage.session.with(session_achieved)}</span>
                    <span>{format!("of {} achievements", Achievement::ALL.len())}</span>
                    <em class="label">{move || format!("return {}", figure())}</em>
                </p>
                <Outline />
                <p class="note">"Indented under what each one needs. A first time pays 1, whatever comes with it; health pays a tenth of what is gained, and costs a tenth of what is lost."</p>
            </section>
            <section>
                <dl class="facts">
                    <div><dt>"BALROG’s progression"</dt><dd>{progression}</dd></div>
                    <div><dt>"synth-ai’s shaped reward"</dt><dd>{shaped}</dd></div>
                </dl>
            </section>
            {move || was_asked.get().then(model_scores)}
        </div>
    }
}
