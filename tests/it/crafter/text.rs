//! Crafter in words: snapshots of our own set-ups.

use diorama::env::Env;
use diorama::env::crafter::text::{BalrogText, SynthText, Vitals};
use diorama::env::crafter::{Action, Body, CrafterEnv, Edit, Item, Material};
use expect_test::expect;

use super::{at, meadow};

/// A pond, a tree and a cow.
fn scene() -> CrafterEnv {
    let mut env = meadow(Material::Grass);
    env.edit(Edit::Material(at(0, 1), Material::Table));
    for dx in 1..=3 {
        env.edit(Edit::Material(at(dx, -2), Material::Water));
    }
    env.edit(Edit::Material(at(-2, 1), Material::Tree));
    env.edit(Edit::Add { pos: at(-2, 0), body: Body::Cow, health: None });
    env.edit(Edit::Item(Item::Sapling, 1));
    env.edit(Edit::Item(Item::Wood, 3));
    env
}

#[test]
fn balrog_tells_of_the_nearest_of_each_kind() {
    expect![[r"
        You see:
        - grass 1 step to your west
        - cow 2 steps to your west
        - tree 3 steps to your south-west
        - table 1 step to your south
        - water 3 steps to your north-east

        You face table at your front."]]
    .assert_eq(&BalrogText::default().long(scene().game()));
    expect![[r"
        Your status:
        - health: 9/9
        - food: 9/9
        - drink: 9/9
        - energy: 9/9

        Your inventory:
        - sapling: 1
        - wood: 3"]]
    .assert_eq(&BalrogText::default().short(scene().game()));
}

#[test]
fn balrog_tells_as_asked() {
    let mut text = BalrogText::default().skipping(["grass", "table"]).edge_only(["water"]);
    text.unique_items = false;
    text.precise_location = true;
    expect![[r"
        You see:
        - cow 2 steps west
        - tree 1 step south and 2 steps west
        - water 2 steps north and 1 step east
        - water 2 steps north and 2 steps east
        - water 2 steps north and 3 steps east

        You face nothing at your front."]]
    .assert_eq(&text.long(scene().game()));
}

#[test]
fn a_sleeper_is_told_so() {
    let mut env = meadow(Material::Stone);
    env.edit(Edit::Item(Item::Energy, 3));
    env.step(&Action::Sleep).expect("a step");
    let text = BalrogText::default().long(env.game());
    assert!(text.starts_with("You are sleeping, "), "{text}");
    assert!(text.contains("full.\n\n\n\nYou see:\n- stone 1 step to your west\n"), "{text}");
}

#[test]
fn synth_shows_maps_in_words() {
    let text = SynthText { vitals: Vitals::Real };
    expect![[r"
        === SEMANTIC MAP VIEW (7x7) ===
        grass grass grass grass grass grass grass
        grass grass grass grass water water water
        grass grass grass grass grass grass grass
        grass cow grass you grass grass grass
        grass tree grass table grass grass grass
        grass grass grass grass grass grass grass
        grass grass grass grass grass grass grass
        Visible items: cow, table, tree, water

        === STATUS ===
        Health: 9/9 | Food: 9/9 | Drink: 9/9 | Energy: 9/9
        Inventory: health: 9, food: 9, drink: 9, energy: 9, sapling: 1, wood: 3
        Achievements: 0/22 unlocked
        Unlocked: none"]]
    .assert_eq(&text.lm_synth(scene().game()));
    let upstream = SynthText { vitals: Vitals::Upstream }.lm_synth(scene().game());
    assert!(upstream.contains("Health: 10/10 | Food: 10/10"), "{upstream}");
}

#[test]
fn the_scripts_get_true_values() {
    let text = SynthText::default();
    expect![[r"
        Current status:
        - Health: 9/9
        - Hunger: 9/9
        - Inventory: sapling: 1, wood: 3
        - Nearby objects: cow, table, tree, water"]]
    .assert_eq(&text.status(scene().game()));
    expect![[r"
        Game State (Turn 4):
        - Position: (32, 32)
        - Health: 9/9
        - Hunger: 9/9
        - Inventory: sapling: 1, wood: 3
        - Nearby objects: cow, table, tree, water
        - Achievements unlocked: none

        Map:
        ...WW
        .....
        C.@..
        T.?..
        ....."]]
    .assert_eq(&text.state(scene().game(), 4));
}
