//! What speed is measured on: it must be the very same episodes as in Python.

use diorama::env::workload::{Round, Workload};

/// As `xtask/python/compare_grid.py` prints them, with Minigrid 3.2.0.
const IN_PYTHON: [(&str, &str); 4] = [
    ("step-empty", "50cbf78619cf1d70"),
    ("text-goto-local", "c5494a058b5c7223"),
    ("reset-boss", "e65de23440f6534b"),
    ("reset-goto", "2d7b57ec128c1ab9"),
];

#[test]
fn the_work_shows_the_same_as_in_python() {
    let ours = Workload::ALL.map(|workload| {
        (workload.name, Round::checksum(workload).expect("the catalog has this world"))
    });
    assert_eq!(ours, IN_PYTHON.map(|(name, checksum)| (name, checksum.to_owned())));
}

#[test]
fn a_round_is_the_same_work_every_time() {
    for workload in Workload::ALL {
        let mut round = Round::new(workload).expect("the catalog has this world");
        let mut play = || {
            round.prepare();
            round.play()
        };
        let count = play();
        assert!(count > 0, "{}", workload.name);
        assert_eq!(play(), count, "{}", workload.name);
    }
}
