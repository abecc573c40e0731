//! The tables of the seed's trace store: experiments, sessions, timesteps, events, messages, systems.
//!
//! An experiment is a model in a world, as in the seed; a baseline's is its agent's.
//!
//! Source: synth-ai, tracing v2 with DuckDB: tables, columns, kinds of events, forms of metadata and messages.

use serde_json::{Map, Value, json};

use crate::experiment::export::columns::{
    EVENTS, EXPERIMENTAL_SYSTEMS, EXPERIMENTS, MESSAGES, SESSION_TIMESTEPS, SESSION_TRACES,
    SYSTEM_VERSIONS, SYSTEMS,
};
use crate::experiment::export::date::utc_text;
use crate::experiment::export::names::{Named, Names, names, uuid};
use crate::experiment::export::table::{Datum, Table};
use crate::experiment::export::trace::{Run, SessionTrace, TraceAction, TraceCall, TraceStep};

/// How hard an achievement of Crafter is, as the seed's hooks put it; the rest is hard.
const EASY: [&str; 8] = [
    "collect_wood",
    "collect_stone",
    "collect_sapling",
    "collect_drink",
    "place_stone",
    "place_table",
    "wake_up",
    "eat_plant",
];
const MEDIUM: [&str; 7] = [
    "make_wood_pickaxe",
    "make_wood_sword",
    "place_furnace",
    "place_plant",
    "collect_coal",
    "collect_iron",
    "eat_cow",
];

/// The tables, those first that others refer to.
pub fn store_tables(run: &Run) -> Vec<Table> {
    let mut store = Store {
        traces: Table::new("session_traces", SESSION_TRACES),
        timesteps: Table::new("session_timesteps", SESSION_TIMESTEPS),
        events: Table::new("events", EVENTS),
        messages: Table::new("messages", MESSAGES),
    };
    let names = names(run);
    for (session, name) in run.sessions.iter().zip(&names.sessions) {
        store.add(session, name, &run.times(session), run.started_ms);
    }
    let mut tables = registry(run, &names).to_vec();
    tables.extend([store.traces, store.timesteps, store.events, store.messages]);
    tables
}

/// Who took part: systems, their versions, experiments and which systems took part in each.
fn registry(run: &Run, names: &Names) -> [Table; 4] {
    let mut systems = Table::new("systems", SYSTEMS);
    let mut versions = Table::new("system_versions", SYSTEM_VERSIONS);
    let mut experiments = Table::new("experiments", EXPERIMENTS);
    let mut parts = Table::new("experimental_systems", EXPERIMENTAL_SYSTEMS);
    let now = run.started_ms;
    let version = env!("CARGO_PKG_VERSION");
    for (id, experiment) in &names.experiments {
        let about =
            format!("{} by agent {} in {}", experiment.player, experiment.agent, experiment.world);
        experiments.rows.push(vec![
            id.as_str().into(),
            (&*experiment.name).into(),
            about.into(),
            now.into(),
            now.into(),
        ]);
        for (kind, name) in [("agent", &experiment.agent), ("environment", &experiment.world)] {
            let system = uuid(&["system", kind, name]);
            let system_version = uuid(&["version", kind, name, version]);
            if !systems.rows.iter().any(|row| row[0] == Datum::from(&*system)) {
                systems.rows.push(vec![
                    (&*system).into(),
                    name.as_str().into(),
                    format!("{kind} of Diorama").into(),
                ]);
                versions.rows.push(vec![
                    (&*system_version).into(),
                    (&*system).into(),
                    "release".into(),
                    version.into(),
                    now.into(),
                    Datum::Null,
                ]);
            }
            parts.rows.push(vec![id.as_str().into(), system.into(), system_version.into()]);
        }
    }
    [systems, versions, experiments, parts]
}

struct Store {
    traces: Table,
    timesteps: Table,
    events: Table,
    messages: Table,
}

/// Where and when something happened.
struct Spot<'a> {
    session: &'a str,
    timestep: i64,
    time: i64,
    turn: i64,
}

impl Store {
    fn add(&mut self, session: &SessionTrace, name: &Named, times: &[i64], started: i64) {
        let (events, messages) = (self.events.rows.len(), self.messages.rows.len());
        for (turn, (step, time)) in session.steps.iter().zip(times).enumerate() {
            self.turn(session, &name.session, turn, step, *time);
        }
        self.traces.rows.push(vec![
            (&*name.session).into(),
            times.first().copied().unwrap_or(started).into(),
            (session.steps.len() as i64).into(),
            ((self.events.rows.len() - events) as i64).into(),
            ((self.messages.rows.len() - messages) as i64).into(),
            Datum::json(&metadata(session, &name.session)),
            (&*name.experiment).into(),
        ]);
    }

    fn turn(
        &mut self,
        session: &SessionTrace,
        name: &str,
        turn: usize,
        step: &TraceStep,
        time: i64,
    ) {
        let (events, messages) = (self.events.rows.len(), self.messages.rows.len());
        let timestep = self.timesteps.rows.len() as i64 + 1;
        let spot = Spot { session: name, timestep, time, turn: turn as i64 };
        let (agent, world) = (&*session.row.agent, &*session.row.world);
        for (role, text) in [("system", &step.system), ("user", &step.observation)] {
            if let Some(text) = text {
                self.message(&spot, world, role, json!({ "text": text }));
            }
        }
        for call in &step.calls {
            self.model_call(&spot, call.party.as_deref().unwrap_or(agent), call);
        }
        if let Some(text) = step.said() {
            let tools: Vec<Value> =
                step.calls.iter().flat_map(|call| &call.tools).map(tool).collect();
            self.message(&spot, agent, "assistant", json!({ "text": text, "payload": tools }));
        }
        for (at, action) in step.actions.iter().enumerate() {
            self.runtime(&spot, action, at);
            self.environment(&spot, world, action);
        }
        self.timesteps.rows.push(vec![
            timestep.into(),
            name.into(),
            format!("turn_{turn}").into(),
            (turn as i64).into(),
            time.into(),
            ((self.events.rows.len() - events) as i64).into(),
            ((self.messages.rows.len() - messages) as i64).into(),
            Datum::json(&json!({ "turn": turn })),
        ]);
    }

    /// The seed's form of a message: who it comes from, and its role and text.
    fn message(&mut self, spot: &Spot<'_>, origin: &str, role: &str, mut content: Value) {
        content["role"] = json!(role);
        content["origin_system_id"] = json!(origin);
        let kind = if role == "assistant" { "action" } else { "observation" };
        let time = utc_text(spot.time);
        let content = json!({
            "content": content,
            "timestamp": time,
            "message_type": kind,
            "time_record": { "event_time": time, "message_time": spot.turn },
        });
        let id = self.messages.rows.len() as i64 + 1;
        self.messages.rows.push(vec![
            id.into(),
            spot.session.into(),
            spot.timestep.into(),
            "SessionEventMessage".into(),
            Datum::json(&content),
            spot.time.into(),
            spot.time.into(),
            spot.turn.into(),
        ]);
    }

    fn model_call(&mut self, spot: &Spot<'_>, agent: &str, call: &TraceCall) {
        let before = json!({ "gen_ai.request.model": call.model });
        let after = json!({ "text": call.reply, "reasoning": call.reasoning, "tool_calls": call.tools.iter().map(tool).collect::<Vec<_>>() });
        let mut about = json!({ "duration_ms": call.latency_ms });
        if let Some(error) = &call.error {
            about["error"] = json!(error);
        }
        let id = self.events.rows.len() as i64 + 1;
        let span = &uuid(&["span", spot.session, &id.to_string()])[..18];
        let own = [
            span.replace('-', "").into(),
            uuid(&["trace", spot.session]).replace('-', "").into(),
            call.model.as_deref().into(),
            call.provider.as_deref().into(),
            Datum::count(call.tokens_in),
            Datum::count(call.tokens_out),
            Datum::count(call.tokens_in.saturating_add(call.tokens_out)),
            call.cost_usd.into(),
            call.latency_ms.into(),
            Datum::Null,
            Datum::Null,
            Datum::json(&before),
            Datum::json(&after),
            Datum::json(&about),
            Datum::Null,
        ];
        self.event(spot, "cais", agent, own);
    }

    fn environment(&mut self, spot: &Spot<'_>, world: &str, action: &TraceAction) {
        let state = if action.state.is_null() { json!({}) } else { action.state.clone() };
        let about = json!({ "action": action.name, "truncated": action.truncated });
        let own = tail(
            Some((action.reward, action.terminated)),
            [Datum::Null, Datum::json(&state), Datum::json(&about), hooks(action, spot.time)],
        );
        self.event(spot, "environment", world, own);
    }

    fn runtime(&mut self, spot: &Spot<'_>, action: &TraceAction, at: usize) {
        let about = json!({
            "step": spot.turn,
            "reward": action.reward,
            "done": action.terminated || action.truncated,
            "invalid_action": action.invalid,
            "valid": !action.invalid,
            "action_name": action.name,
            "action_int": action.index,
            "action_in_turn": at,
        });
        let own = tail(None, [Datum::Null, Datum::Null, Datum::json(&about), Datum::Null]);
        self.event(spot, "runtime", "runtime", own);
    }

    /// Adds an event with its columns from `span_id` on.
    fn event(&mut self, spot: &Spot<'_>, kind: &str, system: &str, own: [Datum; 15]) {
        let id = self.events.rows.len() as i64 + 1;
        let mut row = vec![
            id.into(),
            spot.session.into(),
            spot.timestep.into(),
            kind.into(),
            system.into(),
            spot.time.into(),
            spot.turn.into(),
        ];
        row.extend(own);
        self.events.rows.push(row);
    }
}

/// An event's columns from `span_id` on, without those of a model's call.
fn tail(outcome: Option<(f64, bool)>, states: [Datum; 4]) -> [Datum; 15] {
    let mut own = [const { Datum::Null }; 15];
    if let Some((reward, terminated)) = outcome {
        (own[9], own[10]) = (reward.into(), terminated.into());
    }
    own[11..].clone_from_slice(&states);
    own
}

fn tool((name, arguments): &(String, String)) -> Value {
    let arguments = serde_json::from_str(arguments).unwrap_or_else(|_| json!(arguments));
    json!({ "tool": name, "args": arguments })
}

/// What the seed's hooks note of an action: an unlocking of each difficulty, a high reward, an invalid action.
fn hooks(action: &TraceAction, time: i64) -> Datum {
    let level = |name: &str| match name {
        _ if EASY.contains(&name) => "easy",
        _ if MEDIUM.contains(&name) => "medium",
        _ => "hard",
    };
    let mut notes = Vec::new();
    for difficulty in ["easy", "medium", "hard"] {
        let unlocked: Vec<&String> =
            action.achievements.iter().filter(|name| level(name) == difficulty).collect();
        if !unlocked.is_empty() {
            notes.push(json!({ "achievements": unlocked, "difficulty": difficulty, "timestamp": utc_text(time) }));
        }
    }
    if action.reward >= 1.0 {
        notes.push(json!({ "reward": action.reward, "timestamp": utc_text(time) }));
    }
    if notes.is_empty() { Datum::Null } else { Datum::json(&Value::Array(notes)) }
}

/// A session's metadata, in the form that the seed's tools read achievements from.
fn metadata(session: &SessionTrace, name: &str) -> Value {
    let row = &session.row;
    let achievements: Map<String, Value> =
        row.achievements.iter().map(|unlock| (unlock.name.clone(), json!(true))).collect();
    json!([{
        "metadata_type": "SessionMetadum",
        "data": {
            "session_id": name,
            "model": row.model,
            "agent": row.agent,
            "world": row.world,
            "seed": row.seed,
            "trial": row.trial,
            "success": row.success,
            "total_reward": row.episode_return,
            "num_achievements": achievements.len(),
            "achievements": achievements,
            "invalid_actions": row.invalid_actions,
            "total_actions": row.total_actions,
            "termination_reason": row.termination,
            "duration_ms": row.duration_ms,
            "error": row.error,
        },
    }])
}
