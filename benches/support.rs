//! How quick customer support is: each tool, the start of an episode, its reward, a fork. Needs the benchmark's data.

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use diorama::cli::data::{Pack, folders};
use diorama::env::support::workload::{ToolWork, ends, grade};
use diorama::env::support::{Desk, Domain, Split};

fn support(criterion: &mut Criterion) {
    let pack = match Pack::find(&folders(None)) {
        Ok(pack) => pack,
        Err(reason) => return eprintln!("nothing is measured: {reason}"),
    };
    for domain in Domain::PACKED {
        let world = Arc::new(pack.world(domain).expect("the benchmark's data"));
        for work in ToolWork::all(&world) {
            let name = format!("{domain} {} calls of {}", work.len(), work.name());
            criterion.bench_function(&name, |bench| bench.iter(|| work.round()));
        }
        let task = world.task(Split::Test, 0).expect("a first task").clone();
        let name = format!("{domain} start");
        criterion.bench_function(&name, |bench| bench.iter(|| Desk::new(&world, &task)));
        for (name, right) in [("right", true), ("wrong", false)] {
            let desks = ends(&world, right);
            let name = format!("{domain} rewards of {} {name} ends", desks.len());
            let all = || desks.iter().map(grade).sum::<f64>();
            criterion.bench_function(&name, |bench| bench.iter(all));
        }
        let desk = ends(&world, true).remove(0);
        let name = format!("{domain} fork");
        criterion.bench_function(&name, |bench| bench.iter(|| desk.clone()));
    }
}

criterion_group!(benches, support);
criterion_main!(benches);
