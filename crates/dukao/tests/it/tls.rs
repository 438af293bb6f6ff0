//! `dukao serve` by https, with a certificate of the test's own.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::desk::Desk;
use crate::server::Server;

/// A certificate for this machine with its key, in two files.
fn certificate(desk: &Desk, cert: &str, key: &str) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]);
    openssl.args(["-nodes", "-days", "2", "-subj", "/CN=localhost"]);
    openssl.args(["-addext", "subjectAltName=DNS:localhost", "-out", cert, "-keyout", key]);
    let made = openssl.current_dir(desk.path(".")).output().expect("this test needs openssl");
    assert!(made.status.success(), "{made:?}");
}

/// An answer by https, from whom the certificate stands for.
fn ask(desk: &Desk, at: &str, cert: &str, request: &str) -> String {
    let mut openssl = Command::new("openssl");
    openssl.args(["s_client", "-quiet", "-verify_quiet", "-verify_return_error"]);
    openssl.args(["-connect", at, "-servername", "localhost", "-verify_hostname", "localhost"]);
    openssl.args(["-CAfile", cert]).current_dir(desk.path("."));
    openssl.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut openssl = openssl.spawn().expect("this test needs openssl");
    let mut line = openssl.stdin.take().unwrap();
    line.write_all(request.as_bytes()).unwrap();
    let answer = openssl.wait_with_output().unwrap();
    drop(line);
    String::from_utf8(answer.stdout).unwrap()
}

#[test]
fn pages_and_cookies_go_by_https_and_by_nothing_else() {
    let desk = Desk::new();
    certificate(&desk, "证书.pem", "私钥.pem");
    let flags = ["--data", "data", "--tls-cert", "证书.pem", "--tls-key", "私钥.pem"];
    let mut server = Server::start(&desk, &flags);
    let first = server.first();
    let at = server.at.clone();
    let begin = "organisation=%E7%A4%BA%E4%BE%8B&name=%E7%8E%8B&login=guanli\
                 &password=rice-field-gold-leaf&password_again=rice-field-gold-leaf";
    let answer = ask(
        &desk,
        &at,
        "证书.pem",
        &format!(
            "POST {first} HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
             connection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{begin}",
            begin.len()
        ),
    );
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let (_, cookie) = answer.split_once("set-cookie: ").unwrap();
    let cookie = cookie.lines().next().unwrap();
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    let get = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    assert!(ask(&desk, &at, "证书.pem", get).ends_with("\r\n\r\nok\n"));
    // Who speaks plainly gets nothing, and who trusts another certificate doesn't ask.
    assert!(!server.ask("GET", "/healthz", "").contains("ok"));
    certificate(&desk, "别的证书.pem", "别的私钥.pem");
    assert_eq!(ask(&desk, &at, "别的证书.pem", get), "");
    assert_eq!(server.end("TERM"), Some(0));
}

#[test]
fn what_is_wrong_with_a_certificate_is_one_sentence_about_its_file() {
    let desk = Desk::new();
    certificate(&desk, "证书.pem", "私钥.pem");
    certificate(&desk, "别的证书.pem", "别的私钥.pem");
    let text = desk.text("私钥.pem").replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    desk.put("密.pem", text);
    desk.put("空.pem", "");
    desk.put("坏.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    let not_a_pair = |key| format!("{key}: 私钥和证书 证书.pem 不是一对,或者文件有损坏;请核对\n");
    let cases = [
        ("证书.pem", "别的私钥.pem", not_a_pair("别的私钥.pem")),
        ("证书.pem", "坏.pem", not_a_pair("坏.pem")),
        ("没有.pem", "私钥.pem", "没有.pem: 没有这个文件\n".to_owned()),
        ("证书.pem", "没有.pem", "没有.pem: 没有这个文件\n".to_owned()),
        (
            "私钥.pem",
            "私钥.pem",
            "私钥.pem: 不是 PEM 格式的证书;文件里应有 -----BEGIN CERTIFICATE-----\n".to_owned(),
        ),
        (
            "证书.pem",
            "空.pem",
            "空.pem: 不是 PEM 格式的私钥;文件里应有 -----BEGIN PRIVATE KEY-----\n".to_owned(),
        ),
        ("证书.pem", "密.pem", "密.pem: 私钥有密码保护,不能用;请换成没有密码的私钥\n".to_owned()),
    ];
    for (cert, key, says) in cases {
        let serve = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];
        let ran = desk.run(&[&serve[..], &["--tls-cert", cert, "--tls-key", key]].concat());
        ran.stopped(3, &says);
    }
}
