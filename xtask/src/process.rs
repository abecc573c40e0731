//! Other programs: how they are found, started and listened to.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Outcome, place};

/// A program to be run in the project's folder, with our tools first on its path.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(find(name.as_ref()).unwrap_or_else(|| name.as_ref().into()));
    command.current_dir(place::root()).env("PATH", search_path());
    // Trunk 0.21 takes `NO_COLOR=1` for a wrong argument.
    command.env_remove("NO_COLOR");
    command
}

/// Trunk, saying only what matters: cargo's own lines tell how far it is.
pub fn trunk() -> Command {
    let mut command = program("trunk");
    command.env("RUST_LOG", "warn").env("RUST_BACKTRACE", "0");
    command
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A script of ours, run by Node.
pub fn node(script: impl AsRef<Path>) -> Command {
    let mut command = program("node");
    command.arg(place::root().join(script));
    command
}

/// Runs to the end; what it writes is seen at once.
pub fn run(command: &mut Command) -> Outcome {
    let name = name_of(command);
    let status = command.status().map_err(|error| format!("{name} could not be run: {error}."))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status}).")) }
}

/// Runs to the end; `each` is told every line of its standard output, which is shown as well.
pub fn run_and_hear(command: &mut Command, mut each: impl FnMut(&str)) -> Outcome {
    let name = name_of(command);
    let unable = |error| format!("{name} could not be run: {error}.");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(unable)?;
    if let Some(output) = child.stdout.take() {
        let mut lines = BufReader::new(output);
        let mut bytes = Vec::new();
        // Bytes first: a test may print what is not UTF-8.
        while lines.read_until(b'\n', &mut bytes).map_err(unable)? > 0 {
            let line = String::from_utf8_lossy(&bytes);
            let line = line.trim_end_matches(['\r', '\n']);
            println!("{line}");
            each(line);
            bytes.clear();
        }
    }
    let status = child.wait().map_err(unable)?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status}).")) }
}

/// What a program answers on its standard output, or nothing if it fails or is absent.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// Whether a program of this name is on the path.
pub fn is_there(name: &str) -> bool {
    find(OsStr::new(name)).is_some()
}

/// Where a program is; names with a folder in them stand for themselves.
pub fn find(name: &OsStr) -> Option<PathBuf> {
    if Path::new(name).components().count() > 1 {
        return Path::new(name).is_file().then(|| name.into());
    }
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    env::split_paths(&search_path())
        .flat_map(|folder| {
            endings.iter().map(move |ending| {
                let mut file = name.to_owned();
                file.push(ending);
                folder.join(file)
            })
        })
        .find(|file| file.is_file())
}

fn search_path() -> std::ffi::OsString {
    let ours = [place::tools().join("bin"), place::npm().join("node_modules").join(".bin")];
    let theirs = env::var_os("PATH").unwrap_or_default();
    env::join_paths(ours.into_iter().chain(env::split_paths(&theirs))).unwrap_or(theirs)
}

fn name_of(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy();
    let words = command.get_args().map(|word| word.to_string_lossy());
    let first = words.take(1).filter(|word| !word.contains(['/', '\\']));
    std::iter::once(name.clone()).chain(first).collect::<Vec<_>>().join(" ")
}
