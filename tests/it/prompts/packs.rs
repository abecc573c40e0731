//! Prompt packs and their templates.

use diorama::agent::prompt::{
    BalrogWording, PackError, PromptPack, Template, TemplateError, TensorZeroWording, Variant,
};
use proptest::prelude::*;

#[test]
fn our_own_packs_are_sound() {
    assert_eq!(BalrogWording::new(PromptPack::balrog()), Ok(BalrogWording::default()));
    for variant in Variant::ALL {
        let wording = TensorZeroWording::new(&PromptPack::tensorzero(), variant);
        assert_eq!(wording, Ok(TensorZeroWording::own(variant)), "{variant}");
    }
    for pack in [PromptPack::balrog(), PromptPack::tensorzero()] {
        let json = serde_json::to_string(&pack).expect("a pack is plain data");
        assert_eq!(PromptPack::parse(&json), Ok(pack));
    }
}

/// Our own pack with one text changed, or without it.
fn changed(mut pack: PromptPack, key: &str, text: Option<&str>) -> PromptPack {
    match text {
        Some(text) => pack.texts.insert(key.to_owned(), text.to_owned()),
        None => pack.texts.remove(key),
    };
    pack
}

#[test]
fn what_is_wrong_with_a_pack_is_said() {
    let balrog = |key, text| BalrogWording::new(changed(PromptPack::balrog(), key, text)).map(drop);
    let zero = |key, text| {
        TensorZeroWording::new(&changed(PromptPack::tensorzero(), key, text), Variant::History)
            .map(drop)
    };
    let cases = [
        (balrog("agent.custom", None), "the prompt pack \"balrog\" has no text \"agent.custom\""),
        (
            balrog("babyai.instruction", Some("{action_strings}")),
            "the text \"babyai.instruction\" of the prompt pack \"balrog\" cannot be used: \
             it lacks the placeholder \"mission\"",
        ),
        (
            balrog("feedback", Some("{mistake}")),
            "the text \"feedback\" of the prompt pack \"balrog\" cannot be used: \
             it has the placeholder \"mistake\", and nothing of that name is filled in here",
        ),
        (
            zero("history.user", Some("{{ observation }}")),
            "the text \"history.user\" of the prompt pack \"tensorzero\" cannot be used: \
             it lacks the placeholder \"history\"",
        ),
        (
            zero("history.system", Some("{{ mission }}\n{% if mission %}")),
            "the text \"history.system\" of the prompt pack \"tensorzero\" cannot be used: \
             it uses \"{% if mission %}\": of minijinja, only plain placeholders are read",
        ),
        (
            BalrogWording::new(PromptPack::tensorzero()).map(drop),
            "this is the prompt pack \"tensorzero\", not \"balrog\"",
        ),
        (PromptPack::parse("[]").map(drop), "this is no prompt pack: "),
        (
            PromptPack::parse(&" ".repeat((1 << 20) + 1)).map(drop),
            "the prompt pack has 1048577 bytes, more than 1048576",
        ),
    ];
    for (result, want) in cases {
        let found = result.map_err(|error: PackError| error.to_string());
        let found = found.expect_err(want);
        assert!(found.starts_with(want), "{found}");
    }
}

#[test]
fn braces_around_anything_else_stand_for_themselves() {
    let cases = [
        ("go to {place}!", "go to {place}, twice!"),
        ("{place}{place}", "{place}, twice{place}, twice"),
        ("{ place } {} {a b} {", "{ place } {} {a b} {"),
        ("{{place}}", "{{place}, twice}"),
        ("", ""),
    ];
    for (text, want) in cases {
        let template = Template::braces(text, &["place"]).expect("a template");
        // What is filled in is not looked through again.
        assert_eq!(template.render(&[("place", "{place}, twice")]), want, "{text:?}");
    }
    assert_eq!(Template::braces("{it}", &[]), Err(TemplateError::Unknown("it".to_owned())));
}

#[test]
fn of_minijinja_placeholders_are_read() {
    let cases = [
        ("{{ place }}, {{place}}", Ok("here, here")),
        ("{\n  \"place\": {{ place }}\n}", Ok("{\n  \"place\": here\n}")),
        // minijinja drops the last line break.
        ("one\n\n", Ok("one\n")),
        ("{{ place | upper }}", Err("{{ place | upper }}")),
        ("a {# remark #}\nb", Err("{# remark #}")),
        ("{{ place", Err("{{ place")),
    ];
    for (text, want) in cases {
        let found = Template::minijinja(text, &["place"]);
        let found = found.map(|template| template.render(&[("place", "here")]));
        let want = want
            .map(str::to_owned)
            .map_err(|mark: &str| TemplateError::Unsupported(mark.to_owned()));
        assert_eq!(found, want, "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_template_panic(text in "[{}%#a-z é\n]{0,20}") {
        let _ = Template::braces(&text, &["a"]).map(|template| template.render(&[]));
        let _ = Template::minijinja(&text, &["a"]).map(|template| template.render(&[]));
    }

    #[test]
    fn no_file_makes_a_pack_panic(json: String) {
        let _ = PromptPack::parse(&json);
    }
}
