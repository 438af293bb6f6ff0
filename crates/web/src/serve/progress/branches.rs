//! The branches behind a figure of a campaign's progress.

use app::Refusal;
use app::overview::{self, Branch as Found, Rows, Which};
use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::Timestamp;
use model::Scheme;
use model::progress::HISTOGRAM_STEP;

use super::super::account::moment;
use super::super::evaluation::campaign_id;
use super::super::organisation::{address, id};
use super::super::refuse::page as shown;
use super::super::who::Signed;
use super::{Asked, hundredths, place, step_words};
use crate::page::progress_branches::{Branch, ProgressBranches};
use crate::part::badge::{Badge, Standing};
use crate::part::choice::Choice;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;

/// Which branches, as an address says it, with what they are called.
const WHICH: [(Which, &str, &str); 9] = [
    (Which::All, "all", "参加的支部"),
    (Which::SelfChecked, "self_checked", "已自查的支部"),
    (Which::NotSelfChecked, "not_self_checked", "未自查的支部"),
    (Which::Begun, "begun", "已开始评定的支部"),
    (Which::NotBegun, "not_begun", "未开始评定的支部"),
    (Which::Submitted, "submitted", "评定待确认的支部"),
    (Which::Confirmed, "confirmed", "已评定的支部"),
    (Which::NotConfirmed, "not_confirmed", "未评定的支部"),
    (Which::Paired, "paired", "既有自查又有评定的支部"),
];

/// Which branches an address asks for, where it says something that we know.
fn which(text: &str) -> Option<Which> {
    if let Some((word, at)) = text.split_once('.') {
        let at: u32 = at.parse().ok()?;
        return match word {
            "band" => Some(Which::Band(at)),
            "total" => Some(Which::Total(at)),
            "lost" => Some(Which::Lost(at)),
            _ => None,
        };
    }
    WHICH.iter().find(|(_, name, _)| *name == text).map(|(which, ..)| *which)
}

fn which_name(which: Which) -> String {
    match which {
        Which::Band(at) => format!("band.{at}"),
        Which::Total(at) => format!("total.{at}"),
        Which::Lost(at) => format!("lost.{at}"),
        _ => WHICH.iter().find(|(w, ..)| *w == which).map_or("all", |(_, n, _)| n).to_owned(),
    }
}

/// Them in words; none where the scheme knows no such band, total or criterion.
fn which_words(which: Which, scheme: &Scheme) -> Option<String> {
    let at = |at: u32| usize::try_from(at).ok();
    match which {
        Which::Band(band) => {
            let band = scheme.bands.get(at(band)?)?;
            Some(format!("等次为「{}」的支部", band.name))
        }
        Which::Total(step) => {
            let all = scheme.total + scheme.bonus_points();
            let least = i32::try_from(step).ok()?.checked_mul(HISTOGRAM_STEP)?;
            (least <= all.hundredths()).then(|| format!("总分{}分的支部", step_words(step.into())))
        }
        Which::Lost(criterion) => {
            let (_, one) = scheme.criteria().nth(at(criterion)?)?;
            Some(format!("{} {}失分的支部", one.id, one.title))
        }
        _ => WHICH.iter().find(|(w, ..)| *w == which).map(|(.., words)| (*words).to_owned()),
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
        let which = which(&asked.which).unwrap_or(Which::All);
        let (after, period) = (asked.after(), asked.period);
        let cx = &signed.cx;
        let rows = overview::rows(cx, org, campaign, period, which, &after, whole).await?;
        let words = which_words(which, &rows.scheme).ok_or(Refusal::Unseen)?;
        Ok((rows, which, words))
    };
    match found().await {
        Ok((rows, which, words)) => {
            let page = branches_page(&rows, (which, words), &asked, whole, signed.cx.now());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn branches_page(
    rows: &Rows,
    (which, words): (Which, String),
    asked: &Asked,
    whole: bool,
    now: Timestamp,
) -> ProgressBranches {
    let (org, campaign, number) = (&rows.org, &rows.campaign, rows.period.number);
    let progress = place(org.id, campaign.id);
    let action = format!("{progress}/branches");
    let name = which_name(which);
    let here = format!("{action}?which={name}&period={number}");
    let plain = WHICH.iter().map(|(one, ..)| *one);
    let bands = (0..).take(rows.scheme.bands.len()).map(Which::Band);
    let choice = |one: Which| {
        let words = which_words(one, &rows.scheme)?;
        Some(Choice::new(which_name(one), words, one == which))
    };
    // What is asked for by a figure alone stands among what may be asked for while it is.
    let own = [which].into_iter().filter(|one| matches!(one, Which::Total(_) | Which::Lost(_)));
    let line = |one: &Found| {
        let secretary = one.secretary.as_ref().map_or("书记空缺", |(_, name)| name.as_str());
        let [own, above] = one.phones.each_ref().map(|phone| match phone {
            Some(phone) => format!("(电话 {})", phone.as_str()),
            None => String::new(),
        });
        format!("{}{own} {secretary} {}{above}", one.name, one.committee.1)
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
        choices: plain.chain(bands).chain(own).filter_map(choice).collect(),
        branches: rows.branches.iter().map(|one| branch(one, rows, which)).collect(),
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

fn branch(one: &Found, rows: &Rows, which: Which) -> Branch {
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
    // What the figure that led here is about.
    let of = |word: String| hundredths(one.figures.get(&word));
    let more = || match which {
        Which::Lost(at) => format!(",这一项 {}", of(format!("c.{at}"))),
        Which::Paired => format!(",自评 {}", of("pair.own".to_owned())),
        _ => String::new(),
    };
    Branch {
        branch: Link::new(
            one.name.clone(),
            format!("{}/results/{}", address(one.id), rows.campaign.id),
        ),
        committee: one.committee.1.clone(),
        phones: one.phones.each_ref().map(|phone| {
            phone.as_ref().map_or_else(String::new, |phone| phone.as_str().to_owned())
        }),
        secretary: one.secretary.as_ref().map_or("空缺".to_owned(), |(_, name)| name.clone()),
        badges: vec![self_check, evaluation],
        total: match band {
            Some(band) => format!("{}({band}){}", hundredths(one.figures.get("total")), more()),
            None => "—".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{which, which_name};

    #[test]
    fn which_branches_are_meant_reads_as_it_was_written() {
        let names = ["all", "not_self_checked", "paired", "band.0", "total.18", "lost.16"];
        for name in names {
            assert_eq!(which(name).map(which_name).as_deref(), Some(name));
        }
        for name in ["", "none", "band.", "band.-1", "band.x", "rank.1"] {
            assert_eq!(which(name), None, "{name}");
        }
    }
}
