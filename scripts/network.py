"""What the scripts share: the program, the exported network, and the evidence of a case file."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "scripts" / "network-golden"


def program():
    """Path of the release program: $TAUT, or the one that `cargo build --release` leaves."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    path = pathlib.Path(os.environ.get("TAUT", target / "release" / "taut"))
    path = path if path.is_absolute() else ROOT / path
    if not path.exists():
        sys.exit(f"error: no program at {path}\n  hint: run `cargo build --release --locked` first, or set TAUT")
    return path


def taut(*args):
    """Standard output of one run with the knowledge of this folder."""
    done = subprocess.run(
        [program(), "--knowledge", ROOT / "knowledge", *args], capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode != 0:
        sys.exit(f"error: taut {' '.join(map(str, args))} ended with {done.returncode}\n{done.stderr}")
    return done.stdout


def read_bif(text):
    """Variables with their number of states, and tables as (variable, parents, rows).

    Own reader: every number becomes the float64 that was printed, and a row is found by its labels, not by its place.
    """
    states = {m[1]: int(m[2]) for m in re.finditer(r"variable (\w+) \{\s*type discrete \[ (\d+) \]", text)}
    tables = []
    for block in re.finditer(r"probability \( (\w+)(?: \| ([^)]*))? \) \{\n(.*?)\n\}", text, re.S):
        parents = [p.strip() for p in block[2].split(",")] if block[2] else []
        rows = {}
        for line in block[3].split("\n"):
            found = re.fullmatch(r"\s*(?:table|\(([^)]*)\)) ([^;]*);", line)
            if not found:
                sys.exit(f"error: the table of {block[1]} has a line that is not understood: {line}")
            label = tuple(int(s.strip()[1:]) for s in found[1].split(",")) if found[1] else ()
            rows[label] = [float(number) for number in found[2].split(",")]
        tables.append((block[1], parents, rows))
    if set(states) != {name for name, _, _ in tables}:
        sys.exit("error: the exported network does not have one table a variable")
    return states, tables


def pgmpy_model(text):
    """The exported network as a pgmpy model; needs the packages of requirements.txt."""
    import itertools

    import numpy
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.models import DiscreteBayesianNetwork

    states, tables = read_bif(text)
    model = DiscreteBayesianNetwork()
    model.add_nodes_from(states)
    for name, parents, rows in tables:
        model.add_edges_from((parent, name) for parent in parents)
        sizes = [states[p] for p in parents]
        columns = [rows[label] for label in itertools.product(*(range(n) for n in sizes))]
        table = TabularCPD(
            name, states[name], numpy.array(columns).T, evidence=parents or None, evidence_card=sizes or None
        )
        model.add_cpds(table)
    model.check_model()
    return model


def records(folder):
    """Every record of a knowledge folder by id."""
    return {p.stem: tomllib.loads(p.read_text("utf-8")) for p in sorted((ROOT / "knowledge" / folder).glob("*.toml"))}


def case_evidence(case, findings, variables):
    """(age band, sex, {finding: state index}) of a case whose every answer is a sign or a choice.

    What cannot apply to a man is absent for him, as the program has it.
    """
    edges = [b["from"] for b in findings["age"]["bin"] if "from" in b]
    band = sum(case["age"] >= edge for edge in edges)
    evidence = {}
    for answer in case["answers"]:
        record = findings[answer["finding"]]
        names = record.get("states", ["absent", "present"])
        evidence[answer["finding"]] = names.index(answer["state"])
    if case["sex"] == "male":
        for name, record in findings.items():
            alternatives = [part.strip() for part in record.get("absent_if", "").split(" or ")]
            if "sex = male" in alternatives and name in variables:
                evidence.setdefault(name, 0)
    return band, case["sex"], {name: state for name, state in evidence.items() if name in variables}


def golden_cases():
    """The case files of the cross-check, by name."""
    return {p.stem: tomllib.loads(p.read_text("utf-8")) for p in sorted(GOLDEN.glob("*.toml"))}


def export(band, sex):
    """The network for one age band and sex, as BIF text."""
    return taut("knowledge", "export", "--age-band", str(band), *(["--male"] if sex == "male" else []))


def our_posteriors(name):
    """The program's own posteriors for one of the golden cases."""
    verdict = json.loads(taut("assess", GOLDEN / f"{name}.toml", "--for", "therapist", "--format", "json"))
    return {c["condition"]: c["probability"] for c in verdict["behind"]}
