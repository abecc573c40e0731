//! Two flat tables: a row for each episode, and a row for each turn.

use serde_json::json;

use crate::experiment::export::names::names;
use crate::experiment::export::table::{Column, Datum, Kind, Table};
use crate::experiment::export::trace::{Run, SessionTrace, TraceStep};

const EPISODES: &[Column] = &[
    Column::new("experiment_id", Kind::Text),
    Column::new("session_id", Kind::Text),
    Column::new("cell", Kind::Text),
    Column::new("model", Kind::Text),
    Column::new("agent", Kind::Text),
    Column::new("world", Kind::Text),
    Column::new("seed", Kind::Int),
    Column::new("trial", Kind::Int),
    Column::new("success", Kind::Bool),
    Column::new("episode_return", Kind::Float),
    Column::new("steps", Kind::Int),
    Column::new("duration_ms", Kind::Float),
    Column::new("tokens_in", Kind::Int),
    Column::new("tokens_out", Kind::Int),
    Column::new("cost_usd", Kind::Float),
    Column::new("invalid_actions", Kind::Int),
    Column::new("total_actions", Kind::Int),
    Column::new("achievements", Kind::Json),
    Column::new("termination", Kind::Text),
    Column::new("error", Kind::Text),
    Column::new("scores", Kind::Json),
];

const STEPS: &[Column] = &[
    Column::new("session_id", Kind::Text),
    Column::new("cell", Kind::Text),
    Column::new("turn", Kind::Int),
    Column::new("at", Kind::Time),
    Column::new("actions", Kind::Text),
    Column::new("reward", Kind::Float),
    Column::new("terminated", Kind::Bool),
    Column::new("truncated", Kind::Bool),
    Column::new("invalid_actions", Kind::Int),
    Column::new("achievements", Kind::Json),
    Column::new("observation", Kind::Text),
    Column::new("reply", Kind::Text),
    Column::new("reasoning", Kind::Text),
    Column::new("calls", Kind::Int),
    Column::new("tokens_in", Kind::Int),
    Column::new("tokens_out", Kind::Int),
    Column::new("cost_usd", Kind::Float),
    Column::new("latency_ms", Kind::Float),
    Column::new("error", Kind::Text),
];

/// The tables `episodes` and `steps` of a run. A seed beyond 63 bits is shown as its lower bits are, signed.
pub fn flat_tables(run: &Run) -> [Table; 2] {
    let names = names(run);
    let (mut episodes, mut steps) = (Table::new("episodes", EPISODES), Table::new("steps", STEPS));
    for (session, name) in run.sessions.iter().zip(&names.sessions) {
        episodes.rows.push(episode(session, &name.experiment, &name.session));
        let times = run.times(session);
        for (turn, (step, at)) in session.steps.iter().zip(times).enumerate() {
            let mut row = vec![
                Datum::from(&*name.session),
                (&*session.cell).into(),
                (turn as i64).into(),
                at.into(),
            ];
            row.extend(turn_of(step));
            steps.rows.push(row);
        }
    }
    [episodes, steps]
}

fn episode(session: &SessionTrace, experiment: &str, name: &str) -> Vec<Datum> {
    let row = &session.row;
    vec![
        experiment.into(),
        name.into(),
        (&*session.cell).into(),
        row.model.as_deref().into(),
        (&*row.agent).into(),
        (&*row.world).into(),
        (row.seed as i64).into(),
        i64::from(row.trial).into(),
        row.success.into(),
        row.episode_return.into(),
        i64::from(row.steps).into(),
        row.duration_ms.into(),
        Datum::count(row.tokens_in),
        Datum::count(row.tokens_out),
        row.cost_usd.into(),
        Datum::count(row.invalid_actions),
        Datum::count(row.total_actions),
        Datum::json(&json!(row.achievements)),
        row.termination.as_deref().into(),
        row.error.as_deref().into(),
        Datum::json(&json!(row.scores)),
    ]
}

/// A turn's columns from `actions` on.
fn turn_of(step: &TraceStep) -> Vec<Datum> {
    let names: Vec<&str> = step.actions.iter().map(|action| &*action.name).collect();
    let unlocked: Vec<&String> =
        step.actions.iter().flat_map(|action| &action.achievements).collect();
    let prices: Vec<f64> = step.calls.iter().filter_map(|call| call.cost_usd).collect();
    let last = step.calls.last();
    vec![
        names.join(", ").into(),
        step.actions.iter().map(|action| action.reward).sum::<f64>().into(),
        step.actions.iter().any(|action| action.terminated).into(),
        step.actions.iter().any(|action| action.truncated).into(),
        (step.actions.iter().filter(|action| action.invalid).count() as i64).into(),
        Datum::json(&json!(unlocked)),
        step.observation.as_deref().into(),
        last.map(|call| &*call.reply).into(),
        last.map(|call| &*call.reasoning).filter(|text| !text.is_empty()).into(),
        (step.calls.len() as i64).into(),
        Datum::count(step.calls.iter().map(|call| call.tokens_in).sum()),
        Datum::count(step.calls.iter().map(|call| call.tokens_out).sum()),
        (!prices.is_empty()).then(|| prices.iter().sum::<f64>()).into(),
        step.latency_ms().into(),
        last.and_then(|call| call.error.as_deref()).into(),
    ]
}
