//! The metrics of one record as rows of a table and of the output.

use std::str::FromStr;

use serde_json::{Value, json};

use crate::env::World;
use crate::env::support::SupportEnv;
use crate::episode::Session;
use crate::judge::{
    self, AgentDialogueTrace, Checklist, JudgeError, JudgeOptions, Metric, NumericalScore,
    PartState, Referee, Scored, Scores, Tokens, ValidationResult, round4,
};

/// A metric's name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Judge(Metric),
    TotalLatency,
    AverageLatency,
    Tokens(Tokens),
    TotalTokens,
    ToolCalls,
    JudgeStatistic,
    Reward,
    PassAtK,
    PassHatK,
}

impl Name {
    const OTHERS: [(&'static str, Self); 11] = [
        ("total_latency", Self::TotalLatency),
        ("average_latency", Self::AverageLatency),
        ("input_tokens", Self::Tokens(Tokens::Input)),
        ("output_tokens", Self::Tokens(Tokens::Output)),
        ("reasoning_tokens", Self::Tokens(Tokens::Reasoning)),
        ("total_tokens", Self::TotalTokens),
        ("tool_calls", Self::ToolCalls),
        ("judge_statistic", Self::JudgeStatistic),
        ("reward", Self::Reward),
        ("pass_at_k", Self::PassAtK),
        ("pass_hat_k", Self::PassHatK),
    ];

    /// What fits a dialogue, if nothing is named.
    pub fn usual(has_goals: bool, has_reward: bool) -> Vec<Self> {
        let mut names = Vec::new();
        if has_goals {
            names.extend(
                [
                    Metric::ProgressScoresThroughTurns,
                    Metric::SuccessScoreFinalTurn,
                    Metric::Auc,
                    Metric::Ppt,
                ]
                .map(Self::Judge),
            );
        }
        if has_reward {
            names.push(Self::Reward);
        }
        names.push(Self::ToolCalls);
        names
    }

    /// Whether some of them ask a judge.
    pub fn asks(names: &[Self]) -> bool {
        names.iter().any(|name| name.asks_judge())
    }

    /// Whether it asks a judge.
    pub const fn asks_judge(self) -> bool {
        matches!(self, Self::Judge(_) | Self::JudgeStatistic)
    }

    /// The metrics that ask a judge, and the others.
    pub fn split(names: &[Self]) -> (Vec<Metric>, Vec<Self>) {
        let (mut metrics, mut others) = (Vec::new(), Vec::new());
        for name in names {
            match name {
                Self::Judge(metric) => metrics.push(*metric),
                // The judge's statistic reads the votes of the whole dialogue.
                Self::JudgeStatistic => {
                    metrics.push(Metric::ProgressScoresThroughTurns);
                    others.push(*name);
                }
                other => others.push(*other),
            }
        }
        let mut seen = Vec::new();
        metrics.retain(|metric| {
            let is_new = !seen.contains(metric);
            seen.push(*metric);
            is_new
        });
        (metrics, others)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Judge(metric) => metric.as_str(),
            other => {
                Self::OTHERS.iter().find(|(_, name)| *name == other).map_or("", |(text, _)| text)
            }
        }
    }
}

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let other = Self::OTHERS.iter().find(|(name, _)| *name == text).map(|(_, name)| *name);
        other.map_or_else(|| text.parse().map(Self::Judge), Ok)
    }
}

/// One metric of one record.
pub struct Row {
    pub record: String,
    pub id: Option<String>,
    pub metric: String,
    /// For a person.
    pub shown: String,
    /// For the output.
    pub value: Value,
    pub number: Option<f64>,
    /// It came from a judge that was asked.
    pub asked_judge: bool,
    /// It says whether the task was solved.
    pub is_verdict: bool,
}

/// The judge's metrics.
pub fn of_judge(record: &str, id: Option<&str>, scored: &Scored) -> Vec<Row> {
    let row = |(metric, found): &(Metric, Result<Scores, JudgeError>)| {
        let number = match found {
            Ok(Scores::One(score)) => Some(score.score),
            Ok(Scores::Turns(scores)) => scores.last().map(|score| score.score),
            Err(_) => None,
        };
        Row {
            record: record.to_owned(),
            id: id.map(str::to_owned),
            metric: metric.as_str().to_owned(),
            shown: shown(found),
            value: value(found),
            number,
            asked_judge: true,
            is_verdict: *metric == Metric::SuccessScoreFinalTurn,
        }
    };
    scored.iter().map(row).collect()
}

/// The metrics that ask nobody.
pub fn of_trace(
    record: &str,
    id: Option<&str>,
    trace: &AgentDialogueTrace,
    reward: Option<f64>,
    names: &[Name],
    scored: &Scored,
    options: &JudgeOptions,
) -> Vec<Row> {
    let turns = trace.turns();
    let whole = |found: Result<u64, JudgeError>| found.map(|count| json!(count));
    let mut rows = Vec::new();
    for name in names {
        let found = match name {
            Name::TotalLatency => judge::total_latency(turns).map(|ms| json!(ms)),
            Name::AverageLatency => judge::average_latency(turns).map(|ms| json!(ms)),
            Name::Tokens(kind) => whole(judge::tokens(turns, *kind)),
            Name::TotalTokens => whole(judge::total_tokens(turns)),
            Name::ToolCalls => whole(judge::tool_call_count(turns)),
            Name::Reward => Ok(json!(reward)),
            Name::JudgeStatistic => {
                let results = last_results(scored);
                let texts: Vec<&[String]> =
                    results.iter().map(|result| result.explanations.as_slice()).collect();
                judge::judge_statistic(&texts, options.parser).map(|found| json!(found))
            }
            Name::Judge(_) | Name::PassAtK | Name::PassHatK => continue,
        };
        let shown = match &found {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        };
        rows.push(Row {
            record: record.to_owned(),
            id: id.map(str::to_owned),
            metric: name.as_str().to_owned(),
            shown,
            number: found.as_ref().ok().and_then(Value::as_f64),
            value: found.unwrap_or_else(|error| error_value(&error)),
            asked_judge: false,
            is_verdict: *name == Name::Reward,
        });
    }
    rows
}

/// What the world itself says of an episode: each part of its mission.
pub fn of_episode(name: &str, id: Option<&str>, session: &Session<World>) -> Vec<Row> {
    let mission = session.env_at(0).mission().to_owned();
    let mut walk = session.walk();
    let mut parts = |step: usize| {
        let parts = walk.to(step).parts();
        if parts.is_empty() {
            vec![PartState::new(mission.clone(), session.return_so_far(step) > 0.0)]
        } else {
            parts
        }
    };
    let mut referee = Referee::new(&parts(0));
    for step in 1..=session.line_len() {
        referee.step(&parts(step));
    }
    rows_of(name, id, &referee, |step| session.return_so_far(step), |reward| reward > 0.0)
}

/// What the benchmark itself says of a case of customer support: each part of it.
pub fn of_case(name: &str, id: Option<&str>, session: &Session<SupportEnv>) -> Vec<Row> {
    let mut walk = session.walk();
    let mut referee = Referee::new(&walk.to(0).parts());
    for step in 1..=session.line_len() {
        referee.step(&walk.to(step).parts());
    }
    let is_solved = |reward: f64| (reward - 1.0).abs() <= 1e-6;
    rows_of(name, id, &referee, |step| session.return_so_far(step), is_solved)
}

fn rows_of(
    name: &str,
    id: Option<&str>,
    referee: &Referee,
    return_so_far: impl Fn(usize) -> f64,
    is_solved: impl Fn(f64) -> bool,
) -> Vec<Row> {
    let steps = referee.steps() as usize;
    let score = referee.score().unwrap_or_default();
    let mut rows = Vec::new();
    let mut push = |metric: &str, shown: String, value: Value, number: Option<f64>, is_verdict| {
        rows.push(Row {
            record: name.to_owned(),
            id: id.map(str::to_owned),
            metric: metric.to_owned(),
            shown,
            value,
            number,
            asked_judge: false,
            is_verdict,
        });
    };
    push("Mission", shown_score(&score), json!(score), Some(score.score), false);
    let reward = return_so_far(steps);
    let success = f64::from(u8::from(is_solved(reward)));
    push("Success", success.to_string(), json!(success), Some(success), true);
    push("Return", reward.to_string(), json!(reward), Some(reward), false);
    push("Steps", steps.to_string(), json!(steps), Some(steps as f64), false);
    for (metric, found) in
        [("MissionAUC", referee.auc()), ("MissionPPT", referee.ppt().map(round4))]
    {
        let shown = found.as_ref().map_or_else(ToString::to_string, ToString::to_string);
        let number = found.as_ref().ok().copied();
        let value = found.map_or_else(|error| error_value(&error), |number| json!(number));
        push(metric, shown, value, number, false);
    }
    rows
}

/// A line for each row.
pub fn print_table(rows: &[Row]) {
    let width = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let (record, metric) = (width(|row| row.record.chars().count()), width(|row| row.metric.len()));
    for row in rows {
        println!("{:record$}  {:metric$}  {}", row.record, row.metric, row.shown);
    }
}

fn last_results(scored: &Scored) -> &[ValidationResult] {
    let through_turns = scored.iter().find_map(|(metric, found)| match found {
        Ok(Scores::Turns(scores)) if *metric == Metric::ProgressScoresThroughTurns => scores.last(),
        _ => None,
    });
    through_turns.and_then(|score| score.validation_results.as_deref()).unwrap_or_default()
}

fn shown(found: &Result<Scores, JudgeError>) -> String {
    match found {
        Ok(Scores::One(score)) => shown_score(score),
        Ok(Scores::Turns(scores)) => {
            let numbers = scores.iter().map(|score| score.score.to_string());
            numbers.collect::<Vec<_>>().join(" ")
        }
        Err(error) => error.to_string(),
    }
}

fn shown_score(score: &NumericalScore) -> String {
    let open = match score.ungraded.len() {
        0 => String::new(),
        count => format!(" ({count} ungraded)"),
    };
    format!("{}{open}", score.score)
}

fn value(found: &Result<Scores, JudgeError>) -> Value {
    match found {
        Ok(scores) => json!(scores),
        Err(error) => error_value(error),
    }
}

fn error_value(error: &JudgeError) -> Value {
    json!({ "error": {
        "type": error.class.as_str(),
        "internal_code": error.code.map(|code| code.to_string()),
        "message": error.message(),
        "advice": error.code.map(|code| code.fault.advice()),
    } })
}
