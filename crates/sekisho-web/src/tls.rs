//! TLS with the office's own certificate. It only carries: nothing is believed because it came this way.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub use rustls::ServerConfig as Config;

/// Says why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// No certificate in PEM form.
    #[error("the file holds no certificate in PEM form")]
    Certificate,
    /// No private key in PEM form.
    #[error("the file holds no private key in PEM form")]
    Key,
    /// The two do not belong together, or cannot be used.
    #[error("certificate and key cannot be used: {0}")]
    Unfit(#[from] rustls::Error),
}

/// Makes the settings of a server from a certificate chain and its key, both PEM. TLS 1.3 only.
///
/// Errors: [`TlsError`].
pub fn server(chain: &[u8], key: &[u8]) -> Result<Arc<Config>, TlsError> {
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().map_err(|_| TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::Certificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Key)?;
    let provider = Arc::new(ring::default_provider());
    let mut config = Config::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
