//! Drives a run: asks many questions at once and writes each answer down before anything follows from it.

use std::pin::pin;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::{JoinSet, LocalSet};

use super::folder::Store;
use super::models::Models;
use super::watch::Watch;
use crate::experiment::{Due, Question, Runner};
use crate::llm::{Answer, ErrorKind, Outcome};

/// A model that fails so often in a row, for a reason that trying again does not mend, is asked nothing more.
const MOST_FAILURES: u32 = 3;

/// How often progress is shown.
const TICK: Duration = Duration::from_millis(100);

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing is left to ask.
    Over,
    /// Someone stopped it.
    Interrupted,
}

/// An answer, and when its question was asked, in milliseconds since 1970.
type Came = (Question, Answer, Option<i64>);

/// Runs to the end, or until Ctrl-C. The first one waits for the answers in flight, which may cost; the second does not.
pub(super) async fn drive(
    runner: &mut Runner,
    models: &Rc<Models>,
    store: &mut Store,
    watch: &mut Watch,
) -> Result<End, String> {
    LocalSet::new().run_until(driven(runner, models, store, watch)).await
}

async fn driven(
    runner: &mut Runner,
    models: &Rc<Models>,
    store: &mut Store,
    watch: &mut Watch,
) -> Result<End, String> {
    let mut flying: JoinSet<Came> = JoinSet::new();
    let mut failures = Failures::default();
    let mut tick = tokio::time::interval(TICK);
    let mut interrupt = pin!(tokio::signal::ctrl_c());
    let mut is_stopping = false;
    loop {
        let mut is_busy = false;
        while !is_stopping && !is_busy {
            match runner.due() {
                Due::Ask(question) => {
                    flying.spawn_local(ask(Rc::clone(models), question));
                }
                Due::Write(events) => {
                    store.append(&events)?;
                    is_busy = true;
                }
                Due::Busy => is_busy = true,
                Due::Nothing => break,
            }
        }
        if is_busy {
            // Answers that came meanwhile are heard first, and whoever wants to stop.
            tokio::select! {
                biased;
                stopped = &mut interrupt => {
                    stopped.map_err(|error| error.to_string())?;
                    is_stopping = true;
                    interrupt.set(tokio::signal::ctrl_c());
                }
                () = tokio::task::yield_now() => {}
            }
            while let Some(Ok(came)) = flying.try_join_next() {
                take(runner, store, watch, &mut failures, came)?;
            }
            watch.show(runner);
            continue;
        }
        if flying.is_empty() {
            store.sync()?;
            return Ok(if is_stopping { End::Interrupted } else { End::Over });
        }
        tokio::select! {
            Some(came) = flying.join_next() => {
                let came = came.map_err(|error| format!("a question broke off: {error}"))?;
                take(runner, store, watch, &mut failures, came)?;
            }
            stopped = &mut interrupt => {
                stopped.map_err(|error| error.to_string())?;
                interrupt.set(tokio::signal::ctrl_c());
                if is_stopping {
                    store.sync()?;
                    return Ok(End::Interrupted);
                }
                is_stopping = true;
                let count = flying.len();
                watch.say(&format!("Stopping: {count} questions are in flight. Once more to leave them."));
            }
            _ = tick.tick() => {
                watch.show(runner);
                store.sync_now_and_then()?;
            }
        }
    }
}

async fn ask(models: Rc<Models>, question: Question) -> Came {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let asked_ms = now.ok().map(|since| since.as_millis() as i64);
    let answer = models.ask(&question).await;
    (question, answer, asked_ms)
}

/// Writes an answer down and hands it on.
fn take(
    runner: &mut Runner,
    store: &mut Store,
    watch: &mut Watch,
    failures: &mut Failures,
    (question, answer, asked_ms): Came,
) -> Result<(), String> {
    let given_up = failures.note(&question, &answer);
    let events = runner.answer(question.at, answer, asked_ms);
    store.append(&events)?;
    if let Some((model, why)) = given_up {
        runner.give_up(model);
        let name = runner.plan().models[model].label();
        watch.say(&format!("{name} is asked nothing more: {why}"));
    }
    Ok(())
}

/// Failures of each model in a row, of one kind.
#[derive(Default)]
struct Failures(std::collections::BTreeMap<usize, (ErrorKind, u32)>);

impl Failures {
    /// The model that is to be given up, and why.
    fn note(&mut self, question: &Question, answer: &Answer) -> Option<(usize, String)> {
        let model = question.cell.model?;
        let Outcome::Error(error) = &answer.outcome else {
            self.0.remove(&model);
            return None;
        };
        let lasts = matches!(
            error.kind,
            ErrorKind::BadKey
                | ErrorKind::Forbidden
                | ErrorKind::Quota
                | ErrorKind::NoSuchModel
                | ErrorKind::Unreachable
        );
        if !lasts {
            self.0.remove(&model);
            return None;
        }
        let known = self.0.entry(model).or_insert((error.kind, 0));
        *known = if known.0 == error.kind { (known.0, known.1 + 1) } else { (error.kind, 1) };
        (known.1 == MOST_FAILURES).then(|| (model, error.to_string()))
    }
}
