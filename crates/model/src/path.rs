//! Where an organisation stands: a text that begins with its superior's.
//!
//! Four base-36 characters a level, never used again for a sibling. A subtree is a range of texts,
//! which an index finds in both databases; `LIKE` finds it in neither alike.

use std::fmt;

use crate::limit;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Characters of a level.
const LABEL_CHARS: usize = 4;

/// Siblings that a level can ever have.
const LABELS: u32 = 36_u32.pow(LABEL_CHARS as u32);

/// A place in the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgPath(String);

/// Why there is no such place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// Deeper than a tree may be.
    TooDeep,
    /// All labels of this level are used up.
    Full,
    /// Not a path.
    Malformed,
}

impl OrgPath {
    /// The place above the highest organisations.
    #[must_use]
    pub fn above_all() -> Self {
        Self(String::new())
    }

    /// Reads what a database kept.
    ///
    /// # Errors
    /// [`NoPlace::Malformed`] and [`NoPlace::TooDeep`].
    pub fn parse(text: &str) -> Result<Self, NoPlace> {
        if !text.len().is_multiple_of(LABEL_CHARS) || !text.bytes().all(|b| DIGITS.contains(&b)) {
            return Err(NoPlace::Malformed);
        }
        if text.len() / LABEL_CHARS > limit::TREE_DEPTH {
            return Err(NoPlace::TooDeep);
        }
        Ok(Self(text.to_owned()))
    }

    /// The place of its `number`th child, from 0; numbers are never given twice.
    ///
    /// # Errors
    /// [`NoPlace::TooDeep`] and [`NoPlace::Full`].
    pub fn child(&self, number: u32) -> Result<Self, NoPlace> {
        if number >= LABELS {
            return Err(NoPlace::Full);
        }
        if self.depth() >= limit::TREE_DEPTH {
            return Err(NoPlace::TooDeep);
        }
        let mut label = [b'0'; LABEL_CHARS];
        let mut rest = number;
        for digit in label.iter_mut().rev() {
            *digit = DIGITS[(rest % 36) as usize];
            rest /= 36;
        }
        Ok(Self(format!("{}{}", self.0, String::from_utf8_lossy(&label))))
    }

    /// Levels, the highest organisations being the first.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.len() / LABEL_CHARS
    }

    /// Whether the other stands here or below.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The places on the way to it, from the highest, itself last.
    pub fn way(&self) -> impl Iterator<Item = Self> + '_ {
        (1..=self.depth()).map(|depth| Self(self.0[..depth * LABEL_CHARS].to_owned()))
    }

    /// The place right above.
    #[must_use]
    pub fn above(&self) -> Option<Self> {
        let depth = self.depth().checked_sub(1)?;
        Some(Self(self.0[..depth * LABEL_CHARS].to_owned()))
    }

    /// The first text that is behind the whole subtree: `path >= self and path < end`.
    #[must_use]
    pub fn end(&self) -> String {
        // Behind every digit of base 36, in every order that goes by bytes.
        format!("{}~", self.0)
    }

    /// The same place below another one, for everything that moves along.
    ///
    /// # Errors
    /// [`NoPlace::TooDeep`], and [`NoPlace::Malformed`] where it does not stand below `from`.
    pub fn moved(&self, from: &Self, to: &Self) -> Result<Self, NoPlace> {
        let rest = self.0.strip_prefix(&from.0).ok_or(NoPlace::Malformed)?;
        Self::parse(&format!("{}{rest}", to.0))
    }

    /// As a database keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrgPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{NoPlace, OrgPath};

    fn path(text: &str) -> OrgPath {
        OrgPath::parse(text).unwrap()
    }

    #[test]
    fn children_follow_each_other_in_the_order_of_texts() {
        let root = OrgPath::above_all();
        let numbers = [0, 1, 9, 10, 35, 36, 1_295, 1_296, 1_679_615];
        let children: Vec<OrgPath> = numbers.iter().map(|n| root.child(*n).unwrap()).collect();
        assert_eq!(children[3].as_str(), "000a");
        assert_eq!(children[8].as_str(), "zzzz");
        assert!(children.is_sorted());
        assert_eq!(root.child(1_679_616), Err(NoPlace::Full));
    }

    #[test]
    fn a_subtree_is_a_range() {
        let county = path("00010002");
        for inside in ["00010002", "000100020000", "00010002zzzzzzzz"] {
            assert!(inside >= county.as_str() && inside < county.end().as_str(), "{inside}");
            assert!(county.holds(&path(inside)));
        }
        for outside in ["0001", "00010001", "00010001zzzz", "00010003"] {
            assert!(!(outside >= county.as_str() && outside < county.end().as_str()), "{outside}");
            assert!(!county.holds(&path(outside)));
        }
    }

    #[test]
    fn a_tree_has_twelve_levels() {
        let mut place = OrgPath::above_all();
        for _ in 0..12 {
            place = place.child(7).unwrap();
        }
        assert_eq!((place.depth(), place.child(0)), (12, Err(NoPlace::TooDeep)));
        assert_eq!(place.way().count(), 12);
        assert_eq!(place.above().unwrap().depth(), 11);
        assert_eq!(place.moved(&path("0007"), &path("00010002")), Err(NoPlace::TooDeep));
    }

    #[test]
    fn what_stands_below_moves_along() {
        let moved = path("000100020003").moved(&path("00010002"), &path("0009")).unwrap();
        assert_eq!(moved.as_str(), "00090003");
        assert_eq!(path("0001").moved(&path("0002"), &path("0003")), Err(NoPlace::Malformed));
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["0", "00010", "000A", "0001000~", "甲"] {
            assert_eq!(OrgPath::parse(text), Err(NoPlace::Malformed), "{text}");
        }
    }
}
