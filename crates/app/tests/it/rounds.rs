//! Which round is written to: of which period, in whose term, and of a campaign that goes on.

use app::assessment::RoundOf;
use app::campaign::{self, ExtensionDraft};
use app::todo::{self, What};
use app::{Cx, Refusal, evaluation, post, self_check};
use model::authority::Role;
use model::campaign::Stage;
use model::evaluation::State;
use model::id::{OrgId, TermId};

use crate::desk::{Desk, flaws, on_both};
use crate::rated::{Rated, checked, criteria, given, holder};

const CLOSED: &str = ": 学习教育已经结束,内容不再改动\n";

/// The same person with what they hold today.
async fn today(desk: &Desk, cx: &Cx) -> Cx {
    let mut link = desk.app.store().link().await.unwrap();
    let grants = store::post::grants(&mut link, cx.person, desk.app.today()).await.unwrap();
    Cx { grants, ..cx.clone() }
}

/// What waits to be confirmed: how many, and where the first is.
async fn waiting(cx: &Cx) -> Vec<(String, u32, Option<(OrgId, RoundOf)>)> {
    let home = todo::home(cx).await.unwrap();
    let waits = home.todos.into_iter().filter_map(|todo| match todo.what {
        What::Confirm { name, waiting, next, .. } => Some((name, waiting, next)),
        _ => None,
    });
    waits.collect()
}

on_both!(nothing_changes_of_a_campaign_that_is_closed);
async fn nothing_changes_of_a_campaign_that_is_closed(desk: Desk) {
    let rated = Rated::build(desk).await;
    let (desk, id) = (&rated.desk, rated.campaign);
    let [_, waits, checked_only, _] = rated.branches;
    campaign::close(&rated.officer, desk.form(), (id, 4)).await.unwrap();
    let administrator = &rated.administrator;
    let confirmed = evaluation::confirm(administrator, desk.form(), waits, id).await;
    assert_eq!(flaws(confirmed.map(|_| ())), CLOSED);
    let back = evaluation::send_back(administrator, desk.form(), waits, id, "重评").await;
    assert_eq!(flaws(back.map(|_| ())), CLOSED);
    let lines = [given(criteria()[0].clone(), "1")];
    let saved = evaluation::save(&rated.supervisor, desk.form(), checked_only, id, &lines).await;
    assert_eq!(flaws(saved.map(|_| ())), CLOSED);
    let back = self_check::give_back(administrator, desk.form(), checked_only, id, "重报").await;
    assert_eq!(flaws(back.map(|_| ())), CLOSED);
    let secretary = rated.secretaries[2].as_ref().unwrap();
    let withdrawn = self_check::withdraw(secretary, desk.form(), checked_only, id).await;
    assert_eq!(flaws(withdrawn.map(|_| ())), CLOSED);
    let view = evaluation::view(administrator, waits, id).await.unwrap();
    assert!(!view.may_confirm && !view.is_own_submission);
    let view = self_check::view(administrator, checked_only, id).await.unwrap();
    assert!(!view.may_give_back);
}

on_both!(who_confirms_does_so_at_the_evaluator);
async fn who_confirms_does_so_at_the_evaluator(desk: Desk) {
    let rated = Rated::build(desk).await;
    let (desk, id, waits) = (&rated.desk, rated.campaign, rated.branches[1]);
    // A supervisor of the committee who is an officer above it, too.
    let other = holder(desk, &rated.admin, Role::Supervisor, rated.committee).await;
    let officer = post::Draft {
        person: other.person.to_string(),
        role: Role::DepartmentOfficer.name().to_owned(),
        from: desk.app.today().to_string(),
        ..post::Draft::default()
    };
    post::appoint(&rated.admin, desk.form(), rated.city, &officer).await.unwrap();
    let both = today(desk, &other).await;
    assert_eq!(both.grants.len(), 2);
    let view = evaluation::view(&both, waits, id).await.unwrap();
    assert!(!view.may_confirm);
    assert!(waiting(&both).await.is_empty());
    let confirmed = evaluation::confirm(&both, desk.form(), waits, id).await;
    assert!(matches!(confirmed, Err(Refusal::Denied)), "{confirmed:?}");
    let back = evaluation::send_back(&both, desk.form(), waits, id, "重评").await;
    assert!(matches!(back, Err(Refusal::Denied)), "{back:?}");
    assert!(evaluation::view(&rated.administrator, waits, id).await.unwrap().may_confirm);
}

on_both!(an_earlier_period_is_finished_while_a_later_one_is_open);
async fn an_earlier_period_is_finished_while_a_later_one_is_open(desk: Desk) {
    let rated = Rated::open_for(desk, &[[0, 1], [2, 20]]).await;
    let (desk, id, [one, _, _, late]) = (&rated.desk, rated.campaign, rated.branches);
    rated.check(0).await;
    rated.evaluate(0, "1").await;
    desk.pass_minutes(3 * 24 * 60);
    // The second is open, and is what matters; what waits of the first is due all the same.
    let view = evaluation::view(&rated.administrator, one, id).await.unwrap();
    assert_eq!((view.period.number, view.may_confirm), (2, false));
    let first = RoundOf::period(id, 1);
    let due = waiting(&rated.administrator).await;
    assert_eq!(due, [("学党章学习教育(第一期)".to_owned(), 1, Some((one, first)))]);
    assert!(evaluation::view(&rated.administrator, one, first).await.unwrap().may_confirm);
    let place = evaluation::confirm(&rated.administrator, desk.form(), one, first).await.unwrap();
    assert_eq!(place, format!("/organisations/{one}/evaluations/{id}.1"));
    assert!(waiting(&rated.administrator).await.is_empty());
    // Nothing else of it may be changed, unless it was put off.
    let secretary = rated.secretaries[3].as_ref().unwrap();
    let refused = self_check::submit(secretary, desk.form(), late, first, &checked()).await;
    assert!(flaws(refused.map(|_| ())).starts_with(": 自查不在期限内"));
    let until = desk.app.today().tomorrow().unwrap().to_string();
    for stage in [Stage::SelfCheck, Stage::Evaluation] {
        let put_off = ExtensionDraft {
            period: "1".to_owned(),
            stage: stage.name().to_owned(),
            until: until.clone(),
            reason: "汛期抢险,支部全员在堤上".to_owned(),
        };
        campaign::extend(&rated.officer, desk.form(), id, late, &put_off).await.unwrap();
    }
    let todos = todo::home(secretary).await.unwrap().todos;
    let rounds = todos.iter().map(|todo| match todo.what {
        What::SelfCheck { of, .. } => of,
        _ => panic!("{todo:?}"),
    });
    assert_eq!(rounds.collect::<Vec<_>>(), [first, id.into()]);
    self_check::submit(secretary, desk.form(), late, first, &checked()).await.unwrap();
    let todos = todo::home(&rated.supervisor).await.unwrap().todos;
    let open = todos.iter().filter_map(|todo| match todo.what {
        What::Evaluate { of, open, next, .. } => Some((of, open, next)),
        _ => None,
    });
    let open: Vec<_> = open.collect();
    assert_eq!((open[0], open.len()), ((first, 1, Some((late, first))), 2));
    let lines = [given(criteria()[0].clone(), "1")];
    let by = &rated.supervisor;
    evaluation::save(by, desk.form(), late, first, &lines).await.unwrap();
    let refused = evaluation::save(by, desk.form(), one, RoundOf::period(id, 3), &lines).await;
    assert!(matches!(refused, Err(Refusal::Unseen)), "there is no third: {refused:?}");
    // Both periods have their own list, each with what was begun in it.
    let desk_of = async |of: RoundOf| {
        let desk = evaluation::desk(by, rated.committee, of).await.unwrap();
        let others: Vec<u32> = desk.others.iter().map(|one| one.number).collect();
        let states: Vec<_> = desk.branches.iter().map(|one| one.state).collect();
        (desk.period.number, others, states)
    };
    let (confirmed, draft) = (Some(State::Confirmed), Some(State::Draft));
    assert_eq!(desk_of(first).await, (1, vec![2], vec![confirmed, None, None, draft]));
    assert_eq!(desk_of(id.into()).await, (2, vec![1], vec![None; 4]));
    // A result of a later period is the one that holds, whichever is confirmed last.
    rated.evaluate(0, "0.5").await;
    evaluation::confirm(&rated.administrator, desk.form(), one, id).await.unwrap();
    let mut link = desk.app.store().link().await.unwrap();
    let official = store::evaluation::official(&mut link, one, id).await.unwrap().unwrap();
    assert_eq!(official.round.period, 2);
}

on_both!(what_was_given_under_a_secretary_before_is_finished_under_the_next);
async fn what_was_given_under_a_secretary_before_is_finished_under_the_next(desk: Desk) {
    let rated = Rated::open_for(desk, &[[0, 20]]).await;
    let (desk, id, branch) = (&rated.desk, rated.campaign, rated.branches[2]);
    let secretary = rated.secretaries[2].as_ref().unwrap();
    let former = TermId::new(secretary.grants[0].id.uuid());
    rated.check(2).await;
    rated.evaluate(2, "1").await;
    desk.pass_minutes(24 * 60);
    let next = post::Draft {
        name: "周示例".to_owned(),
        from: desk.app.today().to_string(),
        ..post::Draft::default()
    };
    let own = secretary.grants[0].id;
    post::hand_over(&rated.admin, desk.form(), branch, own, &next).await.unwrap();
    // The list has the branch as it is now, and as it was.
    let list = evaluation::desk(&rated.administrator, rated.committee, id).await.unwrap();
    let of_branch = list.branches.iter().filter(|one| one.enrolled.branch == branch);
    let rows = of_branch.map(|one| (one.former, one.self_checked.is_some(), one.state));
    let submitted = Some(State::Submitted);
    assert_eq!(rows.collect::<Vec<_>>(), [(None, false, None), (Some(former), true, submitted)]);
    let then = RoundOf { term: Some(former), ..RoundOf::period(id, 1) };
    let due = waiting(&rated.administrator).await;
    assert_eq!(due, [("学党章学习教育".to_owned(), 1, Some((branch, then)))]);
    let view = evaluation::view(&rated.administrator, branch, then).await.unwrap();
    assert!(view.may_confirm && view.rows.iter().all(|row| row.given.is_some()));
    assert_eq!(view.basis.term.id, former);
    // What was submitted then is read, and nothing of it is written any more.
    let check = self_check::view(&rated.administrator, branch, then).await.unwrap();
    assert!(check.kept.is_some() && !check.may_give_back);
    // Sent back, corrected, submitted and confirmed, as it would have been.
    let (form, admin, by) = (|| desk.form(), &rated.administrator, &rated.supervisor);
    evaluation::send_back(admin, form(), branch, then, "请核对 1.1").await.unwrap();
    let criterion = criteria()[0].clone();
    let seen = evaluation::view(by, branch, then).await.unwrap().rows[0].given.clone().unwrap();
    let line = evaluation::Typed { seen: seen.version, ..given(criterion, "0.5") };
    evaluation::save(by, form(), branch, then, &[line]).await.unwrap();
    evaluation::submit(by, form(), branch, then).await.unwrap();
    let place = evaluation::confirm(admin, form(), branch, then).await.unwrap();
    assert_eq!(place, format!("/organisations/{branch}/evaluations/{then}"));
    assert!(waiting(admin).await.is_empty());
    let list = evaluation::desk(admin, rated.committee, id).await.unwrap();
    let last = list.branches.iter().find(|one| one.former == Some(former)).unwrap();
    assert_eq!(last.state, Some(State::Confirmed), "it stays on the list");
    // Only a term in which something was kept is one.
    let nobody = TermId::new(desk.app.identity());
    for term in [
        nobody,
        TermId::NONE,
        TermId::new(rated.secretaries[0].as_ref().unwrap().grants[0].id.uuid()),
    ] {
        let of = RoundOf { term: Some(term), ..then };
        let unseen = evaluation::view(by, branch, of).await.map(|_| ());
        assert!(matches!(unseen, Err(Refusal::Unseen)), "{unseen:?}");
        let lines = [given(criteria()[0].clone(), "1")];
        let refused = evaluation::save(by, form(), branch, of, &lines).await;
        assert!(matches!(refused, Err(Refusal::Unseen)), "{refused:?}");
    }
}

on_both!(what_a_secretary_before_submitted_is_evaluated_under_the_next);
async fn what_a_secretary_before_submitted_is_evaluated_under_the_next(desk: Desk) {
    let rated = Rated::open_for(desk, &[[0, 20]]).await;
    let (desk, id, branch) = (&rated.desk, rated.campaign, rated.branches[2]);
    let secretary = rated.secretaries[2].as_ref().unwrap();
    let former = TermId::new(secretary.grants[0].id.uuid());
    rated.check(2).await;
    desk.pass_minutes(24 * 60);
    let next = post::Draft {
        name: "周示例".to_owned(),
        from: desk.app.today().to_string(),
        ..post::Draft::default()
    };
    let own = secretary.grants[0].id;
    post::hand_over(&rated.admin, desk.form(), branch, own, &next).await.unwrap();
    let by = &rated.supervisor;
    let rows = async || {
        let list = evaluation::desk(by, rated.committee, id).await.unwrap();
        let rows = list.branches.into_iter().filter(|one| one.enrolled.branch == branch);
        rows.map(|one| (one.former, one.self_checked.is_some(), one.state)).collect::<Vec<_>>()
    };
    assert_eq!(rows().await, [(None, false, None), (Some(former), true, None)]);
    let then = RoundOf { term: Some(former), ..RoundOf::period(id, 1) };
    let todos = todo::home(by).await.unwrap().todos;
    let due = todos.iter().find_map(|todo| match todo.what {
        What::Evaluate { open, all, former, next, .. } => Some((open, all, former, next)),
        _ => None,
    });
    assert_eq!(due, Some((5, 5, 1, Some((branch, then)))), "the one that has checked itself");
    let lines = [given(criteria()[0].clone(), "1")];
    evaluation::save(by, desk.form(), branch, then, &lines).await.unwrap();
    assert_eq!(rows().await[1], (Some(former), true, Some(State::Draft)));
}
