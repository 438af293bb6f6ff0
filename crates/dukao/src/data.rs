//! `dukao backup`, `restore` and `doctor`: looking after the data.

use std::path::Path;

use app::{App, OsChance, OsClock, tally};
use store::backup::{self, Sound};
use store::tally::Recounted;
use store::{At, Cause, Fault, Store, doctor};

use crate::cli::{DataArgs, DataCommand};
use crate::say;
use crate::stop::Stop;

/// Runs one of the commands.
pub(crate) fn run(command: &DataCommand) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::failed("data", error))?;
    runtime.block_on(async {
        match command {
            DataCommand::Backup { file, data } => take(file, data).await,
            DataCommand::Restore { file, data } => restore(file, data).await,
            DataCommand::Doctor { data, recount } => look(data, *recount).await,
        }
    })
}

/// Where the data is, for a sentence: an address may hold a password.
fn place(data: &DataArgs) -> String {
    match &data.database {
        Some(_) => "--database".to_owned(),
        None => data.data.display().to_string(),
    }
}

async fn take(file: &Path, data: &DataArgs) -> Result<(), Stop> {
    if file.exists() {
        return Err(Stop::failed(file.display(), "已有这个文件,不会覆盖;请换一个文件名"));
    }
    let failed = |fault: Fault| match fault.cause() {
        // The place that is written to is the backup's.
        Cause::Full => Stop::fault(file.display(), &fault),
        _ => Stop::fault(place(data), &fault),
    };
    let taken = match &data.database {
        Some(address) => {
            // Servers of an older version may be using it: looking after it changes nothing.
            let at = At::Postgres(address.clone());
            let store = Store::open_as_it_is(&at).await.map_err(failed)?;
            backup::of_store(&store, file).await
        }
        None => backup::of_folder(&data.data, file).await,
    };
    tell("已备份到", file, taken.map_err(failed)?);
    Ok(())
}

async fn restore(file: &Path, data: &DataArgs) -> Result<(), Stop> {
    let failed = |fault: Fault| Stop::fault(file.display(), &fault);
    let restored = match &data.database {
        Some(address) => {
            let store = Store::open_new(&At::Postgres(address.clone())).await;
            let store = store.map_err(|fault| Stop::fault(place(data), &fault))?;
            backup::into_store(file, &store).await
        }
        None => backup::into_folder(file, &data.data).await,
    };
    tell("已恢复自", file, restored.map_err(failed)?);
    Ok(())
}

/// What was read back, so that nobody takes an empty file for a backup.
fn tell(what: &str, file: &Path, sound: Sound) {
    let Sound { organisations, entries, sealed } = sound;
    say::out(&format!(
        "{what} {};读回核对: 党组织 {organisations} 个,留痕 {entries} 条,其中 {sealed} 条已排序,内容完好\n",
        file.display()
    ));
}

async fn look(data: &DataArgs, recount: bool) -> Result<(), Stop> {
    let at = match &data.database {
        Some(address) => At::Postgres(address.clone()),
        None if data.data.join(store::FILE).is_file() => At::Folder(data.data.clone()),
        None => return Err(Stop::failed(data.data.display(), "没有数据库")),
    };
    let failed = |fault: Fault| Stop::fault(place(data), &fault);
    let store = Store::open_as_it_is(&at).await.map_err(failed)?;
    let looked = doctor::look(&mut store.link().await.map_err(failed)?).await.map_err(failed)?;
    let app = App::new(store, Box::new(OsClock), Box::new(OsChance));
    if recount {
        let Recounted { sums, wrong } = tally::recount(&app).await.map_err(failed)?;
        say::out(&format!("重新合计 {sums} 项,改正 {wrong} 项\n"));
    }
    app.store().close().await;
    let doctor::Looked { organisations, sealed, ills } = looked;
    if ills.is_empty() {
        say::out(&format!("党组织 {organisations} 个,留痕已排序 {sealed} 条,没有发现问题\n"));
        return Ok(());
    }
    for ill in &ills {
        say::error(&format!("{ill}\n"));
    }
    Err(Stop::failed(place(data), format!("发现 {} 处问题", ills.len())))
}
