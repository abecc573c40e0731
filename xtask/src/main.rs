//! What a person runs: `cargo xtask serve`, `test`, `build`, `compare`, `setup`, `shots`, `help`.
//!
//! Plain std Rust, so that it starts within seconds. What it installs goes under `target/`.

mod browser;
mod budget;
mod build;
mod check;
mod compare;
mod place;
mod process;
mod serve;
mod setup;

use std::env;
use std::process::ExitCode;

/// The end of a task: done, or a sentence for the person who asked for it.
type Outcome<T = ()> = Result<T, String>;

const HELP: &str = "\
cargo xtask serve    Sets up what is missing, builds the page and serves it.
    --port <n>       The port to try first (8080).
    --open           Opens the browser.
    --dev            Quick debug builds, rebuilt and reloaded at every change.
cargo xtask test     Checks everything that CI checks; the last line counts.
    native [filter]  Formatting, lints and native tests; with a filter, only those tests.
    browser [filter] The release build, its size and the browser tests.
      --no-build     The browser tests alone, on the dist/ that is there.
cargo xtask build    Writes the site to dist/: static files for any folder of any host.
cargo xtask shots    Builds and takes pictures of pages into target/shots/.
    [routes]         For instance '#/' '#/stage/babyai/goto?seed=3'.
      --no-build     Takes the dist/ that is there.
cargo xtask compare  Measures speeds, side by side in one run.
    grid             Beside the Python original, which is installed into target/compare/.
    crafter          The same of Crafter.
    browser          In Chromium, beside the same code outside it.
      --no-build     Takes the dist/ that is there.
    --turns <n>      How often each side is measured (5).
cargo xtask setup    Only sets up: wasm target, wasm-bindgen, Trunk, npm parts, Chromium.
cargo xtask help     This text.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.split_first() {
        None | Some((&("help" | "--help" | "-h"), _)) => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Some((&"setup", [])) => setup::everything().map(|()| ExitCode::SUCCESS),
        Some((&"build", [])) => build::site().map(|()| ExitCode::SUCCESS),
        Some((&"serve", flags)) => serve::serve(flags).map(|()| ExitCode::SUCCESS),
        Some((&"test", flags)) => check::test(flags),
        Some((&"compare", words)) => compare::compare(words).map(|()| ExitCode::SUCCESS),
        Some((&"shots", flags)) => browser::shots(flags).map(|()| ExitCode::SUCCESS),
        Some((command, _)) => {
            Err(format!("`cargo xtask {command}` with these words is unknown.\n\n{HELP}"))
        }
    };
    outcome.unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        ExitCode::FAILURE
    })
}
