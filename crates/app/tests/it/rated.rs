//! A campaign at a believable middle: one branch is rated, one waits to be confirmed, one has only
//! checked itself, one has done nothing.

use std::collections::BTreeMap;

use app::campaign::{self, FactsDraft, PeriodDraft, SchemeKey};
use app::evaluation::{self, Typed};
use app::organisation::{self, Draft, Listing};
use app::{Cx, post, self_check};
use model::authority::{Grant, Role};
use model::id::{CampaignId, OrgId};
use model::organisation::OrgKind;
use model::self_check::SENTENCES;

use super::desk::{Desk, draft, id_of};

/// The scheme's id.
pub(crate) const SCHEME: &str = "jx-2016-52";

/// What they are called, in the order of the tree.
pub(crate) const BRANCHES: [&str; 4] = ["甲村党支部", "乙村党支部", "丙村党支部", "丁村党支部"];

/// The campaign with those around it.
pub(crate) struct Rated {
    pub(crate) desk: Desk,
    pub(crate) admin: Cx,
    pub(crate) officer: Cx,
    pub(crate) supervisor: Cx,
    pub(crate) administrator: Cx,
    /// Of each branch but the second, whose post is vacant, none.
    pub(crate) secretaries: [Option<Cx>; 4],
    pub(crate) top: OrgId,
    pub(crate) city: OrgId,
    pub(crate) committee: OrgId,
    pub(crate) branches: [OrgId; 4],
    pub(crate) campaign: CampaignId,
}

impl Rated {
    pub(crate) async fn build(desk: Desk) -> Self {
        let rated = Self::open(desk).await;
        rated.check(0).await;
        rated.check(2).await;
        rated.evaluate(0, "1").await;
        rated.evaluate(1, "0.5").await;
        let (form, branch) = (rated.desk.form(), rated.branches[0]);
        evaluation::confirm(&rated.administrator, form, branch, rated.campaign).await.unwrap();
        rated
    }

    /// The same before anybody has done anything.
    pub(crate) async fn open(desk: Desk) -> Self {
        Self::open_for(desk, &[[0, 2]]).await
    }

    /// The same with periods from so many days after today to so many.
    pub(crate) async fn open_for(desk: Desk, periods: &[[i32; 2]]) -> Self {
        let admin = desk.begun().await;
        let top = admin.grants[0].org;
        let city = desk.found(&admin, top, "甲市市委组织部", OrgKind::Department).await;
        let county = desk.found(&admin, city, "甲县县委组织部", OrgKind::Department).await;
        let committee = desk.found(&admin, county, "青禾镇党委", OrgKind::Committee).await;
        let mut branches = [committee; 4];
        for (at, name) in BRANCHES.into_iter().enumerate() {
            let sector = if at == 3 { "office" } else { "rural" };
            let code = if at == 0 { "036000000101002" } else { "" };
            let (sector, code) = (sector.to_owned(), code.to_owned());
            let draft = Draft { sector, code, ..draft(name, OrgKind::Branch) };
            let place = organisation::found(&admin, desk.form(), committee, &draft).await.unwrap();
            branches[at] = id_of(&place);
        }
        let officer = holder(&desk, &admin, Role::DepartmentOfficer, top).await;
        let campaign = opened_for(&desk, &officer, top, periods).await;
        let mut secretaries = [None, None, None, None];
        for at in [0, 2, 3] {
            let secretary = holder(&desk, &admin, Role::Secretary, branches[at]).await;
            secretaries[at] = Some(secretary);
        }
        Self {
            supervisor: holder(&desk, &admin, Role::Supervisor, committee).await,
            administrator: holder(&desk, &admin, Role::CommitteeAdministrator, committee).await,
            desk,
            admin,
            officer,
            secretaries,
            top,
            city,
            committee,
            branches,
            campaign,
        }
    }

    /// Has a branch check itself, with half a point for each criterion.
    pub(crate) async fn check(&self, at: usize) {
        let typed = checked();
        let secretary = self.secretaries[at].as_ref().unwrap();
        let (form, branch) = (self.desk.form(), self.branches[at]);
        self_check::submit(secretary, form, branch, self.campaign, &typed).await.unwrap();
    }

    /// Has a branch evaluated, and the evaluation submitted.
    pub(crate) async fn evaluate(&self, at: usize, points: &str) {
        let lines: Vec<Typed> = criteria().into_iter().map(|id| given(id, points)).collect();
        let (by, branch, id) = (&self.supervisor, self.branches[at], self.campaign);
        evaluation::save(by, self.desk.form(), branch, id, &lines).await.unwrap();
        evaluation::submit(by, self.desk.form(), branch, id).await.unwrap();
    }
}

/// A whole self-check, with half a point for each criterion.
pub(crate) fn checked() -> self_check::Typed {
    let of = |text: &str| -> BTreeMap<String, String> {
        criteria().into_iter().map(|id| (id, text.to_owned())).collect()
    };
    let said = SENTENCES.map(|(name, ..)| (name.to_owned(), "按要求完成".to_owned()));
    self_check::Typed {
        own: of("0.5"),
        reasons: of("见会议记录"),
        said: said.into_iter().collect(),
        draft_version: 0,
    }
}

/// Points for a criterion that had none.
pub(crate) fn given(criterion: String, points: &str) -> Typed {
    Typed {
        criterion,
        points: points.to_owned(),
        reason: "记录不全,\"缺\"签到".to_owned(),
        seen: 0,
        is_given: true,
    }
}

pub(crate) fn criteria() -> Vec<String> {
    let text = score::scheme::built_in(SCHEME).unwrap().text;
    let scheme = score::scheme::read(text).scheme.unwrap();
    scheme.criteria().map(|(_, criterion)| criterion.id.clone()).collect()
}

/// Somebody with a role at an organisation, as if logged in.
pub(crate) async fn holder(desk: &Desk, admin: &Cx, role: Role, org: OrgId) -> Cx {
    let number = desk.app.identity().simple().to_string();
    let held = post::Draft {
        person: String::new(),
        name: format!("示例{}", &number[28..]),
        role: role.name().to_owned(),
        from: desk.app.today().to_string(),
        ..post::Draft::default()
    };
    post::appoint(admin, desk.form(), org, &held).await.unwrap();
    let view = organisation::browse(admin, Some(org), &Listing::default()).await.unwrap();
    let mut posts = view.posts.unwrap().into_iter();
    let held = posts.find(|post| post.person.name == held.name).unwrap();
    let grant = Grant { id: held.id, role, org, path: view.org.path };
    Cx { person: held.person.id, grants: vec![grant], ..admin.clone() }
}

/// A campaign whose only period is open today.
pub(crate) async fn opened(desk: &Desk, officer: &Cx, top: OrgId) -> CampaignId {
    opened_for(desk, officer, top, &[[0, 2]]).await
}

/// A campaign with periods from so many days after today to so many.
async fn opened_for(desk: &Desk, officer: &Cx, top: OrgId, periods: &[[i32; 2]]) -> CampaignId {
    let day = |days: i32| {
        let day = desk.app.today().checked_add(jiff::Span::new().days(days)).unwrap();
        day.to_string()
    };
    let (from, to) = (day(periods[0][0]), day(periods[periods.len() - 1][1]));
    let facts = FactsDraft { name: "学党章学习教育".to_owned(), from, to };
    let place = campaign::found(officer, desk.form(), top, &facts).await.unwrap();
    let place = place.strip_prefix("/campaigns/").unwrap();
    let id: CampaignId = place.strip_suffix("/scheme").unwrap().parse().unwrap();
    let key = Some(SchemeKey::BuiltIn(SCHEME));
    campaign::choose_scheme(officer, desk.form(), (id, 1), key).await.unwrap();
    let titles = ["第一期", "第二期"];
    let periods: Vec<PeriodDraft> = periods
        .iter()
        .zip(titles)
        .map(|([from, to], title)| {
            let days = [day(*from), day(*to)];
            let title = title.to_owned();
            PeriodDraft { title, self_check: days.clone(), evaluation: days }
        })
        .collect();
    campaign::put_periods(officer, desk.form(), (id, 2), &periods).await.unwrap();
    campaign::open(officer, desk.form(), (id, 3)).await.unwrap();
    id
}
