//! Closing a campaign: what is unfinished first, then for good.

use app::campaign;
use app::overview;
use axum::extract::{Path, RawForm};
use axum::response::Response;
use model::path::OrgPath;
use model::tally::Figures;

use super::super::change::Sent;
use super::super::organisation::done;
use super::super::refuse::page as shown;
use super::super::who::{Signed, form, whole};
use super::id;
use super::set_up::{at, frame};
use crate::page::campaign_step::{ConfirmStep, Frame};
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;

/// What is unfinished and stays so, by period.
fn unfinished(campaign: &campaign::Campaign, figures: &Figures) -> Vec<Fact> {
    let all = figures.get("enrolled");
    let of = |(period, number): (&campaign::Period, u32)| {
        let of = |word: &str| figures.get(&format!("p{number}.{word}"));
        let [unchecked, unrated] = [all - of("self"), all - of("submitted")];
        let waiting = of("submitted") - of("rated");
        let says = match (unchecked, waiting, unrated) {
            (0, 0, 0) => "都已自查、评定并确认".to_owned(),
            _ => format!(
                "{all} 个支部里,没有提交自查的 {unchecked} 个,没有提交评定的 {unrated} 个,\
                 另有提交了、等待确认的 {waiting} 个"
            ),
        };
        Fact::new(period.title.clone(), says)
    };
    campaign.facts.periods.iter().zip(1..).map(of).collect()
}

pub(in crate::serve) async fn closing(signed: Signed, Path(campaign): Path<String>) -> Response {
    let found = async || {
        let (campaign, _) = campaign::set_up(&signed.cx, id(&campaign)?).await?;
        let top = OrgPath::above_all();
        let view = overview::view(&signed.cx, campaign.org, campaign.id, None, &top).await?;
        Ok((campaign, view.figures))
    };
    match found().await {
        Ok((campaign, figures)) => {
            let frame = frame(&signed, &campaign, ("closure", "结束"), Flaws::default());
            let page = ConfirmStep {
                counts: unfinished(&campaign, &figures),
                lead: format!(
                    "「{}」现在是这样;没有办完的是哪些支部,在「进展」里点数字看。",
                    campaign.facts.name
                ),
                frame: Frame { button: "结束".to_owned(), steps: None, ..frame },
                heading: "结束学习教育".to_owned(),
                says: vec![
                    "所有期限立即截止,不能再提交自查,也不能再评定、确认、退回:上面没有办完的就没有成绩。".to_owned(),
                    "已有的记录、自查和评定都保留,可以查看。".to_owned(),
                    "结束以后不能恢复。".to_owned(),
                ],
                grave: true,
                ..ConfirmStep::default()
            };
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn close(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let cx = signed.cx.clone();
    let closed = whole(async move {
        campaign::close(&cx, form(&sent.one("form"))?, at(&campaign, &sent)?).await
    });
    match closed.await {
        Ok(place) => done(&place, "ended-campaign"),
        Err(refusal) => signed.refuse(&refusal),
    }
}
