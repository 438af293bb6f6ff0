//! One row of a sheet: whose it is, and what was given.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use model::{Flaw, Flaws, Place, Points, Scheme, limit};
use score::{Marks, Unit};
use table::cell::{half_width_text, number_text};
use table::fold::fold;
use table::{Cell, Row};

use super::columns::Columns;

/// Words for points that were not given.
const NOT_GIVEN: [&str; 5] = ["—", "——", "-", "/", "未评"];

/// Names of rows that add others up. Sums are ours to make: such a row would count twice.
const SUM_ROWS: [&str; 4] = ["合计", "总计", "小计", "共计"];

/// How a line of remarks below a table begins. It would count as a branch that reported nothing.
const NOTES: [&str; 6] = ["注:", "备注:", "说明:", "填表人", "制表人", "审核人"];

/// Digits of a number that a spreadsheet keeps.
const EXACT_DIGITS: usize = 15;

/// A branch, as its row says.
#[derive(Clone, Debug)]
pub(super) struct Branch<'r> {
    pub(super) code: Cow<'r, str>,
    pub(super) name: Cow<'r, str>,
    pub(super) sector: Cow<'r, str>,
    pub(super) secretary: Cow<'r, str>,
    pub(super) city: Cow<'r, str>,
    pub(super) county: Cow<'r, str>,
    pub(super) committee: Cow<'r, str>,
}

impl Branch<'_> {
    /// Whom it belongs to.
    pub(super) fn unit(&self) -> Unit<'_> {
        Unit {
            city: &self.city,
            county: &self.county,
            committee: &self.committee,
            sector: &self.sector,
        }
    }

    /// What tells it from all others: its code, or where there is none its name and whose it is.
    pub(super) fn key(&self, columns: &Columns) -> Vec<&str> {
        if columns.code.is_some() {
            return vec![&self.code];
        }
        vec![&self.city, &self.county, &self.committee, &self.name]
    }

    /// A short stand-in for the key. Two branches with the same are looked at again.
    pub(super) fn fingerprint(&self, columns: &Columns) -> u64 {
        let mut hasher = DefaultHasher::new();
        if columns.code.is_some() {
            self.code.hash(&mut hasher);
        } else {
            (&self.city, &self.county, &self.committee, &self.name).hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// Room for a row's marks, used again for every row.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) committee: Vec<Option<Points>>,
    pub(super) own: Vec<Option<Points>>,
    pub(super) bonus: Option<Points>,
}

impl Given {
    /// As the arithmetic takes them.
    pub(super) fn marks(&self) -> Marks<'_> {
        Marks { committee: &self.committee, own: &self.own, bonus: self.bonus }
    }
}

/// Reads rows by a scheme and a head.
#[derive(Clone, Debug)]
pub(super) struct BranchReader {
    pub(super) columns: Columns,
    most: Vec<Points>,
    bonus_most: Points,
    is_workbook: bool,
}

impl BranchReader {
    pub(super) fn new(columns: Columns, scheme: &Scheme, is_workbook: bool) -> Self {
        let most = scheme.criteria().map(|(_, criterion)| criterion.points).collect();
        Self { columns, most, bonus_most: scheme.bonus_points(), is_workbook }
    }

    /// Reads a row; nothing for a blank one and for one that cannot be a branch.
    pub(super) fn read<'r>(
        &self,
        row: &Row<'r>,
        given: &mut Given,
        flaws: &mut Flaws,
    ) -> Option<Branch<'r>> {
        let columns = &self.columns;
        let name = self.text(row, Some(columns.name), flaws);
        if name.is_empty() && row.is_blank() {
            return None;
        }
        if self.adds_others_up(row, &name) {
            let says = "是合计行;请删去这一行,合计由本程序计算";
            self.flaw(flaws, row, Some(columns.name), says.to_owned());
            return None;
        }
        if self.is_note(row, &name) {
            let says = "像是说明,不是支部;说明请移到表头上面,或删去这一行";
            self.flaw(flaws, row, Some(columns.name), says.to_owned());
            return None;
        }
        let branch = Branch {
            code: self.code(row, flaws),
            sector: self.text(row, columns.sector, flaws),
            secretary: self.text(row, columns.secretary, flaws),
            city: self.text(row, columns.city, flaws),
            county: self.text(row, columns.county, flaws),
            committee: self.text(row, columns.committee, flaws),
            name,
        };
        // What cannot be read was said already.
        if branch.name.is_empty() && row.cell(columns.name) == Cell::Blank {
            self.flaw(flaws, row, Some(columns.name), "支部名称是空的;请填写".to_owned());
        }
        self.stray(row, flaws);
        given.committee.clear();
        given.own.clear();
        for (at, most) in self.most.iter().enumerate() {
            let limit = (*most, "满分");
            given.committee.push(self.points(row, columns.rated[at], limit, flaws));
            given.own.push(self.points(row, columns.own[at], limit, flaws));
        }
        for remark in columns.remarks.iter().filter(|column| column.is_some()) {
            self.text(row, *remark, flaws);
        }
        given.bonus = self.points(row, columns.bonus, (self.bonus_most, "附加分上限"), flaws);
        Some(branch)
    }

    /// A criterion's remark.
    pub(super) fn remark<'r>(&self, row: &Row<'r>, criterion: usize) -> Cow<'r, str> {
        self.text(row, self.columns.remarks[criterion], &mut Flaws::default())
    }

    /// Whether a row has nothing but a name, and that begins as a remark does.
    fn is_note(&self, row: &Row<'_>, name: &str) -> bool {
        let is_remark = || {
            let folded = fold(name);
            NOTES.iter().any(|sign| folded.starts_with(sign))
        };
        name.contains([':', '：', '人']) && is_remark() && {
            let others = (0..row.len()).filter(|column| *column != self.columns.name);
            others.map(|column| row.cell(column)).all(|cell| cell == Cell::Blank)
        }
    }

    fn adds_others_up(&self, row: &Row<'_>, name: &str) -> bool {
        // `合计(12个)` adds up too; `合计量检测站党支部` is a branch.
        let is_sum = |text: &str| {
            text.contains('计') && {
                let folded = fold(text);
                let rest = SUM_ROWS.iter().find_map(|word| folded.strip_prefix(word));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '(']))
            }
        };
        // Where the name is blank, the word stands somewhere on its left.
        let on_the_left = || {
            let columns = (0..self.columns.name).chain(self.columns.code);
            let mut cells = columns.map(|column| row.cell(column));
            cells.any(|cell| matches!(cell, Cell::Text(text) if is_sum(text)))
        };
        is_sum(name) || (name.is_empty() && on_the_left())
    }

    /// A cell right of the head's last column, in delimited text: a comma too many moves points
    /// into other columns.
    fn stray(&self, row: &Row<'_>, flaws: &mut Flaws) {
        let width = self.columns.heads.len();
        if self.is_workbook || row.len() <= width {
            return;
        }
        if let Some(at) = (width..row.len()).find(|at| row.cell(*at) != Cell::Blank) {
            let says = format!(
                "表头有 {width} 列,这一行在第 {} 列还有内容;多半是文字里的分隔符没有加双引号",
                at + 1
            );
            self.flaw(flaws, row, None, says);
        }
    }

    fn text<'r>(&self, row: &Row<'r>, column: Option<usize>, flaws: &mut Flaws) -> Cow<'r, str> {
        let Some(at) = column else {
            return Cow::Borrowed("");
        };
        let says = match row.cell(at) {
            Cell::Blank => return Cow::Borrowed(""),
            Cell::Text(text) if text.len() <= limit::CELL_CHARS => return Cow::Borrowed(text),
            Cell::Text(text) if text.chars().count() <= limit::CELL_CHARS => {
                return Cow::Borrowed(text);
            }
            Cell::Number(number) => return Cow::Owned(number_text(number)),
            Cell::Text(_) => format!("文字超过 {} 字", limit::CELL_CHARS),
            Cell::Damaged(text) => damaged(text),
            Cell::Odd(what) => format!("单元格是{what},应为文字"),
        };
        self.flaw(flaws, row, column, says);
        Cow::Borrowed("")
    }

    fn code<'r>(&self, row: &Row<'r>, flaws: &mut Flaws) -> Cow<'r, str> {
        let Some(at) = self.columns.code else {
            return Cow::Borrowed("");
        };
        let code = match row.cell(at) {
            // Beyond 15 digits a spreadsheet's number is no longer the one that was typed.
            Cell::Number(number) if number.abs() >= 1e15 => {
                self.flaw(flaws, row, Some(at), lost_digits(&number_text(number)));
                return Cow::Borrowed("");
            }
            _ => self.text(row, Some(at), flaws),
        };
        let shown_short = is_scientific(&code);
        let rounded = code.len() > EXACT_DIGITS
            && code.bytes().all(|b| b.is_ascii_digit())
            && code.bytes().skip(EXACT_DIGITS).all(|b| b == b'0');
        if code.is_empty() {
            let blank = matches!(row.cell(at), Cell::Blank);
            if blank {
                self.flaw(flaws, row, Some(at), "支部代码是空的;请填写,或整列删去".to_owned());
            }
        } else if shown_short || (!self.is_workbook && rounded) {
            self.flaw(flaws, row, Some(at), lost_digits(&code));
        }
        code
    }

    #[inline]
    fn points(
        &self,
        row: &Row<'_>,
        column: Option<usize>,
        (most, limit_word): (Points, &str),
        flaws: &mut Flaws,
    ) -> Option<Points> {
        let at = column?;
        let raw = row.raw(at);
        match raw.and_then(plain_points) {
            Some(points) if points <= most => Some(points),
            None if raw == Some(b"") => None,
            _ => self.unusual_points(row, at, (most, limit_word), flaws),
        }
    }

    /// Points that need a closer look: blank, a word, another width, a workbook's cell, a flaw.
    #[cold]
    fn unusual_points(
        &self,
        row: &Row<'_>,
        at: usize,
        (most, limit_word): (Points, &str),
        flaws: &mut Flaws,
    ) -> Option<Points> {
        let (read, shown) = match row.cell(at) {
            Cell::Blank => return None,
            Cell::Number(number) => {
                let read = Points::from_workbook(number).map_err(|not| not.to_string());
                (read, Cow::Owned(number_text(number)))
            }
            Cell::Text(text) => {
                let half = half_width_text(text);
                if NOT_GIVEN.contains(&half.as_str()) {
                    return None;
                }
                (Points::parse(&half).map_err(|not| not.to_string()), Cow::Borrowed(text))
            }
            Cell::Damaged(text) => (Err(damaged(text)), Cow::Borrowed("")),
            Cell::Odd(what) => (Err(format!("单元格是{what},应为分数")), Cow::Borrowed("")),
        };
        match read {
            Ok(points) if points <= most => return Some(points),
            Ok(points) => {
                let says = format!("{} 超过{limit_word} {}", points.short(), most.short());
                self.flaw(flaws, row, Some(at), says);
            }
            Err(says) if shown.is_empty() => self.flaw(flaws, row, Some(at), says),
            Err(says) => {
                let shown: String = shown.chars().take(20).collect();
                self.flaw(flaws, row, Some(at), format!("「{shown}」{says}"));
            }
        }
        None
    }

    /// The place of a column in a row.
    pub(super) fn place(&self, row: u64, column: Option<usize>) -> Place {
        let head = column.and_then(|at| self.columns.heads.get(at)).cloned().unwrap_or_default();
        let column = column.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0);
        Place { row, column, head, cell: self.is_workbook }
    }

    fn flaw(&self, flaws: &mut Flaws, row: &Row<'_>, column: Option<usize>, says: String) {
        flaws.push(Flaw::new(self.place(row.number(), column), says));
    }
}

/// The plain case, `3` or `2.5`, without a look at white space, widths and words.
#[inline]
fn plain_points(bytes: &[u8]) -> Option<Points> {
    let digit = |b: u8| b.is_ascii_digit().then(|| i32::from(b - b'0'));
    let (whole, fraction) = match bytes {
        [a] => (digit(*a)?, 0),
        [a, b] => (digit(*a)? * 10 + digit(*b)?, 0),
        [a, b'.', c] => (digit(*a)?, digit(*c)? * 10),
        [a, b'.', c, d] => (digit(*a)?, digit(*c)? * 10 + digit(*d)?),
        [a, b, b'.', c] => (digit(*a)? * 10 + digit(*b)?, digit(*c)? * 10),
        [a, b, b'.', c, d] => (digit(*a)? * 10 + digit(*b)?, digit(*c)? * 10 + digit(*d)?),
        _ => return None,
    };
    Some(Points::from_hundredths(whole * 100 + fraction))
}

/// Whether a text is how a spreadsheet shows a long number: `3.6E+11`.
fn is_scientific(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let exponent_digits = exponent.strip_prefix('+');
    plain(digits) && exponent_digits.is_some_and(plain)
}

fn lost_digits(code: &str) -> String {
    format!("「{code}」已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填")
}

fn damaged(text: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!("「{shown}」中有无法识别的字符;请改正,或换一种编码另存")
}

#[cfg(test)]
mod tests {
    use super::{is_scientific, plain_points};
    use model::Points;

    #[test]
    fn the_plain_case_agrees_with_the_full_reading() {
        let digits: Vec<String> = (0..=9_999)
            .flat_map(|n| {
                let (whole, cents) = (n / 100, n % 100);
                [
                    format!("{whole}"),
                    format!("{whole}.{cents:02}"),
                    format!("{whole}.{}", cents / 10),
                ]
            })
            .collect();
        for text in digits {
            assert_eq!(plain_points(text.as_bytes()), Points::parse(&text).ok(), "{text}");
        }
        for text in ["", ".", "..", "1.", ".5", "a", "1a", "-1", "1.a", "a.1", "100", "1.234"] {
            assert_eq!(plain_points(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_long_number_shown_short_is_told_from_a_code() {
        for text in ["3.6E+11", "3.60101E+11", "1e+5"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["360101", "E+11", "A1E+", "3601E01", "GE+5", ""] {
            assert!(!is_scientific(text), "{text}");
        }
    }
}
