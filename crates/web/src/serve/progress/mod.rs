//! 进展 of a campaign, and the branches behind its figures.

pub(super) mod branches;
pub(super) mod document;

use app::overview::{self, View};
use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::Timestamp;
use model::Scheme;
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use model::progress::HISTOGRAM_STEP;
use model::tally::Figures;
use serde::Deserialize;

use super::account::moment;
use super::evaluation::{campaign_id, window};
use super::organisation::{address, id};
use super::refuse::page as shown;
use super::who::Signed;
use crate::page::progress::{Pair, Progress, Unit, Weak};
use crate::part::bars::{Bar, Bars};
use crate::part::facts::Fact;
use crate::part::link::{Act, Link};
use crate::part::pager::Pager;
use crate::part::way::Way;

/// 进展 of a campaign at and below an organisation.
pub(super) fn place(org: OrgId, campaign: CampaignId) -> String {
    format!("{}/progress/{campaign}", address(org))
}

/// A share in percent, with one decimal. 100.0% is all of them, and 0.0% none: a few that are
/// missing of a whole province do not vanish.
pub(super) fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "—".to_owned();
    }
    let tenths = match (part * 2_000 + whole) / (2 * whole) {
        1_000.. if part < whole => 999,
        ..=0 if part > 0 => 1,
        tenths => tenths,
    };
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn percent(part: i64, whole: i64) -> u8 {
    if whole <= 0 { 0 } else { u8::try_from((100 * part) / whole).unwrap_or(100) }
}

/// Hundredths, with two decimals.
fn hundredths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", number.abs() / 100, number.abs() % 100)
}

/// The mean of hundredths, rounded; a dash where there is nothing to take it of.
fn mean(sum: i64, count: i64) -> String {
    match count {
        ..=0 => "—".to_owned(),
        _ => hundredths((2 * sum + sum.signum() * count) / (2 * count)),
    }
}

/// What a page is asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    period: Option<u32>,
    #[serde(default)]
    after: String,
    #[serde(default)]
    which: String,
    #[serde(default)]
    list: String,
}

impl Asked {
    /// A place that is none begins the list.
    fn after(&self) -> OrgPath {
        OrgPath::parse(&self.after).unwrap_or_else(|_| OrgPath::above_all())
    }
}

pub(super) async fn page(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = async || {
        let (org, campaign) = (id(&org)?, campaign_id(&campaign)?);
        overview::view(&signed.cx, org, campaign, asked.period, &asked.after()).await
    };
    match found().await {
        Ok(view) => {
            let page = Progress {
                files: files(&view, signed.cx.app.scores()),
                ..page_of(&view, &asked, signed.cx.now())
            };
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// What may be taken out, for who has branches below.
fn files(view: &View, scores: bool) -> Vec<Link> {
    if view.org.is_branch() || view.figures.get("enrolled") == 0 {
        return Vec::new();
    }
    let here = place(view.org.id, view.campaign.id);
    let link = |text: &str, file: &str| Link::new(text, format!("{here}/{file}"));
    let mut files = Vec::new();
    if scores {
        files.push(link("考核结果(xlsx)", "results.xlsx"));
        files.push(link("通报(docx)", "bulletin.docx"));
    }
    files.push(link("考核表(csv)", "sheet.csv"));
    files
}

fn page_of(view: &View, asked: &Asked, now: Timestamp) -> Progress {
    let (org, campaign) = (&view.org, &view.campaign);
    let here = place(org.id, campaign.id);
    let number = view.period.number;
    let all = view.figures.get("enrolled");
    let of = |word: &str| view.figures.get(&format!("p{number}.{word}"));
    let mut steps: Vec<Link> = vec![Link::new(org.name.as_str(), address(org.id))];
    let above = view.way.iter();
    steps.splice(0..0, above.map(|one| Link::new(one.name.as_str(), place(one.id, campaign.id))));
    let branches = |which: &str| format!("{here}/branches?which={which}&period={number}");
    let late = |which: &str, text: &str, count: i64| {
        (count > 0).then(|| Act::new(text, format!("{}&list=yes", branches(which))))
    };
    let acts = [
        late("not_self_checked", "未自查的催办清单", all - of("self")),
        late("not_confirmed", "未评定的催办清单", all - of("rated")),
    ];
    let other = |(period, at): (&app::campaign::Period, u32)| {
        (at != number).then(|| Link::new(period.title.clone(), format!("{here}?period={at}")))
    };
    Progress {
        way: Way { steps, here: "进展".to_owned() },
        org: org.name.as_str().to_owned(),
        campaign: campaign.facts.name.clone(),
        lead: format!(
            "{}:{all} 个支部,已自查 {},评定率 {}。",
            campaign.facts.name,
            share(of("self"), all),
            share(of("rated"), all)
        ),
        as_of: moment(view.as_of.unwrap_or(now)),
        facts: vec![
            Fact::link(
                "学习教育",
                Link::new(campaign.facts.name.clone(), format!("/campaigns/{}", campaign.id)),
            ),
            Fact::new("阶段", view.period.period.title.clone()),
            Fact::new("自查期限", window(view.period.self_check)),
            Fact::new("评定期限", window(view.period.evaluation)),
        ],
        periods: campaign.facts.periods.iter().zip(1..).filter_map(other).collect(),
        acts: acts.into_iter().flatten().collect(),
        files: Vec::new(),
        come: come(&of, all, &branches),
        bands: bands(view, &branches),
        spread: spread(&view.figures, &branches),
        weak: weak(&view.scheme, &view.figures, &branches),
        pairs: pairs(&view.scheme, &view.figures),
        pair: pair(&view.figures),
        paired: Link::new("看这些支部", branches("paired")),
        children: view
            .children
            .iter()
            .map(|(child, figures)| unit(child, figures, campaign.id, number))
            .collect(),
        has_children: !org.is_branch(),
        pager: Pager {
            said: String::new(),
            first: (!asked.after.is_empty()).then(|| format!("{here}?period={number}")),
            next: view
                .children
                .last()
                .filter(|_| view.more)
                .map(|(last, _)| format!("{here}?period={number}&after={}", last.path.as_str())),
        },
    }
}

fn come(of: &dyn Fn(&str) -> i64, all: i64, branches: &dyn Fn(&str) -> String) -> Bars {
    let waiting = of("submitted") - of("rated");
    let lines = [
        ("参加的支部", all, "all"),
        ("已自查", of("self"), "self_checked"),
        ("未自查", all - of("self"), "not_self_checked"),
        ("已开始评定", of("begun"), "begun"),
        ("未开始评定", all - of("begun"), "not_begun"),
        ("评定待确认", waiting, "submitted"),
        ("已评定", of("rated"), "confirmed"),
        ("未评定", all - of("rated"), "not_confirmed"),
    ];
    let bar = |(label, count, which): (&str, i64, &str)| {
        let said = match which {
            "all" => format!("{count} 个"),
            _ => format!("{count} 个({})", share(count, all)),
        };
        Bar::new(label, said, percent(count, all)).leading(branches(which))
    };
    Bars::new(lines.into_iter().map(bar).collect())
}

fn bands(view: &View, branches: &dyn Fn(&str) -> String) -> Bars {
    let rated = view.figures.get("rated");
    if rated == 0 {
        return Bars::default();
    }
    let bar = |(at, band): (usize, &model::scheme::Band)| {
        let word = format!("band.{at}");
        let count = view.figures.get(&word);
        let said = format!("{count} 个({})", share(count, rated));
        Bar::new(band.name.clone(), said, percent(count, rated)).leading(branches(&word))
    };
    Bars::new(view.scheme.bands.iter().enumerate().map(bar).collect())
}

/// A step of the histogram of totals in words.
fn step_words(at: i64) -> String {
    let step = i64::from(HISTOGRAM_STEP) / 100;
    format!("{} 到不足 {}", at * step, (at + 1) * step)
}

/// How totals are spread, from the highest step that has any to the lowest.
fn spread(figures: &Figures, branches: &dyn Fn(&str) -> String) -> Bars {
    let rated = figures.get("rated");
    let mut steps: Vec<(i64, i64)> = figures
        .iter()
        .filter_map(|(word, count)| Some((word.strip_prefix("t.")?.parse().ok()?, count)))
        .collect();
    steps.sort_unstable();
    let (Some((least, _)), Some((most, _))) = (steps.first(), steps.last()) else {
        return Bars::default();
    };
    let bar = |at: i64| {
        let count = steps.iter().find(|(known, _)| *known == at).map_or(0, |(_, count)| *count);
        let said = format!("{count} 个({})", share(count, rated));
        let bar = Bar::new(step_words(at), said, percent(count, rated));
        if count > 0 { bar.leading(branches(&format!("total.{at}"))) } else { bar }
    };
    Bars::new((*least..=*most).rev().map(bar).collect())
}

/// Criteria that lost points, those that lost the largest share at first.
fn weak(scheme: &Scheme, figures: &Figures, branches: &dyn Fn(&str) -> String) -> Vec<Weak> {
    let rated = figures.get("rated");
    let mut found = Vec::new();
    for (at, (_, criterion)) in scheme.criteria().enumerate() {
        let most = i64::from(criterion.points.hundredths()) * rated;
        let lost = most - figures.get(&format!("c.{at}"));
        if lost <= 0 {
            continue;
        }
        let row = Weak {
            criterion: format!("{} {}", criterion.id, criterion.title),
            most: criterion.points.short(),
            mean: mean(most - lost, rated),
            lost: share(lost, most),
            branches: Link::new(
                format!("{} 个", figures.get(&format!("l.{at}"))),
                branches(&format!("lost.{at}")),
            ),
        };
        // A thousandth of a percent tells any two of them apart that differ at all on the page.
        found.push((lost.saturating_mul(100_000) / most.max(1), row));
    }
    found.sort_by_key(|(lost, _)| std::cmp::Reverse(*lost));
    found.into_iter().map(|(_, row)| row).collect()
}

fn pairs(scheme: &Scheme, figures: &Figures) -> Vec<Pair> {
    let both = figures.get("pair");
    if both == 0 {
        return Vec::new();
    }
    // A criterion that is left to those who judge says nothing of how a branch sees itself: of
    // those alone that gave themselves points.
    let row = |(at, (_, criterion)): (usize, (_, &model::Criterion))| {
        let own = figures.get(&format!("o.{at}"));
        let given = figures.get(&format!("g.{at}"));
        let both = both - figures.get(&format!("b.{at}"));
        Pair {
            criterion: format!("{} {}", criterion.id, criterion.title),
            own: mean(own, both),
            given: mean(given, both),
            more: mean(own - given, both),
        }
    };
    scheme.criteria().enumerate().map(row).collect()
}

fn pair(figures: &Figures) -> String {
    let both = figures.get("pair");
    let (own, given) = (figures.get("pair.own"), figures.get("pair.given"));
    format!(
        "{both} 个支部既有自查又有评定。自查里打了分的要点,平均每个支部自评合计 {} 分,\
         同样这些要点评定合计 {} 分,相差 {} 分。各项只算打了分的支部。",
        mean(own, both),
        mean(given, both),
        mean((own - given).abs(), both)
    )
}

fn unit(
    child: &overview::Organisation,
    figures: &Figures,
    campaign: CampaignId,
    period: u32,
) -> Unit {
    let all = figures.get("enrolled");
    let here = place(child.id, campaign);
    let link = |text: String, which: &str| {
        Link::new(text, format!("{here}/branches?which={which}&period={period}"))
    };
    let of = |word: &str, which: &str| {
        let count = figures.get(&format!("p{period}.{word}"));
        link(format!("{count}({})", share(count, all)), which)
    };
    let href = match child.is_branch() {
        true => format!("{}/results/{campaign}", address(child.id)),
        false => format!("{here}?period={period}"),
    };
    Unit {
        unit: Link::new(child.name.as_str(), href),
        enrolled: link(all.to_string(), "all"),
        self_checked: of("self", "self_checked"),
        rated: of("rated", "confirmed"),
    }
}

#[cfg(test)]
mod tests {
    use model::tally::Figures;

    use super::{mean, share};

    #[test]
    fn shares_and_means_are_rounded_half_away_and_nothing_is_divided_by_nought() {
        for (part, whole, says) in
            [(0, 0, "—"), (1, 3, "33.3%"), (2, 3, "66.7%"), (1, 2_000, "0.1%"), (5, 5, "100.0%")]
        {
            assert_eq!(share(part, whole), says, "{part} of {whole}");
        }
        for (sum, count, says) in [
            (0, 0, "—"),
            (1_001, 2, "5.01"),
            (-1_001, 2, "-5.01"),
            (-50, 1, "-0.50"),
            (7, 3, "0.02"),
        ] {
            assert_eq!(mean(sum, count), says, "{sum} of {count}");
        }
    }

    #[test]
    fn steps_between_that_nobody_reached_are_there_too() {
        let figures = Figures::parse("rated=3 t.16=1 t.18=2").unwrap();
        let text = super::spread(&figures, &str::to_owned).to_string();
        let places = ["90 到不足 95", "85 到不足 90", "80 到不足 85"].map(|step| text.find(step));
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{text}");
    }
}
