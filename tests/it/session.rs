//! Sessions: act, undo, jump, fork, and that nothing is lost on the way.

use diorama::env::catalog::{self, WorldSpec};
use diorama::env::minigrid::{Action, GridEnv};
use diorama::env::{Env, Seed, StateDigest, Step, StepError};
use diorama::episode::session::KEYFRAME_EVERY;
use diorama::episode::{
    ActError, Alphabet, BranchId, MarkKind, Player, Session, UndoError, Watched, marks,
};
use proptest::prelude::*;

/// A world of one number that never forgets: its state tells all actions apart.
#[derive(Clone, Debug)]
pub struct Toy {
    pub state: u64,
    pub steps: usize,
    pub limit: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press(pub u8);

impl Toy {
    pub const fn new(limit: usize) -> Self {
        Self { state: 0, steps: 0, limit }
    }
}

impl Env for Toy {
    type Action = Press;
    type Observation = u64;

    fn reset(&mut self, seed: Seed) -> u64 {
        (self.state, self.steps) = (seed.0.wrapping_mul(0x9e37_79b9_7f4a_7c15), 0);
        self.state
    }

    fn step(&mut self, action: &Press) -> Result<Step<u64>, StepError> {
        if self.steps == self.limit {
            return Err(StepError::EpisodeOver);
        }
        self.steps += 1;
        let mixed = (self.state ^ u64::from(action.0 + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.state = mixed ^ (mixed >> 29);
        let reward = if self.state.is_multiple_of(8) { 1.0 } else { 0.0 };
        let truncated = self.steps == self.limit;
        Ok(Step { observation: self.state, reward, terminated: false, truncated })
    }

    fn digest(&self) -> StateDigest {
        StateDigest(((self.state >> 16) as u32).to_le_bytes())
    }
}

impl Watched for Toy {}

impl Alphabet for Toy {
    fn action_count(&self) -> u8 {
        7
    }
    fn number(action: &Press) -> u8 {
        action.0
    }
    fn action(&self, number: u8) -> Option<Press> {
        (number < 7).then_some(Press(number))
    }
}

/// So many actions that look random, and are the same every time.
pub fn presses(count: usize) -> Vec<Press> {
    let mut state = 1_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Press(((state >> 33) % 7) as u8)
    };
    (0..count).map(|_| draw()).collect()
}

/// The state after the first actions of a line, from nothing.
fn replayed(actions: &[Press], limit: usize, seed: Seed) -> u64 {
    let mut env = Toy::new(limit);
    env.reset(seed);
    for action in actions {
        env.step(action).expect("a recorded action is possible");
    }
    env.state
}

#[derive(Clone, Debug)]
enum Touch {
    Act(u8),
    Walk(u8),
    Jump(usize),
    Back,
    Forward,
    Fork,
    Undo,
    Redo,
    Switch(usize),
}

fn touch() -> impl Strategy<Value = Touch> {
    prop_oneof![
        6 => (0..7_u8).prop_map(Touch::Act),
        2 => (0..100_u8).prop_map(Touch::Walk),
        3 => (0..200_usize).prop_map(Touch::Jump),
        1 => Just(Touch::Back),
        1 => Just(Touch::Forward),
        1 => Just(Touch::Fork),
        2 => Just(Touch::Undo),
        2 => Just(Touch::Redo),
        2 => (0..9_usize).prop_map(Touch::Switch),
    ]
}

fn apply(session: &mut Session<Toy>, touch: &Touch) {
    match touch {
        Touch::Act(action) => {
            let was_over = session.is_over();
            let acted = session.act(Press(*action), Player::Person).map(|step| step.action);
            let want = if was_over { Err(ActError::EpisodeOver) } else { Ok(Press(*action)) };
            assert_eq!(acted, want);
        }
        Touch::Walk(count) => {
            for action in presses(usize::from(*count)) {
                let _ = session.act(action, Player::Random);
            }
        }
        Touch::Jump(step) => assert_eq!(session.jump(*step), (*step).min(session.line_len())),
        Touch::Back => assert_eq!(session.at() > 0, session.back()),
        Touch::Forward => assert_eq!(!session.is_at_end(), session.forward()),
        Touch::Fork => assert_eq!(session.is_over(), session.fork().is_err()),
        Touch::Undo => {
            let _ = session.undo();
        }
        Touch::Redo => {
            let _ = session.redo();
        }
        Touch::Switch(index) => {
            let id = session.branches()[index % session.branches().len()].id;
            assert!(session.switch(id));
            assert_eq!((session.branch(), session.is_at_end()), (id, true));
        }
    }
}

fn check_laws(session: &Session<Toy>, limit: usize) {
    let actions = session.actions();
    let at = session.at();
    assert_eq!(actions.len(), session.line_len());
    assert!(at <= session.line_len());
    let here = replayed(&actions[..at], limit, session.seed());
    assert_eq!(session.env().state, here, "at step {at}");
    assert_eq!(session.observation(), here);
    assert_eq!(session.env_at(usize::MAX).state, replayed(&actions, limit, session.seed()));
    for (index, action) in actions.iter().enumerate() {
        assert_eq!(session.step(index + 1).map(|step| &step.action), Some(action));
    }
    assert_eq!(session.step(0), None);
    assert_eq!(session.step(actions.len() + 1), None);
    for (index, branch) in session.branches().iter().enumerate() {
        assert_eq!(branch.parent.is_none(), index == 0);
        assert!(index == 0 || !branch.steps.is_empty() || branch.id == session.branch());
        let Some(fork) = branch.parent else { continue };
        let parent = session.branch_by_id(fork.branch).expect("parents stay");
        assert!(fork.step <= parent.end() && fork.step >= parent.start());
        assert!(parent.parent.is_none() || fork.step > parent.start(), "the owner is the parent");
    }
}

proptest! {
    #[test]
    fn whatever_one_does_the_laws_hold(
        touches in prop::collection::vec(touch(), 1..60),
        limit in prop_oneof![Just(5_usize), Just(70), Just(1_000)],
        seed: u64,
    ) {
        let mut session = Session::new(Toy::new(limit), Seed(seed));
        for touch in &touches {
            apply(&mut session, touch);
            check_laws(&session, limit);
        }
    }

    #[test]
    fn a_jump_anywhere_is_a_replay_from_the_start(
        steps in prop::collection::vec(0..300_usize, 1..20),
    ) {
        let actions = presses(300);
        let toy = Toy::new(1_000);
        let mut session = Session::from_actions(toy, Seed(3), actions.clone(), Player::Random)
            .expect("a long enough episode");
        for step in steps {
            session.jump(step);
            prop_assert_eq!(session.env().state, replayed(&actions[..step], 1_000, Seed(3)));
            prop_assert_eq!(session.env_at(299 - step).state, replayed(&actions[..299 - step], 1_000, Seed(3)));
        }
    }

    #[test]
    fn undo_takes_back_what_act_did(before in 0..130_usize, action in 0..7_u8) {
        let mut session = line(before);
        let (kept, frame) = (session.clone(), session.env().state);
        session.act(Press(action), Player::Person).expect("not over");
        prop_assert_eq!(session.undo(), Ok(()));
        prop_assert_eq!(session.branches(), kept.branches());
        prop_assert_eq!((session.at(), session.env().state), (before, frame));
        prop_assert_eq!(session.redo().map(|step| step.action), Ok(Press(action)));
        check_laws(&session, 1_000);
    }
}

/// A session with so many steps on one line.
fn line(steps: usize) -> Session<Toy> {
    Session::from_actions(Toy::new(1_000), Seed(5), presses(steps), Player::Random)
        .expect("a long enough episode")
}

#[test]
fn acting_in_the_middle_keeps_what_was_played() {
    let mut session = line(100);
    let main = session.actions();
    session.jump(40);
    // Even the recorded action starts a branch: whoever acts, means it.
    session.act(main[40], Player::Person).expect("not over");
    let fork = session.branch();
    assert_eq!(session.branches().len(), 2);
    assert_eq!((session.line_len(), session.at()), (41, 41));
    assert_eq!(session.branch_by_id(fork).map(|branch| branch.steps.len()), Some(1));
    assert!(session.switch(BranchId::ROOT));
    assert_eq!(session.actions(), main);
    assert_eq!(session.forks().collect::<Vec<_>>(), [(40, fork)]);
    session.switch(fork);
    assert_eq!(session.actions(), main[..41]);
    let forks: Vec<_> = session.forks().collect();
    assert_eq!(
        forks,
        [(40, BranchId::ROOT)],
        "seen from the fork, the rest of the main line leaves"
    );
}

#[test]
fn a_fork_of_a_fork_hangs_on_the_branch_that_owns_the_step() {
    let mut session = line(10);
    session.jump(5);
    session.act(Press(1), Player::Person).expect("not over");
    let first = session.branch();
    session.jump(3);
    session.act(Press(2), Player::Person).expect("not over");
    let second = session.branch();
    session.switch(first);
    session.fork().expect("not over");
    session.act(Press(3), Player::Person).expect("not over");
    let third = session.branch();
    let parents: Vec<_> = session
        .branches()
        .iter()
        .map(|branch| branch.parent.map(|fork| (fork.branch, fork.step)))
        .collect();
    let root = BranchId::ROOT;
    assert_eq!(parents, [None, Some((root, 5)), Some((root, 3)), Some((first, 6))]);
    assert_eq!([first, second, third].map(|id| id.0), [1, 2, 3]);
    assert_eq!(session.line_len(), 7);
}

#[test]
fn an_unused_fork_goes_when_one_leaves_it() {
    let mut session = line(10);
    session.jump(5);
    let fork = session.fork().expect("not over");
    assert_eq!(session.fork(), Ok(fork), "forking an unused fork makes no other");
    assert_eq!((session.at(), session.line_len()), (5, 5));
    session.switch(BranchId::ROOT);
    assert_eq!(session.branches().len(), 1);
    session.jump(4);
    assert_ne!(session.fork(), Ok(fork), "a name is never used twice");
}

#[test]
fn undo_says_why_not() {
    let mut session = line(3);
    session.jump(2);
    assert_eq!(session.undo(), Err(UndoError::NotAtEnd));
    session.act(Press(0), Player::Person).expect("not over");
    assert_eq!(session.undo(), Ok(()));
    assert_eq!(session.undo(), Err(UndoError::Nothing), "shared steps are not its own");
    session.switch(BranchId::ROOT);
    session.fork().expect("not over");
    session.act(Press(0), Player::Person).expect("not over");
    session.switch(BranchId::ROOT);
    assert_eq!(session.undo(), Err(UndoError::Forked));
    assert_eq!(session.redo().map(|_| ()), Err(UndoError::NothingUndone));
}

#[test]
fn another_action_forgets_what_was_undone() {
    let mut session = line(3);
    session.undo().expect("three steps");
    session.undo().expect("two steps");
    assert_eq!(session.undone(), 2);
    session.redo().expect("two undone steps");
    session.act(Press(4), Player::Person).expect("not over");
    assert_eq!(session.undone(), 0);
}

#[test]
fn an_episode_that_is_over_takes_no_action() {
    let mut session = Session::from_actions(Toy::new(3), Seed(0), presses(3), Player::Random)
        .expect("as long as the episode");
    assert!(session.is_over() && session.is_line_over());
    assert_eq!(session.act(Press(0), Player::Person), Err(ActError::EpisodeOver));
    assert_eq!(session.fork(), Err(ActError::EpisodeOver));
    session.back();
    assert!(!session.is_over() && session.is_line_over());
    session.act(Press(0), Player::Person).expect("one step is left");
    let too_long = Session::from_actions(Toy::new(3), Seed(0), presses(4), Player::Random);
    assert_eq!(too_long.map(|_| ()), Err(ActError::EpisodeOver));
}

#[test]
fn names_are_kept_short() {
    let mut session = line(1);
    assert!(session.rename(BranchId::ROOT, " as the expert did it "));
    assert!(!session.rename(BranchId::ROOT, "  "));
    assert!(!session.rename(BranchId(7), "nobody"));
    assert_eq!(session.branches()[0].name, "as the expert did it");
    session.rename(BranchId::ROOT, &"é".repeat(500));
    assert_eq!(session.branches()[0].name.chars().count(), 80);
}

#[test]
fn notes_stay_with_their_step() {
    let mut session = line(5);
    assert!(session.annotate(3, "why?"));
    assert!(!session.annotate(0, "the start is no step"));
    assert!(!session.annotate(6, "past the end"));
    session.jump(4);
    session.act(Press(0), Player::Person).expect("not over");
    assert_eq!(session.step(3).and_then(|step| step.note.as_deref()), Some("why?"));
}

#[test]
fn a_seek_simulates_fewer_steps_than_keyframes_are_apart() {
    /// Counts the steps that its clones take.
    #[derive(Clone, Debug)]
    struct Counted(Toy, std::rc::Rc<std::cell::Cell<usize>>);
    impl Env for Counted {
        type Action = Press;
        type Observation = u64;
        fn reset(&mut self, seed: Seed) -> u64 {
            self.0.reset(seed)
        }
        fn step(&mut self, action: &Press) -> Result<Step<u64>, StepError> {
            self.1.set(self.1.get() + 1);
            self.0.step(action)
        }
        fn digest(&self) -> StateDigest {
            self.0.digest()
        }
    }
    impl Watched for Counted {}

    let taken = std::rc::Rc::new(std::cell::Cell::new(0));
    let env = Counted(Toy::new(5_000), taken.clone());
    let mut session = Session::from_actions(env, Seed(1), presses(1_000), Player::Random)
        .expect("a long enough episode");
    session.jump(500);
    for action in presses(300) {
        session.act(action, Player::Person).expect("not over");
    }
    for step in (0..800).map(|n| n * 467 % 801) {
        taken.set(0);
        session.jump(step);
        assert!(taken.get() < KEYFRAME_EVERY, "{} steps for a jump to {step}", taken.get());
    }
    taken.set(0);
    session.switch(BranchId::ROOT);
    assert!(taken.get() < KEYFRAME_EVERY, "{} steps for a switch", taken.get());
}

/// A grid world's session, played by name.
pub fn grid(world: &str, seed: u64) -> (Session<GridEnv>, WorldSpec) {
    let spec = WorldSpec::new(catalog::by_id(world).expect("a known world").world());
    (Session::new(catalog::make_grid(&spec).expect("a grid world"), Seed(seed)), spec)
}

#[test]
fn marks_tell_what_a_step_did() {
    // No door, box or thing lies right ahead of the agent at the start of this episode.
    let (mut session, _) = grid("babyai/goto", 1);
    for action in [Action::Left, Action::Drop, Action::Pickup, Action::Toggle] {
        session.act(action, Player::Person).expect("not over");
    }
    session.jump(1);
    session.act(Action::Right, Player::Person).expect("not over");
    session.switch(BranchId::ROOT);
    let kinds: Vec<_> = marks(&session).iter().map(|mark| (mark.step, mark.kind)).collect();
    assert!(kinds.contains(&(1, MarkKind::Fork)), "{kinds:?}");
    assert!(kinds.contains(&(2, MarkKind::Invalid)), "{kinds:?}");
    assert!(!kinds.contains(&(1, MarkKind::Invalid)), "{kinds:?}");
    while !session.is_over() {
        session.act(Action::Left, Player::Person).expect("not over");
    }
    let end = session.line_len();
    assert_eq!(
        marks(&session).last().map(|mark| (mark.step, mark.kind)),
        Some((end, MarkKind::End))
    );
}

#[test]
fn what_changes_nothing_is_invalid_and_nothing_else() {
    for entry in catalog::grids() {
        for seed in 0..5 {
            let (mut session, _) = grid(entry.id, seed);
            for action in presses(200).into_iter().map(|press| Action::ALL[usize::from(press.0)]) {
                let before = session.env().state().clone();
                let Ok(step) = session.act(action, Player::Random).cloned() else { break };
                let after = session.env().state();
                let moved = (before.agent, before.dir, before.carrying, before.grid)
                    != (after.agent, after.dir, after.carrying, after.grid.clone());
                let says_nothing = action == Action::Done
                    || step.terminated
                    || entry.id.contains("Dynamic-Obstacles");
                assert!(
                    says_nothing || moved != step.invalid,
                    "{} seed {seed} step {} {action}",
                    entry.id,
                    session.at()
                );
            }
        }
    }
}
