//! What a row of a sheet was made from, as the sheet's last column carries it.

use std::fmt;

use model::id::{CampaignId, OrgId, TermId};
use uuid::Uuid;

/// How the text begins: another form of it would begin otherwise.
const FORM: &str = "v1";

/// What a row was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MadeFrom {
    /// The campaign.
    pub(super) campaign: CampaignId,
    /// The branch.
    pub(super) branch: OrgId,
    /// The secretary's term.
    pub(super) term: TermId,
    /// The campaign's period.
    pub(super) period: u32,
    /// The number of the last line that was given until then; nought where there was none.
    pub(super) version: u32,
}

impl fmt::Display for MadeFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { campaign, branch, term, period, version } = self;
        let [campaign, branch, term] = [campaign.uuid(), branch.uuid(), term.uuid()];
        let (campaign, branch, term) = (campaign.simple(), branch.simple(), term.simple());
        write!(f, "{FORM} {campaign} {branch} {term} {period} {version}")
    }
}

impl MadeFrom {
    /// Reads it; nothing where it is something else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        if words.next() != Some(FORM) {
            return None;
        }
        let mut id = || words.next()?.parse::<Uuid>().ok();
        let (campaign, branch, term) = (id()?, id()?, id()?);
        let (period, version) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let (campaign, branch) = (CampaignId::new(campaign), OrgId::new(branch));
        let made = Self { campaign, branch, term: TermId::new(term), period, version };
        words.next().is_none().then_some(made)
    }
}

#[cfg(test)]
mod tests {
    use model::id::{CampaignId, OrgId, TermId};
    use uuid::Uuid;

    use super::MadeFrom;

    #[test]
    fn what_a_row_carries_is_read_again_and_nothing_else_is() {
        let made = MadeFrom {
            campaign: CampaignId::new(Uuid::from_u128(7)),
            branch: OrgId::new(Uuid::from_u128(8)),
            term: TermId::NONE,
            period: 2,
            version: 19,
        };
        let text = made.to_string();
        assert_eq!(MadeFrom::parse(&text), Some(made));
        for other in ["", "v1", "v2 1 2 3 4 5", &text[1..], &format!("{text} 1")] {
            assert_eq!(MadeFrom::parse(other), None, "{other}");
        }
    }
}
