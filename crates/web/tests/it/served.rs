//! Routes, asked as a browser asks them: unseen, denied, flawed, done.

use app::installation;
use axum::body::Body;
use axum::http::{Request, header};

use crate::browser::{Browser, PASSWORD, code, on_both};

on_both!(who_is_not_logged_in_is_led_to_the_login_and_back);
async fn who_is_not_logged_in_is_led_to_the_login_and_back() {
    let (mut browser, secret) = Browser::with_secret().await;
    browser.cookie.clear();
    for place in ["/organisations", "/search?q=x", "/account", "/journal"] {
        let answer = browser.get(place).await;
        let next: String = form_urlencoded::byte_serialize(place.as_bytes()).collect();
        assert_eq!(answer.leads_to(), format!("/login?next={next}"));
    }
    let wrong = [("login", "guanli"), ("password", "不对"), ("next", "/account")];
    browser.send("/login", &wrong).await.says(422, "登录名或密码不对");
    let right = [("login", "guanli"), ("password", PASSWORD), ("next", "/account")];
    assert_eq!(browser.send("/login", &right).await.leads_to(), "/account");
    // The password alone does not let an administrator in.
    assert_eq!(browser.get("/account").await.leads_to(), "/login/code?next=%2Faccount");
    let later = browser.app.now() + jiff::SignedDuration::from_secs(30);
    let next = code(&secret, later);
    browser.send("/login/code", &[("code", next.as_str())]).await.leads_to();
    browser.get("/account").await.says(200, "王示例");
    assert_eq!(browser.send("/logout", &[]).await.leads_to(), "/login");
    assert!(browser.get("/account").await.leads_to().starts_with("/login"));
}

on_both!(nothing_is_done_for_whom_it_is_not_logged_in);
async fn nothing_is_done_for_whom_it_is_not_logged_in() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    browser.cookie.clear();
    for place in ["founding", "facts", "superior", "closure"] {
        let answer = browser.send(&format!("{top}/{place}"), &[("name", "甲")]).await;
        answer.says(401, "请先登录");
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_not_taken() {
    let mut browser = Browser::begun().await;
    let request = Request::post("/logout")
        .header(header::COOKIE, &browser.cookie)
        .header("sec-fetch-site", "cross-site");
    let answer = browser.ask(request.body(Body::empty()).unwrap()).await;
    answer.says(403, "别的网站");
    browser.get("/account").await.says(200, "王示例");
}

on_both!(the_first_address_is_there_once);
async fn the_first_address_is_there_once() {
    let mut browser = Browser::new().await;
    let code = installation::first_code(&browser.app).await.unwrap().unwrap();
    browser.get("/first/0").await.says(404, "没有找到");
    browser.get(&format!("/first/{code}")).await.says(200, "启用督考");
    let answer = browser.send(&format!("/first/{code}"), &[("login", "王")]).await;
    answer.says(422, "登录名要有 3 到 40 个字符");
    // What was typed is kept, but never a password.
    answer.says(422, "value=\"王\"");
    Browser::begun().await.get(&format!("/first/{code}")).await.says(404, "没有找到");
}

on_both!(an_organisation_is_founded_changed_moved_and_closed);
async fn an_organisation_is_founded_changed_moved_and_closed() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let one = browser.found(&top, "甲县组织部", "department").await;
    let other = browser.found(&top, "乙县组织部", "department").await;
    let committee = browser.found(&one, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    browser.get(&one).await.says(200, "青禾镇党委");

    let facts = format!("{branch}/facts");
    let page = browser.get(&facts).await;
    page.says(200, "value=\"青禾村党支部\"");
    let form = page.form();
    let today = browser.app.today().to_string();
    let fields = |name| {
        let (form, today) = (&*form, &*today);
        [("form", form), ("version", "1"), ("name", name), ("kind", "branch"), ("on", today)]
    };
    browser.send(&facts, &fields("")).await.says(422, "是空的,请填写");
    // It is looked at first; the form that comes with it does it.
    let preview = browser.send(&facts, &fields("清溪村党支部")).await;
    preview.says(200, "青禾村党支部 → 清溪村党支部");
    browser.get(&branch).await.says(200, "<h1>青禾村党支部");
    let fields = preview.fields();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (&**n, &**v)).collect();
    let changed = browser.send(&facts, &fields).await;
    assert_eq!(changed.leads_to(), format!("{branch}?done=changed"));
    browser.get(changed.leads_to()).await.says(200, "已修改");
    let form = browser.get(&facts).await.form();
    let mut stale = vec![("form", &*form), ("version", "1"), ("name", "丙"), ("kind", "branch")];
    stale.extend([("on", &*today), ("sure", "yes")]);
    let page = browser.send(&facts, &stale).await;
    page.says(409, "别人先改过同一处内容");
    page.says(409, "value=\"丙\"");

    let superior = format!("{committee}/superior");
    browser.get(&format!("{superior}?q=县组")).await.says(200, "可以接收的有 1 个");
    let to = other.rsplit('/').next().unwrap().to_owned();
    let page = browser.get(&format!("{superior}/{to}")).await;
    page.says(200, "下面的 1 个组织(其中党支部 1 个)一起调整");
    let form = page.form();
    let late = [("form", &*form), ("to", &*to), ("on", "2099-01-01")];
    browser.send(&superior, &late).await.says(422, "请核对年份");
    let moved = browser.send(&superior, &[("form", &*form), ("to", &*to), ("on", &*today)]).await;
    assert_eq!(moved.leads_to(), format!("{committee}?done=moved"));
    browser.get(&other).await.says(200, "青禾镇党委");

    browser.get(&format!("{committee}/closure")).await.says(200, "下面还有 1 个组织");
    let closure = format!("{branch}/closure");
    let form = browser.get(&closure).await.form();
    let closed = browser.send(&closure, &[("form", &*form), ("on", &*today)]).await;
    assert_eq!(closed.leads_to(), format!("{committee}?done=closed"));
    browser.get(&branch).await.says(200, "已撤销");
}

on_both!(organisations_are_split_and_merged_and_what_is_planned_is_taken_back);
async fn organisations_are_split_and_merged_and_what_is_planned_is_taken_back() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let one = browser.found(&top, "甲县组织部", "department").await;
    let committee = browser.found(&one, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    let today = browser.app.today().to_string();

    let split = format!("{committee}/split");
    let page = browser.get(&split).await;
    page.says(200, "青禾村党支部");
    let child = branch.rsplit('/').next().unwrap();
    let mut fields = vec![("form", ""), ("name", ""), ("kind", "committee"), ("on", &*today)];
    fields.extend([("children", child), ("phone", "62210")]);
    browser.send(&split, &fields).await.says(422, "是空的,请填写");
    fields[1] = ("name", "园区党委");
    let preview = browser.send(&split, &fields).await;
    preview.says(200, "划过去的下级组织");
    let fields = preview.fields();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (&**n, &**v)).collect();
    let done = browser.send(&split, &fields).await;
    let new = done.leads_to().strip_suffix("?done=split").unwrap().to_owned();
    browser.get(&new).await.says(200, "青禾村党支部");
    browser.get(&new).await.says(200, "62210");

    // Planned first, and taken back.
    let merger = format!("{new}/merger");
    browser.get(&format!("{merger}?q=青禾镇")).await.says(200, "可以接收的有 1 个");
    let into = committee.rsplit('/').next().unwrap();
    let page = browser.get(&format!("{merger}/{into}")).await;
    page.says(200, "直接下级 1 个划过去");
    let form = page.form();
    let tomorrow = browser.app.today().tomorrow().unwrap().to_string();
    let fields = [("form", &*form), ("to", into), ("on", &*tomorrow)];
    let planned = browser.send(&merger, &fields).await;
    assert_eq!(planned.leads_to(), format!("{new}?done=planned"));
    let page = browser.get(planned.leads_to()).await;
    page.says(200, "起并入「青禾镇党委」");
    let (_, rest) = page.text.split_once("/changes/").unwrap();
    let change = format!("{new}/changes/{}", rest.split('"').next().unwrap());
    let page = browser.get(&change).await;
    page.says(200, "收回预定的变动");
    let withdrawal = format!("{change}/withdrawal");
    let form = page.form();
    let done = browser.send(&withdrawal, &[("form", &*form)]).await;
    assert_eq!(done.leads_to(), format!("{new}?done=withdrawn"));
    browser.get(&new).await.says(200, "已收回");

    let form = browser.get(&format!("{merger}/{into}")).await.form();
    let fields = [("form", &*form), ("to", into), ("on", &*today)];
    let merged = browser.send(&merger, &fields).await;
    assert_eq!(merged.leads_to(), format!("{committee}?done=merged"));
    browser.get(&committee).await.says(200, "青禾村党支部");
    browser.get(&new).await.says(200, "已撤销");
}

on_both!(what_was_is_shown_by_day_and_mismatches_are_listed_and_taken_out);
async fn what_was_is_shown_by_day_and_mismatches_are_listed_and_taken_out() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let place = format!("{committee}/founding");
    let form = browser.get(&place).await.form();
    let fields = [("form", &*form), ("name", "机关支部"), ("kind", "branch"), ("sector", "office")];
    browser.send(&place, &fields).await.leads_to();
    browser.get(&committee).await.says(200, "类别不符</span>");
    let list = format!("{top}/mismatches");
    let page = browser.get(&list).await;
    page.says(200, "机关支部");
    page.says(200, "青禾镇党委");
    let text = browser.fetch(&format!("{list}/export?as=csv")).await;
    assert!(String::from_utf8(text).unwrap().contains(",机关支部,机关,,青禾镇党委,基层党委,\n"));

    browser.get(&format!("{top}?on=2025-06-30")).await.says(422, "起才有,请改日期");
    browser.get(&format!("{top}?on=abc")).await.says(422, "日期应写作");
    browser.get(&format!("{top}?on=2099-01-01")).await.says(422, "还没有到");
    let today = browser.app.today().to_string();
    browser.get(&format!("{top}?on={today}")).await.says(200, "查看以往");
}

on_both!(a_form_that_is_sent_twice_is_done_once);
async fn a_form_that_is_sent_twice_is_done_once() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let place = format!("{top}/founding");
    let form = browser.get(&place).await.form();
    let fields = [("form", form.as_str()), ("name", "甲县组织部"), ("kind", "department")];
    let first = browser.send(&place, &fields).await;
    let second = browser.send(&place, &fields).await;
    assert_eq!(first.leads_to(), second.leads_to());
    assert_eq!(browser.get(&top).await.text.matches(">甲县组织部<").count(), 1);
}

on_both!(what_was_typed_is_text_wherever_it_is_shown);
async fn what_was_typed_is_text_wherever_it_is_shown() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let evil = "<script>alert(1)</script>\"党支部";
    let page = browser.found(&top, evil, "committee").await;
    for place in [page.as_str(), top.as_str(), "/search?q=script"] {
        let text = browser.get(place).await.text;
        assert!(!text.contains("<script>"), "{place}\n{text}");
    }
}

on_both!(what_nobody_may_see_is_not_there);
async fn what_nobody_may_see_is_not_there() {
    let mut browser = Browser::begun().await;
    let nobody = "/organisations/01a20dd4-8fd0-75ff-861d-c508ec5f8ac3";
    for place in ["", "/founding", "/facts", "/superior", "/closure"] {
        browser.get(&format!("{nobody}{place}")).await.says(404, "没有找到");
    }
    for place in ["/organisations/x", "/nowhere", "/journal"] {
        let page = browser.get(place).await;
        page.says(404, "没有找到");
        page.says(404, "aria-label=\"主菜单\"");
    }
    let cookie = std::mem::take(&mut browser.cookie);
    let page = browser.get("/nowhere").await;
    page.says(404, "没有找到");
    assert!(!page.text.contains("主菜单"), "{}", page.text);
    browser.cookie = cookie;
    // One's own organisation is there, and yet not to be moved or closed.
    let top = browser.top().await;
    for place in ["/superior", "/closure"] {
        browser.get(&format!("{top}{place}")).await.says(403, "您没有这项权限");
    }
}

on_both!(too_many_logins_from_one_address_wait);
async fn too_many_logins_from_one_address_wait() {
    let mut browser = Browser::begun().await;
    let from: std::net::SocketAddr = "127.0.0.1:9".parse().unwrap();
    for attempt in 1..=31 {
        let mut request = Request::post("/login")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("login=niemand"))
            .unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(from));
        let answer = browser.ask(request).await;
        assert_eq!(answer.status.as_u16(), if attempt <= 30 { 422 } else { 429 }, "{attempt}");
    }
}

#[tokio::test]
async fn every_answer_is_kept_from_frames_sniffing_and_other_sites() {
    let mut browser = Browser::begun().await;
    let script = web::script::address("send").unwrap();
    for place in ["/login", "/organisations", "/nowhere", web::look::address(), script, "/healthz"]
    {
        let answer = browser.get(place).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';"),
            "{place}"
        );
        assert!(!policy.contains("unsafe"), "{place}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[header::X_FRAME_OPTIONS], "DENY");
    }
    let module = browser.get(script).await;
    assert_eq!(module.headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
    assert!(module.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let cache = browser.get("/organisations").await.headers[header::CACHE_CONTROL].clone();
    assert_eq!(cache, "no-store");
    browser.get("/readyz").await.says(200, "ready");
}
