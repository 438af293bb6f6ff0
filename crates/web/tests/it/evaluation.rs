//! 量化评定 by two people at once, and one criterion across more branches than a page has.

use crate::browser::{Browser, on_both};
use crate::self_check::campaign;

/// The form's identity, and all fields of the page's first form as they stand there.
fn fields(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form class=\"evaluation\"").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let of = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next().unwrap_or_default().to_owned())
    };
    let tags = form.split("<input").skip(1).map(|tag| tag.split('>').next().unwrap_or_default());
    let tags = tags.filter(|tag| !tag.contains("type=\"checkbox\""));
    let field = |tag: &str| Some((of(tag, "name")?, of(tag, "value").unwrap_or_default()));
    tags.filter_map(field).collect()
}

async fn sent(
    browser: &mut Browser,
    place: &str,
    fields: &[(String, String)],
) -> crate::browser::Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.send(place, &fields).await
}

/// The same fields with others typed.
fn typed(fields: &[(String, String)], typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let value = |name: &str, was: &str| {
        let one = typed.iter().find(|(typed, _)| *typed == name);
        one.map_or_else(|| was.to_owned(), |(_, value)| (*value).to_owned())
    };
    fields.iter().map(|(name, was)| (name.clone(), value(name, was))).collect()
}

on_both!(of_two_who_evaluate_the_second_is_told_and_loses_nothing);
async fn of_two_who_evaluate_the_second_is_told_and_loses_nothing() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    let mut one = browser.appointed(&committee, "周示例", "supervisor", "zhou").await;
    let mut other = browser.appointed(&committee, "郑示例", "supervisor", "zheng").await;
    let mut officer = browser.appointed(&top, "吴示例", "department_officer", "wushi").await;
    let id = campaign(&officer, &top).await;
    let place = format!("{branch}/evaluations/{id}");
    let first = fields(&one.get(&place).await.text);
    let given = typed(&first, &[("points-1.1", "1"), ("reason-1.1", "缺记录")]);
    sent(&mut one, &place, &given).await.leads_to();

    // Both have the page with it. One changes it, the other gives another criterion: that is no
    // quarrel, though the form brings the old points along.
    let (mine, theirs) = (one.get(&place).await.text, other.get(&place).await.text);
    let (mine, theirs) = (fields(&mine), fields(&theirs));
    let changed = typed(&mine, &[("points-1.1", "2"), ("reason-1.1", "补了记录")]);
    sent(&mut one, &place, &changed).await.leads_to();
    let beside = typed(&theirs, &[("points-1.2", "1"), ("reason-1.2", "只有一次")]);
    sent(&mut other, &place, &beside).await.leads_to();
    let now = fields(&one.get(&place).await.text);
    let value = |name: &str| now.iter().find(|(n, _)| n == name).unwrap().1.clone();
    assert_eq!((value("points-1.1"), value("points-1.2")), ("2".to_owned(), "1".to_owned()));

    // Now the other gives what was changed since, from the old page, and something new.
    let fresh = fields(&other.get(&place).await.text)[0].1.clone();
    let again = [
        ("form", &*fresh),
        ("points-1.1", "3"),
        ("reason-1.1", ""),
        ("points-2.1", "1"),
        ("reason-2.1", "迟"),
    ];
    let answer = sent(&mut other, &place, &typed(&theirs, &again)).await;
    answer.says(409, "别人刚刚评过,您的还没有保存");
    answer.says(409, "1.1(周示例 ");
    answer.says(409, "您填的:3;现在的:2,补了记录");
    let back = fields(&answer.text);
    let value = |name: &str| back.iter().find(|(n, _)| n == name).unwrap().1.clone();
    assert_eq!((value("points-1.1"), value("points-2.1")), ("3".to_owned(), "1".to_owned()));
    // What they gave themselves since is not what they typed into the old page.
    assert_eq!(value("points-1.2"), "1");
    // They know now, and insist.
    let insisting = typed(&back, &[("reason-1.1", "以现场查看为准")]);
    sent(&mut other, &place, &insisting).await.leads_to();
    let now = fields(&one.get(&place).await.text);
    let value = |name: &str| now.iter().find(|(n, _)| n == name).unwrap().1.clone();
    assert_eq!([value("points-1.1"), value("points-1.2"), value("points-2.1")], ["3", "1", "1"]);

    // Once the campaign is closed, what was typed is shown to be copied out, and not as given.
    let page = other.get(&place).await.text;
    let closure = format!("/campaigns/{id}/closure");
    let closing = officer.get(&closure).await.fields();
    sent(&mut officer, &closure, &closing).await.leads_to();
    let late = typed(&fields(&page), &[("points-1.1", "2"), ("reason-1.1", "晚了")]);
    let answer = sent(&mut other, &place, &late).await;
    answer.says(422, "您填写的没有保存");
    answer.says(422, "您填的:2,晚了;现在的:3,以现场查看为准");
    answer.says(422, "<strong>3</strong>");
    assert!(!answer.text.contains("<strong>2</strong>"), "{}", answer.text);
}

on_both!(a_criterion_across_many_branches_stays_on_its_page);
async fn a_criterion_across_many_branches_stays_on_its_page() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    for at in 10..32 {
        browser.found(&committee, &format!("第{at}党支部"), "branch").await;
    }
    let mut supervisor = browser.appointed(&committee, "周示例", "supervisor", "zhou").await;
    let officer = browser.appointed(&top, "吴示例", "department_officer", "wushi").await;
    let id = campaign(&officer, &top).await;
    let across = format!("{committee}/evaluation-desk/{id}/criteria/1.1");
    let first = supervisor.get(&across).await;
    first.says(200, "第 1 到 20 个支部,共 22 个");
    // Enter goes on to the next page, at the last one to the next criterion.
    let on = |page: &str| {
        let (_, rest) = page.split_once("class=\"evaluation-on\"").unwrap();
        let (_, rest) = rest.split_once("href=\"").unwrap();
        rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
    };
    let next = on(&first.text);
    assert!(next.starts_with(&format!("{across}?after=")), "{next}");
    let second = supervisor.get(&next).await;
    second.says(200, "第 21 到 22 个支部,共 22 个");
    assert_eq!(on(&second.text), format!("{committee}/evaluation-desk/{id}/criteria/1.2"));
    let form = second.text.split("<form data-enhance=\"send evaluate\"").nth(1).unwrap();
    let of = |name: &str| {
        let (_, rest) = form.split_once(name).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let (branch, key) = (of("action=\""), of("name=\"across\" value=\""));
    let form = of("name=\"form\" value=\"");
    let sent = [
        ("form", form.as_str()),
        ("across", key.as_str()),
        ("seen-1.1", "0"),
        ("points-1.1", "1"),
        ("reason-1.1", "缺记录"),
    ];
    let saved = supervisor.send(&branch, &sent).await;
    let of = branch.split('/').nth(2).unwrap();
    assert_eq!(saved.leads_to(), format!("{next}&at={of}&done=evaluated"));
    // There one goes on with the branch behind it.
    let on_page = supervisor.get(saved.leads_to()).await.text;
    let (before, _) = on_page.split_once(" autofocus").unwrap();
    assert_eq!(before.matches("data-points").count(), 2);
    let fresh = [7, 8, 9].map(|at| uuid::Uuid::from_u128(at).to_string());
    // A flaw stays on that page, at the branch, with what was typed for it.
    let wrong = [("form", &*fresh[0]), ("across", &*key), ("seen-1.1", "1"), ("points-1.1", "99")];
    let page = supervisor.send(&branch, &wrong).await;
    page.says(422, "还没有保存,已填写的内容都在");
    page.says(422, "第 21 到 22 个支部,共 22 个");
    page.says(422, &format!("href=\"#points-{of}\""));
    let (_, field) = page.text.split_once(&format!("id=\"points-{of}\"")).unwrap();
    let field = field.split('>').next().unwrap();
    let has = ["autofocus", "value=\"99\"", "aria-invalid=\"true\""];
    assert!(has.into_iter().all(|piece| field.contains(piece)), "{field}");
    assert_eq!(page.text.matches(" autofocus").count(), 1);
    // So does what somebody else gave first.
    let late = [("form", &*fresh[1]), ("across", &*key), ("seen-1.1", "0"), ("points-1.1", "2")];
    let page = supervisor.send(&branch, &late).await;
    page.says(409, "别人刚刚评过,您的还没有保存");
    page.says(409, "您填的:2;现在的:1,缺记录");
    page.says(409, "第 21 到 22 个支部,共 22 个");
    // Where the branch is no longer among those that were asked for, its own page says so.
    let open = key.replace("/1.1/", "/1.1/open");
    let late = [("form", &*fresh[2]), ("across", &*open), ("seen-1.1", "0"), ("points-1.1", "2")];
    let page = supervisor.send(&branch, &late).await;
    page.says(409, "您填的:2;现在的:1,缺记录");
    assert!(page.text.contains("<form class=\"evaluation\""), "{}", page.text);
    // The list, by how far branches have come.
    let desk = format!("{committee}/evaluation-desk/{id}");
    supervisor.get(&desk).await.says(200, "自查未交 22 个");
    let waiting = supervisor.get(&format!("{desk}?which=waiting")).await;
    waiting.says(200, "<span aria-current=\"true\">待确认 0 个</span>");
    waiting.says(200, "没有这样的支部");
    supervisor.get(&format!("{desk}?which=open")).await.says(200, "第31党支部");
    supervisor
        .get(&format!("{desk}?which=x"))
        .await
        .says(200, "<span aria-current=\"true\">全部 22 个");
    // Those alone that have none yet.
    let open = supervisor.get(&format!("{across}?only=open")).await;
    open.says(200, "第 1 到 20 个支部,共 21 个");
    // The reason that was given is offered for the others.
    open.says(200, "<option value=\"缺记录\">");
    open.says(200, "data-reason list=\"phrases\"");
    assert!(on(&open.text).starts_with(&format!("{across}?only=open&after=")));
}
