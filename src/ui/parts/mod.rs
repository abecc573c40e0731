//! The parts of the program that come when they are first wanted: each function here begins a part, and
//! the build puts what only such functions reach into files of their own.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the loader needs a result to tell that a part did not come"
)]

mod frame;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

pub use frame::{Coming, PartMissing};

use frame::{Frame, Shown, shown};

use super::bench::Bench;
use super::data::{self, DataNeeded, DataSection, SupportData};
use super::gallery::Conversation;
use super::model_dialog::ModelForm;
use super::models::{Editing, Models, SignIn};
use super::reading::ReadingPage;
use super::route::Route;
use super::settings::Settings;
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
use crate::web::worker::{self, Answer, Named};

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
