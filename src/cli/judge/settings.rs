//! How the judge is asked: upstream's options by upstream's names, as flags or as its configuration map.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::conform::Packs;
use crate::judge::{GradeParser, JudgeOptions, JudgeWording, Ungraded};
use crate::llm::PromptPack;
use crate::python::PyValue;
use crate::python::shared::loads;

/// The flags.
#[derive(Args)]
pub struct Arguments {
    /// Upstream's configuration map (.json), by upstream's names; the flags below win.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Votes for each question: odd.
    #[arg(long, value_name = "N", visible_alias = "num-judge-trials")]
    votes: Option<i64>,
    /// Stop a vote once its majority is certain.
    #[arg(long, visible_alias = "optimize-judge-trials")]
    early_stop: bool,
    /// How often replies without a grade are asked for again; not with early stopping.
    #[arg(long, value_name = "N")]
    max_retry_judge_trials: Option<i64>,
    /// Turns that are judged, the last score being carried forward: 20 of a dialogue, all of an episode.
    #[arg(long, value_name = "N")]
    max_turns: Option<i64>,
    /// A prompt in place of the built-in one, a Python format string; as upstream, only dynamic metrics honour it.
    #[arg(long, value_name = "FILE")]
    template_subgoal: Option<PathBuf>,
    /// The same for static metrics, too.
    #[arg(long, value_name = "FILE")]
    templates_subgoal: Option<PathBuf>,
    /// Keep each sub-goal's prompt in its result.
    #[arg(long)]
    include_prompt_sent_to_llmj: bool,
    /// How grades are read: upstream or robust.
    #[arg(long, default_value = "upstream")]
    parser: GradeParser,
    /// Report questions without a verdict as ungraded where the metric would fail.
    #[arg(long)]
    report_ungraded: bool,
    /// The prompt pack with the original judge's wording; ours, if it is not given.
    #[arg(long, value_name = "FILE")]
    prompt_pack: Option<PathBuf>,
}

impl Arguments {
    /// What they say.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or a value of the wrong type in it.
    pub fn options(&self) -> Result<JudgeOptions, String> {
        let mut options = match self.map()? {
            Some(config) => {
                JudgeOptions::from_config(&config).map_err(|error| error.to_string())?
            }
            None => JudgeOptions::default(),
        };
        options.num_judge_trials = self.votes.or(options.num_judge_trials);
        options.max_turns = self.max_turns.or(options.max_turns);
        let retries = self.max_retry_judge_trials;
        options.max_retry_judge_trials = retries.or(options.max_retry_judge_trials);
        options.optimize_judge_trials |= self.early_stop;
        options.include_prompt_sent_to_llmj |= self.include_prompt_sent_to_llmj;
        for (file, into) in [
            (&self.template_subgoal, &mut options.template_subgoal),
            (&self.templates_subgoal, &mut options.templates_subgoal),
        ] {
            if let Some(file) = file {
                *into = Some(read(file)?);
            }
        }
        options.parser = self.parser;
        if self.report_ungraded {
            options.ungraded = Ungraded::Report;
        }
        // The file shows what the judge said, and the judge's statistic reads it.
        options.include_judge_explanation = true;
        options.include_validation_results = true;
        Ok(options)
    }

    /// Whether somebody said how many turns are judged.
    ///
    /// # Errors
    ///
    /// As [`Self::options`].
    pub fn has_max_turns(&self) -> Result<bool, String> {
        let config = self.map()?;
        Ok(self.max_turns.is_some()
            || config.is_some_and(|config| config.get("max_turns").is_some()))
    }

    /// The judge's words.
    ///
    /// # Errors
    ///
    /// A pack that cannot be used.
    pub fn wording(&self) -> Result<JudgeWording, String> {
        let Some(path) = &self.prompt_pack else { return Ok(JudgeWording::default()) };
        let packs = Packs::at(vec![path.clone()]);
        let pack: &PromptPack = packs.agent_inspect().map_err(|wrong| wrong.found)?;
        JudgeWording::new(pack).map_err(|error| error.to_string())
    }

    fn map(&self) -> Result<Option<PyValue>, String> {
        let Some(path) = &self.config else { return Ok(None) };
        let config = loads(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Some(config))
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
