//! Python sources: parsed, never executed. Texts out of them, and literals ([`Record`]).
//!
//! A text is a string, plain or formatted, strings added to one another, `.strip()` of one. What a formatted string takes from a
//! variable is `{name}`, unless the variable is a constant whose text is known.

mod literal;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use rustpython_ruff_python_ast::visitor::{self, Visitor};
use rustpython_ruff_python_ast::{
    CmpOp, Expr, FStringPart, InterpolatedStringElement, ModModule, Operator, Stmt,
};
use rustpython_ruff_python_parser::parse_module;

pub use literal::{Import, Record};

/// Variables that stand for variables that stand for variables end somewhere.
const MOST_LOOKUPS: u32 = 1000;

/// Brackets within brackets: `CPython` itself reads no more than 200, and the parser's stack ends somewhere.
const MOST_NESTED: usize = 500;

/// A Python source.
pub struct Source {
    text: String,
    module: ModModule,
    constants: BTreeMap<String, String>,
}

/// Where in a function, a class or a module a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// `name = "…"`.
    Assigned(&'static str),
    /// `return "…"`.
    Returned,
    /// `{"key": "…"}`.
    Entry(&'static str),
    /// `"…" in text`.
    LookedFor,
}

impl Source {
    /// Parses a source.
    ///
    /// # Errors
    ///
    /// In words, where it is no Python.
    pub fn parse(text: &str) -> Result<Self, String> {
        if nested(text) > MOST_NESTED {
            return Err("it has too many brackets within brackets".to_owned());
        }
        let parsed = parse_module(text).map_err(|error| error.to_string())?;
        let module = parsed.into_syntax();
        let mut constants = BTreeMap::new();
        for statement in &module.body {
            let Some((name, value)) = assignment(statement) else { continue };
            if let Some(text) = Reader::new(&constants, &[], true).text(value) {
                constants.insert(name.to_owned(), text);
            }
        }
        Ok(Self { text: text.to_owned(), module, constants })
    }

    /// Knows the constants of another source, too: those that this one imports.
    pub fn import(&mut self, other: &Self) {
        for (name, text) in &other.constants {
            self.constants.entry(name.clone()).or_insert_with(|| text.clone());
        }
    }

    /// The module's own string constants in their order.
    pub fn strings(&self) -> impl Iterator<Item = (String, String)> {
        let reader = Reader::new(&self.constants, &[], true);
        self.module.body.iter().filter_map(move |statement| {
            let (name, value) = assignment(statement)?;
            Some((name.to_owned(), reader.text(value)?))
        })
    }

    /// The first text at such a spot within `scope`, such as `Class.method`; the whole module if it is empty.
    ///
    /// `branch` is which side of `a if condition else b` is taken.
    pub fn find(&self, scope: &str, spot: Spot, branch: bool) -> Option<String> {
        let body = self.scope(scope)?;
        let reader = Reader::new(&self.constants, body, branch);
        if let Spot::Assigned(name) = spot {
            reader.open.borrow_mut().push(name.to_owned());
        }
        let mut finder = Finder { reader, spot, found: None };
        finder.visit_body(body);
        finder.found
    }

    /// The body of a class, a function or a method; the whole module's for an empty name.
    fn scope(&self, scope: &str) -> Option<&[Stmt]> {
        let mut body = self.module.body.as_slice();
        for name in scope.split('.').filter(|name| !name.is_empty()) {
            body = body.iter().find_map(|statement| match statement {
                Stmt::ClassDef(class) if class.name.as_str() == name => Some(&*class.body),
                Stmt::FunctionDef(function) if function.name.as_str() == name => {
                    Some(&*function.body)
                }
                _ => None,
            })?;
        }
        Some(body)
    }
}

/// How deep brackets stand within each other at most. Those in strings count as well: it is only a limit.
fn nested(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// `name = value`, annotated or not.
fn assignment(statement: &Stmt) -> Option<(&str, &Expr)> {
    let (target, value) = match statement {
        Stmt::Assign(assign) => (assign.targets.first()?, &*assign.value),
        Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()?),
        _ => return None,
    };
    match target {
        Expr::Name(name) => Some((name.id.as_str(), value)),
        _ => None,
    }
}

/// Walks until a text is found.
struct Finder<'a> {
    reader: Reader<'a>,
    spot: Spot,
    found: Option<String>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if self.found.is_some() {
            return;
        }
        let value = match (self.spot, statement) {
            (Spot::Assigned(wanted), _) => {
                assignment(statement).filter(|(name, _)| *name == wanted).map(|(_, value)| value)
            }
            (Spot::Returned, Stmt::Return(returned)) => returned.value.as_deref(),
            _ => None,
        };
        self.found = value.and_then(|value| self.reader.text(value));
        if self.found.is_none() {
            visitor::walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.found.is_some() {
            return;
        }
        let literal = |value: &Expr| match value {
            Expr::StringLiteral(string) => Some(string.value.to_str().to_owned()),
            _ => None,
        };
        self.found = match (self.spot, expression) {
            (Spot::Entry(wanted), Expr::Dict(dict)) => dict.items.iter().find_map(|item| {
                let key = item.key.as_ref().and_then(literal)?;
                if key == wanted { literal(&item.value) } else { None }
            }),
            (Spot::LookedFor, Expr::Compare(compare)) if *compare.ops == [CmpOp::In] => {
                literal(&compare.left)
            }
            _ => None,
        };
        if self.found.is_none() {
            visitor::walk_expr(self, expression);
        }
    }
}

/// Puts a text together.
struct Reader<'a> {
    constants: &'a BTreeMap<String, String>,
    /// Where local variables are looked for.
    body: &'a [Stmt],
    branch: bool,
    /// The names whose text is being put together: none is part of itself.
    open: RefCell<Vec<String>>,
    lookups: Cell<u32>,
}

impl<'a> Reader<'a> {
    const fn new(constants: &'a BTreeMap<String, String>, body: &'a [Stmt], branch: bool) -> Self {
        let open = RefCell::new(Vec::new());
        Self { constants, body, branch, open, lookups: Cell::new(0) }
    }

    /// The text of an expression; nothing for what is no text or depends on more than names.
    fn text(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::StringLiteral(string) => Some(string.value.to_str().to_owned()),
            Expr::FString(string) => {
                let parts = string.value.iter().map(|part| self.part(part));
                parts.collect()
            }
            Expr::BinOp(sum) if sum.op == Operator::Add => {
                Some(self.named_or_text(&sum.left)? + &self.named_or_text(&sum.right)?)
            }
            Expr::If(choice) => self.text(if self.branch { &choice.body } else { &choice.orelse }),
            Expr::Call(call) if call.arguments.is_empty() => {
                let Expr::Attribute(method) = &*call.func else { return None };
                let text = self.text(&method.value)?;
                match method.attr.as_str() {
                    "strip" => Some(text.trim().to_owned()),
                    "lstrip" => Some(text.trim_start().to_owned()),
                    "rstrip" => Some(text.trim_end().to_owned()),
                    _ => None,
                }
            }
            Expr::Name(name) => self.known(name.id.as_str()),
            _ => None,
        }
    }

    fn part(&self, part: &FStringPart) -> Option<String> {
        match part {
            FStringPart::Literal(literal) => Some(literal.value.to_string()),
            FStringPart::FString(string) => {
                let elements = string.elements.iter().map(|element| match element {
                    InterpolatedStringElement::Literal(literal) => Some(literal.value.to_string()),
                    InterpolatedStringElement::Interpolation(hole) => {
                        self.named_or_text(&hole.expression)
                    }
                });
                elements.collect()
            }
        }
    }

    /// A name is its text, where that is known, or a place to fill in.
    fn named_or_text(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Name(name) => {
                let known = self.known(name.id.as_str());
                Some(known.unwrap_or_else(|| format!("{{{}}}", name.id)))
            }
            other => self.text(other),
        }
    }

    fn known(&self, name: &str) -> Option<String> {
        self.lookups.set(self.lookups.get() + 1);
        let is_open = self.open.borrow().iter().any(|open| open == name);
        if is_open || self.lookups.get() > MOST_LOOKUPS {
            return None;
        }
        self.open.borrow_mut().push(name.to_owned());
        let local = self.body.iter().find_map(|statement| {
            let (target, value) = assignment(statement)?;
            (target == name).then(|| self.text(value))
        });
        self.open.borrow_mut().pop();
        local.unwrap_or_else(|| self.constants.get(name).cloned())
    }
}
