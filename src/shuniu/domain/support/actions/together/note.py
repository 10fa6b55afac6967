from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import filled
from shuniu.domain.support.models.together import Consortium, NoteUse, PracticeNote
from shuniu.domain.support.rules.together import ACTS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Field, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("practice_note_used", text=gettext_lazy("%(organization)s用了你们分享的做法“%(title)s”。"))


def _own(author: Organization, consortium: Consortium | None) -> None:
    """Raises ValidationError for a consortium of which the author is no partner."""
    if consortium is not None and not consortium.partners.counted().filter(organization=author).exists():
        raise ValidationError({"consortium": _("你单位不是这个联合体的成员，请另选，或者不选。")})


@transaction.atomic
def share_note(
    author: Organization, *, title: str, situation: str, did: str, worked: str, failed: str = "", field: Field | None = None,
    consortium: Consortium | None = None, key: str, by: Any, at: datetime,
) -> PracticeNote:  # fmt: skip
    """Share what was tried. `key` comes with the form: twice is once."""
    authorise(by, "support.share_note", PracticeNote(author=author), at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=author.pk)
    existing = PracticeNote.objects.filter(key=key, author=author).first()
    if existing is not None:
        return existing
    kept = filled(title=title, situation=situation, did=did, worked=worked)
    _own(author, consortium)
    note = PracticeNote.objects.create(
        author=author, consortium=consortium, field=field, failed=failed.strip(), shared_by=by, shared_at=at, key=key, **kept
    )  # fmt: skip
    trace(note, "support.note_shared", by=by, at=at, organization=author)
    return note


def _lock(note: PracticeNote) -> PracticeNote:
    return PracticeNote.objects.select_for_update(of=("self",)).select_related("author").get(pk=note.pk)


@transaction.atomic
def save_note(
    note: PracticeNote, *, title: str, situation: str, did: str, worked: str, failed: str = "", field: Field | None = None,
    consortium: Consortium | None = None, version: int, by: Any, at: datetime,
) -> PracticeNote:  # fmt: skip
    note = _lock(note)
    authorise(by, "support.save_note", note, at=at)
    kept = {**filled(title=title, situation=situation, did=did, worked=worked), "failed": failed.strip(), "field": field,
            "consortium": consortium}  # fmt: skip
    if all(getattr(note, name) == value for name, value in kept.items()):
        return note
    check_version(note, version)
    _own(note.author, consortium)
    for name, value in kept.items():
        setattr(note, name, value)
    note.changed_at, note.version = at, note.version + 1
    note.save()
    trace(note, "support.note_saved", by=by, at=at)
    return note


@transaction.atomic
def withdraw_note(note: PracticeNote, *, by: Any, at: datetime) -> PracticeNote:
    """Nobody else sees it from now on; who used it stays on record."""
    note = _lock(note)
    authorise(by, "support.withdraw_note", note, at=at)
    if note.withdrawn_at is None:
        note.withdrawn_at = at
        note.save(update_fields=["withdrawn_at"])
        trace(note, "support.note_withdrawn", by=by, at=at)
    return note


@transaction.atomic
def state_use(note: PracticeNote, organization: Organization, *, remark: str, by: Any, at: datetime) -> NoteUse:
    """Another organization says it took the note up, once; saying it again changes its remark."""
    note = _lock(note)
    authorise(by, "support.state_use", NoteUse(note=note, organization=organization), at=at)
    if note.withdrawn_at is not None:
        raise ValidationError(_("这份做法已经收回。"))
    kept = filled(remark=remark)["remark"][:300]
    use, made = NoteUse.objects.get_or_create(
        note=note, organization=organization, defaults={"remark": kept, "stated_by": by, "stated_at": at}
    )
    if made:
        trace(note, "support.note_used", by=by, at=at, organization=organization)
        for person in holders(note.author, *ACTS, at=at):
            notify(person, "practice_note_used", key=f"note-used:{use.pk}", at=at, title=note.title, mail=False,
                   url=reverse("support:note", args=[note.pk]), organization=organization.name)  # fmt: skip
    elif use.remark != kept:
        use.remark, use.stated_by, use.stated_at = kept, by, at
        use.save()
    return use
