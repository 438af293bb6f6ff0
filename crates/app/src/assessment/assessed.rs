//! The criteria that a branch is assessed by: the campaign's, and behind them those of every
//! 本地附加部分 that is for it.

use model::Criterion;
use model::scheme::Indicator;
use score::sheet::CriterionSheet;

use super::basis::{Basis, Grounds, grounds};
use crate::campaign::Local;

/// A criterion with what its points rest on.
#[derive(Clone, Debug)]
pub struct Assessed<'b> {
    /// The part that it is of; none for one of the campaign's own.
    pub local: Option<&'b Local>,
    /// Its indicator.
    pub indicator: &'b Indicator,
    /// The criterion.
    pub criterion: &'b Criterion,
    /// What the rules make of it now.
    pub sheet: &'b CriterionSheet,
    /// What is suggested, and what speaks for it.
    pub grounds: Grounds,
}

impl Basis {
    /// All criteria, the campaign's first.
    #[must_use]
    pub fn assessed(&self) -> Vec<Assessed<'_>> {
        let own = (None, self.current.scheme.as_ref(), &self.sheet);
        let locals = self.current.locals.iter().zip(&self.local_sheets);
        let locals = locals.map(|(local, sheet)| (Some(local), local.scheme.as_ref(), sheet));
        let all = std::iter::once(own).chain(locals).flat_map(|(local, scheme, sheet)| {
            let criteria = scheme.criteria().zip(&sheet.criteria);
            let criteria = criteria.zip(grounds(scheme, &self.case, sheet));
            criteria.map(move |(((indicator, criterion), sheet), grounds)| Assessed {
                local,
                indicator,
                criterion,
                sheet,
                grounds,
            })
        });
        all.collect()
    }

    /// The same without what speaks for them.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        let own = self.current.scheme.criteria();
        let locals = self.current.locals.iter().flat_map(|local| local.scheme.criteria());
        own.chain(locals).map(|(_, criterion)| criterion)
    }
}
