//! The candidates of a run as a tree in text: who comes from whom, and how good each is.

use super::pool::Pool;

/// One line for each candidate, below the one that it was made of; a merged one stands below its first parent.
pub fn tree(pool: &Pool) -> String {
    let mut children = vec![Vec::new(); pool.members.len()];
    for (index, member) in pool.members.iter().enumerate() {
        if let Some(&parent) = member.parents.first() {
            children[parent].push(index);
        }
    }
    let on_front = pool.on_any_front();
    let best = pool.best();
    let mut out = String::new();
    // What is still to be written, the next one last: index, what stands before it, whether it is its parent's last.
    let mut open = vec![(0, String::new(), true)];
    while let Some((index, before, is_last)) = open.pop() {
        let member = &pool.members[index];
        let branch = match (index, is_last) {
            (0, _) => "",
            (_, true) => "└─ ",
            (_, false) => "├─ ",
        };
        out.push_str(&format!("{before}{branch}{index}: {:.3}", member.average));
        if let [_, second] = member.parents[..] {
            out.push_str(&format!(", merged with {second}"));
        }
        if on_front.contains(&index) {
            out.push_str(", on the front");
        }
        if index == best {
            out.push_str(", best");
        }
        out.push('\n');
        let inner = match (index, is_last) {
            (0, _) => String::new(),
            (_, true) => format!("{before}   "),
            (_, false) => format!("{before}│  "),
        };
        for (place, &child) in children[index].iter().enumerate().rev() {
            open.push((child, inner.clone(), place + 1 == children[index].len()));
        }
    }
    out
}
