//! Records of what is asked of the body, apart from what it is built from.

use taut_body::nerve::record::{NerveRecord, NerveRows};
use taut_body::posture::explorer::ExplorerRecord;
use taut_body::posture::record::{ClinicalTest, Posture, ReadingRecord};
use taut_body::task::record::TaskRecords;

/// Records of what is asked of the body, apart from what it is built from.
pub(super) struct Asked {
    pub postures: Vec<Posture>,
    pub tests: Vec<ClinicalTest>,
    pub reading: ReadingRecord,
    pub nerve: NerveRecord,
    pub nerve_rows: NerveRows,
    pub tasks: TaskRecords,
    pub explorer: ExplorerRecord,
}
