//! 考核方案: the list, one, and publishing one.

use web::layout::Page;
use web::page::organisation_import::CellFlaw;
use web::page::scheme::{
    Content, CriterionLine, IndicatorLine, Scheme, SchemeRow, SchemeTrial, SchemeUpload, Schemes,
};
use web::part::badge::{Badge, Standing};
use web::part::facts::Fact;
use web::part::flaws::Flaws;
use web::part::link::{Act, Link};
use web::part::way::Way;

use super::{LONG, SHARP, inside};

fn way_to(here: &str) -> Way {
    let steps = vec![Link::new("学习教育", "/campaigns"), Link::new("考核方案", "/schemes")];
    Way { steps, here: here.into() }
}

fn setting() -> Badge {
    Badge::new("平台设定", Standing::Plain)
}

/// What a scheme says, for the campaign's page too.
pub(super) fn content() -> Content {
    let criterion = |id: &str, title: &str, reading: &str| CriterionLine {
        title: format!("{id} {title}"),
        points: "3".into(),
        badge: Badge::new("文件规定", Standing::Good),
        official: "制定《工作计划》占3分".into(),
        reading: reading.into(),
        parts: vec!["工作计划经支部通过、注明日期并附文件,3 分(有则得分)".into()],
    };
    Content {
        indicators: vec![IndicatorLine {
            title: "1 工作计划".into(),
            points: "5".into(),
            annex_text: "1、党支部是否认真学习省委《方案》等上级要求，结合支部实际制定切实可行、富有特色的学习教育工作计划。".into(),
            annex_standard: "制定《工作计划》占3分；《工作方案》符合实际、有特色占2分。".into(),
            criteria: vec![
                criterion("1.1", "制定《工作计划》", ""),
                criterion("1.2", LONG, "《工作方案》按前半句的《工作计划》理解。"),
            ],
        }],
        bonus: "8、学习教育特色项目附加分,最多 10 分。采用申报审核制确定".into(),
        bands: vec![("好:90 分起".into(), setting()), ("较好:80 分起".into(), setting())],
        vetoes: vec![("一票否优:发现弄虚作假".into(), setting())],
        topics: vec![("1 学党章党规".into(), setting())],
        notes: vec!["第 5 项原文「导向向」,按「导向」理解。".into()],
    }
}

fn list() -> Schemes {
    let row = |title: &str, built_in: bool| SchemeRow {
        title: Link::new(title, "/schemes/jx-2016-52"),
        version: "jx-2016-52 第 1 版".into(),
        badges: match built_in {
            true => vec![Badge::new("内置", Standing::Plain)],
            false => vec![Badge::new("已发布", Standing::Good)],
        },
        published: if built_in { String::new() } else { "2026-02-20 09:00".into() },
    };
    Schemes {
        way: Way {
            steps: vec![Link::new("学习教育", "/campaigns")], here: "考核方案".into()
        },
        publish: vec![Act::new("发布考核方案", "/organisations/7/scheme-publishing")],
        rows: vec![row("基层党支部书记学习教育考核督查指标体系", true), row(LONG, false)],
    }
}

fn facts() -> Vec<Fact> {
    vec![
        Fact::new("依据文件", "中共江西省委组织部 赣组字〔2016〕52号"),
        Fact::new("编号和版本", "jx-2016-52 第 1 版"),
        Fact::new("总分", "100 分"),
        Fact::new("校验码(SHA-256)", "0f".repeat(32)),
    ]
}

fn warnings() -> Vec<String> {
    vec!["评分要点 7.4 以转发为考核依据,2024 年的规定不允许。".into()]
}

fn one() -> Scheme {
    Scheme {
        way: way_to("指标体系"),
        title: "基层党支部书记学习教育考核督查指标体系".into(),
        summary: "附件的指标体系,照文件原样。".into(),
        facts: facts(),
        downloads: vec![Act::new("下载表格(xlsx)", "/schemes/jx-2016-52/scheme.xlsx")],
        warnings: warnings(),
        content: content(),
    }
}

fn upload(flaws: Flaws) -> SchemeUpload {
    SchemeUpload {
        way: way_to("发布考核方案"),
        organisation: "某省省委组织部".into(),
        form: "f-73".into(),
        action: "/organisations/7/scheme-publishing".into(),
        template: Link::new("内置方案的表格(xlsx)", "/schemes/jx-2016-52/scheme.xlsx"),
        back_href: "/schemes".into(),
        flaws,
    }
}

fn trial(flawed: bool, refused: Flaws) -> SchemeTrial {
    let flaw = |at: usize| CellFlaw {
        place: format!("D{}「分值」", at + 4),
        text: format!("「{SHARP}」不是分数"),
    };
    SchemeTrial {
        way: way_to("核对考核方案"),
        title: "指标体系".into(),
        facts: facts(),
        flaws: if flawed { (0..30).map(flaw).collect() } else { Vec::new() },
        flaws_more: if flawed { "另有 3 处没有列出。".into() } else { String::new() },
        refused,
        warnings: warnings(),
        content: (!flawed).then(content),
        form: "f-73".into(),
        action: "/organisations/7/schemes".into(),
        text: "format = 1\nid = \"jx-2016-52\"\n".into(),
        again: Link::new("另选文件", "/organisations/7/scheme-publishing"),
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let here = || inside("考核方案");
    let unfit = Flaws::new([("sheet", "请选择文件")]);
    let refused = Flaws::new([("text", "方案 jx-2016-52 第 1 版已经有了,内容与这份不同")]);
    vec![
        ("schemes", list().show(&here())),
        ("scheme", one().show(&here())),
        ("scheme-upload", upload(Flaws::default()).show(&here())),
        ("scheme-upload-flawed", upload(unfit).show(&here())),
        ("scheme-trial", trial(false, Flaws::default()).show(&here())),
        ("scheme-trial-flawed", trial(true, Flaws::default()).show(&here())),
        ("scheme-trial-refused", trial(false, refused).show(&here())),
    ]
}
