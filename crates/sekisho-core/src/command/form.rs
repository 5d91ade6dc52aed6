//! The form in which commands are listed: name, act, order or fact, fields.

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident $act:literal $kind:ident { $($(#[$fdoc:meta])* $(@$opt:ident)? $field:ident: $type:ty,)* })*) => {
        /// An order or a report.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        pub enum Command {
            $($(#[$doc])* $name { $(
                $(#[$fdoc])*
                $(#[serde(default, skip_serializing_if = "crate::command::is_default")] #[doc = stringify!($opt)])?
                $field: $type,
            )* },)*
        }

        impl Command {
            /// Gives the act's stable name, `verb.noun`, the first half of the signature's namespace.
            pub fn act(&self) -> &'static str {
                match self { $(Self::$name { .. } => $act,)* }
            }

            /// Tells whether it reports a fact: a fact is recorded, never refused.
            pub fn is_fact(&self) -> bool {
                match self { $(Self::$name { .. } => commands!(@$kind),)* }
            }

            /// Every act, for tables.
            pub const ACTS: &'static [&'static str] = &[$($act),*];
        }
    };
    (@order) => { false };
    (@fact) => { true };
}
