//! 讲党课 (notice 一.3).

use super::RecordKind;
use super::descriptor::{Descriptor, Field, FieldFlaw, Shape};
use crate::limit::{LINE_CHARS, PRESENT, SENTENCES_CHARS};

/// How many, one of them by the secretary, one in a new form: that is what criterion 3.2 asks.
pub(super) const DESCRIPTOR: Descriptor = Descriptor {
    kind: RecordKind::PartyLecture,
    version: 1,
    lead: "一次党课:哪天、谁讲、讲什么、用什么形式。",
    day: "held_on",
    title: "title",
    fields: &[
        Field::needed("title", "党课题目", Shape::Line(LINE_CHARS)).listed(),
        Field::needed("held_on", "日期", Shape::Day).listed(),
        Field::needed("lecturer", "主讲人", Shape::Choice(&LECTURERS)).listed(),
        Field::optional("lecturer_name", "主讲人姓名", Shape::Line(LINE_CHARS))
            .hint("支部书记讲的不用填"),
        Field::needed("lecture_form", "形式", Shape::Choice(&FORMS)).listed(),
        Field::optional("innovation", "创新在哪里", Shape::Sentences(SENTENCES_CHARS))
            .hint("形式选「其他创新形式」时要填"),
        Field::optional("listeners", "听课党员人数", Shape::Count(PRESENT)),
        Field::optional("summary", "主要内容", Shape::Sentences(SENTENCES_CHARS)),
    ],
    attendance: false,
    files: "可以附讲稿或课件,不要求照片。",
    also: |content| {
        let texts = &content.texts;
        let is_missing = texts.get("lecture_form") == "other" && texts.get("innovation").is_empty();
        let says = "请用一句话写明创新在哪里";
        is_missing.then(|| FieldFlaw::new("innovation", says)).into_iter().collect()
    },
};

const LECTURERS: [(&str, &str); 4] = [
    ("secretary", "本支部书记"),
    ("board", "其他支部委员"),
    ("member", "普通党员"),
    ("guest", "上级领导或外请"),
];

/// The form that is no new one is `classroom`.
const FORMS: [(&str, &str); 6] = [
    ("classroom", "集中授课"),
    ("on_site", "现场教学"),
    ("short", "微党课"),
    ("dialogue", "互动讨论式"),
    ("story", "党员讲身边事"),
    ("other", "其他创新形式"),
];
