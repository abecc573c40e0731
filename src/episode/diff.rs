//! The state as facts, and what changed between two states.

/// What a fact's value is while there is no such fact: the cell is empty, the hand holds nothing.
pub const ABSENT: &str = "empty";

/// Something that holds of a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// What it is about; dots part levels: `agent.carrying`, `cell 3, 3`.
    pub path: String,
    /// What holds of it, in words: `grey box`.
    pub value: String,
}

/// A fact that is another one afterwards.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Change {
    /// What it is about.
    pub path: String,
    /// What held; [`ABSENT`] for what was not there.
    pub before: String,
    /// What holds now; [`ABSENT`] for what is not there.
    pub after: String,
}

/// A state that can be told in facts.
pub trait Inspect {
    /// The facts, each path once, in an order that does not depend on the past: the agent first.
    fn facts(&self) -> Vec<Fact>;
}

/// What changed, in the order of the facts.
pub fn diff(before: &impl Inspect, after: &impl Inspect) -> Vec<Change> {
    diff_facts(&before.facts(), &after.facts())
}

/// What changed between two lists of facts, in their order; what is gone comes before what is new.
pub fn diff_facts(before: &[Fact], after: &[Fact]) -> Vec<Change> {
    let index = |facts: &[Fact]| -> std::collections::BTreeMap<String, usize> {
        facts.iter().enumerate().map(|(at, fact)| (fact.path.clone(), at)).collect()
    };
    let (in_before, in_after) = (index(before), index(after));
    let mut changes = Vec::new();
    let mut olds = before.iter().filter(|fact| !in_after.contains_key(&fact.path)).peekable();
    let place = |fact: &Fact| in_before.get(&fact.path);
    for fact in after {
        let old = place(fact);
        // What is gone is told before the first fact that stood after it.
        while let (Some(&at), Some(gone)) = (old, olds.peek()) {
            if place(gone).is_none_or(|&gone| gone > at) {
                break;
            }
            changes.extend(olds.next().map(|gone| change(&gone.path, &gone.value, ABSENT)));
        }
        match old {
            Some(&at) if before[at].value == fact.value => {}
            Some(&at) => changes.push(change(&fact.path, &before[at].value, &fact.value)),
            None => changes.push(change(&fact.path, ABSENT, &fact.value)),
        }
    }
    changes.extend(olds.map(|gone| change(&gone.path, &gone.value, ABSENT)));
    changes
}

fn change(path: &str, before: &str, after: &str) -> Change {
    Change { path: path.to_owned(), before: before.to_owned(), after: after.to_owned() }
}
