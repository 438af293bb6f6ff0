//! The ledger in a browser: begun, sent, mended, corrected, with files, by two people.

use axum::body::Body;
use axum::http::{Request, header};
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
    stale.says(409, "对方的:书记写的计划");
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
