//! Journals: cut off anywhere, they are gone on with.

use diorama::experiment::{EpisodeRow, Event, Journal, JournalError, Plan};
use serde_json::json;

fn plan(seeds: &str) -> Plan {
    let text =
        format!("[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"w\"\nseeds = \"{seeds}\"\n");
    Plan::parse(&text).expect("a plan")
}

fn step(cell: &str, step: u32) -> Event {
    Event::Step {
        cell: cell.to_owned(),
        step,
        cost_usd: Some(0.25),
        data: json!({ "said": "go é" }),
    }
}

fn journal() -> (Plan, Vec<Event>) {
    let plan = plan("0..2");
    let row = EpisodeRow { world: "w".to_owned(), success: true, ..EpisodeRow::default() };
    let events = vec![
        Journal::begin(&plan),
        step("a", 1),
        step("b", 1),
        step("a", 2),
        Event::Done { cell: "a".to_owned(), row },
        step("b", 2),
    ];
    (plan, events)
}

#[test]
fn a_journal_cut_off_at_any_byte_has_all_whole_lines() {
    let (plan, events) = journal();
    let lines: Vec<String> = events.iter().map(Event::line).collect();
    let text = lines.concat();
    for cut in (0..=text.len()).filter(|cut| text.is_char_boundary(*cut)) {
        let part = &text[..cut];
        let found = Journal::read(part).unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
        let whole = part.rfind('\n').map_or(0, |end| end + 1);
        assert_eq!(found.whole_bytes, whole, "cut at {cut}");
        // Going on after the whole lines gives the whole journal again.
        let again = format!("{}{}", &text[..whole], &text[whole..]);
        assert_eq!(Journal::read(&again), Journal::read(&text));
        assert_eq!(found.check_plan(&plan), Ok(()));
    }
    let found = Journal::read(&text).expect("a journal");
    assert_eq!(found.rows().count(), 1);
    assert_eq!(found.episodes["b"].steps.len(), 2);
    assert!((found.cost_usd() - 1.0).abs() < 1e-12);
}

#[test]
fn what_is_no_journal_of_this_plan_is_refused() {
    let (here, events) = journal();
    let text = events.iter().map(Event::line).collect::<Vec<_>>().concat();
    let found = Journal::read(&text).expect("a journal");
    assert_eq!(found.check_plan(&plan("0..3")), Err(JournalError::OtherPlan));
    // Limits may change between two runs.
    assert_eq!(found.check_plan(&Plan { at_once: 3, budget_usd: Some(1.0), ..here }), Ok(()));
    let begin = events[0].line();
    let cases = [
        (step("a", 1).line(), JournalError::NoBegin),
        (begin.replace("\"format\":1", "\"format\":9"), JournalError::Format(9)),
        (
            begin.clone() + &step("a", 3).line(),
            JournalError::Gap { cell: "a".to_owned(), missing: 1, found: 3 },
        ),
    ];
    for (text, error) in cases {
        assert_eq!(Journal::read(&text), Err(error), "{text}");
    }
    let broken = begin.clone() + "{\n" + &step("a", 1).line();
    assert!(matches!(Journal::read(&broken), Err(JournalError::Line { line: 2, .. })));
    // A step written twice counts once; a second beginning is a run that went on.
    let twice = begin.clone() + &step("a", 1).line() + &begin + &step("a", 1).line();
    assert_eq!(Journal::read(&twice).expect("a journal").episodes["a"].steps.len(), 1);
}
