//! Who takes part in dialogues of customer support in a terminal: models, a person, scripts.

use std::future::ready;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::time::Duration;

use super::asked::Asked;
use crate::agent::support::{BuiltIn, Rollouts, RunConfig, scripted_words};
use crate::env::support::World;
use crate::gepa::scripted::SupportPupil;
use crate::gepa::support::{Cast, Role, Seat};
use crate::llm::{Answer, ChatError, ChatReply, ChatRequest, ErrorKind};
use crate::python::shared::Text;

/// Who serves.
pub enum Agent {
    /// One that needs no model.
    BuiltIn(BuiltIn),
    /// The scripted pupil.
    Pupil,
    /// A model.
    Model(Asked),
}

/// Who is served.
pub enum Customer {
    /// The person at the terminal.
    Person,
    /// A script.
    Scripted,
    /// A model.
    Model(Asked),
}

/// Is told of a run's rows whenever there is one more.
pub type OnRow<'a> = Box<dyn Fn(&RunConfig, &Rollouts) + 'a>;

/// All of them.
pub struct SupportCast<'a> {
    /// Where they meet.
    pub world: Arc<World>,
    /// Who serves.
    pub agent: Agent,
    /// Who is served.
    pub customer: Customer,
    /// Who rates.
    pub rater: Option<Asked>,
    /// The spread of the agent's sampling.
    pub temperature: f64,
    /// Is told of every row.
    pub on_row: OnRow<'a>,
}

impl SupportCast<'_> {
    fn models(&self) -> impl Iterator<Item = &Asked> {
        let agent = match &self.agent {
            Agent::Model(model) => Some(model),
            Agent::BuiltIn(_) | Agent::Pupil => None,
        };
        let customer = match &self.customer {
            Customer::Model(model) => Some(model),
            Customer::Person | Customer::Scripted => None,
        };
        agent.into_iter().chain(customer).chain(&self.rater)
    }
}

impl Cast for SupportCast<'_> {
    async fn ask(&self, seat: Seat<'_>, mut request: ChatRequest) -> Answer {
        let ends = |name: &str| self.world.ends(name);
        let model = match (seat.role, &self.agent, &self.customer) {
            (Role::Agent, Agent::BuiltIn(agent), _) => {
                return free(agent.reply(&self.world, seat.task, &request));
            }
            (Role::Agent, Agent::Pupil, _) => {
                return free(SupportPupil::reply(seat.task, &request, ends));
            }
            (Role::Agent, Agent::Model(model), _) => {
                request.temperature = Some(self.temperature);
                Some(model)
            }
            (Role::Customer, _, Customer::Model(model)) => Some(model),
            (Role::Rater, ..) => self.rater.as_ref(),
            (Role::Customer, ..) => None,
        };
        let Some(model) = model else {
            let text = format!("there is no {}", seat.role.as_str());
            return Answer::at_once(Err(ChatError::new(ErrorKind::Unreachable, text)));
        };
        let salt = format!("trial {} try {}", seat.job.trial, seat.job.attempt);
        model.ask_salted(&request, Some(salt)).await
    }

    fn say(
        &self,
        seat: Seat<'_>,
        heard: Option<&Text>,
    ) -> impl Future<Output = Result<Text, String>> {
        ready(match self.customer {
            Customer::Person => typed(heard.unwrap_or(&seat.task.instruction)),
            Customer::Scripted | Customer::Model(_) => Ok(scripted_words(seat.task, heard)),
        })
    }

    fn sleep_ms(&self, pause: u64) -> impl Future<Output = ()> {
        tokio::time::sleep(Duration::from_millis(pause))
    }

    fn finished(&self, run: &RunConfig, rollouts: &Rollouts) {
        (self.on_row)(run, rollouts);
    }

    fn is_lost(&self) -> Option<String> {
        self.models().find_map(Asked::is_lost)
    }
}

fn free(reply: ChatReply) -> Answer {
    Answer { cost_usd: Some(0.0), ..Answer::at_once(Ok(reply)) }
}

/// Shows a text, and reads a line.
fn typed(shown: &Text) -> Result<Text, String> {
    print!("{}\n> ", printable(shown));
    io::stdout().flush().map_err(|error| error.to_string())?;
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) => Err("the person at the terminal has left".to_owned()),
        Ok(_) => Ok(line.trim_end_matches(['\n', '\r']).into()),
        Err(error) => Err(error.to_string()),
    }
}

/// A text without what a terminal would obey.
fn printable(text: &str) -> String {
    let shown = |sign: char| if sign.is_control() && sign != '\n' { '\u{fffd}' } else { sign };
    text.chars().map(shown).collect()
}
