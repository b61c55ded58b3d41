//! JSON Schemas and the field reference cover every kind of record.

use taut_knowledge::{RecordKind, field_reference, json_schemas};

#[test]
fn every_kind_has_a_schema_that_refuses_unknown_keys() {
    assert_eq!(json_schemas().len(), RecordKind::ALL.len());
    for kind in RecordKind::ALL {
        let schema = kind.schema();
        assert_eq!(schema["type"], "object", "{}", kind.name());
        // Its keys are ids of records.
        if kind == RecordKind::Translation {
            assert_eq!(schema["additionalProperties"]["$ref"], "#/$defs/Translation");
            continue;
        }
        assert_eq!(schema["additionalProperties"], false, "{}", kind.name());
        let keys = schema["properties"].as_object().expect("a table");
        for (key, field) in keys {
            assert!(field["description"].is_string(), "{} {key} has no description", kind.name());
        }
    }
}

#[test]
fn the_field_reference_names_every_key() {
    let text = field_reference();
    for kind in RecordKind::ALL {
        assert!(text.contains(&format!("\n## {}\n", kind.name())), "{}", kind.name());
        let schema = kind.schema();
        for key in schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key) {
            assert!(text.contains(&format!("\n| `{key}` |")), "{} {key}", kind.name());
        }
    }
    assert!(text.contains("| `bin[].from_female` | number |  |"), "{text}");
    assert!(text.contains("| `prior.home` | number | yes |"), "{text}");
    assert!(text.contains("| `<name>.of` | text |  |"), "{text}");
    assert!(text.contains("| `age` | number or list of number |"), "{text}");
}

#[test]
fn paths_tell_the_kind() {
    for (path, kind) in [
        ("knowledge.toml", Some("knowledge")),
        ("findings/age.toml", Some("finding")),
        ("evidence/a/b/c.toml", Some("evidence")),
        ("decision/harms.toml", Some("harms")),
        ("decision/other.toml", None),
        ("findings/age.json", None),
        ("cases/a.toml", None),
        ("other.toml", None),
        ("interface/common.toml", Some("interface")),
        ("languages/es/language.toml", Some("language")),
        ("languages/es/findings.toml", Some("translation")),
        ("body/skeleton.toml", Some("body_skeleton")),
        ("body/muscles/calf.toml", Some("body_muscles")),
        ("body/other.toml", None),
    ] {
        assert_eq!(RecordKind::of_path(path).map(RecordKind::name), kind, "{path}");
    }
}
