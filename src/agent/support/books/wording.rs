//! What models are told at Harbor Books besides the policy: our own words.

use crate::agent::support::wording::{Told, Wording};

impl Wording {
    /// Our own sentences, for a domain that comes without a pack.
    pub fn own() -> Self {
        let part = "You play a customer of a shop who writes to its support. Write one message at a time, as that customer would, in plain words. Say only what you are told about yourself; if you are asked for more, say that you do not know. Do not give everything away at once. When your wishes are dealt with, or finally refused, write ###STOP### alone.";
        let thinking = "Answer in this shape:\nThought:\n<what goes through your head>\n\nUser Response:\n<your message>";
        let about = "\n\nWho you are and what you want: {instruction}\n";
        let told = |how: &str| Told {
            with: format!("{part}{about}{how}"),
            without: format!("{part}\n{how}"),
        };
        let reply = "Answer in this shape, with JSON in one line behind the label:\nAction:\n{\"name\": <the tool, or respond>, \"arguments\": <its arguments; for respond {\"content\": <your words to the customer>}>}\n";
        Self {
            greeting: "Hello, this is the support. What can I do for you?".to_owned(),
            customer: told(""),
            thinking_customer: told(thinking),
            verify: "Here is a conversation of a customer with a shop's support:\n{transcript}\n\nThe customer's next message would be:\n{response}\n\nDoes it fit what the customer is told about itself? Write true or false behind \"Classification:\".".to_owned(),
            reflect: "Here is a conversation of a customer with a shop's support:\n{transcript}\n\nThe customer's next message was found wanting:\n{response}\n\nSay behind \"Reflection:\" what is wrong with it, and write a better one behind \"Response:\".".to_owned(),
            act: format!("\n#Instruction\nTake one action at a time. {reply}"),
            react: format!("\n#Instruction\nTake one action at a time. First write what you think behind \"Thought:\". {reply}"),
        }
    }
}
