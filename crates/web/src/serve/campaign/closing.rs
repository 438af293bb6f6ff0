//! Closing a campaign: what is unfinished first, then for good.

use app::{Refusal, campaign, overview};
use axum::extract::{Path, RawForm};
use axum::response::Response;
use model::path::OrgPath;
use model::tally::Figures;

use super::super::change::Sent;
use super::super::organisation::done;
use super::super::progress::place as progress_place;
use super::super::refuse::page as shown;
use super::super::who::{Signed, form, whole};
use super::id;
use super::set_up::{again, at, frame};
use crate::page::campaign_step::{ConfirmStep, Frame};
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// What is unfinished and stays so, by period.
fn unfinished(campaign: &campaign::Campaign, figures: &Figures) -> Vec<Fact> {
    let all = figures.get("enrolled");
    let branches = format!("{}/branches", progress_place(campaign.org, campaign.id));
    let of = |(period, number): (&campaign::Period, u32)| {
        let title = &period.title;
        let of = |word: &str| figures.get(&format!("p{number}.{word}"));
        let left = [
            ("没有自查", "not_self_checked", all - of("self")),
            ("没有成绩", "not_confirmed", all - of("rated")),
            ("其中待确认", "submitted", of("submitted") - of("rated")),
        ];
        let left = left.into_iter().filter(|(.., count)| *count > 0);
        let mut facts: Vec<Fact> = left
            .map(|(word, which, count)| {
                let href = format!("{branches}?which={which}&period={number}");
                Fact::link(format!("{title}{word}"), Link::new(format!("{count} 个"), href))
            })
            .collect();
        if facts.is_empty() {
            facts.push(Fact::new(title.clone(), "都已自查、评定并确认"));
        }
        facts
    };
    let facts = campaign.facts.periods.iter().zip(1..).flat_map(of);
    std::iter::once(Fact::new("参加支部", format!("{all} 个"))).chain(facts).collect()
}

async fn page(signed: &Signed, campaign: &str, flaws: Flaws) -> Result<ConfirmStep, Refusal> {
    let (campaign, _) = campaign::set_up(&signed.cx, id(campaign)?).await?;
    let top = OrgPath::above_all();
    let view = overview::view(&signed.cx, campaign.org, campaign.id, None, &top).await?;
    let frame = frame(signed, &campaign, ("closure", "结束"), flaws);
    Ok(ConfirmStep {
        counts: unfinished(&campaign, &view.figures),
        lead: format!("「{}」现在是这样;点数字看是哪些支部。", campaign.facts.name),
        frame: Frame { button: "结束".to_owned(), steps: None, ..frame },
        heading: "结束学习教育".to_owned(),
        says: vec![
            "所有期限立即截止,不能再提交自查,也不能再评定、确认、退回:没有办完的就没有成绩。"
                .to_owned(),
            "已有的记录、自查和评定都保留,可以查看。".to_owned(),
            "结束以后不能恢复。".to_owned(),
        ],
        grave: true,
        ..ConfirmStep::default()
    })
}

pub(in crate::serve) async fn closing(signed: Signed, Path(campaign): Path<String>) -> Response {
    match page(&signed, &campaign, Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn close(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own, seen) = (signed.cx.clone(), campaign.clone(), sent.one("version"));
    let closed =
        whole(
            async move { campaign::close(&cx, form(&sent.one("form"))?, at(&own, &sent)?).await },
        );
    let page = async |flaws| page(&signed, &campaign, flaws).await;
    match closed.await {
        Ok(place) => done(&place, "ended-campaign"),
        Err(refusal) => again(&signed, (&campaign, &seen), refusal, page).await,
    }
}
