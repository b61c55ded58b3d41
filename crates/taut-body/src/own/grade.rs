//! How far a record has been reviewed, and where its numbers come from.

use schemars::JsonSchema;
use serde::Deserialize;

/// How far a record has been reviewed.
#[derive(Debug, Clone, Default, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
pub enum Review {
    /// Machine checks pass.
    #[default]
    R0,
    /// A second person re-read the source and confirmed each number.
    R1,
    /// An independent re-extraction agrees.
    R2,
    /// A named clinician accepts wording and scope.
    R3,
    /// The result was checked on data not used to build it.
    R4,
}

/// Where a number comes from.
#[derive(Debug, Clone, Default, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Obtained {
    /// Printed in the source.
    Reported,
    /// Simple arithmetic on printed numbers.
    Computed,
    /// Our assumption; what a number is until a source is named.
    #[default]
    Assumed,
}
