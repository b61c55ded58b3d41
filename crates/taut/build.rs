//! Puts the shipped knowledge inside the program: one generated list of paths and bytes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?)
        .join("../../knowledge")
        .canonicalize()?;
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    files.sort();
    // Apart, because no verdict reads the body.
    let (body, rest): (Vec<String>, Vec<String>) =
        files.into_iter().partition(|path| path.starts_with("body/"));
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    for (name, files) in [("knowledge.rs", rest), ("body.rs", body)] {
        let mut code = String::from("&[\n");
        for relative in &files {
            let full = root.join(relative).display().to_string();
            let _ = writeln!(code, "    ({relative:?}, include_bytes!({full:?})),");
        }
        code.push_str("]\n");
        fs::write(out.join(name), code)?;
    }
    println!("cargo::rerun-if-changed={}", root.display());
    Ok(())
}

/// All records below `folder`, cases and vignettes left out: they test the knowledge and are not part of it.
fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if path.is_dir() {
            if name != "cases" && name != "vignettes" {
                collect(root, &path, files)?;
            }
        } else if name.ends_with(".toml") || name == "LOCK" || name == "CERTIFICATE.json" {
            let relative = path.strip_prefix(root).map_err(io::Error::other)?;
            files.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
