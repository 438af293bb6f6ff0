//! A self-check and its evaluation, from the first word to the confirmed points.

use model::assessment::{Round, Suggestion};
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::evaluation::{Line, State};
use model::id::{CampaignId, EvaluationId, GrantId, OrgId, PersonId, SelfCheckId, TermId};
use model::organisation::OrgKind;
use model::points::Points;
use model::self_check::{self, Answer, SelfCheck};
use store::organisation::Organisation;
use store::{evaluation, post, self_check as kept};

use crate::desk::{Desk, TODAY, commit, id, on_both, permit};

struct Stage {
    desk: Desk,
    committee: Organisation,
    branch: Organisation,
    people: [PersonId; 3],
}

impl Stage {
    async fn set(desk: Desk) -> Self {
        let top = desk.begin().await;
        let committee = desk.found(&top, "甲镇党委", OrgKind::Committee).await;
        let branch = desk.found(&committee, "甲村党支部", OrgKind::Branch).await;
        let mut people = [PersonId::new(id()); 3];
        for (at, role) in
            [Role::Secretary, Role::Supervisor, Role::CommitteeAdministrator].iter().enumerate()
        {
            let org = if at == 0 { &branch } else { &committee };
            let mut write = desk.write().await;
            people[at] = PersonId::new(id());
            let person = post::Person { id: people[at], name: format!("演示{at}") };
            let appointment = post::Appointment {
                id: GrantId::new(id()),
                person: person.id,
                role: *role,
                from: TODAY,
                to: None,
                acting: false,
            };
            let leave = permit(Verb::Appoint, org);
            post::appoint_new(&mut write, &leave, &person, &appointment).await.unwrap();
            commit(write, org).await;
        }
        Self { desk, committee, branch, people }
    }

    /// Leave that one of them has to do something to the branch.
    fn permit(&self, who: usize, verb: Verb) -> Permit {
        let roles = [Role::Secretary, Role::Supervisor, Role::CommitteeAdministrator];
        let org = if who == 0 { &self.branch } else { &self.committee };
        let grant =
            Grant { id: GrantId::new(id()), role: roles[who], org: org.id, path: org.path.clone() };
        decide(self.people[who], &[grant], verb, self.branch.id, &self.branch.path).unwrap()
    }

    fn round(&self) -> Round {
        let campaign = CampaignId::new(uuid::Uuid::from_u128(9));
        Round { org: self.branch.id, campaign, term: TermId::NONE, period: 1, round: 1 }
    }
}

fn points(text: &str) -> Option<Points> {
    Points::parse(text).ok()
}

fn filled(own: &str) -> SelfCheck {
    let answer = Answer {
        criterion: "1.1".to_owned(),
        suggested: Some(Suggestion::parse("3.00").unwrap()),
        own: points(own),
        ..Answer::default()
    };
    let mut check = SelfCheck { answers: vec![answer], ..SelfCheck::default() };
    self_check::SENTENCES.iter().for_each(|(name, ..)| check.said.put(name, "一句\n又一句"));
    check
}

on_both!(a_self_check_is_drafted_submitted_given_back_once_and_withdrawn);
async fn a_self_check_is_drafted_submitted_given_back_once_and_withdrawn(desk: Desk) {
    let stage = Stage::set(desk).await;
    let (round, check) = (stage.round(), SelfCheckId::new(id()));
    let (drafting, submitting) =
        (stage.permit(0, Verb::DraftSelfCheck), stage.permit(0, Verb::SubmitSelfCheck));
    let now = || async {
        let mut link = stage.desk.store.link().await.unwrap();
        kept::of(&mut link, &round).await.unwrap().unwrap()
    };

    let mut write = stage.desk.write().await;
    kept::begin(&mut write, &drafting, check, &round, &filled("2")).await.unwrap();
    assert!(kept::draft(&mut write, &drafting, check, 1, &filled("3")).await.unwrap());
    let is_stale = !kept::draft(&mut write, &drafting, check, 1, &filled("1")).await.unwrap();
    assert!(is_stale, "somebody else saved meanwhile");
    commit(write, &stage.branch).await;
    assert_eq!((now().await.draft, now().await.version), (filled("3"), 0));

    let mut write = stage.desk.write().await;
    assert_eq!(kept::submit(&mut write, &submitting, check, 1, &filled("3")).await.unwrap(), None);
    let version = kept::submit(&mut write, &submitting, check, 2, &filled("2.5")).await.unwrap();
    assert_eq!(version, Some(1));
    let again = kept::draft(&mut write, &drafting, check, 3, &filled("1")).await.unwrap();
    assert!(!again, "what was submitted is no draft");
    commit(write, &stage.branch).await;

    let returning = stage.permit(1, Verb::ReturnSelfCheck);
    let mut write = stage.desk.write().await;
    assert!(kept::give_back(&mut write, &returning, check, "缺会议记录").await.unwrap());
    let version = kept::submit(&mut write, &submitting, check, 3, &filled("3")).await.unwrap();
    assert_eq!(version, Some(2));
    let twice = kept::give_back(&mut write, &returning, check, "再改").await.unwrap();
    assert!(!twice, "given back once a round");
    assert!(kept::withdraw(&mut write, &submitting, check).await.unwrap());
    assert!(!kept::withdraw(&mut write, &submitting, check).await.unwrap());
    commit(write, &stage.branch).await;

    let last = now().await;
    assert_eq!((last.state, last.version), (self_check::State::Draft, 2));
    assert_eq!(last.returned.unwrap().1, "缺会议记录");
    let mut link = stage.desk.store.link().await.unwrap();
    let first = kept::version(&mut link, check, 1).await.unwrap();
    assert_eq!(first, Some(filled("2.5")), "what was submitted stays");
    assert_eq!(kept::all_of(&mut link, round.org, round.campaign).await.unwrap().len(), 1);
}

on_both!(an_evaluation_is_confirmed_by_another_person_and_its_lines_are_never_overwritten);
async fn an_evaluation_is_confirmed_by_another_person_and_its_lines_are_never_overwritten(
    desk: Desk,
) {
    let stage = Stage::set(desk).await;
    let (round, evaluation) = (stage.round(), EvaluationId::new(id()));
    let (give, confirm) =
        (stage.permit(1, Verb::Evaluate), stage.permit(2, Verb::ConfirmEvaluation));
    let line = |criterion: &str, text: &str| Line {
        criterion: criterion.to_owned(),
        points: points(text),
        reason: "看了记录".to_owned(),
        ..Line::default()
    };

    let mut write = stage.desk.write().await;
    let committee = stage.committee.id;
    evaluation::begin(&mut write, &give, evaluation, &round, committee).await.unwrap();
    let lines = [line("1.1", "3"), line("1.2", "1")];
    evaluation::give(&mut write, &give, evaluation, &lines).await.unwrap();
    evaluation::give(&mut write, &give, evaluation, &[line("1.1", "2.5")]).await.unwrap();
    commit(write, &stage.branch).await;

    let mut link = stage.desk.store.link().await.unwrap();
    let held = evaluation::lines(&mut link, evaluation).await.unwrap();
    let held: Vec<_> = held.iter().map(|g| (g.line.criterion.as_str(), g.line.points)).collect();
    assert_eq!(held, [("1.1", points("2.5")), ("1.2", points("1"))]);
    assert_eq!(evaluation::history(&mut link, evaluation).await.unwrap().len(), 3);
    drop(link);

    let mut write = stage.desk.write().await;
    assert!(!evaluation::confirm(&mut write, &confirm, evaluation).await.unwrap(), "a draft");
    assert!(evaluation::submit(&mut write, &give, evaluation).await.unwrap());
    assert!(evaluation::send_back(&mut write, &confirm, evaluation, "1.2 再看").await.unwrap());
    // The administrator submits it in the supervisor's place, and so cannot confirm it.
    let own = stage.permit(2, Verb::Evaluate);
    assert!(evaluation::submit(&mut write, &own, evaluation).await.unwrap());
    assert!(!evaluation::confirm(&mut write, &confirm, evaluation).await.unwrap(), "alone");
    assert!(evaluation::send_back(&mut write, &confirm, evaluation, "换人提交").await.unwrap());
    assert!(evaluation::submit(&mut write, &give, evaluation).await.unwrap());
    assert!(evaluation::confirm(&mut write, &confirm, evaluation).await.unwrap());
    assert!(!evaluation::send_back(&mut write, &confirm, evaluation, "晚了").await.unwrap());
    commit(write, &stage.branch).await;

    let mut link = stage.desk.store.link().await.unwrap();
    let official = evaluation::official(&mut link, round.org, round.campaign).await.unwrap();
    let official = official.unwrap();
    assert_eq!((official.state, official.id), (State::Confirmed, evaluation));
    assert_eq!(official.confirmed.unwrap().1, Some(stage.people[2]));
    let of = evaluation::of_committee(&mut link, committee, round.campaign, 1).await.unwrap();
    assert_eq!((of.len(), of[0].round), (1, round));
    let nobody = evaluation::of_committee(&mut link, OrgId::new(id()), round.campaign, 1).await;
    assert_eq!(nobody.unwrap(), []);
}
