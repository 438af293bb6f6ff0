//! A scheme as a workbook, for reading and for passing around.

use std::io::{Cursor, Write};
use std::path::Path;

use model::Scheme;
use table::book::Unwritable;
use table::unreadable::io_sentence;
use table::{Book, Column, Kind, Value};

use super::{Loaded, show};
use crate::stop::Stop;

/// Writes the workbook.
pub(super) fn write(loaded: &Loaded, path: &Path, overwrite: bool) -> Result<(), Stop> {
    write_new(path, overwrite, |spill| workbook(&loaded.scheme, spill))
}

/// Writes one workbook to a path: beside it first, then put in its place.
pub(crate) fn write_new(
    path: &Path,
    overwrite: bool,
    workbook: impl FnOnce(&Path) -> Result<Vec<u8>, Unwritable>,
) -> Result<(), Stop> {
    let failed = |says: String| Stop::failed(path.display(), says);
    let extension = path.extension().and_then(|extension| extension.to_str());
    if !extension.is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        return Err(failed("写出的是工作簿,文件名请以 .xlsx 结尾".to_owned()));
    }
    if path.exists() && !overwrite {
        return Err(failed("已有这个文件;要覆盖请加 --overwrite".to_owned()));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let spill = tempfile::Builder::new()
        .prefix(".dukao-")
        .tempdir_in(parent.unwrap_or(Path::new(".")))
        .map_err(|error| failed(io_sentence(&error)))?;
    let bytes = workbook(spill.path()).map_err(|error| failed(error.to_string()))?;
    let beside = spill.path().join("new.xlsx");
    let put = std::fs::File::create(&beside)
        .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    put.map_err(|error| failed(io_sentence(&error)))
}

fn workbook(scheme: &Scheme, spill: &Path) -> Result<Vec<u8>, Unwritable> {
    let mut book = Book::new(spill);
    criteria(&mut book, scheme)?;
    official(&mut book, scheme)?;
    differences(&mut book, scheme)?;
    settings(&mut book, scheme)?;
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes)?;
    Ok(bytes.into_inner())
}

fn columns(list: &[(&str, Kind)]) -> Vec<Column> {
    list.iter().map(|(head, kind)| Column::new(*head, *kind)).collect()
}

fn criteria(book: &mut Book, scheme: &Scheme) -> Result<(), Unwritable> {
    let mut sheet = book.sheet(
        "评分要点",
        columns(&[
            ("考核内容", Kind::Text),
            ("评分要点", Kind::Text),
            ("名称", Kind::Text),
            ("满分", Kind::Hundredths),
            ("原文", Kind::Prose),
            ("出处", Kind::Text),
            ("说明", Kind::Prose),
            ("部分得分", Kind::Hundredths),
            ("定分办法", Kind::Text),
            ("规则", Kind::Text),
            ("参数", Kind::Prose),
            ("得分条件(平台设定)", Kind::Prose),
        ]),
    )?;
    for (indicator, criterion) in scheme.criteria() {
        for (at, part) in criterion.parts.iter().enumerate() {
            let settled_by = show::settled_by(part);
            let parameters = score::scheme::parameters(part);
            let number = format!("{} {}", indicator.number, indicator.title);
            // The criterion's points stand once, so that the column can be added up.
            let points = match at {
                0 => Value::Hundredths(criterion.points.hundredths().into()),
                _ => Value::Blank,
            };
            sheet.row(&[
                Value::Text(&number),
                Value::Text(&criterion.id),
                Value::Text(&criterion.title),
                points,
                Value::Text(&criterion.official_text),
                Value::Text(criterion.provenance.word()),
                Value::Text(&criterion.reading),
                Value::Hundredths(part.points.hundredths().into()),
                Value::Text(&settled_by),
                Value::Text(part.rule.kind().name()),
                Value::Text(&parameters),
                Value::Text(&part.says),
            ])?;
        }
    }
    book.push(sheet)
}

fn official(book: &mut Book, scheme: &Scheme) -> Result<(), Unwritable> {
    let mut sheet = book.sheet(
        "原文",
        columns(&[
            ("位置", Kind::Text),
            ("名称", Kind::Text),
            ("分值", Kind::Text),
            ("附件:考核内容", Kind::Prose),
            ("附件:考核标准", Kind::Prose),
            ("正文", Kind::Prose),
        ]),
    )?;
    for indicator in &scheme.indicators {
        let place = format!("考核内容 {}", indicator.number);
        sheet.row(&[
            Value::Text(&place),
            Value::Text(&indicator.title),
            Value::Text(&indicator.annex_points),
            Value::Text(&indicator.annex_text),
            Value::Text(&indicator.annex_standard),
            Value::Text(&indicator.body_text),
        ])?;
    }
    if let Some(bonus) = &scheme.bonus {
        let place = format!("考核内容 {}", bonus.number);
        sheet.row(&[
            Value::Text(&place),
            Value::Text("附加分"),
            Value::Text(&bonus.annex_points),
            Value::Text(&bonus.annex_text),
            Value::Text(&bonus.annex_standard),
            Value::Blank,
        ])?;
    }
    for clause in &scheme.clauses {
        sheet.row(&[
            Value::Text(&clause.id),
            Value::Text(&clause.title),
            Value::Blank,
            Value::Blank,
            Value::Blank,
            Value::Text(&clause.official_text),
        ])?;
    }
    book.push(sheet)
}

fn differences(book: &mut Book, scheme: &Scheme) -> Result<(), Unwritable> {
    let mut sheet = book.sheet(
        "笔误与差异",
        columns(&[
            ("考核内容", Kind::Whole),
            ("种类", Kind::Text),
            ("正文", Kind::Prose),
            ("附件", Kind::Prose),
            ("读法", Kind::Prose),
        ]),
    )?;
    for erratum in &scheme.errata {
        sheet.row(&[
            Value::Whole(erratum.indicator.into()),
            Value::Text("原文笔误"),
            Value::Blank,
            Value::Text(&erratum.text),
            Value::Text(&erratum.reading),
        ])?;
    }
    for difference in &scheme.differences {
        sheet.row(&[
            Value::Whole(difference.indicator.into()),
            Value::Text("正文与附件不同"),
            Value::Text(&difference.body),
            Value::Text(&difference.annex),
            Value::Text(&difference.reading),
        ])?;
    }
    book.push(sheet)
}

fn settings(book: &mut Book, scheme: &Scheme) -> Result<(), Unwritable> {
    let mut sheet = book.sheet(
        "方案与等次",
        columns(&[("项目", Kind::Text), ("内容", Kind::Prose), ("出处", Kind::Text)]),
    )?;
    let version = format!("第 {} 版", scheme.version);
    let date = scheme.source.date.to_string();
    let (total, bonus) = (scheme.total.short(), scheme.bonus_points().short());
    let facts = [
        ("方案", scheme.id.as_str()),
        ("版本", &version),
        ("名称", &scheme.title),
        ("摘要", &scheme.summary),
        ("发文机关", &scheme.source.issuer),
        ("发文字号", &scheme.source.number),
        ("文件标题", &scheme.source.title),
        ("成文日期", &date),
        ("总分", &total),
        ("附加分至多", &bonus),
    ];
    for (item, says) in facts {
        sheet.row(&[Value::Text(item), Value::Text(says), Value::Blank])?;
    }
    for topic in &scheme.topics {
        let item = format!("第 {} 专题", topic.number);
        let by = Value::Text(topic.provenance.word());
        sheet.row(&[Value::Text(&item), Value::Text(&topic.title), by])?;
    }
    for veto in &scheme.vetoes {
        let by = Value::Text(veto.provenance.word());
        sheet.row(&[Value::Text(veto.kind.word()), Value::Text(&veto.says), by])?;
    }
    for band in &scheme.bands {
        let (item, from) =
            (format!("等次「{}」", band.name), format!("总分 ≥ {}", band.from.short()));
        let by = Value::Text(band.provenance.word());
        sheet.row(&[Value::Text(&item), Value::Text(&from), by])?;
    }
    book.push(sheet)
}
