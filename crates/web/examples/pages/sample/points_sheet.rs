//! A committee's sheet of points on its way in.

use web::layout::Page as _;
use web::page::evaluation_import::{OfBranch, PointsSheet, PointsTrial};
use web::page::organisation_import::{CellFlaw, Count};
use web::part::flaws::Flaws;
use web::part::link::Link;
use web::part::upload::Upload;

use super::{LONG, SHARP, inside, inside_long, texts, way};

const DESK: &str = "/organisations/2/evaluation-desk/3";

fn upload() -> Upload {
    Upload {
        form: "f-71".into(),
        action: format!("{DESK}/import"),
        hint: "xlsx、xls 或 csv,至多 4 MB。".into(),
        back_href: DESK.into(),
        ..Upload::default()
    }
}

fn sheet() -> PointsSheet {
    PointsSheet {
        way: way(&["评定名单"], "导入评分表"),
        committee: "青禾镇党委".into(),
        upload: upload(),
        current: ["下载评分表(xlsx)", "下载评分表(csv)"]
            .map(|text| Link::new(text, format!("{DESK}/sheet")))
            .into(),
    }
}

fn counts(numbers: [usize; 5]) -> Vec<Count> {
    let terms = ["新评(项)", "改评(项)", "表下载后已改(项)", "不变的支部", "表里没有的支部"];
    let count = |(term, number): (&str, usize)| Count {
        term: term.into(),
        number: number.to_string(),
        nothing: number == 0,
        grave: false,
    };
    terms.into_iter().zip(numbers).map(count).collect()
}

fn trial() -> PointsTrial {
    let fresh = "1.1\u{a0}3、1.2\u{a0}1.5、2.1\u{a0}6、3.1\u{a0}10.5、5.2\u{a0}8、7.2\u{a0}4";
    PointsTrial {
        way: way(&["评定名单"], "核对评分表"),
        committee: "青禾镇党委".into(),
        sheet: "青禾镇党委评分表-2016-07-01.xlsx".into(),
        minds: texts(&["这些列不认识,没有读: 联系人。"]),
        counts: counts([7, 1, 1, 9, 1]),
        changes_anything: true,
        branches: vec![
            OfBranch {
                name: "青禾村第1党支部".into(),
                row: "5".into(),
                fresh: fresh.into(),
                reasons: "2.1 一次专题没有签到表,按实到人数计".into(),
                ..OfBranch::default()
            },
            OfBranch {
                name: LONG.into(),
                row: "6".into(),
                fresh: "7.2 4".into(),
                changed: "3.1\u{a0}12\u{a0}→\u{a0}10.5".into(),
                later: "1.1 3".into(),
                reasons: format!("3.1 {SHARP}"),
            },
        ],
        form: "f-72".into(),
        action: format!("{DESK}/imports/1"),
        seen: "00".into(),
        says: texts(&[
            "全部导入,或者什么都不变。导入的分是草稿,提交和确认仍在评定页办理。",
            "空着的格和表里没有的支部保持原样。",
        ]),
        again: upload(),
        back_href: DESK.into(),
        ..PointsTrial::default()
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let at = inside("党组织");
    let refused = PointsSheet {
        committee: LONG.into(),
        upload: Upload {
            flaws: Flaws::new([("sheet", "前 10 行里没有表头;表头要有「支部名称」一列")]),
            ..upload()
        },
        ..sheet()
    };
    let flaw = |at: usize| CellFlaw {
        place: format!("K{}「3.1」", at + 5),
        text: match at % 3 {
            0 => "13 超过满分 12".to_owned(),
            1 => "与系统建议不同,请用一句话说明理由(写在「备注」一列)".to_owned(),
            _ => format!("「{SHARP}」不是分数,请填数字,没有评分请留空"),
        },
    };
    let trial_flawed = PointsTrial {
        committee: LONG.into(),
        counts: Vec::new(),
        changes_anything: false,
        branches: Vec::new(),
        flaws: (0..9).map(flaw).collect(),
        flaws_count: 9,
        ..trial()
    };
    let same = PointsTrial {
        minds: Vec::new(),
        counts: counts([0, 0, 0, 12, 0]),
        changes_anything: false,
        branches: Vec::new(),
        ..trial()
    };
    let many = PointsTrial {
        counts: counts([1800, 0, 0, 0, 0]),
        minds: texts(&["有 300 行没有下载记录,看不出填表以后有没有人改过分;请逐项核对「改评」。"]),
        branches: (1..=300)
            .map(|at| OfBranch {
                name: format!("青禾村第{at}党支部"),
                row: (at + 4).to_string(),
                fresh:
                    "1.1\u{a0}3、1.2\u{a0}1.5、2.1\u{a0}6、3.1\u{a0}10.5、5.2\u{a0}8、7.2\u{a0}4"
                        .into(),
                ..OfBranch::default()
            })
            .collect(),
        ..trial()
    };
    vec![
        ("points-sheet", sheet().show(&at)),
        ("points-sheet-flawed", refused.show(&inside_long("党组织"))),
        ("points-trial", trial().show(&at)),
        ("points-trial-flawed", trial_flawed.show(&inside_long("党组织"))),
        ("points-trial-same", same.show(&at)),
        ("points-trial-300", many.show(&at)),
    ]
}
