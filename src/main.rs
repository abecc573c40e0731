//! The entry: in a browser it mounts the page, in a terminal it is the command line.

#[cfg(target_arch = "wasm32")]
fn main() {
    diorama::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    diorama::cli::run()
}
