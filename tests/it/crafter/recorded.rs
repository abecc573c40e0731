//! Recordings of the original: our own copies, and the full set where it lies beside the repository.

use std::path::Path;

use diorama::cli::conform::{CrafterKind, Kind, Packs, check_file};

const OWN: &str = "tests/fixtures/crafter";
const FULL: &str = "../shared/fixtures/crafter";

/// Replays a file of records in both places; at least `least` records in our own copy.
fn assert_conforms(name: &str, kind: CrafterKind, least: usize) {
    for folder in [OWN, FULL] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = ["jsonl.gz", "jsonl"].map(|end| folder.join(format!("{name}.{end}")));
        match files.into_iter().find(|file| file.exists()) {
            Some(file) => assert_file_conforms(&file, kind, least),
            None => assert!(!folder.ends_with(OWN), "no {name} in {OWN}"),
        }
    }
}

fn assert_file_conforms(file: &Path, kind: CrafterKind, least: usize) {
    let mut reports = check_file(file, &Packs::usual()).expect("a readable file");
    let report = reports.remove(&Kind::Crafter(kind)).unwrap_or_default();
    if let Some((episode, mismatch)) = report.first {
        panic!("{}: {episode}: {mismatch}", file.display());
    }
    assert!(report.tally.passed >= least, "only {} in {}", report.tally.passed, file.display());
}

#[test]
fn the_generator_draws_as_numpy_does() {
    assert_conforms("rng", CrafterKind::Rng, 3);
}

#[test]
fn worlds_are_named_by_the_hash_of_seed_and_episode() {
    assert_conforms("tuple_hash", CrafterKind::TupleHash, 40);
}

#[test]
fn noise_is_the_same_to_the_last_bit() {
    assert_conforms("opensimplex", CrafterKind::OpenSimplex, 3);
}

#[test]
fn light_is_the_same_to_the_last_bit() {
    assert_conforms("daylight", CrafterKind::Daylight, 400);
}

#[test]
fn worlds_are_laid_out_the_same() {
    assert_conforms("worldgen", CrafterKind::World, 20);
    assert_conforms("worldgen_raw", CrafterKind::RawWorld, 1);
}

#[test]
fn episodes_replay_exactly() {
    assert_conforms("traces", CrafterKind::Episode, 20);
}

#[test]
fn states_in_the_middle_of_episodes_are_the_same() {
    assert_conforms("raw_states", CrafterKind::State, 5);
}

#[test]
fn rare_set_ups_replay_exactly() {
    assert_conforms("scenarios", CrafterKind::Scenario, 20);
}

#[test]
fn balrog_s_texts_are_the_same() {
    assert_conforms("balrog_text", CrafterKind::BalrogText, 5);
}

/// Worlds of other sizes, other views, further pictures, seeds of any size, lengths of none and of 0.
#[test]
fn episodes_with_other_options_replay_exactly() {
    assert_conforms("odd", CrafterKind::Episode, 6);
}

/// Their advice is upstream's prose, so that there is no copy of our own.
#[test]
fn synth_ai_s_texts_are_the_same() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FULL).join("synth_text.jsonl.gz");
    if file.exists() {
        assert_file_conforms(&file, CrafterKind::SynthText, 8);
    } else {
        eprintln!("{} is absent: synth-ai's texts were not compared", file.display());
    }
}

/// Made with synth-ai's own patches of the original.
#[test]
fn presets_do_what_synth_ai_s_patches_do() {
    assert_conforms("presets", CrafterKind::Episode, 16);
}
