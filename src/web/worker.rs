//! Work beside the page: the program once more, in a worker, so that the page does not stand still meanwhile.
//!
//! A worker runs the same files as the page; it finds no window there, and [`serve`]s. Named bytes go in, named bytes come out.
//! Dropping a question ends its worker.

use std::rc::Rc;

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DedicatedWorkerGlobalScope, Element, MessageEvent, Worker, WorkerOptions, WorkerType,
};

use super::page;

/// Bytes by name.
pub type Named = Vec<(String, Vec<u8>)>;

/// What came of the work: bytes by name, or in words why there are none.
pub type Answer = Result<Named, String>;

/// Ends with the question.
struct Running(Worker);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.terminate();
    }
}

/// Whether the program runs beside a page and not in one.
pub fn is_worker() -> bool {
    web_sys::window().is_none()
}

/// Asks a worker of its own for one work; none where there can be no worker, or where it broke down.
pub async fn ask(what: &str, files: &Named) -> Option<Answer> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let running = Running(Worker::new_with_options(&script()?, &options).ok()?);
    // It says when it listens: what is sent before is lost.
    next(&running.0).await?;
    running.0.post_message(&packed(what, files)).ok()?;
    let (said, named) = unpacked(&next(&running.0).await?.data());
    Some(if said.is_empty() { Ok(named) } else { Err(said) })
}

/// Does, in a worker, what it is asked, for as long as it lives.
pub fn serve<W: Future<Output = Answer> + 'static>(work: impl Fn(String, Named) -> W + 'static) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let work = Rc::new(work);
    let answering = scope.clone();
    let asked = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let (what, files) = unpacked(&event.data());
        let (work, scope) = (Rc::clone(&work), answering.clone());
        spawn_local(async move {
            let reply = match work(what, files).await {
                Ok(named) => packed("", &named),
                Err(words) => packed(&words, &Vec::new()),
            };
            // Whoever asked may have gone meanwhile.
            let _ = scope.post_message(&reply);
        });
    });
    scope.set_onmessage(Some(asked.as_ref().unchecked_ref()));
    asked.forget();
    let _ = scope.post_message(&JsValue::TRUE);
}

/// The worker's script: it stands beside the script of the parts.
fn script() -> Option<String> {
    let link = page::document().query_selector("link[href$='_parts.js']").ok()??;
    let href = link.unchecked_into::<Element>().get_attribute("href")?;
    Some(format!("{}_worker.js", href.strip_suffix("_parts.js")?))
}

/// The next message; none if the worker breaks down.
async fn next(worker: &Worker) -> Option<MessageEvent> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        worker.set_onmessage(Some(&resolve));
        worker.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await.ok().map(JsCast::unchecked_into)
}

/// Words, then names and bytes by turns.
fn packed(words: &str, named: &Named) -> JsValue {
    let message = Array::of1(&words.into());
    for (name, bytes) in named {
        message.push(&name.as_str().into());
        message.push(&Uint8Array::from(&**bytes));
    }
    message.into()
}

fn unpacked(message: &JsValue) -> (String, Named) {
    let message = Array::from(message);
    let text = |at: u32| message.get(at).as_string().unwrap_or_default();
    let named = (1..message.length().saturating_sub(1))
        .step_by(2)
        .map(|at| (text(at), message.get(at + 1).unchecked_into::<Uint8Array>().to_vec()));
    (text(0), named.collect())
}
