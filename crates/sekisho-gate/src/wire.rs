//! Wire forms: versioned types apart from the domain, with explicit conversion.

pub mod permit_file;
pub mod v1;

#[cfg(test)]
mod tests;
