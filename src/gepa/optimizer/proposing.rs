//! Iterations that reflect, up to the children's texts: parents, minibatches, records, replies.

use indexmap::IndexMap;

use super::Optimizer;
use super::phase::{Asked, Child, Children, Describing, Job, Parents, Phase, Reflecting, Task};
use crate::gepa::draws::Draws;
use crate::gepa::event::{Event, SkipReason};
use crate::gepa::log::LoggedTask;
use crate::gepa::options::{ComponentRule, SamplingRule};
use crate::gepa::problem::{Candidate, Description, Evaluation, EvaluationBatch, Failure, Split};
use crate::gepa::select;

impl Optimizer {
    /// Chooses parents and minibatches, and asks for their scores.
    pub(super) fn ask_parents(&mut self) {
        let pairs = self.draw_pairs();
        let mut questions: Vec<Evaluation> = Vec::new();
        let mut tasks = Vec::with_capacity(pairs.len());
        for (parent, ids) in pairs {
            let Some(pool) = &self.pool else { return };
            let member = &pool.members[parent];
            let average = member.average;
            self.events.push(Event::Selected { parent, average });
            self.events.push(Event::Batch { ids: ids.clone() });
            let is_same =
                |question: &Evaluation| question.ids == ids && question.candidate == member.texts;
            let evaluation = questions.iter().position(is_same).unwrap_or_else(|| {
                let (candidate, ids) = (member.texts.clone(), ids.clone());
                let split = Split::Train;
                questions.push(Evaluation { candidate, split, ids, capture_traces: true });
                questions.len() - 1
            });
            tasks.push(Task { parent, ids, evaluation });
        }
        self.phase = Phase::Parents(Parents { tasks, asked: Asked::new(questions) });
    }

    /// Pairs of parent and minibatch, in the order in which the random generator serves them.
    fn draw_pairs(&mut self) -> Vec<(usize, Vec<usize>)> {
        let Some(pool) = &self.pool else { return Vec::new() };
        let rule = self.options.candidate_selection_strategy;
        let size = self.options.reflection_minibatch_size;
        let (at, examples) = ((self.iterations - 1, size), self.problem.train);
        let mut draws = Draws { random: &mut self.random, events: &mut self.events };
        let (parents, batches) = match self.options.sampling_strategy {
            SamplingRule::Single => (1, 1),
            SamplingRule::SameParent { n } => (1, n),
            SamplingRule::Independent { n } => (n, 1),
            SamplingRule::ParentsByBatches { p, n } => (p, n),
        };
        let mut pairs = Vec::with_capacity(parents * batches);
        for _ in 0..parents {
            let parent = select::parent(pool, rule, &mut self.lottery, &mut draws);
            for _ in 0..batches {
                pairs.push((parent, self.sampler.draw(at, examples, &mut draws)));
            }
        }
        pairs
    }

    /// Takes the parents' scores.
    pub(super) fn describe_parents(&mut self, parents: Parents) {
        let Parents { tasks, asked } = parents;
        self.count(asked.answers.iter().map(EvaluationBatch::metric_calls).sum());
        for (question, batch) in asked.questions.iter().zip(&asked.answers) {
            self.keep(question, batch);
        }
        let entry = self.entry();
        if let Some(first) = tasks.first() {
            entry.selected_program_candidate = Some(first.parent);
            entry.subsample_ids = Some(first.ids.clone());
        }
        entry.n_tasks = Some(tasks.len());
        let logged = |task: &Task| {
            let (parent_idx, subsample_ids) = (task.parent, task.ids.clone());
            LoggedTask { parent_idx, subsample_ids, ..LoggedTask::default() }
        };
        entry.tasks = Some(tasks.iter().map(logged).collect());
        self.phase = Phase::Describe(Describing {
            tasks,
            batches: asked.answers,
            at: 0,
            jobs: Vec::new(),
            question: None,
            reflections: Vec::new(),
            of_job: Vec::new(),
        });
        self.describe_next();
    }

    /// Asks what can be learnt from the next pair that is not passed over, or goes on to the model.
    pub(super) fn describe_next(&mut self) {
        let Phase::Describe(describing) = &mut self.phase else { return };
        let Some(pool) = &mut self.pool else { return };
        while describing.question.is_none()
            && let Some(task) = describing.tasks.get(describing.at)
        {
            let place = describing.at;
            describing.at += 1;
            let parent = task.parent;
            let batch = &describing.batches[task.evaluation];
            let perfect = self.options.perfect_score;
            let is_perfect = batch.scores.iter().all(|score| *score >= perfect);
            let reason = if batch.trajectories.as_ref().is_none_or(Vec::is_empty) {
                Some(SkipReason::NoTrajectories)
            } else if self.options.skip_perfect_score && is_perfect {
                Some(SkipReason::AllScoresPerfect)
            } else {
                None
            };
            if let Some(reason) = reason {
                self.events.push(Event::Skipped { parent, reason });
                continue;
            }
            let member = &mut pool.members[parent];
            let names = member.texts.keys();
            let components: Vec<String> = match self.options.module_selector {
                ComponentRule::RoundRobin => {
                    let at = member.next_component;
                    member.next_component = (at + 1) % member.texts.len();
                    names.skip(at).take(1).cloned().collect()
                }
                ComponentRule::All => names.cloned().collect(),
            };
            describing.question = Some(Description {
                candidate: member.texts.clone(),
                ids: task.ids.clone(),
                batch: batch.clone(),
                components: components.clone(),
            });
            describing.jobs.push(Job {
                task: place,
                parent,
                ids: task.ids.clone(),
                before: batch.scores.clone(),
                components,
                texts: Candidate::default(),
                prompts: IndexMap::default(),
                failed: false,
            });
        }
        if describing.question.is_none() {
            let (jobs, reflections) =
                (std::mem::take(&mut describing.jobs), std::mem::take(&mut describing.reflections));
            let of_job = std::mem::take(&mut describing.of_job);
            let is_open = !reflections.is_empty();
            self.phase =
                Phase::Reflect(Reflecting { jobs, reflections, of_job, at: 0, is_retry: false });
            if !is_open {
                self.ask_children();
            }
        }
    }

    /// Makes children of the new texts, and asks for their scores.
    pub(super) fn ask_children(&mut self) {
        let Phase::Reflect(reflecting) = std::mem::take(&mut self.phase) else { return };
        let (mut list, mut questions) = (Vec::new(), Vec::new());
        for job in reflecting.jobs {
            let Some(pool) = &self.pool else { return };
            if job.failed || job.texts.is_empty() {
                continue;
            }
            let mut texts = pool.members[job.parent].texts.clone();
            let (new_texts, prompts) = (job.texts.clone(), job.prompts);
            self.events.push(Event::Proposed { task: job.task, texts: new_texts, prompts });
            for (name, text) in job.texts {
                let Some(place) = texts.get_mut(&name) else {
                    let text = format!("{name} missing in candidate");
                    return self.fail(Failure { class: "AssertionError".to_owned(), text });
                };
                *place = text;
            }
            let (candidate, ids) = (texts.clone(), job.ids);
            let split = Split::Train;
            questions.push(Evaluation { candidate, split, ids, capture_traces: false });
            list.push(Child { task: job.task, parent: job.parent, texts, before: job.before });
        }
        if list.is_empty() {
            return self.end(false);
        }
        self.phase = Phase::Children(Children { list, asked: Asked::new(questions) });
    }
}
