//! The way of who brings a sheet: from the first run over its dry run to a move of a unit.

use std::fs;

use super::tab::Tab;
use super::{PASSWORD, activate, appoint, first_run, relocate};
use crate::desk::Desk;
use crate::server::Server;

const SHEET: &str = "党组织代码,党组织名称,种类,上级代码,书记
3601,甲县组织部,组织部,,
3602,乙县组织部,组织部,,
360101,青禾镇党委,基层党委,3601,
360101001,青禾村党支部,党支部,360101,赵示例
";

/// Takes a sheet in; first one with a mistake, of which nothing is taken.
async fn import(tab: &mut Tab, desk: &Desk) {
    tab.follow("导入").await;
    let sheet = desk.path("全县.csv");
    fs::write(&sheet, SHEET.replace(",360101,赵", ",360109,赵")).unwrap();
    tab.attach("sheet", &sheet).await;
    tab.press("核对").await;
    tab.reads("什么都没有导入").await;
    fs::write(&sheet, SHEET).unwrap();
    tab.attach("sheet", &sheet).await;
    tab.press("重新核对").await;
    tab.reads("没有问题。请核对下面的变动").await;
    tab.reads("青禾村党支部").await;
    tab.confirm().await;
    tab.reads("已全部导入到").await;
}

/// Finds among the children what is looked for, and all again.
async fn sieve(tab: &mut Tab) {
    tab.go("/organisations?sort=branches").await;
    tab.choose("sort", "名称").await;
    tab.fill("name", "乙").await;
    tab.press("查看").await;
    tab.reads("符合条件的 1 个").await;
    tab.fill("name", "丙").await;
    tab.press("查看").await;
    tab.reads("没有符合条件的下级组织").await;
    tab.follow("恢复全部").await;
    tab.reads("甲县组织部").await;
}

/// The secretary whom the sheet names gets an account with all others of the committee, and takes
/// it over with what the printed slip says.
async fn secretary(tab: &mut Tab) {
    tab.go("/search?q=青禾镇").await;
    tab.follow("青禾镇党委").await;
    tab.follow("开通账号").await;
    tab.press("开通 1 个账号,打印账号条").await;
    assert_eq!(tab.says(".slips-login").await, "赵示例");
    let slip = tab.says(".slips-code").await;
    tab.leave().await;
    tab.go(&slip.split_whitespace().collect::<String>()).await;
    tab.reads("赵示例").await;
    tab.fill("password", PASSWORD).await;
    tab.fill("password_again", PASSWORD).await;
    tab.press("设好并登录").await;
    tab.reads("待办").await;
    tab.go("/organisations").await;
    tab.reads("青禾村党支部").await;
    tab.leave().await;
    // It counted once.
    tab.go(&slip.split_whitespace().collect::<String>()).await;
    tab.reads("没有找到这个页面").await;
    tab.go("/login").await;
    tab.fill("login", "wushili").await;
    tab.fill("password", PASSWORD).await;
    tab.press("登录").await;
    tab.reads("待办").await;
}

async fn whole_way(server: &mut Server, tab: &mut Tab, desk: &Desk) {
    first_run(tab, &server.first()).await;
    import(tab, desk).await;
    sieve(tab).await;
    let slip = appoint(tab).await;
    activate(tab, &slip).await;
    secretary(tab).await;
    relocate(tab).await;
}

#[tokio::test]
async fn a_sheet_is_where_it_begins_at_a_desk() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::open(&server.at, 1440).await;
    whole_way(&mut server, &mut tab, &desk).await;
    tab.close().await;
}

#[tokio::test]
async fn a_sheet_is_where_it_begins_on_a_phone_without_script() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::without_script(&server.at, 390).await;
    whole_way(&mut server, &mut tab, &desk).await;
    tab.close().await;
}
