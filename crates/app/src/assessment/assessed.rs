//! The criteria that a branch is assessed by: the campaign's, and behind them those of every
//! 本地附加部分 that is for it.

use std::iter;

use model::scheme::Indicator;
use model::{Criterion, Scheme};
use score::sheet::CriterionSheet;

use super::basis::{Basis, Grounds};
use crate::campaign::Local;

/// A criterion with what the rules make of it.
#[derive(Clone, Copy, Debug)]
pub struct Assessed<'b> {
    /// The part that it is of; none for one of the campaign's own.
    pub local: Option<&'b Local>,
    scheme: &'b Scheme,
    /// Its indicator.
    pub indicator: &'b Indicator,
    /// The criterion.
    pub criterion: &'b Criterion,
    /// What the rules make of it now.
    pub sheet: &'b CriterionSheet,
}

impl Basis {
    /// All criteria, the campaign's first.
    pub fn assessed(&self) -> impl Iterator<Item = Assessed<'_>> {
        let own = (None, self.current.scheme.as_ref(), &self.sheet);
        let locals = self.current.locals.iter().zip(&self.local_sheets);
        let locals = locals.map(|(local, sheet)| (Some(local), local.scheme.as_ref(), sheet));
        iter::once(own).chain(locals).flat_map(|(local, scheme, sheet)| {
            let criteria = scheme.criteria().zip(&sheet.criteria);
            criteria.map(move |((indicator, criterion), sheet)| Assessed {
                local,
                scheme,
                indicator,
                criterion,
                sheet,
            })
        })
    }

    /// What speaks for one of them: looks through all that is on record.
    #[must_use]
    pub fn grounds_of(&self, one: &Assessed<'_>) -> Grounds {
        Grounds::of(one.scheme, &self.case, one.sheet)
    }
}
