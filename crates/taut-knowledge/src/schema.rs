//! JSON Schema of every kind of record and of case files, and the field reference made from it.

use std::sync::OnceLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::body::BodyKind;
use crate::{case_file, check_in_file, clearance_file, record, shape};

/// The folder of what no programme may hold.
const ITEMS: &str = "safety/items/";

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// `knowledge.toml`
    Manifest,
    /// `sources/`
    Source,
    /// `conditions/`
    Condition,
    /// `findings/`
    Finding,
    /// `evidence/`
    Evidence,
    /// `rules/`
    Rule,
    /// `safety/`
    Obligation,
    /// `safety/lists.toml`
    SafetyLists,
    /// `hazards/`
    Hazard,
    /// `interview/`
    Screen,
    /// `decision/harms.toml`
    Harms,
    /// `decision/population.toml`
    Population,
    /// `decision/uncertainty.toml`
    Uncertainty,
    /// `decision/questions.toml`
    Questions,
    /// `prevalence/`
    Prevalence,
    /// `phrases/`
    Phrase,
    /// `exercises/`
    Exercise,
    /// `situations/`
    Situation,
    /// `cautions/`
    Caution,
    /// `safety/items/`
    ItemBar,
    /// `decision/programme.toml`
    ProgrammePolicy,
    /// `decision/check_in.toml`
    CheckInPolicy,
    /// `measures/`
    Measure,
    /// `courses/`
    Course,
    /// `interface/`
    Interface,
    /// `languages/<code>/language.toml`
    Language,
    /// `languages/<code>/<kind>.toml`
    Translation,
    /// `regions/`
    Region,
    /// `self_tests/`
    SelfTest,
    /// A case file.
    Case,
    /// A check-in file.
    CheckIn,
    /// A clearance file.
    Clearance,
    /// A record of the body, in `body/`.
    Body(BodyKind),
}

impl RecordKind {
    /// Every kind, in the order of the field reference.
    pub const ALL: [Self; Self::OTHERS.len() + BodyKind::ALL.len()] = {
        let others = Self::OTHERS.len();
        let mut all = [Self::Case; Self::OTHERS.len() + BodyKind::ALL.len()];
        let mut i = 0;
        while i < others {
            all[i] = Self::OTHERS[i];
            i += 1;
        }
        while i < all.len() {
            all[i] = Self::Body(BodyKind::ALL[i - others]);
            i += 1;
        }
        all
    };

    const OTHERS: [Self; 32] = [
        Self::Manifest,
        Self::Source,
        Self::Condition,
        Self::Finding,
        Self::Evidence,
        Self::Rule,
        Self::Obligation,
        Self::SafetyLists,
        Self::Hazard,
        Self::Screen,
        Self::Harms,
        Self::Population,
        Self::Uncertainty,
        Self::Questions,
        Self::Prevalence,
        Self::Phrase,
        Self::Exercise,
        Self::Situation,
        Self::Caution,
        Self::ItemBar,
        Self::ProgrammePolicy,
        Self::CheckInPolicy,
        Self::Measure,
        Self::Course,
        Self::Interface,
        Self::Language,
        Self::Translation,
        Self::Region,
        Self::SelfTest,
        Self::Case,
        Self::CheckIn,
        Self::Clearance,
    ];

    /// Short name, such as `finding`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manifest => "knowledge",
            Self::Source => "source",
            Self::Condition => "condition",
            Self::Finding => "finding",
            Self::Evidence => "evidence",
            Self::Rule => "rule",
            Self::Obligation => "safety",
            Self::SafetyLists => "safety_lists",
            Self::Hazard => "hazard",
            Self::Screen => "interview",
            Self::Harms => "harms",
            Self::Population => "population",
            Self::Uncertainty => "uncertainty",
            Self::Questions => "questions",
            Self::Prevalence => "prevalence",
            Self::Phrase => "phrase",
            Self::Exercise => "exercise",
            Self::Situation => "situation",
            Self::Caution => "caution",
            Self::ItemBar => "item_bar",
            Self::ProgrammePolicy => "programme_policy",
            Self::CheckInPolicy => "check_in_policy",
            Self::Measure => "measure",
            Self::Course => "course",
            Self::Interface => "interface",
            Self::Language => "language",
            Self::Translation => "translation",
            Self::Region => "region",
            Self::SelfTest => "self_test",
            Self::Case => "case",
            Self::CheckIn => "check_in",
            Self::Clearance => "clearance",
            Self::Body(kind) => kind.name(),
        }
    }

    /// Where files of this kind stand, below the knowledge folder.
    #[must_use]
    pub const fn place(self) -> &'static str {
        match self {
            Self::Manifest => "knowledge.toml",
            Self::Source => "sources/<key>.toml",
            Self::Condition => "conditions/<id>.toml",
            Self::Finding => "findings/<id>.toml",
            Self::Evidence => "evidence/<cause>/<child>/<key>.toml",
            Self::Rule => "rules/<id>.toml",
            Self::Obligation => "safety/<id>.toml",
            Self::SafetyLists => "safety/lists.toml",
            Self::Hazard => "hazards/<id>.toml",
            Self::Screen => "interview/<id>.toml",
            Self::Harms => "decision/harms.toml",
            Self::Population => "decision/population.toml",
            Self::Uncertainty => "decision/uncertainty.toml",
            Self::Questions => "decision/questions.toml",
            Self::Prevalence => "prevalence/<finding>.toml",
            Self::Phrase => "phrases/<id>.toml",
            Self::Exercise => "exercises/<id>.toml",
            Self::Situation => "situations/<id>.toml",
            Self::Caution => "cautions/<id>.toml",
            Self::ItemBar => "safety/items/<id>.toml",
            Self::ProgrammePolicy => "decision/programme.toml",
            Self::CheckInPolicy => "decision/check_in.toml",
            Self::Measure => "measures/<id>.toml",
            Self::Course => "courses/<id>.toml",
            Self::Interface => "interface/<area>.toml",
            Self::Language => "languages/<code>/language.toml",
            Self::Translation => "languages/<code>/<kind>.toml",
            Self::Region => "regions/<id>.toml",
            Self::SelfTest => "self_tests/<finding>.toml",
            Self::Clearance => "any file given to taut record clear (JSON or TOML)",
            Self::Case => {
                "cases/<id>.toml, vignettes/<id>.toml, or any file given to the program (JSON or TOML)"
            }
            Self::CheckIn => "any file given to `taut checkin` (JSON or TOML)",
            Self::Body(kind) => kind.place(),
        }
    }

    /// The kind of the file at a path below the knowledge folder.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        if !path.ends_with(".toml") {
            return None;
        }
        let Some((folder, _)) = path.split_once('/') else {
            return (path == "knowledge.toml").then_some(Self::Manifest);
        };
        if folder == "body" {
            return BodyKind::of_path(path).map(Self::Body);
        }
        Some(match folder {
            "sources" => Self::Source,
            "conditions" => Self::Condition,
            "findings" => Self::Finding,
            "evidence" => Self::Evidence,
            "rules" => Self::Rule,
            "safety" if path == "safety/lists.toml" => Self::SafetyLists,
            "safety" if path.starts_with(ITEMS) => Self::ItemBar,
            "safety" => Self::Obligation,
            "hazards" => Self::Hazard,
            "interview" => Self::Screen,
            "decision" if path == "decision/harms.toml" => Self::Harms,
            "decision" if path == "decision/population.toml" => Self::Population,
            "decision" if path == "decision/uncertainty.toml" => Self::Uncertainty,
            "decision" if path == "decision/questions.toml" => Self::Questions,
            "decision" if path == "decision/programme.toml" => Self::ProgrammePolicy,
            "decision" if path == "decision/check_in.toml" => Self::CheckInPolicy,
            "prevalence" => Self::Prevalence,
            "phrases" => Self::Phrase,
            "exercises" => Self::Exercise,
            "situations" => Self::Situation,
            "cautions" => Self::Caution,
            "measures" => Self::Measure,
            "courses" => Self::Course,
            "interface" => Self::Interface,
            "languages" if path.ends_with("/language.toml") => Self::Language,
            "languages" => Self::Translation,
            "regions" => Self::Region,
            "self_tests" => Self::SelfTest,
            _ => return None,
        })
    }

    /// The id that a path without `.toml` gives.
    pub(crate) fn id_in(self, stem: &str) -> &str {
        match self {
            Self::Body(kind) => kind.id_in(stem),
            Self::ItemBar => stem.strip_prefix(ITEMS).unwrap_or(stem),
            _ => stem.split_once('/').map_or(stem, |(_, id)| id),
        }
    }

    /// JSON Schema (draft 2020-12).
    #[must_use]
    pub fn schema(self) -> &'static Value {
        static SCHEMAS: OnceLock<Vec<(RecordKind, Value)>> = OnceLock::new();
        let schemas = SCHEMAS
            .get_or_init(|| Self::ALL.into_iter().map(|kind| (kind, kind.generate())).collect());
        schemas.iter().find(|(kind, _)| *kind == self).map_or(&Value::Null, |(_, schema)| schema)
    }

    fn generate(self) -> Value {
        match self {
            Self::Manifest => of::<record::Manifest>(),
            Self::Source => of::<record::Source>(),
            Self::Condition => of::<record::Condition>(),
            Self::Finding => of::<record::Finding>(),
            Self::Evidence => of::<record::Evidence>(),
            Self::Rule => of::<record::Rule>(),
            Self::Obligation => of::<record::Obligation>(),
            Self::SafetyLists => of::<record::SafetyLists>(),
            Self::Hazard => of::<record::Hazard>(),
            Self::Screen => of::<record::Screen>(),
            Self::Harms => of::<record::Harms>(),
            Self::Population => of::<record::Population>(),
            Self::Uncertainty => of::<record::Uncertainty>(),
            Self::Questions => of::<record::Questions>(),
            Self::Prevalence => of::<record::Prevalence>(),
            Self::Phrase => of::<record::Phrase>(),
            Self::Exercise => of::<record::exercise::Exercise>(),
            Self::Situation => of::<record::exercise::Situation>(),
            Self::Caution => of::<record::exercise::Caution>(),
            Self::ItemBar => of::<record::exercise::ItemBar>(),
            Self::ProgrammePolicy => of::<record::steering::ProgrammePolicy>(),
            Self::CheckInPolicy => of::<record::steering::CheckInPolicy>(),
            Self::Measure => of::<record::steering::Measure>(),
            Self::Course => of::<record::steering::Course>(),
            Self::Interface => of::<record::language::Interface>(),
            Self::Language => of::<record::language::Language>(),
            Self::Translation => of::<record::language::Translations>(),
            Self::Region => of::<record::figure::Region>(),
            Self::SelfTest => of::<record::figure::SelfTest>(),
            Self::Case => of::<case_file::CaseFile>(),
            Self::CheckIn => of::<check_in_file::CheckInFile>(),
            Self::Clearance => of::<clearance_file::ClearanceFile>(),
            Self::Body(kind) => kind.generate(),
        }
    }
}

/// The schema of a record type.
pub(crate) fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}

/// JSON Schema of every kind, as a file name and its content.
#[must_use]
pub fn json_schemas() -> Vec<(String, String)> {
    RecordKind::ALL
        .into_iter()
        .map(|kind| (format!("{}.schema.json", kind.name()), format!("{:#}\n", kind.schema())))
        .collect()
}

/// The field reference, as Markdown.
#[must_use]
pub fn field_reference() -> String {
    let mut out = String::from(
        "# Fields of the knowledge records, of case files and of check-in files\n\nGenerated from the record types by `taut knowledge schema`; do not edit. Unknown keys are errors.\n",
    );
    for kind in RecordKind::ALL {
        let schema = kind.schema();
        let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        // The descriptions of records begin with their place.
        let place = if description.starts_with('`') {
            String::new()
        } else {
            format!("`{}`: ", kind.place())
        };
        out.push_str(&format!("\n## {}\n\n{place}{}", kind.name(), one_line(description)));
        out.push_str("\n\n| key | value | needed | meaning |\n|---|---|---|---|\n");
        fields(schema, schema, "", &mut out);
    }
    out
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

fn fields(schema: &Value, root: &Value, prefix: &str, out: &mut String) {
    let needed: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let description = field.get("description").and_then(Value::as_str);
        row(
            field,
            root,
            &format!("{prefix}{key}"),
            needed.contains(&key.as_str()),
            description,
            out,
        );
    }
    if let Some(rest) = schema.get("additionalProperties").filter(|rest| rest.is_object()) {
        row(rest, root, &format!("{prefix}<name>"), false, None, out);
    }
}

fn row(
    field: &Value,
    root: &Value,
    key: &str,
    needed: bool,
    description: Option<&str>,
    out: &mut String,
) {
    let target = or_null(field, root);
    let description = description
        .or_else(|| target.get("description").and_then(Value::as_str))
        .unwrap_or_default();
    let needed = if needed { "yes" } else { "" };
    out.push_str(&format!(
        "| `{key}` | {} | {needed} | {} |\n",
        value_words(target, root),
        one_line(description)
    ));
    if let Some(items) = target.get("items") {
        let item = or_null(items, root);
        if item.get("properties").is_some() {
            fields(item, root, &format!("{key}[]."), out);
        }
    } else {
        fields(target, root, &format!("{key}."), out);
    }
}

/// The schema behind references and behind "or left out".
fn or_null<'a>(field: &'a Value, root: &'a Value) -> &'a Value {
    let field = shape::follow(field, root);
    let Some(options) = field.get("anyOf").and_then(Value::as_array) else {
        return field;
    };
    let real: Vec<&Value> =
        options.iter().filter(|option| option.get("type") != Some(&Value::from("null"))).collect();
    match real.as_slice() {
        [one] => or_null(one, root),
        _ => field,
    }
}

fn value_words(field: &Value, root: &Value) -> String {
    if let Some(words) = shape::choices(field, root) {
        return words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    }
    if let Some(options) = field.get("anyOf").and_then(Value::as_array) {
        return options
            .iter()
            .map(|option| value_words(or_null(option, root), root))
            .collect::<Vec<_>>()
            .join(" or ");
    }
    let names: Vec<String> = shape::types(field)
        .iter()
        .filter_map(|name| match *name {
            "boolean" => Some("true or false".to_owned()),
            "integer" => Some("whole number".to_owned()),
            "number" => Some("number".to_owned()),
            "string" => Some("text".to_owned()),
            "array" => {
                let items = field.get("items").map(|items| or_null(items, root));
                let of = items.map(|items| value_words(items, root)).unwrap_or_default();
                Some(format!("list of {of}"))
            }
            "object" => Some("table".to_owned()),
            _ => None,
        })
        .collect();
    names.join(" or ")
}
