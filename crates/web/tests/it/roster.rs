//! The roster in a browser: kept by the secretary, looked at by the committee.

use crate::browser::{Browser, on_both};

/// Browsers of the first administrator, whose folder the data lies in, of a committee's
/// administrator and a secretary; the address of the branch.
async fn at_a_branch() -> ([Browser; 3], String) {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    let mut admin =
        browser.appointed(&committee, "李示例", "committee_administrator", "lishili").await;
    let secretary = admin.appointed(&branch, "赵示例", "secretary", "zhao").await;
    ([browser, admin, secretary], branch)
}

on_both!(a_secretary_begins_with_an_empty_roster_and_keeps_it);
async fn a_secretary_begins_with_an_empty_roster_and_keeps_it() {
    let ([_first, mut admin, mut secretary], branch) = at_a_branch().await;
    secretary.get(&branch).await.says(200, "党员名册");
    let list = format!("{branch}/roster");
    let page = secretary.get(&list).await;
    page.says(200, "名册还是空的");
    page.says(200, "支部书记赵示例还不在名册里");
    let (_, rest) = page.text.split_once("/roster/entry?person=").unwrap();
    let person = rest.split('"').next().unwrap().to_owned();
    let form = secretary.get(&format!("{list}/entry?person={person}")).await.form();
    let mut fields = vec![("form", &*form), ("person", &*person), ("membership", "full")];
    let place = format!("{list}/entry");
    secretary.send(&place, &fields).await.says(422, "日期应写作 2026-11-24");
    fields.push(("from", "2016-01-01"));
    assert_eq!(secretary.send(&place, &fields).await.leads_to(), format!("{list}?done=entered"));
    // Sent again it is not done again.
    assert_eq!(secretary.send(&place, &fields).await.leads_to(), format!("{list}?done=entered"));
    let page = secretary.get(&list).await;
    page.says(200, "<dd>1 名</dd>");
    page.says(200, "支部书记");

    let (_, rest) = page.text.split_once("/roster/members/").unwrap();
    let member = format!("{list}/members/{}", rest.split('"').next().unwrap());
    let form = secretary.get(&member).await.form();
    let exempted = format!("{member}/exemption");
    let fields = [("form", &*form), ("version", "1"), ("excused_from", "2016-05-01")];
    secretary.send(&exempted, &fields).await.says(422, "请选择原因");
    let fields = [&fields[..], &[("reason", "away")]].concat();
    let done = format!("{list}?done=changed");
    assert_eq!(secretary.send(&exempted, &fields).await.leads_to(), done);
    secretary.get(&list).await.says(200, "免予参加: 流动党员");

    admin.get(&list).await.says(200, "赵示例");
    admin.get(&member).await.says(200, "赵示例");
    admin.get(&format!("{list}/entry")).await.says(403, "您没有这项权限");
    let page = admin.get(&member).await.text;
    assert!(!page.contains("<h2>转出</h2>"), "{page}");
}

on_both!(a_roster_is_taken_in_from_a_sheet_and_fetched_as_it_was);
async fn a_roster_is_taken_in_from_a_sheet_and_fetched_as_it_was() {
    let ([_first, _, mut secretary], branch) = at_a_branch().await;
    let list = format!("{branch}/roster");
    let place = format!("{list}/import");
    secretary.get(&place).await.says(200, "空表(xlsx)");
    secretary.upload(&place, "", b"").await.says(422, "请选择文件");
    secretary.upload(&place, "通知.pdf", b"%PDF-1.7").await.says(422, "看上去是PDF,不能读");
    let large = vec![b'a'; model::limit::ROSTER_BYTES + 1];
    secretary.upload(&place, "大.csv", &large).await.says(422, "文件超过 2 MiB");
    let sheet = "姓名,党员类别,党小组,入册日期\n赵示例,正式党员,一组,2016-01-01\n\
        钱示例,预备党员,一组,2016.3.1\n";
    let flawed = sheet.replace("2016.3.1", "三月");
    let wrong = secretary.upload(&place, "错.csv", flawed.as_bytes()).await.leads_to().to_owned();
    secretary.get(&wrong).await.says(200, "第 3 行「入册日期」");
    let sent = secretary.upload(&place, "名册.csv", sheet.as_bytes()).await.leads_to().to_owned();
    let page = secretary.get(&sent).await;
    page.says(200, "「名册.csv」没有问题");
    let form = page.form();
    let stale = [("form", &*form), ("seen", "00")];
    secretary.send(&sent, &stale).await.says(200, "名册又有变动");
    let (_, rest) = page.text.split_once("name=\"seen\" value=\"").unwrap();
    let seen = rest.split('"').next().unwrap();
    let fields = [("form", &*form), ("seen", seen)];
    let taken = secretary.send(&sent, &fields).await;
    assert_eq!(taken.leads_to(), format!("{list}?done=imported"));
    assert_eq!(secretary.get(&sent).await.leads_to(), list);
    secretary.get(&list).await.says(200, "钱示例");
    secretary.get(&branch).await.says(200, "2 名(预备 1)");
    for ending in ["", "?as=csv"] {
        let bytes = secretary.fetch(&format!("{list}/export{ending}")).await;
        let sent = secretary.upload(&place, "原样", &bytes).await.leads_to().to_owned();
        secretary.get(&sent).await.says(200, "和现有名册完全一致");
    }
    assert!(secretary.fetch(&format!("{place}/blank.xlsx")).await.starts_with(b"PK"));
}

on_both!(cells_are_founded_and_filled_in_a_browser);
async fn cells_are_founded_and_filled_in_a_browser() {
    let ([_first, _, mut secretary], branch) = at_a_branch().await;
    let list = format!("{branch}/roster");
    let cells = format!("{list}/cells");
    let form = secretary.get(&cells).await.form();
    let fields = [("form", &*form), ("name", "第一党小组")];
    assert_eq!(secretary.send(&cells, &fields).await.leads_to(), format!("{cells}?done=changed"));
    let page = secretary.get(&format!("{list}/entry")).await;
    let (_, rest) = page.text.split_once("<select class=\"input\" id=\"cell\"").unwrap();
    let (_, rest) = rest.split_once("<option value=\"\">不在党小组</option>").unwrap();
    let (_, rest) = rest.split_once("value=\"").unwrap();
    let cell = rest.split('"').next().unwrap().to_owned();
    let form = page.form();
    let fields = [
        ("form", &*form),
        ("name", "孙示例"),
        ("membership", "full"),
        ("cell", &cell),
        ("from", "2016-01-01"),
    ];
    secretary.send(&format!("{list}/entry"), &fields).await.leads_to();
    secretary.get(&format!("{list}?cell={cell}")).await.says(200, "孙示例");
    secretary.get(&format!("{list}?cell=none")).await.says(200, "这里没有党员");
    let page = secretary.get(&format!("{cells}/{cell}")).await;
    page.says(200, "1 名党员: 孙示例");
    let form = page.form();
    let fields = [("form", &*form), ("version", "1"), ("name", "")];
    let name = format!("{cells}/{cell}/name");
    secretary.send(&name, &fields).await.says(422, "是空的,请填写");
    let fields = [("form", &*form), ("version", "1")];
    let closed = secretary.send(&format!("{cells}/{cell}/closure"), &fields).await;
    assert_eq!(closed.leads_to(), format!("{cells}?done=closed"));
    secretary.get(&format!("{cells}/{cell}")).await.says(404, "没有找到");
}
