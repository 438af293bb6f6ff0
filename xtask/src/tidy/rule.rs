//! The rules. Each looks at the whole tree and returns what it found, one sentence a place.

use super::tree::{File, Tree};

const LINES_MOST: usize = 400;
const COLUMNS_MOST: usize = 100;

/// A file longer than the rest says why in its head.
const LONG_BECAUSE: &str = "Long because";

/// Names that say nothing about what a file is for.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "common", "types", "helpers", "misc"];

/// Words that mean unfinished or silenced work, anywhere in Rust.
const UNFINISHED: [&str; 7] =
    ["todo!(", "unimplemented!(", "FIXME", "#[ignore", "thread::sleep", "XXX", "HACK"];

/// What a crate may not do, which the compiler lets it: words by folder, with the reason.
const BANNED: [(&str, &[&str], &str); 6] = [
    ("crates/score/src", &["f32", "f64"], "scores are hundredths, never floats"),
    ("crates/model/src", CLOCK_AND_CHANCE, "time, chance and identity are arguments"),
    ("crates/score/src", CLOCK_AND_CHANCE, "time, chance and identity are arguments"),
    ("crates/table/src", CLOCK_AND_CHANCE, "time, chance and identity are arguments"),
    ("crates/paper/src", CLOCK_AND_CHANCE, "time, chance and identity are arguments"),
    ("crates/model/src", &["std::fs", "std::net", "async fn"], "model does no input or output"),
];

const CLOCK_AND_CHANCE: &[&str] =
    &["SystemTime::now", "Instant::now", "Zoned::now", "Timestamp::now", "RandomState", "rand::"];

/// Who may know whom of our own crates.
const ARROWS: [(&str, &[&str]); 9] = [
    ("model", &[]),
    ("score", &["model"]),
    ("table", &["model"]),
    ("paper", &["model"]),
    ("store", &["model"]),
    ("app", &["model", "score", "store", "table"]),
    ("web", &["app", "model"]),
    ("testkit", &["model", "store", "app"]),
    ("dukao", &["model", "score", "table", "paper", "store", "app", "web"]),
];

/// Everything untidy.
pub(super) fn all(tree: &Tree) -> Vec<String> {
    let rules: [fn(&Tree) -> Vec<String>; 9] =
        [lengths, heads, names, unfinished, banned, arrows, dead_files, own_versions, dead_links];
    rules.iter().flat_map(|rule| rule(tree)).collect()
}

/// The rules name the words that they ban.
fn is_rule(file: &File) -> bool {
    file.path.starts_with("xtask/src/tidy")
}

fn lines_with<'f>(file: &'f File, words: &'f [&str]) -> impl Iterator<Item = (usize, &'f str)> {
    let lines = file.text.lines().zip(1..);
    lines.flat_map(move |(line, number)| {
        words.iter().filter(move |word| line.contains(**word)).map(move |word| (number, *word))
    })
}

fn lengths(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.rust("") {
        let head: String = file.text.lines().take(12).collect();
        let lines = file.text.lines().count();
        if lines > LINES_MOST && !head.contains(LONG_BECAUSE) {
            found.push(format!(
                "{}: {lines} lines; split it, or say «{LONG_BECAUSE} …» in its head",
                file.path
            ));
        }
        for (line, number) in file.text.lines().zip(1..) {
            // A sentence for the person stands on one line, so that it can be searched for.
            if line.chars().count() > COLUMNS_MOST && line.is_ascii() {
                found.push(format!("{}:{number}: over {COLUMNS_MOST} columns", file.path));
            }
        }
    }
    found
}

fn heads(tree: &Tree) -> Vec<String> {
    tree.rust("")
        .filter(|file| !file.text.starts_with("//!") && !file.text.starts_with("#!["))
        .map(|file| format!("{}: begin with `//!` and what it is for", file.path))
        .collect()
}

fn names(tree: &Tree) -> Vec<String> {
    let says_nothing =
        |file: &&File| file.path.split(['/', '.']).any(|part| EMPTY_NAMES.contains(&part));
    tree.rust("")
        .filter(says_nothing)
        .map(|file| format!("{}: name it after what it is", file.path))
        .collect()
}

fn unfinished(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.rust("").filter(|file| !is_rule(file)) {
        for (line, word) in lines_with(file, &UNFINISHED) {
            found.push(format!("{}:{line}: «{word}» is unfinished or silenced work", file.path));
        }
    }
    found
}

fn banned(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (folder, words, why) in BANNED {
        for file in tree.rust(folder) {
            for (line, word) in lines_with(file, words) {
                found.push(format!("{}:{line}: «{word}» has no place here: {why}", file.path));
            }
        }
    }
    found
}

fn arrows(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let ours: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    for file in tree.files.iter().filter(|file| file.path.starts_with("crates/")) {
        let Some(name) = file.path.strip_suffix("/Cargo.toml") else { continue };
        let name = name.trim_start_matches("crates/");
        let Some((_, may_know)) = ARROWS.iter().find(|(known, _)| *known == name) else {
            found.push(format!("{}: list the crate in tidy's arrows", file.path));
            continue;
        };
        let text = file.text.split("[dev-dependencies]").next().unwrap_or_default();
        for other in ours.iter().filter(|other| !may_know.contains(other)) {
            if text.lines().any(|line| line.starts_with(&format!("{other}."))) {
                found.push(format!("{}: {name} may not know {other}", file.path));
            }
        }
    }
    found
}

/// A file that no `mod` names is never compiled.
fn dead_files(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.rust("").filter(|file| file.path.contains("/src/")) {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let name = name.trim_end_matches(".rs");
        if ["lib", "main"].contains(&name) {
            continue;
        }
        let (within, module) = match name {
            "mod" => folder.rsplit_once('/').unwrap_or(("", folder)),
            _ => (folder, name),
        };
        let parents = [
            format!("{within}/mod.rs"),
            format!("{within}/lib.rs"),
            format!("{within}/main.rs"),
            format!("{within}.rs"),
        ];
        let declares = |parent: &File| {
            let by_name = format!("mod {module};");
            let by_path = format!("#[path = \"{name}.rs\"]");
            let mut lines = parent.text.lines();
            lines.any(|line| line.trim_end().ends_with(&by_name) || line.contains(&by_path))
        };
        let same_folder = |other: &&File| {
            parents.contains(&other.path) || other.path.starts_with(&format!("{within}/"))
        };
        if !tree.files.iter().filter(same_folder).any(declares) {
            found.push(format!("{}: no `mod {module};` names it", file.path));
        }
    }
    found
}

/// Versions and features stand in the root's manifest only.
fn own_versions(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let members =
        |file: &&File| file.path.ends_with("/Cargo.toml") && !file.path.starts_with("fuzz/");
    for file in tree.files.iter().filter(members) {
        let mut in_dependencies = false;
        for (line, number) in file.text.lines().zip(1..) {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
            } else if in_dependencies && !line.is_empty() && !line.contains("workspace = true") {
                found.push(format!("{}:{number}: write `.workspace = true`", file.path));
            }
        }
    }
    found
}

/// A link within the documents leads to a file that is there.
fn dead_links(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with(".md")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in file.text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let is_text = link.ends_with(".md") || link.ends_with(".rs") || link.ends_with(".toml");
            if link.contains("://") || !is_text {
                continue;
            }
            let target = resolve(folder, link);
            if !tree.has(&target) {
                found.push(format!("{}: the link to {link} leads nowhere", file.path));
            }
        }
    }
    found
}

fn resolve(folder: &str, link: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{File, Tree, all};

    /// What the rules say of a tree of one file beside an empty library.
    fn check(path: &str, text: &str, expected: &str) {
        let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
        let mut files = vec![file(path, text)];
        if path != "crates/score/src/lib.rs" {
            files.push(file("crates/score/src/lib.rs", "//! Here.\nmod a;\n"));
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let found = all(&Tree { files });
        assert_eq!(found.join("\n"), expected, "{path}");
    }

    #[test]
    fn each_rule_finds_what_it_is_for() {
        let a = "crates/score/src/a.rs";
        check(a, "//! Here.\n", "");
        check(a, "fn a() {}\n", &format!("{a}: begin with `//!` and what it is for"));
        check(
            a,
            "//! Here.\nlet x: f64;\n",
            &format!("{a}:2: «f64» has no place here: scores are hundredths, never floats"),
        );
        check(
            a,
            "//! Here.\ntodo!()\n",
            &format!("{a}:2: «todo!(» is unfinished or silenced work"),
        );
        let long = format!("//! Here.\n{}", "\n".repeat(400));
        check(a, &long, &format!("{a}: 401 lines; split it, or say «Long because …» in its head"));
        let wide = format!("//! {}\n", "x".repeat(100));
        check(a, &wide, &format!("{a}:1: over 100 columns"));
        let b = "crates/score/src/b.rs";
        check(b, "//! Here.\n", &format!("{b}: no `mod b;` names it"));
        let manifest = "crates/table/Cargo.toml";
        check(
            manifest,
            "[dependencies]\nscore.workspace = true\n",
            &format!("{manifest}: table may not know score"),
        );
        check(
            manifest,
            "[dependencies]\ncsv = \"1\"\n",
            &format!("{manifest}:2: write `.workspace = true`"),
        );
        check(
            "docs/x.md",
            "See [y](y.md) and [a](../crates/score/src/lib.rs).\n",
            "docs/x.md: the link to y.md leads nowhere",
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        let path = "crates/score/src/util.rs";
        let files = vec![
            File { path: "crates/score/src/lib.rs".into(), text: "//! Here.\nmod util;\n".into() },
            File { path: path.into(), text: "//! Here.\n".into() },
        ];
        assert_eq!(all(&Tree { files }), [format!("{path}: name it after what it is")]);
    }
}
