//! Kinds of body records: where each stands, and its schema.

use serde_json::Value;
use taut_body::nerve::record::{NerveRecord, NerveRows};
use taut_body::own::{HamstringNorms, Scaling, passive, record};
use taut_body::posture::explorer::ExplorerRecord;
use taut_body::posture::record as posture;
use taut_body::task::record as task;

use super::source::BodySource;
use crate::schema::of;

/// A kind of record of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BodyKind {
    /// `body/sources/`
    Source,
    /// `body/skeleton.toml`
    Skeleton,
    /// `body/surfaces.toml`
    Surfaces,
    /// `body/muscles/`
    Muscles,
    /// `body/passive.toml`
    Passive,
    /// `body/scaling.toml`
    Scaling,
    /// `body/hamstring.toml`
    Hamstring,
    /// `body/postures/`
    Posture,
    /// `body/tests/`
    Test,
    /// `body/reading.toml`
    Reading,
    /// `body/nerve.toml`
    Nerve,
    /// `body/nerve_rows.toml`
    NerveRows,
    /// `body/contacts.toml`
    Contacts,
    /// `body/groups.toml`
    Groups,
    /// `body/fatigue.toml`
    Fatigue,
    /// `body/task_checks.toml`
    TaskChecks,
    /// `body/tasks/`
    Task,
    /// `body/explorer.toml`
    Explorer,
}

impl BodyKind {
    /// Every kind, in the order of the field reference.
    pub const ALL: [Self; 18] = [
        Self::Source,
        Self::Skeleton,
        Self::Surfaces,
        Self::Muscles,
        Self::Passive,
        Self::Scaling,
        Self::Hamstring,
        Self::Posture,
        Self::Test,
        Self::Reading,
        Self::Nerve,
        Self::NerveRows,
        Self::Contacts,
        Self::Groups,
        Self::Fatigue,
        Self::TaskChecks,
        Self::Task,
        Self::Explorer,
    ];

    /// Short name, such as `body_muscles`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "body_source",
            Self::Skeleton => "body_skeleton",
            Self::Surfaces => "body_surfaces",
            Self::Muscles => "body_muscles",
            Self::Passive => "body_passive",
            Self::Scaling => "body_scaling",
            Self::Hamstring => "body_hamstring",
            Self::Posture => "body_posture",
            Self::Test => "body_test",
            Self::Reading => "body_reading",
            Self::Nerve => "body_nerve",
            Self::NerveRows => "body_nerve_rows",
            Self::Contacts => "body_contacts",
            Self::Groups => "body_groups",
            Self::Fatigue => "body_fatigue",
            Self::TaskChecks => "body_task_checks",
            Self::Task => "body_task",
            Self::Explorer => "body_explorer",
        }
    }

    /// Where files of this kind stand, below the knowledge folder: one file, or one for each id.
    #[must_use]
    pub const fn place(self) -> &'static str {
        match self {
            Self::Source => "body/sources/<key>.toml",
            Self::Skeleton => "body/skeleton.toml",
            Self::Surfaces => "body/surfaces.toml",
            Self::Muscles => "body/muscles/<id>.toml",
            Self::Passive => "body/passive.toml",
            Self::Scaling => "body/scaling.toml",
            Self::Hamstring => "body/hamstring.toml",
            Self::Posture => "body/postures/<id>.toml",
            Self::Test => "body/tests/<id>.toml",
            Self::Reading => "body/reading.toml",
            Self::Nerve => "body/nerve.toml",
            Self::NerveRows => "body/nerve_rows.toml",
            Self::Contacts => "body/contacts.toml",
            Self::Groups => "body/groups.toml",
            Self::Fatigue => "body/fatigue.toml",
            Self::TaskChecks => "body/task_checks.toml",
            Self::Task => "body/tasks/<id>.toml",
            Self::Explorer => "body/explorer.toml",
        }
    }

    /// The kind of the file at a path below the knowledge folder.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| match kind.folder() {
            Some(folder) => path.starts_with(folder) && path.ends_with(".toml"),
            None => path == kind.place(),
        })
    }

    /// Its folder with `/` at the end, if there may be several of the kind.
    fn folder(self) -> Option<&'static str> {
        self.place().find('<').map(|at| &self.place()[..at])
    }

    /// The id that a path without `.toml` gives.
    pub(crate) fn id_in(self, stem: &str) -> &str {
        let folder = self.folder().unwrap_or(crate::files::BODY);
        stem.strip_prefix(folder).unwrap_or(stem)
    }

    pub(crate) fn generate(self) -> Value {
        match self {
            Self::Source => of::<BodySource>(),
            Self::Skeleton => of::<record::Skeleton>(),
            Self::Surfaces => of::<record::Surfaces>(),
            Self::Muscles => of::<record::Muscles>(),
            Self::Passive => of::<passive::Passive>(),
            Self::Scaling => of::<Scaling>(),
            Self::Hamstring => of::<HamstringNorms>(),
            Self::Posture => of::<posture::Posture>(),
            Self::Test => of::<posture::ClinicalTest>(),
            Self::Reading => of::<posture::ReadingRecord>(),
            Self::Nerve => of::<NerveRecord>(),
            Self::NerveRows => of::<NerveRows>(),
            Self::Contacts => of::<task::Contacts>(),
            Self::Groups => of::<task::Groups>(),
            Self::Fatigue => of::<task::Fatigue>(),
            Self::TaskChecks => of::<task::TaskChecks>(),
            Self::Task => of::<task::TaskRecord>(),
            Self::Explorer => of::<ExplorerRecord>(),
        }
    }
}
