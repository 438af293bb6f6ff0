//! What an entry says, in a sentence: its kept facts, with the names that stand for them today.

use std::collections::HashMap;

use model::authority::Role;
use model::event::Event;

/// A sentence for each event. Of several for one event the first counts whose facts are all there.
const SENTENCES: [(&str, &str); 41] = [
    ("installation_begun", "启用系统,{person}任系统管理员。"),
    ("organisation_founded", "新建在「{below}」之下。"),
    ("organisation_founded", "新建为最高一级组织。"),
    ("organisation_renamed", "修改了名称、代码、种类或类别。"),
    ("organisation_moved", "从「{from}」调整到「{to}」,自 {on} 起。"),
    ("organisation_closed", "撤销,并入「{into}」,自 {on} 起。"),
    ("organisation_closed", "撤销,自 {on} 起。"),
    ("organisation_split", "从「{from}」分设,自 {on} 起。"),
    ("change_planned", "预定了 {on} 的变动。"),
    ("change_withdrawn", "收回了预定的变动。"),
    ("change_refused", "预定的变动到期没有办成。"),
    (
        "organisations_imported",
        "导入:新建 {made} 个、调整 {moved} 个、修改 {renamed} 个、撤销 {closed} 个,任职 {appointed} 项、交接 {handed_over} 项。",
    ),
    ("appointed", "{person}任{role}。"),
    ("post_handed_over", "职务交接给{person}。"),
    ("post_ended", "{person}的任职结束。"),
    ("account_made", "给{person}开通账号。"),
    ("account_activated", "{person}设置了密码。"),
    ("account_reset", "重置了{person}的账号。"),
    ("logged_in", "登录。"),
    ("logged_out", "退出登录。"),
    ("second_factor_changed", "{is_on}了动态口令。"),
    ("account_locked", "{person}的账号因连续输错被锁定。"),
    ("journal_read", "查看了{person}的留痕。"),
    ("journal_exported", "导出留痕 {entries} 条。"),
    ("organisations_exported", "导出组织 {rows} 行。"),
    // Who is a member is the branch's to know: the auditor learns that something was entered.
    ("member_ended", "党员转出,自 {on} 起。"),
    ("roster_imported", "导入党员名册:登记 {entered} 人、修改 {changed} 人、党小组 {cells} 个。"),
    ("roster_seen", "查看了党员名册。"),
    ("records_imported", "导入台账:新增 {made} 条、更正 {corrected} 条。"),
    ("self_check_submitted", "第 {version} 次提交自查。"),
    ("self_check_returned", "把自查退回支部修改。"),
    ("criteria_evaluated", "评了 {criteria} 项。"),
    ("campaign_changed", "修改了学习教育的名称、方案、范围或期限。"),
    ("document_changed", "录入、撤下第 {document} 份文件,或附上它的原件。"),
    ("campaign_opened", "启动学习教育,参加的支部 {branches} 个。"),
    ("enrolment_changed", "参加的支部:新增 {joined} 个、调整 {moved} 个、减少 {left} 个。"),
    ("window_extended", "期限延长到 {until}。"),
    ("demonstration_laid", "布置演示数据:支部 {branches} 个、人员 {people} 名,都是虚构的。"),
    ("score_sheet_exported", "导出考核表,支部 {rows} 个。"),
    ("results_exported", "导出考核结果,支部 {rows} 个。"),
    ("bulletin_exported", "导出通报,支部 {rows} 个。"),
];

/// The facts of an entry's bytes, as they stand there.
pub(super) fn facts(body: &str) -> HashMap<&str, &str> {
    let line = body.lines().find_map(|line| line.strip_prefix("event ")).unwrap_or_default();
    line.split(' ')
        .filter_map(|fact| fact.split_once('='))
        .filter(|(_, fact)| *fact != "-")
        .collect()
}

/// The rows of an entry's bytes, a line each: noun, identity, version, digest.
pub(super) fn rows(body: &str) -> Vec<String> {
    let is_row = |line: &&str| line.starts_with("row ") || line.starts_with("rows ");
    body.lines().filter(is_row).map(str::to_owned).collect()
}

/// The sentence; `name` says an identity's name. An event without a sentence is said by its word.
pub(super) fn sentence(event: &str, body: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let facts = facts(body);
    let mut sentences = SENTENCES.iter().filter(|(known, _)| *known == event);
    let filled = sentences.find_map(|(_, sentence)| {
        let mut text = (*sentence).to_owned();
        for part in sentence.split('{').skip(1) {
            let fact = part.split('}').next().unwrap_or_default();
            let value = *facts.get(fact)?;
            text = text.replace(&format!("{{{fact}}}"), &said(fact, value, &name));
        }
        Some(text)
    });
    filled.unwrap_or_else(|| {
        let word = Event::WORDS.iter().find(|(known, _)| *known == event);
        format!("{}。", word.map_or(event, |(_, word)| word))
    })
}

fn said(fact: &str, value: &str, name: impl Fn(&str) -> Option<String>) -> String {
    match fact {
        "person" => name(value).unwrap_or_else(|| "(不在管理范围内的人)".to_owned()),
        "from" | "to" | "below" | "into" => {
            name(value).unwrap_or_else(|| "不在管理范围内的组织".to_owned())
        }
        "role" => {
            Role::named(value).map_or_else(|| value.to_owned(), |role| role.word().to_owned())
        }
        "is_on" => if value == "true" { "启用" } else { "停用" }.to_owned(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use model::event::Event;

    use super::{SENTENCES, sentence};

    fn check(event: &str, facts: &str) -> String {
        let body = format!("dukao journal 1\nevent {event}{facts}\nrow organisation 7 1 ab\n");
        sentence(event, &body, |id| match id {
            "11" => Some("甲县委".to_owned()),
            "12" => Some("{to}".to_owned()),
            "21" => Some("王示例".to_owned()),
            _ => None,
        })
    }

    #[test]
    fn an_entry_is_a_sentence_with_todays_names() {
        let cases = [
            ("organisation_founded", " below=11", "新建在「甲县委」之下。"),
            ("organisation_founded", " below=-", "新建为最高一级组织。"),
            (
                "organisation_moved",
                " from=11 to=99 on=2026-03-02",
                "从「甲县委」调整到「不在管理范围内的组织」,自 2026-03-02 起。",
            ),
            ("organisation_closed", " on=2026-03-02 into=-", "撤销,自 2026-03-02 起。"),
            ("appointed", " person=21 role=secretary grant=5", "王示例任支部书记。"),
            ("second_factor_changed", " is_on=false", "停用了动态口令。"),
            ("journal_read", " person=99", "查看了(不在管理范围内的人)的留痕。"),
            ("logged_in", "", "登录。"),
            ("never_heard_of", " person=21", "never_heard_of。"),
        ];
        for (event, facts, expected) in cases {
            assert_eq!(check(event, facts), expected, "{event}{facts}");
        }
    }

    #[test]
    fn every_sentence_is_of_an_event_that_there_is() {
        let known = |event: &str| Event::WORDS.iter().any(|(name, _)| *name == event);
        let unknown: Vec<_> = SENTENCES.iter().filter(|(event, _)| !known(event)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
