//! The branches behind a figure of a campaign's progress.

use app::Refusal;
use app::overview::{self, Branch as Found, Rows, Which};
use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::Timestamp;
use model::Scheme;

use super::super::account::moment;
use super::super::evaluation::campaign_id;
use super::super::organisation::{address, id};
use super::super::refuse::page as shown;
use super::super::who::Signed;
use super::{Asked, hundredths, place};
use crate::page::progress_branches::{Branch, ProgressBranches};
use crate::part::badge::{Badge, Standing};
use crate::part::choice::Choice;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;

/// Which branches, as an address says it, with what they are called.
const WHICH: [(Which, &str, &str); 8] = [
    (Which::All, "all", "参加的支部"),
    (Which::SelfChecked, "self_checked", "已自查的支部"),
    (Which::NotSelfChecked, "not_self_checked", "未自查的支部"),
    (Which::Begun, "begun", "已开始评定的支部"),
    (Which::NotBegun, "not_begun", "未开始评定的支部"),
    (Which::Submitted, "submitted", "评定待确认的支部"),
    (Which::Confirmed, "confirmed", "已评定的支部"),
    (Which::NotConfirmed, "not_confirmed", "未评定的支部"),
];

/// Which branches an address asks for, where it says something that we know.
fn which(text: &str, scheme_bands: usize) -> Option<Which> {
    if let Some(band) = text.strip_prefix("band.") {
        let band: u32 = band.parse().ok()?;
        return (usize::try_from(band).ok()? < scheme_bands).then_some(Which::Band(band));
    }
    WHICH.iter().find(|(_, name, _)| *name == text).map(|(which, ..)| *which)
}

fn which_name(which: Which) -> String {
    match which {
        Which::Band(band) => format!("band.{band}"),
        _ => WHICH.iter().find(|(w, ..)| *w == which).map_or("all", |(_, n, _)| n).to_owned(),
    }
}

fn which_words(which: Which, scheme: &Scheme) -> String {
    match which {
        Which::Band(band) => {
            let at = usize::try_from(band).unwrap_or(usize::MAX);
            let name = scheme.bands.get(at).map_or("", |band| band.name.as_str());
            format!("等次为「{name}」的支部")
        }
        _ => WHICH.iter().find(|(w, ..)| *w == which).map_or("", |(.., w)| w).to_owned(),
    }
}

pub(in crate::serve) async fn page(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let whole = asked.list == "yes";
    let found = async || {
        let (org, campaign) = (id(&org)?, campaign_id(&campaign)?);
        let which = which(&asked.which, usize::MAX).unwrap_or(Which::All);
        let (after, period) = (asked.after(), asked.period);
        let cx = &signed.cx;
        let rows = overview::rows(cx, org, campaign, period, which, &after, whole).await?;
        // A band that the scheme doesn't have is nobody's.
        match self::which(&which_name(which), rows.scheme.bands.len()) {
            Some(which) => Ok((rows, which)),
            None => Err(Refusal::Unseen),
        }
    };
    match found().await {
        Ok((rows, which)) => {
            let page = branches_page(&rows, which, &asked, whole, signed.cx.now());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn branches_page(
    rows: &Rows,
    which: Which,
    asked: &Asked,
    whole: bool,
    now: Timestamp,
) -> ProgressBranches {
    let (org, campaign, number) = (&rows.org, &rows.campaign, rows.period.number);
    let progress = place(org.id, campaign.id);
    let action = format!("{progress}/branches");
    let name = which_name(which);
    let here = format!("{action}?which={name}&period={number}");
    let words = which_words(which, &rows.scheme);
    let plain = WHICH.iter().map(|(one, ..)| *one);
    let bands = (0..).take(rows.scheme.bands.len()).map(Which::Band);
    let choice =
        |one: Which| Choice::new(which_name(one), which_words(one, &rows.scheme), one == which);
    let line = |one: &Found| {
        let secretary = one.secretary.as_ref().map_or("书记空缺", |(_, name)| name.as_str());
        format!("{} {secretary} {}", one.name, one.committee.1)
    };
    let lines: Vec<String> = rows.branches.iter().map(line).collect();
    let count = match rows.more {
        true => format!("只列出前 {} 个支部,其余请到下级单位的进展里看。", lines.len()),
        false => format!("共 {} 个支部。", lines.len()),
    };
    ProgressBranches {
        way: Way {
            steps: vec![
                Link::new(org.name.as_str(), address(org.id)),
                Link::new("进展", format!("{progress}?period={number}")),
            ],
            here: words.clone(),
        },
        org: org.name.as_str().to_owned(),
        which: words,
        lead: format!("{},{}", campaign.facts.name, rows.period.period.title),
        as_of: moment(now),
        action,
        period: number.to_string(),
        choices: plain.chain(bands).map(choice).collect(),
        branches: rows.branches.iter().map(|one| branch(one, rows)).collect(),
        pager: Pager {
            said: String::new(),
            first: (!asked.after.is_empty()).then(|| here.clone()),
            next: rows
                .branches
                .last()
                .filter(|_| rows.more)
                .map(|last| format!("{here}&after={}", last.path.as_str())),
        },
        copy: (!rows.branches.is_empty())
            .then(|| Link::new("做成可以复制的清单", format!("{here}&list=yes"))),
        lines: whole.then(|| (count, lines.join("\n"))),
        back: match whole {
            true => Link::new("回到这些支部", here),
            false => Link::new("回到进展", format!("{progress}?period={number}")),
        },
    }
}

fn branch(one: &Found, rows: &Rows) -> Branch {
    let has = |word: &str| one.figures.get(&format!("p{}.{word}", rows.period.number)) > 0;
    let self_check = match has("self") {
        true => Badge::new("已自查", Standing::Good),
        false => Badge::new("未自查", Standing::Plain),
    };
    let evaluation = match (has("rated"), has("submitted"), has("begun")) {
        (true, ..) => Badge::new("已评定", Standing::Good),
        (_, true, _) => Badge::new("待确认", Standing::Near),
        (.., true) => Badge::new("评定中", Standing::Plain),
        _ => Badge::new("未评定", Standing::Plain),
    };
    let band = rows.scheme.bands.iter().enumerate();
    let band = band.filter(|(at, _)| one.figures.get(&format!("band.{at}")) > 0);
    let band = band.map(|(_, band)| band.name.as_str()).next();
    Branch {
        branch: Link::new(
            one.name.clone(),
            format!("{}/results/{}", address(one.id), rows.campaign.id),
        ),
        committee: one.committee.1.clone(),
        secretary: one.secretary.as_ref().map_or("空缺".to_owned(), |(_, name)| name.clone()),
        badges: vec![self_check, evaluation],
        total: match band {
            Some(band) => format!("{}({band})", hundredths(one.figures.get("total"))),
            None => "—".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{which, which_name};

    #[test]
    fn which_branches_are_meant_reads_as_it_was_written() {
        for name in ["all", "not_self_checked", "band.0", "band.3"] {
            assert_eq!(which(name, 4).map(which_name).as_deref(), Some(name));
        }
        for name in ["", "none", "band.4", "band.-1", "band.x"] {
            assert_eq!(which(name, 4), None, "{name}");
        }
    }
}
