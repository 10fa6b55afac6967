"""The track towards a social enterprise (A11): self-check, candidate, adviser, steps, and a legal opinion on the assets before
any change of form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by
from shuniu.kernel.record.models import Attachment


class Question(models.TextChoices):
    """What an organization asks itself before it asks anybody else."""

    MISSION = "mission", _("社会目标写进了章程，赚钱不是目的")
    GROUP = "group", _("说得清服务谁、解决什么问题、怎么看得出效果")
    INCOME = "income", _("服务收费能占到收入的一半左右")
    LEDGER = "ledger", _("公益资产和经营收入分开记账")
    SURPLUS = "surplus", _("盈余主要继续用于社会目标，有成文的规定")
    LOCK = "lock", _("解散时公益资产的去向有约定，不归个人")
    BOARD = "board", _("理事会知道并同意往这个方向走")
    PEOPLE = "people", _("有人懂经营、定价和税务")


class SelfCheck(models.Model):
    """One answering of all questions; done again it is a new one, so that the way forward shows."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="enterprise_checks")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    wants_support = models.BooleanField(_("希望枢纽列为培育对象"), default=True)
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organization} {self.checked_at:%Y-%m-%d}"


class SelfCheckAnswer(models.Model):
    check_row = models.ForeignKey(SelfCheck, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=10, choices=Question)
    yes = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["check_row", "question"], name="self_check_answer_once")]

    def __str__(self) -> str:
        return self.get_question_display()


class TransitionQuerySet(models.QuerySet["EnterpriseTransition"]):
    def visible_to(self, user: Any, at: Any) -> TransitionQuerySet:
        """The hub, the organization, its adviser, and above the hub."""
        if not user.is_authenticated:
            return self.none()
        hub = Q(hub__in=hubs_of(user, at)) | Q(hub__in=overseen_by(user, at))
        return self.filter(hub | Q(organization__in=bodies_of(user, at)) | Q(adviser=user))


class EnterpriseTransition(models.Model):
    """One organization on its way; a change of form stays locked until the legal opinion on its assets is there (A11)."""

    class State(models.TextChoices):
        CANDIDATE = "CANDIDATE", _("候选")
        UNDER_WAY = "UNDER_WAY", _("按计划推进")
        CHANGED = "CHANGED", _("已变更组织形式，待认定")
        RECOGNIZED = "RECOGNIZED", _("已认定为社会企业")
        STOPPED = "STOPPED", _("不再推进")

    flow = Flow(
        begin=({State.CANDIDATE, State.UNDER_WAY}, State.UNDER_WAY),
        change=({State.UNDER_WAY}, State.CHANGED),
        recognize=({State.CHANGED}, State.RECOGNIZED),
        stop=({State.CANDIDATE, State.UNDER_WAY}, State.STOPPED),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="transitions_kept")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="transitions")
    self_check = models.ForeignKey(SelfCheck, models.PROTECT, related_name="transitions")
    reasons = models.TextField(_("为什么列为候选"))
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    listed_at = models.DateTimeField()
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="transitions_advised"
    )
    adviser_named_at = models.DateTimeField(null=True, blank=True)
    plan = models.TextField(_("转型计划"), blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CANDIDATE)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("原因"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = TransitionQuerySet.as_manager()

    class Meta:
        ordering = ["-listed_at", "-pk"]
        indexes = [models.Index(fields=["hub", "state"], name="transition_hub_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state__in=["CANDIDATE", "UNDER_WAY"]),
                name="transition_one_at_a_time",
            ),
            models.CheckConstraint(
                name="transition_ended_has_moment",
                condition=Q(state__in=["CANDIDATE", "UNDER_WAY"]) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)


class LegalOpinion(models.Model):
    """A lawyer's written opinion, kept as a file; that on the assets says what they are and where they go."""

    class Subject(models.TextChoices):
        ASSETS = "assets", _("公益资产的界定和去向")
        FORM = "form", _("组织形式和登记")
        TAX = "tax", _("税务")
        STAFF = "staff", _("人员和劳动关系")

    class Conclusion(models.TextChoices):
        CLEAR = "clear", _("可以")
        CONDITIONS = "conditions", _("附条件可以")
        NOT = "not", _("不可以")

    transition = models.ForeignKey(EnterpriseTransition, models.PROTECT, related_name="opinions")
    subject = models.CharField(_("关于什么"), max_length=8, choices=Subject)
    lawyer = models.CharField(_("出具人和机构"), max_length=120)
    given_on = models.DateField(_("出具日期"))
    conclusion = models.CharField(_("结论"), max_length=12, choices=Conclusion)
    summary = models.TextField(_("要点"))
    assets_fen = models.PositiveBigIntegerField(_("公益资产金额"), null=True, blank=True)
    goes_to = models.CharField(_("公益资产的去向"), max_length=200, blank=True)
    paper = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["transition", "paper"], name="legal_opinion_once"),
            models.CheckConstraint(
                name="opinion_on_assets_says_how_much_and_where",
                condition=~Q(subject="assets") | (Q(assets_fen__isnull=False) & ~Q(goes_to="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.lawyer}"


class TransitionStep(models.Model):
    """One step of the way; the change of form names the opinion under which it was made."""

    class Kind(models.TextChoices):
        MISSION = "mission", _("社会目标写进章程")
        ASSETS = "assets", _("清产核资，公益资产单列")
        MODEL = "model", _("试运行收费服务")
        GOVERNANCE = "governance", _("理事会决议和盈余规定")
        FORM = "form", _("变更组织形式")
        RECOGNITION = "recognition", _("申请认定")

    transition = models.ForeignKey(EnterpriseTransition, models.CASCADE, related_name="steps")
    kind = models.CharField(_("步骤"), max_length=12, choices=Kind)
    due_on = models.DateField(_("期限"))
    done_on = models.DateField(_("完成"), null=True, blank=True)
    note = models.CharField(_("做到什么程度"), max_length=200, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.ForeignKey(LegalOpinion, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["transition", "kind"], name="transition_step_once"),
            models.CheckConstraint(
                name="change_of_form_needs_opinion",
                condition=~Q(kind="form") | Q(done_on__isnull=True) | Q(opinion__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class EnterpriseCertificate(models.Model):
    """What a recognizing body has certified, with its paper: the last step, after the change of form. Renewed, a new one."""

    class Stars(models.IntegerChoices):
        NONE = 0, _("不分星级")
        ONE = 1, _("一星")
        TWO = 2, _("二星")
        THREE = 3, _("三星")

    transition = models.ForeignKey(EnterpriseTransition, models.PROTECT, related_name="certificates")
    issuer = models.CharField(_("认定机构"), max_length=120)
    number = models.CharField(_("证书编号"), max_length=60)
    stars = models.PositiveSmallIntegerField(_("星级"), choices=Stars, default=Stars.NONE)
    given_on = models.DateField(_("认定日期"))
    valid_to = models.DateField(_("有效期至"))
    paper = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="enterprise_certificate_once"),
            models.CheckConstraint(name="certificate_ends_after_start", condition=Q(valid_to__gt=F("given_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.number}"


class TransitionTalk(models.Model):
    """A session with the adviser, or a legal or asset question; a question stays open until it is answered in writing."""

    class Kind(models.TextChoices):
        SESSION = "session", _("顾问辅导")
        QUESTION = "question", _("法律和资产问题")

    transition = models.ForeignKey(EnterpriseTransition, models.CASCADE, related_name="talks")
    kind = models.CharField(max_length=8, choices=Kind)
    held_on = models.DateField(_("日期"))
    text = models.TextField(_("内容"))
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    # The answer to a question, or the organization's word that a session took place.
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="transition_talk_answered_by_another",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("said_by")),
            ),
            models.CheckConstraint(
                name="transition_question_answered_in_words",
                condition=Q(answered_at__isnull=True) | ~Q(kind="question") | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
