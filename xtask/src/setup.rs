//! What a fresh machine lacks: the wasm target, wasm-bindgen, wasm-split, Trunk, npm parts, Chromium.
//!
//! Each part is skipped when it is there already, and each has one clear sentence for when it
//! cannot be had. Everything but the wasm target and Chromium goes under `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{answer, cargo, find, is_there, program, run};
use crate::{Outcome, place};

/// Trunk 0.22 wants a newer compiler than the one this project states.
const TRUNK: &str = "0.21.14";
/// Understands what the page's `wasm_split_helpers` leave for it.
const SPLITTER: &str = "0.2.4";
/// The browser's remote control states this as the oldest Node it runs on.
const NODE: u32 = 20;

/// What the page is compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const MAC_BROWSERS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// All of it, for `cargo xtask setup`.
pub fn everything() -> Outcome {
    for_build()?;
    for_checks()?;
    let browser = chromium()?;
    println!("Everything is there. The browser for the tests is {}.", browser.display());
    Ok(())
}

/// What the page's build needs.
pub fn for_build() -> Outcome {
    node()?;
    wasm_target()?;
    let bindgen = locked_version("wasm-bindgen")?;
    wasm_bindgen(&bindgen)?;
    splitter()?;
    trunk()?;
    npm_parts()?;
    packages()?;
    println!("Ready: wasm target, wasm-bindgen {bindgen}, wasm-split, Trunk, npm parts.");
    Ok(())
}

/// What formatting and lints need.
pub fn for_checks() -> Outcome {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if answer(cargo().args([subcommand, "--version"])).is_none() {
            rustup(&["component", "add", component])?;
        }
    }
    Ok(())
}

/// The target that the page is compiled for.
pub fn wasm_target() -> Outcome {
    let home = answer(program("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let parts = Path::new(&home).join("lib").join("rustlib").join(TARGET).join("lib");
    if parts.is_dir() { Ok(()) } else { rustup(&["target", "add", TARGET]) }
}

/// Finds a Chromium or Chrome; on Debian and the like installs one, if we may.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return find(&named).ok_or_else(|| {
            format!("CHROMIUM names {}, which is not there.", Path::new(&named).display())
        });
    }
    if let Some(browser) = installed_browser() {
        return Ok(browser);
    }
    let wanted = "The browser tests need Chromium or Chrome";
    if !is_there("apt-get") {
        return Err(format!("{wanted}: install one, or name it in the variable CHROMIUM."));
    }
    let Some(root) = root_command() else {
        return Err(format!(
            "{wanted}, and only root may install it: run `apt-get install chromium` as root."
        ));
    };
    println!("Installing Chromium with apt-get; this is the largest part, about 100 MB.");
    let apt = |words: &[&str]| {
        let mut command = root();
        command.arg("apt-get").args(words);
        run(&mut command)
    };
    // The lists may be stale and still do; the install that follows tells.
    let _ = apt(&["update", "-qq"]);
    apt(&["install", "-y", "-qq", "--no-install-recommends", "chromium"])
        .map_err(|_| format!("{wanted}, and apt-get could not install it."))?;
    installed_browser()
        .ok_or_else(|| format!("{wanted}; apt-get installed it, yet it is not on the path."))
}

fn installed_browser() -> Option<PathBuf> {
    let named = BROWSERS.iter().find_map(|name| find(name.as_ref()));
    named.or_else(|| MAC_BROWSERS.iter().map(PathBuf::from).find(|file| file.is_file()))
}

/// How to start something as root without asking anyone, if that is possible.
fn root_command() -> Option<fn() -> Command> {
    // `env` sets the variable on the far side of sudo, which would drop it.
    if answer(program("id").arg("-u"))? == "0" {
        return Some(|| {
            let mut command = program("env");
            command.arg("DEBIAN_FRONTEND=noninteractive");
            command
        });
    }
    answer(program("sudo").args(["-n", "true"]))?;
    Some(|| {
        let mut command = program("sudo");
        command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive"]);
        command
    })
}

/// A Python environment of its own with exactly these parts (`name==version`).
pub fn python(home: &Path, parts: &[&str]) -> Outcome<PathBuf> {
    let folder = home.strip_prefix(place::root()).unwrap_or(home).display();
    let inside = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    let python = home.join(inside);
    let has_parts = |python: &PathBuf| {
        let list = answer(program(python).args(["-m", "pip", "list", "--format", "freeze"]));
        let list = list.unwrap_or_default();
        parts.iter().all(|part| list.lines().any(|line| line == *part))
    };
    if python.is_file() && has_parts(&python) {
        return Ok(python);
    }
    let wanted = format!("{} needs Python 3.11 or newer with venv and pip", parts.join(", "));
    if !is_there("python3") {
        return Err(format!("{wanted}; there is no `python3` on the path."));
    }
    let version =
        answer(program("python3").args(["-c", "import sys; print(*sys.version_info[:2])"]));
    let version = version.unwrap_or_default();
    let mut numbers = version.split(' ').filter_map(|number| number.parse::<u32>().ok());
    if (numbers.next(), numbers.next()) < (Some(3), Some(11)) {
        return Err(format!("{wanted}; `python3` is {}.", version.replace(' ', ".")));
    }
    println!("Making a Python environment in {folder}: {}.", parts.join(", "));
    run(program("python3").args(["-m", "venv", "--clear"]).arg(home)).map_err(|reason| {
        format!("{wanted}, and no environment could be made (Debian: `apt-get install python3-venv`): {reason}")
    })?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(program(&python).args(pip).args(parts))
        .map_err(|reason| format!("{wanted}, and pip could not install its parts: {reason}"))?;
    Ok(python)
}

fn node() -> Outcome {
    let wanted = format!("Node {NODE} or newer with npm is needed (see nodejs.org)");
    let Some(version) = answer(program("node").arg("--version")) else {
        return Err(format!("{wanted}; there is no `node` on the path."));
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok());
    if major.is_none_or(|major: u32| major < NODE) {
        return Err(format!("{wanted}; this one is {version}."));
    }
    if is_there("npm") { Ok(()) } else { Err(format!("{wanted}; there is no `npm` on the path.")) }
}

fn rustup(words: &[&str]) -> Outcome {
    println!("Running rustup {}.", words.join(" "));
    run(program("rustup").args(words)).map_err(|reason| {
        let words = words.join(" ");
        format!("`rustup {words}` is needed and did not work: {reason}")
    })
}

/// The Rust packages of `Cargo.lock`, since Trunk then builds without the net.
fn packages() -> Outcome {
    run(cargo()
        .args(["fetch", "--quiet", "--locked", "--target", TARGET])
        .args(["--target", "host-tuple"]))
    .map_err(|reason| format!("The packages of Cargo.lock could not be had: {reason}"))
}

/// The page's bridge and the tool that writes it must be of the very same version.
fn wasm_bindgen(version: &str) -> Outcome {
    let found = answer(program("wasm-bindgen").arg("--version"));
    if found.as_deref() == Some(&format!("wasm-bindgen {version}")) {
        return Ok(());
    }
    println!("Compiling wasm-bindgen {version}, once; this takes about a minute.");
    cargo_install("wasm-bindgen-cli", version, &[])
}

/// What cuts the page's program into parts. It does not tell its version, but cargo keeps a list.
fn splitter() -> Outcome {
    let list = fs::read_to_string(place::tools().join(".crates.toml")).unwrap_or_default();
    let wanted = format!("\"wasm_split_cli_support {SPLITTER} ");
    if list.contains(&wanted) && is_there("wasm-split-cli") {
        return Ok(());
    }
    println!("Compiling wasm-split {SPLITTER}, once; this takes about a minute.");
    cargo_install("wasm_split_cli_support", SPLITTER, &["--features", "build-binary"])
}

fn trunk() -> Outcome {
    let found = answer(program("trunk").arg("--version"));
    let series = TRUNK.rsplit_once('.').map_or(TRUNK, |(series, _)| series);
    if found.is_some_and(|found| found.starts_with(&format!("trunk {series}."))) {
        return Ok(());
    }
    println!("Compiling Trunk {TRUNK}, once; this takes two to five minutes.");
    cargo_install("trunk", TRUNK, &["--no-default-features", "--features", "rustls"])?;
    // Both tools shared this folder for what they have in common; Trunk is the last.
    let _ = fs::remove_dir_all(place::tools().join("build"));
    Ok(())
}

fn cargo_install(name: &str, version: &str, more: &[&str]) -> Outcome {
    let mut command = cargo();
    command.args(["install", "--quiet", "--locked", name, "--version", version]).args(more);
    command.arg("--root").arg(place::tools());
    command.arg("--target-dir").arg(place::tools().join("build"));
    // The tools' own release profiles are made for speed and take three times as long to compile.
    // Only this child sees the change: the page itself must be optimised.
    for (key, value) in
        [("OPT_LEVEL", "0"), ("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")]
    {
        command.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    run(&mut command).map_err(|reason| format!("{name} {version} could not be compiled: {reason}"))
}

/// wasm-opt, the fonts and the browser's remote control, exactly as the lock file says.
fn npm_parts() -> Outcome {
    let (list, home) = (place::npm_list(), place::npm());
    let mark = home.join("installed.json");
    let wanted = fs::read(list.join("package-lock.json"))
        .map_err(|error| format!("xtask/npm/package-lock.json cannot be read: {error}."))?;
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing wasm-opt, fonts and playwright-core with npm.");
    let unable = |error| format!("target/npm cannot be written: {error}.");
    fs::create_dir_all(&home).map_err(unable)?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(list.join(file), home.join(file)).map_err(unable)?;
    }
    run(program("npm").args(["ci", "--loglevel", "error"]).current_dir(&home))
        .map_err(|reason| format!("The parts from npm could not be installed: {reason}"))?;
    fs::write(&mark, wanted).map_err(unable)
}

/// The version of a package in `Cargo.lock`.
fn locked_version(package: &str) -> Outcome<String> {
    let lock = fs::read_to_string(place::root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock cannot be read: {error}."))?;
    version_in(&lock, package).ok_or_else(|| format!("Cargo.lock does not name {package}."))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let after = lock.lines().skip_while(|line| *line != name).nth(1)?;
    Some(after.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.129"));
        assert_eq!(version_in(lock, "trunk"), None);
    }
}
