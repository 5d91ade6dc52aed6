//! Published files: one implementation per kind of storage.

pub mod dir;
