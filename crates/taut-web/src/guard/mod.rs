//! What stands before every handler.

pub mod cookies;
pub mod headers;
pub mod host;
pub mod observe;
pub mod passphrase;
pub mod proxy;
pub mod rate;
