//! The words of a strategy: our pack's or a loaded one's, and what a person changed in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::settings::{Settings, Strategy, Unplayable};
use crate::agent::prompt::{
    AgentKind, BalrogWording, INTERFACE, PackError, PromptPack, SynthWording, TensorZeroWording,
    ToolsWording,
};

/// Where the words come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The pack that they are read from; none for our own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PromptPack>,
    /// The texts that were changed, by their keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub edits: BTreeMap<String, String>,
}

impl Wording {
    /// Whether it is our own, unchanged.
    pub fn is_own(&self) -> bool {
        self.pack.is_none() && self.edits.is_empty()
    }
}

/// A text that a person may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its key in the pack.
    pub key: String,
    /// What it is for; an action's name for its gloss.
    pub title: String,
    /// The text; `{name}` or `{{ name }}` is filled in.
    pub text: String,
    /// Whether it differs from its pack's.
    pub is_edited: bool,
}

impl Settings {
    /// The pack that the words are read from, with the changes in it.
    pub fn pack(&self) -> PromptPack {
        let mut pack = self.unedited();
        pack.texts.extend(self.wording.edits.clone());
        pack
    }

    fn unedited(&self) -> PromptPack {
        self.wording.pack.clone().unwrap_or_else(|| match self.strategy {
            Strategy::Balrog { .. } => PromptPack::balrog(),
            Strategy::Tensorzero { .. } => PromptPack::tensorzero(),
            Strategy::Tools { .. } => PromptPack::tools(),
            Strategy::Synth { .. } => PromptPack::synth(),
        })
    }

    /// The texts that the strategy uses in worlds of a domain ("babyai"), the most telling first.
    pub fn texts(&self, domain: &str) -> Vec<Text> {
        let base = self.unedited();
        let of = |(key, title): (String, String)| {
            let text = text_of(&base, &key);
            let edited = self.wording.edits.get(&key);
            let is_edited = edited.is_some_and(|edited| *edited != text);
            Text { text: edited.cloned().unwrap_or(text), key, title, is_edited }
        };
        keys(&self.strategy, domain).into_iter().map(of).collect()
    }

    /// Changes a text; its pack's own words take the change back.
    ///
    /// # Errors
    ///
    /// A [`PackError`] if there is no such text, or it could not be filled in; nothing is changed then.
    pub fn reword(&mut self, key: &str, text: &str) -> Result<(), PackError> {
        let base = self.unedited();
        if !base.texts.contains_key(key) && !INTERFACE.iter().any(|(name, _)| *name == key) {
            return Err(PackError::NoText { pack: base.pack, key: key.to_owned() });
        }
        let before = self.wording.edits.clone();
        if text == text_of(&base, key) {
            self.wording.edits.remove(key);
        } else {
            self.wording.edits.insert(key.to_owned(), text.to_owned());
        }
        self.check().inspect_err(|_| self.wording.edits = before)
    }

    /// Says so if the words cannot be used.
    ///
    /// # Errors
    ///
    /// A [`PackError`].
    pub fn check(&self) -> Result<(), PackError> {
        match self.strategy {
            Strategy::Balrog { .. } => BalrogWording::new(self.pack()).map(drop),
            Strategy::Tensorzero { variant, .. } => {
                TensorZeroWording::new(&self.pack(), variant).map(drop)
            }
            Strategy::Tools { .. } => ToolsWording::new(self.pack()).map(drop),
            Strategy::Synth { agent, .. } => SynthWording::new(self.pack(), agent).map(drop),
        }
    }

    /// The same without the words of our own pack, which every build has: a build that has other words
    /// asks in those.
    #[must_use]
    pub(super) fn unpinned(&self) -> Self {
        let mut own = self.clone();
        own.wording.pack = None;
        if self.wording.pack.as_ref().is_some_and(|pack| *pack == own.unedited()) {
            own
        } else {
            self.clone()
        }
    }

    /// The same with its words written out, so that a later build with other words of its own asks the
    /// same.
    #[must_use]
    pub fn pinned(&self) -> Self {
        let mut pinned = self.clone();
        pinned.wording.pack = Some(self.unedited());
        pinned
    }

    pub(super) fn balrog_wording(&self) -> Result<BalrogWording, Unplayable> {
        Ok(BalrogWording::new(self.pack())?)
    }
}

fn text_of(pack: &PromptPack, key: &str) -> String {
    let otherwise = INTERFACE.iter().find(|(name, _)| *name == key).map_or("", |(_, text)| text);
    pack.text_or(key, otherwise).to_owned()
}

/// The keys of a strategy's texts and what each is for.
fn keys(strategy: &Strategy, domain: &str) -> Vec<(String, String)> {
    let owned = |list: &[(&str, &str)]| {
        list.iter().map(|(key, title)| pair(key, title)).collect::<Vec<_>>()
    };
    let mut keys = match strategy {
        Strategy::Balrog { config, .. } => {
            let mut keys = vec![pair(&format!("{domain}.instruction"), "instruction")];
            keys.extend(config.kind.ending().map(|key| pair(key, "after each observation")));
            keys.extend(owned(of_kind(config.kind)));
            keys.extend(owned(&BALROG));
            keys
        }
        Strategy::Tensorzero { variant, .. } => {
            let mut keys = vec![
                pair(&format!("{variant}.system"), "system"),
                pair(&format!("{variant}.user"), "user"),
            ];
            if variant.has_history() {
                keys.push(pair("history.entry", "one step of the history"));
            }
            return keys;
        }
        Strategy::Tools { .. } => {
            let mut keys = vec![pair(&format!("{domain}.system"), "system")];
            keys.extend(owned(&TOOLS));
            keys
        }
        Strategy::Synth { agent, .. } => {
            let titles = [("system", "system"), ("advice", "after each observation")];
            let of = |(key, title): (&str, &str)| pair(&format!("{agent}.{key}"), title);
            let own = titles.into_iter().filter(|(key, _)| agent.has(key)).map(of);
            return own.chain(agent.calls().then(|| owned(&SYNTH)).into_iter().flatten()).collect();
        }
    };
    let prefix = format!("{domain}.action.");
    let glosses = INTERFACE.iter().filter_map(|(key, _)| Some((key, key.strip_prefix(&prefix)?)));
    keys.extend(glosses.map(|(key, action)| pair(key, action)));
    keys
}

fn pair(key: &str, title: &str) -> (String, String) {
    (key.to_owned(), title.to_owned())
}

const BALROG: [(&str, &str); 3] = [
    ("history.current", "over what is seen now"),
    ("history.past", "over what was seen before"),
    ("feedback", "after an answer that was no action"),
];

const TOOLS: [(&str, &str); 12] = [
    ("tool", "what the tool does"),
    ("tool.action", "what its argument is"),
    ("tool.actions", "what its argument is where it is a list"),
    ("seen", "around what is seen"),
    ("seen.nothing", "when nothing is seen"),
    ("lapse.no_call", "after a reply without a call"),
    ("lapse.unknown_tool", "after a call of another tool"),
    ("lapse.arguments", "after arguments that cannot be read"),
    ("lapse.no_action", "after a call that names no action"),
    ("not_run", "to a call that was not played"),
    ("took", "after an action of someone else"),
    ("left_out", "in place of what is forgotten"),
];

const SYNTH: [(&str, &str); 4] = [
    ("tool.interact", "what the tool does"),
    ("tool.actions", "what its list is"),
    ("tool.reasoning", "what its reason is"),
    ("tool.terminate", "what the tool that ends the episode does"),
];

const fn of_kind(kind: AgentKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        AgentKind::Cot => &[("history.reasoning", "over its last thoughts")],
        AgentKind::RobustCot => &[("robust_cot.failure", "remembered in place of an action")],
        AgentKind::Custom => {
            &[("planner.plan", "around its plan"), ("planner.no_plan", "while it has no plan")]
        }
        AgentKind::FewShot => &[
            ("few_shot.cue", "what gives way to the invitation"),
            ("few_shot.invitation", "before the examples"),
            ("few_shot.start", "where an example begins"),
            ("few_shot.observation", "over an example's observations"),
            ("few_shot.end", "where an example ends"),
            ("few_shot.turn", "after the examples"),
        ],
        AgentKind::Naive | AgentKind::RobustNaive | AgentKind::Dummy => &[],
    }
}
