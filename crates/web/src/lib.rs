//! The pages: their look, their parts and their words, and the routes that lead to them.
//!
//! A page is a struct of ready texts and addresses with a template beside it; [`layout`] puts it
//! into the one frame that all pages share. Of all modules only [`serve`] knows who asks and
//! where the texts come from, so that every state of a page can be shown and tested without a
//! request.

pub mod layout;
pub mod look;
pub mod page;
pub mod part;
pub mod script;
pub mod serve;
