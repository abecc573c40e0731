//! The browser's side of the port that carries bytes: `fetch`.
//!
//! Requests go without cookies, without a referrer and past every cache; one that carries a key follows no redirection, which
//! could hand the key to another host. Dropping what was given aborts the request.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Math, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache,
    RequestCredentials, RequestInit, RequestRedirect, Response,
};

use super::page;
use crate::llm::diagnose::{Place, Reach};
use crate::llm::{Body, ChatError, ErrorKind, HttpHead, HttpRequest, Method, Secret, Transport};

/// Carries requests with the browser's `fetch`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fetch;

/// The body of a reply as it comes.
pub struct FetchBody {
    reader: Option<ReadableStreamDefaultReader>,
    /// Kept so that the connection closes with the body.
    _running: Running,
}

/// A request under way; dropped, it is aborted. One that is over does not mind.
struct Running(AbortController);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Transport for Fetch {
    type Body = FetchBody;

    async fn send(
        &self,
        request: &HttpRequest,
        key: Option<&Secret>,
    ) -> Result<(HttpHead, FetchBody), ChatError> {
        let failed = |error: JsValue| unreachable(&error).without(key);
        let running = Running(AbortController::new().map_err(failed)?);
        let request = build(request, key, &running.0).map_err(failed)?;
        let response = JsFuture::from(page::window().fetch_with_request(&request)).await;
        let response: Response = response.map_err(failed)?.unchecked_into();
        let head = HttpHead { status: response.status(), headers: readable(&response.headers()) };
        let reader = response.body().map(|body| body.get_reader().unchecked_into());
        Ok((head, FetchBody { reader, _running: running }))
    }

    async fn sleep_ms(&self, pause: u64) {
        TimeoutFuture::new(u32::try_from(pause).unwrap_or(u32::MAX)).await;
    }

    fn now_ms(&self) -> f64 {
        page::clock_ms()
    }

    fn jitter(&self) -> f64 {
        Math::random()
    }
}

impl Body for FetchBody {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, ChatError> {
        let Some(reader) = &self.reader else { return Ok(None) };
        let broken = |error: JsValue| ChatError::new(ErrorKind::Truncated, message(&error));
        let read = JsFuture::from(reader.read()).await.map_err(broken)?;
        let field = |name: &str| Reflect::get(&read, &name.into()).unwrap_or_default();
        if field("done").is_truthy() {
            return Ok(None);
        }
        Ok(Some(field("value").unchecked_into::<Uint8Array>().to_vec()))
    }
}

fn build(
    request: &HttpRequest,
    key: Option<&Secret>,
    abort: &AbortController,
) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in request.headers_with(key) {
        headers.set(name, &value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    if request.method == Method::Post {
        init.set_body(&JsValue::from_str(&request.body));
    }
    init.set_signal(Some(&abort.signal()));
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_redirect(match key {
        Some(_) => RequestRedirect::Error,
        None => RequestRedirect::Follow,
    });
    if let Some(space) = near(&request.url).filter(|_| page::is_https()) {
        // Chrome then asks the person instead of blocking plain http. Browsers that know the option by other words throw.
        Reflect::set(&init, &"targetAddressSpace".into(), &space.into())?;
        if let Ok(request) = Request::new_with_str_and_init(&request.url, &init) {
            return Ok(request);
        }
        Reflect::delete_property(&init, &"targetAddressSpace".into())?;
    }
    Request::new_with_str_and_init(&request.url, &init)
}

/// The name of the address space of a server that is near and speaks plain http.
fn near(url: &str) -> Option<&'static str> {
    let place = Place::of(url).filter(|place| !place.https)?;
    match place.reach {
        Reach::Loopback => Some("loopback"),
        Reach::LocalNetwork => Some("local"),
        Reach::Public => None,
    }
}

/// Those headers that the server lets a page see.
fn readable(headers: &Headers) -> Vec<(String, String)> {
    let pairs = Array::from(headers).into_iter().map(|pair| Array::from(&pair));
    pairs.filter_map(|pair| Some((pair.get(0).as_string()?, pair.get(1).as_string()?))).collect()
}

/// The browser says no more than "failed": wrong keys, blocked addresses and silent servers look alike to a page.
fn unreachable(error: &JsValue) -> ChatError {
    let words =
        if page::is_online() { message(error) } else { "this computer is offline".to_owned() };
    ChatError::new(ErrorKind::Unreachable, words)
}

/// The words of a thrown error.
pub(super) fn message(error: &JsValue) -> String {
    let words = Reflect::get(error, &"message".into()).ok().and_then(|words| words.as_string());
    words.filter(|words| !words.is_empty()).unwrap_or_else(|| "it failed without a word".to_owned())
}
