//! The site in `dist/`: fonts, Trunk's release build, then what a static host cannot add.

use std::fs;
use std::path::Path;

use crate::process::{node, run, trunk};
use crate::{Outcome, place, setup};

/// Where a font lies in its npm package, and its name on the page.
const FONTS: [(&str, &str); 5] = [
    ("@fontsource-variable/literata/files/literata-latin-wght-normal.woff2", "literata.woff2"),
    ("@fontsource/literata/files/literata-latin-400-italic.woff2", "literata-italic.woff2"),
    ("@fontsource-variable/literata/LICENSE", "literata-OFL.txt"),
    ("@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2", "plex-mono-400.woff2"),
    ("@fontsource/ibm-plex-mono/LICENSE", "plex-mono-OFL.txt"),
];

/// Sets up what is missing and writes `dist/`.
pub fn site() -> Outcome {
    setup::for_build()?;
    fonts()?;
    println!("Building the site.");
    run(trunk().args(["build", "--release"]))?;
    run(&mut node("xtask/node/finish.mjs"))?;
    println!("The site is in dist/; any folder of any static host will do.");
    Ok(())
}

/// Puts the fonts where `index.html` takes them from.
pub fn fonts() -> Outcome {
    let home = place::target().join("web").join("fonts");
    fs::create_dir_all(&home).map_err(|error| format!("target/web cannot be written: {error}."))?;
    // What is there is shipped: a font that has left the list must leave the folder as well.
    for stale in fs::read_dir(&home).into_iter().flatten().flatten() {
        if !FONTS.iter().any(|(_, name)| stale.file_name() == **name) {
            let _ = fs::remove_file(stale.path());
        }
    }
    for (from, to) in FONTS {
        copy_if_changed(&place::npm().join("node_modules").join(from), &home.join(to))?;
    }
    Ok(())
}

/// A file that is written anew wakes Trunk's watch, so an equal one is left alone.
fn copy_if_changed(from: &Path, to: &Path) -> Outcome {
    let bytes = fs::read(from).map_err(|error| {
        format!("{} cannot be read: {error}. Delete target/npm and try again.", from.display())
    })?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::write(to, bytes).map_err(|error| format!("{} cannot be written: {error}.", to.display()))
}
