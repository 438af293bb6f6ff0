//! argon2id in memory that is used again. Each hash takes 19 MB for a moment; asked of the system
//! each time, other things come to lie between, no room fits the next one, and a morning's logins
//! leave a server ten times as large.

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

use crate::App;

/// Passwords that are hashed at once: each takes a core for a while.
const AT_ONCE: usize = 2;

/// Turns at hashing, with the memory for each.
pub(crate) struct Hashing {
    turns: Semaphore,
    memory: Mutex<Vec<Vec<Block>>>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), memory: Mutex::default() }
    }
}

/// Runs what takes a core for a while on a thread of its own, a few at a time.
pub(super) async fn hashing<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
) -> T {
    let Hashing { turns, memory } = &app.hashing;
    let turn = turns.acquire().await.expect("nobody closes it");
    let mut own = memory.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    let working = tokio::task::spawn_blocking(move || (work(&mut own), own));
    let (done, own) = working.await.expect("hashing does not panic");
    memory.lock().unwrap_or_else(PoisonError::into_inner).push(own);
    drop(turn);
    done
}

/// The hash of a password with this salt; nothing where argon2 refuses what it is given.
pub(super) fn hashed(password: &str, salt: &[u8], memory: &mut Vec<Block>) -> Option<PasswordHash> {
    let params = Params::default();
    let salt = Salt::new(salt).ok()?;
    let hash = output(password, &salt, (Algorithm::default(), Version::default()), &params, memory);
    Some(PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(&params).ok()?,
        salt: Some(salt),
        hash: Some(hash?),
    })
}

/// Whether a password is the one that was hashed.
pub(super) fn is_right(password: &str, kept: &str, memory: &mut Vec<Block>) -> bool {
    let mut again = |kept: &PasswordHash| {
        let algorithm = Algorithm::try_from(kept.algorithm.as_str()).ok()?;
        let version = Version::try_from(kept.version?).ok()?;
        let params = Params::try_from(kept).ok()?;
        output(password, kept.salt.as_ref()?, (algorithm, version), &params, memory)
    };
    // Outputs are compared in a time that says nothing of where they differ.
    PasswordHash::new(kept).is_ok_and(|kept: PasswordHash| {
        let again = again(&kept);
        again.is_some() && again == kept.hash
    })
}

fn output(
    password: &str,
    salt: &Salt,
    (algorithm, version): (Algorithm, Version),
    params: &Params,
    memory: &mut Vec<Block>,
) -> Option<Output> {
    memory.resize(params.block_count().max(memory.len()), Block::default());
    let len = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let mut buffer = [0; Output::MAX_LENGTH];
    let out = buffer.get_mut(..len)?;
    let argon2 = Argon2::new(algorithm, version, params.clone());
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, memory).ok()?;
    Output::new(out).ok()
}

#[cfg(test)]
mod tests {
    use argon2::Argon2;
    use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

    use super::{hashed, is_right};

    #[test]
    fn memory_that_was_used_before_makes_the_same_hash_as_the_library() {
        let mut memory = Vec::new();
        let salt = b"sixteen bytes...";
        for password in ["秋天的稻田是金黄色的", "another password", "秋天的稻田是金黄色的"]
        {
            let ours = hashed(password, salt, &mut memory).unwrap();
            let theirs = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
            assert_eq!(ours, theirs.unwrap());
            assert!(Argon2::default().verify_password(password.as_bytes(), &ours).is_ok());
            let kept = ours.to_string();
            assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
            assert!(is_right(password, &kept, &mut memory));
            assert!(!is_right("another passw0rd", &kept, &mut memory));
        }
        for odd in ["", "$argon2id$v=19$m=19456,t=2,p=1$", "no hash at all"] {
            assert!(!is_right("another password", odd, &mut memory), "{odd}");
        }
    }
}
