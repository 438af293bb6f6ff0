//! What a browser keeps of a form: what somebody typed, and not what only stood there. What a
//! colleague gave meanwhile is not undone by a draft that is put back.

use super::role::Demo;
use super::tab::Tab;

/// The path of the evaluation that is to be done next.
async fn due(tab: &mut Tab) -> String {
    tab.go("/todo").await;
    tab.follow("评定所属支部").await;
    tab.asks("arguments[0](location.pathname)").await
}

#[tokio::test]
async fn a_draft_that_is_put_back_undoes_nothing_that_a_colleague_gave() {
    let demo = Demo::laid();
    let mut one = demo.tab("dudao", 1440, true).await;
    let mut other = demo.tab("dudao", 390, true).await;
    let page = due(&mut one).await;
    one.fill("points-1.1", "1").await;
    one.fill("reason-1.1", "缺记录").await;
    one.press("保存评分").await;
    other.go(&page).await;
    assert_eq!(other.value("points-1.1").await, "1");
    other.fill("points-1.2", "1").await;
    other.fill("reason-1.2", "只有一次").await;
    other.reads("草稿已存在本机").await;
    one.fill("points-1.1", "2").await;
    one.press("保存评分").await;
    // The page comes again: what was typed is put back beside what was given meanwhile.
    other.go(&page).await;
    other.reads("已放回").await;
    assert_eq!(other.value("points-1.2").await, "1");
    assert_eq!(other.value("points-1.1").await, "2");
    other.press("保存评分").await;
    other.reads("已保存合计").await;
    assert_eq!([other.value("points-1.1").await, other.value("points-1.2").await], ["2", "1"]);
    // What both touch is told, though the page was new when it was saved.
    other.fill("reason-1.1", "以现场查看为准").await;
    other.reads("草稿已存在本机").await;
    one.go(&page).await;
    one.fill("points-1.1", "3").await;
    one.press("保存评分").await;
    other.go(&page).await;
    other.reads("已放回").await;
    other.press("保存评分").await;
    other.reads("别人刚刚评过,您的还没有保存").await;
    assert_eq!(other.value("reason-1.1").await, "以现场查看为准");
    other.press("保存评分").await;
    other.reads("已保存合计").await;
    assert_eq!(other.value("reason-1.1").await, "以现场查看为准");
    one.close().await;
    other.close().await;
}
