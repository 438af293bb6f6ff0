"""A third opinion on `dukao score --only csv`: slow, plain, decimal.

    python3 reference.py INPUT.csv OUT_DIR

Reads UTF-8 csv whose points are already in order, and writes results.csv and rollup.csv. It shares
nothing with the program or with peer.sql but the description of the two files.
"""

import csv
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

INDICATORS = [2, 2, 3, 2, 2, 2, 4]
CRITERIA = [f"{i + 1}.{c + 1}" for i, n in enumerate(INDICATORS) for c in range(n)]
TEXTS = ["支部代码", "支部名称", "市", "县(市、区)", "上级党委", "类别", "书记"]
RESULTS = TEXTS + ["总分", "暂计", "自查总分", "附加分", "状态", "缺项", "未评项", "等次"]
RESULTS += [f"内容{i + 1}" for i in range(len(INDICATORS))]
ROLLUP = ["层级", "市", "县(市、区)", "上级党委", "类别", "支部数", "已评定", "评定率"]
ROLLUP += ["平均", "中位数", "最低", "最高", "好", "较好", "一般", "差"] + CRITERIA
BANDS = [("好", 90), ("较好", 80), ("一般", 60), ("差", 0)]
LEVELS = [
    ("合计", []),
    ("市", ["市"]),
    ("县", ["市", "县(市、区)"]),
    ("党委", ["市", "县(市、区)", "上级党委"]),
    ("类别", ["类别"]),
]
CENT = Decimal("0.01")


def points(text):
    text = text.strip()
    return None if text in ("", "—", "-", "/", "未评") else Decimal(text)


def rounded(number):
    return number.quantize(CENT, ROUND_HALF_UP)


def shown(number):
    return "" if number is None else str(number.quantize(CENT))


def formula_like(text):
    return text != "" and text[0] in "=+-@＝＋－＠\t\r"


def guarded(text):
    return "'" + text if formula_like(text) else text


def cleaned(cell):
    """The apostrophe that guarded() sets comes off again."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and formula_like(text[1:]) else text


def band(total):
    return next(name for name, least in BANDS if total >= least)


def branches(path):
    """Every branch as a dictionary; the head is the first row that has 支部名称."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(row for row in rows if "支部名称" in row)
        for row in rows:
            if any(cell.strip() for cell in row):
                yield dict(zip(head, map(cleaned, row)))


def assess(row):
    """The row of results.csv, the total and the committee's points."""
    given = [points(row.get(c, "")) for c in CRITERIA]
    own = [points(row.get("自查" + c, "")) for c in CRITERIA]
    bonus = points(row.get("附加分", "")) or Decimal(0)
    best = [o if g is None else g for g, o in zip(given, own)]
    any_given, all_given = any(g is not None for g in given), None not in given
    any_own, all_own = any(o is not None for o in own), None not in own
    status = "未报"
    if all_given:
        status = "已评定"
    elif any_given:
        status = "部分评定"
    elif all_own:
        status = "暂定"
    elif any_own:
        status = "自查未完"
    total = sum(given) + bonus if all_given else None
    known = [p for p in best if p is not None]
    sums, start = [], 0
    for count in INDICATORS:
        part = [p for p in best[start : start + count] if p is not None]
        sums.append(sum(part) if part else None)
        start += count
    line = [guarded(row.get(name, "")) for name in TEXTS]
    line += [shown(total), shown(sum(known) + bonus if known else None)]
    line += [shown(sum(own) if all_own else None), shown(bonus), status]
    line.append("、".join(c for c, p in zip(CRITERIA, best) if p is None))
    unrated = [c for c, p in zip(CRITERIA, given) if p is None]
    line.append("、".join(unrated) if status == "部分评定" else "")
    line.append("" if total is None else band(total))
    return line + [shown(s) for s in sums], total, given


def rolled_up(name, key, names, group):
    rated = [(total, given) for total, given in group if total is not None]
    where = dict(zip(names, (guarded(part or "(未填)") for part in key)))
    line = [name] + [where.get(column, "") for column in ROLLUP[1:5]]
    line += [str(len(group)), str(len(rated))]
    line.append(str(rounded(Decimal(100 * len(rated)) / len(group))))
    totals = sorted(total for total, _ in rated)
    bands = [band(total) for total in totals]
    if not rated:
        return line + [""] * 4 + ["0"] * 4 + [""] * len(CRITERIA)
    low, high = totals[(len(totals) - 1) // 2], totals[len(totals) // 2]
    line.append(str(rounded(sum(totals) / len(totals))))
    line += [str(rounded((low + high) / 2)), shown(totals[0]), shown(totals[-1])]
    line += [str(bands.count(name)) for name, _ in BANDS]
    columns = zip(*(given for _, given in rated))
    return line + [str(rounded(sum(column) / len(rated))) for column in columns]


def write(path, head, lines):
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(lines)


def main(path, out):
    groups = [{} for _ in LEVELS]
    results, columns = [], set()
    for row in branches(path):
        columns.update(row)
        line, total, given = assess(row)
        results.append(line)
        for (_, names), group in zip(LEVELS, groups):
            key = tuple(row.get(name, "") for name in names)
            group.setdefault(key, []).append((total, given))
    rollup = [
        rolled_up(name, key, names, group)
        for (name, names), level in zip(LEVELS, groups)
        if columns.issuperset(names)
        for key, group in level.items()
    ]
    Path(out).mkdir(parents=True, exist_ok=True)
    write(Path(out, "results.csv"), RESULTS, results)
    write(Path(out, "rollup.csv"), ROLLUP, rollup)


if __name__ == "__main__":
    main(*sys.argv[1:])
