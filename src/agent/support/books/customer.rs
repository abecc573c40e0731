//! A customer by a script: says its wish, answers what it is asked, pushes back where the task says so.

use crate::env::support::STOP;
use crate::env::support::books::Script;
use crate::python::shared::Text;

/// Words by which an agent refuses.
const REFUSALS: [&str; 6] = ["cannot", "can't", "can not", "unable", "not able", "not possible"];
/// Words by which an agent asks for a yes.
const CONFIRMS: [&str; 5] = ["shall i", "should i", "go ahead", "confirm", "would you like me"];
/// Words by which an agent asks for more wishes.
const ENDS: [&str; 3] = ["anything else", "something else", "else i can"];
/// How often it waits when it is told something without a question.
const PATIENCE: u32 = 2;

/// A customer in a conversation.
#[derive(Clone, Debug)]
pub struct ScriptedCustomer {
    script: Script,
    pushed: usize,
    wished: usize,
    waited: u32,
}

impl ScriptedCustomer {
    /// A customer before any conversation.
    pub const fn new(script: Script) -> Self {
        Self { script, pushed: 0, wished: 0, waited: 0 }
    }

    /// Its first words.
    pub fn open(&self) -> Text {
        self.script.opening.as_str().into()
    }

    /// What it says to the agent's words.
    pub fn hear(&mut self, said: &str) -> Text {
        let said = said.to_lowercase();
        let has = |cues: &[&str]| cues.iter().any(|cue| said.contains(cue));
        if has(&REFUSALS)
            && let Some(push) = self.script.pushes.get(self.pushed)
        {
            self.pushed += 1;
            return push.as_str().into();
        }
        if has(&ENDS) {
            return self.go_on();
        }
        if !said.contains('?') {
            self.waited += 1;
            return if self.waited > PATIENCE { self.go_on() } else { "All right.".into() };
        }
        let mut words = self.identity(&said);
        for (cues, answer) in &self.script.answers {
            if has(cues) {
                words.push(answer.clone());
            }
        }
        if has(&CONFIRMS) {
            words.insert(0, "Yes, please.".to_owned());
        }
        if words.is_empty() {
            words.push("That I do not know.".to_owned());
        }
        words.join(" ").into()
    }

    /// Who it is, as far as it is asked.
    fn identity(&self, said: &str) -> Vec<String> {
        let mut words = Vec::new();
        if said.contains("e-mail") || said.contains("email") {
            words.push(match &self.script.email {
                Some(email) => format!("My e-mail address is {email}."),
                None => "I do not remember which address I signed up with.".to_owned(),
            });
        }
        if said.contains("zip") || said.contains("your name") || said.contains("last name") {
            let Script { name, zip, .. } = &self.script;
            words.push(format!("My name is {name}, my ZIP code {zip}."));
        }
        words
    }

    /// Its next wish, or its last words.
    fn go_on(&mut self) -> Text {
        match self.script.then.get(self.wished) {
            Some(wish) => {
                self.wished += 1;
                wish.as_str().into()
            }
            None => format!("No, that is all. {STOP}").into(),
        }
    }
}
