//! Crafter in words: names for hover tags, headings and lists, and a described view for who does not
//! see the map.

use super::Window;
use crate::env::crafter::{
    Achievement, Action, Body, DARK, DAY, Facing, Game, Item, Material, Object, Pos, World,
};

/// What is outside the world.
pub(super) const NOTHING: &str = "outside the world";

/// What a cell holds: "tree", "cow on grass", "ripe plant".
pub fn name(world: &World, pos: Pos) -> String {
    let ground = match world.material(pos) {
        Material::None => NOTHING,
        material => material.as_str(),
    };
    match world.object(pos) {
        Some(object) if matches!(object.body, Body::Plant { .. }) => object_name(object).to_owned(),
        Some(object) => format!("{} on {ground}", object_name(object)),
        None => ground.to_owned(),
    }
}

/// An object: "cow", "ripe plant", "arrow that flies left".
pub fn object_name(object: &Object) -> &'static str {
    match object.body {
        Body::Player => "player",
        Body::Cow => "cow",
        Body::Zombie { .. } => "zombie",
        Body::Skeleton { .. } => "skeleton",
        Body::Arrow { facing } => match facing {
            Facing::Left => "arrow that flies west",
            Facing::Right => "arrow that flies east",
            Facing::Up => "arrow that flies north",
            Facing::Down => "arrow that flies south",
        },
        Body::Plant { .. } if object.health <= 0 => "trampled plant",
        Body::Plant { .. } if object.body.is_ripe() => "ripe plant",
        Body::Plant { .. } => "young plant",
    }
}

/// Where somebody looks, by the compass.
pub const fn compass(facing: Facing) -> &'static str {
    match facing {
        Facing::Left => "west",
        Facing::Right => "east",
        Facing::Up => "north",
        Facing::Down => "south",
    }
}

/// An item: "wood pickaxe".
pub fn item(item: Item) -> String {
    item.as_str().replace('_', " ")
}

/// An achievement as a heading: "Make wood pickaxe".
pub fn achievement(achievement: Achievement) -> String {
    sentence(achievement.as_str())
}

/// An action as a heading: "Place stone"; the move's goes by the compass: "West".
pub fn action(action: Action) -> String {
    match action.direction() {
        Some(facing) => sentence(compass(facing)),
        None if action == Action::Noop => "Wait".to_owned(),
        None => sentence(action.as_str()),
    }
}

fn sentence(name: &str) -> String {
    let mut text = name.replace('_', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The time of day in a word: "Nightfall".
pub const fn time(step: u32) -> &'static str {
    match step % DAY {
        0..30 => "Morning",
        30..90 => "Midday",
        90..125 => "Afternoon",
        125..148 => "Evening",
        148..182 => "Nightfall",
        182..240 => "Night",
        240..273 => "Before dawn",
        _ => "Dawn",
    }
}

/// The time of day and what it means for the player, in a sentence or two; for the dead it means nothing.
pub fn outlook(game: &Game) -> String {
    let player = game.player();
    let time = match game.step_count() % DAY {
        _ if player.health() == 0 => return format!("Daylight {:.2}.", game.daylight()),
        _ if player.sleeping => "Asleep until rested or hurt; zombies hit harder meanwhile.",
        125..148 => "It is getting dark; a wall of stone makes a bed.",
        _ if game.daylight() < DARK => "Zombies come more often in the dark; sleep behind a wall.",
        _ => "Bright: a good time to gather and to build.",
    };
    format!("Daylight {:.2}. {time}", game.daylight())
}

/// The view row by row, ready for a table: one text a cell. The player's cell begins with "player,
/// facing west".
pub fn describe(game: &Game, window: Window) -> Vec<Vec<String>> {
    let text = |pos: Pos| {
        if pos == game.pos() {
            let ground = game.world().material(pos).as_str();
            format!("{}, on {ground}", player_in_words(game))
        } else {
            name(game.world(), pos)
        }
    };
    window.rows().map(|row| row.map(text).collect()).collect()
}

/// The player in words: "player, facing west" or "player, asleep".
pub fn player_in_words(game: &Game) -> String {
    let player = game.player();
    if player.sleeping {
        "player, asleep".to_owned()
    } else {
        format!("player, facing {}", compass(player.facing))
    }
}
