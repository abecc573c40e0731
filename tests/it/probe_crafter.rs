//! What each of Crafter's actions would lead to.

use diorama::agent::crafter::Survivor;
use diorama::agent::probe::crafter::{Effect, Obstacle, Probe, probe, probe_one};
use diorama::agent::probe::hint;
use diorama::env::crafter::{
    Achievement, Action, Body, CrafterEnv, Edit, Item, Material, Options, Pos,
};
use diorama::env::{Env, Seed};

/// The player on a meadow without anybody near, looking down.
fn meadow() -> CrafterEnv {
    let mut env = CrafterEnv::new(Options::CLASSIC);
    env.reset(Seed(0));
    env.edit(Edit::Clear { center: env.game().pos(), reach: 12, material: Material::Grass });
    env
}

/// A meadow after some changes, which tell cells from the player's.
fn with(edits: &[Edit]) -> CrafterEnv {
    let mut env = meadow();
    let center = env.game().pos();
    for &edit in edits {
        env.edit(match edit {
            Edit::Material(at, material) => Edit::Material(center.plus((at.x, at.y)), material),
            Edit::Add { pos, body, health } => {
                Edit::Add { pos: center.plus((pos.x, pos.y)), body, health }
            }
            other => other,
        });
    }
    env
}

fn of(env: &CrafterEnv, action: Action) -> Probe {
    probe_one(env, action).expect("the episode goes on")
}

#[test]
fn words_say_what_happens_or_why_not() {
    let below = Pos::new(0, 1);
    let on = |material| Edit::Material(below, material);
    let add = |body, health| Edit::Add { pos: below, body, health };
    let table = Edit::Material(Pos::new(1, 1), Material::Table);
    let furnace = Edit::Material(Pos::new(-1, 1), Material::Furnace);
    let has = Edit::Item;
    let cases: &[(&[Edit], Action, &str)] = &[
        (&[], Action::Noop, "waits"),
        (&[], Action::MoveLeft, "to 31, 32"),
        (&[on(Material::Tree)], Action::MoveDown, "tree is in the way"),
        (
            &[Edit::Material(Pos::new(1, 0), Material::Water)],
            Action::MoveRight,
            "turns right; water is in the way",
        ),
        (&[on(Material::Lava)], Action::MoveDown, "walks into lava and dies"),
        (&[add(Body::Cow, None)], Action::MoveDown, "the cow is in the way"),
        (&[on(Material::Tree)], Action::Do, "collects wood"),
        (&[on(Material::Tree), has(Item::Wood, 9)], Action::Do, "collects wood"),
        (&[on(Material::Stone)], Action::Do, "needs a wood pickaxe"),
        (&[on(Material::Stone), has(Item::WoodPickaxe, 1)], Action::Do, "collects stone"),
        (&[on(Material::Diamond), has(Item::StonePickaxe, 1)], Action::Do, "needs an iron pickaxe"),
        (&[on(Material::Water)], Action::Do, "drinks"),
        (&[on(Material::Sand)], Action::Do, "only sand ahead"),
        (&[add(Body::Cow, None)], Action::Do, "hits the cow, 2 left"),
        (&[add(Body::Cow, Some(1))], Action::Do, "eats the cow"),
        (
            &[add(Body::Zombie { cooldown: 5 }, None), has(Item::IronSword, 1)],
            Action::Do,
            "defeats the zombie",
        ),
        (&[add(Body::Plant { grown: 3 }, None)], Action::Do, "the plant is not ripe"),
        (&[add(Body::Plant { grown: 400 }, None)], Action::Do, "eats the plant"),
        (&[], Action::Sleep, "fully rested"),
        (&[has(Item::Energy, 5)], Action::Sleep, "falls asleep"),
        (&[], Action::PlaceStone, "needs 1 stone"),
        (&[has(Item::Stone, 1)], Action::PlaceStone, "puts a stone at 32, 33"),
        (&[has(Item::Stone, 1), on(Material::Tree)], Action::PlaceStone, "not on tree"),
        (&[has(Item::Wood, 1)], Action::PlaceTable, "needs 2 wood, has 1"),
        (&[has(Item::Sapling, 1)], Action::PlacePlant, "puts a sapling at 32, 33"),
        (&[has(Item::Sapling, 1), on(Material::Sand)], Action::PlacePlant, "not on sand"),
        (&[has(Item::Wood, 1)], Action::MakeWoodPickaxe, "no table near"),
        (&[table], Action::MakeWoodPickaxe, "needs 1 wood"),
        (&[table, has(Item::Wood, 1)], Action::MakeWoodPickaxe, "makes a wood pickaxe"),
        (&[table, has(Item::Wood, 1)], Action::MakeIronSword, "no furnace near"),
        (&[table, furnace, has(Item::Wood, 1)], Action::MakeIronSword, "needs 1 coal"),
    ];
    for (edits, action, want) in cases {
        let found = of(&with(edits), *action);
        assert_eq!(found.to_string(), *want, "{action} after {edits:?}");
    }
}

#[test]
fn gains_and_losses_are_counted() {
    let table = Edit::Material(Pos::new(1, 1), Material::Table);
    let env = with(&[table, Edit::Item(Item::Wood, 3), Edit::Item(Item::Stone, 1)]);
    let made = of(&env, Action::MakeStonePickaxe);
    assert_eq!(made.changes, [(Item::Wood, -1), (Item::Stone, -1), (Item::StonePickaxe, 1)]);
    assert_eq!(made.changes_in_words(), "wood \u{2212}1, stone \u{2212}1, stone pickaxe +1");
    assert!(made.unlocked.has(Achievement::MakeStonePickaxe));
    assert!((made.reward - 1.0).abs() < 1e-12 && !made.dead);
    let zombie =
        Edit::Add { pos: Pos::new(1, 0), body: Body::Zombie { cooldown: 0 }, health: None };
    let hurt = of(&with(&[zombie]), Action::Noop);
    assert_eq!(hurt.to_string(), "waits; health \u{2212}2");
    let dead = of(&with(&[zombie, Edit::Item(Item::Health, 2)]), Action::Noop);
    assert_eq!((dead.to_string().as_str(), dead.dead), ("waits; the player dies", true));
}

#[test]
fn a_sleeper_sleeps_on() {
    let mut env = with(&[Edit::Item(Item::Energy, 2)]);
    env.step(&Action::Sleep).unwrap();
    for found in probe(&env) {
        assert_eq!(found.effect, Effect::SleepsOn, "{}", found.action);
        let is_meant = matches!(found.action, Action::Noop | Action::Sleep);
        assert_eq!(found.possible, is_meant, "{}", found.action);
    }
}

#[test]
fn nothing_can_be_made_at_the_upper_left_edges() {
    // Upstream quirk: the square around the player is empty there.
    let mut env = meadow();
    env.edit(Edit::Move(Pos::new(0, 20)));
    env.edit(Edit::Material(Pos::new(1, 20), Material::Table));
    env.edit(Edit::Item(Item::Wood, 5));
    let found = of(&env, Action::MakeWoodPickaxe);
    assert_eq!(found.effect, Effect::Nothing(Obstacle::Far(Material::Table)));
}

/// What is said to be possible is what the game says is not idle, wherever the survivor comes.
#[test]
fn probes_agree_with_the_game() {
    for (seed, options) in [(0, Options::CLASSIC), (1, Options::CLASSIC), (2, Options::SILENT)] {
        let mut env = CrafterEnv::new(options);
        env.reset(Seed(seed));
        let mut survivor = Survivor::new(&env);
        let mut made = 0;
        for _ in 0..900 {
            let action = survivor.act(&env);
            let probes = probe(&env);
            assert_eq!(probes.len(), Action::ALL.len());
            for found in &probes {
                let step = env.game().step_count();
                assert_eq!(
                    found.possible,
                    !env.game().is_idle(found.action),
                    "step {step}: {found:?}"
                );
            }
            let step = env.step(&action).unwrap();
            let told = &probes[action as usize];
            assert_eq!((told.reward, told.dead), (step.reward, step.terminated));
            made += usize::from(matches!(told.effect, Effect::Makes(_) | Effect::Puts(..)));
            if step.is_over() {
                assert_eq!(probe(&env), []);
                break;
            }
        }
        assert!(made > 2, "seed {seed} made {made} things");
    }
}

#[test]
fn who_moves_first_is_told() {
    let mut env = CrafterEnv::new(Options::SYNTH);
    env.reset(Seed(3));
    let mut survivor = Survivor::new(&env);
    for _ in 0..600 {
        for found in probe(&env) {
            if let Effect::Nothing(Obstacle::Outrun) = found.effect {
                assert!(!env.game().is_idle(found.action), "it looked possible");
                return;
            }
        }
        let action = survivor.act(&env);
        if env.step(&action).unwrap().is_over() {
            env.reset(Seed(env.game().step_count().into()));
            survivor = Survivor::new(&env);
        }
    }
    panic!("nobody moved first in 600 steps");
}

#[test]
fn hints_say_what_an_achievement_still_takes() {
    let env = with(&[
        Edit::Material(Pos::new(3, 0), Material::Tree),
        Edit::Material(Pos::new(-1, 2), Material::Stone),
        Edit::Add { pos: Pos::new(0, -1), body: Body::Cow, health: None },
        Edit::Add { pos: Pos::new(4, 3), body: Body::Plant { grown: 3 }, health: None },
        Edit::Item(Item::Wood, 2),
    ]);
    let cases = [
        (Achievement::CollectWood, "3 cells east"),
        (Achievement::CollectStone, "needs a wood pickaxe"),
        (Achievement::CollectDrink, "none in sight"),
        (Achievement::EatCow, "1 cell north"),
        (Achievement::EatPlant, "growing"),
        (Achievement::PlaceTable, "possible now"),
        (Achievement::MakeWoodSword, "no table near"),
        (Achievement::WakeUp, "fully rested"),
    ];
    for (achievement, want) in cases {
        assert_eq!(hint(env.game(), achievement), want, "{achievement:?}");
    }
    let tooled =
        with(&[Edit::Material(Pos::new(-1, 2), Material::Stone), Edit::Item(Item::WoodPickaxe, 1)]);
    assert_eq!(hint(tooled.game(), Achievement::CollectStone), "1 west, 2 south");
}
