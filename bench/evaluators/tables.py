"""results.tsv, and the tables made of it."""

import collections

from rules import RULES

KINDS = ["right", "other decision", "other kind or layer", "refused", "cannot express"]


class Table:
    """cases: (name, want); columns: evaluator → case → cell; about: evaluator → (version, date)."""

    def __init__(self):
        self.cases, self.columns, self.about = [], {}, {}

    def put(self, name, version, date, column):
        self.columns[name], self.about[name] = column, (version, date)


def read(path):
    table = Table()
    if not path.exists():
        return table
    head = None
    for row in path.read_text().splitlines():
        cells = row.split("\t")
        if row.startswith("# "):
            table.about[cells[0][2:]] = (cells[1], cells[2])
        elif head is None:
            head = cells
            table.columns = {name: {} for name in head[2:]}
        else:
            table.cases.append((cells[0], cells[1]))
            for name, cell in zip(head[2:], cells[2:]):
                table.columns[name][cells[0]] = cell
    return table


def write(path, table):
    """A case that an evaluator of an earlier run has not seen stays empty."""
    right = {name: sum(cell == "=" for cell in column.values()) for name, column in table.columns.items()}
    names = sorted(table.columns, key=lambda name: (name != "clearway", -right[name]))
    rows = [f"# {name}\t{table.about[name][0]}\t{table.about[name][1]}" for name in names]
    rows.append("\t".join(["case", "want"] + names))
    for case, want in table.cases:
        rows.append("\t".join([case, want] + [table.columns[name].get(case, "") for name in names]))
    path.write_text("\n".join(rows) + "\n")


def kind(cell):
    return {"=": "right", "decision": "other decision", "kind": "other kind or layer", "layer": "other kind or layer",
            "refused": "refused", "cannot": "cannot express", "": "not asked"}[cell.partition(":")[0]]


def markdown(head, rows):
    out = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---"] * len(head)) + " |"]
    return "\n".join(out + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def totals(table):
    rows = []
    for name, column in table.columns.items():
        counts = collections.Counter(kind(column.get(case, "")) for case, _ in table.cases)
        answered = counts["right"] + counts["other decision"] + counts["other kind or layer"]
        share = f"{100 * counts['other decision'] / answered:.1f} %" if answered else ""
        version, date = table.about[name]
        rows.append([version, *(counts[k] for k in KINDS), share, date])
    return markdown(["evaluator", *KINDS, "decisions that differ", "asked"], rows)


def topics(table):
    """For each folder of the corpus: how many of the answered cases have another decision than the page."""
    groups = collections.defaultdict(list)
    for case, _ in table.cases:
        parts = case.split("/")
        groups["/".join(parts[:-1])].append(case)
    rows = []
    for topic, cases in sorted(groups.items()):
        row = [topic, len(cases)]
        for column in table.columns.values():
            counts = collections.Counter(kind(column.get(case, "")) for case in cases)
            row.append(cell_of(counts, len(cases)))
        rows.append(row)
    return markdown(["topic", "cases", *table.columns], rows)


def cell_of(counts, total):
    """ "✓", or what is not as the pages say, shortly."""
    if counts["cannot express"] + counts["not asked"] == total:
        return "–"
    parts = []
    for what, word in ("other decision", "differ"), ("other kind or layer", "layer"), ("refused", "refused"), \
            ("cannot express", "no input"):
        if counts[what]:
            parts.append(f"{counts[what]} {word}")
    return ", ".join(parts) or "✓"


def semantics(table):
    """For each rule and evaluator: whether it decides the rule's cases as the page says."""
    present = {case for case, _ in table.cases}
    rows = []
    for rule, page, cases in RULES:
        missing = [case for case in cases if case not in present]
        if missing:
            raise SystemExit(f"rules.py names cases that are not in the corpus: {missing}")
        row = [rule, page.rpartition(", ")[2]]
        shown = cases[0]
        for name, column in table.columns.items():
            cells = {case: column.get(case, "") for case in cases}
            wrong = [case for case in cases if kind(cells[case]) == "other decision"]
            counts = collections.Counter(map(kind, cells.values()))
            row.append(verdict(counts, len(wrong), len(cases)))
            if wrong and name != "clearway" and shown == cases[0]:
                shown = wrong[0]
        rows.append(row + [f"`{shown}`"])
    return markdown(["rule", "AWS's page", *table.columns, "a case"], rows)


def verdict(counts, wrong, total):
    answered = total - counts["cannot express"] - counts["not asked"] - counts["refused"]
    if wrong:
        return f"differs {wrong}/{answered}"
    if answered == 0:
        return "refuses" if counts["refused"] else "–"
    return "agrees" if answered == total else f"agrees {answered}/{answered}"


def publish(results, root):
    """Put the tables between the marks of docs/evaluator.md."""
    path = root / "docs" / "evaluator.md"
    text = path.read_text()
    table = read(results)
    for mark, made in ("totals", totals), ("semantics", semantics), ("topics", topics):
        start, end = f"<!-- {mark}: made by bench/evaluators/run.py table -->\n", f"<!-- end of {mark} -->"
        head, _, rest = text.partition(start)
        _, _, tail = rest.partition(end)
        if not tail:
            raise SystemExit(f"{path} has no marks for {mark}")
        text = head + start + made(table) + "\n" + end + tail
    path.write_text(text)
