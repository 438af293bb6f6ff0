//! Taking organisations in from a sheet, and out again.

use std::path::PathBuf;

use app::organisation::{self, As, Trial};
use app::{Cx, Refusal};
use jiff::civil::date;
use model::authority::Role;
use model::id::{EntryId, GrantId, OrgId, PersonId};
use store::post::{Appointment, Person};
use store::{Locks, doctor};
use table::{Book, Column, Kind, Value};
use tempfile::TempDir;

use crate::desk::{Desk, flaws, on_both};

pub(crate) const HEAD: &str = "党组织代码,党组织名称,种类,上级代码,类别,负责的类别\n";

/// The head of what comes out.
pub(crate) const OUT: &str = "党组织代码,党组织名称,种类,上级代码,类别,负责的类别,联系电话,书记,联络员,\
    党委管理员,督导员\n";

pub(crate) const COUNTY: &str = "\
3603,\"青禾村党支部\",支部,3602,农村,\n\
3602,青禾镇党委,党委,3601,,农村、社区\n\
3604,-白石(机关)党支部,党支部,3602,机关,\n\
3601,甲县组织部,组织部,,,\n\
3605,乙县教育工委,党（工）委,,,\"高校,事业\"\n";

/// A sheet on the disk.
pub(crate) struct Sheet {
    folder: TempDir,
}

impl Sheet {
    pub(crate) fn of(text: &str) -> Self {
        let sheet = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::write(sheet.path(), text).unwrap();
        sheet
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("党组织.csv")
    }
}

/// What a dry run says, a line each.
pub(crate) fn told(trial: &Trial) -> String {
    let flaws: String = trial.flaws.listed().iter().map(|flaw| format!("{flaw}\n")).collect();
    let change = |change: &organisation::Change| match change.row {
        Some(row) => format!("{row} {change}\n"),
        None => format!("- {change}\n"),
    };
    flaws + &trial.changes.iter().map(change).collect::<String>()
}

pub(crate) async fn tried(cx: &Cx, scope: OrgId, text: &str, close_missing: bool) -> Trial {
    let sheet = Sheet::of(text);
    organisation::dry_run(cx, scope, &sheet.path(), close_missing).await.unwrap()
}

/// Tries a sheet and takes it in; what the dry run said.
pub(crate) async fn taken(
    desk: &Desk,
    cx: &Cx,
    scope: OrgId,
    text: &str,
    close_missing: bool,
) -> String {
    let sheet = Sheet::of(text);
    let trial = organisation::dry_run(cx, scope, &sheet.path(), close_missing).await.unwrap();
    let (form, digest) = (desk.form(), trial.digest);
    let place = organisation::import(cx, form, scope, &sheet.path(), close_missing, digest).await;
    assert_eq!(place.unwrap(), format!("/organisations/{scope}"));
    let mut link = desk.app.store().link().await.unwrap();
    assert_eq!(doctor::look(&mut link).await.unwrap().ills, Vec::<String>::new());
    told(&trial)
}

pub(crate) async fn exported(cx: &Cx, scope: OrgId) -> String {
    let (_, text) = organisation::export(cx, scope, As::Text, Vec::new()).await.unwrap();
    String::from_utf8(text).unwrap().strip_prefix('\u{feff}').unwrap().to_owned()
}

/// The last entry of the journal that has such an event.
pub(crate) async fn entry(desk: &Desk, event: &str) -> String {
    let before = (jiff::Timestamp::MAX, EntryId::new(uuid::Uuid::max()));
    let mut link = desk.app.store().link().await.unwrap();
    let top = model::path::OrgPath::above_all();
    let kept = store::journal::latest(&mut link, &top, before, Some(event), 1).await.unwrap();
    String::from_utf8(kept[0].body.clone()).unwrap()
}

on_both!(a_sheet_is_looked_at_taken_in_and_comes_out_as_it_was);
async fn a_sheet_is_looked_at_taken_in_and_comes_out_as_it_was(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let sheet = format!("示例省党组织\n{HEAD}{COUNTY}");
    assert_eq!(
        taken(&desk, &cx, top, &sheet, false).await,
        "3 新建「青禾村党支部」: 隶属 青禾镇党委\n\
         4 新建「青禾镇党委」: 隶属 甲县组织部\n\
         5 新建「-白石(机关)党支部」: 隶属 青禾镇党委\n\
         6 新建「甲县组织部」: 隶属 示例省委组织部\n\
         7 新建「乙县教育工委」: 隶属 示例省委组织部\n"
    );
    let out = exported(&cx, top).await;
    assert_eq!(
        out,
        format!(
            "{OUT}3601,甲县组织部,组织部,,,,,,,,\n\
             3602,青禾镇党委,基层党委,3601,,农村、社区,,,,,\n\
             3603,青禾村党支部,党支部,3602,农村,,,,,,\n\
             3604,'-白石(机关)党支部,党支部,3602,机关,,,,,,\n\
             3605,乙县教育工委,党(工)委,,,事业、高校,,,,,\n"
        )
    );
    let entry = entry(&desk, "organisations_imported").await;
    assert!(
        entry.contains(
            " made=5 moved=0 renamed=0 closed=0 appointed=0 handed_over=0\nrow organisation "
        ),
        "{entry}"
    );
    for again in [&sheet, &out] {
        let trial = tried(&cx, top, again, true).await;
        assert_eq!((told(&trial).as_str(), trial.counts.unchanged), ("", 5));
    }
}

on_both!(a_second_sheet_makes_moves_changes_and_closes);
async fn a_second_sheet_makes_moves_changes_and_closes(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    taken(&desk, &cx, top, &format!("{HEAD}{COUNTY}"), false).await;
    desk.pass_minutes(24 * 60);
    let sheet = format!(
        "{HEAD}3604,白石机关党支部,支部,3610,机关,\n\
         3605,乙县教育工委,工委,,,高校\n\
         3610,新总支,总支,3602,,\n\
         3602,青禾镇党委,党委,3605,,农村、社区\n"
    );
    let left = tried(&cx, top, &sheet, false).await.counts;
    assert_eq!((left.made, left.moved, left.renamed, left.closed, left.left), (1, 2, 2, 0, 2));
    assert_eq!(
        taken(&desk, &cx, top, &sheet, true).await,
        "2 调整隶属「-白石(机关)党支部」: 隶属 青禾镇党委 → 隶属 新总支\n\
         2 修改「-白石(机关)党支部」: 名称 -白石(机关)党支部 → 名称 白石机关党支部\n\
         3 修改「乙县教育工委」: 负责的类别 事业、高校 → 负责的类别 高校\n\
         4 新建「新总支」: 隶属 青禾镇党委\n\
         5 调整隶属「青禾镇党委」: 隶属 甲县组织部 → 隶属 乙县教育工委\n\
         - 撤销「青禾村党支部」: 隶属 青禾镇党委\n\
         - 撤销「甲县组织部」: 隶属 示例省委组织部\n"
    );
    assert_eq!(
        exported(&cx, top).await,
        format!(
            "{OUT}3605,乙县教育工委,党(工)委,,,高校,,,,,\n\
             3602,青禾镇党委,基层党委,3605,,农村、社区,,,,,\n\
             3610,新总支,党总支,3602,,,,,,,\n\
             3604,白石机关党支部,党支部,3610,机关,,,,,,\n"
        )
    );
    let entry = entry(&desk, "organisations_imported").await;
    assert!(
        entry.contains(" made=1 moved=2 renamed=2 closed=2 appointed=0 handed_over=0\n"),
        "{entry}"
    );
    let (hits, _) = organisation::search(&cx, "白石机关", "").await.unwrap();
    let way: Vec<&str> = hits[0].way.iter().map(String::as_str).collect();
    assert_eq!(way, ["示例省委组织部", "乙县教育工委", "青禾镇党委", "新总支"]);
}

on_both!(every_flaw_is_named_by_its_cell_and_nothing_is_taken_in);
async fn every_flaw_is_named_by_its_cell_and_nothing_is_taken_in(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let sheet = Sheet::of(&format!(
        "{HEAD},,支部,,,\n\
         36 01,甲党支部,小组,3602,乡村,农村\n\
         3602,乙党委,党委,3602,农村,\n\
         3602,丙党委,党委,,,农村、街道\n\
         3.6E+11,丁党支部,支部,,农村,机关\n\
         党组织代码,党组织名称,种类,上级代码,类别,负责的类别\n\
         \n\
         3606,戊,党支部,支部,,,,,多\n"
    ));
    let trial = organisation::dry_run(&cx, top, &sheet.path(), false).await.unwrap();
    let sectors = "农村、社区、机关、事业、高校、国企、非公、社会组织、其他";
    let kinds = "组织部、单位组织人事部门、党(工)委、党组、基层党委、党总支、党支部";
    let said = told(&trial);
    assert_eq!(
        said,
        format!(
            ":2 列「党组织名称」: 党组织名称是空的;请填写\n\
             :3 列「党组织代码」: 「36 01」不是代码,只能用字母、数字和 - _ . /\n\
             :3 列「种类」: 「小组」不是种类;请填 {kinds} 之一\n\
             :3 列「类别」: 没有「乡村」这个类别;请填 {sectors}\n\
             :4 列「上级代码」: 上级是自己;请填上级的代码\n\
             :4 列「类别」: 只有党支部才有类别,这里是基层党委;请删去\n\
             :5 列「党组织代码」: 代码 3602 与第 4 行重复;代码每个组织只能有一个\n\
             :5 列「负责的类别」: 没有「街道」这个类别;请填 {sectors}\n\
             :6 列「党组织代码」: 「3.6E+11」已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填\n\
             :6 列「负责的类别」: 党支部不负责别的支部;请删去\n\
             :7 列「党组织名称」: 又是一行表头;请删去这一行\n\
             :9: 表头有 6 列,这一行在第 9 列还有内容;多半是文字里的分隔符没有加双引号\n"
        )
    );
    let (form, path) = (desk.form(), sheet.path());
    let refused = organisation::import(&cx, form, top, &path, false, trial.digest).await;
    assert_eq!(flaws(refused).lines().count(), 12);
    assert_eq!(exported(&cx, top).await, OUT);
}

on_both!(what_is_no_sheet_of_organisations_is_refused);
async fn what_is_no_sheet_of_organisations_is_refused(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    for (text, says) in [
        ("", "文件是空的"),
        ("支部代码,支部名称\n", "前 10 行里没有表头;表头要有「党组织名称」一列"),
        ("%PDF-1.7", "看上去是PDF,不能读;请另存为 xlsx、xls 或 csv"),
    ] {
        let sheet = Sheet::of(text);
        let refused = organisation::dry_run(&cx, top, &sheet.path(), false).await;
        assert_eq!(flaws(refused), format!("sheet: {says}\n"));
    }
    let trial = tried(&cx, top, "党组织代码,党组织名称,备注,种类,党组织名称\n", false).await;
    assert_eq!(trial.unknown, ["备注"]);
    assert_eq!(
        told(&trial),
        ":1: 没有「上级代码」一列;请加上\n:1 列「党组织名称」: 与第 2 列的列名相同;请删去或改名\n"
    );
}

on_both!(a_code_that_a_spreadsheet_rounded_is_told_from_one_that_ends_in_noughts);
async fn a_code_that_a_spreadsheet_rounded_is_told_from_one_that_ends_in_noughts(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let row = |code: &str| format!("{code},第{code}党支部,支部,,,\n");
    let rounded = format!("{HEAD}{}{}", row("360000000000001000"), row("360000000000002000"));
    let lost = "已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填";
    assert_eq!(
        told(&tried(&cx, top, &rounded, false).await),
        format!(
            ":2 列「党组织代码」: 「360000000000001000」{lost}\n\
             :3 列「党组织代码」: 「360000000000002000」{lost}\n"
        )
    );
    let whole = format!("{rounded}{}", row("360000000000002001"));
    taken(&desk, &cx, top, &whole, false).await;
    // What is known is right.
    assert_eq!(told(&tried(&cx, top, &rounded, false).await), "");
}

on_both!(columns_that_a_sheet_lacks_leave_things_as_they_are);
async fn columns_that_a_sheet_lacks_leave_things_as_they_are(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    taken(&desk, &cx, top, &format!("{HEAD}{COUNTY}"), false).await;
    let sheet = "种类,上级代码,党组织名称,党组织代码\n\
        党支部,3602,青禾村党支部,３６０３\n党委,3601,青禾镇党委,3602\n";
    let trial = tried(&cx, top, sheet, false).await;
    assert_eq!((told(&trial).as_str(), trial.counts.unchanged, trial.counts.left), ("", 2, 3));
}

on_both!(a_sheet_other_than_the_one_looked_at_is_stale);
async fn a_sheet_other_than_the_one_looked_at_is_stale(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let sheet = Sheet::of(&format!("{HEAD}{COUNTY}"));
    let trial = organisation::dry_run(&cx, top, &sheet.path(), false).await.unwrap();
    let (form, path) = (desk.form(), sheet.path());
    std::fs::write(&path, format!("{HEAD}3601,甲县组织部,组织部,,,\n")).unwrap();
    let stale = organisation::import(&cx, form, top, &path, false, trial.digest).await;
    assert!(matches!(stale, Err(Refusal::Stale)), "{stale:?}");
    assert_eq!(exported(&cx, top).await, OUT);
    // Sent twice it is done once, even when the sheet is gone by then.
    let trial = organisation::dry_run(&cx, top, &path, false).await.unwrap();
    let first = organisation::import(&cx, form, top, &path, false, trial.digest).await.unwrap();
    drop(sheet);
    let second = organisation::import(&cx, form, top, &path, false, trial.digest).await.unwrap();
    assert_eq!(first, second);
}

on_both!(a_workbook_is_taken_in_too_and_places_are_its_cells);
async fn a_workbook_is_taken_in_too_and_places_are_its_cells(desk: Desk) {
    let cx = desk.begun().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("党组织.xlsx");
    let mut book = Book::new(folder.path());
    let heads = ["党组织代码", "党组织名称", "种类", "上级代码"];
    let columns = heads.map(|head| Column::new(head, Kind::Text)).to_vec();
    let mut rows = book.sheet("组织", columns).unwrap();
    rows.row(&["3601", "甲县组织部", "组织部", ""].map(Value::Text)).unwrap();
    rows.row(&["3602", "甲党小组", "党小组", "3601"].map(Value::Text)).unwrap();
    rows.row(&[Value::Whole(3603), Value::Text("甲支部"), Value::Text("支部")]).unwrap();
    book.push(rows).unwrap();
    book.save(std::fs::File::create(&path).unwrap()).unwrap();
    let trial = organisation::dry_run(&cx, cx.grants[0].org, &path, false).await.unwrap();
    assert!(told(&trial).starts_with(" C3「种类」: 「党小组」不是种类;请填 "), "{}", told(&trial));
    assert_eq!(trial.flaws.count(), 1);
}

/// Somebody with a role at an organisation, as the store has them.
pub(crate) async fn somebody(desk: &Desk, cx: &Cx, role: Role, org: OrgId) -> Cx {
    let id = PersonId::new(desk.app.identity());
    let at = date(2026, 1, 1);
    let mut link = desk.app.store().link().await.unwrap();
    let place = store::organisation::find(&mut link, org).await.unwrap().unwrap();
    let leave = cx.may(role.appointed_by(), &place).unwrap();
    drop(link);
    let (now, chance) = (desk.app.now(), [5; 32]);
    let locks = Locks::Orgs(vec![org]);
    let mut write = desk.app.store().write(locks, Some(cx.person), now, chance).await.unwrap();
    let person = Person { id, name: "李示例".to_owned() };
    let post = Appointment {
        id: GrantId::new(desk.app.identity()),
        person: id,
        role,
        from: at,
        to: None,
        acting: false,
    };
    store::post::appoint_new(&mut write, &leave, &person, &post).await.unwrap();
    let event = model::event::Event::Appointed { person: id, role, grant: post.id };
    write.commit(EntryId::new(desk.app.identity()), org, event).await.unwrap();
    let mut link = desk.app.store().link().await.unwrap();
    let grants = store::post::grants(&mut link, id, desk.app.today()).await.unwrap();
    Cx { person: id, grants, ..cx.clone() }
}

on_both!(who_may_not_is_told_so);
async fn who_may_not_is_told_so(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    taken(&desk, &cx, top, &format!("{HEAD}{COUNTY}"), false).await;
    let (hits, _) = organisation::search(&cx, "3602", "").await.unwrap();
    let committee = hits[0].org.id;
    let sheet = Sheet::of(&format!("{HEAD}3603,青禾村党支部,支部,,农村,\n"));
    let path = sheet.path();

    let secretary = somebody(&desk, &cx, Role::Secretary, committee).await;
    let denied = organisation::dry_run(&secretary, committee, &path, false).await;
    assert!(matches!(denied, Err(Refusal::Denied)), "{denied:?}");
    let denied = organisation::import(&secretary, desk.form(), top, &path, false, [0; 32]).await;
    assert!(matches!(denied, Err(Refusal::Denied)), "{denied:?}");
    let denied = organisation::export(&secretary, committee, As::Text, Vec::new()).await;
    assert!(matches!(denied, Err(Refusal::Denied)), "{denied:?}");
    let inspector = somebody(&desk, &cx, Role::Inspector, committee).await;
    let unseen = organisation::dry_run(&inspector, committee, &path, false).await;
    assert!(matches!(unseen, Err(Refusal::Unseen)), "{unseen:?}");
    let unseen = organisation::export(&inspector, committee, As::Text, Vec::new()).await;
    assert!(matches!(unseen, Err(Refusal::Unseen)), "{unseen:?}");

    // A committee changes the names of its branches, and neither moves nor closes one.
    let own = somebody(&desk, &cx, Role::CommitteeAdministrator, committee).await;
    let renamed = format!("{HEAD}3603,青禾党支部,支部,,农村,\n");
    let said = taken(&desk, &own, committee, &renamed, false).await;
    assert_eq!(said, "2 修改「青禾村党支部」: 名称 青禾村党支部 → 名称 青禾党支部\n");
    let sheet = Sheet::of(&format!("{HEAD}3603,青禾党支部,支部,3620,农村,\n3620,新总支,总支,,,\n"));
    let trial = organisation::dry_run(&own, committee, &sheet.path(), true).await.unwrap();
    let says = ": 「-白石(机关)党支部」不在表中,要撤销,您无权这样做;请由组织部办理\n\
        :2 列「上级代码」: 要调整隶属,您无权这样做;请由组织部办理\n";
    assert_eq!(told(&trial), says);
    let (form, digest) = (desk.form(), trial.digest);
    let refused = organisation::import(&own, form, committee, &sheet.path(), true, digest).await;
    assert_eq!(flaws(refused).lines().count(), 2);
    // A code of somebody else's is no reason to tell whose it is.
    let trial = tried(&own, committee, &format!("{HEAD}3605,丁党支部,支部,,,\n"), false).await;
    let says =
        ":2 列「党组织代码」: 代码 3605 已经是别处一个组织的;请核对,要调来的请在调整隶属中办理\n";
    assert_eq!(told(&trial), says);
}

on_both!(an_entry_of_many_rows_has_one_line_for_them);
async fn an_entry_of_many_rows_has_one_line_for_them(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let rows: String = (0..300).map(|n| format!("36{n:04},第{n}党支部,支部,,农村,\n")).collect();
    let trial = tried(&cx, top, &format!("{HEAD}{rows}"), false).await;
    assert_eq!((trial.changes.len(), trial.unlisted), (200, 100));
    taken(&desk, &cx, top, &format!("{HEAD}{rows}"), false).await;
    let entry = entry(&desk, "organisations_imported").await;
    assert!(
        entry.contains(" made=300 moved=0 renamed=0 closed=0 appointed=0 handed_over=0\nrows 300 "),
        "{entry}"
    );
    assert_eq!(entry.lines().count(), 7);
}
