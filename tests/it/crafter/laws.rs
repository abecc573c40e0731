//! What holds of any episode.

use diorama::agent::crafter::Survivor;
use diorama::env::crafter::{Action, Area, CrafterEnv, Options, Order, VARIANTS, View};
use diorama::env::{Env, Seed};
use diorama::episode::{Alphabet, Player, Session};
use proptest::prelude::*;

/// Small worlds, so that edges are met.
fn options() -> impl Strategy<Value = Options> {
    let sizes = (9_u8..30, 9_u8..30, 0..VARIANTS.len(), any::<bool>());
    sizes.prop_map(|(width, height, variant, synth)| Options {
        area: Area::new(width, height).expect("at least 9 x 9"),
        order: if synth { Order::Synth } else { Order::Creation },
        ..VARIANTS[variant].options
    })
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    prop::collection::vec(0_u8..17, 0..220)
        .prop_map(|numbers| numbers.into_iter().filter_map(Action::from_index).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_actions_make_it_panic_and_copies_go_on_alike(
        options in options(), seed: u64, actions in actions(), fork in 0_usize..220,
    ) {
        let mut env = CrafterEnv::new(options);
        let first = env.reset(Seed(seed));
        let (mut copy, mut copied_at) = (env.clone(), 0);
        for (at, action) in actions.iter().enumerate() {
            if at == fork {
                (copy, copied_at) = (env.clone(), at);
            }
            let idle = env.game().is_idle(*action);
            let Ok(step) = env.step(action) else { break };
            prop_assert!(step.reward.is_finite());
            prop_assert!(!idle || step.reward <= 1.1);
        }
        for action in &actions[copied_at..] {
            if copy.step(action).is_err() {
                break;
            }
        }
        prop_assert_eq!(env.digest(), copy.digest());
        prop_assert_eq!(env.game().digests(), copy.game().digests());
        prop_assert_eq!(env.reset(Seed(seed)), first);
    }

    #[test]
    fn views_have_room_for_the_map(width: u8, rows: u8) {
        if let Some(view) = View::new(width, rows) {
            prop_assert!(view.height() > 0);
            let cells = usize::from(view.width()) * usize::from(view.height());
            prop_assert!(cells <= View::MOST_CELLS);
        }
    }
}

#[test]
fn a_session_jumps_forks_and_comes_back() {
    let env = CrafterEnv::new(Options::CLASSIC);
    // Someone who lives that long.
    let (mut played, mut survivor) = (env.clone(), Survivor::new(&env));
    let actions: Vec<Action> = (0..100)
        .map(|_| {
            let action = survivor.act(&played);
            played.step(&action).expect("a survivor");
            action
        })
        .collect();
    assert!(actions.iter().all(|it| env.action(CrafterEnv::number(it)) == Some(*it)));
    let mut session =
        Session::from_actions(env, Seed(0), actions, Player::Person).expect("100 steps");
    let end = session.env().digest();
    assert_eq!(end, played.digest());
    session.jump(70);
    let middle = session.env().digest();
    session.act(Action::Noop, Player::Person).expect("a fork");
    session.jump(70);
    assert_eq!(session.env().digest(), middle);
    assert_ne!(session.env_at(71).digest(), end);
}

#[test]
fn variants_have_names_and_numbers_of_their_own() {
    for (at, variant) in VARIANTS.iter().enumerate() {
        let others = &VARIANTS[at + 1..];
        assert!(others.iter().all(|other| other.id != variant.id), "{}", variant.id);
        assert!(others.iter().all(|other| other.number != variant.number), "{}", variant.id);
        let entry = diorama::env::catalog::by_number(variant.number);
        assert_eq!(entry.map(|entry| entry.id), Some(variant.id), "{}", variant.number);
    }
}
