//! 本地附加部分: filled in, evaluated and shown beside the campaign's scheme, and never summed into
//! it.

use app::campaign::{self, SchemeKey};
use app::evaluation::{self, Among};
use app::{Cx, overview, record, result, roster, self_check};
use model::Points;
use model::authority::Role;
use model::id::RecordId;
use model::path::OrgPath;
use model::record::RecordKind;
use model::record::content::{Content, Texts};

use super::desk::{Desk, flaws, on_both};
use super::rated::{Rated, checked, criteria, given, holder};
use super::scheme::LOCAL;

/// The city adds a part for its branches: its officer, and the part's key.
async fn added(rated: &Rated, part: &str) -> (Cx, Option<SchemeKey>) {
    let (city, id) = (rated.city, rated.campaign);
    let officer = holder(&rated.desk, &rated.admin, Role::DepartmentOfficer, city).await;
    let place = campaign::publish(&officer, rated.desk.form(), city, part).await.unwrap();
    let key = SchemeKey::parse(place.strip_prefix("/schemes/").unwrap());
    campaign::add_local(&officer, rated.desk.form(), id, city, key.clone()).await.unwrap();
    (officer, key)
}

/// A branch's self-check with so many points for the part's only criterion.
async fn check(rated: &Rated, local: &str, own: &str) -> Result<String, app::Refusal> {
    let mut typed = checked();
    typed.own.insert(local.to_owned(), own.to_owned());
    typed.reasons.insert(local.to_owned(), "志愿服务三次".to_owned());
    let (secretary, form) = (rated.secretaries[0].as_ref().unwrap(), rated.desk.form());
    self_check::submit(secretary, form, rated.branches[0], rated.campaign, &typed).await
}

on_both!(a_part_is_filled_in_and_evaluated_and_its_points_stay_its_own);
async fn a_part_is_filled_in_and_evaluated_and_its_points_stay_its_own(desk: Desk) {
    let rated = Rated::open(desk).await;
    added(&rated, LOCAL).await;
    let (branch, id) = (rated.branches[0], rated.campaign);
    let secretary = rated.secretaries[0].as_ref().unwrap();
    let view = self_check::view(secretary, branch, id).await.unwrap();
    let last = view.basis.assessed().last().unwrap();
    assert_eq!(last.local.map(|local| local.part.owner.as_str()), Some("甲市市委组织部"));
    let local = last.criterion.id.clone();
    let answers: Vec<&str> = view.filled.answers.iter().map(|a| a.criterion.as_str()).collect();
    let mut all = criteria();
    all.push(local.clone());
    assert_eq!(answers, all);
    let kind = RecordKind::Other;
    let opened = record::blank(secretary, branch, kind, None, false).await.unwrap();
    let offered = opened.offers.criteria.last().map(|offer| offer.word.as_str());
    assert_eq!(offered, Some("本地1.1 志愿服务(甲市市委组织部附加)"));
    let too_many = flaws(check(&rated, &local, "6").await);
    assert_eq!(too_many, format!("own-{local}: 6 超过满分 5\n"));
    check(&rated, &local, "4").await.unwrap();

    let supervisor = &rated.supervisor;
    let give = async |lines: &[evaluation::Typed]| {
        evaluation::save(supervisor, rated.desk.form(), branch, id, lines).await
    };
    let own: Vec<_> = criteria().into_iter().map(|one| given(one, "1")).collect();
    give(&own).await.unwrap();
    let open = evaluation::submit(supervisor, rated.desk.form(), branch, id).await;
    assert_eq!(flaws(open), ": 还有 1 项没有打分: 本地1.1\n");
    let too_many = flaws(give(&[given(local.clone(), "6")]).await);
    assert_eq!(too_many, format!("points-{local}: 6 超过满分 5\n"));
    give(&[given(local.clone(), "3")]).await.unwrap();
    evaluation::submit(supervisor, rated.desk.form(), branch, id).await.unwrap();
    evaluation::confirm(&rated.administrator, rated.desk.form(), branch, id).await.unwrap();

    let points = |text: &str| Points::parse(text).ok();
    let view = result::view(secretary, branch, id).await.unwrap();
    assert_eq!((view.total, view.own_total), (points("17"), points("8.5")));
    let row = view.rows.last().unwrap();
    let line = &row.given.as_ref().unwrap().line;
    assert_eq!((line.points, row.own), (points("3"), points("4")));
    assert_eq!((line.criterion.as_str(), view.rows.len()), (local.as_str(), 18));
    let top = OrgPath::above_all();
    let figures = overview::view(&rated.officer, rated.top, id, None, &top).await.unwrap().figures;
    let sums = ["total", "pair.own", "c.16", "c.17"].map(|word| figures.get(word));
    assert_eq!(sums, [1_700, 850, 100, 0]);
}

on_both!(a_part_is_as_it_was_once_evaluations_have_begun_below);
async fn a_part_is_as_it_was_once_evaluations_have_begun_below(desk: Desk) {
    let rated = Rated::open(desk).await;
    let (city, key) = added(&rated, LOCAL).await;
    let (id, org) = (rated.campaign, rated.city);
    let supervisor = &rated.supervisor;
    // One criterion across branches: the part's comes behind the campaign's.
    let desk = evaluation::desk(supervisor, rated.committee, id).await.unwrap();
    let schemes = evaluation::schemes(supervisor, &desk).await.unwrap();
    let local = schemes[1].criteria().next().unwrap().1.id.clone();
    let all = Among::default();
    let across = evaluation::across(supervisor, rated.committee, id, &local, all).await.unwrap();
    assert_eq!((across.criterion, across.rows.len()), (17, 4));
    assert!(across.rows.iter().all(|(_, row)| row.sheet.id == local));

    campaign::end_local(&city, rated.desk.form(), id, org).await.unwrap();
    campaign::add_local(&city, rated.desk.form(), id, org, key.clone()).await.unwrap();
    let again = evaluation::schemes(supervisor, &desk).await.unwrap();
    assert_eq!(again[1].criteria().next().unwrap().1.id, local);
    let line = [given(local, "2")];
    evaluation::save(supervisor, rated.desk.form(), rated.branches[1], id, &line).await.unwrap();
    let says = ": 管辖范围内已经有支部开始评定,附加部分不能再改,以免前后标准不一\n";
    let changed = campaign::add_local(&city, rated.desk.form(), id, org, key).await;
    assert_eq!(flaws(changed), says);
    assert_eq!(flaws(campaign::end_local(&city, rated.desk.form(), id, org).await), says);
    let (version, closed) = {
        let mut link = rated.desk.app.store().link().await.unwrap();
        let found = campaign::find(&mut link, id).await.unwrap().unwrap();
        (found.version, ": 这次学习教育已经结束,不能再改\n")
    };
    campaign::close(&rated.officer, rated.desk.form(), (id, version)).await.unwrap();
    assert_eq!(flaws(campaign::end_local(&city, rated.desk.form(), id, org).await), closed);
}

/// The part with a topic of its own, by whose discussion it goes.
fn with_topic() -> String {
    let topic = "[[topic]]\nnumber = 1\ntitle = \"红土地上的故事\"\nprovenance = \"平台设定\"\n\n\
                 [[indicator]]";
    let rule = "kind = \"ratio@1\"\nfact = \"专题学习讨论参加率\"\ntopic = 1";
    LOCAL.replacen("[[indicator]]", topic, 1).replace("kind = \"judgement@1\"", rule)
}

on_both!(who_is_short_of_a_parts_topic_is_named_to_the_branch);
async fn who_is_short_of_a_parts_topic_is_named_to_the_branch(desk: Desk) {
    let rated = Rated::open(desk).await;
    added(&rated, &with_topic()).await;
    let (branch, id) = (rated.branches[0], rated.campaign);
    let secretary = rated.secretaries[0].as_ref().unwrap();
    for name in ["赵示例", "钱示例"] {
        let draft = roster::Draft {
            name: name.to_owned(),
            membership: "full".to_owned(),
            from: "2016-01-01".to_owned(),
            ..roster::Draft::default()
        };
        roster::enter(secretary, rated.desk.form(), branch, &draft).await.unwrap();
    }
    let members = roster::view(secretary, branch).await.unwrap().members;
    let opened = record::blank(secretary, branch, RecordKind::Meeting, None, false).await.unwrap();
    let topic = opened.offers.topics.last().unwrap();
    assert!(topic.word.contains("红土地上的故事"), "{}", topic.word);
    let mut content = Content::of([("title", "学故事"), ("serves", "topic_discussion")]);
    content.texts.put("held_on", secretary.today().to_string());
    content.texts.put("topics", topic.value.clone());
    for (named, state) in members.iter().zip(["present", "absent"]) {
        let mut row = Texts::from([("state", state)]);
        row.put("member", named.member.id.to_string());
        content.rows.push(row);
    }
    let sent = record::Sent {
        record: RecordId::new(rated.desk.app.identity()),
        kind: RecordKind::Meeting,
        base: 0,
        revision: 0,
        content,
        files: Vec::new(),
        reason: String::new(),
    };
    record::submit(secretary, rated.desk.form(), branch, &sent).await.unwrap();
    let view = self_check::view(secretary, branch, id).await.unwrap();
    let [short] = view.short.as_slice() else { panic!("{:?}", view.short) };
    assert_eq!((short.title.as_str(), short.number), ("红土地上的故事", 1));
    assert_eq!(short.owner.as_deref(), Some("甲市市委组织部"));
    assert_eq!(short.names, ["钱示例"]);
    check(&rated, &view.basis.assessed().last().unwrap().criterion.id, "2.5").await.unwrap();
    let above = self_check::view(&rated.supervisor, branch, id).await.unwrap();
    assert_eq!(above.short, [], "the committee is not told");
}
