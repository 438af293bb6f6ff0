//! 考核方案: those that come with the program and those that were published. A published one never
//! changes, so it is read once and kept in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::Scheme;
use score::scheme::read;
pub use store::scheme_pin::SchemeDigest;
use store::{Fault, Link, scheme_pin};

use crate::App;
use crate::refusal::Refusal;

/// Schemes that are kept in memory, 100 kB each at most; beyond it all are read anew.
const KEPT: usize = 64;

/// Schemes that were read, by their digests.
#[derive(Default)]
pub(crate) struct Schemes(Mutex<HashMap<SchemeDigest, Arc<Scheme>>>);

/// A published scheme, read.
///
/// # Errors
/// A fault, where its bytes are gone or no scheme.
pub async fn scheme_of(
    app: &App,
    link: &mut Link,
    digest: &SchemeDigest,
) -> Result<Arc<Scheme>, Refusal> {
    let kept = app.schemes.0.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned();
    if let Some(scheme) = kept {
        return Ok(scheme);
    }
    let corrupt = || Fault::Corrupt("a published scheme cannot be read".to_owned());
    let content = scheme_pin::content(link, digest).await?.ok_or_else(corrupt)?;
    let text = String::from_utf8(content).map_err(|_| corrupt())?;
    let scheme = Arc::new(read(&text).scheme.ok_or_else(corrupt)?);
    let mut kept = app.schemes.0.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(*digest, Arc::clone(&scheme));
    Ok(scheme)
}
