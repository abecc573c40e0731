//! The dialogues that a few-shot agent is shown at Harbor Books.

use std::collections::BTreeSet;
use std::sync::Arc;

use diorama::agent::support::books::{DISPLAYED, displays};
use diorama::agent::support::line::{
    AgentModel, AgentSeat, CustomerSeat, Next, Seats, SupportLine,
};
use diorama::agent::support::{AgentKind, ModelAgent, Wording, sample_displays};
use diorama::env::support::books::Shop;
use diorama::env::support::{CONTENT, Split};
use diorama::episode::casebook::{What, entries};
use diorama::episode::support::Case;
use diorama::python::shared::Text;
use diorama::rng::Mt19937;

use super::casebook::served;

#[test]
fn every_dialogue_is_one_of_gold_behaviour_in_upstream_s_format() {
    let mut told = displays().iter();
    for (seed, tasks) in DISPLAYED {
        let shop = Shop::new(seed);
        for task in tasks {
            let (session, gold) = served(&shop, task as u64);
            let earned = session.return_so_far(session.line_len());
            assert!(earned > 0.5, "seed {seed} task {task}: {earned}");
            let lines = entries(&session, &gold).into_iter().flat_map(|entry| match entry.what {
                What::Customer(words) => vec![format!("user: {words}")],
                What::Agent(words) => vec![format!("assistant: {words}")],
                What::Call { .. } => {
                    let shown = entry.result.expect("a result");
                    vec!["assistant: None".to_owned(), format!("tool: {shown}")]
                }
            });
            let want = lines.collect::<Vec<_>>().join("\n");
            assert_eq!(told.next().map(|told| &**told), Some(&*want), "seed {seed} task {task}");
            assert!(want.ends_with("###STOP###") && want.len() < 8000, "{task}: {}", want.len());
        }
    }
    assert_eq!(told.next(), None);
    let distinct: BTreeSet<&Text> = displays().iter().collect();
    assert_eq!(distinct.len(), displays().len());
}

#[test]
fn a_few_shot_agent_is_shown_five_of_them_behind_the_policy() {
    let shop = Shop::new(3);
    let agent = |seed: u32| {
        let draw = |displays: &[Text]| sample_displays(displays, &mut Mt19937::from_words(&[seed]));
        ModelAgent::new(AgentKind::FewShot, &shop.world, &Wording::own(), draw)
    };
    let system = |seed| {
        let agent = agent(seed).expect("enough to be shown");
        let text =
            agent.messages()[0].get(CONTENT).and_then(|text| text.as_str()).map(String::from);
        text.expect("a text")
    };
    let told = system(1);
    assert!(told.starts_with(&format!("{}\n\nExample 1:\nuser: ", shop.world.told().policy)));
    let shown: Vec<&Text> =
        displays().iter().filter(|display| told.contains(&***display)).collect();
    assert_eq!(shown.len(), 5);
    assert!(told.contains("\n\nExample 5:\nuser: ") && !told.contains("Example 6:"));
    assert!(system(1) == told && system(2) != told, "who is shown what follows from the seed");
    assert!(shop.world.told().displays.is_empty(), "links of this shop stay readable");
}

#[test]
fn it_can_take_the_seat() {
    let shop = Shop::new(3);
    let agent = AgentSeat::Model(AgentModel::new(AgentKind::FewShot, "m"));
    let customer = CustomerSeat::Scripted(Some(shop.scripts[0].clone()));
    let mut line = SupportLine::new(Seats { agent, customer }, Arc::new(Wording::own()));
    let mut session = Case::books(0, 3).session(&shop.world).expect("a task");
    assert!(shop.world.task(Split::Test, 0).is_some());
    line.act(&mut session).expect("the customer begins");
    let Next::Ask(question) = line.next(&session) else { panic!("a question") };
    assert_eq!(question.request.tools.len(), 20);
}
