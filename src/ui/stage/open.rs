//! Opens the episode that an address names: a new one, one that this browser keeps, or a shared one.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::model::ModelPlay;
use super::playing::{Stage, is_built_in};
use crate::agent::rollout::{PlayedFile, Rollout};
use crate::env::{World, catalog};
use crate::episode::replay::Replay;
use crate::episode::share::{self, Level, Link, ShareError};
use crate::episode::{EpisodeRecord, Player, Session, Verdict, support};
use crate::ui::app::Playground;
use crate::ui::models::Models;
use crate::ui::parts::{self, PartMissing};
use crate::ui::playback::{Playback, Staged};
use crate::ui::rail::Seal;
use crate::ui::route::{Route, StageQuery};
use crate::ui::words;
use crate::web::{page, storage};

/// Steps that one slice of a replay takes: about a frame, since starts and nights of Crafter take long.
const SLICE: usize = 200;

/// The same in the grid worlds, whose steps are quick.
const GRID_SLICE: usize = 2_000;

/// How far the opening is.
#[derive(Clone)]
pub enum Opening {
    /// Under way; `total` is 0 where there is nothing to count.
    Waiting {
        /// Steps checked.
        done: usize,
        /// Steps in all.
        total: usize,
    },
    /// It did not open.
    Refused {
        /// What happened.
        title: String,
        /// Why.
        why: String,
        /// What to do.
        next: String,
    },
    /// It is on the Stage.
    Open(Stage),
    /// It is customer support: the fragment is for the other Stage.
    Support(String),
}

/// Opens the episode of an address.
pub fn open(playground: Playground, route: Route) -> RwSignal<Opening> {
    let opening = RwSignal::new(Opening::Waiting { done: 0, total: 0 });
    let models = expect_context::<Models>();
    match route {
        Route::Stage(StageQuery { kept: Some(name), spec, seed, player }) => {
            let query = StageQuery { kept: None, spec, seed, player };
            open_kept(playground, models, opening, name, query);
        }
        Route::Stage(query) => opening.set(Opening::Open(new_stage(playground, models, &query))),
        Route::Shared(fragment) if support::share::is_one(&fragment) => {
            opening.set(Opening::Support(fragment));
        }
        Route::Shared(fragment) => open_shared(playground, models, opening, fragment),
        // The Stage is shown for no other address.
        Route::Gallery
        | Route::Support(_)
        | Route::Reading(_)
        | Route::Settings
        | Route::Bench
        | Route::Unknown(_) => {}
    }
    opening
}

fn new_stage(playground: Playground, models: Models, query: &StageQuery) -> Stage {
    let session = Session::new(catalog::make(&query.spec), query.seed);
    let player = match query.player {
        Player::Replay => Player::Person,
        player => player,
    };
    let model = ModelPlay::new(models, None);
    let playback = Playback::new(playground, Seal::None, None);
    let stage = Stage::new(query.spec, session, player, playback, model);
    // A model may cost something: it waits for the word.
    if is_built_in(player) {
        stage.play();
    }
    stage
}

fn open_kept(
    playground: Playground,
    models: Models,
    opening: RwSignal<Opening>,
    name: String,
    query: StageQuery,
) {
    let owner = Owner::current().unwrap_or_default();
    spawn_local(async move {
        let found = match storage::kept_episode(&name).await {
            Ok(Some(text)) => read_kept(&text).await,
            Ok(None) => Err(Opening::Refused {
                title: "This browser does not keep that episode.".to_owned(),
                why: "It was deleted, or it was played in another browser or profile.".to_owned(),
                next: "Ask for a link to it: a link holds the episode itself.".to_owned(),
            }),
            Err(error) => Err(Opening::Refused {
                title: "The kept episode cannot be read.".to_owned(),
                why: words::sentence(&error.to_string()),
                next: "The world itself can still be played.".to_owned(),
            }),
        };
        let opened = match found {
            Ok((record, session, rollout)) => owner.with(|| {
                let playback = Playback::new(playground, Seal::None, Some(name));
                let spec = record.spec().unwrap_or(query.spec);
                Opening::Open(Stage::new(
                    spec,
                    session,
                    query.player,
                    playback,
                    ModelPlay::new(models, rollout),
                ))
            }),
            Err(refused) => refused,
        };
        // The person may have gone elsewhere meanwhile.
        opening.try_set(opened);
    });
}

type Kept = (EpisodeRecord, Session<World>, Option<Rollout<World>>);

async fn read_kept(text: &str) -> Result<Kept, Opening> {
    let refuse = |why: String, next: &str| Opening::Refused {
        title: "The kept episode cannot be read.".to_owned(),
        why: words::sentence(&why),
        next: next.to_owned(),
    };
    let newer = "It stays where it is; a newer version of the page may read it.";
    let opened = EpisodeRecord::from_json(text).and_then(|record| {
        let session = record.open()?;
        Ok((record, session))
    });
    let (record, session) = opened.map_err(|error| refuse(error.to_string(), newer))?;
    // Only a model that played leaves more than the record.
    let rollout = if text.contains("\"rollout\"") {
        let read = parts::rollout(text.to_owned()).await;
        let read = read.map_err(|missing| refuse(missing.to_string(), MISSING))?;
        read.map_err(|why| refuse(why, newer))?
    } else {
        None
    };
    Ok((record, session, rollout))
}

/// The rollout in the text of a file, if there is one.
///
/// # Errors
///
/// In words: it cannot be read.
pub fn read_rollout(text: &str) -> Result<Option<Rollout<World>>, String> {
    let file = PlayedFile::from_json(text).map_err(|error| error.to_string())?;
    Ok(file.rollout)
}

/// What to do when a part of the program did not come.
const MISSING: &str = "Nothing is lost: reload the page when the network is back.";

/// Why a link was not opened.
enum Unopened {
    Bad(ShareError),
    Missing(PartMissing),
}

impl From<ShareError> for Unopened {
    fn from(error: ShareError) -> Self {
        Self::Bad(error)
    }
}

impl From<PartMissing> for Unopened {
    fn from(missing: PartMissing) -> Self {
        Self::Missing(missing)
    }
}

/// Reads a link; only one with words needs the part that unpacks them.
async fn read_link(fragment: &str) -> Result<(Link, Replay<World>), Unopened> {
    let link = match share::decode_moves(fragment) {
        Err(ShareError::Level { found }) if found == Level::Words as u8 => {
            parts::link(fragment.to_owned()).await??
        }
        other => other?,
    };
    let replay = Replay::open(&link)?;
    Ok((link, replay))
}

fn open_shared(
    playground: Playground,
    models: Models,
    opening: RwSignal<Opening>,
    fragment: String,
) {
    let owner = Owner::current().unwrap_or_default();
    spawn_local(async move {
        let opened = match read_link(&fragment).await {
            Ok((link, replay)) => {
                let Some((session, verdict)) = check(replay, opening).await else { return };
                seat(link, session, verdict).await
            }
            Err(unopened) => Err(unopened),
        };
        let opened = match opened {
            Ok(seat) => owner.with(|| Opening::Open(seat.take(playground, models))),
            Err(Unopened::Bad(error)) => refused(&error),
            Err(Unopened::Missing(missing)) => Opening::Refused {
                title: "The link could not be opened.".to_owned(),
                why: words::sentence(&missing.to_string()),
                next: MISSING.to_owned(),
            },
        };
        opening.try_set(opened);
    });
}

/// Plays a link's episode again, slice by slice; none if the person went elsewhere meanwhile.
async fn check(
    mut replay: Replay<World>,
    opening: RwSignal<Opening>,
) -> Option<(Session<World>, Verdict)> {
    let slice = if replay.session().env().grid().is_some() { GRID_SLICE } else { SLICE };
    loop {
        let progress = replay.advance(slice);
        if let Some(verdict) = replay.verdict() {
            return Some((replay.into_session(), verdict));
        }
        let waiting = Opening::Waiting { done: progress.done, total: progress.total };
        if opening.try_set(waiting).is_some() {
            return None;
        }
        sleep(Duration::ZERO).await;
    }
}

/// A shared episode that was checked, ready for the Stage.
struct Seat {
    link: Link,
    session: Session<World>,
    verdict: Verdict,
    rollout: Option<Rollout<World>>,
}

/// Words in a link make the calls again, so that the Messages tab shows them.
async fn seat(link: Link, mut session: Session<World>, verdict: Verdict) -> Result<Seat, Unopened> {
    let rollout = match link.level() {
        Level::Words => parts::retell(session.clone()).await?,
        Level::Moves | Level::File => None,
    };
    // A shared replay opens at its start, or where its link says, and never plays by itself.
    session.jump(link.open_at.unwrap_or(0));
    Ok(Seat { link, session, verdict, rollout })
}

impl Seat {
    fn take(self, playground: Playground, models: Models) -> Stage {
        let playback = Playback::new(playground, Seal::Checked(self.verdict), None);
        let model = ModelPlay::new(models, self.rollout);
        Stage::new(self.link.spec, self.session, Player::Replay, playback, model)
    }
}

/// What to say and to do about a link that cannot be opened.
pub fn refused(error: &ShareError) -> Opening {
    let (title, next) = match error {
        ShareError::Newer { .. }
        | ShareError::Level { .. }
        | ShareError::Packing { .. }
        | ShareError::UnknownWorld { .. }
        | ShareError::UnknownRules { .. } => (
            "This link is from a newer Diorama.",
            "Reload the page to get its newest version, or open the link where it was made.",
        ),
        ShareError::TooLong { .. }
        | ShareError::TooManySteps { .. }
        | ShareError::TooManyWords
        | ShareError::TooManyCards { .. } => (
            "This link is too long to be opened.",
            "No episode of these worlds is that long: ask for a new link, or for the episode as a file.",
        ),
        ShareError::Empty | ShareError::Foreign => (
            "This is not a link to an episode.",
            "A link ends in “#1.” and some letters and digits: copy it whole from where you found it.",
        ),
        _ => (
            "This link is damaged.",
            "Chats and mail programs cut or change long links: copy it whole from where you found it, or ask for it again.",
        ),
    };
    Opening::Refused {
        title: title.to_owned(),
        why: words::sentence(&error.to_string()),
        next: format!("{next} The address is {}.", words::count(page::hash().len(), "character")),
    }
}
