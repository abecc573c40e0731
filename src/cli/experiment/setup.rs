//! What is to be run, from whatever file names it, and what it needs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::RunArguments;
use super::folder::Folder;
use super::models::{is_scripted, provider_of};
use crate::agent::prompt::PromptPack;
use crate::cli::data;
use crate::cli::model::ModelArguments;
use crate::env::support::{Domain, Split};
use crate::experiment::plan::{
    Assumption, MultiModel, PlanModel, PlanWorld, RunConfig, babyai_example,
};
use crate::experiment::{Estimate, Place, Plan, Stage};
use crate::llm::Prices;

/// The name of the plan that needs no file.
const BABYAI: &str = "babyai";

/// A plan with all it needs.
pub(super) struct Setup {
    pub plan: Plan,
    pub stage: Stage,
    /// The flags of models, with what the plan's file says of them.
    pub asked: ModelArguments,
    pub estimate: Estimate,
}

impl Setup {
    /// Reads what the flags name.
    pub fn read(arguments: &RunArguments, folder: &Folder) -> Result<Self, String> {
        let mut asked = arguments.asked.clone();
        let mut stage = Stage::default();
        let kept = folder.plan();
        let file = match &arguments.plan {
            Some(file) => file.as_path(),
            None if arguments.resume => &kept,
            None => return Err("name a plan: diorama experiment plan.toml".to_owned()),
        };
        let mut plan = if file == Path::new(BABYAI) && !file.exists() {
            babyai(&arguments.flags, asked.model.as_deref())?
        } else {
            let text = fs::read_to_string(file).map_err(at(file))?;
            if file.extension().is_some_and(|ending| ending == "json") {
                let config = RunConfig::parse(&text).map_err(at(file))?;
                let place = PlanWorld {
                    id: format!("tau-bench/{}", config.env),
                    split: Some(config.task_split.clone()),
                    ..PlanWorld::default()
                };
                load_support(&mut stage, std::slice::from_ref(&place), arguments)?;
                let Ok(Place::Support(domain, split)) = Place::find(&place) else {
                    return Err(at(file)("env and task_split name no tasks of tau-bench"));
                };
                config.plan(tasks(&stage, domain, split)?).map_err(at(file))?
            } else if is_multi_model(&text) {
                let config = MultiModel::parse(&text).map_err(at(file))?;
                let flags: Vec<&str> = arguments.flags.iter().map(String::as_str).collect();
                let mut config = config.with_flags(&flags).map_err(|error| error.to_string())?;
                if let Some(model) = &asked.model {
                    config.experiment.models = vec![model.clone()];
                }
                asked.retries = config.http.max_retries.saturating_sub(1);
                asked.idle = config.http.timeout.clamp(0.0, 1e9) as u64;
                config.plan().map_err(at(file))?
            } else {
                Plan::parse(&text).map_err(at(file))?
            }
        };
        if let Some(model) = &asked.model
            && !matches!(plan.models.as_slice(), [only] if only.model == *model)
        {
            let at_once = plan.models.first().map_or(asked.at_once, |model| model.at_once);
            plan.models = vec![PlanModel { model: model.clone(), at_once, ..PlanModel::default() }];
        }
        plan.budget_usd = arguments.budget_usd.or(plan.budget_usd);
        plan.check().map_err(at(file))?;
        load_packs(&mut stage, &plan, file)?;
        load_support(&mut stage, &plan.worlds, arguments)?;
        let estimate = estimate(&plan, &asked, folder);
        Ok(Self { plan, stage, asked, estimate })
    }
}

/// Whether a file is the configuration of the multi-model Crafter run.
fn is_multi_model(text: &str) -> bool {
    text.parse::<toml::Table>().is_ok_and(|table| table.contains_key("experiment"))
}

/// `TensorZero`'s BabyAI runs, for the models of the flag `--models`.
fn babyai(flags: &[String], model: Option<&str>) -> Result<Plan, String> {
    let models: Vec<&str> = match flags {
        [] => model.into_iter().collect(),
        [flag, models @ ..] if flag == "--models" => models.iter().map(String::as_str).collect(),
        [flag, ..] => return Err(format!("there is no flag {flag}; there is: --models")),
    };
    if models.is_empty() {
        return Err("name the models: diorama experiment babyai -- --models a b".to_owned());
    }
    Ok(babyai_example(&models))
}

/// Reads the prompt packs that a plan names, by its own folder.
fn load_packs(stage: &mut Stage, plan: &Plan, file: &Path) -> Result<(), String> {
    for name in plan.agents.iter().filter_map(|agent| agent.prompt_pack.as_ref()) {
        let beside = file.parent().map(|folder| folder.join(name)).filter(|path| path.exists());
        let path = beside.unwrap_or_else(|| PathBuf::from(name));
        let json = fs::read_to_string(&path).map_err(at(&path))?;
        let pack = PromptPack::parse(&json).map_err(at(&path))?;
        stage.packs.insert(name.clone(), pack);
    }
    Ok(())
}

/// Reads the data of customer support where a world needs it.
fn load_support(
    stage: &mut Stage,
    worlds: &[PlanWorld],
    arguments: &RunArguments,
) -> Result<(), String> {
    for world in worlds {
        let Ok(Place::Support(domain, _)) = Place::find(world) else { continue };
        if stage.support.contains_key(&domain) {
            continue;
        }
        let pack = data::Pack::find(&data::folders(arguments.data.clone()))?;
        stage.support.insert(domain, Arc::new(pack.world(domain)?));
        stage.wording = Some(Arc::new(pack.wording()?));
    }
    Ok(())
}

fn tasks(stage: &Stage, domain: Domain, split: Split) -> Result<u64, String> {
    stage.tasks(domain, split).map(|tasks| tasks as u64).map_err(|error| error.to_string())
}

/// What the episodes take at most: the worlds' own limits where the plan has none, listed prices where it names none.
fn estimate(plan: &Plan, asked: &ModelArguments, folder: &Folder) -> Estimate {
    let prices = Prices::built_in();
    let mut full = plan.clone();
    for model in &mut full.models {
        let provider = provider_of(model, asked).map_or("other", |provider| provider.id);
        let listed =
            || prices.find(provider, &model.model, 0).map(|price| [price.input, price.output]);
        let free = is_scripted(model, asked).then_some([0.0, 0.0]);
        model.price = model.price.or(free).or_else(listed);
    }
    let mut whole = Estimate::default();
    let cells = folder.shard().cells(plan);
    for at in 0..full.worlds.len() {
        let world = &mut full.worlds[at];
        let (own_limit, assumption) = usual(world);
        // A customer's turn is a question, too.
        let per_step = if matches!(Place::find(world), Ok(Place::Support(..))) { 2 } else { 1 };
        world.max_steps = Some(world.max_steps.unwrap_or(own_limit).saturating_mul(per_step));
        let here: Vec<_> = cells.iter().filter(|cell| cell.world == at).cloned().collect();
        let part = full.estimate(&here, &assumption);
        whole.episodes += part.episodes;
        whole.calls += part.calls;
        whole.tokens_in += part.tokens_in;
        whole.tokens_out += part.tokens_out;
        whole.cost_usd += part.cost_usd;
        whole.calls_without_price += part.calls_without_price;
    }
    whole
}

/// The limit of a world's own, and what its questions are taken to hold.
fn usual(world: &PlanWorld) -> (u32, Assumption) {
    let grid = Assumption::default();
    match Place::find(world) {
        Ok(Place::Grid(env)) => (env.state().max_steps, grid),
        Ok(Place::Crafter(env)) => {
            let length = env.game().options().length.unwrap_or(u32::MAX);
            (length, Assumption { tokens_instruction: 500, tokens_step: 150, ..grid })
        }
        // The policy and the tools, and the whole conversation.
        _ => (
            crate::agent::support::MAX_STEPS,
            Assumption {
                tokens_instruction: 5000,
                tokens_step: 120,
                steps_kept: u32::MAX,
                tokens_reply: 60,
                ..grid
            },
        ),
    }
}

/// An error with the file that it is about.
pub(super) fn at<E: std::fmt::Display>(file: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", file.display())
}
