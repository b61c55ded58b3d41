//! What a story asks of whoever puts programmes together.

use crate::person::Person;
use crate::programme::{Barred, Level, Plan, Preferences};

/// Puts programmes together, and says who may do what.
pub trait Chooser: Sync {
    /// What follows a verdict.
    fn plan(&self, person: &Person<'_>, preferences: &Preferences) -> Plan;

    /// Every reason why an exercise (index in the knowledge) is not offered to this person; none: it may be done.
    fn barred(
        &self,
        exercise: usize,
        person: &Person<'_>,
        preferences: &Preferences,
    ) -> Vec<Barred>;

    /// False if a limit beyond the dose, such as that of a clearance, forbids this level.
    fn allows(&self, _exercise: usize, _level: &Level) -> bool {
        true
    }
}
