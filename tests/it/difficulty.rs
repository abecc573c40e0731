//! The measured difficulty: every world has numbers, and they come out again.

use diorama::agent::measure::{Record, difficulty};
use diorama::env::catalog::{self, Difficulty, Entry, Hardness, Rate, WorldSpec};
use diorama::episode::Player;
use expect_test::expect;

#[test]
fn every_world_was_measured() {
    for entry in catalog::all() {
        let measured = entry.difficulty().unwrap_or_else(|| panic!("{}", entry.id));
        let Difficulty { expert, random, .. } = measured;
        assert!(expert.of >= 50 && expert.of == random.of, "{}: {measured:?}", entry.id);
        assert!(expert.won <= expert.of && random.won <= random.of, "{}", entry.id);
        let line = measured.line(entry.id);
        assert_eq!(Difficulty::read(&line, entry.id), Some(measured), "{line}");
    }
}

/// Worlds of every kind that are quickly played; `diorama measure --save` writes the numbers anew.
#[test]
fn measured_again_the_numbers_are_the_same() {
    let ids = [
        "babyai/goto",
        "babyai/open",
        "babyai/putnext",
        "MiniGrid-DoorKey-5x5-v0",
        "MiniGrid-Dynamic-Obstacles-Random-5x5-v0",
        "MiniGrid-Fetch-5x5-N2-v0",
        "MiniGrid-GoToDoor-5x5-v0",
        "MiniGrid-LavaGapS5-v0",
        "MiniGrid-MemoryS7-v0",
        "MiniGrid-PutNear-6x6-N2-v0",
        "MiniGrid-KeyCorridorS3R2-v0",
        "BabyAI-GoToLocalS5N2-v0",
        "BabyAI-OpenRedDoor-v0",
        "BabyAI-PickupDist-v0",
        "BabyAI-PutNextS5N2Carrying-v0",
    ];
    for id in ids {
        let entry = catalog::by_id(id).expect("a known world");
        let stored = entry.difficulty().expect("it was measured");
        let spec = WorldSpec::new(entry.world());
        let [expert, random] = [Player::Expert, Player::Random]
            .map(|player| Record::of(player, &spec, stored.expert.of / entry.goals()));
        assert_eq!(difficulty(expert, random), stored, "{id}");
    }
}

#[test]
fn levels_follow_the_rule() {
    let measured = |won, steps, by_chance| Difficulty {
        expert: Rate { won, of: 100 },
        expert_steps: won * steps,
        random: Rate { won: by_chance, of: 100 },
    };
    let cases = [
        (measured(100, 12, 10), Hardness::Easy),
        (measured(100, 12, 9), Hardness::Medium),
        (measured(100, 30, 90), Hardness::Medium),
        (measured(50, 13, 0), Hardness::Hard),
        (measured(100, 61, 10), Hardness::VeryHard),
        (measured(100, 31, 0), Hardness::VeryHard),
        (measured(49, 5, 50), Hardness::RarelyWon),
        (measured(0, 5, 0), Hardness::RarelyWon),
    ];
    for (measured, level) in cases {
        assert_eq!(measured.level(), level, "{measured:?}");
    }
    let count = |level| {
        let levels = catalog::all().iter().filter_map(Entry::difficulty);
        levels.filter(|it| it.level() == level).count()
    };
    let counts = Hardness::ALL.map(|level| format!("{level}: {}", count(level)));
    expect![["
        easy: 56
        medium: 33
        hard: 57
        very hard: 36
        rarely won: 3"]]
    .assert_eq(&counts.join("\n"));
}

#[test]
fn intervals_are_wilson_s() {
    let interval = |won, of| {
        let (low, high) = Rate { won, of }.interval();
        format!("{won}/{of}: {low:.4} to {high:.4}")
    };
    let found = [(0, 0), (0, 10), (5, 10), (10, 10), (81, 263)].map(|(won, of)| interval(won, of));
    // The last is Newcombe's example (1998): 0.2553 to 0.3662.
    expect![["
        0/0: 0.0000 to 1.0000
        0/10: 0.0000 to 0.2775
        5/10: 0.2366 to 0.7634
        10/10: 0.7225 to 1.0000
        81/263: 0.2553 to 0.3662"]]
    .assert_eq(&found.join("\n"));
}
