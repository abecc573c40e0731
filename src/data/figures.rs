//! What a pack of tau-bench's data consists of at the version whose rules are reproduced here: names, sizes and hashes.
//!
//! Tables, tasks, schemas and rules are JSON without spaces, in upstream's order and spelling of numbers (`json.dumps` of Python with
//! the separators `,` and `:`); prompts are indented by one space; the other files are upstream's own.
//!
//! Source: sierra-research/tau-bench at commit 59a200c, by way of Python 3.11.

use crate::env::support::{COMMIT, Domain, Manifest, PackFile, UPSTREAM};

/// A file of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its path in the pack.
    pub name: &'static str,
    /// Its size, in bytes.
    pub bytes: u64,
    /// The SHA-256 of what it holds.
    pub sha256: &'static str,
    /// Whether there is no playing without it. What else is missing or different is left out, and said.
    pub needed: bool,
}

const fn figure(name: &'static str, bytes: u64, sha256: &'static str) -> Figure {
    Figure { name, bytes, sha256, needed: true }
}

const fn extra(name: &'static str, bytes: u64, sha256: &'static str) -> Figure {
    Figure { name, bytes, sha256, needed: false }
}

const RETAIL: [Figure; 10] = [
    figure(
        "retail/orders.json",
        886_610,
        "cbe3e1dba76ddf6aa063553fb59576f88a0178895ea5660652ec6963145c2630",
    ),
    figure(
        "retail/products.json",
        89_212,
        "d863b7582e65e0297dfcc1721b52be4f3329bba72932ba2e4d9b36efed2fb154",
    ),
    figure(
        "retail/users.json",
        204_403,
        "87019fb91125aee4121af5727e9f194f6a84598719b8d96d9eec14595dbbdb30",
    ),
    figure(
        "retail/tools.json",
        10_783,
        "65aec34638a11915bb164c84957c86f35e6bbd44af6fb52113d57764d728c3eb",
    ),
    figure(
        "retail/wiki.md",
        5_718,
        "d539fd2a46a8b8dd2e934ff9ed92f43e9f6b56bc7a718db8d2803ba8ad8f6bf7",
    ),
    figure(
        "retail/rules.json",
        904,
        "83b6ab95beedae6f8c87451c65dda8efb6a895c811ea5a2573e37fb371624cd6",
    ),
    figure(
        "retail/tasks_test.json",
        116_084,
        "ba813358aa6800fcf906b3c925f69ec2e0679704107d8d81a2bc100b13136a2c",
    ),
    figure(
        "retail/tasks_train.json",
        318_456,
        "5c3a31d09c05e0b5ba56026dc7d0e5ed04ba9ad45bb169b1b8d4794f6ab1ef0a",
    ),
    figure(
        "retail/tasks_dev.json",
        14_299,
        "79135d529cface6d69b45b90c2b4371d5f75f3c13d92c1299b13f7b35cc332aa",
    ),
    figure(
        "retail/few_shot.jsonl",
        632_679,
        "091066a735d3d2605441764e0a2c6dcc93fb6595b400ff5e354416e6c8ba4a3a",
    ),
];

const AIRLINE: [Figure; 8] = [
    figure(
        "airline/flights.json",
        1_322_088,
        "48c3597a5af2310d89019a3617141bcfeef5ed441eff1339004555c90568c832",
    ),
    figure(
        "airline/reservations.json",
        1_365_624,
        "622ad1086ab263d33f24d9349436911b977e8a9aade78b68f34f609df7dd4bd9",
    ),
    figure(
        "airline/users.json",
        365_477,
        "df43804e326c22a40d62200b52483804b5bf6a2d3c3e35bb725e53fdb8fcf78b",
    ),
    figure(
        "airline/tools.json",
        8_690,
        "fc463ee3dcbbf87cd24b4b7547d754c36c24df85cfbb2ae5943fd75e482e0e26",
    ),
    figure(
        "airline/wiki.md",
        6_155,
        "56c335801c16e26b54f600f9db99eb04d31db477e86eb160341d5c66b796c5c8",
    ),
    figure(
        "airline/rules.json",
        2,
        "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
    ),
    figure(
        "airline/tasks_test.json",
        46_841,
        "13d2c443e6f0ee435ea30d2a7acfb96aae1bb9c9396ccf51a959129bfec7b9a4",
    ),
    figure(
        "airline/few_shot.jsonl",
        129_793,
        "7b14cd22355cd8245662e6d2b54e5dcad7e7e7e14f2e2e009a5649f915d9ac11",
    ),
];

/// Of both domains.
const BOTH: [Figure; 2] = [
    extra(
        "prompts.json",
        9_166,
        "e1555696b0a35d19bdd156eb0adbbac928d29fd7527d991fe8db82880bc491db",
    ),
    extra("LICENSE", 1_063, "243d23d45b80122b5ac575586ccef352fdc9c45e6d7d2605449aca8a17478b42"),
];

/// The files of a domain's pack; none where a domain has none.
pub fn figures(domain: Domain) -> Vec<Figure> {
    let own: &[Figure] = match domain {
        Domain::Retail => &RETAIL,
        Domain::Airline => &AIRLINE,
        Domain::Books => return Vec::new(),
    };
    [own, &BOTH].concat()
}

/// The manifest of a domain's pack.
pub fn manifest(domain: Domain) -> Manifest {
    let file = |figure: Figure| PackFile {
        name: figure.name.to_owned(),
        stored_bytes: figure.bytes,
        bytes: figure.bytes,
        sha256: figure.sha256.to_owned(),
    };
    Manifest {
        upstream: UPSTREAM.to_owned(),
        commit: COMMIT.to_owned(),
        licence: "MIT, Copyright (c) 2024 Sierra".to_owned(),
        files: figures(domain).into_iter().map(file).collect(),
    }
}
