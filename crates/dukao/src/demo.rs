//! `dukao demo`: an invented province to look at, in the browser.

use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::{panic, thread};

use app::demo::{self, Account, Laid, Wanted};
use app::{App, Chance, OsChance, installation};
use store::{At, Store};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use web::serve::Door;

use crate::cli::DemoArgs;
use crate::say;
use crate::serve;
use crate::stop::Stop;

/// From which number the demonstration follows: the same people and points every time.
const SEED: u64 = 201_652;

/// Runs the command; a demonstration in a browser runs until it is told to end.
pub(crate) fn run(arguments: &DemoArgs) -> Result<(), Stop> {
    let place = Place::of(arguments)?;
    let wanted = Wanted { branches: arguments.branches, seed: SEED, password: password() };
    let laying = || {
        if !matches!(place, Place::Postgres(_)) {
            stay_on_one_core();
        }
        runtime()?.block_on(lay(&place, &wanted))
    };
    // On a thread of its own: those that it begins stay where it does, and those that serve do not.
    let laid = thread::scope(|scope| scope.spawn(laying).join());
    let laid = laid.unwrap_or_else(|fall| panic::resume_unwind(fall))?;
    if arguments.no_serve {
        say::out(&listed(&laid, &wanted));
        return Ok(());
    }
    runtime()?.block_on(show(&place, &laid, &wanted))
}

fn runtime() -> Result<Runtime, Stop> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Stop::failed("demo", error))
}

/// Keeps this thread, and those that it begins, on one core. SQLite's thread and the one that asks
/// take turns a million times; to wake another core each time takes as long as the work itself.
#[cfg(target_os = "linux")]
fn stay_on_one_core() {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let Ok(allowed) = sched_getaffinity(None) else { return };
    let first = (0..CpuSet::MAX_CPU).find(|core| allowed.is_set(*core));
    let Some(first) = first else { return };
    let mut one = CpuSet::new();
    one.set(first);
    // Where it may not, it takes longer.
    let _ = sched_setaffinity(None, &one);
}

#[cfg(not(target_os = "linux"))]
fn stay_on_one_core() {}

/// Where the data is.
enum Place {
    Kept(PathBuf),
    /// Gone with the program.
    Passing(TempDir),
    Postgres(String),
}

impl Place {
    fn of(arguments: &DemoArgs) -> Result<Self, Stop> {
        match (&arguments.data, &arguments.database) {
            (_, Some(address)) => Ok(Self::Postgres(address.clone())),
            (Some(data), None) => Ok(Self::Kept(data.clone())),
            (None, None) => {
                let folder = tempfile::Builder::new().prefix("dukao-demo-").tempdir();
                folder.map(Self::Passing).map_err(|error| Stop::failed("demo", error))
            }
        }
    }

    fn at(&self) -> At {
        match self {
            Self::Kept(folder) => At::Folder(folder.clone()),
            Self::Passing(folder) => At::Folder(folder.path().to_owned()),
            Self::Postgres(address) => At::Postgres(address.clone()),
        }
    }

    /// As people know it: an address may hold a password.
    fn name(&self) -> String {
        match self {
            Self::Kept(folder) => folder.display().to_string(),
            Self::Passing(folder) => folder.path().display().to_string(),
            Self::Postgres(_) => "--database".to_owned(),
        }
    }

    /// Opens it; where somebody has begun already, nothing is laid over that.
    async fn open(&self) -> Result<Arc<App>, Stop> {
        let store = Store::open(&self.at()).await;
        let store = store.map_err(|fault| Stop::fault(self.name(), &fault))?;
        let app = Arc::new(serve::program(store));
        let first = installation::first_code(&app).await;
        match first.map_err(|refusal| Stop::failed("demo", refusal))? {
            Some(_) => Ok(app),
            None => {
                app.store().close().await;
                let says = match self {
                    Self::Postgres(_) => {
                        "库里已有数据,不会覆盖;演示请用空的库,要接着用它请运行 dukao serve --database"
                    }
                    _ => {
                        "已有数据库,不会覆盖;演示请用空的文件夹,要接着用它请运行 dukao serve --data"
                    }
                };
                Err(Stop::failed(self.name(), says))
            }
        }
    }
}

/// Lays everything, and lets go of the database.
async fn lay(place: &Place, wanted: &Wanted) -> Result<Laid, Stop> {
    let app = place.open().await?;
    say::error(&format!("正在布置 {} 个支部的演示数据……\n", wanted.branches));
    let laid = demo::lay(&app, wanted).await.map_err(|refusal| Stop::failed("demo", refusal))?;
    app.store().close().await;
    Ok(laid)
}

async fn show(place: &Place, laid: &Laid, wanted: &Wanted) -> Result<(), Stop> {
    let store = Store::open(&place.at()).await;
    let store = store.map_err(|fault| Stop::fault(place.name(), &fault))?;
    serve::log();
    // Any free port: a demonstration is no installation that people come back to.
    let listener = serve::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let at = listener.local_addr().map_err(|error| Stop::failed("demo", error))?;
    say::out(&format!("演示已在 http://{at} 运行;按 Ctrl-C 结束\n{}", listed(laid, wanted)));
    let door = Door { tls: false, behind_proxy: false, address: None };
    serve::answer(Arc::new(serve::program(store)), listener, None, door).await
}

/// A password of this demonstration alone: its folder may be kept and served to others.
fn password() -> String {
    let mut bytes = [0; 4];
    OsChance.fill(&mut bytes);
    format!("yanshi-{:08x}", u32::from_be_bytes(bytes))
}

/// Who may log in, as a table.
fn listed(laid: &Laid, wanted: &Wanted) -> String {
    let mut text =
        format!("虚构的省,{} 个支部。所有账号的密码: {}\n\n", wanted.branches, wanted.password);
    let widths = [10, 14, 34, 10];
    let heads = ["登录名", "身份", "组织", "姓名"].map(str::to_owned);
    push_line(&mut text, &heads, &widths, "可以做什么");
    for Account { role, organisation, login, name, does, secret, .. } in &laid.accounts {
        let cells = [*login, role.word(), organisation, name].map(str::to_owned);
        push_line(&mut text, &cells, &widths, does);
        if let Some(secret) = secret {
            let _ = writeln!(text, "{:10}动态口令密钥 {secret}", "");
        }
    }
    text.push_str("\n动态口令:在手机的验证器里手工录入密钥,登录时输入它显示的六位数字。\n");
    text
}

fn push_line(text: &mut String, cells: &[String; 4], widths: &[usize; 4], last: &str) {
    for (cell, width) in cells.iter().zip(widths) {
        let taken: usize = cell.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        text.push_str(cell);
        text.push_str(&" ".repeat(width.saturating_sub(taken).max(1)));
    }
    text.push_str(last);
    text.push('\n');
}
