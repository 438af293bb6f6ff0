//! The auditor at the journal: what was done, by whom, where; one entry; a sheet of it.

use crate::browser::Browser;

/// An auditor who has set up the second factor, and a county with some entries.
async fn world() -> (Browser, Browser, String) {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let one = browser.found(&top, "甲县组织部", "department").await;
    browser.found(&one, "青禾镇党委", "committee").await;
    browser.appointed(&one, "吴示例", "department_officer", "wushili").await;
    // The auditor's post and account are the security administrator's to give.
    let role = "security_administrator";
    let mut keeper = browser.appointed(&top, "钱示例", role, "qianshili").await;
    keeper.set_up_second_factor().await;
    let role = "audit_administrator";
    let mut auditor = keeper.appointed(&top, "郑示例", role, "zhengshili").await;
    auditor.set_up_second_factor().await;
    app::journal::seal(&browser.app).await.unwrap();
    (browser, auditor, one)
}

#[tokio::test]
async fn an_entry_is_a_sentence_and_has_a_page_with_its_bytes() {
    let (_, mut auditor, _) = world().await;
    let page = auditor.get("/journal").await;
    page.says(200, "吴示例任组织部管理员。");
    page.says(200, "新建在「甲县组织部」之下。");
    assert!(!page.text.contains("person="), "{}", page.text);
    let (_, rest) = page.text.split_once("href=\"/journal/").unwrap();
    let place = format!("/journal/{}", rest.split('"').next().unwrap());
    let entry = auditor.get(&place).await;
    entry.says(200, "dukao journal 1\nentry ");
    entry.says(200, "全部留痕中的序号");
    entry.says(200, "(与原文相符)");
    auditor.get("/journal/x").await.says(404, "没有找到");
}

#[tokio::test]
async fn entries_are_found_by_day_person_organisation_and_event() {
    let (mut browser, mut auditor, one) = world().await;
    let count = |text: &str| text.matches("href=\"/journal/").count();
    let today = browser.app.today();
    let all = count(&auditor.get(&format!("/journal?from={today}&to={today}")).await.text);
    assert!(all > 5, "{all}");
    let tomorrow = today.tomorrow().unwrap();
    auditor.get(&format!("/journal?from={tomorrow}")).await.says(200, "没有符合条件的记录");
    let yesterday = today.yesterday().unwrap();
    auditor.get(&format!("/journal?to={yesterday}")).await.says(200, "没有符合条件的记录");
    auditor.get(&format!("/journal?from={tomorrow}&to={today}")).await.says(422, "早于");
    auditor.get("/journal?from=x").await.says(422, "日期应写作");
    let founded = auditor.get("/journal?event=organisation_founded").await;
    assert_eq!(count(&founded.text), 2);
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let there = auditor.get(&format!("/journal?org={}", encoded("甲县组织部"))).await;
    assert!(there.text.contains("新建在「甲县组织部」之下") && count(&there.text) < all);
    auditor.get("/journal?org=%E4%B9%99%E4%B9%99").await.says(422, "没有找到「乙乙」");
    // Two of a name are offered with where they are.
    browser.appointed(&one, "郑示例", "leader", "zheng2").await;
    let several = auditor.get(&format!("/journal?person={}", encoded("郑示例"))).await;
    several.says(200, "这个名称不止一个");
    several.says(200, "郑示例 · 甲县组织部");
    // Who looks at one person's entries leaves one.
    let wu = auditor.get(&format!("/journal?person={}", encoded("吴示例"))).await;
    wu.says(200, "吴示例设置了密码。");
    assert_eq!(count(&wu.text), 1, "{}", wu.text);
    let read = auditor.get("/journal?event=journal_read").await;
    read.says(200, "查看了吴示例的留痕。");
    // Whatever page it is: also one that is said to begin far ahead.
    let ahead = format!("9000000000000000_{}", uuid::Uuid::max());
    let wu = format!("/journal?person={}&before={ahead}", encoded("吴示例"));
    auditor.get(&wu).await.says(200, "吴示例设置了密码。");
    let again = auditor.get("/journal?event=journal_read").await;
    assert_eq!(count(&again.text), count(&read.text) + 1);
    let long = encoded(&"吴".repeat(101));
    auditor.get(&format!("/journal?person={long}")).await.says(422, "最多 100 个字");
    auditor.get(&format!("/journal?org={long}")).await.says(422, "最多 100 个字");
}

#[tokio::test]
async fn what_is_found_is_taken_out_as_a_sheet_and_that_is_an_entry() {
    let (mut browser, mut auditor, _) = world().await;
    let fields = [("form", "1"), ("event", "organisation_founded"), ("as", "csv")];
    let sheet = auditor.send("/journal/export", &fields).await;
    sheet.says(200, "序号,时间,事项,人员,党组织,内容,编号,哈希\n");
    sheet.says(200, "新建在「甲县组织部」之下。");
    assert_eq!(sheet.text.lines().count(), 3, "{}", sheet.text);
    let book = auditor.send("/journal/export", &[("form", "2"), ("as", "xlsx")]).await;
    assert!(book.text.starts_with("PK"));
    auditor.get("/journal?event=journal_exported").await.says(200, "导出留痕 2 条。");
    let none = [("form", "3"), ("from", "2030-01-01")];
    auditor.send("/journal/export", &none).await.says(422, "没有可以导出的");
    browser.send("/journal/export", &fields).await.says(404, "没有找到");
}
