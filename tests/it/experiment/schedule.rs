//! The order of questions: full slots to the end, limits, budgets, resuming.

use diorama::experiment::{Answered, EpisodeRow, Event, Journal, Plan, Scheduler, Standing};
use serde_json::json;

/// Models × episodes of `turns` steps each.
fn plan(models: usize, episodes: u64, turns: u32, per_model: usize, at_once: usize) -> Plan {
    let mut text = format!("name = \"p\"\nat_once = {at_once}\n[[agent]]\nstrategy = \"naive\"\n");
    text +=
        &format!("[[world]]\nid = \"w\"\nseeds = \"0..{}\"\nmax_steps = {turns}\n", episodes - 1);
    for model in 0..models {
        text += &format!("[[model]]\nmodel = \"m{model}\"\nat_once = {per_model}\n");
    }
    Plan::parse(&text).expect("a plan")
}

/// Plays with a model of fixed latency, the length of each episode given; returns the rounds and the most in flight.
fn rounds(
    scheduler: &mut Scheduler,
    length: impl Fn(usize) -> u32,
    cost: Option<f64>,
) -> (u64, usize) {
    let count = scheduler.progress().episodes;
    let mut steps = vec![0; count];
    let (mut rounds, mut most) = (0, 0);
    loop {
        let asked: Vec<usize> = std::iter::from_fn(|| scheduler.grant()).collect();
        if asked.is_empty() {
            assert!(scheduler.is_over(), "it waits for nothing");
            return (rounds, most);
        }
        most = most.max(asked.len());
        rounds += 1;
        for at in asked {
            steps[at] += 1;
            let is_over = steps[at] >= length(at);
            scheduler.answered(at, Answered { cost_usd: cost, is_over });
        }
    }
}

#[test]
fn a_run_ends_within_five_percent_of_its_share() {
    // Six models, ten episodes, a hundred turns, at several concurrencies.
    for (per_model, at_once) in [(1, 0), (3, 0), (4, 0), (7, 0), (10, 0), (4, 16), (10, 7), (4, 24)]
    {
        let plan = plan(6, 10, 100, per_model, at_once);
        let mut scheduler = Scheduler::new(&plan, plan.cells(), &Journal::default());
        let (rounds, most) = rounds(&mut scheduler, |_| 100, None);
        let slots = (6 * per_model).min(if at_once == 0 { usize::MAX } else { at_once });
        assert!(most <= slots, "{most} in flight, {slots} allowed");
        let share = 6.0 * 10.0 * 100.0 / slots as f64;
        assert!(
            rounds as f64 <= share * 1.05,
            "{per_model} {at_once}: {rounds} rounds, share {share}"
        );
        let progress = scheduler.progress();
        assert_eq!((progress.done, progress.answered, progress.steps_left), (60, 6000, 0));
    }
}

#[test]
fn rows_come_early_while_much_is_left() {
    let plan = plan(1, 40, 50, 4, 0);
    let mut scheduler = Scheduler::new(&plan, plan.cells(), &Journal::default());
    for _ in 0..4 * 50 {
        if let Some(at) = scheduler.grant() {
            scheduler.answered(at, Answered { cost_usd: None, is_over: false });
        }
    }
    assert!(scheduler.progress().open <= 4, "{:?}", scheduler.progress());
}

#[test]
fn episodes_of_many_lengths_all_end() {
    let plan = plan(3, 17, 90, 5, 11);
    let mut scheduler = Scheduler::new(&plan, plan.cells(), &Journal::default());
    let length = |at: usize| 1 + (at as u32 * 37) % 90;
    rounds(&mut scheduler, length, None);
    assert_eq!(scheduler.progress().done, 51);
    // One that goes on beyond its limit ends too.
    let mut scheduler = Scheduler::new(&plan, plan.cells(), &Journal::default());
    rounds(&mut scheduler, |_| 95, None);
    assert_eq!(scheduler.progress().steps_left, 0);
}

#[test]
fn models_take_turns_if_only_some_may_play() {
    let plan = Plan { models_at_once: 2, ..plan(4, 3, 10, 3, 0) };
    let mut scheduler = Scheduler::new(&plan, plan.cells(), &Journal::default());
    let asked: Vec<usize> = std::iter::from_fn(|| scheduler.grant()).collect();
    let models: std::collections::BTreeSet<_> =
        asked.iter().map(|at| scheduler.cell(*at).expect("a cell").model).collect();
    assert_eq!((asked.len(), models.len()), (6, 2));
    for at in asked {
        scheduler.answered(at, Answered { cost_usd: None, is_over: true });
    }
    rounds(&mut scheduler, |_| 10, None);
    assert_eq!(scheduler.progress().done, 12);
}

#[test]
fn a_budget_is_not_passed() {
    let plan = Plan { budget_usd: Some(1.0), ..plan(2, 5, 20, 4, 0) };
    let mut scheduler = Scheduler::new(&plan, plan.cells(), &Journal::default());
    rounds(&mut scheduler, |_| 20, Some(0.01));
    let progress = scheduler.progress();
    assert!(progress.spent_usd <= 1.0 + 1e-9 && progress.spent_usd > 0.9, "{progress:?}");
    assert!(
        progress.out_of_budget > 0 && progress.done + progress.out_of_budget == 10,
        "{progress:?}"
    );
    // One model's own budget stops that model alone.
    let mut plan = plan;
    plan.budget_usd = None;
    plan.models[0].budget_usd = Some(0.1);
    let mut scheduler = Scheduler::new(&plan, plan.cells(), &Journal::default());
    rounds(&mut scheduler, |_| 20, Some(0.01));
    let stopped = |at: usize| scheduler.standing(at) == Some(Standing::OutOfBudget);
    for at in 0..10 {
        let is_first = scheduler.cell(at).expect("a cell").model == Some(0);
        assert_eq!(stopped(at), is_first, "{at}");
    }
}

#[test]
fn what_the_journal_has_is_not_played_again() {
    let plan = plan(1, 3, 10, 2, 0);
    let key = |at: usize| plan.cells()[at].key(&plan);
    let mut text = Journal::begin(&plan).line();
    text += &Event::Done { cell: key(0), row: EpisodeRow::default() }.line();
    for step in 1..=7 {
        text += &Event::Step { cell: key(2), step, cost_usd: Some(0.5), data: json!(step) }.line();
    }
    let journal = Journal::read(&text).expect("a journal");
    let mut scheduler = Scheduler::new(&plan, plan.cells(), &journal);
    assert_eq!(scheduler.standing(0), Some(Standing::Done));
    assert!((scheduler.progress().spent_usd - 3.5).abs() < 1e-12);
    assert_eq!(scheduler.progress().steps_left, 10 + 3);
    let asked: Vec<usize> = std::iter::from_fn(|| scheduler.grant()).collect();
    assert_eq!(asked.len(), 2);
    assert!(!asked.contains(&0));
}

#[test]
fn odd_answers_change_nothing() {
    let plan = plan(1, 2, 3, 1, 0);
    let mut scheduler = Scheduler::new(&plan, plan.cells(), &Journal::default());
    let over = Answered { cost_usd: Some(1.0), is_over: true };
    scheduler.answered(0, over);
    scheduler.answered(99, over);
    assert_eq!(scheduler.progress().answered, 0);
    let at = scheduler.grant().expect("the first");
    scheduler.answered(at, over);
    scheduler.answered(at, over);
    assert_eq!((scheduler.progress().answered, scheduler.progress().done), (1, 1));
    let eta = scheduler.progress().eta_ms(100.0);
    assert_eq!(eta, Some(300.0));
    let empty = Scheduler::new(&plan, Vec::new(), &Journal::default());
    assert!(empty.is_over());
}
