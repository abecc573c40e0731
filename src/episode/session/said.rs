//! What was said on the way to a step, and by whom.

use super::{ActError, Session};
use crate::env::Env;
use crate::episode::branch::{Player, StepRecord};
use crate::episode::watched::Watched;
use crate::episode::words::{CardId, MAX_CARDS, PlayerCard, Said, Transcript};

impl<E: Watched> Session<E> {
    /// As [`Self::act`], with what was said that led to it. Its speakers need cards: [`Self::seat`].
    ///
    /// # Errors
    ///
    /// As [`Self::act`].
    pub fn act_said(
        &mut self,
        action: E::Action,
        player: Player,
        said: Said,
    ) -> Result<&StepRecord<E::Action>, ActError> {
        self.act_with(action, player, None, said)
    }
}

impl<E: Env> Session<E> {
    /// The number by which a speaker's words name it: the one it has, or the next one.
    ///
    /// None when the session has as many speakers as it may have.
    pub fn seat(&mut self, card: PlayerCard) -> Option<CardId> {
        let place = self.cards.iter().position(|known| *known == card);
        let place = place.unwrap_or(self.cards.len());
        if place == MAX_CARDS {
            return None;
        }
        if place == self.cards.len() {
            self.cards.push(card);
        }
        Some(CardId(place as u8))
    }

    /// The speakers, by their numbers.
    pub fn cards(&self) -> &[PlayerCard] {
        &self.cards
    }

    /// The card of a speaker.
    pub fn card(&self, by: CardId) -> Option<&PlayerCard> {
        self.cards.get(usize::from(by.0))
    }

    /// What was said that led to a step of the current line; at 0, before the first one.
    pub fn said(&self, step: usize) -> Option<&Said> {
        match step {
            0 => Some(&self.opening).filter(|said| !said.is_empty()),
            _ => self.step(step)?.said.as_deref(),
        }
    }

    /// Says who the speakers of a link or a file are, before any of their words.
    pub(in crate::episode) fn introduce(&mut self, cards: Vec<PlayerCard>) {
        self.cards = cards;
        self.cards.truncate(MAX_CARDS);
    }

    /// Puts down what was said that led to a step of the current line (at 0: before the first one), in
    /// place of what was there; false if there is no such step.
    pub fn quote(&mut self, step: usize, said: Said) -> bool {
        if step == 0 {
            self.opening = said;
            return true;
        }
        let Some(record) = self.own_record(step) else { return false };
        record.said = (!said.is_empty()).then(|| Box::new(said));
        true
    }

    /// The words along the current line, and the cards of those who speak there.
    pub fn transcript(&self) -> Transcript {
        let words = |said: Option<&Said>| said.map(|said| said.words.clone()).unwrap_or_default();
        let steps = self.line().map(|record| words(record.said.as_deref()));
        Transcript {
            cards: self.cards.clone(),
            opening: self.opening.words.clone(),
            steps: steps.collect(),
        }
        .tidy()
    }
}
