//! What every page needs around its content: language, menu, labels, assets, review level, safety net.

use taut_knowledge::Knowledge;

use crate::assets;

/// Who looks, as far as the menu is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The one person of local mode.
    Local,
    /// Somebody without an account in clinic mode.
    Guest,
    /// A person with an account.
    Person,
    /// A therapist.
    Therapist,
    /// An administrator.
    Administrator,
}

/// A link of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Path.
    pub to: &'static str,
    /// Words.
    pub text: String,
}

/// A page's frame.
#[derive(Debug, Clone)]
pub struct Frame {
    knowledge: &'static Knowledge,
    /// Code of the language, such as `en`.
    pub language: String,
    /// Path of the page, without query.
    pub path: String,
    /// Who looks.
    pub audience: Audience,
    /// Wide pages are for tables.
    pub wide: bool,
    /// Ends with the safety net (S12); pages whose own text ends with it leave it out.
    pub with_net: bool,
}

impl Frame {
    /// A frame in a language, with the safety net.
    #[must_use]
    pub fn new(
        knowledge: &'static Knowledge,
        language: &str,
        path: &str,
        audience: Audience,
    ) -> Self {
        Self {
            knowledge,
            language: language.to_owned(),
            path: path.to_owned(),
            audience,
            wide: false,
            with_net: true,
        }
    }

    /// The same, wide.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// The knowledge.
    #[must_use]
    pub const fn knowledge(&self) -> &'static Knowledge {
        self.knowledge
    }

    /// The label `area.key`. A label that is not there shows its name, and a test finds it.
    #[must_use]
    pub fn t(&self, name: &str) -> String {
        let (area, key) = name.split_once('.').unwrap_or((name, ""));
        self.knowledge.label(area, key, &self.language).unwrap_or(name).to_owned()
    }

    /// A label with one placeholder filled in.
    #[must_use]
    pub fn t1(&self, name: &str, key: &str, value: impl std::fmt::Display) -> String {
        self.t(name).replace(&format!("{{{key}}}"), &value.to_string())
    }

    /// A label with two placeholders filled in.
    #[must_use]
    pub fn t2(
        &self,
        name: &str,
        key: &str,
        value: impl std::fmt::Display,
        other: &str,
        second: impl std::fmt::Display,
    ) -> String {
        self.t1(name, key, value).replace(&format!("{{{other}}}"), &second.to_string())
    }

    /// A phrase of the knowledge.
    #[must_use]
    pub fn phrase(&self, id: &str) -> String {
        self.knowledge.phrase(id, &self.language).unwrap_or(id).to_owned()
    }

    /// The path of an asset, which changes with its content.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::path(name)
    }

    /// "Research preview. No clinician has reviewed this."
    #[must_use]
    pub fn preview(&self) -> String {
        format!(
            "{}. {} {}",
            self.phrase("research_preview"),
            self.phrase("no_clinician"),
            self.phrase("not_a_diagnosis")
        )
    }

    /// Program and knowledge.
    #[must_use]
    pub fn edition(&self) -> String {
        let hash = &self.knowledge.hash;
        format!(
            "taut {} · {} ({}) · {}",
            env!("CARGO_PKG_VERSION"),
            self.knowledge.edition,
            &hash[..hash.len().min(12)],
            self.knowledge.lowest_review.id()
        )
    }

    /// The languages beside this one.
    #[must_use]
    pub fn other_languages(&self) -> Vec<&'static taut_knowledge::Language> {
        self.knowledge.languages().iter().filter(|l| l.code != self.language).collect()
    }

    /// The menu.
    #[must_use]
    pub fn menu(&self) -> Vec<Link> {
        let own =
            [("/interview", "menu.interview"), ("/answer", "menu.answer"), ("/plan", "menu.plan")];
        let kept =
            [("/check-in", "menu.check_in"), ("/progress", "menu.progress"), ("/me", "menu.me")];
        let explorer = [("/explorer", "menu.explorer")];
        let links: Vec<(&'static str, &str)> = match self.audience {
            Audience::Local => own.into_iter().chain(kept).chain(explorer).collect(),
            Audience::Person => {
                let account = [("/account", "menu.account")];
                own.into_iter().chain(kept).chain(explorer).chain(account).collect()
            }
            Audience::Guest => {
                own.into_iter().chain(explorer).chain([("/sign-in", "menu.sign_in")]).collect()
            }
            Audience::Therapist => vec![
                ("/clinic", "menu.people"),
                ("/clinic/queue", "menu.queue"),
                ("/explorer", "menu.explorer"),
                ("/account", "menu.account"),
            ],
            Audience::Administrator => {
                vec![("/admin", "menu.admin"), ("/account", "menu.account")]
            }
        };
        links.into_iter().map(|(to, label)| Link { to, text: self.t(label) }).collect()
    }
}
