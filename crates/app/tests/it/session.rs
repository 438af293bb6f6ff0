//! Logging in and being known.

use app::journal;
use app::{Refusal, account, session};

use crate::desk::{Desk, PASSWORD, flaws, on_both};

const WRONG: &str =
    "login: 登录名或密码不对,或者账号已锁定;连错 5 次锁定 15 分钟,可请上级党委解锁\n";

on_both!(a_right_password_lets_in_and_logging_out_ends_it);
async fn a_right_password_lets_in_and_logging_out_ends_it(desk: Desk) {
    desk.begun().await;
    let token = session::log_in(&desk.app, " GUANLI ", PASSWORD, "浏览器").await.unwrap();
    let cx = desk.who(&token).await.unwrap();
    let sessions = session::own(&cx).await.unwrap();
    assert_eq!(sessions.len(), 2);
    session::log_out(&cx).await.unwrap();
    assert!(matches!(desk.who(&token).await, Err(Refusal::SignIn)));
    assert!(matches!(session::log_out(&cx).await, Err(Refusal::Unseen)), "it is over already");
}

on_both!(one_session_too_many_ends_the_oldest);
async fn one_session_too_many_ends_the_oldest(desk: Desk) {
    desk.begun().await;
    let first = desk.log_in(PASSWORD).await.unwrap();
    let second = desk.log_in(PASSWORD).await.unwrap();
    desk.pass_minutes(6);
    desk.who(&first).await.unwrap();
    // The one of the first run, the two, and 48 more.
    let mut last = None;
    for _ in 0..48 {
        last = Some(desk.log_in(PASSWORD).await.unwrap());
    }
    let last = desk.who(&last.unwrap()).await.unwrap();
    assert_eq!(session::own(&last).await.unwrap().len(), 50);
    desk.who(&first).await.unwrap();
    // With one more both are gone that were not seen since.
    let one_more = desk.log_in(PASSWORD).await.unwrap();
    assert!(matches!(desk.who(&second).await, Err(Refusal::SignIn)));
    desk.who(&one_more).await.unwrap();
    assert_eq!(session::own(&last).await.unwrap().len(), 50);
}

on_both!(whatever_is_wrong_the_answer_is_the_same);
async fn whatever_is_wrong_the_answer_is_the_same(desk: Desk) {
    desk.begun().await;
    assert_eq!(flaws(desk.log_in("不对的密码不对的密码").await), WRONG);
    let nobody = session::log_in(&desk.app, "meiyouren", PASSWORD, "").await;
    assert_eq!(flaws(nobody), WRONG);
}

on_both!(whoever_is_locked_while_a_password_is_looked_at_stays_out);
async fn whoever_is_locked_while_a_password_is_looked_at_stays_out(desk: Desk) {
    desk.begun().await;
    let halted = desk.halt();
    let app = std::sync::Arc::clone(&desk.app);
    let right = async move { session::log_in(&app, "guanli", PASSWORD, "测试").await };
    let right = tokio::spawn(right);
    // The password was looked at, and was right; meanwhile others guess.
    let halted = halted.come().await;
    for _ in 0..5 {
        assert_eq!(flaws(desk.log_in("不对").await), WRONG);
    }
    halted.go_on();
    assert_eq!(flaws(right.await.unwrap()), WRONG);
}

on_both!(a_password_that_was_changed_while_it_was_looked_at_lets_nobody_in);
async fn a_password_that_was_changed_while_it_was_looked_at_lets_nobody_in(desk: Desk) {
    let cx = desk.begun().await;
    let halted = desk.halt();
    let app = std::sync::Arc::clone(&desk.app);
    let old = async move { session::log_in(&app, "guanli", PASSWORD, "测试").await };
    let old = tokio::spawn(old);
    let halted = halted.come().await;
    let new = "春天的油菜花也是黄的";
    account::change_password(&cx, desk.form(), PASSWORD, new, new).await.unwrap();
    halted.go_on();
    assert_eq!(flaws(old.await.unwrap()), WRONG);
}

on_both!(five_wrong_passwords_lock_for_a_quarter_of_an_hour);
async fn five_wrong_passwords_lock_for_a_quarter_of_an_hour(desk: Desk) {
    desk.begun().await;
    for _ in 0..4 {
        assert_eq!(flaws(desk.log_in("不对").await), WRONG);
    }
    // A right one in between forgets the wrong ones.
    desk.log_in(PASSWORD).await.unwrap();
    for _ in 0..5 {
        assert_eq!(flaws(desk.log_in("不对").await), WRONG);
    }
    assert_eq!(flaws(desk.log_in(PASSWORD).await), WRONG, "locked");
    desk.pass_minutes(14);
    assert_eq!(flaws(desk.log_in(PASSWORD).await), WRONG, "still");
    desk.pass_minutes(2);
    desk.log_in(PASSWORD).await.unwrap();
}

on_both!(who_reads_waits_for_nobody_who_writes);
async fn who_reads_waits_for_nobody_who_writes(desk: Desk) {
    desk.begun().await;
    let token = desk.log_in(PASSWORD).await.unwrap();
    let (store, now) = (desk.app.store(), desk.app.now());
    let long = store.write(store::Locks::Tree, None, now, [5; 32]).await.unwrap();
    desk.pass_minutes(20);
    // It is due to be noted that the session goes on. Waiting would be refused after 5 seconds.
    let known = tokio::time::timeout(std::time::Duration::from_secs(3), desk.who(&token)).await;
    known.unwrap().unwrap();
    drop(long);
    desk.who(&token).await.unwrap();
    desk.pass_minutes(20);
    desk.who(&token).await.unwrap();
}

on_both!(a_session_is_over_after_half_an_hour_of_nothing);
async fn a_session_is_over_after_half_an_hour_of_nothing(desk: Desk) {
    desk.begun().await;
    let token = desk.log_in(PASSWORD).await.unwrap();
    for _ in 0..3 {
        desk.pass_minutes(20);
        desk.who(&token).await.unwrap();
    }
    desk.pass_minutes(31);
    assert!(matches!(desk.who(&token).await, Err(Refusal::SignIn)));
}

on_both!(a_new_password_ends_all_other_sessions);
async fn a_new_password_ends_all_other_sessions(desk: Desk) {
    let cx = desk.begun().await;
    let other = desk.log_in(PASSWORD).await.unwrap();
    let new = "春天的油菜花也是黄的";
    let wrong = account::change_password(&cx, desk.form(), "不对", new, new).await;
    assert_eq!(flaws(wrong), "password: 现在的密码不对\n");
    let typed = account::change_password(&cx, desk.form(), PASSWORD, new, "春天").await;
    assert_eq!(flaws(typed), "new_password_again: 两次输入的密码不一样\n");
    account::change_password(&cx, desk.form(), PASSWORD, new, new).await.unwrap();
    assert!(matches!(desk.who(&other).await, Err(Refusal::SignIn)));
    assert_eq!(session::own(&cx).await.unwrap().len(), 1);
    assert_eq!(flaws(desk.log_in(PASSWORD).await), WRONG);
    desk.log_in(new).await.unwrap();
}

on_both!(the_journal_is_for_the_auditor_alone);
async fn the_journal_is_for_the_auditor_alone(desk: Desk) {
    let cx = desk.begun().await;
    let unseen = journal::Filter::read(&cx, &journal::Asked::default()).await;
    let unseen = unseen.err();
    assert!(matches!(unseen, Some(journal::Unasked::Refused(Refusal::Unseen))), "{unseen:?}");
}
