//! Plans, by example.

use jiff::civil::date;
use model::id::{CellId, MemberId, PersonId};
use model::roster::{Days, Excuse, Member, Membership};
use store::roster::{Cell, Named};
use uuid::Uuid;

use super::super::super::view::Known;
use super::super::sheet::{Line, Sheet};
use super::{Ground, Plan, plan};

/// `name membership cell from to`, `-` for nothing.
fn line(number: u64, text: &str) -> Line {
    let words: Vec<&str> = text.split_whitespace().collect();
    let day = |text: &str| text.parse().ok();
    let excused =
        words.get(5).map(|from| (Excuse::Away, Days { from: from.parse().unwrap(), to: None }));
    Line {
        number,
        name: words[0].to_owned(),
        membership: Membership::named(words[1]).unwrap(),
        cell: words[2].trim_matches('-').to_owned(),
        days: Days { from: day(words[3]).unwrap(), to: day(words[4]) },
        excused,
    }
}

fn ground() -> Ground {
    let id = Uuid::from_u128;
    let cell = Cell {
        id: CellId::new(id(1)),
        name: "一组".to_owned(),
        days: Days { from: date(2016, 1, 1), to: None },
        version: 1,
    };
    let named = |number: u128, name: &str, from, to, cell| Named {
        member: Member {
            id: MemberId::new(id(number)),
            person: PersonId::new(id(100 + number)),
            membership: Membership::Full,
            cell,
            days: Days { from, to },
            excused: Vec::new(),
        },
        name: name.to_owned(),
        version: 1,
    };
    let known = Known {
        person: PersonId::new(id(200)),
        name: "书示例".to_owned(),
        as_what: "支部书记".to_owned(),
    };
    Ground {
        members: vec![
            named(11, "赵示例", date(2016, 1, 1), None, Some(cell.id)),
            named(12, "钱示例", date(2016, 1, 1), Some(date(2016, 6, 30)), None),
        ],
        cells: vec![cell],
        known: vec![known],
        today: date(2016, 10, 1),
    }
}

fn planned(text: &str) -> Plan {
    let lines = text.lines().zip(2..).map(|(text, number)| line(number, text));
    let mut next = 1_000;
    plan(&ground(), &Sheet::of(lines.collect()), &mut || {
        next += 1;
        Uuid::from_u128(next)
    })
}

fn check(text: &str, expected: &str) {
    let plan = planned(text);
    let flaws: String = plan.flaws.iter().map(|flaw| format!("{flaw}\n")).collect();
    let changes: String =
        plan.changes.iter().map(|change| format!("{} {change}\n", change.row)).collect();
    let rest = format!("{} unchanged, {} left\n", plan.unchanged, plan.left);
    assert_eq!(flaws + &changes + &rest, expected, "{text}");
}

#[test]
fn a_sheet_enters_changes_and_leaves() {
    check(
        "赵示例 full 一组 2016-01-01 -\n钱示例 full - 2016-01-01 2016-06-30",
        "2 unchanged, 0 left\n",
    );
    check("", "0 unchanged, 2 left\n");
    check(
        "赵示例 full 二组 2016-01-01 - 2016-09-01\n孙示例 probationary 二组 2016-02-01 -",
        "2 新建党小组「二组」\n\
         2 修改「赵示例」: 一组 → 二组;流动党员免予参加 2016-09-01起\n\
         3 登记「孙示例」: 预备党员;二组;2016-02-01 入册\n\
         0 unchanged, 1 left\n",
    );
}

#[test]
fn who_comes_back_is_another_stay_of_the_same_person() {
    let text = "钱示例 full - 2016-09-01 -";
    let ground = Ground {
        known: vec![Known {
            person: PersonId::new(Uuid::from_u128(112)),
            name: "钱示例".to_owned(),
            as_what: "以前在册".to_owned(),
        }],
        ..ground()
    };
    let mut identity = || Uuid::from_u128(9);
    let plan = plan(&ground, &Sheet::of(vec![line(2, text)]), &mut identity);
    assert!(plan.flaws.is_empty() && plan.people.is_empty());
    assert_eq!(plan.entered[0].member.person, PersonId::new(Uuid::from_u128(112)));
}

#[test]
fn who_holds_a_post_here_is_the_same_person_on_the_roster() {
    check(
        "书示例 full - 2016-02-01 -",
        "2 登记「书示例」: 正式党员;不在党小组;2016-02-01 入册;就是支部书记书示例\n\
         0 unchanged, 2 left\n",
    );
    assert!(planned("书示例 full - 2016-02-01 -").people.is_empty());
}

#[test]
fn a_corrected_first_day_is_a_change_and_no_second_member() {
    check(
        "赵示例 full 一组 2015-07-01 -",
        "2 修改「赵示例」: 2016-01-01 入册 → 2015-07-01 入册\n0 unchanged, 1 left\n",
    );
}

#[test]
fn two_of_a_name_are_told_apart_by_their_first_day() {
    check(
        "赵示例 full 一组 2016-01-01 -\n赵示例 full 一组 2016-03-01 -",
        "3 登记「赵示例」: 正式党员;一组;2016-03-01 入册\n1 unchanged, 1 left\n",
    );
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    check(
        "赵示例 full 一组 2016-03-01 -\n赵示例 full 一组 2016-01-01 -",
        "2 登记「赵示例」: 正式党员;一组;2016-03-01 入册\n1 unchanged, 1 left\n",
    );
}
