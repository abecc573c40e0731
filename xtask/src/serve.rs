//! `cargo xtask serve`: the built site, or Trunk's quick loop, on a port of this machine.

use std::net::TcpListener;
use std::process::Command;

use crate::process::{node, run, trunk};
use crate::{Outcome, build, setup};

/// How many ports are tried, from the wanted one upwards.
const TRIES: u16 = 20;

/// Builds and serves until it is interrupted.
pub fn serve(flags: &[&str]) -> Outcome {
    let wish = Wish::read(flags)?;
    let port = free_port(wish.port)?;
    if wish.dev {
        setup::for_build()?;
        build::fonts()?;
        println!("Quick builds, reloaded at every change: http://127.0.0.1:{port}/");
        let mut trunk = trunk();
        trunk.args(["serve", "--cargo-profile", "dev", "--dist", "target/web/dev"]);
        // Trunk does not tell its hook.
        trunk.env("DIORAMA_PROFILE", "dev");
        trunk.args(["--port", &port.to_string()]);
        if wish.open {
            trunk.arg("--open");
        }
        return replace_by(&mut trunk);
    }
    build::site()?;
    let mut server = node("tests/browser/server.mjs");
    server.args(["dist", &port.to_string()]);
    if wish.open {
        server.arg("--open");
    }
    replace_by(&mut server)
}

struct Wish {
    port: u16,
    open: bool,
    dev: bool,
}

impl Wish {
    fn read(flags: &[&str]) -> Outcome<Self> {
        let mut wish = Self { port: 8080, open: false, dev: false };
        let mut flags = flags.iter();
        while let Some(flag) = flags.next() {
            match *flag {
                "--open" => wish.open = true,
                "--dev" => wish.dev = true,
                "--port" => {
                    let port = flags.next().and_then(|port| port.parse().ok());
                    wish.port = port.ok_or("`--port` wants a number from 1 to 65535.")?;
                }
                other => return Err(format!("`cargo xtask serve` does not know `{other}`.")),
            }
        }
        Ok(wish)
    }
}

fn free_port(first: u16) -> Outcome<u16> {
    let last = first.saturating_add(TRIES);
    for port in first..=last {
        match TcpListener::bind(("127.0.0.1", port)) {
            Ok(_) => return Ok(port),
            Err(_) => println!("Port {port} is taken."),
        }
    }
    Err(format!("No port from {first} to {last} is free; name another with `--port`."))
}

/// Lets the server take our place, so that whoever stops us stops it.
#[cfg(unix)]
fn replace_by(command: &mut Command) -> Outcome {
    use std::os::unix::process::CommandExt;

    let error = command.exec();
    // Only reached when it could not start; running it once more words the reason.
    run(command).map_err(|reason| format!("{reason} ({error})"))
}

#[cfg(not(unix))]
fn replace_by(command: &mut Command) -> Outcome {
    run(command)
}
