// A PostgreSQL server of the walk's own, from the server binaries, with fsync as it is by default.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The folder with the server's programs; the script says what to install where there is none. */
function binaries() {
  const script = new URL("../../scripts/find-postgresql", import.meta.url).pathname;
  return execFileSync(script, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

/** A port that was free a moment ago. */
const free = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** How many ports are tried: between asking for a free one and listening on it, another program may take it. */
const TRIES = 5;

/** Starts one in a folder of its own; only this machine reaches it. */
export async function postgres() {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), "taut-pg-"));
  const root = process.getuid() === 0;
  // The server does not run as root.
  if (root) execFileSync("chown", ["postgres", folder]);
  const run = (command) =>
    root
      ? execFileSync("su", ["postgres", "-s", "/bin/bash", "-c", command], { stdio: ["ignore", "ignore", "inherit"] })
      : execFileSync("/bin/bash", ["-c", command], { stdio: ["ignore", "ignore", "inherit"] });
  run(`${bin}/initdb -D ${folder}/data -A trust -U taut -E UTF8 --locale=C.UTF-8`);
  const start = async (tries) => {
    const port = await free();
    try {
      run(`${bin}/pg_ctl -D ${folder}/data -o "-p ${port} -c listen_addresses=127.0.0.1 -k ${folder}" -l ${folder}/log -w start`);
      return port;
    } catch (error) {
      if (tries <= 1) throw error;
      return start(tries - 1);
    }
  };
  const port = await start(TRIES);
  run(`${bin}/createdb -h ${folder} -p ${port} -U taut taut`);
  return {
    address: `postgres://taut@127.0.0.1:${port}/taut?sslmode=disable`,
    stop() {
      run(`${bin}/pg_ctl -D ${folder}/data -m fast -w stop`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
