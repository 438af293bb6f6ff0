//! What is not lost and what is not done twice: a login that is over while a form is filled in,
//! requests that make no sense, mistakes of ours.

use axum::body::Body;
use axum::http::{Request, header};

use crate::browser::{Answer, Browser, PASSWORD, code, on_both};
use crate::markup;

/// The unseen fields of a page's only form that is about what was kept.
fn kept(page: &Answer) -> Vec<(String, String)> {
    let hidden = markup::tags(&page.text).into_iter().filter(|tag| {
        tag.attribute("type") == Some("hidden")
            && tag.attribute("name").is_some_and(|name| name.starts_with("kept"))
    });
    let field = |tag: markup::Tag<'_>| {
        let value = tag.attribute("value").unwrap_or_default();
        (tag.attribute("name").unwrap_or_default().to_owned(), value.to_owned())
    };
    hidden.map(field).collect()
}

async fn send_with(
    browser: &mut Browser,
    place: &str,
    fields: &[(&str, &str)],
    kept: &[(String, String)],
) -> Answer {
    let kept = kept.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = fields.iter().copied().chain(kept).collect();
    browser.send(place, &all).await
}

on_both!(a_form_that_came_too_late_is_done_after_the_login_and_once);
async fn a_form_that_came_too_late_is_done_after_the_login_and_once() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let role = "department_officer";
    let mut officer = browser.appointed(&top, "吴示例", role, "wushili").await;
    let place = format!("{top}/founding");
    let form = officer.get(&place).await.form();
    let fields =
        [("form", &*form), ("name", "甲县组织部"), ("code", "3601"), ("kind", "department")];
    officer.cookie.clear();
    let page = officer.send(&place, &fields).await;
    page.says(401, "登录并继续提交");
    let carried = kept(&page);
    assert_eq!(carried[0], ("kept_place".to_owned(), place.clone()));
    assert_eq!(carried.len(), 5, "{carried:?}");
    // A wrong password loses nothing.
    let wrong = [("login", "wushili"), ("password", "不对")];
    let page = send_with(&mut officer, "/login", &wrong, &carried).await;
    page.says(422, "登录并继续提交");
    assert_eq!(kept(&page), carried);
    let right = [("login", "wushili"), ("password", PASSWORD)];
    let done = send_with(&mut officer, "/login", &right, &kept(&page)).await;
    let founded = done.leads_to().to_owned();
    assert!(founded.ends_with("?done=founded"), "{founded}");
    officer.get(&founded).await.says(200, "甲县组织部");
    // Back and once more: the same form gets the same answer.
    let again = send_with(&mut officer, "/login", &right, &carried).await;
    assert_eq!(again.leads_to(), founded);
    assert_eq!(officer.get(&top).await.text.matches(">甲县组织部<").count(), 1);
    // What is to be mended is said on the form's own page.
    let empty = [("kept_place", &*place), ("kept.form", "1"), ("kept.name", ""), ("form", "2")];
    let all: Vec<(&str, &str)> = right.iter().chain(&empty).copied().collect();
    officer.send("/login", &all).await.says(422, "新建下级组织");
}

on_both!(a_form_is_kept_through_both_factors);
async fn a_form_is_kept_through_both_factors() {
    let (mut browser, secret) = Browser::with_secret().await;
    let top = browser.top().await;
    let place = format!("{top}/founding");
    let form = browser.get(&place).await.form();
    let fields = [("form", &*form), ("name", "甲<县>组织部"), ("kind", "department")];
    browser.cookie.clear();
    let page = browser.send(&place, &fields).await;
    let right = [("login", "guanli"), ("password", PASSWORD)];
    let text = kept(&page);
    assert!(text.iter().any(|(_, value)| value == "甲&#60;县&#62;组织部"), "{text:?}");
    let carried = [
        ("kept_place".to_owned(), place.clone()),
        ("kept.form".to_owned(), form.clone()),
        ("kept.name".to_owned(), "甲<县>组织部".to_owned()),
        ("kept.kind".to_owned(), "department".to_owned()),
    ];
    let half = send_with(&mut browser, "/login", &right, &carried).await;
    half.says(401, "输入动态口令");
    let carried_on = kept(&half);
    assert_eq!(carried_on.len(), 4, "{carried_on:?}");
    let wrong = send_with(&mut browser, "/login/code", &[("code", "000000")], &carried).await;
    wrong.says(422, "动态口令不对");
    assert_eq!(kept(&wrong), carried_on);
    let later = browser.app.now() + jiff::SignedDuration::from_secs(30);
    let next = code(&secret, later);
    let done = send_with(&mut browser, "/login/code", &[("code", &next)], &carried).await;
    assert!(done.leads_to().ends_with("?done=founded"), "{}", done.text);
    browser.get(&top).await.says(200, "甲&#60;县&#62;组织部");
}

on_both!(a_secret_or_a_file_is_never_kept_and_the_page_says_so);
async fn a_secret_or_a_file_is_never_kept_and_the_page_says_so() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    browser.cookie.clear();
    let fields = [("password", PASSWORD), ("new_password", "一个全新的秘密")];
    let page = browser.send("/account/password", &fields).await;
    page.says(401, "密码和口令不会保留");
    assert!(kept(&page).is_empty() && !page.text.contains("全新"), "{}", page.text);
    let fields = [("secret", "JBSWY3DPEHPK3PXP"), ("code", "123456")];
    let page = browser.send("/account/second-factor", &fields).await;
    page.says(401, "密码和口令不会保留");
    assert!(kept(&page).is_empty() && !page.text.contains("123456"), "{}", page.text);
    let page = browser.upload(&format!("{top}/import"), "全县.csv", b"a,b").await;
    page.says(401, "请重新选择文件");
    page.says(401, &format!("name=\"next\" value=\"{top}/import\""));
    // Whatever a form says, what is kept leads to a place of ours and not to another login.
    let right = [("login", "guanli"), ("password", PASSWORD)];
    for place in ["https://example.org/", "//example.org", "/login", "/login/code"] {
        let kept = [("kept_place".to_owned(), place.to_owned())];
        let answer = send_with(&mut browser, "/login", &right, &kept).await;
        assert_eq!(answer.leads_to(), "/todo", "{place}");
    }
}

on_both!(what_makes_no_sense_gets_a_page_of_the_house);
async fn what_makes_no_sense_gets_a_page_of_the_house() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let form = "application/x-www-form-urlencoded";
    let cases = [
        ("GET", "/search?q=%00".to_owned(), "", String::new(), 400, "提交的内容看不懂"),
        ("GET", format!("{top}/x%00"), "", String::new(), 400, "提交的内容看不懂"),
        ("GET", "/organisations/%ff".to_owned(), "", String::new(), 400, "提交的内容看不懂"),
        ("POST", format!("{top}/founding"), form, "name=a%00b".to_owned(), 400, "提交的内容看不懂"),
        ("GET", "/logout".to_owned(), "", String::new(), 405, "这个网址不能直接打开"),
        ("DELETE", "/login".to_owned(), "", String::new(), 405, "这个网址不能直接打开"),
        ("POST", format!("{top}/founding"), "text/plain", "a".to_owned(), 415, "提交的内容看不懂"),
        (
            "POST",
            format!("{top}/founding"),
            form,
            "a".repeat(model::limit::FORM_BYTES + 1),
            413,
            "内容太大",
        ),
    ];
    for (method, place, kind, body, status, says) in cases {
        let request = Request::builder()
            .method(method)
            .uri(&place)
            .header(header::COOKIE, &browser.cookie)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin");
        let answer = browser.ask(request.body(Body::from(body)).unwrap()).await;
        answer.says(status, says);
        answer.says(status, "编号 <code>");
    }
}

#[tokio::test]
async fn a_form_that_never_ends_is_waited_for_a_minute() {
    let mut browser = Browser::begun().await;
    let request = Request::post(format!("{}/founding", browser.top().await))
        .header(header::COOKIE, &browser.cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>()));
    // The clock goes on by itself where nothing else is left to do.
    tokio::time::pause();
    let before = tokio::time::Instant::now();
    browser.ask(request.unwrap()).await.says(408, "没有传完");
    assert_eq!(before.elapsed().as_secs(), 60);
}

on_both!(who_guesses_at_codes_waits_and_who_has_one_does_not);
async fn who_guesses_at_codes_waits_and_who_has_one_does_not() {
    let mut browser = Browser::begun().await;
    let ask = async |browser: &mut Browser, place: &str, from: &str| {
        let from: std::net::SocketAddr = from.parse().unwrap();
        let mut request = Request::get(place).body(Body::empty()).unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(from));
        browser.ask(request).await.status.as_u16()
    };
    for attempt in 1..=31 {
        let place = if attempt % 2 == 0 { "/activation/0" } else { "/first/0" };
        let status = ask(&mut browser, place, "10.0.0.9:1").await;
        assert_eq!(status, if attempt <= 30 { 404 } else { 429 }, "{attempt}");
    }
    assert_eq!(ask(&mut browser, "/activation/0", "10.0.0.8:1").await, 404);
    let mut new = Browser::new().await;
    let code = app::installation::first_code(&new.app).await.unwrap().unwrap();
    for _ in 0..40 {
        assert_eq!(ask(&mut new, &format!("/first/{code}"), "10.0.0.9:1").await, 200);
    }
}

on_both!(who_lost_their_post_hears_so_after_the_right_password_only);
async fn who_lost_their_post_hears_so_after_the_right_password_only() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    browser.appointed(&committee, "赵示例", "supervisor", "zhaoshili").await;
    let form = browser.get(&format!("{committee}/closure")).await.form();
    let today = browser.app.today().to_string();
    let closed = [("form", &*form), ("on", &*today)];
    browser.send(&format!("{committee}/closure"), &closed).await.leads_to();
    browser.cookie.clear();
    let wrong = [("login", "zhaoshili"), ("password", "不对的密码")];
    browser.send("/login", &wrong).await.says(422, "登录名或密码不对");
    let right = [("login", "zhaoshili"), ("password", PASSWORD)];
    browser.send("/login", &right).await.says(422, "所在的党组织已撤销");
}

on_both!(a_demonstration_says_so_on_every_page_from_the_first_request_on);
async fn a_demonstration_says_so_on_every_page_from_the_first_request_on() {
    let mut browser = Browser::new().await;
    let banner = "组织、人员和数据都是虚构的";
    assert!(!browser.get("/login").await.text.contains(banner));
    let app = &browser.app;
    let mut write = app.store().write(store::Locks::Tree, None, app.now(), [1; 32]).await.unwrap();
    store::installation::begin(&mut write, true).await.unwrap();
    write.commit_quietly(store::Housekeeping::Staging).await.unwrap();
    for place in ["/login", "/nowhere", "/logout", "/search?q=%00"] {
        let page = browser.get(place).await;
        assert!(page.text.contains(banner) || page.headers.contains_key("location"), "{place}");
    }
}
