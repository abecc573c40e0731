//! The Step tab: what the agent got, exactly; what was done; what it earned.

use leptos::prelude::*;

use super::counter::Counter;
use crate::env::Env;
use crate::env::support::{Sight, Turn};
use crate::episode::Session;
use crate::episode::casebook::{Lookup, lookups};
use crate::python::shared::{Text, dumps_indented};
use crate::ui::panel::DigestFoot;
use crate::ui::words;

/// The tab.
#[component]
pub fn StepTab() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let heading = move || match counter.at.get() {
        0 => "Start".to_owned(),
        step => format!("Message {step}"),
    };
    let who = move || {
        counter.session.with(|session| match session.step(session.at()).map(|step| &step.action) {
            Some(Turn::Customer(_)) => "customer",
            Some(Turn::Agent(action)) if action.is_respond() => "agent",
            Some(Turn::Agent(_)) => "agent, a call",
            None => "",
        })
    };
    let seen = move || {
        counter.session.with(|session| match session.observation() {
            Sight::Awaited => None,
            Sight::Text { text, source } => Some((text.to_string(), source.to_string())),
            Sight::Raised(text) => Some((text.to_string(), "an exception".to_owned())),
        })
    };
    let action = move || {
        counter.session.with(|session| match &session.step(session.at())?.action {
            Turn::Agent(action) => Some(dumps_indented(&action.to_value())),
            Turn::Customer(_) => None,
        })
    };
    let reward = move || {
        counter.session.with(|session| {
            words::reward(session.step(session.at()).map_or(0.0, |record| record.reward))
        })
    };
    let calls = move || {
        counter.session.with(|session| {
            let own = session.env().desk().own_actions();
            own.iter().filter(|action| !action.is_respond()).count()
        })
    };
    let looked_up = move || {
        let entry = counter.at.get().checked_sub(1);
        counter.entries.with(|entries| {
            let entry = entries.get(entry?)?;
            Some(counter.ground.with_value(|ground| lookups(entry, ground.world.base())))
        })
    };
    let next = move || match () {
        () if counter.is_over() => "nobody: it is over",
        () if counter.customer_speaks() => "the customer",
        () => "the agent",
    };
    let digest = Memo::new(move |_| {
        counter.session.with(|session: &Session<_>| session.env().digest().to_string())
    });
    view! {
        <div class="tab-body" role="tabpanel" id="tab-panel" aria-labelledby="tab-0" tabindex="-1">
            <div class="tab-head">
                <h2>{heading}</h2>
                <span class="quiet">{who}</span>
            </div>
            <section>
                {move || match seen() {
                    Some((text, source)) => view! {
                        <h3 class="label">{format!("Observation, as the agent gets it (from {source})")}</h3>
                        {if text.is_empty() {
                            view! { <p class="note">"Empty: the tool returns an empty text."</p> }.into_any()
                        } else {
                            view! { <pre class="exact">{text}</pre> }.into_any()
                        }}
                    }
                    .into_any(),
                    None => view! { <p class="note">"Nothing to observe yet: the customer is to speak."</p> }.into_any(),
                }}
            </section>
            {move || action().map(|text| view! {
                <section>
                    <h3 class="label">"Action"</h3>
                    <pre class="exact">{text}</pre>
                </section>
            })}
            {move || looked_up().filter(|list| !list.is_empty()).map(|list| view! {
                <section>
                    <h3 class="label">"Looked up"</h3>
                    <dl class="changes">{list.into_iter().map(lookup_row).collect_view()}</dl>
                </section>
            })}
            <dl class="facts">
                <div><dt>"reward"</dt><dd>{reward}</dd></div>
                <div><dt>"calls so far"</dt><dd>{calls}</dd></div>
                <div><dt>"next"</dt><dd>{next}</dd></div>
            </dl>
        </div>
        <DigestFoot digest />
    }
}

/// What the call did to a table.
fn lookup_row(lookup: Lookup) -> impl IntoView {
    let Lookup { table, searched, read, wrote } = lookup;
    let keys = |verb: &str, keys: &[Text]| {
        (!keys.is_empty()).then(|| format!("{verb} {}", keys.join(", ")))
    };
    let searched = searched.then(|| "searched".to_owned());
    let parts = [searched, keys("read", &read), keys("wrote", &wrote)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    view! {
        <dt>{table.to_string()}</dt>
        <dd>{parts.join("; ")}</dd>
    }
}
