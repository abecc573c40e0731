//! One question to a model in a terminal, or a test of the connection.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Args;

use crate::cli::http::{Http, block_on};
use crate::cli::model::{ModelArguments, ModelError, dollars};
use crate::llm::diagnose::{Asker, Verdict};
use crate::llm::{
    Answer, ChatError, ChatModel, ChatRequest, Client, Delta, Message, Outcome, Probe, Progress,
    StopReason,
};

/// What is asked.
#[derive(Args)]
pub struct Ask {
    /// The question. Without one the connection is tested: the list of models, and a tiny question.
    question: Option<String>,
    /// What the model is told before the question.
    #[arg(long)]
    system: Option<String>,
    /// Show the model's thoughts, too.
    #[arg(long)]
    thoughts: bool,
    /// Print the whole answer as JSON: reply, tries, time, price, the body as it came.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// Asks, and prints the words: to a person as they come, to a file or a pipe once the reply is whole. What else there is to say goes
/// to standard error.
pub fn run(arguments: &Ask) -> ExitCode {
    match asked(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn asked(arguments: &Ask) -> Result<bool, ModelError> {
    let Some(question) = &arguments.question else {
        return Ok(test(&arguments.model.connection()?));
    };
    let client = arguments.model.client()?;
    let system = arguments.system.as_ref().map(Message::system);
    let turns = system.into_iter().chain([Message::user(question)]).map(Into::into).collect();
    let request = ChatRequest { turns, ..ChatRequest::default() };
    let mut on_screen =
        OnScreen { live: io::stdout().is_terminal() && !arguments.json, said: false };
    let mut watch = |progress: Progress| on_screen.show(&progress, arguments.thoughts);
    let answer = block_on(client.ask(&request, &mut watch));
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&answer).expect("an answer is JSON"));
    }
    let Outcome::Error(error) = &answer.outcome else {
        if !arguments.json {
            finish(&answer, on_screen.live);
        }
        return Ok(true);
    };
    eprintln!("{error}");
    let probe = Probe { models: block_on(client.models()), answer: Some(answer) };
    eprintln!("\n{}", client.diagnose(&probe, &Asker::Terminal));
    Ok(false)
}

/// Tests the connection; says whether it works.
fn test(client: &Client<Http>) -> bool {
    let probe = block_on(client.probe());
    let diagnosis = client.diagnose(&probe, &Asker::Terminal);
    println!("{diagnosis}");
    if let Some(answer) = &probe.answer {
        eprintln!("{}", summary(answer));
    }
    !matches!(diagnosis.verdict, Verdict::Fails(_))
}

/// What a person sees while the answer comes.
struct OnScreen {
    /// Words are shown as they come. Those of a try that fails cannot be taken back, so nobody but a person gets them.
    live: bool,
    /// Words stand in the last line.
    said: bool,
}

impl OnScreen {
    fn show(&mut self, progress: &Progress, thoughts: bool) {
        match progress {
            Progress::Delta(Delta::Text(text)) if self.live => {
                self.said = true;
                print!("{text}");
                // Whoever reads sees the words as they come; if nobody does, there is nothing to mend.
                drop(io::stdout().flush());
            }
            Progress::Delta(Delta::Reasoning(text)) if thoughts => eprint!("{text}"),
            Progress::Pause { error, pause_ms } => {
                if std::mem::take(&mut self.said) {
                    println!();
                }
                eprintln!("{}", pause(error, *pause_ms));
            }
            _ => {}
        }
    }
}

/// "too many requests: slow down; again in 1.2 s".
pub(super) fn pause(error: &ChatError, pause_ms: u64) -> String {
    format!("{error}; again in {:.1} s", pause_ms as f64 / 1000.0)
}

fn finish(answer: &Answer, was_live: bool) {
    if answer.kept || !was_live {
        println!("{}", answer.reply().map(crate::llm::ChatReply::text).unwrap_or_default());
    } else {
        println!();
    }
    if let Some(StopReason::Length) = answer.reply().map(|reply| reply.stop) {
        eprintln!("The limit of tokens cut the reply off.");
    }
    eprintln!("{}", summary(answer));
}

/// "312 tokens in, 5 out · 1.2 s, first words after 0.4 s · 2 tries · about $0.00012".
fn summary(answer: &Answer) -> String {
    let mut parts = Vec::new();
    if let Some(usage) = answer.reply().and_then(|reply| reply.usage) {
        parts.push(format!("{} tokens in, {} out", usage.tokens_in, usage.tokens_out));
    }
    let first =
        answer.first_words_ms.map(|first| format!(", first words after {:.1} s", first / 1000.0));
    parts.push(format!("{:.1} s{}", answer.latency_ms / 1000.0, first.unwrap_or_default()));
    if answer.tries.len() > 1 {
        parts.push(format!("{} tries", answer.tries.len()));
    }
    parts.push(match answer.cost_usd {
        _ if answer.kept => "kept from before".to_owned(),
        Some(cost) => format!("about ${}", dollars(cost)),
        None => "price unknown".to_owned(),
    });
    parts.join(" · ")
}
