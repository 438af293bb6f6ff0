//! Passwords: what one must be, and how it is kept.

mod hashing;

use std::sync::Arc;

pub(crate) use hashing::Hashing;
use hashing::{hashed, hashing, is_right};

use jiff::Timestamp;
use store::Write;
use store::account::{self, Account, Own};

use crate::cx::Cx;
use crate::refusal::{Flawed, Refusal};
use crate::{App, session};

/// Characters that a password has at the least; length guards better than odd signs.
pub(crate) const CHARS_LEAST: usize = 10;

/// And at the most: hashing takes longer for longer ones.
const CHARS_MOST: usize = 128;

/// What everybody tries first.
const COMMON: [&str; 12] = [
    "1234567890",
    "0123456789",
    "1234567891",
    "12345678910",
    "0987654321",
    "qwertyuiop",
    "1qaz2wsx3edc",
    "password123",
    "admin12345",
    "abc1234567",
    "woaizhongguo",
    "zhongguo123",
];

/// What a password needs, a sentence each, to be read before one is chosen.
#[must_use]
pub fn password_rules() -> Vec<String> {
    vec![
        format!("至少 {CHARS_LEAST} 个字符,可以是一句话。"),
        "不要有登录名,不要用别人容易猜到的。".to_owned(),
        "不必有特殊符号,也不必定期更换。".to_owned(),
    ]
}

/// What is wrong with a password; nothing where it is good. `fields` are the names of the two.
pub(crate) fn flaw(
    password: &str,
    again: &str,
    login: &str,
    fields: [&'static str; 2],
) -> Option<Flawed> {
    let chars = password.chars().count();
    let lower = password.to_lowercase();
    let first = lower.chars().next();
    let says = if chars < CHARS_LEAST {
        format!("密码至少 {CHARS_LEAST} 个字符,现在是 {chars} 个")
    } else if chars > CHARS_MOST {
        format!("密码至多 {CHARS_MOST} 个字符")
    } else if lower.contains(&login.to_lowercase()) {
        "密码里不要有登录名".to_owned()
    } else if lower.chars().all(|c| Some(c) == first) || COMMON.contains(&lower.as_str()) {
        "这个密码太容易猜到,请换一个".to_owned()
    } else if password != again {
        return Some(Flawed::new(fields[1], "两次输入的密码不一样"));
    } else {
        return None;
    };
    Some(Flawed::new(fields[0], says))
}

/// argon2id of a password, in its text form.
pub(crate) async fn hash(app: &Arc<App>, password: String) -> String {
    let salt: [u8; 16] = app.random();
    hashing(app, move |memory| {
        let hash = hashed(&password, &salt, memory);
        hash.map(|hash| hash.to_string()).expect("the parameters are argon2's own")
    })
    .await
}

/// Leave for an account to whoever knows its password. Where there is none it is hashed as well;
/// what counting a wrong one takes beyond that is no matter to whoever answers after a fixed time.
pub(crate) async fn proven(
    app: &Arc<App>,
    password: String,
    account: Option<Account>,
) -> Option<Own> {
    /// Of nobody's password.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    hashing(app, move |memory| {
        let mut is_right = |kept: &str| is_right(&password, kept, memory);
        match account.filter(|account| account.password.is_some()) {
            Some(account) => account.proven(is_right),
            None => {
                is_right(NOBODY);
                None
            }
        }
    })
    .await
}

/// Asks a person who is logged in for the password, in a field. Wrong ones count as they do at the
/// login: a browser that was left open is nobody's chance to guess.
pub(crate) async fn asked(
    cx: &Cx,
    field: &'static str,
    typed: &str,
    says: &str,
) -> Result<Account, Refusal> {
    let known = account::of_person(&mut cx.link().await?, cx.person).await?;
    let known = known.ok_or(Refusal::Unseen)?;
    if !known.is_locked(cx.now()) {
        if proven(&cx.app, typed.to_owned(), Some(known.clone())).await.is_some() {
            return Ok(known);
        }
        if !session::note_failure(&cx.app, cx.person, cx.now()).await? {
            return Err(Refusal::flaw(field, says));
        }
    }
    Err(Refusal::flaw(field, "密码连错 5 次,15 分钟内不再核对;请稍后再试"))
}

/// Whether an account is still as it was when its password or code was looked at: meanwhile others
/// may have guessed until it was locked, or it got another one.
pub(crate) async fn still_holds(
    write: &mut Write,
    known: &Account,
    now: Timestamp,
) -> Result<bool, Refusal> {
    let again = account::of_person(write, known.person).await?;
    Ok(again.is_some_and(|again| {
        !again.is_locked(now) && again.password == known.password && again.totp == known.totp
    }))
}

#[cfg(test)]
mod tests {
    use super::flaw;

    #[test]
    fn a_password_is_long_and_not_what_everybody_tries() {
        let cases = [
            ("短密码", "密码至少 10 个字符,现在是 3 个"),
            ("aaaaaaaaaaaa", "这个密码太容易猜到,请换一个"),
            ("1QAZ2wsx3edc", "这个密码太容易猜到,请换一个"),
            ("wangshili2026", "密码里不要有登录名"),
        ];
        for (password, says) in cases {
            let found = flaw(password, password, "WangShiLi", ["one", "other"]).unwrap();
            assert_eq!((&*found.field, found.says.as_str()), ("one", says));
        }
        let good = "秋天的稻田是金黄色的";
        assert!(flaw(good, good, "wang", ["one", "other"]).is_none());
        let typed = flaw(good, "秋天的稻田", "wang", ["one", "other"]).unwrap();
        assert_eq!(typed.field, "other");
    }
}
