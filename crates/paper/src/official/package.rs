//! From the library's parts to the file: what the library leaves out is put right here.
//!
//! The library writes the children of property elements in an order of its own; the schema
//! (ECMA-376) gives one, and a strict reader may drop or refuse what stands elsewhere. It has
//! no word for a table's repeated head, for the language, or for what a font's other names are.

use std::io::Cursor;

use docx_rs::Docx;

use super::piece::{FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG};
use crate::PaperError;
use crate::text::clean;

/// Property elements whose children the schema orders, each with as much of its order as we use.
const ORDERS: [(&str, &[&str]); 7] = [
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:pBdr",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    ("w:rPr", &["w:rFonts", "w:b", "w:bCs", "w:color", "w:spacing", "w:sz", "w:szCs", "w:lang"]),
    ("w:tblPr", &["w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout", "w:tblCellMar"]),
    ("w:tcPr", &["w:tcW", "w:vAlign"]),
    ("w:style", &["w:name", "w:qFormat", "w:pPr", "w:rPr"]),
    (
        "w:sectPr",
        &["w:headerReference", "w:footerReference", "w:pgSz", "w:pgMar", "w:cols", "w:docGrid"],
    ),
    ("w:settings", &["w:zoom", "w:defaultTabStop", "w:evenAndOddHeaders", "w:compat"]),
];

/// The fonts with the names under which newer machines have them: a machine without 仿宋_GB2312
/// then takes its 仿宋 instead of whatever it falls back to.
const FONTS: [(&str, &str); 5] = [
    (FANGSONG, "仿宋,FangSong"),
    (KAITI, "楷体,KaiTi"),
    (HEITI, "SimHei"),
    (SONGTI, "SimSun"),
    (XIAOBIAOSONG, "FZXiaoBiaoSong-B05S,方正小标宋_GBK"),
];

/// Packs the file.
pub(super) fn pack(docx: Docx, title: &str) -> Result<Vec<u8>, PaperError> {
    let mut parts = docx.build();
    parts.document = mended(parts.document, |xml| repeat_head_rows(&in_schema_order(xml)))?;
    parts.styles = mended(parts.styles, |xml| {
        let chinese = r#"<w:lang w:val="en-US" w:eastAsia="zh-CN" /></w:rPr></w:rPrDefault>"#;
        let xml = xml.replace("</w:rPr></w:rPrDefault>", chinese);
        let default = r#"w:default="1" w:styleId="Normal""#;
        in_schema_order(&xml.replace(r#"w:styleId="Normal""#, default))
    })?;
    parts.settings = mended(parts.settings, in_schema_order)?;
    for part in parts.headers.iter_mut().chain(parts.footers.iter_mut()) {
        *part = mended(std::mem::take(part), in_schema_order)?;
    }
    parts.font_table = font_table().into_bytes();
    parts.doc_props.core = core_properties(title).into_bytes();
    let mut file = Cursor::new(Vec::new());
    parts.pack(&mut file).map_err(|error| PaperError::Pack(error.to_string()))?;
    Ok(file.into_inner())
}

fn mended(part: Vec<u8>, mend: impl Fn(&str) -> String) -> Result<Vec<u8>, PaperError> {
    let xml = String::from_utf8(part).map_err(|error| PaperError::Pack(error.to_string()))?;
    Ok(mend(&xml.replace("<w:rPr />", "")).into_bytes())
}

/// An element that is being read.
struct Open<'a> {
    name: &'a str,
    order: Option<&'static [&'static str]>,
    text: String,
    children: Vec<(usize, String)>,
}

impl<'a> Open<'a> {
    fn new(name: &'a str, tag: &str) -> Self {
        let order = ORDERS.iter().find(|(of, _)| *of == name).map(|(_, order)| *order);
        Self { name, order, text: tag.to_owned(), children: Vec::new() }
    }

    fn take(&mut self, name: &str, child: String) {
        match self.order {
            Some(order) => {
                let rank = order.iter().position(|of| *of == name).unwrap_or(order.len());
                self.children.push((rank, child));
            }
            None => self.text.push_str(&child),
        }
    }

    fn close(mut self) -> String {
        self.children.sort_by_key(|(rank, _)| *rank);
        self.text.extend(self.children.iter().map(|(_, child)| child.as_str()));
        self.text + "</" + self.name + ">"
    }
}

/// Puts the children of property elements into the schema's order.
///
/// It reads what the library writes, no XML at large: tags without comments, values without `>`.
fn in_schema_order(xml: &str) -> String {
    let mut stack = vec![Open::new("", "")];
    let mut rest = xml;
    while let Some((before, tail)) = rest.split_once('<') {
        let Some((tag, after)) = tail.split_once('>') else {
            break;
        };
        rest = after;
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        let whole = format!("<{tag}>");
        if let Some(open) = stack.last_mut() {
            open.text.push_str(before);
        }
        if tag.starts_with('/') {
            let Some(closed) = stack.pop() else { break };
            let text = closed.close();
            if let Some(parent) = stack.last_mut() {
                parent.take(name, text);
            }
        } else if tag.ends_with('/') || tag.starts_with('?') {
            if let Some(parent) = stack.last_mut() {
                parent.take(name, whole);
            }
        } else {
            stack.push(Open::new(name, &whole));
        }
    }
    let mut text: String = stack.into_iter().map(|open| open.text).collect();
    text.push_str(rest);
    text
}

/// Marks the first row of every table as one that each page repeats.
fn repeat_head_rows(xml: &str) -> String {
    let mut parts = xml.split("<w:tbl>");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole.push_str("<w:tbl>");
        whole.push_str(&part.replacen("<w:trPr>", "<w:trPr><w:tblHeader />", 1));
    }
    whole
}

const XML_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

fn font_table() -> String {
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let font = |(name, others): &(&str, &str)| {
        let others = format!(r#"<w:altName w:val="{others}" />"#);
        format!(r#"<w:font w:name="{name}">{others}<w:charset w:val="86" /></w:font>"#)
    };
    let fonts: String = FONTS.iter().map(font).collect();
    format!(r#"{XML_HEAD}<w:fonts xmlns:w="{main}">{fonts}</w:fonts>"#)
}

/// The file's own title, and nothing that we don't know: no author, and no date without a clock.
fn core_properties(title: &str) -> String {
    let core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    let terms = "http://purl.org/dc/elements/1.1/";
    let title = clean(title).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let properties = format!("<dc:title>{title}</dc:title><dc:language>zh-CN</dc:language>");
    let open = format!(r#"<cp:coreProperties xmlns:cp="{core}" xmlns:dc="{terms}">"#);
    format!("{XML_HEAD}{open}{properties}</cp:coreProperties>")
}

#[cfg(test)]
mod tests {
    use super::{in_schema_order, repeat_head_rows};

    #[test]
    fn properties_are_put_in_the_schemas_order() {
        let cases = [
            (
                "<w:p><w:pPr><w:rPr><w:sz /><w:rFonts /></w:rPr><w:jc /><w:spacing /></w:pPr>文</w:p>",
                "<w:p><w:pPr><w:spacing /><w:jc /><w:rPr><w:rFonts /><w:sz /></w:rPr></w:pPr>文</w:p>",
            ),
            ("<w:r><w:t>甲 &lt; 乙</w:t></w:r>", "<w:r><w:t>甲 &lt; 乙</w:t></w:r>"),
            (
                r#"<?xml version="1.0"?><w:sectPr><w:pgSz /><w:footerReference /></w:sectPr>"#,
                r#"<?xml version="1.0"?><w:sectPr><w:footerReference /><w:pgSz /></w:sectPr>"#,
            ),
            ("文", "文"),
        ];
        for (given, ordered) in cases {
            assert_eq!(in_schema_order(given), ordered);
        }
    }

    #[test]
    fn only_the_first_row_of_each_table_is_repeated() {
        let table = "<w:tbl><w:tr><w:trPr><a /></w:trPr></w:tr><w:tr><w:trPr></w:trPr></w:tr>";
        let marked = repeat_head_rows(&table.repeat(2));
        assert_eq!(marked.matches("<w:tblHeader />").count(), 2);
        assert!(marked.starts_with("<w:tbl><w:tr><w:trPr><w:tblHeader />"), "{marked}");
    }
}
