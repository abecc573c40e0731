//! The timeline's marks as shapes: each means the same wherever it stands.

use leptos::prelude::*;

use crate::episode::MarkKind;

/// One mark, 12 pixels wide, in the colour of its meaning.
#[component]
pub fn MarkShape(
    /// What it means.
    kind: MarkKind,
) -> impl IntoView {
    let (shape, color) = match kind {
        MarkKind::Reward => {
            (r#"<path d="M6 .8 11.2 6 6 11.2 .8 6z" fill="currentColor"/>"#, "good")
        }
        MarkKind::End | MarkKind::Over => (CROSS, "quiet"),
        MarkKind::Invalid => (CROSS, "bad"),
        MarkKind::Subgoal => (
            r#"<path d="M2.6 11.5V1.2h7.6L7.4 4.1l2.8 2.9H2.6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>"#,
            "good",
        ),
        MarkKind::Achievement => (
            r#"<path d="M6 .3 7.4 4.2 11.6 4.3 8.3 6.8 9.5 10.8 6 8.5 2.5 10.8 3.7 6.8 .4 4.3 4.6 4.2z" fill="currentColor"/>"#,
            "good",
        ),
        MarkKind::Damage => (
            r#"<path d="M6 1.6 11 10.4H1z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>"#,
            "bad",
        ),
        MarkKind::Write => (r#"<path d="M2 2h8v8H2z" fill="currentColor"/>"#, "ink"),
        MarkKind::StrayWrite => (
            r#"<path d="M1.8 1.8h8.4v8.4H1.8zM10 2 2 10" fill="none" stroke="currentColor" stroke-width="1.6"/>"#,
            "bad",
        ),
        MarkKind::Respond => (
            r#"<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.5"/>"#,
            "quiet",
        ),
        MarkKind::Fork => (
            r#"<path d="M2 1.5v5.2q0 3 3 3h5.5" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round"/>"#,
            "quiet",
        ),
    };
    view! {
        <svg class=format!("mark {color}") viewBox="0 0 12 12" aria-hidden="true" inner_html=shape></svg>
    }
}

const CROSS: &str = r#"<path d="M2.4 2.4l7.2 7.2m0-7.2L2.4 9.6" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round"/>"#;
