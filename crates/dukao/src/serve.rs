//! `dukao serve`: the campaign in the browser.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use app::{
    App, OsChance, OsClock, installation, journal, organisation, record, score_sheet, sweep, tally,
};
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use store::{At, Fault, Store};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::{error, info};
use web::serve::Door;

use crate::callers::{self, Limited};
use crate::cli::ServeArgs;
use crate::say;
use crate::stop::Stop;
use crate::tls;

/// How long what is under way may take once the program is told to end.
const GRACE: Duration = Duration::from_secs(10);

/// How often entries of the journal get their place, and planned changes that are due are done.
const SEAL_EVERY: Duration = Duration::from_secs(1);

/// How often it is looked for sheets that nobody came back to.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// Runs the command, until it is told to end.
pub(crate) fn run(arguments: &ServeArgs) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::failed("serve", error))?;
    runtime.block_on(serve(arguments))
}

/// The program on a database. Results are made by this very program, as from the command line.
pub(crate) fn program(store: Store) -> App {
    let app = App::new(store, Box::new(OsClock), Box::new(OsChance));
    match std::env::current_exe() {
        Ok(itself) => app.scored_by(itself),
        Err(_) => app,
    }
}

async fn serve(arguments: &ServeArgs) -> Result<(), Stop> {
    log();
    let at = match &arguments.data.database {
        Some(address) => At::Postgres(address.clone()),
        None => At::Folder(arguments.data.data.clone()),
    };
    let store = Store::open(&at).await.map_err(|fault| unopened(arguments, &fault))?;
    let app = Arc::new(program(store));
    let tls = match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(cert), Some(key)) => Some(tls::config(cert, key).await?),
        _ => None,
    };
    let listener = listen(arguments.listen)?;
    let at = listener.local_addr().unwrap_or(arguments.listen);
    let door = Door {
        tls: tls.is_some(),
        behind_proxy: arguments.behind_proxy,
        address: arguments.address.clone(),
    };
    tell_where(&app, at, &door).await?;
    answer(app, listener, tls, door).await
}

/// Logs to the standard error. Where that is a file on a disk that takes nothing more, lines are
/// lost and nothing else.
pub(crate) fn log() {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false);
    log.log_internal_errors(false).init();
}

/// Takes an address for ourselves.
pub(crate) fn listen(at: SocketAddr) -> Result<TcpListener, Stop> {
    TcpListener::bind(at)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|error| Stop::failed(at, listen_sentence(&error)))
}

/// Answers whoever comes, until the program is told to end.
pub(crate) async fn answer(
    app: Arc<App>,
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    door: Door,
) -> Result<(), Stop> {
    std::panic::set_hook(Box::new(|info| web::serve::log_panic(info.location())));
    let at = listener.local_addr().map_or_else(|_| String::new(), |at| at.to_string());
    let handle = Handle::new();
    tokio::spawn(end_gently(handle.clone()));
    let (end, ended) = oneshot::channel();
    let mut sealer = tokio::spawn(seal(Arc::clone(&app), ended));
    let sweeper = tokio::spawn(sweep_sheets(Arc::clone(&app)));
    let router = web::serve::router(Arc::clone(&app), door);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    // What is written goes at once: else the second piece of a download waits 40 ms until the first
    // is acknowledged.
    let at_once = NoDelayAcceptor::new();
    let most = callers::most();
    let served = match axum_server::from_tcp(listener).map(|server| server.handle(handle)) {
        Ok(server) => match tls {
            Some(config) => {
                let acceptor = RustlsAcceptor::new(config).acceptor(at_once);
                let acceptor = Limited::new(acceptor, most);
                callers::hurry(server.acceptor(acceptor)).serve(service).await
            }
            None => {
                let acceptor = Limited::new(at_once, most);
                callers::hurry(server.acceptor(acceptor)).serve(service).await
            }
        },
        Err(error) => Err(error),
    };
    sweeper.abort();
    // A round that is under way comes to its end: broken off, it would still hold for a moment what
    // only one may hold.
    drop(end);
    if timeout(GRACE, &mut sealer).await.is_err() {
        sealer.abort();
    }
    // What was acknowledged is sealed before the program ends.
    seal_all(&app, true).await;
    app.store().close().await;
    info!("ended");
    served.map_err(|error| Stop::failed(at, error))
}

fn unopened(arguments: &ServeArgs, fault: &Fault) -> Stop {
    match &arguments.data.database {
        // The address may hold a password.
        Some(_) => Stop::fault("--database", fault),
        None => Stop::fault(arguments.data.data.display(), fault),
    }
}

fn listen_sentence(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => "这个地址已被别的程序占用;请换一个端口".to_owned(),
        std::io::ErrorKind::PermissionDenied => "没有权限用这个端口;请用 1024 以上的".to_owned(),
        _ => error.to_string(),
    }
}

/// Says where the pages are, and in an empty database how to begin.
async fn tell_where(app: &App, at: SocketAddr, door: &Door) -> Result<(), Stop> {
    let scheme = if door.tls { "https" } else { "http" };
    say::out(&format!("督考已在 {scheme}://{at} 运行;按 Ctrl-C 结束\n"));
    let code = installation::first_code(app).await;
    let code = code.map_err(|refusal| Stop::failed("serve", refusal))?;
    let site = door.address.clone().unwrap_or_else(|| format!("{scheme}://{at}"));
    if let Some(code) = code {
        say::out(&format!(
            "数据库是空的。请在浏览器打开下面的地址,建立第一个组织和系统管理员(只能用一次):\n  \
             {site}/first/{code}\n"
        ));
    }
    Ok(())
}

/// Waits until somebody ends the program; requests that are being answered still are.
async fn end_gently(handle: Handle<SocketAddr>) {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    info!("ending");
    handle.graceful_shutdown(Some(GRACE));
}

/// Does what was planned for a day that has come, and seals, folds and sweeps what waits, again and
/// again, until it is told to end, or who would tell is gone. A database that is away for a while
/// is asked again.
async fn seal(app: Arc<App>, mut end: oneshot::Receiver<()>) {
    let mut ticks = tokio::time::interval(SEAL_EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = &mut end => return,
        }
        if let Err(fault) = organisation::do_due(&app).await {
            error!(%fault, "planned changes are not all done");
        }
        seal_all(&app, false).await;
        if let Err(fault) = sweep::sweep(&app).await {
            error!(%fault, "not swept");
        }
    }
}

/// Seals and folds all that waits, a piece at a time. Another process that does so now is left to
/// it; the last time, it is waited for.
async fn seal_all(app: &App, is_last: bool) {
    loop {
        let sealed = match is_last {
            true => journal::seal_in_turn(app).await,
            false => journal::seal(app).await,
        };
        match sealed {
            Ok(0) => break,
            Ok(_) => {}
            Err(fault) => return error!(%fault, "not sealed"),
        }
    }
    loop {
        match tally::fold(app).await {
            Ok(0) => break,
            Ok(_) => {}
            Err(fault) => return error!(%fault, "not folded"),
        }
    }
}

/// Takes away what has waited for too long, again and again.
async fn sweep_sheets(app: Arc<App>) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        if let Err(fault) = organisation::sweep(&app).await {
            error!(%fault, "not swept");
        }
        if let Err(error) = score_sheet::sweep(&app) {
            error!(%error, "folders of scoring were not swept");
        }
        if let Err(fault) = record::sweep(&app).await {
            error!(%fault, "files were not swept");
        }
    }
}
