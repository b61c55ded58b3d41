//! Reads rule expressions from text, and writes them back.
//!
//! ```text
//! or      := and ("or" and)*
//! and     := not ("and" not)*
//! not     := "not" not | primary
//! primary := "(" or ")" | "at_least" "(" count "," or ("," or)* ")" | atom
//! atom    := finding | finding "=" state | finding (">=" | "<") (state | number)
//!          | finding "in" "{" state ("," state)* "}" | finding "one_sided" | finding "both_sides" | finding "not_sure"
//! ```

use crate::diagnostic::{did_you_mean, shorten};
use crate::expr::Expr;
use crate::ids::FindingId;
use crate::knowledge::{Finding, Kind};

/// Id of the finding whose comparisons with a number read the age range.
pub const AGE: &str = "age";

/// Words that cannot be the id of a finding.
pub const RESERVED: [&str; 8] =
    ["and", "or", "not", "in", "at_least", "one_sided", "both_sides", "not_sure"];

/// Deeper nesting than this is refused.
const DEEPEST: usize = 40;

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError {
    /// Stable code, such as `unknown-finding`.
    pub code: &'static str,
    /// Byte offset of the token in the expression.
    pub offset: usize,
    /// The token; empty at the end of the expression.
    pub token: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Mask of the states that count as present.
#[must_use]
pub fn present_mask(finding: &Finding) -> u32 {
    up_from(finding, usize::from(finding.present_from))
}

fn all_states(finding: &Finding) -> u32 {
    let n = finding.states.len().min(32);
    if n == 32 { u32::MAX } else { (1 << n) - 1 }
}

fn up_from(finding: &Finding, state: usize) -> u32 {
    if state >= 32 { 0 } else { all_states(finding) & (u32::MAX << state) }
}

/// Reads an expression over these findings (sorted by id).
///
/// # Errors
/// The first thing that is wrong, with its place in the text.
pub fn parse(text: &str, findings: &[Finding]) -> Result<Expr, ExprError> {
    let mut parser = Parser { text, findings, tokens: tokens(text), at: 0 };
    if parser.tokens.is_empty() {
        return Err(ExprError {
            code: "empty-expression",
            offset: 0,
            token: String::new(),
            message: "the expression is empty".to_owned(),
            hint: None,
        });
    }
    let expr = parser.any(0)?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.unexpected("`and`, `or` or the end of the expression")),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token<'a> {
    text: &'a str,
    offset: usize,
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = offset + c.len_utf8();
        let same = |next: char| {
            if is_word(c) {
                is_word(next)
            } else {
                // `>=`, and wrong operators such as `==` or `&&` as one token, so that the error names the whole.
                "<>=!&|".contains(c) && "<>=!&|".contains(next)
            }
        };
        while let Some((at, next)) = rest.peek().copied() {
            if !same(next) {
                break;
            }
            end = at + next.len_utf8();
            rest.next();
        }
        out.push(Token { text: &text[offset..end], offset });
    }
    out
}

struct Parser<'a> {
    text: &'a str,
    findings: &'a [Finding],
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn peek_text(&self) -> &'a str {
        self.peek().map_or("", |token| token.text)
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek_text() == word;
        self.at += usize::from(found);
        found
    }

    fn error(&self, code: &'static str, token: Option<Token<'_>>, message: String) -> ExprError {
        ExprError {
            code,
            offset: token.map_or(self.text.len(), |token| token.offset),
            token: token.map_or_else(String::new, |token| token.text.to_owned()),
            message,
            hint: None,
        }
    }

    fn unexpected(&self, wanted: &str) -> ExprError {
        let token = self.peek();
        let found = token.map_or_else(
            || "the end of the expression".to_owned(),
            |token| format!("`{}`", shorten(token.text)),
        );
        let mut error =
            self.error("unexpected-token", token, format!("expected {wanted}, found {found}"));
        error.hint = match self.peek_text() {
            "==" => Some("write `=`"),
            ">" | "<=" => {
                Some("only `>=` and `<` are there, so that nobody has to guess about the edge")
            }
            "!=" => Some("write `not finding = state`"),
            "&&" | "&" | "AND" => Some("write `and`"),
            "||" | "|" | "OR" => Some("write `or`"),
            "!" | "NOT" => Some("write `not`"),
            _ => None,
        }
        .map(str::to_owned);
        error
    }

    fn expect(&mut self, word: &str) -> Result<(), ExprError> {
        if self.take(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn any(&mut self, depth: usize) -> Result<Expr, ExprError> {
        if depth > DEEPEST {
            return Err(self.error(
                "too-deep",
                self.peek(),
                format!("nested more than {DEEPEST} levels deep"),
            ));
        }
        let first = self.all(depth)?;
        let mut parts = vec![first];
        while self.take("or") {
            parts.push(self.all(depth)?);
        }
        Ok(one_or(parts, Expr::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Expr, ExprError> {
        let first = self.not(depth)?;
        let mut parts = vec![first];
        while self.take("and") {
            parts.push(self.not(depth)?);
        }
        Ok(one_or(parts, Expr::All))
    }

    fn not(&mut self, depth: usize) -> Result<Expr, ExprError> {
        if depth > DEEPEST {
            return Err(self.error(
                "too-deep",
                self.peek(),
                format!("nested more than {DEEPEST} levels deep"),
            ));
        }
        if self.take("not") {
            return Ok(Expr::Not(Box::new(self.not(depth + 1)?)));
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.take("at_least") {
            return self.at_least(depth + 1);
        }
        self.atom()
    }

    fn at_least(&mut self, depth: usize) -> Result<Expr, ExprError> {
        self.expect("(")?;
        let token = self.peek();
        let Some(count) = token.and_then(|token| token.text.parse::<usize>().ok()) else {
            return Err(self.unexpected("a whole number"));
        };
        self.at += 1;
        let mut parts = Vec::new();
        while self.take(",") {
            parts.push(self.any(depth)?);
        }
        self.expect(")")?;
        if count == 0 || count > parts.len() {
            return Err(self.error(
                "bad-count",
                token,
                format!("at least {count} of {} is always the same", parts.len()),
            ));
        }
        Ok(Expr::AtLeast(count, parts))
    }

    fn atom(&mut self) -> Result<Expr, ExprError> {
        let token = self.peek();
        let name = self.peek_text();
        if !name.starts_with(is_word) || RESERVED.contains(&name) {
            return Err(self.unexpected("a finding"));
        }
        self.at += 1;
        let Ok(index) = self.findings.binary_search_by(|finding| finding.id.as_str().cmp(name))
        else {
            let mut error = self.error(
                "unknown-finding",
                token,
                format!("unknown finding `{}`", shorten(name)),
            );
            error.hint =
                did_you_mean(name, self.findings.iter().map(|finding| finding.id.as_str()));
            return Err(error);
        };
        let finding = &self.findings[index];
        let id = FindingId(u16::try_from(index).unwrap_or(u16::MAX));
        match self.peek_text() {
            "=" => {
                self.at += 1;
                let state = self.state(finding)?;
                Ok(Expr::InStates { finding: id, mask: 1 << state })
            }
            "in" => {
                self.at += 1;
                self.expect("{")?;
                let mut mask = 1 << self.state(finding)?;
                while self.take(",") {
                    mask |= 1 << self.state(finding)?;
                }
                self.expect("}")?;
                Ok(Expr::InStates { finding: id, mask })
            }
            ">=" => {
                self.at += 1;
                if let Some(number) = self.number() {
                    self.in_range(finding, number)?;
                    return Ok(if finding.id == AGE {
                        Expr::AgeAtLeast(number)
                    } else {
                        Expr::NumberAtLeast(id, number)
                    });
                }
                let state = self.ordered_state(finding, token)?;
                Ok(Expr::InStates { finding: id, mask: up_from(finding, state) })
            }
            "<" => {
                self.at += 1;
                if let Some(number) = self.number() {
                    self.in_range(finding, number)?;
                    return Ok(if finding.id == AGE {
                        Expr::AgeBelow(number)
                    } else {
                        Expr::NumberBelow(id, number)
                    });
                }
                let state_token = self.peek();
                let state = self.ordered_state(finding, token)?;
                let mask = all_states(finding) & !up_from(finding, state);
                if mask == 0 {
                    let message = format!("no state of `{name}` is below its lowest");
                    return Err(self.error("unknown-state", state_token, message));
                }
                Ok(Expr::InStates { finding: id, mask })
            }
            "not_sure" => {
                self.at += 1;
                Ok(Expr::NotSure(id))
            }
            side @ ("one_sided" | "both_sides") => {
                let side_token = self.next();
                if !finding.sided {
                    return Err(self.error(
                        "no-side",
                        side_token,
                        format!("answers to `{name}` carry no side"),
                    ));
                }
                let mask = self.present(finding, token)?;
                Ok(if side == "one_sided" {
                    Expr::OneSided { finding: id, mask }
                } else {
                    Expr::BothSides { finding: id, mask }
                })
            }
            "" | ")" | "," | "and" | "or" => {
                Ok(Expr::InStates { finding: id, mask: self.present(finding, token)? })
            }
            _ => Err(self.unexpected("a comparison, `and`, `or` or the end of the expression")),
        }
    }

    fn ordered_state(
        &mut self,
        finding: &Finding,
        token: Option<Token<'_>>,
    ) -> Result<usize, ExprError> {
        if matches!(finding.kind, Kind::Choice { ordered: false }) {
            return Err(self.error(
                "not-ordered",
                token,
                format!(
                    "the states of `{}` have no order, so `>=` and `<` mean nothing",
                    finding.id
                ),
            ));
        }
        self.state(finding)
    }

    fn present(&self, finding: &Finding, token: Option<Token<'_>>) -> Result<u32, ExprError> {
        let mask = present_mask(finding);
        if mask == 0 {
            let mut error = self.error(
                "no-present-state",
                token,
                format!("no state of `{}` counts as present", finding.id),
            );
            error.hint = Some(format!("compare it with one of {}", finding.states.join(", ")));
            return Err(error);
        }
        Ok(mask)
    }

    /// A number, if the next token is one.
    fn number(&mut self) -> Option<f64> {
        let text = self.peek_text();
        // `18_39` is a state, and `1e3` or `nan` are no way to write a clinical number.
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return None;
        }
        let number = text.parse::<f64>().ok()?;
        self.at += 1;
        Some(number)
    }

    fn in_range(&self, finding: &Finding, number: f64) -> Result<(), ExprError> {
        let token = self.tokens.get(self.at - 1).copied();
        let Kind::Measure { min, max, unit, .. } = &finding.kind else {
            return Err(self.error(
                "not-a-measure",
                token,
                format!(
                    "`{}` is not a measure, so it cannot be compared with {number}",
                    finding.id
                ),
            ));
        };
        if number < *min || number > *max {
            return Err(self.error(
                "out-of-range",
                token,
                format!("{number} is not within {min} to {max} {unit} of `{}`", finding.id),
            ));
        }
        Ok(())
    }

    fn state(&mut self, finding: &Finding) -> Result<usize, ExprError> {
        let token = self.peek();
        let name = self.peek_text();
        if !name.starts_with(is_word) {
            return Err(self.unexpected(&format!("a state of `{}`", finding.id)));
        }
        let Some(state) = finding.states.iter().take(32).position(|state| state == name) else {
            let mut error = self.error(
                "unknown-state",
                token,
                format!("`{}` has no state `{}`", finding.id, shorten(name)),
            );
            error.hint = did_you_mean(name, finding.states.iter().map(String::as_str))
                .or_else(|| Some(format!("its states are {}", finding.states.join(", "))));
            return Err(error);
        };
        self.at += 1;
        Ok(state)
    }
}

fn one_or(mut parts: Vec<Expr>, several: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    if parts.len() == 1 { parts.remove(0) } else { several(parts) }
}

/// Writes an expression as text that [`parse`] reads back to the same expression.
#[must_use]
pub fn print(expr: &Expr, findings: &[Finding]) -> String {
    let mut out = String::new();
    write(expr, findings, 0, &mut out);
    out
}

/// `tight`: 0 anything may stand here, 1 inside `or`, 2 inside `and` or `not`.
fn write(expr: &Expr, findings: &[Finding], tight: u8, out: &mut String) {
    let name = |id: FindingId| findings.get(id.index()).map_or("?", |finding| finding.id.as_str());
    match expr {
        Expr::InStates { finding, mask } => {
            out.push_str(name(*finding));
            if let Some(finding) = findings.get(finding.index()) {
                states(finding, *mask, out);
            }
        }
        Expr::AgeAtLeast(years) => out.push_str(&format!("{AGE} >= {years}")),
        Expr::AgeBelow(years) => out.push_str(&format!("{AGE} < {years}")),
        Expr::NumberAtLeast(finding, number) => {
            out.push_str(&format!("{} >= {number}", name(*finding)))
        }
        Expr::NumberBelow(finding, number) => {
            out.push_str(&format!("{} < {number}", name(*finding)))
        }
        Expr::OneSided { finding, .. } => out.push_str(&format!("{} one_sided", name(*finding))),
        Expr::BothSides { finding, .. } => out.push_str(&format!("{} both_sides", name(*finding))),
        Expr::NotSure(finding) => out.push_str(&format!("{} not_sure", name(*finding))),
        Expr::Not(inner) => {
            out.push_str("not ");
            write(inner, findings, 2, out);
        }
        Expr::All(parts) => joined(parts, " and ", findings, 2, tight >= 2, out),
        Expr::Any(parts) => joined(parts, " or ", findings, 1, tight >= 1, out),
        Expr::AtLeast(count, parts) => {
            out.push_str(&format!("at_least({count}"));
            for part in parts {
                out.push_str(", ");
                write(part, findings, 0, out);
            }
            out.push(')');
        }
    }
}

fn joined(
    parts: &[Expr],
    word: &str,
    findings: &[Finding],
    tight: u8,
    brackets: bool,
    out: &mut String,
) {
    if brackets {
        out.push('(');
    }
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_str(word);
        }
        write(part, findings, tight, out);
    }
    if brackets {
        out.push(')');
    }
}

fn states(finding: &Finding, mask: u32, out: &mut String) {
    let named: Vec<&str> = (0..finding.states.len().min(32))
        .filter(|state| mask >> state & 1 == 1)
        .map(|state| finding.states[state].as_str())
        .collect();
    let ordered = !matches!(finding.kind, Kind::Choice { ordered: false });
    if mask == present_mask(finding) {
        return;
    }
    let lowest = mask.trailing_zeros() as usize;
    match named.as_slice() {
        [one] => out.push_str(&format!(" = {one}")),
        [first, ..] if ordered && mask == up_from(finding, lowest) => {
            out.push_str(&format!(" >= {first}"));
        }
        _ => out.push_str(&format!(" in {{{}}}", named.join(", "))),
    }
}
