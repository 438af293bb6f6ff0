//! People: appointed, with an account of their own, and what each then sees.

use crate::browser::{Browser, PASSWORD, code, on_both};

on_both!(who_is_appointed_takes_the_account_over_and_sees_what_is_below);
async fn who_is_appointed_takes_the_account_over_and_sees_what_is_below() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let one = browser.found(&top, "甲县组织部", "department").await;
    let other = browser.found(&top, "乙县组织部", "department").await;
    let committee = browser.found(&one, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    let role = "committee_administrator";
    let mut admin = browser.appointed(&committee, "李示例", role, "lishili").await;
    admin.get("/organisations").await.says(200, "<h1>青禾镇党委");
    admin.get(&branch).await.says(200, "青禾村党支部");
    // Above: the name and the way down to one's own, nothing beside it.
    let page = admin.get(&top).await;
    page.says(200, "甲县组织部");
    assert!(!page.text.contains("乙县组织部") && !page.text.contains("王示例"), "{}", page.text);
    admin.get(&other).await.says(404, "没有找到");
    admin.get("/search?q=县组").await.says(200, "没有找到「县组」");
    admin.get(&format!("{committee}/closure")).await.says(403, "您没有这项权限");
    admin.get(&format!("{committee}/founding")).await.says(200, "新建下级组织");
    let mut secretary = admin.appointed(&branch, "赵示例", "secretary", "zhao").await;
    secretary.get("/organisations").await.says(200, "<h1>青禾村党支部");
    secretary.get(&format!("{branch}/facts")).await.says(403, "您没有这项权限");
    let sibling = browser.found(&committee, "白石村党支部", "branch").await;
    secretary.get(&sibling).await.says(404, "没有找到");
}

on_both!(a_reset_ends_what_was_and_gives_a_new_slip);
async fn a_reset_ends_what_was_and_gives_a_new_slip() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let mut admin = browser.appointed(&committee, "李示例", "supervisor", "lishili").await;
    admin.get("/organisations").await.says(200, "青禾镇党委");
    let page = browser.get(&committee).await.text;
    let (_, rest) = page.split_once("/posts/").unwrap();
    let post = format!("{committee}/posts/{}", rest.split('"').next().unwrap());
    // Whoever has an account gets no second one.
    let twice = browser.send(&format!("{post}/account"), &[("login", "li2")]).await;
    twice.says(409, "刚被别人改过");
    let reset = browser.send(&format!("{post}/reset"), &[]).await;
    reset.says(200, "/activation/");
    assert!(admin.get("/organisations").await.leads_to().starts_with("/login"));
    let right = [("login", "lishili"), ("password", PASSWORD)];
    admin.send("/login", &right).await.says(422, "登录名或密码不对");
    let today = browser.app.today().to_string();
    let form = browser.get(&post).await.form();
    let fields = [("form", &*form), ("last", &*today)];
    let ended = browser.send(&format!("{post}/end"), &fields).await;
    assert_eq!(ended.leads_to(), format!("{committee}?done=unposted"));
}

on_both!(the_auditor_reads_the_journal_and_nothing_is_left_out);
async fn the_auditor_reads_the_journal_and_nothing_is_left_out() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    browser.found(&top, "甲县组织部", "department").await;
    let mut keeper = browser.appointed(&top, "钱示例", "security_administrator", "qian").await;
    keeper.set_up_second_factor().await;
    let mut auditor = keeper.appointed(&top, "孙示例", "audit_administrator", "sun").await;
    auditor.set_up_second_factor().await;
    app::journal::seal(&browser.app).await.unwrap();
    let page = auditor.get("/journal").await;
    for word in ["启用系统", "新建组织", "任职", "开通账号", "激活账号"] {
        page.says(200, word);
    }
    auditor.get("/journal?event=organisation_founded").await.says(200, "甲县组织部");
    // A second one is the security administrator's to appoint.
    let place = format!("{top}/posting");
    let form = browser.get(&place).await.form();
    let today = browser.app.today().to_string();
    let role = "audit_administrator";
    let fields = [("form", &*form), ("name", "周示例"), ("role", role), ("from", &*today)];
    browser.send(&place, &fields).await.says(403, "您没有这项权限");
}

on_both!(an_administrator_logs_in_with_two_factors_and_each_code_counts_once);
async fn an_administrator_logs_in_with_two_factors_and_each_code_counts_once() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let officer = "department_officer";
    let mut officer = browser.appointed(&top, "吴示例", officer, "wushili").await;
    // Who is none of 三员 may do without.
    officer.get("/organisations").await.says(200, "示例省委组织部");
    officer.get("/account").await.says(200, "设置动态口令");
    let page = officer.get("/account/second-factor").await;
    let (_, rest) = page.text.split_once("name=\"secret\" value=\"").unwrap();
    let secret = rest.split('"').next().unwrap().to_owned();
    let now = code(&secret, officer.app.now());
    let fields = [("secret", secret.as_str()), ("code", now.as_str())];
    let set = officer.send("/account/second-factor", &fields).await;
    assert_eq!(set.leads_to(), "/account?done=factor");
    officer.send("/logout", &[]).await;
    let right = [("login", "wushili"), ("password", PASSWORD)];
    officer.send("/login", &right).await.leads_to();
    // In with the password alone is not in.
    assert_eq!(officer.get("/organisations").await.leads_to(), "/login/code?next=%2Forganisations");
    officer.get("/login/code").await.says(200, "动态口令");
    let used = [("code", now.as_str())];
    officer.send("/login/code", &used).await.says(422, "已经用过");
    let later = officer.app.now() + jiff::SignedDuration::from_secs(30);
    let next = code(&secret, later);
    let answer = officer.send("/login/code", &[("code", next.as_str())]).await;
    assert_eq!(answer.leads_to(), "/todo");
    officer.get("/organisations").await.says(200, "示例省委组织部");
    let wrong = [("current_password", "不对")];
    officer.send("/account/second-factor/end", &wrong).await.says(422, "登录密码不对");
    let right = [("current_password", PASSWORD)];
    let off = officer.send("/account/second-factor/end", &right).await;
    assert_eq!(off.leads_to(), "/account?done=no-factor");
}

#[tokio::test]
async fn a_committee_makes_all_accounts_at_once_and_prints_their_slips() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let mut branches = Vec::new();
    for (branch, name) in [("青禾村党支部", "赵示例"), ("白石村党支部", "<b>钱示例")]
    {
        let branch = browser.found(&committee, branch, "branch").await;
        let place = format!("{branch}/posting");
        let form = browser.get(&place).await.form();
        let today = browser.app.today().to_string();
        let fields = [("form", &*form), ("name", name), ("role", "secretary"), ("from", &*today)];
        browser.send(&place, &fields).await.leads_to();
        branches.push(branch);
    }
    let mut admin =
        browser.appointed(&committee, "李示例", "committee_administrator", "lishili").await;
    admin.get(&committee).await.says(200, "开通账号");
    let place = format!("{committee}/accounts");
    let page = admin.get(&place).await;
    page.says(200, "开通 2 个账号");
    let form = page.form();
    let slips = admin.send(&place, &[("form", &form)]).await;
    slips.says(200, "<h1>2 张账号条</h1>");
    slips.says(200, "钱示例");
    assert!(!slips.text.contains("<b>"), "{}", slips.text);
    admin.send(&place, &[("form", &form)]).await.says(422, "账号条只显示一次");
    let (_, rest) = slips.text.split_once("/activation/<span>").unwrap();
    let code = rest.split("</p>").next().unwrap().replace("</span>", "").replace("<span>", "");
    assert_eq!(code.len(), 32, "{code}");
    admin.get(&format!("/activation/{code}")).await.says(200, "赵示例");
    let page = admin.get(&place).await;
    page.says(200, "没有要开通的账号");
    page.says(200, "补发 2 张账号条");
    let renewal = format!("{place}/renewal");
    let form = page.form();
    admin.send(&renewal, &[("form", &form)]).await.says(200, "<h1>2 张账号条</h1>");
    admin.get(&format!("/activation/{code}")).await.says(404, "没有找到");
    for branch in branches {
        browser.get(&branch).await.says(200, "支部书记");
    }
}
