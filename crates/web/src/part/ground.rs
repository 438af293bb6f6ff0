//! What a criterion's points rest on: its official wording, what the rules make of what is on
//! record, and the records themselves, opened in place.

use askama::Template;
use askama::filters::HtmlSafe;

use super::facts::{Fact, Facts};
use super::link::Link;

/// Records that stand open to the eye; more than these are folded into one line.
const SHOWN: usize = 3;

/// A criterion with its grounds.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/ground.html")]
pub struct Ground {
    /// Its id, in names of fields.
    pub id: String,
    /// The same as it is read.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The most it gives.
    pub most: String,
    /// The document's words, and whose word the criterion is.
    pub official: String,
    /// Our reading of it, where that is not what it says.
    pub reading: String,
    /// 文件规定 or 平台设定.
    pub provenance: String,
    /// What its parts come to.
    pub lines: Vec<GroundLine>,
    /// The records that speak for it.
    pub evidence: Vec<Evidence>,
    /// What came after it was decided.
    pub later: Vec<Evidence>,
    /// Where what is missing is entered, for who may.
    pub mend: Vec<Link>,
}

impl HtmlSafe for Ground {}

/// What a part comes to.
#[derive(Clone, Debug, Default)]
pub struct GroundLine {
    /// What earns the points.
    pub says: String,
    /// `2.5 / 2.5`, `评判` or `无建议`.
    pub suggested: String,
    /// Why.
    pub reason: String,
    /// What would change it; empty where nothing would.
    pub change: String,
}

/// A record.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Its day, kind and title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What it says.
    pub facts: Vec<Fact>,
}
