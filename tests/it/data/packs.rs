//! Packs: made of checkouts and of the JSON packs, kept and loaded; what is said of data that is not right.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use diorama::agent::support::Wording;
use diorama::cli;
use diorama::cli::data::{folders, read as read_file};
use diorama::data::{self, DataError, Dataset, Files, Pack, figures, sources};
use diorama::env::support::{Domain, Loader, Manifest, Split};

use super::fake::{Style, checkout};

/// The true pack, by names without `.gz`; says so plainly if it is absent.
pub fn true_pack() -> Option<BTreeMap<String, String>> {
    let places = folders(None).into_iter().map(|folder| folder.join("tau-bench"));
    let Some(folder) = places.into_iter().find(|folder| folder.join("manifest.json").exists())
    else {
        eprintln!("not compared: tau-bench's data is not there");
        return None;
    };
    let text = |name: &str| {
        let bytes = read_file(&folder.join(name)).expect("a readable file");
        String::from_utf8(bytes).expect("text")
    };
    let manifest = text("manifest.json");
    let files = Manifest::parse(&manifest).expect("a manifest").files;
    let plain = |name: &str| name.strip_suffix(".gz").unwrap_or(name).to_owned();
    let mut pack: BTreeMap<String, String> =
        files.iter().map(|file| (plain(&file.name), text(&file.name))).collect();
    pack.insert("manifest.json".to_owned(), manifest);
    Some(pack)
}

fn fake(pack: &BTreeMap<String, String>, domain: Domain, style: Style) -> Files {
    let text = |name: &str| pack[name].clone();
    checkout(domain.as_str(), "tau-bench-main/", style, &text)
}

/// The domain's part of the true pack, as files of a folder.
pub fn as_files(pack: &BTreeMap<String, String>, root: &str) -> Files {
    pack.iter().map(|(name, text)| (format!("{root}{name}"), text.clone().into_bytes())).collect()
}

fn said(files: &Files, domain: Domain) -> String {
    data::read(domain, files).map_or_else(|error| error.to_string(), |_| "fine".to_owned())
}

#[test]
fn a_checkout_makes_the_very_pack_however_it_is_written() {
    let Some(pack) = true_pack() else { return };
    for (domain, styles) in [
        (Domain::Retail, &[Style::Formatted, Style::Pieces, Style::Dense][..]),
        (Domain::Airline, &Style::ALL[..]),
    ] {
        for style in styles {
            let files = fake(&pack, domain, *style);
            let made = data::read(domain, &files);
            let made = made.unwrap_or_else(|error| panic!("{domain} {style:?}: {error}"));
            assert!(made.notes.is_empty(), "{domain} {style:?}: {:?}", made.notes);
            for figure in figures(domain) {
                assert_eq!(made.text(figure.name).as_deref(), Ok(&*pack[figure.name]), "{style:?}");
            }
        }
    }
}

#[test]
fn line_ends_of_another_system_change_nothing() {
    let Some(pack) = true_pack() else { return };
    let mut files = fake(&pack, Domain::Airline, Style::Triple);
    for bytes in files.values_mut() {
        *bytes = String::from_utf8_lossy(bytes).replace('\n', "\r\n").into_bytes();
    }
    assert_eq!(said(&files, Domain::Airline), "fine");
}

#[test]
fn the_sources_are_all_that_is_read() {
    let Some(pack) = true_pack() else { return };
    for domain in Domain::PACKED {
        let files = fake(&pack, domain, Style::Formatted);
        let wanted = sources(domain);
        let paths: Vec<String> =
            files.keys().map(|path| path.replacen("tau-bench-main/", "", 1)).collect();
        for path in &paths {
            assert!(wanted.contains(path), "{path} is read and not listed");
        }
        assert_eq!(wanted.len(), paths.len(), "{domain}: nothing is listed in vain");
        assert!(files.keys().all(|path| data::is_wanted(path)));
        assert!(!data::is_wanted("tau-bench-main/run.py") && !data::is_wanted(".git/HEAD"));
        for path in wanted {
            let mut partial = files.clone();
            partial.remove(&format!("tau-bench-main/{path}"));
            let extra = ["LICENSE", "tau_bench/types.py", "tau_bench/envs/user.py"];
            if extra.contains(&&*path) || path.starts_with("tau_bench/agents") {
                let made = data::read(domain, &partial).expect("it can be done without");
                assert!(made.notes[0].contains("left out"), "{path}: {:?}", made.notes);
            } else {
                let want = format!("{path} is missing: choose the whole folder, or the zip of it");
                assert_eq!(said(&partial, domain), want);
            }
        }
    }
}

#[test]
fn other_versions_are_told_by_their_file() {
    let Some(pack) = true_pack() else { return };
    let files = fake(&pack, Domain::Airline, Style::Formatted);
    let change = |path: &str, from: &str, to: &str| {
        let path = format!("tau-bench-main/tau_bench/envs/airline/{path}");
        let mut files = files.clone();
        let text = String::from_utf8_lossy(&files[&path]).into_owned();
        assert!(text.contains(from), "{path} has no {from}");
        files.insert(path, text.replacen(from, to, 1).into_bytes());
        said(&files, Domain::Airline)
    };
    let other = change("tasks_test.py", "JFK", "LAX");
    let head = "tau_bench/envs/airline/tasks_test.py is not the one of version 59a200c: airline/tasks_test.json is 46841 bytes there and 46841 here, with SHA-256 ";
    assert!(other.starts_with(head), "{other}");
    let tail = "… here instead of 13d2c44…; take the files at commit 59a200c6d575d595120f1cb70fea53cef0632f6b";
    assert!(other.ends_with(tail), "{other}");
    let cases = [
        ("env.py", "tasks_test", "tasks", "env.py: nothing is imported from tasks_test"),
        ("env.py", "TASKS", "TASKS_TEST", "tasks_test.py: there is no TASKS_TEST"),
        ("rules.py", "[]", "load()", "rules.py: line 1: a literal was expected"),
        (
            "tools/__init__.py",
            ".think",
            "think",
            "tools/__init__.py: Think is imported from nowhere",
        ),
        ("tools/think.py", "get_info", "info", "tools/think.py: there is no Think.get_info"),
        ("data/users.json", "{", "", "data/users.json: no JSON at byte"),
        ("tasks_test.py", "TASKS = [", "TASKS = (", "tasks_test.py: "),
    ];
    for (path, from, to, want) in cases {
        let said = change(path, from, to);
        assert!(said.starts_with(&format!("tau_bench/envs/airline/{want}")), "{said}");
    }
    assert!(change("wiki.md", "a", "b").contains("wiki.md is not the one"));
}

#[test]
fn packs_are_known_by_what_they_hold() {
    let Some(pack) = true_pack() else { return };
    let files = as_files(&pack, "somewhere/tau-bench/");
    assert_eq!(data::datasets(&files), Domain::PACKED.map(Dataset::Tau));
    for domain in Domain::PACKED {
        assert_eq!(said(&files, domain), "fine");
    }

    // Loose files, whatever their names.
    let flat = |(at, (_, text)): (usize, (&String, &String))| {
        (format!("file-{at}"), text.clone().into_bytes())
    };
    let loose: Files =
        pack.iter().filter(|(name, _)| *name != "manifest.json").enumerate().map(flat).collect();
    assert_eq!(said(&loose, Domain::Retail), "fine");

    let mut partial = files.clone();
    partial.remove("somewhere/tau-bench/retail/orders.json");
    let want = "retail/orders.json is missing: choose the whole folder, or the zip of it";
    assert_eq!(said(&partial, Domain::Retail), want);
    assert_eq!(said(&partial, Domain::Airline), "fine");

    let mut changed = files.clone();
    changed.insert("somewhere/tau-bench/retail/wiki.md".to_owned(), b"Be nice.".to_vec());
    let said_of = said(&changed, Domain::Retail);
    assert!(said_of.contains("retail/wiki.md is 5718 bytes there and 8 here"), "{said_of}");

    let mut without: Files = files.clone();
    without.retain(|path, _| !path.contains("/retail/"));
    assert_eq!(data::datasets(&without), [Dataset::Tau(Domain::Airline)]);
}

#[test]
fn something_else_is_told_from_nothing() {
    let file = |path: &str, text: &str| Files::from([(path.to_owned(), text.into())]);
    let nothing = "nothing of tau-bench's retail is among these files: a checkout of sierra-research/tau-bench or a pack of its data is needed";
    assert_eq!(said(&file("holiday.jpg", "x"), Domain::Retail), nothing);
    let second = "these files are of tau2-bench, whose rules are others: sierra-research/tau-bench is needed";
    assert_eq!(said(&file("t/data/tau2/domains/retail/db.json", "{}"), Domain::Retail), second);
    let manifest = |upstream: &str, commit: &str| {
        format!(
            r#"{{"upstream": "{upstream}", "commit": "{commit}", "licence": "MIT", "files": {{}}}}"#
        )
    };
    let with = |text: &str| said(&file("t/manifest.json", text), Domain::Retail);
    assert_eq!(with(&manifest("sierra-research/tau2-bench", "c")), second);
    assert_eq!(
        with(&manifest("sierra-research/tau-bench", "c")),
        "the data is of version c; the rules here are those of 59a200c6d575d595120f1cb70fea53cef0632f6b"
    );
    assert_eq!(said(&Files::new(), Domain::Books), nothing.replace("retail", "books"));
}

#[test]
fn a_kept_pack_is_small_and_loads_file_by_file() {
    let Some(pack) = true_pack() else { return };
    for (domain, most, tests) in [(Domain::Retail, 420_000, 115), (Domain::Airline, 430_000, 50)] {
        let made = data::read(domain, &as_files(&pack, "")).expect("a pack");
        let sealed = made.seal();
        assert!(sealed.len() < most, "{domain}: {} bytes", sealed.len());
        assert_eq!(Pack::open(&sealed).as_ref(), Ok(&made));
        let whole = made.world().expect("a world");
        let mut loader = Loader::new(domain);
        while made.load_next(&mut loader).expect("a file") {}
        let (done, all) = loader.progress();
        assert_eq!(done, all);
        let world = loader.finish().expect("a world");
        assert_eq!(world.fresh().hash(), whole.fresh().hash());
        assert_eq!(world.tasks(Split::Test).len(), tests);
        assert_eq!(world.told().policy, whole.told().policy);
        assert_eq!(made.prompts().as_ref(), Some(&pack["prompts.json"]));

        // What is kept may have been changed by whatever.
        for cut in [0, 1, sealed.len() / 2, sealed.len() - 1] {
            assert!(matches!(Pack::open(&sealed[..cut]), Err(DataError::Kept(_))), "{cut}");
        }
    }
}

#[test]
fn a_zip_is_a_folder() {
    let Some(pack) = true_pack() else { return };
    let files = fake(&pack, Domain::Airline, Style::Formatted);
    let zipped = |method: zip::CompressionMethod| {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.add_directory("tau-bench-main/", options).expect("a folder");
        for (path, bytes) in files.iter().chain([(&"tau-bench-main/run.py".to_owned(), &vec![1])]) {
            writer.start_file(path.as_str(), options).expect("a file");
            writer.write_all(bytes).expect("bytes");
        }
        writer.finish().expect("a zip").into_inner()
    };
    for method in [zip::CompressionMethod::Deflated, zip::CompressionMethod::Stored] {
        let zip = zipped(method);
        assert!(data::is_archive(&zip));
        assert_eq!(data::unpack(&zip, &data::is_wanted).as_ref(), Ok(&files));
        let cut = data::unpack(&zip[..zip.len() / 2], &data::is_wanted).expect_err("it is cut");
        assert!(cut.to_string().starts_with("the zip cannot be read: "), "{cut}");
    }
    assert!(!data::is_archive(b"{}"));
}

#[test]
fn the_terminal_reads_checkouts_and_zips_too() {
    let Some(pack) = true_pack() else { return };
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("data");
    drop(fs::remove_dir_all(&root));
    for (path, bytes) in fake(&pack, Domain::Airline, Style::Formatted) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("a file");
    }
    let found = cli::data::Pack::find(&[root.join("tau-bench-main")]).expect("a checkout");
    let world = found.world(Domain::Airline).expect("its data");
    assert_eq!(Some(&*world.fresh().hash()), Domain::Airline.initial_hash());
    assert_eq!(found.text("prompts.json").as_ref(), Ok(&pack["prompts.json"]));
    assert_ne!(found.wording().expect("upstream's"), Wording::own());
    let prompts = root.join("tau-bench-main/tau_bench/envs/user.py");
    fs::remove_file(prompts).expect("the file goes");
    let without = cli::data::Pack::find(&[root.join("tau-bench-main")]).expect("a checkout");
    assert_eq!(without.wording(), Ok(Wording::own()), "our own words serve");
    let missing = found.world(Domain::Retail).expect_err("only airline is there");
    assert!(missing.contains("nothing of tau-bench's retail"), "{missing}");
    let nothing = root.join("no.zip");
    fs::write(&nothing, "no zip").expect("a file");
    let wrong = cli::data::Pack::find(&[nothing]).expect_err("no zip");
    assert!(wrong.contains("no.zip: the zip cannot be read"), "{wrong}");
}

#[test]
fn the_terminal_says_where_our_own_words_stand_in() {
    let Some(pack) = true_pack() else { return };
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in as_files(&pack, "tau-bench/") {
        if path.ends_with("airline/wiki.md") {
            continue;
        }
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(path, options).expect("a file");
        writer.write_all(&bytes).expect("bytes");
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-words");
    fs::create_dir_all(&root).expect("a folder");
    let zip = root.join("pack.zip");
    fs::write(&zip, writer.finish().expect("a zip").into_inner()).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_diorama"))
        .args(["run", "tau-bench", "--agent-strategy", "gold", "--env", "airline"])
        .args(["--task-ids", "0", "--data"])
        .arg(&zip)
        .arg("--log-dir")
        .arg(&root)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("airline/wiki.md: it is not there; our own words stand in"), "{said}");
}

#[test]
fn chosen_files_make_every_domain_that_is_whole() {
    let Some(pack) = true_pack() else { return };
    let both = as_files(&pack, "");
    let (retail, airline) = (Dataset::Tau(Domain::Retail), Dataset::Tau(Domain::Airline));
    let found = |files: Files, wanted: Domain| {
        let gathered = data::gather(wanted, files);
        let wrong = gathered.wrong.map(|error| error.to_string());
        (gathered.packs.iter().map(Pack::dataset).collect::<Vec<_>>(), wrong)
    };
    assert_eq!(found(both.clone(), Domain::Airline), (vec![airline, retail], None));
    let mut partial = both;
    partial.remove("retail/orders.json");
    assert_eq!(found(partial.clone(), Domain::Airline), (vec![airline], None));
    let (others, wrong) = found(partial, Domain::Retail);
    assert_eq!(others, [airline], "what is whole is not lost");
    let wrong = wrong.expect("orders are missing");
    assert!(wrong.starts_with("retail/orders.json is missing"), "{wrong}");
}
