//! What an organisation is called, and where it is reached.

use std::fmt;

use crate::limit;

/// A name, as it is shown: without space around it, control characters or more than it needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgName(String);

/// The official code (党组织代码), beside the identity: it may change, and it may be missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgCode(String);

/// 联系电话: the telephone of an organisation's office, by which those above reach it. Never one
/// that a person carries: no more is kept of people than the job needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgPhone(String);

/// Why a text is not a name, a code or a telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAName {
    /// Nothing is there.
    Blank,
    /// More than so many characters.
    TooLong(usize),
    /// Something that cannot be seen.
    Control,
    /// A code has letters, digits, `-`, `_`, `.` and `/` only.
    NotACode,
    /// A telephone has digits, `-`, brackets and 转 only, and at least this many digits.
    NotAPhone(usize),
    /// A telephone that a person carries.
    Mobile,
}

impl fmt::Display for NotAName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => f.write_str("是空的,请填写"),
            Self::TooLong(most) => write!(f, "超过 {most} 字,请缩短"),
            Self::Control => f.write_str("有看不见的控制字符,请删去后重填"),
            Self::NotACode => f.write_str("不是代码,只能用字母、数字和 - _ . /"),
            Self::NotAPhone(digits) => {
                write!(f, "不是电话号码,请写成 0796-8220001 或 0796-8220001转12,至少 {digits} 位")
            }
            Self::Mobile => f.write_str("是个人手机号,这里只登记单位的办公电话;没有的请留空"),
        }
    }
}

fn checked(text: &str, chars_most: usize) -> Result<String, NotAName> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NotAName::Blank);
    }
    if text.chars().count() > chars_most {
        return Err(NotAName::TooLong(chars_most));
    }
    if text.chars().any(char::is_control) {
        return Err(NotAName::Control);
    }
    Ok(text.to_owned())
}

impl OrgName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`NotAName`].
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        checked(text, limit::NAME_CHARS).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OrgCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`NotAName`].
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        let code = checked(text, limit::CODE_CHARS)?;
        let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        if code.chars().all(is_sign) { Ok(Self(code)) } else { Err(NotAName::NotACode) }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Digits that a telephone has at least: a short number within a town.
const PHONE_DIGITS: usize = 5;

impl OrgPhone {
    /// Reads a telephone.
    ///
    /// # Errors
    /// [`NotAName`].
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        let narrow = |c: char| match c {
            '\u{ff08}' => '(',
            '\u{ff09}' => ')',
            c => c,
        };
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
        let phone = checked(&text, limit::PHONE_CHARS)?;
        let is_sign = |c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | '+' | '转');
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        if !phone.chars().all(is_sign) || digits.len() < PHONE_DIGITS {
            return Err(NotAName::NotAPhone(PHONE_DIGITS));
        }
        let own = digits.strip_prefix("86").filter(|own| own.len() == 11).unwrap_or(&digits);
        let is_mobile = own.len() == 11 && own.starts_with('1') && !own.starts_with("10");
        if is_mobile { Err(NotAName::Mobile) } else { Ok(Self(phone)) }
    }

    /// The telephone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{NotAName, OrgCode, OrgName, OrgPhone};

    #[test]
    fn names_and_codes_are_read_or_refused() {
        assert_eq!(OrgName::parse(" 甲村党支部 ").unwrap().as_str(), "甲村党支部");
        assert_eq!(OrgName::parse(" \u{3000}"), Err(NotAName::Blank));
        assert_eq!(OrgName::parse("甲\0"), Err(NotAName::Control));
        assert_eq!(OrgName::parse(&"党".repeat(101)), Err(NotAName::TooLong(100)));
        assert_eq!(OrgCode::parse("3601-01/02").unwrap().as_str(), "3601-01/02");
        assert_eq!(OrgCode::parse("3601 01"), Err(NotAName::NotACode));
    }

    #[test]
    fn a_telephone_is_an_offices_and_no_persons() {
        let said = |text| OrgPhone::parse(text).map(|phone| phone.as_str().to_owned());
        for (text, phone) in [
            ("0796-8220001", "0796-8220001"),
            (" (0796) 8220001 转 12 ", "(0796)8220001转12"),
            ("01088885555", "01088885555"),
            ("+86-10-88885555", "+86-10-88885555"),
            ("62210", "62210"),
        ] {
            assert_eq!(said(text).as_deref(), Ok(phone), "{text}");
        }
        for mobile in ["13812345678", "138 1234 5678", "+86 19912345678", "86-177-1234-5678"] {
            assert_eq!(said(mobile), Err(NotAName::Mobile), "{mobile}");
        }
        for odd in ["1234", "办公室", "0796-8220001;0796-8220002", "12345x"] {
            assert_eq!(said(odd), Err(NotAName::NotAPhone(5)), "{odd}");
        }
        assert_eq!(said("  "), Err(NotAName::Blank));
        assert_eq!(said(&"1".repeat(31)), Err(NotAName::TooLong(30)));
    }
}
