//! The server was reached, and said no.

use crate::llm::diagnose::nearest::nearest;
use crate::llm::diagnose::place::{Place, Reach};
use crate::llm::diagnose::{Cause, Diagnosis, Evidence, Step, fails, steps};
use crate::llm::{ChatError, Dialect, ErrorKind};

/// Says what its refusal means.
pub fn diagnose(evidence: &Evidence<'_>, place: &Place, error: &ChatError) -> Diagnosis {
    let name = evidence.provider.name;
    let said = format!("It says: {}", error.message);
    if error.message.contains("CORS requests are not allowed") {
        return organisation_forbids(name, said);
    }
    let simple =
        |cause, headline: String, fix: Vec<Step>| fails(cause, headline, said.clone(), fix);
    match error.kind {
        ErrorKind::BadKey => key(evidence, said),
        ErrorKind::Forbidden => simple(
            Cause::Forbidden,
            format!("{name} does not allow this to your key."),
            forbidden(evidence, place),
        ),
        ErrorKind::Quota => simple(
            Cause::Quota,
            format!("Your quota at {name} is used up."),
            vec![Step::say("Add credit, raise the limit, or choose a free model.")],
        ),
        ErrorKind::RateLimited | ErrorKind::Overloaded => {
            let wait = error.retry_after_ms.map_or_else(
                || "Wait a little; fewer questions at once help too.".to_owned(),
                |pause| format!("Wait {} seconds.", pause.div_ceil(1000)),
            );
            simple(Cause::Busy, format!("{name} has too much to do."), vec![Step::say(wait)])
        }
        ErrorKind::Timeout => {
            let advice = if place.reach == Reach::Public {
                "Ask again; if it stays so, choose a faster model."
            } else {
                "The model may still be loading: ask again in a minute."
            };
            simple(Cause::Slow, format!("{name} took too long."), vec![Step::say(advice)])
        }
        ErrorKind::Server | ErrorKind::Truncated | ErrorKind::Unreachable => simple(
            Cause::ServerFailed,
            format!("{name} failed."),
            vec![Step::say("Ask again; if it stays so, look into the server's log.")],
        ),
        ErrorKind::NoSuchModel => no_such_model(evidence, place, said),
        ErrorKind::Malformed => wrong_address(evidence, place, said),
        ErrorKind::ContextTooLong | ErrorKind::TooLarge => simple(
            Cause::BadRequest,
            format!("{} reads less than even a short question.", evidence.model),
            vec![Step::say("Load the model with a longer context, or choose another.")],
        ),
        ErrorKind::BadRequest => simple(
            Cause::BadRequest,
            format!("{name} does not like the request."),
            bad_request(&error.message),
        ),
        ErrorKind::Refused => simple(
            Cause::BadRequest,
            format!("A filter at {name} stopped the question."),
            vec![Step::say("Choose another model.")],
        ),
    }
}

fn organisation_forbids(name: &str, said: String) -> Diagnosis {
    fails(
        Cause::OriginRefused,
        format!("Your organisation at {name} does not let pages use its keys."),
        said,
        vec![
            Step::say("Use a key of a personal organisation."),
            Step::say("Or ask through a gateway of your own, such as LiteLLM, or from a terminal."),
        ],
    )
}

fn key(evidence: &Evidence<'_>, said: String) -> Diagnosis {
    let name = evidence.provider.name;
    let mut fix = Vec::new();
    if let Some(page) = steps::key_page(evidence.provider) {
        fix.push(Step::say(format!("Keys are made at {page}.")));
    }
    if evidence.origin().is_none() {
        let variable = evidence.provider.key_env();
        fix.push(Step::run("Put it where it is looked for:", format!("export {variable}=…")));
    }
    if !evidence.has_key {
        return fails(Cause::NoKey, format!("{name} wants a key."), said, fix);
    }
    fix.push(Step::say("Look whether it was copied whole, and belongs to this provider."));
    fix.push(steps::curl(evidence));
    fails(Cause::WrongKey, format!("{name} does not know this key."), said, fix)
}

fn forbidden(evidence: &Evidence<'_>, place: &Place) -> Vec<Step> {
    if evidence.provider.id == "ollama" {
        return steps::start(evidence.provider, place, evidence.origin());
    }
    vec![
        Step::say("Look at the key's rights, its project, and whether it may be used from here."),
        steps::curl(evidence),
    ]
}

fn no_such_model(evidence: &Evidence<'_>, place: &Place, said: String) -> Diagnosis {
    let (name, model) = (evidence.provider.name, evidence.model);
    let Ok(models) = evidence.models else {
        return wrong_address(evidence, place, said);
    };
    let mut fix = Vec::new();
    if models.iter().any(|known| known == model) {
        fix.push(Step::say(format!(
            "{model} is on the list, but not for this key or this way of asking; choose another."
        )));
        if evidence.provider.id == "openai" {
            fix.push(Step::say("Some models answer only as \"OpenAI (responses)\"."));
        }
        let headline = format!("{name} does not answer as {model}.");
        return fails(Cause::NoSuchModel, headline, said, fix);
    }
    let near = nearest(model, models);
    if near.is_empty() {
        let some: Vec<&str> = models.iter().take(8).map(String::as_str).collect();
        fix.push(Step::say(match some.len() {
            0 => "It has no models at all.".to_owned(),
            _ => format!("It has {}.", some.join(", ")),
        }));
    } else {
        fix.push(Step::say(format!("Did you mean {}?", near.join(" or "))));
    }
    let fetch = match evidence.provider.id {
        "ollama" => Some("ollama pull"),
        "lm-studio" => Some("lms get"),
        _ => None,
    };
    if let Some(fetch) = fetch {
        fix.push(Step::run("Or fetch it:", format!("{fetch} {}", steps::quoted(model))));
    }
    fails(Cause::NoSuchModel, format!("{name} has no model {model}."), said, fix)
}

/// Something answers, but not what was looked for.
fn wrong_address(evidence: &Evidence<'_>, place: &Place, said: String) -> Diagnosis {
    let (base, dialect) = (evidence.endpoint.base.as_str(), evidence.endpoint.dialect);
    let mut fix = Vec::new();
    if let Some(better) = better_base(base, dialect) {
        fix.push(Step::say(format!("Try the address {better}.")));
    }
    if !evidence.provider.base.is_empty() && evidence.provider.base != base {
        fix.push(Step::say(format!("Its own address is {}.", evidence.provider.base)));
    }
    fix.push(steps::curl(evidence));
    let headline = format!("At {} is a server, but it does not answer as {dialect}.", place.host);
    fails(Cause::WrongAddress, headline, said, fix)
}

/// The address that was likely meant.
fn better_base(base: &str, dialect: Dialect) -> Option<String> {
    let version = match dialect {
        Dialect::Ollama => return base.strip_suffix("/v1").map(str::to_owned),
        Dialect::Gemini => "/v1beta",
        Dialect::OpenAiChat | Dialect::OpenAiResponses | Dialect::Anthropic => "/v1",
    };
    let last = base.rsplit('/').next().unwrap_or_default();
    let has_version =
        last.starts_with('v') && last[1..].starts_with(|sign: char| sign.is_ascii_digit());
    (!has_version).then(|| format!("{base}{version}"))
}

fn bad_request(message: &str) -> Vec<Step> {
    let message = message.to_lowercase();
    let mut fix = Vec::new();
    if message.contains("temperature") || message.contains("top_p") {
        fix.push(Step::say("Leave temperature and top-p empty: this model sets its own."));
    }
    if message.contains("max_tokens") || message.contains("max_completion_tokens") {
        fix.push(Step::say("Leave the limit of tokens empty, or change it."));
    }
    if message.contains("stream") {
        fix.push(Step::say("Turn streaming off."));
    }
    if message.contains("reasoning") || message.contains("thinking") {
        fix.push(Step::say("Leave the thinking to the model."));
    }
    if fix.is_empty() {
        fix.push(Step::say("Look at the settings of this model, or choose another."));
    }
    fix
}
