//! The judge: recorded runs of the original, and what holds of every run.

mod computed;
mod recorded;
mod runs;
mod user_proxy;

use recorded::upstream_packs;
