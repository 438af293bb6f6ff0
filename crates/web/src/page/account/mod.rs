//! 我的账号: where I am logged in, my password, my second factor.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::{Badge, Standing};
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::table::{Button, Cell, Head, Table};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "page/account/account.html")]
pub struct Account {
    /// Who I am: name, login, posts.
    pub facts: Vec<Fact>,
    /// Where I am logged in, this place first.
    pub sessions: Vec<Session>,
    /// Changing the password.
    pub password: PasswordChange,
    /// The second factor; none where the installation has no such thing.
    pub second_factor: Option<SecondFactorState>,
    /// What has to be mended, in whichever of the forms.
    pub flaws: Flaws,
}

/// A place where I am logged in.
#[derive(Clone, Debug)]
pub struct Session {
    /// On what, such as `Windows · Chrome`.
    pub device: String,
    /// Since when.
    pub since: String,
    /// When it was last used.
    pub last_seen: String,
    /// From which address; without any in the whole list, the column is left out.
    pub address: String,
    /// Whether it is this one, which is ended by logging out.
    pub current: bool,
    /// Where ending it is sent.
    pub revoke_action: String,
    /// The id of that form.
    pub revoke_form: String,
}

/// The form for a new password. It sends `password`, `new_password` and `new_password_again`.
#[derive(Clone, Debug, Default)]
pub struct PasswordChange {
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// What a password needs, a sentence each.
    pub rules: Vec<String>,
}

/// The second factor and the form for its next state.
#[derive(Clone, Debug)]
pub enum SecondFactorState {
    /// There is none.
    Off {
        /// Where one is set up.
        action: String,
    },
    /// A secret is shown and has to be proved. The form sends `secret` and `code`.
    SettingUp {
        /// The secret, in Latin letters and digits without spaces.
        secret: String,
        /// What the phone shows it under.
        account: String,
        /// The id of the form.
        form: String,
        /// Where it is sent.
        action: String,
        /// Back without a second factor.
        cancel_href: String,
    },
    /// It is asked at each login. The form sends `current_password`, and ends it.
    On {
        /// The id of the form.
        form: String,
        /// Where it is sent.
        action: String,
    },
}

/// A secret as people can copy it: in groups of four.
fn groups(secret: &str) -> Vec<String> {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect()).collect()
}

impl Account {
    fn session_table(&self) -> Table {
        let has_addresses = self.sessions.iter().any(|session| !session.address.is_empty());
        let mut heads = vec![Head::text("设备")];
        heads.extend(has_addresses.then(|| Head::text("地址")));
        heads.extend([Head::narrow("登录于"), Head::narrow("最近使用"), Head::act("操作")]);
        let row = |session: &Session| {
            let end = match session.current {
                true => Cell::Badges(vec![Badge::new("正在使用", Standing::Good)]),
                false => Cell::Button(Button {
                    text: "退出".to_owned(),
                    to: session.device.clone(),
                    action: session.revoke_action.clone(),
                    form: session.revoke_form.clone(),
                }),
            };
            let mut cells = vec![Cell::text(&session.device)];
            cells.extend(has_addresses.then(|| Cell::text(&session.address)));
            cells.extend([Cell::text(&session.since), Cell::text(&session.last_seen), end]);
            cells
        };
        Table::new("已登录的设备", heads, self.sessions.iter().map(row).collect()).unseen_caption()
    }
}

impl Page for Account {
    fn title(&self) -> String {
        "我的账号".to_owned()
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn a_secret_is_read_in_groups_of_four() {
        assert_eq!(groups("ABCDEFGHIJ"), ["ABCD", "EFGH", "IJ"]);
        assert!(groups("").is_empty());
    }
}
