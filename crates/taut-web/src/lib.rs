//! Pages and API of taut.
