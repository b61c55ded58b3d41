//! A real PostgreSQL from the installed server binaries, started for a test and stopped after it.
//! Without the binaries the test says so and passes, but fails where CI=true.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A server with a folder of its own and one empty database.
pub struct Postgres {
    binaries: PathBuf,
    folder: PathBuf,
    port: u16,
}

/// The folder with the programs: on Debian `/usr/lib/postgresql/VERSION/bin`, not in the search path.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> =
        versions.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    found.sort();
    let search = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&search));
    let programs = ["initdb", "pg_ctl", "postgres", "createdb"];
    found.into_iter().rev().find(|bin| programs.iter().all(|name| bin.join(name).exists()))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}

impl Postgres {
    /// Starts one; `None` where the binaries are missing.
    pub fn start(name: &str) -> Option<Self> {
        let Some(binaries) = binaries() else {
            let required = std::env::var("CI").as_deref() == Ok("true");
            assert!(!required, "no PostgreSQL server binaries; install postgresql");
            eprintln!("skipped: no PostgreSQL server binaries (Debian: postgresql)");
            return None;
        };
        let folder = std::env::temp_dir().join(format!("taut-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        // The server does not run as root.
        if is_root() {
            let done = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
            assert!(done.success());
        }
        // A free port now; nobody else on this machine is likely to take it within the second.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { binaries, folder, port };
        let at = server.folder.display();
        server.run(
            "initdb",
            &format!("-D {at}/data -A trust -U taut -E UTF8 --locale=C.UTF-8 --no-sync"),
        );
        // It is not PostgreSQL that is killed here; what it was told, it has.
        let options = format!("-p {port} -c listen_addresses=127.0.0.1 -k {at} -c fsync=off");
        server.run("pg_ctl", &format!("-D {at}/data -o '{options}' -l {at}/log -w start"));
        server.run("createdb", &format!("-h {at} -p {port} -U taut taut"));
        Some(server)
    }

    /// The address of the database.
    pub fn address(&self) -> String {
        format!("postgres://taut@127.0.0.1:{}/taut?sslmode=disable", self.port)
    }

    fn run(&self, program: &str, arguments: &str) {
        let line = format!("{}/{program} {arguments}", self.binaries.display());
        let mut command = Command::new(if is_root() { "su" } else { "sh" });
        if is_root() {
            command.args(["postgres", "-s", "/bin/sh"]);
        }
        let done = command.arg("-c").arg(&line).current_dir(Path::new("/")).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program}: {said}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.folder.join("data/postmaster.pid").exists() {
            self.run("pg_ctl", &format!("-D {}/data -m immediate -w stop", self.folder.display()));
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
