//! The form for a sheet that is sent to be looked at. It sends the file as `sheet`.

use askama::Template;

use super::field::Field;
use super::flaws::Flaws;

/// The form.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/upload.html")]
pub struct Upload {
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Which files, and how large.
    pub hint: String,
    /// What has to be mended.
    pub flaws: Flaws,
    /// The way back.
    pub back_href: String,
}

impl askama::filters::HtmlSafe for Upload {}
