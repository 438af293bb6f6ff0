//! `ratio@1` 按比例计分: the points × done ÷ due.

use model::scheme::{FactShape, Reads};

use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>) -> Reads {
    super::reads(node, FactShape::Ratio)
}

pub(super) fn write(reads: &Reads, keys: &mut Keys) {
    super::write_reads(reads, keys);
}
