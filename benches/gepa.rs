//! How quick the search is: the recorded toy runs, all of them in one go.

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use diorama::cli::conform::gepa::toy::Config;
use flate2::read::GzDecoder;
use serde_json::Value;

/// The runs of the full set where it lies beside the repository, else our own copies.
fn configs() -> Vec<Config> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The full set lies beside the data, where that is at hand.
    let data = env::var_os("DIORAMA_DATA").map(PathBuf::from);
    let data = data.unwrap_or_else(|| root.join("../shared/data"));
    let files = [
        data.join("../fixtures/gepa/runs.jsonl.gz"),
        root.join("tests/fixtures/gepa/runs.jsonl.gz"),
    ];
    let file = files.iter().find_map(|file| File::open(file).ok());
    let lines = BufReader::new(GzDecoder::new(file.expect("our own recordings")));
    let config = |line: String| {
        let record: Value = serde_json::from_str(&line).expect("a record");
        serde_json::from_value(record["config"].clone()).expect("a configuration")
    };
    lines.lines().map(|line| config(line.expect("a line"))).collect()
}

fn gepa(criterion: &mut Criterion) {
    let configs = configs();
    criterion.bench_function(&format!("{} toy runs", configs.len()), |bench| {
        bench.iter(|| {
            for config in &configs {
                std::hint::black_box(config.play().expect("a run that can begin"));
            }
        });
    });
}

criterion_group!(benches, gepa);
criterion_main!(benches);
