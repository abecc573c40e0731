//! What the share dialog makes of an episode on the Stage.

use leptos::prelude::*;

use super::playing::Stage;
use crate::episode::share::{self, Link};
use crate::episode::{PlayerCard, Role, Transcript};
use crate::ui::playback::Staged;
use crate::ui::share::{ShareForm, Sharing, Wanted};
use crate::ui::words;

/// What the dialog holds.
#[component]
pub fn Share() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let (at, steps) = stage.session.with_untracked(|session| (session.at(), session.line_len()));
    let full = stage.session.with_untracked(|session| {
        let said = stage.model.rollout.with_untracked(|rollout| rollout.told(session));
        Link::new(session, stage.spec).telling(said)
    });
    let said = full.transcript.clone().unwrap_or_default();
    let full = StoredValue::new(full);
    let link = move |Wanted { level, open_at, reasoning }: Wanted| {
        let link = full.get_value().at_level(level);
        let link = if reasoning { link } else { link.without_reasoning() };
        let link = if let Some(at) = open_at { link.opened_at(at) } else { link };
        share::encode(&link).map_err(|error| error.to_string())
    };
    let id = stage.entry().id.replace('/', "-");
    let actions = words::count(steps, "action");
    let sharing = Sharing {
        at,
        steps,
        about_moves: format!("The world, the seed and {actions}. All else is worked out anew."),
        about_words: about_words(&said),
        has_words: !said.is_empty(),
        thinks: said.has_reasoning(),
        link: Callback::new(link),
        file: Callback::new(move |()| stage.file()),
        file_name: format!("diorama-{id}-seed-{}.json", stage.seed()),
        refuse: Callback::new(move |why: String| stage.playback.refuse(&why)),
    };
    view! { <ShareForm sharing /> }
}

/// Whose words there are, and how many.
fn about_words(said: &Transcript) -> String {
    if said.is_empty() {
        return "Also what was said; nobody said anything here.".to_owned();
    }
    let name = |card: &PlayerCard| match card.role {
        Role::Customer => "the customer".to_owned(),
        Role::Judge => "a judge".to_owned(),
        Role::Agent if card.model.is_empty() => card.kind.clone(),
        Role::Agent => card.model.clone(),
    };
    let mut names: Vec<String> = said.cards.iter().map(name).collect();
    names.dedup();
    let replies = words::count(said.words().count(), "message");
    format!("Also {replies} of {}, letter by letter.", names.join(", "))
}
