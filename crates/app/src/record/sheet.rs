//! A sheet of records of one kind: its columns, which derive from the kind's descriptor, and the
//! texts of its cells.

use std::path::Path;

use model::fold::fold;
use model::record::{Descriptor, Field, Shape};
use model::{Flaw, Flaws, Place, limit};
use table::cell::number_text;
use table::{Cell, Head, Input, Row, Unreadable};

/// What a column says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    /// The record's identity, so that a sheet that was taken out comes in again without doubles.
    Id,
    /// An answer.
    Answer(&'static Field),
    /// Who was there, who made up for it, who did not: by one of the states.
    Attended(&'static str, &'static str),
    /// How many files; written and never read.
    Files,
}

/// The word for all who are due and not named beside it.
pub(super) const ALL: &str = "全部";

impl Column {
    /// The columns of a kind, in the order of a sheet of ours.
    pub(super) fn of(asked: &Descriptor) -> Vec<Self> {
        let answers = asked.fields.iter().map(Self::Answer);
        let attended = model::record::meeting::ATTENDED;
        let attended = attended.into_iter().filter(|_| asked.attendance);
        let attended = attended.map(|(state, word)| Self::Attended(state, word));
        std::iter::once(Self::Id).chain(answers).chain(attended).chain([Self::Files]).collect()
    }

    /// Its head.
    pub(super) fn head(self) -> &'static str {
        match self {
            Self::Id => "记录编号",
            Self::Answer(field) => field.label,
            Self::Attended(_, word) => word,
            Self::Files => "附件数",
        }
    }

    /// What stands above its head in an empty sheet.
    pub(super) fn note(self) -> String {
        let needed = |field: &Field| if field.needed { "必填" } else { "选填" };
        match self {
            Self::Id => "新记录不填;导出的不要改".to_owned(),
            Self::Answer(field) => {
                let how = match field.shape {
                    Shape::Day => ",写作 2016-06-01",
                    Shape::Choice(_) => ",从列表选",
                    Shape::Choices(_) | Shape::Topics | Shape::Criteria => ",几项用顿号隔开",
                    Shape::Count(_) => ",整数",
                    _ => "",
                };
                let hint = if field.hint.is_empty() { "" } else { ";" };
                format!("{}{how}{hint}{}", needed(field), field.hint)
            }
            Self::Attended("present", _) => format!("姓名,用顿号隔开;写「{ALL}」指其余的都参加"),
            Self::Attended("made_up", _) => "姓名和日期,如 李某 2016-06-25,用顿号隔开".to_owned(),
            Self::Attended(..) => "姓名,用顿号隔开".to_owned(),
            Self::Files => "不用填,附件请在页面上传".to_owned(),
        }
    }

    /// Words for a list to choose from, in a spreadsheet.
    pub(super) fn words(self) -> Option<Vec<String>> {
        match self {
            Self::Answer(Field { shape: Shape::Choice(words), .. }) => {
                Some(words.iter().map(|(_, word)| (*word).to_owned()).collect())
            }
            _ => None,
        }
    }

    /// Room for what will be typed.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Answer(Field { shape: Shape::Sentences(_), .. }) | Self::Attended(..) => 40,
            Self::Answer(Field { shape: Shape::Line(_) | Shape::Criteria, .. }) => 28,
            Self::Files => 8,
            _ => 16,
        }
    }
}

/// A row that was read: a text a column, in the order of [`Column::of`].
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The row.
    pub(super) number: u64,
    /// Its texts; blank where a column or its cell says nothing.
    pub(super) texts: Vec<String>,
}

/// A sheet that was read.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// Its columns, those of ours.
    pub(super) columns: Vec<Column>,
    /// Its rows.
    pub(super) lines: Vec<Line>,
    /// What cannot be read.
    pub(super) flaws: Flaws,
    /// Heads that mean nothing here.
    pub(super) unknown: Vec<String>,
    at: Vec<Option<usize>>,
    is_workbook: bool,
}

impl Sheet {
    /// The place of a cell.
    pub(super) fn place(&self, row: u64, column: usize) -> Place {
        let at = self.at[column].and_then(|at| u32::try_from(at + 1).ok());
        let head = self.columns[column].head().to_owned();
        Place { row, column: at.unwrap_or(0), head, cell: self.is_workbook }
    }

    /// Whether it has a column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.at[column].is_some()
    }

    fn find_columns(&mut self, head: &Head) {
        for (at, name) in head.names.iter().enumerate() {
            let folded = fold(name);
            let known = self.columns.iter().position(|column| fold(column.head()) == folded);
            match known {
                None if folded.is_empty() => {}
                None => self.unknown.push(name.split_whitespace().collect()),
                Some(known) if self.at[known].is_none() => self.at[known] = Some(at),
                Some(known) => {
                    let column = u32::try_from(at + 1).unwrap_or(0);
                    let head_text = self.columns[known].head().to_owned();
                    let cell = self.is_workbook;
                    let place = Place { row: head.row, column, head: head_text, cell };
                    let says = "与前面一列的列名相同;请删去或改名".to_owned();
                    self.flaws.push(Flaw::new(place, says));
                }
            }
        }
        for (at, column) in self.columns.clone().into_iter().enumerate() {
            let is_needed = matches!(column, Column::Answer(field) if field.needed);
            if is_needed && !self.has(at) {
                let place = Place { row: head.row, cell: self.is_workbook, ..Place::whole() };
                let says = format!("没有「{}」一列;请加上", column.head());
                self.flaws.push(Flaw::new(place, says));
            }
        }
    }

    fn row(&mut self, row: &Row<'_>) -> bool {
        let width = row.len();
        if (0..width).all(|at| row.cell(at) == Cell::Blank) {
            return true;
        }
        if self.lines.len() >= limit::SHEET_RECORDS {
            let says = format!("超过 {} 条记录;请分几份导入", limit::SHEET_RECORDS);
            self.flaws.push(Flaw::new(Place::line(row.number()), says));
            return false;
        }
        let mut texts = Vec::with_capacity(self.columns.len());
        for column in 0..self.columns.len() {
            let says = match self.at[column].map(|at| row.cell(at)) {
                None | Some(Cell::Blank) => {
                    texts.push(String::new());
                    continue;
                }
                Some(Cell::Text(text)) => {
                    texts.push(text.replace("\r\n", "\n").trim().to_owned());
                    continue;
                }
                Some(Cell::Number(number)) => {
                    texts.push(number_text(number));
                    continue;
                }
                Some(Cell::Damaged(_)) => "有无法识别的字符;请改正,或换一种编码另存".to_owned(),
                Some(Cell::Odd(what)) => {
                    format!("单元格是{what},应为文字;请把这一列设为文本格式后重填")
                }
            };
            let place = self.place(row.number(), column);
            self.flaws.push(Flaw::new(place, says));
            texts.push(String::new());
        }
        self.lines.push(Line { number: row.number(), texts });
        true
    }
}

/// Reads a file as a sheet of a kind's records.
///
/// # Errors
/// A sentence, where it cannot be read or has no head.
pub(super) fn read(path: &Path, asked: &'static Descriptor) -> Result<Sheet, String> {
    let says = |unreadable: Unreadable| unreadable.to_string();
    let title = asked.field(asked.title).map_or("", |field| field.label);
    let is_head = |name: &str| fold(name) == fold(title);
    let input = Input::open(path, &is_head).map_err(says)?;
    let Some(head) = input.head.clone() else {
        let rows = limit::HEAD_ROWS;
        return Err(format!("前 {rows} 行里没有表头;表头要有「{title}」一列"));
    };
    let columns = Column::of(asked);
    let mut sheet = Sheet {
        at: vec![None; columns.len()],
        columns,
        lines: Vec::new(),
        flaws: Flaws::default(),
        unknown: Vec::new(),
        is_workbook: input.is_workbook(),
    };
    sheet.find_columns(&head);
    if sheet.flaws.is_empty() {
        table::each(&input, |row| sheet.row(&row)).map_err(says)?;
    }
    Ok(sheet)
}

/// The pieces of a cell that lists several.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| matches!(c, '、' | ',' | '，' | ';' | '；' | '\n');
    text.split(is_between).map(str::trim).filter(|piece| !piece.is_empty())
}

#[cfg(test)]
mod tests {
    use model::RecordKind;

    use super::{Column, pieces};

    #[test]
    fn a_list_is_taken_apart_however_it_is_joined() {
        let found: Vec<&str> = pieces("甲、 乙,丙，丁;\n戊、、").collect();
        assert_eq!(found, ["甲", "乙", "丙", "丁", "戊"]);
    }

    #[test]
    fn the_columns_of_a_kind_are_its_questions() {
        let heads = |kind: RecordKind| {
            let columns = Column::of(kind.descriptor().unwrap());
            columns.into_iter().map(Column::head).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            heads(RecordKind::Meeting),
            "记录编号 会议名称 日期 会议内容 讨论的专题 党小组 地点 主持人 主要内容 参加 已补学 缺席 附件数"
        );
        assert_eq!(heads(RecordKind::Other), "记录编号 标题 日期 为哪些评分要点作证 说明 附件数");
    }
}
