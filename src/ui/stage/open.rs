//! Opens the episode that an address names: a new one, one that this browser keeps, or a shared one.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::keeper::Keeper;
use super::model::ModelPlay;
use super::playing::{Seal, Stage, is_built_in};
use crate::agent::rollout::{PlayedFile, Rollout};
use crate::env::{World, catalog};
use crate::episode::replay::Replay;
use crate::episode::share::{self, ShareError};
use crate::episode::{Player, Session};
use crate::ui::app::Playground;
use crate::ui::models::Models;
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
        Route::Shared(fragment) => open_shared(playground, models, opening, &fragment),
        // The Stage is shown for no other address.
        Route::Gallery | Route::Settings | Route::Bench | Route::Unknown(_) => {}
    }
    opening
}

fn new_stage(playground: Playground, models: Models, query: &StageQuery) -> Stage {
    let session = Session::new(catalog::make(&query.spec), query.seed);
    let keeper = Keeper::new(playground, None);
    let player = match query.player {
        Player::Replay => Player::Person,
        player => player,
    };
    let model = ModelPlay::new(models, None);
    let speed = playground.prefs.speed;
    let stage = Stage::new(query.spec, session, player, Seal::None, speed, keeper, model);
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
            Ok(Some(text)) => read_kept(&text),
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
            Ok((file, session)) => owner.with(|| {
                let keeper = Keeper::new(playground, Some(name));
                let spec = file.episode.spec().unwrap_or(query.spec);
                Opening::Open(Stage::new(
                    spec,
                    session,
                    query.player,
                    Seal::None,
                    playground.prefs.speed,
                    keeper,
                    ModelPlay::new(models, file.rollout),
                ))
            }),
            Err(refused) => refused,
        };
        // The person may have gone elsewhere meanwhile.
        opening.try_set(opened);
    });
}

type Kept = (PlayedFile, Session<World>);

fn read_kept(text: &str) -> Result<Kept, Opening> {
    let read = PlayedFile::from_json(text).and_then(|file| {
        let session = file.episode.open()?;
        Ok((file, session))
    });
    read.map_err(|error| Opening::Refused {
        title: "The kept episode cannot be read.".to_owned(),
        why: words::sentence(&error.to_string()),
        next: "It stays where it is; a newer version of the page may read it.".to_owned(),
    })
}

fn open_shared(playground: Playground, models: Models, opening: RwSignal<Opening>, fragment: &str) {
    let replay = share::decode(fragment).and_then(|link| Ok((Replay::open(&link)?, link)));
    let (mut replay, link) = match replay {
        Ok(opened) => opened,
        Err(error) => {
            opening.set(refused(&error));
            return;
        }
    };
    let slice = if replay.session().env().grid().is_some() { GRID_SLICE } else { SLICE };
    let owner = Owner::current().unwrap_or_default();
    spawn_local(async move {
        let verdict = loop {
            let progress = replay.advance(slice);
            if let Some(verdict) = replay.verdict() {
                break verdict;
            }
            if opening
                .try_set(Opening::Waiting { done: progress.done, total: progress.total })
                .is_some()
            {
                // The person went elsewhere.
                return;
            }
            sleep(Duration::ZERO).await;
        };
        let mut session = replay.into_session();
        // Words in the link make the calls again, so that the Messages tab shows them.
        let rollout = Rollout::of_told(&session);
        // A shared replay opens at its start, or where its link says, and never plays by itself.
        session.jump(link.open_at.unwrap_or(0));
        let stage = owner.with(|| {
            let keeper = Keeper::new(playground, None);
            Stage::new(
                link.spec,
                session,
                Player::Replay,
                Seal::Checked(verdict),
                playground.prefs.speed,
                keeper,
                ModelPlay::new(models, rollout),
            )
        });
        opening.try_set(Opening::Open(stage));
    });
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
