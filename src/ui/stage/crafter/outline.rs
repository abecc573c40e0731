//! The achievements as an outline, each under what it needs; lit with the step at which it came.

use leptos::prelude::*;

use super::game;
use super::scores_tab::achieved_at;
use crate::agent::probe::hint;
use crate::art::crafter::{self as art, tree};
use crate::env::crafter::Achievement;
use crate::episode::Session;
use crate::ui::stage::playing::Stage;

/// A line of the outline as it is shown.
#[derive(Clone, PartialEq)]
struct Line {
    row: tree::Row,
    step: Option<usize>,
    /// What it still takes; none for what is done, or out of reach so far.
    hint: Option<String>,
}

fn lines(session: &Session<crate::env::World>, steps: &[Option<usize>]) -> Vec<Line> {
    let is_done = |achievement: Achievement| steps[achievement as usize].is_some();
    let line = |row: tree::Row| {
        let step = steps[row.achievement as usize];
        let is_next = step.is_none() && tree::needs(row.achievement).iter().all(|&it| is_done(it));
        let hint = is_next.then(|| hint(game(session).game(), row.achievement));
        Line { row, step, hint }
    };
    tree::rows().into_iter().map(line).collect()
}

/// The outline.
#[component]
pub fn Outline() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let steps = Memo::new(move |_| stage.session.with(achieved_at));
    let marks = move || {
        let steps = steps.get();
        let step = |place: usize| steps[place].map(|step| step as u32);
        tree::marks(&std::array::from_fn(step))
    };
    let lines = Memo::new(move |_| {
        let steps = steps.get();
        stage.session.with(|session| lines(session, &steps))
    });
    let item = |Line { row, step, hint }: Line| {
        let needs = tree::needs(row.achievement);
        let names: Vec<String> = needs.iter().map(|&it| art::achievement_name(it)).collect();
        let title = if names.is_empty() {
            "needs nothing before".to_owned()
        } else {
            format!("after: {}", names.join(", "))
        };
        let note = match step {
            Some(step) => format!("step {step}"),
            None => hint.unwrap_or_default(),
        };
        view! {
            <li class:lit=step.is_some() style=format!("--depth: {}", row.depth) title=title>
                <span>{art::achievement_name(row.achievement)}</span>
                <span class="note">{note}</span>
            </li>
        }
    };
    view! {
        <div class="outline">
            <div class="marks" inner_html=marks></div>
            <ol aria-label="Achievements, each under what it needs">
                {move || lines.get().into_iter().map(item).collect_view()}
            </ol>
        </div>
    }
}
