//! A run's tables: what a journal becomes, Parquet read back, the data base asked by Python's `duckdb`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use diorama::cli::experiment_export::parquet;
use diorama::experiment::export::{
    Datum, Run, Session, Table, TraceAction, flat_tables, store_tables,
};
use diorama::experiment::journal::FORMAT;
use diorama::experiment::{EpisodeRow, Event, Journal};
use serde_json::{Value, json};

use super::recorded_run::{START, journal, recorded};

fn table<'a>(tables: &'a [Table], name: &str) -> &'a Table {
    tables.iter().find(|table| table.name == name).expect("a table of this name")
}

fn column<'a>(table: &'a Table, name: &str) -> Vec<&'a Datum> {
    let at =
        table.columns.iter().position(|column| column.name == name).expect("a column of this name");
    table.rows.iter().map(|row| &row[at]).collect()
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("diorama-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder of our own");
    folder
}

fn export(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diorama"));
    command.args(["experiment", "export"]).args(arguments).output().expect("it runs")
}

#[test]
fn a_journal_becomes_rows_of_every_table() {
    let run = recorded();
    let store = store_tables(&run);
    for table in &store {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.name);
    }
    let counts: Vec<(&str, usize)> =
        store.iter().map(|table| (table.name, table.rows.len())).collect();
    assert_eq!(
        counts,
        [
            ("systems", 2),
            ("system_versions", 2),
            ("experiments", 2),
            ("experimental_systems", 4),
            ("session_traces", 3),
            ("session_timesteps", 4),
            // A question, an action as the runtime has it and as the world has it, for each turn.
            ("events", 12),
            // System, and for each turn of the first model what it was told and what it said; of the second only the latter.
            ("messages", 7),
        ]
    );
    let sessions = table(&store, "session_traces");
    let whole = |numbers: [i64; 3]| numbers.map(Datum::Int);
    let counted = |name: &str| column(sessions, name).into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(counted("num_timesteps"), whole([2, 2, 0]));
    assert_eq!(counted("num_events"), whole([6, 6, 0]));
    assert_eq!(counted("num_messages"), whole([5, 2, 0]));
    let [episodes, steps] = flat_tables(&run);
    assert_eq!((episodes.rows.len(), steps.rows.len()), (3, 4));
    assert_eq!(
        column(&steps, "cost_usd"),
        [0.25, 0.25, 0.5, 0.25].map(Datum::Float).iter().collect::<Vec<_>>()
    );
    assert_eq!(
        column(&steps, "reward"),
        [0.0, 2.0, 0.0, 2.0].map(Datum::Float).iter().collect::<Vec<_>>()
    );
    // A turn without a time of its own begins when the one before has its answer.
    let times: Vec<Datum> = [0, 60_000, 0, 100].map(|after| Datum::Int(START + after)).into();
    assert_eq!(column(&steps, "at"), times.iter().collect::<Vec<_>>());
    // The same journal, the same names.
    assert_eq!(store_tables(&recorded()), store);
}

#[test]
fn a_customer_s_words_belong_to_the_turn_that_hears_them() {
    let step = |party: &str, said: &str, trace: Value| {
        json!({ "party": party, "check": "00000000", "trace": trace, "answer": { "latency_ms": 100.0, "outcome": {
            "reply": { "parts": [{ "kind": "text", "text": said }], "stop": "end", "stop_word": null,
                "model": null, "id": null, "usage": null } } } })
    };
    let steps = [
        step("customer", "Hello.", json!({})),
        step("agent", "Who are you?", json!({ "observation": "Hello." })),
        // What the agent did is told once the customer has spoken.
        step("customer", "Mei.", json!({ "actions": [{ "name": "respond", "reward": 0.0 }] })),
        step("agent", "Bye.", json!({})),
        step(
            "customer",
            "###STOP###",
            json!({ "actions": [{ "name": "respond", "reward": 1.0 }] }),
        ),
    ];
    let mut events =
        vec![Event::Begin { format: FORMAT, name: String::new(), plan: "0".to_owned() }];
    for (at, data) in steps.into_iter().enumerate() {
        events.push(Event::Step {
            cell: "c".to_owned(),
            step: at as u32 + 1,
            cost_usd: Some(1.0),
            data,
        });
    }
    let row = EpisodeRow { model: Some("m".to_owned()), ..EpisodeRow::default() };
    events.push(Event::Done { cell: "c".to_owned(), row });
    let text: String = events.iter().map(Event::line).collect();
    let run = Run::of_journal(&Journal::read(&text).expect("a journal"), START);
    let turns = &run.sessions[0].steps;
    let told: Vec<_> = turns
        .iter()
        .map(|turn| {
            (turn.observation.as_deref(), turn.said(), turn.calls.len(), turn.actions.len())
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("Hello."), Some("Who are you?".to_owned()), 2, 1),
            (Some("Mei."), Some("Bye.".to_owned()), 3, 1),
        ]
    );
    assert!((turns[1].actions[0].reward - 1.0).abs() < 1e-12);
    let store = store_tables(&run);
    let names = column(table(&store, "events"), "system_instance_id");
    assert_eq!(names.iter().filter(|name| ***name == Datum::from("customer")).count(), 3);
}

#[test]
fn conversations_are_taken_from_the_trace() {
    let sessions = Session::of_run(&recorded());
    assert_eq!(sessions.len(), 2, "one failed");
    let said: Vec<(&str, &str)> = sessions[0]
        .messages
        .iter()
        .map(|message| (message.role.as_str(), &*message.content))
        .collect();
    assert_eq!(
        said,
        [
            ("system", "Play."),
            ("user", "It's turn 0 of \"a\" game"),
            ("assistant", "I go on."),
            ("user", "It's turn 1 of \"a\" game"),
            ("assistant", "I go on."),
        ]
    );
    assert_eq!((sessions[1].player.as_str(), sessions[1].tokens), ("b", 270));
}

#[test]
fn parquet_holds_what_the_tables_hold() {
    let (run, folder) = (recorded(), folder("parquet"));
    for table in store_tables(&run).iter().chain(&flat_tables(&run)) {
        let path = folder.join(table.name);
        parquet::write(table, fs::File::create(&path).expect("our folder")).expect("a table");
        let file = fs::File::open(&path).expect("our file");
        let reader = SerializedFileReader::new(file).expect("Parquet");
        let rows: Vec<_> =
            reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), table.rows.len(), "{}", table.name);
        for (row, want) in rows.iter().zip(&table.rows) {
            for (((name, field), column), want) in
                row.get_column_iter().zip(table.columns).zip(want)
            {
                assert_eq!(name, column.name);
                let found = match field.clone() {
                    Field::Null => Datum::Null,
                    Field::Str(text) => Datum::Text(text),
                    Field::Bytes(text) => Datum::Text(text.as_utf8().expect("UTF-8").to_owned()),
                    Field::Long(number) | Field::TimestampMillis(number) => Datum::Int(number),
                    Field::Double(number) => Datum::Float(number),
                    Field::Bool(truth) => Datum::Bool(truth),
                    other => panic!("{} {name}: {other:?}", table.name),
                };
                assert_eq!(found, *want, "{} {name}", table.name);
            }
        }
    }
}

/// A Python with the module `duckdb`, if there is one: `DIORAMA_PYTHON`, or the one on the path.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("DIORAMA_PYTHON").map(PathBuf::from);
    let found = named.into_iter().chain([PathBuf::from("python3")]).find(|python| {
        let import = Command::new(python).args(["-c", "import duckdb"]).output();
        import.is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        println!(
            "no Python with the module duckdb: the data base was not opened (`pip install duckdb`, DIORAMA_PYTHON)"
        );
    }
    found
}

/// Answers of a data base, as JSON.
fn ask(python: &Path, base: &Path, queries: &[&str]) -> Vec<Value> {
    const SCRIPT: &str = "import duckdb, json, sys
base = duckdb.connect(sys.argv[1])
print(json.dumps([base.execute(query).fetchall() for query in sys.argv[2:]], default=str))";
    let output = Command::new(python)
        .args(["-c", SCRIPT])
        .arg(base)
        .args(queries)
        .output()
        .expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn python_asks_the_data_base_as_the_seed_documents() {
    let Some(python) = python() else { return };
    let folder = folder("duckdb");
    let (run, base) = (folder.join("a run's journal.jsonl"), folder.join("o'clock.duckdb"));
    fs::write(&run, journal()).expect("a file of our own");
    let words = |path: &Path| path.to_str().expect("a plain name").to_owned();
    let arguments =
        [&words(&run), "--format", "duckdb", "--out", &words(&base), "--engine", &words(&python)];
    let output = export(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let left: Vec<_> = fs::read_dir(&folder)
        .expect("our folder")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    let told = ask(
        &python,
        &base,
        &[
            // The two questions of the seed's document.
            "SELECT e.name, e.id, e.created_at, COUNT(st.session_id) as session_count FROM experiments e \
             LEFT JOIN session_traces st ON e.id = st.experiment_id GROUP BY e.id, e.name, e.created_at ORDER BY e.created_at DESC",
            "SELECT e.name as experiment_name, AVG(st.num_timesteps) as avg_steps, COUNT(st.session_id) as total_sessions \
             FROM experiments e JOIN session_traces st ON e.id = st.experiment_id GROUP BY e.name ORDER BY avg_steps DESC",
            // Views.
            "SELECT * FROM model_usage_stats ORDER BY model_name",
            "SELECT models_used, total_tokens_used, total_cost FROM session_summary ORDER BY session_id",
            "SELECT experiment_name, session_count, system_count FROM experiment_overview ORDER BY 1",
            "SELECT model_name, calls, p50_latency FROM performance_metrics ORDER BY 1, 2",
            "SELECT count(*) FROM error_events",
            // What the seed's tools look for: achievements of sessions, rewards, items that were collected, roles and texts.
            "SELECT metadata->0->'data'->>'num_achievements', metadata->>'$[0].metadata_type' FROM session_traces ORDER BY session_id",
            "SELECT s.session_id, SUM(e.reward) FROM session_traces s JOIN events e ON s.session_id = e.session_id \
             WHERE e.event_type = 'environment' AND e.reward IS NOT NULL GROUP BY s.session_id HAVING SUM(e.reward) > 1.0 ORDER BY 1",
            "SELECT DISTINCT s.session_id FROM session_traces s JOIN events e ON s.session_id = e.session_id WHERE \
             e.event_type = 'environment' AND json_extract(e.system_state_after, '$.inventory.wood') > 0",
            "SELECT content->'content'->>'role', content->'content'->>'text' FROM messages WHERE session_id LIKE 'episode_0_a_%' \
             ORDER BY message_time, timestamp, id",
            "SELECT m.message_type, COUNT(*) as count FROM messages m GROUP BY m.message_type",
            "SELECT step_id, t.timestamp, t.num_events FROM session_timesteps t WHERE session_id LIKE 'episode_0_a_%' ORDER BY step_index",
            "SELECT branch, systems.name FROM system_versions JOIN systems ON systems.id = system_id ORDER BY 2",
            // The flat tables, and the next number of a row.
            "SELECT model, count(*), sum(episode_return) FROM episodes GROUP BY model ORDER BY model",
            "SELECT count(*), sum(reward) FROM steps",
            "SELECT nextval('event_id_seq'), nextval('message_id_seq'), nextval('timestep_id_seq')",
        ],
    );
    let names = ["crafter_a_20250102_030405", "crafter_b_20250102_030405"];
    let mut counted: Vec<(&str, i64)> = told[0]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row[0].as_str().expect("a name"), row[3].as_i64().expect("a count")))
        .collect();
    counted.sort_unstable();
    assert_eq!(counted, [(names[0], 1), (names[1], 2)]);
    assert_eq!(told[1], json!([[names[0], 2.0, 1], [names[1], 1.0, 2]]));
    assert_eq!(
        told[2][0],
        json!([
            "a",
            "openai",
            2,
            250,
            20,
            270,
            250.5,
            0.5,
            "2025-01-02 03:04:05",
            "2025-01-02 03:05:05"
        ])
    );
    assert_eq!(
        told[2][1].as_array().map(|row| &row[..8]),
        json!(["b-2025", null, 2, 250, 20, 270, 100.0, 0.75]).as_array().map(|row| &row[..8])
    );
    assert_eq!(told[3], json!([[1, 270, 0.5], [1, 270, 0.75], [0, null, null]]));
    assert_eq!(told[4], json!([[names[0], 1, 2], [names[1], 2, 2]]));
    assert_eq!(told[5], json!([["a", 2, 250.5], ["b-2025", 2, 100.0]]));
    assert_eq!(told[6], json!([[0]]));
    assert_eq!(
        told[7],
        json!([["1", "SessionMetadum"], ["1", "SessionMetadum"], ["1", "SessionMetadum"]])
    );
    let rewards: Vec<&Value> =
        told[8].as_array().expect("rows").iter().map(|row| &row[1]).collect();
    assert_eq!(rewards, [2.0, 2.0]);
    assert_eq!(told[9].as_array().map(Vec::len), Some(1));
    assert_eq!(told[10][1], json!(["user", "It's turn 0 of \"a\" game"]));
    assert_eq!(told[10][4], json!(["assistant", "I go on."]));
    assert_eq!(told[11], json!([["SessionEventMessage", 7]]));
    assert_eq!(
        told[12],
        json!([["turn_0", "2025-01-02 03:04:05", 3], ["turn_1", "2025-01-02 03:05:05", 3]])
    );
    assert_eq!(told[13], json!([["release", "crafter"], ["release", "tools"]]));
    assert_eq!(told[14], json!([["a", 1, 2.0], ["b", 2, 4.0]]));
    assert_eq!(told[15], json!([[4, 4.0]]));
    assert_eq!(told[16], json!([[13, 8, 5]]));
    // What is there is not written over.
    assert!(!export(&arguments).status.success());
    fs::remove_dir_all(&folder).expect("our folder");
}

#[test]
fn a_machine_without_duckdb_is_told_what_to_install() {
    let folder = folder("no-duckdb");
    fs::write(folder.join("journal.jsonl"), journal()).expect("a file of our own");
    let mut command = Command::new(env!("CARGO_BIN_EXE_diorama"));
    command.args(["experiment", "export", "--format", "duckdb"]).arg(&folder).env("PATH", "");
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("pip install duckdb"), "{said}");
    let left = folder.join("traces.duckdb.tables");
    assert!(said.contains(left.to_str().expect("a plain name")), "{said}");
    let script = fs::read_to_string(left.join("load.sql")).expect("the script");
    assert!(script.contains("CREATE TABLE session_traces"), "{script}");
    fs::remove_dir_all(&folder).expect("our folder");
}

#[test]
fn a_folder_of_journals_becomes_files() {
    let folder = folder("export");
    let text = journal();
    // Two shards: the last lines of each are the other's, and other files of lines are no journals.
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let shard = |keep: &str| -> String {
        let own = lines.iter().filter(|line| line.contains("\"begin\"") || line.contains(keep));
        own.copied().collect()
    };
    fs::write(folder.join("journal-1.jsonl"), shard("\"a|")).expect("a file of our own");
    fs::write(folder.join("journal-2.jsonl"), shard("\"b|")).expect("a file of our own");
    fs::write(folder.join("notes.jsonl"), "{}\n").expect("a file of our own");
    let here = folder.to_str().expect("a plain name");
    for (format, file) in [("jsonl", "rows.jsonl"), ("fine-tuning", "training.jsonl")] {
        let output = export(&[here, "--format", format]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = fs::read_to_string(folder.join(file)).expect("a file").lines().count();
        assert_eq!(lines, if format == "jsonl" { 3 } else { 2 }, "{format}");
    }
    let results = folder.join("results.json");
    let out = results.to_str().expect("a plain name");
    assert!(export(&[here, "--format", "results", "--out", out]).status.success());
    let results: Value =
        serde_json::from_str(&fs::read_to_string(results).expect("a file")).expect("JSON");
    assert_eq!(results["config"]["max_turns"], 2);
    assert_eq!(results["analysis"]["performance"]["b"]["failed_episodes"], 1);
    assert!(export(&[here, "--format", "parquet"]).status.success());
    assert_eq!(fs::read_dir(folder.join("parquet")).expect("a folder").count(), 10);
    // Refused: what is there, filters that are none, another plan's journal beside this one.
    assert!(!export(&[here, "--format", "jsonl"]).status.success());
    assert!(export(&[here, "--format", "jsonl", "--force"]).status.success());
    let dry = export(&[here, "--format", "fine-tuning", "--min-reward", "3", "--dry-run"]);
    assert!(String::from_utf8_lossy(&dry.stdout).contains("passed    0 (0.0 %)"));
    fs::write(folder.join("other.jsonl"), text.replace("0123", "4567")).expect("a file of our own");
    let other = export(&[here, "--format", "jsonl", "--force"]);
    assert!(String::from_utf8_lossy(&other.stderr).contains("another plan"), "{other:?}");
    fs::remove_dir_all(&folder).expect("our folder");
}

#[test]
fn a_run_of_the_terminal_is_exported_with_what_was_said_and_done() {
    let folder = folder("run-export");
    let plan = folder.join("plan.toml");
    let text = "[[model]]\nmodel = \"scripted\"\n[[agent]]\nstrategy = \"robust_naive\"\n[[agent]]\nstrategy = \"tools\"\n\
                [[world]]\nid = \"babyai/goto\"\nseeds = \"200..201\"\n[[world]]\nid = \"crafter/balrog\"\nseeds = \"0..0\"\nmax_steps = 5\n";
    fs::write(&plan, text).expect("a file of our own");
    let run = folder.join("run");
    let mut command = Command::new(env!("CARGO_BIN_EXE_diorama"));
    let output =
        command.arg("experiment").arg(&plan).arg("--out").arg(&run).arg("--quiet").output();
    let output = output.expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let journal = fs::read_to_string(run.join("journal.jsonl")).expect("its journal");
    let told = Run::of_journal(&Journal::read(&journal).expect("a journal"), START);
    assert_eq!(told.sessions.len(), 6);
    for session in &told.sessions {
        let actions: Vec<&TraceAction> =
            session.steps.iter().flat_map(|step| &step.actions).collect();
        assert_eq!(actions.len(), session.row.steps as usize, "{}", session.cell);
        let rewards: f64 = actions.iter().map(|action| action.reward).sum();
        assert!((rewards - session.row.episode_return).abs() < 1e-9, "{}", session.cell);
        let invalid = actions.iter().filter(|action| action.invalid).count();
        assert_eq!(invalid as u64, session.row.invalid_actions, "{}", session.cell);
        assert!(session.steps.iter().all(|step| step.at_ms.is_some()), "{}", session.cell);
        let roles: Vec<&str> =
            session.messages().iter().map(|message| message.role.as_str()).collect();
        assert_eq!(roles.last(), Some(&"assistant"), "{}", session.cell);
        assert_eq!(
            roles.iter().filter(|role| **role == "user").count(),
            session.steps.len(),
            "{}",
            session.cell
        );
    }
    let here = run.to_str().expect("a plain name");
    let output = export(&[here, "--format", "fine-tuning", "--min-reward", "-1"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("examples  6"));
    if let Some(python) = python() {
        let engine = python.to_str().expect("a plain name");
        let output = export(&[here, "--format", "duckdb", "--engine", engine]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let asked = [
            "SELECT count(*), sum(session_count) FROM experiment_overview",
            "SELECT count(*) FROM session_traces s JOIN (SELECT session_id, sum(reward) AS reward FROM events WHERE event_type = 'environment' \
             GROUP BY session_id) e USING (session_id) WHERE abs(e.reward - CAST(s.metadata->0->'data'->>'total_reward' AS DOUBLE)) < 1e-9",
        ];
        let answers = ask(&python, &run.join("traces.duckdb"), &asked);
        assert_eq!(answers, [json!([[4, 6]]), json!([[6]])]);
    }
    fs::remove_dir_all(&folder).expect("our folder");
}
