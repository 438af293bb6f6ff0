//! 评分表 in a browser: fetched, filled in, looked at, taken in.

use crate::browser::{Browser, on_both};
use crate::self_check::campaign;

on_both!(a_supervisor_fills_a_sheet_in_and_takes_it_in);
async fn a_supervisor_fills_a_sheet_in_and_takes_it_in() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    browser.found(&committee, "豆塘村党支部", "branch").await;
    let mut supervisor = browser.appointed(&committee, "周示例", "supervisor", "zhou").await;
    let mut officer = browser.appointed(&top, "吴示例", "department_officer", "wushi").await;
    let id = campaign(&officer, &top).await;
    let desk = format!("{committee}/evaluation-desk/{id}");
    let place = format!("{desk}/import");
    supervisor.get(&desk).await.says(200, &format!("{place}\""));
    supervisor.get(&place).await.says(200, "下载评分表(xlsx)");
    officer.get(&place).await.says(403, "您没有这项权限");
    assert!(supervisor.fetch(&format!("{desk}/sheet")).await.starts_with(b"PK"));
    let sheet = supervisor.fetch(&format!("{desk}/sheet?as=csv")).await;
    let sheet = String::from_utf8(sheet).unwrap();
    let heads: Vec<&str> = sheet.lines().nth(1).unwrap().split(',').collect();
    let at = |head: &str| heads.iter().position(|name| *name == head).unwrap();
    let filled = |points: &str, remark: &str| -> String {
        let line = |line: &str| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if cells.contains(&"青禾村党支部") {
                (cells[at("1.1")], cells[at("备注")]) = (points, remark);
            }
            cells.join(",") + "\n"
        };
        sheet.lines().map(line).collect()
    };

    supervisor.upload(&place, "", b"").await.says(422, "请选择文件");
    supervisor.upload(&place, "通知.pdf", b"%PDF-1.7").await.says(422, "看上去是PDF,不能读");
    supervisor.upload(&place, "他.csv", "姓名\n甲\n".as_bytes()).await.says(422, "支部名称");
    let wrong = filled("9", "<script>alert(1)</script>");
    let sent = supervisor.upload(&place, "<b>.csv", wrong.as_bytes()).await.leads_to().to_owned();
    let page = supervisor.get(&sent).await;
    page.says(200, "9 超过满分 3");
    assert!(!page.text.contains("<script>alert") && !page.text.contains("「<b>"));
    let same = supervisor.upload(&place, "原样.csv", sheet.as_bytes()).await.leads_to().to_owned();
    supervisor.get(&same).await.says(200, "和现在的评分一致");

    let right = filled("1.5", "=谈过话<b>");
    let sent = supervisor.upload(&place, "表.csv", right.as_bytes()).await.leads_to().to_owned();
    let page = supervisor.get(&sent).await;
    page.says(200, "「表.csv」没有问题");
    page.says(200, "1.1\u{a0}1.5");
    // Whose sheet it isn't, for them it is not there.
    officer.get(&sent).await.says(403, "您没有这项权限");
    let form = page.form();
    supervisor.send(&sent, &[("form", &*form), ("seen", "00")]).await.says(200, "评分又有变动");
    let (_, rest) = page.text.split_once("name=\"seen\" value=\"").unwrap();
    let fields = [("form", &*form), ("seen", rest.split('"').next().unwrap())];
    let taken = supervisor.send(&sent, &fields).await;
    assert_eq!(taken.leads_to(), format!("{desk}?done=imported"));
    // A double click is the same.
    assert_eq!(supervisor.send(&sent, &fields).await.leads_to(), taken.leads_to());
    assert_eq!(supervisor.get(&sent).await.leads_to(), desk);
    let page = supervisor.get(&format!("{branch}/evaluations/{id}")).await;
    page.says(200, "谈过话&#60;b&#62;");
    supervisor.get(&desk).await.says(200, "草稿");
    let again = supervisor.upload(&place, "表.csv", right.as_bytes()).await.leads_to().to_owned();
    supervisor.get(&again).await.says(200, "和现在的评分一致");
}
