//! 工作计划: the branch's plan for the campaign (notice 一.1).

use super::RecordKind;
use super::descriptor::{Descriptor, Field, Shape};
use crate::limit::{LINE_CHARS, SENTENCES_CHARS};

/// Adopted, dated, with its text attached: that is what criterion 1.1 asks.
pub(super) const DESCRIPTOR: Descriptor = Descriptor {
    kind: RecordKind::WorkPlan,
    version: 1,
    lead: "支部的学习教育工作计划:由谁通过、哪天通过,并附上计划全文。",
    day: "adopted_on",
    title: "title",
    fields: &[
        Field::needed("title", "计划名称", Shape::Line(LINE_CHARS)).listed(),
        Field::needed("adopted_on", "通过日期", Shape::Day).listed(),
        Field::needed("adopted_by", "由谁通过", Shape::Choice(&ADOPTED_BY)).listed(),
        Field::optional("summary", "主要安排", Shape::Sentences(SENTENCES_CHARS))
            .hint("学什么、怎么学、什么时间完成"),
        Field::optional("features", "结合实际的特色做法", Shape::Sentences(SENTENCES_CHARS))
            .hint("与本支部的行业、岗位有什么结合"),
    ],
    attendance: false,
    files: "请附上计划全文(文档或照片)。没有附件时,第 1.1 项不能建议得分。",
    also: |_| Vec::new(),
};

const ADOPTED_BY: [(&str, &str); 3] =
    [("assembly", "支部党员大会"), ("board", "支部委员会"), ("superior", "报上级党委批准")];
