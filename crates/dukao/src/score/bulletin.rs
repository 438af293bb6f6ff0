//! `通报.docx`: the figures by band, in the official layout.

use std::io::Write;

use ::score::{Group, Level};
use model::scheme::Provenance;
use model::{Points, limit};
use paper::bulletin::{
    BandFigures, Bulletin, NamedUnit, Notice, SchemeFacts, UnitFigures, WeakCriterion,
};

use super::Job;
use super::folder::{BULLETIN_DOCX, Folder};
use super::sheets::by_share_lost;
use super::tally::{Named, Tally};
use crate::stop::Stop;

/// Weak criteria that a bulletin speaks of.
const WEAK: usize = 3;

/// The clause that says what becomes of results, where the scheme has one.
const RESULTS_CLAUSE: &str = "三.2";

/// Writes the bulletin.
pub(super) fn write(job: &Job<'_>, folder: &Folder, tally: &Tally) -> Result<(), Stop> {
    let place = job.arguments.out.join(BULLETIN_DOCX);
    let bytes = paper::bulletin(&content(job, tally))
        .map_err(|error| Stop::failed(place.display(), error))?;
    let mut file = folder.create(BULLETIN_DOCX)?;
    file.write_all(&bytes).map_err(|error| folder.failed(BULLETIN_DOCX, &error))
}

fn content(job: &Job<'_>, tally: &Tally) -> Bulletin {
    let (arguments, scheme) = (job.arguments, job.scheme);
    let figures = &tally.whole().figures;
    let (units, units_left_out) = units(&tally.groups);
    Bulletin {
        demonstration: job.demonstration,
        issuer: arguments.issuer.clone(),
        number: arguments.number.clone(),
        date: arguments.date,
        addressees: None,
        subject: paper::bulletin::subject(&scheme.title),
        notice: Notice {
            title: scheme.source.title.clone(),
            number: scheme.source.number.clone(),
            results_clause: scheme.clauses.iter().find(|c| c.id == RESULTS_CLAUSE).cloned(),
        },
        scheme: SchemeFacts {
            title: scheme.title.clone(),
            id: scheme.id.clone(),
            version: scheme.version,
            total: scheme.total,
            bonus: scheme.bonus_points(),
        },
        as_of: arguments.date,
        branches_by_status: figures.statuses,
        mean: figures.mean,
        median: figures.median,
        bands_by: scheme.bands.first().map_or(Provenance::Setting, |band| band.provenance),
        bands: bands(job, tally),
        units,
        units_left_out,
        weak: weak(job, tally.whole()),
    }
}

fn bands(job: &Job<'_>, tally: &Tally) -> Vec<BandFigures> {
    let counts = tally.whole().figures.bands.iter();
    let bands = job.scheme.bands.iter().zip(counts).zip(&tally.named);
    bands
        .map(|((band, count), named)| BandFigures {
            name: band.name.clone(),
            from: band.from,
            count: *count,
            named: named
                .as_deref()
                .map_or_else(Vec::new, |named| by_unit(job, named, &tally.groups)),
        })
        .collect()
}

/// Names by unit, both in the order of the input. A committee is called by its county and city
/// too where there are several of them: two counties each have their 教育工委. Where the sheet has
/// no committees, the lowest unit that it has is named.
fn by_unit(job: &Job<'_>, named: &[Named], groups: &[Group]) -> Vec<NamedUnit> {
    let several = |level| groups.iter().filter(|group| group.level == level).nth(1).is_some();
    let several = [several(Level::City), several(Level::County) || several(Level::City), true];
    let [city, county, committee, _] = job.reader.columns.units().map(|head| head.is_some());
    let has = [city, county, committee];
    let lowest = has.iter().rposition(|has| *has);
    let shown = |at: usize| has[at] && (several[at] || lowest == Some(at));
    let mut units: Vec<(&[String; 3], NamedUnit)> = Vec::new();
    for one in named {
        match units.iter_mut().find(|(unit, _)| *unit == &one.unit) {
            Some((_, unit)) => unit.branches.push(one.name.clone()),
            None => {
                let parts = one.unit.iter().enumerate().filter(|(at, _)| shown(*at));
                let unit = lowest.map(|_| parts.map(|(_, name)| name.as_str()).collect());
                let branches = vec![one.name.clone()];
                units.push((&one.unit, NamedUnit { unit, branches }));
            }
        }
    }
    units.into_iter().map(|(_, unit)| unit).collect()
}

/// The units of the highest level that has more than one, else of the lowest level there is.
fn units(groups: &[Group]) -> (Vec<UnitFigures>, u64) {
    let at = |level| groups.iter().filter(move |group| group.level == level);
    let levels = [Level::City, Level::County, Level::Committee];
    let several = levels.into_iter().find(|level| at(*level).nth(1).is_some());
    let Some(level) = several else {
        return (Vec::new(), 0);
    };
    let shown = at(level).take(limit::BULLETIN_UNITS).map(|group| UnitFigures {
        name: group.name().to_owned(),
        branches: group.figures.branches,
        rated: group.figures.rated(),
        bands: group.figures.bands.clone(),
    });
    let left_out = at(level).count().saturating_sub(limit::BULLETIN_UNITS);
    (shown.collect(), left_out as u64)
}

fn weak(job: &Job<'_>, whole: &Group) -> Vec<WeakCriterion> {
    let lost = by_share_lost(job, whole).into_iter().filter(|(_, share)| *share > 0).take(WEAK);
    lost.filter_map(|(at, share)| {
        let (_, criterion) = job.scheme.criteria().nth(at)?;
        Some(WeakCriterion {
            id: criterion.id.clone(),
            title: criterion.title.clone(),
            points: criterion.points,
            mean: whole.figures.criterion_mean(at).unwrap_or(Points::ZERO),
            lost_percent_hundredths: u32::try_from(share).unwrap_or(u32::MAX),
        })
    })
    .collect()
}
