//! Why nothing could be judged: upstream's classes and codes, with clear words beside them.
//!
//! Source: agent-inspect, `exception`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a metric has no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgeError {
    /// Upstream's class of the error, or Python's.
    pub class: ErrorClass,
    /// Upstream's code; Python's own errors have none.
    pub code: Option<ErrorCode>,
    /// Upstream's words.
    pub text: String,
}

/// Upstream's classes of errors, and those of Python that show through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ErrorClass {
    /// The judge or a metric failed.
    EvaluationError,
    /// The input cannot be judged.
    InvalidInputValueError,
    /// The simulated user failed.
    UserProxyError,
    /// A tool around the metrics failed.
    ToolError,
    /// Python: a value of the wrong type.
    TypeError,
    /// Python: a value that makes no sense.
    ValueError,
    /// Python: an unknown name.
    KeyError,
    /// Python: nothing at this place.
    IndexError,
    /// The model could not be asked.
    RuntimeError,
}

impl ErrorClass {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EvaluationError => "EvaluationError",
            Self::InvalidInputValueError => "InvalidInputValueError",
            Self::UserProxyError => "UserProxyError",
            Self::ToolError => "ToolError",
            Self::TypeError => "TypeError",
            Self::ValueError => "ValueError",
            Self::KeyError => "KeyError",
            Self::IndexError => "IndexError",
            Self::RuntimeError => "RuntimeError",
        }
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The part that failed and how: two digits and four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ErrorCode {
    /// The part.
    pub component: Component,
    /// What went wrong in it.
    pub fault: Fault,
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:04}", self.component as u8, self.fault as u16)
    }
}

/// The parts that errors come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Component {
    /// The metrics and the judge.
    Evaluation = 5,
    /// The simulated user.
    UserProxy = 6,
    /// The model's client.
    Client = 7,
    /// The analyses.
    Tool = 8,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u16)]
pub enum Fault {
    /// The judge's replies have no grade.
    InvalidJudgeResult = 0,
    /// A reply is not of the form that was asked for.
    BadReplyFormat = 3,
    /// Nothing was judged.
    EmptyValidationResult = 4,
    /// There is no progress to compute with.
    EmptyProgress = 5,
    /// The area under the curve cannot be computed.
    Auc = 6,
    /// Too few replies with a grade for a majority.
    InsufficientJudgeReplies = 7,
    /// Something needed is missing.
    MissingValue = 8,
    /// Something has no sensible value.
    InvalidValue = 9,
    /// The simulated user could not reflect.
    UserReflection = 10,
    /// The simulated user has no answer.
    UserProxyReply = 11,
    /// A reply that should be JSON is not.
    JsonDecode = 14,
    /// A summary has no label.
    Summarise = 15,
    /// A majority has no label.
    Majority = 16,
    /// The model could not be asked.
    ClientRequest = 17,
}

impl Fault {
    /// What it means and what to do, in clear words.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::InvalidJudgeResult => {
                "some of the judge's replies had no readable grade, or the number of votes is not odd; see the replies, try the robust parser or more retries"
            }
            Self::BadReplyFormat => "a reply was not of the form that was asked for",
            Self::EmptyValidationResult => {
                "no sub-goal or tool call was judged: in a static dialogue each needs the number of an existing turn"
            }
            Self::EmptyProgress => "there is no turn whose progress could be used",
            Self::Auc => "an area under a curve needs at least two turns",
            Self::InsufficientJudgeReplies => {
                "too many of the judge's replies had no readable grade for a majority; the early stop asks none of them again"
            }
            Self::MissingValue => "the record lacks something that the metric reads",
            Self::InvalidValue => "a setting or an expected value makes no sense",
            Self::UserReflection | Self::UserProxyReply => {
                "the model that plays the user could not be asked"
            }
            Self::JsonDecode => "the model's reply is not JSON, five times in a row",
            Self::Summarise => "the model's summary names no kind of error",
            Self::Majority => "the model did not say which kind of error is most likely",
            Self::ClientRequest => "the model could not be asked",
        }
    }
}

impl JudgeError {
    /// An error of the metrics.
    pub fn evaluation(fault: Fault, text: impl Into<String>) -> Self {
        Self::coded(ErrorClass::EvaluationError, Component::Evaluation, fault, text)
    }

    /// Input that the metrics cannot judge.
    pub fn input(fault: Fault, text: impl Into<String>) -> Self {
        Self::coded(ErrorClass::InvalidInputValueError, Component::Evaluation, fault, text)
    }

    /// Input that the analyses cannot read.
    pub fn tool_input(fault: Fault, text: impl Into<String>) -> Self {
        Self::coded(ErrorClass::InvalidInputValueError, Component::Tool, fault, text)
    }

    /// An error of the analyses.
    pub fn tool(fault: Fault, text: impl Into<String>) -> Self {
        Self::coded(ErrorClass::ToolError, Component::Tool, fault, text)
    }

    /// An error of the simulated user.
    pub fn proxy(fault: Fault, text: impl Into<String>) -> Self {
        Self::coded(ErrorClass::UserProxyError, Component::UserProxy, fault, text)
    }

    /// Input that makes no simulated user.
    pub fn proxy_input(fault: Fault, text: impl Into<String>) -> Self {
        Self::coded(ErrorClass::InvalidInputValueError, Component::UserProxy, fault, text)
    }

    /// An error that Python itself raises upstream.
    pub fn python(class: ErrorClass, text: impl Into<String>) -> Self {
        Self { class, code: None, text: text.into() }
    }

    /// What Python says where a list is missing.
    pub(super) fn not_iterable() -> Self {
        Self::python(ErrorClass::TypeError, "'NoneType' object is not iterable")
    }

    /// The whole message, as upstream raises it.
    pub fn message(&self) -> String {
        match self.code {
            Some(code) => format!("Internal Code: {code}, Error Message: {}", self.text),
            None => self.text.clone(),
        }
    }

    fn coded(
        class: ErrorClass,
        component: Component,
        fault: Fault,
        text: impl Into<String>,
    ) -> Self {
        Self { class, code: Some(ErrorCode { component, fault }), text: text.into() }
    }
}

impl fmt::Display for JudgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} ({}; error {code})", self.text, code.fault.advice()),
            None => write!(f, "{}: {}", self.class, self.text),
        }
    }
}

impl std::error::Error for JudgeError {}
