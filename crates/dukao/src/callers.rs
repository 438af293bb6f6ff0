//! Who is served at a time, and how long somebody may take to say what they want: connections that
//! are opened and left so would else use up what the others need.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::Server;
use axum_server::accept::Accept;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_service::Service;
use tracing::warn;

/// Connections at a time. One that does nothing takes about 10 kB.
const MOST: usize = 8_192;

/// Files that are left for the database, for sheets and for what people attach.
const FILES_OF_OURS: usize = 200;

/// How long a request's head may take, and how long a connection may do nothing between two.
const HEAD_WAIT: Duration = Duration::from_secs(30);

/// Sets how long a head may take.
pub(crate) fn hurry<A>(
    mut server: Server<std::net::SocketAddr, A>,
) -> Server<std::net::SocketAddr, A> {
    let builder = server.http_builder();
    builder.http1().header_read_timeout(HEAD_WAIT);
    builder.http2().keep_alive_interval(HEAD_WAIT).keep_alive_timeout(HEAD_WAIT);
    server.first_request_timeout(HEAD_WAIT)
}

/// As many connections at a time as the system lets us have, and no more than [`MOST`].
pub(crate) fn most() -> usize {
    files().map_or(MOST, |files| files.saturating_sub(FILES_OF_OURS).clamp(1, MOST))
}

/// Files that may be open at a time, after asking for as many as may be asked for.
#[cfg(target_os = "linux")]
fn files() -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    let wanted = (MOST + FILES_OF_OURS) as u64;
    let most = now.maximum.map_or(wanted, |most| most.min(wanted));
    let more = Rlimit { current: Some(most), maximum: now.maximum };
    if now.current.is_some_and(|current| current < most)
        && setrlimit(Resource::Nofile, more).is_err()
    {
        return now.current.and_then(|current| usize::try_from(current).ok());
    }
    usize::try_from(now.current.map_or(wanted, |current| current.max(most))).ok()
}

#[cfg(not(target_os = "linux"))]
fn files() -> Option<usize> {
    None
}

/// Accepts so many at a time; whoever comes beyond is turned away at once, and may come again.
#[derive(Clone)]
pub(crate) struct Limited<A> {
    inner: A,
    turns: Arc<Semaphore>,
    is_full: Arc<AtomicBool>,
}

impl<A> Limited<A> {
    pub(crate) fn new(inner: A, most: usize) -> Self {
        Self { inner, turns: Arc::new(Semaphore::new(most)), is_full: Arc::default() }
    }
}

/// Answers on a connection, and is there as long as this is: so its turn is over with it.
#[derive(Clone)]
pub(crate) struct Held<S> {
    service: S,
    _turn: Arc<OwnedSemaphorePermit>,
}

impl<S: Service<R>, R> Service<R> for Held<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.service.call(request)
    }
}

type Accepting<I, S> = Pin<Box<dyn Future<Output = io::Result<(I, S)>> + Send>>;

impl<A, I, S> Accept<I, S> for Limited<A>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
{
    type Stream = A::Stream;
    type Service = Held<A::Service>;
    type Future = Accepting<Self::Stream, Self::Service>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() else {
            // Said once, until somebody is let in again.
            if !self.is_full.swap(true, Ordering::Relaxed) {
                warn!("as many are connected as may be: others are turned away");
            }
            return Box::pin(async { Err(io::Error::other("too many connections")) });
        };
        self.is_full.store(false, Ordering::Relaxed);
        let accepting = self.inner.accept(stream, service);
        Box::pin(async {
            let (stream, service) = accepting.await?;
            Ok((stream, Held { service, _turn: Arc::new(turn) }))
        })
    }
}

#[cfg(test)]
mod tests {
    use axum_server::accept::DefaultAcceptor;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn whoever_comes_beyond_is_turned_away_until_another_has_gone() {
        let door = Limited::new(DefaultAcceptor::new(), 2);
        let (first, second) =
            (door.accept((), ()).await.unwrap(), door.accept((), ()).await.unwrap());
        let third = door.accept((), ()).await;
        assert_eq!(third.err().unwrap().to_string(), "too many connections");
        let other = second.1.clone();
        drop(second);
        assert!(door.accept((), ()).await.is_err(), "an answer is still being given on it");
        drop(other);
        let third = door.accept((), ()).await.unwrap();
        drop((first, third));
        assert!(door.accept((), ()).await.is_ok());
    }

    #[tokio::test]
    async fn a_head_that_never_ends_is_waited_for_half_a_minute() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let at = listener.local_addr().unwrap();
        let server = axum_server::from_tcp(listener).unwrap();
        let router = axum::Router::new().into_make_service();
        let serving = tokio::spawn(hurry(server).serve(router));
        for head in ["", "GET / HTTP/1.1\r\nHost: a\r\n"] {
            let mut caller = TcpStream::connect(at).await.unwrap();
            caller.write_all(head.as_bytes()).await.unwrap();
            // The clock goes on by itself where nothing else is left to do.
            tokio::time::pause();
            let before = tokio::time::Instant::now();
            let mut said = Vec::new();
            caller.read_to_end(&mut said).await.unwrap();
            let waited = before.elapsed();
            tokio::time::resume();
            assert!(waited.abs_diff(HEAD_WAIT) < Duration::from_secs(1), "{head}: {waited:?}");
        }
        serving.abort();
    }

    #[test]
    fn there_are_files_for_as_many_as_are_let_in() {
        let most = most();
        assert!((1..=MOST).contains(&most), "{most}");
        assert!(files().is_none_or(|files| files >= most));
    }
}
