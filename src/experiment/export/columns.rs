//! The columns of the seed's trace store, with their rules.
//!
//! Source: synth-ai, tracing v2 with DuckDB.

use crate::experiment::export::table::{Column, Kind};

pub(super) const EXPERIMENTS: &[Column] = &[
    Column::ruled("id", Kind::Text, "PRIMARY KEY"),
    Column::ruled("name", Kind::Text, "NOT NULL"),
    Column::new("description", Kind::Text),
    Column::ruled("created_at", Kind::Time, "NOT NULL"),
    Column::ruled("updated_at", Kind::Time, "NOT NULL"),
];

pub(super) const SYSTEMS: &[Column] = &[
    Column::ruled("id", Kind::Text, "PRIMARY KEY"),
    Column::ruled("name", Kind::Text, "NOT NULL"),
    Column::new("description", Kind::Text),
];

pub(super) const SYSTEM_VERSIONS: &[Column] = &[
    Column::ruled("id", Kind::Text, "PRIMARY KEY"),
    Column::ruled("system_id", Kind::Text, "NOT NULL REFERENCES systems (id)"),
    Column::new("branch", Kind::Text),
    Column::new("commit", Kind::Text),
    Column::ruled("created_at", Kind::Time, "NOT NULL"),
    Column::new("description", Kind::Text),
];

pub(super) const EXPERIMENTAL_SYSTEMS: &[Column] = &[
    Column::ruled("experiment_id", Kind::Text, "NOT NULL REFERENCES experiments (id)"),
    Column::ruled("system_id", Kind::Text, "NOT NULL REFERENCES systems (id)"),
    Column::ruled("system_version_id", Kind::Text, "NOT NULL REFERENCES system_versions (id)"),
];

pub(super) const SESSION_TRACES: &[Column] = &[
    Column::ruled("session_id", Kind::Text, "PRIMARY KEY"),
    Column::new("created_at", Kind::Time),
    Column::new("num_timesteps", Kind::Int),
    Column::new("num_events", Kind::Int),
    Column::new("num_messages", Kind::Int),
    Column::new("metadata", Kind::Json),
    Column::new("experiment_id", Kind::Text),
];

pub(super) const SESSION_TIMESTEPS: &[Column] = &[
    Column::ruled("id", Kind::Int, "PRIMARY KEY"),
    Column::ruled("session_id", Kind::Text, "NOT NULL REFERENCES session_traces (session_id)"),
    Column::ruled("step_id", Kind::Text, "NOT NULL"),
    Column::ruled("step_index", Kind::Int, "NOT NULL"),
    Column::ruled("timestamp", Kind::Time, "NOT NULL"),
    Column::new("num_events", Kind::Int),
    Column::new("num_messages", Kind::Int),
    Column::new("step_metadata", Kind::Json),
];

pub(super) const EVENTS: &[Column] = &[
    Column::ruled("id", Kind::Int, "PRIMARY KEY"),
    Column::ruled("session_id", Kind::Text, "NOT NULL REFERENCES session_traces (session_id)"),
    Column::ruled("timestep_id", Kind::Int, "REFERENCES session_timesteps (id)"),
    Column::ruled("event_type", Kind::Text, "NOT NULL"),
    Column::ruled("system_instance_id", Kind::Text, "NOT NULL"),
    Column::new("event_time", Kind::Time),
    Column::new("message_time", Kind::Int),
    Column::new("span_id", Kind::Text),
    Column::new("trace_id", Kind::Text),
    Column::new("model_name", Kind::Text),
    Column::new("provider", Kind::Text),
    Column::new("prompt_tokens", Kind::Int),
    Column::new("completion_tokens", Kind::Int),
    Column::new("total_tokens", Kind::Int),
    Column::new("cost", Kind::Float),
    Column::new("latency_ms", Kind::Float),
    Column::new("reward", Kind::Float),
    Column::new("terminated", Kind::Bool),
    Column::new("system_state_before", Kind::Json),
    Column::new("system_state_after", Kind::Json),
    Column::new("metadata", Kind::Json),
    Column::new("event_metadata", Kind::Json),
];

pub(super) const MESSAGES: &[Column] = &[
    Column::ruled("id", Kind::Int, "PRIMARY KEY"),
    Column::ruled("session_id", Kind::Text, "NOT NULL REFERENCES session_traces (session_id)"),
    Column::ruled("timestep_id", Kind::Int, "REFERENCES session_timesteps (id)"),
    Column::ruled("message_type", Kind::Text, "NOT NULL"),
    Column::ruled("content", Kind::Json, "NOT NULL"),
    Column::new("timestamp", Kind::Time),
    Column::new("event_time", Kind::Time),
    Column::new("message_time", Kind::Int),
];
