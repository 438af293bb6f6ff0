//! A post with its account, and the slip that goes with it.

use web::layout::Page;
use web::page::accounts::{Accounts, Row};
use web::page::post::{Post, PostForm};
use web::page::slip::Slip;
use web::page::slips::{One, Slips};
use web::part::facts::Fact;
use web::part::flaws::Flaws;
use web::part::link::Link;
use web::part::way::Way;

use super::{LONG, SHARP, inside, inside_long, way};

fn form(verb: &str) -> Option<PostForm> {
    let action = format!("/organisations/7/posts/2/{verb}");
    Some(PostForm { form: "f-20".into(), action })
}

fn post() -> Post {
    Post {
        way: way(&["甲县县委组织部", "青禾镇党委"], "李示例"),
        name: "李示例".into(),
        facts: vec![
            Fact::new("党组织", "青禾镇党委"),
            Fact::new("职务", "党委管理员"),
            Fact::new("任期", "2026-03-02 起"),
            Fact::new("登录名", "没有账号"),
        ],
        open: form("account"),
        successor: Some(Link::new("交接给接任的人", "/organisations/7/posts/2/successor")),
        end: form("end"),
        last: "2026-11-24".into(),
        back_href: "/organisations/7".into(),
        ..Post::default()
    }
}

fn row(at: usize, says: &str) -> Row {
    Row {
        name: if at == 3 { SHARP.into() } else { format!("赵示例{at}") },
        role: "支部书记".into(),
        organisation: if at == 4 { LONG.into() } else { format!("青禾镇第{at}村党支部") },
        says: says.into(),
    }
}

fn accounts(rows: usize) -> Accounts {
    Accounts {
        way: way(&["甲县县委组织部", "青禾镇党委"], "开通账号"),
        name: "青禾镇党委".into(),
        without: (0..rows).map(|at| row(at, "")).collect(),
        form: "f-21".into(),
        action: "/organisations/7/accounts".into(),
        back_href: "/organisations/7".into(),
        ..Accounts::default()
    }
}

fn slips() -> Slips {
    let one = |at: usize| {
        let Row { name, role, organisation, .. } = row(at, "");
        One {
            login: format!("赵示例{at}"),
            name,
            role,
            organisation,
            address: "http://192.168.100.200:8052/activation/".into(),
            code: ["0011", "2233", "4455", "6677", "8899", "aabb", "ccdd", "eeff"]
                .map(str::to_owned)
                .into(),
            until: "2026-12-08 14:05".into(),
        }
    };
    Slips {
        way: Way { steps: Vec::new(), here: "账号条".into() },
        slips: (0..19).map(one).collect(),
        login_address: "http://192.168.100.200:8052".into(),
        back_href: "/organisations/7/accounts".into(),
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let flawed = Post {
        name: LONG.into(),
        login: SHARP.into(),
        flaws: Flaws::new([
            ("login", "登录名只能用文字、数字和 - _ . @"),
            ("last", "不能早于任职的 2026-03-02"),
        ]),
        ..post()
    };
    let with_account = Post { open: None, reset: form("reset"), ..post() };
    let mut locked = Post { unlock: form("lock/end"), ..with_account.clone() };
    locked.facts[3] = Fact::new("登录名", "lishili");
    locked.facts.push(Fact::new("账号", "已锁定,到 2026-11-24 14:20 为止"));
    locked.facts.push(Fact::new("另任", "白石村党支部 · 支部书记(代理),2026-09-01 起"));
    let three = Post {
        open: None,
        reset: form("reset"),
        keeps_factor: true,
        factor: form("second-factor/end"),
        account_says: String::new(),
        ..post()
    };
    let elsewhere = Post {
        open: None,
        account_says: "这个人在您管理范围以外还有任职,账号请由共同的上级办理".into(),
        ..post()
    };
    let ended = Post { open: None, end: None, successor: None, ..post() };
    let slip = Slip {
        way: way(&["甲县县委组织部", "青禾镇党委"], "账号条"),
        facts: vec![
            Fact::new("姓名", "李示例"),
            Fact::new("登录名", "lishili"),
            Fact::new("有效期至", "2026-12-08 14:05"),
        ],
        address: "http://127.0.0.1:8052/activation/00112233445566778899aabbccddeeff".into(),
        back_href: "/organisations/7/posts/2".into(),
    };
    let some = Accounts {
        waiting: vec![row(3, SHARP), row(9, "赵示例9")],
        elsewhere: vec![row(8, "这个人在您管理范围以外还有任职,账号请由共同的上级办理")],
        flaws: Flaws::new([("", "已经办好,账号条只显示一次;没有打印的,请点「补发账号条」")]),
        ..accounts(12)
    };
    let more = "一次最多开通 300 个,打印以后再来开通其余的。".into();
    let many = Accounts { more, ..accounts(300) };
    vec![
        ("post", post().show(&inside("党组织"))),
        ("post-flawed", flawed.show(&inside_long("党组织"))),
        ("post-account", with_account.show(&inside("党组织"))),
        ("post-locked", locked.show(&inside("党组织"))),
        ("post-three", three.show(&inside("党组织"))),
        ("post-elsewhere", elsewhere.show(&inside("党组织"))),
        ("post-ended", ended.show(&inside("党组织"))),
        ("slip", slip.show(&inside("党组织"))),
        ("accounts", some.show(&inside("党组织"))),
        ("accounts-300", many.show(&inside_long("党组织"))),
        ("accounts-none", accounts(0).show(&inside("党组织"))),
        ("slips", slips().show(&inside("党组织"))),
    ]
}
