//! A real PostgreSQL from the installed server binaries, started for the tests and stopped after them.
//! Without the binaries the test says so and passes, but fails where CI=true.

use std::path::{Path, PathBuf};
use std::process::Command;

use taut_record::Place;

use crate::world::Folder;

/// A server with a folder of its own.
pub struct Server {
    binaries: PathBuf,
    folder: Folder,
    port: u16,
}

fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> =
        versions.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    found.sort();
    let search = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&search));
    found.into_iter().rev().find(|folder| {
        ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).exists())
    })
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}

impl Server {
    /// Starts one; `None` where the binaries are missing.
    pub fn start() -> Option<Self> {
        let Some(binaries) = binaries() else {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "no PostgreSQL server binaries; install postgresql"
            );
            eprintln!("skipped: no PostgreSQL server binaries (Debian: postgresql)");
            return None;
        };
        let folder = Folder::new();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        if is_root() {
            let done = Command::new("chown").arg("postgres").arg(&folder.0).status().unwrap();
            assert!(done.success());
        }
        let server = Self { binaries, folder, port };
        let data = server.folder.0.join("data");
        let (data, sockets) = (data.display(), server.folder.0.display());
        server.run(
            "initdb",
            &format!("-D {data} -A trust -U taut -E UTF8 --locale=C.UTF-8 --no-sync"),
        );
        let options = format!("-p {port} -c listen_addresses=127.0.0.1 -k {sockets} -c fsync=off");
        server.run("pg_ctl", &format!("-D {data} -o '{options}' -l {sockets}/log -w start"));
        Some(server)
    }

    fn run(&self, program: &str, arguments: &str) {
        let line = format!("{}/{program} {arguments}", self.binaries.display());
        let mut command = if is_root() {
            let mut command = Command::new("su");
            command.args(["postgres", "-s", "/bin/sh", "-c", &line]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", &line]);
            command
        };
        let done = command.current_dir(Path::new("/")).output().unwrap();
        assert!(
            done.status.success(),
            "{program}: {}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        );
    }

    /// The database that is there from the start.
    pub fn place(&self) -> Place {
        let port = self.port;
        Place::parse(&format!("postgres://taut@127.0.0.1:{port}/postgres?sslmode=disable")).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.0.join("data");
        if data.join("postmaster.pid").exists() {
            self.run("pg_ctl", &format!("-D {} -m immediate -w stop", data.display()));
        }
    }
}
