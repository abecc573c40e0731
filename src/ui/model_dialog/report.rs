//! The test of the connection: whether the model answers, and what mends it if not.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::draft::Draft;
use crate::llm::diagnose::{Asker, Diagnosis, Step, Verdict};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::models::Models;
use crate::ui::words;
use crate::web::task::Task;
use crate::web::{asker, page};

/// What a test found.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// There was none.
    Nothing,
    /// It runs.
    Asking,
    /// It is over; how long the model took for its word, in seconds.
    Found(Diagnosis, Option<f64>),
}

/// Starts the test, and stops it.
#[component]
pub fn TestButton(draft: Draft, told: RwSignal<Told>) -> impl IntoView {
    let models = expect_context::<Models>();
    let running = StoredValue::new_local(None::<Task>);
    let press = move |_| {
        running.set_value(None);
        if told.get_untracked() == Told::Asking {
            told.set(Told::Nothing);
            return;
        }
        // A number that is none is told when the model is saved; the test does not need it.
        let setup = untrack(|| draft.setup().unwrap_or_else(|_| draft.bare()));
        let client = models.client(untrack(|| draft.provider()), &setup);
        told.set(Told::Asking);
        running.set_value(Some(Task::run(async move {
            let probe = client.probe().await;
            let page = asker::page(&client.settings().endpoint.base).await;
            let found = client.diagnose(&probe, &Asker::Page(page));
            let seconds = probe.answer.map(|answer| answer.latency_ms / 1000.0);
            told.try_set(Told::Found(found, seconds));
        })));
    };
    view! {
        <button class="button" on:click=press>
            {move || if told.get() == Told::Asking { "Stop the test" } else { "Test connection" }}
        </button>
    }
}

/// What the test found.
#[component]
pub fn Report(told: RwSignal<Told>) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let (Told::Found(..), Some(place)) = (told.get(), place.get()) {
            page::bring_into_view(&place);
        }
    });
    let shown = move || {
        match told.get() {
        Told::Nothing => ().into_any(),
        Told::Asking => view! {
            <p class="note report">
                "Asking for the list of models, then for one word …"
                {page::is_https().then_some(" If the browser asks whether this page may reach your network: that is for a server near you.")}
            </p>
        }
        .into_any(),
        Told::Found(found, seconds) => view! { <Found found seconds /> }.into_any(),
    }
    };
    view! { <div role="status" node_ref=place>{shown}</div> }
}

#[component]
fn Found(found: Diagnosis, seconds: Option<f64>) -> impl IntoView {
    let works = found.verdict == Verdict::Works;
    let (class, icon) = match found.verdict {
        Verdict::Works => ("notice report good", Icon::Check),
        Verdict::ChooseModel => ("notice report", Icon::Check),
        Verdict::Fails(_) => ("notice report bad", Icon::TriangleAlert),
    };
    let took = seconds.filter(|_| works).map(|seconds| format!(" It took {seconds:.1} s."));
    let step = |step: Step| match step {
        Step::Say(text) => view! { <li>{text}</li> }.into_any(),
        Step::Run { say, command } => view! { <li>{say}<Command command /></li> }.into_any(),
    };
    view! {
        <div class=class>
            <Pictogram icon />
            <div>
                <p><b>{found.headline}</b>{took}</p>
                {(!found.explanation.is_empty()).then(|| view! { <p class="note">{found.explanation}</p> })}
                <ul class="steps">{found.fix.into_iter().map(step).collect_view()}</ul>
            </div>
        </div>
    }
}

/// Lines for a terminal, and a button that copies them.
#[component]
fn Command(command: String) -> impl IntoView {
    let copied = RwSignal::new(None::<Result<(), String>>);
    let text = StoredValue::new(command.clone());
    let copy = move |_| {
        spawn_local(async move {
            let done = page::copy(&text.get_value()).await;
            copied.try_set(Some(done));
        });
    };
    let name = move || match copied.get() {
        None => "Copy".to_owned(),
        Some(Ok(())) => "Copied".to_owned(),
        Some(Err(why)) => words::sentence(&why),
    };
    view! {
        <div class="command">
            <code>{command}</code>
            <button class="button" on:click=copy><Pictogram icon=Icon::Copy />{name}</button>
        </div>
    }
}
