//! The first run.

use app::Refusal;
use app::installation::{self, Beginning};
use model::authority::Role;

use crate::desk::{Desk, beginning, flaws, on_both};

on_both!(the_first_address_makes_the_first_organisation_once);
async fn the_first_address_makes_the_first_organisation_once(desk: Desk) {
    let code = installation::first_code(&desk.app).await.unwrap().unwrap();
    assert_eq!(code.len(), 32, "128 bits");
    let wrong = installation::begin(&desk.app, "0", &beginning(), "").await;
    assert!(matches!(wrong, Err(Refusal::Unseen)), "{wrong:?}");
    let token = installation::begin(&desk.app, &code, &beginning(), "").await.unwrap();
    let cx = desk.who(&token).await.unwrap();
    assert_eq!(cx.name, "王示例");
    assert!(cx.holds(Role::SystemAdministrator));
    let again = installation::begin(&desk.app, &code, &beginning(), "").await;
    assert!(matches!(again, Err(Refusal::Unseen)), "{again:?}");
    assert_eq!(installation::first_code(&desk.app).await.unwrap(), None);
}

on_both!(every_mistake_of_the_first_page_is_named_at_once);
async fn every_mistake_of_the_first_page_is_named_at_once(desk: Desk) {
    let code = installation::first_code(&desk.app).await.unwrap().unwrap();
    let beginning = Beginning {
        organisation: " ".to_owned(),
        name: "王\u{7}".to_owned(),
        login: "a b".to_owned(),
        password: "12345".to_owned(),
        again: "12345".to_owned(),
    };
    let refused = installation::begin(&desk.app, &code, &beginning, "").await;
    assert_eq!(
        flaws(refused),
        "organisation: 是空的,请填写\n\
         name: 有看不见的控制字符,请删去后重填\n\
         login: 登录名只能用文字、数字和 - _ . @\n\
         password: 密码至少 10 个字符,现在是 5 个\n"
    );
}
