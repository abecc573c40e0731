//! The 17 actions in three ruled lines below the map, and what each would lead to.

use leptos::prelude::*;

use super::{game, keys};
use crate::agent::probe::crafter::{Probe, probe};
use crate::art::crafter as art;
use crate::env::crafter::Action;
use crate::episode::Session;
use crate::ui::stage::playing::Stage;
use crate::web::page;

/// The actions by line, as one looks for them.
const LINES: [(&str, &[(Action, &str)]); 3] = [
    (
        "Move",
        &[
            (Action::MoveLeft, "west"),
            (Action::MoveUp, "north"),
            (Action::MoveDown, "south"),
            (Action::MoveRight, "east"),
            (Action::Do, "do"),
            (Action::Sleep, "sleep"),
            (Action::Noop, "wait"),
        ],
    ),
    (
        "Place",
        &[
            (Action::PlaceStone, "stone"),
            (Action::PlaceTable, "table"),
            (Action::PlaceFurnace, "furnace"),
            (Action::PlacePlant, "sapling"),
        ],
    ),
    (
        "Make",
        &[
            (Action::MakeWoodPickaxe, "wood pickaxe"),
            (Action::MakeStonePickaxe, "stone"),
            (Action::MakeIronPickaxe, "iron"),
            (Action::MakeWoodSword, "wood sword"),
            (Action::MakeStoneSword, "stone"),
            (Action::MakeIronSword, "iron"),
        ],
    ),
];

/// What each action would lead to, by number; while steps fly by, as it was before.
pub fn probes(stage: Stage) -> Memo<Vec<Probe>> {
    Memo::new(move |before: Option<&Vec<Probe>>| {
        if stage.cuts()
            && let Some(before) = before
        {
            return before.clone();
        }
        stage.session.with(|session| probe(game(session)))
    })
}

/// What an action would lead to, with what it would achieve.
pub fn leads_to(probe: &Probe) -> String {
    let mut text = probe.to_string();
    for achievement in probe.unlocked.iter() {
        text += &format!("; achieves “{}”", art::achievement_name(achievement).to_lowercase());
    }
    text
}

/// The ruled lines.
#[component]
pub fn Moves() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let probes = probes(stage);
    let pointed = RwSignal::new(None::<Action>);
    let over = move || stage.session.with(Session::is_over);
    let told = move |action: Action| {
        probes.with(|probes| probes.get(action as usize).map(leads_to)).unwrap_or_default()
    };
    let word = move |action: Action, name: &'static str| {
        let idle = move || {
            probes.with(|probes| probes.get(action as usize).is_some_and(|probe| !probe.possible))
        };
        let cap = keys::cap(action);
        let full = art::action_name(action);
        view! {
            <button
                class="word"
                class:idle=idle
                disabled=over
                aria-label=full
                aria-keyshortcuts=cap
                title=move || told(action)
                on:click=move |_| stage.act(action)
                on:pointerenter=move |_| pointed.set(Some(action))
                on:pointerleave=move |_| pointed.set(None)
                on:focus=move |_| pointed.set(Some(action))
                on:blur=move |_| pointed.set(None)
            >
                {name}
                <kbd>{cap}</kbd>
            </button>
        }
    };
    let line = move |(name, actions): (&'static str, &'static [(Action, &'static str)])| {
        let words = actions.iter().map(|&(action, name)| word(action, name)).collect_view();
        view! { <div class="rule" role="group" aria-label=name><span class="label">{name}</span>{words}</div> }
    };
    // Without a pointer it tells of the action that depends most on the place.
    let detail = move || {
        if over() {
            return "The episode is over.".to_owned();
        }
        let action = pointed.get().unwrap_or(Action::Do);
        format!("{}: {}.", art::action_name(action), told(action))
    };
    view! {
        <div class="ruled" role="group" aria-label="Actions" on:mousedown=page::keep_focus>
            {LINES.map(line)}
            <p class="label leads">{detail}</p>
        </div>
    }
}

/// What each of the 17 actions would lead to, as a table to be opened.
#[component]
pub fn ProbeTable() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let open = RwSignal::new(false);
    let probes = probes(stage);
    let row = |probe: &Probe| {
        let (action, leads) = (art::action_name(probe.action), leads_to(probe));
        view! {
            <tr class:idle={!probe.possible}>
                <th scope="row">{action}</th>
                <td>{leads}<span class="note">{probe.changes_in_words()}</span></td>
            </tr>
        }
    };
    view! {
        <details class="probes" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>"What each action would lead to"</summary>
            <Show when=move || open.get()>
                <table>
                    <tbody>{move || probes.with(|probes| probes.iter().map(row).collect_view())}</tbody>
                </table>
            </Show>
        </details>
    }
}
