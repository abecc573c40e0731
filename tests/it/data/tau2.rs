//! tau2-bench's data: told from tau-bench's, out of checkouts, packs and loose files; what is said of it where it is not right; its
//! tasks, read and searched; the parts of its rewards that need neither tools nor a judge.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::process::{Command, Output};

use diorama::cli::data::{folders, read as read_file};
use diorama::data::{self, Dataset, Files, Pack, Sum, figures};
use diorama::env::support::tau2::{Component, Criteria, GoldAction, Tau2Domain};
use diorama::env::support::{Action, Domain, Manifest};
use diorama::python::shared::loads;

const HEAD: &str = "data/tau2/domains/";

/// The folder of the pack; says so plainly if it is absent.
fn home() -> Option<PathBuf> {
    let mut places = folders(None).into_iter().map(|folder| folder.join("tau2-bench"));
    let home = places.find(|folder| folder.join("manifest.json").exists());
    if home.is_none() {
        eprintln!("not compared: tau2-bench's data is not there");
    }
    home
}

/// The files of the pack, by names without `.gz`.
fn pack() -> Option<BTreeMap<String, Vec<u8>>> {
    let home = home()?;
    let file = |name: &str| read_file(&home.join(name)).expect("a readable file");
    let manifest = String::from_utf8(file("manifest.json")).expect("text");
    let files = Manifest::parse_any(&manifest).expect("a manifest").files;
    let plain = |name: &str| name.strip_suffix(".gz").unwrap_or(name).to_owned();
    Some(files.iter().map(|one| (plain(&one.name), file(&one.name))).collect())
}

/// The pack's files as they lie in a checkout of upstream.
fn checkout(pack: &BTreeMap<String, Vec<u8>>, root: &str) -> Files {
    let place = |name: &str| match name {
        "LICENSE" => format!("{root}LICENSE"),
        name => format!("{root}{HEAD}{name}"),
    };
    pack.iter().map(|(name, bytes)| (place(name), bytes.clone())).collect()
}

fn said(files: &Files, dataset: impl Into<Dataset>) -> String {
    data::read(dataset, files).map_or_else(|error| error.to_string(), |_| "fine".to_owned())
}

#[test]
fn a_checkout_and_a_pack_are_read_alike() {
    let Some(pack) = pack() else { return };
    let bare: Files = pack.iter().map(|(name, bytes)| (name.clone(), bytes.clone())).collect();
    let cases = [
        (Tau2Domain::Retail, 114, 1550, false),
        (Tau2Domain::Airline, 50, 2800, true),
        (Tau2Domain::Mock, 10, 2, false),
    ];
    for (domain, tasks, rows, derived) in cases {
        for files in [&checkout(&pack, "tau2-bench-main/"), &bare] {
            let made =
                data::read(domain, files).unwrap_or_else(|error| panic!("{domain}: {error}"));
            assert_eq!(made.dataset(), Dataset::Tau2(domain));
            let read = made.tau2().expect("its tasks");
            let records: usize = read.tables.iter().map(|(_, rows)| rows.len()).sum();
            assert_eq!(
                (read.tasks.len(), records, read.derived),
                (tasks, rows, derived),
                "{domain}"
            );
            let notes: &[&str] = if derived {
                &[
                    "airline/db.derived.json stands in for airline/db.json: the tables were derived from tau-bench's, so rewards on them are not official",
                ]
            } else {
                &[]
            };
            assert_eq!(made.notes, notes, "{domain}");

            let sealed = made.seal();
            let kept = Pack::open(&sealed).expect("what was kept");
            assert_eq!(kept.tau2().expect("its tasks").tasks, read.tasks);
            assert!(made.world().is_err(), "it is not played");
        }
    }
}

#[test]
fn the_benchmarks_are_told_by_what_they_hold() {
    let Some(pack) = pack() else { return };
    let all = checkout(&pack, "x/");
    assert_eq!(data::datasets(&all), Tau2Domain::OFFERED.map(Dataset::Tau2));
    let of_second = "these files are of tau2-bench, whose rules are others: sierra-research/tau-bench is needed";
    assert_eq!(said(&all, Domain::Retail), of_second);
    let first = |path: &str| Files::from([(path.to_owned(), b"{}".to_vec())]);
    assert_eq!(
        said(&first("t/retail/orders.json"), Tau2Domain::Retail),
        "these files are of tau-bench, whose rules are others: sierra-research/tau2-bench is needed"
    );

    // Loose files, whatever their names; and what one asked for is not what one has.
    let named =
        |(at, (_, bytes)): (usize, (&String, &Vec<u8>))| (format!("file-{at}"), bytes.clone());
    let loose: Files = pack.iter().enumerate().map(named).collect();
    let gathered = data::gather(Domain::Retail, loose);
    let found: Vec<Dataset> = gathered.packs.iter().map(Pack::dataset).collect();
    assert_eq!(found, Tau2Domain::OFFERED.map(Dataset::Tau2));
    assert_eq!(gathered.wrong.map(|error| error.to_string()).as_deref(), Some(of_second));
}

#[test]
fn a_zip_of_the_repository_is_a_folder() {
    let Some(pack) = pack() else { return };
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (path, bytes) in checkout(&pack, "tau2-bench-a2c0247/") {
        writer.start_file(path.as_str(), options).expect("a file");
        writer.write_all(&bytes).expect("bytes");
    }
    let zip = writer.finish().expect("a zip").into_inner();
    let unpacked = data::unpack(&zip, &data::is_wanted).expect("files");
    assert!(unpacked.keys().all(|path| !path.ends_with("telecom/tasks_full.json")));
    let gathered = data::gather(Tau2Domain::Mock, Files::from([("tau2.zip".to_owned(), zip)]));
    assert_eq!((gathered.packs.len(), gathered.wrong), (3, None));
}

#[test]
fn only_files_that_are_read_are_wanted() {
    let wanted = |path: &str| data::is_wanted(&format!("tau2-bench/{HEAD}{path}"));
    for name in ["tasks.json", "split_tasks.json", "policy.md", "db.json", "db.derived.json.gz"] {
        assert!(wanted(&format!("airline/{name}")), "{name}");
        assert!(!wanted(&format!("telecom/{name}")) && !wanted(&format!("airline_long/{name}")));
    }
    assert!(wanted("telecom/main_policy.md"), "it tells that this is telecom");
    for domain in Tau2Domain::OFFERED.map(Dataset::Tau2) {
        assert!(domain.sources().iter().all(|path| data::is_wanted(path)), "{domain}");
        assert_eq!(domain.sources().len(), figures(domain).len());
    }
}

#[test]
fn what_is_missing_or_of_another_version_is_named() {
    let Some(pack) = pack() else { return };
    let all = checkout(&pack, "");
    for file in ["tasks.json", "split_tasks.json", "policy.md", "db.json"] {
        let mut partial = all.clone();
        partial.remove(&format!("{HEAD}retail/{file}"));
        let want = format!("retail/{file} is missing: choose the whole folder, or the zip of it");
        assert_eq!(said(&partial, Tau2Domain::Retail), want);
        assert_eq!(said(&partial, Tau2Domain::Mock), "fine");
    }
    let path = format!("{HEAD}mock/policy.md");
    let mut other = all.clone();
    other.insert(path.clone(), b"Be nice.".to_vec());
    let told = said(&other, Tau2Domain::Mock);
    let head = format!(
        "{path} is not the one of version a2c0247: mock/policy.md is 278 bytes there and 8 here, with SHA-256 "
    );
    assert!(told.starts_with(&head), "{told}");
    assert!(told.ends_with("take the files at commit a2c024725189473d2d7cea3a5cfdbcc67478e41f"));

    // The airline's own tables are known by the name that git gives them.
    let mut other = all.clone();
    other.remove(&format!("{HEAD}airline/db.derived.json"));
    assert_eq!(
        said(&other, Tau2Domain::Airline),
        "airline/db.json is missing: choose the whole folder, or the zip of it"
    );
    other.insert(format!("{HEAD}airline/db.json"), b"{}".to_vec());
    let told = said(&other, Tau2Domain::Airline);
    assert!(told.contains("with git blob 9e26dfe… here instead of c6a1e81…"), "{told}");

    // Line ends of another system change nothing.
    let mut windows = all;
    let text = String::from_utf8_lossy(&windows[&path]).replace('\n', "\r\n");
    windows.insert(path, text.into_bytes());
    assert_eq!(said(&windows, Tau2Domain::Mock), "fine");

    let manifest = r#"{"upstream": "sierra-research/tau2-bench", "commit": "c", "licence": "MIT", "files": {}}"#;
    let only = Files::from([("t/manifest.json".to_owned(), manifest.into())]);
    assert_eq!(
        said(&only, Tau2Domain::Retail),
        "the data is of version c; what is read here is version a2c024725189473d2d7cea3a5cfdbcc67478e41f"
    );
    let loose = Files::from([("tasks.json".to_owned(), b"[]".to_vec())]);
    let told = said(&loose, Tau2Domain::Retail);
    let head = "tasks.json is not the one of version a2c0247: retail/tasks.json is 345982 bytes there and 2 here";
    assert!(told.starts_with(head), "{told}");
    assert_eq!(
        said(&Files::new(), Tau2Domain::Retail),
        "nothing of tau2-bench's retail is among these files: a checkout of sierra-research/tau2-bench or a pack of its data is needed"
    );
}

#[test]
fn telecom_is_known_and_not_offered() {
    let files = Files::from([(format!("x/{HEAD}telecom/main_policy.md"), b"Rules.".to_vec())]);
    let told = "tau2-bench's telecom is not offered: its customers work on a telephone of their own, and what they do to it is not reproduced here";
    assert_eq!(said(&files, Tau2Domain::Telecom), told);
    assert_eq!(said(&files, Tau2Domain::Retail), told, "it is all that is there");
    assert!(said(&files, Domain::Retail).starts_with("these files are of tau2-bench"));
    assert!(data::datasets(&files).is_empty() && figures(Tau2Domain::Telecom).is_empty());
}

#[test]
fn git_names_a_blob_as_git_does() {
    // `printf 'what is up, doc?' | git hash-object --stdin`, the example of git's book.
    let sum = Sum::GitBlob("bd9dbf5aae1a3862dd1526723246b20206e5fc37");
    assert!(sum.is_of(b"what is up, doc?") && !sum.is_of(b"what is up, Doc?"));
}

#[test]
fn names_of_data_sets_are_told_apart() {
    for dataset in Dataset::ALL {
        assert_eq!(dataset.as_str().parse(), Ok(dataset));
    }
    assert!("tau2-telecom".parse::<Dataset>().is_err());
    for domain in Tau2Domain::ALL {
        assert_eq!(domain.as_str().parse(), Ok(domain));
        assert_eq!(domain.not_offered().is_none(), Tau2Domain::OFFERED.contains(&domain));
    }
}

#[test]
fn tasks_are_found_by_split_and_words() {
    let Some(pack) = pack() else { return };
    let all = checkout(&pack, "");
    let retail = data::read(Tau2Domain::Retail, &all).expect("a pack").tau2().expect("tasks");
    let splits: Vec<_> = retail.splits.iter().map(|(name, ids)| (&**name, ids.len())).collect();
    assert_eq!(splits, [("train", 74), ("test", 40), ("base", 114)]);
    for (name, count) in splits {
        assert_eq!(retail.search(Some(name), "").len(), count, "{name}");
    }
    assert!(retail.search(Some("nosuch"), "").is_empty());
    assert_eq!(retail.search(None, " ").len(), 114);
    let found = retail.search(None, "YUSUF t-shirt #w2378156");
    assert!(found.contains(&2) && found.len() < 12, "{found:?}");
    assert_eq!(retail.position("2"), Some(2));
    assert_eq!(retail.splits_of("2").map(|name| &**name).collect::<Vec<_>>(), ["train", "base"]);
    for task in &retail.tasks {
        assert!(!task.wish().is_empty() && task.has(task.wish()), "{}", task.id);
    }

    // The published counts of what decides.
    let count = |domain: Tau2Domain, component: Component, counts: bool| {
        let read = data::read(domain, &all).expect("a pack").tau2().expect("tasks");
        let criteria = read.tasks.iter().filter_map(|task| task.criteria.as_ref());
        let has = |criteria: &&Criteria| criteria.checks(component) > 0;
        criteria.filter(has).filter(|criteria| criteria.counts(component) == counts).count()
    };
    let cases = [
        (Tau2Domain::Retail, Component::Communicate, false, 36),
        (Tau2Domain::Retail, Component::NlAssertion, true, 40),
        (Tau2Domain::Retail, Component::Action, true, 0),
        (Tau2Domain::Airline, Component::Communicate, true, 6),
        (Tau2Domain::Airline, Component::NlAssertion, false, 50),
        (Tau2Domain::Mock, Component::EnvAssertion, true, 3),
    ];
    for (domain, component, counts, want) in cases {
        assert_eq!(count(domain, component, counts), want, "{domain} {component:?} {counts}");
    }
}

fn call(name: &str, arguments: &str) -> Action {
    let arguments = loads(arguments).expect("JSON");
    Action::new(name, arguments.as_map().expect("an object").clone())
}

#[test]
fn a_call_is_a_gold_action_by_what_is_compared() {
    let gold = |compared: Option<&[&str]>| GoldAction {
        id: "1".into(),
        requestor: "assistant".into(),
        action: call("pay", r#"{"order": "W1", "amount": 5, "items": ["a", "b"]}"#),
        info: None,
        compared: compared.map(|names| names.iter().map(|name| (*name).into()).collect()),
    };
    let whole = r#"{"order": "W1", "amount": 5.0, "items": ["a", "b"]}"#;
    let cases = [
        ("pay", whole, None, true),
        ("pays", whole, None, false),
        // What the call does not name is not compared; what it names and the gold action does not, is.
        ("pay", r#"{"order": "W1"}"#, None, true),
        ("pay", "{}", None, true),
        ("pay", r#"{"order": "W1", "note": null}"#, None, false),
        ("pay", r#"{"order": "W2"}"#, None, false),
        ("pay", r#"{"items": ["b", "a"]}"#, None, false),
        ("pay", r#"{"order": "W2", "amount": 5}"#, Some(&["amount"][..]), true),
        ("pay", r#"{"order": "W1"}"#, Some(&["amount"][..]), false),
        ("pay", r#"{"order": "W1"}"#, Some(&["order", "note"][..]), true),
        ("pay", r#"{"order": "W9"}"#, Some(&[][..]), true),
        ("play", "{}", Some(&[][..]), false),
    ];
    for (name, arguments, compared, want) in cases {
        let is_it = gold(compared).is_matched_by(&call(name, arguments));
        assert_eq!(is_it, want, "{name} {arguments} {compared:?}");
    }
}

#[test]
fn what_has_to_be_said_is_looked_for_without_commas_and_capitals() {
    let criteria = Criteria {
        communicate: ["1097", "Gift Card", "4,5"].map(Into::into).into(),
        ..Criteria::default()
    };
    let said = criteria.said(&["The total is $1,097.", "To your GIFT CARD; 4,5."]);
    let said: Vec<_> = said.iter().map(|(info, is_said)| (&**info, *is_said)).collect();
    // A comma in what is looked for is kept: it is never found.
    assert_eq!(said, [("1097", true), ("Gift Card", true), ("4,5", false)]);
    assert!(!criteria.said(&["10", "97"])[0].1, "one text has to have all of it");
    assert_eq!(criteria.checks(Component::Communicate), 3);
    let counts = |component| {
        Criteria { basis: vec!["ACTION".into()], ..Criteria::default() }.counts(component)
    };
    assert_eq!(Component::ALL.map(counts), [false, false, false, true, false]);
}

fn diorama(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diorama"));
    command.args(["tasks", "tau2-bench"]).args(arguments).output().expect("it runs")
}

fn printed(arguments: &[&str]) -> String {
    let output = diorama(arguments);
    let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {wrong}");
    String::from_utf8(output.stdout).expect("text")
}

fn refused(arguments: &[&str]) -> String {
    let output = diorama(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn the_terminal_lists_tasks_and_prints_one() {
    assert!(
        refused(&["telecom"]).starts_with("tau2-bench's telecom is not offered: its customers")
    );
    let empty = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("tau2-empty");
    fs::create_dir_all(&empty).expect("a folder");
    let nowhere = refused(&["mock", "--data", empty.to_str().expect("a plain name")]);
    assert!(nowhere.starts_with("tau2-bench's data is missing: it is not in "), "{nowhere}");
    let Some(home) = home() else { return };
    let home = home.to_str().expect("a plain name");
    let at = |arguments: &[&str]| printed(&[arguments, &["--data", home][..]].concat());
    let list = at(&["retail", "--split", "test", "--search", "exchange"]);
    assert!(list.ends_with(" of 114 tasks; --task ID prints one\n"), "{list}");
    assert!(list.lines().count() < 42 && list.contains(" actions  DB × NL_ASSERTION "), "{list}");
    let task = at(&["retail", "--task", "2"]);
    assert!(task.starts_with("tau2-bench retail, task 2, in train, base\n"), "{task}");
    for part in [
        "\nreason for call\n  ",
        "\nThe reward is DB × NL_ASSERTION.\nDB, counts\nNL_ASSERTION, counts\n  ",
        "\nACTION, only shown\n  find_user_id_by_name_zip(first_name=\"Yusuf\", ",
        "\nCOMMUNICATE, only shown\n  10\n",
    ] {
        assert!(task.contains(part), "{part:?} in {task}");
    }
    let mock = at(&["mock", "--task", "create_task_1_with_env_assertions"]);
    assert!(mock.contains("\nENV_ASSERTION, counts\n  {\"env_type\": \"assistant\""), "{mock}");
    let wrong = |arguments: &[&str]| refused(&[arguments, &["--data", home][..]].concat());
    assert_eq!(wrong(&["mock", "--task", "no"]), "tau2-bench's mock has no task \"no\"\n");
    assert_eq!(wrong(&["mock", "--split", "no"]), "mock has no split \"no\", only base\n");
}
