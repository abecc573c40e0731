//! Models, scripts and persons in a session of customer support: whose turn it is, what is asked, and what an answer leads to.
//!
//! ```text
//! loop {
//!     match line.next(&session) {
//!         Next::Ask(question) => {
//!             let answer = model_of(question.party).ask(&question.request, &mut watch).await;
//!             line.answer(&mut session, &question, &answer);
//!         }
//!         Next::Script(_) => line.act(&mut session)?,
//!         Next::Person(_) => …,   // somebody acts on the session itself
//!         Next::Paused(_) => …,   // shown; `try_again`, other seats or limits go on
//!         Next::Over => break,
//!     }
//! }
//! ```
//!
//! Questions are computed from the session's line alone: its turns, and the words that led to them. So undoing, jumping, forking, taking a
//! turn by hand and reloading need no care. A model that sits down later finds the conversation as if it had led it. Only a customer that
//! checks its words before it says them is asked more than once for a turn; those replies wait here for the turn that they lead to, and
//! are forgotten when the session goes elsewhere.
//!
//! Played straight on, the questions are those of [`SupportEpisode`](super::SupportEpisode), to the letter.

mod follow;
mod kept;
mod seats;

use std::sync::Arc;

pub use kept::SupportCall;
pub use seats::{AgentModel, AgentSeat, CARD_VERSION, CustomerModel, CustomerSeat, Seats};

use crate::agent::rollout::{Check, Voice};
use crate::agent::support::agent::read_action;
use crate::agent::support::books::Clerk;
use crate::agent::support::chat::{Reply, plain_request};
use crate::agent::support::episode::Party;
use crate::agent::support::line::follow::{Follow, action_of, answers};
use crate::agent::support::line::seats::sampled;
use crate::agent::support::wording::Wording;
use crate::env::support::{SupportEnv, Turn};
use crate::episode::{ActError, BranchId, Player, PlayerCard, Said, Session, Words};
use crate::llm::{Answer, ChatError, ChatReply, ChatRequest, Outcome};

/// Both sides at play in a session.
#[derive(Clone, Debug)]
pub struct SupportLine {
    seats: Seats,
    wording: Arc<Wording>,
    /// How many turns the agent may have.
    limit: Option<u32>,
    /// Replies that led to no turn yet.
    pending: Option<Pending>,
    held: Option<(Spot, ChatError)>,
}

/// A place in a session: the branch that owns its step, and the step.
type Spot = (BranchId, usize);

/// Replies for one turn.
#[derive(Clone, Debug)]
struct Pending {
    spot: Spot,
    card: PlayerCard,
    given: Vec<(Words, SupportCall)>,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Ask a model, then [`SupportLine::answer`].
    Ask(Question),
    /// Take a script's turn: [`SupportLine::act`].
    Script(Turn),
    /// A person has this side's turn.
    Person(Party),
    /// Nothing, until someone has looked at it.
    Paused(Pause),
    /// Nothing: the episode is over at the session's cursor.
    Over,
}

/// A question for a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// As whom.
    pub party: Party,
    /// What to ask.
    pub request: Box<ChatRequest>,
    /// Where the session stood.
    spot: Spot,
}

/// Why nothing goes on by itself.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Pause {
    /// The model failed.
    #[error("the model failed: {0}")]
    Failed(ChatError),
    /// The agent has had all its turns.
    #[error("the agent has had its {0} turns")]
    Limit(u32),
    /// The agent cannot play here.
    #[error("{0}")]
    Unplayable(String),
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Came {
    /// It led to a step of the line.
    Acted {
        /// The step.
        step: usize,
        /// What was wrong with the reply, if something else was done in its place.
        lapse: Option<String>,
    },
    /// One more question is needed for the turn.
    More,
    /// The model failed; the line pauses here.
    Failed,
    /// The session had gone elsewhere since the question; nothing was done.
    Elsewhere,
    /// The session takes no further step.
    Full(ActError),
}

impl SupportLine {
    /// A line between two seats; `wording` is what customers and agents in text are told.
    pub const fn new(seats: Seats, wording: Arc<Wording>) -> Self {
        Self { seats, wording, limit: None, pending: None, held: None }
    }

    /// The same with a limit of turns for the agent.
    #[must_use]
    pub fn with_limit(self, limit: Option<u32>) -> Self {
        Self { limit, ..self }
    }

    /// Who sits where.
    pub const fn seats(&self) -> &Seats {
        &self.seats
    }

    /// Seats others. What was said so far stays.
    pub fn set(&mut self, seats: Seats) {
        if seats != self.seats {
            self.seats = seats;
            (self.pending, self.held) = (None, None);
        }
    }

    /// Forgets that the model failed here, so that it is asked again.
    pub fn try_again(&mut self) {
        self.held = None;
    }

    /// What is to be done next, at the session's cursor. The same until it was done.
    pub fn next(&self, session: &Session<SupportEnv>) -> Next {
        if session.is_over() {
            return Next::Over;
        }
        let here = spot(session);
        if let Some((_, error)) = self.held.as_ref().filter(|(at, _)| *at == here) {
            return Next::Paused(Pause::Failed(error.clone()));
        }
        let is_customer = session.env().customer_speaks();
        match (is_customer, &self.seats.agent, &self.seats.customer) {
            (true, _, CustomerSeat::Person) => return Next::Person(Party::Customer),
            (false, AgentSeat::Person, _) => return Next::Person(Party::Agent),
            _ => {}
        }
        let follow = match Follow::new(session, &self.seats, &self.wording) {
            Ok(follow) => follow,
            Err(why) => return Next::Paused(Pause::Unplayable(why)),
        };
        if is_customer {
            self.customer_next(follow, here)
        } else {
            self.agent_next(session, follow, here)
        }
    }

    fn agent_next(&self, session: &Session<SupportEnv>, follow: Follow, spot: Spot) -> Next {
        if let Some(limit) = self.limit.filter(|limit| follow.turns >= *limit) {
            return Next::Paused(Pause::Limit(limit));
        }
        let model = match &self.seats.agent {
            AgentSeat::Model(model) => model,
            AgentSeat::Clerk => return Next::Script(Turn::Agent(Clerk::next(&follow.heard))),
            AgentSeat::BuiltIn(agent) => {
                let env = session.env();
                let task = env.desk().task();
                let said = agent.reply(env.world(), task, &follow.agent.request());
                let action = read_action(follow.agent.kind(), &Reply::from(&said));
                return match action {
                    Ok(action) => Next::Script(Turn::Agent(action)),
                    Err(why) => Next::Paused(Pause::Unplayable(why.to_string())),
                };
            }
            AgentSeat::Person => return Next::Person(Party::Agent),
        };
        let request = Box::new(sampled(follow.agent.request(), &model.sampling));
        Next::Ask(Question { party: Party::Agent, request, spot })
    }

    fn customer_next(&self, mut follow: Follow, spot: Spot) -> Next {
        let model = match &self.seats.customer {
            CustomerSeat::Model(model) => model,
            CustomerSeat::Scripted(_) => return Next::Script(Turn::Customer(follow.script)),
            CustomerSeat::Person => return Next::Person(Party::Customer),
        };
        // They led to no turn yet, or they would not wait.
        answers(&mut follow.customer, &self.replies(spot));
        let Some(messages) = follow.customer.question() else {
            // A kind that asks nothing: a person's.
            return Next::Person(Party::Customer);
        };
        let request = Box::new(sampled(plain_request(messages), &model.sampling));
        Next::Ask(Question { party: Party::Customer, request, spot })
    }

    /// The replies that wait at a place.
    fn replies(&self, spot: Spot) -> Vec<&str> {
        let here = self.pending.iter().filter(|pending| pending.spot == spot);
        here.flat_map(|pending| &pending.given).map(|(words, _)| words.text.as_str()).collect()
    }

    /// Takes a script's turn; returns the step. Nothing is done where no script has the turn.
    ///
    /// # Errors
    ///
    /// [`ActError`]: the session is full.
    pub fn act(&mut self, session: &mut Session<SupportEnv>) -> Result<usize, ActError> {
        if let Next::Script(turn) = self.next(session) {
            session.act(turn, Player::Expert)?;
        }
        Ok(session.at())
    }

    /// Takes the answer to a question: takes the turn that it leads to, with the reply's words and the call kept at the step. A reply that
    /// cannot be used leads to a step all the same, with a remark on it.
    pub fn answer(
        &mut self,
        session: &mut Session<SupportEnv>,
        question: &Question,
        answer: &Answer,
    ) -> Came {
        let is_still = matches!(self.next(session), Next::Ask(now) if now == *question);
        if !is_still {
            return Came::Elsewhere;
        }
        let reply = match &answer.outcome {
            Outcome::Reply(reply) => reply,
            Outcome::Error(error) => {
                self.held = Some((question.spot, error.clone()));
                return Came::Failed;
            }
        };
        let check = Check::new(&question.request.turns, &question.request.tools);
        match (question.party, &self.seats.agent, &self.seats.customer) {
            (Party::Agent, AgentSeat::Model(model), _) => {
                let (action, lapse) = action_of(model.kind, &Reply::from(reply));
                let call = SupportCall { voice: Voice::Agent, check, answer: answer.clone() };
                self.wait(question.spot, &model.card(), reply, call);
                self.take(session, Turn::Agent(action), lapse)
            }
            (Party::Customer, _, CustomerSeat::Model(model)) => {
                let call = SupportCall { voice: Voice::Customer, check, answer: answer.clone() };
                self.wait(question.spot, &model.card(), reply, call);
                self.customer_says(session, question.spot)
            }
            _ => Came::Elsewhere,
        }
    }

    /// What the customer says by the replies that wait, if they are enough.
    fn customer_says(&mut self, session: &mut Session<SupportEnv>, spot: Spot) -> Came {
        let Ok(follow) = Follow::new(session, &self.seats, &self.wording) else {
            return Came::Elsewhere;
        };
        let replies = self.replies(spot);
        let Some(words) = answers(&mut follow.customer.clone(), &replies) else {
            return Came::More;
        };
        let lapse = {
            let mut again = follow.customer;
            replies.iter().find_map(|reply| Some(again.answer(reply, 0.0).err()?.to_string()))
        };
        self.take(session, Turn::Customer(words.into()), lapse)
    }

    /// Puts a reply to those that wait.
    fn wait(&mut self, spot: Spot, card: &PlayerCard, reply: &ChatReply, call: SupportCall) {
        let given = (kept::words(crate::episode::CardId(0), reply), call);
        match &mut self.pending {
            Some(pending) if pending.spot == spot && pending.card == *card => {
                pending.given.push(given);
            }
            _ => self.pending = Some(Pending { spot, card: card.clone(), given: vec![given] }),
        }
    }

    /// Takes a turn by the replies that wait.
    fn take(
        &mut self,
        session: &mut Session<SupportEnv>,
        turn: Turn,
        lapse: Option<String>,
    ) -> Came {
        let mut said = Said::default();
        if let Some(pending) = self.pending.take() {
            // Without room for one more speaker the turn stands without its words.
            let by = session.seat(pending.card);
            for (words, call) in pending.given {
                said.calls.push(call.to_value());
                said.words.extend(by.map(|by| Words { by, ..words }));
            }
        }
        if let Err(why) = session.act_said(turn, Player::Model, said) {
            return Came::Full(why);
        }
        let step = session.at();
        if let Some(lapse) = &lapse {
            session.annotate(step, lapse);
        }
        Came::Acted { step, lapse }
    }
}

/// Where a session stands.
fn spot(session: &Session<SupportEnv>) -> Spot {
    (session.owner(session.at()), session.at())
}
