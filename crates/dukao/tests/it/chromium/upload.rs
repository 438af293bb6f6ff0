//! A file of a record in a real browser: on a slow line that breaks, and without script.

use std::fs;

use sha2::{Digest, Sha256};

use super::role::Demo;
use super::tab::Tab;
use crate::desk::Desk;

/// A photo of three megabytes, as far as its first bytes tell.
fn photo(desk: &Desk) -> (std::path::PathBuf, String) {
    let bytes = [0xff, 0xd8, 0xff].into_iter().chain((0_u8..251).cycle());
    let bytes: Vec<u8> = bytes.take(3 << 20).collect();
    let file = desk.path("照片.jpg");
    fs::write(&file, &bytes).unwrap();
    let digest = Sha256::digest(&bytes);
    (file, digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A meeting with all that it needs but its file.
async fn meeting(tab: &mut Tab, title: &str) {
    tab.go("/todo").await;
    tab.follow("台账").await;
    tab.follow("记会议").await;
    tab.fill("title", title).await;
    tab.tick("", "专题学习讨论").await;
    tab.tick("", "专题1").await;
}

/// The digest of the file that the record's page has.
async fn fetched(tab: &Tab) -> String {
    let fetch = "const done = arguments[0];\
        fetch(document.querySelector('.record-files a').href)\
            .then((answer) => answer.arrayBuffer())\
            .then((bytes) => crypto.subtle.digest('SHA-256', bytes))\
            .then((digest) => done(Array.from(new Uint8Array(digest), (byte) =>\
                byte.toString(16).padStart(2, '0')).join('')), (error) => done(String(error)));";
    tab.asks(fetch).await
}

/// The record is submitted, and its file comes back as it was.
async fn submit(mut tab: Tab, digest: &str) {
    tab.press("提交").await;
    tab.reads("照片.jpg").await;
    assert_eq!(fetched(&tab).await, digest);
    tab.close().await;
}

#[tokio::test]
async fn a_file_goes_on_where_the_line_broke() {
    let demo = Demo::laid();
    let desk = Desk::new();
    let (file, digest) = photo(&desk);
    let mut tab = demo.tab("shuji", 390, true).await;
    meeting(&mut tab, "第1专题补充讨论").await;
    // So slow that there is something to cut.
    tab.slow(600_000).await;
    tab.attach("files", &file).await;
    tab.reads("照片.jpg:正在上传,已传 1").await;
    tab.cut(true).await;
    tab.reads("照片.jpg:没有连上").await;
    // It goes on by itself; where something else is in the way, by the button.
    tab.slow(600_000).await;
    tab.reads("照片.jpg:正在上传,已传 5").await;
    tab.block(&["*/uploads/*"]).await;
    tab.reads("照片.jpg:没有连上").await;
    tab.block(&[]).await;
    tab.look_now().await;
    tab.push("接着传").await;
    tab.reads("去掉勾选就不附了").await;
    tab.cut(false).await;
    tab.look_now().await;
    submit(tab, &digest).await;
}

#[tokio::test]
async fn a_file_comes_whole_without_script() {
    let demo = Demo::laid();
    let desk = Desk::new();
    let (file, digest) = photo(&desk);
    let mut tab = demo.tab("shuji", 390, false).await;
    meeting(&mut tab, "第1专题补充讨论").await;
    tab.attach("files", &file).await;
    submit(tab, &digest).await;
}
