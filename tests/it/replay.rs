//! Replays of links and stored episodes: verified, or where they differ.

use diorama::env::catalog::{self, WorldSpec};
use diorama::env::world::Action;
use diorama::env::{Env, Seed, minigrid};
use diorama::episode::curated;
use diorama::episode::record::{BranchRecord, PlayerRun};
use diorama::episode::share::{Link, ShareError, decode, encode};
use diorama::episode::{
    ActError, BranchId, Divergence, EpisodeRecord, Fork, Inspect, Player, Progress, RecordError,
    Replay, Said, Session, Verdict,
};
use proptest::prelude::*;

use crate::session::{Press, Toy, grid, presses};

fn toy_link(steps: usize, limit: usize) -> Link {
    let session = Session::from_actions(Toy::new(limit), Seed(11), presses(steps), Player::Random)
        .expect("a long enough episode");
    Link::new(&session, WorldSpec::new(catalog::all()[0].world()))
}

fn verdict(env: Toy, link: &Link) -> Verdict {
    let mut replay = Replay::new(env, link).expect("actions that the world has");
    while replay.verdict().is_none() {
        replay.advance(50);
    }
    replay.verdict().expect("the loop ended")
}

#[test]
fn a_shared_episode_is_verified_slice_by_slice() {
    let link = toy_link(100, 1_000);
    let mut replay = Replay::new(Toy::new(1_000), &link).expect("actions that the world has");
    assert_eq!(replay.advance(0), Progress { done: 0, total: 100 });
    assert_eq!(replay.advance(64), Progress { done: 64, total: 100 });
    assert_eq!(replay.verdict(), None);
    assert_eq!(replay.advance(64), Progress { done: 100, total: 100 });
    assert_eq!(replay.verdict(), Some(Verdict::Verified { steps: 100 }));
    assert_eq!(replay.advance(64), Progress { done: 100, total: 100 });
    let session = replay.into_session();
    assert_eq!(session.actions(), presses(100));
    assert_eq!(session.step(100).map(|step| step.player), Some(Player::Replay));
}

#[test]
fn an_episode_without_steps_is_verified_at_once() {
    let link = toy_link(0, 10);
    let replay = Replay::new(Toy::new(10), &link).expect("no action to refuse");
    assert_eq!(replay.verdict(), Some(Verdict::Verified { steps: 0 }));
    let other = Link { seed: Seed(12), ..link };
    let reason = Divergence::LastState;
    assert_eq!(verdict(Toy::new(10), &other), Verdict::DivergesAt { step: 0, reason });
}

#[test]
fn a_tampered_action_is_located() {
    for steps in [1, 2, 7, 8, 9, 63, 64, 65, 128, 129, 1_000] {
        let link = toy_link(steps, 2_000);
        let (mut late, mut cases) = (0, 0);
        for at in (0..steps).step_by(1 + steps / 40) {
            let mut forged = link.clone();
            forged.actions[at] = (forged.actions[at] + 1) % 7;
            // An attacker seals it anew, with the digests of the true episode.
            let forged = decode(&encode(&forged).expect("short enough")).expect("sound");
            match verdict(Toy::new(2_000), &forged) {
                Verdict::Verified { .. } => panic!("{steps} steps, forged at {at}"),
                Verdict::DivergesAt { step, .. } => {
                    assert!(step > at, "{steps} steps, forged at {at}, seen at {step}");
                    late += step - (at + 1);
                    cases += 1;
                }
            }
        }
        // One sample later on average when a sample is one bit, far less when it is more.
        let every = steps.div_ceil(64);
        assert!(late <= cases * every * 3, "{steps} steps: {late} steps late in {cases} cases");
    }
}

#[test]
fn another_start_is_seen_at_the_start() {
    let link = Link { seed: Seed(999), ..toy_link(8, 100) };
    let reason = Divergence::State;
    assert_eq!(verdict(Toy::new(100), &link), Verdict::DivergesAt { step: 0, reason });
}

#[test]
fn a_forged_end_is_seen_at_the_end() {
    let mut link = toy_link(20, 100);
    link.digest.0[3] ^= 1;
    let reason = Divergence::LastState;
    assert_eq!(verdict(Toy::new(100), &link), Verdict::DivergesAt { step: 20, reason });
}

#[test]
fn actions_after_the_end_are_not_taken() {
    let link = toy_link(30, 100);
    let reason = Divergence::OverEarly { left: 10 };
    assert_eq!(verdict(Toy::new(20), &link), Verdict::DivergesAt { step: 20, reason });
    let mut replay = Replay::new(Toy::new(20), &link).expect("actions that the world has");
    assert_eq!(replay.advance(usize::MAX), Progress { done: 20, total: 30 });
    assert_eq!(replay.session().line_len(), 20, "what could be played can be looked at");
    let shown = replay.verdict().map(|verdict| verdict.to_string());
    let want = "diverges at step 20: the episode is over there, 10 actions are left";
    assert_eq!(shown.as_deref(), Some(want));
}

#[test]
fn a_replay_that_differs_goes_on() {
    let mut link = toy_link(64, 100);
    link.actions[0] = (link.actions[0] + 1) % 7;
    let mut replay = Replay::new(Toy::new(100), &link).expect("actions that the world has");
    replay.advance(usize::MAX);
    assert!(matches!(replay.verdict(), Some(Verdict::DivergesAt { step: 1..10, .. })));
    assert_eq!(replay.session().line_len(), 64);
}

#[test]
fn a_foreign_action_is_refused() {
    let link = Link { actions: vec![0, 9], ..toy_link(2, 10) };
    let error = Replay::new(Toy::new(10), &link).map(|_| ()).expect_err("nine of seven");
    assert_eq!(error, ShareError::BadAction { step: 2, found: 9, actions: 7 });
}

#[test]
fn every_world_comes_back_through_its_link() {
    for entry in catalog::all() {
        for (seed, distractors) in [(1, 0), (0xffff_ffff, 3), (u64::MAX, 8)] {
            let spec = WorldSpec { distractors, ..WorldSpec::new(entry.world()) };
            let mut session = Session::new(catalog::make(&spec), Seed(seed));
            let actions = if entry.goals() == 1 { &Action::GRID[..] } else { &Action::CRAFTER };
            for press in presses(128) {
                if session.act(actions[usize::from(press.0)], Player::Random).is_err() {
                    break;
                }
            }
            let text = encode(&Link::new(&session, spec)).expect("short enough");
            let link = decode(&text).expect("a sound link");
            let mut replay = Replay::open(&link).expect("actions that the world has");
            replay.advance(usize::MAX);
            let steps = session.line_len();
            assert_eq!(replay.verdict(), Some(Verdict::Verified { steps }), "{} {seed}", entry.id);
            let replayed = replay.into_session();
            assert_eq!(replayed.env().facts(), session.env().facts());
        }
    }
}

#[test]
fn every_curated_replay_is_verified() {
    for curated in curated::ALL {
        let link = decode(curated.link).expect(curated.title);
        let mut replay = Replay::open(&link).expect(curated.title);
        replay.advance(usize::MAX);
        let steps = link.actions.len();
        assert_eq!(replay.verdict(), Some(Verdict::Verified { steps }), "{}", curated.title);
    }
}

/// A session with branches of branches, several players and a note.
fn woven(cuts: &[(usize, u8)]) -> Session<Toy> {
    let mut session =
        Session::from_actions(Toy::new(500), Seed(u64::MAX), presses(90), Player::Expert)
            .expect("a long enough episode");
    for &(step, action) in cuts {
        session.jump(step % (session.line_len() + 1));
        for _ in 0..=step % 3 {
            let _ = session.act(Press(action), Player::Person);
        }
        let _ = session.act(Press(0), Player::Model);
    }
    session.annotate(1, "why?");
    session
}

fn record(session: &Session<Toy>) -> EpisodeRecord {
    EpisodeRecord::new(session, WorldSpec::new(catalog::all()[0].world()), 1_700_000_000_000)
}

proptest! {
    #[test]
    fn every_record_comes_back(
        cuts in prop::collection::vec((0..150_usize, 0..7_u8), 0..12),
        at in 0..100_usize,
        fork: bool,
    ) {
        let mut session = woven(&cuts);
        session.jump(at);
        if fork {
            session.fork().expect("not over");
        }
        let record = record(&session);
        let text = record.to_json().expect("short enough");
        let read = EpisodeRecord::from_json(&text).expect("its own text");
        prop_assert_eq!(&read, &record);
        let opened = read.open_in(Toy::new(500)).expect("its own episode");
        prop_assert_eq!(opened.branches(), session.branches());
        prop_assert_eq!((opened.branch(), opened.at()), (session.branch(), session.at()));
        prop_assert_eq!(opened.env().state, session.env().state);
        prop_assert!(read.agrees_with(&opened));
    }

    #[test]
    fn no_record_makes_it_panic(
        mut branches in prop::collection::vec(
            (0..6_u32, prop::option::of((0..6_u32, 0..12_usize)), prop::collection::vec(0..9_u8, 0..9), 0..9_usize),
            0..6,
        ),
        branch in 0..6_u32,
        at in 0..20_usize,
        tidy: bool,
    ) {
        if tidy {
            for (index, branch) in branches.iter_mut().enumerate() {
                branch.0 = index as u32;
                branch.1 = branch.1.filter(|_| index > 0);
                branch.3 = branch.2.len();
            }
        }
        let branches = branches.into_iter().map(|(id, parent, actions, steps)| BranchRecord {
            id: BranchId(id),
            parent: parent.map(|(branch, step)| Fork { branch: BranchId(branch), step }),
            name: "x".repeat(id as usize * 60),
            actions,
            players: vec![PlayerRun { player: Player::Person, steps }],
            notes: vec![(steps, "note".into())],
            said: vec![(steps, Said::default())],
        });
        let hostile = EpisodeRecord {
            branches: branches.collect(),
            branch: BranchId(branch),
            at,
            ..record(&woven(&[]))
        };
        let _ = hostile.open_in(Toy::new(10));
    }

    #[test]
    fn no_file_makes_it_panic(text: String, from in 0..2_000_usize, len in 0..9_usize) {
        let _ = EpisodeRecord::from_json(&text);
        let mut json = record(&woven(&[(30, 1), (20, 2)])).to_json().expect("short enough");
        let from = from.min(json.len());
        let to = json.len().min(from + len);
        json.replace_range(from..to, "9");
        if let Ok(read) = EpisodeRecord::from_json(&json) {
            let _ = read.open_in(Toy::new(500));
        }
    }
}

#[test]
fn a_grid_record_opens_in_its_world() {
    let (mut session, spec) = grid("babyai/open", 7);
    for action in [minigrid::Action::Left, minigrid::Action::Forward, minigrid::Action::Forward] {
        session.act(action, Player::Person).expect("not over");
    }
    let record = EpisodeRecord::new(&session, spec, 0);
    assert_eq!(record.spec(), Ok(spec));
    let opened = record.open().expect("its own episode");
    assert_eq!(opened.env().digest(), session.env().digest());
    assert!(record.agrees_with(&opened));
    let other = EpisodeRecord { seed: Seed(8), ..record };
    assert!(!other.agrees_with(&other.open().expect("possible all the same")));
}

#[test]
fn what_is_wrong_with_a_record_is_said() {
    type Change = fn(&mut EpisodeRecord);
    let (one, two) = (BranchId(1), BranchId(2));
    let cases: Vec<(Change, RecordError)> = vec![
        (|r| r.format = 3, RecordError::Format { found: 3 }),
        (|r| r.rules = 7, RecordError::UnknownRules { found: 7 }),
        (|r| r.world = "chess".into(), RecordError::UnknownWorld("chess".into())),
        (
            |r| r.number = 3,
            RecordError::WorldNumber { world: "babyai/goto".into(), found: 3, known: 1 },
        ),
        (|r| r.distractors = 99, RecordError::BadDistractors { found: 99, most: 15 }),
        (|r| r.branches.clear(), RecordError::BadRoot),
        (|r| r.branches[0].id = BranchId(5), RecordError::BadRoot),
        (|r| r.branches[1].parent = None, RecordError::BadRoot),
        (|r| r.branches[2].id = BranchId(1), RecordError::OutOfOrder(one)),
        (
            |r| r.branches[1].parent = Some(Fork { branch: BranchId(2), step: 3 }),
            RecordError::BadParent { branch: one, parent: two },
        ),
        (
            |r| r.branches[1].parent = Some(Fork { branch: BranchId(1), step: 3 }),
            RecordError::BadParent { branch: one, parent: one },
        ),
        (
            |r| r.branches[2].parent = Some(Fork { branch: BranchId(0), step: usize::MAX }),
            RecordError::BadFork { branch: two, parent: BranchId::ROOT, step: usize::MAX },
        ),
        (
            |r| r.branches[2].parent = Some(Fork { branch: BranchId(1), step: 30 }),
            RecordError::BadFork { branch: two, parent: one, step: 30 },
        ),
        (|r| r.branches[1].actions.clear(), RecordError::EmptyBranch(one)),
        (
            |r| r.branches[1].actions[1] = 7,
            RecordError::BadAction { branch: one, step: 32, found: 7, actions: 7 },
        ),
        (
            |r| r.branches[0].players[0].steps = usize::MAX,
            RecordError::BadPlayers { branch: BranchId::ROOT, actions: 90, players: usize::MAX },
        ),
        (
            |r| r.branches[0].notes.push((90, String::new())),
            RecordError::BadNote { branch: BranchId::ROOT, step: 90 },
        ),
        (|r| r.at = 900, RecordError::BadCursor { branch: two, at: 900 }),
        (|r| r.branch = BranchId(9), RecordError::BadCursor { branch: BranchId(9), at: 24 }),
        (
            |r| r.branches[0].actions = vec![0; 100_001],
            RecordError::TooManySteps { found: 100_007 },
        ),
        (
            |r| r.branches = vec![r.branches[0].clone(); 2_001],
            RecordError::TooManyBranches { found: 2_001 },
        ),
    ];
    let session = woven(&[(30, 1), (20, 2)]);
    let sound = record(&session);
    assert_eq!(sound.branches.len(), 3);
    for (index, (change, want)) in cases.into_iter().enumerate() {
        let mut broken = sound.clone();
        change(&mut broken);
        let opened = broken.spec().and_then(|_| broken.open_in(Toy::new(500)));
        assert_eq!(opened.map(|_| ()), Err(want), "case {index}");
    }
    let short = sound.open_in(Toy::new(40)).map(|_| ()).expect_err("a shorter episode");
    assert_eq!(short, RecordError::PastEnd { branch: BranchId::ROOT, step: 41 });
}

#[test]
fn the_last_branch_number_of_all_is_not_used_twice() {
    let mut record = record(&woven(&[(30, 1)]));
    record.branches[1].id = BranchId(u32::MAX);
    record.branch = BranchId(u32::MAX);
    let mut session = record.open_in(Toy::new(500)).expect("a number like any other");
    session.back();
    assert_eq!(session.act(Press(0), Player::Person), Err(ActError::TooManyBranches));
    assert_eq!(session.line_len(), session.actions().len());
}

#[test]
fn a_file_that_is_no_record_is_refused() {
    let huge = " ".repeat(17 * 1024 * 1024);
    let refused = EpisodeRecord::from_json(&huge).expect_err("too long");
    assert_eq!(refused, RecordError::TooLong { found: huge.len() });
    for text in ["", "null", "[]", "{}", "{\"format\":1}", "{\"format\":-1}", "{\"format\":1e99}"] {
        let refused = EpisodeRecord::from_json(text).expect_err(text);
        assert!(matches!(refused, RecordError::NotARecord(_)), "{text}: {refused}");
    }
    let future = EpisodeRecord::from_json("{\"format\":9,\"anything\":[]}").expect_err("format 9");
    assert_eq!(future.to_string(), "the episode has format 9, this build reads formats 1 to 2");
}
