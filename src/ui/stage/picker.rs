//! The picker of worlds.

use leptos::prelude::*;

use super::bar::fresh_player;
use super::playing::{Stage, go_to};
use crate::agent::Expert;
use crate::env::catalog::{self, Difficulty, Entry, Family, Rate, Skill, WorldSpec};
use crate::ui::dialog::Dialog;
use crate::ui::miniature::still;
use crate::ui::route::StageQuery;
use crate::ui::words;

/// The dialog in which one chooses another world.
#[component]
pub fn PickerDialog() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <Dialog open=stage.playback.picker_open title="Choose a world" width=760>
            <Picker />
        </Dialog>
    }
}

/// Worlds that stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shelf {
    /// BALROG's five tasks.
    Balrog,
    /// What else is about a skill.
    Skill(Skill),
}

impl Shelf {
    fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Balrog).chain(Skill::ALL.into_iter().map(Self::Skill))
    }

    fn holds(self, entry: &Entry) -> bool {
        match self {
            Self::Balrog => entry.family == Family::Balrog,
            Self::Skill(skill) => entry.family != Family::Balrog && entry.skill() == skill,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Balrog => "The five text tasks",
            Self::Skill(skill) => skill.as_str(),
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Balrog => "What BALROG and TensorZero ask of language models.",
            Self::Skill(skill) => skill.about(),
        }
    }
}

#[component]
fn Picker() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let wanted = RwSignal::new(String::new());
    let found = move || {
        wanted.with(|wanted| {
            catalog::all().iter().filter(|entry| fits(entry, wanted)).collect::<Vec<_>>()
        })
    };
    let groups = move || {
        let found = found();
        let searching = wanted.with(|wanted| !wanted.trim().is_empty());
        if found.is_empty() {
            return view! { <p class="empty">"No world’s name or task has these words. Try “key”, “lava” or “Boss”."</p> }.into_any();
        }
        let group = |shelf: Shelf| {
            let mut entries: Vec<_> =
                found.iter().copied().filter(|entry| shelf.holds(entry)).collect();
            entries.sort_by_key(|entry| entry.difficulty().map(Difficulty::level));
            let open = searching || shelf.holds(stage.entry());
            (!entries.is_empty()).then(|| view! { <Group shelf entries open /> })
        };
        Shelf::all().filter_map(group).collect_view().into_any()
    };
    view! {
        <input
            class="field"
            type="search"
            aria-label="Search the worlds"
            placeholder=format!("Search {}", words::count(catalog::all().len(), "world"))
            autofocus
            on:input=move |event| wanted.set(event_target_value(&event))
        />
        {groups}
        <NotOffered />
        <p class="note">"Customer support: " <a class="link" href="#/stage/books?task=0&seed=3">"Harbor Books"</a></p>
    }
}

/// Whether an entry has all the words.
fn fits(entry: &Entry, wanted: &str) -> bool {
    let text = format!("{} {} {} {}", entry.id, entry.title, entry.about, entry.skill().as_str());
    let text = text.to_lowercase();
    wanted.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// Worlds of one skill; pictures are drawn once they stand open.
#[component]
fn Group(shelf: Shelf, entries: Vec<&'static Entry>, open: bool) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let shown = RwSignal::new(open);
    let distractors = RwSignal::new(stage.spec.distractors);
    let toggled = move |event: web_sys::Event| {
        let details = event_target::<web_sys::Element>(&event);
        shown.set(details.has_attribute("open"));
    };
    let count = entries.len();
    let has_distractors = entries.iter().any(|entry| entry.most_distractors > 0);
    let entries = StoredValue::new(entries);
    let choices = move || {
        entries.with_value(|entries| {
            entries.iter().map(|entry| view! { <Choice entry distractors /> }).collect_view()
        })
    };
    view! {
        <details class="picker-group" open=open on:toggle=toggled>
            <summary>
                <b>{shelf.title()}</b>
                <span class="note">{shelf.about()}</span>
                <span class="quiet num">{count}</span>
            </summary>
            <Show when=move || shown.get()>
                <div class="picker">{choices}</div>
                {has_distractors.then(|| view! { <Distractors distractors /> })}
            </Show>
        </details>
    }
}

#[component]
fn Choice(entry: &'static Entry, distractors: RwSignal<u8>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let seed = stage.seed();
    let spec = move || WorldSpec {
        distractors: distractors.get().min(entry.most_distractors),
        ..WorldSpec::new(entry.world())
    };
    let choose = move |_| {
        stage.playback.picker_open.set(false);
        go_to(&StageQuery::new(spec(), seed, fresh_player(stage)));
    };
    let current = (entry.number == stage.spec.world.number()).then_some("true");
    view! {
        <button aria-current=current on:click=choose>
            <span class="thumb" inner_html=move || still(spec(), seed) aria-hidden="true"></span>
            <span class="what">
                <span class="title">{entry.title}</span>
                <span class="about">{entry.about}</span>
                <span class="grammar">{entry.grammar()}</span>
            </span>
            {entry.difficulty().map(|difficulty| measured(entry, difficulty))}
        </button>
    }
}

/// How hard a world is, as measured.
fn measured(entry: &Entry, difficulty: Difficulty) -> impl IntoView + use<> {
    let goals = entry.goals();
    // Of several things that are counted one by one, how many an episode brings.
    let share = |rate: Rate| match goals {
        1 => format!("{:.0} %", 100.0 * rate.share()),
        goals => format!("{:.1} of {goals}", f64::from(goals) * rate.share()),
    };
    let name = Expert::name_in(entry);
    let expert = match difficulty.expert_mean_steps() {
        Some(steps) if goals == 1 => {
            format!("{name} {}, {steps:.0} steps", share(difficulty.expert))
        }
        Some(_) => format!("{name} {}", share(difficulty.expert)),
        None => "no expert wins it".to_owned(),
    };
    let title = format!(
        "{} episodes by the {name}, {} by the random agent",
        difficulty.expert.of / goals,
        difficulty.random.of / goals
    );
    view! {
        <span class="measured" title=title>
            <em>{difficulty.level().as_str()}</em>
            <span class="num">{expert}</span>
            <span class="num">{format!("random {}", share(difficulty.random))}</span>
        </span>
    }
}

/// What upstream lists and this page does not have, and why.
#[component]
fn NotOffered() -> impl IntoView {
    let row = |(id, why): &(&'static str, &'static str)| {
        let (id, why) = (*id, *why);
        view! { <div><dt>{id}</dt><dd>{why}</dd></div> }
    };
    view! {
        <details class="picker-group">
            <summary>
                <b>"Not offered"</b>
                <span class="note">"Levels of the original’s list that cannot be run here."</span>
                <span class="quiet num">{catalog::NOT_OFFERED.len()}</span>
            </summary>
            <dl class="facts">{catalog::NOT_OFFERED.iter().map(row).collect_view()}</dl>
        </details>
    }
}

/// How many further objects lie about in the tasks that take them.
#[component]
fn Distractors(distractors: RwSignal<u8>) -> impl IntoView {
    let most = catalog::all().iter().map(|entry| entry.most_distractors).max().unwrap_or(0);
    let typed = move |event: web_sys::Event| {
        if let Ok(count) = event_target_value(&event).parse::<u8>() {
            distractors.set(count.min(most));
        }
    };
    view! {
        <div class="picker-options">
            <label for="distractors">"Further objects lying about"</label>
            <input
                id="distractors"
                class="field"
                type="number"
                min="0"
                max=most
                prop:value=move || distractors.get()
                on:input=typed
            />
            <span class="note">"The benchmark itself uses 0."</span>
        </div>
    }
}
