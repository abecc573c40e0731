//! How a run is shown while it goes: bars on a terminal, a line now and then elsewhere. On standard error.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::experiment::{Progress, Runner};

/// Of more models, only the whole has a bar.
const MOST_BARS: usize = 12;

/// Without a terminal, a line so often.
const LINE: Duration = Duration::from_secs(10);

/// Shows a run.
pub(super) struct Watch {
    started: Instant,
    kind: Kind,
}

enum Kind {
    Quiet,
    Lines { last: Instant },
    Bars { all: MultiProgress, bars: Vec<(Option<usize>, ProgressBar)>, whole: ProgressBar },
}

impl Watch {
    /// Begins.
    pub fn new(runner: &Runner, is_quiet: bool) -> Self {
        let started = Instant::now();
        let kind = match () {
            () if is_quiet => Kind::Quiet,
            () if stderr().is_terminal() => bars(runner),
            () => Kind::Lines { last: started },
        };
        Self { started, kind }
    }

    /// Shows how far the run is.
    pub fn show(&mut self, runner: &Runner) {
        let elapsed = self.started.elapsed();
        match &mut self.kind {
            Kind::Quiet => {}
            Kind::Lines { last } => {
                if last.elapsed() >= LINE {
                    *last = Instant::now();
                    eprintln!("{}", line(&runner.progress(), elapsed));
                }
            }
            Kind::Bars { bars, whole, .. } => {
                for (model, bar) in bars {
                    let progress = runner.progress_of(*model);
                    bar.set_position((progress.done + progress.out_of_budget) as u64);
                    bar.set_message(format!("{} in flight", progress.in_flight));
                }
                let progress = runner.progress();
                whole.set_position((progress.done + progress.out_of_budget) as u64);
                whole.set_message(told(&progress, elapsed));
            }
        }
    }

    /// Says something between the bars.
    pub fn say(&self, text: &str) {
        match &self.kind {
            Kind::Bars { all, .. } => drop(all.println(text)),
            Kind::Quiet | Kind::Lines { .. } => eprintln!("{text}"),
        }
    }

    /// Ends.
    pub fn finish(&mut self, runner: &Runner) {
        self.show(runner);
        match &self.kind {
            Kind::Quiet => {}
            Kind::Lines { .. } => eprintln!("{}", line(&runner.progress(), self.started.elapsed())),
            Kind::Bars { bars, whole, .. } => {
                for (_, bar) in bars {
                    bar.abandon();
                }
                whole.abandon();
            }
        }
    }
}

fn bars(runner: &Runner) -> Kind {
    let style = ProgressStyle::with_template("{prefix:24} {bar:30} {pos}/{len} {wide_msg}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    let all = MultiProgress::new();
    let bar = |name: &str, episodes: usize| {
        let bar = ProgressBar::new(episodes as u64).with_style(style.clone());
        all.add(bar.with_prefix(name.to_owned()))
    };
    let models = &runner.plan().models;
    let mut bars = Vec::new();
    if (2..=MOST_BARS).contains(&models.len()) {
        for (at, model) in models.iter().enumerate() {
            let episodes = runner.progress_of(Some(at)).episodes;
            bars.push((Some(at), bar(model.label(), episodes)));
        }
        let baselines = runner.progress_of(None).episodes;
        if baselines > 0 {
            bars.push((None, bar("baselines", baselines)));
        }
    }
    let whole = bar("all episodes", runner.progress().episodes);
    Kind::Bars { all, bars, whole }
}

fn line(progress: &Progress, elapsed: Duration) -> String {
    let ended = progress.done + progress.out_of_budget;
    format!("{ended} of {} episodes, {}", progress.episodes, told(progress, elapsed))
}

/// Questions, money, time left.
fn told(progress: &Progress, elapsed: Duration) -> String {
    let mut text = format!("{} questions, {:.4} US$", progress.answered, progress.spent_usd);
    let left = progress.eta_ms(elapsed.as_secs_f64() * 1000.0);
    if let Some(left) = left.filter(|_| progress.steps_left > 0) {
        text += &format!(", at most {} left", time(left / 1000.0));
    }
    text
}

fn time(seconds: f64) -> String {
    match seconds {
        ..60.0 => format!("{seconds:.0} s"),
        ..3600.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}
