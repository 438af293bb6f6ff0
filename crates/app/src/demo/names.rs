//! Names, plainly invented: nobody and nothing is called so.

use model::organisation::Sector;

use super::seed::Seed;

/// The invented province.
pub(super) const PROVINCE: &str = "示范省委组织部";

/// Its eleven cities, by what their names begin with; so do those of their counties.
pub(super) const STEMS: [&str; 11] =
    ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子"];

/// What counties' names end with: nine a city, the first city has one more.
pub(super) const CROPS: [&str; 10] = ["禾", "麦", "粟", "豆", "茶", "桑", "麻", "棉", "竹", "菱"];

const PLACE: [&str; 24] = [
    "豆", "石", "竹", "枫", "莲", "柳", "梨", "桂", "樟", "槐", "杏", "荷", "稻", "芦", "棠", "榆",
    "松", "梅", "桐", "橘", "柏", "菊", "兰", "葵",
];

const GROUND: [&str; 16] = [
    "塘", "埠", "桥", "坪", "湾", "坡", "渡", "洲", "岗", "垅", "溪", "坝", "泉", "圩", "岭", "堰",
];

const SURNAMES: [&str; 32] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾",
];

/// What says that nobody is meant.
const SHOWN: [&str; 5] = ["示", "例", "范", "样", "演"];

const LAST: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "文", "明", "华", "平", "安", "和",
    "春", "秋", "山", "川",
];

/// A place of a number; the first 384 are different ones.
pub(super) fn place(number: usize) -> String {
    let (ground, name) = (number % GROUND.len(), number / GROUND.len() + number);
    format!("{}{}", PLACE[name % PLACE.len()], GROUND[ground])
}

/// Somebody's name.
pub(super) fn person(seed: &mut Seed) -> String {
    format!("{}{}{}", seed.pick(&SURNAMES), seed.pick(&SHOWN), seed.pick(&LAST))
}

/// What a branch is called behind its committee's name.
pub(super) fn branch(sector: Sector, number: usize) -> String {
    let place = place(number);
    match sector {
        Sector::Rural => format!("{place}村党支部"),
        Sector::Community => format!("{place}社区党支部"),
        Sector::Office => format!("第{}机关党支部", number + 1),
        Sector::Institution => format!("{place}事业单位党支部"),
        Sector::University => format!("{place}学院教工第{}党支部", number + 1),
        Sector::StateEnterprise => format!("{place}公司党支部"),
        Sector::Private => format!("{place}民营企业党支部"),
        Sector::Society => format!("{place}协会党支部"),
        Sector::Other => format!("{place}综合党支部"),
    }
}
