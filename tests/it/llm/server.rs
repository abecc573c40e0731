//! A model's server on loopback that speaks every dialect from the recorded replies, and misbehaves on request.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use diorama::llm::Dialect;

/// What the server does with a request.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    /// Pauses in milliseconds, and the pieces after them.
    pub pieces: Vec<(u64, Vec<u8>)>,
    /// The connection breaks before the body is whole.
    pub cut: bool,
    /// Nothing is ever said.
    pub silent: bool,
}

impl Plan {
    pub fn of(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", kind.to_owned())];
        Self { status, headers, pieces: vec![(0, body.into())], ..Self::default() }
    }

    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::of(status, "application/json", body)
    }

    /// A recorded reply: `case` is such as `text.stream` or `tools.json`; a stream comes in small pieces.
    pub fn recorded(dialect: Dialect, case: &str, pause_ms: u64) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/llm");
        let file = folder.join(format!("{}.{case}", dialect.as_str()));
        let body = fs::read(&file).expect("a recording");
        if case.strip_suffix(".json").is_some() {
            return Self::json(200, body);
        }
        let kind =
            if dialect == Dialect::Ollama { "application/x-ndjson" } else { "text/event-stream" };
        let size = if pause_ms == 0 { 7 } else { body.len().div_ceil(8) };
        let pieces = body.chunks(size).map(|piece| (pause_ms, piece.to_vec())).collect();
        Self { pieces, ..Self::of(200, kind, "") }
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    /// The dialect, by the path; none for a list of models.
    pub fn dialect(&self) -> Option<Dialect> {
        let ends = |end: &str| self.path.ends_with(end);
        if ends("/chat/completions") {
            Some(Dialect::OpenAiChat)
        } else if ends("/responses") {
            Some(Dialect::OpenAiResponses)
        } else if ends("/messages") {
            Some(Dialect::Anthropic)
        } else if ends("/api/chat") {
            Some(Dialect::Ollama)
        } else if self.path.contains("enerateContent") {
            Some(Dialect::Gemini)
        } else {
            None
        }
    }

    /// Whether a stream is asked for.
    pub fn wants_stream(&self) -> bool {
        self.path.contains(":streamGenerateContent") || self.body.contains("\"stream\":true")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
    }
}

type Planner = dyn Fn(&Asked, usize) -> Plan + Send + Sync;

/// A server; it ends with the test's process.
pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// Connections that were taken, less those whose request was read.
    unread: Arc<AtomicUsize>,
}

impl Server {
    /// Starts a server. It is asked what to do with each request and how many came before.
    pub fn start(plan: impl Fn(&Asked, usize) -> Plan + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, plan): (_, Arc<Planner>) = (Arc::clone(&asked), Arc::new(plan));
        let unread = Arc::new(AtomicUsize::new(0));
        let taken = Arc::clone(&unread);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                taken.fetch_add(1, Ordering::SeqCst);
                let (seen, plan) = (Arc::clone(&seen), Arc::clone(&plan));
                let taken = Arc::clone(&taken);
                thread::spawn(move || {
                    let asked = read(&connection).map(|asked| note(&seen, asked));
                    taken.fetch_sub(1, Ordering::SeqCst);
                    if let Some((asked, before)) = asked {
                        answer(connection, &plan(&asked, before));
                    }
                });
            }
        });
        Self { address, asked, unread }
    }

    /// The same for so many requests, which are counted; then it is silent.
    pub fn for_a_while(
        most: usize,
        plan: impl Fn(&Asked, usize) -> Plan + Send + Sync + 'static,
    ) -> (Self, Arc<AtomicUsize>) {
        let answered = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&answered);
        let server = Self::start(move |asked, before| {
            if counter.fetch_add(1, Ordering::SeqCst) >= most {
                return Plan { silent: true, ..Plan::default() };
            }
            plan(asked, before)
        });
        (server, answered)
    }

    /// Where its paths begin.
    pub fn base(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Waits until all that was sent before this moment is read; whoever sent it may be dead by now.
    pub fn catch_up(&self) {
        // Connections are taken in their order, so this one, which asks nothing, is the last.
        let mut last = TcpStream::connect(self.address).expect("it listens");
        last.shutdown(Shutdown::Write).expect("it is open");
        last.read_to_end(&mut Vec::new()).expect("it is closed without an answer");
        while self.unread.load(Ordering::SeqCst) > 0 {
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no test panicked there").clone()
    }
}

/// Keeps a request; how many came before it.
fn note(seen: &Mutex<Vec<Asked>>, asked: Asked) -> (Asked, usize) {
    let mut seen = seen.lock().expect("no test panicked there");
    seen.push(asked.clone());
    (asked, seen.len() - 1)
}

fn answer(mut connection: TcpStream, plan: &Plan) {
    if plan.silent {
        thread::sleep(Duration::from_secs(30));
        return;
    }
    // Whoever hangs up early gets no more; that is no failure of the server.
    drop(write(&mut connection, plan));
    drop(connection.shutdown(Shutdown::Both));
}

fn read(connection: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(connection);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

fn write(connection: &mut TcpStream, plan: &Plan) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Whatever\r\nconnection: close\r\n", plan.status);
    for (name, value) in &plan.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "transfer-encoding: chunked\r\n\r\n";
    connection.write_all(head.as_bytes())?;
    for (pause, piece) in &plan.pieces {
        thread::sleep(Duration::from_millis(*pause));
        if piece.is_empty() {
            continue;
        }
        connection.write_all(format!("{:x}\r\n", piece.len()).as_bytes())?;
        connection.write_all(piece)?;
        connection.write_all(b"\r\n")?;
        connection.flush()?;
    }
    if !plan.cut {
        connection.write_all(b"0\r\n\r\n")?;
    }
    connection.flush()
}
