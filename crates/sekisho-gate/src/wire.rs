//! Wire forms: versioned types apart from the domain, with explicit conversion.

pub mod v1;

#[cfg(test)]
mod tests;
