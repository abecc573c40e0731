//! The SQL script that makes a data base of the tables: the seed's tables, keys, indexes and views.
//!
//! Any DuckDB runs it: the command line's, Python's, a page's. Beside the seed's tables the base has the two flat ones.
//!
//! Source: synth-ai, tracing v2 with DuckDB.

use crate::experiment::export::table::{Column, Table};

/// Views by the seed's names, with the seed's columns.
const VIEWS: &str = "\
CREATE OR REPLACE VIEW model_usage_stats AS
  SELECT model_name, provider, count(*) AS call_count, sum(prompt_tokens) AS total_prompt_tokens,
    sum(completion_tokens) AS total_completion_tokens, sum(total_tokens) AS total_tokens, avg(latency_ms) AS avg_latency_ms,
    sum(cost) AS total_cost, min(event_time) AS first_call, max(event_time) AS last_call
  FROM events WHERE event_type = 'cais' AND model_name IS NOT NULL GROUP BY ALL;
CREATE OR REPLACE VIEW session_summary AS
  SELECT s.session_id, s.created_at, s.num_timesteps, s.num_events, s.num_messages, count(DISTINCT e.model_name) AS models_used,
    count(DISTINCT e.provider) AS providers_used, sum(e.total_tokens) AS total_tokens_used, sum(e.cost) AS total_cost
  FROM session_traces s LEFT JOIN events e ON e.session_id = s.session_id AND e.event_type = 'cais' GROUP BY ALL;
CREATE OR REPLACE VIEW experiment_overview AS
  SELECT e.id AS experiment_id, e.name AS experiment_name, count(DISTINCT s.session_id) AS session_count,
    count(DISTINCT p.system_id) AS system_count, min(s.created_at) AS first_session, max(s.created_at) AS last_session
  FROM experiments e LEFT JOIN session_traces s ON s.experiment_id = e.id
    LEFT JOIN experimental_systems p ON p.experiment_id = e.id GROUP BY ALL;
CREATE OR REPLACE VIEW error_events AS
  SELECT session_id, event_type, system_instance_id, event_time, metadata FROM events
  WHERE CAST(metadata AS VARCHAR) LIKE '%error%' OR CAST(metadata AS VARCHAR) LIKE '%exception%';
CREATE OR REPLACE VIEW performance_metrics AS
  SELECT date_trunc('hour', event_time) AS hour, model_name, count(*) AS calls, avg(latency_ms) AS avg_latency,
    quantile_cont(latency_ms, 0.50) AS p50_latency, quantile_cont(latency_ms, 0.95) AS p95_latency,
    quantile_cont(latency_ms, 0.99) AS p99_latency
  FROM events WHERE event_type = 'cais' AND latency_ms IS NOT NULL GROUP BY ALL;
";

const INDEXES: &str = "\
CREATE INDEX idx_events_session_time ON events (session_id, event_time);
CREATE INDEX idx_events_system ON events (system_instance_id, event_type);
CREATE INDEX idx_events_model ON events (model_name, provider);
CREATE INDEX idx_messages_session_time ON messages (session_id, \"timestamp\");
CREATE INDEX idx_messages_type ON messages (message_type);
CREATE INDEX idx_system_versions_system ON system_versions (system_id);
CREATE INDEX idx_experimental_systems ON experimental_systems (experiment_id);
CREATE INDEX idx_session_experiment ON session_traces (experiment_id);
";

/// The script. `store` are the seed's tables in their order, `flat` those that are taken as they are; the Parquet file of each stands in
/// `folder` by its table's name.
pub fn load_script(store: &[Table], flat: &[Table], folder: &str) -> String {
    let mut script = String::from("BEGIN TRANSACTION;\n");
    for table in store {
        if let Some(sequence) = sequence(table.name) {
            let next = table.rows.len() + 1;
            script.push_str(&format!("CREATE SEQUENCE {sequence} START {next};\n"));
        }
        script.push_str(&create(table));
    }
    for table in store {
        let names: Vec<String> = table.columns.iter().map(|column| quoted(column.name)).collect();
        let (name, names, file) = (table.name, names.join(", "), file(folder, table.name));
        script.push_str(&format!(
            "INSERT INTO {name} ({names}) SELECT {names} FROM read_parquet({file});\n"
        ));
    }
    for table in flat {
        let (name, file) = (table.name, file(folder, table.name));
        script.push_str(&format!("CREATE TABLE {name} AS SELECT * FROM read_parquet({file});\n"));
    }
    script + INDEXES + VIEWS + "COMMIT;\n"
}

/// The seed's tools go on numbering rows by these.
fn sequence(table: &str) -> Option<&'static str> {
    match table {
        "session_timesteps" => Some("timestep_id_seq"),
        "events" => Some("event_id_seq"),
        "messages" => Some("message_id_seq"),
        _ => None,
    }
}

fn create(table: &Table) -> String {
    let column = |column: &Column| {
        let own = match sequence(table.name) {
            Some(sequence) if column.name == "id" => format!(" DEFAULT nextval('{sequence}')"),
            _ => String::new(),
        };
        let line = format!("{} {} {}{own}", quoted(column.name), column.kind.sql(), column.rule);
        line.trim_end().to_owned()
    };
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    match table.name {
        "session_timesteps" => lines.push("UNIQUE (session_id, step_id)".to_owned()),
        "experimental_systems" => lines.push("PRIMARY KEY (experiment_id, system_id)".to_owned()),
        _ => {}
    }
    format!("CREATE TABLE {} (\n  {}\n);\n", table.name, lines.join(",\n  "))
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn file(folder: &str, table: &str) -> String {
    format!("'{}/{table}.parquet'", folder.replace('\'', "''"))
}
