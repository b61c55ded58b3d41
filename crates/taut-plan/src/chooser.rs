//! What a story asks of whoever puts programmes together.

use crate::person::Person;
use crate::programme::{Barred, Plan, Preferences};

/// Puts programmes together, and says who may do what.
pub trait Chooser {
    /// What follows a verdict.
    fn plan(&self, person: &Person<'_>, preferences: &Preferences) -> Plan;

    /// Every reason why an exercise (index in the knowledge) is not offered to this person; none: it may be done.
    fn barred(
        &self,
        exercise: usize,
        person: &Person<'_>,
        preferences: &Preferences,
    ) -> Vec<Barred>;
}
