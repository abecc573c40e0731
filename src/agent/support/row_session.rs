//! A row of a results file as a session, with what models said at its steps.

use std::sync::Arc;

use crate::agent::support::results::{ResultRow, reply_of};
use crate::env::support::{SupportEnv, Turn, World};
use crate::episode::support::Case;
use crate::episode::{CardId, Player, PlayerCard, Said, Session, ToolUse, Words};

/// Who took part in a row's episode. A card is a model's, whose words are kept; those of a customer that said what its model replied.
#[derive(Clone, Debug, PartialEq)]
pub struct RowCast {
    /// Who served.
    pub agent: (Player, Option<PlayerCard>),
    /// Who was served.
    pub customer: (Player, Option<PlayerCard>),
}

impl Default for RowCast {
    /// Nobody knows who it was.
    fn default() -> Self {
        Self { agent: (Player::Replay, None), customer: (Player::Replay, None) }
    }
}

/// The session of a row, at its end.
///
/// # Errors
///
/// The case is none of the world's, or a turn is none.
pub fn session_of_row(
    row: &ResultRow,
    case: Case,
    world: &Arc<World>,
    cast: &RowCast,
) -> Result<Session<SupportEnv>, String> {
    let mut session = case.session(world).map_err(|error| error.to_string())?;
    let mut seat = |card: &Option<PlayerCard>| session.seat(card.clone()?);
    let (agent, customer) = (seat(&cast.agent.1), seat(&cast.customer.1));
    let mut replies = row.traj.iter().filter_map(reply_of);
    for turn in row.turns().map_err(|error| error.to_string())? {
        let (player, words) = match &turn {
            Turn::Agent(_) => {
                let reply = replies.next().unwrap_or_default();
                let tools = reply.calls.into_iter();
                let tools =
                    tools.map(|call| ToolUse { name: call.name, arguments: call.arguments });
                let text = reply.content.unwrap_or_default();
                let words = |by| Words { tools: tools.collect(), ..Words::new(by, text) };
                (cast.agent.0, agent.map(words))
            }
            Turn::Customer(text) => {
                let words = |by: CardId| Words::new(by, text.to_string());
                (cast.customer.0, customer.map(words))
            }
        };
        let said = Said::new(words.into_iter().collect());
        session.act_said(turn, player, said).map_err(|error| error.to_string())?;
    }
    Ok(session)
}
