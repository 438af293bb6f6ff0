//! A county's year, told to both databases by the use cases: what comes of it is equal to the last
//! byte, and the points are those that were worked out by hand (year/README.md).

mod assess;
mod county;
mod golden;
mod keep;
mod ledger;
mod lists;
mod seed;
mod shown;

use jiff::civil::Date;

use self::county::County;
use self::ledger::Line;
use crate::desk::Desk;

/// From which number everything follows that is not written down: who enters what, at what time,
/// who tries what they may not.
const SEED: u64 = 20_160_513;

/// What somebody does on a day.
enum Deed {
    /// A line of a branch's ledger.
    Line(usize, Line),
    /// A new branch is founded below its committee.
    Found(usize),
    /// The campaign is set up and opened.
    Open,
    /// Who came later or moved is taken in.
    TakeIn,
    /// A branch gets longer for a stage of a period.
    Extend(usize, u32, &'static str, &'static str),
    /// A branch checks itself.
    Check(usize, u32),
    /// It tries to when it may not.
    CheckInVain(usize),
    /// Its committee gives some points.
    Begin(usize),
    /// Its committee gives all points, as they stand in the golden sheet, and confirms them.
    Evaluate(usize, u32),
    /// The same, and nobody confirms it.
    Submit(usize),
}

/// Everything that happens, in order; of one day, as it stands here.
fn deeds() -> Vec<(Date, Deed)> {
    let mut deeds: Vec<(Date, Deed)> = Vec::new();
    let mut on = |day: &str, deed| deeds.push((ledger::day(day), deed));
    on("01-18", Deed::Open);
    on("09-01", Deed::Found(14));
    for day in ["07-16", "08-21", "09-02"] {
        on(day, Deed::TakeIn);
    }
    let first = (1..=21).filter(|no| ![12, 14, 19].contains(no));
    on("05-19", Deed::CheckInVain(3));
    first.for_each(|no| on("05-26", Deed::Check(no, 1)));
    [1, 5, 13, 18, 20].into_iter().for_each(|no| on("05-28", Deed::Evaluate(no, 1)));
    [2, 9].into_iter().for_each(|no| on("05-29", Deed::Begin(no)));
    // 14 is late, and gets longer; 12 has nobody who may, 18 is no more, 19 does nothing.
    let second = (1..=21).filter(|no| ![12, 14, 18, 19].contains(no));
    second.for_each(|no| on("12-04", Deed::Check(no, 2)));
    on("12-06", Deed::CheckInVain(14));
    on("12-07", Deed::Extend(14, 2, "self_check", "12-12"));
    on("12-08", Deed::Check(14, 2));
    // 8 is late; 18 is no more; 20 stays with what was confirmed before, 21 with nothing.
    let rated = (1..=19).filter(|no| ![8, 18].contains(no));
    rated.for_each(|no| on("12-10", Deed::Evaluate(no, 2)));
    on("12-11", Deed::Submit(20));
    on("12-19", Deed::Extend(8, 2, "evaluation", "12-28"));
    on("12-26", Deed::Evaluate(8, 2));
    for branch in ledger::branches() {
        let lines = branch.lines.into_iter().map(|line| (line.entered, line));
        deeds.extend(lines.map(|(on, line)| (on, Deed::Line(branch.no, line))));
    }
    deeds.sort_by_key(|(on, _)| *on);
    deeds
}

/// Tells the year to a database.
async fn told(desk: Desk) -> shown::Shown {
    let mut county = County::found(desk).await;
    for (on, deed) in deeds() {
        county.turn_to(on).await;
        match deed {
            Deed::Line(no, line) => county.keep(no, line).await,
            Deed::Found(no) => county.found_late(no).await,
            Deed::Open => county.open().await,
            Deed::TakeIn => county.take_in().await,
            Deed::Extend(no, period, stage, until) => {
                county.extend(no, period, stage, until).await;
            }
            Deed::Check(no, period) => county.check(no, period).await,
            Deed::CheckInVain(no) => county.check_in_vain(no).await,
            Deed::Begin(no) => county.begin(no).await,
            Deed::Evaluate(no, period) => county.evaluate(no, period, true).await,
            Deed::Submit(no) => county.evaluate(no, 2, false).await,
        }
    }
    county.turn_to(ledger::day("12-31")).await;
    shown::all(&mut county).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_countys_year_is_the_same_on_both_databases_and_as_it_was_worked_out_by_hand() {
    let sqlite = tokio::spawn(async { told(Desk::sqlite().await).await });
    let postgres = tokio::spawn(async { told(Desk::postgres().await).await });
    let (sqlite, postgres) = (sqlite.await.unwrap(), postgres.await.unwrap());
    println!("seed {SEED}, {} entries, root {}", sqlite.entries, sqlite.root);
    let lines = sqlite.text.lines().zip(postgres.text.lines());
    for (at, (one, other)) in lines.enumerate() {
        assert_eq!(one, other, "line {at} of what is shown");
    }
    assert_eq!(sqlite.text.len(), postgres.text.len());
    let bodies = sqlite.journal.iter().zip(&postgres.journal);
    for (at, (one, other)) in bodies.enumerate() {
        assert_eq!(one, other, "entry {at} of the journal");
    }
    assert_eq!((sqlite.entries, &sqlite.root), (postgres.entries, &postgres.root));
    assert_eq!(sqlite.differs, Vec::<String>::new(), "suggested otherwise than by hand");
    golden::compare(&sqlite.sheet);
    golden::compare_figures(&sqlite.figures);
}
