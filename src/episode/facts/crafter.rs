//! Crafter's state in facts: the player, what it has and did, the creatures, what the ground is made of.
//!
//! A single cell is no fact: there are thousands, and what a step changes of them shows in the counts
//! and in the cell ahead.

use super::fact;
use crate::env::crafter::{
    Achievement, Body, CrafterEnv, Game, Item, Material, Object, Player, Pos,
};
use crate::episode::diff::{Fact, Inspect};

impl Inspect for CrafterEnv {
    fn facts(&self) -> Vec<Fact> {
        let game = self.game();
        let mut facts = of_player(game);
        facts.push(fact("step", game.step_count().to_string()));
        if let Some(length) = game.options().length {
            facts.push(fact("length", length.to_string()));
        }
        facts.push(fact("daylight", format!("{:.3}", game.daylight())));
        facts.extend(of_achievements(game.player()));
        facts.extend(game.world().objects().filter_map(of_creature));
        facts.extend(of_ground(game));
        facts
    }
}

fn of_player(game: &Game) -> Vec<Fact> {
    let (player, Pos { x, y }) = (game.player(), game.pos());
    let yes_or_no = |holds: bool| if holds { "yes" } else { "no" };
    let mut facts = vec![
        fact("agent.at", format!("{x}, {y}")),
        fact("agent.faces", player.facing.as_str()),
        fact("agent.ahead", thing_at(game, game.target())),
        fact("agent.asleep", yes_or_no(player.sleeping)),
    ];
    let amounts = player.inventory.iter().filter(|(item, amount)| {
        // Vital signs stand there at nought, too: then they matter most.
        *amount > 0 || Item::VITALS.contains(item)
    });
    facts.extend(amounts.map(|(item, amount)| {
        let kind = if Item::VITALS.contains(&item) { "vital" } else { "inventory" };
        fact(format!("{kind}.{}", words(item.as_str())), amount.to_string())
    }));
    let meters = [
        ("hunger", player.hunger),
        ("thirst", player.thirst),
        ("fatigue", player.fatigue),
        ("recovery", player.recover),
    ];
    facts.extend(meters.map(|(name, value)| fact(format!("meter.{name}"), value.to_string())));
    facts
}

fn of_achievements(player: &Player) -> impl Iterator<Item = Fact> {
    let counts = Achievement::ALL.into_iter().zip(player.achievements);
    counts.filter(|(_, count)| *count > 0).map(|(achievement, count)| {
        let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
        fact(format!("achieved.{}", words(achievement.as_str())), times)
    })
}

fn of_creature(object: &Object) -> Option<Fact> {
    let Object { index, pos, health, body, .. } = *object;
    let more = match body {
        Body::Player => return None,
        Body::Cow | Body::Zombie { cooldown: 0 } | Body::Skeleton { reload: 0 } => String::new(),
        Body::Zombie { cooldown } => format!(", hits in {cooldown}"),
        Body::Skeleton { reload } => format!(", shoots again in {reload}"),
        Body::Arrow { facing } => format!(", flies {}", facing.as_str()),
        Body::Plant { grown } => format!(", grown {grown}"),
    };
    let value = format!("at {}, {}, health {health}{more}", pos.x, pos.y);
    Some(fact(format!("{} {index}", body.as_str()), value))
}

fn of_ground(game: &Game) -> impl Iterator<Item = Fact> + use<> {
    let mut counts = [0_u32; Material::ALL.len()];
    for material in game.world().materials() {
        counts[*material as usize] += 1;
    }
    let counted = Material::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    counted.map(|(material, count)| {
        fact(format!("ground.{}", material.as_str()), format!("{count} cells"))
    })
}

/// What is in a cell, in a word or two.
fn thing_at(game: &Game, pos: Pos) -> &'static str {
    match game.world().object(pos) {
        Some(object) if object.body.is_ripe() => "ripe plant",
        Some(object) => object.body.as_str(),
        None => game.world().material(pos).as_str(),
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}
