//! 支部自查 in a browser: filled in by a clerk, submitted by the secretary, given back, taken back.

use app::campaign::{self, FactsDraft, PeriodDraft, SchemeKey};
use app::session::{self, Token};
use app::{Cx, Form};
use model::id::{CampaignId, OrgId};
use tempfile::TempDir;

use crate::browser::{Answer, Browser};

/// A branch in a campaign that is open, with a browser for each who acts in it.
struct Scene {
    /// The branch's address.
    branch: String,
    /// The self-check's.
    check: String,
    secretary: Browser,
    clerk: Browser,
    supervisor: Browser,
    officer: Browser,
    _folder: TempDir,
}

async fn who(browser: &Browser) -> Cx {
    let (_, token) = browser.cookie.split_once('=').unwrap();
    session::who(&browser.app, &Token::sent(token)).await.unwrap()
}

/// A campaign in which all branches take part.
pub(crate) async fn campaign(officer: &Browser, top: &str) -> CampaignId {
    let (cx, app) = (who(officer).await, &officer.app);
    let top: OrgId = top.strip_prefix("/organisations/").unwrap().parse().unwrap();
    let form = || Form(app.identity());
    let (name, from, to) = ("学习教育", "2026-11-01", "2026-12-31");
    let [name, from, to] = [name, from, to].map(str::to_owned);
    let place = campaign::found(&cx, form(), top, &FactsDraft { name, from, to }).await.unwrap();
    let id = place.split('/').nth(2).unwrap().parse().unwrap();
    let key = Some(SchemeKey::BuiltIn("jx-2016-52"));
    campaign::choose_scheme(&cx, form(), (id, 1), key).await.unwrap();
    let period = PeriodDraft {
        title: "第一期".to_owned(),
        self_check: ["2026-11-10", "2026-11-24"].map(str::to_owned),
        evaluation: ["2026-11-15", "2026-12-05"].map(str::to_owned),
    };
    campaign::put_periods(&cx, form(), (id, 2), &[period]).await.unwrap();
    campaign::open(&cx, form(), (id, 3)).await.unwrap();
    id
}

impl Scene {
    async fn set() -> Self {
        let mut browser = Browser::begun().await;
        let top = browser.top().await;
        let committee = browser.found(&top, "青禾镇党委", "committee").await;
        let branch = browser.found(&committee, "青禾村党支部", "branch").await;
        let secretary = browser.appointed(&branch, "赵示例", "secretary", "zhao").await;
        let clerk = browser.appointed(&branch, "陈示例", "clerk", "chen").await;
        let supervisor = browser.appointed(&committee, "周示例", "supervisor", "zhou").await;
        let officer = browser.appointed(&top, "吴示例", "department_officer", "wushi").await;
        let id = campaign(&officer, &top).await;
        let check = format!("{branch}/self-checks/{id}");
        Self { branch, check, secretary, clerk, supervisor, officer, _folder: browser.folder }
    }
}

/// The value of a field or a button of the page.
fn value(page: &Answer, name: &str) -> String {
    let (_, rest) = page.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// What a browser sends of a form in which only the four sentences were typed.
fn typed(page: &Answer, text: &str) -> Vec<(String, String)> {
    let mut fields = vec![
        ("form".to_owned(), page.form()),
        ("draft_version".to_owned(), value(page, "draft_version")),
    ];
    for name in ["done", "problems", "measures", "next_steps"] {
        fields.push((name.to_owned(), text.to_owned()));
    }
    fields
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn a_self_check_is_four_sentences_and_a_few_taps() {
    let mut scene = Scene::set().await;
    // Three taps to the form.
    scene.secretary.get(&scene.branch).await.says(200, &format!("{}/self-checks\"", scene.branch));
    let list = scene.secretary.get(&format!("{}/self-checks", scene.branch)).await;
    list.says(200, &format!("{}\"", scene.check));
    list.says(200, "未自查");
    let page = scene.secretary.get(&scene.check).await;
    page.says(200, "提交自查");
    page.says(200, "去补记:");
    page.says(200, "没有相关记录");
    // No number is asked for where a suggestion stands: its field is blank and says what it takes.
    let fields: Vec<&str> =
        page.text.split("<input class=\"input input-points\"").skip(1).collect();
    assert_eq!(fields.len(), 17);
    assert!(fields.iter().all(|field| !field.split('>').next().unwrap().contains(" value=")));
    assert!(
        fields.iter().any(|field| field.split('>').next().unwrap().contains("placeholder=\"0\""))
    );
    let typed_texts = page.text.matches("<textarea").count();
    assert_eq!(typed_texts, 4);
    // Branch, list, campaign; a tap into each text; the button.
    assert!(3 + typed_texts < 30);

    let mut fields = typed(&page, "<b>一句话");
    fields.push(("submission".to_owned(), value(&page, "submission")));
    let place = format!("{}/submission", scene.check);
    let sent = scene.secretary.send(&place, &pairs(&fields)).await;
    assert_eq!(sent.leads_to(), format!("{}?done=self-check-submitted", scene.check));
    // A double click is the same.
    assert_eq!(scene.secretary.send(&place, &pairs(&fields)).await.leads_to(), sent.leads_to());
    let page = scene.secretary.get(sent.leads_to()).await;
    for text in ["回执号", "撤回自查", "&#60;b&#62;一句话", "赵示例 2026-11-24"] {
        page.says(200, text);
    }
    assert!(!page.text.contains("<textarea") && !page.text.contains("去补记"));
    scene.secretary.get(&format!("{}/self-checks", scene.branch)).await.says(200, "已提交");
}

#[tokio::test]
async fn of_two_who_fill_it_in_the_second_is_told_and_loses_nothing() {
    let mut scene = Scene::set().await;
    let (mine, theirs) =
        (scene.clerk.get(&scene.check).await, scene.secretary.get(&scene.check).await);
    assert!(!mine.text.contains("提交自查"), "a clerk does not submit");
    let saved = scene.secretary.send(&scene.check, &pairs(&typed(&theirs, "书记写的"))).await;
    assert_eq!(saved.leads_to(), format!("{}?done=drafted", scene.check));
    scene.secretary.get(saved.leads_to()).await.says(200, "草稿由 赵示例");
    let stale = scene.clerk.send(&scene.check, &pairs(&typed(&mine, "联络员写的"))).await;
    stale.says(409, "您填的:联络员写的;现在的:书记写的");
    stale.says(409, "赵示例 2026-11-24");
    assert!(stale.text.matches("联络员写的</textarea>").count() == 4, "{}", stale.text);
    scene.clerk.send(&scene.check, &pairs(&typed(&stale, "商量好的"))).await.leads_to();
    // What is wrong is said beside its field, with all that was typed.
    let page = scene.secretary.get(&scene.check).await;
    page.says(200, "商量好的</textarea>");
    let mut fields = typed(&page, "商量好的");
    fields.push(("submission".to_owned(), value(&page, "submission")));
    fields.extend([("own-1.1".to_owned(), "9".to_owned()), ("own-2.1".to_owned(), "1".to_owned())]);
    let place = format!("{}/submission", scene.check);
    let flawed = scene.secretary.send(&place, &pairs(&fields)).await;
    flawed.says(422, "id=\"own-1.1-flaw\">1.1:9 超过满分");
    flawed.says(422, "id=\"reason-2.1-flaw\">2.1:与系统建议不同");
    flawed.says(
        422,
        "name=\"own-1.1\" type=\"text\" inputmode=\"decimal\" autocomplete=\"off\" value=\"9\"",
    );
    // Somebody submits meanwhile: what the clerk goes on typing is shown, and not kept.
    let mine = scene.clerk.get(&scene.check).await;
    fields.retain(|(name, _)| !name.starts_with("own-"));
    scene.secretary.send(&place, &pairs(&fields)).await.leads_to();
    let late = scene.clerk.send(&scene.check, &pairs(&typed(&mine, "又想到的"))).await;
    late.says(422, "自查已经提交;要改请先撤回");
    late.says(422, "您填的:又想到的;现在的:商量好的");
}

#[tokio::test]
async fn others_see_what_is_submitted_and_the_evaluator_gives_it_back() {
    let mut scene = Scene::set().await;
    let page = scene.secretary.get(&scene.check).await;
    scene.secretary.send(&scene.check, &pairs(&typed(&page, "草稿里的话"))).await.leads_to();
    for above in [&mut scene.supervisor, &mut scene.officer] {
        let page = above.get(&scene.check).await;
        page.says(200, "支部还没有提交自查");
        assert!(!page.text.contains("草稿里的话"));
    }
    let page = scene.secretary.get(&scene.check).await;
    let mut fields = typed(&page, "提交的话");
    fields.push(("submission".to_owned(), value(&page, "submission")));
    let submission = format!("{}/submission", scene.check);
    scene.secretary.send(&submission, &pairs(&fields)).await.leads_to();
    let page = scene.officer.get(&scene.check).await;
    page.says(200, "提交的话");
    assert!(!page.text.contains("退回给支部") && !page.text.contains("撤回自查"));

    let page = scene.supervisor.get(&scene.check).await;
    let (place, form) = (format!("{}/return", scene.check), page.form());
    let blank = scene.supervisor.send(&place, &[("form", &form), ("why", "")]).await;
    blank.says(422, "id=\"why-flaw\"");
    let full = [("form", form.as_str()), ("why", "缺专题四的记录")];
    let back = scene.supervisor.send(&place, &full).await;
    assert_eq!(back.leads_to(), format!("{}?done=self-check-returned", scene.check));
    let page = scene.clerk.get(&scene.check).await;
    page.says(200, "缺专题四的记录");
    page.says(200, "提交的话</textarea>");
    scene.supervisor.get(&scene.check).await.says(200, "已退回支部修改,还没有重新提交");
    let evaluation = scene.check.replace("/self-checks/", "/evaluations/");
    let page = scene.supervisor.get(&evaluation).await;
    page.says(200, "已退回,还没有重新提交");
    let links = page.text.split("href=\"").filter_map(|rest| rest.split('"').next());
    let desk = links.into_iter().find(|href| href.contains("/evaluation-desk/")).unwrap();
    scene.supervisor.get(desk).await.says(200, ">已退回</td>");

    let page = scene.secretary.get(&scene.check).await;
    let mut fields = typed(&page, "改好的话");
    fields.push(("submission".to_owned(), value(&page, "submission")));
    scene.secretary.send(&submission, &pairs(&fields)).await.leads_to();
    let page = scene.secretary.get(&scene.check).await;
    let place = format!("{}/withdrawal", scene.check);
    let gone = scene.secretary.send(&place, &[("form", &page.form())]).await;
    assert_eq!(gone.leads_to(), format!("{}?done=self-check-withdrawn", scene.check));
    scene.supervisor.get(&scene.check).await.says(200, "还没有重新提交");
    scene.officer.get(&format!("{}/self-checks/1", scene.branch)).await.says(404, "没有找到");
}
