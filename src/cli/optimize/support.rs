//! GEPA on customer support: the seed's experiment, and its evaluation at the end.

use std::fs;
use std::io::Write;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Value, json};

use super::config::{Config, TauBench};
use super::folder::{Folder, at};
use super::{Optimize, Session, answers, begin, check_models, reflector_name, report, stored};
use crate::agent::support::books::Clerk;
use crate::agent::support::{CustomerKind, RunConfig, Wording, file_name, write_results};
use crate::cli::answers::Answers;
use crate::cli::asked::{Asked, Player};
use crate::cli::cast::{Agent, Customer, OnRow, Parts, SupportCast};
use crate::cli::data::{Pack, folders};
use crate::cli::http::block_on;
use crate::cli::model::ModelArguments;
use crate::cli::run::stamp;
use crate::env::support::books::Shop;
use crate::env::support::{Domain, Split, World, sha256_hex};
use crate::gepa::scripted::{SupportPupil, SupportReflector};
use crate::gepa::support::{
    COMPONENT, Cast, ExperimentConfig, Play, SupportAdapter, SupportTasks, environment_metrics,
};
use crate::python::float_repr;

const NO_RATER: &str = "use_rater wants a model: name one under [rater]";

/// Runs an experiment; says whether it came to its end.
pub fn optimize(
    arguments: &Optimize,
    config: &Config,
    settings: &TauBench,
    out: &mut impl Write,
) -> Result<bool, String> {
    let folder = Folder(&arguments.out);
    let (world, tasks) = tasks(arguments, config, settings)?;
    if arguments.evaluate {
        return evaluate(arguments, config, settings, (world, &tasks), out);
    }
    let mut identity = json!({
        "env": settings.experiment.tau_bench_env,
        "feedback": [settings.experiment.feedback_dataset.split, tasks.splits.feedback],
        "pareto": [settings.experiment.pareto_dataset.split, tasks.splits.pareto],
        "use_rater": settings.experiment.use_rater,
    });
    if world.domain() == Domain::Books {
        identity["world_seed"] = settings.world_seed.into();
    }
    let named = config.reflector(&arguments.model)?;
    let parties = Parties::new(arguments, config, settings)?;
    check_models([&named, &parties.agent, &parties.customer, &parties.rater])?;
    let run = begin(arguments, config, &tasks.problem(), &identity, &folder)?;
    let answers = answers(&folder)?;
    let traces = folder.file("traces");
    fs::create_dir_all(&traces).map_err(at(&traces))?;
    // Evaluations of one second are told apart by their numbers.
    let number = std::cell::Cell::new(0_u64);
    let cast = parties.cast(
        settings,
        world,
        &answers,
        Box::new(|run, rollouts| {
            if rollouts.is_over() {
                number.set(number.get() + 1);
                let name =
                    format!("{:04}-{}", number.get(), file_name(run, &stamp()).replace('/', "-"));
                // Traces are for people: the run goes on without them.
                drop(fs::write(traces.join(name), write_results(&rollouts.results())));
            }
        }),
    )?;
    let reflector = match named {
        Some(named) => Player::Model(Asked::new(&named, "reflector", Some(&answers))?),
        None => Player::Scripted(SupportReflector),
    };
    let names = [agent_name(&cast.agent), reflector_name(&reflector)];
    let mut adapter = SupportAdapter { tasks: &tasks, cast: &cast };
    Session { run, answers: answers.clone(), folder, names }.play(&mut adapter, &reflector, out)
}

/// The experiment with its data.
fn tasks(
    arguments: &Optimize,
    config: &Config,
    settings: &TauBench,
) -> Result<(Arc<World>, SupportTasks), String> {
    let mut experiment = settings.experiment.clone();
    let domain: Domain = experiment.tau_bench_env.parse().map_err(|error| format!("{error}"))?;
    let (world, counted, wording) = if domain == Domain::Books {
        let world = Shop::new(settings.world_seed).world;
        deal_books(&mut experiment, world.tasks(Split::Test).len());
        (world.clone(), world, Wording::own())
    } else {
        let pack = Pack::find(&folders(arguments.data.clone()))?;
        let world = Arc::new(pack.world(domain)?);
        let retail = match domain {
            Domain::Retail => world.clone(),
            Domain::Airline | Domain::Books => Arc::new(pack.world(Domain::Retail)?),
        };
        (world, retail, pack.wording()?)
    };
    let of_retail = |split: Split| counted.tasks(split).len();
    let seed = settings.seed_instruction.clone();
    let data = (world.clone(), Arc::new(wording));
    let mut tasks =
        SupportTasks::new(experiment, data, of_retail, seed).map_err(|error| error.to_string())?;
    (tasks.agent, tasks.customer) = settings.kinds()?;
    tasks.retries = settings.retries;
    if let Some(player) = config.player(&arguments.model)? {
        tasks.experiment.agent_model = player.model.unwrap_or_default();
    } else {
        SupportPupil::NAME.clone_into(&mut tasks.experiment.agent_model);
    }
    if let Some(customer) = config.customer(&arguments.model)? {
        tasks.experiment.user_model = customer.model.unwrap_or_default();
    } else {
        "scripted".clone_into(&mut tasks.experiment.user_model);
        tasks.customer = CustomerKind::Human;
    }
    Ok((world, tasks))
}

/// Harbor Books has one split: a list that names no tasks of its own takes every third one.
fn deal_books(experiment: &mut ExperimentConfig, tasks: usize) {
    let lists = [
        &mut experiment.feedback_dataset,
        &mut experiment.pareto_dataset,
        &mut experiment.eval_dataset,
    ];
    for (from, list) in lists.into_iter().enumerate() {
        if list.indexes.is_none() {
            list.indexes = Some((from..tasks).step_by(3).collect());
        }
        Split::Test.as_str().clone_into(&mut list.split);
    }
}

/// The models that take part; none is a script.
struct Parties {
    agent: Option<ModelArguments>,
    customer: Option<ModelArguments>,
    rater: Option<ModelArguments>,
}

impl Parties {
    fn new(arguments: &Optimize, config: &Config, settings: &TauBench) -> Result<Self, String> {
        let mut common = arguments.model.clone();
        common.at_once = common.at_once.max(settings.experiment.max_concurrency);
        let agent = config.player(&common)?;
        // Only the agent has a temperature.
        common.temperature = None;
        let customer = config.customer(&common)?;
        let rater = config.rater(&common)?.filter(|_| settings.experiment.use_rater);
        if settings.experiment.use_rater && rater.is_none() {
            return Err(NO_RATER.to_owned());
        }
        Ok(Self { agent, customer, rater })
    }

    /// All of them, ready to be asked.
    fn cast<'a>(
        &self,
        settings: &TauBench,
        world: Arc<World>,
        answers: &Rc<Answers>,
        on_row: OnRow<'a>,
    ) -> Result<SupportCast<'a>, String> {
        let asked = |named: &Option<ModelArguments>, who| {
            named.as_ref().map(|named| Asked::new(named, who, Some(answers))).transpose()
        };
        // The pupil says but what it has to.
        let is_served = world.domain() == Domain::Books && self.agent.is_some();
        let script = if is_served {
            Customer::Parts(Parts::new(Shop::new(settings.world_seed).scripts))
        } else {
            Customer::Scripted
        };
        Ok(SupportCast {
            world,
            agent: asked(&self.agent, "agent")?.map_or(Agent::Pupil, Agent::Model),
            customer: asked(&self.customer, "customer")?.map_or(script, Customer::Model),
            rater: asked(&self.rater, "rater")?,
            temperature: settings.temperature,
            on_row,
        })
    }
}

fn agent_name(agent: &Agent) -> String {
    match agent {
        Agent::Model(model) => model.name().to_owned(),
        Agent::BuiltIn(agent) => agent.as_str().to_owned(),
        Agent::Pupil => SupportPupil::NAME.to_owned(),
        Agent::Clerk => Clerk::NAME.to_owned(),
    }
}

/// Plays the tasks of the end by one instruction; writes what the sample writes.
fn evaluate(
    arguments: &Optimize,
    config: &Config,
    settings: &TauBench,
    (world, tasks): (Arc<World>, &SupportTasks),
    out: &mut impl Write,
) -> Result<bool, String> {
    let folder = Folder(&arguments.out);
    let instruction = if let Some(file) = &arguments.instruction {
        fs::read_to_string(file).map_err(at(file))?
    } else {
        let run = stored(&folder)?;
        let best = run.best_candidate().and_then(|best| best.get(COMPONENT)).cloned();
        best.ok_or("The run has no candidate yet.")?
    };
    let run = tasks.final_run();
    if run.task_ids.is_empty() {
        return Err("No task is kept for the end.".to_owned());
    }
    let place = arguments.out.join("evaluation");
    fs::create_dir_all(&place).map_err(at(&place))?;
    let here = Folder(&place);
    let answers = answers(&folder)?;
    // An evaluation that was broken off goes on; a finished one is the same again.
    answers.begin(format!("evaluation {}", &sha256_hex(instruction.as_bytes())[..16]));
    let total = run.task_ids.len() * run.num_trials as usize;
    let cast = Parties::new(arguments, config, settings)?.cast(
        settings,
        world,
        &answers,
        Box::new(|_, rollouts| {
            let rows = rollouts.checkpoint();
            eprintln!("{} of {total}", rows.len());
            drop(here.write("checkpoint.json", &write_results(&rows)));
        }),
    )?;
    here.write("prompt.txt", &instruction)?;
    here.write(
        "run_config.json",
        &run_config(&run, settings, &place.display().to_string()).to_string(),
    )?;
    let scene = tasks.scene(&run, &instruction);
    let is_rated = settings.experiment.use_rater;
    let play = Play { scene: &scene, run: &run, is_rated, cast: &cast };
    let rollouts = block_on(play.all());
    if let Some(reason) = answers.fault().or_else(|| cast.is_lost()) {
        return Err(format!("The evaluation was broken off: {reason}"));
    }
    let rows = rollouts.results();
    let mut text = rollouts.metrics().map(|metrics| metrics.display()).unwrap_or_default();
    if is_rated && let Some(metrics) = environment_metrics(&rows) {
        text.push_str(&format!("Environment reward:\n{}", metrics.display()));
    }
    let right = rows.iter().filter(|row| row.score().is_success()).count();
    let share = float_repr(right as f64 / rows.len().max(1) as f64);
    text.push_str(&format!("average reward (total={}): {share}\n", rows.len()));
    text.push_str(&report::bill(&answers));
    here.write("results.json", &format!("{{\"results\": {}}}", write_results(&rows)))?;
    out.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(true)
}

/// A run's settings by upstream's names.
fn run_config(run: &RunConfig, settings: &TauBench, log_dir: &str) -> Value {
    json!({
        "model_provider": settings.experiment.agent_model_provider,
        "user_model_provider": settings.experiment.user_model_provider,
        "model": run.model,
        "user_model": run.user_model,
        "num_trials": run.num_trials,
        "env": run.env.as_str(),
        "agent_strategy": run.agent_strategy.as_str(),
        "temperature": settings.temperature,
        "task_split": run.task_split.as_str(),
        "start_index": run.start_index,
        "end_index": run.end_index.map_or(-1, |end| end as i64),
        "task_ids": run.task_ids,
        "log_dir": log_dir,
        "max_concurrency": run.max_concurrency,
        "seed": run.seed,
        "shuffle": u8::from(run.shuffle),
        "user_strategy": run.user_strategy.as_str(),
        "few_shot_displays_path": null,
    })
}
