//! Labels of pages: keys that can be written in a page, filled texts.

use std::collections::BTreeMap;

use super::Maker;
use crate::raw::{Loaded, is_id};

impl Maker<'_> {
    /// Labels by area, language and key.
    pub(super) fn interface(
        &mut self,
    ) -> BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>> {
        let mut areas = BTreeMap::new();
        for Loaded { file, id, raw } in &self.raw.interface {
            self.english(file, &raw.text);
            for (language, labels) in &raw.text {
                for (key, label) in labels {
                    let path = format!("text.{language}.{key}");
                    self.filled(file, &path, label);
                    // A translation says with `of` which English text it is of.
                    if !is_id(key) || key == "of" {
                        let message = format!("`{key}` cannot be the key of a label");
                        self.sink
                            .error(file, &path, "bad-key", message)
                            .hint("small letters, digits and `_`, and not `of`".to_owned());
                    }
                }
            }
            areas.insert(id.clone(), raw.text.clone());
        }
        areas
    }
}
