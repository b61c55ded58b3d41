"""The maps in ARCHITECTURE.md beside the tree: crates, files with what each one says of itself, and named tests."""

import re
import sys

sys.dont_write_bytecode = True
import network

ROOT = network.ROOT
ARCHITECTURE = ROOT / "ARCHITECTURE.md"
# Folders of a crate whose files are listed.
LISTED = ("src", "examples", "templates", "assets")
# Where else files are listed: the heading, and the endings that count.
BROWSER = ("tests/browser", (".mjs", ".json"))
LINE = re.compile(r"^- `([^`\n]+)`: (.*)$", re.M)


def sections(text):
    """(heading, folder, start, end) of each part of the maps."""
    for found in re.finditer(r"^### (\S+)\n(.*?)(?=^##)", text, re.S | re.M):
        folder = ROOT / found[1] if "/" in found[1] else ROOT / "crates" / found[1]
        if folder.exists():
            yield found[1], folder, found.start(2), found.end(2)


def tree(folder):
    """Files of a folder that its part of the map lists."""
    if folder == ROOT / BROWSER[0]:
        return {p.name for p in folder.iterdir() if p.suffix in BROWSER[1] and p.name != "package-lock.json"}
    found = {str(p.relative_to(folder)) for part in LISTED for p in folder.glob(f"{part}/**/*") if p.is_file()}
    return found | ({"build.rs"} if (folder / "build.rs").exists() else set())


def says(file):
    """The first sentence of a file about itself, in the form of the map; None for a file that says nothing."""
    mark = {".rs": "//!", ".js": "//", ".mjs": "//", ".css": "/*"}.get(file.suffix)
    if not mark:
        return None
    lines = []
    for line in file.read_text("utf-8").splitlines():
        words = line.removeprefix(mark).removesuffix("*/").strip() if line.startswith(mark) else ""
        if words:
            lines.append(words)
        elif lines:
            break
    sentence = re.split(r"(?<=\.)\s+(?=[A-Z`])", " ".join(lines), maxsplit=1)[0]
    return in_map(sentence.rstrip(".: "))


def in_map(sentence):
    """A sentence as it stands after a colon: without its capital, unless more than the first letter of the word is one."""
    if re.match(r"[A-Z][a-z'-]*(?=[ ,:.]|$)", sentence):
        sentence = sentence[0].lower() + sentence[1:]
    return sentence + "."


def kept(part, folder):
    """The lines of one part, made true: in their order, each new file behind the one that it is nearest to."""
    files = tree(folder)
    lines = {name: words for name, words in LINE.findall(part) if name in files}
    for name in sorted(files - lines.keys()):
        words = says(folder / name)
        order = list(lines)
        near = max(order, key=lambda other: (shared(name, other), order.index(other)), default=None)
        order.insert(order.index(near) + 1 if near else 0, name)
        lines = {one: lines.get(one, words or "TO DO.") for one in order}
    return "".join(f"- `{name}`: {says(folder / name) or words}\n" for name, words in lines.items())


def shared(one, other):
    """How many folders two paths have in common from the top."""
    pairs = zip(one.split("/")[:-1], other.split("/")[:-1])
    count = 0
    for a, b in pairs:
        if a != b:
            break
        count += 1
    return count


def rewritten():
    """ARCHITECTURE.md with every line of the maps as its file has it. What a file without such a line is, is left as it stands."""
    text = ARCHITECTURE.read_text("utf-8")
    for _, folder, start, end in reversed(list(sections(text))):
        part = text[start:end]
        listed = list(LINE.finditer(part))
        if listed:
            first, last = listed[0].start(), listed[-1].end() + 1
            text = text[: start + first] + kept(part, folder) + text[start + last :]
    return text


def drift():
    """What ARCHITECTURE.md says that is not so, and what it leaves out."""
    text = ARCHITECTURE.read_text("utf-8")
    crates = {p.parent.name for p in (ROOT / "crates").glob("*/Cargo.toml")}
    named = set(re.findall(r"^\| `(taut[a-z-]*)` \|", text, re.M))
    yield from (f"ARCHITECTURE.md: crate {c} is not in its map" for c in sorted(crates - named))
    yield from (f"ARCHITECTURE.md: there is no crate {c}" for c in sorted(named - crates))
    parts = {heading: (folder, text[start:end]) for heading, folder, start, end in sections(text)}
    for heading in sorted((crates & named) | {BROWSER[0]}):
        if heading not in parts:
            yield f"ARCHITECTURE.md: no part about {heading}"
            continue
        folder, part = parts[heading]
        yield from differs(heading, folder, LINE.findall(part))
    yield from tests(text)


def differs(heading, folder, lines):
    """Files that a part leaves out, has without reason or twice, or describes in other words than they do."""
    files, names = tree(folder), [name for name, _ in lines]
    yield from (f"ARCHITECTURE.md: {heading}/{f} is not in its map" for f in sorted(files - set(names)))
    yield from (f"ARCHITECTURE.md: there is no {heading}/{f}" for f in sorted(set(names) - files))
    yield from (f"ARCHITECTURE.md: {heading}/{f} is in its map twice" for f in sorted({f for f in names if names.count(f) > 1}))
    for name, words in lines:
        own = says(folder / name) if name in files else None
        if own and own != words:
            yield f"ARCHITECTURE.md: {heading}/{name} says of itself: {own}\n  the map says: {words}"


def tests(text):
    """Tests that are named and that no file has."""
    sources = "\n".join(p.read_text("utf-8") for p in sorted((ROOT / "crates").glob("*/**/*.rs")))
    part = re.search(r"^## Tests\n(.*?)(?=^## )", text, re.S | re.M)
    for test in re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", part[1] if part else ""):
        if f"fn {test}(" not in sources:
            yield f"ARCHITECTURE.md: there is no test {test}"
