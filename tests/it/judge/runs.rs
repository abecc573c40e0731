//! What holds of every run: breaks, odd replies, empty inputs, other settings over the same replies.

use diorama::judge::{
    AgentDialogueTrace, ErrorAnalysisRun, EvaluationSample, GradeParser, Job, JudgeOptions,
    JudgeReply, JudgeRun, JudgeWording, JudgedSample, Ledger, Metric, Next, Scored, Scores,
    Ungraded,
};
use diorama::llm::ChatRequest;

/// Three sub-goals over two turns.
fn job(options: JudgeOptions) -> Job {
    let sample = r#"{"sub_goals": [
        {"details": "it greets", "turn": 0}, {"details": "it looks it up", "turn": 1}, {"details": "it ends", "turn": 1}],
        "user_instruction": "a task"}"#;
    let trace = r#"{"turns": [
        {"id": "t0", "agent_input": "hi", "agent_response": {"response": "hello"}, "steps": []},
        {"id": "t1", "agent_input": "order 7?", "agent_response": {"response": "sent"},
         "steps": [{"id": "s", "tool": "look_up", "tool_input_args": [{"name": "order", "value": 7}], "tool_output": "sent"}]}]}"#;
    let sample: EvaluationSample = serde_json::from_str(sample).expect("a sample");
    let trace: AgentDialogueTrace = serde_json::from_str(trace).expect("a trace");
    Job { sample, trace, options }
}

const METRICS: [Metric; 3] = [Metric::SuccessScore, Metric::Auc, Metric::SuccessScoreFinalTurn];

fn run(job: Job) -> JudgeRun {
    JudgeRun::new(job, &METRICS, JudgeWording::default(), ChatRequest::default())
}

/// Replies by the number of replies given before.
fn script(at: usize) -> JudgeReply {
    match at % 7 {
        0 | 1 => JudgeReply::said("GRADE: C"),
        2 => JudgeReply::said("no verdict at all"),
        3 => JudgeReply { status: 429, ..JudgeReply::default() },
        4 => JudgeReply::said("**GRADE: I**"),
        _ => JudgeReply::said("GRADE: I"),
    }
}

/// Runs to the end; `between` may change the run after each wave. Returns the waves too.
fn finish(
    mut run: JudgeRun,
    between: impl Fn(JudgeRun) -> JudgeRun,
) -> (Vec<usize>, Scored, JudgeRun) {
    let (mut waves, mut given) = (Vec::new(), 0);
    loop {
        match run.next_wave() {
            Next::Done(scored) => return (waves, scored, run),
            Next::Ask(wave) => {
                waves.push(wave.count);
                run.answer(&wave, (given..given + wave.count).map(script));
                given += wave.count;
                run = between(run);
            }
        }
    }
}

#[test]
fn a_saved_run_goes_on_where_it_was() {
    let (waves, scored, _) = finish(run(job(JudgeOptions::default())), |run| run);
    assert!(waves.len() > 4, "{waves:?}");
    let (again, same, _) = finish(run(job(JudgeOptions::default())), |run| {
        let saved = serde_json::to_string(&run).expect("a run can be written");
        serde_json::from_str(&saved).expect("a run can be read")
    });
    assert_eq!((again, same), (waves, scored));
}

#[test]
fn after_a_break_within_a_wave_only_the_rest_is_asked() {
    let mut run = run(job(JudgeOptions::default()));
    let Next::Ask(wave) = run.next_wave() else { panic!("something to ask") };
    run.answer(&wave, [JudgeReply::said("GRADE: C"), JudgeReply::said("GRADE: I")]);
    let Next::Ask(rest) = run.next_wave() else { panic!("more to ask") };
    assert_eq!((rest.question, rest.count, wave.count), (wave.question, 3, 5));
    assert_eq!(rest.request, wave.request);
}

#[test]
fn metrics_share_their_answers() {
    let (waves, _, _) = finish(run(job(JudgeOptions::default())), |run| run);
    let count = |metrics: &[Metric]| {
        let one = JudgeRun::new(
            job(JudgeOptions::default()),
            metrics,
            JudgeWording::default(),
            ChatRequest::default(),
        );
        finish(one, |run| run).0
    };
    // Success in the end asks nothing that the area did not.
    assert_eq!(waves, count(&[Metric::SuccessScore, Metric::Auc]));
}

#[test]
fn recorded_replies_are_counted_again_without_a_call() {
    let patient = JudgeOptions { num_judge_trials: Some(7), ..JudgeOptions::default() };
    let (_, _, heard) = finish(run(job(patient.clone())), |run| run);
    let text = serde_json::to_string(heard.ledger()).expect("a ledger can be written");
    let ledger: Ledger = serde_json::from_str(&text).expect("a ledger can be read");
    assert_eq!(&ledger, heard.ledger());
    let robust = JudgeOptions {
        num_judge_trials: Some(3),
        parser: GradeParser::Robust,
        ..JudgeOptions::default()
    };
    let again = run(job(robust)).with_ledger(ledger.clone());
    assert!(matches!(again.next_wave(), Next::Done(_)), "three votes are among the seven");
    let more =
        JudgeOptions { num_judge_trials: Some(15), max_retry_judge_trials: Some(0), ..patient };
    let Next::Ask(wave) = run(job(more)).with_ledger(ledger).next_wave() else {
        panic!("fifteen votes are more than were heard")
    };
    assert!(wave.count <= 8, "only what is missing is asked: {}", wave.count);
}

#[test]
fn what_has_no_verdict_fails_or_is_reported_but_never_counts_silently() {
    let options = JudgeOptions { max_retry_judge_trials: Some(1), ..JudgeOptions::default() };
    let mute = |options: JudgeOptions| {
        let mut run = JudgeRun::new(
            job(options),
            &[Metric::ProgressScore],
            JudgeWording::default(),
            ChatRequest::default(),
        );
        while let Next::Ask(wave) = run.next_wave() {
            run.answer(
                &wave,
                wave.requests().map(|_| JudgeReply::said("GRADE: Hm.")).collect::<Vec<_>>(),
            );
        }
        match run.next_wave() {
            Next::Done(mut scored) => scored.remove(0).1,
            Next::Ask(_) => unreachable!("the loop above ended"),
        }
    };
    let error = mute(options.clone()).expect_err("no verdict");
    assert_eq!(error.code.expect("a code").to_string(), "050000");
    let reported = mute(JudgeOptions { ungraded: Ungraded::Report, ..options });
    let Ok(Scores::One(score)) = reported else { panic!("a score: {reported:?}") };
    assert_eq!((score.score, score.ungraded.len()), (0.0, 3));
    let results = score.validation_results.expect("results");
    assert!(results.iter().all(|result| result.is_ungraded && !result.is_completed));
    assert_eq!(results[0].votes.expect("votes").invalid, 10);
}

#[test]
fn empty_inputs_are_told_by_their_codes() {
    type Change = fn(&mut Job);
    let cases: [(Metric, Change, &str); 8] = [
        (Metric::ProgressScore, |job| job.sample.sub_goals.clear(), "050004"),
        (Metric::ProgressScore, |job| job.trace.turns = None, "TypeError"),
        (Metric::Auc, |job| job.trace.turns = Some(Vec::new()), "IndexError"),
        (Metric::Auc, |job| job.options.max_turns = Some(0), "050005"),
        (Metric::SuccessScoreFinalTurn, |job| job.options.max_turns = Some(-3), "050005"),
        (
            Metric::ToolCorrectness,
            |job| job.sample.expected_tool_calls = Some(Vec::new()),
            "050004",
        ),
        (Metric::ToolCorrectness, |_| {}, "TypeError"),
        (Metric::Ppt, |job| job.options.num_judge_trials = None, "TypeError"),
    ];
    for (metric, change, expected) in cases {
        let mut job = job(JudgeOptions::default());
        change(&mut job);
        let run = JudgeRun::new(job, &[metric], JudgeWording::default(), ChatRequest::default());
        let Next::Done(scored) = run.next_wave() else { panic!("{metric}: it asks") };
        let error = scored[0].1.as_ref().expect_err("an error");
        let found = error.code.map_or(error.class.to_string(), |code| code.to_string());
        assert_eq!(found, expected, "{metric}");
    }
}

#[test]
fn a_wave_that_fails_as_a_whole_fails_the_metric_with_its_words() {
    let mut run = run(job(JudgeOptions::default()));
    let Next::Ask(wave) = run.next_wave() else { panic!("something to ask") };
    let raised = JudgeReply { raise: Some("no network".to_owned()), ..JudgeReply::default() };
    run.answer(&wave, [raised]);
    let scored = loop {
        match run.next_wave() {
            Next::Done(scored) => break scored,
            Next::Ask(wave) => {
                run.answer(&wave, (0..wave.count).map(|_| JudgeReply::said("GRADE: C")));
            }
        }
    };
    assert_eq!(scored[0].1.as_ref().expect_err("an error").message(), "no network");
    assert!(scored[1].1.is_ok(), "the other metrics go on");
}

#[test]
fn a_template_of_ones_own_is_filled_and_its_faults_are_told() {
    let ask = |upstream: Option<&str>, documented: Option<&str>| {
        let options = JudgeOptions {
            template_subgoal: upstream.map(str::to_owned),
            templates_subgoal: documented.map(str::to_owned),
            ..JudgeOptions::default()
        };
        match run(job(options)).next_wave() {
            Next::Ask(wave) => Ok(wave.prompt().to_owned()),
            Next::Done(scored) => Err(scored[0].1.as_ref().expect_err("an error").to_string()),
        }
    };
    // The static path honours the documented name only.
    assert_eq!(ask(None, Some("{{{subgoal}}}")).as_deref(), Ok("{it greets}"));
    assert!(ask(Some("{subgoal}"), None).expect("a prompt").contains("[BEGIN DATA]"));
    let error = ask(None, Some("{unknown}")).expect_err("an unknown placeholder");
    assert!(error.contains("unknown"), "{error}");
}

#[test]
fn an_analysis_asks_five_times_for_json_and_then_gives_up() {
    let sample = r#"[{"data_sample_id": 1, "subgoal_validations": [
        {"is_completed": false, "details": "it greets", "explanations": ["failed", "GRADE: I"]}]}]"#;
    let samples: Vec<JudgedSample> = serde_json::from_str(sample).expect("samples");
    let cases = [("no JSON", 5, "080014"), ("", 5, "080014"), ("{\"error\": \"x\"}", 1, "080015")];
    for (reply, asked, code) in cases {
        let mut run = ErrorAnalysisRun::new(samples.clone(), ChatRequest::default());
        let mut count = 0;
        let found = loop {
            match run.next_wave() {
                Next::Done(found) => break found,
                Next::Ask(wave) => {
                    count += wave.count;
                    run.answer(&wave, [JudgeReply::said(reply)]);
                }
            }
        };
        let error = found.expect_err("an error");
        assert_eq!(
            (count, error.code.expect("a code").to_string().as_str()),
            (asked, code),
            "{reply:?}"
        );
    }
}
