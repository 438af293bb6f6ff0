//! What pages are made of. Each part is a small struct that writes itself, escaped.

pub mod above;
pub mod area;
pub mod attached;
pub mod badge;
pub mod bars;
pub mod choice;
pub mod confirm;
pub mod empty;
pub mod facts;
pub mod field;
pub mod find;
pub mod flaws;
pub mod ground;
pub mod kept;
pub mod link;
pub mod marked;
pub mod news;
pub mod pager;
pub mod table;
pub mod upload;
pub mod way;
