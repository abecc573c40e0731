//! Many episodes of a benchmark, as its own runner plays and stores them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::asked::Asked;
use super::cast::{Agent, Customer, Parts, SupportCast};
use super::data::{Pack, folders};
use super::http::block_on;
use super::model::ModelArguments;
use super::party::Party;
use super::support::write_records;
use crate::agent::support::books::Clerk;
use crate::agent::support::line::{AgentModel, CustomerModel};
use crate::agent::support::{
    AgentKind, BuiltIn, CustomerKind, Retries, Rollouts, RowCast, RunConfig, Scene, Wording,
    file_name, write_results,
};
use crate::env::support::books::{Script, Shop};
use crate::env::support::{Domain, Split, UnknownName, World};
use crate::episode::Player;
use crate::episode::support::Case;
use crate::gepa::support::{Play, environment_metrics};

/// Customers that a run may have.
const CUSTOMERS: [&str; 6] = ["human", "scripted", "llm", "react", "verify", "reflection"];
/// Agents that a run may have.
const AGENTS: [&str; 7] =
    ["tool-calling", "act", "react", "few-shot", "gold", "do-nothing", Clerk::NAME];

/// Which benchmark.
#[derive(Subcommand)]
pub enum Run {
    /// Customer support: agents serve customers with tools; prints average reward and pass^k, and writes a results file.
    TauBench(Box<TauBench>),
    /// Harbor Books, a bookshop of our own: the same with everything made from a seed, without data.
    Books(Box<Books>),
}

/// A run of tau-bench; the flags are its own runner's.
#[derive(Args)]
pub struct TauBench {
    /// The domain.
    #[arg(long, default_value = "retail", value_parser = PossibleValuesParser::new(["retail", "airline"]))]
    env: String,
    /// Which tasks.
    #[arg(long, default_value = "test", value_parser = PossibleValuesParser::new(["train", "test", "dev"]))]
    task_split: String,
    /// The folder with the benchmark's data, or with its folder `tau-bench`.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How it is run.
    #[command(flatten)]
    flags: Flags,
}

/// A run of Harbor Books.
#[derive(Args)]
pub struct Books {
    /// The seed of the shop: its books, customers, orders, and the variant of each task.
    #[arg(long, default_value_t = 0)]
    world_seed: u64,
    /// How it is run.
    #[command(flatten)]
    flags: Flags,
}

/// How customer support is run.
#[derive(Args)]
struct Flags {
    /// The first task.
    #[arg(long, default_value_t = 0)]
    start_index: usize,
    /// The task behind the last; -1 for all.
    #[arg(long, default_value_t = -1, allow_negative_numbers = true)]
    end_index: i64,
    /// These tasks instead.
    #[arg(long, value_name = "N", num_args = 1.., value_delimiter = ',')]
    task_ids: Vec<usize>,
    /// How often each task is played.
    #[arg(long, default_value_t = 1)]
    num_trials: u32,
    /// Episodes at once.
    #[arg(long, default_value_t = 1)]
    max_concurrency: usize,
    /// The seed of shuffling, and of what a few-shot agent is shown.
    #[arg(long, default_value_t = 10)]
    seed: u32,
    /// Shuffle the tasks: 1, or 0.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=1))]
    shuffle: u8,
    /// How the agent says what it does; "gold" and "do-nothing" need no model.
    #[arg(long, default_value = "tool-calling", value_parser = PossibleValuesParser::new(AGENTS))]
    agent_strategy: String,
    /// How the customer comes to its words: "llm", for agents without a model "scripted"; "human" is you.
    #[arg(long, value_parser = PossibleValuesParser::new(CUSTOMERS))]
    user_strategy: Option<String>,
    /// The customer's model; the agent's, if none is named.
    #[arg(long)]
    user_model: Option<String>,
    /// Who serves the customer's model.
    #[arg(long, alias = "user-model-provider")]
    user_provider: Option<String>,
    /// The address of its server.
    #[arg(long, value_name = "URL")]
    user_base_url: Option<String>,
    /// The environment variable that holds its key.
    #[arg(long, value_name = "NAME")]
    user_key_env: Option<String>,
    /// Let a model rate each dialogue; its score takes the reward's place.
    #[arg(long)]
    use_rater: bool,
    /// The rater's model; the agent's, if none is named.
    #[arg(long)]
    rater_model: Option<String>,
    /// Who serves the rater's model.
    #[arg(long)]
    rater_provider: Option<String>,
    /// The address of its server.
    #[arg(long, value_name = "URL")]
    rater_base_url: Option<String>,
    /// The environment variable that holds its key.
    #[arg(long, value_name = "NAME")]
    rater_key_env: Option<String>,
    /// What the agent is told in place of the policy.
    #[arg(long, value_name = "FILE")]
    system_instruction: Option<PathBuf>,
    /// How often a failed episode is tried, the first time included.
    #[arg(long, default_value_t = Retries::default().tries, value_parser = clap::value_parser!(u32).range(1..))]
    tries: u32,
    /// The pause before the second try, in milliseconds; it doubles.
    #[arg(long, value_name = "MS", default_value_t = Retries::default().first_pause_ms)]
    retry_delay_ms: u64,
    /// The folder of the results file.
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    log_dir: PathBuf,
    /// Write each episode as a record into this folder, too.
    #[arg(long, value_name = "FOLDER")]
    records: Option<PathBuf>,
    /// The agent's model.
    #[command(flatten)]
    model: ModelArguments,
}

/// Plays it.
pub fn run(run: &Run) -> ExitCode {
    let ran = match run {
        Run::TauBench(arguments) => tau_bench(arguments),
        Run::Books(arguments) => books(arguments),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn tau_bench(arguments: &TauBench) -> Result<(), String> {
    let named = |error: UnknownName| error.to_string();
    let flags = &arguments.flags;
    if flags.agent_strategy == Clerk::NAME {
        return Err("The scripted agent knows Harbor Books alone: diorama run books".to_owned());
    }
    let config = RunConfig {
        env: arguments.env.parse().map_err(named)?,
        task_split: arguments.task_split.parse().map_err(named)?,
        ..config(flags)?
    };
    let load = |config: &RunConfig| world(arguments.data.clone(), config);
    play(flags, config, (None, 0), load)
}

fn books(arguments: &Books) -> Result<(), String> {
    let flags = &arguments.flags;
    let config = RunConfig { env: Domain::Books, task_split: Split::Test, ..config(flags)? };
    let shop = Shop::new(arguments.world_seed);
    let own = |_: &RunConfig| Ok((shop.world, Arc::new(Wording::own())));
    play(flags, config, (Some(shop.scripts), arguments.world_seed), own)
}

/// Plays a run in the world that `load` gives, made from a seed or 0; with scripts, scripted customers go by them.
fn play(
    arguments: &Flags,
    mut config: RunConfig,
    (scripts, seed): (Option<Vec<Script>>, u64),
    load: impl FnOnce(&RunConfig) -> Result<(Arc<World>, Arc<Wording>), String>,
) -> Result<(), String> {
    let (agent, mut customer, rater) = sides(arguments, &mut config)?;
    if let (Customer::Scripted, Some(scripts)) = (&customer, scripts) {
        customer = Customer::Parts(Parts::new(scripts));
    }
    let (world, wording) = load(&config)?;
    let mut scene = Scene::new(world.clone(), wording, &config);
    if matches!(agent, Agent::BuiltIn(_)) {
        scene.max_steps = u32::MAX;
    }
    if let Some(file) = &arguments.system_instruction {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()));
        scene.instruction = Some(text?);
    }
    let place = Case { domain: config.env, split: config.task_split, task: 0, seed };
    for task in &config.task_ids {
        // No number of a task is longer.
        let case = Case { task: u32::try_from(*task).unwrap_or(u32::MAX), ..place };
        case.task_in(&world).map_err(|error| error.to_string())?;
    }
    let file = new_file(&arguments.log_dir, &config)?;
    announce(arguments, &config, &scene, &file);
    let row_cast = row_cast(&config, (&agent, &customer), scene.instruction.as_deref());
    let cast = SupportCast {
        world: world.clone(),
        agent,
        customer,
        rater,
        temperature: config.temperature,
        on_row: Box::new(|_, rollouts| finished(rollouts, &file)),
    };
    let whole = Play { scene: &scene, run: &config, is_rated: arguments.use_rater, cast: &cast };
    let rollouts = block_on(whole.all());
    let rows = rollouts.results();
    if rows.is_empty() {
        // Nothing stands in it, and whoever could not delete it may keep it.
        drop(fs::remove_file(&file));
    }
    if !rollouts.is_over() {
        let reason = crate::gepa::support::Cast::is_lost(&cast).unwrap_or_default();
        return Err(format!("The run was broken off: {reason}"));
    }
    let metrics = rollouts.metrics().ok_or("There is no task to be played.")?;
    print!("{}", metrics.display());
    if arguments.use_rater
        && let Some(metrics) = environment_metrics(&rows)
    {
        print!("Environment reward:\n{}", metrics.display());
    }
    store(&file, &write_results(&rows))?;
    println!("\n📄 Results saved to {}\n", file.display());
    match &arguments.records {
        Some(folder) => write_records(folder, &rows, &world, place, &row_cast),
        None => Ok(()),
    }
}

/// Who took part, for records.
fn row_cast(
    config: &RunConfig,
    (agent, customer): (&Agent, &Customer),
    instruction: Option<&str>,
) -> RowCast {
    let served = AgentModel {
        instruction: instruction.unwrap_or_default().to_owned(),
        ..AgentModel::new(config.agent_strategy, config.model.as_str())
    };
    let wishes = CustomerModel::new(config.user_strategy, config.user_model.as_str());
    // The others' replies are not what they say.
    let says_it = config.user_strategy == CustomerKind::Llm;
    RowCast {
        agent: match agent {
            Agent::Model(_) => (Player::Model, Some(served.card())),
            Agent::BuiltIn(_) | Agent::Pupil | Agent::Clerk => (Player::Expert, None),
        },
        customer: match customer {
            Customer::Model(_) => (Player::Model, says_it.then(|| wishes.card())),
            Customer::Person => (Player::Person, None),
            Customer::Scripted | Customer::Parts(_) => (Player::Expert, None),
        },
    }
}

fn config(arguments: &Flags) -> Result<RunConfig, String> {
    let named = |error: UnknownName| error.to_string();
    Ok(RunConfig {
        num_trials: arguments.num_trials,
        agent_strategy: if arguments.needs_no_model() {
            AgentKind::ToolCalling
        } else {
            arguments.agent_strategy.parse().map_err(named)?
        },
        temperature: arguments.model.temperature.unwrap_or(0.0),
        start_index: arguments.start_index,
        end_index: usize::try_from(arguments.end_index).ok(),
        task_ids: arguments.task_ids.clone(),
        max_concurrency: arguments.max_concurrency.max(1),
        seed: arguments.seed,
        shuffle: arguments.shuffle == 1,
        retries: Retries { tries: arguments.tries, first_pause_ms: arguments.retry_delay_ms },
        ..RunConfig::default()
    })
}

impl Flags {
    fn needs_no_model(&self) -> bool {
        built_in(self).is_some() || self.agent_strategy == Clerk::NAME
    }
}

fn built_in(arguments: &Flags) -> Option<BuiltIn> {
    BuiltIn::ALL.into_iter().find(|agent| agent.as_str() == arguments.agent_strategy)
}

/// Who takes part; their names and the customer's kind go into the run's settings.
fn sides(
    arguments: &Flags,
    config: &mut RunConfig,
) -> Result<(Agent, Customer, Option<Asked>), String> {
    let mut common = arguments.model.clone();
    common.at_once = common.at_once.max(config.max_concurrency);
    let agent = if let Some(agent) = built_in(arguments) {
        Agent::BuiltIn(agent)
    } else if arguments.needs_no_model() {
        Agent::Clerk
    } else {
        let model = Asked::new(&common, "agent", None);
        let hint = "; --agent-strategy gold and do-nothing need no model";
        Agent::Model(model.map_err(|why| why + if common.is_given() { "" } else { hint })?)
    };
    config.model = match &agent {
        Agent::Model(model) => model.name().to_owned(),
        Agent::BuiltIn(agent) => agent.as_str().to_owned(),
        Agent::Clerk => Clerk::NAME.to_owned(),
        Agent::Pupil => String::new(),
    };
    // Only the agent has a temperature.
    common.temperature = None;
    let kind = match (arguments.user_strategy.as_deref(), &agent) {
        (Some(kind), _) => kind,
        (None, Agent::BuiltIn(_) | Agent::Clerk) => "scripted",
        (None, _) => "llm",
    };
    let customer = match kind {
        "human" => Customer::Person,
        "scripted" => Customer::Scripted,
        _ => {
            let party = Party {
                base_url: arguments.user_base_url.clone(),
                key_env: arguments.user_key_env.clone(),
                ..party(arguments.user_model.as_ref(), arguments.user_provider.as_ref())
            };
            Customer::Model(asked(&party, &common, "customer")?)
        }
    };
    match &customer {
        Customer::Model(model) => {
            config.user_strategy = kind.parse().map_err(|error| format!("{error}"))?;
            model.name().clone_into(&mut config.user_model);
        }
        Customer::Person | Customer::Scripted | Customer::Parts(_) => {
            config.user_strategy = CustomerKind::Human;
            kind.clone_into(&mut config.user_model);
        }
    }
    if matches!(customer, Customer::Person) {
        // One person leads one conversation, and cannot be asked twice for the same words.
        (config.max_concurrency, config.retries) = (1, Retries::NONE);
    }
    let rater = if arguments.use_rater {
        let party = Party {
            base_url: arguments.rater_base_url.clone(),
            key_env: arguments.rater_key_env.clone(),
            ..party(arguments.rater_model.as_ref(), arguments.rater_provider.as_ref())
        };
        Some(asked(&party, &common, "rater")?)
    } else {
        None
    };
    Ok((agent, customer, rater))
}

fn party(model: Option<&String>, provider: Option<&String>) -> Party {
    Party { model: model.cloned(), provider: provider.cloned(), ..Party::default() }
}

fn asked(party: &Party, common: &ModelArguments, who: &'static str) -> Result<Asked, String> {
    let arguments = party.arguments(common)?;
    let arguments = arguments.ok_or_else(|| format!("{who}: no model is named"))?;
    Asked::new(&arguments, who, None)
}

/// The domain with its data, and what customers are told.
fn world(data: Option<PathBuf>, run: &RunConfig) -> Result<(Arc<World>, Arc<Wording>), String> {
    let pack = Pack::find(&folders(data))?;
    let world = pack.world(run.env)?;
    if world.tasks(run.task_split).is_empty() {
        return Err(format!("{} has no tasks in {}", run.env, run.task_split));
    }
    let wording = pack.wording()?;
    Ok((Arc::new(world), Arc::new(wording)))
}

fn announce(arguments: &Flags, config: &RunConfig, scene: &Scene, file: &Path) {
    let file = file.display();
    println!("Loading user with strategy: {}", config.user_strategy);
    if arguments.task_ids.is_empty() {
        let tasks = scene.world.tasks(scene.split).len();
        let end = config.end_index.map_or(tasks, |end| end.min(tasks));
        println!("Running tasks {} to {end} (checkpoint path: {file})", config.start_index);
    } else {
        println!("Running tasks {:?} (checkpoint path: {file})", arguments.task_ids);
    }
}

/// Makes the results file of a run. One that began in the same second has a file of that name: ours is then called by the next.
fn new_file(folder: &Path, config: &RunConfig) -> Result<PathBuf, String> {
    let at = |path: &Path, error: &io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    // A model's name may have slashes; a file's may not.
    let plain = RunConfig { user_model: config.user_model.replace('/', "-"), ..config.clone() };
    let mut seconds = now();
    loop {
        let file = folder.join(file_name(&plain, &stamp_of(seconds)));
        match fs::File::create_new(&file).and_then(|mut made| made.write_all(b"[]")) {
            Ok(()) => return Ok(file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => seconds += 1,
            Err(error) => return Err(at(&file, &error)),
        }
    }
}

/// Prints the last row, and writes all so far.
fn finished(rollouts: &Rollouts, file: &Path) {
    if let Some(row) = rollouts.last() {
        let is_right = row.score().is_success();
        println!("{} task_id={}", if is_right { "✅" } else { "❌" }, row.task_id);
        if let Some(error) = row.error() {
            println!("{error}");
        }
        println!("-----");
    }
    if let Err(error) = store(file, &write_results(&rollouts.checkpoint())) {
        eprintln!("{error}");
    }
}

/// Writes a file so that a kill at any moment leaves the old one or the new one.
fn store(file: &Path, text: &str) -> Result<(), String> {
    let fresh = file.with_extension("json.new");
    let written = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, file));
    written.map_err(|error| format!("{}: {error}", file.display()))
}

/// The time as `MMDDhhmmss`, by Greenwich.
pub(super) fn stamp() -> String {
    stamp_of(now())
}

/// The seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The same of a number of seconds since 1970.
fn stamp_of(seconds: u64) -> String {
    let second = seconds % 86_400;
    // Days since 1 March of the year 0, in ages of 400 years, in years that begin in March.
    let of_age = (seconds / 86_400 + 719_468) % 146_097;
    let year = (of_age - of_age / 1_460 + of_age / 36_524 - of_age / 146_096) / 365;
    let of_year = of_age - (365 * year + year / 4 - year / 100);
    let part = (5 * of_year + 2) / 153;
    let day = of_year - (153 * part + 2) / 5 + 1;
    let month = if part < 10 { part + 3 } else { part - 9 };
    format!("{month:02}{day:02}{:02}{:02}{:02}", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::stamp_of;

    #[test]
    fn a_moment_has_its_stamp() {
        let cases = [
            (0, "0101000000"),
            (951_782_399, "0228235959"),
            (951_782_400, "0229000000"),
            (1_735_689_599, "1231235959"),
            (1_790_000_000, "0921141320"),
        ];
        for (seconds, want) in cases {
            assert_eq!(stamp_of(seconds), want, "{seconds}");
        }
    }
}
