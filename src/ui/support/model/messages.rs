//! The Messages tab of customer support: what models were asked for the message at the cursor, and what they answered.

use leptos::prelude::*;

use crate::agent::rollout::{Call, Done, Voice};
use crate::agent::support::Party;
use crate::agent::support::line::{
    self, AgentModel, CustomerModel, Next, SupportCall, SupportLine,
};
use crate::env::support::{SupportEnv, Turn};
use crate::episode::{BranchId, Session};
use crate::llm::ChatRequest;
use crate::ui::messages::{Halt, LiveCall, MadeCall, Manner, NextQuestion};
use crate::ui::playback::Staged;
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
    let models = counter.models;
    let manner = RwSignal::new(Manner::Text);
    let shown = Memo::new(move |_| shown(counter));
    view! {
        <div class="tab-body messages" role="tabpanel" id="tab-panel" aria-labelledby="tab-1" tabindex="-1">
            <Halt
                why=models.halt
                try_again=move |()| models.try_again(counter)
                change="Models and limits"
                dialog_open=models.dialog_open
            />
            {move || match shown.get() {
                Shown::Live => view! { <LiveCall playback=counter.playback /> }.into_any(),
                Shown::Calls(calls) => calls
                    .into_iter()
                    .map(|(call, request)| view! { <OneCall call request manner /> })
                    .collect_view()
                    .into_any(),
                Shown::Next(request) => view! {
                    <NextQuestion
                        request
                        about="What the model is asked next, word for word. Nothing is sent before you let it play."
                        play=move |()| counter.play()
                        once=move |()| counter.step_on()
                        once_name="One message"
                    />
                }
                .into_any(),
                Shown::Nothing(why) => view! { <p class="note">{why}</p> }.into_any(),
            }}
        </div>
        <footer class="panel-foot">
            <button class="plain-button" on:click=move |_| models.dialog_open.set(true)>
                "Models and limits"
            </button>
        </footer>
    }
}

fn shown(counter: Counter) -> Shown {
    let (models, at) = (counter.models, counter.at.get());
    if counter.playback.live.with(|live| live.as_ref().map(|live| live.step)) == Some(at + 1) {
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

/// A call that was made.
#[component]
fn OneCall(call: Call, request: Option<ChatRequest>, manner: RwSignal<Manner>) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let (party, who) = match call.voice {
        Voice::Customer => (Party::Customer, "as the customer"),
        Voice::Agent => (Party::Agent, "as the agent"),
    };
    let beside = view! { <span class="quiet">{who}</span> }.into_any();
    let setup = Signal::derive(move || counter.models.setup(party));
    view! { <MadeCall call request manner setup beside remark=None /> }
}
