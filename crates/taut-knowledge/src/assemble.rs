//! From raw records to the resolved knowledge: every id becomes an index, every expression is read, every number is checked.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::did_you_mean;
use crate::expr::Expr;
use crate::expr_parse::{self, RESERVED};
use crate::hash;
use crate::knowledge::{
    AGE_BANDS, Bin, Concern, Condition, ConditionId, ConditionKind, ConditionText, Evidence,
    Figure, Finding, FindingId, FindingText, FlagPrevalence, Harms, Hazard, Kind, Knowledge, Link,
    Node, Obligation, Prior, Review, Rule, RuleText, Rung, Screen, Source,
};
use crate::load::{FileSet, Loaded, Raw, Sink, is_id};
use crate::record::{self, ById, FindingKindId, ModifierBy, OriginId};

/// More states than this do not fit the masks of [`Expr`].
const MOST_STATES: usize = 32;

/// Resolves the records. Where there are errors, the result is incomplete and must not be used.
pub(crate) fn assemble(raw: &Raw, files: &FileSet<'_>, sink: &mut Sink) -> Knowledge {
    let mut maker =
        Maker { raw, sink, sources: ids_below(raw.sources.iter().map(|s| &s.id), raw, "sources/") };
    let manifest = maker.manifest();
    let sources = maker.sources();
    let findings = maker.findings();
    let conditions = maker.conditions();
    let (evidence, links) = maker.evidence(&findings, &conditions);
    let rules = maker.rules(&findings);
    let obligations = maker.obligations(&findings);
    let screens = maker.screens(&findings);
    let harms = maker.harms();
    let (age_share, female_share) = maker.population();
    let prevalences = maker.prevalences(&findings);
    let phrases = maker.phrases();
    let safety_hash = hash::safety(files);
    Knowledge {
        edition: manifest,
        hash: hash::all(files),
        safety_locked: files
            .get(crate::load::LOCK_PATH)
            .is_some_and(|lock| lock.trim_ascii() == safety_hash.as_bytes()),
        safety_hash,
        lowest_review: lowest_review(raw),
        findings,
        conditions,
        evidence,
        links,
        rules,
        harms,
        screens,
        obligations,
        sources,
        hazards: hazards(raw),
        prevalences,
        phrases,
        age_share,
        female_share,
    }
}

/// The ids of the records of a folder, also of those that could not be read, so that one broken file is one problem.
fn ids_below<'a>(
    ids: impl Iterator<Item = &'a String>,
    raw: &Raw,
    folder: &str,
) -> BTreeSet<String> {
    let broken = raw
        .broken
        .iter()
        .filter_map(|path| path.strip_prefix(folder)?.strip_suffix(".toml"))
        .map(str::to_owned);
    ids.cloned().chain(broken).collect()
}

fn lowest_review(raw: &Raw) -> Review {
    let levels = (raw.sources.iter().map(|r| r.raw.review))
        .chain(raw.conditions.iter().map(|r| r.raw.review))
        .chain(raw.findings.iter().map(|r| r.raw.review))
        .chain(raw.evidence.iter().map(|r| r.raw.review))
        .chain(raw.rules.iter().map(|r| r.raw.review))
        .chain(raw.obligations.iter().map(|r| r.raw.review))
        .chain(raw.hazards.iter().map(|r| r.raw.review))
        .chain(raw.screens.iter().filter_map(|r| r.raw.review))
        .chain(raw.harms.iter().map(|r| r.raw.review))
        .chain(raw.population.iter().map(|r| r.raw.review))
        .chain(raw.prevalences.iter().map(|r| r.raw.review))
        .chain(raw.phrases.iter().map(|r| r.raw.review));
    levels.map(Review::from).min().unwrap_or(Review::R0)
}

fn hazards(raw: &Raw) -> Vec<Hazard> {
    raw.hazards
        .iter()
        .map(|Loaded { id, raw, .. }| Hazard {
            id: id.clone(),
            hazard: raw.hazard.clone(),
            cause: raw.cause.clone(),
            effect: raw.effect.clone(),
            severity: raw.severity,
            likelihood: raw.likelihood,
            controls: raw.controls.clone(),
            tests: raw.tests.clone(),
            residual: raw.residual.clone(),
            owner: raw.owner.clone(),
        })
        .collect()
}

fn find<T>(items: &[T], id: &str, id_of: impl Fn(&T) -> &str) -> Option<usize> {
    items.binary_search_by(|item| id_of(item).cmp(id)).ok()
}

fn index(i: usize) -> u16 {
    // More than 65,535 records of a kind do not occur; the first check on them would fail on the size of the folder.
    u16::try_from(i).unwrap_or(u16::MAX)
}

struct Maker<'a> {
    raw: &'a Raw,
    sink: &'a mut Sink,
    sources: BTreeSet<String>,
}

impl Maker<'_> {
    fn is_broken(&self, folder: &str, id: &str) -> bool {
        !self.raw.broken.is_empty() && self.raw.broken.contains(&format!("{folder}/{id}.toml"))
    }

    fn missing_record(&mut self, path: &str, message: &str) {
        if !self.raw.broken.contains(path) {
            self.sink.error(path, "", "missing-record", message.to_owned());
        }
    }

    fn source(&mut self, file: &str, path: &str, key: &str) {
        if !self.sources.contains(key) {
            let hint = did_you_mean(key, self.sources.iter().map(String::as_str))
                .or_else(|| Some(format!("write sources/{key}.toml")));
            self.sink
                .error(file, path, "unknown-source", format!("unknown source `{key}`"))
                .hint(hint);
        }
    }

    fn share(&mut self, file: &str, path: &str, value: f64) {
        if !(value > 0.0 && value < 1.0) {
            self.sink
                .error(file, path, "bad-probability", format!("{value} is not between 0 and 1"))
                .hint(
                    "a probability of exactly 0 or 1 can never be corrected by an answer"
                        .to_owned(),
                );
        }
    }

    fn filled(&mut self, file: &str, path: &str, text: &str) {
        if text.trim().is_empty() {
            self.sink.error(file, path, "empty-text", "the text is empty".to_owned());
        }
    }

    fn english<T>(&mut self, file: &str, text: &BTreeMap<String, T>) {
        if !text.contains_key("en") {
            self.sink
                .error(file, "text.en", "missing-text", "there is no English text".to_owned())
                .hint("add a table [text.en]".to_owned());
        }
    }

    fn expr(&mut self, file: &str, path: &str, text: &str, findings: &[Finding]) -> Option<Expr> {
        match expr_parse::parse(text, findings) {
            Ok(expr) => Some(expr),
            Err(error) => {
                if error.code != "unknown-finding" || !self.is_broken("findings", &error.token) {
                    self.sink
                        .error(file, path, error.code, error.message)
                        .hint(error.hint)
                        .inside(error.offset);
                }
                None
            }
        }
    }

    fn manifest(&mut self) -> String {
        let Some(Loaded { file, raw, .. }) = &self.raw.manifest else {
            self.missing_record(
                "knowledge.toml",
                "the file with edition, licence and notice is missing",
            );
            return String::new();
        };
        for (path, text) in
            [("edition", &raw.edition), ("licence", &raw.licence), ("notice", &raw.notice)]
        {
            self.filled(file, path, text);
        }
        raw.edition.clone()
    }

    fn sources(&mut self) -> BTreeMap<String, Source> {
        let mut sources = BTreeMap::new();
        for Loaded { file, id, raw } in &self.raw.sources {
            self.filled(file, "title", &raw.title);
            self.filled(file, "authors", &raw.authors);
            let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
            sources.insert(
                id.clone(),
                Source {
                    id: id.clone(),
                    kind: raw.kind.id().to_owned(),
                    authors: raw.authors.clone(),
                    year: raw.year,
                    title: raw.title.clone(),
                    doi: or_empty(&raw.doi),
                    pmid: or_empty(&raw.pmid),
                    pmcid: or_empty(&raw.pmcid),
                    url: or_empty(&raw.url),
                    read_as: raw.read_as.id().to_owned(),
                    note: or_empty(&raw.note),
                },
            );
        }
        sources
    }

    fn findings(&mut self) -> Vec<Finding> {
        let raws = &self.raw.findings;
        let mut findings: Vec<Finding> = raws.iter().map(|loaded| self.finding(loaded)).collect();
        // Expressions may name any finding, so they are read when all are there.
        for (i, Loaded { file, raw, .. }) in raws.iter().enumerate() {
            let absent_if = raw
                .absent_if
                .as_ref()
                .and_then(|text| self.expr(file, "absent_if", text, &findings));
            let asked_if =
                raw.asked_if.as_ref().and_then(|text| self.expr(file, "asked_if", text, &findings));
            findings[i].absent_if = absent_if;
            findings[i].asked_if = asked_if;
        }
        for id in [expr_parse::AGE, "sex"] {
            if find(&findings, id, |finding| &finding.id).is_none()
                && !self.is_broken("findings", id)
            {
                self.missing_record(
                    &format!("findings/{id}.toml"),
                    "every case reads this finding",
                );
            }
        }
        findings
    }

    fn finding(&mut self, loaded: &Loaded<record::Finding>) -> Finding {
        let Loaded { file, id, raw } = loaded;
        if RESERVED.contains(&id.as_str()) {
            self.sink.error(
                file,
                "id",
                "bad-id",
                format!("`{id}` is a word of the expression language"),
            );
        }
        self.source(file, "source", &raw.source);
        let (kind, states) = match raw.kind {
            FindingKindId::Sign => (Kind::Sign, vec!["absent".to_owned(), "present".to_owned()]),
            FindingKindId::Choice => self.choice(loaded),
            FindingKindId::Measure => self.measure(loaded),
        };
        self.misplaced_keys(loaded);
        if states.len() > MOST_STATES {
            self.sink.error(
                file,
                "states",
                "too-many-states",
                format!("more than {MOST_STATES} states"),
            );
        }
        let present_from = self.present_from(loaded, &kind, &states);
        if !(1..=5).contains(&raw.effort) {
            self.sink.error(
                file,
                "effort",
                "out-of-range",
                format!("{} is not within 1 to 5", raw.effort),
            );
        }
        if raw.hazard > 3 {
            self.sink.error(
                file,
                "hazard",
                "out-of-range",
                format!("{} is not within 0 to 3", raw.hazard),
            );
        }
        let person = raw.answered_by.contains(&ById::Person);
        if raw.answered_by.is_empty() {
            self.sink.error(file, "answered_by", "empty-list", "nobody may answer this".to_owned());
        }
        if person && raw.origin == OriginId::Examination {
            self.sink.error(
                file,
                "answered_by",
                "person-cannot-examine",
                "an examination is answered by a therapist only".to_owned(),
            );
        }
        let mut marks: Vec<_> = raw.marks.iter().map(|mark| (*mark).into()).collect();
        marks.sort();
        marks.dedup();
        if !marks.is_empty() && kind == (Kind::Choice { ordered: false }) {
            self.sink.error(
                file,
                "marks",
                "not-ordered",
                "a marked finding must have an order".to_owned(),
            );
        }
        self.english(file, &raw.text);
        let text = raw
            .text
            .iter()
            .map(|(language, text)| {
                (language.clone(), self.finding_text(loaded, language, text, &states))
            })
            .collect();
        Finding {
            id: id.clone(),
            review: raw.review.into(),
            kind,
            states,
            present_from,
            marks,
            gating: raw.gating,
            sided: raw.side,
            origin: raw.origin.into(),
            person_may_answer: person,
            effort: raw.effort,
            hazard: raw.hazard,
            absent_if: None,
            asked_if: None,
            source: raw.source.clone(),
            text,
        }
    }

    /// Keys of another kind of finding are a sign that the kind is wrong.
    fn misplaced_keys(&mut self, loaded: &Loaded<record::Finding>) {
        let Loaded { file, raw, .. } = loaded;
        let choice = raw.kind == FindingKindId::Choice;
        let measure = raw.kind == FindingKindId::Measure;
        let keys = [
            ("states", !raw.states.is_empty(), choice),
            ("ordered", raw.ordered.is_some(), choice),
            ("present_from", raw.present_from.is_some(), choice || measure),
            ("unit", raw.unit.is_some(), measure),
            ("min", raw.min.is_some(), measure),
            ("max", raw.max.is_some(), measure),
            ("bin", !raw.bin.is_empty(), measure),
        ];
        for (key, there, allowed) in keys {
            if there && !allowed {
                self.sink.error(
                    file,
                    key,
                    "misplaced-key",
                    format!("`{key}` does not belong to a finding of this kind"),
                );
            }
        }
    }

    fn state_names<'n>(&mut self, file: &str, path: &str, names: impl Iterator<Item = &'n String>) {
        let mut seen = BTreeSet::new();
        for name in names {
            // A name of digits only could not be told from a number in an expression.
            if !is_id(name) || name.bytes().all(|b| b.is_ascii_digit()) {
                self.sink.error(
                    file,
                    path,
                    "bad-state",
                    format!("`{name}` is no name of small letters, digits and `_`"),
                );
            }
            if !seen.insert(name) {
                self.sink.error(
                    file,
                    path,
                    "duplicate-state",
                    format!("the state `{name}` is there twice"),
                );
            }
        }
    }

    fn choice(&mut self, loaded: &Loaded<record::Finding>) -> (Kind, Vec<String>) {
        let Loaded { file, raw, .. } = loaded;
        if raw.states.len() < 2 {
            self.sink.error(
                file,
                "states",
                "too-few-states",
                "a choice has at least two states".to_owned(),
            );
        }
        self.state_names(file, "states", raw.states.iter());
        if raw.ordered.is_none() {
            self.sink
                .error(file, "ordered", "missing-key", "missing key `ordered`".to_owned())
                .hint("true if the states go from least to most worrying".to_owned());
        }
        (Kind::Choice { ordered: raw.ordered.unwrap_or(true) }, raw.states.clone())
    }

    fn measure(&mut self, loaded: &Loaded<record::Finding>) -> (Kind, Vec<String>) {
        let Loaded { file, raw, .. } = loaded;
        let unit = raw.unit.clone().unwrap_or_default();
        const UNITS: [&str; 3] = ["years", "degrees", "millilitres"];
        if !UNITS.contains(&unit.as_str()) {
            let hint = did_you_mean(&unit, UNITS.into_iter());
            self.sink
                .error(
                    file,
                    "unit",
                    "unknown-value",
                    format!("`{unit}` is not one of {}", UNITS.join(", ")),
                )
                .hint(hint);
        }
        let min = raw.min.unwrap_or(f64::NAN);
        let max = raw.max.unwrap_or(f64::NAN);
        let good_range = min.is_finite() && max.is_finite() && min < max;
        if !good_range {
            let key = if min.is_finite() { "max" } else { "min" };
            self.sink.error(
                file,
                key,
                "bad-range",
                "a measure needs numbers `min` below `max`".to_owned(),
            );
        }
        if raw.bin.len() < 2 {
            self.sink.error(
                file,
                "bin",
                "too-few-states",
                "a measure has at least two bins".to_owned(),
            );
        }
        self.state_names(file, "bin", raw.bin.iter().map(|bin| &bin.name));
        let mut bins: Vec<Bin> = Vec::new();
        for (i, bin) in raw.bin.iter().enumerate() {
            let path = format!("bin[{i}]");
            let female = bin.from_female.or(bin.from);
            let male = bin.from_male.or(bin.from);
            if i == 0 {
                if female.is_some() || male.is_some() {
                    self.sink.error(
                        file,
                        &path,
                        "bad-bins",
                        "the first bin has no lower edge".to_owned(),
                    );
                }
                bins.push(Bin {
                    name: bin.name.clone(),
                    from_female: f64::NEG_INFINITY,
                    from_male: f64::NEG_INFINITY,
                    source: String::new(),
                });
                continue;
            }
            let (Some(female), Some(male)) = (female, male) else {
                self.sink
                    .error(
                        file,
                        &path,
                        "bad-bins",
                        format!("the bin `{}` has no lower edge", bin.name),
                    )
                    .hint("give `from`, or `from_female` and `from_male`".to_owned());
                continue;
            };
            let before = bins
                .last()
                .map_or((f64::NEG_INFINITY, f64::NEG_INFINITY), |b| (b.from_female, b.from_male));
            let rising = female > before.0 && male > before.1;
            let inside = [female, male].iter().all(|edge| *edge >= min && *edge <= max);
            if !rising || (good_range && !inside) {
                self.sink.error(
                    file,
                    &path,
                    "bad-bins",
                    format!("the edge of `{}` does not rise within {min} to {max}", bin.name),
                );
            }
            match &bin.source {
                Some(source) => self.source(file, &format!("{path}.source"), source),
                None => {
                    self.sink.error(
                        file,
                        &path,
                        "missing-key",
                        format!("the edge of `{}` has no source", bin.name),
                    );
                }
            }
            bins.push(Bin {
                name: bin.name.clone(),
                from_female: female,
                from_male: male,
                source: bin.source.clone().unwrap_or_default(),
            });
        }
        let states: Vec<String> = bins.iter().map(|bin| bin.name.clone()).collect();
        if loaded.id == expr_parse::AGE && states != AGE_BANDS {
            self.sink.error(
                file,
                "bin",
                "bad-bins",
                format!("the bins of age are {}", AGE_BANDS.join(", ")),
            );
        }
        (Kind::Measure { unit, min, max, bins }, states)
    }

    fn present_from(
        &mut self,
        loaded: &Loaded<record::Finding>,
        kind: &Kind,
        states: &[String],
    ) -> u8 {
        let Loaded { file, raw, .. } = loaded;
        let never = u8::try_from(states.len()).unwrap_or(u8::MAX);
        match (&raw.present_from, kind) {
            (_, Kind::Sign) => 1,
            (Some(state), _) => match states.iter().position(|name| name == state) {
                Some(0) => {
                    self.sink.error(
                        file,
                        "present_from",
                        "bad-state",
                        "the lowest state is never present".to_owned(),
                    );
                    never
                }
                Some(position) => u8::try_from(position).unwrap_or(never),
                None => {
                    let hint = did_you_mean(state, states.iter().map(String::as_str))
                        .or_else(|| Some(format!("its states are {}", states.join(", "))));
                    self.sink
                        .error(
                            file,
                            "present_from",
                            "unknown-state",
                            format!("there is no state `{state}`"),
                        )
                        .hint(hint);
                    never
                }
            },
            (None, Kind::Choice { ordered: true }) => {
                self.sink
                    .error(
                        file,
                        "present_from",
                        "missing-key",
                        "missing key `present_from`".to_owned(),
                    )
                    .hint("the state from which it counts as present".to_owned());
                never
            }
            (None, _) if !raw.marks.is_empty() => {
                self.sink.error(
                    file,
                    "present_from",
                    "missing-key",
                    "a marked finding needs `present_from`".to_owned(),
                );
                never
            }
            (None, _) => never,
        }
    }

    fn finding_text(
        &mut self,
        loaded: &Loaded<record::Finding>,
        language: &str,
        text: &record::FindingText,
        states: &[String],
    ) -> FindingText {
        let Loaded { file, raw, .. } = loaded;
        let base = format!("text.{language}");
        for (key, words) in [("name", &text.name), ("question", &text.question), ("why", &text.why)]
        {
            self.filled(file, &format!("{base}.{key}"), words);
        }
        if raw.origin != OriginId::History {
            self.filled(file, &format!("{base}.how"), &text.how);
        }
        for key in text.states.keys() {
            if !states.contains(key) {
                let hint = did_you_mean(key, states.iter().map(String::as_str));
                self.sink
                    .error(
                        file,
                        &format!("{base}.states.{key}"),
                        "unknown-state",
                        format!("there is no state `{key}`"),
                    )
                    .hint(hint);
            }
        }
        let mut labels = Vec::new();
        for state in states {
            match text.states.get(state) {
                Some(label) => {
                    self.filled(file, &format!("{base}.states.{state}"), label);
                    labels.push(label.clone());
                }
                None => {
                    if raw.kind == FindingKindId::Choice {
                        self.sink.error(
                            file,
                            &format!("{base}.states"),
                            "missing-text",
                            format!("the state `{state}` has no label"),
                        );
                    }
                    labels.push(state.clone());
                }
            }
        }
        FindingText {
            name: text.name.clone(),
            question: text.question.clone(),
            why: text.why.clone(),
            definition: text.definition.clone(),
            how: text.how.clone(),
            states: labels,
        }
    }

    fn conditions(&mut self) -> Vec<Condition> {
        let raws = &self.raw.conditions;
        raws.iter().map(|loaded| self.condition(loaded)).collect()
    }

    fn condition(&mut self, Loaded { file, id, raw }: &Loaded<record::Condition>) -> Condition {
        if id == "leak" {
            self.sink.error(file, "id", "bad-id", "`leak` stands for no cause at all".to_owned());
        }
        self.english(file, &raw.text);
        for (language, text) in &raw.text {
            for (key, words) in
                [("name", &text.name), ("plain", &text.plain), ("clinician", &text.clinician)]
            {
                self.filled(file, &format!("text.{language}.{key}"), words);
            }
        }
        let kind = ConditionKind::from(raw.kind);
        match (kind, &raw.prior) {
            (ConditionKind::Cause, None) => {
                self.sink.error(
                    file,
                    "prior",
                    "missing-prior",
                    "a cause needs a base rate".to_owned(),
                );
            }
            (ConditionKind::Mechanism, Some(_)) => {
                self.sink
                    .error(
                        file,
                        "prior",
                        "mechanism-prior",
                        "a mechanism has no base rate of its own".to_owned(),
                    )
                    .hint("its probability comes from its causes and its leak".to_owned());
            }
            _ => {}
        }
        if let Some(prior) = &raw.prior {
            self.share(file, "prior.home", prior.home);
            self.share(file, "prior.pt_clinic", prior.pt_clinic);
            self.source(file, "prior.source", &prior.source);
        }
        if kind == ConditionKind::Mechanism && !raw.modifier.is_empty() {
            self.sink.error(
                file,
                "modifier",
                "mechanism-prior",
                "a mechanism has no base rate to modify".to_owned(),
            );
        }
        let mut age_odds = [1.0; 5];
        let mut sex_odds = [1.0; 2];
        let mut seen = Vec::new();
        for (i, modifier) in raw.modifier.iter().enumerate() {
            let path = format!("modifier[{i}]");
            if seen.contains(&modifier.by) {
                self.sink.error(
                    file,
                    &path,
                    "duplicate-modifier",
                    "two modifiers by the same thing".to_owned(),
                );
            }
            seen.push(modifier.by);
            self.source(file, &format!("{path}.source"), &modifier.source);
            let (bands, odds): (&[&str], &mut [f64]) = match modifier.by {
                ModifierBy::Age => (&AGE_BANDS, &mut age_odds),
                ModifierBy::Sex => (&["female", "male"], &mut sex_odds),
            };
            for (band, value) in &modifier.odds {
                let here = format!("{path}.odds.{band}");
                if !(*value > 0.0 && value.is_finite()) {
                    self.sink.error(
                        file,
                        &here,
                        "out-of-range",
                        format!("odds of {value} are not above 0"),
                    );
                }
                match bands.iter().position(|name| name == band) {
                    Some(position) => odds[position] = *value,
                    None => {
                        let hint = did_you_mean(band, bands.iter().copied())
                            .or_else(|| Some(format!("the bands are {}", bands.join(", "))));
                        self.sink
                            .error(file, &here, "unknown-band", format!("unknown band `{band}`"))
                            .hint(hint);
                    }
                }
            }
        }
        if !(raw.stake > 0.0 && raw.stake <= 1.0) {
            let message = format!("a stake of {} is not above 0 and at most 1", raw.stake);
            self.sink.error(file, "stake", "out-of-range", message);
        }
        if raw.class.rung().is_some_and(|class| class > Rung::HoldAndSeePt)
            && Concern::from(raw.concern) != Concern::None
        {
            self.sink.error(
                file,
                "concern",
                "watched-but-open",
                "the concern layer watches only conditions that ask for care".to_owned(),
            );
        }
        Condition {
            id: id.clone(),
            review: raw.review.into(),
            class: raw.class.rung(),
            stake: raw.stake,
            concern: raw.concern.into(),
            kind,
            show_to_person: raw.show_to_person,
            prior: raw.prior.as_ref().map(|prior| Prior {
                home: prior.home,
                pt_clinic: prior.pt_clinic,
                obtained: prior.obtained.into(),
                source: prior.source.clone(),
                note: prior.note.clone(),
            }),
            age_odds,
            female_odds: sex_odds[0],
            male_odds: sex_odds[1],
            text: raw
                .text
                .iter()
                .map(|(language, text)| {
                    let text = ConditionText {
                        name: text.name.clone(),
                        plain: text.plain.clone(),
                        clinician: text.clinician.clone(),
                    };
                    (language.clone(), text)
                })
                .collect(),
        }
    }

    fn evidence(
        &mut self,
        findings: &[Finding],
        conditions: &[Condition],
    ) -> (Vec<Evidence>, Vec<Link>) {
        let mut evidence = Vec::new();
        let mut links = Vec::new();
        for finding in findings {
            if find(conditions, &finding.id, |c| &c.id).is_some() {
                self.sink.error(
                    &format!("conditions/{}.toml", finding.id),
                    "id",
                    "ambiguous-id",
                    format!("`{}` is a finding and a condition", finding.id),
                );
            }
        }
        for loaded in &self.raw.evidence {
            let ends = self.ends(loaded, findings, conditions);
            let figures = self.figures(loaded);
            let given = loaded.raw.given.clone().unwrap_or_default();
            if loaded.raw.drives.is_some() && given.drives.is_some() {
                self.sink.error(
                    &loaded.file,
                    "given.drives",
                    "duplicate-key",
                    "`drives` is given twice".to_owned(),
                );
            }
            let drives = loaded.raw.drives.or(given.drives).unwrap_or(false);
            let why_drives =
                loaded.raw.why_drives.clone().or(given.why_drives.clone()).unwrap_or_default();
            if drives {
                self.filled(&loaded.file, "why_drives", &why_drives);
                if let Some((cause, child)) = ends {
                    let states = match child {
                        Node::Finding(id) => findings[id.index()].states.clone(),
                        Node::Condition(_) => vec!["absent".to_owned(), "present".to_owned()],
                    };
                    if let Some(given) = self.given(&loaded.file, &given.states, &states) {
                        links.push(Link { cause, child, given, evidence: evidence.len() });
                    }
                }
            } else if !given.states.is_empty() {
                self.sink
                    .error(
                        &loaded.file,
                        "given",
                        "given-without-drives",
                        "only a record that drives has probabilities for the network".to_owned(),
                    )
                    .hint("add drives = true, or leave [given] out".to_owned());
            }
            let raw = &loaded.raw;
            let population = raw.population.as_ref();
            evidence.push(Evidence {
                id: loaded.id.clone(),
                review: raw.review.into(),
                claim: raw.claim.clone(),
                misuse: raw.misuse.clone(),
                source: raw.source.clone(),
                locator: raw.locator.clone(),
                obtained: raw.obtained.into(),
                read_as: raw.read_as.id().to_owned(),
                csv: raw.csv.clone(),
                setting: population.map(|p| p.setting.clone()).unwrap_or_default(),
                n: population.and_then(|p| p.n),
                reference_standard: population
                    .map(|p| p.reference_standard.clone())
                    .unwrap_or_default(),
                figures,
                drives,
                why_drives,
            });
        }
        links.sort_by_key(|link| (link.child, link.cause));
        (evidence, links)
    }

    /// Cause and child of an evidence record.
    fn ends(
        &mut self,
        Loaded { file, id, raw }: &Loaded<record::Evidence>,
        findings: &[Finding],
        conditions: &[Condition],
    ) -> Option<(Option<ConditionId>, Node)> {
        self.filled(file, "claim", &raw.claim);
        self.source(file, "source", &raw.source);
        if raw.obtained != record::Obtained::Assumed {
            self.filled(file, "locator", &raw.locator);
            if raw.population.as_ref().is_none_or(|population| population.setting.trim().is_empty())
            {
                self.sink.error(
                    file,
                    "population.setting",
                    "missing-population",
                    "a figure from a source needs the setting of its people".to_owned(),
                );
            }
        }
        let mut parts = id.split('/');
        let (Some(cause_id), Some(child_id), Some(key)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        if key != "assumed" && !key.starts_with(raw.source.as_str()) {
            self.sink.error(
                file,
                "source",
                "key-not-source",
                format!("the file is named `{key}`, the source is `{}`", raw.source),
            );
        }
        if key == "assumed" && raw.obtained != record::Obtained::Assumed {
            self.sink.error(
                file,
                "obtained",
                "key-not-source",
                "the file is named `assumed`, the figure is not".to_owned(),
            );
        }
        let cause = if cause_id == "leak" {
            Some(None)
        } else {
            let found = find(conditions, cause_id, |c| &c.id).map(|i| Some(ConditionId(index(i))));
            if found.is_none() && !self.is_broken("conditions", cause_id) {
                let hint = did_you_mean(cause_id, conditions.iter().map(|c| c.id.as_str()));
                self.sink
                    .error(
                        file,
                        "id",
                        "unknown-condition",
                        format!("unknown condition `{cause_id}`"),
                    )
                    .hint(hint);
            }
            found
        };
        let child = if let Some(i) = find(findings, child_id, |f| &f.id) {
            Some(Node::Finding(FindingId(index(i))))
        } else if let Some(i) = find(conditions, child_id, |c| &c.id) {
            if conditions[i].kind == ConditionKind::Cause {
                self.sink.error(
                    file,
                    "id",
                    "cause-with-parents",
                    format!("`{child_id}` is a cause, so nothing in the network causes it"),
                );
                None
            } else {
                Some(Node::Condition(ConditionId(index(i))))
            }
        } else {
            if !self.is_broken("findings", child_id) && !self.is_broken("conditions", child_id) {
                let names = findings
                    .iter()
                    .map(|f| f.id.as_str())
                    .chain(conditions.iter().map(|c| c.id.as_str()));
                let hint = did_you_mean(child_id, names);
                self.sink
                    .error(
                        file,
                        "id",
                        "unknown-finding",
                        format!("unknown finding or mechanism `{child_id}`"),
                    )
                    .hint(hint);
            }
            None
        };
        Some((cause?, child?))
    }

    fn figures(
        &mut self,
        Loaded { file, raw, .. }: &Loaded<record::Evidence>,
    ) -> BTreeMap<String, Figure> {
        let all = [
            ("sensitivity", &raw.sensitivity, true),
            ("specificity", &raw.specificity, true),
            ("lr_positive", &raw.lr_positive, false),
            ("lr_negative", &raw.lr_negative, false),
            ("odds_ratio", &raw.odds_ratio, false),
            ("post_test", &raw.post_test, true),
            ("prevalence", &raw.prevalence, true),
        ];
        let mut figures = BTreeMap::new();
        for (name, figure, share) in all {
            let Some(figure) = figure else { continue };
            let most = if share { 1.0 } else { f64::MAX };
            for (key, number) in
                [("value", Some(figure.value)), ("low", figure.low), ("high", figure.high)]
            {
                if let Some(number) = number
                    && !(number >= 0.0 && number <= most)
                {
                    let range = if share { "0 to 1" } else { "0 and above" };
                    self.sink.error(
                        file,
                        &format!("{name}.{key}"),
                        "out-of-range",
                        format!("{number} is not within {range}"),
                    );
                }
            }
            if figure.low.is_some_and(|low| low > figure.value)
                || figure.high.is_some_and(|high| high < figure.value)
            {
                self.sink.error(
                    file,
                    name,
                    "interval-not-ordered",
                    format!("the interval of {name} does not hold its value {}", figure.value),
                );
            }
            let figure = Figure { value: figure.value, low: figure.low, high: figure.high };
            figures.insert(name.to_owned(), figure);
        }
        figures
    }

    /// The probabilities of all states, from those of the states above the lowest.
    fn given(
        &mut self,
        file: &str,
        given: &BTreeMap<String, f64>,
        states: &[String],
    ) -> Option<Vec<f64>> {
        let mut out = vec![0.0; states.len()];
        let mut good = true;
        for (state, value) in given {
            let path = format!("given.{state}");
            match states.iter().position(|name| name == state) {
                Some(0) => {
                    good = false;
                    self.sink.error(
                        file,
                        &path,
                        "lowest-state-given",
                        format!("`{state}` is the lowest state: it gets what the others leave"),
                    );
                }
                Some(position) => out[position] = *value,
                None => {
                    good = false;
                    let hint = did_you_mean(state, states.iter().skip(1).map(String::as_str))
                        .or_else(|| Some(format!("its states are {}", states.join(", "))));
                    self.sink
                        .error(file, &path, "unknown-state", format!("there is no state `{state}`"))
                        .hint(hint);
                }
            }
            if !(*value > 0.0 && *value < 1.0) {
                good = false;
                self.share(file, &path, *value);
            }
        }
        for state in states.iter().skip(1).filter(|state| !given.contains_key(*state)) {
            good = false;
            self.sink.error(
                file,
                "given",
                "missing-state",
                format!("no probability for the state `{state}`"),
            );
        }
        let sum: f64 = out.iter().sum();
        // What the others leave must not be 0 either, also not by rounding.
        if good && sum > 1.0 - 1e-9 {
            good = false;
            self.sink.error(
                file,
                "given",
                "bad-sum",
                format!("the probabilities sum to {sum}, so nothing is left for `{}`", states[0]),
            );
        }
        out[0] = 1.0 - sum;
        good.then_some(out)
    }

    fn rules(&mut self, findings: &[Finding]) -> Vec<Rule> {
        let mut rules = Vec::new();
        for Loaded { file, id, raw } in &self.raw.rules {
            self.source(file, "source", &raw.source);
            self.english(file, &raw.text);
            for (language, text) in &raw.text {
                self.filled(file, &format!("text.{language}.reason"), &text.reason);
                self.filled(file, &format!("text.{language}.clinician"), &text.clinician);
            }
            if raw.rung.is_some() == raw.provisional {
                self.sink
                    .error(
                        file,
                        "rung",
                        "rung-or-provisional",
                        "a rule has either a rung or provisional = true".to_owned(),
                    )
                    .hint("a provisional rule sets no floor, so it has no rung".to_owned());
            }
            let when = self.expr(file, "when", &raw.when, findings);
            let unless = raw.unless.as_ref().map(|text| self.expr(file, "unless", text, findings));
            let (Some(when), None | Some(Some(_))) = (when, &unless) else {
                continue;
            };
            rules.push(Rule {
                id: id.clone(),
                review: raw.review.into(),
                rung: raw.rung.map(Rung::from),
                when,
                unless: unless.flatten(),
                source: raw.source.clone(),
                section: raw.section.clone(),
                text: raw
                    .text
                    .iter()
                    .map(|(language, text)| {
                        let text = RuleText {
                            reason: text.reason.clone(),
                            clinician: text.clinician.clone(),
                            next: text.next.clone(),
                        };
                        (language.clone(), text)
                    })
                    .collect(),
            });
        }
        // Most careful first; rules without a rung at the end.
        rules.sort_by(|a, b| {
            (a.rung.is_none(), a.rung, &a.id).cmp(&(b.rung.is_none(), b.rung, &b.id))
        });
        rules
    }

    fn obligations(&mut self, findings: &[Finding]) -> Vec<Obligation> {
        let mut obligations = Vec::new();
        for Loaded { file, id, raw } in &self.raw.obligations {
            if !is_design_rule(&raw.rule) {
                self.sink
                    .error(
                        file,
                        "rule",
                        "unknown-rule",
                        format!("`{}` is no rule of the design", raw.rule),
                    )
                    .hint("S1 to S13, L1 to L3".to_owned());
            }
            self.filled(file, "statement", &raw.statement);
            let when = self.expr(file, "when", &raw.when, findings);
            let unless = raw.unless.as_ref().map(|text| self.expr(file, "unless", text, findings));
            let (Some(when), None | Some(Some(_))) = (when, &unless) else {
                continue;
            };
            obligations.push(Obligation {
                id: id.clone(),
                rule: raw.rule.clone(),
                when,
                unless: unless.flatten(),
                at_least: raw.at_least.into(),
                statement: raw.statement.clone(),
            });
        }
        obligations
    }

    fn screens(&mut self, findings: &[Finding]) -> Vec<Screen> {
        let mut screens = Vec::new();
        for Loaded { file, id, raw } in &self.raw.screens {
            self.english(file, &raw.text);
            for (language, text) in &raw.text {
                self.filled(file, &format!("text.{language}.title"), &text.title);
            }
            let mut shown = Vec::new();
            for (i, name) in raw.findings.iter().enumerate() {
                match find(findings, name, |f| &f.id) {
                    Some(found) => shown.push(FindingId(index(found))),
                    None if self.is_broken("findings", name) => {}
                    None => {
                        let hint = did_you_mean(name, findings.iter().map(|f| f.id.as_str()));
                        self.sink
                            .error(
                                file,
                                &format!("findings[{i}]"),
                                "unknown-finding",
                                format!("unknown finding `{name}`"),
                            )
                            .hint(hint);
                    }
                }
            }
            let shown_if =
                raw.shown_if.as_ref().and_then(|text| self.expr(file, "shown_if", text, findings));
            screens.push(Screen {
                id: id.clone(),
                order: raw.order,
                core: raw.core,
                findings: shown,
                shown_if,
                yes_stops: raw.yes_stops,
                form: raw.form.id().to_owned(),
                text: raw
                    .text
                    .iter()
                    .map(|(language, text)| {
                        (language.clone(), (text.title.clone(), text.intro.clone()))
                    })
                    .collect(),
            });
        }
        screens.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        screens
    }

    fn harms(&mut self) -> Harms {
        let mut harms = Harms {
            base: [0.0; 8],
            loss: [[0.0; 8]; 8],
            undecided_margin: 0.0,
            fits_well: 1.0,
            could_play_a_part: 1.0,
            source: String::new(),
        };
        let Some(Loaded { file, raw, .. }) = &self.raw.harms else {
            self.missing_record("decision/harms.toml", "the harms table is missing");
            return harms;
        };
        self.source(file, "source", &raw.source);
        harms.source.clone_from(&raw.source);
        if !(raw.undecided_margin >= 0.0 && raw.undecided_margin.is_finite()) {
            self.sink.error(
                file,
                "undecided_margin",
                "out-of-range",
                format!("{} is not 0 or more", raw.undecided_margin),
            );
        }
        harms.undecided_margin = raw.undecided_margin;
        for (key, value) in
            [("fits_well", raw.fits_well), ("could_play_a_part", raw.could_play_a_part)]
        {
            self.share(file, key, value);
        }
        harms.fits_well = raw.fits_well;
        harms.could_play_a_part = raw.could_play_a_part;
        self.costs(file, "base", &raw.base, &mut harms.base);
        for rung in Rung::ALL.iter().filter(|rung| !raw.base.contains_key(rung.id())) {
            self.sink.error(
                file,
                "base",
                "missing-rung",
                format!("no base cost for `{}`", rung.id()),
            );
        }
        for (class, costs) in &raw.loss {
            let path = format!("loss.{class}");
            if let Some(row) = self.rung(file, &path, class) {
                self.costs(file, &path, costs, &mut harms.loss[row]);
                let careful = row <= Rung::HoldAndSeePt as usize;
                let falls = harms.loss[row].windows(2).position(|w| w[0] > w[1]);
                if let Some(pair) = falls.filter(|_| careful) {
                    let message = format!(
                        "`{}` costs more than the less careful `{}`",
                        Rung::ALL[pair].id(),
                        Rung::ALL[pair + 1].id()
                    );
                    self.sink.error(file, &path, "loss-not-monotone", message).hint(
                        "a loss must not shrink towards less careful advice, or S6 would break"
                            .to_owned(),
                    );
                }
                let open = Rung::StayActive as usize;
                if careful && harms.loss[row][open..].iter().any(|x| *x != harms.loss[row][open]) {
                    let message = "the open rungs do not cost the same".to_owned();
                    self.sink.error(file, &path, "loss-differs-when-open", message).hint(
                        "otherwise a rising concern could settle an `undecided` in an open rung"
                            .to_owned(),
                    );
                }
            }
        }
        harms
    }

    fn rung(&mut self, file: &str, path: &str, id: &str) -> Option<usize> {
        let found = Rung::ALL.iter().position(|rung| rung.id() == id);
        if found.is_none() {
            let hint = did_you_mean(id, Rung::ALL.iter().map(|rung| rung.id()));
            self.sink.error(file, path, "unknown-rung", format!("unknown rung `{id}`")).hint(hint);
        }
        found
    }

    fn costs(&mut self, file: &str, path: &str, costs: &BTreeMap<String, f64>, row: &mut [f64; 8]) {
        for (rung, cost) in costs {
            let here = format!("{path}.{rung}");
            if !cost.is_finite() {
                self.sink.error(
                    file,
                    &here,
                    "not-finite",
                    format!("`{cost}` is not a number that can be used"),
                );
            }
            if let Some(column) = self.rung(file, &here, rung) {
                row[column] = *cost;
            }
        }
    }

    fn population(&mut self) -> ([f64; 5], f64) {
        let mut share = [0.0; 5];
        let Some(Loaded { file, raw, .. }) = &self.raw.population else {
            self.missing_record(
                "decision/population.toml",
                "the shares of age and sex are missing",
            );
            return (share, 0.0);
        };
        self.source(file, "source", &raw.source);
        self.share(file, "female", raw.female);
        for (band, value) in &raw.age {
            let path = format!("age.{band}");
            self.share(file, &path, *value);
            match AGE_BANDS.iter().position(|name| name == band) {
                Some(position) => share[position] = *value,
                None => {
                    let hint = did_you_mean(band, AGE_BANDS.into_iter());
                    self.sink
                        .error(file, &path, "unknown-band", format!("unknown band `{band}`"))
                        .hint(hint);
                }
            }
        }
        let sum: f64 = share.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            self.sink.error(
                file,
                "age",
                "bad-sum",
                format!("the shares of the age bands sum to {sum}, not 1"),
            );
        }
        (share, raw.female)
    }

    fn prevalences(&mut self, findings: &[Finding]) -> Vec<FlagPrevalence> {
        let mut out = Vec::new();
        for Loaded { file, id, raw } in &self.raw.prevalences {
            self.source(file, "source", &raw.source);
            if !(0.0..=1.0).contains(&raw.share) {
                self.sink.error(
                    file,
                    "share",
                    "bad-probability",
                    format!("{} is not within 0 to 1", raw.share),
                );
            }
            match find(findings, id, |f| &f.id) {
                Some(found) => out.push(FlagPrevalence {
                    finding: FindingId(index(found)),
                    share: raw.share,
                    obtained: raw.obtained.into(),
                    source: raw.source.clone(),
                    note: raw.note.clone(),
                }),
                None if self.is_broken("findings", id) => {}
                None => {
                    let hint = did_you_mean(id, findings.iter().map(|f| f.id.as_str()));
                    self.sink
                        .error(file, "id", "unknown-finding", format!("unknown finding `{id}`"))
                        .hint(hint);
                }
            }
        }
        out.sort_by_key(|prevalence| prevalence.finding);
        out
    }

    fn phrases(&mut self) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut phrases = BTreeMap::new();
        for Loaded { file, id, raw } in &self.raw.phrases {
            self.english(file, &raw.text);
            for (language, text) in &raw.text {
                self.filled(file, &format!("text.{language}"), text);
            }
            phrases.insert(id.clone(), raw.text.clone());
        }
        phrases
    }
}

/// True for `S1` to `S13` and `L1` to `L3`.
pub(crate) fn is_design_rule(name: &str) -> bool {
    let numbered = |letter: &str, most: u8| {
        name.strip_prefix(letter)
            .filter(|digits| !digits.starts_with('0') && !digits.starts_with('+'))
            .and_then(|digits| digits.parse::<u8>().ok())
            .is_some_and(|number| (1..=most).contains(&number))
    };
    numbered("S", 13) || numbered("L", 3)
}
