//! Episodes worth a minute: replays as shared links, and a conversation as it went.

/// A replay that is worth watching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Curated {
    /// What it shows, in a few words.
    pub title: &'static str,
    /// What there is to see.
    pub about: &'static str,
    /// The link: the text after `#`.
    pub link: &'static str,
}

/// The replays, in the order of the Gallery.
pub const ALL: [Curated; 4] = [
    Curated {
        title: "The second half comes first",
        about: "“… after you pick up the grey box”: the expert reads the sentence to its end.",
        link: "1.BgUBCAMTnY5sI6RVrgA8D_xaVFGSiP78hz",
    },
    Curated {
        title: "A key behind a crowd",
        about: "Fourteen things in the way of one locked door; the expert clears a path.",
        link: "1.BgMBDgkgnwTy68vc8LhQi8A-MJp_gj1U06qT6y",
    },
    Curated {
        title: "One thing beside another",
        about: "Carried across the room and put down next to its neighbour.",
        link: "1.BgQBCAoVgCtWAiBoKTOrD03oLI9k3-xuXg5b",
    },
    Curated {
        title: "Blind luck, on the very last step",
        about: "A random agent faces the right thing with its 64th step: reward 0.1, progression 1.",
        link: "1.BQEBBgZAUhn0bK0ClE6lOOmuyu5_deV37eR6tqRli166eE3jThKJ2AMn5",
    },
];

/// A message or a call of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The customer spoke.
    Customer(&'static str),
    /// The agent spoke.
    Agent(&'static str),
    /// The agent called a tool.
    Call {
        /// The tool.
        name: &'static str,
        /// The arguments' values, after one another.
        brief: &'static str,
        /// The record that it changed as the gold run does: its table and key.
        changed: Option<&'static str>,
    },
}

/// The episode of customer support that the Gallery tells: scripts play both sides.
pub const CONVERSATION_OF: &str = "books?task=0&seed=3";

/// How that episode goes, step by step. A test plays it and compares.
pub const CONVERSATION: [Line; 13] = [
    Line::Customer("Please cancel my order HB-10001."),
    Line::Agent("Gladly. What is your e-mail address, please?"),
    Line::Customer("My e-mail address is hugo.ekholm98@mail.example."),
    Line::Call {
        name: "find_customer_by_email",
        brief: "hugo.ekholm98@mail.example",
        changed: None,
    },
    Line::Call { name: "get_customer", brief: "cust_1001", changed: None },
    Line::Call { name: "get_order", brief: "HB-10001", changed: None },
    Line::Agent("What is the reason?"),
    Line::Customer("The reason is: ordered by mistake."),
    Line::Agent("I will cancel order HB-10001 and pay everything back. Shall I go ahead?"),
    Line::Customer("Yes, please."),
    Line::Call {
        name: "cancel_order",
        brief: "HB-10001, ordered by mistake",
        changed: Some("orders / HB-10001"),
    },
    Line::Agent("Order HB-10001 is cancelled. Is there anything else I can do for you?"),
    Line::Customer("No, that is all."),
];
