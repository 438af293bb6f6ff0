//! Why a use case was not done: a closed set, one sentence for the person each.

use std::borrow::Cow;
use std::fmt;

use model::authority::NoPermit;
use model::fold::fold;
use model::limit;
pub use store::Cause;
use store::Fault;

/// A mistake in what was entered, by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flawed {
    /// The field's name in the form; blank where it is about the whole.
    pub field: Cow<'static, str>,
    /// What is wrong with it, and what to do.
    pub says: String,
}

impl Flawed {
    /// A mistake in a field.
    pub fn new(field: impl Into<Cow<'static, str>>, says: impl Into<String>) -> Self {
        Self { field: field.into(), says: says.into() }
    }
}

/// Why not.
#[derive(Debug)]
pub enum Refusal {
    /// Nobody is logged in, or not for long enough: 401.
    SignIn,
    /// The password was right, and the second factor is still to come.
    SecondFactor,
    /// There is no such thing, or none that this person may know of: 404.
    Unseen,
    /// It may be seen, but not this done to it: 403.
    Denied,
    /// What was entered has mistakes: 422.
    Flawed(Vec<Flawed>),
    /// It was changed meanwhile: 409.
    Stale,
    /// Too much at once: 429.
    TooMuch,
    /// The database is busy or away, or has no space: 503.
    Busy(Fault),
    /// An operating fault: 500.
    Fault(Fault),
}

impl Refusal {
    /// One mistake in a field.
    pub fn flaw(field: impl Into<Cow<'static, str>>, says: impl Into<String>) -> Self {
        Self::Flawed(vec![Flawed::new(field, says)])
    }

    /// Refuses to look for what is longer than any name: nobody is called so, and each pair of its
    /// characters would cost.
    pub(crate) fn unless_short(field: &'static str, sought: &str) -> Result<(), Self> {
        match sought.chars().nth(limit::NAME_CHARS) {
            None => Ok(()),
            Some(_) => {
                Err(Self::flaw(field, format!("最多 {} 个字,请写短一些", limit::NAME_CHARS)))
            }
        }
    }

    /// The same, also where a text is so short that nothing is found by it; none is looked for by a
    /// blank one.
    pub(crate) fn unless_sought(field: &'static str, sought: &str) -> Result<(), Self> {
        Self::unless_short(field, sought)?;
        let folded: String = fold(sought);
        match folded.chars().count() {
            1 => Err(Self::flaw(field, "请输入至少两个字")),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn => f.write_str("请先登录"),
            Self::SecondFactor => f.write_str("请输入动态口令"),
            Self::Unseen => f.write_str("没有这个页面,或者您无权知道它"),
            Self::Denied => f.write_str("您可以看,但无权这样做"),
            Self::Flawed(flaws) => write!(f, "有 {} 处要改", flaws.len()),
            Self::Stale => f.write_str("别人刚刚改过,请看过最新内容再改"),
            Self::TooMuch => f.write_str("一次太多,请稍后再试"),
            Self::Busy(fault) | Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        if fault.is_passing() { Self::Busy(fault) } else { Self::Fault(fault) }
    }
}

impl From<NoPermit> for Refusal {
    fn from(no: NoPermit) -> Self {
        match no {
            NoPermit::Denied => Self::Denied,
            NoPermit::Unseen => Self::Unseen,
        }
    }
}
