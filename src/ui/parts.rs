//! The parts of the program that come when they are first wanted: each function here begins a part, and
//! the build puts what only such functions reach into files of their own.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the loader needs a result to tell that a part did not come"
)]

use std::fmt;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::bench::Bench;
use super::data::{self, DataNeeded, DataSection, SupportData};
use super::gallery::Conversation;
use super::icons::{Icon, Pictogram};
use super::model_dialog::ModelForm;
use super::models::{Editing, Models, SignIn};
use super::reading::ReadingPage;
use super::route::Route;
use super::settings::Settings;
use super::shell::TopBar;
use super::stage::{
    MessagesTab, ModelScores, PlayForm, SaidHere, Share, Stage, StagePage, crafter, read_rollout,
};
use super::support::{CastForm, Counter, Messages, SupportPage};
use super::words;
use crate::agent::rollout::Rollout;
use crate::data::Dataset;
use crate::env::World;
use crate::episode::Session;
use crate::episode::share::{self, Link, ShareError};
use crate::web::openrouter::Return;
use crate::web::task::Task;
use crate::web::worker::{self, Answer, Named};

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

/// What of the Stage is Crafter's own.
#[derive(Clone, Copy, Debug)]
pub enum CrafterPart {
    /// What stands above the timeline.
    World,
    /// The nights along a timeline of so many steps.
    Nights(Memo<usize>),
    /// Pads for a thumb.
    Pads,
    /// The Step tab.
    Step,
    /// The Scores tab.
    Scores,
}

/// What a part still works on.
pub type Coming<T> = Pin<Box<dyn Future<Output = T>>>;
type Shown = Result<AnyView, PartMissing>;

#[wasm_split(stage, wasm_split_path = leptos::wasm_split, fallible)]
fn stage_part(route: Route) -> Shown {
    Ok(view! { <StagePage route /> }.into_any())
}

#[wasm_split(support, wasm_split_path = leptos::wasm_split, fallible)]
fn support_part(name: String) -> Shown {
    Ok(view! { <SupportPage name /> }.into_any())
}

#[wasm_split(stage, wasm_split_path = leptos::wasm_split, fallible)]
fn bench_part() -> Shown {
    Ok(view! { <Bench /> }.into_any())
}

#[wasm_split(share, wasm_split_path = leptos::wasm_split, fallible)]
fn share_part() -> Shown {
    Ok(view! { <Share /> }.into_any())
}

#[wasm_split(share, wasm_split_path = leptos::wasm_split, fallible)]
fn link_part(fragment: String) -> Result<Result<Link, ShareError>, PartMissing> {
    Ok(share::decode(&fragment))
}

#[wasm_split(crafter, wasm_split_path = leptos::wasm_split, fallible)]
fn crafter_part(which: CrafterPart) -> Shown {
    Ok(match which {
        CrafterPart::World => view! { <crafter::World /> }.into_any(),
        CrafterPart::Nights(room) => view! { <crafter::Nights room /> }.into_any(),
        CrafterPart::Pads => view! { <crafter::Pads /> }.into_any(),
        CrafterPart::Step => view! { <crafter::StepTab /> }.into_any(),
        CrafterPart::Scores => view! { <crafter::ScoresTab /> }.into_any(),
    })
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn settings_part() -> Shown {
    Ok(view! { <Settings /> }.into_any())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn model_form_part(editing: Editing) -> Shown {
    Ok(view! { <ModelForm editing /> }.into_any())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn messages_part() -> Shown {
    Ok(view! { <MessagesTab /> }.into_any())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn model_scores_part() -> Shown {
    Ok(view! { <ModelScores /> }.into_any())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn play_form_part() -> Shown {
    Ok(view! { <PlayForm /> }.into_any())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn counter_messages_part() -> Shown {
    Ok(view! { <Messages /> }.into_any())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn cast_form_part() -> Shown {
    Ok(view! { <CastForm /> }.into_any())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn counter_step_part(counter: Counter) -> Result<Coming<bool>, PartMissing> {
    Ok(Box::pin(counter.models.step(counter)))
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn said_part() -> Shown {
    Ok(view! { <SaidHere /> }.into_any())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn model_step_part(stage: Stage) -> Result<Coming<bool>, PartMissing> {
    Ok(Box::pin(stage.model.step(stage)))
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn played_part(stage: Stage) -> Result<Result<String, String>, PartMissing> {
    Ok(stage.played_file())
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn rollout_part(text: String) -> Result<Result<Option<Rollout<World>>, String>, PartMissing> {
    Ok(read_rollout(&text))
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn retell_part(session: Session<World>) -> Result<Option<Rollout<World>>, PartMissing> {
    Ok(Rollout::of_told(&session))
}

#[wasm_split(models, wasm_split_path = leptos::wasm_split, fallible)]
fn sign_in_part(models: Models, signed_in: Return) -> Result<Coming<()>, PartMissing> {
    Ok(Box::pin(models.finish_sign_in(signed_in)))
}

#[wasm_split(data, wasm_split_path = leptos::wasm_split, fallible)]
fn data_needed_part(dataset: Dataset) -> Shown {
    Ok(view! { <DataNeeded dataset /> }.into_any())
}

#[wasm_split(reading, wasm_split_path = leptos::wasm_split, fallible)]
fn reading_part(name: String) -> Shown {
    Ok(view! { <ReadingPage name /> }.into_any())
}

#[wasm_split(data, wasm_split_path = leptos::wasm_split, fallible)]
fn data_section_part() -> Shown {
    Ok(view! { <DataSection /> }.into_any())
}

#[wasm_split(data, wasm_split_path = leptos::wasm_split, fallible)]
fn data_want_part(known: SupportData, dataset: Dataset) -> Result<Coming<()>, PartMissing> {
    Ok(Box::pin(data::want(known, dataset)))
}

#[wasm_split(conversation, wasm_split_path = leptos::wasm_split, fallible)]
fn conversation_part(on_screen: RwSignal<bool>, playing: RwSignal<(usize, bool)>) -> Shown {
    Ok(view! { <Conversation on_screen playing /> }.into_any())
}

#[wasm_split(sources, wasm_split_path = leptos::wasm_split, fallible)]
fn derive_part(wanted: String, files: Named) -> Result<Answer, PartMissing> {
    Ok(data::derive(&wanted, files))
}

#[wasm_split(sources, wasm_split_path = leptos::wasm_split, fallible)]
fn serve_part() -> Result<(), PartMissing> {
    worker::serve(|wanted, files| async move { data::derive(&wanted, files) });
    Ok(())
}

/// The Stage with the episode that an address names.
pub fn stage(route: Route) -> AnyView {
    shown(Frame::Place, move || stage_part(route.clone()))
}

/// The Stage of customer support with the episode that an address names.
pub fn support(name: String) -> AnyView {
    shown(Frame::Place, move || support_part(name.clone()))
}

/// A piece of Crafter's on the Stage that is in the context.
pub fn crafter(which: CrafterPart) -> AnyView {
    let frame = match which {
        CrafterPart::Nights(_) | CrafterPart::Pads => Frame::Silent,
        _ => Frame::Inside,
    };
    shown(frame, move || crafter_part(which))
}

/// The place that measures speeds.
pub fn bench() -> AnyView {
    shown(Frame::Place, bench_part)
}

/// The place Settings.
pub fn settings() -> AnyView {
    shown(Frame::Place, settings_part)
}

/// What the dialog for models holds.
pub fn model_form(editing: Editing) -> AnyView {
    shown(Frame::Inside, move || model_form_part(editing.clone()))
}

/// The Messages tab of the Stage that is in the context.
pub fn messages() -> AnyView {
    shown(Frame::Inside, messages_part)
}

/// The numbers of the episode that a model plays on the Stage that is in the context.
pub fn model_scores() -> AnyView {
    shown(Frame::Silent, model_scores_part)
}

/// What the dialog about how a model plays holds.
pub fn play_form() -> AnyView {
    shown(Frame::Inside, play_form_part)
}

/// The words at the Stage's cursor.
pub fn said() -> AnyView {
    shown(Frame::Inside, said_part)
}

/// The Messages tab of customer support's Stage that is in the context.
pub fn counter_messages() -> AnyView {
    shown(Frame::Inside, counter_messages_part)
}

/// What the dialog about customer support's models holds.
pub fn cast_form() -> AnyView {
    shown(Frame::Inside, cast_form_part)
}

/// One turn of a model in customer support, still to be waited for.
///
/// # Errors
///
/// [`PartMissing`].
pub async fn counter_step(counter: Counter) -> Result<Coming<bool>, PartMissing> {
    counter_step_part(counter).await
}

/// What the share dialog holds.
pub fn share() -> AnyView {
    shown(Frame::Inside, share_part)
}

/// What the Gallery's case of customer support tells.
pub fn conversation(on_screen: RwSignal<bool>, playing: RwSignal<(usize, bool)>) -> AnyView {
    shown(Frame::Silent, move || conversation_part(on_screen, playing))
}

/// What stands where a data set is needed and not here.
pub fn data_needed(dataset: Dataset) -> AnyView {
    shown(Frame::Inside, move || data_needed_part(dataset))
}

/// The reading room with the task that an address names.
pub fn reading(name: String) -> AnyView {
    shown(Frame::Place, move || reading_part(name.clone()))
}

/// The section of Settings about benchmarks' data.
pub fn data_section() -> AnyView {
    shown(Frame::Inside, data_section_part)
}

/// Loads what this browser keeps of a data set.
///
/// # Errors
///
/// [`PartMissing`].
pub async fn data_want(known: SupportData, dataset: Dataset) -> Result<Coming<()>, PartMissing> {
    data_want_part(known, dataset).await
}

/// Packs out of files, in the page itself.
///
/// # Errors
///
/// [`PartMissing`].
pub async fn derive(wanted: String, files: Named) -> Result<Answer, PartMissing> {
    derive_part(wanted, files).await
}

/// Does in a worker what the page asks for.
pub async fn serve() {
    if serve_part().await.is_err() {
        // The page hears of the error, and does the work itself.
        wasm_bindgen::throw_str("a part of the program could not be loaded");
    }
}

/// One step of the model on the Stage, still to be waited for.
///
/// # Errors
///
/// [`PartMissing`].
pub async fn model_step(stage: Stage) -> Result<Coming<bool>, PartMissing> {
    __wasm_split_preload_played_part().await?;
    model_step_part(stage).await
}

/// The file of an episode that a model played, or why there is none, in words. It is there at once after whatever put calls
/// into an episode: [`model_step`], [`rollout`] and [`retell`] see to that.
///
/// # Errors
///
/// [`PartMissing`].
pub async fn played(stage: Stage) -> Result<Result<String, String>, PartMissing> {
    played_part(stage).await
}

/// The rollout in the text of a file, or why it cannot be read, in words.
///
/// # Errors
///
/// [`PartMissing`].
pub async fn rollout(text: String) -> Result<Result<Option<Rollout<World>>, String>, PartMissing> {
    __wasm_split_preload_played_part().await?;
    rollout_part(text).await
}

/// The calls that a shared episode's words tell of.
///
/// # Errors
///
/// [`PartMissing`].
pub async fn retell(session: Session<World>) -> Result<Option<Rollout<World>>, PartMissing> {
    __wasm_split_preload_played_part().await?;
    retell_part(session).await
}

/// A link with words.
///
/// # Errors
///
/// [`PartMissing`].
pub async fn link(fragment: String) -> Result<Result<Link, ShareError>, PartMissing> {
    link_part(fragment).await
}

/// Ends a sign-in; what came of it stands in [`Models::sign_in`].
pub async fn sign_in(models: Models, signed_in: Return) {
    match sign_in_part(models, signed_in).await {
        Ok(work) => work.await,
        Err(missing) => models.sign_in.set(SignIn::Failed(words::sentence(&missing.to_string()))),
    }
}

/// Fetches the Stage's part before it is wanted.
pub async fn warm_up() {
    // Whoever wants it later is told if it does not come.
    let _ = __wasm_split_preload_stage_part().await;
}

/// What stands around a part that is not there yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
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
fn shown<F>(frame: Frame, come: impl Fn() -> F + 'static) -> AnyView
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
