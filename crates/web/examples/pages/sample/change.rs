//! What changes organisations: founding, moving, closing, importing, appointing.

use web::layout::{Frame, Page, Tone};
use web::page::appoint::Appoint;
use web::page::organisation_act::OrganisationAct;
use web::page::organisation_close::OrganisationClose;
use web::page::organisation_form::{FactsOf, OrganisationForm};
use web::page::organisation_import::{
    CellFlaw, Count, SheetChange, SheetTaken, SheetTrial, SheetUpload, SheetWaiting, Upload,
};
use web::page::organisation_move::{MovePreview, SuperiorSearch};
use web::part::badge::{Badge, Standing};
use web::part::choice::Choice;
use web::part::find::Find;
use web::part::flaws::Flaws;
use web::part::link::{Act, Link};
use web::part::pager::Pager;
use web::part::way::Way;

use super::organisation::hits;
use super::{LONG, SHARP, inside, inside_long, noticed, texts, way};

fn here(page: &str) -> Way {
    way(&["某省省委组织部", "甲县县委组织部", "青禾镇党委"], page)
}

fn choices(words: &[&str], chosen: &str) -> Vec<Choice> {
    words.iter().map(|word| Choice::new(*word, *word, *word == chosen)).collect()
}

const SECTORS: [&str; 9] =
    ["农村", "社区", "机关", "事业", "高校", "国企", "非公", "社会组织", "其他"];

fn form() -> OrganisationForm {
    OrganisationForm {
        way: here("新建下级组织"),
        organisation: "青禾镇党委".into(),
        form: "f-10".into(),
        action: "/organisations/7/children".into(),
        kinds: choices(&["基层党委", "党总支", "党支部"], ""),
        sectors: choices(&SECTORS, ""),
        responsible: choices(&SECTORS, "农村"),
        back_href: "/organisations/7".into(),
        ..OrganisationForm::default()
    }
}

fn upload(button: &str) -> Upload {
    Upload {
        form: "f-11".into(),
        action: "/organisations/7/import".into(),
        button: button.into(),
        back_href: "/organisations/7".into(),
        ..Upload::default()
    }
}

fn counts(numbers: [u32; 7]) -> Vec<Count> {
    let terms = ["新建", "调整隶属", "修改", "撤销", "任职", "交接", "不变"];
    let counts = terms.iter().zip(numbers).map(|(term, number)| Count {
        term: (*term).into(),
        number: number.to_string(),
        nothing: number == 0,
        grave: *term == "撤销",
    });
    counts.collect()
}

fn change(at: usize) -> SheetChange {
    let (what, before, after) = match at % 7 {
        0 => (Badge::new("新建", Standing::Good), "", "隶属 青禾镇党委"),
        1 => (Badge::new("调整隶属", Standing::Plain), "隶属 云岭乡党委", "隶属 青禾镇党委"),
        2 => (Badge::new("修改", Standing::Plain), "名称 乙村支部", "名称 青禾镇乙村党支部"),
        3 => (Badge::new("补代码", Standing::Plain), "代码 未填", "代码 360198765"),
        4 => (Badge::new("任职", Standing::Good), "", "联络员 李示例"),
        5 => (Badge::new("交接", Standing::Plain), "书记 赵示例", "书记 欧阳示例"),
        _ => (Badge::new("撤销", Standing::Grave), "隶属 青禾镇党委", "并入 青禾镇甲村党支部"),
    };
    SheetChange {
        name: format!("青禾镇第{at}村党支部"),
        what,
        before: before.into(),
        after: after.into(),
        row: (at + 2).to_string(),
    }
}

fn trial() -> SheetTrial {
    SheetTrial {
        way: here("导入"),
        name: "青禾镇党委".into(),
        sheet: "青禾镇党组织.xlsx".into(),
        counts: counts([12, 3, 2, 1, 14, 2, 286]),
        changes: (0..18).map(change).collect(),
        says: texts(&[
            "全部导入,或者什么都不变。",
            "3 个组织从今天起由新的上级负责,下面的一起调整。",
            "撤销的 1 个组织不能恢复,名称和以往的记录都保留。",
            "16 人按新人登记,从今天起任职。",
            "其中 2 项是交接:前任到昨天为止,在那里不再有权限。",
        ]),
        form: "f-12".into(),
        action: "/organisations/7/import/confirm".into(),
        again: upload("重新核对"),
        back_href: "/organisations/7".into(),
        ..SheetTrial::default()
    }
}

fn trials() -> [SheetTrial; 4] {
    let rows = SheetTrial {
        changes: (0..300).map(change).collect(),
        changes_more: "另有 904 处变动没有列出。".into(),
        counts: counts([1204, 0, 0, 0, 2311, 0, 14286]),
        ..trial()
    };
    let same =
        SheetTrial { changes: Vec::new(), counts: counts([0, 0, 0, 0, 0, 0, 304]), ..trial() };
    let flaw = |at: usize| CellFlaw {
        place: format!("组织!C{}", at + 4),
        text: match at % 3 {
            0 => format!("种类「{SHARP}」不认识;请填 组织部、基层党委、党总支、党支部 等。"),
            1 => "现任「赵示例」今天才任职,当天不能交接;请明天再导入".into(),
            _ => format!("名称「{LONG}」与第 3 行重复;请删去一行。"),
        },
    };
    let flawed = SheetTrial {
        flaws: (0..14).map(flaw).collect(),
        flaws_count: "214".into(),
        flaws_more: "另有 200 处问题没有列出;先改好这些,再选一次文件。".into(),
        unread: "这些列不认识,没有读: 备注、联系电话。".into(),
        ..trial()
    };
    [trial(), rows, same, flawed]
}

fn movement() -> (SuperiorSearch, MovePreview) {
    let find = Find {
        action: "/organisations/7/move".into(),
        label: "新的上级组织".into(),
        query: "青禾".into(),
        hidden: Vec::new(),
    };
    let search = SuperiorSearch {
        way: here("调整隶属"),
        name: "青禾镇甲村党支部".into(),
        superior: "云岭乡党委".into(),
        merging: false,
        find,
        said: "找到 5 个可以接收它的组织,请选一个。".into(),
        hits: hits("青禾"),
        pager: Pager::default(),
        back_href: "/organisations/7".into(),
    };
    let preview = MovePreview {
        way: here("调整隶属"),
        name: "青禾镇甲村党支部".into(),
        from: texts(&["某省省委组织部", "甲县县委组织部", "云岭乡党委"]),
        to: texts(&["某省省委组织部", "甲县县委组织部", "青禾镇党委"]),
        to_id: "9".into(),
        says: texts(&[
            "这个支部和 3 个党小组由青禾镇党委负责、督导和评定。",
            "云岭乡党委的 2 名督导员不再看到它;青禾镇党委的 4 名督导员可以看到它。",
            "书记李示例和联络员的账号不变。",
            "已冻结的结果仍按原来的隶属计算。",
        ]),
        on: "2026-03-02".into(),
        form: "f-13".into(),
        action: "/organisations/7/move".into(),
        back: Link::new("换一个上级", "/organisations/7/move"),
        ..MovePreview::default()
    };
    (search, preview)
}

fn split() -> OrganisationForm {
    OrganisationForm {
        way: here("分设"),
        of: FactsOf::Split,
        name: "青禾镇园区党委".into(),
        children: (0..40)
            .map(|at| Choice::new(at.to_string(), format!("第{at}村党支部"), at % 7 == 2))
            .chain([Choice::new("long", LONG, true)])
            .collect(),
        on: "2026-03-02".into(),
        ..form()
    }
}

fn merger() -> OrganisationAct {
    OrganisationAct {
        way: here("合并"),
        heading: "核对合并".into(),
        lead: "请核对「云岭乡党委」并入后影响到谁,再确认。".into(),
        change: vec![
            ("撤销".into(), "云岭乡党委".into()),
            ("并入".into(), "某省省委组织部 › 甲县县委组织部 › 青禾镇党委".into()),
        ],
        says: texts(&[
            "直接下级 12 个连同它们的下级共 40 个组织(其中党支部 31 个)划到青禾镇党委下面。",
            "「云岭乡党委」从这一天起不再存在,名称和以往的记录都保留。",
            "从这一天起负责的有: 青禾镇党委党委管理员 李示例。",
        ]),
        hidden: vec![("to".into(), "9".into())],
        on: Some("2026-03-02".into()),
        button: "合并".into(),
        grave: true,
        form: "f-16".into(),
        action: "/organisations/7/merger".into(),
        back: Link::new("换一个", "/organisations/7/merger"),
        ..OrganisationAct::default()
    }
}

fn acts(at: &Frame) -> [(&'static str, String); 4] {
    let split_flawed = OrganisationForm {
        organisation: LONG.into(),
        name: SHARP.into(),
        flaws: Flaws::new([
            ("children", "选中的组织有的已经不在它下面,请重新选择。"),
            ("on", "日期应写作 2026-11-24。"),
        ]),
        ..split()
    };
    let merger_flawed = OrganisationAct {
        lead: format!("请核对「{LONG}」并入后影响到谁,再确认。"),
        change: vec![("撤销".into(), LONG.into()), ("并入".into(), SHARP.into())],
        flaws: Flaws::new([(
            "on",
            "「云岭乡党委」从 2012-07-01 起隶属现在的上级,日期要晚于这一天。",
        )]),
        ..merger()
    };
    [
        ("organisation-split", split().show(at)),
        ("organisation-split-flawed", split_flawed.show(&inside_long("党组织"))),
        ("organisation-merge", merger().show(at)),
        ("organisation-merge-flawed", merger_flawed.show(&inside_long("党组织"))),
    ]
}

fn closing() -> OrganisationClose {
    OrganisationClose {
        way: here("撤销"),
        name: "青禾镇丙村党支部".into(),
        says: texts(&[
            "它从名单里消失,台账、评定和留痕都保留,以后可以查看。",
            "书记李示例的任职到这一天为止,账号停用。",
        ]),
        on: "2026-03-02".into(),
        form: "f-14".into(),
        action: "/organisations/7/close".into(),
        back_href: "/organisations/7".into(),
        ..OrganisationClose::default()
    }
}

fn appointment() -> Appoint {
    Appoint {
        way: here("新增任职"),
        organisation: "青禾镇党委".into(),
        form: "f-15".into(),
        action: "/organisations/7/posts".into(),
        roles: choices(&["党委管理员", "督导员", "支部书记", "支部联络员"], ""),
        from: "2026-03-02".into(),
        back_href: "/organisations/7".into(),
        ..Appoint::default()
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let changed = OrganisationForm {
        way: here("修改"),
        of: FactsOf::Changed,
        on: "2026-03-02".into(),
        name: SHARP.into(),
        code: "3601 01".into(),
        sectors: choices(&SECTORS, "非公"),
        organisation: LONG.into(),
        flaws: Flaws::new([
            ("name", "同一上级下已有「青禾镇甲村党支部」,请换一个名称。"),
            ("code", "党组织代码里有空格,只能用字母、数字和 - _ . /。"),
            ("kind", "请选择种类。"),
            ("sectors", "党支部不负责别的支部,请取消勾选。"),
        ]),
        ..form()
    };
    let sheet = SheetUpload {
        way: here("导入"),
        name: "青禾镇党委".into(),
        upload: upload("核对"),
        template: Link::new("空白表格", "/organisations/7/import/empty.xlsx"),
        current: vec![
            Link::new("现有的下级组织(xlsx)", "/organisations/7/export"),
            Link::new("现有的下级组织(csv)", "/organisations/7/export?as=csv"),
        ],
    };
    let mut sheet_flawed = sheet.clone();
    sheet_flawed.upload.flaws =
        Flaws::new([("sheet", "「通知.docx」不是表格,什么都没有导入;请选 xlsx、xls 或 csv。")]);
    let [good, rows, same, flawed] = trials();
    let waiting = SheetWaiting {
        way: here("正在导入"),
        sheet: format!("{LONG}.xlsx"),
        taking: true,
        href: "/organisations/7/imports/1".into(),
        back_href: "/organisations/7".into(),
    };
    let taken = SheetTaken {
        way: here("已导入"),
        name: "青禾镇党委".into(),
        sheet: "青禾镇党组织.xlsx".into(),
        counts: counts([12, 3, 2, 1, 14, 2, 286]),
        accounts: "新任职的 16 人还没有账号;请到每个党委的页面点「开通账号」,打印账号条。".into(),
        acts: vec![
            Act::new("开通账号", "/organisations/7/accounts"),
            Act::new("导出", "/organisations/7/export"),
        ],
        back_href: "/organisations/7".into(),
    };
    let (search, preview) = movement();
    let asked = SuperiorSearch {
        find: Find { query: String::new(), ..search.find.clone() },
        hits: Vec::new(),
        ..search.clone()
    };
    let nowhere = SuperiorSearch { hits: Vec::new(), ..search.clone() };
    let preview_flawed = MovePreview {
        name: SHARP.into(),
        to: texts(&[LONG, LONG, LONG]),
        flaws: Flaws::new([
            ("", "内容刚被别人改过:它已隶属「河湾镇党委」。请核对新的影响。"),
            ("on", "日期早于它的成立日期 2012-07-01,请改晚。"),
        ]),
        ..preview.clone()
    };
    let closing_first = OrganisationClose {
        merger: Some(Link::new("并入别的组织", "/organisations/7/merger")),
        first: texts(&[
            "它下面还有 12 个党组织,请先调整隶属或撤销。",
            "它还有 3 份整改单没有销号。",
        ]),
        ..closing()
    };
    let closing_flawed = OrganisationClose {
        name: SHARP.into(),
        flaws: Flaws::new([("on", "日期应在 2016-05-13 到 2026-11-24 之间。")]),
        ..closing()
    };
    let appointment_flawed = Appoint {
        name: SHARP.into(),
        acting: true,
        to: "2025-01-01".into(),
        organisation: LONG.into(),
        flaws: Flaws::new([("role", "请选择职务。"), ("to", "止期早于起期,请改晚或空着。")]),
        ..appointment()
    };
    let inside_done = noticed(inside("党组织"), Tone::Mind, "表格里的 2 行空行已跳过。", None);
    let at = inside("党组织");
    let mut pages = vec![
        ("organisation-form", form().show(&at)),
        ("organisation-form-flawed", changed.show(&inside_long("党组织"))),
        ("organisation-move", asked.show(&at)),
        ("organisation-move-hits", search.show(&at)),
        ("organisation-move-empty", nowhere.show(&at)),
        ("organisation-move-preview", preview.show(&at)),
        ("organisation-move-flawed", preview_flawed.show(&inside_long("党组织"))),
        ("organisation-close", closing().show(&at)),
        ("organisation-close-first", closing_first.show(&at)),
        ("organisation-close-flawed", closing_flawed.show(&at)),
        ("organisation-import", sheet.show(&at)),
        ("organisation-import-flawed", sheet_flawed.show(&at)),
        ("organisation-import-trial", good.show(&inside_done)),
        ("organisation-import-trial-300", rows.show(&at)),
        ("organisation-import-trial-same", same.show(&at)),
        ("organisation-import-trial-flawed", flawed.show(&inside_long("党组织"))),
        ("organisation-import-waiting", waiting.show(&inside_long("党组织"))),
        ("organisation-import-taken", taken.show(&at)),
        ("appoint", appointment().show(&at)),
        ("appoint-flawed", appointment_flawed.show(&inside_long("党组织"))),
    ];
    pages.extend(acts(&at));
    pages
}
