//! Made-up score sheets of any length, shaped like the export of a province or of the nation.
//!
//! The same number of rows gives the same bytes on every machine, so that figures measured in
//! two places are about one file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::sheet::{CRITERIA, Dice, GIVEN, SURNAMES, short};

/// Province-sized: rows, cities, counties, committees.
const PROVINCE: [u64; 4] = [120_000, 11, 112, 6_500];
/// Nation-sized, likewise.
const NATION: [u64; 4] = [5_250_000, 330, 2_800, 250_000];

/// Two characters of an invented place: one of each list.
const FIRST: [&str; 40] = [
    "青", "云", "松", "柳", "石", "白", "龙", "凤", "金", "银", "清", "明", "安", "永", "长", "福",
    "兴", "和", "平", "康", "春", "秋", "东", "西", "南", "北", "上", "下", "新", "古", "高", "广",
    "红", "翠", "梅", "兰", "竹", "桂", "枫", "桐",
];
const SECOND: [&str; 40] = [
    "禾", "溪", "河", "湖", "山", "岭", "峰", "谷", "川", "原", "林", "泉", "塘", "湾", "桥", "坪",
    "坝", "港", "洲", "田", "坡", "岩", "沟", "潭", "渡", "亭", "台", "楼", "堡", "寨", "井", "源",
    "岗", "洼", "丘", "浦", "滩", "渠", "埠", "屯",
];

/// A kind of committee: its name's ending, how its branches end, and their sectors. A kind that
/// stands in a list twice is twice as frequent.
pub(super) struct Kind {
    pub(super) committee: &'static str,
    pub(super) branch: &'static str,
    pub(super) sectors: &'static [&'static str],
}

const TOWN: Kind =
    Kind {
        committee: "镇党委", branch: "村支部", sectors: &["农村", "农村", "农村", "社区"]
    };
const TOWNSHIP: Kind = Kind { committee: "乡党委", branch: "村支部", sectors: &["农村"] };
const STREET: Kind = Kind {
    committee: "街道党委",
    branch: "社区支部",
    sectors: &["社区", "社区", "社会组织", "非公"],
};
const OFFICE: Kind =
    Kind {
        committee: "机关工委", branch: "科支部", sectors: &["机关", "机关", "机关", "事业"]
    };
const SCHOOL: Kind =
    Kind {
        committee: "教育工委", branch: "校支部", sectors: &["事业", "事业", "高校"]
    };
const FIRM: Kind = Kind { committee: "国资党委", branch: "厂支部", sectors: &["国企"] };
const NEW: Kind =
    Kind { committee: "两新工委", branch: "店支部", sectors: &["非公", "社会组织"] };

pub(super) const KINDS: [&Kind; 12] = [
    &TOWN, &TOWN, &TOWN, &TOWNSHIP, &TOWNSHIP, &TOWNSHIP, &STREET, &STREET, &OFFICE, &SCHOOL,
    &FIRM, &NEW,
];

/// How many cities, counties and committees a sheet of so many rows has.
fn tree(rows: u64) -> (u64, u64, u64) {
    let [of, cities, counties, committees] = if rows > 1_000_000 { NATION } else { PROVINCE };
    let share = |units: u64| (units * rows / of).max(1);
    (share(cities), share(counties), share(committees))
}

pub(super) fn place(number: u64) -> [&'static str; 2] {
    let (first, second) = (number % 40, number / 40 % 40);
    // The sum spreads neighbours over both lists, and each pair still comes once in 1,600.
    [FIRST[first as usize], SECOND[((first + second) % 40) as usize]]
}

/// Writes a sheet of `rows` branches; the rows of a committee stand together.
pub(super) fn write(rows: u64, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all("支部代码,支部名称,类别,书记,市,县(市、区),上级党委".as_bytes())?;
    for (criterion, _) in CRITERIA {
        write!(out, ",{criterion}")?;
    }
    out.write_all(",附加分\n".as_bytes())?;
    let (cities, counties, committees) = tree(rows);
    let mut dice = Dice::new(rows);
    let mut row = 0;
    let mut line = String::with_capacity(256);
    for committee in 0..committees {
        let (next, last) = (committee + 1, committee + 1 == committees);
        let end = if last { rows } else { jittered(next, rows, committees, &mut dice) };
        let county = committee * counties / committees;
        let unit = Unit {
            city: county * cities / counties,
            county,
            committee,
            kind: KINDS[(committee % KINDS.len() as u64) as usize],
        };
        for branch in 0..end.saturating_sub(row) {
            line.clear();
            unit.push_branch(&mut line, branch, &mut dice);
            push_points(&mut line, &mut dice);
            out.write_all(line.as_bytes())?;
        }
        row = row.max(end);
    }
    out.into_inner()?.sync_all()
}

/// Where a committee's rows end: evenly, give or take a third of a committee.
fn jittered(committee: u64, rows: u64, committees: u64, dice: &mut Dice) -> u64 {
    let spread = (rows / committees * 2 / 3).max(1);
    (rows * committee / committees + dice.below(spread)).saturating_sub(spread / 2).min(rows)
}

struct Unit {
    city: u64,
    county: u64,
    committee: u64,
    kind: &'static Kind,
}

impl Unit {
    fn push_branch(&self, line: &mut String, branch: u64, dice: &mut Dice) {
        // Three digits of committee are enough: no county has a thousand.
        let county = 100_000 + self.county;
        line.push_str(&format!("{county}{:03}{:03},", self.committee % 1_000, branch + 1));
        push_all(line, &place(self.committee * 7 + branch));
        push_all(line, &[self.kind.branch, ","]);
        push_all(line, &[dice.pick(self.kind.sectors), ","]);
        push_all(line, &[dice.pick(&SURNAMES), dice.pick(&GIVEN), ","]);
        push_all(line, &place(self.city));
        push_all(line, &["市,"]);
        push_all(line, &place(self.county + 3));
        push_all(line, &[["县", "县", "区"][(self.county % 3) as usize], ","]);
        push_all(line, &place(self.committee));
        push_all(line, &[self.kind.committee]);
    }
}

fn push_all(line: &mut String, parts: &[&str]) {
    for part in parts {
        line.push_str(part);
    }
}

/// About 85 % of the branches are rated, 8 % partly, 7 % not; about 10 % have a bonus.
fn push_points(line: &mut String, dice: &mut Dice) {
    let fate = dice.below(100);
    // A weak, a middling or a good branch: so that every band has some.
    let loss = [45, 25, 20, 12, 12, 8, 8, 5, 5, 3][dice.below(10) as usize];
    for (_, maximum) in CRITERIA {
        line.push(',');
        let given = fate < 85 || (fate < 93 && dice.below(10) < 7);
        if given {
            line.push_str(&short(points(maximum, loss, dice)));
        } else if dice.below(8) == 0 {
            line.push_str(["—", "未评", "-", "/"][dice.below(4) as usize]);
        }
    }
    line.push(',');
    if dice.below(10) == 0 {
        line.push_str(&short(50 * (1 + dice.below(20))));
    }
    line.push('\n');
}

/// Points in hundredths: halves mostly, a few quarters and odd ones.
fn points(maximum: u64, loss_percent: u64, dice: &mut Dice) -> u64 {
    let lost = maximum * dice.below(2 * loss_percent + 1) / 100;
    let step = match dice.below(50) {
        0 => 5,
        1 => 25,
        2..5 => 50,
        _ => 100,
    };
    (maximum - lost.min(maximum)).next_multiple_of(step).min(maximum)
}
