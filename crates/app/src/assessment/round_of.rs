//! Which of a branch's rounds somebody asks for.

use std::fmt;
use std::str::FromStr;

use model::campaign::Stage;
use model::id::{CampaignId, TermId};
use store::organisation::Organisation;
use store::{Link, evaluation, self_check};
use uuid::Uuid;

use super::Basis;
use crate::campaign::{self, PeriodNow};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// A campaign, which of its periods and in which secretary's term: without them those that matter
/// now. In an address they stand in one piece, with dots between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundOf {
    /// The campaign.
    pub campaign: CampaignId,
    /// Its period, from 1.
    pub period: Option<u32>,
    /// A term that is not today's: only one of which something was kept.
    pub term: Option<TermId>,
}

impl RoundOf {
    /// A period of a campaign, in today's term.
    #[must_use]
    pub fn period(campaign: CampaignId, period: u32) -> Self {
        Self { campaign, period: Some(period), term: None }
    }

    /// The same period, in today's term.
    #[must_use]
    pub fn today(self) -> Self {
        Self { term: None, ..self }
    }
}

impl From<CampaignId> for RoundOf {
    fn from(campaign: CampaignId) -> Self {
        Self { campaign, period: None, term: None }
    }
}

impl fmt::Display for RoundOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.campaign)?;
        if let Some(period) = self.period {
            write!(f, ".{period}")?;
        }
        match self.term {
            Some(term) => write!(f, ".{}", term.uuid()),
            None => Ok(()),
        }
    }
}

/// It is no piece of an address of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRound;

impl FromStr for RoundOf {
    type Err = NoRound;

    fn from_str(text: &str) -> Result<Self, NoRound> {
        let mut pieces = text.splitn(3, '.');
        let campaign = pieces.next().and_then(|id| id.parse().ok()).ok_or(NoRound)?;
        let period = pieces.next().map(|number| number.parse().map_err(|_| NoRound)).transpose()?;
        let term = pieces.next().map(|id| id.parse().map_err(|_| NoRound)).transpose()?;
        Ok(Self { campaign, period, term: term.map(|term: Uuid| TermId::new(term)) })
    }
}

impl Basis {
    /// What the points of a round rest on that somebody asks for, and its period.
    ///
    /// # Errors
    /// [`Refusal::Unseen`] where the branch takes no part, there is no such period, or nothing was
    /// kept in a term that is over.
    pub(crate) async fn asked(
        cx: &Cx,
        link: &mut Link,
        branch: &Organisation,
        of: RoundOf,
        stage: Stage,
    ) -> Result<(Self, PeriodNow), Refusal> {
        let RoundOf { campaign, period, term } = of;
        let basis = Self::ever(&cx.app, link, branch, campaign, term, cx.today()).await?;
        let basis = basis.filter(|basis| basis.current.enrolled.to.is_none());
        let basis = basis.ok_or(Refusal::Unseen)?;
        let period = basis.current.asked(stage, period).ok_or(Refusal::Unseen)?.clone();
        if term.is_some() && term != Some(campaign::term_on(link, branch.id, cx.today()).await?) {
            let round = basis.round(period.number);
            let is_kept = evaluation::of(link, &round).await?.is_some()
                || self_check::of(link, &round).await?.is_some();
            if !is_kept {
                return Err(Refusal::Unseen);
            }
        }
        Ok((basis, period))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_written_as_it_is_read() {
        let campaign = CampaignId::new(Uuid::from_u128(7));
        let term = Some(TermId::new(Uuid::from_u128(9)));
        for of in [
            RoundOf::from(campaign),
            RoundOf::period(campaign, 2),
            RoundOf { term, ..RoundOf::period(campaign, 3) },
            RoundOf { term: Some(TermId::NONE), ..RoundOf::period(campaign, 1) },
        ] {
            assert_eq!(of.to_string().parse(), Ok(of));
        }
        for odd in ["", "x", ".1", &format!("{campaign}.x"), &format!("{campaign}.1.x")] {
            assert_eq!(odd.parse::<RoundOf>(), Err(NoRound), "{odd}");
        }
    }
}
