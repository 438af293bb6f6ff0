//! The certificate and the key of `dukao serve`, and what is wrong with them.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use axum_server::tls_rustls::RustlsConfig;

use crate::stop::Stop;

/// Reads both. What the library says of them is for programmers; the person hears which file it is.
pub(crate) async fn config(cert: &Path, key: &Path) -> Result<RustlsConfig, Stop> {
    let (chain, secret) = (read(cert)?, read(key)?);
    if !has(&chain, "-----BEGIN CERTIFICATE-----") {
        let says = "不是 PEM 格式的证书;文件里应有 -----BEGIN CERTIFICATE-----";
        return Err(Stop::failed(cert.display(), says));
    }
    if has(&secret, "ENCRYPTED") {
        let says = "私钥有密码保护,不能用;请换成没有密码的私钥";
        return Err(Stop::failed(key.display(), says));
    }
    if !has(&secret, "PRIVATE KEY-----") {
        let says = "不是 PEM 格式的私钥;文件里应有 -----BEGIN PRIVATE KEY-----";
        return Err(Stop::failed(key.display(), says));
    }
    RustlsConfig::from_pem(chain, secret).await.map_err(|_| {
        let says = format!("私钥和证书 {} 不是一对,或者文件有损坏;请核对", cert.display());
        Stop::failed(key.display(), says)
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Stop::failed(file.display(), "没有这个文件"),
        ErrorKind::PermissionDenied => Stop::failed(file.display(), "没有权限读这个文件"),
        _ => Stop::failed(file.display(), error),
    })
}

fn has(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|some| some == words.as_bytes())
}
