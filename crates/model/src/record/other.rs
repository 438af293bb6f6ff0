//! 其他佐证: serves any criterion, so that nothing a branch has done lacks a place.

use super::RecordKind;
use super::descriptor::{Descriptor, Field, Shape};
use crate::limit::{LINE_CHARS, SENTENCES_CHARS};

/// Criteria, a text, files.
pub(super) const DESCRIPTOR: Descriptor = Descriptor {
    kind: RecordKind::Other,
    version: 1,
    lead: "其他种类装不下的佐证:写明为哪几个评分要点作证。",
    day: "on_day",
    title: "title",
    fields: &[
        Field::needed("title", "标题", Shape::Line(LINE_CHARS)).listed(),
        Field::needed("on_day", "日期", Shape::Day).listed(),
        Field::needed("criteria", "为哪些评分要点作证", Shape::Criteria).listed(),
        Field::needed("text", "说明", Shape::Sentences(SENTENCES_CHARS)),
    ],
    attendance: false,
    files: "可以附文件,不要求照片。",
    also: |_| Vec::new(),
};
