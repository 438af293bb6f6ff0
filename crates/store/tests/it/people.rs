//! People, their posts and accounts: versions that can be made again, and what nobody may do.

use jiff::civil::date;
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::id::{GrantId, OrgId, PersonId};
use model::organisation::OrgKind;
use model::path::OrgPath;
use store::account::{self, Activation, New};
use store::organisation::Organisation;
use store::post::{self, AccountState, Appointment, Asked, Beginning, Person};
use store::{Locks, Write, doctor};

use crate::desk::{Desk, TODAY, commit, entry, id, moment, on_both, permit};

fn security(verb: Verb, org: &Organisation) -> Permit {
    let role = Role::SecurityAdministrator;
    let path = OrgPath::above_all();
    let grant = Grant { id: GrantId::new(id()), role, org: org.id, path };
    decide(PersonId::new(id()), &[grant], verb, org.id, &org.path).unwrap()
}

fn person(name: &str) -> Person {
    Person { id: PersonId::new(id()), name: name.to_owned() }
}

fn post_of(person: &Person, role: Role) -> Appointment {
    let id = GrantId::new(id());
    Appointment { id, person: person.id, role, from: TODAY, to: None, acting: false }
}

fn activation(byte: u8) -> Activation {
    Activation { digest: [byte; 32], until: moment(100_000) }
}

/// Enters somebody and appoints them.
async fn appointed(write: &mut Write, org: &Organisation, name: &str, role: Role) -> Appointment {
    let person = person(name);
    let post = post_of(&person, role);
    let leave = match role.appointed_by() {
        Verb::GrantRole => security(Verb::GrantRole, org),
        verb => permit(verb, org),
    };
    post::appoint_new(write, &leave, &person, &post).await.unwrap();
    post
}

/// Makes an account for somebody.
async fn accounted(write: &mut Write, org: &Organisation, who: PersonId, login: &str, code: u8) {
    let leave = permit(Verb::MakeAccounts, org);
    account::make_for(write, &leave, who, login, activation(code)).await.unwrap();
}

async fn ills(desk: &Desk) -> Vec<String> {
    doctor::look(&mut desk.store.link().await.unwrap()).await.unwrap().ills
}

on_both!(every_digest_of_people_posts_and_accounts_can_be_made_again);
async fn every_digest_of_people_posts_and_accounts_can_be_made_again(desk: Desk) {
    let top = desk.begin().await;
    let branch = desk.found(&top, "青禾村党支部", OrgKind::Branch).await;
    let mut write = desk.write().await;
    let post = appointed(&mut write, &branch, "李示例", Role::Secretary).await;
    accounted(&mut write, &branch, post.person, "lishili", 1).await;
    commit(write, &branch).await;
    let mut write = desk.write().await;
    let found = account::by_code(&mut write, &[1; 32], moment(1)).await.unwrap();
    let (_, own) = found.unwrap();
    account::set_password(&mut write, &own, "a hash").await.unwrap();
    account::set_totp(&mut write, &own, Some(&[5; 20]), None).await.unwrap();
    commit(write, &branch).await;
    let mut write = desk.write().await;
    let leave = permit(Verb::Appoint, &branch);
    assert!(post::end(&mut write, &leave, post.id, TODAY).await.unwrap());
    commit(write, &branch).await;
    assert_eq!(ills(&desk).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_behind_the_journal_is_found() {
    let cases = [
        ("update person set name = '张示例'", "与最后一版不符"),
        ("update post set to_day = 20300101", "与最后一版不符"),
        ("update account set password = 'mine'", "与最后一版不符"),
        ("update person_version set content = 'name 张示例\n'", "内容被改动过"),
        ("update post_version set salt = zeroblob(16)", "内容被改动过"),
        ("delete from account_version", "与留痕不符"),
        ("delete from organisation_version where version = 1", "与留痕不符"),
        (
            "insert into person_version select id, 2, at, content, salt, digest
            from person_version",
            "留痕记载",
        ),
    ];
    for (sql, says) in cases {
        let desk = Desk::sqlite().await;
        let top = desk.begin().await;
        let mut write = desk.write().await;
        let post = appointed(&mut write, &top, "李示例", Role::DepartmentOfficer).await;
        accounted(&mut write, &top, post.person, "lishili", 1).await;
        commit(write, &top).await;
        assert_eq!(ills(&desk).await, Vec::<String>::new());
        desk.tamper(sql);
        let found = ills(&desk).await;
        assert!(found.iter().any(|ill| ill.contains(says)), "{sql}: {found:?}");
    }
}

on_both!(versions_that_an_entry_sums_up_are_held_against_it);
async fn versions_that_an_entry_sums_up_are_held_against_it(desk: Desk) {
    let top = desk.begin().await;
    let leave = permit(Verb::ImportOrganisations, &top);
    let orgs = (0..300).map(|number| {
        let facts = crate::desk::facts(&format!("第{number}党支部"), OrgKind::Committee);
        (OrgId::new(id()), facts)
    });
    let group = store::organisation::Group { below: top.id, founded: orgs.collect() };
    // Of a moment of its own, apart from the beginning.
    let mut write = desk.store.write(Locks::Tree, None, moment(9), [3; 32]).await.unwrap();
    store::organisation::found_all(&mut write, &leave, [group], TODAY).await.unwrap();
    commit(write, &top).await;
    assert_eq!(ills(&desk).await, Vec::<String>::new());
    if matches!(desk.at, store::At::Folder(_)) {
        desk.tamper(
            "update organisation_version set digest = zeroblob(32) where version = 1
            and at > (select min(at) from journal) and content like '%第7党%'",
        );
        let found = ills(&desk).await;
        assert!(found.iter().any(|ill| ill.contains("汇总的版本与记载不符")), "{found:?}");
    }
}

on_both!(nobody_holds_two_of_the_three_on_one_day);
async fn nobody_holds_two_of_the_three_on_one_day(desk: Desk) {
    let top = desk.begin().await;
    let leave = security(Verb::GrantRole, &top);
    let mut write = desk.write().await;
    let (system, audit) = (Role::SystemAdministrator, Role::AuditAdministrator);
    let first = appointed(&mut write, &top, "李示例", system).await;
    commit(write, &top).await;
    let (may, june, july) = (date(2027, 5, 1), date(2027, 6, 1), date(2027, 7, 1));
    let second =
        |from, to| Appointment { id: GrantId::new(id()), role: audit, from, to, ..first.clone() };
    let mut write = desk.write().await;
    for later in [second(TODAY, None), second(may, Some(june)), second(july, None)] {
        assert!(post::appoint(&mut write, &leave, &later).await.is_err(), "{later:?}");
    }
    // Once the first has an end, what comes behind it is free.
    assert!(post::end(&mut write, &leave, first.id, may).await.unwrap());
    assert!(post::appoint(&mut write, &leave, &second(may, None)).await.is_err());
    post::appoint(&mut write, &leave, &second(june, None)).await.unwrap();
    // And a future one keeps an earlier one from lasting into it.
    let again = Appointment { id: GrantId::new(id()), from: may, to: Some(june), ..first.clone() };
    assert!(post::appoint(&mut write, &leave, &again).await.is_err());
}

on_both!(a_future_first_of_the_three_is_the_first);
async fn a_future_first_of_the_three_is_the_first(desk: Desk) {
    let top = desk.begin().await;
    let leave = permit(Verb::Appoint, &top);
    let mut write = desk.write().await;
    let (one, other) = (person("李示例"), person("孙示例"));
    let from = date(2027, 5, 1);
    let first = Appointment { from, ..post_of(&one, Role::AuditAdministrator) };
    post::appoint_first_administrator(&mut write, &leave, &one, &first).await.unwrap();
    let second = post_of(&other, Role::AuditAdministrator);
    let second = post::appoint_first_administrator(&mut write, &leave, &other, &second).await;
    assert!(second.is_err());
}

on_both!(an_account_is_the_business_of_where_its_owner_holds_a_post);
async fn an_account_is_the_business_of_where_its_owner_holds_a_post(desk: Desk) {
    let top = desk.begin().await;
    let one = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let other = desk.found(&top, "乙县组织部", OrgKind::Department).await;
    let mut write = desk.write().await;
    let post = appointed(&mut write, &one, "李示例", Role::DepartmentOfficer).await;
    let elsewhere = permit(Verb::MakeAccounts, &other);
    let made = account::make_for(&mut write, &elsewhere, post.person, "li", activation(1)).await;
    assert!(made.is_err(), "no post there");
    accounted(&mut write, &one, post.person, "li", 1).await;
    let elsewhere = permit(Verb::ResetAccount, &other);
    assert!(account::reset(&mut write, &elsewhere, post.person, activation(2)).await.is_err());
    assert!(account::unlock(&mut write, &elsewhere, post.person).await.is_err());
    let there = permit(Verb::ResetAccount, &one);
    account::reset(&mut write, &there, post.person, activation(2)).await.unwrap();
    commit(write, &one).await;
    // The event is about where it was permitted.
    let mut write = desk.write().await;
    account::reset(&mut write, &there, post.person, activation(3)).await.unwrap();
    let event = model::event::Event::AccountReset { person: post.person };
    assert!(write.commit(entry(), other.id, event).await.is_err());
}

on_both!(accounts_of_the_three_take_two_to_get_into);
async fn accounts_of_the_three_take_two_to_get_into(desk: Desk) {
    let top = desk.begin().await;
    let mut write = desk.write().await;
    let keeper = appointed(&mut write, &top, "钱示例", Role::SecurityAdministrator).await;
    let auditor = appointed(&mut write, &top, "孙示例", Role::AuditAdministrator).await;
    let made = permit(Verb::MakeAccounts, &top);
    let by = account::make_for(&mut write, &made, auditor.person, "sun", activation(1)).await;
    assert!(by.is_err(), "the auditor's account is not the system administrator's to make");
    accounted(&mut write, &top, keeper.person, "qian", 2).await;
    let grant = security(Verb::GrantRole, &top);
    account::make_for(&mut write, &grant, auditor.person, "sun", activation(1)).await.unwrap();
    let (_, own) = account::by_code(&mut write, &[1; 32], moment(1)).await.unwrap().unwrap();
    account::set_password(&mut write, &own, "a hash").await.unwrap();
    account::set_totp(&mut write, &own, Some(&[5; 20]), None).await.unwrap();
    // The system administrator takes the factor, and never the password.
    let reset = permit(Verb::ResetAccount, &top);
    assert!(account::reset(&mut write, &reset, auditor.person, activation(3)).await.is_err());
    // The security administrator resets the password, and the factor stays.
    account::reset(&mut write, &grant, auditor.person, activation(3)).await.unwrap();
    let known = account::of_person(&mut write, auditor.person).await.unwrap().unwrap();
    assert_eq!((known.password, known.totp), (None, Some(vec![5; 20])));
    assert!(account::take_factor(&mut write, &grant, auditor.person).await.is_err());
    account::take_factor(&mut write, &reset, auditor.person).await.unwrap();
    let known = account::of_person(&mut write, auditor.person).await.unwrap().unwrap();
    assert_eq!(known.totp, None);
    // Once there is one with an account, a second security administrator's is not theirs to make.
    let second = appointed(&mut write, &top, "周示例", Role::SecurityAdministrator).await;
    let by = account::make_for(&mut write, &made, second.person, "zhou", activation(4)).await;
    assert!(by.is_err());
}

on_both!(many_accounts_are_made_at_once_and_a_login_is_given_once);
async fn many_accounts_are_made_at_once_and_a_login_is_given_once(desk: Desk) {
    let top = desk.begin().await;
    let committee = desk.found(&top, "青禾镇党委", OrgKind::Committee).await;
    let leave = permit(Verb::MakeAccounts, &committee);
    let mut write = desk.write().await;
    let mut new = Vec::new();
    for number in 0..20_u8 {
        let name = format!("第{number}示例");
        let post = appointed(&mut write, &committee, &name, Role::Supervisor).await;
        let (person, login) = (post.person, format!("nr{number}"));
        new.push((&leave, New { person, login, activation: activation(number) }));
    }
    account::make_all(&mut write, &new).await.unwrap();
    assert_eq!(account::taken(&mut write, &["nr3", "frei"]).await.unwrap(), ["nr3"]);
    let post = appointed(&mut write, &committee, "李示例", Role::Supervisor).await;
    let twice = New { person: post.person, login: "nr3".to_owned(), activation: activation(99) };
    assert!(account::make_all(&mut write, &[(&leave, twice)]).await.is_err());
    commit(write, &committee).await;
    assert_eq!(ills(&desk).await, Vec::<String>::new());
}

on_both!(many_begin_at_posts_or_take_them_over_where_the_permit_is_for);
async fn many_begin_at_posts_or_take_them_over_where_the_permit_is_for(desk: Desk) {
    let top = desk.begin().await;
    let committee = desk.found(&top, "青禾镇党委", OrgKind::Committee).await;
    let branch = desk.found(&committee, "青禾村党支部", OrgKind::Branch).await;
    let beside = desk.found(&top, "白石村党支部", OrgKind::Branch).await;
    let mut write = desk.write().await;
    let before = appointed(&mut write, &branch, "赵示例", Role::Secretary).await;
    commit(write, &branch).await;
    let beginning = |org: &Organisation, role, from| {
        let person = person("钱示例");
        let post = Appointment { from: TODAY.tomorrow().unwrap(), ..post_of(&person, role) };
        Beginning { org: org.id, person, post, from }
    };
    let leave = permit(Verb::Appoint, &committee);
    let mut refused = vec![
        vec![beginning(&beside, Role::Secretary, None)],
        vec![beginning(&branch, Role::SystemAdministrator, None)],
        vec![beginning(&branch, Role::DepartmentOfficer, None)],
        vec![beginning(&branch, Role::Clerk, Some(before.id))],
        vec![beginning(&committee, Role::Secretary, Some(before.id))],
        vec![beginning(&branch, Role::Secretary, Some(GrantId::new(id())))],
        vec![beginning(&branch, Role::Secretary, Some(before.id)); 2],
    ];
    // On its first day a post is not taken over.
    refused.push(vec![beginning(&branch, Role::Secretary, Some(before.id))]);
    refused[7][0].post.from = TODAY;
    for beginnings in refused {
        let mut write = desk.write().await;
        let begun = post::begin_all(&mut write, &leave, &beginnings).await;
        assert!(begun.is_err(), "{beginnings:?}");
    }
    let mut write = desk.write().await;
    let other = permit(Verb::FoundOrganisation, &committee);
    assert!(post::begin_all(&mut write, &other, &[]).await.is_err());
    let beginnings = [
        beginning(&branch, Role::Secretary, Some(before.id)),
        beginning(&committee, Role::Supervisor, None),
    ];
    post::begin_all(&mut write, &leave, &beginnings).await.unwrap();
    commit(write, &committee).await;
    let mut link = desk.store.link().await.unwrap();
    let ended = post::find(&mut link, before.id, branch.id).await.unwrap().unwrap();
    assert_eq!(ended.to, Some(TODAY));
    let along = post::along(&mut link, &committee.path, &branch.path, TODAY).await.unwrap();
    let along: Vec<_> = along.iter().map(|post| (post.org, post.name.as_str())).collect();
    let (at, new) = ((committee.id, "钱示例"), (branch.id, "钱示例"));
    assert_eq!(along, [at, (branch.id, "赵示例"), new]);
    assert_eq!(ills(&desk).await, Vec::<String>::new());
}

/// What a list of a subtree says: name, organisation, state.
async fn listed(desk: &Desk, asked: &Asked<'_>) -> Vec<String> {
    let mut link = desk.store.link().await.unwrap();
    let found = post::list(&mut link, asked, 20).await.unwrap();
    let line =
        |one: &post::Listed| format!("{} {} {}", one.held.person.name, one.name, one.state.name());
    found.iter().map(line).collect()
}

on_both!(people_of_a_subtree_are_listed_by_name_role_and_account);
async fn people_of_a_subtree_are_listed_by_name_role_and_account(desk: Desk) {
    let top = desk.begin().await;
    let one = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let branch = desk.found(&one, "青禾村党支部", OrgKind::Branch).await;
    let other = desk.found(&top, "乙县组织部", OrgKind::Department).await;
    let mut write = desk.write().await;
    let officer = appointed(&mut write, &one, "李示例", Role::DepartmentOfficer).await;
    let locked = appointed(&mut write, &branch, "赵示例", Role::Secretary).await;
    let active = appointed(&mut write, &branch, "李示范", Role::Clerk).await;
    appointed(&mut write, &other, "李示例", Role::DepartmentOfficer).await;
    accounted(&mut write, &branch, locked.person, "zhao", 1).await;
    accounted(&mut write, &branch, active.person, "fan", 2).await;
    for code in [1, 2] {
        let (_, own) = account::by_code(&mut write, &[code; 32], moment(1)).await.unwrap().unwrap();
        account::set_password(&mut write, &own, "a hash").await.unwrap();
    }
    assert!(account::fail(&mut write, locked.person, 1, moment(900)).await.unwrap());
    accounted(&mut write, &one, officer.person, "li", 3).await;
    commit(write, &one).await;
    let all = Asked {
        top: &one.path,
        name: "",
        role: None,
        state: None,
        after: None,
        on: TODAY,
        at: moment(1),
    };
    let [li, zhao, fan] =
        ["李示例 甲县组织部 slip", "赵示例 青禾村党支部 locked", "李示范 青禾村党支部 active"];
    assert_eq!(listed(&desk, &all).await, [li, zhao, fan]);
    let later = Asked { at: moment(901), state: Some(AccountState::Active), ..all.clone() };
    assert_eq!(listed(&desk, &later).await.len(), 2, "a lock ends by itself");
    let mut link = desk.store.link().await.unwrap();
    let first = post::list(&mut link, &all, 1).await.unwrap().remove(0);
    let next = Asked { after: Some((first.path, first.held.id)), ..all.clone() };
    assert_eq!(listed(&desk, &next).await, [zhao, fan]);
    for name in ["", "李示"] {
        for (state, name_of) in [
            (None, ""),
            (Some(AccountState::Slip), "slip"),
            (Some(AccountState::Active), "active"),
            (Some(AccountState::Locked), "locked"),
            (Some(AccountState::None), "none"),
        ] {
            for role in [None, Some(Role::Clerk), Some(Role::Secretary)] {
                let asked = Asked { name, state, role, ..all.clone() };
                let role = role.map_or("", Role::name);
                let fits = |(line, held): &(&str, &str)| {
                    (name.is_empty() || line.starts_with(name))
                        && (name_of.is_empty() || line.ends_with(name_of))
                        && (role.is_empty() || *held == role)
                };
                let lines = [(li, "department_officer"), (zhao, "secretary"), (fan, "clerk")];
                let expected: Vec<&str> =
                    lines.into_iter().filter(fits).map(|(line, _)| line).collect();
                assert_eq!(listed(&desk, &asked).await, expected, "«{name}» {name_of} {role}");
            }
        }
    }
}

on_both!(a_known_person_is_found_by_name_and_organisation);
async fn a_known_person_is_found_by_name_and_organisation(desk: Desk) {
    let top = desk.begin().await;
    let one = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let other = desk.found(&top, "乙县组织部", OrgKind::Department).await;
    let mut write = desk.write().await;
    let post = appointed(&mut write, &one, "欧阳示例", Role::Leader).await;
    appointed(&mut write, &other, "欧阳示例", Role::Leader).await;
    assert!(
        post::end(&mut write, &permit(Verb::AppointOfficer, &one), post.id, TODAY).await.unwrap()
    );
    commit(write, &top).await;
    let mut link = desk.store.link().await.unwrap();
    for (top, name, at, count) in [
        (&top.path, "欧阳", "", 2),
        (&top.path, "阳示", "甲县", 1),
        (&one.path, "欧阳示例", "", 1),
        (&one.path, "欧阳示例", "乙县", 0),
        (&top.path, "欧", "", 0),
        (&top.path, "欧%", "", 0),
    ] {
        let found = post::known(&mut link, top, name, at, 20).await.unwrap();
        assert_eq!(found.len(), count, "{name} {at}");
    }
    let past = post::ended(&mut link, one.id, date(2026, 12, 1), None, 9).await.unwrap();
    assert_eq!(past.iter().map(|held| held.id).collect::<Vec<_>>(), [post.id]);
    let after = Some((TODAY, post.id));
    assert!(post::ended(&mut link, one.id, date(2026, 12, 1), after, 9).await.unwrap().is_empty());
}
