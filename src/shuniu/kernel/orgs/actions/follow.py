"""The rows that follow a merge and come back with a split: set-based, each written down as a `MergeStep`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from shuniu.kernel.orgs.merging import Link, following, links_to, preferences
from shuniu.kernel.orgs.models import Merge, MergeStep

_MOVE = """
WITH moved AS (UPDATE {table} SET {column} = %(new)s WHERE {column} = %(old)s{narrowed} RETURNING {key} AS id)
INSERT INTO orgs_mergestep (merge_id, model, "column", target, row_id, old, new)
SELECT %(merge)s, %(model)s, %(name)s, %(target)s, id, %(old)s, %(new)s FROM moved ORDER BY id
"""

_SET_ASIDE = """
WITH gone AS (DELETE FROM {table} t WHERE {key} = %(row)s RETURNING to_jsonb(t) AS content)
INSERT INTO orgs_mergestep (merge_id, model, "column", target, row_id, content)
SELECT %(merge)s, %(model)s, '', '', %(row)s, content FROM gone
"""

_PUT_BACK = """
INSERT INTO {table} ({columns})
SELECT {columns} FROM jsonb_populate_record(NULL::{table}, (SELECT content FROM orgs_mergestep WHERE id = %(step)s))
"""

_BACK = "UPDATE {table} SET {column} = %(old)s WHERE {key} = ANY(%(rows)s) AND {column} = %(new)s"


class Follower:
    """Moves what points to one row over to another, for one merge."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge

    def follow(self) -> None:
        """Everything of the merged row that does not stay goes over to the kept one."""
        for link in following():
            self._over(link, self.merge.gone_id, self.merge.kept_id)

    def _over(self, link: Link, old: int, new: int) -> None:
        for others, condition, nulls_differ in link.places():
            for mine, theirs in list(_twice(link, others, condition, nulls_differ, old, new)):
                self._fold(link.model, mine, theirs)
        narrowed = f' AND "{link.type_column}" = %(target)s' if link.type_column else ""
        statement = _MOVE.format(table=link.table, column=link.column, key=link.key, narrowed=narrowed)
        self._run(statement, link.model, name=link.column, target=link.target, old=old, new=new)

    def _fold(self, model: Any, mine: int, theirs: int) -> None:
        """Of two rows for one place one stands; what points to the other goes over, and the other is kept aside."""
        key = preferences.get(model._meta.label_lower)
        loser, winner = mine, theirs
        if key is not None:
            rows = model._base_manager.in_bulk([mine, theirs])
            if key(rows[mine]) > key(rows[theirs]):
                loser, winner = theirs, mine
        for link in links_to(model):
            self._over(link, loser, winner)
        table, column = model._meta.db_table, model._meta.pk.column
        self._run(_SET_ASIDE.format(table=table, key=column), model, row=loser)

    def _run(self, statement: str, model: Any, **parameters: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"merge": self.merge.pk, "model": model._meta.label_lower, **parameters})


def _twice(
    link: Link, others: tuple[str, ...], condition: Q | None, nulls_differ: bool, old: int, new: int
) -> Iterator[tuple[int, int]]:
    """Pairs of rows (of `old`, of `new`) for which there is one place only."""
    columns = [link.model._meta.get_field(name).attname for name in others]  # type: ignore[union-attr]

    def keyed(pk: int) -> dict[tuple[Any, ...], int]:
        rows = link.rows(pk).filter(condition) if condition is not None else link.rows(pk)
        return {tuple(key): row for row, *key in rows.order_by("pk").values_list("pk", *columns)}

    mine = keyed(old)
    theirs = keyed(new) if mine else {}
    for key, row in mine.items():
        if key in theirs and theirs[key] != row and not (nulls_differ and None in key):
            yield row, theirs[key]


def bring_back(merge: Merge) -> int:
    """Undo the steps of a merge, the last first; returns how many rows could not go back and stayed.

    A row that somebody moved or removed since is left as it is. A row whose place was taken meanwhile stays aside in
    its step, and what pointed to it stays with the row that stands.
    """
    left: set[tuple[str, int]] = set()
    steps = list(MergeStep.objects.filter(merge=merge).order_by("-pk").defer("content"))
    aside = set(MergeStep.objects.filter(merge=merge, content__isnull=False).values_list("pk", flat=True))
    alike = groupby(steps, key=lambda one: (one.pk if one.pk in aside else 0, one.model, one.column, one.old, one.new))
    done: list[int] = []
    stayed = 0
    for (single, _model, _column, _old, _new), group in alike:
        together = list(group)
        first = together[0]
        if single:
            if _put_back(first):
                done.append(first.pk)
            else:
                left.add((first.model, first.row_id))
                stayed += 1
        elif (first.target, first.old) not in left:
            stayed += _move_back(together)
            done += [step.pk for step in together]
    MergeStep.objects.filter(pk__in=done).delete()
    return stayed


def _put_back(step: MergeStep) -> bool:
    model: Any = apps.get_model(step.model)
    there = set(MergeStep.objects.filter(pk=step.pk).values_list("content", flat=True)[0])
    columns = [
        f.column for f in model._meta.concrete_fields if f.column in there and not getattr(f, "generated", False)
    ]
    statement = _PUT_BACK.format(table=model._meta.db_table, columns=", ".join(f'"{name}"' for name in columns))
    return _tried(statement, {"step": step.pk})


def _move_back(steps: list[MergeStep]) -> int:
    """All at once; one by one where some cannot. Returns how many stayed."""
    if _moved(steps):
        return 0
    return sum(not _moved([step]) for step in steps)


def _moved(steps: Iterable[MergeStep]) -> bool:
    rows = list(steps)
    model: Any = apps.get_model(rows[0].model)
    statement = _BACK.format(table=model._meta.db_table, column=rows[0].column, key=model._meta.pk.column)
    return _tried(statement, {"old": rows[0].old, "new": rows[0].new, "rows": [step.row_id for step in rows]})


def _tried(statement: str, parameters: dict[str, Any]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except IntegrityError:
        return False
    return True
