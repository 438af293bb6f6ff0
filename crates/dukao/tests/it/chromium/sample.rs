//! Every page in every state that the samples have, empty, with 300 rows, with long names, with
//! mistakes: as wide as the narrowest phone, a phone and a desk's screen.

#[path = "../../../../web/examples/pages/sample/mod.rs"]
mod pages;

use std::fs;

use super::tab::Tab;
use crate::desk::Desk;

async fn looked_at(width: u32) {
    let desk = Desk::new();
    let sheet = web::look::address().trim_start_matches('/');
    fs::write(desk.path(sheet), web::look::SHEET).unwrap();
    let mut tab = Tab::open("", width).await;
    let pages = pages::all();
    assert!(pages.len() > 60, "{} pages", pages.len());
    for (name, page) in pages {
        let file = desk.path(&format!("{name}.html"));
        fs::write(&file, page.replace(web::look::address(), sheet)).unwrap();
        tab.show(&name, &file).await;
    }
    tab.close().await;
}

#[tokio::test]
async fn every_state_of_every_page_stands_on_the_narrowest_phone() {
    looked_at(320).await;
}

#[tokio::test]
async fn every_state_of_every_page_stands_on_a_phone() {
    looked_at(390).await;
}

#[tokio::test]
async fn every_state_of_every_page_stands_at_a_desk() {
    looked_at(1440).await;
}
