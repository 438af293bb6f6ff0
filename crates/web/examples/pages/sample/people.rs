//! Lists of people, with long names, with nobody, and one's own places.

use web::layout::Page;
use web::page::appoint::{Appoint, Chosen, Known, Search};
use web::page::past_posts::{PastPost, PastPosts};
use web::page::people::{Line, People};
use web::page::places::{Place, Places};
use web::part::badge::{Badge, Standing};
use web::part::choice::Choice;
use web::part::flaws::Flaws;
use web::part::link::Link;
use web::part::pager::Pager;
use web::part::way::Way;

use super::{LONG, SHARP, inside, inside_long, way};

fn line(name: &str, organisation: &str, account: (&str, Standing)) -> Line {
    Line {
        name: name.into(),
        href: "/organisations/7/posts/2".into(),
        role: "党委管理员".into(),
        badges: Vec::new(),
        organisation: Link::new(organisation, "/organisations/7"),
        days: "2026-03-02 起".into(),
        login: "lishili".into(),
        account: Badge::new(account.0, account.1),
    }
}

fn people() -> People {
    let mut acting = line("赵示例", "白石村党支部", ("没有账号", Standing::Plain));
    acting.role = "支部书记".into();
    acting.login = String::new();
    acting.badges = vec![Badge::new("代理", Standing::Plain), Badge::new("未到任", Standing::Near)];
    People {
        way: way(&["甲县县委组织部", "青禾镇党委"], "人员"),
        organisation: "青禾镇党委".into(),
        accounts: true,
        action: "/organisations/7/people".into(),
        roles: vec![Choice::new("secretary", "支部书记", false)],
        states: vec![Choice::new("locked", "已锁定", true)],
        lines: vec![
            line("李示例", "青禾镇党委", ("已启用", Standing::Good)),
            line("孙示例", "青禾村党支部", ("待激活", Standing::Near)),
            line("周示例", "青禾村党支部", ("已锁定", Standing::Grave)),
            acting,
        ],
        back_href: "/organisations/7".into(),
        ..People::default()
    }
}

fn place(organisation: &str, role: &str, href: Option<&str>) -> Place {
    Place {
        organisation: organisation.into(),
        href: href.map(str::to_owned),
        role: role.into(),
        days: "2026-03-02 起".into(),
        ..Place::default()
    }
}

fn appoint() -> Appoint {
    Appoint {
        way: way(&["甲县县委组织部", "青禾镇党委"], "交接"),
        organisation: "青禾镇党委".into(),
        form: "f-21".into(),
        action: "/organisations/7/posts/2/successor".into(),
        before: Some("李示例(党委管理员)".into()),
        from: "2026-11-25".into(),
        back_href: "/organisations/7/posts/2".into(),
        ..Appoint::default()
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let crowd = |at: usize| line(&format!("{LONG}{at}"), LONG, ("已启用", Standing::Good));
    let many = People {
        lines: (0..300).map(crowd).collect(),
        pager: Pager { said: String::new(), first: Some("/1".into()), next: Some("/2".into()) },
        ..people()
    };
    let flawed = People {
        name: SHARP.into(),
        flaws: Flaws::new([("name", "请输入姓名中的至少两个字")]),
        ..people()
    };
    let grants = People {
        accounts: false,
        states: Vec::new(),
        grant: Some(Link::new("授予三员", "/organisations/1/posting")),
        ..people()
    };
    let past = PastPosts {
        way: way(&["甲县县委组织部", "青禾镇党委"], "以往任职"),
        organisation: "青禾镇党委".into(),
        posts: vec![PastPost {
            name: "钱示例".into(),
            href: "/organisations/7/posts/1".into(),
            role: "党委管理员".into(),
            days: "2021-05-01 至 2026-03-01".into(),
            badges: vec![Badge::new("代理", Standing::Plain)],
        }],
        back_href: "/organisations/7".into(),
        ..PastPosts::default()
    };
    let own = Way { steps: Vec::new(), here: "我的任职".into() };
    let places = Places {
        way: own.clone(),
        places: vec![
            place("青禾镇党委", "党委管理员", Some("/organisations/7")),
            place(LONG, "支部书记", Some("/organisations/9")),
        ],
        has_open: true,
    };
    let mut inspector = place("甲县县委组织部", "督查员", None);
    inspector.does = "只看交给自己督查的支部。".into();
    let shut = Places { way: own, places: vec![inspector], has_open: false };
    let known = Known {
        name: "赵示例".into(),
        posts: vec![format!("{LONG} · 支部书记,2021-05-01 至 2026-03-01")],
        href: "/organisations/7/posts/2/successor?person=3".into(),
    };
    let search = Search {
        action: "/organisations/7/posts/2/successor".into(),
        who: "赵示".into(),
        at: SHARP.into(),
        said: "找到 1 人。".into(),
        hits: vec![known],
    };
    let chosen = Chosen {
        person: "3".into(),
        name: "赵示例".into(),
        change_href: "/organisations/7/posts/2/successor".into(),
    };
    vec![
        ("people", people().show(&inside("党组织"))),
        ("people-none", People { lines: Vec::new(), ..people() }.show(&inside("党组织"))),
        ("people-many", many.show(&inside_long("党组织"))),
        ("people-flawed", flawed.show(&inside("党组织"))),
        ("grants", grants.show(&inside("党组织"))),
        ("past-posts", past.show(&inside("党组织"))),
        ("past-posts-none", PastPosts { posts: vec![], ..past }.show(&inside("党组织"))),
        ("places", places.show(&inside("党组织"))),
        ("places-shut", shut.show(&inside("党组织"))),
        ("successor", appoint().show(&inside("党组织"))),
        ("successor-found", Appoint { search, ..appoint() }.show(&inside("党组织"))),
        ("successor-chosen", Appoint { chosen: Some(chosen), ..appoint() }.show(&inside("党组织"))),
    ]
}
