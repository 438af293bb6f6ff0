//! Refusals and faults.

use web::layout::Page;
use web::page::error::Refusal;
use web::part::link::Link;

use super::{inside, outside};

const REQUEST: &str = "0195c1f0-7a3e-7c11-9f00-5e1d2c3b4a59";

pub(super) fn all() -> Vec<(&'static str, String)> {
    let names = [
        "error-401",
        "error-403",
        "error-403-foreign",
        "error-404",
        "error-405",
        "error-409",
        "error-413",
        "error-422",
        "error-429",
        "error-500",
        "error-503",
        "error-503-away",
        "error-503-unwritable",
    ];
    let page = |(name, (refusal, _)): (&'static str, (Refusal, u16))| {
        let (frame, links) = match refusal {
            Refusal::SignIn => (outside(), vec![Link::new("登录", "/login")]),
            _ => (
                inside("党组织"),
                vec![Link::new("回到党组织", "/organisations"), Link::new("检索党组织", "/search")],
            ),
        };
        (name, refusal.page(REQUEST, links).show(&frame))
    };
    names.into_iter().zip(Refusal::ALL).map(page).collect()
}
