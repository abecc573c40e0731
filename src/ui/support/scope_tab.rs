//! The Scores tab: the reward under a microscope.

use leptos::prelude::*;

use super::counter::Counter;
use crate::episode::casebook::{Ending, GoldAction, Output, Row, Scope, ThreeWays, scope, word};
use crate::python::shared::dumps_value;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::playback::Staged;
use crate::ui::words;

/// The tab.
#[component]
pub fn ScopeTab() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let found = Memo::new(move |_| {
        counter.entries.with(|entries| counter.session.with(|session| scope(session, entries)))
    });
    view! {
        <div class="tab-body scope" role="tabpanel" id="tab-panel" aria-labelledby="tab-3" tabindex="-1">
            {move || match found.get() {
                Ok(scope) => view! { <Found scope /> }.into_any(),
                Err(why) => view! {
                    <p class="notice bad">
                        <Pictogram icon=Icon::TriangleAlert />
                        <span>"It could not be graded here; the original raises " <span class="mono">{why}</span></span>
                    </p>
                }
                .into_any(),
            }}
        </div>
    }
}

fn figure(reward: f64) -> String {
    format!("{reward:.1}")
}

#[component]
fn Found(scope: Scope) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let baseline = counter.ground.with_value(|ground| ground.baseline);
    let is_open = scope.ending == Ending::Open;
    let label = if is_open { "if it ended here, of 1.0" } else { "reward, of 1.0" };
    let unearned = baseline > 0.0;
    view! {
        <section>
            <p class="figure-line">
                <span class="figure">{figure(scope.reward)}</span>
                <span>{label}</span>
                <em class="label">{format!("doing nothing: {}", figure(baseline))}</em>
            </p>
            <p>{why(&scope)}</p>
            {unearned.then(|| view! {
                <p class="notice">
                    <Pictogram icon=Icon::TriangleAlert />
                    <span>"Doing nothing passes this task, too: a reward here does not prove that anything was done."</span>
                </p>
            })}
        </section>
        <div class="score-parts">
            <DataPart scope=scope.clone() />
            <WritesPart scope=scope.clone() />
            <OutputsPart outputs=scope.outputs.clone() said=scope.said() />
            <EndingPart ending=scope.ending.clone() />
        </div>
        <GoldTable scope />
    }
}

/// One sentence on why the reward is what it is.
fn why(scope: &Scope) -> String {
    let missing = scope.outputs.len() - scope.said();
    let data = match scope.rows.len() {
        0 => "The data base is as the gold run leaves it".to_owned(),
        rows => format!("The data base differs from the gold run in {}", words::count(rows, "row")),
    };
    let said = match (scope.outputs.len(), missing) {
        (0, _) => String::new(),
        (_, 0) => ", and everything that was asked for was said".to_owned(),
        (_, missing) => format!(
            ", and {} not said",
            match missing {
                1 => "one required output was".to_owned(),
                missing => format!("{missing} required outputs were"),
            }
        ),
    };
    format!("{data}{said}.")
}

/// A part of the reward: what it came to, and evidence when it is opened.
#[component]
fn Part(
    good: bool,
    name: &'static str,
    #[prop(into)] found: String,
    #[prop(default = false)] open: bool,
    evidence: AnyView,
) -> impl IntoView {
    view! {
        <details class="score-part-row" open=open>
            <summary>
                <span class:good=good class:bad=!good>
                    <Pictogram icon=if good { Icon::Check } else { Icon::X } />
                </span>
                <b>{name}</b>
                <span class="note">{found}</span>
            </summary>
            {evidence}
        </details>
    }
}

/// A step as a link to it.
#[component]
fn StepLink(step: usize) -> impl IntoView {
    let counter = expect_context::<Counter>();
    view! {
        <button class="link num" title=format!("Go to message {step}") on:click=move |_| counter.jump(step)>{step}</button>
    }
}

/// A path or a value, which may be broken where it has a joint.
fn breakable(text: &str) -> AnyView {
    let pieces = text.split_inclusive(['.', '_']).map(str::to_owned);
    pieces.map(|piece| view! { {piece} <wbr /> }).collect_view().into_any()
}

#[component]
fn DataPart(scope: Scope) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let good = scope.data_is_right();
    let found = match scope.rows.len() {
        0 => format!("all {} rows alike", words::thousands(scope.rows_in_all)),
        rows => format!(
            "{} of {} rows differ",
            words::thousands(rows),
            words::thousands(scope.rows_in_all)
        ),
    };
    let absent = || view! { <span class="label">"absent"</span> }.into_any();
    let cell = move |text: Option<String>| text.map_or_else(absent, |text| breakable(&text));
    let field = move |field: ThreeWays| {
        view! {
            <tr>
                <th scope="row">{breakable(&field.path)}</th>
                <td>{cell(field.start)}</td>
                <td class="bad">{cell(field.run)}</td>
                <td class="good">{cell(field.gold)}</td>
            </tr>
        }
    };
    let row = move |row: Row| {
        let number = counter.ground.with_value(|ground| ground.world.base().number(&row.table));
        let key = row.key.to_string();
        view! {
            <tbody>
                <tr class="row-head">
                    <th colspan="4" scope="rowgroup">
                        <button class="link mono" on:click=move |_| if let Some(number) = number { counter.show_record(number, &key) }>
                            {format!("{} / {}", row.table, row.key)}
                        </button>
                        {match row.step {
                            Some(step) => view! { <span class="note">" last changed at message "</span> <StepLink step /> }.into_any(),
                            None => view! { <span class="note">" not changed, and should have been"</span> }.into_any(),
                        }}
                    </th>
                </tr>
                {row.fields.into_iter().map(field).collect_view()}
            </tbody>
        }
    };
    let has_rows = !scope.rows.is_empty();
    let evidence = view! {
        {has_rows.then(|| view! {
            <table class="three-ways">
                <thead>
                    <tr>
                        <th></th>
                        <th scope="col">"start"</th>
                        <th scope="col">"this run"</th>
                        <th scope="col">"gold"</th>
                    </tr>
                </thead>
                {scope.rows.into_iter().map(row).collect_view()}
            </table>
        })}
        <dl class="hashes">
            <dt>"this run"</dt>
            <dd class:good=good class:bad=!good>{scope.end_hash}</dd>
            <dt>"gold run"</dt>
            <dd>{scope.gold_hash}</dd>
        </dl>
    }
    .into_any();
    view! { <Part good name="Data base" found open=!good evidence /> }
}

#[component]
fn WritesPart(scope: Scope) -> impl IntoView {
    let wanted = scope.gold.len();
    let matched = scope.gold.iter().filter(|gold| gold.step.is_some()).count();
    let good = scope.data_is_right();
    let found = format!("{matched} of {wanted} gold actions taken, {} others", scope.stray.len());
    let stray = scope.stray.clone();
    let evidence = view! {
        {if stray.is_empty() {
            view! { <p class="note">"Nothing was written that the gold run does not write."</p> }.into_any()
        } else {
            view! {
                <p class="note">
                    "Written, and no gold action, at message "
                    {stray.into_iter().map(|step| view! { <StepLink step /> " " }).collect_view()}
                </p>
            }
            .into_any()
        }}
    }
    .into_any();
    view! { <Part good name="Writes" found evidence /> }
}

#[component]
fn OutputsPart(outputs: Vec<Output>, said: usize) -> impl IntoView {
    let good = said == outputs.len();
    let found = if outputs.is_empty() {
        "none asked for".to_owned()
    } else {
        format!("{said} of {} said", outputs.len())
    };
    let row = |output: Output| {
        view! {
            <li>
                <span class="mono">{output.text.to_string()}</span>
                {match (output.is_said, output.step) {
                    (true, Some(step)) => view! { <span class="note">"said at message " <StepLink step /></span> }.into_any(),
                    (true, None) => view! { <span class="note">"said by a gold action alone, which the original counts"</span> }.into_any(),
                    (false, _) => view! { <span class="note bad">"not said"</span> }.into_any(),
                }}
            </li>
        }
    };
    let rows = outputs.into_iter().map(row).collect_view();
    let evidence = view! {
        <ul class="outputs">{rows}</ul>
        <p class="note">"Looked for in each message of the agent, in small letters and without its commas."</p>
    }
    .into_any();
    view! { <Part good name="Outputs" found open=!good evidence /> }
}

#[component]
fn EndingPart(ending: Ending) -> impl IntoView {
    let (found, good) = match &ending {
        Ending::Open => ("still open".to_owned(), true),
        Ending::Stopped => ("the customer ended it".to_owned(), true),
        Ending::Transferred => ("the agent handed the customer over".to_owned(), true),
        Ending::Broken(why) => (format!("broken off: {why}"), false),
    };
    let evidence = view! {
        <p class="note">"It ends when the customer says so, or when the agent hands over to a human; then it is graded."</p>
    }
    .into_any();
    view! { <Part good name="Ending" found evidence /> }
}

/// The gold actions beside those of this run.
#[component]
fn GoldTable(scope: Scope) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let row = |(at, gold): (usize, GoldAction)| {
        let GoldAction { action, step } = gold;
        let brief =
            action.kwargs.iter().map(|(_, value)| word(value)).collect::<Vec<_>>().join(", ");
        view! {
            <tr title=dumps_value(&action.to_value())>
                <td>
                    <span class="mono">{action.name.to_string()}</span>
                    <small class="mono">{brief}</small>
                </td>
                <td class="num">{at + 1}</td>
                <td class="num">
                    {match step {
                        Some(step) => view! { <StepLink step /> }.into_any(),
                        None => view! { <span class="bad">"–"</span> }.into_any(),
                    }}
                </td>
            </tr>
        }
    };
    let stray = move |step: usize| {
        let call = counter.entries.with_untracked(|entries| entries.get(step - 1).cloned());
        let (name, brief) = match call.map(|entry| entry.what) {
            Some(crate::episode::casebook::What::Call { name, kwargs, .. }) => (
                name.to_string(),
                kwargs.iter().map(|(_, value)| word(value)).collect::<Vec<_>>().join(", "),
            ),
            _ => Default::default(),
        };
        view! {
            <tr>
                <td>
                    <span class="mono">{name}</span>
                    <small class="mono">{brief}</small>
                </td>
                <td class="num">"–"</td>
                <td class="num bad"><StepLink step /></td>
            </tr>
        }
    };
    let is_empty = scope.gold.is_empty() && scope.stray.is_empty();
    let rows = scope.gold.into_iter().enumerate().map(row).collect_view();
    let strays = scope.stray.into_iter().map(stray).collect_view();
    view! {
        <section>
            <table class="gold-table">
                <thead>
                    <tr>
                        <th class="label">"Against the gold actions"</th>
                        <th class="label">"gold"</th>
                        <th class="label">"run"</th>
                    </tr>
                </thead>
                <tbody>{rows} {strays}</tbody>
            </table>
            {is_empty.then(|| view! { <p class="note">"The gold run does nothing: the right answer is to refuse, or to answer a question."</p> })}
        </section>
    }
}
