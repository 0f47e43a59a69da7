//! TLS for PostgreSQL by rustls: which certificates are taken. The driver for MySQL brings its own way of using it.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore};

use super::connect::tls_failed;
use super::security::{Level, Security};
use crate::error::{Error, Result};

/// What rustls is told to accept.
///
/// # Errors
///
/// `tls-failed` if the file of the authorities cannot be used.
pub(super) fn client(security: &Security) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    let verifier = match security.level {
        Level::Plain | Level::Preferred | Level::Encrypted => None,
        Level::Authority | Level::Host => {
            let roots = Arc::new(authorities(security.authorities.as_deref())?);
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
            Some(verifier.map_err(|error| tls_failed(&error.to_string()).with_source(error))?)
        }
    };
    if let (Level::Host, Some(verifier)) = (security.level, &verifier) {
        return Ok(client.with_webpki_verifier(Arc::clone(verifier)).with_no_client_auth());
    }
    let lenient = Lenient { verifier, provider };
    Ok(client.dangerous().with_custom_certificate_verifier(Arc::new(lenient)).with_no_client_auth())
}

fn unusable(error: TlsError) -> Error {
    tls_failed(&error.to_string()).with_source(error)
}

fn authorities(file: Option<&Path>) -> Result<RootCertStore> {
    let Some(file) = file else {
        return Ok(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() });
    };
    let unreadable = |why: String| {
        tls_failed(&format!("`{}` holds no certificates to trust: {why}", file.display()))
            .with_help("name a PEM file with the certificate of the authority that has signed the server's")
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unreadable(error.to_string()))? {
        let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
    }
    if roots.is_empty() { Err(unreadable("there is no `BEGIN CERTIFICATE`".to_owned())) } else { Ok(roots) }
}

/// Takes a certificate for whatever name, if there is a verifier; otherwise any.
#[derive(Debug)]
struct Lenient {
    verifier: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let Some(verifier) = &self.verifier else { return Ok(ServerCertVerified::assertion()) };
        match verifier.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            // It is the last thing that is looked at, after the chain.
            Err(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
