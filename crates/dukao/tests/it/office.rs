//! LibreOffice, as somebody else's reader and writer of our files.

use std::path::Path;
use std::process::Command;

use crate::desk::Desk;

/// Has LibreOffice turn files of a desk into another format; the new files lie in `to`.
pub(crate) fn convert(desk: &Desk, files: &[&str], format: &str, to: &str) {
    let profile = desk.path("office-profile");
    let mut command = Command::new("soffice");
    command
        .arg("--headless")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--convert-to", format, "--outdir"])
        .arg(desk.path(to))
        .args(files.iter().map(|file| desk.path(file)));
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "this test needs LibreOffice, and soffice does not start ({error}); on Debian: sudo \
             apt-get install libreoffice-calc libreoffice-writer fonts-noto-cjk"
        )
    });
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{says}");
    let extension = format.split(':').next().unwrap();
    for file in files {
        let made = desk.path(to).join(Path::new(file).file_stem().unwrap());
        let made = made.with_extension(extension);
        let size = made.metadata().map_or(0, |metadata| metadata.len());
        assert!(size > 0, "LibreOffice made no {}: {says}", made.display());
    }
}
