//! How quick the worlds are in this browser: the work of `diorama bench worlds`.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::shell::TopBar;
use super::words;
use crate::env::crafter::workload as crafter;
use crate::env::workload::{Round, Work, Workload};
use crate::web::page;

/// How long each workload is measured, in milliseconds.
const LONG_MS: f64 = 500.0;

/// How long the page may stand still, in milliseconds.
const SLICE_MS: f64 = 40.0;

/// What came of a workload.
#[derive(Clone, PartialEq)]
struct Measured {
    name: &'static str,
    work: Work,
    world: &'static str,
    per_second: f64,
    checksum: String,
}

/// The place.
#[component]
pub fn Bench() -> impl IntoView {
    let measured = RwSignal::new(Vec::<Measured>::new());
    let running = RwSignal::new(false);
    let run = move |_| {
        running.set(true);
        measured.set(Vec::new());
        spawn_local(async move {
            // Whoever has left the place wants no more figures.
            let add = |one: Measured| measured.try_update(|measured| measured.push(one)).is_some();
            for workload in Workload::ALL {
                let Some(one) = measure_grid(workload).await else { continue };
                if !add(one) {
                    return;
                }
            }
            for workload in crafter::Workload::ALL {
                if !add(measure_crafter(workload).await) {
                    return;
                }
            }
            running.try_set(false);
        });
    };
    let rows = move || {
        let row = |one: &Measured| {
            let speed = words::thousands(one.per_second as usize);
            let work = phrase(one.work);
            view! {
                <div
                    data-workload=one.name
                    data-speed=one.per_second.to_string()
                    data-checksum=one.checksum.clone()
                >
                    <dt>{speed}</dt>
                    <dd>{work}" in "{one.world}</dd>
                </div>
            }
        };
        measured.with(|measured| measured.iter().map(row).collect_view())
    };
    view! {
        <TopBar />
        <main class="settings">
            <h1>"How quick the worlds are here"</h1>
            <p>"The same episodes as in a terminal by “diorama bench worlds”, on one thread, in this tab. It takes some seconds."</p>
            <div class="actions">
                <button class="button primary" disabled=running on:click=run>
                    {move || if running.get() { "Measuring …" } else { "Measure" }}
                </button>
            </div>
            <dl class="speeds" aria-live="polite" aria-busy=move || running.get().to_string()>{rows}</dl>
        </main>
    }
}

const fn phrase(work: Work) -> &'static str {
    match work {
        Work::Step => "steps a second, each with its view,",
        Work::StepAndText => "steps a second, each with its text,",
        Work::Reset => "starts of episodes a second",
    }
}

async fn measure_grid(workload: Workload) -> Option<Measured> {
    let checksum = Round::checksum(workload).ok()?;
    let mut round = Round::new(workload).ok()?;
    let per_second = per_second(|| {
        round.prepare();
        timed(|| round.play())
    });
    let Workload { name, work, world, .. } = workload;
    Some(Measured { name, work, world, per_second: per_second.await, checksum })
}

async fn measure_crafter(workload: crafter::Workload) -> Measured {
    let checksum = crafter::Round::checksum(workload);
    let mut round = crafter::Round::new(workload);
    let per_second = per_second(|| {
        round.prepare();
        timed(|| round.play())
    });
    let crafter::Workload { name, work, .. } = workload;
    Measured { name, work, world: "Crafter", per_second: per_second.await, checksum }
}

/// How many steps or starts there were, and in how many milliseconds.
fn timed(play: impl FnOnce() -> u32) -> (u32, f64) {
    let start = page::clock_ms();
    let count = play();
    (count, page::clock_ms() - start)
}

/// Measures rounds in slices, so that the page stays alive; the quickest round counts.
async fn per_second(mut round: impl FnMut() -> (u32, f64)) -> f64 {
    let (mut all, mut quickest, mut count) = (0.0, f64::INFINITY, 0);
    while all < LONG_MS {
        sleep(Duration::ZERO).await;
        let slice = page::clock_ms();
        while page::clock_ms() - slice < SLICE_MS {
            let time;
            (count, time) = round();
            all += time;
            // A coarse clock may not see a round at all.
            if time > 0.0 {
                quickest = quickest.min(time);
            }
        }
    }
    f64::from(count) * 1000.0 / quickest
}
