//! What a customer knows and says, where no model speaks for it.

use crate::env::support::books::maker::Person;

/// A customer's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its name.
    pub name: String,
    /// Its e-mail address; none for one that does not remember it.
    pub email: Option<String>,
    /// Its ZIP code.
    pub zip: String,
    /// Its wish, said first.
    pub opening: String,
    /// What it answers to a question with one of these words in it.
    pub answers: Vec<(Vec<&'static str>, String)>,
    /// What else it wants, one after the other.
    pub then: Vec<String>,
    /// What it says to being refused, one after the other; after that it gives in.
    pub pushes: Vec<String>,
}

impl Script {
    /// The part of a customer with a wish.
    pub(super) fn new(person: &Person, opening: String) -> Self {
        Self {
            name: format!("{} {}", person.first, person.last),
            email: Some(person.email.clone()),
            zip: person.zip.clone(),
            opening,
            answers: Vec::new(),
            then: Vec::new(),
            pushes: Vec::new(),
        }
    }

    /// The same as a model is told it that plays the customer.
    pub fn instruction(&self) -> String {
        let mut told = format!("You are {}. Your ZIP code is {}.", self.name, self.zip);
        match &self.email {
            Some(email) => told += &format!(" Your e-mail address is {email}."),
            None => told += " You do not remember with which e-mail address you signed up.",
        }
        told += &format!(" What you want, in your own words: \"{}\"", self.opening);
        for (cues, answer) in &self.answers {
            let about = cues.join("\" or \"");
            told += &format!(" If you are asked something like \"{about}\", you say: \"{answer}\"");
        }
        for more in &self.then {
            told += &format!(" When that is dealt with, you also say: \"{more}\"");
        }
        for push in &self.pushes {
            told += &format!(" If you are refused, you push back: \"{push}\"");
        }
        told += " You agree to what fits your wish. What is refused again after that, you accept.";
        told
    }
}
