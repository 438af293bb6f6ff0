//! The folder of results: written beside its place under another name, and put there as a whole.

use std::fmt::Write as _;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use table::unreadable::io_sentence;
use tempfile::TempDir;

use crate::interrupt;
use crate::stop::Stop;

/// The files that we write.
pub(super) const RESULTS_CSV: &str = "results.csv";
pub(super) const ROLLUP_CSV: &str = "rollup.csv";
pub(super) const RESULTS_XLSX: &str = "results.xlsx";
pub(super) const BULLETIN_DOCX: &str = "通报.docx";

/// Says of a folder that it is ours, and how its files looked when we wrote them.
const MARK: &str = ".dukao";

/// A folder in the making.
pub(super) struct Folder {
    place: PathBuf,
    beside: TempDir,
}

impl Folder {
    /// Checks that the place may be written, and makes the folder beside it.
    pub(super) fn prepare(place: &Path, overwrite: bool) -> Result<Self, Stop> {
        let failed = |error: &io::Error| Stop::failed(place.display(), io_sentence(error));
        // A link is followed: the folder that it leads to is meant.
        let led_to = if place.is_symlink() { fs::canonicalize(place).ok() } else { None };
        let place = led_to.as_deref().unwrap_or(place);
        refuse_foreign(place, overwrite)?;
        if place.file_name().is_none() {
            return Err(Stop::failed(place.display(), "请给出一个新的文件夹名"));
        }
        // Folders on the way are only made when all is well.
        let near = place.ancestors().skip(1).find(|folder| folder.is_dir());
        let near = near.unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".dukao-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any new folder: the person's own mask decides who else may read it.
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let beside = interrupt::clear_away(|| builder.tempdir_in(near));
        let beside = beside.map_err(|error| failed(&error))?;
        Ok(Self { place: place.to_owned(), beside })
    }

    /// Where files go for now.
    pub(super) fn path(&self) -> &Path {
        self.beside.path()
    }

    /// Creates a file in it.
    pub(super) fn create(&self, name: &str) -> Result<File, Stop> {
        File::create(self.path().join(name)).map_err(|error| self.failed(name, &error))
    }

    /// A failure about one of its files, named by the place where it would have been.
    pub(super) fn failed(&self, name: &str, error: &io::Error) -> Stop {
        Stop::failed(self.place.join(name).display(), io_sentence(error))
    }

    /// Puts the folder in its place; gives the files in it.
    pub(super) fn commit(self) -> Result<Vec<&'static str>, Stop> {
        let names = [RESULTS_CSV, ROLLUP_CSV, RESULTS_XLSX, BULLETIN_DOCX];
        let written: Vec<&str> =
            names.into_iter().filter(|name| self.path().join(name).exists()).collect();
        let place = self.place.clone();
        let put = mark(self.path(), &written)
            .and_then(|()| interrupt::whole(|| swap(self.beside, &place)));
        put.map_err(|error| Stop::failed(place.display(), io_sentence(&error)))?;
        Ok(written)
    }
}

/// Refuses a place that holds anything but what we wrote and nobody touched since.
fn refuse_foreign(place: &Path, overwrite: bool) -> Result<(), Stop> {
    let refuse = |says: String| Err(Stop::failed(place.display(), says));
    let entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory && place.exists() => {
            return refuse("已有同名的文件;请换一个文件夹名".to_owned());
        }
        Err(error) => return refuse(io_sentence(&error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Stop::failed(place.display(), io_sentence(&error)))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    if names.is_empty() {
        return Ok(());
    }
    let marks = fs::read_to_string(place.join(MARK)).ok();
    let Some(marks) = marks else {
        return refuse("文件夹里有别的文件,不能写入;请换一个文件夹名".to_owned());
    };
    if !overwrite {
        return refuse("已有上次的结果;要换成新的请加 --overwrite".to_owned());
    }
    names.sort();
    for name in names.iter().filter(|name| *name != MARK) {
        let Some((_, looked)) =
            marks.lines().filter_map(|l| l.split_once('\t')).find(|(n, _)| n == name)
        else {
            return refuse(format!("其中的「{name}」不是本程序写的;请移走它,或换一个文件夹名"));
        };
        let looks = fs::metadata(place.join(name)).map(|metadata| look(&metadata));
        if looks.is_ok_and(|looks| looks != looked) {
            let says = format!("其中的「{name}」写出后被改过,不会覆盖;请移走它,或换一个文件夹名");
            return refuse(says);
        }
    }
    Ok(())
}

/// How a file looks: its size and when it was written.
fn look(metadata: &Metadata) -> String {
    let modified = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    format!("{}\t{}", metadata.len(), modified.map_or(0, |at| at.as_secs()))
}

fn mark(folder: &Path, names: &[&str]) -> io::Result<()> {
    let mut text = String::from("本文件夹由 dukao score 写出;本文件用来识别它,请勿删改。\n");
    for name in names {
        let metadata = fs::metadata(folder.join(name))?;
        let _ = writeln!(text, "{name}\t{}", look(&metadata));
    }
    fs::write(folder.join(MARK), text)
}

/// Puts the new folder in its place. What was there stays until the new one is; if that fails it
/// is put back.
fn swap(beside: TempDir, place: &Path) -> io::Result<()> {
    let parent = beside.path().parent().unwrap_or(Path::new(".")).to_owned();
    if !place.exists() {
        if let Some(above) = place.parent() {
            fs::create_dir_all(above)?;
        }
        fs::rename(beside.path(), place)?;
        let _ = beside.keep();
        return Ok(());
    }
    let old = tempfile::Builder::new().prefix(".dukao-").tempdir_in(parent)?;
    let kept = old.path().join("old");
    fs::rename(place, &kept)?;
    if let Err(error) = fs::rename(beside.path(), place) {
        fs::rename(&kept, place)?;
        return Err(error);
    }
    let _ = beside.keep();
    Ok(())
}
