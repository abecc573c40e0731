//! Literals out of Python sources, whatever way they are written.

use diorama::data::source::{Record, Source};
use diorama::python::shared::{PyValue, dumps_value, loads};
use serde_json::Value;

use super::fake::{Style, literal, tasks};

const ACTION: Record = Record { name: "Action", fields: &["name", "kwargs"] };
const TASK: Record =
    Record { name: "Task", fields: &["user_id", "actions", "instruction", "outputs"] };

fn read(source: &str) -> Result<String, String> {
    let value = Source::parse(source)?.value("x", &[ACTION]);
    value.map(|value| dumps_value(&value))
}

#[test]
fn literals_are_values() {
    let cases = [
        ("x = 1", "1"),
        ("x = -1", "-1"),
        ("x = +1", "1"),
        ("x = 1_000", "1000"),
        ("x = 0x10", "16"),
        ("x = 123456789012345678901234567890", "123456789012345678901234567890"),
        ("x = 5.0", "5.0"),
        ("x = -1e3", "-1000.0"),
        ("x = True", "true"),
        ("x = [None, False]", "[null, false]"),
        ("x: list = []", "[]"),
        ("x = 1\nx = 2", "2"),
        ("x = {'b': 1, 'a': {}, 'b': 2}", r#"{"b": 2, "a": {}}"#),
        (
            r"x = 'a\'\u00e9\x41\N{BULLET}\
b'",
            r#""a'\u00e9A\u2022b""#,
        ),
        ("x = '''a\n\"b\" '''", r#""a\n\"b\" ""#),
        ("x = ('a' # (\n  \"b\")", r#""ab""#),
        ("x = 'a' + r'\\n' + 'c'", r#""a\\nc""#),
        ("x = [Action(kwargs={'a': 1,}, name='n')]", r#"[{"name": "n", "kwargs": {"a": 1}}]"#),
        ("x = Action(other=f(), name='n', kwargs={})", r#"{"name": "n", "kwargs": {}}"#),
    ];
    for (source, want) in cases {
        assert_eq!(read(source).as_deref(), Ok(want), "{source}");
    }
}

#[test]
fn what_is_no_literal_is_said_with_its_line() {
    let cases = [
        ("y = 1", "there is no x"),
        ("x = y", "line 1: a literal was expected"),
        ("\n\nx = [\n  1,\n  f(2)]", "line 5: a literal was expected"),
        ("x = {1: 2}", "line 1: a string as a key was expected"),
        ("x = {'a': 1,\n **y}", "line 2: a string as a key was expected"),
        ("x = 'a' + 1", "line 1: a literal was expected"),
        ("x = f'{y}'", "line 1: a literal was expected"),
        ("x = b'a'", "line 1: a literal was expected"),
        ("x = 1j", "line 1: a literal was expected"),
        ("x = -y", "line 1: a literal was expected"),
        ("x = (1, 2)", "line 1: a literal was expected"),
        ("x = m.Action(name='n', kwargs={})", "line 1: a literal was expected"),
        ("x = Action('n', kwargs={})", "line 1: an argument of Action has no name"),
        ("x = Action(**y)", "line 1: an argument of Action has no name"),
        ("x = [\nAction(name='n')]", "line 2: Action has no kwargs"),
        ("x = __import__('os')", "line 1: a literal was expected"),
    ];
    for (source, want) in cases {
        assert_eq!(read(source), Err(want.to_owned()), "{source}");
    }
    let deep = format!("x = {}{}", "[".repeat(5000), "]".repeat(5000));
    assert_eq!(read(&deep), Err("it has too many brackets within brackets".to_owned()));
    assert!(read("x = [1").is_err());
}

#[test]
fn tasks_come_back_from_every_style() {
    let json = r#"[{"user_id":"it's_me_1","actions":[{"name":"a","kwargs":{}},{"name":"b","kwargs":{"n":1,"x":1.5,"y":5.0,"z":[{"k":null,"t":true}],"s":"say \"hi\" \\ {'a': 'b'}\n\t#W1"}}],"instruction":"Ünï — 😀 it's \"quoted\"; ends with \\","outputs":["10","a, b"]},{"user_id":"","actions":[],"instruction":"","outputs":[]}]"#;
    let list: Value = serde_json::from_str(json).expect("JSON");
    let want = loads(json).expect("JSON");
    for style in Style::ALL {
        let source = tasks(&list, "TASKS", style);
        let value = Source::parse(&source).and_then(|read| read.value("TASKS", &[TASK, ACTION]));
        assert_eq!(value.as_ref(), Ok(&want), "{style:?}\n{source}");
    }
}

#[test]
fn names_imports_and_what_methods_return_are_read() {
    let source = "from .one import One\nfrom a.b import c as d, e\n\nALL = [One, d]\n\nclass One:\n    def info() -> dict:\n        from .. import deep\n        return {'a': 1}\n\n    def none():\n        pass\n";
    let source = Source::parse(source).expect("Python");
    assert_eq!(source.names("ALL"), Ok(vec!["One".to_owned(), "d".to_owned()]));
    let imports: Vec<String> = source
        .imports()
        .into_iter()
        .map(|import| format!("{} {}", import.module, import.name))
        .collect();
    assert_eq!(imports, [".one One", "a.b c", "a.b e", ".. deep"]);
    let returned = source.returned("One.info").expect("a literal");
    assert_eq!(returned.get("a"), Some(&PyValue::from(1_i64)));
    assert_eq!(source.returned("One.none"), Err("One.none returns nothing".to_owned()));
    assert_eq!(source.returned("Two.info"), Err("there is no Two.info".to_owned()));
    assert_eq!(source.names("One"), Err("there is no One".to_owned()));

    // `literal` writes what Python reads: a guard for the tests themselves.
    let value: Value = serde_json::from_str("[1, \"a\"]").expect("JSON");
    assert_eq!(literal(&value, Style::Dense), "[1, 'a']");
}
