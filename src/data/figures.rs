//! What the packs of data consist of at the versions that are read here: names, sizes and hashes.
//!
//! tau2-bench's files are upstream's own. Of tau-bench's, tables, tasks, schemas and rules are JSON without spaces, in upstream's order and spelling of numbers (`json.dumps` of Python with
//! the separators `,` and `:`); prompts are indented by one space; the other files are upstream's own.
//!
//! Source: sierra-research/tau-bench at commit 59a200c, by way of Python 3.11; sierra-research/tau2-bench at commit a2c0247.

use sha1::{Digest, Sha1};

use crate::data::Dataset;
use crate::env::support::tau2::Tau2Domain;
use crate::env::support::{Domain, Manifest, PackFile, sha256_hex};

/// The sum by which a file's content is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// SHA-256.
    Sha256(&'static str),
    /// The name that git gives the content: SHA-1 of `blob`, the size and the content. For a file whose SHA-256 is not known here.
    GitBlob(&'static str),
}

impl Sum {
    /// What it should be, in hexadecimal.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Sha256(sum) | Self::GitBlob(sum) => sum,
        }
    }

    /// What kind of sum it is.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Sha256(_) => "SHA-256",
            Self::GitBlob(_) => "git blob",
        }
    }

    /// The sum of this kind of some bytes.
    pub fn of(self, bytes: &[u8]) -> String {
        match self {
            Self::Sha256(_) => sha256_hex(bytes),
            Self::GitBlob(_) => {
                let mut sum = Sha1::new();
                sum.update(format!("blob {}\0", bytes.len()));
                sum.update(bytes);
                format!("{:x}", sum.finalize())
            }
        }
    }

    /// Whether some bytes are the ones that are meant.
    pub fn is_of(self, bytes: &[u8]) -> bool {
        self.of(bytes) == self.expected()
    }
}

/// What depends on a file of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// There is no playing without it.
    Played,
    /// Agents are told it; our own words stand in where it is missing.
    Told,
    /// Whatever is missing or different is left out, and said.
    Extra,
}

/// A file of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its path in the pack.
    pub name: &'static str,
    /// Its size, in bytes.
    pub bytes: u64,
    /// The sum of what it holds.
    pub sum: Sum,
    /// What depends on it.
    pub need: Need,
    /// What may stand in for it, with a word on that.
    pub stand_in: Option<&'static Figure>,
}

const fn figure(name: &'static str, bytes: u64, sha256: &'static str) -> Figure {
    Figure { name, bytes, sum: Sum::Sha256(sha256), need: Need::Played, stand_in: None }
}

const fn told(name: &'static str, bytes: u64, sha256: &'static str) -> Figure {
    Figure { need: Need::Told, ..figure(name, bytes, sha256) }
}

const fn extra(name: &'static str, bytes: u64, sha256: &'static str) -> Figure {
    Figure { need: Need::Extra, ..figure(name, bytes, sha256) }
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
    told(
        "retail/tools.json",
        10_783,
        "65aec34638a11915bb164c84957c86f35e6bbd44af6fb52113d57764d728c3eb",
    ),
    told(
        "retail/wiki.md",
        5_718,
        "d539fd2a46a8b8dd2e934ff9ed92f43e9f6b56bc7a718db8d2803ba8ad8f6bf7",
    ),
    told(
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
    told(
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
    told(
        "airline/tools.json",
        8_690,
        "fc463ee3dcbbf87cd24b4b7547d754c36c24df85cfbb2ae5943fd75e482e0e26",
    ),
    told(
        "airline/wiki.md",
        6_155,
        "56c335801c16e26b54f600f9db99eb04d31db477e86eb160341d5c66b796c5c8",
    ),
    told(
        "airline/rules.json",
        2,
        "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
    ),
    figure(
        "airline/tasks_test.json",
        46_841,
        "13d2c443e6f0ee435ea30d2a7acfb96aae1bb9c9396ccf51a959129bfec7b9a4",
    ),
    told(
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

/// The airline's tables as tau-bench has them, in tau2-bench's shape.
const DERIVED: Figure = figure(
    "airline/db.derived.json",
    7_042_715,
    "0eaaaba983972a5b14c762b8b0754ce92a1c3443e288010b0d16a5e5f59b3e16",
);

const TAU2_RETAIL: [Figure; 4] = [
    figure(
        "retail/tasks.json",
        345_982,
        "8e03ebce7901bd6218e7a7dc3105faa9324091a68058f7fe61c65262868812e8",
    ),
    figure(
        "retail/split_tasks.json",
        3_263,
        "ed0580ec52575b63fbf76568af42490da6ee7783ecb4aa81af46961291358f20",
    ),
    figure(
        "retail/policy.md",
        6_699,
        "2c9652afbce57d6e087768d37cda64d31c53d50b3e3225cfdb791bac66466467",
    ),
    figure(
        "retail/db.json",
        2_811_616,
        "413a65160adbdb5fde0ffc0015c49b6d70250b10c18128de169b597af7766765",
    ),
];

const TAU2_AIRLINE: [Figure; 4] = [
    figure(
        "airline/tasks.json",
        155_528,
        "ccd8ba737b4cc371415af70151187788f728d6108d0916e73bb4317b40542052",
    ),
    figure(
        "airline/split_tasks.json",
        1_443,
        "b22ced4d9a9850ac9aea31c53bdcb6d6009058140bd9acc7db37c1d36222ba8b",
    ),
    figure(
        "airline/policy.md",
        7_676,
        "10dc0525421521208be39cee235bba84a16e2bcba9899eb93d92cd81d2f62fc4",
    ),
    Figure {
        name: "airline/db.json",
        bytes: 7_042_714,
        sum: Sum::GitBlob("c6a1e817aa9102c5822e83affb3595acbc312701"),
        need: Need::Played,
        stand_in: Some(&DERIVED),
    },
];

const TAU2_MOCK: [Figure; 4] = [
    figure(
        "mock/tasks.json",
        14_134,
        "0d8bcd14798bf2e6e082432147f62570c57b0897b4e4e388c95bb02ecbe5d8cf",
    ),
    figure(
        "mock/split_tasks.json",
        416,
        "613c3298e6fd3cf03f71f848ecee519068eb4df54a1ceb28596f5aa443ee6581",
    ),
    figure(
        "mock/policy.md",
        278,
        "50ccbefac7c9ba77ce54131d61cfc6882f74b88ace66771115f9d867ec098203",
    ),
    figure("mock/db.json", 281, "8661f80b4c693bb15ef2fe6781d24a5765240d61fc74387c770133953f9113ea"),
];

const TAU2_LICENCE: Figure =
    extra("LICENSE", 1_072, "e67c5aa0074dfcaefd3c3a1aedb94cb539234aecd15d5a972574e3200e6252fe");

/// The files of a data set; none where it has none.
pub fn figures(dataset: impl Into<Dataset>) -> Vec<Figure> {
    let (own, more): (&[Figure], &[Figure]) = match dataset.into() {
        Dataset::Tau(Domain::Retail) => (&RETAIL, &BOTH),
        Dataset::Tau(Domain::Airline) => (&AIRLINE, &BOTH),
        Dataset::Tau2(Tau2Domain::Retail) => (&TAU2_RETAIL, &[TAU2_LICENCE]),
        Dataset::Tau2(Tau2Domain::Airline) => (&TAU2_AIRLINE, &[TAU2_LICENCE]),
        Dataset::Tau2(Tau2Domain::Mock) => (&TAU2_MOCK, &[TAU2_LICENCE]),
        Dataset::Tau(Domain::Books) | Dataset::Tau2(Tau2Domain::Telecom) => return Vec::new(),
    };
    [own, more].concat()
}

/// The manifest of a data set, as far as files are `there`: a stand-in is listed in the place of what it stands in for.
pub(super) fn manifest_of(dataset: Dataset, there: &dyn Fn(&str) -> bool) -> Manifest {
    let file = |figure: Figure| {
        let figure =
            figure.stand_in.filter(|other| there(other.name)).map_or(figure, |other| *other);
        let sha256 = match figure.sum {
            Sum::Sha256(sum) => sum.to_owned(),
            Sum::GitBlob(_) => String::new(),
        };
        let (name, bytes) = (figure.name.to_owned(), figure.bytes);
        PackFile { name, stored_bytes: bytes, bytes, sha256 }
    };
    Manifest {
        upstream: dataset.upstream().to_owned(),
        commit: dataset.commit().to_owned(),
        licence: dataset.licence().to_owned(),
        files: figures(dataset).into_iter().map(file).collect(),
    }
}

/// The manifest of a data set.
pub fn manifest(dataset: impl Into<Dataset>) -> Manifest {
    manifest_of(dataset.into(), &|_| false)
}
