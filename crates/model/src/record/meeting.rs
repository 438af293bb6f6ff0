//! 会议: what it served is chosen, so that one meeting is entered once (notice 一.2, 一.3, 一.6).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::RecordKind;
use super::content::{Content, Texts};
use super::descriptor::{ATTENDANCE, Descriptor, Field, FieldFlaw, Shape};
use crate::limit::{LINE_CHARS, PRESENT, SENTENCES_CHARS};

/// A meeting, what it served, and who was there.
pub(super) const DESCRIPTOR: Descriptor = Descriptor {
    kind: RecordKind::Meeting,
    version: 1,
    lead: "一次会议或集中学习:哪天、为了什么、谁参加了。一次会议有几项内容的,只记一次,逐项勾选。",
    day: "held_on",
    title: "title",
    fields: &[
        Field::needed("title", "会议名称", Shape::Line(LINE_CHARS)).listed(),
        Field::needed("held_on", "日期", Shape::Day).listed(),
        Field::needed("serves", "会议内容", Shape::Choices(&SERVES))
            .hint("有几项就勾选几项")
            .listed(),
        Field::optional("topics", "讨论的专题", Shape::Topics)
            .hint("勾选了「专题学习讨论」时要选")
            .listed(),
        Field::optional("cell", "党小组", Shape::Cell).hint("由党小组组织的集中学习,选是哪个小组"),
        Field::optional("place", "地点", Shape::Line(LINE_CHARS)),
        Field::optional("chair", "主持人", Shape::Line(LINE_CHARS)),
        Field::optional("summary", "主要内容", Shape::Sentences(SENTENCES_CHARS)),
    ],
    attendance: true,
    files: "可以附会议记录或签到表,不要求照片。",
    also,
};

/// What a meeting may serve, by its name.
pub mod serves {
    /// 动员.
    pub const MOBILISATION: &str = "mobilisation";
    /// 研究部署.
    pub const DEPLOYMENT: &str = "deployment";
    /// 专题学习讨论.
    pub const TOPIC_DISCUSSION: &str = "topic_discussion";
    /// 党小组(支部)集中学习.
    pub const GROUP_STUDY: &str = "group_study";
    /// 专题组织生活会.
    pub const ORGANISATIONAL_LIFE: &str = "organisational_life";
    /// 民主评议会.
    pub const APPRAISAL: &str = "appraisal";
}

const SERVES: [(&str, &str); 6] = [
    (serves::MOBILISATION, "学习教育动员"),
    (serves::DEPLOYMENT, "研究部署"),
    (serves::TOPIC_DISCUSSION, "专题学习讨论"),
    (serves::GROUP_STUDY, "集中学习"),
    (serves::ORGANISATIONAL_LIFE, "专题组织生活会"),
    (serves::APPRAISAL, "民主评议会"),
];

/// In a row of a member: who, by [`crate::id::MemberId`].
pub const MEMBER: &str = "member";
/// In a row of a member: how; one of [`ATTENDED`].
pub const STATE: &str = "state";
/// In a row of a member: the day on which it was made up for.
pub const MADE_UP_ON: &str = "made_up_on";

/// How a member attended: name and word.
pub const ATTENDED: [(&str, &str); 3] =
    [("present", "参加"), ("made_up", "已补学"), ("absent", "缺席")];

fn also(content: &Content) -> Vec<FieldFlaw> {
    let texts = &content.texts;
    let discusses = texts.has("serves", serves::TOPIC_DISCUSSION);
    let mut flaws = Vec::new();
    if discusses && texts.get("topics").is_empty() {
        flaws.push(FieldFlaw::new("topics", "请选择讨论的是哪个专题"));
    }
    if !discusses && !texts.get("topics").is_empty() {
        flaws.push(FieldFlaw::new("topics", "选了专题,请在会议内容里勾选「专题学习讨论」"));
    }
    if discusses && content.rows.is_empty() {
        flaws.push(FieldFlaw::new(ATTENDANCE, "请填写谁参加了,讨论的参加率由此计算"));
    }
    flaws
}

/// What is wrong with the rows of members.
pub(super) fn flaws_of_attendance(
    rows: &[Texts],
    held: Option<Date>,
    today: Date,
) -> Vec<FieldFlaw> {
    let mut members = BTreeSet::new();
    let mut flaws = Vec::new();
    if rows.len() > PRESENT as usize {
        let says = format!("有 {} 人,最多 {PRESENT} 人", rows.len());
        flaws.push(FieldFlaw::new(ATTENDANCE, says));
    }
    for (at, row) in rows.iter().enumerate() {
        let mut flaw = |says: String| flaws.push(FieldFlaw::of_row(at, says));
        let member = row.get(MEMBER);
        if member.parse::<uuid::Uuid>().is_err() {
            flaw("不在党员名册里".to_owned());
        } else if !members.insert(member) {
            flaw("已经有一行,请删去重复的".to_owned());
        }
        match (row.get(STATE), row.day(MADE_UP_ON)) {
            ("present" | "absent", None) if row.get(MADE_UP_ON).is_empty() => {}
            ("made_up", Some(day)) if held.is_some_and(|held| day < held) => {
                flaw(format!("补学日期 {day} 早于会议"));
            }
            ("made_up", Some(day)) if day <= today => {}
            ("made_up", Some(day)) => flaw(format!("补学日期 {day} 还没有到")),
            ("made_up", None) => flaw("请填写补学的日期".to_owned()),
            ("present" | "absent", _) => flaw("没有补学,不用填补学日期".to_owned()),
            _ => flaw("请选择参加、已补学还是缺席".to_owned()),
        }
    }
    flaws
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Content, DESCRIPTOR, Texts};
    use crate::record::descriptor::slot;

    const MEMBER: &str = "018f0000-0000-7000-8000-000000000001";

    fn meeting(serves: &str, topics: &str, rows: Vec<Texts>) -> Content {
        let mut content = Content::of([("title", "六月学习"), ("held_on", "2016-06-20")]);
        content.texts.put("serves", serves);
        content.texts.put("topics", topics);
        Content { rows, ..content }
    }

    fn said(content: &Content) -> Vec<(&'static str, String)> {
        let flaws = DESCRIPTOR.flaws(content, date(2016, 6, 30));
        flaws.into_iter().map(|flaw| (flaw.field, flaw.told(|_| None))).collect()
    }

    #[test]
    fn a_discussion_has_its_topic_and_its_members() {
        let topic = slot("jx-2016-52", "topic", "3");
        let present = Texts::from([("member", MEMBER), ("state", "present")]);
        let sound = meeting("mobilisation,topic_discussion", &topic, vec![present.clone()]);
        assert_eq!(said(&sound), []);
        let blank = meeting("topic_discussion", "", Vec::new());
        let fields: Vec<&str> = said(&blank).iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["topics", "attendance"]);
        let idle = meeting("deployment", &topic, Vec::new());
        assert_eq!(said(&idle).len(), 1);
        let twice = meeting("deployment", "", vec![present.clone(), present]);
        assert_eq!(said(&twice)[0].1, "第 2 人:已经有一行,请删去重复的");
    }

    #[test]
    fn making_up_has_its_day() {
        let cases = [
            ("made_up", "2016-06-25", None),
            ("made_up", "2016-06-20", None),
            ("made_up", "2016-06-19", Some("第 1 人:补学日期 2016-06-19 早于会议")),
            ("made_up", "", Some("第 1 人:请填写补学的日期")),
            ("made_up", "2016-07-01", Some("第 1 人:补学日期 2016-07-01 还没有到")),
            ("present", "2016-06-25", Some("第 1 人:没有补学,不用填补学日期")),
            ("", "", Some("第 1 人:请选择参加、已补学还是缺席")),
        ];
        for (state, day, says) in cases {
            let mut row = Texts::from([("member", MEMBER)]);
            row.put("state", state);
            row.put("made_up_on", day);
            let said = said(&meeting("deployment", "", vec![row]));
            assert_eq!(said.first().map(|(_, says)| says.as_str()), says, "{state} {day}");
        }
    }

    #[test]
    fn a_day_to_come_and_a_word_of_nobody_are_refused() {
        let mut content = meeting("deployment,party", "", Vec::new());
        content.texts.put("held_on", "2016-07-01");
        let fields: Vec<&str> = said(&content).iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["held_on", "serves"]);
    }
}
