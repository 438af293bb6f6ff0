//! 待办: the first page.

use app::assessment::RoundOf;
use app::todo::{self, Come, Home, Stand as Stands, Todo as Due, What};
use axum::response::Response;
use jiff::civil::Date;
use model::id::OrgId;

use super::campaign::not_joined;
use super::organisation::address;
use super::progress::{place as progress, share};
use super::refuse::page as shown;
use super::who::Signed;
use crate::page::todo::{Item, Stand, Todo};
use crate::part::badge::{Badge, Standing};
use crate::part::link::Link;

/// Days before a last day from which on it is near.
const NEAR_DAYS: i32 = 3;

fn self_check(branch: OrgId, of: RoundOf) -> String {
    format!("{}/self-checks/{of}", address(branch))
}

fn desk(committee: OrgId, of: RoundOf) -> String {
    format!("{}/evaluation-desk/{of}", address(committee))
}

fn evaluation(branch: OrgId, of: RoundOf) -> String {
    format!("{}/evaluations/{of}", address(branch))
}

pub(super) async fn page(signed: Signed) -> Response {
    match todo::home(&signed.cx).await {
        Ok(home) => shown(&signed.frame(), &page_of(&home, signed.cx.today())),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn page_of(home: &Home, today: Date) -> Todo {
    let late = home.todos.iter().filter(|due| due.until.is_some_and(|last| last < today)).count();
    let lead = match (home.todos.len(), late) {
        (0, _) => "现在没有要办的事。".to_owned(),
        (all, 0) => format!("有 {all} 件事要办,先办排在前面的。"),
        (all, late) => format!("有 {all} 件事要办,其中 {late} 件已经逾期。"),
    };
    Todo {
        lead,
        items: home.todos.iter().map(|due| item(due, today)).collect(),
        stands: home.stands.iter().map(stand).collect(),
    }
}

/// A last day, with a word that says how near it is.
pub(super) fn deadline(last: Date, today: Date) -> Badge {
    let days = today.until(last).map_or(0, |span| span.get_days());
    match days {
        ..0 => Badge::new(format!("已逾期 {} 天", -days), Standing::Grave),
        0 => Badge::new("今天截止", Standing::Near),
        1..=NEAR_DAYS => Badge::new(format!("还有 {days} 天,{last} 截止"), Standing::Near),
        _ => Badge::new(format!("{last} 截止"), Standing::Plain),
    }
}

fn item(due: &Due, today: Date) -> Item {
    let org = due.org.id;
    let is_over = due.until.is_some_and(|last| last < today);
    let (what, mut more) = match &due.what {
        What::SelfCheck { of, name, begun, returned } => {
            let verb = if *begun { "接着填支部自查" } else { "开展支部自查" };
            let more = returned.as_ref().map(|why| format!("被上级退回:{why}"));
            (Link::new(format!("{verb}:{name}"), self_check(org, *of)), more)
        }
        What::Drafts { count } => {
            let text = format!("提交 {count} 条台账草稿");
            let more = "草稿不计入考核,写完要提交。".to_owned();
            (Link::new(text, format!("{}/records", address(org))), Some(more))
        }
        What::Evaluate { of, name, open, all, former, sent_back, next } => {
            let href = next.map_or_else(|| desk(org, *of), |(one, of)| evaluation(one, of));
            let back = match sent_back {
                0 => String::new(),
                count => format!(",其中 {count} 个被退回"),
            };
            let more =
                format!("{}里还有 {open} 个没有提交评定{back}。", with_former(*all, *former));
            (Link::new(format!("评定所属支部:{name}"), href), Some(more))
        }
        What::TakeIn { campaign, name, count } => {
            let href = format!("/campaigns/{campaign}/enrolment");
            let more = "更新以后,它们从当天起参加。".to_owned();
            (Link::new(format!("{}:{name}", not_joined(*count)), href), Some(more))
        }
        What::Confirm { of, name, waiting, next } => {
            let href = next.map_or_else(|| desk(org, *of), |(one, of)| evaluation(one, of));
            let more = format!("{waiting} 个支部的评定等您确认。");
            (Link::new(format!("确认评定:{name}"), href), Some(more))
        }
    };
    if is_over {
        let text = "期限已过,要补办的请联系组织部门延期。";
        more = Some(more.map_or_else(|| text.to_owned(), |more| format!("{more}{text}")));
    }
    Item {
        what,
        org: due.org.name.as_str().to_owned(),
        more: more.unwrap_or_default(),
        badges: due.until.map(|last| deadline(last, today)).into_iter().collect(),
    }
}

/// Branches that are evaluated, with a word where some are so once more.
fn with_former(all: u32, former: u32) -> String {
    match former {
        0 => format!("{all} 个支部"),
        former => format!("{} 个支部和 {former} 个前任书记", all - former),
    }
}

fn stand(stand: &Stands) -> Stand {
    let (org, campaign) = (stand.org.id, stand.campaign);
    let at = address(org);
    let (come, links) = match stand.come {
        Come::Branch { self_checked, is_rated } => (
            match (is_rated, self_checked) {
                (true, _) => "评定已确认,可以看考核结果和每一项的理由。",
                (false, true) => "本期自查已提交。",
                (false, false) => "本期自查还没有提交。",
            }
            .to_owned(),
            vec![
                Link::new("台账", format!("{at}/records")),
                Link::new("支部自查", self_check(org, campaign.into())),
                Link::new("考核结果", format!("{at}/results/{campaign}")),
            ],
        ),
        Come::Committee { all, former, confirmed } => (
            format!("{},已确认评定 {confirmed} 个。", with_former(all, former)),
            vec![
                Link::new("评定名单", desk(org, campaign.into())),
                Link::new("进展", progress(org, campaign)),
            ],
        ),
        Come::Department { enrolled, self_checked, rated } => (
            format!(
                "{enrolled} 个支部,已自查 {self_checked} 个({}),已评定 {rated} 个({})。",
                share(self_checked, enrolled),
                share(rated, enrolled)
            ),
            vec![
                Link::new("进展", progress(org, campaign)),
                Link::new("学习教育", format!("/campaigns/{campaign}")),
            ],
        ),
    };
    let org = Link::new(stand.org.name.as_str(), at);
    Stand { org, campaign: stand.name.clone(), come, links }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::deadline;
    use crate::part::badge::{Badge, Standing};

    #[test]
    fn a_last_day_is_said_with_a_word_and_not_by_its_colour_alone() {
        let today = date(2026, 11, 25);
        let cases = [
            (date(2026, 10, 31), "已逾期 25 天", Standing::Grave),
            (date(2026, 11, 24), "已逾期 1 天", Standing::Grave),
            (today, "今天截止", Standing::Near),
            (date(2026, 11, 28), "还有 3 天,2026-11-28 截止", Standing::Near),
            (date(2026, 11, 29), "2026-11-29 截止", Standing::Plain),
            (date(2027, 1, 1), "2027-01-01 截止", Standing::Plain),
        ];
        for (last, word, tone) in cases {
            assert_eq!(deadline(last, today), Badge::new(word, tone), "{last}");
        }
    }
}
