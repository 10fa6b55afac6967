"""填报任务: a body asks many bodies for a table by a date (A06, A16.1)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, overseen_by

KEPT_BY = ("head", "officer", "clerk")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, user: Any, at: Any) -> DataRequestQuerySet:
        """The asker's own; what was sent also to whoever oversees the asker: burdens are no secret upward."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(asker__in=bodies_of(user, at, *KEPT_BY))
        overseen = models.Q(asker__in=overseen_by(user, at)) & ~models.Q(state="DRAFT")
        return self.filter(own | overseen)


class DataRequest(models.Model):
    """A table asked of many bodies by a date: its columns, who is asked, what came in."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("草稿")
        OPEN = "OPEN", _("填报中")
        CLOSED = "CLOSED", _("已了结")
        WITHDRAWN = "WITHDRAWN", _("已撤回")

    flow = Flow(
        send=({State.DRAFT}, State.OPEN),
        close=({State.OPEN}, State.CLOSED),
        reopen=({State.CLOSED}, State.OPEN),
        withdraw=({State.DRAFT, State.OPEN}, State.WITHDRAWN),
    )
    asker = models.ForeignKey(Organization, models.PROTECT, related_name="data_requests")
    title = models.CharField(_("填报什么"), max_length=120)
    purpose = models.TextField(_("用途和填报说明"))
    due_on = models.DateField(_("期限"))
    many_rows = models.BooleanField(_("每家可以填多行"), default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    key = models.CharField(max_length=40)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField(_("小结"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["asker", "key"], name="data_request_once"),
            models.CheckConstraint(
                name="sent_data_request_has_moment",
                condition=models.Q(state__in=["DRAFT", "WITHDRAWN"]) | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_data_request_has_moment",
                condition=~models.Q(state="CLOSED") | models.Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RequestColumn(models.Model):
    """One asked column: kind, unit, checks; `fact` is the register's fact it is prefilled from."""

    class Kind(models.TextChoices):
        TEXT = "text", _("文字")
        NUMBER = "number", _("数字")
        DATE = "date", _("日期")
        CHOICE = "choice", _("单选")
        YES_NO = "yes_no", _("是或否")
        MONEY = "money", _("金额")

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("列名"), max_length=60)
    key = models.CharField(max_length=80, editable=False)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind, default=Kind.TEXT)
    unit = models.CharField(_("单位"), max_length=10, blank=True)
    hint = models.CharField(_("填写提示"), max_length=120, blank=True)
    required = models.BooleanField(_("必填"), default=True)
    choices = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    least = models.DecimalField(_("不小于"), max_digits=18, decimal_places=4, null=True, blank=True)
    most = models.DecimalField(_("不大于"), max_digits=18, decimal_places=4, null=True, blank=True)
    not_above = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    fact = models.CharField(_("从登记册带出"), max_length=30, blank=True)
    reuses = models.BooleanField(default=False)
    differs = models.CharField(_("与已有答案的区别"), max_length=120, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "key"], name="request_column_asked_once"),
            models.CheckConstraint(
                name="request_choice_has_choices", condition=~models.Q(kind="choice") | models.Q(choices__len__gte=2)
            ),
            models.CheckConstraint(
                name="request_bounds_in_order",
                condition=models.Q(least__isnull=True) | models.Q(most__isnull=True) | models.Q(least__lte=models.F("most")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def heading(self) -> str:
        """As it stands over a column: with unit."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    @property
    def is_number(self) -> bool:
        return self.kind in (self.Kind.NUMBER, self.Kind.MONEY)


class RequestAnswerQuerySet(models.QuerySet["RequestAnswer"]):
    def visible_to(self, user: Any, at: Any) -> RequestAnswerQuerySet:
        """The asked body from the moment it was asked; the asker and who oversees it what is filed, and what was sent back
        until somebody of the body types in it again: a draft is seen by nobody else, also that of a second filing.
        """
        if not user.is_authenticated:
            return self.none()
        mine = models.Q(body__in=bodies_of(user, at), request__sent_at__isnull=False)
        as_filed = models.Q(state="FILED") | models.Q(state="RETURNED", saved_at__lte=models.F("returned_at"))
        return self.filter(mine | (models.Q(request__in=DataRequest.objects.visible_to(user, at)) & as_filed))

    def in_hand(self) -> RequestAnswerQuerySet:
        """What counts as answered: filed and not sent back."""
        return self.filter(state=RequestAnswer.State.FILED)


class RequestAnswer(models.Model):
    """What one asked body was asked and says: opened, drafted, filed, sent back."""

    class State(models.TextChoices):
        ASKED = "ASKED", _("未填报")
        FILED = "FILED", _("已填报")
        RETURNED = "RETURNED", _("已退回")

    flow = Flow(
        file=({State.ASKED, State.RETURNED}, State.FILED),
        send_back=({State.FILED}, State.RETURNED),
        take_back=({State.FILED}, State.ASKED),
    )
    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="answers")
    body = models.ForeignKey(Organization, models.PROTECT, related_name="data_answers")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    first_filed_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    said_by = models.CharField(_("凭链接填报的人"), max_length=60, blank=True)
    is_late = models.BooleanField(default=False)
    reason = models.CharField(_("退回理由"), max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    times_reminded = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = RequestAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["body", "state"], name="request_answer_body")]
        constraints = [
            models.UniqueConstraint(fields=["request", "body"], name="request_answer_once"),
            models.CheckConstraint(
                name="filed_request_answer_has_moment",
                condition=~models.Q(state="FILED") | models.Q(filed_at__isnull=False, first_filed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="returned_request_answer_has_reason", condition=~models.Q(state="RETURNED") | ~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.request}"

    def late_at(self, at: Any) -> bool:
        """Late once filed after its day, or now that the day has passed without an answer."""
        return self.is_late or (self.first_filed_at is None and local_date(at) > self.request.due_on)

    @property
    def is_as_filed(self) -> bool:
        """What is stored is what was filed: the asker may read it."""
        untouched = self.saved_at is None or self.returned_at is None or self.saved_at <= self.returned_at
        return self.state == self.State.FILED or (self.state == self.State.RETURNED and untouched)

    @property
    def stage(self) -> str:
        """Where it stands for the chase list: unopened, opened, drafted, returned, filed."""
        if self.state != self.State.ASKED:
            return str(self.state).lower()
        return "drafted" if self.saved_at else "opened" if self.opened_at else "unopened"

    @property
    def filer(self) -> str:
        """Who filed it: the person signed in, or as whoever used the link gave the own name."""
        return self.said_by or (self.filed_by.name if self.filed_by else "")


class AnswerLink(models.Model):
    """The secret address under which a body answers without an account."""

    answer = models.OneToOneField(RequestAnswer, models.CASCADE, related_name="link")
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    drafted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link of {self.answer}"

    @property
    def is_taken_over(self) -> bool:
        """Somebody signed in began to fill it in: what is typed there is not shown to whoever has the address."""
        return self.answer.saved_at is not None and self.drafted_at is None


class AnswerRow(models.Model):
    """One row of a body's answer."""

    answer = models.ForeignKey(RequestAnswer, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["answer", "position"], name="answer_row_once")]

    def __str__(self) -> str:
        return f"{self.answer} {self.position}"


class AnswerCell(models.Model):
    """What stands in one column of a row: as typed, and the value it was read as."""

    row = models.ForeignKey(AnswerRow, models.CASCADE, related_name="cells")
    column = models.ForeignKey(RequestColumn, models.CASCADE, related_name="cells")
    text = models.TextField(blank=True)
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    fen = models.BigIntegerField(null=True, blank=True)
    origin = models.CharField(max_length=160, blank=True)
    origin_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "column"], name="answer_cell_once"),
            models.CheckConstraint(
                name="answer_cell_one_value",
                condition=models.Q(number__isnull=True, day__isnull=True)
                | models.Q(number__isnull=True, fen__isnull=True)
                | models.Q(day__isnull=True, fen__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["column", "number"], name="answer_cell_number")]

    def __str__(self) -> str:
        return self.text[:40]
