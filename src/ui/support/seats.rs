//! Who plays the agent and who the customer.

use crate::agent::support::books::{Clerk, ScriptedCustomer};
use crate::agent::support::scripted_words;
use crate::env::support::books::Script;
use crate::env::support::{Action, Domain, Sight, SupportEnv, Task, Turn};
use crate::episode::{Player, Session};

/// Who plays the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentSeat {
    /// The person, by hand.
    Person,
    /// The scripted agent of Harbor Books.
    Scripted,
    /// The gold actions, one after the other.
    Gold,
    /// A sentence, and nothing else.
    Nothing,
    /// A model.
    Model,
}

impl AgentSeat {
    /// Everyone.
    pub const ALL: [Self; 5] =
        [Self::Person, Self::Scripted, Self::Gold, Self::Nothing, Self::Model];

    /// The name in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Scripted => "scripted",
            Self::Gold => "gold",
            Self::Nothing => "do-nothing",
            Self::Model => "model",
        }
    }

    /// The name on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Person => "me",
            Self::Scripted => "scripted agent",
            Self::Gold => "gold replay",
            Self::Nothing => "do-nothing",
            Self::Model => "a model",
        }
    }

    /// What it is.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Person => "You speak, and call the tools.",
            Self::Scripted => "A script that goes by the policy. No model.",
            Self::Gold => "Takes the task’s gold actions and says what has to be said.",
            Self::Nothing => "Says a sentence and does nothing: the baseline.",
            Self::Model => {
                "An LLM, asked straight from this page; or the script that stands in for one."
            }
        }
    }

    /// Whether it can serve a domain.
    pub fn serves(self, domain: Domain) -> bool {
        self != Self::Scripted || domain == Domain::Books
    }
}

/// Who plays the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerSeat {
    /// The person.
    Person,
    /// A script.
    Scripted,
    /// A model.
    Model,
}

impl CustomerSeat {
    /// Everyone.
    pub const ALL: [Self; 3] = [Self::Scripted, Self::Person, Self::Model];

    /// The name in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Scripted => "scripted",
            Self::Model => "model",
        }
    }

    /// The name on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Person => "me",
            Self::Scripted => "scripted customer",
            Self::Model => "a model",
        }
    }

    /// What it is at a domain.
    pub const fn about(self, domain: Domain) -> &'static str {
        match (self, domain) {
            (Self::Person, _) => "You speak for the customer.",
            (Self::Scripted, Domain::Books) => {
                "States its wish, answers what it is asked, pushes back."
            }
            (Self::Scripted, _) => "States its wish, then is content with any answer.",
            (Self::Model, _) => "An LLM that is told the customer’s wish.",
        }
    }
}

/// Who sits where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// The agent.
    pub agent: AgentSeat,
    /// The customer.
    pub customer: CustomerSeat,
}

impl Seats {
    /// Whether the person has the turn.
    pub fn is_persons(self, customer_speaks: bool) -> bool {
        if customer_speaks {
            self.customer == CustomerSeat::Person
        } else {
            self.agent == AgentSeat::Person
        }
    }

    /// Whether a model has the turn.
    pub fn is_models(self, customer_speaks: bool) -> bool {
        if customer_speaks {
            self.customer == CustomerSeat::Model
        } else {
            self.agent == AgentSeat::Model
        }
    }

    /// The script's next turn at the session's cursor; none if it is the person's or a model's.
    pub fn next(self, session: &Session<SupportEnv>, script: Option<&Script>) -> Option<Turn> {
        let env = session.env();
        if self.is_persons(env.customer_speaks()) || self.is_models(env.customer_speaks()) {
            return None;
        }
        let before = session.line().take(session.at()).map(|record| &record.action);
        let task = env.desk().task();
        Some(if env.customer_speaks() {
            let said = before.filter_map(said).collect::<Vec<_>>();
            Turn::Customer(match script {
                Some(script) => {
                    let mut customer = ScriptedCustomer::new(script.clone());
                    let heard = said.iter().map(|words| customer.hear(words)).last();
                    heard.unwrap_or_else(|| customer.open())
                }
                None => scripted_words(task, said.last().map(|words| (*words).into()).as_ref()),
            })
        } else {
            Turn::Agent(match self.agent {
                AgentSeat::Scripted => Clerk::next(&heard(session)),
                AgentSeat::Gold => gold(session, task),
                AgentSeat::Nothing | AgentSeat::Person | AgentSeat::Model => {
                    Action::respond("That is all.")
                }
            })
        })
    }
}

/// What the agent said with a turn, if it spoke.
fn said(turn: &Turn) -> Option<&str> {
    match turn {
        Turn::Agent(action) if action.is_respond() => {
            Some(action.kwargs.get(crate::env::support::CONTENT)?.as_str().unwrap_or_default())
        }
        Turn::Agent(_) | Turn::Customer(_) => None,
    }
}

/// What the agent heard up to the cursor: the customer's words, and what came of its calls.
fn heard(session: &Session<SupportEnv>) -> Vec<String> {
    let mut walk = session.walk();
    let mut heard = Vec::new();
    for step in 1..=session.at() {
        walk.to(step);
        if let Sight::Text { text, .. } = walk.observation() {
            heard.push(text.to_string());
        }
    }
    heard
}

/// The first gold action that the run lacks; behind the last the required outputs.
fn gold(session: &Session<SupportEnv>, task: &Task) -> Action {
    let env = session.env();
    let taken = env.desk().own_actions();
    let mut rest = taken.to_vec();
    let ends = |action: &Action| env.desk().world().ends(&action.name);
    for action in task.actions.iter().filter(|action| !ends(action)) {
        match rest.iter().position(|taken| taken == action) {
            Some(at) => {
                rest.remove(at);
            }
            None => return action.clone(),
        }
    }
    let outputs = task.outputs.iter().map(|output| &**output).collect::<Vec<_>>().join("\n");
    Action::respond(if outputs.is_empty() { "That is all.".to_owned() } else { outputs })
}

/// Who took a step that nobody at this page took by hand.
pub const SCRIPT: Player = Player::Expert;
