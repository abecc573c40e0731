//! Nothing came: what a page may not see, or what is not there.

use crate::llm::diagnose::place::{Asker, Browser, Page, Permission, Place, Reach};
use crate::llm::diagnose::{Cause, Diagnosis, Evidence, Step, fails, steps};
use crate::llm::{ChatError, Cors};

/// Says why nothing came, as far as that can be known.
pub fn diagnose(evidence: &Evidence<'_>, place: &Place, error: &ChatError) -> Diagnosis {
    let Asker::Page(page) = evidence.asker else {
        return for_terminal(evidence, place, error);
    };
    let from = Place::of(&page.origin);
    let is_secure = from.as_ref().is_some_and(Place::is_secure);
    let page_reach = from.as_ref().map_or(Reach::Public, |from| from.reach);
    let is_https = from.as_ref().is_some_and(|from| from.https);
    if is_https && !place.https && is_mixed(page.browser, place.reach) {
        return mixed_content(evidence, place, page);
    }
    let is_guarded = page.browser.guards_local_network() && page_reach > place.reach;
    if is_guarded
        && (!is_secure || matches!(page.local_network, Permission::Denied | Permission::Prompt))
    {
        return local_network(place, page, is_secure);
    }
    if place.reach == Reach::Public {
        return far_away(evidence, page);
    }
    let may_be_guarded = is_guarded && page.local_network == Permission::Unknown;
    local_server(evidence, place, page, page_reach, may_be_guarded)
}

fn for_terminal(evidence: &Evidence<'_>, place: &Place, error: &ChatError) -> Diagnosis {
    let name = evidence.provider.name;
    let said = error.message.clone();
    if place.reach == Reach::Public {
        let fix = vec![
            Step::say("Look at the address, the network, and HTTPS_PROXY if there is a proxy."),
            steps::curl(evidence),
        ];
        return fails(Cause::NoReply, format!("{} does not answer.", place.host), said, fix);
    }
    if evidence.models.is_ok() {
        let fix = vec![Step::say("Look into the server's log: it may have run out of memory.")];
        let headline = format!("{name} lists its models, but broke down at the question.");
        return fails(Cause::ServerFailed, headline, said, fix);
    }
    let mut fix = steps::start(evidence.provider, place, None);
    fix.push(steps::curl(evidence));
    fails(
        Cause::NotRunning,
        format!("{name} is not running at {}.", evidence.endpoint.base),
        said,
        fix,
    )
}

/// Whether a browser lets no https page ask an http server there.
const fn is_mixed(browser: Browser, reach: Reach) -> bool {
    match reach {
        Reach::Loopback => matches!(browser, Browser::Safari),
        // Chromium asks its user instead.
        Reach::LocalNetwork => !browser.guards_local_network(),
        Reach::Public => true,
    }
}

fn mixed_content(evidence: &Evidence<'_>, place: &Place, page: &Page) -> Diagnosis {
    let mut fix = Vec::new();
    match place.reach {
        Reach::Loopback => {
            fix.push(Step::say("Open this page in Chrome, Edge or Firefox."));
            fix.push(run_here());
        }
        Reach::LocalNetwork => {
            fix.push(Step::say("Open this page in Chrome or Edge, which ask you for permission."));
            fix.push(run_here());
        }
        Reach::Public => {
            let secure = evidence.endpoint.base.replacen("http:", "https:", 1);
            fix.push(Step::say(format!("Use {secure}, if the server has a certificate.")));
        }
    }
    let browser = if page.browser == Browser::Safari { "Safari" } else { "The browser" };
    fails(
        Cause::MixedContent,
        format!("{browser} does not let this page ask {}.", place.host),
        "The page came by https, the server is at http: such questions are blocked before they are sent."
            .to_owned(),
        fix,
    )
}

/// The way round every rule of browsers about local servers.
fn run_here() -> Step {
    Step::run(
        "Or serve this page from your own machine, in the folder of the site, and open http://localhost:8765:",
        "python3 -m http.server 8765",
    )
}

fn local_network(place: &Place, page: &Page, is_secure: bool) -> Diagnosis {
    let target = match place.reach {
        Reach::Loopback => "programs on this machine",
        Reach::LocalNetwork | Reach::Public => "devices in your network",
    };
    let headline = format!("The browser does not let this page speak to {target}.");
    let fix = if is_secure {
        let first = if page.local_network == Permission::Denied {
            "Click the sign left of the address, open the site's settings, set \"Local network access\" (or \"Apps on device\") to Allow, and reload."
        } else {
            "Test again and answer the browser's question about the local network with Allow."
        };
        vec![
            Step::say(first),
            Step::run(
                "The permissions of all sites stand here (Edge: edge://…):",
                "chrome://settings/content/localNetworkAccess",
            ),
            run_here(),
        ]
    } else {
        vec![Step::say("Only https pages may ask for that: open this page by https."), run_here()]
    };
    let explanation =
        "Chrome and Edge, from version 142 on, ask before a page may do that; nothing was sent.";
    fails(Cause::LocalNetwork, headline, explanation.to_owned(), fix)
}

/// A server on this machine or in this house, and no rule of the browser in the way.
fn local_server(
    evidence: &Evidence<'_>,
    place: &Place,
    page: &Page,
    page_reach: Reach,
    may_be_guarded: bool,
) -> Diagnosis {
    let (name, base) = (evidence.provider.name, &evidence.endpoint.base);
    // Ollama answers every page of this machine.
    let is_welcome = evidence.provider.id == "ollama" && page_reach == Reach::Loopback;
    let needs_setup = matches!(evidence.provider.cors, Cors::AfterSetup | Cors::Unknown);
    let mut fix = Vec::new();
    if may_be_guarded {
        fix.push(Step::say("If the browser asks about the local network, answer Allow."));
    }
    if (needs_setup && !is_welcome) || evidence.models.is_ok() {
        fix.extend(steps::start(evidence.provider, place, Some(&page.origin)));
        if evidence.provider.cors == Cors::Unknown {
            fix.push(Step::say(format!(
                "Tell the server to answer pages of {} (CORS); most have a switch for that.",
                page.origin
            )));
            fix.push(steps::preflight(evidence, &page.origin));
        }
        fix.push(steps::curl(evidence));
        return fails(
            Cause::OriginRefused,
            format!("{name} does not answer this page."),
            format!(
                "Either it is not running at {base}, or it was not told to answer {}.",
                page.origin
            ),
            fix,
        );
    }
    fix.extend(steps::start(evidence.provider, place, Some(&page.origin)));
    fix.push(steps::curl(evidence));
    fails(
        Cause::NotRunning,
        format!("{name} is not running at {base}."),
        "Nothing answers there, or an extension of the browser stands between.".to_owned(),
        fix,
    )
}

/// A server somewhere in the world.
fn far_away(evidence: &Evidence<'_>, page: &Page) -> Diagnosis {
    let name = evidence.provider.name;
    let provider = evidence.provider;
    let (key_page, curl) = (steps::key_page(provider), steps::curl(evidence));
    let keys = || key_page.map(|page| Step::say(format!("Keys are made at {page}.")));
    if provider.key.is_required() && !evidence.has_key {
        let explanation = "Without one nothing comes back that a page may read.".to_owned();
        let fix = keys().into_iter().collect();
        return fails(Cause::NoKey, format!("{name} wants a key."), explanation, fix);
    }
    if provider.hides_refusals() && evidence.models.is_err() {
        let explanation = format!(
            "{name} hides its refusals from pages, so a wrong key looks like a broken network. If it is right, the network is down, or an extension of the browser stands between."
        );
        let mut fix: Vec<Step> = keys().into_iter().collect();
        fix.extend([curl, without_extensions()]);
        let headline = format!("Most likely {name} does not know this key.");
        return fails(Cause::WrongKey, headline, explanation, fix);
    }
    match provider.cors {
        Cors::AfterSetup | Cors::Unknown => {
            let place = Place::of(&evidence.endpoint.base);
            let mut fix: Vec<Step> = place
                .filter(|_| provider.cors == Cors::AfterSetup)
                .map(|place| steps::start(provider, &place, Some(&page.origin)))
                .unwrap_or_default();
            fix.extend([
                Step::say(format!("Tell the server to answer pages of {} (CORS).", page.origin)),
                steps::preflight(evidence, &page.origin),
                curl,
                Step::say("Or ask through a gateway that answers pages, such as LiteLLM, or from a terminal."),
            ]);
            fails(
                Cause::OriginRefused,
                format!("{name} does not answer this page."),
                "Either it cannot be reached, or it was not told to answer pages.".to_owned(),
                fix,
            )
        }
        Cors::Open | Cors::Strict => {
            let listed = if evidence.models.is_ok() {
                "Its list of models came, so the network works; the question itself was blocked."
            } else {
                "Nothing that a page may read came back: the network is down, an extension of the browser stands between, or the server's rules for pages have changed."
            };
            let fix = vec![curl, without_extensions()];
            fails(
                Cause::NoReply,
                format!("{name} does not answer this page."),
                listed.to_owned(),
                fix,
            )
        }
    }
}

fn without_extensions() -> Step {
    Step::say("Try a private window, where extensions rest.")
}
