//! Criteria that today's rules would not allow.
//!
//! The notice is of 2016. Later rules forbid some of what it scores; a department should know
//! before it asks for it. The words below only point a person at a criterion: they warn and never
//! refuse, and the decision is the department's.

use model::Criterion;
use model::scheme::Provenance;

const BURDEN: &str = "《整治形式主义为基层减负若干规定》(2024)";
const APPS: &str = "《政务移动互联网应用程序规范化管理办法》(2026)";

/// Words that point at what a rule forbids: one of each group must be there.
struct Sign {
    rule: &'static str,
    forbids: &'static str,
    groups: &'static [&'static [&'static str]],
}

const SIGNS: [Sign; 6] = [
    Sign {
        rule: BURDEN,
        forbids: "以群内发言、讨论的多少作考核依据",
        groups: &[&["微信", "工作群", "学习群", "QQ群"], &["交流", "讨论", "发言", "活跃"]],
    },
    Sign {
        rule: BURDEN,
        forbids: "以向上报送信息、推文的数量作考核依据",
        groups: &[&["微信", "推文", "公众号", "信息"], &["上报", "报送", "投稿", "采用"]],
    },
    Sign {
        rule: APPS,
        forbids: "以转发、点赞、评论作考核依据",
        groups: &[&["转发", "点赞", "阅读量", "评论数", "关注量"]],
    },
    Sign {
        rule: APPS,
        forbids: "打卡签到、积分排名、统计在线时长",
        groups: &[&["打卡", "签到", "积分", "排名", "排行", "在线时长", "登录次数", "活跃度"]],
    },
    Sign {
        rule: BURDEN,
        forbids: "以截图、照片、定位留痕作考核依据",
        groups: &[&["截图", "截屏", "拍照", "照片", "定位", "轨迹"]],
    },
    Sign {
        rule: BURDEN,
        forbids: "以台账、材料、会议的数量多少作考核依据",
        groups: &[&["台账", "材料", "简报", "工作群"], &["数量", "篇数", "份数", "个数"]],
    },
];

/// The scheme that has a variant without what today's rules forbid.
pub(super) const HAS_LEAN: &str = "jx-2016-52";

/// What today's rules say against a criterion, a sentence a rule.
pub(super) fn objections(criterion: &Criterion, has_lean: bool) -> Vec<String> {
    let says = words(criterion);
    let such = if has_lean { "(内置方案 jx-2016-52-lean 即如此)" } else { "" };
    SIGNS
        .iter()
        .filter(|sign| sign.groups.iter().all(|any| any.iter().any(|word| says.contains(word))))
        .map(|sign| {
            format!(
                "评分要点 {} {}: 今{}不允许{};请改以支部已有的台账为据{such}",
                criterion.id, criterion.title, sign.rule, sign.forbids
            )
        })
        .collect()
}

/// What a criterion asks for: where a reading of ours stands in place of the official text, the
/// official text is no longer asked.
fn words(criterion: &Criterion) -> String {
    let mut words = criterion.title.clone();
    if criterion.provenance == Provenance::Notice || criterion.reading.is_empty() {
        words.push_str(&criterion.official_text);
    }
    for part in &criterion.parts {
        words.push_str(&part.says);
    }
    words
}
