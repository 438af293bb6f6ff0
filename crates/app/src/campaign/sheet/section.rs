//! Kinds of sections of a scheme's file, and which of their keys have a column.

/// The sheet's name.
pub(super) const NAME: &str = "考核方案";

/// Heads with room for what stands below them.
pub(super) const COLUMNS: [(&str, usize); 15] = [
    ("这一行是", 12),
    ("编号", 10),
    ("名称", 20),
    ("分值", 8),
    ("规则", 16),
    ("台账", 14),
    ("说明", 40),
    ("出处", 10),
    ("文件原文", 40),
    ("我们的理解", 30),
    ("正文", 40),
    ("附件内容", 40),
    ("附件分值", 10),
    ("附件标准", 40),
    ("其他参数", 40),
];

pub(super) const WHAT: usize = 0;
pub(super) const NUMBER: usize = 1;
pub(super) const TITLE: usize = 2;
pub(super) const POINTS: usize = 3;
pub(super) const RULE: usize = 4;
pub(super) const RECORD: usize = 5;
pub(super) const SAYS: usize = 6;
pub(super) const PROVENANCE: usize = 7;
pub(super) const OFFICIAL: usize = 8;
pub(super) const READING: usize = 9;
pub(super) const BODY: usize = 10;
pub(super) const ANNEX: usize = 11;
pub(super) const ANNEX_POINTS: usize = 12;
pub(super) const ANNEX_STANDARD: usize = 13;
pub(super) const OTHER: usize = 14;

/// How a key's value is written in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum As {
    Text,
    Figure,
}
use As::{Figure, Text};

/// A kind of section: its place in the file, whether there may be several, its word, under which
/// it stands, and which keys have a column.
pub(super) struct Section {
    pub(super) path: &'static str,
    pub(super) is_list: bool,
    pub(super) word: &'static str,
    pub(super) below: &'static str,
    pub(super) keys: &'static [(usize, &'static str, As)],
}

pub(super) const PART: &[(usize, &str, As)] = &[
    (RULE, "kind", Text),
    (RECORD, "record", Text),
    (POINTS, "points", Figure),
    (SAYS, "says", Text),
];

/// Kinds of sections, in the order of a file.
pub(super) const SECTIONS: [Section; 14] = [
    Section {
        path: "",
        is_list: false,
        word: "方案",
        below: "",
        keys: &[
            (NUMBER, "id", Text),
            (TITLE, "title", Text),
            (POINTS, "total", Figure),
            (SAYS, "summary", Text),
        ],
    },
    Section {
        path: "source",
        is_list: false,
        word: "依据文件",
        below: "",
        keys: &[(NUMBER, "number", Text), (TITLE, "title", Text), (SAYS, "issuer", Text)],
    },
    Section {
        path: "topic",
        is_list: true,
        word: "专题",
        below: "",
        keys: &[
            (NUMBER, "number", Figure),
            (TITLE, "title", Text),
            (PROVENANCE, "provenance", Text),
        ],
    },
    Section {
        path: "indicator",
        is_list: true,
        word: "考核内容",
        below: "",
        keys: &[
            (NUMBER, "number", Figure),
            (TITLE, "title", Text),
            (POINTS, "points", Figure),
            (BODY, "body_text", Text),
            (ANNEX, "annex_text", Text),
            (ANNEX_POINTS, "annex_points", Text),
            (ANNEX_STANDARD, "annex_standard", Text),
        ],
    },
    Section {
        path: "indicator.criterion",
        is_list: true,
        word: "评分要点",
        below: "考核内容",
        keys: &[
            (NUMBER, "id", Text),
            (TITLE, "title", Text),
            (POINTS, "points", Figure),
            (PROVENANCE, "provenance", Text),
            (OFFICIAL, "official_text", Text),
            (READING, "reading", Text),
        ],
    },
    Section {
        path: "indicator.criterion.part",
        is_list: true,
        word: "计分部分",
        below: "评分要点",
        keys: PART,
    },
    Section {
        path: "indicator.criterion.required_task",
        is_list: true,
        word: "规定任务",
        below: "评分要点",
        keys: &[(SAYS, "says", Text)],
    },
    Section {
        path: "bonus",
        is_list: false,
        word: "附加分",
        below: "",
        keys: &[
            (NUMBER, "number", Figure),
            (POINTS, "points", Figure),
            (ANNEX, "annex_text", Text),
            (ANNEX_POINTS, "annex_points", Text),
            (ANNEX_STANDARD, "annex_standard", Text),
        ],
    },
    Section {
        path: "bonus.part", is_list: true, word: "附加分部分", below: "附加分", keys: PART
    },
    Section {
        path: "band",
        is_list: true,
        word: "等次",
        below: "",
        keys: &[(TITLE, "name", Text), (POINTS, "from", Figure), (PROVENANCE, "provenance", Text)],
    },
    Section {
        path: "veto",
        is_list: true,
        word: "否决",
        below: "",
        keys: &[(RULE, "kind", Text), (SAYS, "says", Text), (PROVENANCE, "provenance", Text)],
    },
    Section {
        path: "clause",
        is_list: true,
        word: "条款",
        below: "",
        keys: &[(NUMBER, "id", Text), (TITLE, "title", Text), (OFFICIAL, "official_text", Text)],
    },
    Section {
        path: "erratum",
        is_list: true,
        word: "笔误",
        below: "",
        keys: &[
            (NUMBER, "indicator", Figure),
            (OFFICIAL, "text", Text),
            (READING, "reading", Text),
        ],
    },
    Section {
        path: "difference",
        is_list: true,
        word: "正文与附件不同",
        below: "",
        keys: &[
            (NUMBER, "indicator", Figure),
            (BODY, "body", Text),
            (ANNEX, "annex", Text),
            (READING, "reading", Text),
        ],
    },
];
