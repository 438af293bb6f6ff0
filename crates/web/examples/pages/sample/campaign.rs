//! 学习教育: the list, one, who takes part, its documents; the steps of setting one up.

use web::layout::{Page, Tone};
use web::page::campaign::{
    BranchRow, Branches, Campaign, CampaignRow, Campaigns, Document, DocumentLine, ExtensionLine,
    LocalLine, PeriodLine, StageLine, TaskRow,
};
use web::page::campaign_step::{
    ConfirmStep, DocumentStep, Extension, FactsStep, Frame, LocalPart, OpeningStep, PeriodRow,
    PeriodsStep, SchemeStep, ScopeStep, Step, Steps, TaskFields,
};
use web::part::badge::{Badge, Standing};
use web::part::choice::Choice;
use web::part::facts::Fact;
use web::part::find::Find;
use web::part::flaws::Flaws;
use web::part::link::{Act, Link};
use web::part::pager::Pager;
use web::part::way::Way;

use super::scheme::content;
use super::{LONG, SHARP, inside, inside_long, noticed};

fn way_to(here: &str) -> Way {
    let steps =
        vec![Link::new("学习教育", "/campaigns"), Link::new("学党章学习教育", "/campaigns/7")];
    Way { steps, here: here.into() }
}

fn row(name: &str, word: &str, tone: Standing) -> CampaignRow {
    CampaignRow {
        name: Link::new(name, "/campaigns/7"),
        owner: "某省省委组织部".into(),
        days: "2026-03-01 至 2026-12-31".into(),
        state: Badge::new(word, tone),
    }
}

fn list(rows: Vec<CampaignRow>, found: Vec<Act>) -> Campaigns {
    let way = Way { steps: Vec::new(), here: "学习教育".into() };
    Campaigns { way, found, rows }
}

fn stage(word: &str, days: &str, state: Badge, from: u32) -> StageLine {
    StageLine { word: word.into(), days: days.into(), state, from, length: 120 }
}

fn period(title: &str, over: bool) -> PeriodLine {
    let (first, second) = match over {
        true => (Badge::new("2026-06-20 已结束", Standing::Plain), Standing::Plain),
        false => (Badge::new("已延期到 2026-11-26", Standing::Near), Standing::Good),
    };
    let from = if over { 300 } else { 800 };
    PeriodLine {
        title: title.into(),
        stages: vec![
            stage("支部自查", "2026-11-01 至 2026-11-24", first, from),
            stage("党委评定", "2026-11-10 至 2026-12-05", Badge::new("进行中", second), from + 60),
        ],
        today: Some(878),
    }
}

fn campaign() -> Campaign {
    Campaign {
        way: Way {
            steps: vec![Link::new("学习教育", "/campaigns")],
            here: "学党章学习教育".into(),
        },
        name: "学党章学习教育".into(),
        state: Badge::new("进行中", Standing::Good),
        lead: "正在进行。数字点开就是名单。".into(),
        late: Some((
            Badge::new("名单待更新", Standing::Near),
            Link::new("有 3 个支部在范围内还没有参加", "/campaigns/3/enrolment"),
        )),
        facts: vec![
            Fact::new("发起单位", "某省省委组织部"),
            Fact::new("开始", "2026-03-01"),
            Fact::new("结束", "2026-12-31"),
            Fact::link(
                "参加支部",
                Link::new("119,874 个,截至 11-24 10:00:02", "/campaigns/7/branches"),
            ),
            Fact::new("单位", "全部下级"),
            Fact::new("支部类别", "全部类别"),
        ],
        acts: vec![
            Act::new("修改期次和期限", "/campaigns/7/periods"),
            Act::new("录入文件", "/campaigns/7/documents"),
            Act::grave("结束", "/campaigns/7/closure"),
        ],
        periods: vec![period("第一期", true), period("第二期", false)],
        content: Some(content()),
        scheme: Some(Link::new("基层党支部书记学习教育考核督查指标体系", "/schemes/jx-2016-52")),
        documents: vec![DocumentLine {
            title: Link::new("关于开展学习教育的通知", "/campaigns/7/documents/1"),
            more: "示组字〔2026〕1号 2026-02-20 印发".into(),
            tasks: vec!["开展四次专题讨论(评分要点 3.1,2026-11-30 以前)".into()],
        }],
        withdrawn: vec![DocumentLine {
            title: Link::new("关于开展学习教育的通知(日期有误)", "/campaigns/7/documents/2"),
            more: "示组字〔2026〕1号 2026-02-19 印发 2026-02-20 10:05 撤下".into(),
            tasks: Vec::new(),
        }],
        local_parts: vec![LocalLine {
            title: Link::new("甲市附加部分", "/schemes/1"),
            owner: "甲市市委组织部".into(),
        }],
        local_acts: vec![Act::new("甲市市委组织部的附加部分", "/organisations/7/local-parts/7")],
        extensions: vec![ExtensionLine {
            branch: Link::new("青禾村党支部", "/organisations/9"),
            what: "第二期 支部自查".into(),
            until: "2026-11-26".into(),
            reason: "汛期抢险,支部全员在堤上。".into(),
            by: "王示例 2026-11-23 09:12".into(),
        }],
        versions: vec!["2026-11-20 09:10 王示例 改了期次和期限".into()],
    }
}

fn drafted() -> Campaign {
    Campaign {
        state: Badge::new("筹备中", Standing::Near),
        late: None,
        lead: "正在筹备,下级还看不到。做完各步,再核对启动。".into(),
        periods: Vec::new(),
        content: None,
        scheme: None,
        documents: Vec::new(),
        withdrawn: Vec::new(),
        local_parts: Vec::new(),
        local_acts: Vec::new(),
        extensions: Vec::new(),
        ..campaign()
    }
}

fn branches(count: usize) -> Branches {
    let row = |at: usize| BranchRow {
        name: Link::new(format!("青禾第{at}村党支部"), "/organisations/9"),
        sector: "农村".into(),
        committee: if at == 3 { LONG.into() } else { "青禾镇党委".into() },
        since: "2026-03-01 起 开始时参加".into(),
        extend: at
            .is_multiple_of(2)
            .then(|| Link::new("延期", "/campaigns/7/branches/9/extension")),
    };
    Branches {
        way: way_to("参加支部"),
        campaign: "学党章学习教育".into(),
        lead: format!("「甲县县委组织部」共 {count} 个支部参加。"),
        find: Find {
            action: "/campaigns/7/branches".into(),
            label: "支部的名称".into(),
            query: if count == 0 { LONG.into() } else { String::new() },
            hidden: Vec::new(),
        },
        all: (count == 0).then(|| Link::new("看全部参加支部", "/campaigns/7/branches")),
        empty: format!("没有名称里有「{LONG}」的参加支部"),
        rows: (0..count).map(row).collect(),
        pager: Pager {
            said: format!("本页 {count} 个"),
            first: None,
            next: (count > 100).then(|| "/campaigns/7/branches?after=0001".into()),
        },
    }
}

fn document(withdraw: bool) -> Document {
    Document {
        badges: match withdraw {
            true => Vec::new(),
            false => vec![Badge::new("已撤下", Standing::Grave)],
        },
        way: way_to("关于开展学习教育的通知"),
        title: "关于开展学习教育的通知".into(),
        facts: vec![Fact::new("文号", "示组字〔2026〕1号"), Fact::new("印发日期", "2026-02-20")],
        tasks: vec![TaskRow {
            says: format!("开展四次专题讨论{SHARP}"),
            criterion: "3.1 专题学习讨论".into(),
            due: "2026-11-30".into(),
        }],
        paragraphs: vec!["各市委组织部:".into(), "现就学习教育有关事项通知如下。".into()],
        attach: withdraw.then(|| ("f-72".into(), "/campaigns/7/documents/1/file".into())),
        flaws: Flaws::default(),
        withdraw: withdraw.then(|| ("f-71".into(), "/campaigns/7/documents/1/withdrawal".into())),
        back: Link::new("返回学习教育", "/campaigns/7"),
    }
}

fn frame(step: usize, here: &str, button: &str, flaws: Flaws) -> Frame {
    let names =
        ["1 名称和起止", "2 考核方案", "3 参加范围", "4 期次和期限", "5 文件和任务", "6 核对启动"];
    let steps = names.iter().enumerate().map(|(at, text)| Step {
        text: (*text).into(),
        href: (step > 0).then(|| "/campaigns/7/facts".into()),
        current: at == step,
        done: at < step,
    });
    Frame {
        way: way_to(here),
        steps: Some(Steps { steps: steps.collect() }),
        name: "学党章学习教育".into(),
        form: "f-71".into(),
        action: "/campaigns/7/facts".into(),
        version: "3".into(),
        button: button.into(),
        back: Link::new("返回学习教育", "/campaigns/7"),
        flaws,
    }
}

fn none() -> Flaws {
    Flaws::default()
}

fn choices(words: &[&str]) -> Vec<Choice> {
    words.iter().map(|word| Choice::new(*word, *word, *word == words[0])).collect()
}

fn facts(flaws: Flaws) -> FactsStep {
    FactsStep {
        frame: frame(0, "新建学习教育", "保存,下一步", flaws),
        title: LONG.into(),
        from: "2026-03-01".into(),
        to: String::new(),
    }
}

fn schemes() -> SchemeStep {
    SchemeStep {
        frame: frame(1, "考核方案", "保存,下一步", none()),
        schemes: choices(&["指标体系", "减负版"]),
        publish: Link::new("发布一个新的方案", "/organisations/7/scheme-publishing"),
    }
}

fn scope() -> ScopeStep {
    let units: Vec<String> = (0..24).map(|at| format!("甲{at}市市委组织部")).collect();
    let units: Vec<&str> = units.iter().map(String::as_str).collect();
    ScopeStep {
        frame: frame(
            2,
            "参加范围",
            "保存,下一步",
            Flaws::new([("units", "请勾选至少一个单位,或选「全部下级」")]),
        ),
        all_units: false,
        units: choices(&units),
        codes: "360000000101".into(),
        all_sectors: true,
        sectors: choices(&["农村", "社区", "机关"]),
    }
}

fn periods() -> PeriodsStep {
    let names = ["title", "check_from", "check_to", "evaluation_from", "evaluation_to"];
    let row = |number: usize, values: [&str; 5]| PeriodRow {
        number,
        names: names.map(|name| format!("{name}-{number}")),
        values: values.map(str::to_owned),
    };
    let flaw = Flaws::new([("check_to-1", "不能早于开始的日期")]);
    PeriodsStep {
        frame: frame(3, "期次和期限", "保存,下一步", flaw),
        days: "2026-03-01 至 2026-12-31".into(),
        rows: vec![
            row(1, ["第一期", "2026-06-01", "2026-05-20", "2026-06-10", "2026-07-05"]),
            row(2, [""; 5]),
            row(3, [""; 5]),
        ],
    }
}

fn documents() -> DocumentStep {
    let row = |number: usize| TaskFields {
        names: ["says", "criterion", "due"].map(|name| format!("{name}-{number}")),
        values: [String::new(), String::new()],
        criteria: choices(&["3.1 专题学习讨论", "3.2 讲党课"]),
    };
    DocumentStep {
        frame: Frame { version: String::new(), ..frame(4, "文件和任务", "录入", none()) },
        documents: vec![Link::new("关于开展学习教育的通知", "/campaigns/7/documents/1")],
        title: String::new(),
        symbol: String::new(),
        issued: String::new(),
        content: "一、总体要求\n二、主要任务".into(),
        rows: (1..4).map(row).collect(),
        next: Some(Link::new("下一步:核对启动", "/campaigns/7/opening")),
    }
}

fn opening(ready: bool) -> OpeningStep {
    let blocking = match ready {
        true => Vec::new(),
        false => vec![Link::new("还没有填写期次和期限", "/campaigns/7/periods")],
    };
    OpeningStep {
        frame: frame(5, "核对启动", "启动", none()),
        blocking,
        soft: vec![Link::new("还没有录入文件和任务", "/campaigns/7/documents")],
        counts: vec![
            Fact::new("支部", "119,874 个"),
            Fact::new("由谁评定", "6,500 个党委、党(工)委或组织部"),
        ],
        unevaluated: if ready { Vec::new() } else { vec![LONG.into()] },
        says: vec!["119,874 个支部从 2026-03-01 起参加。".into()],
    }
}

fn late(is_none: bool) -> ConfirmStep {
    let steps = frame(5, "更新参加支部", "更新", none());
    ConfirmStep {
        frame: Frame { steps: None, version: String::new(), ..steps },
        heading: "更新参加支部".into(),
        lead: match is_none {
            true => "参加名单和现在的党组织一致,不用更新。".into(),
            false => "启动以后,范围内的支部有了变化。请核对。".into(),
        },
        counts: vec![Fact::new("新加入", "12 个"), Fact::new("退出", "1 个")],
        lines: vec!["青禾村党支部:改由另一党委评定".into()],
        says: if is_none {
            Vec::new()
        } else {
            vec!["新加入的支部从今天起参加。".into()]
        },
        grave: false,
    }
}

fn extension(flaws: Flaws) -> Extension {
    let steps = frame(5, "延期", "延期", flaws);
    Extension {
        frame: Frame { steps: None, version: String::new(), ..steps },
        branch: LONG.into(),
        windows: choices(&["第二期 支部自查", "第二期 党委评定"]),
        until: "2026-11-26".into(),
        reason: String::new(),
        before: vec!["第一期 支部自查延到 2026-06-25:汛期(王示例 2026-06-19 09:00)".into()],
    }
}

fn local(empty: bool) -> LocalPart {
    let steps = frame(5, "本地附加部分", "附加", none());
    LocalPart {
        frame: Frame { steps: None, version: String::new(), ..steps },
        organisation: "甲市市委组织部".into(),
        settled: String::new(),
        current: (!empty).then(|| Link::new("甲市附加部分", "/schemes/1")),
        end: ("/organisations/7/local-parts/7/end".into(), "f-72".into()),
        schemes: if empty {
            Vec::new()
        } else {
            choices(&["甲市附加部分", "甲市附加部分二"])
        },
        publish: Link::new("发布一个新的方案", "/organisations/7/scheme-publishing"),
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let settled = LocalPart {
        settled: "管辖范围内已经有支部开始评定,附加部分不能再改,以免前后标准不一".into(),
        ..local(false)
    };
    let nav = "学习教育";
    let here = || inside(nav);
    let found = || vec![Act::new("新建学习教育", "/organisations/7/campaign-founding")];
    let many = (0..300).map(|at| row(&format!("第{at}次学习教育"), "已结束", Standing::Plain));
    let flaw = |field: &'static str, says: &'static str| Flaws::new([(field, says)]);
    let opened = noticed(here(), Tone::Done, "已启动,范围内的支部和上级现在能看到。", None);
    vec![
        ("campaigns-none", list(Vec::new(), found()).show(&here())),
        ("campaigns-none-below", list(Vec::new(), Vec::new()).show(&here())),
        ("campaigns-many", list(many.collect(), found()).show(&inside_long(nav))),
        ("campaigns", list(vec![row(LONG, "进行中", Standing::Good)], found()).show(&here())),
        ("campaign", campaign().show(&opened)),
        ("campaign-draft", drafted().show(&here())),
        ("campaign-branches", branches(50).show(&here())),
        ("campaign-branches-many", branches(300).show(&here())),
        ("campaign-branches-none", branches(0).show(&here())),
        ("campaign-document", document(false).show(&here())),
        ("campaign-document-officer", document(true).show(&here())),
        ("campaign-facts", facts(none()).show(&here())),
        ("campaign-facts-flawed", facts(flaw("to", "请选择日期")).show(&here())),
        ("campaign-scheme", schemes().show(&here())),
        ("campaign-scope", scope().show(&here())),
        ("campaign-periods", periods().show(&here())),
        ("campaign-documents", documents().show(&here())),
        ("campaign-opening", opening(true).show(&here())),
        ("campaign-opening-unfinished", opening(false).show(&here())),
        ("campaign-enrolment", late(false).show(&here())),
        ("campaign-enrolment-none", late(true).show(&here())),
        ("campaign-extension", extension(none()).show(&here())),
        ("campaign-extension-flawed", extension(flaw("reason", "请写明理由")).show(&here())),
        ("campaign-local-part", local(false).show(&here())),
        ("campaign-local-part-none", local(true).show(&here())),
        ("campaign-local-part-settled", settled.show(&here())),
    ]
}
