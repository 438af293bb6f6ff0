//! 说明: how each figure comes about, by which scheme, from which input, and what was left out.

use model::limit;
use model::scheme::Provenance;
use table::book::Unwritable;
use table::{Book, Column, Kind, Sheet, Value};

use super::Plan;
use crate::score::tally::Tally;
use crate::score::{Job, Origin};

/// Fills the sheet.
pub(super) fn sheet(
    job: &Job<'_>,
    left_out: &[(&str, String)],
    origin: &Origin<'_>,
    book: &mut Book,
) -> Result<Sheet, Unwritable> {
    let columns = vec![
        Column::new("项目", Kind::Text),
        Column::new("说明", Kind::Prose),
        Column::new("出处", Kind::Text),
    ];
    let mut sheet = book.sheet("说明", columns)?;
    let mut says = |item: &str, says: &str, by: &str| {
        sheet.row(&[Value::Text(item), Value::Text(says), Value::Text(by)])
    };
    if job.demonstration {
        says("演示", "本工作簿的单位、人员和分数都是虚构的演示数据。", "输入")?;
    }
    for (item, text) in left_out {
        says(item, text, Provenance::Setting.word())?;
    }
    for (item, text) in came_from(job, &origin.digest).iter().chain(origin.remarks) {
        says(item, text, "")?;
    }
    for (item, text, by) in meanings(job) {
        says(item, &text, by.word())?;
    }
    Ok(sheet)
}

/// What doesn't fit or nobody would scroll.
pub(super) fn left_out(plan: &Plan, tally: &Tally) -> Vec<(&'static str, String)> {
    let branches = tally.whole().figures.branches;
    let most = limit::SHEET_ROWS;
    let mut left_out = Vec::new();
    if !plan.results {
        let says = format!(
            "支部 {branches} 个,超过一张工作表的 {most} 行:结果见 results.csv;要看失分,请分市、县各算一份。"
        );
        left_out.push(("未含「结果」和「失分」", says));
    }
    if plan.results && !plan.lost {
        let says = format!(
            "失分有 {} 行,超过一张工作表的 {most} 行:要看失分,请分市、县各算一份。",
            tally.lost_lines
        );
        left_out.push(("未含「失分」", says));
    }
    let missing = Plan::left_out(plan.sums);
    if !missing.is_empty() {
        let says = format!("行数太多,{}一级的汇总见 rollup.csv。", missing.join("、"));
        left_out.push(("「汇总」不全", says));
    }
    let missing = Plan::left_out(plan.weak);
    if !missing.is_empty() {
        let says = format!("行数太多,{}一级的薄弱项请分市、县各算一份。", missing.join("、"));
        left_out.push(("「薄弱项」不全", says));
    }
    left_out
}

fn came_from(job: &Job<'_>, digest: &str) -> Vec<(&'static str, String)> {
    let scheme = job.scheme;
    let source = &scheme.source;
    let name = job.input.path.file_name().map(|name| name.to_string_lossy().into_owned());
    vec![
        ("方案", format!("{} 第 {} 版: {}", scheme.id, scheme.version, scheme.title)),
        ("方案依据", format!("{} {}《{}》", source.issuer, source.number, source.title)),
        ("输入文件", format!("{},{}", name.unwrap_or_default(), job.input.format_word())),
        ("输入文件摘要", format!("SHA-256\n{}\n{}", &digest[..32], &digest[32..])),
        ("程序", format!("dukao {}", env!("CARGO_PKG_VERSION"))),
    ]
}

/// What each figure means, and whose word it is. What the scheme's document doesn't say is never
/// put into its mouth.
fn meanings(job: &Job<'_>) -> Vec<(&'static str, String, Provenance)> {
    use Provenance::{Notice, Setting};
    let scheme = job.scheme;
    let rated_by = scheme.clauses.iter().find(|clause| clause.id == RATING_CLAUSE);
    let by_clause = if rated_by.is_some() { Notice } else { Setting };
    let cited = rated_by.map_or_else(String::new, |clause| format!("(文件{})", clause.id));
    let all_by_notice = scheme.criteria().all(|(_, c)| c.provenance == Notice);
    let points_by = if all_by_notice { Notice } else { Setting };
    let mut meanings = vec![
        ("得分", format!("以上级党委对各评分要点的量化评定为准{cited}。"), by_clause),
        ("满分", format!("各评分要点合计 {} 分。", scheme.total.short()), points_by),
    ];
    if let Some(bonus) = &scheme.bonus {
        let says = format!("至多 {} 分。{}。", bonus.points.short(), bonus.annex_standard);
        let by = if bonus.annex_standard.is_empty() { Setting } else { Notice };
        meanings.push(("附加分", says, by));
        meanings.push(("附加分的填法", "填经批准的分数;没有填的按 0.00。".to_owned(), Setting));
    }
    meanings.extend(OURS.map(|(item, says)| (item, says.to_owned(), Setting)));
    let bands: Vec<String> =
        scheme.bands.iter().map(|band| format!("{} ≥ {}", band.name, band.from.short())).collect();
    let says = format!("按总分(含附加分): {}。只有已评定的才有等次。", bands.join(","));
    meanings.push(("等次", says, scheme.bands.first().map_or(Setting, |band| band.provenance)));
    meanings
}

/// The clause that makes the committee's evaluation the score, where the scheme has one.
const RATING_CLAUSE: &str = "二.2";

/// What our own figures mean.
const OURS: [(&str, &str); 11] = [
    ("总分", "上级党委的各项得分之和加附加分;各要点都评了才有总分。"),
    (
        "暂计",
        "每个要点有党委评分的用党委评分,没有的用支部自查分,再加附加分;未报的空着。只供参考,不是考核得分。",
    ),
    ("自查总分", "支部自查的各项之和,不含附加分;自查填全才有。"),
    (
        "状态",
        "已评定:党委评了全部要点;部分评定:评了一部分;暂定:党委未评,自查填全;自查未完:党委未评,自查填了一部分;未报:都没有。",
    ),
    (
        "缺项、未评项",
        "缺项是党委评分和自查分都没有的要点;未评项只在「部分评定」时列出党委还没有评的要点。",
    ),
    ("内容1、内容2……", "暂计中各项考核内容的分数。"),
    ("评定率", "已评定的支部数除以支部数。"),
    (
        "平均、中位数、最低、最高",
        "只算已评定的支部,按总分。平均和各要点的平均四舍五入到两位小数;支部数为偶数时,中位数是中间两个的平均。",
    ),
    ("汇总中的各要点", "已评定支部在该要点上党委评分的平均。"),
    (
        "失分、薄弱项",
        "失分是满分减得分,只列有失分的和有备注的;还没有党委评分的按自查分,并注明来源。薄弱项按失分率由高到低;失分率是已评定支部在该要点上失去的分数除以满分之和。",
    ),
    ("不排名次", "结果按等次公布,不给支部和书记排名次。"),
];
