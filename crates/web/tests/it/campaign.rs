//! Campaigns in a browser: set up step by step by an officer, seen by a secretary, put off, closed.

use axum::body::Body;
use axum::http::{Request, header};

use crate::browser::{Answer, Browser, on_both};

/// Sends a form as one with files is sent: what stands in each part's head, and the part.
async fn send_whole(browser: &mut Browser, place: &str, parts: &[(String, &str)]) -> Answer {
    let part = |(head, body): &(String, &str)| {
        format!("--x\r\ncontent-disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let body = parts.iter().map(part).collect::<String>() + "--x--\r\n";
    let request = Request::post(place)
        .header(header::COOKIE, &browser.cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    browser.ask(request.body(Body::from(body)).unwrap()).await
}

async fn send_parts(browser: &mut Browser, place: &str, fields: &[(&str, String)]) -> Answer {
    let parts = fields.iter().map(|(name, value)| (format!("name=\"{name}\""), value.as_str()));
    send_whole(browser, place, &parts.collect::<Vec<_>>()).await
}

/// Sends a form's file: its name and content.
async fn send_file(
    browser: &mut Browser,
    place: &str,
    form: &str,
    (name, content): (&str, &str),
) -> Answer {
    let file = format!("name=\"files\"; filename=\"{name}\"");
    send_whole(browser, place, &[("name=\"form\"".to_owned(), form), (file, content)]).await
}

/// Browsers of an officer and a secretary; the addresses of their organisations.
async fn province() -> ([Browser; 3], [String; 2]) {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    let officer = browser.appointed(&top, "李示例", "department_officer", "lishili").await;
    let secretary = browser.appointed(&branch, "赵示例", "secretary", "zhao").await;
    ([browser, officer, secretary], [top, branch])
}

/// Sends a step's form and goes on to the next.
async fn step(browser: &mut Browser, place: &str, typed: &[(&str, &str)]) -> String {
    let page = browser.get(place).await;
    let hidden = page.fields().into_iter().filter(|(name, _)| name == "form" || name == "version");
    let hidden: Vec<(String, String)> = hidden.collect();
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend_from_slice(typed);
    browser.send(place, &fields).await.leads_to().to_owned()
}

/// An address without what was done.
fn plain(place: &str) -> String {
    place.split('?').next().unwrap_or_default().to_owned()
}

/// A campaign that is open, in which a branch checks itself today.
async fn opened(officer: &mut Browser, top: &str) -> String {
    let today = officer.app.today().to_string();
    let days = [("from", today.as_str()), ("to", today.as_str())];
    let name = [("name", "学党章学习教育")];
    let founding = format!("{top}/campaign-founding");
    let place = plain(&step(officer, &founding, &[&name[..], &days[..]].concat()).await);
    let place = plain(&step(officer, &place, &[("scheme", "jx-2016-52")]).await);
    let all = [("all_units", "yes"), ("all_sectors", "yes")];
    let place = plain(&step(officer, &place, &all).await);
    let period = [
        ("title-1", "第一期"),
        ("check_from-1", &*today),
        ("check_to-1", &*today),
        ("evaluation_from-1", &*today),
        ("evaluation_to-1", &*today),
    ];
    let place = plain(&step(officer, &place, &period).await);
    officer.get(&place).await.says(200, "没有文件也可以启动");
    let campaign = place.strip_suffix("/documents").unwrap().to_owned();
    officer.get(&format!("{campaign}/opening")).await.says(200, "还没有录入文件和任务");
    let place = step(officer, &format!("{campaign}/opening"), &[]).await;
    assert_eq!(place, format!("{campaign}?done=opened"));
    campaign
}

#[tokio::test]
async fn an_officer_sets_a_campaign_up_step_by_step_and_a_secretary_sees_it() {
    let ([_first, mut officer, mut secretary], [top, branch]) = province().await;
    officer.get("/campaigns").await.says(200, "新建学习教育");
    secretary.get("/campaigns").await.says(200, "上级启动以后会显示在这里");
    secretary.get(&format!("{top}/campaign-founding")).await.says(403, "您没有这项权限");
    let campaign = opened(&mut officer, &top).await;
    let page = officer.get(&campaign).await;
    page.says(200, "正在进行");
    page.says(200, "1 个");
    page.says(200, "制定《工作计划》占3分");
    page.says(200, "平台设定");
    page.says(200, "启动了学习教育");
    let list = officer.get(&format!("{campaign}/branches")).await;
    list.says(200, "青禾镇党委");
    list.says(200, "延期");

    let today = officer.app.today().to_string();
    secretary.get("/campaigns").await.says(200, "学党章学习教育");
    let page = secretary.get(&campaign).await;
    page.says(200, &format!("请在 {today} 以前提交"));
    assert!(!page.text.contains("修改记录"), "{}", page.text);
    secretary.get(&format!("{campaign}/scope")).await.says(403, "您没有这项权限");

    let document = [
        ("title", "关于开展学习教育的通知"),
        ("issued", &*today),
        ("says-1", "开展四次专题讨论"),
        ("criterion-1", "3.1"),
    ];
    step(&mut officer, &format!("{campaign}/documents"), &document).await;
    let document = format!("{campaign}/documents/1");
    secretary.get(&document).await.says(200, "3.1 专题学习讨论");
    let without = secretary.get(&document).await.text;
    assert!(!without.contains("附上原件"), "{without}");
    let original = format!("{document}/file");
    let form = officer.get(&document).await.form();
    send_file(&mut officer, &original, &form, ("", "")).await.says(422, "请选择文件");
    send_file(&mut officer, &original, &form, ("通知.doc", "\u{0}")).await.says(422, "还没有附上");
    let sent = send_file(&mut officer, &original, &form, ("通知.txt", "通知全文")).await;
    assert_eq!(sent.leads_to(), format!("{document}?done=changed"));
    let again = send_file(&mut officer, &original, &form, ("通知.txt", "通知全文")).await;
    assert_eq!(again.leads_to(), sent.leads_to());
    let form = officer.get(&format!("{campaign}/documents")).await.form();
    let other = send_file(&mut officer, &original, &form, ("通知.txt", "另一份")).await;
    other.says(422, "已经附了原件");
    secretary.get(&document).await.says(200, "通知.txt(12 B)");
    assert_eq!(secretary.fetch(&original).await, "通知全文".as_bytes());

    let branch = branch.strip_prefix("/organisations/").unwrap();
    let extension = format!("{campaign}/branches/{branch}/extension");
    let form = officer.get(&extension).await.form();
    let window = ("window", "1.self_check");
    let wrong = [("form", &*form), window, ("until", &*today), ("reason", "汛期")];
    officer.send(&extension, &wrong).await.says(422, "请选更晚的日期");
    let put_off = [window, ("until", "2027-01-15"), ("reason", "汛期抢险")];
    let place = step(&mut officer, &extension, &put_off).await;
    assert_eq!(place, format!("{extension}?done=extended"));
    secretary.get(&campaign).await.says(200, "请在 2027-01-15 以前提交");

    let place = step(&mut officer, &format!("{campaign}/closure"), &[]).await;
    assert_eq!(place, format!("{campaign}?done=ended-campaign"));
    officer.get(&campaign).await.says(200, "结束了学习教育");
    secretary.get(&campaign).await.says(200, "已经结束,内容不再改动");
}

#[tokio::test]
async fn what_two_officers_change_at_once_is_told_to_the_second() {
    let ([_first, mut officer, _], [top, _]) = province().await;
    let campaign = opened(&mut officer, &top).await;
    let today = officer.app.today().to_string();
    let place = format!("{campaign}/facts");
    let form = officer.get(&place).await.form();
    let days = [("from", &*today), ("to", &*today)];
    step(&mut officer, &place, &[&[("name", "学党规教育")][..], &days[..]].concat()).await;
    let stale = [&[("form", &*form), ("version", "4"), ("name", "改名")][..], &days[..]].concat();
    let page = officer.send(&place, &stale).await;
    page.says(409, "别人先改过。");
    page.says(409, "李示例 改了:名称 「学党章学习教育」 → 「学党规教育」。您填的都在下面");
    page.says(409, "value=\"改名\"");
    // They know now, and insist.
    let fields = page.fields();
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (&**n, &**v)).collect();
    fields.push(("name", "改名"));
    fields.extend(days);
    let saved = officer.send(&place, &fields).await;
    assert_eq!(saved.leads_to(), format!("{campaign}?done=changed"));
    officer.get(&campaign).await.says(200, "改了:名称 「学党规教育」 → 「改名」");
    // A form that doesn't say of which version it is, is none of today's.
    officer.send(&place, &[("form", &*form), ("name", "x")]).await.says(409, "别人先改过");
    let closing = format!("{campaign}/closure");
    let old = [("form", &*form), ("version", "4")];
    officer.send(&closing, &old).await.says(409, "结束以后不能恢复");
}

on_both!(branches_that_take_part_are_found_by_their_name);
async fn branches_that_take_part_are_found_by_their_name() {
    let ([mut browser, mut officer, _], [top, branch]) = province().await;
    let committee = browser.found(&top, "清溪镇党委", "committee").await;
    browser.found(&committee, "清溪村党支部", "branch").await;
    let campaign = opened(&mut officer, &top).await;
    let list = format!("{campaign}/branches");
    let page = officer.get(&format!("{list}?q=青禾村")).await;
    page.says(200, "本页 1 个,名称里有「青禾村」");
    page.says(200, &format!("href=\"{branch}\""));
    assert!(!page.text.contains("清溪村"), "{}", page.text);
    page.says(200, "看全部参加支部");
    // A committee takes no part itself.
    officer.get(&format!("{list}?q=青禾镇")).await.says(200, "没有名称里有「青禾镇」的参加支部");
    let short = officer.get(&format!("{list}?q=青")).await;
    short.says(422, "请输入至少两个字");
    short.says(422, "清溪村党支部");
    let long = "长".repeat(101);
    officer.get(&format!("{list}?q={long}")).await.says(422, "请写短一些");
    officer.get(&format!("{list}?q=%20")).await.says(200, "本页 2 个");
}

#[tokio::test]
async fn a_scheme_is_looked_at_then_published_and_fetched_as_it_was() {
    let ([_first, mut officer, mut secretary], [top, _]) = province().await;
    officer.get("/schemes").await.says(200, "发布考核方案");
    let place = format!("{top}/scheme-publishing");
    officer.get(&place).await.says(200, "先选文件核对");
    let wrong = officer.upload(&place, "方案.toml", b"format = 1\nid = \"x\"\n").await;
    wrong.says(422, "文件有下面的问题");
    let ours = officer.get("/schemes/jx-2016-52/scheme.toml").await.text;
    let changed = ours.replacen("version = 1", "version = 2", 1);
    let page = officer.upload(&place, "方案.toml", changed.as_bytes()).await;
    page.says(200, "没有问题");
    page.says(200, "微信");
    let fields = [("form", page.form()), ("text", changed.clone())];
    let published = send_parts(&mut officer, &format!("{top}/schemes"), &fields).await;
    let scheme = plain(published.leads_to());
    let page = secretary.get(&scheme).await;
    page.says(200, "jx-2016-52 第 2 版");
    page.says(200, "<h2>请注意</h2>");
    assert_eq!(secretary.get(&format!("{scheme}/scheme.toml")).await.text, changed);
    // The same version with other words is refused.
    let other = changed.replacen("title = \"", "title = \"新", 1);
    let page = officer.upload(&place, "方案.toml", other.as_bytes()).await;
    let fields = [("form", page.form()), ("text", other)];
    let refused = send_parts(&mut officer, &format!("{top}/schemes"), &fields).await;
    refused.says(422, "发布过的版本不能改");
}
