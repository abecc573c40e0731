//! Opens the episode that an address names: a new one, one that this browser keeps, or a shared one.

use std::sync::Arc;
use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::counter::{Counter, Stand};
use super::model::CounterModels;
use super::seats::{AgentSeat, CustomerSeat, Seats};
use crate::env::support::books::{Script, Shop};
use crate::env::support::{Domain, SupportEnv, World};
use crate::episode::share;
use crate::episode::support::share::{decode, head};
use crate::episode::support::{Case, SupportRecord};
use crate::episode::{Session, Verdict};
use crate::ui::app::Playground;
use crate::ui::data::SupportData;
use crate::ui::models::Models;
use crate::ui::playback::Playback;
use crate::ui::rail::Seal;
use crate::ui::words;
use crate::web::storage;

/// Turns that one slice of a replay takes.
const SLICE: usize = 40;

/// How far the opening is.
#[derive(Clone)]
pub enum Opening {
    /// Under way; `total` is 0 where there is nothing to count.
    Waiting {
        /// Turns checked.
        done: usize,
        /// Turns in all.
        total: usize,
    },
    /// The domain's data is not here.
    Needed(Case),
    /// It did not open.
    Refused {
        /// What happened.
        title: String,
        /// Why.
        why: String,
    },
    /// It is on the Stage.
    Open(Counter),
}

/// Why an episode is not opened.
enum Unopened {
    /// The domain's data is not here.
    Needed(Case),
    /// What happened, and why.
    Refused(&'static str, String),
}

impl From<Unopened> for Opening {
    fn from(unopened: Unopened) -> Self {
        match unopened {
            Unopened::Needed(case) => Self::Needed(case),
            Unopened::Refused(title, why) => {
                Self::Refused { title: title.to_owned(), why: words::sentence(&why) }
            }
        }
    }
}

const NO_EPISODE: &str = "This address names no episode.";
const NO_LINK: &str = "The link could not be opened.";
const NOT_KEPT: &str = "The kept episode cannot be read.";

/// A world, and what a scripted customer says in a case of it.
type Place = (Arc<World>, Option<Script>);

/// What an episode brings to the Stage.
struct Brought {
    case: Case,
    place: Place,
    session: Session<SupportEnv>,
    verdict: Option<Verdict>,
    kept: Option<String>,
}

/// Opens the episode of an address (a case, and who plays) or of a link.
pub fn open(playground: Playground, owner: &Owner, opening: RwSignal<Opening>, name: &str) {
    let data = SupportData::here();
    let name = name.to_owned();
    let kept = option(&name, "kept");
    if kept.is_none() && !share::looks_like_link(&name) {
        // A new episode is there at once.
        let opened = fresh(data, &name);
        let opened = opened.map(|brought| owner.with(|| seat(playground, brought, &name)));
        opening.set(opened.unwrap_or_else(Opening::from));
        return;
    }
    let owner = owner.clone();
    spawn_local(async move {
        let brought = match kept {
            Some(kept) => from_store(data, &kept).await,
            None => from_link(data, &name, opening).await,
        };
        let opened = match brought {
            Ok(Some(brought)) => owner.with(|| seat(playground, brought, &name)),
            // The person went elsewhere meanwhile.
            Ok(None) => return,
            Err(unopened) => unopened.into(),
        };
        opening.try_set(opened);
    });
}

fn fresh(data: SupportData, name: &str) -> Result<Brought, Unopened> {
    let wrong = |why: String| Unopened::Refused(NO_EPISODE, why);
    let case: Case = name
        .parse()
        .map_err(|error: crate::episode::support::CaseError| wrong(error.to_string()))?;
    let place = place_of(data, case)?;
    let session = case.session(&place.0).map_err(|error| wrong(error.to_string()))?;
    Ok(Brought { case, place, session, verdict: None, kept: None })
}

async fn from_store(data: SupportData, name: &str) -> Result<Option<Brought>, Unopened> {
    let wrong = |why: String| Unopened::Refused(NOT_KEPT, why);
    let text = storage::kept_episode(name).await.map_err(|error| wrong(error.to_string()))?;
    let text = text.ok_or(Unopened::Refused(
        "This browser does not keep that episode.",
        "it was deleted, or it was played in another browser or profile".to_owned(),
    ))?;
    let record = SupportRecord::from_json(&text).map_err(|error| wrong(error.to_string()))?;
    let case = record.case().map_err(|error| wrong(error.to_string()))?;
    let place = place_of(data, case)?;
    let session = record.open(&place.0).map_err(|error| wrong(error.to_string()))?;
    Ok(Some(Brought { case, place, session, verdict: None, kept: Some(name.to_owned()) }))
}

async fn from_link(
    data: SupportData,
    fragment: &str,
    opening: RwSignal<Opening>,
) -> Result<Option<Brought>, Unopened> {
    let wrong = |why: String| Unopened::Refused(NO_LINK, why);
    let case = head(fragment).map_err(|error| wrong(error.to_string()))?.case;
    let place = place_of(data, case)?;
    let link = decode(fragment, &place.0).map_err(|error| wrong(error.to_string()))?;
    let mut replay = link.replay(&place.0).map_err(|error| wrong(error.to_string()))?;
    loop {
        let progress = replay.advance(SLICE);
        if let Some(verdict) = replay.verdict() {
            let mut session = replay.into_session();
            // A shared replay opens at its start, or where its link says, and never plays by itself.
            session.jump(link.open_at.unwrap_or(0));
            return Ok(Some(Brought { case, place, session, verdict: Some(verdict), kept: None }));
        }
        let waiting = Opening::Waiting { done: progress.done, total: progress.total };
        if opening.try_set(waiting).is_some() {
            return Ok(None);
        }
        sleep(Duration::ZERO).await;
    }
}

/// The world of a case.
fn place_of(data: SupportData, case: Case) -> Result<Place, Unopened> {
    match case.domain {
        Domain::Books => {
            let shop = Shop::new(case.seed);
            let script = shop.scripts.get(case.task as usize).cloned();
            Ok((shop.world, script))
        }
        Domain::Retail | Domain::Airline => {
            let world = untrack(|| data.world(case.domain));
            Ok((world.ok_or(Unopened::Needed(case))?, None))
        }
    }
}

/// Puts an episode on the Stage.
fn seat(playground: Playground, brought: Brought, name: &str) -> Opening {
    let Brought { case, place: (world, script), session, verdict, kept } = brought;
    Opening::Open(Counter::new(Stand {
        case,
        world,
        script,
        session,
        seats: seats(case.domain, name),
        playback: Playback::new(playground, verdict.map_or(Seal::None, Seal::Checked), kept),
        models: CounterModels::new(expect_context::<Models>(), SupportData::here()),
    }))
}

/// An option of an address.
fn option(name: &str, wanted: &str) -> Option<String> {
    let (_, options) = name.split_once('?')?;
    let mut pairs = options.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == wanted).map(|(_, value)| value.to_owned())
}

/// Who sits where, as an address says.
fn seats(domain: Domain, name: &str) -> Seats {
    let agent = option(name, "player").and_then(|name| {
        let served = |seat: &AgentSeat| seat.as_str() == name && seat.serves(domain);
        AgentSeat::ALL.into_iter().find(served)
    });
    let customer = option(name, "customer")
        .and_then(|name| CustomerSeat::ALL.into_iter().find(|seat| seat.as_str() == name));
    Seats {
        agent: agent.unwrap_or(AgentSeat::Person),
        customer: customer.unwrap_or(CustomerSeat::Scripted),
    }
}
