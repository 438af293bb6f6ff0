//! A demonstration: the same every time, sound, and all that is kept in it is what the rules say.

use app::assessment::Basis;
use app::demo::{self, Laid, Wanted};
use app::{App, assessment, tally};
use model::authority::{Grant, Role, Verb, decide};
use model::id::{GrantId, TermId};
use model::path::OrgPath;
use store::{Link, standing};
use store::{Locks, campaign, doctor, evaluation, journal, organisation, post, record, self_check};

use crate::desk::{Desk, PASSWORD};

fn wanted() -> Wanted {
    Wanted { branches: 60, seed: 7, password: PASSWORD.to_owned() }
}

async fn demonstration() -> (Desk, Laid) {
    let desk = Desk::sqlite().await;
    let laid = demo::lay(&desk.app, &wanted()).await.unwrap();
    (desk, laid)
}

/// The hash of every entry's leaf, in order: what a root is made of.
async fn leaves(app: &App) -> Vec<[u8; 32]> {
    let mut link = app.store().link().await.unwrap();
    let everywhere = journal::Which {
        within: &OrgPath::above_all(),
        since: jiff::Timestamp::UNIX_EPOCH,
        event: None,
        person: None,
    };
    let last = model::id::EntryId::new(uuid::Uuid::max());
    let before = (app.now() + jiff::SignedDuration::from_hours(1), last);
    let found = journal::find(&mut link, everywhere, before, 100_000).await.unwrap();
    assert!(found.iter().all(|entry| entry.leaf_index.is_some()), "all are sealed");
    found.iter().map(|entry| journal::leaf_hash(&entry.body)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_journal_and_it_is_sound() {
    let ((one, laid), (other, _)) = tokio::join!(demonstration(), demonstration());
    let (first, second) = (leaves(&one.app).await, leaves(&other.app).await);
    assert!(first.len() > 500 && first == second, "{} {}", first.len(), second.len());
    assert!(app::installation::is_demonstration(&one.app).await.unwrap());
    assert_eq!(laid.accounts.len(), demo_logins());
    assert_eq!(tally::recount(&one.app).await.unwrap().wrong, 0);
    let mut link = one.app.store().link().await.unwrap();
    let looked = doctor::look(&mut link).await.unwrap();
    assert_eq!(looked.ills, Vec::<String>::new());
    // A province, eleven cities, a hundred counties, and below them.
    assert!(looked.organisations > 112 + 60);
    let token = app::session::log_in(&one.app, "shuji", PASSWORD, "测试").await.unwrap();
    assert!(one.who(&token).await.unwrap().holds(Role::Secretary));
}

/// One of each role that can act, three secretaries, a department's officer at each level.
fn demo_logins() -> usize {
    14
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_kept_is_what_the_rules_say_of_it_again() {
    let (desk, laid) = demonstration().await;
    let app = &desk.app;
    let mut link = app.store().link().await.unwrap();
    let top = OrgPath::above_all();
    let enrolled = campaign::within(&mut link, laid.campaign, &top, &top, 1_000).await.unwrap();
    assert_eq!(enrolled.len(), 60);
    let (mut checks, mut lines, mut records) = (0, 0, 0);
    for one in &enrolled {
        records += sound_records(app, &mut link, one).await;
        let basis = basis(app, &mut link, one, &laid).await;
        let scheme = &basis.current.scheme;
        let grounds = basis.grounds();
        let now =
            |id: &str| scheme.criteria().zip(&grounds).find(|((_, one), _)| one.id == id).unwrap();
        for kept in self_check::all_of(&mut link, one.branch, laid.campaign).await.unwrap() {
            assert_eq!(kept.draft.wrong(scheme.criteria().map(|(_, one)| one)), [], "{}", one.name);
            for answer in &kept.draft.answers {
                let (_, grounds) = now(&answer.criterion);
                assert_eq!(answer.suggested, grounds.suggestion, "{}", one.name);
                assert_eq!(answer.cited, grounds.cited);
            }
            checks += 1;
        }
        for kept in evaluation::all_of(&mut link, one.branch, laid.campaign).await.unwrap() {
            for given in evaluation::lines(&mut link, kept.id).await.unwrap() {
                let ((_, criterion), grounds) = now(&given.line.criterion);
                assert_eq!(given.line.suggested, grounds.suggestion, "{}", one.name);
                assert_eq!(given.line.cited, grounds.cited);
                assert_eq!(given.line.check(criterion), Ok(()), "{}", one.name);
                lines += 1;
            }
        }
    }
    assert!(checks > 20 && lines > 100 && records > 200, "{checks} {lines} {records}");
}

async fn basis(app: &App, link: &mut Link, one: &campaign::Enrolled, laid: &Laid) -> Basis {
    let branch = organisation::find(link, one.branch).await.unwrap().unwrap();
    Basis::of(app, link, &branch, laid.campaign, app.today()).await.unwrap().unwrap()
}

/// Records that their own form would take; how many.
async fn sound_records(app: &App, link: &mut Link, one: &campaign::Enrolled) -> usize {
    let (from, to) = (jiff::civil::date(2000, 1, 1), app.today());
    let found = record::evidence(link, one.branch, from, to).await.unwrap();
    for evidence in &found {
        let asked = evidence.kind.descriptor().unwrap();
        assert_eq!(asked.flaws(&evidence.content, app.today()), [], "{}", one.name);
    }
    found.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn how_a_branch_stands_is_what_it_would_be_brought_up_to() {
    let (desk, laid) = demonstration().await;
    let (app, top) = (&desk.app, OrgPath::above_all());
    let mut link = app.store().link().await.unwrap();
    let enrolled = campaign::within(&mut link, laid.campaign, &top, &top, 1_000).await.unwrap();
    let mut rated = 0;
    for one in &enrolled {
        let org = organisation::find(&mut link, one.branch).await.unwrap().unwrap();
        let held = post::secretary(&mut link, org.id, app.today()).await.unwrap().unwrap();
        let (id, role) = (GrantId::new(held.id.uuid()), Role::Secretary);
        let grant = Grant { id, role, org: org.id, path: org.path.clone() };
        let verb = Verb::SubmitSelfCheck;
        let permit = decide(held.person.id, &[grant], verb, org.id, &org.path).unwrap();
        let basis = basis(app, &mut link, one, &laid).await;
        let scheme = &basis.current.scheme;
        let locks = Locks::Orgs(vec![org.id]);
        let mut write = app.store().write(locks, None, app.now(), [0; 32]).await.unwrap();
        let of = (org.id, laid.campaign, TermId::NONE);
        let before = standing::of(&mut write, of.0, of.1, of.2).await.unwrap().unwrap();
        assessment::renew(&mut write, &permit, laid.campaign, scheme).await.unwrap();
        let after = standing::of(&mut write, of.0, of.1, of.2).await.unwrap().unwrap();
        assert_eq!(before, after, "{}", one.name);
        rated += before.figures.get("rated");
    }
    assert!(rated > 5, "{rated}");
}
