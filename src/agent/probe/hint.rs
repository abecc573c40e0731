//! What an achievement of Crafter still takes, as far as the player can see.

use super::crafter::{Obstacle, obstacle};
use crate::env::crafter::{
    Achievement, Action, Body, Collecting, Game, Item, Material, Pos, View, collecting,
};

/// How an achievement comes about.
enum Way {
    /// By an action, where its needs are met.
    Act(Action),
    /// By doing something to a material.
    Collect(Material),
    /// By doing something to a creature or plant; its number, and whether it must be ripe.
    Meet(Body),
    /// By sleeping until rested.
    Sleep,
}

const fn way(achievement: Achievement) -> Way {
    match achievement {
        Achievement::CollectCoal => Way::Collect(Material::Coal),
        Achievement::CollectDiamond => Way::Collect(Material::Diamond),
        Achievement::CollectDrink => Way::Collect(Material::Water),
        Achievement::CollectIron => Way::Collect(Material::Iron),
        Achievement::CollectSapling => Way::Collect(Material::Grass),
        Achievement::CollectStone => Way::Collect(Material::Stone),
        Achievement::CollectWood => Way::Collect(Material::Tree),
        Achievement::DefeatSkeleton => Way::Meet(Body::Skeleton { reload: 0 }),
        Achievement::DefeatZombie => Way::Meet(Body::Zombie { cooldown: 0 }),
        Achievement::EatCow => Way::Meet(Body::Cow),
        Achievement::EatPlant => Way::Meet(Body::Plant { grown: 0 }),
        Achievement::MakeIronPickaxe => Way::Act(Action::MakeIronPickaxe),
        Achievement::MakeIronSword => Way::Act(Action::MakeIronSword),
        Achievement::MakeStonePickaxe => Way::Act(Action::MakeStonePickaxe),
        Achievement::MakeStoneSword => Way::Act(Action::MakeStoneSword),
        Achievement::MakeWoodPickaxe => Way::Act(Action::MakeWoodPickaxe),
        Achievement::MakeWoodSword => Way::Act(Action::MakeWoodSword),
        Achievement::PlaceFurnace => Way::Act(Action::PlaceFurnace),
        Achievement::PlacePlant => Way::Act(Action::PlacePlant),
        Achievement::PlaceStone => Way::Act(Action::PlaceStone),
        Achievement::PlaceTable => Way::Act(Action::PlaceTable),
        Achievement::WakeUp => Way::Sleep,
    }
}

/// What an achievement still takes, in a few words: `needs 1 wood`, `3 cells east`, `none in sight`.
pub fn hint(game: &Game, achievement: Achievement) -> String {
    let player = game.player();
    match way(achievement) {
        Way::Act(action) => {
            obstacle(game, action).map_or_else(|| "possible now".to_owned(), |it| it.to_string())
        }
        Way::Collect(material) => {
            let tool = collecting(material).and_then(|Collecting { tool, .. }| tool);
            let missing = tool.filter(|&tool| player.inventory.get(tool) == 0);
            missing.map_or_else(
                || nearest(game, |pos| is_bare(game, pos, material)),
                |tool| Obstacle::Tool(tool).to_string(),
            )
        }
        Way::Meet(body @ Body::Plant { .. }) => {
            let is_ripe = |pos: Pos| game.world().object(pos).is_some_and(|it| it.body.is_ripe());
            let ripe = seek(game, is_ripe);
            let growing = seek(game, |pos| has(game, pos, body)).map(|_| "growing".to_owned());
            ripe.or(growing).unwrap_or_else(|| "none in sight".to_owned())
        }
        Way::Meet(body) => nearest(game, |pos| has(game, pos, body)),
        Way::Sleep if player.sleeping => "asleep".to_owned(),
        Way::Sleep if player.inventory.get(Item::Energy) >= Item::MOST => {
            Obstacle::Rested.to_string()
        }
        Way::Sleep => "sleep until rested".to_owned(),
    }
}

fn is_bare(game: &Game, pos: Pos, material: Material) -> bool {
    game.world().material(pos) == material && game.world().object(pos).is_none()
}

fn has(game: &Game, pos: Pos, body: Body) -> bool {
    game.world().object(pos).is_some_and(|object| object.body.number() == body.number())
}

fn nearest(game: &Game, holds: impl Fn(Pos) -> bool) -> String {
    seek(game, holds).unwrap_or_else(|| "none in sight".to_owned())
}

/// Where the nearest such cell in sight is, from the player: `3 cells east`, `1 east, 2 north`.
fn seek(game: &Game, holds: impl Fn(Pos) -> bool) -> Option<String> {
    let view: View = game.options().view;
    let (width, height) = (i16::from(view.width()), i16::from(view.height()));
    let steps = (-(height / 2)..height - height / 2)
        .flat_map(|dy| (-(width / 2)..width - width / 2).map(move |dx| (dx, dy)));
    let found = steps
        .filter(|&step| step != (0, 0) && holds(game.pos().plus(step)))
        .min_by_key(|(dx, dy)| dx.abs() + dy.abs());
    found.map(|(dx, dy)| {
        let across = if dx < 0 { "west" } else { "east" };
        let along = if dy < 0 { "north" } else { "south" };
        let cells = |count: i16| if count == 1 { "cell" } else { "cells" };
        match (dx.abs(), dy.abs()) {
            (x, 0) => format!("{x} {} {across}", cells(x)),
            (0, y) => format!("{y} {} {along}", cells(y)),
            (x, y) => format!("{x} {across}, {y} {along}"),
        }
    })
}
