//! tau-bench's data out of a checkout of its repository: the pack's files, made of upstream's own.
//!
//! Python is parsed, never executed. What a module calls its tasks, its rules and its tools is read from the imports of `env.py`; in
//! which order agents are told of the tools, from `tools/__init__.py`.
//!
//! Source: sierra-research/tau-bench, `tau_bench/envs`, `tau_bench/types.py` (`Task` and `Action` are Pydantic models, which drop the
//! tasks' `annotator`).

use crate::data::figures::{Figure, Need, figures};
use crate::data::pack::Pack;
use crate::data::read::checked;
use crate::data::recipes::{Row, TAU_BENCH};
use crate::data::source::{Import, Record, Source};
use crate::data::{DataError, Files};
use crate::env::support::Domain;
use crate::python::shared::{Map, PyValue, loads, write_dumps_value};
use crate::python::write_json_str;

const ACTION: Record = Record { name: "Action", fields: &["name", "kwargs"] };
const TASK: Record =
    Record { name: "Task", fields: &["user_id", "actions", "instruction", "outputs"] };

/// The files of upstream's repository that a domain's pack is made of, by their paths there.
pub fn sources(domain: Domain) -> Vec<String> {
    let envs = |name: String| format!("tau_bench/envs/{domain}/{name}");
    let fixed = ["env.py", "rules.py", "wiki.md", "tools/__init__.py"];
    let tools = domain.tools().iter().map(|tool| format!("tools/{}.py", tool.name));
    let tasks = domain.splits().iter().map(|split| format!("tasks_{split}.py"));
    let tables = domain.tables().map(|table| format!("data/{table}.json"));
    let own = fixed.into_iter().map(str::to_owned).chain(tools).chain(tasks).chain(tables);
    let mut paths: Vec<String> = own.map(envs).collect();
    paths.push(few_shot(domain));
    for row in TAU_BENCH.rows {
        let Row::Text(place) = row else { continue };
        for file in [place.file].iter().chain(place.imports) {
            if !paths.iter().any(|path| path == file) {
                paths.push((*file).to_owned());
            }
        }
    }
    paths.push("LICENSE".to_owned());
    paths
}

fn few_shot(domain: Domain) -> String {
    let mut name = domain.as_str().to_owned();
    name[..1].make_ascii_uppercase();
    format!("few_shot_data/Mock{name}DomainEnv-few_shot.jsonl")
}

/// A domain in a checkout.
pub(super) struct Checkout<'a> {
    files: &'a Files,
    /// What stands before the paths of the repository: the folder's name.
    root: &'a str,
    domain: Domain,
}

/// Bytes of a file of the pack, and the file of the checkout that they mostly come from.
type Made = (String, Vec<u8>);

impl<'a> Checkout<'a> {
    /// The domain's place among files, if they are of a checkout that has it.
    pub(super) fn find(files: &'a Files, domain: Domain) -> Option<Self> {
        let place = format!("tau_bench/envs/{domain}/");
        let root = files.keys().find_map(|path| {
            let at = path.find(&place)?;
            let root = &path[..at];
            (root.is_empty() || root.ends_with('/')).then_some(root)
        })?;
        Some(Self { files, root, domain })
    }

    /// The domain's pack.
    ///
    /// # Errors
    ///
    /// The first file that is missing, cannot be read or is of another version.
    pub(super) fn pack(&self) -> Result<Pack, DataError> {
        let (mut files, mut notes) = (Files::new(), Vec::new());
        for figure in figures(self.domain) {
            let made = self
                .make(&figure)
                .and_then(|(path, bytes)| checked(self.domain.into(), &figure, path, bytes));
            match made {
                Ok(bytes) => drop(files.insert(figure.name.to_owned(), bytes)),
                Err(error) if figure.need != Need::Extra => return Err(error),
                Err(error) => notes.push(format!("{} is left out: {error}", figure.name)),
            }
        }
        Ok(Pack::new(self.domain.into(), files, notes))
    }

    fn make(&self, figure: &Figure) -> Result<Made, DataError> {
        let envs = |name: &str| format!("tau_bench/envs/{}/{name}", self.domain);
        let own = figure.name.strip_prefix(self.domain.as_str());
        let plain = |path: String| Ok((path.clone(), self.text(&path)?.into_bytes()));
        match own.and_then(|rest| rest.strip_prefix('/')) {
            None if figure.name == "prompts.json" => self.prompts(),
            None => plain(figure.name.to_owned()),
            Some("few_shot.jsonl") => plain(few_shot(self.domain)),
            Some("wiki.md") => plain(envs("wiki.md")),
            Some("tools.json") => self.tools(),
            Some("rules.json") => self.value_of("rules", &[]),
            Some(name) => match name.strip_suffix(".json") {
                Some(tasks) if tasks.starts_with("tasks_") => self.value_of(tasks, &[TASK, ACTION]),
                _ => {
                    let path = envs(&format!("data/{name}"));
                    let value = loads(&self.text(&path)?);
                    let value = value.map_err(|error| unreadable(&path, error.to_string()))?;
                    Ok((path, compact(&value)))
                }
            },
        }
    }

    /// The value of which `env.py` takes one name from a module beside it.
    fn value_of(&self, module: &str, records: &[Record]) -> Result<Made, DataError> {
        let name = self.imported(module)?;
        let path = format!("tau_bench/envs/{}/{module}.py", self.domain);
        let value = self.source(&path)?.value(&name, records);
        Ok((path.clone(), compact(&value.map_err(|why| unreadable(&path, why))?)))
    }

    /// The name that `env.py` takes from a module beside it.
    fn imported(&self, module: &str) -> Result<String, DataError> {
        let path = format!("tau_bench/envs/{}/env.py", self.domain);
        let wanted = format!("{}.{module}", self.domain);
        let is_it = |import: &Import| {
            let rest = import.module.strip_suffix(&wanted);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                || import.module == format!(".{module}")
        };
        let found = self.source(&path)?.imports().into_iter().find(is_it);
        let found = found.map(|import| import.name);
        found.ok_or_else(|| unreadable(&path, format!("nothing is imported from {module}")))
    }

    fn tools(&self) -> Result<Made, DataError> {
        let folder = format!("tau_bench/envs/{}/tools", self.domain);
        let list = format!("{folder}/__init__.py");
        let source = self.source(&list)?;
        let classes = source.names(&self.imported("tools")?);
        let imports = source.imports();
        let mut infos = Vec::new();
        for class in classes.map_err(|why| unreadable(&list, why))? {
            let import = imports.iter().find(|import| import.name == class);
            let module = import.and_then(|import| import.module.strip_prefix('.'));
            let module = module
                .ok_or_else(|| unreadable(&list, format!("{class} is imported from nowhere")))?;
            let path = format!("{folder}/{module}.py");
            let info = self.source(&path)?.returned(&format!("{class}.get_info"));
            infos.push(info.map_err(|why| unreadable(&path, why))?);
        }
        Ok((format!("{folder}/*.py"), compact(&infos.into())))
    }

    fn prompts(&self) -> Result<Made, DataError> {
        let mut lines = Vec::new();
        let read = |path: &str| self.text(path).map_err(|error| error.to_string());
        for row in TAU_BENCH.rows {
            let Row::Text(place) = row else { continue };
            let text = place.text(&read);
            let text = text.map_err(|why| unreadable("the prompts", why))?;
            let mut line = " ".to_owned();
            write_json_str(&mut line, place.key);
            line.push_str(": ");
            write_json_str(&mut line, &text);
            lines.push(line);
        }
        let json = format!("{{\n{}\n}}", lines.join(",\n"));
        Ok(("tau_bench/envs/user.py".to_owned(), json.into_bytes()))
    }

    fn source(&self, path: &str) -> Result<Source, DataError> {
        Source::parse(&self.text(path)?).map_err(|why| unreadable(path, why))
    }

    /// A file's text with line ends as in the repository, however it was checked out.
    fn text(&self, path: &str) -> Result<String, DataError> {
        let bytes = self.files.get(&format!("{}{path}", self.root));
        let bytes = bytes.ok_or_else(|| DataError::Missing(path.to_owned()))?;
        let text = str::from_utf8(bytes);
        let text = text.map_err(|_| unreadable(path, "it is no UTF-8".to_owned()))?;
        Ok(text.replace("\r\n", "\n"))
    }
}

fn unreadable(path: &str, reason: String) -> DataError {
    DataError::Unreadable { path: path.to_owned(), reason }
}

/// `json.dumps(value, separators=(",", ":"))`.
fn compact(value: &PyValue) -> Vec<u8> {
    let mut out = String::new();
    write_compact(&mut out, value);
    out.into_bytes()
}

fn write_compact(out: &mut String, value: &PyValue) {
    match value {
        PyValue::List(list) => {
            out.push('[');
            for (at, element) in list.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write_compact(out, element);
            }
            out.push(']');
        }
        PyValue::Map(map) => write_compact_map(out, map),
        scalar => write_dumps_value(out, scalar),
    }
}

fn write_compact_map(out: &mut String, map: &Map) {
    out.push('{');
    for (at, (key, value)) in map.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { "," });
        write_json_str(out, key);
        out.push(':');
        write_compact(out, value);
    }
    out.push('}');
}
