//! Rules by themselves, in set-ups.

use diorama::env::Env;
use diorama::env::crafter::{
    Achievement, Action, Body, CrafterEnv, Edit, Facing, Item, Material, Preset, RenderPlan,
    Surroundings, TaskTier, daylight, python_slice,
};
use diorama::env::crafter::{Options, crafter_score, shaped_reward};
use diorama::env::{Seed, StepError};

use super::{at, meadow};

fn has(env: &CrafterEnv, item: Item) -> u8 {
    env.game().player().inventory.get(item)
}

fn step(env: &mut CrafterEnv, action: Action) -> f64 {
    env.step(&action).expect("the episode goes on").reward
}

#[test]
fn materials_are_collected_with_their_tools() {
    // Material, tool, what it gives, what it leaves.
    let cases = [
        (Material::Tree, None, Some(Item::Wood), Material::Grass),
        (Material::Stone, None, None, Material::Stone),
        (Material::Stone, Some(Item::WoodPickaxe), Some(Item::Stone), Material::Path),
        (Material::Coal, Some(Item::WoodPickaxe), Some(Item::Coal), Material::Path),
        (Material::Iron, Some(Item::WoodPickaxe), None, Material::Iron),
        (Material::Iron, Some(Item::StonePickaxe), Some(Item::Iron), Material::Path),
        (Material::Diamond, Some(Item::StonePickaxe), None, Material::Diamond),
        (Material::Diamond, Some(Item::IronPickaxe), Some(Item::Diamond), Material::Path),
        (Material::Sand, Some(Item::IronPickaxe), None, Material::Sand),
    ];
    for (material, tool, gives, leaves) in cases {
        let mut env = meadow(Material::Grass);
        env.edit(Edit::Material(at(0, 1), material));
        if let Some(tool) = tool {
            env.edit(Edit::Item(tool, 1));
        }
        assert_eq!(env.game().is_idle(Action::Do), gives.is_none(), "{material:?} {tool:?}");
        let reward = step(&mut env, Action::Do);
        assert_eq!(env.game().world().material(at(0, 1)), leaves, "{material:?} {tool:?}");
        assert_eq!(reward > 0.5, gives.is_some(), "{material:?} {tool:?}");
        if let Some(item) = gives {
            assert_eq!(has(&env, item), 1, "{material:?} {tool:?}");
        }
    }
}

#[test]
fn iron_tools_need_a_table_and_a_furnace_near() {
    for (furnace, made) in [(Material::Grass, 0), (Material::Furnace, 1)] {
        let mut env = meadow(Material::Grass);
        for item in [Item::Wood, Item::Coal, Item::Iron] {
            env.edit(Edit::Item(item, 1));
        }
        env.edit(Edit::Material(at(1, 1), Material::Table));
        env.edit(Edit::Material(at(-1, 0), furnace));
        step(&mut env, Action::MakeIronPickaxe);
        assert_eq!(has(&env, Item::IronPickaxe), made);
        assert_eq!(has(&env, Item::Iron), 1 - made);
    }
}

#[test]
fn nothing_is_near_at_the_upper_edge() {
    for (y, made) in [(0, 0), (1, 1)] {
        let mut env = meadow(Material::Grass);
        env.edit(Edit::Move(diorama::env::crafter::Pos::new(32, y)));
        env.edit(Edit::Material(diorama::env::crafter::Pos::new(33, y), Material::Table));
        env.edit(Edit::Item(Item::Wood, 1));
        step(&mut env, Action::MakeWoodSword);
        assert_eq!(has(&env, Item::WoodSword), made, "row {y}");
    }
}

#[test]
fn lava_kills_and_the_dead_take_no_step() {
    let mut env = meadow(Material::Grass);
    env.edit(Edit::Material(at(0, 1), Material::Lava));
    let last = env.step(&Action::MoveDown).expect("the last step");
    assert!(last.terminated && !last.truncated);
    assert_eq!(env.step(&Action::Noop), Err(StepError::EpisodeOver));
}

#[test]
fn the_length_truncates() {
    let mut env = CrafterEnv::new(Options { length: Some(2), ..Options::CLASSIC });
    env.reset(Seed(0));
    let over = [Action::Noop; 2].map(|action| env.step(&action).expect("two steps").truncated);
    assert_eq!(over, [false, true]);
}

#[test]
fn a_zombie_hits_at_once_and_then_rests() {
    let mut env = meadow(Material::Stone);
    // Shut in with the player: it can go nowhere.
    env.edit(Edit::Material(at(1, 0), Material::Path));
    env.edit(Edit::Add { pos: at(1, 0), body: Body::Zombie { cooldown: 0 }, health: None });
    let healths: Vec<u8> = (0..8)
        .map(|_| {
            step(&mut env, Action::Noop);
            has(&env, Item::Health)
        })
        .collect();
    assert_eq!(healths, [7, 7, 7, 7, 7, 7, 5, 5]);
}

#[test]
fn an_arrow_breaks_a_table() {
    let mut env = meadow(Material::Path);
    env.edit(Edit::Material(at(3, 3), Material::Table));
    let body = Body::Arrow { facing: Facing::Right };
    env.edit(Edit::Add { pos: at(1, 3), body, health: None });
    step(&mut env, Action::Noop);
    step(&mut env, Action::Noop);
    assert_eq!(env.game().world().material(at(3, 3)), Material::Path);
    assert_eq!(env.game().world().objects().count(), 1, "only the player is left");
}

#[test]
fn only_a_ripe_plant_is_eaten() {
    for (grown, eaten) in [(10, 0), (400, 1)] {
        let mut env = meadow(Material::Grass);
        env.edit(Edit::Item(Item::Food, 3));
        env.edit(Edit::Add { pos: at(0, 1), body: Body::Plant { grown }, health: None });
        step(&mut env, Action::Do);
        let count = env.game().player().achievements[Achievement::EatPlant as usize];
        assert_eq!((count, has(&env, Item::Food)), (eaten, 3 + 4 * eaten as u8));
    }
}

#[test]
fn a_rested_sleeper_wakes_up() {
    let mut env = meadow(Material::Stone);
    env.edit(Edit::Item(Item::Energy, 8));
    step(&mut env, Action::Sleep);
    let mut steps = 0;
    while env.game().player().sleeping {
        step(&mut env, Action::MoveLeft);
        steps += 1;
    }
    assert_eq!(steps, 11);
    assert!(env.game().unlocked().has(Achievement::WakeUp));
}

#[test]
fn pictures_of_the_night_are_part_of_the_game() {
    let plans =
        [RenderPlan::CLASSIC, RenderPlan::BALROG, RenderPlan::SYNTH_UPSTREAM, RenderPlan::NONE];
    let play = |render: RenderPlan| {
        let mut env = CrafterEnv::new(Options { render, ..Options::CLASSIC });
        env.reset(Seed(7));
        let mut digests = Vec::new();
        for at in 0..160 {
            let action = if at % 2 == 0 { Action::MoveLeft } else { Action::MoveRight };
            if env.step(&action).is_err() {
                break;
            }
            digests.push(env.digest());
        }
        digests
    };
    let [classic, balrog, synth, none] = plans.map(play);
    for other in [&balrog, &synth, &none] {
        // By day they are the same.
        assert_eq!(classic[..147], other[..147]);
        assert_ne!(classic[147..], other[147..]);
    }
}

#[test]
fn presets_clear_the_player_s_surroundings() {
    let near = |preset: Preset| {
        let mut hostile = 0;
        for seed in 0..20 {
            let mut env = CrafterEnv::new(Options { preset, ..Options::SYNTH });
            env.reset(Seed(seed));
            let world = env.game().world();
            let is_hostile =
                |body: Body| matches!(body, Body::Zombie { .. } | Body::Skeleton { .. });
            hostile += world.objects().filter(|object| is_hostile(object.body)).count();
        }
        hostile
    };
    let counts = [Preset::Peaceful, Preset::Easy, Preset::Normal, Preset::None].map(near);
    assert_eq!(counts[0], 0);
    assert!(counts.is_sorted(), "{counts:?}");
}

#[test]
fn starts_are_sorted_into_tiers() {
    let cases = [
        ((4, 0), Some(TaskTier::Easy)),
        ((4, 1), Some(TaskTier::Medium)),
        ((0, 0), Some(TaskTier::Hard)),
        ((9, 6), None),
    ];
    for ((trees, hostiles), tier) in cases {
        assert_eq!(Surroundings { trees, cows: 0, hostiles }.tier(), tier, "{trees} {hostiles}");
    }
    let mut env = meadow(Material::Grass);
    env.edit(Edit::Material(at(3, 3), Material::Tree));
    env.edit(Edit::Material(at(6, 6), Material::Tree));
    env.edit(Edit::Add { pos: at(10, 0), body: Body::Cow, health: None });
    let found = Surroundings { trees: 1, cows: 1, hostiles: 0 };
    assert_eq!(Surroundings::of(env.game()), found);
}

#[test]
fn scores_are_as_published() {
    assert!((crafter_score(&[1.0; 22]) - 100.0).abs() < 1e-9);
    assert!(crafter_score(&[0.0; 22]).abs() < 1e-12);
    let mut counts = [0; 22];
    counts[Achievement::CollectDiamond as usize] = 1;
    counts[Achievement::WakeUp as usize] = 3;
    let ln_2 = std::f64::consts::LN_2;
    assert!((shaped_reward(&counts) - (100.0 * ln_2 + 0.1 * 2.0 * ln_2)).abs() < 1e-9);
}

#[test]
fn days_go_from_bright_to_dark() {
    assert!((daylight(60) - 1.0).abs() < 1e-6);
    assert!(daylight(210) < 1e-6);
    let dark: Vec<u32> = (0..300).filter(|&step| daylight(step) < 0.5).collect();
    assert_eq!((dark[0], dark[dark.len() - 1], dark.len()), (148, 272, 125));
}

#[test]
fn slices_are_python_s() {
    let cases = [((-1, 2, 64), 0), ((0, 3, 64), 3), ((62, 65, 64), 2), ((-4, 5, 6), 3)];
    for ((from, to, len), count) in cases {
        assert_eq!(python_slice(from, to, len).len(), count, "{from}..{to} of {len}");
    }
}
