//! How well a run fills its slots: 6 models × 10 episodes × 100 turns against a server of fixed latency on loopback.
//!
//! The ideal is latency × turns / concurrency; a run should end within 5 % of it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

const LATENCY: Duration = Duration::from_millis(100);
const MODELS: usize = 6;
const EPISODES: usize = 10;
const TURNS: usize = 100;
const AT_ONCE: usize = 5;

fn main() {
    let base = serve();
    let folder = std::env::temp_dir().join(format!("diorama-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder of our own");
    let plan = folder.join("plan.toml");
    fs::write(&plan, plan_text(&base)).expect("a file of our own");
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_diorama"))
        .args(["experiment", "--no-stream", "--quiet", "--out"])
        .args([&folder.join("run"), &plan])
        .stdout(std::process::Stdio::null())
        .status();
    let took = start.elapsed().as_secs_f64();
    assert!(status.expect("it runs").success(), "the run failed");
    let turns = MODELS * EPISODES * TURNS;
    let ideal = LATENCY.as_secs_f64() * turns as f64 / (MODELS * AT_ONCE) as f64;
    let more = 100.0 * (took / ideal - 1.0);
    println!("experiment/loopback  {turns} turns, {took:.2} s, ideal {ideal:.2} s, {more:+.1} %");
    fs::remove_dir_all(&folder).expect("a folder of our own");
}

fn plan_text(base: &str) -> String {
    let mut text = format!(
        "[[agent]]\nstrategy = \"robust_naive\"\n[[world]]\nid = \"babyai/putnext\"\nseeds = \"0..{}\"\nmax_steps = {TURNS}\n",
        EPISODES - 1
    );
    for model in 0..MODELS {
        text += &format!(
            "[[model]]\nmodel = \"m{model}\"\nprovider = \"other\"\nbase_url = \"{base}\"\nat_once = {AT_ONCE}\n"
        );
    }
    text
}

/// Starts a server that keeps its connections and answers each question after the latency.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || answer(&connection));
        }
    });
    format!("http://{address}/v1")
}

fn answer(connection: &TcpStream) -> Option<()> {
    const BODY: &str = r#"{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"<|ACTION|>turn left<|END|>"}}],"usage":{"prompt_tokens":100,"completion_tokens":5,"total_tokens":105}}"#;
    connection.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(connection);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().ok()?;
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        thread::sleep(LATENCY);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
        let text = format!("{head}content-length: {}\r\n\r\n{BODY}", BODY.len());
        let mut writer = connection;
        writer.write_all(text.as_bytes()).ok()?;
    }
}
