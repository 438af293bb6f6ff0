//! The bulletin (通报) on the state of an assessment: figures in, an official document out.
//!
//! The notice asks that the assessment's results are made known (三.2). Today's rules bind how: by
//! bands, no league table, no scores beside names, and nobody is named as the lowest. So names
//! stand by unit in the order given, and the lowest band has a number only.

mod wording;

use jiff::civil::Date;
use model::scheme::{Clause, Provenance};
use model::{Points, Status, limit};

use crate::PaperError;
use crate::official::{self, Document};

pub use wording::subject;

/// The content of a bulletin. What is missing of its head is left blank to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulletin {
    /// Whether the figures are invented: then every page and the text say 演示.
    pub demonstration: bool,
    /// Issuing body, full name, without «文件».
    pub issuer: Option<String>,
    /// Document number, whole: `某组字〔2026〕12号`.
    pub number: Option<String>,
    /// Day of issue.
    pub date: Option<Date>,
    /// 主送机关, without the colon at its end; 各有关党组织 where it is missing.
    pub addressees: Option<String>,
    /// What is assessed: `基层党支部书记学习教育`, see [`subject`]. It makes the title.
    pub subject: String,
    /// The document that asks for the assessment.
    pub notice: Notice,
    /// The scheme that the points follow.
    pub scheme: SchemeFacts,
    /// The day whose state the figures give; without it, the day they were added up.
    pub as_of: Option<Date>,
    /// Branches in each status, in the order of [`Status::ALL`].
    pub branches_by_status: [u64; Status::ALL.len()],
    /// Mean of the rated branches' totals.
    pub mean: Option<Points>,
    /// Median of the rated branches' totals.
    pub median: Option<Points>,
    /// Whose word the bands are.
    pub bands_by: Provenance,
    /// The bands, from the highest down.
    pub bands: Vec<BandFigures>,
    /// The units of one level, in the order in which they are to stand.
    pub units: Vec<UnitFigures>,
    /// Units that are not among them, since there were too many.
    pub units_left_out: u64,
    /// Criteria that lost the largest shares of their points, the largest first.
    pub weak: Vec<WeakCriterion>,
}

/// The document behind an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Title, without 《》.
    pub title: String,
    /// Document number, whole.
    pub number: String,
    /// Its clause on what becomes of results, such as the notice's 三.2; the bulletin's last part
    /// refers to it by its place and first sentence.
    pub results_clause: Option<Clause>,
}

/// What a bulletin says of its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeFacts {
    /// Title, without 《》.
    pub title: String,
    /// Short name: `jx-2016-52`.
    pub id: String,
    /// Version.
    pub version: u32,
    /// Points of all criteria together.
    pub total: Points,
    /// The most that may be approved as a bonus; zero for a scheme without.
    pub bonus: Points,
}

/// A band's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandFigures {
    /// Its name.
    pub name: String,
    /// The least total that belongs to it.
    pub from: Points,
    /// Rated branches in it.
    pub count: u64,
    /// Its branches by name, all or none or some: those left out are referred to the table of
    /// results. Always empty for the lowest band.
    pub named: Vec<NamedUnit>,
}

/// Branches of a unit, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedUnit {
    /// The unit's name, which may be blank; nothing where units are not told apart.
    pub unit: Option<String>,
    /// The branches' names, in the order in which they are to stand.
    pub branches: Vec<String>,
}

/// A unit's row in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFigures {
    /// Its name.
    pub name: String,
    /// Its branches.
    pub branches: u64,
    /// Those rated.
    pub rated: u64,
    /// Those rated, by band, in the order of [`Bulletin::bands`].
    pub bands: Vec<u64>,
}

/// A criterion that lost many points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeakCriterion {
    /// `7.2`.
    pub id: String,
    /// Short name.
    pub title: String,
    /// The most it gives.
    pub points: Points,
    /// Mean of the points that committees gave.
    pub mean: Points,
    /// Lost points by points to be had, in hundredths of a percent: 2150 is 21.50%.
    pub lost_percent_hundredths: u32,
}

impl Bulletin {
    /// All branches.
    #[must_use]
    pub fn branches(&self) -> u64 {
        self.branches_by_status.iter().sum()
    }

    /// Branches in a status.
    #[must_use]
    pub fn in_status(&self, status: Status) -> u64 {
        let counts = Status::ALL.iter().zip(self.branches_by_status);
        counts.filter(|(s, _)| **s == status).map(|(_, count)| count).sum()
    }

    /// Rated branches.
    #[must_use]
    pub fn rated(&self) -> u64 {
        self.in_status(Status::Rated)
    }

    /// The document's text, before it is laid out.
    ///
    /// # Errors
    /// [`PaperError`] where figures contradict each other, the lowest band has names, or more is
    /// listed than [`model::limit`] allows.
    pub fn document(&self) -> Result<Document, PaperError> {
        self.check()?;
        Ok(wording::document(self))
    }

    fn check(&self) -> Result<(), PaperError> {
        self.check_heads()?;
        let rated = self.rated();
        let banded: u64 = self.bands.iter().map(|band| band.count).sum();
        if banded != rated {
            return contradiction(format!("已评定{rated}个，各等次合计{banded}个"));
        }
        if let Some((lowest, _)) = self.bands.split_last()
            && lowest.named.iter().any(|unit| !unit.branches.is_empty())
        {
            return Err(PaperError::LowestBandNamed { band: lowest.name.clone() });
        }
        let mut named = 0;
        for band in &self.bands {
            let here: usize = band.named.iter().map(|unit| unit.branches.len()).sum();
            if here as u64 > band.count {
                let (name, count) = (&band.name, band.count);
                return contradiction(format!("“{name}”共{count}个，列名{here}个"));
            }
            within("每个等次列名的党支部", here, limit::BULLETIN_NAMES)?;
            named += here;
        }
        within("列名的党支部", named, limit::BULLETIN_NAMES * limit::BANDS)?;
        within("薄弱要点", self.weak.len(), limit::CRITERIA)?;
        self.check_units()
    }

    fn check_heads(&self) -> Result<(), PaperError> {
        let heads = [
            ("发文机关", self.issuer.as_deref()),
            ("发文字号", self.number.as_deref()),
            ("考核对象", Some(self.subject.as_str())),
        ];
        for (what, text) in heads {
            let chars = text.map_or(0, |text| text.chars().count());
            let chars_max = limit::BULLETIN_LINE_CHARS;
            if chars > chars_max {
                return Err(PaperError::TooLong { what, chars, chars_max });
            }
        }
        Ok(())
    }

    fn check_units(&self) -> Result<(), PaperError> {
        within("单位", self.units.len(), limit::BULLETIN_UNITS)?;
        for unit in &self.units {
            let banded: u64 = unit.bands.iter().sum();
            let agrees = unit.bands.len() == self.bands.len()
                && banded == unit.rated
                && unit.rated <= unit.branches;
            if !agrees {
                let UnitFigures { name, branches, rated, .. } = unit;
                return contradiction(format!(
                    "“{name}”党支部{branches}个，已评定{rated}个，各等次合计{banded}个"
                ));
            }
        }
        Ok(())
    }
}

fn contradiction(says: String) -> Result<(), PaperError> {
    Err(PaperError::Contradiction(says))
}

fn within(what: &'static str, count: usize, count_max: usize) -> Result<(), PaperError> {
    if count <= count_max {
        return Ok(());
    }
    Err(PaperError::TooMany { what, count, count_max })
}

/// Makes the bulletin's `.docx`: bytes of a zip archive, equal for equal content.
///
/// # Errors
/// As for [`Bulletin::document`] and [`official::docx`].
pub fn bulletin(content: &Bulletin) -> Result<Vec<u8>, PaperError> {
    official::docx(&content.document()?)
}
