//! An interview as it is kept between two questions (`taut.interview/1`), with the sides that were said; and as a case file.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use taut_knowledge::regions::{RegionId, ShadedRoot};
use taut_knowledge::{Finding, FindingId, Kind, Knowledge, Side, Sides};
use taut_reason::{Interview, Reply};
use taut_text::figure::region_name;

use crate::error::{EpisodeError, Fault};

/// The form that is written.
const SCHEMA: &str = "taut.interview/1";

/// Where words beside the answers come from that say what was marked.
pub(crate) const FROM_CHART: &str = "body chart";

/// Stands between the keys of places in it.
const BETWEEN: &str = "; ";

/// An interview as it is kept. Replies that another edition of the knowledge cannot hold are left out when it goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    schema: String,
    knowledge: String,
    second_part: bool,
    read: Vec<String>,
    replies: Vec<KeptReply>,
    /// Replies that a step back took back: shown again where their question is asked, and otherwise of no effect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    taken_back: Vec<KeptReply>,
    /// Keys of the places that were marked on the body chart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptReply {
    finding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<u8>,
    /// `one` or `both`.
    #[serde(skip_serializing_if = "Option::is_none")]
    sides: Option<String>,
    /// Which side, where the person said one: `left`, `right` or `both`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    side: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<f64>,
}

impl Draft {
    /// An interview that has not begun.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            knowledge: knowledge.hash.clone(),
            second_part: false,
            read: Vec::new(),
            replies: Vec::new(),
            taken_back: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Reads what was kept, JSON.
    ///
    /// # Errors
    /// It is no interview, or one of another program.
    pub fn read(bytes: &[u8]) -> Result<Self, EpisodeError> {
        let refused = |what: String| {
            let hint = "begin the interview anew";
            EpisodeError::refused(Fault::new("not-an-interview", "", what, hint))
        };
        let kept: Self = serde_json::from_slice(bytes).map_err(|error| {
            refused(format!("not an interview that this program wrote: {error}"))
        })?;
        if kept.schema == SCHEMA {
            Ok(kept)
        } else {
            Err(refused(format!("unknown schema {}", kept.schema)))
        }
    }

    /// As it is kept, JSON.
    ///
    /// # Errors
    /// It is no JSON, which would be a fault of ours.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EpisodeError> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Notes which places are marked on the body chart, instead of those before. What they say is asked all the same.
    pub fn mark(&mut self, knowledge: &Knowledge, places: &[RegionId]) {
        self.places = places.iter().map(|place| knowledge.region_key(*place)).collect();
    }

    /// The places that are marked on the body chart, as far as this knowledge has them.
    #[must_use]
    pub fn marked(&self, knowledge: &Knowledge) -> Vec<RegionId> {
        self.places.iter().filter_map(|key| knowledge.region_of_key(key)).collect()
    }

    /// True if it was begun with another edition of the knowledge.
    #[must_use]
    pub fn is_of_other_knowledge(&self, knowledge: &Knowledge) -> bool {
        self.knowledge != knowledge.hash
    }

    /// True if it holds a reply.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        !self.replies.is_empty()
    }

    /// The interview, with the replies that this knowledge can hold.
    #[must_use]
    pub fn interview<'k>(&self, knowledge: &'k Knowledge) -> Interview<'k> {
        let log = self.replies.iter().filter_map(|kept| kept.reply(knowledge)).collect();
        Interview::replay(knowledge, log, self.read.clone(), self.second_part)
    }

    /// Takes over what an interview has come to. A side that was said stays while the reply to its question is the same. Replies
    /// that it no longer has are noted as taken back.
    pub fn follow(&mut self, interview: &Interview<'_>) {
        let knowledge = interview.knowledge();
        let replies = interview.log().iter().map(|&(finding, reply)| {
            let record = knowledge.finding(finding);
            let side = self.side(&record.id).filter(|side| fits(record, reply, *side));
            KeptReply::new(record, reply, side)
        });
        let replies: Vec<KeptReply> = replies.collect();
        let before = std::mem::replace(&mut self.replies, replies);
        self.taken_back.extend(before);
        self.forget_replaced();
        self.read = interview.read().to_vec();
        self.second_part = interview.in_second_part();
        self.knowledge.clone_from(&knowledge.hash);
    }

    /// Notes a reply, and the side where the person said one. A side only counts for what is there, or for a number.
    pub fn reply(
        &mut self,
        knowledge: &Knowledge,
        finding: FindingId,
        reply: Reply,
        side: Option<Side>,
    ) {
        let record = knowledge.finding(finding);
        let reply = match (reply, side) {
            (Reply::State(state, _), _) if !record.sided || state < record.present_from => {
                Reply::State(state, Sides::Unstated)
            }
            (Reply::State(state, _), Some(Side::Left | Side::Right)) => {
                Reply::State(state, Sides::One)
            }
            (Reply::State(state, _), Some(Side::Both)) => Reply::State(state, Sides::Both),
            (reply, _) => reply,
        };
        let side = side.filter(|side| fits(record, reply, *side));
        self.replies.retain(|kept| kept.finding != record.id);
        self.replies.push(KeptReply::new(record, reply, side));
        self.forget_replaced();
        self.knowledge.clone_from(&knowledge.hash);
    }

    /// What was taken back counts no more once the question has a reply; of several the newest is kept.
    fn forget_replaced(&mut self) {
        let mut known: BTreeSet<&str> = self.replies.iter().map(|r| r.finding.as_str()).collect();
        let mut kept: Vec<KeptReply> = Vec::new();
        for reply in self.taken_back.iter().rev() {
            if known.insert(&reply.finding) {
                kept.push(reply.clone());
            }
        }
        kept.reverse();
        self.taken_back = kept;
    }

    /// The same with what steps back took back: everything that was said and not said otherwise since.
    #[must_use]
    pub fn with_taken_back(&self) -> Self {
        let replies = self.replies.iter().chain(&self.taken_back).cloned().collect();
        Self { replies, taken_back: Vec::new(), ..self.clone() }
    }

    /// The reply to a question that a step back took back, and its side.
    #[must_use]
    pub fn taken_back(
        &self,
        knowledge: &Knowledge,
        finding: FindingId,
    ) -> Option<(Reply, Option<Side>)> {
        let id = &knowledge.finding(finding).id;
        let kept = self.taken_back.iter().find(|kept| kept.finding == *id)?;
        kept.reply(knowledge).map(|(_, reply)| (reply, kept.side()))
    }

    /// The side that was said of a finding.
    #[must_use]
    pub fn side(&self, finding: &str) -> Option<Side> {
        self.replies.iter().find(|kept| kept.finding == finding).and_then(KeptReply::side)
    }

    /// As a case file (`taut.case/1`) that can be judged and kept; what was marked on the body chart stands beside the answers.
    #[must_use]
    pub fn case(&self, knowledge: &Knowledge) -> Value {
        let mut case = json!({ "schema": "taut.case/1", "id": "interview", "answers": [] });
        let mut answers = Vec::new();
        for kept in &self.replies {
            let Some((finding, reply)) = kept.reply(knowledge) else { continue };
            let record = knowledge.finding(finding);
            match (record.id.as_str(), reply) {
                ("age", Reply::Number(years)) => case["age"] = json!(years),
                ("sex", Reply::State(state, _)) => case["sex"] = json!(state_name(record, state)),
                // Not known: a case file leaves them out.
                ("age" | "sex", _) => {}
                (_, reply) => answers.push(answer_json(knowledge, finding, reply, kept.side())),
            }
        }
        case["answers"] = Value::Array(answers);
        let marked = self.marked(knowledge);
        if !marked.is_empty() {
            let keys: Vec<String> = marked.iter().map(|at| knowledge.region_key(*at)).collect();
            let text = keys.join(BETWEEN);
            case["unmapped"] = json!([{ "text": text, "from": FROM_CHART }]);
        }
        case
    }
}

/// What no finding holds, in words: of the body chart the places, and the roots whose skin areas they lie in, from which nothing
/// follows; everything else as it was written.
#[must_use]
pub fn note_words(knowledge: &Knowledge, text: &str, from: &str, language: &str) -> String {
    let marked: Option<Vec<RegionId>> =
        text.split(BETWEEN).map(|key| knowledge.region_of_key(key)).collect();
    match marked {
        Some(marked) if from == FROM_CHART => marks(knowledge, &marked, language),
        _ => text.to_owned(),
    }
}

fn marks(knowledge: &Knowledge, marked: &[RegionId], language: &str) -> String {
    let label = |key: &str| knowledge.label("figures", key, language).unwrap_or_default();
    let places: Vec<String> =
        marked.iter().map(|place| region_name(knowledge, *place, language)).collect();
    let root = |root: ShadedRoot| {
        let of = if root.side == Side::Left { "left_of" } else { "right_of" };
        label(of).replace("{name}", &root.root)
    };
    let roots: Vec<String> = knowledge.roots_of_shading(marked).into_iter().map(root).collect();
    let places = label("chart_shaded").replace("{places}", &places.join("; "));
    let title = label("chart_title");
    if roots.is_empty() {
        format!("{title}: {places}")
    } else {
        format!("{title}: {places} ({})", roots.join("; "))
    }
}

impl KeptReply {
    fn new(record: &Finding, reply: Reply, side: Option<Side>) -> Self {
        let (state, sides, number) = match reply {
            Reply::State(state, sides) => (Some(state), sides_name(sides), None),
            Reply::Number(number) => (None, None, Some(number)),
            Reply::NotSure => (None, None, None),
        };
        let side = side.map(|side| side.id().to_owned());
        Self { finding: record.id.clone(), state, sides, side, number }
    }

    fn side(&self) -> Option<Side> {
        let name = self.side.as_deref()?;
        [Side::Left, Side::Right, Side::Both].into_iter().find(|side| side.id() == name)
    }

    /// The reply; nothing if this knowledge cannot hold it, so that it is asked again.
    fn reply(&self, knowledge: &Knowledge) -> Option<(FindingId, Reply)> {
        let id = knowledge.finding_id(&self.finding)?;
        let record = knowledge.finding(id);
        let reply = match (self.state, self.number) {
            (Some(state), _) if usize::from(state) < record.states.len() => {
                Reply::State(state, sides_from(self.sides.as_deref()))
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
    }
}

/// True if a side can stand beside a reply: of something that is there, one side or both, or of a number.
fn fits(record: &Finding, reply: Reply, side: Side) -> bool {
    record.sided
        && match reply {
            Reply::State(state, sides) => {
                state >= record.present_from
                    && match sides {
                        Sides::One => matches!(side, Side::Left | Side::Right),
                        Sides::Both => side == Side::Both,
                        Sides::Unstated => false,
                    }
            }
            Reply::Number(_) => side != Side::Unstated,
            Reply::NotSure => false,
        }
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

fn state_name(record: &Finding, state: u8) -> &str {
    record.states.get(usize::from(state)).map_or("", String::as_str)
}

/// One reply as an answer of a case file, with the side where one was said.
#[must_use]
pub fn answer_json(
    knowledge: &Knowledge,
    finding: FindingId,
    reply: Reply,
    side: Option<Side>,
) -> Value {
    let record = knowledge.finding(finding);
    let mut answer = json!({ "finding": record.id, "by": "person" });
    match reply {
        Reply::State(state, _) => answer["state"] = json!(state_name(record, state)),
        Reply::Number(number) => {
            answer["value"] = json!(number);
            if let Kind::Measure { unit, .. } = &record.kind {
                answer["unit"] = json!(unit);
            }
        }
        Reply::NotSure => answer["state"] = json!("unknown"),
    }
    if record.sided {
        let both = matches!(reply, Reply::State(_, Sides::Both));
        let side = side.filter(|side| fits(record, reply, *side));
        let side = side.unwrap_or(if both { Side::Both } else { Side::Unstated });
        answer["side"] = json!(side.id());
    }
    answer
}
