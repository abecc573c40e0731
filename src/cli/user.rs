//! `diorama user`: a simulated user leads conversations with an agent, and what comes of them is written down for `diorama judge`.
//!
//! The user is agent-inspect's: a persona, a task, and the condition under which it is content. The agent is whatever answers behind an
//! OpenAI-compatible address. Every answer is on disk before anything follows from it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::answers::Answers;
use super::asked::Asked;
use super::http::block_on;
use super::judge::samples::{Task, tasks};
use super::model::ModelArguments;
use super::party::Party;
use crate::judge::{
    AgentDialogueTrace, DialogueEnd, DialogueNext, EvaluationSample, Persona, ProxyWording,
    SCRIPTED_AGENT, SCRIPTED_USER, UserDialogue, UserProxy, scripted_agent, scripted_user,
};
use crate::llm::{Answer, ChatRequest, Message, PromptPack};

/// Who talks to whom about what.
#[derive(Args)]
#[expect(clippy::struct_field_names, reason = "flags of the user's model, by their names")]
pub struct User {
    /// Evaluation samples (.json): each one's input is a user's task and the condition of its end.
    #[arg(long, value_name = "FILE", alias = "samples-file", required_unless_present = "task")]
    samples: Option<PathBuf>,
    /// The user's task in words, in place of samples.
    #[arg(long, value_name = "WORDS", conflicts_with = "samples", requires = "until")]
    task: Option<String>,
    /// When the user is content: the condition of the end.
    #[arg(long, value_name = "WORDS")]
    until: Option<String>,
    /// A sub-goal in words, kept in the record for the judge; may be given several times.
    #[arg(long, value_name = "WORDS")]
    subgoal: Vec<String>,
    /// How the user talks.
    #[arg(
        long,
        alias = "user-proxy-persona",
        default_value = Persona::Expert.as_str(),
        value_parser = PossibleValuesParser::new(Persona::ALL.map(Persona::as_str))
    )]
    persona: String,
    /// What the user says first; left to it, if it is not given.
    #[arg(long, value_name = "WORDS")]
    initial_message: Option<String>,
    /// What the user knows of the agent.
    #[arg(long, value_name = "WORDS")]
    agent_description: Option<String>,
    /// What the agent is told before all else.
    #[arg(long, value_name = "FILE")]
    agent_instruction: Option<PathBuf>,
    /// The most turns of a conversation.
    #[arg(long, value_name = "N", default_value_t = 15)]
    max_turns: usize,
    /// How often each task is talked about.
    #[arg(long, value_name = "N", default_value_t = 1, alias = "n-trials")]
    trials: u32,
    /// The conversations: a line of JSON for each. Beside it, `FILE.answers` keeps every answer that was paid for.
    #[arg(long, value_name = "FILE", default_value = "conversations.jsonl")]
    out: PathBuf,
    /// Go on with a run that was broken off: nothing in its answers is asked again.
    #[arg(long)]
    resume: bool,
    /// The prompt pack with the original user's wording; ours, if it is not given.
    #[arg(long, value_name = "FILE")]
    prompt_pack: Option<PathBuf>,
    /// The user's model; the agent's, if none is named.
    #[arg(long, alias = "user-proxy-model")]
    user_model: Option<String>,
    /// Who serves the user's model.
    #[arg(long)]
    user_provider: Option<String>,
    /// The address of its server.
    #[arg(long, value_name = "URL")]
    user_base_url: Option<String>,
    /// The environment variable that holds its key.
    #[arg(long, value_name = "NAME")]
    user_key_env: Option<String>,
    /// The agent: any model, or any agent that answers like one. Without one scripts talk, and say so.
    #[command(flatten)]
    agent: ModelArguments,
}

/// A conversation as it is written down.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    trial: u32,
    user: &'a str,
    persona: Persona,
    agent: &'a str,
    ended: &'a DialogueEnd,
    sample: &'a EvaluationSample,
    trace: AgentDialogueTrace,
}

/// Leads the conversations; prints them, and writes them.
pub fn run(arguments: &User) -> ExitCode {
    match talked(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every conversation came to an end of its own.
fn talked(arguments: &User) -> Result<bool, String> {
    if arguments.max_turns == 0 {
        return Err("a conversation needs at least one turn: --max-turns 1".to_owned());
    }
    let tasks = asked_tasks(arguments)?;
    let wording = wording(arguments.prompt_pack.as_deref())?;
    let base = agent_base(arguments)?;
    let store = store(arguments)?;
    let answers = Rc::new(Answers::open(&store)?);
    let parties = Parties::new(arguments, &answers)?;
    let [user_name, agent_name] = parties.names();
    println!("{user_name} talks to {agent_name}");
    let partial = beside(&arguments.out, ".partial");
    let here = |error: std::io::Error| format!("{}: {error}", partial.display());
    let mut out = File::create(&partial).map_err(here)?;
    let mut is_whole = true;
    for task in &tasks {
        let Task { id, sample, .. } = task;
        for trial in 0..arguments.trials {
            let mut user = proxy(task)?;
            user.persona = persona(arguments);
            user.wording = wording.clone();
            user.agent_description = arguments.agent_description.clone().unwrap_or_default();
            user.initial_message = arguments.initial_message.clone().unwrap_or_default();
            let mut talk =
                UserDialogue::new(user, ChatRequest::default(), base.clone(), arguments.max_turns);
            println!("\n{id}, trial {}", trial + 1);
            answers.begin(format!("{id} #{trial}"));
            let ended = block_on(lead(&mut talk, &parties, trial));
            if let Some(fault) = answers.fault() {
                return Err(fault);
            }
            println!("{}", told(&ended));
            is_whole &= !matches!(ended, DialogueEnd::Failed { .. });
            let line = Line {
                id,
                trial,
                user: &user_name,
                persona: persona(arguments),
                agent: &agent_name,
                ended: &ended,
                sample,
                trace: talk.trace(),
            };
            let line = serde_json::to_string(&line).map_err(|error| error.to_string())?;
            writeln!(out, "{line}").map_err(here)?;
            if let Some(why) = parties.is_lost() {
                return Err(why);
            }
        }
    }
    fs::rename(&partial, &arguments.out).map_err(here)?;
    println!("\nconversations in {}", arguments.out.display());
    if !is_whole {
        eprintln!("some conversations were broken off; --resume leads them on");
    }
    Ok(is_whole)
}

/// Leads a conversation to its end, and prints what is said.
async fn lead(talk: &mut UserDialogue, parties: &Parties, trial: u32) -> DialogueEnd {
    let salt = || Some(format!("trial {trial}"));
    loop {
        match talk.next() {
            DialogueNext::User(request) => {
                talk.user_says(match &parties.user {
                    Some(model) => model.ask_salted(&request, salt()).await.into(),
                    None => scripted_user(&request),
                });
            }
            DialogueNext::Agent(request) => {
                let answer = match &parties.agent {
                    Some(model) => model.ask_salted(&request, salt()).await,
                    None => Answer::at_once(Ok(scripted_agent(&request))),
                };
                talk.agent_says(answer);
                if let Some(turn) = talk.trace().turns().last() {
                    let said = turn.agent_response.as_ref().map(|said| said.response.text());
                    println!("user:  {}\nagent: {}", turn.agent_input, said.unwrap_or_default());
                }
            }
            DialogueNext::Over(end) => return end,
        }
    }
}

/// Who talks; none is the script.
struct Parties {
    user: Option<Asked>,
    agent: Option<Asked>,
}

impl Parties {
    fn new(arguments: &User, answers: &Rc<Answers>) -> Result<Self, String> {
        let party = Party {
            model: arguments.user_model.clone(),
            provider: arguments.user_provider.clone(),
            base_url: arguments.user_base_url.clone(),
            key_env: arguments.user_key_env.clone(),
            ..Party::default()
        };
        let asked = |found: Option<ModelArguments>, who| {
            found.map(|found| Asked::new(&found, who, Some(answers))).transpose()
        };
        Ok(Self {
            user: asked(party.arguments(&arguments.agent)?, "user")?,
            agent: asked(Party::default().arguments(&arguments.agent)?, "agent")?,
        })
    }

    fn names(&self) -> [String; 2] {
        let name = |model: &Option<Asked>, script: &str| {
            model.as_ref().map_or_else(|| script.to_owned(), |model| model.name().to_owned())
        };
        [name(&self.user, SCRIPTED_USER), name(&self.agent, SCRIPTED_AGENT)]
    }

    /// Why one of them will never answer, if so.
    fn is_lost(&self) -> Option<String> {
        [&self.user, &self.agent].into_iter().flatten().find_map(Asked::is_lost)
    }
}

fn asked_tasks(arguments: &User) -> Result<Vec<Task>, String> {
    let mut tasks = match (&arguments.samples, &arguments.task) {
        (Some(path), _) => tasks(path, arguments.until.as_deref())?,
        (None, Some(task)) => vec![Task::new(task, arguments.until.as_deref().unwrap_or_default())],
        (None, None) => Vec::new(),
    };
    if tasks.is_empty() || arguments.trials == 0 {
        return Err("there is nothing to talk about: no sample, or no trial".to_owned());
    }
    for task in &mut tasks {
        task.add_goals(&arguments.subgoal);
        // What makes no user is said before there is a run.
        drop(proxy(task)?);
    }
    Ok(tasks)
}

fn proxy(Task { id, task, check, .. }: &Task) -> Result<UserProxy, String> {
    UserProxy::new(task, &[check]).map_err(|error| format!("{id}: {error}"))
}

fn persona(arguments: &User) -> Persona {
    let found = Persona::ALL.into_iter().find(|persona| persona.as_str() == arguments.persona);
    found.unwrap_or_default()
}

fn wording(pack: Option<&Path>) -> Result<ProxyWording, String> {
    let Some(path) = pack else { return Ok(ProxyWording::default()) };
    let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let json = fs::read_to_string(path).map_err(|error| here(&error))?;
    let pack = PromptPack::parse(&json).map_err(|error| here(&error))?;
    ProxyWording::new(&pack).map_err(|error| here(&error))
}

/// What stands before every question to the agent.
fn agent_base(arguments: &User) -> Result<ChatRequest, String> {
    let mut base = ChatRequest::default();
    if let Some(file) = &arguments.agent_instruction {
        let text = fs::read_to_string(file);
        let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
        base.turns.push(Message::system(text).into());
    }
    Ok(base)
}

/// The file of the answers: a fresh one, or that of the run that goes on.
fn store(arguments: &User) -> Result<PathBuf, String> {
    let store = beside(&arguments.out, ".answers");
    let has_words = |path: &&&PathBuf| fs::metadata(path).is_ok_and(|file| file.len() > 0);
    let exists = [&arguments.out, &store].iter().find(has_words).copied();
    if let (Some(path), false) = (exists, arguments.resume) {
        return Err(format!(
            "{}: there is a run already; --resume goes on with it",
            path.display()
        ));
    }
    Ok(store)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn told(end: &DialogueEnd) -> String {
    match end {
        DialogueEnd::User { check } => format!("the user ended it: {check}"),
        DialogueEnd::MaxTurns => "it had as many turns as it may have".to_owned(),
        DialogueEnd::Silence => "the user said nothing".to_owned(),
        DialogueEnd::Failed { why } => format!("broken off: {why}"),
    }
}
