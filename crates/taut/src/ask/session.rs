//! The interrupted interview on disk: written whole after every reply, so that nothing is lost and nothing is half-written.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use taut_knowledge::{Finding, FindingId, Kind, Knowledge, Sides};
use taut_reason::{Interview, Reply};

/// Where the session is kept, and which knowledge it belongs to.
#[derive(Debug)]
pub struct Session {
    file: PathBuf,
    knowledge_hash: String,
    findings: Vec<String>,
}

/// An interrupted interview.
#[derive(Debug)]
pub struct Resumed<'k> {
    /// The interview with the replies that still count.
    pub interview: Interview<'k>,
    /// It was begun with another edition of the knowledge.
    other_edition: bool,
}

impl Resumed<'_> {
    /// What the person is asked before going on.
    #[must_use]
    pub const fn question(&self) -> &'static str {
        if self.other_edition {
            "An interview was interrupted. The questions have changed since then, so some may be asked again. Go on with it?"
        } else {
            "An interview was interrupted. Go on with it?"
        }
    }
}

/// The file's content (`taut.interview/1`).
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    schema: String,
    knowledge: String,
    second_part: bool,
    read: Vec<String>,
    replies: Vec<KeptReply>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptReply {
    finding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sides: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<f64>,
}

const SCHEMA: &str = "taut.interview/1";

impl Session {
    /// The session at a place, by default in the user's state folder (`XDG_STATE_HOME`, else `~/.local/state`).
    #[must_use]
    pub fn open(file: Option<PathBuf>, knowledge: &Knowledge) -> Self {
        let default = || {
            let folder = std::env::var_os("XDG_STATE_HOME")
                .map(PathBuf::from)
                .or_else(|| std::env::home_dir().map(|home| home.join(".local/state")))
                .unwrap_or_else(std::env::temp_dir);
            folder.join("taut").join("interview.json")
        };
        Self {
            file: file.unwrap_or_else(default),
            knowledge_hash: knowledge.hash.clone(),
            findings: knowledge.findings.iter().map(|f| f.id.clone()).collect(),
        }
    }

    /// The place, for messages.
    #[must_use]
    pub fn place(&self) -> String {
        self.file.display().to_string()
    }

    /// The interrupted interview, if there is one with a reply.
    ///
    /// # Errors
    /// The file is there but cannot be read as a session; the message says what to do.
    pub fn resume<'k>(&self, knowledge: &'k Knowledge) -> anyhow::Result<Option<Resumed<'k>>> {
        let bytes = match fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| self.place()),
        };
        let kept: Kept = serde_json::from_slice(&bytes).with_context(|| {
            format!(
                "{}: not an interview that this program wrote; `taut ask --fresh` begins anew",
                self.place()
            )
        })?;
        if kept.schema != SCHEMA {
            anyhow::bail!(
                "{}: unknown schema {}; `taut ask --fresh` begins anew",
                self.place(),
                kept.schema
            );
        }
        // Questions that another edition of the knowledge no longer has, or has changed, are asked again.
        let log: Vec<_> = kept
            .replies
            .iter()
            .filter_map(|r| {
                let id = knowledge.finding_id(&r.finding)?;
                let record = knowledge.finding(id);
                let reply = match (r.state, r.number) {
                    (Some(state), _) if usize::from(state) < record.states.len() => {
                        Reply::State(state, sides_from(r.sides.as_deref()))
                    }
                    (Some(_), _) => return None,
                    (None, Some(number)) => match &record.kind {
                        Kind::Measure { min, max, .. } if (*min..=*max).contains(&number) => {
                            Reply::Number(number)
                        }
                        _ => return None,
                    },
                    (None, None) => Reply::NotSure,
                };
                Some((id, reply))
            })
            .collect();
        let begun = !log.is_empty();
        Ok(begun.then(|| Resumed {
            interview: Interview::replay(knowledge, log, kept.read, kept.second_part),
            other_edition: kept.knowledge != self.knowledge_hash,
        }))
    }

    /// Writes the whole interview.
    ///
    /// # Errors
    /// I/O.
    pub fn keep(&self, interview: &Interview) -> anyhow::Result<()> {
        let kept = Kept {
            schema: SCHEMA.to_owned(),
            knowledge: self.knowledge_hash.clone(),
            second_part: interview.in_second_part(),
            read: interview.read().to_vec(),
            replies: interview
                .log()
                .iter()
                .map(|(finding, reply)| {
                    let (state, sides, number) = match reply {
                        Reply::State(state, sides) => (Some(*state), sides_name(*sides), None),
                        Reply::Number(number) => (None, None, Some(*number)),
                        Reply::NotSure => (None, None, None),
                    };
                    KeptReply {
                        finding: self.findings[finding.index()].clone(),
                        state,
                        sides,
                        number,
                    }
                })
                .collect(),
        };
        if let Some(folder) = self.file.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        write_whole(&self.file, &serde_json::to_vec(&kept)?).with_context(|| self.place())
    }

    /// Removes the session: answers about health do not stay behind.
    ///
    /// # Errors
    /// I/O.
    pub fn forget(&self) -> anyhow::Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| self.place())
            }
            _ => Ok(()),
        }
    }
}

/// Writes beside the file and renames over it: the old or the new content is there, never a part. Only the user may read it.
///
/// # Errors
/// I/O.
pub fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut out = options.open(&beside)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    fs::rename(&beside, file)
}

fn sides_name(sides: Sides) -> Option<String> {
    match sides {
        Sides::Unstated => None,
        Sides::One => Some("one".to_owned()),
        Sides::Both => Some("both".to_owned()),
    }
}

fn sides_from(name: Option<&str>) -> Sides {
    match name {
        Some("one") => Sides::One,
        Some("both") => Sides::Both,
        _ => Sides::Unstated,
    }
}

/// The interview as a case file that `taut assess` reads.
#[must_use]
pub fn to_case(interview: &Interview) -> serde_json::Value {
    let knowledge = interview.knowledge();
    let mut case = serde_json::json!({ "schema": "taut.case/1", "id": "interview", "answers": [] });
    let mut answers = Vec::new();
    for (finding, reply) in interview.log() {
        let record = knowledge.finding(*finding);
        match (record.id.as_str(), reply) {
            ("age", Reply::Number(years)) => case["age"] = serde_json::json!(years),
            ("sex", Reply::State(state, _)) => {
                case["sex"] = serde_json::json!(state_name(record, *state))
            }
            // Not known: a case file leaves them out.
            ("age" | "sex", _) => {}
            (_, reply) => answers.push(answer_json(knowledge, *finding, *reply)),
        }
    }
    case["answers"] = serde_json::Value::Array(answers);
    case
}

fn state_name(record: &Finding, state: u8) -> &str {
    record.states.get(usize::from(state)).map_or("", String::as_str)
}

/// One reply as an answer of a case file.
#[must_use]
pub fn answer_json(knowledge: &Knowledge, finding: FindingId, reply: Reply) -> serde_json::Value {
    let record = knowledge.finding(finding);
    let mut answer = serde_json::json!({ "finding": record.id, "by": "person" });
    match reply {
        Reply::State(state, _) => answer["state"] = serde_json::json!(state_name(record, state)),
        Reply::Number(number) => {
            answer["value"] = serde_json::json!(number);
            if let Kind::Measure { unit, .. } = &record.kind {
                answer["unit"] = serde_json::json!(unit);
            }
        }
        Reply::NotSure => answer["state"] = serde_json::json!("unknown"),
    }
    if record.sided {
        let both = matches!(reply, Reply::State(_, Sides::Both));
        answer["side"] = serde_json::json!(if both { "both" } else { "unstated" });
    }
    answer
}
