//! 我的账号.

use web::layout::{Page, Tone};
use web::page::account::{Account, PasswordChange, SecondFactorState, Session};
use web::part::facts::Fact;
use web::part::flaws::Flaws;

use super::{LONG, SHARP, inside, inside_long, noticed, rules};

fn session(device: &str, current: bool) -> Session {
    Session {
        device: device.into(),
        since: "2026-03-02 08:41".into(),
        last_seen: "2026-03-02 10:15".into(),
        address: "10.0.8.21".into(),
        current,
        revoke_action: "/account/sessions/2/end".into(),
        revoke_form: "f-5".into(),
    }
}

fn account(organisation: &str, second_factor: impl Into<Option<SecondFactorState>>) -> Account {
    Account {
        facts: vec![
            Fact::new("姓名", "王示例"),
            Fact::new("账号", "wangshili"),
            Fact::new("职务", format!("{organisation} · 组织部管理员")),
        ],
        sessions: vec![session("Windows · Chrome", true), session("安卓手机 · 浏览器", false)],
        password: PasswordChange {
            form: "f-6".into(),
            action: "/account/password".into(),
            rules: rules(),
        },
        second_factor: second_factor.into(),
        flaws: Flaws::default(),
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let action = || "/account/second-factor".to_owned();
    let off = SecondFactorState::Off { action: action() };
    let setting_up = SecondFactorState::SettingUp {
        secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
        account: "督考 wangshili".into(),
        form: "f-8".into(),
        action: action(),
        cancel_href: "/account".into(),
    };
    let on = SecondFactorState::On { form: "f-9".into(), action: action() };
    let mut flawed = account(LONG, setting_up.clone());
    flawed.sessions = (0..12).map(|at| session(&format!("{SHARP} {at}"), at == 0)).collect();
    flawed.flaws = Flaws::new([
        ("password", "现在的密码不对,请重新输入;密码没有改变。"),
        ("code", "这组数字不对或已过时,请输入验证器此刻显示的数字。"),
    ]);
    let changed = noticed(inside(""), Tone::Done, "密码已修改,其他设备都已退出。", None);
    let mut plain = account("甲县县委组织部", None);
    for session in &mut plain.sessions {
        session.address.clear();
    }
    vec![
        ("account-plain", plain.show(&inside(""))),
        ("account", account("甲县县委组织部", off).show(&inside(""))),
        ("account-setting-up", account("甲县县委组织部", setting_up).show(&inside(""))),
        ("account-on", account("甲县县委组织部", on).show(&changed)),
        ("account-flawed", flawed.show(&inside_long(""))),
    ]
}
