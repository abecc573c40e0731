//! stub
use crate::env::minigrid::{Action, GridEnv};
use std::fmt;
/// p
#[derive(Clone, Debug, PartialEq)]
pub struct Probe { pub action: Action, pub reward: f64, pub terminated: bool, pub truncated: bool, pub expert_left: Option<u32>, pub possible: bool }
impl fmt::Display for Probe { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str("stub") } }
/// p
pub fn probe(_e: &GridEnv, a: &[Action]) -> Vec<Probe> { a.iter().map(|&action| Probe{action, reward:0.0, terminated:false, truncated:false, expert_left: Some(3), possible:true}).collect() }
/// s
pub fn steps_left(_e: &GridEnv) -> Option<u32> { Some(3) }
