"""Participatory-budgeting files in the `.pb` format of pabulib.org: three sections META, PROJECTS, VOTES.

Read: every ballot kind. `weight` and `electorate` columns of VOTES, and `organization` of PROJECTS, are extensions of
ours. Every fault raises BadInput with file, line and field.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from shuniu.methods.allocation.model import Ballot, BallotKind, Election, Electorate, Project, below
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said

SECTIONS = ("META", "PROJECTS", "VOTES")
KINDS = {kind.value: kind for kind in BallotKind}
OURS = ("voter_id", "vote", "points", "weight", "electorate")
THOUSANDS = re.compile(r",\d{3}$")
Row = tuple[int, list[str]]
Draft = tuple[str, tuple[str, ...], tuple[Decimal | int, ...], int, tuple[str, ...]]


def read_pb(
    path: str | Path, *, shares: Mapping[str, Fraction] | None = None, marks: Mapping[str, int] | None = None
) -> Election:
    """The election of a `.pb` file. `shares`: electorate → share of the budget, by the column `electorate`; `marks`:
    electorate → full marks, 1 where none are given.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadInput(Said("不是 UTF-8 文本"), file=str(path)) from fault
    return parse_pb(text, file=str(path), shares=shares, marks=marks)


def parse_pb(
    text: str, *, file: str = "", shares: Mapping[str, Fraction] | None = None, marks: Mapping[str, int] | None = None
) -> Election:
    """As `read_pb`, from text; `file` is the name for errors."""
    return _Reader(file).election(text, shares or {}, marks or {})


def write_pb(election: Election) -> str:
    """The election as a `.pb` text that `parse_pb` reads back as equal (weights and electorates in our columns)."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\n")
    meta = dict(election.meta) | {
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.voters),
        "budget": decimal_text(election.budget, election.scale),
        "vote_type": election.kind.value,
    }
    sheet.writerows([["META"], ["key", "value"], *meta.items()])
    extra = list(dict.fromkeys(key for project in election.projects for key in project.details))
    sheet.writerows([["PROJECTS"], ["project_id", "cost", "name", "category", "district", "organization", *extra]])
    for project in election.projects:
        labels = [project.name, ",".join(project.themes), ",".join(project.districts), project.organization]
        cost = decimal_text(project.cost, election.scale)
        sheet.writerow([project.id, cost, *labels, *(project.details.get(key, "") for key in extra)])
    sheet.writerows([["VOTES"], [*OURS, *election.columns]])
    for electorate in election.electorates:
        for ballot in electorate.ballots:
            points = ",".join(decimal_text(score, electorate.points) for score in ballot.scores)
            own = [ballot.voter, ",".join(ballot.projects), points, ballot.weight, electorate.name]
            sheet.writerow([*own, *ballot.details])
    return out.getvalue()


def decimal_text(units: int, scale: int) -> str:
    """Units as the currency's decimal: 178478662 at 100 → 1784786.62; `scale` is a power of ten."""
    text = str(Decimal(units) / scale) if scale > 1 else str(units)
    return format(Decimal(text), "f") if "E" in text else text


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.meta_lines: dict[str, int] = {}

    def fault(self, reason: str, line: int | None = None, field: str = "") -> BadInput:
        return BadInput(reason, file=self.file, line=line, field=field)

    def election(self, text: str, shares: Mapping[str, Fraction], marks: Mapping[str, int]) -> Election:
        sections = self.sections(text)
        meta = self.meta(sections["META"])
        kind = self.kind(meta)
        costs, projects = self.projects(sections["PROJECTS"])
        budget = self.decimal(meta["budget"], self.meta_lines["budget"], "budget")
        scale = 10 ** max(-int(cost.as_tuple().exponent) for cost in [budget, Decimal(0), *costs])
        whole = tuple(
            Project(id=p.id, cost=int(cost * scale), name=p.name, districts=p.districts, themes=p.themes,
                    organization=p.organization, details=p.details)
            for p, cost in zip(projects, costs, strict=True)
        )  # fmt: skip
        ballots = _Ballots(self, kind, meta, [project.id for project in whole])
        electorates = ballots.electorates(sections["VOTES"], shares, marks)
        self.counted(meta, "num_projects", len(whole))
        self.counted(meta, "num_votes", len(sections["VOTES"]) - 1)
        try:
            return Election(int(budget * scale), whole, electorates, kind, scale, meta, ballots.others)
        except BadInput as fault:
            raise self.fault(fault.reason, fault.line, fault.field) from None

    def sections(self, text: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        current: list[Row] | None = None
        for line, row in self.rows(text):
            name = row[0].strip().upper() if len([cell for cell in row if cell.strip()]) == 1 else ""
            if name in SECTIONS and name == SECTIONS[min(len(found), 2)] and name not in found:
                current = found[name] = []
            elif current is None:
                raise self.fault(Said("文件应以 META 开头"), line)
            else:
                current.append((line, row))
        for name in SECTIONS:
            if not found.get(name):
                raise self.fault(Said("缺少 {name} 一节，文件可能被截断", name=name), len(text.splitlines()) or 1, name)
        return found

    def rows(self, text: str) -> Iterator[Row]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        try:
            for row in reader:
                if row and any(row):
                    yield reader.line_num, row
        except csv.Error as fault:
            raise self.fault(Said("不是以分号分隔的表：{fault}", fault=fault), reader.line_num) from fault

    def meta(self, rows: list[Row]) -> dict[str, str]:
        meta: dict[str, str] = {}
        for line, row in rows[1:]:
            if len(row) < 2:
                raise self.fault(Said("META 的每行应为 key;value"), line, row[0])
            key = row[0].strip()
            meta[key] = ";".join(row[1:]).strip().rstrip(";")  # a spreadsheet pads rows to the same width
            self.meta_lines[key] = line
        if "budget" not in meta:
            raise self.fault(Said("META 中没有预算"), rows[0][0], "budget")
        return meta

    def kind(self, meta: dict[str, str]) -> BallotKind:
        word = meta.get("vote_type", "approval").lower()
        if word not in KINDS:
            raise self.fault(Said("不认识的选票类型：{word}", word=word), self.meta_lines["vote_type"], "vote_type")
        return KINDS[word]

    def projects(self, rows: list[Row]) -> tuple[list[Decimal], list[Project]]:
        line, heading = rows[0]
        columns = {name.strip(): number for number, name in enumerate(heading) if name.strip()}
        for needed in ("project_id", "cost"):
            if needed not in columns:
                raise self.fault(Said("PROJECTS 缺少 {needed} 一列", needed=needed), line, needed)
        costs, projects, seen = [], [], set()
        for line, row in rows[1:]:
            cells = {name: row[number].strip() if number < len(row) else "" for name, number in columns.items()}
            identity = cells.pop("project_id")
            if not identity or identity in seen:
                raise self.fault(
                    Said("项目编号重复：{identity}", identity=identity) if identity else Said("缺少项目编号"),
                    line,
                    "project_id",
                )
            seen.add(identity)
            costs.append(self.decimal(cells.pop("cost"), line, "cost"))
            projects.append(_project(identity, cells))
        return costs, projects

    def decimal(self, text: str, line: int, field: str) -> Decimal:
        if THOUSANDS.search(text):
            raise self.fault(Said("逗号是小数点还是千位分隔：{text}（请去掉千位分隔）", text=text), line, field)
        try:
            value = Decimal(text.replace(",", ".").replace(" ", ""))
        except InvalidOperation:
            raise self.fault(Said("应为数字：{text}", text=text or Said("（空）")), line, field) from None
        if not below(value, 15) or -int(value.as_tuple().exponent) > 12:
            raise self.fault(Said("数字过大或过细：{text}", text=text), line, field)
        if value < 0:
            raise self.fault(Said("不能为负：{text}", text=text), line, field)
        return value.normalize() if value != value.to_integral() else value.to_integral()

    def counted(self, meta: dict[str, str], key: str, number: int) -> None:
        if meta.get(key) and meta[key] != str(number):
            raise self.fault(
                Said("写明 {meta}，实有 {number}，文件可能被截断", meta=meta[key], number=number),
                self.meta_lines[key],
                key,
            )


def _project(identity: str, cells: dict[str, str]) -> Project:
    words = {key: cells.pop(key, "") for key in ("name", "category", "district", "organization")}
    return Project(
        identity,
        0,
        words["name"],
        districts=_words(words["district"]),
        themes=_words(words["category"]),
        organization=words["organization"],
        details=cells,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


class _Ballots:
    """The section VOTES: one ballot a row, points scaled to whole numbers in each electorate."""

    def __init__(self, reader: _Reader, kind: BallotKind, meta: dict[str, str], projects: list[str]) -> None:
        self.reader, self.kind, self.projects = reader, kind, projects
        self.known = frozenset(projects)
        self.parsed: dict[str, Decimal] = {}
        self.others: tuple[str, ...] = ()
        self.scored = kind in (BallotKind.CUMULATIVE, BallotKind.SCORING)
        self.top = int(meta["max_length"]) if meta.get("max_length", "").isdecimal() else len(projects)
        self.default = self._default(meta) if self.scored else Decimal(0)

    def _default(self, meta: dict[str, str]) -> Decimal:
        if not meta.get("default_score"):
            return Decimal(0)
        return self.number(meta["default_score"], self.reader.meta_lines["default_score"], "default_score")

    def electorates(
        self, rows: list[Row], shares: Mapping[str, Fraction], marks: Mapping[str, int]
    ) -> tuple[Electorate, ...]:
        if stranger := next((name for name in marks if name not in shares), None):
            raise self.reader.fault(
                Said("给出了满分，但没有给出份额：{stranger}", stranger=stranger), None, "full-marks"
            )
        if marks and not self.scored:
            raise self.reader.fault(
                Said("满分只用于打分的选票（vote_type 为 scoring 或 cumulative）"), None, "full-marks"
            )
        columns = self.columns(rows[0])
        drafts: dict[str, list[Draft]] = {}
        others = {name: at for name, at in columns.items() if name not in OURS}
        self.others, places, known = tuple(others), tuple(others.values()), {}
        seen: set[str] = set()
        group_at, weight_at = columns.get("electorate"), columns.get("weight")
        for line, row in rows[1:]:
            voter = self.cell(line, row, columns["voter_id"], "voter_id")
            if voter in seen:
                raise self.reader.fault(Said("投票人重复：{voter}", voter=voter), line, "voter_id")
            seen.add(voter)
            vote, scores = self.vote(line, row, columns)
            weight = 1 if weight_at is None else self.weight(line, row, weight_at)
            name = "" if group_at is None or not shares else self.cell(line, row, group_at, "electorate")
            if name in marks and any(score > marks[name] for score in scores):
                raise self.reader.fault(
                    Said("分数超过 {name} 的满分 {full}", name=name, full=marks[name]), line, "points"
                )
            told = tuple(row[at].strip() if at < len(row) else "" for at in places)
            drafts.setdefault(name, []).append((voter, vote, scores, weight, known.setdefault(told, told)))
        if shares and group_at is None:
            raise self.reader.fault(Said("给出了份额，但 VOTES 没有 electorate 一列"), rows[0][0], "electorate")
        if shares and set(shares) != set(drafts):
            odd = sorted(set(shares) ^ set(drafts))[0]
            raise self.reader.fault(Said("份额与选民团不一致：{odd}", odd=odd), rows[0][0], "electorate")
        return tuple(
            _electorate(name, shares.get(name, Fraction(1)), drafts.get(name, []), marks.get(name, 1))
            for name in shares or [""]
        )

    def columns(self, row: Row) -> dict[str, int]:
        line, heading = row
        columns = {name.strip(): number for number, name in enumerate(heading) if name.strip()}
        for needed in ("voter_id", "vote", "points") if self.scored else ("voter_id", "vote"):
            if needed not in columns:
                raise self.reader.fault(Said("VOTES 缺少 {needed} 一列", needed=needed), line, needed)
        return columns

    def cell(self, line: int, row: list[str], at: int, field: str) -> str:
        if at >= len(row):
            raise self.reader.fault(Said("此行不完整，文件可能被截断"), line, field)
        return row[at].strip()

    def vote(
        self, line: int, row: list[str], columns: dict[str, int]
    ) -> tuple[tuple[str, ...], tuple[Decimal | int, ...]]:
        text = self.cell(line, row, columns["vote"], "vote")
        vote = tuple(text.split(",")) if text else ()
        if not self.known.issuperset(vote):
            vote = tuple(word.strip() for word in vote)
            stranger = next((word for word in vote if word not in self.known), None)
            if stranger is not None:
                raise self.reader.fault(
                    Said("没有这个项目：{stranger}", stranger=stranger or Said("（空）")), line, "vote"
                )
        if len(vote) > 1 and len(set(vote)) < len(vote):
            raise self.reader.fault(Said("同一项目在一张选票中出现两次"), line, "vote")
        if self.kind == BallotKind.ORDINAL:
            if len(vote) > self.top:
                raise self.reader.fault(
                    Said("排列了 {vote} 个项目，超过 max_length {top}", vote=len(vote), top=self.top), line, "vote"
                )
            return vote, tuple(range(self.top, self.top - len(vote), -1))
        if not self.scored:
            if self.kind == BallotKind.CHOOSE_ONE and len(vote) > 1:
                raise self.reader.fault(Said("只能选一个项目"), line, "vote")
            return vote, (1,) * len(vote)
        return self.with_points(line, vote, self.cell(line, row, columns["points"], "points"))

    def with_points(self, line: int, vote: tuple[str, ...], text: str) -> tuple[tuple[str, ...], tuple[Decimal, ...]]:
        words = text.split(",") if text else []
        if len(words) != len(vote):
            raise self.reader.fault(
                Said("{vote} 个项目却有 {words} 个分数", vote=len(vote), words=len(words)), line, "points"
            )
        scores = [self.parsed.get(word) for word in words]
        values = [self.number(word, line, "points") if s is None else s for s, word in zip(scores, words, strict=True)]
        if self.default:
            named = set(vote)
            missing = tuple(project for project in self.projects if project not in named)
            return vote + missing, (*values, *[self.default] * len(missing))
        return vote, tuple(values)

    def number(self, word: str, line: int, field: str) -> Decimal:
        try:
            value = Decimal(word.strip())
        except InvalidOperation:
            raise self.reader.fault(Said("应为数字：{word}", word=word or Said("（空）")), line, field) from None
        if not below(value, 9) or -int(value.as_tuple().exponent) > 6:
            raise self.reader.fault(Said("分数过大或过细：{word}", word=word), line, field)
        return self.parsed.setdefault(word, value)

    def weight(self, line: int, row: list[str], at: int) -> int:
        text = self.cell(line, row, at, "weight")
        if not text.isdecimal() or int(text) < 1 or int(text) > 10**9:
            raise self.reader.fault(Said("权重应为正整数：{text}", text=text or Said("（空）")), line, "weight")
        return int(text)


def _electorate(name: str, share: Fraction, drafts: list[Draft], full: int) -> Electorate:
    places = max(
        (-int(s.as_tuple().exponent) for draft in drafts for s in draft[2] if isinstance(s, Decimal)), default=0
    )
    points = 10 ** max(places, 0)
    ballots = tuple(Ballot(voter, vote, tuple(int(s * points) for s in scores), weight, told) for voter, vote, scores, weight, told in drafts)  # fmt: skip
    return Electorate(name, share, ballots, points, full)
