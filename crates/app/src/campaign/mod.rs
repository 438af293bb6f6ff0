//! Campaigns (学习教育): setting one up, opening it, who takes part, when its stages are open.

mod current;
mod scheme;

pub use current::{Current, PeriodNow, campaigns_of, current, periods, term_on};
pub(crate) use scheme::Schemes;
pub use scheme::{SchemeDigest, scheme_of};
pub use store::campaign::{
    Campaign, Document, Enrolled, Extension, Facts, LocalPart, Period, Task, enrolled, find,
    of_branch, of_committee, tasks_of_campaign, within,
};
