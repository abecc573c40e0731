//! What stands where a part comes: the place that waits, the part, or the word that it did not come.

use std::fmt;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::wasm_split::SplitLoaderError;

use crate::ui::icons::{Icon, Pictogram};
use crate::ui::shell::TopBar;
use crate::web::task::Task;

/// What a part still works on.
pub type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

/// What a part shows.
pub type Shown = Result<AnyView, PartMissing>;

/// A part did not come: the network is gone, or the site has a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartMissing;

impl From<SplitLoaderError> for PartMissing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl fmt::Display for PartMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a part of the program could not be loaded")
    }
}

/// What stands around a part that is not there yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// A whole place, which brings its own head.
    Place,
    /// Something inside a place.
    Inside,
    /// Something that one may do without: nothing is said.
    Silent,
}

/// How far a part is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Coming,
    There,
    Missing,
}

/// Shows a part as soon as it is there, and says so if it does not come.
pub fn shown<F>(frame: Frame, come: impl Fn() -> F + 'static) -> AnyView
where
    F: Future<Output = Shown> + 'static,
{
    // One body for all parts, whatever their futures are.
    boxed(frame, Box::new(move || Box::pin(come())))
}

fn boxed(frame: Frame, come: Box<dyn Fn() -> Coming<Shown>>) -> AnyView {
    let state = RwSignal::new(State::Coming);
    let made = StoredValue::new_local(None::<AnyView>);
    let come = StoredValue::new_local(come);
    let owner = Owner::current().unwrap_or_default();
    // Dropped with the place: who went elsewhere meanwhile wants no view any more.
    let coming = StoredValue::new_local(None::<Task>);
    let start = move || {
        state.set(State::Coming);
        let work = owner.with(|| ScopedFuture::new(come.with_value(|come| come())));
        coming.set_value(Some(Task::run(async move {
            match work.await {
                Ok(view) => {
                    made.set_value(Some(view));
                    state.set(State::There);
                }
                Err(PartMissing) => state.set(State::Missing),
            }
        })));
    };
    start();
    let again = Callback::new(move |()| start());
    let view = move || {
        let instead = match state.get() {
            State::There => return made.try_update_value(Option::take).flatten().into_any(),
            State::Coming => {
                view! { <p class="part-coming label" role="status">"Loading"</p> }.into_any()
            }
            State::Missing => view! { <Missing again /> }.into_any(),
        };
        match frame {
            Frame::Place => view! {
                <TopBar />
                <main class="plain-page">{instead}</main>
            }
            .into_any(),
            Frame::Inside => instead,
            Frame::Silent => ().into_any(),
        }
    };
    view.into_any()
}

/// A part did not come; what to do.
#[component]
fn Missing(again: Callback<()>) -> impl IntoView {
    view! {
        <div class="notice bad" role="alert">
            <Pictogram icon=Icon::TriangleAlert />
            <div>
                <p>
                    "This part of the program could not be loaded. Nothing is lost: try again when the network is back, or reload the page if the site has a newer version by now."
                </p>
                <p class="actions">
                    <button class="button" on:click=move |_| again.run(())>"Try again"</button>
                </p>
            </div>
        </div>
    }
}
