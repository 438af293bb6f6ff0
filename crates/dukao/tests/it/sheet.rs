//! A sheet as rows of text, and the same sheet as the files that people send.

use rust_xlsxwriter::{Formula, Workbook, Worksheet};

/// The sheet of 20 branches; `hand.rs` says which row is there for what.
pub(crate) const HAND: &str = include_str!("data/hand.csv");
/// Its results, worked out by hand.
pub(crate) const HAND_RESULTS: &str = include_str!("data/hand.results.csv");
/// Its roll-up, worked out by hand.
pub(crate) const HAND_ROLLUP: &str = include_str!("data/hand.rollup.csv");

/// The criteria of the 2016 scheme, each with its points.
pub(crate) const CRITERIA: [(&str, u32); 17] = [
    ("1.1", 3),
    ("1.2", 2),
    ("2.1", 5),
    ("2.2", 5),
    ("3.1", 16),
    ("3.2", 4),
    ("3.3", 5),
    ("4.1", 10),
    ("4.2", 10),
    ("5.1", 10),
    ("5.2", 10),
    ("6.1", 5),
    ("6.2", 10),
    ("7.1", 1),
    ("7.2", 2),
    ("7.3", 1),
    ("7.4", 1),
];

/// Rows of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet(pub(crate) Vec<Vec<String>>);

impl Sheet {
    /// Reads comma-separated text, by rules of its own: the program's reader is what is tested.
    pub(crate) fn read(text: &str) -> Self {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let mut quoted = false;
        let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => {
                    cell.push('"');
                    letters.next();
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                '\n' if !quoted => {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                letter => cell.push(letter),
            }
        }
        Self(rows)
    }

    /// The row that names the columns: the first with as many cells as any.
    pub(crate) fn head(&self) -> usize {
        let cells = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
        let most = self.0.iter().map(cells).max();
        self.0.iter().position(|row| Some(cells(row)) == most).unwrap()
    }

    /// As delimited text.
    pub(crate) fn text(&self, delimiter: char, line_break: &str) -> String {
        let cell = |cell: &String| match cell.contains([delimiter, '"', '\n']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.clone(),
        };
        let row = |row: &Vec<String>| {
            let cells: Vec<String> = row.iter().map(cell).collect();
            cells.join(&delimiter.to_string()) + line_break
        };
        self.0.iter().map(row).collect()
    }

    /// As a spreadsheet would keep it: text for what is text, binary numbers for points, with
    /// the last bits that its own arithmetic leaves, and the first points a formula.
    pub(crate) fn xlsx(&self) -> Vec<u8> {
        let head = self.head();
        let is_number: Vec<bool> = self.0[head]
            .iter()
            .map(|name| name.contains(['.', '．']) && !name.starts_with("备注") || name == "附加分")
            .collect();
        workbook(|sheet| {
            let mut formula_due = true;
            for (at, row) in self.0.iter().enumerate() {
                for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                    let place = (u32::try_from(at).unwrap(), u16::try_from(column).unwrap());
                    let number = text.parse::<f64>().ok().filter(|_| is_number[column]);
                    match number {
                        Some(number) if at > head && formula_due => {
                            formula_due = false;
                            let sum = Formula::new(format!("={}+0.5", number - 0.5));
                            let sum = sum.set_result(number.to_string());
                            sheet.write_formula(place.0, place.1, sum).unwrap();
                        }
                        Some(number) => {
                            let number = if at > head { worn(number) } else { number };
                            sheet.write_number(place.0, place.1, number).unwrap();
                        }
                        None => {
                            sheet.write_string(place.0, place.1, text).unwrap();
                        }
                    }
                }
            }
        })
    }
}

/// The number after a sum and a difference, as in `0.1 + 0.2`.
pub(crate) fn worn(number: f64) -> f64 {
    if number.fract() == 0.0 { number } else { (number - 0.3) + (0.1 + 0.2) }
}

/// A workbook of one sheet.
pub(crate) fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}
