//! Classes, one row a case, and the figures counted over a group of rows.

use serde::Serialize;
use taut_knowledge::Rung;

use crate::interval::Share;

/// The four classes of the published cases, most careful first, with `undecided` where the ladder has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Class {
    /// Emergency care.
    Emergency,
    /// A doctor, today or within two weeks.
    SeeDoctor,
    /// Hold and see a physical therapist.
    NoStretchSeePt,
    /// No answer yet: a miss, counted apart.
    Undecided,
    /// Any open rung.
    Stretch,
}

impl Class {
    /// The class of a rung.
    #[must_use]
    pub const fn of(rung: Rung) -> Self {
        match rung {
            Rung::Emergency => Self::Emergency,
            Rung::SeeDoctorToday | Rung::SeeDoctor => Self::SeeDoctor,
            Rung::HoldAndSeePt => Self::NoStretchSeePt,
            Rung::Undecided => Self::Undecided,
            Rung::StayActive | Rung::Strengthen | Rung::StretchAndStrengthen => Self::Stretch,
        }
    }

    /// The class with this name in a case file.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "EMERGENCY" => Some(Self::Emergency),
            "SEE_DOCTOR" => Some(Self::SeeDoctor),
            "NO_STRETCH_SEE_PT" => Some(Self::NoStretchSeePt),
            "STRETCH" => Some(Self::Stretch),
            _ => None,
        }
    }
}

/// One case with its verdict.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub case: String,
    pub family: String,
    pub rests_on: String,
    pub acceptable: Vec<Class>,
    pub label: Option<Class>,
    pub rung: &'static str,
    pub class: Class,
    pub provisional: bool,
    pub rule: Option<String>,
    pub answers: usize,
    pub unmapped: usize,
}

impl Row {
    /// Not less careful than the least careful acceptable class.
    pub fn safe(&self, class: Class) -> bool {
        self.acceptable.iter().max().is_none_or(|least| class <= *least)
    }

    pub fn within(&self, class: Class) -> bool {
        self.acceptable.contains(&class)
    }

    /// More careful than the most careful acceptable class.
    pub fn over(&self, class: Class) -> bool {
        self.acceptable.iter().min().is_none_or(|most| class < *most)
    }

    /// The single right class: the label, or the only acceptable one.
    pub fn exact(&self, class: Class) -> bool {
        match self.label {
            Some(label) => class == label,
            None => self.acceptable.len() == 1 && self.acceptable[0] == class,
        }
    }

    pub fn labelled_stretch(&self) -> bool {
        match self.label {
            Some(label) => label == Class::Stretch,
            None => self.acceptable == [Class::Stretch],
        }
    }
}

/// The figures of one group of cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    pub n: usize,
    pub safe_advice: Share,
    pub within_acceptable: Share,
    pub exact: Share,
    pub over_triage: Share,
    pub over_triage_to_emergency: Share,
    pub stretch_sensitivity: Share,
    pub open_rung_where_not_acceptable: Share,
    pub undecided: Share,
    pub provisional: Share,
}

impl Figures {
    /// Counts a group; `class_of` is ours or a baseline's.
    pub fn of(rows: &[&Row], class_of: impl Fn(&Row) -> Class) -> Self {
        let stretch: Vec<&Row> = rows.iter().copied().filter(|r| r.labelled_stretch()).collect();
        let closed: Vec<&Row> =
            rows.iter().copied().filter(|r| !r.within(Class::Stretch)).collect();
        Self {
            n: rows.len(),
            safe_advice: Share::count(rows, |r| r.safe(class_of(r))),
            within_acceptable: Share::count(rows, |r| r.within(class_of(r))),
            exact: Share::count(rows, |r| r.exact(class_of(r))),
            over_triage: Share::count(rows, |r| r.over(class_of(r))),
            over_triage_to_emergency: Share::count(rows, |r| {
                class_of(r) == Class::Emergency && r.over(Class::Emergency)
            }),
            stretch_sensitivity: Share::count(&stretch, |r| class_of(r) == Class::Stretch),
            open_rung_where_not_acceptable: Share::count(&closed, |r| {
                class_of(r) == Class::Stretch
            }),
            undecided: Share::count(rows, |r| class_of(r) == Class::Undecided),
            provisional: Share::count(rows, |r| r.provisional),
        }
    }
}

pub fn name(class: Class) -> String {
    serde_json::to_value(class).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Class, Row};

    fn row(acceptable: &[Class]) -> Row {
        Row {
            case: String::new(),
            family: String::new(),
            rests_on: "findings".to_owned(),
            acceptable: acceptable.to_vec(),
            label: None,
            rung: "",
            class: Class::Stretch,
            provisional: false,
            rule: None,
            answers: 0,
            unmapped: 0,
        }
    }

    #[test]
    fn safe_means_not_less_careful_than_the_least_careful_acceptable_class() {
        let r = row(&[Class::SeeDoctor, Class::NoStretchSeePt]);
        assert!(r.safe(Class::Emergency) && r.safe(Class::NoStretchSeePt));
        assert!(!r.safe(Class::Undecided) && !r.safe(Class::Stretch));
        assert!(r.over(Class::Emergency) && !r.over(Class::SeeDoctor));
    }

    #[test]
    fn undecided_is_never_within() {
        let r = row(&[Class::Stretch]);
        assert!(!r.within(Class::Undecided));
        assert!(r.safe(Class::Undecided));
    }
}
