//! Where each upstream keeps its texts, and under which keys a pack has them.
//!
//! Only places are named here, never words. They are those of the commits that the records were made with; a text that has moved is
//! reported as missing.

use crate::data::source::{Source, Spot};

/// One upstream.
pub struct Recipe {
    /// The pack's name.
    pub pack: &'static str,
    /// The repository.
    pub source: &'static str,
    /// Its licence.
    pub licence: &'static str,
    /// What is taken.
    pub rows: &'static [Row],
}

/// What is taken from where.
pub enum Row {
    /// A text in a Python source.
    Text(Place),
    /// Every string constant of a module whose name has a word in it, as `prefix` + name.
    Constants {
        /// The file; the first of these that is there.
        files: &'static [&'static str],
        /// The word.
        word: &'static str,
        /// What the key begins with.
        prefix: &'static str,
    },
    /// Every file of an ending in the folders of a folder, as `folder.file`.
    Files {
        /// The folder.
        folder: &'static str,
        /// The ending.
        ending: &'static str,
    },
}

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its key in the pack.
    pub key: &'static str,
    /// The file, from the checkout's root.
    pub file: &'static str,
    /// The function, method or class in it; empty for the module.
    pub scope: &'static str,
    /// The spot in that.
    pub spot: Spot,
    /// Which side of a choice.
    pub branch: bool,
    /// Files whose constants it names.
    pub imports: &'static [&'static str],
}

impl Place {
    /// The text there. `read` gives a file of the checkout by its path.
    ///
    /// # Errors
    ///
    /// In words, with the file: it is not there, is no Python, or has no such text.
    pub fn text(&self, read: &dyn Fn(&str) -> Result<String, String>) -> Result<String, String> {
        let parsed = |file: &str| {
            let source = Source::parse(&read(file)?);
            source.map_err(|why| format!("{file}: {why}"))
        };
        let mut source = parsed(self.file)?;
        for import in self.imports {
            source.import(&parsed(import)?);
        }
        let found = source.find(self.scope, self.spot, self.branch);
        found.ok_or_else(|| format!("{}: no text for {}", self.file, self.key))
    }
}

const fn text(key: &'static str, file: &'static str, scope: &'static str, spot: Spot) -> Row {
    Row::Text(Place { key, file, scope, spot, branch: true, imports: &[] })
}

const fn prompt(key: &'static str, file: &'static str) -> Row {
    text(key, file, "get_instruction_prompt", Spot::Assigned("instruction_prompt"))
}

const fn local(key: &'static str, file: &'static str, name: &'static str) -> Row {
    text(key, file, "", Spot::Assigned(name))
}

/// BALROG: what its agents append, and the instructions of two worlds.
pub const BALROG: Recipe = Recipe {
    pack: "balrog",
    source: "balrog-ai/BALROG",
    licence: "MIT",
    rows: &[
        prompt("babyai.instruction", "balrog/environments/babyai_text/__init__.py"),
        prompt("crafter.instruction", "balrog/environments/crafter/__init__.py"),
        local("agent.naive", "balrog/agents/naive.py", "naive_instruction"),
        local("agent.robust_naive", "balrog/agents/robust_naive.py", "naive_instruction"),
        local("agent.chain_of_thought", "balrog/agents/chain_of_thought.py", "cot_instructions"),
        local("agent.robust_cot", "balrog/agents/robust_cot.py", "cot_instructions"),
        local("agent.custom", "balrog/agents/custom.py", "planning_instructions"),
        local("agent.few_shot", "balrog/agents/few_shot.py", "naive_instruction"),
    ],
};

/// `TensorZero`: the templates of its `BabyAI` example, a folder a variant.
pub const TENSORZERO: Recipe = Recipe {
    pack: "tensorzero",
    source: "tensorzero/tensorzero",
    licence: "Apache-2.0",
    rows: &[Row::Files { folder: "examples/babyai/config/functions/act", ending: ".minijinja" }],
};

const USER: &str = "tau_bench/envs/user.py";
const REACT: &str = "tau_bench/agents/chat_react_agent.py";

const fn customer(key: &'static str, scope: &'static str, branch: bool) -> Row {
    Row::Text(Place { key, file: USER, scope, spot: Spot::Returned, branch, imports: &[] })
}

const fn instruction(key: &'static str, name: &'static str) -> Row {
    let spot = Spot::Assigned(name);
    let imports = &["tau_bench/types.py"];
    Row::Text(Place { key, file: REACT, scope: "", spot, branch: true, imports })
}

/// τ-bench: its simulated customers and its two agents that write their actions.
pub const TAU_BENCH: Recipe = Recipe {
    pack: "tau-bench",
    source: "sierra-research/tau-bench",
    licence: "MIT",
    rows: &[
        text("user_first_agent_line", USER, "LLMUserSimulationEnv.reset", Spot::Entry("content")),
        text("user_stop_token", USER, "ReactUserSimulationEnv.parse_response", Spot::LookedFor),
        customer(
            "user_llm_system_with_instruction",
            "LLMUserSimulationEnv.build_system_prompt",
            true,
        ),
        customer(
            "user_llm_system_without_instruction",
            "LLMUserSimulationEnv.build_system_prompt",
            false,
        ),
        customer(
            "user_react_system_with_instruction",
            "ReactUserSimulationEnv.build_system_prompt",
            true,
        ),
        customer(
            "user_react_system_without_instruction",
            "ReactUserSimulationEnv.build_system_prompt",
            false,
        ),
        text("user_verify_prompt", USER, "verify", Spot::Assigned("prompt")),
        text("user_reflect_prompt", USER, "reflect", Spot::Assigned("prompt")),
        instruction("agent_react_instruction", "REACT_INSTRUCTION"),
        instruction("agent_act_instruction", "ACT_INSTRUCTION"),
    ],
};

/// GEPA: the template with which a model is asked for a better instruction.
pub const GEPA: Recipe = Recipe {
    pack: "gepa",
    source: "gepa-ai/gepa",
    licence: "MIT",
    rows: &[text(
        "instruction_proposal.default_prompt_template",
        "src/gepa/strategies/instruction_proposal.py",
        "InstructionProposalSignature",
        Spot::Assigned("default_prompt_template"),
    )],
};

/// SAP's agent inspection: the judge's templates and the simulated user's.
pub const AGENT_INSPECT: Recipe = Recipe {
    pack: "agent-inspect",
    source: "SAP/agent-quality-inspect",
    licence: "Apache-2.0",
    rows: &[
        Row::Constants {
            files: &[
                "agent_inspect/metrics/scorer/templates.py",
                "src/agent_inspect/metrics/scorer/templates.py",
            ],
            word: "TEMPLATE",
            prefix: "templates.",
        },
        Row::Constants {
            files: &[
                "agent_inspect/user_proxy/templates.py",
                "src/agent_inspect/user_proxy/templates.py",
            ],
            word: "TEMPLATE",
            prefix: "templates.",
        },
    ],
};
