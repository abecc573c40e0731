//! What to do: the commands that start servers for pages, and those that show what a page may not see.

use crate::llm::diagnose::place::{Place, Reach};
use crate::llm::diagnose::{Evidence, Step};
use crate::llm::{HeaderValue, HttpRequest, Method, Provider};

/// The command that asks for the list of models as the page does, past every browser rule. Has `$KEY` where the key goes.
pub fn curl(evidence: &Evidence<'_>) -> Step {
    let request = evidence.endpoint.models();
    let asks_key = evidence.has_key || evidence.provider.key.is_required();
    let command = curl_line(&request, asks_key);
    let say = if asks_key {
        "See in a terminal what the server says; type the key when the first command waits for it:"
    } else {
        "See in a terminal what the server says:"
    };
    let read = if asks_key { "read -rs KEY\n" } else { "" };
    Step::run(say, format!("{read}{command}"))
}

/// A request as a line for `curl`.
pub fn curl_line(request: &HttpRequest, with_key: bool) -> String {
    let mut line = format!("curl -sS -i {}", quoted(&request.url));
    for header in &request.headers {
        match &header.value {
            HeaderValue::Plain(value) => {
                line += &format!(" -H {}", quoted(&format!("{}: {value}", header.name)));
            }
            HeaderValue::Key { prefix } if with_key => {
                line += &format!(" -H \"{}: {prefix}$KEY\"", header.name);
            }
            HeaderValue::Key { .. } => {}
        }
    }
    if request.method == Method::Post {
        line += &format!(" -d {}", quoted(&request.body));
    }
    line
}

/// The command that asks whether a page of this origin may ask.
pub fn preflight(evidence: &Evidence<'_>, origin: &str) -> Step {
    let request = evidence.endpoint.models();
    let names: Vec<&str> = request.headers.iter().map(|header| header.name.as_str()).collect();
    let command = format!(
        "curl -sS -i -X OPTIONS {} -H {} -H 'access-control-request-method: GET' -H 'access-control-request-headers: {}'",
        quoted(&request.url),
        quoted(&format!("origin: {origin}")),
        names.join(","),
    );
    Step::run("Its answer to this must have the header access-control-allow-origin:", command)
}

/// How to start a provider's own server so that pages of this origin may ask it.
pub fn start(provider: &Provider, place: &Place, origin: Option<&str>) -> Vec<Step> {
    let port = |usual: u16| place.port.unwrap_or(usual);
    match provider.id {
        "ollama" => start_ollama(place, origin),
        "lm-studio" => {
            let cors = if origin.is_some() { " --cors" } else { "" };
            let elsewhere = place.port.filter(|port| *port != 1234);
            let port = elsewhere.map_or_else(String::new, |port| format!(" --port {port}"));
            vec![
                Step::run("Start LM Studio's server:", format!("lms server start{cors}{port}")),
                Step::say("Or in its window: Developer, Settings, \"Enable CORS\", then start."),
            ]
        }
        "llama-cpp" => {
            let port = port(8080);
            let command = format!("llama-server -m MODEL.gguf --port {port}{}", outside(place));
            vec![Step::run("Start llama.cpp's server:", command)]
        }
        "vllm" => {
            let allow = origin.map_or_else(String::new, |origin| {
                format!(" --allowed-origins {}", quoted(&format!("[\"{origin}\"]")))
            });
            let command = format!("vllm serve MODEL --port {}{allow}", port(8000));
            vec![Step::run("Start vLLM:", command)]
        }
        "litellm" => {
            let command = format!("litellm --model MODEL --port {}", port(4000));
            vec![Step::run("Start LiteLLM's proxy:", command)]
        }
        "tensorzero" if origin.is_some() => reverse_proxy(place, origin.unwrap_or_default()),
        "tensorzero" => {
            vec![Step::run(
                "Start the gateway, in the folder of its compose file:",
                "docker compose up",
            )]
        }
        _ => Vec::new(),
    }
}

/// Servers that listen to this machine only must be told to listen to others.
fn outside(place: &Place) -> &'static str {
    if place.reach == Reach::Loopback { "" } else { " --host 0.0.0.0" }
}

fn start_ollama(place: &Place, origin: Option<&str>) -> Vec<Step> {
    let host = if place.reach == Reach::Loopback { "" } else { "OLLAMA_HOST=0.0.0.0 " };
    let Some(origin) = origin else {
        return vec![Step::run("Start Ollama:", format!("{host}ollama serve"))];
    };
    let origin_quoted = quoted(origin);
    vec![
        Step::run(
            "Quit Ollama, then start it so that it answers this page:",
            format!("{host}OLLAMA_ORIGINS={origin_quoted} ollama serve"),
        ),
        Step::run(
            "With the app on macOS, set it and restart the app:",
            format!("launchctl setenv OLLAMA_ORIGINS {origin_quoted}"),
        ),
        Step::run(
            "With the app on Windows, set it and restart the app:",
            format!("setx OLLAMA_ORIGINS \"{origin}\""),
        ),
        Step::run(
            "As a service on Linux:",
            format!(
                "sudo mkdir -p /etc/systemd/system/ollama.service.d\n\
                 printf '[Service]\\nEnvironment=OLLAMA_ORIGINS=%s\\n' {origin_quoted} | sudo tee /etc/systemd/system/ollama.service.d/origins.conf\n\
                 sudo systemctl daemon-reload && sudo systemctl restart ollama"
            ),
        ),
    ]
}

/// A proxy that adds what the TensorZero gateway lacks.
fn reverse_proxy(place: &Place, origin: &str) -> Vec<Step> {
    let port = place.port.unwrap_or(3000);
    let before = port.checked_add(1).unwrap_or(3001);
    let host =
        if place.host.contains(':') { format!("[{}]", place.host) } else { place.host.clone() };
    vec![
        Step::run(
            "The gateway sends no CORS headers. Save this as Caddyfile:",
            format!(
                ":{before} {{\n\
                 \theader Access-Control-Allow-Origin \"{origin}\"\n\
                 \theader Access-Control-Allow-Headers \"authorization, content-type\"\n\
                 \theader Access-Control-Allow-Methods \"GET, POST, OPTIONS\"\n\
                 \t@preflight method OPTIONS\n\
                 \trespond @preflight 204\n\
                 \treverse_proxy {host}:{port}\n\
                 }}"
            ),
        ),
        Step::run("Start it beside the gateway:", "caddy run --config Caddyfile"),
        Step::say(format!("Then set the address to http://localhost:{before}/openai/v1.")),
    ]
}

/// Where a provider hands out its keys.
pub fn key_page(provider: &Provider) -> Option<&'static str> {
    Some(match provider.id {
        "openai" | "openai-responses" => "https://platform.openai.com/api-keys",
        "anthropic" => "https://console.anthropic.com/settings/keys",
        "gemini" => "https://aistudio.google.com/apikey",
        "openrouter" => "https://openrouter.ai/keys",
        "groq" => "https://console.groq.com/keys",
        "together" => "https://api.together.ai/settings/api-keys",
        "mistral" => "https://console.mistral.ai/api-keys",
        "deepseek" => "https://platform.deepseek.com/api_keys",
        "xai" => "https://console.x.ai",
        "cerebras" => "https://cloud.cerebras.ai",
        "fireworks" => "https://fireworks.ai/account/api-keys",
        _ => return None,
    })
}

/// A word for a shell.
pub fn quoted(word: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-._:/=,@%+".contains(sign);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
