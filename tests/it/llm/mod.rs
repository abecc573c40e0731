//! What models are asked and what they answer, in every dialect.

mod client;
mod diagnose;
mod failures;
mod model;
mod native;
mod prices;
mod program;
mod requests;
mod secrets;
pub mod server;
mod setups;
mod sse;
mod streams;
mod virtual_time;

use diorama::llm::{ChatError, ChatReply, Delta, Dialect, HttpHead, Part, Said};

/// Reads a recorded stream in these pieces: the deltas, and the reply.
fn read<'a>(
    dialect: Dialect,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Delta>, Result<ChatReply, ChatError>) {
    let mut stream = dialect.stream();
    let mut deltas = Vec::new();
    for piece in pieces {
        deltas.extend(stream.feed(piece));
    }
    (deltas, stream.finish())
}

fn read_whole(dialect: Dialect, body: &[u8]) -> Result<ChatReply, ChatError> {
    dialect.reply(&HttpHead::of(200), body)
}

/// What a person wants to know of a reply.
fn outline(outcome: &Result<ChatReply, ChatError>) -> String {
    let reply = match outcome {
        Ok(reply) => reply,
        Err(error) => return format!("error {:?}: {}\n", error.kind, error.message),
    };
    let mut lines = String::new();
    for Part { said, seal } in &reply.parts {
        lines += &match said {
            Said::Text { text } => format!("text {text:?}"),
            Said::Reasoning { text } => format!("reasoning {text:?}"),
            Said::Call(call) => format!("call {} {} {}", call.id, call.name, call.arguments),
        };
        lines += &seal.as_ref().map_or_else(String::new, |seal| format!(" [{seal:?}]"));
        lines += "\n";
    }
    lines += &format!("stop {} ({})\n", reply.stop.as_str(), or_none(reply.stop_word.as_deref()));
    if let Some(usage) = reply.usage {
        lines += &format!(
            "in {} (cached {}, stored {}), out {} (reasoning {}), cost {:?}\n",
            usage.tokens_in,
            usage.tokens_in_cached,
            usage.tokens_in_stored,
            usage.tokens_out,
            usage.tokens_reasoning,
            usage.cost_usd
        );
    }
    lines
        + &format!(
            "model {}, reply {}\n",
            or_none(reply.model.as_deref()),
            or_none(reply.id.as_deref())
        )
}

fn or_none(text: Option<&str>) -> &str {
    text.unwrap_or("none")
}
