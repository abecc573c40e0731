//! The Messages tab of customer support: what models were asked for the message at the cursor, and what they answered.

use leptos::prelude::*;

use super::CounterModels;
use crate::agent::rollout::{Call, Done, Voice};
use crate::agent::support::line::{
    self, AgentModel, CustomerModel, Next, SupportCall, SupportLine,
};
use crate::env::support::{SupportEnv, Turn};
use crate::episode::{BranchId, Session};
use crate::llm::ChatRequest;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::stage::messages::{Coming, Manner, ManyManners, Reply, Turns, figures, received};
use crate::ui::support::counter::Counter;
use crate::ui::words;

/// What the tab shows.
#[derive(Clone, PartialEq)]
enum Shown {
    /// A question whose answer is under way.
    Live,
    /// The calls behind the message at the cursor, each with its question where that can be worked out anew.
    Calls(Vec<(Call, Option<ChatRequest>)>),
    /// The question that would come next.
    Next(ChatRequest),
    /// Nothing; why.
    Nothing(&'static str),
}

/// The tab.
#[component]
pub fn Messages() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let manner = RwSignal::new(Manner::Text);
    let shown = Memo::new(move |_| shown(counter));
    view! {
        <div class="tab-body messages" role="tabpanel" id="tab-panel" aria-labelledby="tab-1" tabindex="-1">
            <Halt />
            {move || match shown.get() {
                Shown::Live => view! { <LiveCall /> }.into_any(),
                Shown::Calls(calls) => calls
                    .into_iter()
                    .map(|(call, request)| view! { <OneCall call request manner /> })
                    .collect_view()
                    .into_any(),
                Shown::Next(request) => view! { <NextQuestion request /> }.into_any(),
                Shown::Nothing(why) => view! { <p class="note">{why}</p> }.into_any(),
            }}
        </div>
        <footer class="panel-foot">
            <button class="plain-button" on:click=move |_| counter.models.dialog_open.set(true)>
                "Models and limits"
            </button>
        </footer>
    }
}

fn shown(counter: Counter) -> Shown {
    let (models, at) = (counter.models, counter.at.get());
    if models.live.with(|live| live.as_ref().map(|live| live.step)) == Some(at + 1) {
        return Shown::Live;
    }
    counter.seats.track();
    models.halt.track();
    counter.session.with(|session| {
        let calls = session.said(at).map(SupportCall::all).unwrap_or_default();
        if !calls.is_empty() {
            return Shown::Calls(with_questions(counter, session, at, calls));
        }
        if !session.is_at_end() {
            return Shown::Nothing("No model was asked for this message.");
        }
        match models.with_line(counter, |line| line.next(session)) {
            Some(Next::Ask(question)) => Shown::Next(*question.request),
            Some(Next::Over) => Shown::Nothing("The episode is over: nobody is asked any more."),
            _ => Shown::Nothing(
                "No model has the turn. Give the agent or the customer to one, above.",
            ),
        }
    })
}

/// Calls with the questions that led to them, worked out anew from the line before.
fn with_questions(
    counter: Counter,
    session: &Session<SupportEnv>,
    at: usize,
    calls: Vec<SupportCall>,
) -> Vec<(Call, Option<ChatRequest>)> {
    let mut past = session.clone();
    past.jump(at.saturating_sub(1));
    let mut line = cast(session, at)
        .map(|seats| SupportLine::new(seats, counter.models.wording(counter.case.domain)));
    let record = session.step(at);
    let action = record.map(|record| match &record.action {
        Turn::Agent(action) => action.name.to_string(),
        Turn::Customer(_) => "the customer’s words".to_owned(),
    });
    let lapse = record.and_then(|record| record.note.as_deref().map(words::sentence));
    let mut told = Vec::new();
    for call in calls {
        let question = match line.as_ref().map(|line| line.next(&past)) {
            Some(Next::Ask(question)) => Some(question),
            _ => None,
        };
        if let (Some(question), Some(line)) = (&question, &mut line) {
            line.answer(&mut past, question, &call.answer);
        }
        let done = action.clone().map(|action| Done {
            named: lapse.clone(),
            action,
            lapse: None,
            further: std::collections::BTreeMap::new(),
        });
        let SupportCall { voice, check, answer } = call;
        let call = Call {
            branch: BranchId::ROOT,
            step: at,
            revision: 0,
            voice,
            check,
            answer,
            done,
            estimated: None,
        };
        told.push((call, question.map(|question| *question.request)));
    }
    told
}

/// Who sat where for a message, by the cards of its words.
fn cast(session: &Session<SupportEnv>, at: usize) -> Option<line::Seats> {
    let cards = session.said(at)?.words.iter().filter_map(|words| session.card(words.by));
    let mut seats =
        line::Seats { agent: line::AgentSeat::Person, customer: line::CustomerSeat::Person };
    for card in cards {
        if let Some(model) = AgentModel::of_card(card) {
            seats.agent = line::AgentSeat::Model(model);
        } else if let Some(model) = CustomerModel::of_card(card) {
            seats.customer = line::CustomerSeat::Model(model);
        }
    }
    Some(seats)
}

/// Why the models do not go on, and what to do.
#[component]
fn Halt() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let models: CounterModels = counter.models;
    move || {
        models.halt.get().map(|why| {
            view! {
                <div class="notice bad" role="alert">
                    <Pictogram icon=Icon::TriangleAlert />
                    <div>
                        <p>{why}</p>
                        <p class="actions">
                            <button class="button" on:click=move |_| models.try_again(counter)>"Try again"</button>
                            <button class="button" on:click=move |_| models.dialog_open.set(true)>"Models and limits"</button>
                        </p>
                    </div>
                </div>
            }
        })
    }
}

/// The question under way and its answer as it comes.
#[component]
fn LiveCall() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let live = counter.models.live;
    let request =
        Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live.request.clone())));
    let state = Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live.state.clone())));
    view! {
        <div class="call-bar">
            <span class="pulse" aria-hidden="true"></span>
            <span role="status">{state}</span>
            <button class="plain-button" on:click=move |_| counter.stop()>"stop"</button>
        </div>
        {move || request.get().map(|request| view! { <Turns request /> })}
        <Coming live />
    }
}

/// A call that was made.
#[component]
fn OneCall(call: Call, request: Option<ChatRequest>, manner: RwSignal<Manner>) -> impl IntoView {
    let who = match call.voice {
        Voice::Customer => "as the customer",
        Voice::Agent => "as the agent",
    };
    let figures = figures(&call);
    let body = move || match manner.get() {
        Manner::Text => {
            let (request, call) = (request.clone(), call.clone());
            view! {
                {request.map(|request| view! { <Turns request /> })}
                <Reply call />
            }
            .into_any()
        }
        Manner::Sent => {
            let text = request.as_ref().map_or_else(
                || "The messages before this one are gone, so the question cannot be worked out again.".to_owned(),
                |request| serde_json::to_string_pretty(request).unwrap_or_default(),
            );
            view! { <pre class="raw">{text}</pre> }.into_any()
        }
        Manner::Raw => view! { <pre class="raw">{received(&call)}</pre> }.into_any(),
    };
    view! {
        <dl class="figures">{figures}</dl>
        <div class="call-bar">
            <span class="quiet">{who}</span>
            <ManyManners manner />
        </div>
        {body}
    }
}

/// The question that comes next, before it is asked.
#[component]
fn NextQuestion(request: ChatRequest) -> impl IntoView {
    let counter = expect_context::<Counter>();
    view! {
        <p class="note">
            "What the model is asked next, word for word. Nothing is sent before you let it play."
        </p>
        <p class="actions">
            <button class="button primary" on:click=move |_| counter.play()>
                <Pictogram icon=Icon::Play />
                "Let it play"
            </button>
            <button class="button" title="One message, then it waits" on:click=move |_| counter.step_on()>
                "One message"
            </button>
        </p>
        <Turns request />
    }
}
