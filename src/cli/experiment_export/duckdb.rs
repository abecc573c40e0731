//! Whatever DuckDB this machine has: its command, or Python's module.
//!
//! A build of DuckDB is ten minutes of C++, so it is no part of this program; the script that it runs is.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Reads a script from its input and runs it in the data base that its argument names.
const PYTHON: &str = "import sys, duckdb; duckdb.connect(sys.argv[1]).execute(sys.stdin.read())";

const NONE: &str = "no DuckDB was found: install its command (duckdb.org) or Python's module (`pip install duckdb`), \
                    or name one of them with --engine";

/// A DuckDB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The command `duckdb`.
    Shell(PathBuf),
    /// A Python with the module.
    Python(PathBuf),
}

impl Engine {
    /// The one that is named, or the first that works.
    pub fn find(named: Option<&Path>) -> Result<Self, String> {
        if let Some(named) = named {
            let engine = Self::by_name(named);
            return if engine.works() {
                Ok(engine)
            } else {
                Err(format!("{engine} does not work as a DuckDB"))
            };
        }
        let usual = ["duckdb", "python3", "python"];
        let mut engines = usual.iter().map(|name| Self::by_name(Path::new(name)));
        engines.find(Self::works).ok_or_else(|| NONE.to_owned())
    }

    fn by_name(path: &Path) -> Self {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_python = ["python", "pypy"].iter().any(|start| name.starts_with(start));
        if is_python { Self::Python(path.to_owned()) } else { Self::Shell(path.to_owned()) }
    }

    fn works(&self) -> bool {
        let mut command = match self {
            Self::Shell(path) => Command::new(path),
            Self::Python(path) => {
                let mut command = Command::new(path);
                command.args(["-c", "import duckdb"]);
                command
            }
        };
        if matches!(self, Self::Shell(_)) {
            command.arg("--version");
        }
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    /// Runs a script in a new data base.
    pub fn build(&self, file: &Path, script: &str) -> Result<(), String> {
        let mut command = match self {
            Self::Shell(path) => {
                let mut command = Command::new(path);
                command.arg("-bail").arg(file);
                command
            }
            Self::Python(path) => {
                let mut command = Command::new(path);
                command.args(["-c", PYTHON]).arg(file);
                command
            }
        };
        let said = |error: &dyn fmt::Display| format!("{self}: {error}");
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| said(&error))?;
        // One that stops early closes its input; its own words say why.
        let wrote = child.stdin.take().map(|mut input| input.write_all(script.as_bytes()));
        let output = child.wait_with_output().map_err(|error| said(&error))?;
        if !output.status.success() {
            return Err(said(&String::from_utf8_lossy(&output.stderr).trim()));
        }
        wrote.transpose().map_err(|error| said(&error)).map(|_| ())
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shell(path) => path.display().fmt(f),
            Self::Python(path) => write!(f, "{} with the module duckdb", path.display()),
        }
    }
}
