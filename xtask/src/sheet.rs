//! The example sheet: one invented county, as its organisation department would keep it.
//!
//! Everything in it is made up and says so: the county is nowhere, the towns are counted through
//! with the heavenly stems, the secretaries are called 示例, 演示 and the like.

use std::io::{self, Write};
use std::path::Path;

/// 评分要点 of the 2016 scheme with their maxima in hundredths.
pub(crate) const CRITERIA: [(&str, u64); 17] = [
    ("1.1", 300),
    ("1.2", 200),
    ("2.1", 500),
    ("2.2", 500),
    ("3.1", 1600),
    ("3.2", 400),
    ("3.3", 500),
    ("4.1", 1000),
    ("4.2", 1000),
    ("5.1", 1000),
    ("5.2", 1000),
    ("6.1", 500),
    ("6.2", 1000),
    ("7.1", 100),
    ("7.2", 200),
    ("7.3", 100),
    ("7.4", 100),
];
/// Places in [`CRITERIA`] that carry a remark.
const TOPICS: usize = 4;
const CLOSURE: usize = 10;

const SEED: u64 = 52;
const TITLE: &str = "青禾县基层党支部书记学习教育考核督查评分表（演示数据）";
/// Province 36 of 示例省, city 98 of it; then county, committee, branch.
const CODE_PREFIX: &str = "369801";

pub(crate) const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗",
];
pub(crate) const GIVEN: [&str; 10] =
    ["示例", "演示", "样本", "范例", "试填", "例文", "模拟", "测试", "样张", "练习"];

const TOWNS: [&str; 10] = [
    "甲禾镇",
    "乙禾镇",
    "丙禾镇",
    "丁禾镇",
    "戊禾镇",
    "己禾乡",
    "庚禾乡",
    "辛禾乡",
    "壬禾乡",
    "癸禾乡",
];
const STREETS: [&str; 2] = ["东禾街道", "西禾街道"];
const CROPS: [&str; 12] = ["麦", "稻", "粟", "豆", "棉", "茶", "桑", "麻", "菽", "薯", "瓜", "葵"];
const LAND: [&str; 11] = ["岭", "湾", "坪", "塘", "坡", "沟", "桥", "田", "洼", "岗", "井"];
/// Villages of a town; its own office and one residents' community come on top.
const VILLAGES: usize = 14;

/// The other committees: name, sector, branches. A branch after `:` belongs to that sector.
const COMMITTEES: [(&str, &str, &str); 10] = [
    (
        "县直机关工委",
        "机关",
        "县纪委监委 县委办公室 县委组织部 县委宣传部 县委统战部 县政府办公室 县人大常委会办公室 \
         县政协办公室 县发展和改革局 县财政局 县人力资源和社会保障局 县自然资源局 县审计局 \
         县统计局 县应急管理局 县司法局 县民政局 县信访局 县总工会 县妇联 事业:县档案馆 \
         事业:县图书馆 事业:县文化馆 事业:县融媒体中心",
    ),
    (
        "县教育工委",
        "事业",
        "县第一中学 县第二中学 县第三中学 县第四中学 县职业中学 县实验小学 县第一小学 县第二小学 \
         县第三小学 县第四小学 县特殊教育学校 县第一幼儿园 县第二幼儿园 县教师进修学校 \
         县教学研究室 机关:县教育局",
    ),
    (
        "青禾职业学院党委",
        "高校",
        "机关一 机关二 机电工程系 信息工程系 农业工程系 财经系 师范教育系 医护系 学生一 离退休",
    ),
    (
        "县国资委党委",
        "国企",
        "县供水公司 县排水公司 县公共交通公司 县粮食储备公司 县城市建设投资公司 \
         县农业发展投资公司 县文化旅游公司 县热力公司 县园林绿化公司 县融资担保公司 县林场 \
         机关:县国资委",
    ),
    (
        "县两新工委",
        "非公",
        "示例食品公司 示例纺织公司 示例机械公司 示例建材公司 示例物流公司 示例农机公司 \
         示例种业公司 示例医药公司 示例电子公司 示例超市 社会组织:县农产品流通协会 \
         社会组织:县个体劳动者协会 社会组织:县志愿者协会 社会组织:县养老服务中心 \
         社会组织:县律师行业 社会组织:县民办学校联合",
    ),
    (
        "县卫生健康局党委",
        "事业",
        "县人民医院一 县人民医院二 县人民医院三 县中医院一 县中医院二 县妇幼保健院 \
         县疾病预防控制中心 县卫生监督所 县中心血站 县第二人民医院 县康复医院 机关:县卫生健康局",
    ),
    (
        "县农业农村局党委",
        "事业",
        "机关:县农业农村局 县农业技术推广站 县畜牧站 县农机站 县植保站 县种子站",
    ),
    (
        "县住房和城乡建设局党委",
        "机关",
        "县住房和城乡建设局 事业:县房产服务中心 事业:县质量安全站 事业:县环卫所 事业:县市政所 \
         事业:县园林所",
    ),
    (
        "县交通运输局党委",
        "机关",
        "县交通运输局 事业:县公路站 事业:县运输服务中心 事业:县航道站 事业:县农村公路所 \
         国企:县汽车站",
    ),
    (
        "县开发区党工委",
        "非公",
        "机关:开发区管委会 示例新材料公司 示例光电公司 示例装备公司 示例包装公司 国企:开发区建设公司",
    ),
];

/// How far a branch has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Rated,
    PartlyRated,
    Provisional,
    SelfCheckUnfinished,
    Unreported,
}

/// A tiny generator of numbers that look random and are always the same (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    pub(crate) fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
}

/// `cargo xtask example-sheet`: writes `examples/county.csv`, the same bytes every time.
pub(crate) fn main(args: &[String]) -> Result<(), String> {
    if !args.is_empty() {
        return Err("usage: cargo xtask example-sheet".into());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/county.csv");
    let text = county();
    std::fs::write(&path, &text).map_err(|e| format!("cannot write examples/county.csv: {e}"))?;
    let rows = text.lines().count() - 2;
    writeln!(io::stdout(), "examples/county.csv: {rows} branches").map_err(|e| e.to_string())
}

/// The whole sheet, byte order mark included.
fn county() -> String {
    let mut head = String::from("支部代码,支部名称,类别,书记,市,县(市、区),上级党委");
    for prefix in ["", "自查"] {
        for (criterion, _) in CRITERIA {
            head.push_str(&format!(",{prefix}{criterion}"));
        }
    }
    head.push_str(",附加分,备注3.1,备注5.2\n");
    let mut text = format!("\u{feff}{TITLE}{}\n{head}", ",".repeat(head.matches(',').count()));
    let mut dice = Dice::new(SEED);
    for (committee, (name, branches)) in committees(&mut dice).iter().enumerate() {
        for (branch, (sector, branch_name)) in branches.iter().enumerate() {
            let secretary = format!("{}{}", dice.pick(&SURNAMES), dice.pick(&GIVEN));
            text.push_str(&format!(
                "{CODE_PREFIX}{:03}{:03},{branch_name}党支部,{sector},{secretary},清河市,青禾县,{name}",
                committee + 1,
                branch + 1,
            ));
            push_assessment(&mut text, progress(committee, &mut dice), &mut dice);
        }
    }
    text
}

type Branches = Vec<(&'static str, String)>;

/// Every committee with its branches, each with its sector.
fn committees(dice: &mut Dice) -> Vec<(String, Branches)> {
    let mut all = Vec::new();
    for (number, town) in TOWNS.iter().enumerate() {
        let mut branches = vec![("机关", format!("{town}机关"))];
        branches.extend((0..VILLAGES).map(|village| {
            // 12 and 11 have no common divisor, so no village comes twice in the county.
            let place = number * VILLAGES + village;
            ("农村", format!("{town}{}{}村", CROPS[place % 12], LAND[place % 11]))
        }));
        branches.push(("社区", format!("{town}{}社区", dice.pick(&LAND))));
        all.push((format!("{town}党委"), branches));
    }
    for street in STREETS {
        let mut branches = vec![("机关", format!("{street}机关"))];
        let ordinals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        branches.extend(ordinals.map(|nth| ("社区", format!("{street}第{nth}社区"))));
        for (sector, unit) in
            [("非公", "商贸市场"), ("非公", "物业企业联合"), ("社会组织", "社会工作站")]
        {
            branches.push((sector, format!("{street}{unit}")));
        }
        all.push((format!("{street}党工委"), branches));
    }
    for (committee, usual, units) in COMMITTEES {
        let branches = units.split_whitespace().map(|unit| {
            let (sector, unit) = unit.split_once(':').unwrap_or((usual, unit));
            (sector, unit.replacen('县', "青禾县", usize::from(unit.starts_with('县'))))
        });
        all.push((committee.replace("县", "青禾县"), branches.collect()));
    }
    all
}

/// Two committees lag behind, so that the roll-up has something to show.
fn progress(committee: usize, dice: &mut Dice) -> Progress {
    // Per cent, added up: rated, partly rated, provisional, self-check unfinished.
    let [rated, partly, provisional, unfinished] = match committee {
        9 => [20, 35, 75, 90],
        16 => [25, 40, 60, 75],
        _ => [76, 86, 92, 96],
    };
    match dice.below(100) {
        x if x < rated => Progress::Rated,
        x if x < partly => Progress::PartlyRated,
        x if x < provisional => Progress::Provisional,
        x if x < unfinished => Progress::SelfCheckUnfinished,
        _ => Progress::Unreported,
    }
}

/// Points, self-check, bonus and remarks of one branch, to the end of the line.
fn push_assessment(text: &mut String, progress: Progress, dice: &mut Dice) {
    // Per cent lost: most branches are good, a few are not.
    let loss = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 24, 32, 44]
        [dice.below(20) as usize];
    let self_checked = match progress {
        Progress::Rated | Progress::PartlyRated => dice.below(20) > 0,
        Progress::Provisional | Progress::SelfCheckUnfinished => true,
        Progress::Unreported => false,
    };
    let missed_topic = (dice.below(8) == 0).then(|| 1 + dice.below(4));
    let mut given = [None; 17];
    let mut own = [None; 17];
    for (index, (_, maximum)) in CRITERIA.into_iter().enumerate() {
        let full = if index == TOPICS && missed_topic.is_some() { 1200 } else { maximum };
        let points = lessened(full, loss, dice);
        given[index] = match progress {
            Progress::Rated => Some(points),
            Progress::PartlyRated if dice.below(10) < 7 => Some(points),
            _ => None,
        };
        let unfinished = progress == Progress::SelfCheckUnfinished && dice.below(10) < 3;
        let generous = (points + maximum * dice.below(12) / 100).next_multiple_of(50);
        own[index] = (self_checked && !unfinished).then_some(generous.min(full));
    }
    if progress == Progress::PartlyRated {
        // Whatever the dice said, one is given and one is not.
        given[0] = Some(CRITERIA[0].1);
        given[CLOSURE] = None;
    }
    if progress == Progress::SelfCheckUnfinished {
        own[0] = Some(CRITERIA[0].1);
        own[CLOSURE] = None;
    }
    let some_given = given.iter().any(Option::is_some);
    for points in given.into_iter().chain(own) {
        text.push(',');
        match points {
            Some(points) => text.push_str(&short(points)),
            None if some_given => text.push_str(["", "", "—", "未评"][dice.below(4) as usize]),
            None => {}
        }
    }
    text.push(',');
    if some_given && dice.below(9) == 0 {
        text.push_str(&short(50 * (2 + dice.below(9))));
    }
    let topic = missed_topic.filter(|_| given[TOPICS].is_some());
    let topic = topic.map_or(String::new(), |nth| format!("缺第{nth}专题讨论"));
    let open = given[CLOSURE].map_or(0, |points| (1000 - points) / 100);
    let closure = if open > 1 { format!("{open}项问题超期未销号") } else { String::new() };
    text.push_str(&format!(",{topic},{closure}\n"));
}

/// Points after an uneven loss, in halves; smaller criteria now and then in quarters.
fn lessened(maximum: u64, loss_percent: u64, dice: &mut Dice) -> u64 {
    let lost = (maximum * dice.below(2 * loss_percent + 1) / 100).min(maximum);
    let step = if (300..=500).contains(&maximum) && dice.below(4) == 0 { 25 } else { 50 };
    (maximum - lost).next_multiple_of(step).min(maximum)
}

/// Hundredths as a person writes them: `3`, `2.5`, `0.25`.
pub(crate) fn short(hundredths: u64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        _ if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        _ => format!("{whole}.{rest:02}"),
    }
}
