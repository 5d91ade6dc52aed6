//! Carries one command from request to recorded event: who, evidence, local rule, law, record, receipt.
//!
//! It opens no file, socket, database or clock itself; everything outside comes through the ports of [`port`]. It
//! contains no rule of the permit (that is `sekisho-core`) and no format of the evidence (that is `sekisho-proof`).
//!
//! Start from [`Gate`], [`Submission`](submit::Submission) and [`port::Record`].

#![forbid(unsafe_code)]

pub mod attached;
pub mod draft;
pub mod evidence;
pub mod fault;
pub mod gate;
pub mod history;
pub mod keys;
pub mod port;
pub mod receipt;
pub mod rejudge;
pub mod replay;
pub mod submit;
pub mod turn;
pub mod view;
pub mod wire;

pub use fault::Fault;
pub use gate::Gate;
pub use keys::RecordKeys;
pub use receipt::Receipt;
