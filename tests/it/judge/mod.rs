//! The judge: recorded runs of the original, and what holds of every run.

mod computed;
mod dialogues;
mod episodes;
mod recorded;
mod runs;
mod terminal;
mod user_proxy;

use recorded::upstream_packs;
