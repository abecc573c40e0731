//! Records of whole states in the middle of episodes that stand in another file.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::episode::{self, same_digests};
use super::float;
use super::worlds::{same_base64, type_name};
use crate::cli::conform::lines;
use crate::cli::conform::notation::hex;
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::env::Env;
use crate::env::crafter::{Body, Game, Object};

/// One state.
#[derive(Deserialize)]
pub struct Record {
    id: String,
    step: usize,
    daylight: Value,
    mat: String,
    objects: Vec<Value>,
    /// A chunk's key and the numbers of its objects.
    chunks: Vec<([u8; 4], Vec<u32>)>,
    rng_pos: usize,
    sem_sha: String,
    w: String,
    r: String,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record, file: &Path) -> Result<(), Mismatch> {
    let played = find(&record.id, file)?;
    let mut env = played.open()?;
    for action in played.actions()?.iter().take(record.step) {
        env.step(action).map_err(Mismatch::unreadable)?;
    }
    let (game, world) = (env.game(), env.game().world());
    same("step", &record.step, &(game.step_count() as usize))?;
    same_bits("daylight", float(&record.daylight)?, game.daylight())?;
    let materials: Vec<u8> = world.materials().iter().map(|&material| material as u8).collect();
    same_base64("mat", &record.mat, &materials)?;
    for (recorded, object) in record.objects.iter().zip(world.objects()) {
        check_object(recorded, game, object)?;
    }
    same("number of objects", &record.objects.len(), &world.objects().count())?;
    let members = |[x, x_end, y, y_end]: [u8; 4]| -> Vec<u32> {
        let inside = |object: &&Object| {
            (i16::from(x)..i16::from(x_end)).contains(&object.pos.x)
                && (i16::from(y)..i16::from(y_end)).contains(&object.pos.y)
        };
        world.objects().filter(inside).map(|object| object.index).collect()
    };
    let chunks: Vec<_> = world.chunks().map(|chunk| (chunk, members(chunk))).collect();
    same("chunks", &record.chunks, &chunks)?;
    same("rng_pos", &record.rng_pos, &game.rng().state().1)?;
    same("sem_sha", &record.sem_sha, &hex(&Sha256::digest(world.semantic()))[..16].to_owned())?;
    same_digests((&record.w, &record.r), game)
}

/// Compares every field that an object's record has.
fn check_object(recorded: &Value, game: &Game, object: &Object) -> Result<(), Mismatch> {
    let player = game.player();
    let facing = match object.body {
        Body::Arrow { facing } => facing,
        _ => player.facing,
    };
    let (dx, dy) = facing.step();
    let wait = match object.body {
        Body::Zombie { cooldown: wait } | Body::Skeleton { reload: wait } => wait,
        _ => 0,
    };
    let grown = if let Body::Plant { grown } = object.body { grown } else { 0 };
    let is_player = object.body == Body::Player;
    let health = if is_player { i16::from(player.health()) } else { object.health };
    let fields = recorded.as_object().into_iter().flatten();
    for (name, expected) in fields {
        let found = match name.as_str() {
            "i" => object.index.into(),
            "t" => type_name(object.body).into(),
            "p" => vec![object.pos.x, object.pos.y].into(),
            "h" => health.into(),
            "face" => vec![dx, dy].into(),
            "cooldown" | "reload" => wait.into(),
            "grown" => grown.into(),
            "sleeping" => player.sleeping.into(),
            "hunger" => player.hunger.into(),
            "thirst" => player.thirst.into(),
            "fatigue" => player.fatigue.into(),
            "recover" => player.recover.into(),
            "last_health" => player.last_health.into(),
            "inv" => player.inventory.0.to_vec().into(),
            "ach" => player.achievements.to_vec().into(),
            _ => Value::Null,
        };
        let equal = match (expected.as_f64(), found.as_f64()) {
            (Some(expected), Some(found)) => expected.to_bits() == found.to_bits(),
            _ => *expected == found,
        };
        if !equal {
            same("objects", &format!("{name} {expected}"), &format!("{name} {found}"))?;
        }
    }
    Ok(())
}

/// The episode of a name, from the file of episodes beside a file of states.
fn find(id: &str, file: &Path) -> Result<episode::Record, Mismatch> {
    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    let places: Vec<PathBuf> =
        ["traces.jsonl.gz", "traces.jsonl"].map(|name| folder.join(name)).into();
    let missing = || Mismatch::unreadable(format!("no episode {id} in traces.jsonl beside it"));
    let place = places.iter().find(|place| place.is_file()).ok_or_else(missing)?;
    for line in lines(place).map_err(Mismatch::unreadable)? {
        let line = line.map_err(Mismatch::unreadable)?;
        // Cheaper than to read every record there is.
        if line.contains(&format!("\"{id}\"")) {
            let record: Value = serde_json::from_str(&line).map_err(Mismatch::unreadable)?;
            if record.get("id").and_then(Value::as_str) == Some(id) {
                return super::parse(&record);
            }
        }
    }
    Err(missing())
}
