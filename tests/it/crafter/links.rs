//! Crafter in links and records: by its number, short, and verified.

use std::time::{Duration, Instant};

use diorama::agent::built_in;
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::world::{Action, World};
use diorama::env::{Env, Seed, StepError, crafter, minigrid};
use diorama::episode::share::{self, Link};
use diorama::episode::{
    ActError, EpisodeRecord, Inspect, Mark, MarkKind, Player, Replay, Session, Verdict, drawn,
    marks,
};

fn spec(id: &str) -> WorldSpec {
    WorldSpec::new(catalog::by_id(id).expect("a known world").world())
}

fn session(id: &str, seed: u64) -> Session<World> {
    Session::new(catalog::make(&spec(id)), Seed(seed))
}

/// Lets a built-in player play on, up to a step.
fn play(session: &mut Session<World>, player: Player, steps: usize) {
    let actions = &Action::CRAFTER;
    let agent = built_in(player, session.env(), session.seed(), actions);
    let mut agent = agent.expect("it is built in");
    while !session.is_over() && session.at() < steps {
        let previous = session.step(session.at()).map(|record| record.action);
        let action = agent.act(session.env(), previous).expect("it never gives up");
        session.act(action, player).expect("not over");
    }
}

/// A long life, with nights in it: how long it takes to check its link, and to look at any step.
#[test]
fn a_long_life_opens_and_any_step_is_near() {
    let (spec, mut session) = (spec("crafter/classic"), session("crafter/classic", 21));
    play(&mut session, Player::Expert, 10_000);
    let steps = session.line_len();
    assert!(steps > 2_000, "{steps}");
    let text = share::encode(&Link::new(&session, spec)).expect("short enough");
    let start = Instant::now();
    let link = share::decode(&text).expect("a sound link");
    let mut replay = Replay::open(&link).expect("the world's actions");
    replay.advance(usize::MAX);
    assert_eq!(replay.verdict(), Some(Verdict::Verified { steps }));
    let opened = start.elapsed();
    let mut session = replay.into_session();
    let mut slowest = Duration::ZERO;
    for step in (0..steps).rev().step_by(61) {
        let start = Instant::now();
        assert_eq!(session.jump(step), step);
        slowest = slowest.max(start.elapsed());
    }
    println!(
        "{steps} steps, {} characters: opened in {opened:?}, slowest jump {slowest:?}",
        text.len()
    );
}

#[test]
fn links_and_records_bring_every_variant_back() {
    for variant in &crafter::VARIANTS {
        let (spec, mut session) = (spec(variant.id), session(variant.id, 5));
        play(&mut session, Player::Expert, 260);
        session.jump(100);
        play(&mut session, Player::Random, 140);
        let steps = session.line_len();
        let link = Link::new(&session, spec);
        let text = share::encode(&link).expect("short enough");
        let decoded = share::decode(&text).expect("a sound link");
        assert_eq!(decoded, link, "{}", variant.id);
        let mut replay = Replay::open(&decoded).expect("the world's actions");
        replay.advance(usize::MAX);
        assert_eq!(replay.verdict(), Some(Verdict::Verified { steps }), "{}", variant.id);
        let opened = replay.into_session();
        assert_eq!(opened.actions(), session.actions());
        assert_eq!(opened.env().facts(), session.env_at(steps).facts(), "{}", variant.id);

        let record = EpisodeRecord::new(&session, spec, 1);
        assert_eq!((record.world.as_str(), record.number), (variant.id, variant.number));
        let read = EpisodeRecord::from_json(&record.to_json().expect("short")).expect("its text");
        let opened = read.open().expect("its own episode");
        assert!(read.agrees_with(&opened), "{}", variant.id);
        assert_eq!(opened.branches(), session.branches(), "{}", variant.id);
    }
}

/// Written on the day that Crafter came into links: they live long.
#[test]
fn old_links_are_verified() {
    let cases = [
        ("crafter/classic", "1.AfQQAQMotRMCUcQL7G0lj1Y68y2Iceh85xOg-GdbpQPAMusEzj"),
        ("crafter/balrog", "1.AfQRAQMozK4WgaNYlAwAj1Y68y2Iceh85xOg-GdbpQPAMusEE4"),
    ];
    for (id, text) in cases {
        let mut session = session(id, 3);
        play(&mut session, Player::Random, 40);
        assert_eq!(share::encode(&Link::new(&session, spec(id))).as_deref(), Ok(text), "{id}");
        let mut replay = Replay::open(&share::decode(text).expect(id)).expect(id);
        replay.advance(usize::MAX);
        assert_eq!(replay.verdict(), Some(Verdict::Verified { steps: 40 }), "{id}");
    }
}

#[test]
fn another_variant_does_not_pass_for_it() {
    let mut session = session("crafter/classic", 3);
    play(&mut session, Player::Expert, 400);
    let link = Link::new(&session, spec("crafter/classic"));
    // By night the pictures take draws, so the same actions lead elsewhere.
    for other in ["crafter/silent", "crafter/balrog", "crafter/synth"] {
        let mut replay =
            Replay::open(&Link { spec: spec(other), ..link.clone() }).expect("actions");
        replay.advance(usize::MAX);
        assert!(matches!(replay.verdict(), Some(Verdict::DivergesAt { .. })), "{other}");
    }
}

#[test]
fn ten_thousand_sticky_steps_fit_a_link_of_2600_characters() {
    // Nobody lives that long: four long lives after one another, played out as they were.
    let spec = spec("crafter/classic");
    let (mut actions, mut link) = (Vec::new(), None);
    for seed in [21, 47, 53, 1] {
        let mut session = session("crafter/classic", seed);
        play(&mut session, Player::Expert, 10_000 - actions.len());
        let lived = Link::new(&session, spec);
        actions.extend_from_slice(&lived.actions);
        link = Some(lived);
    }
    assert_eq!(actions.len(), 10_000);
    let link = Link { actions, ..link.expect("four lives") };
    let text = share::encode(&link).expect("short enough");
    println!("{} characters for 10,000 steps", text.len());
    assert!(text.len() <= 2_600, "{}", text.len());
    assert_eq!(share::decode(&text).map(|link| link.actions.len()), Ok(10_000));
}

#[test]
fn a_world_takes_its_own_actions_only() {
    let mut env = catalog::make(&spec("crafter/classic"));
    env.reset(Seed(0));
    let before = env.digest();
    let foreign = Action::Grid(minigrid::Action::Forward);
    assert_eq!(env.step(&foreign), Err(StepError::ForeignAction));
    assert_eq!(env.digest(), before);
    let mut session = session("babyai/goto", 0);
    let foreign = Action::Crafter(crafter::Action::Noop);
    let refused = session.act(foreign, Player::Person).map(|_| ());
    assert_eq!(refused, Err(ActError::Refused(StepError::ForeignAction)));
    assert_eq!(session.line_len(), 0);
    // A link to a grid world with one of Crafter's numbers is refused, too.
    let link = Link::new(&session, spec("babyai/goto"));
    assert!(share::encode(&Link { actions: vec![16], ..link }).is_err());
}

#[test]
fn marks_tell_of_achievements() {
    let mut session = session("crafter/classic", 1);
    play(&mut session, Player::Expert, 300);
    let marked = marks(&session);
    let unlocked = session.env().crafter().expect("Crafter").game().unlocked().len();
    let subgoals = marked.iter().filter(|mark| mark.kind == MarkKind::Achievement).count();
    assert!(unlocked >= 5, "{unlocked}");
    // Two at once are one mark.
    assert!((1..=unlocked).contains(&subgoals), "{subgoals} of {unlocked}");
}

#[test]
fn on_a_long_line_marks_that_repeat_are_thinned_out() {
    let mut session = session("crafter/classic", 4);
    play(&mut session, Player::Random, 10_000);
    let (all, steps) = (marks(&session), session.line_len());
    assert!(session.is_over() && steps > 160, "{steps}");
    assert!(all.contains(&Mark { step: steps, kind: MarkKind::Over }));
    let thin = drawn(all.clone(), steps);
    let count =
        |marks: &[Mark], kind: MarkKind| marks.iter().filter(|mark| mark.kind == kind).count();
    let of = |kind: MarkKind| (count(&all, kind), count(&thin, kind));
    let (before, after) = of(MarkKind::Invalid);
    assert!(before > 64 && (10..=64).contains(&after), "{before}, {after}");
    for kind in MarkKind::ALL.into_iter().filter(|kind| !kind.repeats()) {
        let (before, after) = of(kind);
        assert_eq!(before, after, "{}", kind.as_str());
    }
    assert_eq!(drawn(all.clone(), 160), all);
}

#[test]
fn facts_tell_each_thing_once_and_what_changed() {
    let mut session = session("crafter/classic", 1);
    play(&mut session, Player::Expert, 300);
    let mut walk = session.walk();
    let mut changed = Vec::new();
    for step in 0..=session.line_len() {
        let facts = walk.to(step).facts();
        let mut paths: Vec<&str> = facts.iter().map(|fact| fact.path.as_str()).collect();
        paths.sort_unstable();
        let count = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), count, "step {step}");
        if step > 0 && session.step(step).is_some_and(|record| record.subgoal) {
            let changes = diorama::episode::diff(&session.env_at(step - 1), walk.env());
            changed.extend(changes.into_iter().map(|change| change.path));
        }
    }
    for path in ["achieved.collect wood", "inventory.wood", "ground.table"] {
        assert!(changed.iter().any(|known| known == path), "{path}: {changed:?}");
    }
}
