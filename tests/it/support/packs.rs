//! Data packs: what is said of wrong, partial and other data; tau2-bench's files.

use diorama::cli::data::{folders, read};
use diorama::env::support::tau2::{self, Tau2Domain};
use diorama::env::support::{Domain, Manifest, sha256_hex};

const HEAD: &str = r#""upstream": "sierra-research/tau-bench", "commit": "59a200c6d575d595120f1cb70fea53cef0632f6b", "licence": "MIT""#;

fn parse(json: &str) -> String {
    Manifest::parse(json).map_or_else(|error| error.to_string(), |_| "fine".to_owned())
}

#[test]
fn a_manifest_of_something_else_is_refused() {
    let cases = [
        ("{", "manifest.json: no JSON at byte 1: a key in double quotes is expected"),
        ("{}", "manifest.json: files are missing"),
        (
            r#"{"upstream": "a/b", "commit": "c", "licence": "d", "files": {}}"#,
            "the data is of a/b, not of sierra-research/tau-bench",
        ),
        (
            r#"{"upstream": "sierra-research/tau-bench", "commit": "c", "licence": "d", "files": {}}"#,
            "the data is of version c; the rules here are those of 59a200c6d575d595120f1cb70fea53cef0632f6b",
        ),
    ];
    for (json, said) in cases {
        assert_eq!(parse(json), said, "{json}");
    }
    assert_eq!(parse(&format!("{{{HEAD}, \"files\": {{}}}}")), "fine");
}

#[test]
fn a_file_that_is_missing_or_changed_is_named() {
    let load = |files: &str, read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>| {
        let manifest = Manifest::parse(&format!("{{{HEAD}, \"files\": {{{files}}}}}"));
        let manifest = manifest.expect("a manifest");
        manifest.load(Domain::Retail, read).expect_err("no data").to_string()
    };
    let listed =
        |hash: &str| format!(r#""retail/orders.json": {{"bytes": 2, "sha256": "{hash}"}}"#);
    let mut gone = |_: &str| Err("no such file".to_owned());
    let mut empty = |_: &str| Ok(b"{}".to_vec());
    assert_eq!(
        load("", &mut gone),
        "the manifest does not list retail/orders.json: the data is incomplete"
    );
    assert_eq!(load(&listed("ab"), &mut gone), "retail/orders.json: no such file");
    let found = sha256_hex(b"{}");
    assert_eq!(
        load(&listed("ab"), &mut empty),
        format!(
            "retail/orders.json has 2 bytes with SHA-256 {found}, not 2 with ab: it was changed or is incomplete"
        )
    );
    let tables = Domain::Retail
        .tables()
        .map(|table| format!(r#""retail/{table}.json": {{"bytes": 2, "sha256": "{found}"}}"#));
    let said = load(&tables.join(", "), &mut empty);
    assert!(said.starts_with("the retail tables have hash "), "{said}");
}

#[test]
fn the_second_benchmark_s_files_load() {
    let folder = folders(None).into_iter().map(|folder| folder.join("tau2-bench"));
    let Some(folder) = folder.into_iter().find(|folder| folder.exists()) else {
        eprintln!("not compared: tau2-bench's files are not in the data");
        return;
    };
    let manifest = read(&folder.join("manifest.json")).expect("a manifest");
    let manifest = String::from_utf8(manifest).expect("text");
    let manifest = Manifest::parse_any(&manifest).expect("a manifest");
    let mut file = |name: &str| read(&folder.join(name)).map_err(|error| error.to_string());
    let cases = [
        (Tau2Domain::Retail, 114, 1550, false),
        (Tau2Domain::Airline, 50, 2800, true),
        (Tau2Domain::Mock, 10, 2, false),
    ];
    for (domain, tasks, records, derived) in cases {
        let data = tau2::load(&manifest, domain, &mut file).expect("data");
        let rows: usize = data.tables.iter().map(|(_, rows)| rows.len()).sum();
        assert_eq!((data.tasks.len(), rows, data.derived), (tasks, records, derived), "{domain}");
        assert!(!data.policy.is_empty() && !data.splits.is_empty());
        for task in &data.tasks {
            for gold in task.criteria.iter().flat_map(|criteria| &criteria.actions) {
                assert!(gold.is_matched_by(&gold.action), "{domain} {} {}", task.id, gold.id);
            }
        }
    }
    let telecom = tau2::load(&manifest, Tau2Domain::Telecom, &mut file).expect_err("not offered");
    assert!(telecom.to_string().starts_with("telecom is not offered: "), "{telecom}");
}
