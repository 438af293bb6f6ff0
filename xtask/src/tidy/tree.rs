//! The project's text files.

use std::fs;
use std::path::Path;

/// Folders that are not the project's own text.
const NOT_OURS: [&str; 6] = [".git", "target", "out", "corpus", "artifacts", "data"];

/// Endings of text files.
const TEXTS: [&str; 7] = ["rs", "toml", "md", "sql", "py", "sh", "html"];

/// A text file.
pub(crate) struct File {
    /// Its path from the project's root, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// All of them, by path.
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
}

impl Tree {
    /// Reads the project's files.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let mut files = Vec::new();
        walk(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// The Rust files below a folder.
    pub(crate) fn rust<'t>(&'t self, below: &'t str) -> impl Iterator<Item = &'t File> {
        self.files.iter().filter(move |f| f.path.starts_with(below) && f.path.ends_with(".rs"))
    }

    /// Whether a file is there.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).is_ok()
    }
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                walk(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if TEXTS.iter().any(|ending| name.ends_with(&format!(".{ending}")))
            || path == ".ci/run"
        {
            let text = fs::read_to_string(entry.path()).map_err(failed)?;
            files.push(File { path, text });
        }
    }
    Ok(())
}
