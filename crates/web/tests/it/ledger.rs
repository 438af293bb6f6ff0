//! The ledger in a browser: begun, sent, mended, corrected, with files, by two people.

use axum::body::Body;
use axum::http::{Request, header};
use sha2::Digest;
use tempfile::TempDir;

use crate::browser::{Answer, Browser, on_both};

/// A branch with its secretary and its clerk, each in a browser of their own, and whose folder
/// holds the database.
async fn branch() -> (String, Browser, Browser, TempDir) {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    let secretary = browser.appointed(&branch, "赵示例", "secretary", "zhao").await;
    let clerk = browser.appointed(&branch, "陈示例", "clerk", "chen").await;
    (branch, secretary, clerk, browser.folder)
}

/// The values of a form's hidden fields and what else stands in it, by name.
fn value(page: &Answer, name: &str) -> String {
    let (_, form) = page.text.split_once("enctype=").unwrap();
    let (_, rest) = form.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// A plan's form as a browser sends it.
fn plan(page: &Answer, act: &str, title: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = ["form", "record", "base", "revision"]
        .map(|name| (name.to_owned(), value(page, name)))
        .to_vec();
    let typed = [("title", title), ("adopted_on", "2026-11-20"), ("act", act)];
    fields.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    fields
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Sends a form with files, as a browser does.
async fn send_files(
    browser: &mut Browser,
    place: &str,
    fields: &[(String, String)],
    files: &[(&str, &[u8])],
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value.as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    for (name, bytes) in files {
        let head = format!(
            "--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    let request = Request::post(place)
        .header(header::COOKIE, &browser.cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    browser.ask(request.body(Body::from(body)).unwrap()).await
}

on_both!(a_plan_is_sent_with_its_file_mended_and_fetched);
async fn a_plan_is_sent_with_its_file_mended_and_fetched() {
    let (branch, _, mut clerk, _folder) = branch().await;
    clerk.get(&branch).await.says(200, &format!("{branch}/records"));
    let ledger = format!("{branch}/records");
    clerk.get(&ledger).await.says(200, "还没有记录");
    let place = format!("{ledger}/new/work_plan");
    let page = clerk.get(&place).await;
    page.says(200, "支部的学习教育工作计划");
    // What is wrong is said, what was typed and what was sent is kept.
    let fields = plan(&page, "submit", "<b>计划");
    let files: [(&str, &[u8]); 2] = [("计划.exe", b"%PDF-1.4 plan"), ("程序.pdf", b"MZ\x90\0")];
    let page = send_files(&mut clerk, &place, &fields, &files).await;
    page.says(422, "看不出是什么文件");
    page.says(422, "&#60;b&#62;计划");
    page.says(422, "计划.exe");
    let mut fields = plan(&page, "submit", "<b>计划");
    fields.push(("file".to_owned(), value(&page, "file")));
    clerk.send(&place, &pairs(&fields)).await.says(422, "请填写");
    fields.push(("adopted_by".to_owned(), "board".to_owned()));
    let sent = clerk.send(&place, &pairs(&fields)).await;
    let record = sent.leads_to().strip_suffix("?done=submitted").unwrap().to_owned();
    // A double click leads to the same record.
    let again = clerk.send(&place, &pairs(&fields)).await;
    assert_eq!(again.leads_to(), sent.leads_to());
    let page = clerk.get(&record).await;
    page.says(200, "支部委员会");
    page.says(200, "陈示例 提交");
    clerk.get(&format!("{ledger}?q=计划&kind=work_plan")).await.says(200, "&#60;b&#62;计划");
    clerk.get(&format!("{ledger}?q=别的")).await.says(200, "没有符合条件的记录");
    let (_, rest) = page.text.split_once("/files/").unwrap();
    let file = format!("{record}/files/{}", rest.split('"').next().unwrap());
    let answer = clerk.get(&file).await;
    assert_eq!(answer.text, "%PDF-1.4 plan");
    let said = |name: &str| answer.headers[name].to_str().unwrap();
    assert_eq!(said("content-type"), "application/pdf", "by its bytes, not by its name");
    assert_eq!(said("x-content-type-options"), "nosniff");
    assert!(said("content-security-policy").contains("sandbox"));
    assert!(said("content-disposition").starts_with("attachment; filename*=UTF-8''"));
    assert!(said("content-disposition").ends_with(".pdf"));
}

on_both!(of_two_people_the_second_is_told_and_loses_nothing);
async fn of_two_people_the_second_is_told_and_loses_nothing() {
    let (branch, mut secretary, mut clerk, _folder) = branch().await;
    let place = format!("{branch}/records/new/work_plan");
    let page = clerk.get(&place).await;
    let fields = plan(&page, "draft", "草稿里的计划");
    let saved = clerk.send(&place, &pairs(&fields)).await;
    let form = saved.leads_to().strip_suffix("?done=drafted").unwrap().to_owned();
    clerk.get(saved.leads_to()).await.says(200, "草稿已保存");
    secretary.get(&format!("{branch}/records")).await.says(200, "草稿里的计划");
    let (mine, theirs) = (clerk.get(&form).await, secretary.get(&form).await);
    theirs.says(200, "草稿由 陈示例");
    let fields = plan(&theirs, "draft", "书记写的计划");
    secretary.send(&form, &pairs(&fields)).await.leads_to();
    let fields = plan(&mine, "draft", "联络员写的计划");
    let stale = clerk.send(&form, &pairs(&fields)).await;
    stale.says(409, "您填的:联络员写的计划");
    stale.says(409, "现在的:书记写的计划");
    stale.says(409, "value=\"联络员写的计划\"");
    let fields = plan(&stale, "draft", "两人商量的计划");
    clerk.send(&form, &pairs(&fields)).await.leads_to();
    let page = clerk.get(&form).await;
    page.says(200, "两人商量的计划");
    let discard = form.replace("/form", "/discard");
    let gone = clerk.send(&discard, &[("form", &page.form())]).await;
    assert_eq!(gone.leads_to(), format!("{branch}/records?done=discarded"));
    clerk.get(&form).await.says(404, "没有找到");
}

on_both!(a_record_is_withdrawn_with_a_reason_and_a_sheet_brings_many);
async fn a_record_is_withdrawn_with_a_reason_and_a_sheet_brings_many() {
    let (branch, _, mut clerk, _folder) = branch().await;
    let place = format!("{branch}/records/import/work_plan");
    clerk.get(&place).await.says(200, "空表(xlsx)");
    clerk.upload(&place, "", b"").await.says(422, "请选择文件");
    clerk.upload(&place, "计划.csv", b"a,b\n1,2\n").await.says(422, "没有表头");
    let wrong = "计划名称,通过日期,由谁通过\n甲,明天,支部委员会\n";
    let sent = clerk.upload(&place, "错.csv", wrong.as_bytes()).await;
    clerk.get(sent.leads_to()).await.says(200, "「明天」不是日期");
    let right =
        "计划名称,通过日期,由谁通过\n甲计划,2026/11/2,支部委员会\n乙,2026-11-3,支部党员大会\n";
    let sent = clerk.upload(&place, "计划.csv", right.as_bytes()).await;
    let page = clerk.get(sent.leads_to()).await;
    page.says(200, "没有问题");
    let taken = clerk.send(sent.leads_to(), &[("form", &page.form())]).await;
    assert_eq!(taken.leads_to(), format!("{branch}/records?done=imported"));
    let list = clerk.get(&format!("{branch}/records?q=甲计划")).await;
    let (before, _) = list.text.split_once("\">甲计划").unwrap();
    let record = before.rsplit("href=\"").next().unwrap().to_owned();
    let bytes = clerk.fetch(&format!("{branch}/records/export/work_plan")).await;
    let sent = clerk.upload(&place, "原样.xlsx", &bytes).await;
    clerk.get(sent.leads_to()).await.says(200, "完全一致");

    let place = format!("{record}/withdrawal");
    let page = clerk.get(&place).await;
    let form = page.form();
    let blank = [("form", form.as_str()), ("base", "1"), ("reason", "")];
    clerk.send(&place, &blank).await.says(422, "请用一句话写明原因");
    let full = [("form", form.as_str()), ("base", "1"), ("reason", "记重了")];
    clerk.send(&place, &full).await.leads_to();
    clerk.get(&record).await.says(200, "原因:记重了");
    clerk.get(&place).await.says(409, "刚被别人改过");
    clerk.get(&format!("{branch}/records?state=withdrawn")).await.says(200, "甲计划");
}

/// A piece of a file, as the script sends it; the answer, and where it says to go on.
async fn piece(
    browser: &mut Browser,
    place: &str,
    at: usize,
    length: usize,
    bytes: &[u8],
) -> (Answer, String) {
    let request = Request::put(place)
        .header(header::COOKIE, &browser.cookie)
        .header("sec-fetch-site", "same-origin")
        .header("upload-offset", at)
        .header("upload-length", length)
        .header(header::CONTENT_TYPE, "application/octet-stream");
    let answer = browser.ask(request.body(Body::from(bytes.to_vec())).unwrap()).await;
    let there = offset(&answer);
    (answer, there)
}

fn offset(answer: &Answer) -> String {
    let there = answer.headers.get("upload-offset");
    there.map_or_else(String::new, |there| there.to_str().unwrap().to_owned())
}

/// Begins an upload; its address.
async fn begun(browser: &mut Browser, uploads: &str, name: &str, bytes: usize) -> String {
    let begun = browser.send(uploads, &[("name", name), ("bytes", &bytes.to_string())]).await;
    begun.says(200, "");
    begun.headers[header::LOCATION].to_str().unwrap().to_owned()
}

on_both!(a_file_comes_in_pieces_and_goes_on_where_it_broke_off);
async fn a_file_comes_in_pieces_and_goes_on_where_it_broke_off() {
    const QUARTER: usize = 256 << 10;
    let (branch, mut secretary, mut clerk, _folder) = branch().await;
    let place = format!("{branch}/records/new/work_plan");
    let page = clerk.get(&place).await;
    let record = value(&page, "record");
    let uploads = format!("{branch}/records/{record}/uploads");
    page.says(200, &format!("data-to=\"{uploads}\""));
    let plan_file = [b"%PDF-1.4 ".to_vec(), vec![b'x'; 700_000]].concat();
    let length = plan_file.len();
    let file = begun(&mut clerk, &uploads, "计划.pdf", length).await;
    assert_eq!(offset(&clerk.get(&file).await), "0");
    let (answer, there) = piece(&mut clerk, &file, 0, length, &plan_file[..2 * QUARTER]).await;
    assert_eq!((answer.status.as_u16(), there), (200, (2 * QUARTER).to_string()));
    // Its answer was lost: twice is once, and what is out of turn hears where to go on.
    for (at, bytes) in [(0, &plan_file[..2 * QUARTER]), (QUARTER, b"x"), (3 * QUARTER, b"x")] {
        let (answer, there) = piece(&mut clerk, &file, at, length, bytes).await;
        assert_eq!((answer.status.as_u16(), there), (409, (2 * QUARTER).to_string()), "{at}");
    }
    // A piece that broke off within a quarter is sent again from its beginning.
    let half = &plan_file[2 * QUARTER..2 * QUARTER + 9];
    let (_, there) = piece(&mut clerk, &file, 2 * QUARTER, length, half).await;
    assert_eq!(there, (2 * QUARTER).to_string());
    secretary.get(&file).await.says(404, "没有找到");
    piece(&mut secretary, &file, 0, length, b"x").await.0.says(404, "没有找到");
    let rest = &plan_file[2 * QUARTER..];
    let (answer, there) = piece(&mut clerk, &file, 2 * QUARTER, length, rest).await;
    answer.says(200, "计划.pdf");
    answer.says(200, "name=\"file\"");
    assert_eq!(there, length.to_string());
    clerk.get(&file).await.says(200, "name=\"file\"");
    let mut fields = plan(&page, "submit", "计划");
    let id = file.rsplit('/').next().unwrap();
    fields.extend([("adopted_by", "board"), ("file", id)].map(|(n, v)| (n.into(), v.into())));
    clerk.send(&place, &pairs(&fields)).await.leads_to();
    let there = clerk.fetch(&format!("{branch}/records/{record}/files/{id}")).await;
    assert_eq!(sha2::Sha256::digest(&there), sha2::Sha256::digest(&plan_file));
}

on_both!(what_may_not_come_whole_may_not_come_in_pieces);
async fn what_may_not_come_whole_may_not_come_in_pieces() {
    let (branch, _, mut clerk, _folder) = branch().await;
    let page = clerk.get(&format!("{branch}/records/new/work_plan")).await;
    let uploads = format!("{branch}/records/{}/uploads", value(&page, "record"));
    let large = ((20 << 20) + 1).to_string();
    let refused = clerk.send(&uploads, &[("name", "大.pdf"), ("bytes", &large)]).await;
    refused.says(413, "「大.pdf」超过 20 MB");
    assert!(!refused.text.contains('<'), "a sentence, no page");
    let refused = clerk.send(&uploads, &[("name", "机密.pdf"), ("bytes", "9")]).await;
    refused.says(422, "标有「机密」");
    let file = begun(&mut clerk, &uploads, "程序.pdf", 9).await;
    piece(&mut clerk, &file, 0, 9, b"MZ\x90\0 1234").await.0.says(422, "看不出是什么文件");
    clerk.get(&file).await.says(404, "没有找到");
    // More than was said, more than a request may bring, and more than a file may have.
    let file = begun(&mut clerk, &uploads, "计划.pdf", 9).await;
    piece(&mut clerk, &file, 0, 9, b"%PDF-1.4 x").await.0.says(413, "一次至多传 1 MB");
    let much = vec![b'x'; (1 << 20) + 1];
    piece(&mut clerk, &file, 0, 2 << 20, &much).await.0.says(413, "一次至多传 1 MB");
    piece(&mut clerk, &file, 0, 21 << 20, b"x").await;
    let there = clerk.get(&file).await;
    let place: usize = offset(&there).parse().unwrap();
    piece(&mut clerk, &file, place, 21 << 20, b"x").await.0.says(413, "超过 20 MB");
    for _ in 1..60 {
        begun(&mut clerk, &uploads, "照片.jpg", 9).await;
    }
    let refused = clerk.send(&uploads, &[("name", "照片.jpg"), ("bytes", "9")]).await;
    refused.says(429, "还没有提交的文件太多");
}
