//! `cargo xtask tidy`: what the compiler cannot keep. It runs as a test, so that nobody has to
//! remember it.

mod rule;
mod tree;

use std::path::Path;

use tree::Tree;

/// Looks at the project's files; says everything that is untidy at once.
pub(crate) fn main() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tree = Tree::read(&root)?;
    let found = rule::all(&tree);
    if found.is_empty() {
        println!("tidy: {} files", tree.files.len());
        return Ok(());
    }
    Err(format!("{}\n{} untidy", found.join("\n"), found.len()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_project_is_tidy() {
        if let Err(found) = super::main() {
            panic!("{found}");
        }
    }
}
