//! Who holds which post, as a sheet of organisations names it: begun, handed over, let be, and out
//! again.

use app::organisation::{self, As};
use app::{Cx, slips};
use model::authority::{Grant, Role};
use model::id::OrgId;
use model::organisation::OrgKind;
use proptest::collection::vec;
use proptest::prelude::*;
use store::post::Held;

use crate::desk::{Desk, flaws, on_both};
use crate::import::{HEAD, Sheet, entry, exported, somebody, taken, told, tried};

const POSTS: &str = "党组织代码,党组织名称,种类,上级代码,书记,联络员,党委管理员,督导员\n";

const TOWN: &str = "\
    3602,青禾镇党委,党委,,,,王示例,李示例、周示例\n\
    3603,青禾村党支部,支部,3602,赵示例,钱示例,,\n\
    3604,白石村党支部,支部,3602,孙示例,,,\n";

async fn coded(cx: &Cx, code: &str) -> OrgId {
    organisation::search(cx, code, "").await.unwrap().0[0].org.id
}

/// Who holds or held what at an organisation: name, role, days.
async fn held(desk: &Desk, org: OrgId) -> String {
    let mut link = desk.app.store().link().await.unwrap();
    let day = jiff::civil::date(2000, 1, 1);
    let held = store::post::of_org(&mut link, org, day, 20).await.unwrap();
    let line = |held: &Held| {
        let to = held.to.map_or(String::new(), |to| to.to_string());
        format!("{} {} {}..{to}\n", held.person.name, held.role.word(), held.from)
    };
    held.iter().map(line).collect()
}

on_both!(who_is_named_is_appointed_and_later_hands_over);
async fn who_is_named_is_appointed_and_later_hands_over(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let sheet = format!("{POSTS}{TOWN}");
    assert_eq!(
        taken(&desk, &cx, top, &sheet, false).await,
        "2 新建「青禾镇党委」: 隶属 示例省委组织部\n\
         2 任职「青禾镇党委」: 党委管理员 王示例\n\
         2 任职「青禾镇党委」: 督导员 李示例\n\
         2 任职「青禾镇党委」: 督导员 周示例\n\
         3 新建「青禾村党支部」: 隶属 青禾镇党委\n\
         3 任职「青禾村党支部」: 书记 赵示例\n\
         3 任职「青禾村党支部」: 联络员 钱示例\n\
         4 新建「白石村党支部」: 隶属 青禾镇党委\n\
         4 任职「白石村党支部」: 书记 孙示例\n"
    );
    let first = entry(&desk, "organisations_imported").await;
    assert!(first.contains(" closed=0 appointed=6 handed_over=0\n"), "{first}");
    for (noun, rows) in [("person", 6), ("post", 6), ("organisation", 3)] {
        assert_eq!(first.matches(&format!("\nrow {noun} ")).count(), rows, "{first}");
    }
    // The same again changes nothing, and what comes out is the same.
    let out = exported(&cx, top).await;
    assert!(out.contains("\n3602,青禾镇党委,基层党委,,,,,,,王示例,李示例、周示例\n"), "{out}");
    assert!(out.contains("\n3603,青禾村党支部,党支部,3602,,,,赵示例,钱示例,,\n"), "{out}");
    let without = format!("{HEAD}3602,青禾镇党委,党委,,,\n3603,青禾村党支部,支部,3602,,\n");
    for again in [&sheet, &out, &without] {
        assert_eq!(told(&tried(&cx, top, again, false).await), "");
    }
    let blank = format!("{POSTS}3603,青禾村党支部,支部,3602,,,,\n");
    assert_eq!(told(&tried(&cx, top, &blank, false).await), "");
    // On their first day nobody hands over.
    let branch = coded(&cx, "3603").await;
    let next = format!("{POSTS}3603,青禾村党支部,支部,3602,吴示例,钱示例、郑示例,,\n");
    let fresh = ":2 列「书记」: 现任「赵示例」今天才任职,当天不能交接;请明天再导入\n";
    assert_eq!(told(&tried(&cx, top, &next, false).await), fresh);
    let began = desk.app.today();
    desk.pass_minutes(24 * 60);
    assert_eq!(
        taken(&desk, &cx, top, &next, false).await,
        "2 任职「青禾村党支部」: 联络员 郑示例\n\
         2 交接「青禾村党支部」: 书记 赵示例 → 书记 吴示例\n"
    );
    let today = desk.app.today();
    assert_eq!(
        held(&desk, branch).await,
        format!(
            "赵示例 支部书记 {began}..{began}\n钱示例 支部联络员 {began}..\n\
             吴示例 支部书记 {today}..\n郑示例 支部联络员 {today}..\n"
        )
    );
    let second = entry(&desk, "organisations_imported").await;
    assert!(second.contains(" closed=0 appointed=1 handed_over=1\n"), "{second}");
    assert!(second.contains("\nrow post ") && second.matches("\nrow person ").count() == 2);
    // The post that ended is its second version.
    assert!(second.lines().any(|line| line.starts_with("row post ") && line.contains(" 2 ")));
    let out = exported(&cx, top).await;
    assert!(out.contains(",吴示例,钱示例、郑示例,,\n"), "{out}");
    assert_eq!(told(&tried(&cx, top, &out, true).await), "");
}

on_both!(whoever_a_sheet_appointed_gets_an_account_at_the_committee);
async fn whoever_a_sheet_appointed_gets_an_account_at_the_committee(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    // Two of a name are two people, and each has a login of their own.
    let sheet = format!("{POSTS}{TOWN}3605,红石村党支部,支部,3602,赵示例,赵示例,,\n");
    taken(&desk, &cx, top, &sheet, false).await;
    let committee = coded(&cx, "3602").await;
    let issued = slips::open(&cx, desk.form(), committee).await.unwrap();
    let line = |one: &slips::Issued| format!("{} {}\n", one.role, one.slip.login);
    let issued: String = issued.iter().map(line).collect();
    assert_eq!(
        issued,
        "党委管理员 王示例\n督导员 李示例\n督导员 周示例\n支部书记 赵示例\n\
         支部联络员 钱示例\n支部书记 孙示例\n支部书记 赵示例3605\n支部联络员 赵示例3605-2\n"
    );
    // Elsewhere the names are taken, and asked for at once.
    let other = "3702,白石镇党委,党委,,,,王示例,李示例\n3703,甲党支部,支部,3702,赵示例,丁示例,,\n";
    taken(&desk, &cx, top, &format!("{POSTS}{other}"), false).await;
    let committee = coded(&cx, "3702").await;
    let issued = slips::open(&cx, desk.form(), committee).await.unwrap();
    let issued: String = issued.iter().map(line).collect();
    assert_eq!(
        issued,
        "党委管理员 王示例3702\n督导员 李示例3702\n支部书记 赵示例3703\n支部联络员 丁示例\n"
    );
}

on_both!(who_is_named_wrongly_is_refused_by_the_cell);
async fn who_is_named_wrongly_is_refused_by_the_cell(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let long = "长".repeat(101);
    let many = vec!["甲"; 101].join("、");
    let sheet = Sheet::of(&format!(
        "{POSTS}3602,青禾镇党委,党委,,赵示例,,{long},\n\
         3603,青禾村党支部,支部,3602,赵\u{7}例,{many},王示例,\n"
    ));
    let trial = organisation::dry_run(&cx, top, &sheet.path(), false).await.unwrap();
    let shown = "长".repeat(20);
    let branch = "这里是党支部,没有党委管理员;党(工)委、党组、党委、党总支才有,请删去";
    assert_eq!(
        told(&trial),
        format!(
            ":2 列「书记」: 这里是基层党委,没有支部书记;党支部才有,请删去\n\
             :2 列「党委管理员」: 「{shown}」超过 100 字,请缩短\n\
             :3 列「书记」: 「赵\u{7}例」有看不见的控制字符,请删去后重填\n\
             :3 列「联络员」: 写了 101 人,至多 100 人\n\
             :3 列「党委管理员」: {branch}\n"
        )
    );
    let (form, path) = (desk.form(), sheet.path());
    let refused = organisation::import(&cx, form, top, &path, false, trial.digest).await;
    assert_eq!(flaws(refused).lines().count(), 5);
}

on_both!(a_committee_names_people_below_it_and_others_see_no_columns);
async fn a_committee_names_people_below_it_and_others_see_no_columns(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    taken(&desk, &cx, top, &format!("{POSTS}{TOWN}"), false).await;
    let committee = coded(&cx, "3602").await;
    let own = somebody(&desk, &cx, Role::CommitteeAdministrator, committee).await;
    let sheet = format!("{POSTS}3604,白石村党支部,支部,,孙示例,吴示例,,\n");
    let said = taken(&desk, &own, committee, &sheet, false).await;
    assert_eq!(said, "2 任职「白石村党支部」: 联络员 吴示例\n");
    // A leader sees who serves; somebody whose grant is gone meanwhile sees nothing at all.
    let leader = somebody(&desk, &cx, Role::Leader, committee).await;
    assert!(exported(&leader, committee).await.contains(",孙示例,吴示例,"));
    let none = Cx { grants: Vec::<Grant>::new(), ..leader };
    assert!(organisation::export(&none, committee, As::Text, Vec::new()).await.is_err());
}

/// People of a branch: some of a few names, some with a separator in it, since anybody may be
/// called what they are called.
fn people() -> impl Strategy<Value = Vec<(bool, usize)>> {
    vec((any::<bool>(), 0..4_usize), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_out_comes_in_again_unchanged(branches in vec(people(), 1..4)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let desk = Desk::sqlite().await;
            let cx = desk.begun().await;
            let top = cx.grants[0].org;
            let committee = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
            for (number, people) in branches.iter().enumerate() {
                let name = format!("第{number}党支部");
                let branch = desk.found(&cx, committee, &name, OrgKind::Branch).await;
                for (is_clerk, name) in people {
                    let draft = app::post::Draft {
                        name: ["赵示例", "钱、示例", "孙 示例", "-李,示例"][*name].to_owned(),
                        role: if *is_clerk { "clerk" } else { "secretary" }.to_owned(),
                        from: desk.app.today().to_string(),
                        ..app::post::Draft::default()
                    };
                    app::post::appoint(&cx, desk.form(), branch, &draft).await.unwrap();
                }
            }
            let out = exported(&cx, top).await;
            let trial = tried(&cx, top, &out, true).await;
            assert_eq!(told(&trial), "", "{out}");
            assert_eq!(trial.counts.unchanged, branches.len() + 1);
        });
    }
}
