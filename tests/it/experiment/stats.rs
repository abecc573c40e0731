//! Statistics against values worked out by other means.

use diorama::experiment::stats::{
    Bucket, InvalidActions, Spread, Unlock, achievements, bootstrap_mean, crafter_score, mcnemar,
    paired_bootstrap, pass_curve, rank, wilson,
};

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12 * other.abs().max(1.0)
}

#[test]
fn shares_have_wilsons_interval() {
    // By Python from Wilson's formula with z = 1.959963984540054.
    let cases = [
        (8, 10, 0.490_162_471_536_641_83, 0.943_317_848_545_624_7),
        (0, 10, 0.0, 0.277_532_799_862_889_2),
        (10, 10, 0.722_467_200_137_110_7, 1.0),
        (1, 1, 0.206_549_314_377_237_45, 1.0),
        (50, 100, 0.403_831_530_365_995_6, 0.596_168_469_634_004_4),
    ];
    for (successes, n, low, high) in cases {
        let share = wilson(successes, n).expect("a share");
        assert!(near(share.interval.low, low) && near(share.interval.high, high), "{share:?}");
    }
    assert_eq!(wilson(0, 0), None);
}

#[test]
fn mcnemars_test_is_exact() {
    // By Python: min(1, 2 * sum(comb(n, i) for i in range(min(b, c) + 1)) / 2 ** n).
    let cases = [
        (1, 9, 0.021_484_375),
        (0, 5, 0.0625),
        (59, 121, 4.434_449_263_755_176e-6),
        (5, 5, 1.0),
        (0, 0, 1.0),
        (900, 1100, 8.457_089_535_503_927e-6),
    ];
    for (first, second, p) in cases {
        let pairs = [
            vec![(true, false); first],
            vec![(false, true); second],
            vec![(true, true); 3],
            vec![(false, false); 2],
        ];
        let found = mcnemar(&pairs.concat());
        assert_eq!(
            (found.only_first, found.only_second, found.ties),
            (first as u64, second as u64, 5)
        );
        assert!((found.p - p).abs() <= 1e-9 * p, "{first} {second}: {} {p}", found.p);
    }
}

#[test]
fn the_bootstrap_is_the_same_for_the_same_seed_and_near_the_truth() {
    let numbers: Vec<f64> = (0..100).map(f64::from).collect();
    let interval = bootstrap_mean(&numbers, 10_000, 7).expect("an interval");
    assert_eq!(bootstrap_mean(&numbers, 10_000, 7), Some(interval));
    assert_ne!(bootstrap_mean(&numbers, 10_000, 8), Some(interval));
    // The mean is 49.5, its standard error 28.866 / 10.
    let (low, high) = (49.5 - 1.96 * 2.8866, 49.5 + 1.96 * 2.8866);
    assert!((interval.low - low).abs() < 0.3 && (interval.high - high).abs() < 0.3, "{interval:?}");
    assert_eq!(bootstrap_mean(&[], 100, 0), None);
    let same = bootstrap_mean(&[2.0; 5], 100, 0).expect("an interval");
    assert!(near(same.low, 2.0) && near(same.high, 2.0));
}

#[test]
fn paired_differences_see_what_is_alike_in_both() {
    let pairs: Vec<(f64, f64)> = (0..30)
        .map(|task| (f64::from(task) + 1.0 + f64::from(task % 3) * 0.1, f64::from(task)))
        .collect();
    let found = paired_bootstrap(&pairs, 2000, 1).expect("a difference");
    assert!(near(found.mean, 1.1), "{found:?}");
    assert!(
        found.interval.low > 1.0 && found.interval.high < 1.2 && near(found.p, 0.0),
        "{found:?}"
    );
    let none = paired_bootstrap(&[(1.0, 0.0), (0.0, 1.0)], 2000, 1).expect("a difference");
    assert!(none.p > 0.5, "{none:?}");
}

#[test]
fn passes_are_means_over_tasks() {
    let tasks = [vec![true, true, false, false], vec![true; 4], vec![false; 4]];
    let curve = pass_curve(&tasks).expect("a curve");
    assert_eq!((curve.tasks, curve.trials), (3, 4));
    // For two of four: C(2,k)/C(4,k), and 1 - C(2,k)/C(4,k).
    let hat = [0.5, 1.0 / 6.0, 0.0, 0.0].map(|one| (one + 1.0) / 3.0);
    let at = [0.5, 5.0 / 6.0, 1.0, 1.0].map(|one| (one + 1.0) / 3.0);
    for k in 0..4 {
        assert!(near(curve.pass_hat[k], hat[k]) && near(curve.pass_at[k], at[k]), "{k}: {curve:?}");
    }
    assert_eq!(pass_curve(&[]).expect("nothing").trials, 0);
}

#[test]
fn rankings_share_places() {
    let numbers = [("a", 1.0), ("b", 3.0), ("c", 3.0), ("d", 2.0)];
    let numbers = numbers.map(|(name, number)| (name.to_owned(), number));
    let places = |ascending| {
        let ranked = rank(&numbers, ascending);
        ranked
            .into_iter()
            .map(|ranked| format!("{}{}", ranked.place, ranked.name))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(places(false), "1b 1c 3d 4a");
    assert_eq!(places(true), "1a 2d 3b 3c");
}

#[test]
fn achievements_are_counted_by_how_early_they_came() {
    let unlock = |name: &str, step| Unlock { name: name.to_owned(), step };
    let episodes = [
        vec![unlock("collect_wood", 0), unlock("collect_wood", 25), unlock("eat_cow", 26)],
        vec![unlock("collect_wood", 51), unlock("eat_cow", 50), unlock("wake_up", 999)],
        Vec::new(),
    ];
    let found = achievements(&episodes);
    assert_eq!((found.episodes, found.total, found.unique), (3, 6, 3));
    assert_eq!(Bucket::ALL.map(|bucket| found.in_bucket(bucket)), [(2, 1), (2, 1), (2, 2)]);
    assert_eq!((found.each["collect_wood"].total, found.each["collect_wood"].episodes), (3, 2));
    // By Python: exp(mean(log(1 + s))) - 1.
    assert!(near(crafter_score(&[10.0, 50.0, 100.0, 0.0]), 14.428_405_996_941_914));
}

#[test]
fn rates_of_invalid_actions_are_both_of_episodes_and_of_actions() {
    let found = InvalidActions::of(&[(1, 2), (0, 8), (0, 0)]);
    assert_eq!((found.total, found.invalid), (10, 1));
    assert!(near(found.mean_rate, 0.5 / 3.0) && near(found.overall_rate(), 0.1));
    let spread = Spread::of(&[1.0, 2.0, 3.0, 4.0]).expect("numbers");
    assert!(near(spread.median, 2.5) && near(spread.std, 1.25_f64.sqrt()));
    assert!(near(spread.standard_error().expect("four"), (5.0_f64 / 12.0).sqrt()));
}
