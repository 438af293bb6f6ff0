//! Every page in several states, with invented data. The renderer and the tests share it.

mod account;
mod assessment;
mod campaign;
mod change;
mod entry;
mod journal;
mod organisation;
mod people;
mod points_sheet;
mod post;
mod progress;
mod record;
mod refusal;
mod roster;
mod scheme;

use web::layout::{Frame, NavItem, Notice, Tone, Who};
use web::part::link::Link;
use web::part::way::Way;

/// Somebody's text that would be markup if it weren't escaped.
pub(crate) const SHARP: &str = "<b>&\"";

/// A name of forty characters.
pub(crate) const LONG: &str =
    "甲县青禾镇现代农业产业园区联合社会服务中心与沿街商户流动党员联合党支部委员会第一联合";

/// All of them: a name and a document.
pub(crate) fn all() -> Vec<(String, String)> {
    let groups = [
        entry::all(),
        account::all(),
        assessment::all(),
        organisation::all(),
        change::all(),
        journal::all(),
        people::all(),
        points_sheet::all(),
        post::all(),
        progress::all(),
        record::all(),
        refusal::all(),
        roster::all(),
        campaign::all(),
        scheme::all(),
    ];
    groups.into_iter().flatten().map(|(name, page)| (name.to_owned(), page)).collect()
}

/// Nobody is logged in.
fn outside() -> Frame {
    Frame::default()
}

/// An officer is logged in, to a demonstration.
fn inside(current: &str) -> Frame {
    let item = |text: &str, href: &str| NavItem {
        href: href.to_owned(),
        text: text.to_owned(),
        current: text == current,
    };
    Frame {
        demonstration: true,
        who: Some(Who {
            id: "0195c1f07a3e7c119f005e1d2c3b4a59".to_owned(),
            name: "王示例".to_owned(),
            roles: "甲县县委组织部 · 组织部管理员".to_owned(),
            account_href: "/account".to_owned(),
            logout_action: "/session/end".to_owned(),
            logout_form: "f-out".to_owned(),
        }),
        nav: vec![
            item("待办", "/todo"),
            item("台账", "/ledger"),
            item("学习教育", "/campaigns"),
            item("党组织", "/organisations"),
            item("考核方案", "/schemes"),
            item("检索", "/search"),
            item("留痕", "/journal"),
        ],
        notice: None,
    }
}

/// The same, not in a demonstration, with everything long.
fn inside_long(current: &str) -> Frame {
    let mut frame = inside(current);
    frame.demonstration = false;
    if let Some(who) = &mut frame.who {
        who.name = "阿卜杜拉提普·示例买买提江".to_owned();
        who.roles = format!("{LONG} · 组织部管理员 · 审计管理员");
    }
    frame
}

fn noticed(frame: Frame, tone: Tone, text: &str, link: Option<Link>) -> Frame {
    Frame { notice: Some(Notice { tone, text: text.to_owned(), link }), ..frame }
}

fn way(steps: &[&str], here: &str) -> Way {
    let steps = steps.iter().map(|step| Link::new(*step, "/organisations/1"));
    Way { steps: steps.collect(), here: here.to_owned() }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// What a password needs.
fn rules() -> Vec<String> {
    texts(&[
        "至少 10 个字",
        "大写字母、小写字母、数字、符号,至少有三种",
        "不含账号和姓名,不用常见的词",
    ])
}
