//! Records of worlds at their start.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{area, open, seed_hash};
use crate::cli::conform::notation::hex;
use crate::cli::conform::record::{Mismatch, same};
use crate::env::crafter::{Body, Material, Options, world_seed};

/// One start; the last three only of raw ones.
#[derive(Deserialize)]
pub struct Record {
    seed: Value,
    episode: u64,
    area: [u8; 2],
    world_seed: u32,
    simplex_seed: u32,
    mat_sha256: String,
    obj_sha256: String,
    n_objects: usize,
    counts: BTreeMap<String, usize>,
    rng_pos: usize,
    w0: String,
    r0: String,
    mat: Option<String>,
    /// Type, x, y.
    objects: Option<Vec<(String, u8, u8)>>,
    chunks: Option<Vec<[u8; 4]>>,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let found = world_seed(seed_hash(&record.seed)?, record.episode);
    same("world_seed", &record.world_seed, &found)?;
    let options = Options { area: area(record.area)?, ..Options::CLASSIC };
    let env = open(options, &record.seed, record.episode)?;
    let (game, world) = (env.game(), env.game().world());
    same("simplex_seed", &record.simplex_seed, &game.noise_seed())?;
    let materials: Vec<u8> = world.materials().iter().map(|&material| material as u8).collect();
    if let Some(mat) = &record.mat {
        same_base64("mat", mat, &materials)?;
    }
    same("mat_sha256", &record.mat_sha256, &hex(&Sha256::digest(&materials)))?;
    for (name, &count) in &record.counts {
        let known = Material::ALL.into_iter().find(|material| material.as_str() == name);
        let found = world.materials().iter().filter(|&&other| Some(other) == known).count();
        same("counts", &(name, count), &(name, found))?;
    }
    if let Some(objects) = &record.objects {
        let found: Vec<_> = world
            .objects()
            .map(|object| (type_name(object.body), object.pos.x as u8, object.pos.y as u8))
            .collect();
        same("objects", objects, &found)?;
    }
    if let Some(chunks) = &record.chunks {
        same("chunks", chunks, &world.chunks().collect::<Vec<_>>())?;
    }
    let objects = world
        .objects()
        .map(|object| [object.body.number(), object.pos.x as u8, object.pos.y as u8]);
    let objects: Vec<u8> = objects.flatten().collect();
    same("n_objects", &record.n_objects, &(objects.len() / 3))?;
    same("obj_sha256", &record.obj_sha256, &hex(&Sha256::digest(&objects)))?;
    same("rng_pos", &record.rng_pos, &game.rng().state().1)?;
    let [state, rng] = game.digests();
    same("w0", &record.w0, &hex(&state[..6]))?;
    same("r0", &record.r0, &hex(&rng[..4]))
}

/// An object's type as the original names it.
pub(super) fn type_name(body: Body) -> String {
    let mut name = body.as_str().to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

/// Compares bytes that a record holds in Base64.
pub(super) fn same_base64(field: &'static str, text: &str, found: &[u8]) -> Result<(), Mismatch> {
    let bytes = BASE64_STANDARD.decode(text).map_err(Mismatch::unreadable)?;
    match bytes.iter().zip(found).position(|(one, other)| one != other) {
        Some(at) => {
            let here = |byte: u8| format!("{byte} in cell {at}");
            same(field, &here(bytes[at]), &here(found[at]))
        }
        None => same(field, &bytes.len(), &found.len()),
    }
}
