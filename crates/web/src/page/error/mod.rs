//! Refusals and faults: what happened, what is kept, what to do.

use askama::Template;

use crate::layout::Page;
use crate::part::link::Link;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "page/error/error.html")]
pub struct ErrorPage {
    /// What happened, in a few words.
    pub heading: String,
    /// What happened, in a sentence.
    pub happened: String,
    /// What is kept.
    pub kept: String,
    /// What to do.
    pub to_do: String,
    /// The ways on, the likeliest first.
    pub links: Vec<Link>,
    /// The request's id, for whoever looks into the log.
    pub request: String,
}

/// Why a page is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 401: nobody is logged in, or no longer.
    SignIn,
    /// 403: it may be seen, but not this done to it.
    Denied,
    /// 403: another site's page has sent it.
    Foreign,
    /// 404: there is no such thing, or it is nobody's business here.
    Unseen,
    /// 405: the address only takes forms.
    NoPage,
    /// 408: it took too long to arrive.
    TooSlow,
    /// 409: somebody else changed it in the meantime.
    Stale,
    /// 413: too much at once.
    TooLarge,
    /// 422: what was sent makes no sense, and no form is there to say where.
    Flawed,
    /// 429: too often.
    TooOften,
    /// 500: our mistake.
    Fault,
    /// 503: too much to do at the moment.
    Busy,
    /// 503: the database does not answer.
    Away,
    /// 503: the disk is full, or nothing may be written to it.
    Unwritable,
}

impl Refusal {
    /// All of them, each with its number.
    pub const ALL: [(Self, u16); 14] = [
        (Self::SignIn, 401),
        (Self::Denied, 403),
        (Self::Foreign, 403),
        (Self::Unseen, 404),
        (Self::NoPage, 405),
        (Self::TooSlow, 408),
        (Self::Stale, 409),
        (Self::TooLarge, 413),
        (Self::Flawed, 422),
        (Self::TooOften, 429),
        (Self::Fault, 500),
        (Self::Busy, 503),
        (Self::Away, 503),
        (Self::Unwritable, 503),
    ];

    /// What happened in a few words, in a sentence, what is kept, and what to do.
    fn sentences(self) -> [&'static str; 4] {
        match self {
            Self::SignIn => [
                "请先登录",
                "您还没有登录,或者太久没有操作,已自动退出。",
                "已经提交的内容都在;这一次没有办理。",
                "登录后会回到刚才的页面。",
            ],
            Self::Denied => [
                "您没有这项权限",
                "您可以查看这个党组织,但不能办理这件事。",
                "什么都没有改变。",
                "需要办理的,请联系上级党组织的管理员。",
            ],
            Self::Foreign => [
                "没有受理",
                "这份表单是从别的网站提交过来的。",
                "什么都没有改变。",
                "请打开本系统自己的页面,重新填写。",
            ],
            Self::NoPage => [
                "这个网址不能直接打开",
                "它只接收提交的表单,没有可以看的内容。",
                "什么都没有改变。",
                "请从党组织的页面进入,再办理。",
            ],
            Self::Unseen => [
                "没有找到这个页面",
                "网址可能不完整,内容可能已经撤销,也可能不在您的管理范围内。",
                "什么都没有改变。",
                "请核对网址,或从党组织一级一级找。",
            ],
            Self::TooSlow => [
                "没有传完",
                "表单传了很久还没有传完,可能是网络太慢,或者断了。",
                "以前提交的内容都在;这一次没有保存。",
                "请到网络好的地方,返回上一页再提交。",
            ],
            Self::Stale => [
                "内容刚被别人改过",
                "您打开页面之后,有人改动了同一处内容。",
                "对方的改动已保存;您的改动没有保存。",
                "请返回上一页,重新打开,看过新的内容再改。",
            ],
            Self::TooLarge => [
                "内容太大",
                "一次提交的内容或文件超过了上限。",
                "这次提交没有保存,以前的内容都在。",
                "请把文件分成几份,或缩小后再提交。",
            ],
            Self::Flawed => [
                "提交的内容看不懂",
                "提交的内容不完整或前后不一致,无法办理。",
                "什么都没有改变。",
                "请返回上一页,核对后重新提交。",
            ],
            Self::TooOften => [
                "操作太频繁",
                "短时间内操作次数太多,暂时停一停。",
                "以前提交的内容都在;这一次没有保存。",
                "请等一分钟再试。",
            ],
            Self::Fault => [
                "系统出了错",
                "是系统的问题,不是您的操作有误。",
                "以前提交的内容都在;这一次没有保存。",
                "请返回上一页再试一次;还是不行,请把下面的编号告诉管理员。",
            ],
            Self::Busy => [
                "现在办理的人太多",
                "系统正忙,暂时顾不上这一次。",
                "以前提交的内容都在;这一次没有保存。",
                "请等一分钟,再返回上一页重新提交。",
            ],
            Self::Away => [
                "暂时连不上数据库",
                "页面还在,存放数据的地方没有回应。",
                "以前提交的内容都在;这一次没有保存。",
                "请等一分钟,再返回上一页重试;还是不行,请把下面的编号告诉管理员。",
            ],
            Self::Unwritable => [
                "现在不能保存",
                "服务器的磁盘满了,或者不能写入。",
                "以前提交的内容都在,可以照常查看;这一次没有保存。",
                "请告诉管理员;磁盘恢复以后,返回上一页重新提交。",
            ],
        }
    }

    /// Its page, with the usual sentences.
    pub fn page(self, request: impl Into<String>, links: Vec<Link>) -> ErrorPage {
        let [heading, happened, kept, to_do] = self.sentences().map(str::to_owned);
        ErrorPage { heading, happened, kept, to_do, links, request: request.into() }
    }
}

impl Page for ErrorPage {
    fn title(&self) -> String {
        self.heading.clone()
    }
}
