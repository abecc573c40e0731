//! One's own episodes, newest first.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::env::catalog;
use crate::episode::{EpisodeRecord, MarkKind, Player};
use crate::ui::app::Playground;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::kept::{Kept, What};
use crate::ui::marks::MarkShape;
use crate::ui::miniature::still;
use crate::ui::route::StageQuery;
use crate::ui::stage::player_name;
use crate::ui::words;
use crate::web::{page, storage};

/// Rows shown before one asks for all.
const FEW: usize = 6;

/// The list.
#[component]
pub fn OwnEpisodes() -> impl IntoView {
    let playground = expect_context::<Playground>();
    let all = RwSignal::new(false);
    let list = move || match playground.kept.get() {
        None => view! { <p class="empty" role="status">"Looking …"</p> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="empty">{words::sentence(&error.to_string())}</p> }.into_any()
        }
        Some(Ok(kept)) if kept.is_empty() => {
            view! { <p class="empty">"Nothing yet. Play a room above; it will be here."</p> }
                .into_any()
        }
        Some(Ok(kept)) => {
            let rows = if all.get() { kept.len() } else { FEW };
            view! { <ul>{kept.into_iter().take(rows).map(row).collect_view()}</ul> }.into_any()
        }
    };
    let count = move || {
        playground.kept.with(|kept| match kept {
            Some(Ok(kept)) => kept.len(),
            _ => 0,
        })
    };
    view! {
        <header>
            <h2>"Your episodes"</h2>
            <Show when=move || { count() > FEW }>
                <button class="link" on:click=move |_| all.update(|all| *all = !*all)>
                    {move || if all.get() { "fewer".to_owned() } else { format!("all {}", count()) }}
                </button>
            </Show>
        </header>
        {list}
    }
}

fn row(kept: Kept) -> impl IntoView {
    let playground = expect_context::<Playground>();
    let (when, outcome) = (kept.saved_ms(), kept.outcome());
    let Kept { name, what } = kept;
    let (title, about, hash, picture) = match what {
        What::World(record) => {
            let spec = record.spec().ok()?;
            let title = catalog::by_id(&record.world)?.title.to_owned();
            let query = StageQuery {
                spec,
                seed: record.seed,
                player: last_player(&record),
                kept: Some(name.clone()),
            };
            let steps = words::count(outcome.steps, "step");
            let about = format!("seed {}, {}, {steps}", record.seed, players(&record));
            (title, about, query.to_hash(), still(spec, record.seed))
        }
        What::Support(case) => {
            let about = words::count(outcome.steps, "message");
            (case.title(), about, case.hash(&name), String::new())
        }
    };
    // In Crafter rewards come all along: what was earned there does not tell that it is over.
    let mark = match () {
        () if !outcome.terminated && !outcome.truncated => None,
        () if outcome.reward_sum > 0.0 => Some((MarkKind::Reward, "done")),
        () => Some((MarkKind::End, "over without reward")),
    };
    let when = words::ago(page::now_ms() as u64, when);
    let label = format!("Delete this episode: {title}");
    let forget = move |_| {
        let name = name.clone();
        spawn_local(async move {
            // A failure shows in the list, which is read anew.
            let _ = storage::forget_episode(&name).await;
            playground.refresh_kept();
        });
    };
    Some(view! {
        <li class="episode">
            <span class="thing" inner_html=picture aria-hidden="true"></span>
            <a href=hash>{title} <em>{about}</em></a>
            <span title=mark.map(|(_, name)| name)>{mark.map(|(kind, _)| view! { <MarkShape kind /> })}</span>
            <time>{when}</time>
            <button class="icon-button" aria-label=label title="Delete" on:click=forget>
                <Pictogram icon=Icon::Trash2 />
            </button>
        </li>
    })
}

/// Who played the line, each once.
fn players(record: &EpisodeRecord) -> String {
    let mut names: Vec<&str> = Vec::new();
    for run in record.branches.iter().flat_map(|branch| &branch.players) {
        let name = player_name(run.player);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { "nobody".to_owned() } else { names.join(" and ") }
}

/// Who plays on when the episode is opened again.
fn last_player(record: &EpisodeRecord) -> Player {
    let last = record.branches.last().and_then(|branch| branch.players.last());
    match last.map(|run| run.player) {
        Some(player @ (Player::Expert | Player::Random)) => player,
        _ => Player::Person,
    }
}
