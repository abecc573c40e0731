//! Opens the episode that an address names.

use std::sync::Arc;

use leptos::prelude::*;

use super::case::Case;
use super::counter::Counter;
use super::seats::{AgentSeat, CustomerSeat, Seats};
use crate::env::support::books::Shop;
use crate::env::support::{Domain, World};
use crate::ui::app::Playground;
use crate::ui::rail::Seal;
use crate::ui::words;

/// How far the opening is.
#[derive(Clone)]
pub enum Opening {
    /// Under way.
    Waiting,
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

/// Opens the episode of an address: a case, and who plays.
pub fn open(playground: Playground, name: &str) -> RwSignal<Opening> {
    let refuse = |why: String| Opening::Refused {
        title: "This address names no episode.".to_owned(),
        why: words::sentence(&why),
    };
    let opened = match name.parse::<Case>() {
        Ok(case) if case.domain == Domain::Books => {
            let shop = Shop::new(case.seed);
            let script = shop.scripts.get(case.task as usize).cloned();
            let session = case.session(&shop.world);
            session.map_or_else(refuse, |session| {
                let seats = seats(case.domain, name);
                let speed = playground.prefs.speed;
                Opening::Open(Counter::new(
                    case,
                    shop.world,
                    script,
                    session,
                    seats,
                    Seal::None,
                    speed,
                ))
            })
        }
        Ok(case) => Opening::Needed(case),
        Err(why) => refuse(why),
    };
    RwSignal::new(opened)
}

/// Puts a case of tau-bench on the Stage, once its data is here.
pub fn with_data(playground: Playground, case: Case, world: &Arc<World>, name: &str) -> Opening {
    match case.session(world) {
        Ok(session) => Opening::Open(Counter::new(
            case,
            world.clone(),
            None,
            session,
            seats(case.domain, name),
            Seal::None,
            playground.prefs.speed,
        )),
        Err(why) => Opening::Refused {
            title: "This address names no episode.".to_owned(),
            why: words::sentence(&why),
        },
    }
}

/// Who sits where, as an address says.
fn seats(domain: Domain, name: &str) -> Seats {
    let said = |wanted: &str| {
        let (_, options) = name.split_once('?')?;
        let mut pairs = options.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == wanted).map(|(_, value)| value.to_owned())
    };
    let agent = said("player").and_then(|name| {
        let served = |seat: &AgentSeat| seat.as_str() == name && seat.serves(domain);
        AgentSeat::ALL.into_iter().find(served)
    });
    let customer = said("customer")
        .and_then(|name| CustomerSeat::ALL.into_iter().find(|seat| seat.as_str() == name));
    Seats {
        agent: agent.unwrap_or(AgentSeat::Person),
        customer: customer.unwrap_or(CustomerSeat::Scripted),
    }
}
