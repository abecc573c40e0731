//! How data comes: fetched, out of files, out of this browser's store; parsed beside the page.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{Set, WithUntracked};

use super::{DataState, Doing, KeptData, Loaded, SupportData};
use crate::data::{self, Dataset, Gathered, Pack};
use crate::env::support::Loader;
use crate::llm::{Body, ChatError, ErrorKind, HttpRequest, Method, Transport};
use crate::ui::parts;
use crate::web::fetch::Fetch;
use crate::web::files::Chosen;
use crate::web::page;
use crate::web::storage::{self, StorageError, Store};
use crate::web::worker::{self, Answer, Named};

/// So many files are on their way at once.
const AT_ONCE: usize = 6;

/// So often a file is asked for.
const TRIES: u32 = 3;

/// The pause after the first try, in milliseconds; each is twice as long as the one before.
const PAUSE: u32 = 500;

/// Bytes of the largest file that is read.
const MOST_BYTES: usize = 64 << 20;

/// Fetches a data set's files and makes a pack of them.
pub async fn fetch(data: SupportData, dataset: Dataset) {
    let paths = dataset.sources();
    let total = paths.len();
    let mut done = 0;
    let came = all(
        paths
            .into_iter()
            .map(|path| async move { file(dataset, &path).await.map(|bytes| (path, bytes)) }),
        || {
            done += 1;
            data.progress(dataset, Doing::Fetching, done, total);
        },
    );
    match came.await {
        Ok(files) => {
            let from = format!("from GitHub at {}", &dataset.commit()[..7]);
            check(data, files, dataset, &from).await;
        }
        Err(why) => data.fail(dataset, &why),
    }
}

/// Makes data of files that a person chose.
pub async fn pick(data: SupportData, chosen: Vec<Chosen>, wanted: Dataset) {
    let useful = chosen.iter().filter(|file| data::is_wanted(&file.path));
    // Loose files are known by what they hold, whatever their names; a folder's are not all read.
    let is_loose = chosen.iter().all(|file| !file.path.contains('/'));
    let files: Vec<&Chosen> = if is_loose { chosen.iter().collect() } else { useful.collect() };
    let mut named = Named::new();
    let total = files.len();
    for (done, file) in files.into_iter().enumerate() {
        data.progress(wanted, Doing::Checking, done, total + 1);
        if file.bytes() > MOST_BYTES as f64 {
            let why = format!(
                "{} is too large to be read here: choose the folder that it was made of, or its files",
                file.path
            );
            return data.fail(wanted, &why);
        }
        match file.read().await {
            Ok(bytes) => named.push((file.path.clone(), bytes)),
            Err(why) => return data.fail(wanted, &why),
        }
    }
    check(data, named, wanted, "from your files").await;
}

/// Loads what this browser keeps of a data set.
pub async fn want(data: SupportData, dataset: Dataset) {
    match storage::bytes(Store::Data, dataset.as_str()).await {
        Ok(Some(sealed)) => open(data, dataset, &sealed).await,
        Ok(None) => data.forget(dataset),
        Err(error) => data.fail(dataset, &error.to_string()),
    }
}

/// Deletes what this browser keeps of a data set.
pub async fn forget(dataset: Dataset) {
    // Where nothing is kept, nothing is to be forgotten.
    storage::forget(Store::Data, dataset.as_str()).await.unwrap_or_default();
}

/// Under this name a worker says what is wrong with the data set that was wanted, where it found others.
const WRONG: &str = "wrong";

/// What a worker does: packs out of files, sealed, with a line for each thing that was left out.
///
/// # Errors
///
/// In words: what is wrong with the data of `wanted`, where no other was among the files.
pub fn derive(wanted: &str, files: Named) -> Answer {
    let wanted: Dataset = wanted.parse().map_err(|_| "no data set was named".to_owned())?;
    let Gathered { packs, wrong } = data::gather(wanted, files.into_iter().collect());
    let wrong = wrong.map(|error| error.to_string());
    if packs.is_empty() {
        return Err(wrong.unwrap_or_default());
    }
    let both = |pack: Pack| {
        let name = pack.dataset().as_str();
        let notes = (format!("{name}.notes"), pack.notes.join("\n").into_bytes());
        [(name.to_owned(), pack.seal()), notes]
    };
    let wrong = wrong.map(|wrong| (WRONG.to_owned(), wrong.into_bytes()));
    Ok(packs.into_iter().flat_map(both).chain(wrong).collect())
}

/// Makes data of files, beside the page where that can be; keeps and loads it.
async fn check(data: SupportData, files: Named, wanted: Dataset, from: &str) {
    data.progress(wanted, Doing::Checking, 0, 1);
    let answer = match worker::ask(wanted.as_str(), &files).await {
        Some(answer) => answer,
        None => match parts::derive(wanted.to_string(), files).await {
            Ok(answer) => answer,
            Err(missing) => Err(missing.to_string()),
        },
    };
    let named = match answer {
        Ok(named) => named,
        Err(why) => return data.fail(wanted, &why),
    };
    let find = |name: &str| named.iter().find(|(other, _)| other == name).map(|(_, bytes)| bytes);
    let text = |name: &str| find(name).map(|bytes| String::from_utf8_lossy(bytes));
    let mut also = Vec::new();
    for dataset in Dataset::ALL {
        let Some(sealed) = find(dataset.as_str()) else { continue };
        let notes = text(&format!("{dataset}.notes"));
        let mut notes: Vec<String> =
            notes.iter().flat_map(|notes| notes.lines()).map(str::to_owned).collect();
        let keeping = storage::put_bytes(Store::Data, dataset.as_str(), sealed).await;
        if let Err(error) = &keeping {
            notes.push(not_kept(error));
        }
        let kept =
            KeptData { from: from.to_owned(), at_ms: page::now_ms(), bytes: sealed.len(), notes };
        data.set_kept(dataset, kept);
        let state = data.of(dataset).state;
        if dataset == wanted {
            open(data, dataset, sealed).await;
            continue;
        }
        also.push(format!("{}’s {}", dataset.benchmark(), dataset.domain()));
        if state.with_untracked(|state| matches!(state, DataState::Failed(_))) {
            state.set(DataState::Absent);
        }
    }
    if let Some(wrong) = text(WRONG) {
        data.fail(
            wanted,
            &format!("{wrong}. Among these files was {}: it is kept now", also.join(", ")),
        );
    }
}

fn not_kept(error: &StorageError) -> String {
    match error {
        StorageError::Full => "this browser has no room left for it: it is here until the page is closed; delete old episodes to keep it".to_owned(),
        StorageError::Refused(why) => format!(
            "this browser keeps nothing here ({why}): it is here until the page is closed"
        ),
    }
}

/// Loads a kept pack.
async fn open(data: SupportData, dataset: Dataset, sealed: &[u8]) {
    let pack = match Pack::open(sealed).map_err(|error| error.to_string()) {
        Ok(pack) if pack.dataset() == dataset => pack,
        Ok(_) => return data.fail(dataset, "what is kept is of another domain: get it anew"),
        Err(why) => return data.fail(dataset, &why),
    };
    let loaded = match dataset {
        Dataset::Tau(_) => play(data, &pack).await,
        Dataset::Tau2(_) => {
            data.progress(dataset, Doing::Opening, 0, 1);
            TimeoutFuture::new(0).await;
            let read = pack.tau2().map_err(|error| format!("{error}; get the data anew"));
            read.map(|read| Loaded::Tau2(Arc::new(read)))
        }
    };
    match loaded {
        Ok(loaded) => data.of(dataset).state.set(DataState::Ready(loaded)),
        Err(why) => data.fail(dataset, &why),
    }
}

/// Loads a domain that is played, a file at a time: between two the page lives.
async fn play(data: SupportData, pack: &Pack) -> Result<Loaded, String> {
    let dataset = pack.dataset();
    let Dataset::Tau(domain) = dataset else { return Err("it is not played".to_owned()) };
    let mut loader = Loader::new(domain);
    loop {
        let (done, total) = loader.progress();
        data.progress(dataset, Doing::Opening, done, total);
        TimeoutFuture::new(0).await;
        match pack.load_next(&mut loader) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(format!("{error}; get the data anew")),
        }
    }
    if let Some(prompts) = pack.prompts() {
        data.prompts.set(Some(prompts.into()));
    }
    let world = loader.finish().ok_or("the data has no tables: get it anew")?;
    Ok(Loaded::World(Arc::new(world)))
}

/// A file of upstream's repository.
async fn file(dataset: Dataset, path: &str) -> Result<Vec<u8>, String> {
    let (upstream, commit) = (dataset.upstream(), dataset.commit());
    let url = format!("https://raw.githubusercontent.com/{upstream}/{commit}/{path}");
    let mut tried = 0;
    loop {
        let error = match once(&url).await {
            Ok(Ok(bytes)) => return Ok(bytes),
            Ok(Err(status @ (429 | 500..))) => format!("GitHub answers with status {status}"),
            Ok(Err(status)) => return Err(format!("{path}: GitHub answers with status {status}")),
            Err(error) => format!("GitHub cannot be reached: {}", error.message),
        };
        tried += 1;
        if tried == TRIES {
            return Err(format!("{path}: {error}"));
        }
        TimeoutFuture::new(PAUSE << (tried - 1)).await;
    }
}

/// One try: what came, or the status where that is no success.
async fn once(url: &str) -> Result<Result<Vec<u8>, u16>, ChatError> {
    let request = HttpRequest {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: String::new(),
    };
    let (head, mut body) = Fetch.send(&request, None).await?;
    if head.status != 200 {
        return Ok(Err(head.status));
    }
    let mut bytes = Vec::new();
    while let Some(portion) = body.next().await? {
        bytes.extend(portion);
        if bytes.len() > MOST_BYTES {
            return Err(ChatError::new(ErrorKind::Truncated, "the answer does not end"));
        }
    }
    Ok(Ok(bytes))
}

/// Does all works, some at once; the first error ends them. `came` is called after each.
async fn all<T, W: Future<Output = Result<T, String>>>(
    works: impl Iterator<Item = W>,
    mut came: impl FnMut(),
) -> Result<Vec<T>, String> {
    let mut waiting: VecDeque<Pin<Box<W>>> = works.map(Box::pin).collect();
    let mut running: Vec<Pin<Box<W>>> = Vec::new();
    let mut found = Vec::new();
    poll_fn(|context| {
        loop {
            while running.len() < AT_ONCE
                && let Some(next) = waiting.pop_front()
            {
                running.push(next);
            }
            let before = running.len();
            let mut at = 0;
            while at < running.len() {
                match running[at].as_mut().poll(context) {
                    Poll::Ready(Ok(one)) => {
                        found.push(one);
                        came();
                        drop(running.remove(at));
                    }
                    Poll::Ready(Err(why)) => return Poll::Ready(Err(why)),
                    Poll::Pending => at += 1,
                }
            }
            if running.is_empty() && waiting.is_empty() {
                return Poll::Ready(Ok(std::mem::take(&mut found)));
            }
            // Those that were just begun have to be polled as well.
            if running.len() == before || waiting.is_empty() {
                return Poll::Pending;
            }
        }
    })
    .await
}
