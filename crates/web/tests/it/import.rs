//! Sheets: sent, looked at, confirmed, fetched.

use crate::browser::{Browser, on_both};

const COUNTY: &str = "党组织代码,党组织名称,种类,上级代码,类别,负责的类别\n\
    3601,甲县组织部,组织部,,,\n3602,青禾镇党委,党委,3601,,农村、社区\n\
    3603,<b>青禾村党支部,支部,3602,农村,\n";

on_both!(a_sheet_is_sent_looked_at_confirmed_and_fetched_as_it_was);
async fn a_sheet_is_sent_looked_at_confirmed_and_fetched_as_it_was() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    browser.get(&top).await.says(200, &format!("{top}/import"));
    let place = format!("{top}/import");
    browser.get(&place).await.says(200, "空表(xlsx)");
    let sent = browser.upload(&place, "全县.csv", COUNTY.as_bytes()).await;
    let sheet = sent.leads_to().to_owned();
    let page = browser.settled(&sheet).await;
    page.says(200, "「全县.csv」没有问题");
    page.says(200, "隶属 青禾镇党委");
    assert!(!page.text.contains("<b>"), "{}", page.text);
    assert!(!browser.get(&top).await.text.contains("甲县组织部"));
    let form = page.form();
    let taken = browser.send(&sheet, &[("form", &form)]).await;
    assert_eq!(taken.leads_to(), sheet);
    browser.settled(&sheet).await.says(200, "<h1>已导入</h1>");
    browser.get(&top).await.says(200, "甲县组织部");
    // Sent again it is not done again.
    let again = browser.send(&sheet, &[("form", &form)]).await;
    assert_eq!(again.leads_to(), sheet);

    for ending in ["", "?as=csv"] {
        let bytes = browser.fetch(&format!("{top}/export{ending}")).await;
        let sent = browser.upload(&place, "原样", &bytes).await;
        let page = browser.settled(sent.leads_to()).await;
        page.says(200, "和现有组织完全一致");
    }
    assert!(browser.fetch(&format!("{place}/blank.xlsx")).await.starts_with(b"PK"));
}

const PEOPLE: &str = "党组织代码,党组织名称,种类,上级代码,书记,党委管理员\n\
    3602,青禾镇党委,党委,,,王示例\n3603,青禾村党支部,支部,3602,<i>赵示例,\n";

on_both!(who_is_named_in_a_sheet_is_appointed_and_then_gets_a_slip);
async fn who_is_named_in_a_sheet_is_appointed_and_then_gets_a_slip() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let place = format!("{top}/import");
    let sheet = browser.upload(&place, "书记.csv", PEOPLE.as_bytes()).await.leads_to().to_owned();
    let page = browser.settled(&sheet).await;
    page.says(200, "2 人按新人登记,从今天起任职。");
    page.says(200, "党委管理员 王示例");
    assert!(!page.text.contains("<i>"), "{}", page.text);
    browser.send(&sheet, &[("form", &page.form())]).await.leads_to();
    browser.settled(&sheet).await.says(200, "新任职的 2 人还没有账号");
    let bytes = browser.fetch(&format!("{top}/export")).await;
    let sent = browser.upload(&place, "原样.xlsx", &bytes).await;
    browser.settled(sent.leads_to()).await.says(200, "和现有组织完全一致");
}

on_both!(what_is_wrong_with_a_sheet_is_said_and_nothing_is_lost);
async fn what_is_wrong_with_a_sheet_is_said_and_nothing_is_lost() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let place = format!("{top}/import");
    browser.upload(&place, "", b"").await.says(422, "请选择文件");
    browser.upload(&place, "空.csv", b"").await.says(422, "文件是空的");
    let large = vec![b'a'; model::limit::SHEET_BYTES + 1];
    browser.upload(&place, "大.csv", &large).await.says(422, "文件超过 20 MiB");
    let sent = browser.upload(&place, "通知.pdf", b"%PDF-1.7").await;
    browser.settled(sent.leads_to()).await.says(200, "看上去是PDF,不能读");
    let sent = browser.upload(&place, "错.csv", COUNTY.replace("党委", "小组").as_bytes()).await;
    let sheet = sent.leads_to().to_owned();
    let page = browser.settled(&sheet).await;
    page.says(200, "有 <strong>1</strong> 处问题");
    page.says(200, "第 3 行「种类」");
    let confirmed = browser.send(&sheet, &[("form", &page.form())]).await;
    confirmed.says(409, "内容刚被别人改过");
    // Nobody else's sheet is there, and none under another organisation.
    let role = "department_officer";
    let mut other = browser.appointed(&top, "李示例", role, "lishili").await;
    other.get(&place).await.says(200, "导入下级组织");
    other.get(&sheet).await.says(404, "没有找到");
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let elsewhere = sheet.replace(&top, &committee);
    browser.get(&elsewhere).await.says(404, "没有找到");
    // Three of a person's sheets are kept.
    for _ in 0..3 {
        browser.upload(&place, "好.csv", COUNTY.as_bytes()).await.leads_to();
    }
    browser.settled(&sheet).await.says(404, "没有找到");
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    let mut secretary = browser.appointed(&branch, "赵示例", "secretary", "zhao").await;
    for page in ["import", "export", "import/blank.xlsx"] {
        secretary.get(&format!("{branch}/{page}")).await.says(403, "您没有这项权限");
    }
    secretary.upload(&format!("{branch}/import"), "好.csv", b"a").await.says(403, "您没有");
}

on_both!(what_has_changed_since_it_was_looked_at_is_looked_at_again);
async fn what_has_changed_since_it_was_looked_at_is_looked_at_again() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let place = format!("{top}/import");
    let first = browser.upload(&place, "一.csv", COUNTY.as_bytes()).await.leads_to().to_owned();
    let page = browser.settled(&first).await;
    let second = browser.upload(&place, "二.csv", COUNTY.as_bytes()).await.leads_to().to_owned();
    let form = browser.settled(&second).await.form();
    browser.send(&second, &[("form", &form)]).await.leads_to();
    browser.send(&first, &[("form", &page.form())]).await.leads_to();
    browser.settled(&first).await.says(200, "和现有组织完全一致");
    browser.settled(&first).await.says(200, "核对以后组织又有变动");
}
