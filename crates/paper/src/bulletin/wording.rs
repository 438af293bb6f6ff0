//! The sentences of a bulletin.
//!
//! They say what the figures say and no more: no decision, no deadline and no praise that is not
//! in the notice. What a setting of ours decides is called so.

use jiff::civil::Date;
use model::scheme::{Clause, Provenance};
use model::{Points, Status};

use super::{BandFigures, Bulletin, NamedUnit, UnitFigures};
use crate::official::{Attachment, Block, Document, Table};
use crate::text::{name, typeset};

/// A blank to be filled in by hand or by keyboard, visible on paper: full-width underscores.
const BLANK: &str = "＿＿＿＿＿＿＿＿";

const DEMONSTRATION_HEAD: &str = "演示文稿　数据均为虚构";
const DEMONSTRATION: &str = "本件为演示文稿，所涉党组织和数据均为虚构，不得作为任何工作的依据。";

/// What a scheme assesses, from its title: what stands before 考核 in it.
///
/// `基层党支部书记学习教育考核督查指标体系` assesses 基层党支部书记学习教育. A title without the word
/// is given back whole.
#[must_use]
pub fn subject(scheme_title: &str) -> String {
    let title = typeset(scheme_title);
    match title.split_once("考核") {
        Some((before, _)) if !before.is_empty() => before.to_owned(),
        _ => title,
    }
}

/// The whole text.
pub(super) fn document(content: &Bulletin) -> Document {
    let issuer = content.issuer.as_deref().map(name).filter(|issuer| !issuer.is_empty());
    let number = content.number.as_deref().map(name).filter(|number| !number.is_empty());
    let addressees = content.addressees.as_deref().map(name).filter(|to| !to.is_empty());
    let subject = typeset(&content.subject);
    let about = format!("关于{subject}考核督查情况的通报");
    let page_head = if content.demonstration { DEMONSTRATION_HEAD } else { "" };
    let issuer_or_blank = issuer.clone().unwrap_or_else(|| BLANK.to_owned());
    let mark = match issuer_or_blank.ends_with("文件") {
        true => issuer_or_blank.clone(),
        false => format!("{issuer_or_blank}文件"),
    };
    Document {
        page_head: page_head.to_owned(),
        mark,
        number: number.unwrap_or_else(|| "＿＿＿〔＿＿〕＿＿号".to_owned()),
        title: format!("{}{about}", issuer.unwrap_or_default()),
        addressees: addressees.unwrap_or_else(|| "各有关党组织".to_owned()),
        body: body(content, &subject),
        signature: issuer_or_blank,
        date: content.date.map_or_else(|| "＿＿年＿月＿日".to_owned(), say_date),
        attachments: attachment(content).into_iter().collect(),
    }
}

fn body(content: &Bulletin, subject: &str) -> Vec<Block> {
    let mut body = vec![Block::Text(lead(content, subject))];
    if content.demonstration {
        body.push(Block::Text(DEMONSTRATION.to_owned()));
    }
    let parts = [
        ("一、总体情况", overall(content)),
        ("二、分等次情况", by_band(content)),
        ("三、薄弱环节", weak_points(content)),
        ("四、有关要求", requirements(content)),
    ];
    for (heading, blocks) in parts {
        body.push(Block::Heading(heading.to_owned()));
        body.extend(blocks);
    }
    body
}

fn lead(content: &Bulletin, subject: &str) -> String {
    let Bulletin { notice, scheme, .. } = content;
    let as_of = content.as_of.map_or_else(
        || "现将有关情况通报如下。".to_owned(),
        |day| format!("现将截至{}的有关情况通报如下。", say_date(day)),
    );
    format!(
        "根据《{}》（{}，以下简称《通知》）要求，按照《{}》（{}，第{}版），\
         对{subject}情况开展了考核督查。{as_of}",
        typeset(&notice.title),
        name(&notice.number),
        typeset(&scheme.title),
        name(&scheme.id),
        scheme.version,
    )
}

fn overall(content: &Bulletin) -> Vec<Block> {
    let (branches, rated) = (content.branches(), content.rated());
    let Some(rate) = percent(rated, branches) else {
        return vec![Block::Text("本次汇总范围内没有党支部。".to_owned())];
    };
    let mut states =
        format!("纳入本次考核督查的党支部共{branches}个，其中已评定{rated}个，评定率{rate}。");
    let rest: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| *status != Status::Rated && content.in_status(*status) > 0)
        .map(|status| say_status(status, content.in_status(status)))
        .collect();
    match (rest.is_empty(), rated) {
        (true, _) => {}
        (false, 0) => states.push_str(&format!("按进度分：{}。", rest.join("，"))),
        (false, _) => {
            let unfinished = branches - rated;
            states.push_str(&format!("其余{unfinished}个中，{}。", rest.join("，")));
        }
    }
    let mut blocks = vec![Block::Text(states), Block::Text(totals(content))];
    if let Some(units) = units_sentence(content) {
        blocks.push(Block::Text(units));
    }
    blocks
}

fn totals(content: &Bulletin) -> String {
    let (Some(mean), Some(median)) = (content.mean, content.median) else {
        return "尚无党支部完成评定，暂无平均分和中位数。".to_owned();
    };
    let bonus = match content.scheme.bonus {
        Points::ZERO => String::new(),
        bonus => format!("，附加分最高{}分", bonus.short()),
    };
    let total = content.scheme.total.short();
    let mut says =
        format!("已评定党支部的总分（满分{total}分{bonus}）平均{mean}分，中位数{median}分。");
    if content.branches() > content.rated() {
        says.push_str("未完成评定的党支部不计入。");
    }
    says
}

fn say_status(status: Status, count: u64) -> String {
    let means = match status {
        Status::Rated => "基层党委已评定全部评分要点",
        Status::PartlyRated => "基层党委只评定了部分评分要点",
        Status::Provisional => "支部自查已填全，基层党委尚未评定",
        Status::SelfCheckUnfinished => "支部自查未填全，基层党委尚未评定",
        Status::Unreported => "自查和评定均无数据",
    };
    format!("{}{count}个（{means}）", status.word())
}

fn units_sentence(content: &Bulletin) -> Option<String> {
    let (listed, left_out) = (content.units.len(), content.units_left_out);
    match (listed, left_out) {
        (0, 0) => None,
        (0, _) => Some(format!("分单位情况共涉及{left_out}个单位，见汇总表。")),
        (_, 0) => Some(format!("{listed}个单位的情况见附件。")),
        _ => Some(format!("{listed}个单位的情况见附件，另有{left_out}个单位见汇总表。")),
    }
}

fn by_band(content: &Bulletin) -> Vec<Block> {
    if content.rated() == 0 {
        return vec![Block::Text("尚无党支部完成评定，暂不划分等次。".to_owned())];
    }
    let settled = match content.bands_by {
        Provenance::Notice => "等次为文件规定",
        Provenance::Setting => "等次为平台设定，不是文件规定",
    };
    let mut blocks = vec![Block::Text(format!(
        "{settled}：按总分划分，{}。同一等次内按单位列出，排列不分先后。",
        thresholds(&content.bands)
    ))];
    let count = content.bands.len();
    for (place, band) in content.bands.iter().enumerate() {
        let number = NUMERALS.get(place).copied().unwrap_or("十");
        blocks.push(Block::Subheading(format!("（{number}）{}", name(&band.name))));
        let said = say_band(band, content.rated(), place + 1 == count);
        blocks.extend(said.into_iter().map(Block::Text));
    }
    blocks
}

const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// 「90分及以上为好，80分及以上、不足90分为较好，…，不足60分为差」.
fn thresholds(bands: &[BandFigures]) -> String {
    let say = |(place, band): (usize, &BandFigures)| {
        let from = (place + 1 < bands.len()).then(|| format!("{}分及以上", band.from.short()));
        let upto = place.checked_sub(1).and_then(|above| bands.get(above));
        let upto = upto.map(|above| format!("不足{}分", above.from.short()));
        let range: Vec<String> = from.into_iter().chain(upto).collect();
        let range = if range.is_empty() { "全部".to_owned() } else { range.join("、") };
        format!("{range}为{}", name(&band.name))
    };
    bands.iter().enumerate().map(say).collect::<Vec<_>>().join("，")
}

/// A band's number and share, then its branches by name, a paragraph a unit.
fn say_band(band: &BandFigures, rated: u64, is_lowest: bool) -> Vec<String> {
    let BandFigures { count, named, .. } = band;
    let Some(share) = percent(*count, rated).filter(|_| *count > 0) else {
        return vec!["没有党支部评定为这一等次。".to_owned()];
    };
    let figures = format!("共{count}个，占已评定党支部的{share}");
    if is_lowest {
        return vec![format!("{figures}。本通报不列名，另行告知直接负责的基层党委。")];
    }
    let mut units: Vec<String> = named.iter().filter_map(say_named).collect();
    if units.is_empty() {
        return vec![format!("{figures}。名单另行印发。")];
    }
    let last = units.len() - 1;
    for (place, unit) in units.iter_mut().enumerate() {
        unit.push(if place == last { '。' } else { '；' });
    }
    let listed: usize = named.iter().map(|unit| unit.branches.len()).sum();
    let left_out = count.saturating_sub(listed as u64);
    if left_out > 0 {
        units.push(format!("其余{left_out}个的名单另行印发。"));
    }
    std::iter::once(format!("{figures}：")).chain(units).collect()
}

fn say_named(unit: &NamedUnit) -> Option<String> {
    let branches: Vec<String> = unit.branches.iter().map(|b| name_or_blank(b)).collect();
    let list = branches.join("、");
    (!branches.is_empty()).then(|| match &unit.unit {
        Some(unit) => format!("{}：{list}", name_or_blank(unit)),
        None => list,
    })
}

fn name_or_blank(text: &str) -> String {
    let name = name(text);
    if name.is_empty() { "（未填）".to_owned() } else { name }
}

fn weak_points(content: &Bulletin) -> Vec<Block> {
    if content.rated() == 0 {
        return vec![Block::Text("尚无党支部完成评定，暂不分析失分情况。".to_owned())];
    }
    if content.weak.is_empty() {
        return vec![Block::Text("没有需要单独列出的失分较多的评分要点。".to_owned())];
    }
    let lead = "按失去的分数占应得分数的比例，失分较多的评分要点是：".to_owned();
    let item = |(place, weak): (usize, &super::WeakCriterion)| {
        format!(
            "{}. {}（要点{}）。满分{}分，平均得{}分，失分率{}。",
            place + 1,
            typeset(&weak.title),
            name(&weak.id),
            weak.points.short(),
            weak.mean,
            say_hundredths(u64::from(weak.lost_percent_hundredths)),
        )
    };
    let items = content.weak.iter().enumerate().map(item);
    std::iter::once(lead).chain(items).map(Block::Text).collect()
}

fn requirements(content: &Bulletin) -> Vec<Block> {
    let improve = if content.weak.is_empty() || content.rated() == 0 {
        "继续做好考核督查工作"
    } else {
        "针对本通报所列薄弱环节抓好整改"
    };
    let says = match &content.notice.results_clause {
        Some(clause) => format!(
            "请各有关党组织按照《通知》{}的要求，运用好本次考核督查结果，{improve}。\
             结果运用的具体事项由有关党组织按规定研究决定，本通报不代为决定。",
            say_clause(clause)
        ),
        None => format!("请各有关党组织运用好本次考核督查结果，{improve}。"),
    };
    vec![Block::Text(says)]
}

/// `三.2` is 第三部分第2条, with the clause's first sentence, which is its heading.
fn say_clause(clause: &Clause) -> String {
    let place = match clause.id.split_once('.') {
        Some((part, item)) => format!("第{part}部分第{item}条"),
        None => format!("“{}”部分", clause.id),
    };
    let text = typeset(&clause.official_text);
    let text = text.split_once('、').map_or(text.as_str(), |(number, rest)| {
        if number.chars().all(|c| c.is_ascii_digit()) { rest } else { text.as_str() }
    });
    match text.split_once('。') {
        Some((heading, _)) if !heading.is_empty() => format!("{place}“{heading}”"),
        _ => place,
    }
}

fn attachment(content: &Bulletin) -> Option<Attachment> {
    if content.units.is_empty() {
        return None;
    }
    let mut heads: Vec<String> =
        ["单位", "党支部数", "已评定", "评定率（%）"].map(str::to_owned).to_vec();
    heads.extend(content.bands.iter().map(|band| name(&band.name)));
    let total = UnitFigures {
        name: "合计".to_owned(),
        branches: content.branches(),
        rated: content.rated(),
        bands: content.bands.iter().map(|band| band.count).collect(),
    };
    let rows = content.units.iter().chain([&total]).map(row).collect();
    let remark = match content.units_left_out {
        0 => String::new(),
        count => format!("注：另有{count}个单位未列入本表，见汇总表；合计包括这些单位。"),
    };
    let title = "各单位考核督查情况统计表".to_owned();
    Some(Attachment { title, table: Table { heads, rows }, remark })
}

fn row(unit: &UnitFigures) -> Vec<String> {
    let rate = percent(unit.rated, unit.branches);
    let rate = rate.map_or("—".to_owned(), |rate| rate.trim_end_matches('%').to_owned());
    let mut row =
        vec![name_or_blank(&unit.name), unit.branches.to_string(), unit.rated.to_string(), rate];
    row.extend(unit.bands.iter().map(u64::to_string));
    row
}

/// Arabic digits, the year in full, month and day not padded, as the standard has it.
fn say_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A share in percent, half up to two decimals; none of nothing.
fn percent(part: u64, whole: u64) -> Option<String> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let hundredths = (part * 20_000 + whole).checked_div(2 * whole)?;
    Some(say_hundredths(u64::try_from(hundredths).unwrap_or(u64::MAX)))
}

fn say_hundredths(hundredths: u64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
#[path = "wording_test.rs"]
mod tests;
