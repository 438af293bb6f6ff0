//! 待办, 考核结果 and 进展.

use web::layout::Page;
use web::page::progress::{Pair, Progress, Unit, Weak};
use web::page::progress_branches::{Branch, ProgressBranches};
use web::page::result::{BranchResult, Criterion};
use web::page::results::Results;
use web::page::todo::{Item, Stand, Todo};
use web::part::above::Above;
use web::part::badge::{Badge, Standing};
use web::part::bars::{Bar, Bars};
use web::part::choice::Choice;
use web::part::facts::Fact;
use web::part::ground::{Evidence, Ground, GroundLine};
use web::part::link::{Act, Link};
use web::part::pager::Pager;

use super::{LONG, SHARP, inside, inside_long, way};

const CAMPAIGN: &str = "学党章学习教育";
const HERE: &str = "/organisations/7/progress/3";

fn item(what: &str, more: &str, until: (&str, Standing)) -> Item {
    Item {
        what: Link::new(what, "/organisations/7/self-checks/3"),
        org: "青禾镇青禾村党支部".into(),
        more: more.into(),
        badges: vec![Badge::new(until.0, until.1)],
    }
}

fn todo() -> Todo {
    Todo {
        lead: "有 3 件事要办,其中 1 件已经逾期。".into(),
        items: vec![
            item(
                "评定所属支部:学党章学习教育",
                "60 个支部里还有 12 个没有提交评定,其中 1 个被退回。期限已过,要补办的请联系组织部门延期。",
                ("已逾期 2 天", Standing::Grave),
            ),
            item(
                "接着填支部自查:学党章学习教育",
                "被上级退回:专题讨论的参会名单与会议记录不符。",
                ("还有 2 天,2026-11-27 截止", Standing::Near),
            ),
            Item {
                badges: Vec::new(), ..item("提交 2 条台账草稿", "", ("", Standing::Plain))
            },
        ],
        stands: vec![
            Stand {
                org: Link::new("青禾镇党委", "/organisations/7"),
                campaign: CAMPAIGN.into(),
                come: "60 个支部,已确认评定 41 个。".into(),
                links: vec![
                    Link::new("评定名单", "/organisations/7/evaluation-desk/3"),
                    Link::new("进展", HERE),
                ],
            },
            Stand {
                org: Link::new("甲县县委组织部", "/organisations/7"),
                campaign: CAMPAIGN.into(),
                come: "1200 个支部,已自查 1010 个(84.2%),已评定 640 个(53.3%)。".into(),
                links: vec![Link::new("进展", HERE), Link::new("学习教育", "/campaigns/3")],
            },
        ],
    }
}

fn todo_long() -> Todo {
    let mut todo = todo();
    for item in &mut todo.items {
        item.what.text = format!("开展支部自查:{LONG}");
        item.org = LONG.into();
        item.more = format!("被上级退回:{SHARP}{}", LONG.repeat(4));
    }
    todo.stands[0].org.text = SHARP.into();
    todo.stands[0].campaign = LONG.into();
    todo
}

fn ground(id: &str) -> Ground {
    Ground {
        id: id.into(),
        number: id.into(),
        title: "专题学习讨论".into(),
        most: "10".into(),
        official: "每个专题学习讨论都要组织党员参加,缺席的要补学。".into(),
        reading: "补学在一个月内完成的算参加。".into(),
        provenance: "平台设定".into(),
        lines: vec![
            GroundLine {
                says: "四个专题各组织一次学习讨论".into(),
                suggested: "4.5 / 6".into(),
                reason: "记录了 3 个专题,缺专题四".into(),
                change: "补记专题四的学习讨论,可以得到 6 分".into(),
            },
            GroundLine {
                says: "讨论质量".into(),
                suggested: "评判 4".into(),
                reason: "由上级党委看记录评判".into(),
                change: String::new(),
            },
        ],
        evidence: vec![Evidence {
            title: "2016-04-12 会议 专题一学习讨论".into(),
            href: "/organisations/7/records/9".into(),
            facts: vec![Fact::new("出席", "参加 18 人、已补学 2 人、缺席 1 人")],
        }],
        later: Vec::new(),
        mend: Vec::new(),
    }
}

fn criterion(id: &str, first: bool) -> Criterion {
    Criterion {
        above: Above::indicator(if first {
            "3 开展学习讨论(得 26.5 分,满分 36)"
        } else {
            ""
        }),
        ground: ground(id),
        points: "7.5".into(),
        whose: "评定".into(),
        reason: "专题四没有记录,讨论记录过于简单".into(),
        own: "9".into(),
        own_reason: "专题四已讨论,记录在会议本上".into(),
        suggested: Fact::new("当时建议", "4.5~8.5,请评判"),
        given: "王示例 2026-11-20 10:24 评".into(),
    }
}

fn confirmed() -> BranchResult {
    let mut later = criterion("3.2", false);
    later.ground.later = later.ground.evidence.clone();
    BranchResult {
        way: way(&["青禾镇青禾村党支部", "考核结果"], CAMPAIGN),
        branch: "青禾镇青禾村党支部".into(),
        badges: vec![Badge::new("已评定", Standing::Good)],
        lead: "上级党委评定并确认的结果。每一项下面是依据和理由。".into(),
        total: Some(("总分".into(), "87.5".into())),
        facts: vec![
            Fact::link("学习教育", Link::new(CAMPAIGN, "/campaigns/3")),
            Fact::new("等次", "良好"),
            Fact::new("自评总分", "93"),
            Fact::new("自查提交", "2026-11-10 09:12"),
            Fact::new("由谁评定", "青禾镇党委"),
            Fact::new("评定", "王示例 2026-11-20 10:30"),
            Fact::new("确认", "赵示例 2026-11-21 15:02"),
        ],
        criteria: vec![criterion("3.1", true), later, criterion("4.1", true)],
        earlier: vec![("2026-06-30 17:20".into(), "82".into())],
        ask: "对分数有疑问的,请联系负责评定的青禾镇党委。".into(),
        links: vec![
            Link::new("支部自查", "/organisations/7/self-checks/3"),
            Link::new("支部台账", "/organisations/7/records"),
        ],
    }
}

fn provisional() -> BranchResult {
    let mut page = confirmed();
    page.badges = vec![Badge::new("暂定", Standing::Near)];
    page.lead = "还没有评定。这是按支部自评暂计的分数,还会变。".into();
    page.total = Some(("暂计".into(), "93".into()));
    page.facts.truncate(1);
    page.earlier.clear();
    for one in &mut page.criteria {
        (one.whose, one.own, one.own_reason, one.given) =
            ("自评".into(), String::new(), String::new(), String::new());
        one.suggested = Fact::new("建议", "无建议");
        one.ground.later.clear();
    }
    page
}

fn unreported() -> BranchResult {
    let mut page = provisional();
    page.badges = vec![Badge::new("未报", Standing::Plain)];
    page.lead = "还没有分数:支部没有提交自查,上级党委也没有评定。".into();
    page.total = None;
    for one in &mut page.criteria {
        one.points = "—".into();
        one.reason = String::new();
        one.ground.evidence.clear();
    }
    page
}

fn result_long() -> BranchResult {
    let mut page = confirmed();
    page.way = way(&[LONG, LONG], LONG);
    page.branch = LONG.into();
    page.facts[4] = Fact::new("由谁评定", LONG);
    for one in &mut page.criteria {
        one.reason = format!("{SHARP}{}", LONG.repeat(5));
        one.own_reason = LONG.repeat(6);
        one.ground.evidence[0].title = LONG.into();
        one.given = "阿卜杜拉提普·示例买买提江 2026-11-20 10:24 评".into();
    }
    page
}

fn bar(label: &str, said: &str, percent: u8, which: &str) -> Bar {
    Bar::new(label, said, percent).leading(format!("{HERE}/branches?which={which}"))
}

fn unit(at: usize) -> Unit {
    let link =
        |text: String, which: &str| Link::new(text, format!("{HERE}/branches?which={which}"));
    Unit {
        unit: Link::new(format!("第{at}镇党委"), HERE),
        enrolled: link((at * 7 % 61 + 1).to_string(), "all"),
        self_checked: link("12(80.0%)".into(), "self_checked"),
        rated: link("6(40.0%)".into(), "confirmed"),
    }
}

fn progress() -> Progress {
    let weak = |at: usize| Weak {
        criterion: format!("3.{at} 专题学习讨论"),
        most: "10".into(),
        mean: format!("{}.25", 5 + at),
        lost: format!("{}.5%", 40 - 10 * at),
        branches: Link::new(format!("{} 个", 640 - at), format!("{HERE}/branches?which=lost.{at}")),
    };
    let pair = |at: usize| Pair {
        criterion: format!("3.{at} 专题学习讨论"),
        own: "9.10".into(),
        given: "7.45".into(),
        more: if at == 2 { "-0.50".into() } else { "1.65".into() },
    };
    Progress {
        way: way(&["某市市委组织部", "甲县县委组织部"], "进展"),
        org: "甲县县委组织部".into(),
        campaign: CAMPAIGN.into(),
        lead: "学党章学习教育:1200 个支部,已自查 84.2%,评定率 53.3%。".into(),
        as_of: "2026-11-25 09:30".into(),
        facts: vec![
            Fact::link("学习教育", Link::new(CAMPAIGN, "/campaigns/3")),
            Fact::new("阶段", "第一期"),
            Fact::new("自查期限", "已于 2026-11-20 截止"),
            Fact::new("评定期限", "截止 2026-12-10"),
        ],
        periods: vec![Link::new("第二期", HERE)],
        acts: vec![Act::new("未自查的催办清单", HERE), Act::new("未评定的催办清单", HERE)],
        files: vec![
            Link::new("考核结果(xlsx)", format!("{HERE}/results.xlsx")),
            Link::new("通报(docx)", format!("{HERE}/bulletin.docx")),
            Link::new("考核表(csv)", format!("{HERE}/sheet.csv")),
        ],
        come: Bars::new(vec![
            bar("参加的支部", "1200 个", 100, "all"),
            bar("已自查", "1010 个(84.2%)", 84, "self_checked"),
            bar("未自查", "190 个(15.8%)", 15, "not_self_checked"),
            bar("评定待确认", "80 个(6.7%)", 6, "submitted"),
            bar("已评定", "640 个(53.3%)", 53, "confirmed"),
        ]),
        bands: Bars::new(vec![
            bar("优秀", "210 个(32.8%)", 32, "band.0"),
            bar("良好", "390 个(60.9%)", 60, "band.1"),
            bar("一般", "40 个(6.3%)", 6, "band.2"),
            bar("较差", "0 个(0.0%)", 0, "band.3"),
        ]),
        spread: Bars::new(vec![
            bar("95 到不足 100", "80 个(12.5%)", 12, "total.19"),
            bar("90 到不足 95", "260 个(40.6%)", 40, "total.18"),
            bar("85 到不足 90", "300 个(46.9%)", 46, "total.17"),
        ]),
        weak: (1..4).map(weak).collect(),
        pairs: (1..4).map(pair).collect(),
        pair: "600 个支部既有自查又有评定。自查里打了分的要点,平均每个支部自评合计 73.10 分,同样这些要点评定合计 68.45 分,相差 4.65 分。各项只算打了分的支部。"
            .into(),
        paired: Link::new("看这些支部", format!("{HERE}/branches?which=paired")),
        children: (1..12).map(unit).collect(),
        has_children: true,
        pager: Pager { next: Some(format!("{HERE}?after=x")), ..Pager::default() },
    }
}

fn progress_none() -> Progress {
    Progress {
        lead: "学党章学习教育:0 个支部,已自查 —,评定率 —。".into(),
        acts: Vec::new(),
        bands: Bars::default(),
        spread: Bars::default(),
        weak: Vec::new(),
        pairs: Vec::new(),
        children: Vec::new(),
        pager: Pager::default(),
        periods: Vec::new(),
        ..progress()
    }
}

fn progress_long() -> Progress {
    let mut page = progress();
    page.org = LONG.into();
    page.lead = LONG.into();
    page.weak[0].criterion = format!("3.1 {LONG}");
    page.pairs[0].criterion = SHARP.into();
    for child in &mut page.children {
        child.unit.text = LONG.into();
    }
    page
}

fn branch(at: usize) -> Branch {
    let phones = match at % 3 {
        0 => ["0796-8220001", "0796-8220002"],
        1 => ["", "0796-8220002转12"],
        _ => ["", ""],
    };
    Branch {
        phones: phones.map(str::to_owned),
        branch: Link::new(format!("第{at}村党支部"), "/organisations/9/results/3"),
        committee: "青禾镇党委".into(),
        secretary: if at % 7 == 3 { "空缺".into() } else { "李示例".into() },
        badges: vec![
            Badge::new(if at.is_multiple_of(2) { "已自查" } else { "未自查" }, Standing::Plain),
            Badge::new("待确认", Standing::Near),
        ],
        total: if at.is_multiple_of(3) { "—".into() } else { "92.50(优秀)".into() },
    }
}

fn branches(count: usize) -> ProgressBranches {
    ProgressBranches {
        way: way(&["甲县县委组织部", "进展"], "未自查的支部"),
        org: "甲县县委组织部".into(),
        which: "未自查的支部".into(),
        lead: "学党章学习教育,第一期".into(),
        as_of: "2026-11-25 09:30".into(),
        action: format!("{HERE}/branches"),
        period: "1".into(),
        choices: vec![
            Choice::new("all", "参加的支部", false),
            Choice::new("not_self_checked", "未自查的支部", true),
        ],
        branches: (0..count).map(branch).collect(),
        pager: Pager::default(),
        copy: (count > 0).then(|| Link::new("做成可以复制的清单", HERE)),
        lines: None,
        back: Link::new("回到进展", HERE),
    }
}

fn branches_long() -> ProgressBranches {
    let mut page = branches(6);
    for one in &mut page.branches {
        one.branch.text = LONG.into();
        one.committee = LONG.into();
        one.secretary = "阿卜杜拉提普·示例买买提江".into();
    }
    page.branches[1].branch.text = SHARP.into();
    page
}

fn copied() -> ProgressBranches {
    let lines: Vec<String> =
        (0..40).map(|at| format!("第{at}村党支部 李示例 青禾镇党委")).collect();
    let lines = format!("{SHARP}\n{}", lines.join("\n"));
    ProgressBranches { lines: Some(("共 41 个支部。".into(), lines)), ..branches(3) }
}

fn results(count: usize) -> Results {
    let one = |_| (Link::new(CAMPAIGN, "/organisations/7/results/3"), "2016-03-01 至 2016-12-31");
    Results {
        way: way(&["青禾镇青禾村党支部"], "考核结果"),
        branch: "青禾镇青禾村党支部".into(),
        campaigns: (0..count).map(one).map(|(link, days)| (link, days.to_owned())).collect(),
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let nothing = Todo { lead: "现在没有要办的事。".into(), ..Todo::default() };
    let at = inside("党组织");
    vec![
        ("todo", todo().show(&inside("待办"))),
        ("todo-none", nothing.show(&inside("待办"))),
        ("todo-long", todo_long().show(&inside_long("待办"))),
        ("result", confirmed().show(&at)),
        ("result-provisional", provisional().show(&at)),
        ("result-unreported", unreported().show(&at)),
        ("result-long", result_long().show(&inside_long("党组织"))),
        ("results", results(3).show(&at)),
        ("results-none", results(0).show(&at)),
        ("progress", progress().show(&at)),
        ("progress-none", progress_none().show(&at)),
        ("progress-long", progress_long().show(&inside_long("党组织"))),
        ("progress-branches", branches(20).show(&at)),
        ("progress-branches-300", branches(300).show(&at)),
        ("progress-branches-none", branches(0).show(&at)),
        ("progress-branches-long", branches_long().show(&inside_long("党组织"))),
        ("progress-branches-copy", copied().show(&at)),
    ]
}
