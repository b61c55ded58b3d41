//! Tests on the shipped knowledge.
