//! `diorama optimize` at Harbor Books: no data, no key.

use std::fs;
use std::process::Command;

#[test]
fn a_pupil_learns_to_serve_in_the_bookshop() {
    let folder = std::env::temp_dir().join(format!("diorama-gepa-books-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder");
    let config = folder.join("config.toml");
    let text = "[tau_bench]\ntau_bench_env = \"books\"\nworld_seed = 7\nmax_metric_calls = 90\nnum_eval_trials = 1\n";
    fs::write(&config, text).expect("a file");
    let out = folder.join("run");
    let optimize = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diorama"));
        let output = command.arg("optimize").arg(&config).arg("--out").arg(&out).args(more);
        let output = output.output().expect("the command line");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        let wrong = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(output.status.success(), "{printed}{wrong}");
        printed
    };
    let printed = optimize(&[]);
    let averages: Vec<f64> = printed
        .lines()
        .filter_map(|line| line.trim().strip_prefix("candidate ")?.split(": ").nth(1))
        .filter_map(|rest| rest.split(' ').next()?.parse().ok())
        .collect();
    let best = averages.iter().copied().fold(0.0, f64::max);
    assert!(averages.len() > 1 && best > averages[0], "{printed}");
    // On the tasks of the end, which it has not seen: every third one.
    let printed = optimize(&["--evaluate"]);
    assert!(printed.contains("average reward (total=9): "), "{printed}");
    let results = fs::read_to_string(out.join("evaluation/run_config.json")).expect("settings");
    assert!(results.contains("\"env\":\"books\""), "{results}");
    fs::remove_dir_all(&folder).expect("our own folder");
}
