//! Random bytes from the system: salts, ids and tokens.

use crate::problem::{Outcome, Problem, ProblemKind};

/// Random bytes from the system.
pub fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Problem::new(ProblemKind::Io, format!("no random bytes: {e}")))?;
    Ok(bytes)
}
