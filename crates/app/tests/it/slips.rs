//! Accounts for all at once: who gets one, whose code counts, and what a second click does.

use app::account;
use app::slips::{self, Issued};
use app::{Cx, Refusal};
use model::authority::Role;
use model::id::{EntryId, OrgId};
use model::organisation::OrgKind;

use crate::desk::{Desk, flaws, on_both};
use crate::import::somebody;

/// What slips say, but for their codes.
fn told(issued: &[Issued]) -> String {
    let line = |issued: &Issued| {
        format!("{} {} {}\n", issued.organisation, issued.role, issued.slip.login)
    };
    issued.iter().map(line).collect()
}

async fn committee(desk: &Desk) -> (Cx, OrgId, [OrgId; 3]) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let committee = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
    let general = desk.found(&cx, committee, "青禾总支", OrgKind::GeneralBranch).await;
    let one = desk.found(&cx, committee, "青禾村党支部", OrgKind::Branch).await;
    let other = desk.found(&cx, general, "白石村党支部", OrgKind::Branch).await;
    (cx, committee, [general, one, other])
}

on_both!(all_who_serve_here_and_right_below_get_a_slip_each);
async fn all_who_serve_here_and_right_below_get_a_slip_each(desk: Desk) {
    let (cx, org, [general, one, other]) = committee(&desk).await;
    let admin = somebody(&desk, &cx, Role::CommitteeAdministrator, org).await;
    somebody(&desk, &cx, Role::Supervisor, general).await;
    somebody(&desk, &cx, Role::Secretary, one).await;
    somebody(&desk, &cx, Role::Secretary, other).await;
    // A committee's administrator makes those below, not those beside.
    somebody(&desk, &cx, Role::Supervisor, org).await;
    let seen = slips::view(&admin, org).await.unwrap();
    assert_eq!((seen.without.len(), seen.waiting.len(), seen.elsewhere.len()), (3, 0, 1));
    let form = desk.form();
    let issued = slips::open(&admin, form, org).await.unwrap();
    assert_eq!(
        told(&issued),
        "青禾总支 督导员 李示例\n白石村党支部 支部书记 李示例02\n\
         青禾村党支部 支部书记 李示例03\n"
    );
    let again = slips::open(&admin, form, org).await;
    assert!(flaws(again.map(drop)).contains("账号条只显示一次"));
    let nobody = slips::open(&admin, desk.form(), org).await;
    assert!(matches!(nobody, Err(Refusal::Stale)));
    let code = &issued[1].slip.code;
    let (name, login) = account::activation(&desk.app, code).await.unwrap();
    assert_eq!((name.as_str(), login.as_str(), code.len()), ("李示例", "李示例02", 32));

    // From above, the committee's own get theirs too.
    let issued = slips::open(&cx, desk.form(), org).await.unwrap();
    assert_eq!(told(&issued).lines().count(), 2);
}

on_both!(a_new_slip_makes_the_old_one_void_and_who_is_in_gets_none);
async fn a_new_slip_makes_the_old_one_void_and_who_is_in_gets_none(desk: Desk) {
    let (cx, org, [_, one, other]) = committee(&desk).await;
    somebody(&desk, &cx, Role::Secretary, one).await;
    somebody(&desk, &cx, Role::Secretary, other).await;
    let first = slips::open(&cx, desk.form(), org).await.unwrap();
    let password = crate::desk::PASSWORD;
    let pair = [password, password];
    let code = &first[0].slip.code;
    account::activate(&desk.app, desk.form(), code, pair, "测试").await.unwrap();
    let second = slips::renew(&cx, desk.form(), org).await.unwrap();
    assert_eq!(second.len(), 1);
    assert_eq!(second[0].slip.login, first[1].slip.login);
    let gone = account::activation(&desk.app, &first[1].slip.code).await;
    assert!(matches!(gone, Err(Refusal::Unseen)));
    account::activation(&desk.app, &second[0].slip.code).await.unwrap();

    let mut link = desk.app.store().link().await.unwrap();
    let top = model::path::OrgPath::above_all();
    for (event, accounts) in [("accounts_made", 2), ("slips_renewed", 1)] {
        let before = (jiff::Timestamp::MAX, EntryId::new(uuid::Uuid::max()));
        let kept = store::journal::latest(&mut link, &top, before, Some(event), 9).await.unwrap();
        let body = String::from_utf8(kept[0].body.clone()).unwrap();
        assert!(body.contains(&format!("event {event} accounts={accounts}\n")), "{body}");
        // A row each, by its digest.
        assert_eq!(body.matches("\nrow account ").count(), accounts, "{body}");
    }
}

on_both!(whoever_serves_elsewhere_too_gets_the_account_there);
async fn whoever_serves_elsewhere_too_gets_the_account_there(desk: Desk) {
    let (cx, org, [_, one, _]) = committee(&desk).await;
    let admin = somebody(&desk, &cx, Role::CommitteeAdministrator, org).await;
    let secretary = somebody(&desk, &cx, Role::Secretary, one).await;
    let denied = slips::view(&secretary, org).await;
    assert!(matches!(denied, Err(Refusal::Denied)));
    let top = cx.grants[0].org;
    let draft = app::post::Draft {
        person: secretary.person.to_string(),
        role: "leader".to_owned(),
        from: desk.app.today().to_string(),
        ..app::post::Draft::default()
    };
    app::post::appoint(&cx, desk.form(), top, &draft).await.unwrap();
    let seen = slips::view(&admin, org).await.unwrap();
    assert!(seen.without.is_empty());
    assert!(seen.elsewhere[0].1.contains("不归您管"), "{}", seen.elsewhere[0].1);
}
