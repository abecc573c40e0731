//! The generator: the same draws as the original.

use diorama::cli::conform::Kind;
use diorama::rng::Pcg64;

use crate::fixture::assert_conforms;

#[test]
fn recorded_draws_repeat_exactly() {
    assert_conforms("rng", Kind::Rng, 40);
}

#[test]
fn a_choice_of_one_draws_nothing() {
    let mut rng = Pcg64::new(7);
    let fresh = rng.clone();
    assert_eq!(rng.range(3, 4), 3);
    assert_eq!(rng.choice(&['a']), 'a');
    rng.shuffle(&mut ['a']);
    assert_eq!(rng, fresh);
}

#[test]
fn the_kept_half_survives_long_draws() {
    let mut rng = Pcg64::new(7);
    let whole = rng.clone().next_u64();
    assert_eq!(rng.next_u32(), whole as u32);
    let _ = (rng.next_u64(), rng.random());
    assert_eq!(rng.next_u32(), (whole >> 32) as u32);
}

#[test]
fn of_equal_elements_the_first_goes() {
    for seed in 0..20 {
        let mut drawn = Pcg64::new(seed).subset(&[1, 1, 2], 3);
        drawn.sort_unstable();
        assert_eq!(drawn, [1, 1, 2], "seed {seed}");
    }
}
