//! Crafter's drawings: well-formed, bounded, the same every time, and right in words.

use std::collections::BTreeSet;

use diorama::agent::crafter::Survivor;
use diorama::art::crafter::{self as art, Options, Window, overview, tree};
use diorama::env::crafter::{
    Achievement, Achievements, Action, Body, CrafterEnv, Edit, Facing, Game, Item, Material,
    Options as Rules, Outcome, Pos,
};
use diorama::env::{Env, Seed};
use expect_test::{Expect, expect};

use crate::art::fault;

fn start(seed: u64) -> CrafterEnv {
    let mut env = CrafterEnv::new(Rules::CLASSIC);
    env.reset(Seed(seed));
    env
}

/// What the survivor meets: the environment every so many steps.
fn walk(seed: u64, steps: usize, every: usize, mut visit: impl FnMut(&CrafterEnv)) {
    let mut env = start(seed);
    let mut survivor = Survivor::new(&env);
    for at in 0..steps {
        if at % every == 0 {
            visit(&env);
        }
        let action = survivor.act(&env);
        if env.step(&action).is_ok_and(|step| step.is_over()) {
            break;
        }
    }
}

/// Every picture of a state.
fn pictures(env: &CrafterEnv, options: &Options) -> Vec<String> {
    let game = env.game();
    vec![
        art::miniature(game, env.last(), options),
        art::whole(game),
        art::inventory(&game.player().inventory),
    ]
}

fn every_option() -> impl Iterator<Item = Options> {
    (0..4).map(|bits| Options { show_all: bits & 1 > 0, numbers: bits & 2 > 0, id: bits })
}

/// The ids that a piece of markup gives, and those that it uses.
fn ids(markup: &str) -> (Vec<&str>, BTreeSet<&str>) {
    let after = |sign: &'static str, end: char| {
        markup.split(sign).skip(1).filter_map(move |rest| rest.split(end).next())
    };
    (after(" id=\"", '"').collect(), after("url(#", ')').collect())
}

#[test]
fn every_material_has_a_tile_of_its_own() {
    let tiles: BTreeSet<String> = Material::ALL.into_iter().map(art::tile).collect();
    assert_eq!(tiles.len(), Material::ALL.len());
    for tile in tiles {
        assert_eq!(fault(&tile), None, "{tile}");
        assert!(tile.len() < 3_000, "{} bytes: {tile}", tile.len());
    }
    let colors: BTreeSet<&str> = Material::ALL.into_iter().map(overview::color).collect();
    assert_eq!(colors.len(), Material::ALL.len(), "colours of the overview");
}

#[test]
fn every_item_has_an_icon_of_its_own() {
    let icons: BTreeSet<String> = Item::ALL.into_iter().map(art::item).collect();
    assert_eq!(icons.len(), Item::ALL.len());
    for icon in icons {
        assert_eq!(fault(&icon), None, "{icon}");
        assert!(icon.len() < 2_000, "{} bytes", icon.len());
    }
}

#[test]
fn every_object_has_a_figure_of_its_own() {
    let mut env = start(1);
    let center = env.game().pos();
    env.edit(Edit::Clear { center, reach: 8, material: Material::Grass });
    let arrows = Facing::ALL.map(|facing| (Body::Arrow { facing }, None));
    let bodies = [
        (Body::Cow, None),
        (Body::Zombie { cooldown: 0 }, None),
        (Body::Skeleton { reload: 0 }, None),
        (Body::Plant { grown: 0 }, None),
        (Body::Plant { grown: Body::RIPE_AFTER + 1 }, None),
        (Body::Plant { grown: 9 }, Some(0)),
    ];
    for (dx, (body, health)) in (-4..).zip(arrows.into_iter().chain(bodies)) {
        env.edit(Edit::Add { pos: center.plus((dx, -2)), body, health });
    }
    let figures = art::figures(env.game(), Window::seen(env.game()).wider(1));
    let (drawings, names): (BTreeSet<_>, BTreeSet<_>) =
        figures.iter().map(|figure| (&figure.markup, figure.name)).unzip();
    assert_eq!((drawings.len(), names.len()), (10, 10));
    for drawing in drawings {
        assert_eq!(fault(drawing), None, "{drawing}");
        assert!(drawing.len() < 2_500, "{} bytes", drawing.len());
    }
}

#[test]
fn the_player_looks_where_it_looks() {
    let mut env = start(3);
    env.edit(Edit::Clear { center: env.game().pos(), reach: 6, material: Material::Grass });
    let mut drawings = BTreeSet::new();
    for facing in Facing::ALL {
        env.step(&Action::to(facing)).unwrap();
        drawings.insert(art::player(env.game()));
        assert_ne!(art::target(env.game()), "");
    }
    env.edit(Edit::Item(Item::Energy, 3));
    env.step(&Action::Sleep).unwrap();
    drawings.insert(art::player(env.game()));
    assert_eq!(drawings.len(), 5);
    assert_eq!(art::target(env.game()), "", "asleep");
    assert!(art::light(env.game(), &Options::default()).contains("class=\"asleep\""));
    assert_eq!(art::player_in_words(env.game()), "player, asleep");
}

#[test]
fn pictures_are_well_formed_and_bounded_all_day_and_night() {
    for seed in [0, 7] {
        walk(seed, 400, 23, |env| {
            for options in every_option() {
                for picture in pictures(env, &options) {
                    assert_eq!(fault(&picture), None, "step {}", env.game().step_count());
                    assert!(picture.len() < 64_000, "{} bytes", picture.len());
                }
            }
        });
    }
}

#[test]
fn ids_are_unique_and_lead_somewhere() {
    walk(5, 250, 10, |env| {
        let all: String = (0..3)
            .map(|id| art::miniature(env.game(), env.last(), &Options { id, ..Options::default() }))
            .collect();
        let (given, used) = ids(&all);
        let unique: BTreeSet<&str> = given.iter().copied().collect();
        assert_eq!(given.len(), unique.len(), "{given:?}");
        assert_eq!(used, unique);
    });
}

#[test]
fn a_cell_looks_alike_wherever_the_view_is() {
    let env = start(2);
    let game = env.game();
    let window = Window { left: 30, top: 30, width: 1, height: 1 };
    assert_eq!(art::ground(game, window), art::ground(&game.clone(), window));
    let window = Window { left: 28, top: 28, width: 9, height: 9 };
    let all = tufts(game, window);
    for pos in [Pos::new(32, 32), Pos::new(31, 33), Pos::new(33, 31)] {
        let one = tufts(game, Window { left: pos.x, top: pos.y, width: 1, height: 1 });
        assert!(!one.is_empty() && one.is_subset(&all), "{pos:?}: {one:?} in {all:?}");
    }
}

/// Where tufts of grass begin, in the world's units.
fn tufts(game: &Game, window: Window) -> BTreeSet<(i32, i32)> {
    let text = art::ground(game, window);
    let path = text.split("d=\"").find(|part| part.contains("#8aa55e")).unwrap_or_default();
    let begins = path.split('M').skip(1).filter_map(|part| {
        let (x, rest) = part.split_once(' ')?;
        let y = rest.split('l').next()?;
        let [x, y]: [i32; 2] = [x.parse().ok()?, y.parse().ok()?];
        Some((x + i32::from(window.left) * 64, y + i32::from(window.top) * 64))
    });
    begins.collect()
}

#[test]
fn the_night_comes_and_goes() {
    let dark = [0, 60, 100, 148, 180, 210, 272, 300]
        .map(|step| art::darkness(diorama::env::crafter::daylight(step)));
    assert_eq!(dark, [0, 0, 0, 34, 81, 100, 34, 0]);
    let mut env = start(0);
    assert!(!art::light(env.game(), &Options::default()).contains("night"));
    for _ in 0..200 {
        env.edit(Edit::Item(Item::Health, 9));
        env.step(&Action::Noop).unwrap();
    }
    assert!(art::light(env.game(), &Options::default()).contains("class=\"night\""));
    let bright = Options { show_all: true, ..Options::default() };
    assert!(!art::light(env.game(), &bright).contains("night"));
}

#[test]
fn the_curve_of_a_day_has_the_step_on_it() {
    let point = |step| {
        let curve = art::day_curve(step);
        assert_eq!(fault(&curve), None, "{curve}");
        curve.split("<circle ").nth(1).map(|rest| rest.split(" r=").next().unwrap().to_owned())
    };
    // Mid-day is up, midnight is down, and each day begins anew.
    assert_eq!(point(60).as_deref(), Some("cx=\"48\" cy=\"6.0\""));
    assert_eq!(point(210).as_deref(), Some("cx=\"153\" cy=\"32.0\""));
    assert_eq!(point(361), point(61));
}

#[test]
fn damage_and_achievements_flash() {
    let mut env = start(0);
    assert_eq!(art::flash(env.game(), env.last()), "");
    let flash = |env: &CrafterEnv, outcome: Outcome| {
        let text = art::flash(env.game(), Some(&outcome));
        (text.contains("class=\"hurt\""), text.contains("class=\"unlock\""))
    };
    env.step(&Action::Noop).unwrap();
    let quiet = *env.last().unwrap();
    let counts = Achievement::ALL.map(|achievement| u32::from(achievement as u8 == 6));
    let unlocked = Achievements::of(&counts);
    let cases = [
        (quiet, (false, false)),
        (Outcome { reward: -0.2, ..quiet }, (true, false)),
        (Outcome { reward: 0.1, ..quiet }, (false, false)),
        (Outcome { reward: 1.0, unlocked, ..quiet }, (false, true)),
        (Outcome { reward: 0.3, unlocked, ..quiet }, (true, true)),
    ];
    for (outcome, want) in cases {
        assert_eq!(flash(&env, outcome), want, "{outcome:?}");
    }
}

#[test]
fn the_outline_puts_each_under_what_it_needs() {
    let rows = tree::rows();
    let listed: BTreeSet<Achievement> = rows.iter().map(|row| row.achievement).collect();
    assert_eq!(listed.len(), Achievement::ALL.len());
    for row in rows {
        let needs = tree::needs(row.achievement);
        let parent = row.parent.map(|at| rows[at].achievement);
        match parent {
            Some(parent) => assert!(needs.contains(&parent), "{row:?}"),
            None => assert!(needs.is_empty() && row.depth == 0, "{row:?}"),
        }
    }
}

#[test]
fn nothing_is_achieved_before_what_it_needs() {
    let mut seen = BTreeSet::new();
    for seed in 0..6 {
        walk(seed, 1_500, 1, |env| {
            let unlocked = env.game().unlocked();
            for achievement in
                env.last().map(|last| last.unlocked).into_iter().flat_map(Achievements::iter)
            {
                seen.insert(achievement);
                for &needed in tree::needs(achievement) {
                    assert!(unlocked.has(needed), "seed {seed}: {achievement:?} before {needed:?}");
                }
            }
        });
    }
    assert!(seen.len() >= 15, "only {seen:?}");
}

#[test]
fn the_tree_lights_up() {
    let mut steps = [None; Achievement::ALL.len()];
    steps[Achievement::CollectWood as usize] = Some(14);
    steps[Achievement::PlaceTable as usize] = Some(47);
    for picture in [tree::marks(&steps), tree::picture(&steps)] {
        assert_eq!(fault(&picture), None, "{picture}");
        assert_eq!(picture.matches("class=\"lit\"").count(), 3, "two stars and the line between");
        assert!(picture.len() < 10_000, "{} bytes", picture.len());
    }
    assert!(tree::picture(&steps).contains(">step 47<"));
}

#[test]
fn the_semantic_map_counts_every_cell() {
    walk(1, 300, 60, |env| {
        let world = env.game().world();
        let legend = art::legend(world);
        assert_eq!(legend.iter().map(|label| label.cells).sum::<usize>(), world.area().cells());
        let player = legend.iter().find(|label| label.name == "player").unwrap();
        assert_eq!((player.number, player.cells), (13, 1));
        let window = Window::seen(env.game());
        let text = art::numbers(env.game(), window);
        assert_eq!(text.matches("<text").count(), 63);
        assert_eq!(art::describe_numbers(world, window)[3][4], "13 player");
    });
    assert_eq!(art::number_name(19), None);
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(text);
}

fn rows(game: &Game) -> String {
    let rows = art::describe(game, Window::seen(game));
    rows.into_iter().map(|row| row.join(" | ") + "\n").collect()
}

#[test]
fn the_view_can_be_read() {
    let mut env = start(4);
    let center = env.game().pos();
    env.edit(Edit::Clear { center, reach: 5, material: Material::Grass });
    env.edit(Edit::Material(center.plus((1, 0)), Material::Tree));
    env.edit(Edit::Add { pos: center.plus((-2, 1)), body: Body::Cow, health: None });
    let lines = rows(env.game());
    let middle: Vec<&str> = lines.lines().skip(3).take(2).collect();
    check(
        &middle.join("\n"),
        &expect![[r"
            grass | grass | grass | grass | player, facing south, on grass | tree | grass | grass | grass
            grass | grass | cow on grass | grass | grass | grass | grass | grass | grass"]],
    );
    let outside = Pos::new(-1, 5);
    assert_eq!(art::name(env.game().world(), outside), "outside the world");
}

#[test]
fn the_dead_get_no_advice() {
    let mut env = start(0);
    assert_eq!(
        art::outlook(env.game()),
        "Daylight 0.80. Bright: a good time to gather and to build."
    );
    env.edit(Edit::Item(Item::Health, 0));
    assert_eq!(art::outlook(env.game()), "Daylight 0.80.");
}

#[test]
fn headings_are_words() {
    assert_eq!(art::achievement_name(Achievement::MakeWoodPickaxe), "Make wood pickaxe");
    assert_eq!(art::action_name(Action::MoveLeft), "West");
    assert_eq!(art::action_name(Action::Noop), "Wait");
    assert_eq!(art::item_name(Item::StoneSword), "stone sword");
    let times = [0, 60, 130, 150, 210, 250, 280, 300].map(art::time);
    check(
        &times.join(", "),
        &expect!["Morning, Midday, Evening, Nightfall, Night, Before dawn, Dawn, Morning"],
    );
}
