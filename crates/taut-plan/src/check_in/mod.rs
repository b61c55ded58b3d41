//! What a check-in means: the rules that steer a programme.

mod because;
mod clinician;
mod evidence;
mod problem;
mod state;
mod steer;
mod stops;
mod turn;
mod validate;
mod zone;

pub(crate) use because::because;
pub(crate) use evidence::{Evidence, evidence, new_deficits, unanswered};
pub use problem::StoryProblem;
pub use state::{Standing, all_stretches};
pub(crate) use state::{State, measures_of, minutes_per_day};
pub(crate) use steer::steer;
pub(crate) use turn::Turn;
pub(crate) use validate::{problems_of_check_in, problems_of_start};
