//! What points rest on: a branch in a secretary's term, what is on record, and what the scheme's
//! rules make of it.

use jiff::civil::Date;
use model::assessment::{Cited, Suggestion};
use model::id::{CampaignId, GrantId, OrgId, TermId};
use model::organisation::Sector;
use model::record::RecordKind;
use model::roster::Days;
use model::scheme::Rule;
use model::{Points, Scheme};
use score::sheet::{CriterionSheet, Sheet, Suggestion as Suggested};
use score::{Case, Evidence, Norms};
use store::organisation::Organisation;
use store::post::{self, Held};
use store::roster::Named;
use store::{Link, record, roster};

use crate::App;
use crate::campaign::{self, Current};
use crate::refusal::Refusal;

/// A secretary's term.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its identity: that of the post; [`TermId::NONE`] while there is no secretary.
    pub id: TermId,
    /// The post; none while it is vacant.
    pub held: Option<Held>,
    /// Its days.
    pub days: Days,
}

impl Term {
    /// The term into which a day falls; a campaign's first day is `since`.
    async fn on(link: &mut Link, branch: OrgId, day: Date, since: Date) -> Result<Self, Refusal> {
        match post::secretary(link, branch, day).await? {
            Some(held) => Ok(Self::held(held)),
            None => Self::vacant(link, branch, day, since).await,
        }
    }

    /// A term by its identity, which something that was kept cites; that without a secretary is
    /// the one around a day, or the last before it.
    async fn of(
        link: &mut Link,
        branch: OrgId,
        id: TermId,
        day: Date,
        since: Date,
    ) -> Result<Self, Refusal> {
        if id == TermId::NONE {
            let held = post::secretary(link, branch, day).await?;
            let before = held.and_then(|held| held.from.yesterday().ok());
            return Self::vacant(link, branch, before.unwrap_or(day), since).await;
        }
        let held = post::find(link, GrantId::new(id.uuid()), branch).await?;
        let days = Days { from: since, to: None };
        Ok(held.map_or(Self { id, held: None, days }, Self::held))
    }

    fn held(held: Held) -> Self {
        let days = Days { from: held.from, to: held.to };
        Self { id: TermId::new(held.id.uuid()), held: Some(held), days }
    }

    /// While there is no secretary: what was done under the last counts for the last.
    async fn vacant(
        link: &mut Link,
        branch: OrgId,
        day: Date,
        since: Date,
    ) -> Result<Self, Refusal> {
        let (left, next) = post::vacancy(link, branch, day).await?;
        let from = left.and_then(|left| left.tomorrow().ok()).map_or(since, |day| day.max(since));
        let to = next.and_then(|next| next.yesterday().ok());
        Ok(Self { id: TermId::NONE, held: None, days: Days { from, to } })
    }
}

/// What points rest on.
#[derive(Clone, Debug)]
pub struct Basis {
    /// The branch.
    pub org: Organisation,
    /// The campaign as it is for it.
    pub current: Current,
    /// The secretary's term.
    pub term: Term,
    /// Everybody on the roster, by name. For the branch and its committee only.
    pub roster: Vec<Named>,
    /// What is on record.
    pub case: Case,
    /// What the rules make of it.
    pub sheet: Sheet,
    /// The same for each 本地附加部分, in the order of [`Current::locals`].
    pub local_sheets: Vec<Sheet>,
}

/// What speaks for a criterion's points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// What is suggested; none where no rule can say.
    pub suggestion: Option<Suggestion>,
    /// The versions of records that it rests on.
    pub cited: Vec<Cited>,
}

impl Basis {
    /// What a branch's points rest on at this moment, in the term of a day; none where it takes no
    /// part in the campaign.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn of(
        app: &App,
        link: &mut Link,
        branch: &Organisation,
        id: CampaignId,
        day: Date,
    ) -> Result<Option<Self>, Refusal> {
        let found = Self::ever(app, link, branch, id, None, day).await?;
        Ok(found.filter(|basis| basis.current.enrolled.to.is_none()))
    }

    /// The same of a branch that may take part no more: on a day, or in a term that something
    /// that was kept cites.
    ///
    /// # Errors
    /// [`Refusal`].
    pub(crate) async fn ever(
        app: &App,
        link: &mut Link,
        branch: &Organisation,
        id: CampaignId,
        term: Option<TermId>,
        day: Date,
    ) -> Result<Option<Self>, Refusal> {
        let Some(current) = campaign::ever(app, link, id, branch.id, day).await? else {
            return Ok(None);
        };
        let since = current.campaign.facts.days.from;
        let term = match term {
            Some(term) => Term::of(link, branch.id, term, day, since).await?,
            None => Term::on(link, branch.id, day, since).await?,
        };
        Self::load(link, branch.clone(), current, term).await.map(Some)
    }

    async fn load(
        link: &mut Link,
        org: Organisation,
        current: Current,
        term: Term,
    ) -> Result<Self, Refusal> {
        let facts = &current.campaign.facts;
        let evidence = record::evidence(link, org.id, facts.days.from, facts.days.to).await?;
        let roster = roster::of_branch(link, org.id).await?;
        let case = Case {
            window: Days { from: facts.days.from, to: Some(facts.days.to) },
            term: term.days,
            secretary: term.held.as_ref().map(|held| held.person.id),
            sector: current.enrolled.sector.or(org.sector).unwrap_or(Sector::Rural),
            roster: roster.iter().map(|named| named.member.clone()).collect(),
            evidence: evidence.into_iter().map(taken).collect(),
            outside: None,
        };
        let made_of = |scheme| score::evaluate(scheme, &Norms::default(), &case).0;
        let sheet = made_of(&current.scheme);
        let local_sheets = current.locals.iter().map(|local| made_of(&local.scheme)).collect();
        Ok(Self { org, current, term, roster, case, sheet, local_sheets })
    }

    /// What speaks for each of the campaign's criteria, in the scheme's order.
    #[must_use]
    pub fn grounds(&self) -> Vec<Grounds> {
        grounds(&self.current.scheme, &self.case, &self.sheet)
    }
}

/// What speaks for each criterion of a sheet, in the scheme's order.
pub(crate) fn grounds(scheme: &Scheme, case: &Case, sheet: &Sheet) -> Vec<Grounds> {
    sheet.criteria.iter().map(|criterion| Grounds::of(scheme, case, criterion)).collect()
}

impl Grounds {
    pub(super) fn of(scheme: &Scheme, case: &Case, criterion: &CriterionSheet) -> Self {
        let slot = scheme.criterion_slot(&criterion.id);
        let others = case.evidence.iter().filter(|evidence| {
            evidence.kind == RecordKind::Other
                && case.counts(evidence.day)
                && evidence.serves("criteria", &slot)
        });
        let mut cited: Vec<Cited> = others.map(|evidence| evidence.cited()).collect();
        let is_grounded = !cited.is_empty();
        cited.extend(criterion.lines.iter().flat_map(|line| &line.evidence));
        cited.extend(looked_at(scheme, case, &criterion.id));
        cited.sort_unstable();
        cited.dedup();
        let open = |kind: Suggested| {
            let lines = criterion.lines.iter().filter(|line| line.suggestion == kind);
            lines.map(|line| line.most).sum::<Points>()
        };
        let (judged, unsaid) = (open(Suggested::Judgement), open(Suggested::None));
        let settled = criterion.sum.settled;
        // Where no rule can say anything there is no suggestion; where one can't say all, the rest
        // is open to people only if something is on record for it.
        let nothing_said = unsaid > Points::ZERO && unsaid == criterion.sum.most;
        let more = if is_grounded { judged + unsaid } else { judged };
        let most = (settled + more).min(criterion.sum.most);
        let suggestion = (!nothing_said).then_some(Suggestion { least: settled, most });
        Self { suggestion, cited }
    }
}

/// The records that a criterion's judgement looks at: they speak for it, though no rule counts
/// them.
fn looked_at<'c>(
    scheme: &'c Scheme,
    case: &'c Case,
    criterion: &'c str,
) -> impl Iterator<Item = Cited> + 'c {
    let parts = scheme.criteria().filter(move |(_, one)| one.id == criterion);
    let parts = parts.flat_map(|(_, one)| &one.parts);
    let kinds = parts.filter(|part| part.rule == Rule::Judgement).filter_map(|part| part.record);
    kinds.flat_map(move |kind| {
        let of = move |one: &&Evidence| one.kind == kind && case.counts(one.day);
        case.evidence.iter().filter(of).map(Evidence::cited)
    })
}

/// A record as the rules read it.
fn taken(evidence: record::Evidence) -> Evidence {
    Evidence {
        record: evidence.id,
        version: evidence.version,
        kind: evidence.kind,
        kind_version: evidence.kind_version,
        day: evidence.day,
        content: evidence.content,
        files: evidence.files,
        slots: evidence.slots,
    }
}
