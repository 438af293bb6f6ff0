//! The tally: after whatever was done, what was folded and what waits are what a recount gives.

use std::collections::{BTreeMap, HashMap};

use model::authority::Verb;
use model::id::{CampaignId, OrgId, TermId};
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;
use model::tally::Figures;
use store::organisation::{self, Facts, Group, Organisation};
use store::standing::{self, Standing};
use store::tally::{self, Recounted};
use store::{Housekeeping, doctor};
use uuid::Uuid;

use crate::desk::{Desk, TODAY, commit, facts, id, moment, on_both, permit};
use crate::law::Dice;

const CAMPAIGN: CampaignId = CampaignId::new(Uuid::from_u128(52));

/// The figures of an organisation, without those of sectors that have none left.
async fn of(desk: &Desk, org: OrgId, campaign: CampaignId) -> BTreeMap<Option<Sector>, Figures> {
    let mut link = desk.store.link().await.unwrap();
    let org = organisation::find(&mut link, org).await.unwrap().unwrap();
    let tally = tally::of(&mut link, &org, campaign, moment(0)).await.unwrap();
    assert_eq!(tally.as_of, None, "so few are added up at once");
    tally.figures.into_iter().filter(|(_, figures)| !figures.is_nought()).collect()
}

async fn fold(desk: &Desk) {
    while tally::fold(&desk.store).await.unwrap() > 0 {}
}

async fn recount(desk: &Desk) -> Recounted {
    let mut write = desk.write().await;
    let recounted = tally::recount(&mut write).await.unwrap();
    write.commit_quietly(Housekeeping::Recounting).await.unwrap();
    recounted
}

fn branch(name: &str, sector: Sector) -> Facts {
    Facts { sector: Some(sector), ..facts(name, OrgKind::Branch) }
}

/// Founds branches below one, as an import does.
async fn found_many(desk: &Desk, below: &Organisation, branches: usize, dice: &mut Dice) {
    let mut write = desk.write().await;
    let leave = permit(Verb::ImportOrganisations, below);
    let one = |at: usize, dice: &mut Dice| {
        let sector = Sector::ALL[dice.throw(Sector::ALL.len())].0;
        (OrgId::new(id()), branch(&format!("第{at}支部"), sector))
    };
    let founded = (0..branches).map(|at| one(at, dice)).collect();
    let group = Group { below: below.id, founded };
    organisation::found_all(&mut write, &leave, [group], TODAY).await.unwrap();
    commit(write, below).await;
}

async fn all(desk: &Desk) -> Vec<Organisation> {
    let (mut link, top) = (desk.store.link().await.unwrap(), OrgPath::above_all());
    organisation::within(&mut link, &top, &top, 10_000).await.unwrap()
}

/// One thing that somebody may do, chosen by dice; what may not be done is left.
async fn do_something(desk: &Desk, dice: &mut Dice) {
    let all = all(desk).await;
    let mut org = all[dice.throw(all.len())].clone();
    let below = all[dice.throw(all.len())].clone();
    let mut write = desk.write().await;
    match dice.throw(6) {
        0 if org.parent.is_some() => {
            let (leave, enter) =
                (permit(Verb::MoveOrganisation, &org), permit(Verb::FoundOrganisation, &below));
            let fits = org.kind.may_stand_below(below.kind) && !org.path.holds(&below.path);
            if !fits || below.path.depth() > 6 {
                return;
            }
            organisation::move_below(&mut write, &leave, &enter, &mut org, TODAY).await.unwrap();
        }
        1 if org.parent.is_some() => {
            let leave = permit(Verb::CloseOrganisation, &org);
            if organisation::close(&mut write, &leave, &mut org, TODAY).await.is_err() {
                return;
            }
        }
        2 => {
            let leave = permit(Verb::RenameOrganisation, &org);
            let sector = Sector::ALL[dice.throw(Sector::ALL.len())].0;
            let has_nobody = !all.iter().any(|other| other.parent == Some(org.id));
            let other = match org.kind {
                OrgKind::Branch if dice.throw(3) == 0 => facts("总支", OrgKind::GeneralBranch),
                OrgKind::Branch => branch("改名支部", sector),
                OrgKind::GeneralBranch if has_nobody => branch("又是支部", sector),
                _ => return,
            };
            organisation::rename(&mut write, &leave, &mut org, other, TODAY).await.unwrap();
        }
        3 => {
            let kinds = [OrgKind::Committee, OrgKind::GeneralBranch, OrgKind::Branch];
            let kind = kinds[dice.throw(kinds.len())];
            if !kind.may_stand_below(org.kind) || org.path.depth() > 6 {
                return;
            }
            let leave = permit(Verb::FoundOrganisation, &org);
            let facts = facts("新设", kind);
            let new = OrgId::new(id());
            organisation::found(&mut write, &leave, new, facts, TODAY).await.unwrap();
        }
        _ => {
            let mut figures = Figures::default();
            figures.put("rated", i64::try_from(dice.throw(2)).unwrap());
            figures.put("points", i64::try_from(dice.throw(11_000)).unwrap());
            let standing = Standing { sector: org.sector, figures };
            let term = TermId::new(Uuid::from_u128(dice.throw(2) as u128));
            let leave = permit(Verb::RenameOrganisation, &org);
            standing::put_for(&mut write, &leave, CAMPAIGN, term, &standing).await.unwrap();
        }
    }
    commit(write, &org).await;
    // Sometimes somebody folds in between, and mostly nobody does.
    if dice.throw(4) == 0 {
        tally::fold(&desk.store).await.unwrap();
    }
}

on_both!(whatever_is_done_the_tally_is_what_a_recount_gives);
async fn whatever_is_done_the_tally_is_what_a_recount_gives(desk: Desk) {
    let top = desk.begin().await;
    let mut dice = Dice(17);
    for number in 0..4 {
        let committee = desk.found(&top, &format!("{number}镇党委"), OrgKind::Committee).await;
        found_many(&desk, &committee, 6, &mut dice).await;
    }
    for _ in 0..150 {
        do_something(&desk, &mut dice).await;
    }
    fold(&desk).await;
    let Recounted { sums, wrong } = recount(&desk).await;
    assert!(sums > 20, "there was something to count: {sums}");
    assert_eq!(wrong, 0);
    let looked = doctor::look(&mut desk.store.link().await.unwrap()).await.unwrap();
    assert_eq!(looked.ills, Vec::<String>::new());

    // By hand, from the rows that are there.
    let orgs = all(&desk).await;
    for org in orgs.iter().filter(|org| !org.is_branch()) {
        let mut due: HashMap<Option<Sector>, i64> = HashMap::new();
        let below = orgs.iter().filter(|other| other.is_branch() && org.path.holds(&other.path));
        below.for_each(|branch| *due.entry(branch.sector).or_default() += 1);
        for (sector, figures) in of(&desk, org.id, CampaignId::NONE).await {
            let branches = due.remove(&sector).unwrap_or(0);
            assert_eq!(figures.get("branch"), branches, "{} {sector:?}", org.name.as_str());
        }
        assert!(due.is_empty(), "{due:?}");
    }
}

#[tokio::test]
async fn a_sum_that_was_tampered_with_is_put_right() {
    let desk = Desk::sqlite().await;
    let top = desk.begin().await;
    let committee = desk.found(&top, "甲镇党委", OrgKind::Committee).await;
    found_many(&desk, &committee, 3, &mut Dice(1)).await;
    fold(&desk).await;
    let before = recount(&desk).await;
    assert_eq!(before.wrong, 0);
    desk.tamper("update tally set figures = 'branch=9' where figures like 'branch=%'");
    let Recounted { sums, wrong } = recount(&desk).await;
    assert_eq!(sums, before.sums);
    assert!(wrong >= 2, "of the committee and of the highest: {wrong}");
    assert_eq!(recount(&desk).await, before);
}

#[tokio::test]
async fn a_standing_that_was_tampered_with_is_an_ill() {
    let desk = Desk::sqlite().await;
    let top = desk.begin().await;
    desk.tamper("update standing set figures = ''");
    let looked = doctor::look(&mut desk.store.link().await.unwrap()).await.unwrap();
    assert_eq!(looked.ills, [format!("党组织 {}: 计数与现状不符", top.id)]);
}

on_both!(what_was_dropped_is_counted_nowhere);
async fn what_was_dropped_is_counted_nowhere(desk: Desk) {
    let top = desk.begin().await;
    fold(&desk).await;
    let mut write = desk.write().await;
    let standing = Standing { sector: None, figures: Figures::one("rated") };
    let leave = permit(Verb::RenameOrganisation, &top);
    standing::put_for(&mut write, &leave, CAMPAIGN, TermId::NONE, &standing).await.unwrap();
    drop(write);
    assert_eq!(tally::fold(&desk.store).await.unwrap(), 0);
    assert_eq!(of(&desk, top.id, CAMPAIGN).await, BTreeMap::new());
}

on_both!(children_have_their_figures_in_their_order);
async fn children_have_their_figures_in_their_order(desk: Desk) {
    let top = desk.begin().await;
    let mut children = Vec::new();
    for branches in [2, 0, 5] {
        let committee = desk.found(&top, &format!("{branches}镇党委"), OrgKind::Committee).await;
        found_many(&desk, &committee, branches, &mut Dice(3)).await;
        children.push(desk.find(committee.id).await);
    }
    let branches = async |now| {
        let mut link = desk.store.link().await.unwrap();
        let tally =
            tally::of_children(&mut link, &top, &children, CampaignId::NONE, now).await.unwrap();
        let counts: Vec<i64> = tally.figures.iter().map(|figures| figures.get("branch")).collect();
        (counts, tally.as_of)
    };
    assert_eq!(branches(moment(9)).await, (vec![2, 0, 5], None));
}

on_both!(above_two_thousand_figures_are_of_the_last_folding);
async fn above_two_thousand_figures_are_of_the_last_folding(desk: Desk) {
    let top = desk.begin().await;
    let mut children = Vec::new();
    for name in ["甲县组织部", "乙县组织部"] {
        let county = desk.found(&top, name, OrgKind::Department).await;
        found_many(&desk, &county, 1_001, &mut Dice(5)).await;
        children.push(desk.find(county.id).await);
    }
    let late = desk.found(&top, "直属支部", OrgKind::Branch).await;
    children.push(late);
    fold(&desk).await;
    let of_children = async |now| {
        let mut link = desk.store.link().await.unwrap();
        let tally =
            tally::of_children(&mut link, &top, &children, CampaignId::NONE, now).await.unwrap();
        let counts: Vec<i64> = tally.figures.iter().map(|figures| figures.get("branch")).collect();
        (counts, tally.as_of)
    };
    assert_eq!(of_children(moment(9)).await, (vec![1_001, 1_001, 1], Some(moment(9))));
    found_many(&desk, &children[0], 1, &mut Dice(5)).await;
    assert_eq!(
        of_children(moment(9)).await,
        (vec![1_001, 1_001, 1], Some(moment(0))),
        "what waits is not in it, and that is said"
    );
    fold(&desk).await;
    assert_eq!(of_children(moment(9)).await, (vec![1_002, 1_001, 1], Some(moment(9))));
    let mut link = desk.store.link().await.unwrap();
    let whole = tally::of(&mut link, &top, CampaignId::NONE, moment(9)).await.unwrap();
    let branches: i64 = whole.figures.iter().map(|(_, figures)| figures.get("branch")).sum();
    assert_eq!((branches, whole.as_of), (2_004, Some(moment(9))));
}
