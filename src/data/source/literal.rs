//! Literals out of Python sources: numbers, strings, lists, dictionaries, and calls that only name their arguments.

use rustpython_ruff_python_ast::visitor::{self, Visitor};
use rustpython_ruff_python_ast::{Expr, ExprCall, ExprDict, Number, Operator, Stmt, UnaryOp};
use rustpython_ruff_text_size::Ranged;

use crate::data::source::{Source, assignment};
use crate::python::shared::{Int, Map, PyValue};

/// A class whose calls are records: `Task(user_id="…", …)` is a dictionary of its fields. All of them are needed; other arguments
/// are dropped, as Pydantic's models do.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// The class.
    pub name: &'static str,
    /// Its fields, in the order of the dictionary.
    pub fields: &'static [&'static str],
}

/// `from module import name as alias`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module, with a point before it for each level up.
    pub module: String,
    /// What is taken from it.
    pub name: String,
}

impl Source {
    /// The literal that a name is given in the module; of several, the last.
    ///
    /// # Errors
    ///
    /// In words, with the line: the name is given nothing, or what it is given is no literal.
    pub fn value(&self, name: &str, records: &[Record]) -> Result<PyValue, String> {
        self.literal(self.assigned(name)?, records)
    }

    /// The literal that a function or method returns; the first, if there are several.
    ///
    /// # Errors
    ///
    /// As [`Self::value`].
    pub fn returned(&self, scope: &str) -> Result<PyValue, String> {
        let body = self.scope(scope).ok_or_else(|| format!("there is no {scope}"))?;
        let returned = body.iter().find_map(|statement| match statement {
            Stmt::Return(returned) => returned.value.as_deref(),
            _ => None,
        });
        self.literal(returned.ok_or_else(|| format!("{scope} returns nothing"))?, &[])
    }

    /// The names in a list of names.
    ///
    /// # Errors
    ///
    /// As [`Self::value`].
    pub fn names(&self, name: &str) -> Result<Vec<String>, String> {
        let value = self.assigned(name)?;
        let Expr::List(list) = value else { return Err(self.wrong(value, "a list of names")) };
        let name = |element: &Expr| match element {
            Expr::Name(name) => Ok(name.id.to_string()),
            other => Err(self.wrong(other, "a name")),
        };
        list.elts.iter().map(name).collect()
    }

    /// Every import of a name from a module, wherever it stands.
    pub fn imports(&self) -> Vec<Import> {
        let mut imports = Imports(Vec::new());
        imports.visit_body(&self.module.body);
        imports.0
    }

    fn assigned(&self, name: &str) -> Result<&Expr, String> {
        let given = self.module.body.iter().filter_map(assignment);
        let found = given.filter(|(target, _)| *target == name).last();
        found.map(|(_, value)| value).ok_or_else(|| format!("there is no {name}"))
    }

    fn literal(&self, expression: &Expr, records: &[Record]) -> Result<PyValue, String> {
        let number = |expression: &Expr| match expression {
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(int) => Int::parse(&int.to_string()).map(PyValue::Int),
                Number::Float(float) => Some(PyValue::Float(*float)),
                Number::Complex { .. } => None,
            },
            _ => None,
        };
        let found = match expression {
            Expr::StringLiteral(string) => Some(string.value.to_str().into()),
            Expr::NumberLiteral(_) => number(expression),
            Expr::BooleanLiteral(literal) => Some(literal.value.into()),
            Expr::NoneLiteral(_) => Some(PyValue::None),
            Expr::UnaryOp(operation) => match (operation.op, number(&operation.operand)) {
                (UnaryOp::USub, Some(PyValue::Int(int))) => Some(PyValue::Int(int.negated())),
                (UnaryOp::USub, Some(PyValue::Float(float))) => Some(PyValue::Float(-float)),
                (UnaryOp::UAdd, number) => number,
                _ => None,
            },
            Expr::BinOp(sum) if sum.op == Operator::Add => {
                let sides = [self.literal(&sum.left, records)?, self.literal(&sum.right, records)?];
                match sides {
                    [PyValue::Str(left), PyValue::Str(right)] => {
                        Some(format!("{left}{right}").into())
                    }
                    _ => None,
                }
            }
            Expr::List(list) => {
                let elements = list.elts.iter().map(|element| self.literal(element, records));
                Some(elements.collect::<Result<Vec<_>, _>>()?.into())
            }
            Expr::Dict(dict) => Some(self.dictionary(dict, records)?.into()),
            Expr::Call(call) => match &*call.func {
                Expr::Name(name) => {
                    let record = records.iter().find(|record| record.name == name.id.as_str());
                    record.map(|record| self.record(call, *record, records)).transpose()?
                }
                _ => None,
            },
            _ => None,
        };
        found.ok_or_else(|| self.wrong(expression, "a literal"))
    }

    fn dictionary(&self, dict: &ExprDict, records: &[Record]) -> Result<Map, String> {
        let mut map = Map::with_capacity(dict.items.len());
        for item in &dict.items {
            let Some(Expr::StringLiteral(key)) = &item.key else {
                let place = item.key.as_ref().unwrap_or(&item.value);
                return Err(self.wrong(place, "a string as a key"));
            };
            map.set(key.value.to_str(), self.literal(&item.value, records)?);
        }
        Ok(map)
    }

    fn record(
        &self,
        call: &ExprCall,
        record: Record,
        records: &[Record],
    ) -> Result<PyValue, String> {
        let Record { name, fields } = record;
        let keywords = &call.arguments.keywords;
        let named = keywords.iter().all(|keyword| keyword.arg.is_some());
        if !named || !call.arguments.args.is_empty() {
            return Err(format!("line {}: an argument of {name} has no name", self.line(call)));
        }
        let mut map = Map::with_capacity(fields.len());
        for field in fields {
            let is_it = |given: &str| given == *field;
            let given = keywords.iter().find(|keyword| keyword.arg.as_deref().is_some_and(is_it));
            let given =
                given.ok_or_else(|| format!("line {}: {name} has no {field}", self.line(call)))?;
            map.set(field, self.literal(&given.value, records)?);
        }
        Ok(map.into())
    }

    fn wrong(&self, expression: &Expr, wanted: &str) -> String {
        format!("line {}: {wanted} was expected", self.line(expression))
    }

    /// The line where something begins, counted from 1.
    fn line(&self, place: &impl Ranged) -> usize {
        let end = place.start().to_usize();
        self.text.get(..end).map_or(1, |before| before.split('\n').count())
    }
}

struct Imports(Vec<Import>);

impl<'a> Visitor<'a> for Imports {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::ImportFrom(import) = statement {
            let points = ".".repeat(import.level as usize);
            let module = import.module.as_ref().map_or("", |module| module.as_str());
            self.0.extend(import.names.iter().map(|alias| Import {
                module: format!("{points}{module}"),
                name: alias.name.to_string(),
            }));
        }
        visitor::walk_stmt(self, statement);
    }
}
