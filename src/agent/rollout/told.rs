//! A rollout's words as episodes carry them: in links of level 2, at the steps of a session.

use super::Rollout;
use super::follow::is_model;
use super::mind::Lapse;
use super::settings::Settings;
use super::words::{StepWords, Transcript};
use super::world::Told;
use crate::episode::{self, CardId, PlayerCard, Role, Session, ToolUse, Words};

/// The version of [`Settings`] in a player's card. It grows when the same JSON means something else.
pub const SETTINGS_VERSION: u16 = 1;

impl Settings {
    /// Who plays by these settings. Our own words are not written out, so that links stay short.
    pub fn card(&self) -> PlayerCard {
        PlayerCard {
            role: Role::Agent,
            kind: self.strategy.as_str().to_owned(),
            model: self.sampling.model.clone(),
            version: SETTINGS_VERSION,
            // Text and numbers only, so it always becomes JSON.
            settings: serde_json::to_value(self.unpinned()).unwrap_or_default(),
        }
    }

    /// The settings of a card; none for a player of another kind, or of a later version.
    pub fn of_card(card: &PlayerCard) -> Option<Self> {
        let is_ours = card.role == Role::Agent && card.version == SETTINGS_VERSION;
        is_ours.then(|| serde_json::from_value(card.settings.clone()).ok())?
    }
}

impl<W: Told> Rollout<W> {
    /// What was said along the session's current line: its own words, and those of the session by
    /// others or at steps where it did not speak. What [`Link::telling`](crate::episode::share::Link)
    /// asks for.
    pub fn told(&self, session: &Session<W>) -> episode::Transcript {
        let mut told = session.transcript();
        let own = self.transcript(session).told(session.line_len());
        let (cards, shift) = (told.cards.clone(), told.cards.len());
        let is_agent = |words: &Words| {
            cards.get(usize::from(words.by.0)).is_some_and(|card| card.role == Role::Agent)
        };
        told.cards.extend(own.cards);
        for (step, own) in told.steps.iter_mut().zip(own.steps) {
            if own.is_empty() {
                continue;
            }
            step.retain(|words| !is_agent(words));
            step.extend(own.into_iter().filter_map(|words| {
                let by = u8::try_from(usize::from(words.by.0) + shift).ok()?;
                Some(Words { by: CardId(by), ..words })
            }));
        }
        told.tidy()
    }

    /// What was said that led to a step of the session's current line, and by whom: at 0, before the
    /// first one.
    pub fn told_at(&self, session: &Session<W>, step: usize) -> Vec<(PlayerCard, Words)> {
        let known = session.said(step).map(|said| said.words.clone()).unwrap_or_default();
        let known = known.into_iter();
        let known = known.filter_map(|words| Some((session.card(words.by)?.clone(), words)));
        let call = self.call_at(session, step).and_then(|at| self.calls().get(at));
        let own = call.and_then(|call| {
            let settings = self.revisions().get(call.revision)?;
            Some((settings.card(), StepWords::new(call).told(CardId(0))))
        });
        let speaks = own.is_some();
        let known = known.filter(|(card, _)| !speaks || card.role != Role::Agent);
        known.chain(own).collect()
    }

    /// Why a step of the session's line is another than the model named; none if it is the model's, or somebody else's.
    pub fn lapse_at(&self, session: &Session<W>, step: usize) -> Option<Lapse> {
        let is_model = |at: &usize| session.step(*at).is_some_and(|step| is_model(step.player));
        let call = |at| Some((at, self.calls().get(self.call_at(session, at)?)?));
        let (at, call) = (1..=step).rev().take_while(is_model).find_map(call)?;
        let done = call.done.as_ref()?;
        if at == step { done.lapse } else { done.further.get(&(step - at)).copied() }
    }

    /// A rollout from the words of a session that a link brought; none if no agent's are among them.
    pub fn of_told(session: &Session<W>) -> Option<Self> {
        let transcript = Transcript::of_told(&session.transcript());
        (!transcript.steps.is_empty()).then(|| Self::from_transcript(transcript, session))
    }
}

impl Transcript {
    /// The words as an episode of so many steps carries them.
    pub fn told(&self, steps: usize) -> episode::Transcript {
        let mut told = episode::Transcript {
            cards: self.revisions.iter().map(Settings::card).collect(),
            opening: Vec::new(),
            steps: vec![Vec::new(); steps],
        };
        for words in &self.steps {
            let step = words.step.checked_sub(1).and_then(|index| told.steps.get_mut(index));
            if let (Some(step), Ok(revision)) = (step, u8::try_from(words.revision)) {
                step.push(words.told(CardId(revision)));
            }
        }
        told.tidy()
    }

    /// The agent's words of what an episode carries; words of others, and of agents whose settings
    /// this build does not know, are left out.
    pub fn of_told(told: &episode::Transcript) -> Self {
        let mut transcript = Self::default();
        let known: Vec<Option<usize>> = told
            .cards
            .iter()
            .map(|card| {
                transcript.revisions.push(Settings::of_card(card)?);
                Some(transcript.revisions.len() - 1)
            })
            .collect();
        for (step, words) in told.words() {
            if let Some(&Some(revision)) = known.get(usize::from(words.by.0)) {
                transcript.steps.push(StepWords::of_told(words, step, revision));
            }
        }
        transcript
    }
}

impl StepWords {
    fn told(&self, by: CardId) -> Words {
        let tools = self
            .calls
            .iter()
            .map(|(name, arguments)| ToolUse { name: name.clone(), arguments: arguments.clone() });
        Words {
            by,
            text: self.text.clone(),
            reasoning: Some(self.reasoning.clone()).filter(|reasoning| !reasoning.is_empty()),
            tools: tools.collect(),
            unanswered: self.failed,
        }
    }

    fn of_told(words: &Words, step: usize, revision: usize) -> Self {
        let calls = words.tools.iter().map(|tool| (tool.name.clone(), tool.arguments.clone()));
        Self {
            step,
            revision,
            reasoning: words.reasoning.clone().unwrap_or_default(),
            text: words.text.clone(),
            calls: calls.collect(),
            failed: words.unanswered,
        }
    }
}
