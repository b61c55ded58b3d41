//! Deliberate faults, a small share of the table: those that the loader refuses, and one of each proof. The example
//! `mutations` makes all of them.

use crate::mutation_table::{is_expected, table, try_out};

/// Faults that are verified here: one a kind of proof.
const VERIFIED: [&str; 4] = [
    "risk_dropped_from_fever_rule",
    "present_from_moved",
    "stretch_wants_tightness",
    "caution_dropped_from_stretch",
];

#[test]
fn the_table_is_large_and_every_fault_has_an_expected_outcome() {
    let table = table();
    assert!(table.len() >= 30, "{}", table.len());
    for mutation in &table {
        assert!(
            mutation.breaks.is_some() != mutation.refused.is_some(),
            "{} ({}) expects one of `breaks` and `refused`",
            mutation.id,
            mutation.fault
        );
        assert_eq!(
            mutation.expected_at_first.is_empty(),
            mutation.learned.is_empty(),
            "{}: what was learned stands beside what was expected",
            mutation.id
        );
        let nothing = mutation.breaks.as_ref().is_some_and(Vec::is_empty);
        assert_eq!(nothing, !mutation.why_none.is_empty(), "{}", mutation.id);
    }
}

#[test]
fn faults_are_found_as_expected() {
    let mut tried = 0;
    for mutation in table() {
        if mutation.refused.is_none() && !VERIFIED.contains(&mutation.id.as_str()) {
            continue;
        }
        tried += 1;
        let said = try_out(&mutation);
        assert!(is_expected(&mutation, &said), "{}: {said:?}", mutation.id);
    }
    assert!(tried > 10, "{tried}");
}
