//! The year of a county as `app`'s tests play it: of the points that were worked out by hand the
//! command makes the totals and bands that stand beside them.

use crate::desk::Desk;
use crate::sheet::Sheet;

/// Explained in the README.md beside it.
const GOLDEN: &str = include_str!("../../../app/tests/it/year/golden.csv");

/// Where the points stand, between the two words before them and what they come to.
const POINTS: std::ops::Range<usize> = 2..19;

#[test]
fn a_years_points_come_to_the_totals_and_bands_worked_out_by_hand() {
    let golden = Sheet::read(GOLDEN).0;
    let rated: Vec<&Vec<String>> = golden.iter().filter(|row| row[1] == "评定").collect();
    let mut sheet = format!("支部名称,{}\n", golden[0][POINTS].join(","));
    for row in &rated {
        sheet += &format!("{}号党支部,{}\n", row[0], row[POINTS].join(","));
    }
    let desk = Desk::with("year.csv", sheet);
    let said = desk.score("year.csv", &["--scheme", "jx-2016-52"]).well().out;
    let all = "支部 19,已评定 19(评定率 100.00%),平均 63.94,中位数 66.20;好 2,较好 3,一般 8,差 6\n";
    assert!(said.starts_with(all), "{said}");
    let results = Sheet::read(&desk.text("out/results.csv")).0;
    let at = |head: &str| results[0].iter().position(|one| one == head).unwrap();
    let (total, band) = (at("总分"), at("等次"));
    assert_eq!(results.len(), rated.len() + 1);
    for (row, by_hand) in results[1..].iter().zip(rated) {
        assert_eq!([&row[total], &row[band]], [&by_hand[19], &by_hand[20]], "{}", by_hand[0]);
    }
}
