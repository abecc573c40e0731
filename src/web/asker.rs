//! Who asks, when this page asks a server: what decides on what it may.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page;
use crate::llm::diagnose::{Browser, Page, Permission, Place, Reach};

/// This page, as it would ask the server at an address.
pub async fn page(address: &str) -> Page {
    let navigator = page::window().navigator();
    let names: &[&str] = match Place::of(address).map(|place| place.reach) {
        // The newer name first; Chrome 142 has one permission for both.
        Some(Reach::Loopback) => &["loopback-network", "local-network-access"],
        Some(Reach::LocalNetwork) => &["local-network", "local-network-access"],
        Some(Reach::Public) | None => &[],
    };
    let mut local_network = Permission::Unknown;
    for name in names {
        if local_network == Permission::Unknown {
            local_network = permission(&navigator, name).await;
        }
    }
    Page {
        origin: page::origin(),
        browser: Browser::of(&navigator.user_agent().unwrap_or_default()),
        local_network,
    }
}

async fn permission(navigator: &JsValue, name: &str) -> Permission {
    match query(navigator, name).await.ok().and_then(|state| state.as_string()).as_deref() {
        Some("granted") => Permission::Granted,
        Some("prompt") => Permission::Prompt,
        Some("denied") => Permission::Denied,
        // Browsers throw at a name that they do not know.
        _ => Permission::Unknown,
    }
}

async fn query(navigator: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let permissions = Reflect::get(navigator, &"permissions".into())?;
    let query: Function = Reflect::get(&permissions, &"query".into())?.dyn_into()?;
    let wanted = Object::new();
    Reflect::set(&wanted, &"name".into(), &name.into())?;
    let status: Promise = query.call1(&permissions, &wanted)?.unchecked_into();
    Reflect::get(&JsFuture::from(status).await?, &"state".into())
}
