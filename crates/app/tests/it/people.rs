//! People: appointed, handed over, with accounts that nobody gets into as another.

use app::organisation::Listing;
use app::post::{self, Draft, Filter};
use app::session::{self, Token};
use app::{Cx, Form, Refusal, account, organisation, second_factor};
use jiff::SignedDuration;
use model::authority::Role;
use model::id::{GrantId, OrgId};
use model::organisation::OrgKind;

use crate::desk::{Desk, PASSWORD, draft, flaws, on_both};

fn person(desk: &Desk, name: &str, role: Role) -> Draft {
    Draft {
        name: name.to_owned(),
        role: role.name().to_owned(),
        from: desk.app.today().to_string(),
        ..Draft::default()
    }
}

/// Appoints somebody; the post.
async fn appointed(desk: &Desk, cx: &Cx, org: OrgId, draft: &Draft) -> GrantId {
    post::appoint(cx, desk.form(), org, draft).await.unwrap();
    held(cx, org).await.into_iter().map(|(id, _)| id).max().unwrap()
}

/// The posts of an organisation that have not ended, with their holders.
async fn held(cx: &Cx, org: OrgId) -> Vec<(GrantId, String)> {
    let view = organisation::browse(cx, Some(org), &Listing::default()).await;
    let posts = view.unwrap().posts.unwrap();
    posts.into_iter().map(|held| (held.id, held.person.name)).collect()
}

async fn activated(desk: &Desk, code: &str) -> Token {
    let new = [PASSWORD, PASSWORD];
    account::activate(&desk.app, desk.form(), code, new, "").await.unwrap().unwrap()
}

/// Appoints somebody who takes their account over; the post, and as whom they are logged in.
async fn in_office(desk: &Desk, cx: &Cx, org: OrgId, draft: &Draft, login: &str) -> (GrantId, Cx) {
    let id = appointed(desk, cx, org, draft).await;
    let slip = account::open(cx, desk.form(), org, id, login).await.unwrap();
    let token = activated(desk, &slip.code).await;
    (id, desk.who(&token).await.unwrap())
}

fn code(desk: &Desk, secret: &str, seconds: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    let at = desk.app.now() + SignedDuration::from_secs(seconds);
    totp.generate(u64::try_from(at.as_second()).unwrap()).to_string()
}

async fn factor(desk: &Desk, cx: &Cx) -> String {
    let secret = second_factor::new_secret(&desk.app);
    let code = code(desk, &secret, 0);
    second_factor::set_up(cx, desk.form(), &secret, &code).await.unwrap();
    secret
}

on_both!(a_post_is_handed_over_and_each_keeps_an_account_of_their_own);
async fn a_post_is_handed_over_and_each_keeps_an_account_of_their_own(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let committee = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
    let branch = desk.found(&cx, committee, "青禾村党支部", OrgKind::Branch).await;
    let first = person(&desk, "李示例", Role::Secretary);
    let (id, before) = in_office(&desk, &cx, branch, &first, "lishili").await;
    let tomorrow = desk.app.today().tomorrow().unwrap();
    let to = |from: String| Draft { from, ..person(&desk, "赵示例", Role::Secretary) };
    let early = post::hand_over(&cx, desk.form(), branch, id, &to("2026-11-24".into())).await;
    assert!(flaws(early).starts_with("from: 要晚于前任任职的"));
    let form = desk.form();
    let place = post::hand_over(&cx, form, branch, id, &to(tomorrow.to_string())).await.unwrap();
    let again = post::hand_over(&cx, form, branch, id, &to(tomorrow.to_string())).await.unwrap();
    assert_eq!(place, again, "a double click hands over once");
    let successor: GrantId = place.rsplit('/').next().unwrap().parse().unwrap();
    let view = post::view(&cx, branch, id).await.unwrap();
    assert_eq!(view.held.to, Some(desk.app.today()));
    let view = post::view(&cx, branch, successor).await.unwrap();
    assert_eq!((view.held.from, view.account.is_none()), (tomorrow, true));
    // Today it is still the first one's; tomorrow who has no other post is not let in.
    assert_eq!(before.grants.len(), 1);
    desk.pass_minutes(24 * 60);
    let ended = session::log_in(&desk.app, "lishili", PASSWORD, "").await;
    assert!(ended.is_err(), "{ended:?}");
    let admin = desk.who(&desk.log_in(PASSWORD).await.unwrap()).await.unwrap();
    let slip = account::open(&admin, desk.form(), branch, successor, "zhao").await.unwrap();
    let token = activated(&desk, &slip.code).await;
    assert!(desk.who(&token).await.unwrap().holds(Role::Secretary));
    let past = post::past(&admin, branch, None).await.unwrap();
    let names: Vec<_> = past.held.iter().map(|held| held.person.name.as_str()).collect();
    assert_eq!(names, ["李示例"]);
}

on_both!(a_known_person_is_chosen_and_not_entered_again);
async fn a_known_person_is_chosen_and_not_entered_again(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let one = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
    let other = desk.found(&cx, top, "白石镇党委", OrgKind::Committee).await;
    let role = Role::CommitteeAdministrator;
    let (_, admin) = in_office(&desk, &cx, one, &person(&desk, "李示例", role), "lili").await;
    let stranger = in_office(&desk, &cx, other, &person(&desk, "李示例", role), "other").await.1;
    let (found, more) = post::known(&cx, "李示", "青禾").await.unwrap();
    assert_eq!((found.len(), more), (1, false));
    assert_eq!(found[0].person.id, admin.person);
    assert_eq!(flaws(post::known(&cx, "李", "").await), "who: 请输入姓名中的至少两个字\n");
    let chosen =
        |who: &Cx, role: Role| Draft { person: who.person.to_string(), ..person(&desk, "", role) };
    let twice = post::appoint(&cx, desk.form(), one, &chosen(&admin, role)).await;
    assert_eq!(flaws(twice), "role: 这段时间已经担任这个职务\n");
    post::appoint(&cx, desk.form(), other, &chosen(&admin, Role::Supervisor)).await.unwrap();
    let (_, places) = session::of_oneself(&admin).await.unwrap();
    assert_eq!(places.len(), 2);
    // Whoever appoints elsewhere doesn't know them by an identity alone.
    let branch = desk.found(&cx, one, "青禾村党支部", OrgKind::Branch).await;
    let foreign = chosen(&stranger, Role::Secretary);
    let refused = post::appoint(&admin, desk.form(), branch, &foreign).await;
    assert!(matches!(refused, Err(Refusal::Unseen)), "{refused:?}");
    let (found, _) = post::known(&admin, "李示例", "白石").await.unwrap();
    assert!(found.is_empty(), "what stands beside one is not searched");
}

on_both!(a_day_that_could_not_be_read_again_is_not_kept);
async fn a_day_that_could_not_be_read_again_is_not_kept(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let leader = person(&desk, "钱示例", Role::Leader);
    for (from, to, says) in [
        ("-000001-01-01", "", "from: 日期应写作 2026-11-24\n"),
        ("0000-01-01", "", "from: 0000-01-01 太早了,请核对\n"),
        ("2026-01-01", "9999-12-31", "to: 9999-12-31 太晚了,请核对\n"),
    ] {
        let typed = Draft { from: from.to_owned(), to: to.to_owned(), ..leader.clone() };
        let refused = post::appoint(&cx, desk.form(), top, &typed).await;
        assert_eq!(flaws(refused.map(|_| ())), says);
    }
}

on_both!(an_account_is_opened_locked_unlocked_and_reset_by_those_above);
async fn an_account_is_opened_locked_unlocked_and_reset_by_those_above(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let committee = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
    let draft = person(&desk, "李示例", Role::CommitteeAdministrator);
    let (id, own) = in_office(&desk, &cx, committee, &draft, "lishili").await;
    let wrong = || session::log_in(&desk.app, "lishili", "不对的密码", "");
    for _ in 0..5 {
        assert!(wrong().await.is_err());
    }
    let right = || session::log_in(&desk.app, "lishili", PASSWORD, "");
    assert!(right().await.is_err(), "locked");
    let view = post::view(&cx, committee, id).await.unwrap().account.unwrap();
    assert_eq!(view.state, post::AccountState::Locked);
    account::unlock(&cx, desk.form(), committee, id).await.unwrap();
    let again = account::unlock(&cx, desk.form(), committee, id).await;
    assert!(matches!(again, Err(Refusal::Stale)), "{again:?}");
    right().await.unwrap();
    let form = desk.form();
    let slip = account::reset(&cx, form, committee, id).await.unwrap();
    let shown = account::reset(&cx, form, committee, id).await.unwrap();
    assert_eq!(slip.code, shown.code, "a double click resets once");
    assert!(right().await.is_err());
    assert!(matches!(session::own(&own).await.unwrap().len(), 0), "its sessions have ended");
    let (form, new) = (desk.form(), [PASSWORD, PASSWORD]);
    let first = account::activate(&desk.app, form, &slip.code, new, "").await.unwrap();
    let second = account::activate(&desk.app, form, &slip.code, new, "").await.unwrap();
    assert!(first.is_some() && second.is_none(), "a double click activates once");
    let spent = account::activate(&desk.app, desk.form(), &slip.code, new, "").await;
    assert!(matches!(spent, Err(Refusal::Unseen)));
    // One's own account is nobody's business of one's own.
    let first = held(&cx, top).await[0].0;
    let own = account::reset(&cx, desk.form(), top, first).await;
    assert!(matches!(own, Err(Refusal::Denied)));
}

on_both!(a_committee_does_not_open_the_account_of_an_officer_above_it);
async fn a_committee_does_not_open_the_account_of_an_officer_above_it(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let committee = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
    let branch = desk.found(&cx, committee, "青禾村党支部", OrgKind::Branch).await;
    let role = Role::CommitteeAdministrator;
    let admin = person(&desk, "李示例", role);
    let (_, admin) = in_office(&desk, &cx, committee, &admin, "lishili").await;
    let officer = person(&desk, "吴示例", Role::DepartmentOfficer);
    let (_, officer) = in_office(&desk, &cx, top, &officer, "wushili").await;
    let clerk = Draft { person: officer.person.to_string(), ..person(&desk, "", Role::Clerk) };
    let id = appointed(&desk, &cx, branch, &clerk).await;
    let reset = account::reset(&admin, desk.form(), branch, id).await.map(|_| ());
    let says = ": 这个人还有不归您管的任职,账号请由共同的上级办理\n";
    assert_eq!(flaws(reset), says);
    let view = post::view(&admin, branch, id).await.unwrap();
    assert!(!view.may_account && view.account_says.is_some() && view.others.is_empty());
    account::reset(&cx, desk.form(), branch, id).await.unwrap();
}

on_both!(nobody_gives_a_right_that_they_have_not);
async fn nobody_gives_a_right_that_they_have_not(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let works = desk.found(&cx, top, "示例县直工委", OrgKind::WorkCommittee).await;
    let below = desk.found(&cx, works, "示例局工委", OrgKind::WorkCommittee).await;
    let admin = person(&desk, "李示例", Role::CommitteeAdministrator);
    let (_, admin) = in_office(&desk, &cx, works, &admin, "lishili").await;
    // Not to an accomplice, not by handing a post over or ending it, not by their account.
    let officer = person(&desk, "吴示例", Role::DepartmentOfficer);
    for org in [works, below] {
        let refused = post::appoint(&admin, desk.form(), org, &officer).await;
        assert!(matches!(refused, Err(Refusal::Denied)), "{refused:?}");
        let found = organisation::browse(&admin, Some(org), &Listing::default()).await.unwrap();
        let roles = post::roles_for(&admin, &found.org).await.unwrap();
        assert_eq!(roles, [Role::CommitteeAdministrator, Role::Supervisor]);
    }
    let (post, wu) = in_office(&desk, &cx, below, &officer, "wushili").await;
    let other = person(&desk, "郑示例", Role::DepartmentOfficer);
    let over = post::hand_over(&admin, desk.form(), below, post, &other).await;
    assert!(matches!(over, Err(Refusal::Denied)), "{over:?}");
    let ended = post::end(&admin, desk.form(), below, post, desk.app.today()).await;
    assert!(matches!(ended, Err(Refusal::Denied)), "{ended:?}");
    let reset = account::reset(&admin, desk.form(), below, post).await.map(|_| ());
    assert_eq!(flaws(reset), ": 这个人还有不归您管的任职,账号请由共同的上级办理\n");
    // Nor to themselves, whoever they are: not what they might give to others, either.
    let says = "role: 不能给自己任职,请由别的管理员办理\n";
    for (who, org, role) in [
        (&admin, works, Role::Supervisor),
        (&wu, below, Role::Leader),
        (&cx, top, Role::DepartmentOfficer),
        (&cx, top, Role::SecurityAdministrator),
    ] {
        let own = Draft { person: who.person.to_string(), ..person(&desk, "", role) };
        let refused = post::appoint(who, desk.form(), org, &own).await;
        assert_eq!(flaws(refused.map(|_| ())), says);
    }
    let leader = appointed(&desk, &cx, below, &person(&desk, "郑示例", Role::Leader)).await;
    let from = desk.app.today().tomorrow().unwrap().to_string();
    let own = Draft { person: wu.person.to_string(), from, ..person(&desk, "", Role::Leader) };
    let over = post::hand_over(&wu, desk.form(), below, leader, &own).await;
    assert_eq!(flaws(over.map(|_| ())), says);
}

on_both!(three_keep_each_other_in_check);
async fn three_keep_each_other_in_check(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let (security, audit) = (Role::SecurityAdministrator, Role::AuditAdministrator);
    let auditor = appointed(&desk, &cx, top, &person(&desk, "孙示例", audit)).await;
    let opened = account::open(&cx, desk.form(), top, auditor, "sun").await.map(|_| ());
    assert!(matches!(opened, Err(Refusal::Denied)), "{opened:?}");
    let (keeper_post, keeper) =
        in_office(&desk, &cx, top, &person(&desk, "钱示例", security), "qian").await;
    // One of a kind is there: another is the security administrator's to appoint, and can be.
    let second = post::appoint(&cx, desk.form(), top, &person(&desk, "周示例", audit)).await;
    assert!(matches!(second, Err(Refusal::Denied)), "{second:?}");
    appointed(&desk, &keeper, top, &person(&desk, "周示例", audit)).await;
    let sun = post::view(&keeper, top, auditor).await.unwrap().held.person.id;
    let both = Draft { person: sun.to_string(), ..person(&desk, "", security) };
    let both = post::appoint(&keeper, desk.form(), top, &both).await;
    let says = "role: 系统管理员、安全管理员、审计管理员,一个人不能兼任两员\n";
    assert_eq!(flaws(both), says);
    let slip = account::open(&keeper, desk.form(), top, auditor, "sun").await.unwrap();
    let own = desk.who(&activated(&desk, &slip.code).await).await.unwrap();
    let secret = factor(&desk, &own).await;
    let reset = account::reset(&cx, desk.form(), top, auditor).await.map(|_| ());
    assert!(matches!(reset, Err(Refusal::Denied)), "{reset:?}");
    let mine = account::reset(&keeper, desk.form(), top, keeper_post).await.map(|_| ());
    assert!(matches!(mine, Err(Refusal::Denied)), "{mine:?}");
    // Who reads the code still lacks the phone.
    let slip = account::reset(&keeper, desk.form(), top, auditor).await.unwrap();
    let token = activated(&desk, &slip.code).await;
    assert!(matches!(desk.who(&token).await, Err(Refusal::SecondFactor)));
    let used = code(&desk, &secret, 0);
    assert!(second_factor::prove(&desk.app, &token, &used).await.is_err(), "it counted once");
    second_factor::prove(&desk.app, &token, &code(&desk, &secret, 30)).await.unwrap();
    desk.who(&token).await.unwrap();
    let taken = account::take_factor(&keeper, desk.form(), top, auditor).await;
    assert!(matches!(taken, Err(Refusal::Denied)), "{taken:?}");
    account::take_factor(&cx, desk.form(), top, auditor).await.unwrap();
    assert!(matches!(desk.who(&token).await, Err(Refusal::SignIn)), "its sessions have ended");
    // Grants are seen by the three, and by nobody else.
    let role = Some(audit);
    let filter = Filter { role, ..Filter::default() };
    let seen = post::grants(&keeper, top, &filter).await.unwrap();
    let names: Vec<_> = seen.listed.iter().map(|one| one.held.person.name.as_str()).collect();
    assert_eq!((names, seen.may_grant), (vec!["孙示例", "周示例"], true));
}

on_both!(a_browser_left_open_is_no_chance_to_guess);
async fn a_browser_left_open_is_no_chance_to_guess(desk: Desk) {
    let cx = desk.begun().await;
    let secret = factor(&desk, &cx).await;
    let another = second_factor::new_secret(&desk.app);
    let code = code(&desk, &another, 0);
    let over = second_factor::set_up(&cx, desk.form(), &another, &code).await;
    assert!(flaws(over).starts_with("code: 动态口令已经启用"), "{secret}");
    let new = "春天的油菜花也是黄的";
    for guess in 1..=4 {
        let wrong = account::change_password(&cx, desk.form(), "不对", new, new).await;
        assert_eq!(flaws(wrong), "password: 现在的密码不对\n", "{guess}");
    }
    let says = "current_password: 密码连错 5 次,15 分钟内不再核对;请稍后再试\n";
    assert_eq!(flaws(second_factor::turn_off(&cx, desk.form(), "不对").await), says);
    let right = second_factor::turn_off(&cx, desk.form(), PASSWORD).await;
    assert_eq!(flaws(right), says, "not even the right one");
    desk.pass_minutes(16);
    let form = desk.form();
    second_factor::turn_off(&cx, form, PASSWORD).await.unwrap();
    second_factor::turn_off(&cx, form, PASSWORD).await.unwrap();
    account::change_password(&cx, desk.form(), PASSWORD, new, new).await.unwrap();
}

on_both!(what_is_typed_as_a_login_never_brings_the_database_to_refuse);
async fn what_is_typed_as_a_login_never_brings_the_database_to_refuse(desk: Desk) {
    desk.begun().await;
    for login in ["gu\0anli", "", "a", &"长".repeat(500)] {
        let refused = session::log_in(&desk.app, login, PASSWORD, "").await.map(|_| ());
        assert!(flaws(refused).starts_with("login: 登录名或密码不对"), "{login:?}");
    }
}

on_both!(a_code_that_is_taken_names_nobody_whom_one_may_not_see);
async fn a_code_that_is_taken_names_nobody_whom_one_may_not_see(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let one = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
    let other = desk.found(&cx, top, "白石镇党委", OrgKind::Committee).await;
    let admin = person(&desk, "李示例", Role::CommitteeAdministrator);
    let (_, admin) = in_office(&desk, &cx, one, &admin, "lishili").await;
    let coded =
        organisation::Draft { code: "3601".to_owned(), ..draft("甲党支部", OrgKind::Branch) };
    organisation::found(&cx, desk.form(), other, &coded).await.unwrap();
    let again = organisation::found(&cx, desk.form(), one, &coded).await;
    assert_eq!(flaws(again), "code: 代码 3601 已经是「甲党支部」的\n");
    let blind = organisation::found(&admin, desk.form(), one, &coded).await;
    assert_eq!(flaws(blind), "code: 代码 3601 已有别的组织使用,请核对\n");
}

on_both!(two_forms_that_come_at_once_are_two_people_at_most);
async fn two_forms_that_come_at_once_are_two_people_at_most(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let committee = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
    let mut posts = Vec::new();
    for name in ["李示例", "赵示例"] {
        let draft = person(&desk, name, Role::Supervisor);
        posts.push(appointed(&desk, &cx, committee, &draft).await);
    }
    // The same login for two people at the same moment: one gets it, the other is told.
    let open = |id: GrantId, form: Form| {
        let cx = cx.clone();
        tokio::spawn(async move { account::open(&cx, form, committee, id, "same").await })
    };
    let (one, other) = (open(posts[0], desk.form()), open(posts[1], desk.form()));
    let both = [one.await.unwrap().map(|_| ()), other.await.unwrap().map(|_| ())];
    let told = both.into_iter().filter(Result::is_err).map(flaws).collect::<Vec<_>>();
    assert_eq!(told, ["login: 已经有人用这个登录名,请换一个\n"]);
}
