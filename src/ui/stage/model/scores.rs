//! What a model's episode came to in numbers: those of `TensorZero`'s example, and what the calls cost.

use leptos::prelude::*;

use super::super::playing::Stage;
use crate::agent::EpisodeMetrics;
use crate::ui::words;

/// The numbers of the whole line, once a model was asked on it.
#[component]
pub fn ModelScores() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let metrics = Memo::new(move |_| {
        stage.session.with(|session| {
            stage.model.rollout.with(|rollout| EpisodeMetrics::new(session, rollout))
        })
    });
    view! {
        <section>
            <h3 class="label">"This model’s episode"</h3>
            <dl class="facts">
                {move || {
                    let row = |(name, figure)| view! { <div><dt>{name}</dt><dd>{figure}</dd></div> };
                    figures(&metrics.get()).map(row).collect_view()
                }}
            </dl>
        </section>
    }
}

fn figures(metrics: &EpisodeMetrics) -> impl Iterator<Item = (&'static str, String)> + use<> {
    let spent = &metrics.spent;
    let about = if spent.estimated > 0 { "≈\u{202f}" } else { "" };
    let tokens = |count: u64| format!("{about}{}", words::thousands(count as usize));
    let success = match (metrics.success, metrics.is_over) {
        (true, _) => "yes",
        (false, true) => "no",
        (false, false) => "not yet",
    };
    let cost = if spent.unpriced == spent.calls {
        "no price known".to_owned()
    } else {
        format!("{} US$", (spent.cost_usd * 10_000.0).round() / 10_000.0)
    };
    [
        // Where there are achievements, the tab tells of them.
        (metrics.goals.is_none()).then(|| ("success", success.to_owned())),
        Some(("return", words::reward(metrics.episode_return))),
        Some(("length", words::count(metrics.steps, "step"))),
        Some(("unusable replies", words::thousands(metrics.invalid_actions))),
        Some(("calls", words::thousands(spent.calls as usize))),
        Some(("input tokens", tokens(spent.tokens_in))),
        Some(("output tokens", tokens(spent.tokens_out))),
        Some(("cost", cost)),
    ]
    .into_iter()
    .flatten()
}
