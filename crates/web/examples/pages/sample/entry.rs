//! The pages before one is inside.

use web::layout::{Page, Tone};
use web::page::activation::Activation;
use web::page::first_run::FirstRun;
use web::page::login::Login;
use web::page::second_factor::SecondFactor;
use web::part::choice::Choice;
use web::part::facts::Fact;
use web::part::flaws::Flaws;
use web::part::kept::Kept;

use super::{LONG, SHARP, noticed, outside, rules};

pub(super) fn all() -> Vec<(&'static str, String)> {
    let login = Login { form: "f-1".into(), action: "/login".into(), ..Login::default() };
    let login_flawed = Login {
        login: SHARP.into(),
        next: "/organisations/7".into(),
        flaws: Flaws::new([("password", "账号或密码不对,请重新输入;再错 3 次会锁定 30 分钟。")]),
        ..login.clone()
    };
    let fields = vec![("form".to_owned(), "f-8".to_owned()), ("name".to_owned(), SHARP.to_owned())];
    let kept = Some(Kept { place: "/organisations/7/facts".into(), fields });
    let login_kept = Login { kept: kept.clone(), ..login.clone() };
    let login_lost = Login {
        lost: "选好的文件没有保留,登录后请重新选择文件,再提交一次。".into(),
        ..login.clone()
    };
    let out = noticed(outside(), Tone::Done, "您已退出登录。", None);
    let second = SecondFactor {
        form: "f-2".into(),
        action: "/login/second-factor".into(),
        back_href: "/login".into(),
        ..SecondFactor::default()
    };
    let second_flawed = SecondFactor {
        flaws: Flaws::new([("code", "这组数字不对或已过时,请输入验证器此刻显示的数字。")]),
        ..second.clone()
    };
    let first = FirstRun {
        form: "f-3".into(),
        action: "/first-run".into(),
        kinds: vec![
            Choice::new("department", "组织部", true),
            Choice::new("work_committee", "党(工)委", false),
        ],
        rules: rules(),
        ..FirstRun::default()
    };
    let first_flawed = FirstRun {
        organisation: LONG.into(),
        name: SHARP.into(),
        login: "管理员".into(),
        flaws: Flaws::new([
            ("login", "账号只能用字母和数字,请改成例如 wangshili。"),
            ("password_again", "两次输入的密码不一样,请再输一次。"),
        ]),
        ..first.clone()
    };
    let facts = |organisation: &str| {
        vec![
            Fact::new("姓名", "李示例"),
            Fact::new("账号", "qinghe-01"),
            Fact::new("党组织", organisation),
            Fact::new("职务", "支部书记"),
        ]
    };
    let activation = Activation {
        form: "f-4".into(),
        action: "/activation/x".into(),
        facts: facts("青禾镇甲村党支部"),
        rules: rules(),
        ..Activation::default()
    };
    let activation_flawed = Activation {
        facts: facts(LONG),
        flaws: Flaws::new([("password", "密码只有 6 个字,请至少用 10 个字。")]),
        ..activation.clone()
    };
    vec![
        ("login", login.show(&outside())),
        ("login-out", login.show(&out)),
        ("login-kept", login_kept.show(&outside())),
        ("login-lost", login_lost.show(&outside())),
        ("second-factor-kept", SecondFactor { kept, ..second.clone() }.show(&outside())),
        ("login-flawed", login_flawed.show(&outside())),
        ("second-factor", second.show(&outside())),
        ("second-factor-flawed", second_flawed.show(&outside())),
        ("first-run", first.show(&outside())),
        ("first-run-flawed", first_flawed.show(&outside())),
        ("activation", activation.show(&outside())),
        ("activation-flawed", activation_flawed.show(&outside())),
    ]
}
