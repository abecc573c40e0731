//! The picker of domains and tasks.

use leptos::prelude::*;

use super::counter::Counter;
use super::names::{address, house};
use super::seats::AgentSeat;
use crate::env::support::books::Shop;
use crate::env::support::{Domain, Split, Task, World};
use crate::episode::support::Case;
use crate::ui::dialog::Dialog;
use crate::ui::words;
use crate::web::page;

/// The dialog in which one chooses another task.
#[component]
pub fn PickerDialog() -> impl IntoView {
    let counter = expect_context::<Counter>();
    view! {
        <Dialog open=counter.playback.picker_open title="Choose a task" width=760>
            <Picker />
        </Dialog>
    }
}

/// A task as it is listed.
#[derive(Clone)]
struct Listed {
    case: Case,
    wish: String,
    gold: usize,
    pushes: usize,
}

impl Listed {
    /// How much is to be done, to be said and to be withstood, in a word. It is counted: the built-in agents cannot tell tasks apart, since
    /// the scripted one serves all of them, and doing nothing passes where a refusal is right.
    const fn level(&self) -> &'static str {
        match self.gold + 2 * self.pushes {
            0 | 1 => "easy",
            2 => "medium",
            3 => "hard",
            _ => "very hard",
        }
    }
}

fn listed(
    world: &World,
    split: Split,
    seed: u64,
    pushes: &[usize],
    wishes: &[String],
) -> Vec<Listed> {
    let domain = world.domain();
    let one = |(at, task): (usize, &std::sync::Arc<Task>)| {
        let reads = |name: &str| {
            let tool = domain.tool(name);
            tool.is_some_and(|tool| tool.effect == crate::env::support::Effect::Reads)
        };
        let gold =
            task.actions.iter().filter(|action| !action.is_respond() && !reads(&action.name));
        Listed {
            case: Case { domain, split, task: at as u32, seed },
            wish: wishes.get(at).cloned().unwrap_or_else(|| task.instruction.to_string()),
            gold: gold.count() + task.outputs.len(),
            pushes: pushes.get(at).copied().unwrap_or(0),
        }
    };
    world.tasks(split).iter().enumerate().map(one).collect()
}

#[component]
fn Picker() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let Case { domain, split, seed, .. } = counter.case;
    let shop_seed = if domain == Domain::Books { seed } else { 3 };
    let shop = Shop::new(shop_seed);
    let pushes: Vec<usize> =
        shop.scripts.iter().map(|script| script.pushes.len() + script.then.len()).collect();
    let wishes: Vec<String> = shop.scripts.iter().map(|script| script.opening.clone()).collect();
    let mut groups = vec![(
        Domain::Books,
        Split::Test,
        listed(&shop.world, Split::Test, shop_seed, &pushes, &wishes),
    )];
    if domain != Domain::Books {
        let here = counter.ground.with_value(|ground| listed(&ground.world, split, 0, &[], &[]));
        groups.insert(0, (domain, split, here));
    }
    let groups = StoredValue::new(groups);
    let wanted = RwSignal::new(String::new());
    let lists = move || {
        let wanted = wanted.get().to_lowercase();
        groups.with_value(|groups| {
            groups
                .iter()
                .map(|(domain, split, tasks)| {
                    let fits = |task: &&Listed| {
                        let text = format!("{} {} {}", task.case.task, task.wish, task.level());
                        let text = text.to_lowercase();
                        wanted.split_whitespace().all(|word| text.contains(word))
                    };
                    let found: Vec<Listed> = tasks.iter().filter(fits).cloned().collect();
                    group(counter, *domain, *split, found)
                })
                .collect_view()
        })
    };
    view! {
        <input
            class="field"
            type="search"
            aria-label="Search the tasks"
            placeholder="Search the tasks"
            autofocus
            on:input=move |event| wanted.set(event_target_value(&event))
        />
        {lists}
        <p class="note picker-more">
            "The levels are counted, not measured: a task’s writes and answers, and twice each time that its customer pushes back or wants more."
        </p>
        <p class="note picker-more">
            "τ-bench’s own domains need its data: "
            <a class="link" href="#/stage/retail?split=test&task=0">"retail"</a>
            ", "
            <a class="link" href="#/stage/airline?task=0">"airline"</a>
            ". τ²-bench’s tasks can be read: "
            <a class="link" href="#/data/tau2/retail">"retail"</a>
            ", "
            <a class="link" href="#/data/tau2/airline">"airline"</a>
            ". Rooms and survival: "
            <a class="link" href="#/stage">"grid worlds"</a>
            "."
        </p>
    }
}

fn group(counter: Counter, domain: Domain, split: Split, found: Vec<Listed>) -> impl IntoView {
    let count = found.len();
    let rows = found.into_iter().map(|task| row(counter, task)).collect_view();
    let split = if domain.splits().len() > 1 { format!(", {split}") } else { String::new() };
    view! {
        <section class="task-group">
            <h3>{house(domain)} {split} " " <span class="quiet num">{words::count(count, "task")}</span></h3>
            <ol>{rows}</ol>
        </section>
    }
}

fn row(counter: Counter, task: Listed) -> impl IntoView {
    let level = task.level();
    let Listed { case, wish, .. } = task;
    let current = (case == counter.case).then_some("true");
    let choose = move |_| {
        counter.playback.picker_open.set(false);
        let mut seats = counter.seats.get_untracked();
        if !seats.agent.serves(case.domain) {
            seats.agent = AgentSeat::Person;
        }
        page::go(&address(case, seats));
    };
    view! {
        <li>
            <button class="task" aria-current=current on:click=choose>
                <span class="num">{case.task}</span>
                <span class="wish">{wish}</span>
                <em class="label">{level}</em>
            </button>
        </li>
    }
}
