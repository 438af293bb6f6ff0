//! What one cell says: a code, a name, a kind, sectors. What it says wrong becomes a flaw.

use std::borrow::Cow;

use model::fold::fold;
use model::organisation::{OrgCode, OrgKind, OrgName, OrgPhone, Sector, Sectors};
use model::{Flaw, Place, limit};
use table::cell::{half_width_text, number_text};
use table::{Cell, Row};

use super::sheet::{Above, COLUMNS, Column};

/// Digits of a number that a spreadsheet keeps.
const EXACT_DIGITS: usize = 15;

/// A row's cells, by what their columns say.
pub(super) struct Cells<'r> {
    pub(super) row: &'r Row<'r>,
    pub(super) at: [Option<usize>; COLUMNS],
    pub(super) flaws: Vec<Flaw>,
    /// Whether places are said as a workbook's cells.
    pub(super) cell: bool,
}

impl<'r> Cells<'r> {
    /// Adds what is wrong with a cell.
    pub(super) fn flaw(&mut self, column: Column, says: String) {
        let at = self.at[column as usize].and_then(|at| u32::try_from(at + 1).ok());
        let (row, head) = (self.row.number(), column.head().to_owned());
        let place = Place { row, column: at.unwrap_or(0), head, cell: self.cell };
        self.flaws.push(Flaw::new(place, says));
    }

    /// A text just as it stands, where it is one.
    pub(super) fn says(&self, column: Column) -> Option<Cow<'r, str>> {
        match self.row.cell(self.at[column as usize]?) {
            Cell::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    /// A text, blank where there is none; nothing where it cannot be read.
    fn text(&mut self, column: Column) -> Option<Cow<'r, str>> {
        let Some(at) = self.at[column as usize] else { return Some(Cow::Borrowed("")) };
        let says = match self.row.cell(at) {
            Cell::Blank => return Some(Cow::Borrowed("")),
            Cell::Text(text) => return Some(Cow::Borrowed(text)),
            Cell::Number(number) => return Some(Cow::Owned(number_text(number))),
            Cell::Damaged(text) => {
                format!("「{}」中有无法识别的字符;请改正,或换一种编码另存", shown(text))
            }
            Cell::Odd(what) => format!("单元格是{what},应为文字"),
        };
        self.flaw(column, says);
        None
    }

    /// A code, if there is one.
    pub(super) fn code(&mut self, column: Column) -> Option<Option<OrgCode>> {
        let text = match self.at[column as usize].map(|at| self.row.cell(at)) {
            // Beyond 15 digits a spreadsheet's number is no longer the one that was typed.
            Some(Cell::Number(number)) if number.abs() >= 1e15 => {
                self.flaw(column, lost_digits(&number_text(number)));
                return None;
            }
            Some(Cell::Number(number)) if number.fract() != 0.0 || number < 0.0 => {
                let number = number_text(number);
                self.flaw(column, format!("「{number}」不是代码;请把这一列设为文本格式后重填"));
                return None;
            }
            _ => self.text(column)?,
        };
        let text = half_width_text(&text);
        if text.is_empty() {
            return Some(None);
        }
        if is_scientific(&text) {
            self.flaw(column, lost_digits(&text));
            return None;
        }
        match OrgCode::parse(&text) {
            Ok(code) => Some(Some(code)),
            Err(not) => {
                self.flaw(column, format!("「{}」{not}", shown(&text)));
                None
            }
        }
    }

    /// The superior: its code, or the names that lead to one without a code.
    pub(super) fn superior(&mut self) -> Option<Above> {
        let Some((code, names)) = self.says(Column::Superior).and_then(|text| by_names(&text))
        else {
            return Some(self.code(Column::Superior)?.map_or(Above::Scope, Above::Code));
        };
        let mut parsed = Vec::with_capacity(names.len());
        for name in &names {
            match OrgName::parse(name) {
                Ok(name) => parsed.push(name),
                Err(not) => {
                    self.flaw(Column::Superior, format!("「{}」{not}", shown(name)));
                    return None;
                }
            }
        }
        Some(Above::Names(OrgCode::parse(&code).ok(), parsed))
    }

    /// The people that a cell names, as they are written.
    pub(super) fn names(&mut self, column: Column) -> Vec<OrgName> {
        let Some(text) = self.text(column) else { return Vec::new() };
        let mut names = Vec::new();
        for name in text.split(BETWEEN_NAMES).filter(|name| !name.trim().is_empty()) {
            match OrgName::parse(name) {
                Ok(name) => names.push(name),
                Err(not) => self.flaw(column, format!("「{}」{not}", shown(name))),
            }
        }
        if names.len() > limit::POST_NAMES {
            let (count, most) = (names.len(), limit::POST_NAMES);
            self.flaw(column, format!("写了 {count} 人,至多 {most} 人"));
        }
        names
    }

    /// The name.
    pub(super) fn name(&mut self) -> Option<OrgName> {
        let text = self.text(Column::Name)?;
        match OrgName::parse(&text) {
            Ok(name) => Some(name),
            Err(_) if text.is_empty() => {
                self.flaw(Column::Name, "党组织名称是空的;请填写".to_owned());
                None
            }
            Err(not) => {
                self.flaw(Column::Name, format!("「{}」{not}", shown(&text)));
                None
            }
        }
    }

    /// The kind.
    pub(super) fn kind(&mut self) -> Option<OrgKind> {
        let text = self.text(Column::Kind)?;
        let kind = OrgKind::worded(&fold(&text));
        if kind.is_none() {
            let words: Vec<&str> = OrgKind::ALL.iter().map(|(.., word)| *word).collect();
            let says = match text.is_empty() {
                true => format!("种类是空的;请填 {} 之一", words.join("、")),
                false => format!("「{}」不是种类;请填 {} 之一", shown(&text), words.join("、")),
            };
            self.flaw(Column::Kind, says);
        }
        kind
    }

    /// A branch's sector, if it is said.
    pub(super) fn sector(&mut self) -> Option<Option<Sector>> {
        let text = self.text(Column::Sector)?;
        match text.is_empty() {
            true => Some(None),
            false => self.sector_worded(Column::Sector, &text).map(Some),
        }
    }

    /// The telephone of its office, if it is said.
    pub(super) fn phone(&mut self) -> Option<Option<OrgPhone>> {
        let text = self.text(Column::Phone)?;
        let text = half_width_text(&text);
        if text.is_empty() {
            return Some(None);
        }
        match OrgPhone::parse(&text) {
            Ok(phone) => Some(Some(phone)),
            Err(not) => {
                self.flaw(Column::Phone, format!("「{}」{not}", shown(&text)));
                None
            }
        }
    }

    /// Sectors that it is responsible for.
    pub(super) fn sectors(&mut self) -> Option<Sectors> {
        let text = self.text(Column::Sectors)?;
        let is_between = |c: char| matches!(c, '、' | ',' | '，' | ';' | '；') || c.is_whitespace();
        let words = text.split(is_between).filter(|word| !word.is_empty());
        let sectors: Vec<Option<Sector>> =
            words.map(|word| self.sector_worded(Column::Sectors, word)).collect();
        Some(Sectors::new(sectors.into_iter().collect::<Option<Vec<_>>>()?))
    }

    fn sector_worded(&mut self, column: Column, word: &str) -> Option<Sector> {
        let sector = Sector::worded(&fold(word));
        if sector.is_none() {
            let words: Vec<&str> = Sector::ALL.iter().map(|(.., word)| *word).collect();
            let says = format!("没有「{}」这个类别;请填 {}", shown(word), words.join("、"));
            self.flaw(column, says);
        }
        sector
    }
}

/// What stands between two people's names.
pub(super) const BETWEEN_NAMES: [char; 6] = ['、', ',', '，', ';', '；', '\n'];

/// A superior that is named and not coded: `「青禾总支」`, `3602「青禾总支」`, or the bare name. The
/// code, which may be blank, and the names from above on.
fn by_names(text: &str) -> Option<(String, Vec<String>)> {
    let text = text.trim();
    let bare = || {
        let code = half_width_text(text);
        let is_code = code.is_empty() || is_scientific(&code) || OrgCode::parse(&code).is_ok();
        (!is_code).then(|| (String::new(), vec![text.to_owned()]))
    };
    let Some((code, _)) = text.split_once('「') else { return bare() };
    let code_at = code.len();
    let code = half_width_text(code.trim());
    if !code.is_empty() && OrgCode::parse(&code).is_err() {
        return bare();
    }
    let (mut names, mut name, mut depth) = (Vec::new(), String::new(), 0_usize);
    for c in text[code_at..].chars() {
        match c {
            '「' if depth == 0 => depth = 1,
            '」' if depth == 1 => {
                names.push(std::mem::take(&mut name));
                depth = 0;
            }
            c if depth == 0 && c.is_whitespace() => {}
            _ if depth == 0 => return bare(),
            c => {
                depth = if c == '「' { depth + 1 } else { depth };
                depth = if c == '」' { depth - 1 } else { depth };
                name.push(c);
            }
        }
    }
    if depth == 0 { Some((code, names)) } else { bare() }
}

/// Whether a text is how a spreadsheet shows a long number: `3.6E+11`.
fn is_scientific(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    plain(digits) && exponent.strip_prefix('+').is_some_and(plain)
}

/// Whether a code has more digits than a spreadsheet keeps of a number, and whether those that it
/// doesn't keep are noughts.
pub(super) fn long_and_rounded(code: &OrgCode) -> (bool, bool) {
    let code = code.as_str().as_bytes();
    let is_number = code.iter().all(u8::is_ascii_digit) && !code.starts_with(b"0");
    let is_long = is_number && code.len() > EXACT_DIGITS;
    (is_long, is_long && code[EXACT_DIGITS..].iter().all(|digit| *digit == b'0'))
}

pub(super) fn lost_digits(code: &str) -> String {
    format!("「{code}」已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填")
}

/// As much of what was typed as a sentence quotes.
fn shown(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::by_names;

    #[test]
    fn a_superior_is_a_code_or_names_that_lead_to_it() {
        let cases = [
            ("", "code"),
            ("3602", "code"),
            ("３６０２", "code"),
            ("3.6E+11", "code"),
            ("青禾镇党委", "|青禾镇党委"),
            ("「A1」", "|A1"),
            (" 3602 「青禾总支」", "3602|青禾总支"),
            ("３６０２「青禾总支」「机关 总支」", "3602|青禾总支|机关 总支"),
            ("「白石「机关」总支」", "|白石「机关」总支"),
            ("青禾「机关」总支", "|青禾「机关」总支"),
            ("3602「青禾总支", "|3602「青禾总支"),
            ("3602「青禾总支」等", "|3602「青禾总支」等"),
            ("「甲」」", "|「甲」」"),
        ];
        for (text, expected) in cases {
            let said = match by_names(text) {
                Some((code, names)) => format!("{code}|{}", names.join("|")),
                None => "code".to_owned(),
            };
            assert_eq!(said, expected, "{text}");
        }
    }
}
