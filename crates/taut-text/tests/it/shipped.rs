//! The average body for figures, from the shipped records, read once for all tests.

use std::sync::LazyLock;

use taut_text::figure::FigureBody;

use crate::plan_pages::BODY;

static FIGURES: LazyLock<FigureBody<'static>> =
    LazyLock::new(|| FigureBody::new(&BODY).unwrap_or_else(|problems| panic!("{problems:?}")));

/// The average body for figures.
pub fn figure_body() -> &'static FigureBody<'static> {
    &FIGURES
}
