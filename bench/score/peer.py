"""Runs peer.sql: python3 peer.py INPUT.csv OUT_DIR. Ends with 2 where the input has flaws."""

import sys
from pathlib import Path

import duckdb

THREADS = 2


def parts(text):
    """The named parts of the script, each behind a line `--- NAME`."""
    found = {}
    for part in text.split("\n--- ")[1:]:
        name, sql = part.split("\n", 1)
        found[name] = sql
    return found


def main(path, out):
    part = parts(Path(__file__).with_name("peer.sql").read_text(encoding="utf-8"))
    out = Path(out)
    db = duckdb.connect()
    db.execute(f"SET threads = {THREADS}; SET enable_progress_bar = false;")
    db.execute("SET VARIABLE input = $path", {"path": path})
    db.execute("SET VARIABLE results = $path", {"path": str(out / "results.csv")})
    db.execute("SET VARIABLE rollup = $path", {"path": str(out / "rollup.csv")})
    db.execute(part["setup"])
    db.execute(part["sheet"])
    if db.execute(part["check"]).fetchone()[0]:
        flaws = db.execute(part["flaws"]).fetchall()
        for line, says, _ in flaws:
            print(f"{path}:{line} {says}", file=sys.stderr)
        if flaws:
            print(f"另有 {flaws[0][2] - len(flaws)} 处", file=sys.stderr)
            sys.exit(2)
    out.mkdir(parents=True, exist_ok=True)
    db.execute(part["results"])
    db.execute(part["rollup"])


if __name__ == "__main__":
    main(*sys.argv[1:])
