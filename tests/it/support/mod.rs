//! Customer support: records of the original, and what needs none.

mod books;
mod casebook;
mod conform;
mod database;
mod desk;
mod displays;
mod kept;
mod line;
mod links;
mod looks;
mod packs;
mod rollouts;
mod run;
mod terminal;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use diorama::cli::conform::support::Worlds;
use diorama::cli::data::folders;
use diorama::env::support::{Base, Domain, Split, Task, Told, World};
use diorama::python::shared::{PyValue, loads};

/// The benchmark's data, where it lies beside the repository or in `DIORAMA_DATA`.
static WORLDS: LazyLock<Worlds> = LazyLock::new(|| Worlds::new(None));

/// Whether the benchmark's data is there; says so plainly if not.
fn has_data() -> bool {
    let found = WORLDS.pack();
    if let Err(reason) = &found {
        eprintln!("not compared: {reason}");
    }
    found.is_ok()
}

/// A folder beside the benchmarks' data.
fn beside_data(path: &str) -> Option<PathBuf> {
    let places = folders(None).into_iter().filter_map(|data| Some(data.parent()?.join(path)));
    places.into_iter().find(|place| place.exists())
}

/// A small shop of our own: three users, four orders, two products.
pub fn shop() -> Arc<World> {
    let tables = loads(include_str!("shop.json")).expect("JSON");
    let tables = tables.as_map().expect("tables").iter();
    let tables = tables.map(|(name, rows)| (name.clone(), rows.as_map().expect("rows").clone()));
    let base = Arc::new(Base::new(tables));
    let tasks = loads(include_str!("shop_tasks.json")).expect("JSON");
    let tasks = tasks.as_list().expect("a list").iter();
    let tasks = tasks.map(|task| Arc::new(Task::read(task).expect("a task"))).collect();
    let told = Told { policy: "Be kind.".into(), ..Told::default() };
    Arc::new(World::new(Domain::Retail, base, [(Split::Test, tasks)].into(), told))
}

/// A JSON value.
fn json(text: &str) -> PyValue {
    loads(text).expect("JSON")
}
