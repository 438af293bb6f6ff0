//! What is by sector, from outside or from above: exceptions, peers' means, bonus and vetoes.

use std::collections::BTreeMap;

use model::{Points, Scheme};
use score::{Norms, Sheet, evaluate};

use crate::branch;

fn scheme() -> Scheme {
    score::scheme::read(include_str!("kinds.toml")).scheme.unwrap()
}

fn sheet(norms: &Norms, text: &str) -> Sheet {
    let scheme = scheme();
    evaluate(&scheme, norms, &branch::case(&scheme, text)).0
}

fn line(sheet: &Sheet, id: &str) -> String {
    let one = sheet.criteria.iter().find(|one| one.id == id).unwrap();
    let sum = one.sum;
    format!(
        "{}+{} {} → {}",
        sum.settled.short(),
        sum.open.short(),
        one.lines[0].reason,
        one.lines[0].change
    )
}

#[test]
fn what_has_no_effect_yet_is_a_warning() {
    let reading = score::scheme::read(include_str!("kinds.toml"));
    let said: Vec<String> = reading.warnings.into_iter().map(|warning| warning.says).collect();
    let no_effect = "否决眼下只显示在方案里,不影响等次";
    let expected = [
        "评分要点 2.3 同类平均: 同类平均眼下还不计算,不适用的支部这一项没有分",
        "附加分眼下不能在网上申报,各部分只显示,不计算",
        no_effect,
        no_effect,
    ];
    assert_eq!(said, expected);
}

#[test]
fn nothing_is_suggested_of_results_that_nobody_can_enter() {
    let piece = "kind = \"present@1\"\nfact = \"其他佐证\"";
    let outside = "kind = \"present@1\"\nfact = \"外部结果\"\nof = \"省级表彰\"";
    let text = include_str!("kinds.toml").replacen(piece, outside, 1);
    let reading = score::scheme::read(&text);
    let says = "外部结果眼下没有录入的地方,这一部分不提建议分,由评定者给分";
    assert!(reading.warnings[0].says.ends_with(says), "{:?}", reading.warnings);
    let scheme = reading.scheme.unwrap();
    let mut case = branch::case(&scheme, "");
    let said = |case: &score::Case| {
        let sheet = evaluate(&scheme, &Norms::default(), case).0;
        let mut lines = sheet.criteria.into_iter().flat_map(|one| one.lines);
        lines.find(|line| line.says == "有佐证").unwrap().reason
    };
    assert_eq!(said(&case), "没有录入「省级表彰」,得 0 分");
    case.outside = None;
    assert_eq!(said(&case), "外部结果还没有录入的地方,不提建议分");
}

#[test]
fn points_that_do_not_apply_are_spread_over_the_rest_or_filled_by_the_peers() {
    // A firm with a lecture by the secretary: 3 + 1 of 2.2, the floor of 0.25 in 1.2, of 26 in all:
    // 4.25 ÷ 26 × 4 = 0.6538…
    let firm = sheet(
        &Norms::default(),
        "sector 国企\na party_lecture 2016-06-02 lecturer=secretary lecture_form=classroom\nsecretary 1",
    );
    assert_eq!(line(&firm, "2.1"), "0.65+0 不适用于本支部,按其余要点的得分率 4.25/26 折算 → ");
    assert_eq!((firm.total.settled.short(), firm.total.open.short()), ("4.9".into(), "0".into()));
    let village = sheet(&Norms::default(), "");
    assert_eq!(line(&village, "2.1"), "0+4 没有录入「测评」,不提建议分 → 录入「测评」后再算");
    let school = sheet(&Norms::default(), "sector 高校");
    assert_eq!(
        line(&school, "2.3"),
        "0+4 不适用于本支部,按同类支部的平均分 → 同类支部有评定后再算"
    );
    let norms = Norms { means: BTreeMap::from([("2.3".to_owned(), Points::from_hundredths(333))]) };
    let school = sheet(&norms, "sector 高校\noutside 测评 60");
    assert_eq!(line(&school, "2.3"), "3.33+0 不适用于本支部,按同类支部的平均分 → ");
    assert_eq!(line(&school, "2.1"), "2.67+0 「测评」60(满分 90),折算 4 分制得 2.67 分 → ");
}

#[test]
fn each_sector_has_its_own_parts() {
    let said = |sector: &str| {
        let text = format!(
            "sector {sector}\nsecretary 1\n\
             a party_lecture 2016-06-02 lecturer=secretary lecture_form=classroom"
        );
        let sheet = sheet(&Norms::default(), &text);
        let one = &sheet.criteria[3];
        let says: Vec<&str> = one.lines.iter().map(|line| line.says.as_str()).collect();
        format!("{} {}", says.join("+"), one.sum.settled.short())
    };
    assert_eq!(said("农村"), "党课+农村 3");
    assert_eq!(said("机关"), "党课+其他 4");
}

#[test]
fn a_bonus_stops_at_what_may_be_approved() {
    let bonus = |text: &str| sheet(&Norms::default(), text).bonus_sum.settled.short();
    let lecture = "party_lecture 2016-06-02 lecturer=guest lecture_form=classroom";
    assert_eq!(bonus(""), "0");
    assert_eq!(bonus("outside 市级 1"), "2");
    assert_eq!(bonus("outside 省级 1\noutside 市级 1"), "4");
    assert_eq!(bonus(&format!("outside 省级 9\na {lecture}\nb {lecture}\nc {lecture}")), "5");
}

#[test]
fn a_veto_sets_the_band_whatever_the_total() {
    let scheme = scheme();
    let band = |text: &str, total| {
        let sheet = sheet(&Norms::default(), text);
        let band = sheet.band(&scheme, Points::from_hundredths(total));
        let words: Vec<&str> = sheet.flags.iter().map(|flag| flag.kind.word()).collect();
        format!("{} {}", scheme.bands[band].name, words.join(" "))
    };
    assert_eq!(band("", 3000), "好 ");
    assert_eq!(band("outside 处分 1", 3000), "中 一票否优");
    assert_eq!(band("outside 处分 1", 1000), "差 一票否优");
    assert_eq!(band("outside 处分 2", 3000), "差 一票否决 一票否优");
}
