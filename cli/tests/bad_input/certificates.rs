//! An authority, and a certificate of it for the servers.

use std::sync::LazyLock;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType};

/// All in PEM.
pub(crate) struct Certificates {
    /// For `127.0.0.1` and nothing else.
    pub(crate) certificate: String,
    pub(crate) key: String,
    /// Who has signed it.
    pub(crate) authority: String,
    /// Who has not.
    pub(crate) stranger: String,
}

/// Those of this run.
pub(crate) fn certificates() -> &'static Certificates {
    static CERTIFICATES: LazyLock<Certificates> = LazyLock::new(|| {
        let (authority, stranger) = (issuer("authority"), issuer("stranger"));
        let mut server = CertificateParams::default();
        server.subject_alt_names.push(SanType::IpAddress([127, 0, 0, 1].into()));
        let key = KeyPair::generate().unwrap();
        let certificate = server.signed_by(&key, &authority).unwrap();
        Certificates {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
            authority: authority.pem(),
            stranger: stranger.pem(),
        }
    });
    &CERTIFICATES
}

fn issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, name);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap()
}
