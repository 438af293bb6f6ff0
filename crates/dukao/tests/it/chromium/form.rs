//! Forms in a real browser: a login that is over, a connection that is lost, a file on its way.

use std::fs;

use super::tab::Tab;
use super::{PASSWORD, appoint, begin};
use crate::desk::Desk;
use crate::server::Server;

/// An officer without a second factor is logged in, and somebody has just been appointed.
async fn officer(server: &mut Server, tab: &mut Tab) {
    begin(tab, &server.first()).await;
    let slip = appoint(tab).await;
    super::activate(tab, &slip).await;
    tab.go("/organisations").await;
}

async fn log_in(tab: &mut Tab, button: &str) {
    tab.fill("login", "wushili").await;
    tab.fill("password", PASSWORD).await;
    tab.press(button).await;
}

async fn kept_through_a_login(server: &mut Server, tab: &mut Tab) {
    officer(server, tab).await;
    tab.follow("新建下级组织").await;
    tab.fill("name", "丙县组织部").await;
    tab.choose("kind", "组织部").await;
    tab.forget().await;
    tab.press("新建").await;
    tab.reads("刚才填写的内容都在").await;
    tab.fill("login", "wushili").await;
    tab.fill("password", "不对").await;
    tab.press("登录并继续提交").await;
    tab.reads("登录名或密码不对").await;
    log_in(tab, "登录并继续提交").await;
    tab.reads("已新建").await;
    tab.reads("丙县组织部").await;
}

#[tokio::test]
async fn what_was_typed_is_kept_through_a_login_without_script() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::without_script(&server.at, 390).await;
    kept_through_a_login(&mut server, &mut tab).await;
    tab.close().await;
}

#[tokio::test]
async fn what_was_typed_is_kept_through_a_login_and_its_draft_is_gone_once_it_arrived() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::open(&server.at, 390).await;
    kept_through_a_login(&mut server, &mut tab).await;
    tab.go("/organisations").await;
    tab.follow("新建下级组织").await;
    assert_eq!(tab.value("name").await, "");
    tab.close().await;
}

#[tokio::test]
async fn a_lost_connection_loses_nothing_and_the_form_is_done_once() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::open(&server.at, 1440).await;
    officer(&mut server, &mut tab).await;
    tab.follow("新建下级组织").await;
    tab.fill("name", "丁县组织部").await;
    tab.choose("kind", "组织部").await;
    tab.reads("草稿已存在本机").await;
    let form = tab.hidden_of_form().await;
    tab.cut(true).await;
    tab.push("新建").await;
    tab.reads("没有连上,填写的内容都在这一页").await;
    tab.cut(false).await;
    // Whoever leaves the page meanwhile finds it all again, and the same form.
    tab.go("/organisations").await;
    tab.follow("新建下级组织").await;
    tab.reads("存在本机的草稿").await;
    assert_eq!(tab.value("name").await, "丁县组织部");
    assert_eq!(tab.hidden_of_form().await, form);
    tab.press("新建").await;
    tab.reads("已新建").await;
    tab.go("/organisations").await;
    tab.follow("新建下级组织").await;
    assert_eq!(tab.value("name").await, "");
    // What is to be mended is said with script too, beside the field.
    tab.fill("name", "戊县组织部").await;
    tab.press("新建").await;
    tab.reads("有误,请改正").await;
    assert_eq!(tab.value("name").await, "戊县组织部");
    tab.close().await;
}

#[tokio::test]
async fn a_sheet_is_sent_with_script() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::open(&server.at, 390).await;
    officer(&mut server, &mut tab).await;
    tab.follow("导入").await;
    tab.press("核对").await;
    tab.reads("请选择文件").await;
    let sheet = desk.path("全县.csv");
    fs::write(&sheet, "党组织代码,党组织名称,种类,上级代码\n3699,己县组织部,组织部,\n").unwrap();
    tab.attach("sheet", &sheet).await;
    tab.press("核对").await;
    tab.reads("没有问题").await;
    tab.close().await;
}
