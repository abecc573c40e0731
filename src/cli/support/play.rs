//! An episode of customer support in a terminal: scripts, models and the person at the terminal.

use std::fs;
use std::io::{self, BufRead, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::agent::rollout::{Limits, Spent, estimate};
use crate::agent::support::books::Clerk;
use crate::agent::support::line::{
    AgentModel, AgentSeat, CustomerModel, CustomerSeat, Next, Pause, Question, Seats, SupportLine,
};
use crate::agent::support::{BuiltIn, CustomerKind, MAX_STEPS, Party};
use crate::cli::http::{Http, block_on};
use crate::cli::model::ModelArguments;
use crate::cli::play::Play;
use crate::cli::rollout::{check_budget, check_file, limits, until_stopped, used};
use crate::cli::share::printable;
use crate::cli::support::Place;
use crate::cli::support::share::told;
use crate::env::support::{Action, Domain, SupportEnv, Turn};
use crate::episode::share::{Fit, Level};
use crate::episode::support::share::{SupportLink, encode};
use crate::episode::support::{Case, SupportRecord};
use crate::episode::{Player, Session};
use crate::llm::{Answer, ChatModel, ChatRequest, Client};

/// Plays a case to its end; prints the turns, what came of it, and a link to it. Whether it came to that end, or as far as it was let.
///
/// # Errors
///
/// The case, the players or the data cannot be used.
pub fn play(case: Case, arguments: &Play) -> Result<bool, String> {
    if arguments.model.prompt_pack.is_some() {
        return Err("In customer support the words come with the data: it takes no --prompt-pack."
            .to_owned());
    }
    let place = Place::find(case, arguments.data.clone())?;
    let mut session = case.session(&place.world).map_err(|error| error.to_string())?;
    let asked = &arguments.model.asked;
    let agent = agent_seat(case, &arguments.agent, asked)?;
    let customer = customer_seat(arguments, &agent, &place)?;
    let agent_client = matches!(agent, AgentSeat::Model(_)).then(|| client(asked)).transpose()?;
    let customer_client = match &customer {
        CustomerSeat::Model(_) => Some(client(&customer_arguments(arguments))?),
        _ => None,
    };
    let clients = (agent_client.as_ref(), customer_client.as_ref());
    for client in [clients.0, clients.1].into_iter().flatten() {
        check_budget(&arguments.model, client)?;
    }
    if clients.0.or(clients.1).is_some() {
        arguments.model.out.as_deref().map_or(Ok(()), check_file)?;
    }
    let is_model = matches!(agent, AgentSeat::Model(_));
    let is_person = agent == AgentSeat::Person || customer == CustomerSeat::Person;
    let most = arguments.max_steps.and_then(|most| u32::try_from(most).ok());
    let limit = most.or(is_model.then_some(MAX_STEPS));
    let line = SupportLine::new(Seats { agent, customer }, place.wording.clone()).with_limit(limit);
    println!("{case}");
    let mut purse = Purse { limits: limits(arguments), spent: Spent::default() };
    let playing = go_on(line, &mut session, clients, &mut purse);
    // Who is asked for a line at the terminal leaves by Ctrl-C at once.
    let went = if is_person { Some(block_on(playing)) } else { block_on(until_stopped(playing)) };
    match &went {
        Some(Ok(_)) => {}
        Some(Err(why)) => println!("{why}"),
        None => println!("stopped"),
    }
    let steps = session.line_len();
    println!("{steps} turns, reward {}", session.return_so_far(steps));
    if purse.spent.calls > 0 {
        println!("{}", used(&purse.spent));
    }
    if let Some(out) = &arguments.model.out {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let record = SupportRecord::new(&session, case, now.as_millis() as u64);
        let text = record.to_json().map_err(|error| error.to_string())?;
        fs::write(out, text).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    let link = |level| encode(&SupportLink::new(&session, case, level), &place.world);
    let fragment = match link(Level::Words) {
        Ok(words) if Fit::of(words.len()) <= Fit::Chat => Ok(words),
        _ => link(Level::Moves),
    };
    println!("#{}", fragment.map_err(|error| error.to_string())?);
    Ok(matches!(went, Some(Ok(true))))
}

/// Plays on until the episode is over, or somebody has to look at it; false if that is because a model failed.
async fn go_on(
    mut line: SupportLine,
    session: &mut Session<SupportEnv>,
    clients: (Option<&Client<Http>>, Option<&Client<Http>>),
    purse: &mut Purse,
) -> Result<bool, String> {
    loop {
        let before = session.at();
        match line.next(session) {
            Next::Over => return Ok(true),
            Next::Paused(why) => {
                println!("paused: {why}");
                return Ok(matches!(why, Pause::Limit(_)));
            }
            Next::Script(_) => {
                line.act(session).map_err(|error| error.to_string())?;
            }
            Next::Person(party) => {
                let turn = typed(party, session)?;
                session.act(turn, Player::Person).map_err(|error| error.to_string())?;
            }
            Next::Ask(question) => {
                if let Some(limit) = purse.limits.on_call(&purse.spent) {
                    println!("paused: {limit}");
                    return Ok(true);
                }
                let client = if question.party == Party::Agent { clients.0 } else { clients.1 };
                let client = client.ok_or("there is no model to be asked")?;
                ask(client, &mut line, session, &question, purse).await;
            }
        }
        for step in before + 1..=session.at() {
            println!("{}", told(session, step, true));
        }
    }
}

async fn ask(
    client: &Client<Http>,
    line: &mut SupportLine,
    session: &mut Session<SupportEnv>,
    question: &Question,
    purse: &mut Purse,
) {
    let answer = client.ask(&question.request, &mut |_| {}).await;
    purse.pay(&question.request, &answer);
    line.answer(session, question, &answer);
}

/// What both sides' models may use and have used.
struct Purse {
    limits: Limits,
    spent: Spent,
}

impl Purse {
    fn pay(&mut self, request: &ChatRequest, answer: &Answer) {
        let reply = answer.reply();
        let counted = reply.and_then(|reply| reply.usage);
        let estimated = reply.map(|reply| estimate(request, reply)).filter(|_| counted.is_none());
        let usage = counted.or(estimated).unwrap_or_default();
        let spent = &mut self.spent;
        spent.calls += 1;
        spent.estimated += u64::from(estimated.is_some());
        spent.unpriced += u64::from(answer.cost_usd.is_none());
        spent.tokens_in = spent.tokens_in.saturating_add(usage.tokens_in);
        spent.tokens_out = spent.tokens_out.saturating_add(usage.tokens_out);
        spent.cost_usd += answer.cost_usd.unwrap_or(0.0);
    }
}

/// Who serves.
fn agent_seat(case: Case, name: &str, asked: &ModelArguments) -> Result<AgentSeat, String> {
    let built_in = BuiltIn::ALL.into_iter().find(|agent| agent.as_str() == name);
    Ok(match (name, built_in) {
        (_, Some(agent)) => AgentSeat::BuiltIn(agent),
        ("expert", _) if case.domain != Domain::Books => AgentSeat::BuiltIn(BuiltIn::Gold),
        ("expert", _) => AgentSeat::Clerk,
        (Clerk::NAME, _) if case.domain == Domain::Books => AgentSeat::Clerk,
        ("person", _) => AgentSeat::Person,
        _ => {
            let kind = name.parse().map_err(|_| {
                format!("Nobody serves as {name:?}. There are: expert, scripted, gold, do-nothing, person, tool-calling, act, react, few-shot.")
            })?;
            let sampling = asked.sampling();
            AgentSeat::Model(AgentModel { sampling, ..AgentModel::new(kind, "") })
        }
    })
}

/// Who is served: by a model that serves another model, else a script.
fn customer_seat(
    arguments: &Play,
    agent: &AgentSeat,
    place: &Place,
) -> Result<CustomerSeat, String> {
    let usual = if matches!(agent, AgentSeat::Model(_)) && place.script.is_none() {
        CustomerKind::Llm.as_str()
    } else {
        "scripted"
    };
    Ok(match arguments.customer.as_deref().unwrap_or(usual) {
        "scripted" => CustomerSeat::Scripted(
            // The others say what they say without hearing much.
            place.script.clone().filter(|_| !matches!(agent, AgentSeat::BuiltIn(_))),
        ),
        "person" | "human" => CustomerSeat::Person,
        name => {
            let kind = name.parse().map_err(|error| format!("{error}"))?;
            let sampling = customer_arguments(arguments).sampling();
            CustomerSeat::Model(CustomerModel { sampling, ..CustomerModel::new(kind, "") })
        }
    })
}

/// The customer's model: the agent's, if no other is named; only the agent has a temperature.
fn customer_arguments(arguments: &Play) -> ModelArguments {
    let mut asked = arguments.model.asked.clone();
    if let Some(model) = &arguments.customer_model {
        asked.model = Some(model.clone());
    }
    asked.temperature = None;
    asked
}

fn client(asked: &ModelArguments) -> Result<Client<Http>, String> {
    asked.client().map_err(|error| error.to_string())
}

/// A person's turn: a line of words, or for the agent a tool's name and its arguments as JSON.
fn typed(party: Party, session: &Session<SupportEnv>) -> Result<Turn, String> {
    if session.at() == 0 {
        println!("{}", printable(&session.env().desk().task().instruction));
    }
    loop {
        print!("{}> ", if party == Party::Agent { "agent" } else { "customer" });
        io::stdout().flush().map_err(|error| error.to_string())?;
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line).map_err(|error| error.to_string())?;
        if read == 0 {
            return Err("the person at the terminal has left".to_owned());
        }
        let line = line.trim_end_matches(['\n', '\r']);
        if party == Party::Customer {
            return Ok(Turn::Customer(line.into()));
        }
        match action(session, line) {
            Ok(action) => return Ok(Turn::Agent(action)),
            Err(why) => println!("{why}"),
        }
    }
}

/// `get_order {"order_id": "HB-10001"}` is a call, everything else is said.
fn action(session: &Session<SupportEnv>, line: &str) -> Result<Action, String> {
    let name = line.trim().split([' ', '{']).next().unwrap_or_default();
    if session.env().world().domain().tool(name).is_none() {
        return Ok(Action::respond(line));
    }
    let arguments = line.trim()[name.len()..].trim();
    if !arguments.is_empty() && !arguments.starts_with('{') {
        return Ok(Action::respond(line));
    }
    let json = if arguments.is_empty() { "{}" } else { arguments };
    let kwargs = crate::python::shared::loads(json).map_err(|error| error.to_string())?;
    let kwargs = kwargs.as_map().ok_or("the arguments are no object")?;
    Ok(Action::new(name, kwargs.clone()))
}
