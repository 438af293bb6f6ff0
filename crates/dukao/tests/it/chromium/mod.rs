//! The way from the first run to a move of a unit, in a real Chromium: as wide as a phone and as a
//! desk's screen. On every page that is passed, axe finds nothing, nothing scrolls sideways, and
//! what is touched on a phone is 44 px at least. It is gone with our scripts and without.

mod draft;
mod driver;
mod form;
mod record;
mod role;
mod sample;
mod sheet;
mod tab;
mod upload;

use std::time::{SystemTime, UNIX_EPOCH};

use self::tab::Tab;
use crate::desk::Desk;
use crate::server::Server;

const PASSWORD: &str = "秋天的稻田是金黄色的";

/// What a phone shows now.
fn code(secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    totp_rs::Builder::new().with_secret(secret).build_noncompliant().generate(now).to_string()
}

async fn found(tab: &mut Tab, name: &str, kind: &str) {
    tab.follow("新建下级组织").await;
    tab.fill("name", name).await;
    tab.choose("kind", kind).await;
    tab.press("新建").await;
    tab.reads("已新建").await;
}

/// The first run: the highest organisation, and its administrator with a second factor.
async fn first_run(tab: &mut Tab, first: &str) {
    tab.go(first).await;
    tab.press("启用").await;
    tab.reads("登录名要有").await;
    tab.fill("organisation", "示例省委组织部").await;
    tab.fill("name", "王示例").await;
    tab.fill("login", "guanli").await;
    tab.fill("password", PASSWORD).await;
    tab.fill("password_again", PASSWORD).await;
    tab.press("启用").await;
    // The second factor comes first.
    tab.reads("三员要先设置动态口令").await;
    let now = code(&tab.hidden("secret").await);
    tab.fill("code", &now).await;
    tab.press("完成设置").await;
    tab.reads("动态口令已启用").await;
    tab.go("/organisations").await;
}

/// The same, and four organisations one by one.
async fn begin(tab: &mut Tab, first: &str) {
    first_run(tab, first).await;
    found(tab, "乙县组织部", "组织部").await;
    tab.go("/organisations").await;
    found(tab, "甲县组织部", "组织部").await;
    found(tab, "青禾镇党委", "基层党委").await;
    found(tab, "青禾村党支部", "党支部").await;
}

/// Appoints an officer and makes the account; the address on the slip.
async fn appoint(tab: &mut Tab) -> String {
    tab.go("/organisations").await;
    tab.follow("新增任职").await;
    tab.fill("name", "吴示例").await;
    tab.choose("role", "组织部管理员").await;
    tab.press("任职").await;
    tab.reads("已任职").await;
    // The officer's is the last of two.
    tab.go(&tab.link_of("吴示例").await).await;
    tab.fill("login", "wushili").await;
    tab.press("开通账号").await;
    tab.says(".secret").await
}

/// The officer takes the account over, and comes back after a wrong password.
async fn activate(tab: &mut Tab, slip: &str) {
    tab.leave().await;
    tab.go(slip).await;
    tab.reads("吴示例").await;
    tab.fill("password", PASSWORD).await;
    tab.fill("password_again", PASSWORD).await;
    tab.press("设好并登录").await;
    tab.reads("待办").await;
    tab.leave().await;
    tab.fill("login", "wushili").await;
    tab.fill("password", "不对").await;
    tab.press("登录").await;
    tab.reads("登录名或密码不对").await;
    tab.fill("password", PASSWORD).await;
    tab.press("登录").await;
    tab.go("/account").await;
    tab.reads("已登录的设备").await;
}

/// Down to a branch, and the committee above it to another county.
async fn relocate(tab: &mut Tab) {
    tab.go("/organisations").await;
    tab.follow("甲县组织部").await;
    tab.follow("青禾镇党委").await;
    tab.follow("青禾村党支部").await;
    tab.reads("党支部").await;
    tab.go("/search?q=青禾").await;
    tab.follow("青禾镇党委").await;
    tab.follow("调整隶属").await;
    tab.fill("q", "乙县").await;
    tab.press("检索").await;
    tab.follow("乙县组织部").await;
    tab.reads("下面的 1 个组织(其中党支部 1 个)一起调整").await;
    tab.confirm().await;
    tab.reads("已调整隶属").await;
    tab.reads("乙县组织部").await;
}

async fn whole_way(server: &mut Server, tab: &mut Tab) {
    begin(tab, &server.first()).await;
    let slip = appoint(tab).await;
    activate(tab, &slip).await;
    relocate(tab).await;
}

#[tokio::test]
async fn a_person_comes_all_the_way_at_a_desk() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::open(&server.at, 1440).await;
    whole_way(&mut server, &mut tab).await;
    tab.close().await;
}

#[tokio::test]
async fn a_person_comes_all_the_way_on_a_phone() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::open(&server.at, 390).await;
    whole_way(&mut server, &mut tab).await;
    tab.close().await;
}

#[tokio::test]
async fn a_person_comes_all_the_way_on_the_narrowest_phone_without_script() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let mut tab = Tab::without_script(&server.at, 320).await;
    whole_way(&mut server, &mut tab).await;
    tab.close().await;
}
