//! One tree of values with positions for JSON and TOML alike, so that one validator serves both.

use std::collections::HashSet;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Problem, join, shorten};

/// Deeper nesting than this is refused; no record or case file needs a tenth of it.
const DEEPEST: usize = 64;

/// At most this many syntax errors of one file are reported; the rest are usually echoes.
const MOST_SYNTAX_ERRORS: usize = 10;

/// A value and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    pub kind: Kind,
    pub start: usize,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number {
        value: f64,
        integer: bool,
    },
    Text(String),
    /// A TOML date or time, as text.
    Date(String),
    List(Vec<Tree>),
    Table(Vec<Entry>),
}

/// A key of a table, and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub key: String,
    pub start: usize,
    pub value: Tree,
}

impl Tree {
    /// What the value is, in words.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "true or false",
            Kind::Number { integer: true, .. } => "a whole number",
            Kind::Number { .. } => "a number",
            Kind::Text(_) => "a text",
            Kind::Date(_) => "a date",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Tree> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry under a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Table(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self.kind {
            Kind::Number { value, .. } => Some(value),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn items(&self) -> &[Tree] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// Where the value at a logical path starts, or the nearest thing above it that exists. True if the whole path exists.
    pub fn locate(&self, path: &str) -> (usize, bool) {
        let mut here = self;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let (key, index) = match step.split_once('[') {
                Some((key, rest)) => (key, rest.trim_end_matches(']').parse::<usize>().ok()),
                None => (step, None),
            };
            let Some(entry) = here.entry(key) else {
                return (here.start, false);
            };
            here = &entry.value;
            if let Some(index) = index {
                let Some(item) = here.items().get(index) else {
                    return (here.start, false);
                };
                here = item;
            }
        }
        (here.start, true)
    }
}

/// Reads TOML. The tree is what could be read, also where there are problems.
pub(crate) fn read_toml(text: &str) -> (Tree, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = Vec::new();
    for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
        let start = error.span().map_or(0, |span| span.start);
        let message = error.message();
        let (code, hint) = if message.starts_with("duplicate key") {
            ("duplicate-key", Some("keep one of the two"))
        } else if message.contains("recursion limit") {
            ("too-deep", Some("write the values without nesting them so deep"))
        } else {
            ("bad-toml", Some("see https://toml.io for how TOML is written"))
        };
        problems.push(Problem {
            code,
            start,
            path: String::new(),
            message: message.replace('\n', " "),
            hint: hint.map(str::to_owned),
        });
    }
    let start = table.span().start;
    let tree = Tree { kind: table_kind(table.into_inner(), 0, &mut problems), start };
    (tree, problems)
}

fn table_kind(table: DeTable<'_>, depth: usize, problems: &mut Vec<Problem>) -> Kind {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| {
            let start = key.span().start;
            let span = value.span();
            Entry {
                key: key.into_inner().into_owned(),
                start,
                value: from_toml(value.into_inner(), span.start, depth + 1, problems),
            }
        })
        .collect();
    entries.sort_by_key(|entry| entry.start);
    Kind::Table(entries)
}

fn from_toml(value: DeValue<'_>, start: usize, depth: usize, problems: &mut Vec<Problem>) -> Tree {
    if depth > DEEPEST {
        problems.push(too_deep(start));
        return Tree { kind: Kind::Null, start };
    }
    let kind = match value {
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Integer(integer) => Kind::Number {
            // Too large for 128 bits: the float of the same text keeps the size.
            value: i128::from_str_radix(integer.as_str(), integer.radix())
                .map_or(f64::INFINITY, |n| n as f64),
            integer: true,
        },
        DeValue::Float(float) => {
            Kind::Number { value: float.as_str().parse().unwrap_or(f64::NAN), integer: false }
        }
        DeValue::Boolean(value) => Kind::Bool(value),
        DeValue::Datetime(date) => Kind::Date(date.to_string()),
        DeValue::Array(items) => Kind::List(
            items
                .into_iter()
                .map(|item| {
                    let span = item.span();
                    from_toml(item.into_inner(), span.start, depth + 1, problems)
                })
                .collect(),
        ),
        DeValue::Table(table) => table_kind(table, depth, problems),
    };
    Tree { kind, start }
}

fn too_deep(start: usize) -> Problem {
    Problem {
        code: "too-deep",
        start,
        path: String::new(),
        message: format!("nested more than {DEEPEST} levels deep"),
        hint: Some("write the values without nesting them so deep".to_owned()),
    }
}

/// Reads JSON (RFC 8259). Duplicate keys are reported and reading goes on; the first syntax error ends it, without a tree.
pub(crate) fn read_json(text: &str) -> (Option<Tree>, Vec<Problem>) {
    let mut reader = Json { text, at: 0, problems: Vec::new() };
    let tree = reader.value(0, "").ok();
    if tree.is_some() {
        reader.space();
        if reader.at < text.len() {
            reader.fail("expected the end of the file after the closing brace");
            return (None, reader.problems);
        }
    }
    (tree, reader.problems)
}

/// The problem is already in the list.
struct Stop;

struct Json<'a> {
    text: &'a str,
    at: usize,
    problems: Vec<Problem>,
}

impl Json<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fail(&mut self, message: &str) -> Stop {
        let found = match self.text[self.at..].chars().next() {
            Some(c) => format!("`{}`", c.escape_debug()),
            None => "the end of the file".to_owned(),
        };
        self.problems.push(Problem {
            code: "bad-json",
            start: self.at,
            path: String::new(),
            message: format!("{message}, found {found}"),
            hint: Some("see https://www.json.org for how JSON is written".to_owned()),
        });
        Stop
    }

    fn value(&mut self, depth: usize, path: &str) -> Result<Tree, Stop> {
        self.space();
        let start = self.at;
        if depth > DEEPEST {
            self.problems.push(too_deep(start));
            return Err(Stop);
        }
        let kind = match self.peek() {
            Some(b'{') => self.table(depth, path)?,
            Some(b'[') => self.list(depth, path)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9' | b'N' | b'I') => self.number()?,
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'n') => self.word("null", Kind::Null)?,
            _ => return Err(self.fail("expected a value")),
        };
        Ok(Tree { kind, start })
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, Stop> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(kind)
        } else {
            Err(self.fail(&format!("expected `{word}`")))
        }
    }

    fn table(&mut self, depth: usize, path: &str) -> Result<Kind, Stop> {
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Kind::Table(entries));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fail("expected a key in double quotes"));
            }
            let key = self.string()?;
            let here = join(path, &key);
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.fail("expected `:` after the key"));
            }
            self.at += 1;
            let value = self.value(depth + 1, &here)?;
            if seen.insert(key.clone()) {
                entries.push(Entry { key, start, value });
            } else {
                self.problems.push(Problem {
                    code: "duplicate-key",
                    start,
                    path: here,
                    message: format!("duplicate key `{}`", shorten(&key)),
                    hint: Some("keep one of the two".to_owned()),
                });
            }
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Kind::Table(entries));
                }
                _ => return Err(self.fail("expected `,` or `}`")),
            }
        }
    }

    fn list(&mut self, depth: usize, path: &str) -> Result<Kind, Stop> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Kind::List(items));
        }
        loop {
            let here = format!("{path}[{}]", items.len());
            items.push(self.value(depth + 1, &here)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Kind::List(items));
                }
                _ => return Err(self.fail("expected `,` or `]`")),
            }
        }
    }

    fn digits(&mut self) -> Result<(), Stop> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.fail("expected a digit"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Kind, Stop> {
        let start = self.at;
        let rest = &self.text[start..];
        // Not JSON, but written by several programs for a missing number; the comparison with the schema names it.
        if let Some(word) =
            ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| rest.starts_with(word))
        {
            self.at += word.len();
            return Ok(Kind::Number { value: f64::NAN, integer: false });
        }
        let mut integer = true;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.fail("a number may not start with 0"));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            integer = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            integer = false;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let value = self.text[start..self.at].parse().unwrap_or(f64::NAN);
        Ok(Kind::Number { value, integer })
    }

    fn string(&mut self) -> Result<String, Stop> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.text[self.at..].chars().next() else {
                return Err(self.fail("expected `\"` at the end of the text"));
            };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(out);
                }
                '\\' => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                c if c < ' ' => {
                    return Err(self.fail("a text may not hold a bare control character"));
                }
                c => {
                    self.at += c.len_utf8();
                    out.push(c);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Stop> {
        let plain = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.fail("expected one of \" \\ / b f n r t u after the backslash")),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode(&mut self) -> Result<char, Stop> {
        let high = self.four_hex()?;
        let code = if (0xd800..0xdc00).contains(&high) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let low = self.four_hex()?;
            if !(0xdc00..0xe000).contains(&low) {
                return Err(self.fail("half of a surrogate pair before this"));
            }
            0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
        } else {
            high
        };
        char::from_u32(code).ok_or_else(|| self.fail("half of a surrogate pair before this"))
    }

    fn four_hex(&mut self) -> Result<u32, Stop> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|b| char::from(b).to_digit(16)) else {
                return Err(self.fail("expected four hexadecimal digits"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}
