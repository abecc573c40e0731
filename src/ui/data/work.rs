//! How data comes: fetched, out of files, out of this browser's store; parsed beside the page.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{Set, WithUntracked};

use super::{DataState, Doing, KeptData, SupportData};
use crate::data::{self, Pack};
use crate::env::support::{COMMIT, Domain, Loader, UPSTREAM};
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

/// Fetches a domain's files and makes its data of them.
pub async fn fetch(data: SupportData, domain: Domain) {
    let paths = data::sources(domain);
    let total = paths.len();
    let mut done = 0;
    let came = all(
        paths.into_iter().map(|path| async move { file(&path).await.map(|bytes| (path, bytes)) }),
        || {
            done += 1;
            data.progress(domain, Doing::Fetching, done, total);
        },
    );
    match came.await {
        Ok(files) => check(data, files, domain, &format!("from GitHub at {}", &COMMIT[..7])).await,
        Err(why) => data.fail(domain, &why),
    }
}

/// Makes data of files that a person chose.
pub async fn pick(data: SupportData, chosen: Vec<Chosen>, wanted: Domain) {
    let useful = chosen.iter().filter(|file| data::is_wanted(&file.path));
    // Loose files are known by what they hold, whatever their names; a folder's are not all read.
    let is_loose = chosen.iter().all(|file| !file.path.contains('/'));
    let files: Vec<&Chosen> = if is_loose { chosen.iter().collect() } else { useful.collect() };
    let mut named = Named::new();
    let total = files.len();
    for (done, file) in files.into_iter().enumerate() {
        data.progress(wanted, Doing::Checking, done, total + 1);
        if file.bytes() > MOST_BYTES as f64 {
            return data.fail(wanted, &format!("{} is too large to be data", file.path));
        }
        match file.read().await {
            Ok(bytes) => named.push((file.path.clone(), bytes)),
            Err(why) => return data.fail(wanted, &why),
        }
    }
    check(data, named, wanted, "from your files").await;
}

/// Loads what this browser keeps of a domain.
pub async fn want(data: SupportData, domain: Domain) {
    match storage::bytes(Store::Data, domain.as_str()).await {
        Ok(Some(sealed)) => open(data, domain, &sealed).await,
        Ok(None) => data.forget(domain),
        Err(error) => data.fail(domain, &error.to_string()),
    }
}

/// Deletes what this browser keeps of a domain.
pub async fn forget(domain: Domain) {
    // Where nothing is kept, nothing is to be forgotten.
    storage::forget(Store::Data, domain.as_str()).await.unwrap_or_default();
}

/// What a worker does: packs out of files, sealed, with a line for each thing that was left out.
///
/// # Errors
///
/// In words: what is wrong with the data of `wanted`.
pub fn derive(wanted: &str, files: Named) -> Answer {
    let wanted = wanted.parse().map_err(|_| "no domain was named".to_owned())?;
    let packs = data::gather(wanted, files.into_iter().collect());
    let packs = packs.map_err(|error| error.to_string())?;
    let both = |pack: Pack| {
        let name = pack.domain().as_str();
        let notes = (format!("{name}.notes"), pack.notes.join("\n").into_bytes());
        [(name.to_owned(), pack.seal()), notes]
    };
    Ok(packs.into_iter().flat_map(both).collect())
}

/// Makes data of files, beside the page where that can be; keeps and loads it.
async fn check(data: SupportData, files: Named, wanted: Domain, from: &str) {
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
    for domain in Domain::PACKED {
        let Some(sealed) = find(domain.as_str()) else { continue };
        let notes = find(&format!("{domain}.notes")).map(|bytes| String::from_utf8_lossy(bytes));
        let mut notes: Vec<String> =
            notes.iter().flat_map(|notes| notes.lines()).map(str::to_owned).collect();
        let keeping = storage::put_bytes(Store::Data, domain.as_str(), sealed).await;
        if let Err(error) = &keeping {
            notes.push(not_kept(error));
        }
        let kept =
            KeptData { from: from.to_owned(), at_ms: page::now_ms(), bytes: sealed.len(), notes };
        data.set_kept(domain, kept);
        let state = data.of(domain).state;
        if domain == wanted {
            open(data, domain, sealed).await;
        } else if state.with_untracked(|state| matches!(state, DataState::Failed(_))) {
            state.set(DataState::Absent);
        }
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

/// Loads a kept pack, a file at a time: between two the page lives.
async fn open(data: SupportData, domain: Domain, sealed: &[u8]) {
    let mut loader = Loader::new(domain);
    let opened = Pack::open(sealed).map_err(|error| error.to_string());
    let pack = match opened {
        Ok(pack) if pack.domain() == domain => pack,
        Ok(_) => return data.fail(domain, "what is kept is of another domain: get it anew"),
        Err(why) => return data.fail(domain, &why),
    };
    loop {
        let (done, total) = loader.progress();
        data.progress(domain, Doing::Opening, done, total);
        TimeoutFuture::new(0).await;
        match pack.load_next(&mut loader) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return data.fail(domain, &format!("{error}; get the data anew")),
        }
    }
    if let Some(prompts) = pack.prompts() {
        data.prompts.set(Some(prompts.into()));
    }
    match loader.finish() {
        Some(world) => data.of(domain).state.set(DataState::Ready(Arc::new(world))),
        None => data.fail(domain, "the data has no tables: get it anew"),
    }
}

/// A file of upstream's repository.
async fn file(path: &str) -> Result<Vec<u8>, String> {
    let url = format!("https://raw.githubusercontent.com/{UPSTREAM}/{COMMIT}/{path}");
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
