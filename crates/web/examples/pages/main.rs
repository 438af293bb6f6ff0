//! Writes every page in several states to target/pages, to be looked at in a browser.
//!
//! `cargo run -q -p web --example pages`, then open target/pages/index.html.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

mod sample;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pages");
    fs::create_dir_all(&folder)?;
    for old in fs::read_dir(&folder)? {
        fs::remove_file(old?.path())?;
    }
    // The pages ask for the sheet from the site's root; here it lies beside them.
    let sheet = web::look::address().trim_start_matches('/');
    fs::write(folder.join(sheet), web::look::SHEET)?;
    let mut index = String::from("<!doctype html><meta charset=\"utf-8\"><title>Pages</title>\n");
    for (name, page) in sample::all() {
        let mut page = page.replace(web::look::address(), sheet);
        for (name, text) in web::script::MODULES {
            let Some(address) = web::script::address(name) else { continue };
            let file = address.trim_start_matches("/script/");
            fs::write(folder.join(file), text)?;
            page = page.replace(address, file);
        }
        fs::write(folder.join(format!("{name}.html")), page)?;
        writeln!(index, "<p><a href=\"{name}.html\">{name}</a></p>").map_err(io::Error::other)?;
    }
    fs::write(folder.join("index.html"), index)
}
