//! Bulletins as an office program shows them: each is opened by LibreOffice, turned into pages,
//! and read back. The files stay in `target/tmp/paper`, to be looked at.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail as the test itself does")]

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::date;
use model::Points;
use model::scheme::{Clause, Provenance};
use paper::bulletin::{
    BandFigures, Bulletin, NamedUnit, Notice, SchemeFacts, UnitFigures, WeakCriterion,
};
use paper::official::{self, Block, Document};

const BANDS: [(&str, i32); 4] = [("好", 90), ("较好", 80), ("一般", 60), ("差", 0)];

/// 25 units of 12 branches, as a county has them; the lowest band's branches are called 末等.
fn county(
    unit_name: impl Fn(usize) -> String,
    branch_name: impl Fn(usize, usize) -> String,
) -> Bulletin {
    let band_of = |unit: usize, branch: usize| match (unit + branch) % 12 {
        0..=3 => Some(0),
        4..=7 => Some(1),
        8 | 9 => Some(2),
        10 => unit.is_multiple_of(5).then_some(3),
        _ => None,
    };
    let units: Vec<UnitFigures> = (0..25)
        .map(|unit| {
            let mut bands = vec![0; 4];
            (0..12).filter_map(|branch| band_of(unit, branch)).for_each(|band| bands[band] += 1);
            let rated = bands.iter().sum();
            UnitFigures { name: unit_name(unit), branches: 12, rated, bands }
        })
        .collect();
    let bands = BANDS.iter().enumerate().map(|(place, (name, from))| {
        let branches = |unit: usize| {
            let here = (0..12).filter(|branch| band_of(unit, *branch) == Some(place));
            here.map(|branch| branch_name(unit, branch)).collect()
        };
        let named = |unit| NamedUnit { unit: Some(unit_name(unit)), branches: branches(unit) };
        BandFigures {
            name: (*name).to_owned(),
            from: Points::from_hundredths(from * 100),
            count: units.iter().map(|unit| unit.bands[place]).sum(),
            named: if place == 3 { Vec::new() } else { (0..25).map(named).collect() },
        }
    });
    let bands = bands.collect();
    let rated: u64 = units.iter().map(|unit| unit.rated).sum();
    let rest = 300 - rated;
    Bulletin {
        issuer: Some("中共望川县委组织部".to_owned()),
        number: Some("望组字〔2016〕38号".to_owned()),
        date: Some(date(2016, 11, 3)),
        addressees: Some("各乡镇党委、县直机关工委、教育工委、国资委党委".to_owned()),
        as_of: Some(date(2016, 10, 31)),
        branches_by_status: [rated, rest - 9, 4, 3, 2],
        mean: Some(Points::from_hundredths(8_437)),
        median: Some(Points::from_hundredths(8_550)),
        bands,
        units,
        weak: weak(),
        ..empty()
    }
}

fn weak() -> Vec<WeakCriterion> {
    let weak = |id: &str, title: &str, points, mean, lost_percent_hundredths| WeakCriterion {
        id: id.to_owned(),
        title: title.to_owned(),
        points: Points::from_hundredths(points),
        mean: Points::from_hundredths(mean),
        lost_percent_hundredths,
    };
    vec![
        weak("7.2", "微信群交流讨论", 200, 118, 4_100),
        weak("5.2", "问题整改到位", 1_000, 713, 2_870),
        weak("1.2", "符合实际、有特色", 200, 150, 2_500),
    ]
}

/// A head without anything filled in, and no branches.
fn empty() -> Bulletin {
    let clause = "2、注重考核督查结果通报运用。要充分利用板报、简报,及时进行通报。";
    let bands = BANDS.iter().map(|(name, from)| BandFigures {
        name: (*name).to_owned(),
        from: Points::from_hundredths(from * 100),
        count: 0,
        named: Vec::new(),
    });
    Bulletin {
        demonstration: false,
        issuer: None,
        number: None,
        date: None,
        addressees: None,
        subject: "基层党支部书记学习教育".to_owned(),
        notice: Notice {
            title: "中共江西省委组织部关于做好基层党支部书记 学习教育考核督查工作的通知".to_owned(),
            number: "赣组字〔2016〕52号".to_owned(),
            results_clause: Some(Clause {
                id: "三.2".to_owned(),
                title: "结果通报运用".to_owned(),
                official_text: clause.to_owned(),
            }),
        },
        scheme: SchemeFacts {
            title: "基层党支部书记学习教育考核督查指标体系".to_owned(),
            id: "jx-2016-52".to_owned(),
            version: 1,
            total: Points::from_hundredths(10_000),
            bonus: Points::from_hundredths(1_000),
        },
        as_of: None,
        branches_by_status: [0; 5],
        mean: None,
        median: None,
        bands_by: Provenance::Setting,
        bands: bands.collect(),
        units: Vec::new(),
        units_left_out: 0,
        weak: Vec::new(),
    }
}

fn ordinary() -> Bulletin {
    let towns = ["城关", "白沙", "石桥", "青溪", "龙门"];
    let kinds = ["镇党委", "乡党委", "街道党工委", "中学党委", "林场党委"];
    county(
        |unit| format!("{}{}", towns[unit % 5], kinds[unit / 5]),
        |unit, branch| format!("{}第{}支部", towns[unit % 5], branch + 1),
    )
}

fn with_long_names() -> Bulletin {
    let long = "某某省某某市某某县某某街道某某社区联合网格两新组织流动党员综合服务中心第二一支部";
    assert_eq!(long.chars().count(), 40);
    Bulletin {
        issuer: Some("中共某某市某某县委某某经济技术开发区工作委员会两新组织工作委员会组织人事和宣传统战工作部".to_owned()),
        number: Some("某经开两新组宣〔2016〕第10038号".to_owned()),
        ..county(|unit| format!("{unit}{long}"), |unit, branch| format!("{long}{unit}-{branch}"))
    }
}

/// The pages of a bulletin, as text.
struct Shown {
    pages: Vec<String>,
    info: String,
}

impl Shown {
    /// The text without page numbers, line breaks and blanks: where a line or a page breaks is
    /// not its meaning.
    fn text(&self) -> String {
        let lines = self.pages.iter().flat_map(|page| page.lines()).map(squeezed);
        lines.filter(|line| !(line.starts_with('—') && line.ends_with('—'))).collect()
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn show(case: &str, content: &Bulletin) -> Shown {
    show_file(case, &paper::bulletin(content).unwrap())
}

fn show_file(case: &str, bytes: &[u8]) -> Shown {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("paper");
    std::fs::create_dir_all(&folder).unwrap();
    let docx = folder.join(format!("{case}.docx"));
    std::fs::write(&docx, bytes).unwrap();
    let pdf = docx.with_extension("pdf");
    let _ = std::fs::remove_file(&pdf);
    // A profile of its own, so that tests side by side don't wait for each other's lock.
    let profile = tempfile::tempdir().unwrap();
    let profile_flag = format!("-env:UserInstallation=file://{}", profile.path().display());
    run(
        "soffice",
        "libreoffice-writer",
        &[
            "--headless".into(),
            profile_flag.into(),
            "--convert-to".into(),
            "pdf".into(),
            "--outdir".into(),
            folder,
            docx,
        ],
    );
    let text = run("pdftotext", "poppler-utils", &["-layout".into(), pdf.clone(), "-".into()]);
    let info = run("pdfinfo", "poppler-utils", &[pdf]);
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    Shown { pages, info }
}

fn run(program: &str, package: &str, arguments: &[PathBuf]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| {
        panic!("{program} cannot be run ({error}): install it with `apt-get install {package}`")
    });
    let (out, err) = (output.stdout, String::from_utf8_lossy(&output.stderr).into_owned());
    assert!(output.status.success(), "{program} failed: {err}");
    String::from_utf8(out).unwrap()
}

#[test]
fn a_countys_bulletin_opens_with_its_head_text_and_table() {
    let shown = show("county", &ordinary());
    let text = shown.text();
    for says in [
        "中共望川县委组织部文件望组字〔2016〕38号",
        "中共望川县委组织部关于基层党支部书记学习教育考核督查情况的通报",
        "各乡镇党委、县直机关工委、教育工委、国资委党委：",
        "一、总体情况",
        "（四）差共5个，占已评定党支部的1.96%。本通报不列名",
        "附件：各单位考核督查情况统计表",
        "中共望川县委组织部2016年11月3日",
    ] {
        assert!(text.contains(says), "{says}\n{text}");
    }
    assert!(shown.info.contains("A4"), "{}", shown.info);
    let count = shown.pages.len();
    for (place, page) in shown.pages.iter().enumerate() {
        let number = format!("—{}—", place + 1);
        assert!(squeezed(page).contains(&number), "page {} of {count}:\n{page}", place + 1);
    }
}

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let text = Block::Text("党".repeat(28 * 22 * 3));
    let document = Document { body: vec![text], ..Document::default() };
    let shown = show_file("full-page", &official::docx(&document).unwrap());
    let lines: Vec<&str> = shown.pages[1].lines().filter(|line| line.contains('党')).collect();
    assert_eq!(lines.len(), 22, "{lines:?}");
    assert!(lines.iter().all(|line| line.trim().chars().count() == 28), "{lines:?}");
}

#[test]
fn a_table_of_many_pages_repeats_its_head() {
    let mut content = ordinary();
    let more = content.units.clone();
    content.units = more.iter().cycle().take(90).cloned().collect();
    let shown = show("many-units", &content);
    let on_pages =
        shown.pages.iter().filter(|page| page.contains("评定率") && page.contains("已评定"));
    assert!(on_pages.count() >= 3, "{:?}", shown.pages);
}

#[test]
fn a_bulletin_on_nothing_is_one_page_with_blanks_to_fill_in() {
    let shown = show("empty", &empty());
    let text = shown.text();
    for says in ["＿＿＿＿文件", "＿＿＿〔＿＿〕＿＿号", "没有党支部", "＿＿年＿月＿日"]
    {
        assert!(text.contains(says), "{says}\n{text}");
    }
    assert!(shown.pages.len() <= 2, "{}", shown.pages.len());
}

#[test]
fn names_of_forty_characters_stay_within_the_page() {
    let shown = show("long-names", &with_long_names());
    let text = shown.text();
    assert!(text.contains("组织人事和宣传统战工作部关于"), "{text}");
    // Not one name is cut: as often as it was given, it stands.
    let given = paper_names(&with_long_names());
    for name in given {
        assert!(text.contains(&name), "{name}\n{text}");
    }
}

fn paper_names(content: &Bulletin) -> Vec<String> {
    content.bands.iter().flat_map(|b| &b.named).flat_map(|u| u.branches.clone()).collect()
}

#[test]
fn a_demonstration_says_so_on_every_page() {
    let shown = show("demonstration", &Bulletin { demonstration: true, ..ordinary() });
    assert!(shown.pages.iter().all(|page| page.contains("演示文稿")), "{:?}", shown.pages);
    assert!(shown.text().contains("所涉党组织和数据均为虚构"));
}
