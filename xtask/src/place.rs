//! Where things are: the project's folders, and where tools are put.

use std::env;
use std::path::PathBuf;

/// The project's folder.
pub fn root() -> PathBuf {
    // Cargo names the folder at run time too, so a project that was moved still finds itself.
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), PathBuf::from)
}

/// The site as it is published.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// What is installed and generated; git ignores it.
pub fn target() -> PathBuf {
    root().join("target")
}

/// Tools compiled by cargo: `bin/trunk`, `bin/wasm-bindgen`, `bin/wasm-split-cli`.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// Parts from npm: wasm-opt, fonts, the browser's remote control.
pub fn npm() -> PathBuf {
    target().join("npm")
}

/// The list of the parts from npm.
pub fn npm_list() -> PathBuf {
    root().join("xtask").join("npm")
}
