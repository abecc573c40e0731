//! The words that a model is told, to be read and changed.

use leptos::prelude::*;

use crate::agent::prompt::PromptPack;
use crate::agent::rollout::{Strategy, Text, Told};
use crate::episode::Session;
use crate::ui::packs::Packs;
use crate::ui::stage::playing::Stage;
use crate::ui::words;

/// So many texts stand open; the others are the small print.
const MOST_TELLING: usize = 2;

/// The words, and the packs that they come from.
#[component]
pub fn Wordings() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let domain = stage.session.with_untracked(|session: &Session<_>| session.env().domain());
    let texts = Memo::new(move |_| stage.model.rollout.with(|r| r.settings().texts(domain)));
    let keys = Memo::new(move |_| {
        texts.with(|texts| texts.iter().map(|text| text.key.clone()).collect::<Vec<_>>())
    });
    let field = move |key: String| view! { <Field key_of=key texts /> };
    view! {
        <details class="form-more" open>
            <summary class="label">"What it is told"</summary>
            <FromPack />
            {move || {
                let keys = keys.get();
                let (first, rest) = keys.split_at(keys.len().min(MOST_TELLING));
                let (first, rest) = (first.to_vec(), rest.to_vec());
                let some = !rest.is_empty();
                view! {
                    {first.into_iter().map(field).collect_view()}
                    {some.then(|| view! {
                        <details class="form-more">
                            <summary class="label">{format!("{} more", words::count(rest.len(), "text"))}</summary>
                            {rest.into_iter().map(field).collect_view()}
                        </details>
                    })}
                }
            }}
        </details>
    }
}

/// Which wording: ours, or that of a pack that was opened.
#[component]
fn FromPack() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let packs = expect_context::<Packs>();
    let benchmark = Memo::new(move |_| {
        stage.model.rollout.with(|rollout| match rollout.settings().strategy {
            Strategy::Balrog { .. } => "balrog",
            Strategy::Tensorzero { .. } => "tensorzero",
            Strategy::Tools { .. } => "tools",
            Strategy::Synth { .. } => "synth-ai",
        })
    });
    let opened = Memo::new(move |_| {
        let fits = |pack: &PromptPack| pack.pack == benchmark.get();
        packs.opened().into_iter().filter(fits).collect::<Vec<_>>()
    });
    let commit = move || {
        stage.model.rollout.with(|rollout| {
            rollout
                .settings()
                .wording
                .pack
                .as_ref()
                .map(|pack| pack.commit.clone())
                .unwrap_or_default()
        })
    };
    let set = move |event: web_sys::Event| {
        let wanted = event_target_value(&event);
        let pack = opened.with(|opened| opened.iter().find(|pack| pack.commit == wanted).cloned());
        stage.playback.stop();
        stage.model.change(|settings| settings.wording.pack = pack);
    };
    move || {
        let packs = opened.get();
        if packs.is_empty() {
            let upstream = benchmark.get() != "tools";
            return upstream
                .then(|| {
                    view! {
                        <p class="note">
                            "Our own wording. The original’s is a prompt pack, which you can open in " <a href="#/settings">"Settings"</a> "."
                        </p>
                    }
                })
                .into_any();
        }
        let option = |pack: PromptPack| {
            let value = pack.commit.clone();
            let label = format!("{} · {}", pack.source, pack.commit);
            view! { <option value=value.clone() selected=move || commit() == value>{label}</option> }
        };
        view! {
            <div class="form">
                <label class="label" for="play-pack">"wording"</label>
                <select id="play-pack" class="field" on:change=set>
                    <option value="" selected=move || commit().is_empty()>"Our own"</option>
                    {packs.into_iter().map(option).collect_view()}
                </select>
            </div>
        }
        .into_any()
    }
}

/// One text to change.
#[component]
fn Field(key_of: String, texts: Memo<Vec<Text>>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let key = StoredValue::new(key_of);
    let wrong = RwSignal::new(None::<String>);
    let find = move |texts: &Vec<Text>| {
        key.with_value(|key| texts.iter().find(|text| text.key == *key).cloned())
    };
    let text = Memo::new(move |_| texts.with(find));
    let shown = move || text.get().map(|text| text.text).unwrap_or_default();
    let title = move || text.get().map(|text| words::capital(&text.title)).unwrap_or_default();
    let is_edited = move || text.get().is_some_and(|text| text.is_edited);
    let id = key.with_value(|key| format!("text-{}", key.replace(['.', ':'], "-")));
    let set = move |event: web_sys::Event| {
        let words = event_target_value(&event);
        stage.playback.stop();
        let outcome = stage.model.rollout.try_update(|rollout| {
            let mut settings = rollout.settings().clone();
            let outcome = key.with_value(|key| settings.reword(key, &words));
            rollout.set(settings);
            outcome
        });
        wrong.set(match outcome {
            Some(Err(why)) => Some(words::sentence(&why.to_string())),
            _ => None,
        });
    };
    let restore = move |_| {
        wrong.set(None);
        stage.playback.stop();
        stage.model.change(|settings| {
            key.with_value(|key| settings.wording.edits.remove(key));
        });
    };
    let rows = move || {
        let lines = |text: &str| text.lines().map(|line| 1 + line.len() / 84).sum::<usize>();
        text.with(|text| text.as_ref().map_or(1, |text| lines(&text.text))).clamp(1, 12).to_string()
    };
    view! {
        <div class="wording">
            <label class="label" for=id.clone()>{title}</label>
            <Show when=is_edited>
                <button class="plain-button" on:click=restore>"as it was"</button>
            </Show>
            <textarea
                id=id
                class="field mono"
                rows=rows
                spellcheck="false"
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                prop:value=shown
                on:change=set
            ></textarea>
            <p class="bad note" role="alert">{move || wrong.get()}</p>
        </div>
    }
}
