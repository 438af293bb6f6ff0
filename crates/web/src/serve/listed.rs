//! A router that remembers its addresses, so that a test can ask for every one of them.

use axum::Router;
use axum::routing::MethodRouter;

use super::Served;

/// Addresses, with what answers there.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) places: Vec<&'static str>,
    pub(super) router: Router<Served>,
}

impl Listed {
    /// Adds an address.
    pub(super) fn route(mut self, place: &'static str, answers: MethodRouter<Served>) -> Self {
        self.places.push(place);
        self.router = self.router.route(place, answers);
        self
    }
}
