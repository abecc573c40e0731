//! Signing in with `OpenRouter`: a key without copying, by OAuth with PKCE.
//!
//! The page goes to `OpenRouter` with the digest of a secret of its own, comes back with a code, and trades code and secret for
//! a key. The secret lives in this tab's session storage and is used once; the code leaves the address before anything else.
//!
//! Source: <https://openrouter.ai/docs/use-cases/oauth-pkce>.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;

use super::fetch::Fetch;
use super::keys::Keep;
use super::{page, storage};
use crate::llm::{Body, Header, HttpHead, HttpRequest, Method, Secret, Transport};

const SIGN_IN: &str = "https://openrouter.ai/auth";
const KEYS: &str = "https://openrouter.ai/api/v1/auth/keys";
const PENDING: &str = "diorama.sign-in";
const MAX_REPLY_BYTES: usize = 1 << 16;

/// A sign-in from which the person has come back.
pub struct Return {
    /// What `OpenRouter` gave, or its reason not to.
    code: Result<String, String>,
    verifier: String,
    /// How long the key is to be kept.
    pub keep: Keep,
}

/// Leaves for `OpenRouter`; it sends the person back to this page.
///
/// # Errors
///
/// In words, when this browser cannot remember that a sign-in began.
pub fn leave(keep: Keep) -> Result<(), String> {
    let verifier = verifier().ok_or("this browser gives no random numbers")?;
    let pending = json!({ "verifier": verifier, "keep": keep.as_str() }).to_string();
    let session = storage::session().ok_or("this browser keeps nothing for this tab")?;
    session.set_item(PENDING, &pending).map_err(|_| "this browser keeps nothing for this tab")?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let back = String::from(js_sys::encode_uri_component(&page::address()));
    let url = format!(
        "{SIGN_IN}?callback_url={back}&code_challenge={challenge}&code_challenge_method=S256"
    );
    page::leave_for(&url);
    Ok(())
}

fn verifier() -> Option<String> {
    let mut bytes = [0; 32];
    page::window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether this page was opened by coming back. Takes the code out of the address at once and goes to `hash`.
pub fn came_back(hash: &str) -> Option<Return> {
    let pending = storage::session().and_then(|session| {
        let pending = session.get_item(PENDING).ok()?;
        // Used once, whatever comes of it.
        let _ = session.remove_item(PENDING);
        pending
    });
    let pending: Option<Value> = pending.and_then(|text| serde_json::from_str(&text).ok());
    let location = page::window().location();
    let search = location.search().ok()?;
    let parameter = |name: &str| {
        let mut pairs = search.trim_start_matches('?').split('&');
        let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        js_sys::decode_uri_component(value).ok().map(String::from)
    };
    let code = match (parameter("code"), parameter("error")) {
        (Some(code), _) if pending.is_some() => Ok(code),
        (Some(_), _) => Err("this tab knows of no sign-in: begin again here".to_owned()),
        (None, Some(error)) if pending.is_some() => Err(error),
        // The person came back by another way, or never left.
        _ => return None,
    };
    if let Ok(history) = page::window().history() {
        let address = location.pathname().unwrap_or_default() + hash;
        // Refused in sandboxed frames only, where nobody can sign in.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
    let pending = pending.unwrap_or_default();
    Some(Return {
        code,
        verifier: pending["verifier"].as_str().unwrap_or_default().to_owned(),
        keep: pending["keep"].as_str().and_then(Keep::find).unwrap_or(Keep::Page),
    })
}

impl Return {
    /// Trades the code for a key.
    ///
    /// # Errors
    ///
    /// In words, with what to do next.
    pub async fn key(self) -> Result<Secret, String> {
        let code = self.code.map_err(|error| format!("OpenRouter granted nothing ({error})"))?;
        let body = json!({
            "code": code, "code_verifier": self.verifier, "code_challenge_method": "S256",
        });
        let request = HttpRequest {
            method: Method::Post,
            url: KEYS.to_owned(),
            headers: vec![Header::plain("content-type", "application/json")],
            body: body.to_string(),
        };
        let (head, reply) = whole(&request).await?;
        let reply: Value = serde_json::from_slice(&reply).unwrap_or_default();
        if let (true, Some(key)) = (head.is_success(), reply["key"].as_str()) {
            return Ok(Secret::new(key));
        }
        let said = reply["error"]["message"].as_str().or(reply["error"].as_str());
        let reason = match head.status {
            400 | 403 => "the code was used already or is too old: sign in again".to_owned(),
            405 | 409 => "the address of this page is not taken for a sign-in".to_owned(),
            status => format!("OpenRouter gave no key (status {status})"),
        };
        Err(match said {
            Some(said) => format!("{reason} (“{said}”)"),
            None => reason,
        })
    }
}

async fn whole(request: &HttpRequest) -> Result<(HttpHead, Vec<u8>), String> {
    let failed = |error: crate::llm::ChatError| format!("OpenRouter cannot be reached ({error})");
    let (head, mut body) = Fetch.send(request, None).await.map_err(failed)?;
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await.map_err(failed)? {
        bytes.extend(piece);
        if bytes.len() > MAX_REPLY_BYTES {
            return Err("OpenRouter’s reply is no key".to_owned());
        }
    }
    Ok((head, bytes))
}
