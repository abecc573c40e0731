//! Models in Crafter: what they are told.

use diorama::agent::prompt::{BalrogWording, PromptPack};
use diorama::agent::rollout::{Settings, Strategy, Told};
use diorama::env::crafter::{Action, CrafterEnv, Options};
use diorama::env::{Env, Seed};

#[test]
fn the_instruction_names_every_action_and_no_place_is_left_open() {
    let wording = BalrogWording::new(PromptPack::balrog()).expect("our own pack");
    let instruction = wording.crafter_instruction().expect("an instruction for Crafter");
    for action in Action::ALL {
        let name = CrafterEnv::name(&action);
        let line = instruction.lines().find(|line| line.starts_with(&format!("{name}: ")));
        let line = line.unwrap_or_else(|| panic!("{name} is not explained"));
        assert!(line.len() > name.len() + 6, "{line}");
    }
    assert!(!instruction.contains('{'), "{instruction}");
}

#[test]
fn strategies_ask_about_the_game() {
    let mut env = CrafterEnv::new(Options::BALROG);
    let first = env.reset(Seed(1));
    for (name, plays) in [("naive", true), ("tools", true), ("tensorzero:baseline", false)] {
        let strategy: Strategy = name.parse().expect("a known strategy");
        let mind = env.mind(Seed(1), &Settings::new(strategy));
        assert_eq!(mind.is_ok(), plays, "{name}");
        let Ok(mut mind) = mind else { continue };
        let asked = mind.ask(&env.tell(&first));
        let said = format!("{:?}", asked.turns);
        assert!(said.contains("Make Iron Sword"), "{name}: {said}");
        assert!(said.contains("health: 9/9"), "{name}: {said}");
    }
}
