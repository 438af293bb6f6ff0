//! The roster: kept by the branch, seen by its committee, counted by everybody above.

use app::organisation::As;
use app::roster::{self, Draft, ExcuseDraft, View};
use app::{Cx, Refusal};
use model::authority::Role;
use model::id::{EntryId, OrgId};
use model::organisation::OrgKind;

use crate::desk::{Desk, flaws, on_both};
use crate::import::somebody;

fn draft(name: &str, from: &str) -> Draft {
    Draft {
        name: name.to_owned(),
        membership: "full".to_owned(),
        from: from.to_owned(),
        ..Draft::default()
    }
}

/// A branch below a committee, with its secretary and an administrator of the committee.
async fn branch(desk: &Desk) -> (Cx, OrgId, Cx, Cx) {
    let cx = desk.begun().await;
    let committee = desk.found(&cx, cx.grants[0].org, "青禾镇党委", OrgKind::Committee).await;
    let branch = desk.found(&cx, committee, "青禾村党支部", OrgKind::Branch).await;
    let secretary = somebody(desk, &cx, Role::Secretary, branch).await;
    let admin = somebody(desk, &cx, Role::CommitteeAdministrator, committee).await;
    (cx, branch, secretary, admin)
}

fn names(view: &View) -> Vec<&str> {
    view.present().map(|named| named.name.as_str()).collect()
}

/// Events of a kind in the journal.
async fn events(desk: &Desk, event: &str) -> usize {
    let before = (jiff::Timestamp::MAX, EntryId::new(uuid::Uuid::max()));
    let mut link = desk.app.store().link().await.unwrap();
    let top = model::path::OrgPath::above_all();
    store::journal::latest(&mut link, &top, before, Some(event), 100).await.unwrap().len()
}

on_both!(a_branch_keeps_its_roster_and_its_committee_looks_at_it);
async fn a_branch_keeps_its_roster_and_its_committee_looks_at_it(desk: Desk) {
    let (officer, branch, secretary, admin) = branch(&desk).await;
    let seen = roster::view(&secretary, branch).await.unwrap();
    assert!(seen.members.is_empty() && seen.may_keep);
    // The secretary is known, and is entered as the person of the post.
    let known = seen.known();
    assert_eq!((known[0].person, known[0].as_what.as_str()), (secretary.person, "支部书记"));
    let own = Draft { person: known[0].person.to_string(), ..draft("", "2026-01-01") };
    roster::enter(&secretary, desk.form(), branch, &own).await.unwrap();
    roster::enter(&secretary, desk.form(), branch, &draft("赵示例", "2026-03-01")).await.unwrap();
    let seen = roster::view(&secretary, branch).await.unwrap();
    assert_eq!(names(&seen), ["李示例", "赵示例"]);
    assert_eq!(seen.members[0].member.person, secretary.person);
    assert_eq!(seen.posts_of(secretary.person).count(), 1);
    assert!(seen.known().is_empty());
    assert_eq!(events(&desk, "roster_seen").await, 0);

    let seen = roster::view(&admin, branch).await.unwrap();
    assert_eq!((names(&seen).len(), seen.may_keep), (2, false));
    assert_eq!(events(&desk, "roster_seen").await, 1);
    let kept = roster::enter(&admin, desk.form(), branch, &draft("孙示例", "2026-03-01")).await;
    assert!(matches!(kept, Err(Refusal::Denied)), "{kept:?}");
    let seen = roster::view(&officer, branch).await;
    assert!(matches!(seen, Err(Refusal::Denied)), "{seen:?}");
    assert_eq!(events(&desk, "roster_seen").await, 1);
}

on_both!(what_is_typed_is_looked_at_before_it_is_kept);
async fn what_is_typed_is_looked_at_before_it_is_kept(desk: Desk) {
    let (_, branch, secretary, _) = branch(&desk).await;
    let enter = async |draft: &Draft| roster::enter(&secretary, desk.form(), branch, draft).await;
    let said = flaws(enter(&Draft { cell: "x".to_owned(), ..Draft::default() }).await);
    assert_eq!(
        said,
        "name: 是空的,请填写\nmembership: 请选择正式党员或预备党员\n\
         cell: 没有这个党小组,请从列表选\nfrom: 日期应写作 2026-11-24\n"
    );
    assert!(flaws(enter(&draft("赵示例", "2099-01-01")).await).starts_with("from: 不能晚于今天"));
    let early = flaws(enter(&draft("赵示例", "0012-01-01")).await);
    assert_eq!(early, "from: 0012-01-01 太早了,请核对\n");
    let unread = flaws(enter(&draft("赵示例", "-000001-01-01")).await);
    assert_eq!(unread, "from: 日期应写作 2026-11-24\n");
    enter(&draft("赵示例", "2026-03-01")).await.unwrap();
    let again = draft("赵示例", "2026-04-01");
    assert!(flaws(enter(&again).await).starts_with("name: 已有同名的党员在册"));
    enter(&Draft { namesake: true, ..again }).await.unwrap();

    let member = roster::view(&secretary, branch).await.unwrap().members[0].clone();
    let id = (member.member.id, member.version);
    let ended = roster::end(&secretary, desk.form(), branch, id, "2026-02-28".parse().unwrap());
    assert_eq!(flaws(ended.await), "last: 不能早于入册的 2026-03-01\n");
    let ended = roster::end(&secretary, desk.form(), branch, id, "2026-06-30".parse().unwrap());
    ended.await.unwrap();
    // Who looked before sees it is changed.
    let late = roster::change(&secretary, desk.form(), branch, id, &Draft::of(&member)).await;
    assert!(matches!(late, Err(Refusal::Stale)), "{late:?}");
    let seen = roster::view(&secretary, branch).await.unwrap();
    let known = seen.known().into_iter().find(|known| known.name == "赵示例").unwrap();
    assert_eq!(known.as_what, "以前在册");
    let back = Draft { person: known.person.to_string(), ..draft("", "2026-06-01") };
    let says = "from: 这个人从 2026-03-01 到 2026-06-30 已经在册,日期不能重叠\n";
    assert_eq!(flaws(enter(&back).await), says);
    enter(&Draft { from: "2026-07-01".to_owned(), ..back }).await.unwrap();
}

on_both!(a_member_is_excused_for_a_time);
async fn a_member_is_excused_for_a_time(desk: Desk) {
    let (_, branch, secretary, _) = branch(&desk).await;
    roster::enter(&secretary, desk.form(), branch, &draft("赵示例", "2026-03-01")).await.unwrap();
    let member = async || roster::view(&secretary, branch).await.unwrap().members[0].clone();
    let exempt = async |from: &str, to: &str| {
        let named = member().await;
        let [reason, from, to] = ["away", from, to].map(str::to_owned);
        let draft = ExcuseDraft { reason, from, to };
        let id = (named.member.id, named.version);
        roster::exempt(&secretary, desk.form(), branch, id, &draft).await
    };
    assert!(flaws(exempt("x", "y").await).contains("excused_to: 日期应写作"));
    exempt("2026-05-01", "").await.unwrap();
    let says = "excused_from: 从 2026-05-01 到 现在 已经免予参加,日期不能重叠\n";
    assert_eq!(flaws(exempt("2026-06-01", "2026-06-30").await), says);
    let from = "2026-05-01".parse().unwrap();
    let end = async |last: Option<&str>| {
        let (named, last) = (member().await, last.map(|last| last.parse().unwrap()));
        let id = (named.member.id, named.version);
        roster::end_exemption(&secretary, desk.form(), branch, id, from, last).await
    };
    end(Some("2026-05-31")).await.unwrap();
    exempt("2026-06-01", "2026-06-30").await.unwrap();
    let says = "excused_last: 与 2026-06-01 开始的另一次免予参加重叠\n";
    assert_eq!(flaws(end(Some("2026-06-01")).await), says);
    end(None).await.unwrap();
    assert_eq!(member().await.member.excused.len(), 1);
}

on_both!(cells_are_founded_filled_and_closed);
async fn cells_are_founded_filled_and_closed(desk: Desk) {
    let (_, branch, secretary, _) = branch(&desk).await;
    for name in ["赵示例", "钱示例"] {
        roster::enter(&secretary, desk.form(), branch, &draft(name, "2026-03-01")).await.unwrap();
    }
    roster::found_cell(&secretary, desk.form(), branch, "第一党小组").await.unwrap();
    let twice = roster::found_cell(&secretary, desk.form(), branch, "第一党小组").await;
    assert_eq!(flaws(twice), "name: 已经有这个名称的党小组\n");
    let seen = roster::view(&secretary, branch).await.unwrap();
    let (cell, version) = (seen.cells[0].id, seen.cells[0].version);
    let all: Vec<_> = seen.members.iter().map(|named| named.member.id).collect();
    let none = roster::assign(&secretary, desk.form(), branch, Some(cell), &[]).await;
    assert_eq!(flaws(none), "member: 请勾选要编入的党员\n");
    roster::assign(&secretary, desk.form(), branch, Some(cell), &all).await.unwrap();
    let id = (cell, version);
    roster::rename_cell(&secretary, desk.form(), branch, id, "一组").await.unwrap();
    let late = roster::close_cell(&secretary, desk.form(), branch, id).await;
    assert!(matches!(late, Err(Refusal::Stale)), "{late:?}");
    roster::close_cell(&secretary, desk.form(), branch, (cell, 2)).await.unwrap();
    let seen = roster::view(&secretary, branch).await.unwrap();
    assert!(seen.members.iter().all(|named| named.member.cell.is_none()));
    assert!(seen.cells[0].days.to.is_some());
    let closed = roster::assign(&secretary, desk.form(), branch, Some(cell), &all).await;
    assert_eq!(flaws(closed), "cell: 没有这个党小组,请从列表选\n");
}

const SHEET: &str = "青禾村党支部名册\n\
    姓名,党员类别,党小组,入册日期,转出日期,免予参加原因,免予参加开始,免予参加结束\n\
    李示例,正式党员,一组,2026年1月1日,,,,\n\
    赵示例,预备党员,一组,2026.3.1,,流动党员,2026-05-01,\n\
    -钱示例,正式党员,,20260301,2026-06-30,,,\n";

on_both!(a_roster_comes_in_by_a_sheet_and_goes_out_as_it_came);
async fn a_roster_comes_in_by_a_sheet_and_goes_out_as_it_came(desk: Desk) {
    let (_, branch, secretary, admin) = branch(&desk).await;
    let sheet = roster::stage(&secretary, branch, "名册.csv", SHEET.as_bytes()).await.unwrap();
    let trial = roster::dry_run(&secretary, branch, sheet).await.unwrap();
    let said: String = trial.changes.iter().map(|change| format!("{change}\n")).collect();
    assert_eq!(
        said,
        "新建党小组「一组」\n\
         登记「李示例」: 正式党员;一组;2026-01-01 入册;就是支部书记李示例\n\
         登记「赵示例」: 预备党员;一组;2026-03-01 入册;流动党员免予参加 2026-05-01起\n\
         登记「-钱示例」: 正式党员;不在党小组;2026-03-01 入册;2026-06-30 转出\n"
    );
    assert!(roster::view(&secretary, branch).await.unwrap().members.is_empty());
    let form = desk.form();
    let place = roster::take(&secretary, form, branch, sheet, trial.seen).await.unwrap();
    assert_eq!(place, format!("/organisations/{branch}/roster"));
    let again = roster::take(&secretary, form, branch, sheet, trial.seen).await.unwrap();
    assert_eq!(again, place);
    let other = roster::take(&secretary, desk.form(), branch, sheet, trial.seen).await;
    assert!(matches!(other, Err(Refusal::Stale)), "{other:?}");
    let seen = roster::view(&secretary, branch).await.unwrap();
    assert_eq!(names(&seen), ["李示例", "赵示例"]);
    assert_eq!(seen.members[0].member.person, secretary.person);

    for how in [As::Text, As::Workbook] {
        let (name, bytes) = roster::export(&secretary, branch, how).await.unwrap();
        assert_eq!(name, "青禾村党支部");
        let sheet = roster::stage(&secretary, branch, "原样", &bytes).await.unwrap();
        let trial = roster::dry_run(&secretary, branch, sheet).await.unwrap();
        let counts = trial.counts;
        assert_eq!((counts.changes(), counts.unchanged, counts.left), (0, 3, 0), "{how:?}");
    }
    assert_eq!(events(&desk, "roster_seen").await, 0);
    roster::export(&admin, branch, As::Text).await.unwrap();
    assert_eq!(events(&desk, "roster_seen").await, 1);
    let denied = roster::stage(&admin, branch, "名册.csv", SHEET.as_bytes()).await;
    assert!(matches!(denied, Err(Refusal::Denied)), "{denied:?}");
}

on_both!(every_flaw_of_a_roster_is_named_by_its_cell);
async fn every_flaw_of_a_roster_is_named_by_its_cell(desk: Desk) {
    let (_, branch, secretary, _) = branch(&desk).await;
    let sheet = "姓名,党员类别,入册日期,转出日期,免予参加原因,免予参加开始\n\
        ,群众,,,,\n\
        赵示例,正式党员,2026-03-01,2026-02-01,,2026-01-01\n\
        钱示例,正式党员,2099-03-01,,出国,\n\
        孙示例,正式党员,2026-03-01,,外派,\n\
        周示例,正式党员,2026-03-01,,,\n\
        周示例,正式党员,2026-03-01,,,\n";
    let sheet = roster::stage(&secretary, branch, "名册.csv", sheet.as_bytes()).await.unwrap();
    let trial = roster::dry_run(&secretary, branch, sheet).await.unwrap();
    let said: String = trial.flaws.listed().iter().map(|flaw| format!("{flaw}\n")).collect();
    assert_eq!(
        said,
        ":2 列「姓名」: 姓名是空的;请填写\n\
         :2 列「党员类别」: 「群众」不认识;请填 正式党员、预备党员 之一\n\
         :2 列「入册日期」: 入册日期是空的;请填写,如 2026-11-24\n\
         :3 列「转出日期」: 不能早于入册日期\n\
         :3 列「免予参加原因」: 有免予参加的日期,没有原因;请从列表选\n\
         :4 列「入册日期」: 不能晚于今天(2026-11-24)\n\
         :4 列「免予参加原因」: 「出国」不认识;请填 流动党员、年老体弱或生病、外派 之一\n\
         :5 列「免予参加开始」: 免予参加开始是空的;请填写,如 2026-11-24\n\
         :7 列「姓名」: 与第 6 行的姓名和入册日期相同;同名的请在姓名后加注,如 张示例(大)\n"
    );
    let taken = roster::take(&secretary, desk.form(), branch, sheet, trial.seen).await;
    assert!(matches!(taken, Err(Refusal::Flawed(_))), "{taken:?}");
    for (text, says) in [
        ("", "sheet: 文件是空的\n"),
        ("支部名称\n", "sheet: 前 10 行里没有表头;表头要有「姓名」一列\n"),
    ] {
        let refused = roster::stage(&secretary, branch, "名册.csv", text.as_bytes()).await;
        assert_eq!(flaws(refused), says);
    }
}
