//! What the share dialog makes of an episode of customer support.

use leptos::prelude::*;

use super::counter::Counter;
use crate::env::support::Domain;
use crate::episode::Session;
use crate::episode::share::Level;
use crate::episode::support::share::{SupportLink, encode};
use crate::ui::playback::Staged;
use crate::ui::share::{ShareForm, Sharing, Wanted};
use crate::ui::words;

/// What the dialog holds.
#[component]
pub fn Share() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let (at, steps) = counter.session.with_untracked(|session| (session.at(), session.line_len()));
    let links = [Level::Moves, Level::Words].map(|level| {
        counter.session.with_untracked(|session| SupportLink::new(session, counter.case, level))
    });
    let links = StoredValue::new(links);
    let link = move |Wanted { level, open_at, reasoning }: Wanted| {
        let [moves, told] = links.get_value();
        let link = if level == Level::Moves { moves } else { told };
        let link = if reasoning { link } else { link.without_reasoning() };
        let link = if let Some(at) = open_at { link.opened_at(at) } else { link };
        let made = counter.ground.with_value(|ground| encode(&link, &ground.world));
        made.map_err(|error| error.to_string())
    };
    let has_words = counter.session.with_untracked(|session: &Session<_>| session.line_len() > 0);
    let case = counter.case;
    let world = match case.domain {
        Domain::Books => "The task, the shop’s seed",
        Domain::Retail | Domain::Airline => "The task",
    };
    let calls = words::count(steps, "turn");
    let sharing = Sharing {
        at,
        steps,
        about_moves: format!(
            "{world} and {calls}, without what was said. Results, data base and reward are worked out anew."
        ),
        about_words: "Also what the customer and the agent said, letter by letter.".to_owned(),
        has_words,
        thinks: false,
        link: Callback::new(link),
        file: Callback::new(move |()| counter.file()),
        file_name: format!("diorama-{}-task-{}.json", case.domain, case.task),
        refuse: Callback::new(move |why: String| counter.playback.refuse(&why)),
    };
    view! { <ShareForm sharing /> }
}
